"""A tiny spaCy model that is trained in a second: it knows two people and two places."""

from pathlib import Path

from annotations.suggest.examples import Finished

PEOPLE, PLACES = ("Ilse Brandt", "Carlo Neri"), ("Vienna", "Lisbon")
_SAID = (
    "{who} lives in {where} .",
    "Yesterday {who} left .",
    "They met in {where} with {who} .",
    "In {where} nothing happened .",
)
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 16,
    "maxout_pieces": 1,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": 32,
        "depth": 1,
        "embed_size": 200,
        "window_size": 1,
        "maxout_pieces": 2,
        "subword_features": True,
        "pretrained_vectors": None,
    },
}


def text_of(said: str, people: str = "PERSON", places: str = "GPE", who: str = PEOPLE[0], where: str = PLACES[0]) -> Finished:
    """A short article of one sentence, with what is right in it; an empty label for what is no entity."""
    text = said.format(who=who, where=where)
    found = [(text.find(who), who, people), (text.find(where), where, places)]
    return Finished(
        said + who + where, text, tuple(sorted((at, at + len(name), kind) for at, name, kind in found if kind and at >= 0))
    )


def articles(people: str = "PERSON", places: str = "GPE") -> list[Finished]:
    """All of these articles, right under these labels."""
    return [text_of(said, people, places, who, where) for who in PEOPLE for where in PLACES for said in _SAID]


def save_tiny(folder: Path, *, named: str = "tiny") -> Path:
    """Train it and save it as ``named``. Returns its folder."""
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": _MODEL})
    examples = [Example.from_dict(nlp.make_doc(one.text), {"entities": list(one.entities)}) for one in articles()]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(12):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(folder / named)
    return folder / named
