"""Merging of suggestions: which proposals of a model enter an article, and which do not. Offsets are code points."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotations.change import Change, EntityChange, ProgressChange
from annotations.entity import Entity, Proposal, Status, suggestion_uid
from annotations.index import ALL, SHOWN
from annotations.marked import Marked
from annotations.names import trimmed
from annotations.span import Span


@dataclass(frozen=True, slots=True)
class Merged:
    """What entered: the change (no step of undo; None when nothing did), how many, how many of the model's labels mean
    nothing in the set, by label, and what waits until the focus moves."""

    change: Change | None
    added: int
    unmapped: Mapping[str, int]
    waiting: tuple[Proposal, ...]


def merge_suggestions(marked: Marked, found: Iterable[Proposal], model: str, held: Span | None = None) -> Merged:
    """Let proposals with the labels of ``model`` in, mapped to those of the set and with clean edges.

    Out stays what was refused, what is there already with any status, and, where the set forbids overlap, what overlaps
    anything shown or an earlier one of these. What stays out since another model's suggestion is there is noted on that one
    (``Entity.others``): both said it, or they disagree. What overlaps ``held``, the focus in use, waits. Merging twice adds
    nothing. ``model`` is recorded as the origin that suggested over the article.
    """
    unmapped: Counter[str] = Counter()
    proposed: list[tuple[Entity, Proposal]] = []
    noted: dict[str, Entity] = {}
    for proposal in found:
        label = marked.labels.mapped(proposal.label)
        if label is None:
            unmapped[proposal.label] += 1
        elif entity := _proposed(marked, proposal, label):
            if not _hindered(marked, entity):
                proposed.append((entity, proposal))
            for rival in _rivals(marked, entity):
                noted[rival.uid] = noted.get(rival.uid, rival).with_others([entity.proposal])
    waiting: list[Proposal] = []
    entering: dict[tuple[Span, str], Entity] = {}
    last = 0
    for entity, proposal in sorted(proposed, key=lambda pair: pair[0].order):
        if held and entity.start < held[1] and held[0] < entity.end:
            waiting.append(proposal)
        elif marked.labels.overlap or entity.start >= last:
            entering.setdefault((entity.span, entity.label), entity)
            last = entity.end
    article = marked.article.uid
    changes = [EntityChange(article, None, entity) for entity in entering.values()]
    for uid, entity in noted.items():
        if entity is not (before := marked.entities.get(uid)):
            changes.append(EntityChange(article, before, entity))
    progress = marked.progress.changed(model=model)
    moved = (ProgressChange(article, marked.progress, progress),) if progress != marked.progress else ()
    said = f"{len(entering)} suggested"
    change = Change("suggest", article, tuple(changes), moved, said=said) if changes or moved else None
    return Merged(change, len(entering), unmapped, tuple(waiting))


def _proposed(marked: Marked, proposal: Proposal, label: str) -> Entity | None:
    """The suggestion with clean edges; None where the proposal lies outside the text or nothing of it is left."""
    text = marked.article.text
    if not 0 <= proposal.start < proposal.end <= len(text):
        return None
    span = trimmed(text, proposal.start, proposal.end)
    if span is None:
        return None
    uid = suggestion_uid(marked.article.sha256, *span, label, proposal.origin)
    return Entity(uid, *span, label, Status.SUGGESTED, origin=proposal.origin, score=proposal.score, identity=proposal.identity)


def _hindered(marked: Marked, entity: Entity) -> bool:
    if marked.entities.near(entity.uid, entity.start):
        return True
    for other in marked.entities.touching(*entity.span, ALL):
        if _known(other, entity) or _refused(other, entity):
            return True
        if not marked.labels.overlap and other.status in SHOWN:
            return True
    return False


def _rivals(marked: Marked, entity: Entity) -> list[Entity]:
    """The suggestions of other models that keep a model's proposal out, or are the very same."""
    if not entity.origin.startswith("model:") or marked.entities.near(entity.uid, entity.start):
        return []
    around = marked.entities.touching(*entity.span, ALL)
    if any(_refused(other, entity) for other in around):
        return []
    others = (one for one in around if one.status is Status.SUGGESTED and one.origin.startswith("model:"))
    every = not marked.labels.overlap
    return [one for one in others if one.origin != entity.origin and (every or _known(one, entity))]


def _known(other: Entity, entity: Entity) -> bool:
    """Whether an entity is what is proposed now, or was before a person changed it."""
    first = other.proposal
    return (entity.span, entity.label) in ((other.span, other.label), ((first.start, first.end), first.label))


def _refused(other: Entity, entity: Entity) -> bool:
    """Whether a rejected entity keeps this one out: a name refused whatever its label, or its span from the same origin."""
    if other.status is not Status.REJECTED:
        return False
    spans = (other.span, (other.proposal.start, other.proposal.end))
    return entity.span in spans and (not other.label or other.origin == entity.origin)
