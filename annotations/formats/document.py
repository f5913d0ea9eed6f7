"""What goes into a format and what comes back: documents, the spans a file holds, losses and reports."""

from dataclasses import dataclass
from pathlib import Path

from annotations.article import Article
from annotations.entity import Entity, Span, Status
from annotations.progress import Progress, State


class FormatError(Exception):
    """A file that could not be written, read, or did not give back what was meant; the message is plain words."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article with the entities chosen for a file.

    ``left`` are its other entities, which stay behind; ``only`` the labels that were asked for, None for all.
    """

    article: Article
    entities: tuple[Entity, ...]
    progress: Progress
    left: tuple[Entity, ...] = ()
    only: frozenset[str] | None = None

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

    ``group`` is shared by the fragments of one discontinuous mention; the file gives its name.
    """

    start: int
    end: int
    label: str
    identity: str = ""
    note: str = ""
    group: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.start, self.end, self.label)

    @property
    def order(self) -> tuple[int, int, str]:
        """The key of text order: by start, the longer first, then by label."""
        return (self.start, -self.end, self.label)


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it was read from a file: its name there (may be empty), text and spans in text order."""

    name: str
    text: str
    spans: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a file does not hold as it is: of one entity, of an article (``entity`` None), or of the whole file."""

    article: Article | None
    entity: Entity | None
    reason: str

    @property
    def line(self) -> str:
        """One line in words: where, what, why."""
        if self.article is None:
            return self.reason
        where = self.article.title or self.article.uid
        if self.entity is None:
            return f"{where}: {self.reason}"
        entity = self.entity
        words = self.article.surface(entity.start, entity.end)
        return f"{where}: {entity.label} {words!r} at {entity.start}-{entity.end} {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was written and what was not.

    ``written`` counts the spans in the file. ``losses`` are exactly the entities whose span and label differ after
    re-reading. ``warnings`` are what a user of the file should know besides: cut tokens, unchecked text, notes left out.
    """

    format: str
    path: Path
    documents: int
    written: int
    losses: tuple[Loss, ...] = ()
    warnings: tuple[Loss, ...] = ()
