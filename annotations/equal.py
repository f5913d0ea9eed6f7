"""Edits of all equal texts in one step, within an article and along many.

Equal are the same whole tokens in the same case, once trimmed: a possessive is left outside. Within an article they cost one
search of its text. All offsets are code points.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from annotations.bulk import by_label
from annotations.change import UNDOES, EntityChange
from annotations.edits import (
    NOTHING,
    UNLABELLED,
    Edit,
    Pair,
    accept,
    decided,
    in_the_way,
    named,
    quoted,
    rejecting,
    step,
)
from annotations.entity import Entity, Status, Via
from annotations.index import ALL, SHOWN
from annotations.marked import Focus, Hand, Marked
from annotations.names import equal_texts, trimmed
from annotations.span import Span

Kind = Literal["settled", "changed", "new", "already", "left"]
"""What A does with an equal text."""


def label_equal(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Give every equal text the label and status of the focus; a suggestion in focus is accepted with them.

    Equal are the same whole tokens in the same case, once trimmed. Changed are suggestions whatever their label, unsure
    entities and untagged text; left is what a person decided or refused, what lies inside a longer entity or is part
    of a mention in parts, and what is out of scope.
    """
    first = _of_focus(marked, hand, focus)
    if isinstance(first, Edit):
        return first
    entity, pairs = first
    acts: Counter[_Act] = Counter()
    if pairs:
        acts[_Act("settled")] += 1
    for span in equal_texts(marked.article, marked.article.surface(*entity.span)):
        if span[0] < entity.end and entity.start < span[1]:
            continue
        act, touched = _equalled(marked, hand, span, entity.label, given_status(entity))
        acts[act] += 1
        pairs |= {uid: pair for uid, pair in touched.items() if uid not in pairs}
    said = _equal_said(entity, acts, pairs.values())
    for other, count in otherwise_written(marked, marked.article.surface(*entity.span), entity.label):
        said += f"; {count} left, written {quoted(other)}"
    if not pairs:
        return Edit(None, said, focus)
    return step(marked, "label_equal", list(pairs.values()), said + UNDOES, Focus.on(entity))


def _of_focus(marked: Marked, hand: Hand, focus: Focus | None) -> tuple[Entity, dict[str, Pair]] | Edit:
    """The entity in focus whose label and status equal texts may be given, with what accepting it touches where it is a
    suggestion; else the words that say why not."""
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
    if entity.status is not Status.SUGGESTED:
        return entity, {}
    single = accept(marked, hand, focus)
    if single.change is None:
        return single
    return entity, {one.uid: (one.before, one.after) for one in single.change.entities}


def why_not(marked: Marked, hand: Hand, focus: Focus | None) -> str:
    """Why the equal texts cannot be given what is in focus; empty where they can."""
    first = _of_focus(marked, hand, focus)
    return first.said if isinstance(first, Edit) else ""


def given_status(entity: Entity) -> Status:
    """What the texts equal to an entity become: unsure as it is, else accepted."""
    return Status.UNSURE if entity.status is Status.UNSURE else Status.ACCEPTED


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
    said = f"{len(pairs)} {quoted(words)} rejected: {by_label(before for before, _ in pairs.values())}"
    if left := len(equal) - len(chosen):
        said += f"; {left} left, decided or out of scope"
    return step(marked, "reject_equal", list(pairs.values()), said + UNDOES, focus)


def sought(words: str) -> str:
    """What is looked for where texts equal to these words are: the words with clean edges."""
    edges = trimmed(words, 0, len(words))
    return words[slice(*edges)] if edges else words


class Place(NamedTuple):
    """A text that equals one in focus elsewhere, and what would become of it: ``settled`` as it was suggested, ``changed``
    from the label ``detail``, ``new``, ``already`` so, or ``left`` for the reason ``detail``. ``passed``: it stands untagged
    in what was looked at already."""

    span: Span
    kind: Kind
    detail: str = ""
    passed: bool = False


def equal_places(marked: Marked, hand: Hand, words: str, label: str, status: Status, but: Span | None = None) -> Iterator[Place]:
    """What ``label_along`` would do with each of these words in an article, in text order; ``but`` is the span in focus."""
    for span in equal_texts(marked.article, words):
        if but is None or not (span[0] < but[1] and but[0] < span[1]):
            act, _ = _equalled(marked, hand, span, label, status)
            yield Place(span, act.kind, act.detail, act.kind == "new" and span[1] <= marked.progress.checked)


def label_along(
    marked: Marked, hand: Hand, focus: Focus | None, chosen: Sequence[tuple[Marked, Sequence[Span]]], left_out: int = 0
) -> Edit:
    """``label_equal`` along the places chosen of several articles, in one step; ``left_out`` of those found were not chosen.

    ``chosen`` may hold the article in focus too; what became otherwise since a place was found is left as it is.
    """
    first = _of_focus(marked, hand, focus)
    if isinstance(first, Edit):
        return first
    entity, pairs = first
    acts: Counter[_Act] = Counter()
    if pairs:
        acts[_Act("settled")] += 1
    touched: dict[str, dict[str, Pair]] = {marked.article.uid: pairs} if pairs else {}
    for other, spans in chosen:
        of_article: dict[str, Pair] = {}
        for span in spans:
            act, more = _equalled(other, hand, span, entity.label, given_status(entity))
            acts[act] += 1
            of_article |= {uid: pair for uid, pair in more.items() if uid not in of_article}
        if of_article:
            touched[other.article.uid] = touched.get(other.article.uid, {}) | of_article
    every = [pair for pairs in touched.values() for pair in pairs.values()]
    said = _equal_said(entity, acts, every, len({marked.article.uid, *touched}))
    said += f"; {left_out} left out" if left_out else ""
    if not every:
        return Edit(None, said, focus)
    here = step(marked, "label_equal", list(touched.pop(marked.article.uid, {}).values()), said + UNDOES, Focus.on(entity))
    assert here.change is not None
    elsewhere = tuple(EntityChange(uid, *pair) for uid, pairs in touched.items() for pair in pairs.values())
    return Edit(here.change._replace(entities=here.change.entities + elsewhere), here.said, here.focus)


@dataclass(frozen=True, slots=True)
class _Act:
    """What A did with one equal text, and of what label it was or why it is left."""

    kind: Kind
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


def _equal_said(entity: Entity, acts: Mapping[_Act, int], pairs: Iterable[Pair], articles: int = 0) -> str:
    """All numbers; of ``articles`` where they are several."""
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
    where = f" in {articles} articles" if articles > 1 else ""
    said = f"{shown_now} {entity.label}{' unsure' if flagged else ''}{where}: {', '.join(parts)}"
    if away := sum(after is not None and after.status is Status.REJECTED for _, after in pairs):
        said += f"; {away} overlapping rejected"
    for act, number in acts.items():
        if act.kind == "left":
            said += f"; {number} left, {act.detail if number == 1 else act.detail.replace('you made it', 'you made them')}"
    return said


def otherwise_written(marked: Marked, words: str, label: str) -> Iterator[tuple[str, int]]:
    """How often the words stand in an article in other case without that label, for each way of writing them: A and K leave
    those alone."""
    for other in other_cases(words):
        places = equal_texts(marked.article, other)
        if count := sum(all(one.label != label for one in marked.entities.touching(*span)) for span in places):
            yield other, count


def other_cases(words: str) -> list[str]:
    """The words in capitals and small letters: to look for every mixture of them takes long in a book."""
    words = sought(words)
    return sorted({words.upper(), words.lower(), words.title(), words.capitalize()} - {words})


def _on(marked: Marked, span: Span, near: Iterable[Entity]) -> list[Entity]:
    """Of the entities near, those whose span is this one once trimmed."""
    return [one for one in near if one.span == span or trimmed(marked.article.text, *one.span) == span]
