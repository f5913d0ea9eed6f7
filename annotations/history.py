"""History: which step may be taken back or done again. Pure rules; the steps themselves stand in the project file.

- Undo takes back the latest standing step that touched the article on screen; not when a later one changed the same entity.
- Redo does again what was taken back last of what touched the article.
- A new step ends redo for the articles it touches.
- The newest 10,000 steps are kept.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from annotations.labels import Label, LabelSet

KEPT = 10_000
"""Steps that are kept."""


class Step(NamedTuple):
    """One step as the rules see it. ``turn`` orders steps, ``document`` is its id in the file; ``articles`` it touched, the
    one on screen first; ``entities`` as (article, uid); ``undone`` is 0, or its turn of being undone."""

    turn: int
    document: int
    articles: tuple[str, ...]
    entities: frozenset[tuple[str, str]]
    undone: int = 0
    said: str = ""


class History:
    """The steps of a project, oldest first. ``done`` and ``dropped`` only follow what the file already holds."""

    def __init__(self, steps: Iterable[Step] = (), kept: int = KEPT) -> None:
        ordered = sorted(steps, key=lambda step: (step.turn, step.document))
        self._steps = {step.document: step for step in ordered}
        self._undone = {step.document for step in ordered if step.undone}
        self._kept = kept

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def next_turn(self) -> int:
        return 1 + (self._steps[next(reversed(self._steps))].turn if self._steps else 0)

    @property
    def next_undone(self) -> int:
        return 1 + max((self._steps[document].undone for document in self._undone), default=0)

    def to_undo(self, article: str) -> Step | None:
        """The latest standing step that touched the article."""
        return next((step for step in reversed(self._steps.values()) if article in step.articles and not step.undone), None)

    def to_redo(self, article: str) -> Step | None:
        """The step touching the article that was taken back last."""
        undone = (self._steps[document] for document in self._undone)
        return max((step for step in undone if article in step.articles), key=lambda step: step.undone, default=None)

    def later(self, than: Step) -> list[Step]:
        """The standing steps after this one, latest first."""
        found = []
        for step in reversed(self._steps.values()):
            if step.document == than.document:
                break
            if not step.undone:
                found.append(step)
        return found

    def to_drop(self, articles: Iterable[str]) -> list[Step]:
        """What a new step on these articles ends: the redo of what touched them, and the oldest step when there are too many."""
        touched = set(articles)
        ended = [self._steps[document] for document in self._undone if not touched.isdisjoint(self._steps[document].articles)]
        gone = {step.document for step in ended}
        too_many = len(self._steps) - len(ended) + 1 - self._kept
        return ended + list(islice((step for step in self._steps.values() if step.document not in gone), max(0, too_many)))

    def done(self, step: Step, dropped: Iterable[Step]) -> None:
        """A new step stands, these are gone."""
        for one in dropped:
            del self._steps[one.document]
            self._undone.discard(one.document)
        self._steps[step.document] = step

    def marked(self, step: Step, undone: int) -> None:
        """A step was taken back, or done again (``undone`` 0)."""
        self._steps[step.document] = step._replace(undone=undone)
        if undone:
            self._undone.add(step.document)
        else:
            self._undone.discard(step.document)


def relabelled(current: LabelSet, before: LabelSet, after: LabelSet) -> LabelSet:
    """The label set with what led from ``before`` to ``after`` done to it too. Raises LabelError where that cannot be."""
    if current == before:
        return after
    new = {label.name: label for label in after.labels}
    old = {label.name: label for label in before.labels}

    def now(label: Label) -> Label | None:
        return new.get(label.name) if label == old.get(label.name) else label

    kept = [label for label in map(now, current.labels) if label]
    names = {label.name for label in current.labels}
    added = [label for label in after.labels if label.name not in old and label.name not in names]
    overlap = after.overlap if before.overlap != after.overlap else current.overlap
    return replace(current, labels=(*kept, *added), overlap=overlap)
