"""What goes into a format and what comes back: documents, the spans a file holds, losses and reports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.labels import LabelSet
from annotations.progress import Progress, State
from annotations.span import Span


class FormatError(Exception):
    """A file that could not be written, read, or did not give back what was meant; the message is plain words."""


Kept = Literal["whole", "named", "counted"]
"""What a report keeps of the articles and entities that it tells of: all of them; what it says of them; or of the entities of a
field no more than how many."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article with the entities chosen for a file.

    ``left`` are its other entities, which stay behind; ``only`` the labels that were asked for, None for all. ``stored``: the
    article as the project has it, where ``article`` is the original that was read; None where they are one. ``kept``: what a
    report keeps of it; less than the whole for documents that are made anew whenever they are asked for.
    """

    article: Article
    entities: tuple[Entity, ...]
    progress: Progress
    left: tuple[Entity, ...] = ()
    only: frozenset[str] | None = None
    stored: Article | None = None
    kept: Kept = "whole"

    @property
    def uid(self) -> str:
        """The name of the article in a file, whichever of its texts stands there."""
        return (self.stored or self.article).uid

    @property
    def checked(self) -> int:
        """The offset up to which the text was looked at, in code points: all of it when the article is done."""
        length = len(self.article.text)
        return length if self.progress.state is State.DONE else min(self.progress.checked, length)

    @property
    def unchecked(self) -> Span | None:
        """The part that nobody looked at, None when nothing but blanks is left."""
        rest = (self.checked, len(self.article.text))
        return rest if self.article.text[rest[0] :].strip() else None

    @property
    def undecided(self) -> tuple[Span, ...]:
        """The spans that stay behind and may yet be entities of this file: suggested, unsure, or accepted but not asked for."""
        open_statuses = (Status.SUGGESTED, Status.UNSURE)
        return tuple(
            entity.span
            for entity in self.left
            if entity.status in open_statuses
            or (entity.status is Status.ACCEPTED and (self.only is None or entity.label in self.only))
        )


@dataclass(frozen=True, slots=True)
class Written:
    """One span as a file holds it. Offsets are code points of the text, end exclusive.

    ``group`` is shared by the fragments of one discontinuous mention; the file gives its name. ``status`` None: the file does
    not say. ``origin`` is who or what proposed it, in the file's own words, ``by`` who decided. ``extra``: what else the file
    says of it that an entity has no field for, by name.
    """

    start: int
    end: int
    label: str
    identity: str = ""
    note: str = ""
    group: str = ""
    status: Status | None = None
    score: float | None = None
    origin: str = ""
    by: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.start, self.end, self.label)

    @property
    def order(self) -> tuple[int, int, str]:
        """The key of text order: by start, the longer first, then by label."""
        return (self.start, -self.end, self.label)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of one article, as our own format holds it."""

    article: Article
    entities: tuple[Entity, ...]
    progress: Progress
    labels: LabelSet


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it was read from a file: its name there (may be empty), text and spans in text order.

    ``title`` and ``language`` are empty where the file does not say. ``notices``: in plain words what was not taken as it
    stands there (relations left out, the unit of the offsets, spans that fit nowhere). ``done``: whether somebody annotated it
    to its end, None where the file does not say. ``whole``: every field, where the file has them all.
    """

    name: str
    text: str
    spans: tuple[Written, ...]
    title: str = ""
    language: str = ""
    notices: tuple[str, ...] = ()
    done: bool | None = None
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class Carries:
    """What a format can hold besides the spans of flat entities and their labels.

    ``spans``: ``exact`` by offsets, ``tokens`` (cut or widened to tokens), ``inline`` in the text. ``overlap``: ``all``,
    ``nested`` (none that cross), ``none``. ``missing``: that text was not looked at. ``everything``: every field there is, also
    refusals of names that nobody had labelled.
    """

    spans: Literal["exact", "tokens", "inline"] = "exact"
    overlap: Literal["all", "nested", "none"] = "all"
    fragments: bool = False
    notes: bool = False
    identities: bool = False
    statuses: bool = False
    scores: bool = False
    annotators: bool = False
    missing: bool = False
    everything: bool = False

    @property
    def words(self) -> str:
        """What it carries, in words."""
        overlap = {"all": "overlap", "nested": "nesting", "none": ""}[self.overlap]
        more = ("fragments", "notes", "identities", "statuses", "scores", "annotators", "missing")
        held = ["every field"] if self.everything else [name for name in more if getattr(self, name)]
        return ", ".join(one for one in (self.spans, overlap, *held) if one)


Offsets = Literal["codepoints", "utf16"]
"""What a written file counts its offsets in: code points, as Python does, or UTF-16 units, as JavaScript and Java do."""


@dataclass(frozen=True, slots=True)
class How:
    """What may be asked of a format that can be written in more than one way.

    ``layers``: as many columns of tags as lie over one token, where a format of tokens has one by itself.
    """

    layers: bool = False
    offsets: Offsets = "codepoints"


USUAL = How()
"""Each format as it is where nobody asks otherwise."""


class Named(NamedTuple):
    """An entity of which a report keeps no more than its uid; the empty one stands for any that is counted alone."""

    uid: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a file does not hold as it is: of one entity, of an article (``entity`` None), or of the whole file.

    ``written``: start, end and label that the file has in the entity's place, None where it has nothing. ``words``: those of the
    entity, where the article is kept without its text.
    """

    article: Article | None
    entity: Entity | None
    reason: str
    written: tuple[int, int, str] | None = None
    words: str | None = None

    @property
    def line(self) -> str:
        """One line in words: where, what, why."""
        if self.article is None:
            return self.reason
        where = self.article.title or self.article.uid
        if self.entity is None:
            return f"{where}: {self.reason}"
        entity = self.entity
        words = self.article.surface(entity.start, entity.end) if self.words is None else self.words
        return f"{where}: {entity.label} {words!r} at {entity.start}-{entity.end} {self.reason}"


@dataclass(frozen=True, slots=True)
class FieldLoss:
    """A field that a file does not hold, or not as it is: of these entities, all of them in the file, or of the article itself
    (``entities`` None). ``field`` is its name in Entity, Article or Progress."""

    article: Article
    field: str
    entities: tuple[Entity | Named, ...] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was written and what was not.

    ``written`` counts the spans in the file. ``losses`` are exactly the entities whose span and label differ after
    re-reading. ``fields`` are exactly the other fields that an import of the file would not bring back. ``warnings`` are what a
    user of the file should know besides: cut tokens, unchecked text, characters replaced. ``names``: labels that have another
    name in the file, each with it.
    """

    format: str
    path: Path
    documents: int
    written: int
    losses: tuple[Loss, ...] = ()
    warnings: tuple[Loss, ...] = ()
    fields: tuple[FieldLoss, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def kept_losses(kept: Kept, losses: Iterable[Loss]) -> list[Loss]:
    """The losses of one document as a report keeps them: an article without its text, an entity with what a line says of it."""
    if kept == "whole":
        return list(losses)
    briefs: dict[str, Article] = {}
    return [_brief_loss(loss, briefs) for loss in losses]


def kept_fields(kept: Kept, fields: Iterable[FieldLoss]) -> list[FieldLoss]:
    """The fields that one document loses as a report keeps them: an article without its text, entities by uid or counted."""
    if kept == "whole":
        return list(fields)
    briefs: dict[str, Article] = {}
    same: dict[tuple[Named, ...], tuple[Named, ...]] = {}
    found = []
    for loss in fields:
        entities = loss.entities
        if entities is not None:
            named = tuple(Named(one.uid) for one in entities) if kept == "named" else (Named(""),) * len(entities)
            entities = same.setdefault(named, named)
        found.append(FieldLoss(_brief(loss.article, briefs), loss.field, entities))
    return found


def _brief_loss(loss: Loss, briefs: dict[str, Article]) -> Loss:
    if loss.article is None:
        return loss
    article, entity = _brief(loss.article, briefs), loss.entity
    if entity is None:
        return replace(loss, article=article)
    words = loss.article.surface(entity.start, entity.end) if loss.words is None else loss.words
    return replace(loss, article=article, entity=Entity(*entity[:5]), words=words)


def _brief(article: Article, briefs: dict[str, Article]) -> Article:
    """The article without its text and what else no report says of it, under the uid it has."""
    return briefs.setdefault(article.uid, Article("", article.title, digest=article.sha256))
