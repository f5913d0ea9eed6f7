"""Change: what an edit does, as values before and after, so that it can be reversed, stored and replayed."""

from typing import NamedTuple

from annotations.entity import Entity
from annotations.labels import LabelSet
from annotations.progress import Progress
from annotations.span import Span

UNDOES = ". u undoes"
"""How what is said of a change ends."""


class EntityChange(NamedTuple):
    """One entity of one article before and after; None where it does not exist."""

    article: str
    before: Entity | None
    after: Entity | None

    @property
    def uid(self) -> str:
        entity = self.after or self.before
        assert entity is not None
        return entity.uid


class ProgressChange(NamedTuple):
    """The progress of one article before and after."""

    article: str
    before: Progress
    after: Progress


class Change(NamedTuple):
    """One step: what it touched, before and after, over one or several articles.

    ``verb`` is the command's id (``accept``, ``label``, ...); ``said`` the line in words that was
    shown; ``article`` the uid of the article on screen; ``focus`` the span it left in focus there.
    """

    verb: str
    article: str
    entities: tuple[EntityChange, ...] = ()
    progress: tuple[ProgressChange, ...] = ()
    labels: tuple[LabelSet, LabelSet] | None = None
    said: str = ""
    focus: Span | None = None

    @property
    def articles(self) -> tuple[str, ...]:
        """The uids of the articles it touches, the one on screen first, each once."""
        touched = [one.article for one in self.entities] + [one.article for one in self.progress]
        return tuple(dict.fromkeys([self.article, *touched]))

    def reversed(self) -> "Change":
        """The change that takes this one back."""
        return self._replace(
            entities=tuple(EntityChange(e.article, e.after, e.before) for e in reversed(self.entities)),
            progress=tuple(ProgressChange(p.article, p.after, p.before) for p in reversed(self.progress)),
            labels=(self.labels[1], self.labels[0]) if self.labels else None,
        )
