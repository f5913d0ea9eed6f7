"""Refining: what memory makes of the proposals for a part of an article, before they enter it. Pure; offsets are code points.

The rules, after what was measured on CoNLL-2003, WikiGold, re3d and UNER EWT: a proposal whose surface was refused more often
than accepted is dropped; one whose edges were put right before gets them put right again where the text agrees; one whose
surface nearly always had another label gets that; and known names that nobody proposed are added, the longest first, in place
of proposals wholly inside them.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable

from annotations.entity import Proposal, Status
from annotations.index import ALL
from annotations.marked import Marked
from annotations.names import trimmed, whole_tokens
from annotations.span import Span
from annotations.suggest.memory import MEMORY, Memory, Verdict
from annotations.suggest.surfaces import LONGEST, standing, surface_of


def refine(
    memory: Memory, marked: Marked, proposals: Iterable[Proposal], parts: Iterable[Span], own: Collection[str] = ()
) -> list[Proposal]:
    """The proposals as memory has them, those it adds in ``parts`` (the text that they cover) among them, in text order.

    What memory made or changed has its label in the set's own terms and the origin ``memory``. Proposals whose label means
    nothing in the set are let be. Nothing is added or changed where an entity stands already, whatever its status, nor on a
    span that was refused; ``own`` are the uids of suggestions that the proposals stand for themselves, being looked at again.
    Costs one pass over ``parts``.
    """
    unmapped: list[Proposal] = []
    kept: list[Proposal] = []
    for proposal in proposals:
        if marked.labels.mapped(proposal.label) is None:
            unmapped.append(proposal)
        elif (refined := _refined(memory, marked, proposal, own)) is not None:
            kept.append(refined)
    kept.sort(key=lambda one: (one.start, one.end))
    added = [one for part in parts for one in _added(memory, marked, part, kept, own)] if memory.names else []
    swallowed = {id(one) for name in added for one in _between(kept, name.start, name.end)}
    return sorted([*unmapped, *added, *(one for one in kept if id(one) not in swallowed)], key=lambda one: (one.start, one.end))


def _refined(memory: Memory, marked: Marked, proposal: Proposal, own: Collection[str]) -> Proposal | None:
    """A proposal whose label the set knows, as memory has it; None where it is to be dropped."""
    article = marked.article
    if not 0 <= proposal.start < proposal.end <= len(article.text):
        return proposal
    span = trimmed(article.text, proposal.start, proposal.end)
    surface = surface_of(article, span) if span else ""
    if span is None or not surface:
        return proposal
    verdict = memory.verdict(surface)
    if verdict is Verdict.DROP:
        return None
    label = marked.labels.mapped(proposal.label) or proposal.label
    right = _shifted(memory, marked, span, surface)
    if right is not None:
        span, surface = right
        verdict = memory.verdict(surface)
    given = memory.label(surface) if verdict is Verdict.LABEL else ""
    given = given if given in marked.labels else label
    if right is None and given == label:
        return proposal
    # What stands there already was proposed before: it must not come again with another label or other edges.
    near = marked.entities.touching(min(span[0], proposal.start), max(span[1], proposal.end), ALL)
    spans = (span, (proposal.start, proposal.end))
    if any(one.span in spans or one.proposal[:2] in spans for one in near if one.uid not in own):
        return None
    return Proposal(*span, given, MEMORY, identity=proposal.identity if right is None else "")


def _shifted(memory: Memory, marked: Marked, span: Span, surface: str) -> tuple[Span, str] | None:
    """The edges that a span with this surface was given before, most often where several would do, if the text there agrees."""
    if memory.entry(surface).off:
        return None
    shifts = memory.seen(surface).shifts
    for shift, _ in sorted(shifts.items(), key=lambda item: (-item[1], item[0])):
        right = (span[0] + shift.start, span[1] + shift.end)
        if not 0 <= right[0] < right[1] <= len(marked.article.text) or memory.verdict(shift.surface) is Verdict.DROP:
            continue
        if marked.article.surface(*right) == shift.surface and whole_tokens(marked.article, *right):
            return right, shift.surface
    return None


def _added(memory: Memory, marked: Marked, part: Span, kept: list[Proposal], own: Collection[str]) -> Iterable[Proposal]:
    """The known names that stand in a part where nothing is proposed but what is wholly inside them."""
    for span, surface in standing(marked.article, part, memory.names):
        label = memory.adds(surface)
        if not label or label not in marked.labels:
            continue
        near = _touching(kept, *span)
        if any(not (span[0] <= one.start and one.end <= span[1]) for one in near):
            continue
        if any((one.start, one.end) == span for one in near) or _hindered(marked, span, own):
            continue
        yield Proposal(*span, label, MEMORY)


def _hindered(marked: Marked, span: Span, own: Collection[str]) -> bool:
    """Whether an entity stands there already, or what a person refused."""
    for one in marked.entities.touching(*span, ALL):
        if one.uid in own:
            continue
        if one.span == span or one.proposal[:2] == span:
            return True
        if one.status is not Status.REJECTED and not marked.labels.overlap:
            return True
    return False


def _touching(kept: list[Proposal], start: int, end: int) -> list[Proposal]:
    """Those of the proposals, sorted by start, that share a code point with a span."""
    first = bisect_left(kept, start - LONGEST, key=lambda one: one.start)
    last = bisect_left(kept, end, key=lambda one: one.start)
    return [one for one in kept[first:last] if one.end > start]


def _between(kept: list[Proposal], start: int, end: int) -> list[Proposal]:
    return [one for one in _touching(kept, start, end) if start <= one.start and one.end <= end]
