"""Learning from finished articles: a copy of a spaCy pipeline is trained further on what was decided, with replay.

As it was measured: after each finished article, on that and a few earlier ones, a few epochs in batches of four, with dropout.
The rate is low where the model's own recogniser goes on, since what it knew beside is lost at a higher one; a label set that
means nothing to the model gets a recogniser of its own on the model's embedding (``warm``). The same articles in the same
order give the same model. Nothing here is on a reader's thread: it loads spaCy and takes seconds.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from annotations.article import Article
from annotations.labels import LabelSet
from annotations.span import Span
from annotations.suggest.examples import Finished, Labelled, parts, suggested, taught, touches
from annotations.suggest.guard import Verdict, verdict
from annotations.suggest.models import Model, ModelError
from annotations.suggest.pipeline import Pipeline, load
from annotations.suggest.plan import chunks

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

OURS = "rubricate"
"""The key in a trained pipeline's ``meta.json`` that says what it is and what it was trained from."""
_BATCH, _DROPOUT = 4, 0.2
_EMBEDDING = "tok2vec"
OnBatch = Callable[[int, int], None]
"""Called between batches with how many of this article's are done, and of how many; what it raises ends the learning."""


class Dose(NamedTuple):
    """How one article is learned: ``replay`` is how many earlier ones go with it, ``rate`` Adam's learning rate."""

    epochs: int = 3
    replay: int = 4
    rate: float = 3e-4


TUNED, WARM, WARM_AT_FIRST = Dose(), Dose(rate=1e-3), Dose(8, 8, 1e-3)
AT_FIRST = 20
"""The articles of a new label set that are learned in the larger dose."""


class Learner:
    """A pipeline that learns. ``base`` is the model that it began as and stays as it is; ``nlp`` is the copy that learns;
    ``seen`` counts the articles it has learned from."""

    def __init__(self, base: Pipeline, nlp: "Language", labels: LabelSet, *, warm: bool, seen: int = 0, seed: int = 0) -> None:
        self.base, self.nlp, self.labels = base, nlp, labels
        self.warm, self.seen, self.seed = warm, seen, seed
        self._ner = _recogniser(nlp, base.name)
        self._known: dict[Finished, list[Labelled]] = {}
        self._predicts = Pipeline(base.name, nlp)

    @classmethod
    def begin(cls, base: Model, labels: LabelSet, seed: int = 0) -> "Learner":
        """A learner that knows what the model knows. It is warm where none of the labels means one of the model's.

        Raises ModelError: the model cannot be loaded, or has nothing that learns.
        """
        pipeline = load(base)
        knows = _labels(pipeline.nlp, base.name)
        warm = not any(labels.mapped(label) for label in knows)
        # A recogniser cannot be copied whole in memory: the copy is another one from the disk.
        nlp = warm_head(pipeline.nlp, labels, base.name, seed) if warm else load(base).nlp
        return cls(pipeline, nlp, labels, warm=warm, seed=seed)

    @classmethod
    def go_on(cls, base: Model, trained: Model, labels: LabelSet, seed: int = 0) -> "Learner":
        """A learner that goes on where one was saved. Raises ModelError, also where that began as another model."""
        nlp = load(trained).nlp
        said = nlp.meta.get(OURS)
        if not isinstance(said, dict) or said.get("base") != base.name:
            raise ModelError(f"the model in {trained.data} was not learned from {base.name}; rubricate learn begins anew")
        return cls(load(base), nlp, labels, warm=said.get("kind") == "warm", seen=int(said.get("articles", 0)), seed=seed)

    @property
    def dose(self) -> Dose:
        """How the next article will be learned."""
        if not self.warm:
            return TUNED
        return WARM_AT_FIRST if self.seen < AT_FIRST else WARM

    def study(self, article: Finished, earlier: Sequence[Finished], on_batch: OnBatch | None = None) -> None:
        """Learn from a finished article, with some of the earlier ones, picked by the seed."""
        from spacy.util import fix_random_seed

        dose, rng = self.dose, Random(f"{self.seed} {self.seen}")
        fix_random_seed(self.seed + self.seen)
        again = rng.sample(list(earlier), min(dose.replay, len(earlier)))
        # Of an earlier article of many pieces one is taken, so that the cost is that of this one.
        pieces = [*parts(article), *(rng.choice(list(parts(one))) for one in again)]
        examples = [example for piece in pieces if (example := self._example(piece))]
        self._give_labels(examples)
        self.seen += 1
        if not examples:
            return
        rounds = list(_rounds(examples, dose.epochs, rng))
        with self.nlp.select_pipes(enable=self._learning):
            optimizer = self.nlp.resume_training()
            optimizer.learn_rate = dose.rate
            for number, batch in enumerate(rounds):
                if on_batch is not None:
                    on_batch(number, len(rounds))
                self.nlp.update(batch, drop=_DROPOUT, sgd=optimizer)
        said = {"base": self.base.name, "kind": "warm" if self.warm else "tuned", "articles": self.seen}
        self.nlp.meta[OURS] = {**(self.nlp.meta.get(OURS) or {}), **said}
        self.nlp.meta["performance"] = {}  # that of the model it began as is not its own

    def suggest(self, text: str) -> list[Labelled]:
        """What the pipeline that learned suggests for a text, in the user's labels."""
        return suggested(text, self.mentions(text), self.labels)

    def mentions(self, text: str) -> list[Labelled]:
        """What the pipeline that learned finds in a text, in its own labels; nothing while it is warm and learned nothing."""
        return [] if self.warm and not self.seen else mentions(self._predicts, text)

    def before(self, article: Finished) -> list[Labelled]:
        """What the model it began as suggests, in the user's labels."""
        return suggested(article.text, self._found(article), self.labels)

    def judged(self, kept: Sequence[Finished]) -> Verdict:
        """Whether the articles that were kept out are suggested as well as before."""
        return verdict((one, self.before(one), self.suggest(one.text)) for one in kept)

    def useful(self, judged: Verdict | None) -> bool:
        """Whether it is to suggest: where it is warm, not before that saves edits on the articles kept out."""
        return not self.warm or (judged is not None and judged.saves)

    @property
    def _learning(self) -> list[str]:
        return [name for name in self.nlp.pipe_names if name == self._ner or self.nlp.get_pipe_meta(name).factory == _EMBEDDING]

    def _found(self, article: Finished) -> list[Labelled]:
        if article not in self._known:
            self._known[article] = mentions(self.base, article.text)
        return self._known[article]

    def _example(self, piece: Finished) -> "Example | None":
        from spacy.training import Example

        doc = self.nlp.make_doc(piece.text)
        if not len(doc):
            return None
        known = _labels(self.base.nlp, self.base.name)
        entities = taught(piece, () if self.warm else self._found(piece), self.labels, () if self.warm else known)
        reference = doc.copy()
        _set(reference, entities.entities, entities.open)
        return Example(doc, reference)

    def _give_labels(self, examples: "Sequence[Example]") -> None:
        """Teach the recogniser the names of labels it has not met."""
        ner = self.nlp.get_pipe(self._ner)
        for label in sorted({entity.label_ for example in examples for entity in example.reference.ents}.difference(ner.labels)):
            ner.add_label(label)


def warm_head(base: "Language", labels: LabelSet, name: str, seed: int = 0) -> "Language":
    """A blank pipeline whose recogniser knows the user's labels, and no entity yet, on the embedding of the model's."""
    import spacy
    from spacy.util import fix_random_seed

    fix_random_seed(seed)
    own = _recogniser(base, name)
    nlp = spacy.blank(base.lang, vocab=base.vocab)
    nlp.tokenizer = base.tokenizer
    shared = [one for one in base.pipe_names if base.get_pipe_meta(one).factory == _EMBEDDING]
    for one in (*shared, own):
        nlp.add_pipe(base.get_pipe_meta(one).factory, one, config=_settings(base, one))
    for label in labels.labels:
        nlp.get_pipe(own).add_label(label.name)
    nlp.initialize()
    for one in shared:
        nlp.get_pipe(one).model.from_bytes(base.get_pipe(one).model.to_bytes())
    old = base.get_pipe(own).model.get_ref(_EMBEDDING)
    nlp.get_pipe(own).model.get_ref(_EMBEDDING).from_bytes(old.to_bytes())
    return nlp


def mentions(pipeline: Pipeline, text: str) -> list[Labelled]:
    """What a pipeline finds in a text, read as an article is: paragraph by paragraph. Labels are the model's own."""
    spans = chunks(Article(text), (0, 0))
    found: list[Labelled] = []
    for first in range(0, len(spans), 64):
        batch = spans[first : first + 64]
        readings = pipeline.read([text[start:end] for start, end in batch], confidence=False)
        for (at, _), reading in zip(batch, readings, strict=True):
            found += [(at + start, at + end, label) for start, end, label, _ in reading.mentions]
    return found


def _set(doc: "Doc", entities: Sequence[Labelled], left: Sequence[Span]) -> None:
    """Set the entities of a doc. Of tokens that an entity ends or begins inside of nothing is said, nor of what is left."""
    aligned, silent = [], []
    for start, end, label in entities:
        span = doc.char_span(start, end, label)
        if span is not None:
            aligned.append(span)
        else:
            silent.append(doc.char_span(start, end, alignment_mode="expand"))
    silent += [doc.char_span(start, end, alignment_mode="expand") for start, end in left]
    taken = [(span.start, span.end) for span in aligned]
    free = [span for span in silent if span is not None and not touches((span.start, span.end), taken)]
    doc.set_ents(aligned, missing=free, default="outside")


def _rounds(examples: "Sequence[Example]", epochs: int, rng: Random) -> "Iterator[list[Example]]":
    order = list(examples)
    for _ in range(epochs):
        rng.shuffle(order)
        for first in range(0, len(order), _BATCH):
            yield order[first : first + _BATCH]


def _recogniser(nlp: "Language", name: str) -> str:
    """The component of a pipeline that learns. Raises ModelError where there is none."""
    found: str | None = next((one for one in nlp.pipe_names if nlp.get_pipe_meta(one).factory == "ner"), None)
    if found is None or any("transformer" in nlp.get_pipe_meta(one).factory for one in nlp.pipe_names):
        raise ModelError(
            f"the model {name} cannot learn here: only an entity recogniser (ner) of spaCy's without a transformer can"
        )
    return found


def _labels(nlp: "Language", name: str) -> tuple[str, ...]:
    return tuple(nlp.get_pipe(_recogniser(nlp, name)).labels)


def _settings(nlp: "Language", name: str) -> dict[str, object]:
    return {key: value for key, value in nlp.get_pipe_config(name).items() if key not in ("factory", "source")}
