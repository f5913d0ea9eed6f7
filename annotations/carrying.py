"""Carry-over: what a correction does to later equal texts of its article, in the same step.

As it was measured, walking down the text: a label given to a later text without a suggestion suggests it there, one on the
same span with another label is relabelled, and a removed suggestion removes later ones of the same text and label. Nothing
before the correction is touched, nor what a person decided or refused. What is carried stays a suggestion, to be looked at
when it comes. Each function costs one search of the text behind the correction. All offsets are code points.
"""

from collections import Counter
from collections.abc import Iterator

from annotations.change import UNDOES, EntityChange
from annotations.edits import Edit, Pair, rejecting
from annotations.entity import CARRIED, Entity, Status, Via, suggestion_uid
from annotations.index import ALL, OPEN, SHOWN
from annotations.marked import Hand, Marked
from annotations.names import equal_texts, smart_span
from annotations.span import Span

_KINDS = ("relabelled", "moved", "newly suggested", "rejected")


def carry(marked: Marked, hand: Hand, edit: Edit) -> Edit:
    """The edit with what it carries to later equal texts; the edit itself where it is no correction, or nothing is to carry.

    Corrections are a label on a run, another label, a moved edge and a rejection: not an acceptance, nor what acts on many.
    """
    change = edit.change
    if change is None or change.verb not in ("label", "edge", "reject"):
        return edit
    pairs = [(one.before, one.after) for one in change.entities]
    if any(entity.group for pair in pairs for entity in pair if entity):
        return edit
    carried = dict(_removed(marked, hand, pairs) if change.verb == "reject" else _given(marked, hand, edit, pairs))
    if not carried:
        return edit
    number = Counter(kind for kind, _ in carried.values())
    kinds = ", ".join(f"{number[kind]} {kind}" for kind in _KINDS if number[kind])
    said = f"{edit.said.removesuffix(UNDOES)}; carried to {number.total()} later: {kinds}{UNDOES}"
    more = tuple(EntityChange(marked.article.uid, *pair) for _, pair in carried.values())
    return Edit(change._replace(entities=change.entities + more, said=said), said, edit.focus)


_Carried = tuple[str, tuple[str, Pair]]
"""By the uid of what is touched: in a word what is done, and before and after."""


def _removed(marked: Marked, hand: Hand, pairs: list[Pair]) -> Iterator[_Carried]:
    gone = next((before for before, _ in pairs if before and before.label and before.status in SHOWN), None)
    if gone is None:
        return
    equal = marked.entities.equal(marked.article.surface(*gone.span), OPEN)
    later = [one for one in equal if one.start >= gone.end and one.label == gone.label and _open(marked, one)]
    for before, after in rejecting(marked, hand, later, Via.EQUAL):
        assert before is not None
        yield before.uid, ("rejected", (before, after))


def _given(marked: Marked, hand: Hand, edit: Edit, pairs: list[Pair]) -> Iterator[_Carried]:
    """What a label, or an edge, of the entity in focus gives to later equal texts."""
    own = next((pair for pair in pairs if edit.focus and pair[1] and pair[1].uid == edit.focus.uid), (None, None))
    before, now = own
    if now is None or now.status is not Status.ACCEPTED:
        return
    was = before if before and before.status in SHOWN else None
    if was and (was.span, was.label) == (now.span, now.label):
        return
    surface = marked.article.surface
    lost = {(surface(*one.span), one.label) for one, after in pairs if one and after and after.status is Status.REJECTED}
    moved = was is not None and was.span != now.span
    if was is not None and moved:
        lost.add((surface(*was.span), was.label))
    seen = {entity.uid for pair in pairs for entity in pair if entity}
    for span in equal_texts(marked.article, surface(*now.span), now.end):
        near = marked.entities.touching(*span, ALL)
        if _kept_out(marked, span, near, now.label) or (moved and _part_of_a_name(marked, span)):
            continue
        shown = [one for one in near if one.status in SHOWN]
        there = [one for one in shown if one.span == span]
        around = [one for one in shown if one.span != span]
        if not seen.isdisjoint(one.uid for one in near) or any((surface(*one.span), one.label) not in lost for one in around):
            continue
        seen.update(one.uid for one in shown)
        if there:
            if all(one.label != now.label for one in there):
                yield there[0].uid, ("relabelled", (there[0], _as_suggested(there[0], span, now.label)))
        elif around:
            yield around[0].uid, ("moved", (around[0], _as_suggested(around[0], span, now.label)))
            for one, after in rejecting(marked, hand, around[1:], Via.EQUAL):
                assert one is not None
                yield one.uid, ("rejected", (one, after))
        else:
            uid = suggestion_uid(marked.article.sha256, *span, now.label, CARRIED)
            if marked.entities.near(uid, span[0]) is None:
                yield uid, ("newly suggested", (None, Entity(uid, *span, now.label, Status.SUGGESTED, origin=CARRIED)))


def _kept_out(marked: Marked, span: Span, near: list[Entity], label: str) -> bool:
    """Whether what a person decided or refused, or what is out of scope, keeps a label away from a span.

    Refused is a name, this label there, and whatever was rejected there singly.
    """
    for one in near:
        if one.status is not Status.REJECTED:
            if not _open(marked, one):
                return True
        elif one.span == span and (one.label in ("", label) or one.via is not Via.EQUAL):
            return True
    return False


def _open(marked: Marked, entity: Entity) -> bool:
    return entity.status is Status.SUGGESTED and not entity.group and marked.in_scope(entity)


def _part_of_a_name(marked: Marked, span: Span) -> bool:
    """Whether a longer name stands there: an edge on its way over ``Kim Jong`` says nothing of ``Kim Jong Il``."""
    name = smart_span(marked.article, span[0], marked.proper)
    return name is not None and not (span[0] <= name[0] and name[1] <= span[1])


def _as_suggested(entity: Entity, span: Span, label: str) -> Entity:
    """The suggestion there with this label, still open; what was first proposed is kept."""
    first = entity.proposal
    back = (first.start, first.end, first.label) == (*span, label)
    return entity.changed(start=span[0], end=span[1], label=label, suggested=None if back else first)
