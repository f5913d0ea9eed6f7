"""Edits of many entities in one step: all equal texts, what was passed, the rest of an article, a group of the pane.

Equal texts cost one search of the text; everything else costs what it touches. All offsets are code points.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from annotations.change import UNDOES
from annotations.edits import (
    NOTHING,
    UNLABELLED,
    Edit,
    Pair,
    accept,
    decided,
    fragments,
    in_the_way,
    named,
    quoted,
    rejecting,
    step,
)
from annotations.entity import Entity, Span, Status, Via
from annotations.index import ALL, OPEN, SHOWN
from annotations.marked import Focus, Hand, Marked
from annotations.names import equal_texts, trimmed
from annotations.progress import State


def label_equal(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Give every equal text the label and status of the focus; a suggestion in focus is accepted with them.

    Equal are the same whole tokens in the same case, once trimmed. Changed are suggestions whatever their label, unsure
    entities and untagged text; left is what a person decided or refused, what lies inside a longer entity or is part
    of a mention in parts, and what is out of scope.
    """
    if focus is None:
        return Edit(None, NOTHING)
    entity = marked.entity(focus)
    if entity is None:
        return Edit(None, "no label yet: a label key, then A", focus)
    if not entity.label:
        return Edit(None, UNLABELLED, focus)
    if entity.status is Status.REJECTED:
        return Edit(None, f"{named(marked, entity)} is rejected: a brings it back, X rejects the equal ones", focus)
    if entity.group:
        return Edit(None, f"{named(marked, entity)} is a mention in parts: A needs one in one piece", focus)
    pairs: dict[str, Pair] = {}
    acts: Counter[_Act] = Counter()
    if entity.status is Status.SUGGESTED:
        single = accept(marked, hand, focus)
        if single.change is None:
            return single
        pairs = {one.uid: (one.before, one.after) for one in single.change.entities}
        acts[_Act("settled")] += 1
    status = Status.UNSURE if entity.status is Status.UNSURE else Status.ACCEPTED
    for span in equal_texts(marked.article, marked.article.surface(*entity.span)):
        if span[0] < entity.end and entity.start < span[1]:
            continue
        act, touched = _equalled(marked, hand, span, entity.label, status)
        acts[act] += 1
        pairs |= {uid: pair for uid, pair in touched.items() if uid not in pairs}
    said = _equal_said(entity, acts, pairs.values())
    if not pairs:
        return Edit(None, said, focus)
    return step(marked, "label_equal", list(pairs.values()), said + UNDOES, Focus.on(entity))


def reject_equal(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Reject all equal texts that are still suggested, whatever their label."""
    if focus is None:
        return Edit(None, NOTHING)
    entity = marked.entity(focus)
    words = marked.article.surface(*(entity.span if entity else focus.span))
    spans = equal_texts(marked.article, words)
    equal = {one.uid: one for span in spans for one in _on(marked, span, marked.entities.touching(*span))}
    if entity and entity.status in SHOWN:
        equal[entity.uid] = entity
    chosen = [one for one in equal.values() if one.status is Status.SUGGESTED and marked.in_scope(one)]
    if not chosen:
        return Edit(None, f"no suggestion of {quoted(words)}: nothing to reject", focus)
    first = [one for one in chosen if entity and one.uid == entity.uid]
    others = [one for one in chosen if one not in first]
    pairs = {before.uid: (before, after) for before, after in rejecting(marked, hand, first) if before}
    for before, after in rejecting(marked, hand, others, Via.EQUAL):
        if before and before.uid not in pairs:
            pairs[before.uid] = (before, after)
    said = f"{len(pairs)} {quoted(words)} rejected: {_by_label(before for before, _ in pairs.values())}"
    if left := len(equal) - len(chosen):
        said += f"; {left} left, decided or out of scope"
    return step(marked, "reject_equal", list(pairs.values()), said + UNDOES, focus)


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
    labels = _by_label(after for _, after in many.pairs if after and after.status is Status.ACCEPTED)
    return step(marked, "accept_all", many.pairs, f"{many.accepted} accepted: {labels}{many.hindered}{UNDOES}")


def reject_all(marked: Marked, hand: Hand, uids: Iterable[str]) -> Edit:
    """Reject those of a group of the pane that are still suggested."""
    pairs = rejecting(marked, hand, _still_suggested(marked, uids), Via.GROUP)
    if not pairs:
        return Edit(None, "nothing to reject: no suggestion here")
    labels = _by_label(before for before, _ in pairs if before)
    return step(marked, "reject_all", pairs, f"{len(pairs)} rejected: {labels}{UNDOES}")


@dataclass(frozen=True, slots=True)
class _Act:
    """What A did with one equal text, and of what label it was or why it is left."""

    kind: Literal["settled", "changed", "new", "already", "left"]
    detail: str = ""


def _equalled(marked: Marked, hand: Hand, span: Span, label: str, status: Status) -> tuple[_Act, Mapping[str, Pair]]:
    """What becomes of one text that equals the focus, and what that touches, by uid."""
    near = marked.entities.touching(*span, ALL)
    there = _on(marked, span, near)
    settled = [one for one in there if one.status is Status.ACCEPTED]
    still = [one for one in there if one.status in (Status.SUGGESTED, Status.UNSURE)]
    still.sort(key=lambda one: (one.label != label, one.order))
    if settled:
        return _settled_before(settled, label, status), {}
    around = (one for one in near if one.status in SHOWN and one not in there)
    if any(one.start <= span[0] and span[1] <= one.end for one in around):
        return _Act("left", "inside a longer entity"), {}
    if len(there) > len(still):
        return _Act("left", "refused"), {}
    if any(one.group for one in still):
        return _Act("left", "part of a mention in parts"), {}
    if not all(marked.in_scope(one) for one in still):
        return _Act("left", "out of scope"), {}
    if still and (still[0].label, still[0].status) == (label, status):
        return _Act("already"), {}
    blocking = in_the_way(marked, span, {one.uid for one in still[:1]})
    if any(one.status is not Status.SUGGESTED for one in blocking):
        return _Act("left", "overlaps what you decided"), {}
    if not all(marked.in_scope(one) for one in blocking):
        return _Act("left", "overlaps what is out of scope"), {}
    touched = {before.uid: (before, after) for before, after in rejecting(marked, hand, blocking, Via.EQUAL) if before}
    if not still:
        made = Entity(hand.new_uid(), *span, label, status, Via.EQUAL, by=hand.by, at=hand.now())
        return _Act("new"), touched | {made.uid: (None, made)}
    before = still[0]
    act = _Act("settled") if before.label == label else _Act("changed", before.label)
    return act, touched | {before.uid: (before, decided(before, hand, status, Via.EQUAL, label=label))}


def _settled_before(settled: list[Entity], label: str, status: Status) -> _Act:
    same = any(one.label == label for one in settled)
    if same:
        return _Act("already") if status is Status.ACCEPTED else _Act("left", "accepted already")
    imported = settled[0].via is Via.IMPORT
    return _Act("left", f"imported as {settled[0].label}" if imported else f"you made it {settled[0].label}")


def _equal_said(entity: Entity, acts: Mapping[_Act, int], pairs: Iterable[Pair]) -> str:
    count: Counter[str] = Counter()
    for act, number in acts.items():
        count[act.kind] += number
    shown_now = sum(count.values()) - count["left"] + (entity.status is not Status.SUGGESTED)
    flagged = entity.status is Status.UNSURE
    changed = [f"{n} changed from {act.detail}" for act, n in acts.items() if act.kind == "changed"] or ["0 changed"]
    parts = [f"{count['settled']} {'flagged' if flagged else 'accepted'}"] if count["settled"] else []
    parts += [*changed, f"{count['new']} newly tagged"]
    if count["already"]:
        parts.append(f"{count['already']} {'unsure' if flagged else 'accepted'} already")
    said = f"{shown_now} {entity.label}{' unsure' if flagged else ''}: {', '.join(parts)}"
    if away := sum(after is not None and after.status is Status.REJECTED for _, after in pairs):
        said += f"; {away} overlapping rejected"
    for act, number in acts.items():
        if act.kind == "left":
            said += f"; {number} left, {act.detail if number == 1 else act.detail.replace('you made it', 'you made them')}"
    return said


def _on(marked: Marked, span: Span, near: Iterable[Entity]) -> list[Entity]:
    """Of the entities near, those whose span is this one once trimmed."""
    return [one for one in near if one.span == span or trimmed(marked.article.text, *one.span) == span]


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


def _by_label(entities: Iterable[Entity]) -> str:
    return ", ".join(f"{number} {label}" for label, number in Counter(entity.label for entity in entities).most_common())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole if whole else 100} %"
