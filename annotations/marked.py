"""What an edit reads: an article with its entities, labels and progress; the focus; and whose hand it is."""

from collections.abc import Callable
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.index import Entities
from annotations.labels import LabelSet
from annotations.progress import Progress
from annotations.proper import ProperNouns
from annotations.span import Span


class Focus(NamedTuple):
    """What the keys act on: an entity (``uid``), or a run of tokens (``uid`` None). Code points, end exclusive.

    ``offered`` marks a run that the walk of missed names picked: ``x`` there means "not a name".
    """

    start: int
    end: int
    uid: str | None = None
    offered: bool = False

    @property
    def span(self) -> Span:
        return (self.start, self.end)

    @classmethod
    def on(cls, entity: Entity) -> "Focus":
        return cls(entity.start, entity.end, entity.uid)


class Marked(NamedTuple):
    """An article with what is known of it. ``only`` narrows walk and bulk keys to these labels; None is all. ``with_the``:
    untagged names are offered with the word ``the`` before them, as others were made. ``proper``: what a model's tags say."""

    article: Article
    entities: Entities
    labels: LabelSet
    progress: Progress
    only: frozenset[str] | None = None
    with_the: bool = False
    proper: ProperNouns | None = None

    def entity(self, focus: Focus | None) -> Entity | None:
        """The entity in focus, None on a run or without a focus."""
        return self.entities.get(focus.uid) if focus and focus.uid else None

    def in_scope(self, entity: Entity) -> bool:
        return self.only is None or entity.label in self.only or entity.status is Status.REJECTED


class Hand(NamedTuple):
    """Whose hand edits: ``by`` names the person, ``now`` gives UTC in ISO 8601, ``new_uid`` a uid not yet used."""

    by: str
    now: Callable[[], str]
    new_uid: Callable[[], str]
