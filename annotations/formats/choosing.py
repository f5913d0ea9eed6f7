"""Which entities leave in a file, and in numbers what stays behind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.article import Article
from annotations.entity import Entity, Status, Via
from annotations.formats.document import Document
from annotations.progress import Progress, State


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for: statuses, labels (None is all) and how it was decided (None is any way).

    As it stands: every accepted entity. An entity without a label, the refusal of an untagged name, is chosen only among
    the rejected of a format that holds everything: ``refusals``.
    """

    statuses: frozenset[Status] = frozenset({Status.ACCEPTED})
    labels: frozenset[str] | None = None
    vias: frozenset[Via] | None = None
    refusals: bool = False

    def takes(self, entity: Entity) -> bool:
        return (
            (entity.label != "" or self.refusals)
            and entity.status in self.statuses
            and (self.labels is None or entity.label in self.labels or not entity.label)
            and (self.vias is None or entity.via in self.vias)
        )


ACCEPTED = Choice()
"""The choice where nobody says otherwise."""


def chosen(article: Article, entities: Iterable[Entity], progress: Progress, choice: Choice = ACCEPTED) -> Document:
    """The document of an article: its entities, all statuses given, parted into chosen and left, each in text order."""
    ordered = sorted(entities, key=lambda entity: entity.order)
    taken = tuple(entity for entity in ordered if choice.takes(entity))
    left = tuple(entity for entity in ordered if not choice.takes(entity))
    return Document(article, taken, progress, left, choice.labels)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in a file, in numbers. ``accepted``: accepted entities that labels or ways of deciding left out.

    ``unchecked_parts`` are parts of articles that nobody looked at: at most one an article.
    """

    suggestions: int
    unsure: int
    rejected: int
    accepted: int
    unchecked_parts: int
    not_done: int
    articles: int

    def lines(self) -> list[str]:
        """The numbers in plain words, zeros too; the accepted ones only where there are any."""
        lines = [
            f"not in the file: {_counted(self.suggestions, 'suggestion')}, {self.unsure} unsure, {self.rejected} rejected",
            f"{_counted(self.unchecked_parts, 'part')} not looked at; "
            f"{self.not_done} of {_counted(self.articles, 'article')} not done",
        ]
        if self.accepted:
            lines.insert(1, f"accepted, but not asked for: {self.accepted}")
        return lines


def left_out(documents: Iterable[Document]) -> LeftOut:
    """What these documents leave behind."""
    statuses: Counter[Status] = Counter()
    unchecked = not_done = articles = 0
    for document in documents:
        articles += 1
        statuses.update(entity.status for entity in document.left)
        unchecked += document.unchecked is not None
        not_done += document.progress.state is not State.DONE
    return LeftOut(
        suggestions=statuses[Status.SUGGESTED],
        unsure=statuses[Status.UNSURE],
        rejected=statuses[Status.REJECTED],
        accepted=statuses[Status.ACCEPTED],
        unchecked_parts=unchecked,
        not_done=not_done,
        articles=articles,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
