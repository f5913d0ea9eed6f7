"""A spaCy pipeline that finds entities: loaded without the parts that do not, read in batches, with confidence."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotations.span import Span
from annotations.suggest.confidence import set_entities
from annotations.suggest.models import TEMPERATURE, Model, ModelError, temperature

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Mention = tuple[int, int, str, float | None]
"""Start and end in code points of the text that was read, the model's label, and the confidence where there is one."""

_TAGGING = frozenset({"tagger", "morphologizer", "attribute_ruler"})
_IDLE = _TAGGING | {"parser", "senter", "sentencizer", "lemmatizer", "trainable_lemmatizer", "textcat", "textcat_multilabel"}
"""Factories of spaCy whose components find no entities and feed none that does."""
_EMBEDDING = frozenset({"tok2vec", "transformer", "curated_transformer"})
_RECOGNISERS = frozenset({"ner", "beam_ner"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one text. ``words`` counts the tokens of the model; ``proper`` are the runs of proper nouns, None where
    the model does not tell them."""

    words: int
    mentions: tuple[Mention, ...]
    proper: tuple[Span, ...] | None = None


class Pipeline:
    """A loaded model. ``name`` is the model's, ``edition`` that with its version, ``nlp`` what spaCy loaded; ``tags``: proper
    nouns are told where it has parts of speech."""

    def __init__(
        self, name: str, nlp: "Language", edition: str = "", temperature: float = TEMPERATURE, tags: bool = False
    ) -> None:
        self.name, self.edition = name, edition or name
        self._nlp, self._temperature, self._tags = nlp, temperature, tags
        self._sure = _plain(nlp)

    @property
    def nlp(self) -> "Language":
        return self._nlp

    def read(self, texts: Sequence[str], *, confidence: bool = True) -> list[Reading]:
        """What the model finds in each text. Without confidence, or where it cannot be had, the scores are None."""
        if confidence and self._sure:
            # The scores come from spaCy's internals: whatever a change there raises, the entities still come.
            try:
                return self._read_sure(texts)
            except Exception:  # noqa: BLE001
                traceback.print_exc()
                self._sure = False
        # A recogniser's pipe parses a quarter of a batch at a time; these are batches already.
        docs = self._nlp.pipe(texts, batch_size=4 * max(len(texts), 1))
        return [_reading(doc, tags=self._tags) for doc in docs]

    def _read_sure(self, texts: Sequence[str]) -> list[Reading]:
        docs = [self._nlp.make_doc(text) for text in texts]
        *before, (_, ner) = self._nlp.pipeline
        for _, component in before:
            docs = list(component.pipe(docs, batch_size=max(len(docs), 1)))
        sure = set_entities(ner, docs, self._temperature)
        return [_reading(doc, scores, tags=self._tags) for doc, scores in zip(docs, sure, strict=True)]


def load(model: Model, tags: bool = False) -> Pipeline:
    """Load a model, with the parts that tell proper nouns where ``tags``. Raises ModelError: spaCy missing or broken, the model
    unreadable, or one that finds no entities."""
    # A broken install fails in many ways (a missing library, another numpy, a file cut short): one line for each.
    try:
        import spacy
        from spacy.util import load_config
    except Exception as error:
        raise ModelError(f"spaCy cannot be imported, so nothing is suggested: {_first_line(error)}; pip install spacy") from error
    try:
        config = load_config(model.data / "config.cfg")
        nlp = spacy.load(model.load, exclude=_excluded(config["nlp"]["pipeline"], config["components"], tags))
    except Exception as error:
        raise ModelError(f"the model {model.name} cannot be loaded: {_first_line(error)}; try another with --model") from error
    if all(nlp.get_pipe_meta(name).factory in _IDLE | _EMBEDDING for name in nlp.pipe_names):
        raise ModelError(f"the model {model.name} has no part that finds entities; try another with --model")
    return Pipeline(model.name, nlp, model.edition, temperature(model), tags)


def _excluded(names: Sequence[str], components: Mapping[str, Mapping[str, object]], tags: bool) -> list[str]:
    """The components not to load: those that find no entities, unless there is one that we do not know and may need them, nor,
    with ``tags``, tell proper nouns.

    A shared embedding goes too where the recogniser has its own, that is, does not listen to it, and nothing tags.
    """
    factories = {name: str(components[name].get("factory", "")) for name in names}
    if set(factories.values()) - _IDLE - _EMBEDDING - _RECOGNISERS:
        return []
    recognisers = [components[name] for name, factory in factories.items() if factory in _RECOGNISERS]
    idle = _IDLE - _TAGGING if tags else _IDLE
    unneeded = idle if tags or any(_listens(one) for one in recognisers) else idle | _EMBEDDING
    return [name for name, factory in factories.items() if factory in unneeded]


def _listens(recogniser: Mapping[str, object]) -> bool:
    """Whether a recogniser's embedding is, or may be, another component's."""
    model = recogniser.get("model")
    embedding = model.get("tok2vec") if isinstance(model, Mapping) else None
    return not isinstance(embedding, Mapping) or "Listener" in str(embedding.get("@architectures", "Listener"))


def _plain(nlp: "Language") -> bool:
    """Whether the pipeline is one greedy recogniser with at most embeddings and taggers before it: then its actions can be
    scored."""
    if not nlp.pipe_names:
        return False
    *before, last = (nlp.get_pipe_meta(name).factory for name in nlp.pipe_names)
    return last == "ner" and set(before) <= _EMBEDDING | _TAGGING and nlp.pipeline[-1][1].cfg.get("beam_width") == 1


def _reading(doc: "Doc", scores: Sequence[float] | None = None, *, tags: bool) -> Reading:
    """The entities of a doc, with scores of those where there are any, and the labelled spans of its span groups, which may
    overlap: what a span categoriser, a span ruler or somebody's own component finds. A categoriser scores its own."""
    sure: Sequence[float | None] = [None] * len(doc.ents) if scores is None else scores
    found = {(one.start_char, one.end_char, one.label_): score for one, score in zip(doc.ents, sure, strict=True)}
    for group in doc.spans.values():
        given = group.attrs.get("scores")
        scored = given is not None and len(given) == len(group)
        own: Sequence[float | None] = [float(score) for score in given] if scored else [None] * len(group)
        for span, score in zip(group, own, strict=True):
            found.setdefault((span.start_char, span.end_char, span.label_), score)
    return Reading(len(doc), tuple((*place, score) for place, score in found.items() if place[2]), _proper(doc) if tags else None)


def _proper(doc: "Doc") -> tuple[Span, ...] | None:
    """The runs of proper nouns: tokens of that kind which nothing but blanks parts. None of a doc without parts of speech."""
    if len(doc) and not any(token.pos for token in doc):
        return None
    runs: list[Span] = []
    for token in doc:
        if token.pos_ != "PROPN":
            continue
        start, end = token.idx, token.idx + len(token)
        if runs and not doc.text[runs[-1][1] : start].strip():
            start = runs.pop()[0]
        runs.append((start, end))
    return tuple(runs)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
