"""Edits of many entities in one step: what was passed, the rest of an article, a group of the pane.

Each costs what it touches. All offsets are code points.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from annotations.change import UNDOES
from annotations.edits import Edit, Pair, decided, fragments, in_the_way, rejecting, step
from annotations.entity import Entity, Status, Via
from annotations.index import OPEN
from annotations.marked import Hand, Marked
from annotations.progress import State


def accept_passed(marked: Marked, hand: Hand, end: int) -> Edit:
    """Accept the suggestions that end between the checkpoint and ``end``, and move the checkpoint there.

    A mention in parts is accepted once its last part is passed.
    """
    length, checked = len(marked.article.text), marked.progress.checked
    end = min(end, length)
    if end <= checked:
        return Edit(None, f"checked to {_percent(checked, length)} already")
    passed = [one for one in marked.entities.touching(checked, end, OPEN) if marked.in_scope(one)]
    many = _accepting(
        marked, hand, (one for one in passed if all(part.end <= end for part in fragments(marked, one))), Via.PASSED
    )
    said = f"{many.accepted} accepted, checked to {_percent(end, length)}{many.hindered}{UNDOES}"
    return step(marked, "accept_passed", many.pairs, said, progress=marked.progress.changed(checked=end))


def close_article(marked: Marked, hand: Hand, rest: Literal["accept", "reject"]) -> Edit:
    """Accept or reject all suggestions that are left, and close the article: done, and checked to its end.

    Unsure entities stay unsure, suggestions out of scope stay suggestions.
    """
    progress = marked.progress.changed(state=State.DONE, checked=len(marked.article.text))
    left = list(_suggestions(marked))
    chosen = [one for one in left if marked.in_scope(one)]
    if progress == marked.progress and not chosen:
        return Edit(None, "closed already: nothing is left to review")
    if rest == "accept":
        many = _accepting(marked, hand, chosen, Via.REST)
        pairs, said = many.pairs, f"closed: {many.accepted} accepted{many.hindered}"
    else:
        pairs = rejecting(marked, hand, chosen, Via.REST)
        said = f"closed: {len(pairs)} rejected"
    if flagged := marked.entities.count(Status.UNSURE):
        said += f"; {flagged} unsure left"
    if hidden := len(left) - len(chosen):
        said += f"; {hidden} out of scope left"
    return step(marked, "close_article", pairs, said + UNDOES, progress=progress)


def accept_all(marked: Marked, hand: Hand, uids: Iterable[str]) -> Edit:
    """Accept those of a group of the pane that are still suggested."""
    many = _accepting(marked, hand, _still_suggested(marked, uids), Via.GROUP)
    if not many.pairs:
        return Edit(None, f"nothing to accept: no suggestion here{many.hindered}")
    labels = by_label(after for _, after in many.pairs if after and after.status is Status.ACCEPTED)
    return step(marked, "accept_all", many.pairs, f"{many.accepted} accepted: {labels}{many.hindered}{UNDOES}")


def reject_all(marked: Marked, hand: Hand, uids: Iterable[str]) -> Edit:
    """Reject those of a group of the pane that are still suggested."""
    pairs = rejecting(marked, hand, _still_suggested(marked, uids), Via.GROUP)
    if not pairs:
        return Edit(None, "nothing to reject: no suggestion here")
    labels = by_label(before for before, _ in pairs if before)
    return step(marked, "reject_all", pairs, f"{len(pairs)} rejected: {labels}{UNDOES}")


@dataclass(frozen=True, slots=True)
class _Many:
    """What accepting many suggestions touches; ``accepted`` of them, and in words those that it could not."""

    pairs: list[Pair]
    accepted: int
    hindered: str


def _accepting(marked: Marked, hand: Hand, suggestions: Iterable[Entity], via: Via) -> _Many:
    """Accept suggestions with all their fragments. Where overlap is forbidden, one that overlaps what a person settled is
    left, and of two that overlap each other the first in text order is accepted and the other rejected."""
    pairs: dict[str, Pair] = {}
    accepted: set[str] = set()
    left: set[str] = set()
    for one in sorted(suggestions, key=lambda entity: entity.order):
        if one.uid in pairs or one.uid in left:
            continue
        parts = [part for part in fragments(marked, one) if part.status is Status.SUGGESTED]
        own = {part.uid for part in parts}
        others = [other for part in parts for other in in_the_way(marked, part.span, own)]
        if any(other.status is not Status.SUGGESTED for other in others):
            left |= own
            continue
        loses = any(other.uid in accepted for other in others)
        status = Status.REJECTED if loses else Status.ACCEPTED
        accepted |= set() if loses else own
        pairs |= {part.uid: (part, decided(part, hand, status, via)) for part in parts}
    hindered = f"; {lost} rejected, overlapping those" if (lost := len(pairs) - len(accepted)) else ""
    hindered += f"; {len(left)} left, overlapping what you settled" if left else ""
    return _Many(list(pairs.values()), len(accepted), hindered)


def _suggestions(marked: Marked) -> Iterator[Entity]:
    one = marked.entities.after(0, OPEN)
    while one:
        yield one
        one = marked.entities.next(one.order, OPEN)


def _still_suggested(marked: Marked, uids: Iterable[str]) -> list[Entity]:
    found = (marked.entities.get(uid) for uid in uids)
    return [one for one in found if one and one.status is Status.SUGGESTED and marked.in_scope(one)]


def by_label(entities: Iterable[Entity]) -> str:
    """How many of each label, in words."""
    return ", ".join(f"{number} {label}" for label, number in Counter(entity.label for entity in entities).most_common())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole if whole else 100} %"
