"""Edits of a single entity: what a reader's key does, as a pure function from what is marked to an Edit.

Nothing here changes anything: an Edit carries the Change to apply, or the words that say why there is none.
Each function costs what it touches. All offsets are code points, end exclusive.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.change import UNDOES, Change, EntityChange, ProgressChange
from annotations.edges import By, Side, Step, moved_edge
from annotations.entity import HUMAN, Entity, Status, Via
from annotations.graphemes import grapheme_around
from annotations.index import ALL, OPEN, SHOWN
from annotations.labels import Label
from annotations.marked import Focus, Hand, Marked
from annotations.names import may_part, trimmed
from annotations.progress import Progress, State
from annotations.span import Span

NOTHING = "nothing focused: n first suggestion, arrows a word"
NO_ENTITY = "no entity here: a label key makes one"
UNLABELLED = "not a name, as you said: a label key makes it an entity"
_LONGEST = 48
"""Code points of an entity's text that a message quotes."""

Pair = tuple[Entity | None, Entity | None]
"""One entity before and after."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one key does.

    ``change`` None: nothing is changed, and ``said`` is why; only a move of the edges of a run, which changes
    the focus alone, says nothing. ``focus`` is where the focus belongs afterwards; None leaves it where it was.
    """

    change: Change | None
    said: str
    focus: Focus | None = None


def label(marked: Marked, hand: Hand, focus: Focus | None, label: str, by: By = "token") -> Edit:
    """Make an entity of the run in focus, or relabel the entity there and accept it.

    A run loses blanks, quotes and commas at its edges; ``by="character"`` takes it as it is but for blanks.
    """
    if focus is None:
        return Edit(None, NOTHING)
    if label not in marked.labels:
        return Edit(None, f"no label {label} in this set: t then / adds one", focus)
    if entity := marked.entity(focus):
        return _relabel(marked, hand, entity, label)
    span = trimmed(marked.article.text, *focus.span) if by == "token" else _unblank(marked.article.text, *focus.span)
    if span is None:
        return Edit(None, "nothing to label: only blanks and marks", focus)
    if entity := _standing(marked, span, label):
        return _relabel(marked, hand, entity, label)
    made = Entity(hand.new_uid(), *span, label, Status.ACCEPTED, Via.ONE, by=hand.by, at=hand.now())
    return _placed(marked, hand, "label", [(None, made)], f"tagged {named(marked, made)}", Focus.on(made), focus)


def accept(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Accept the entity in focus with all its fragments; one that was rejected comes back."""
    entity = marked.entity(focus)
    if focus is None or entity is None:
        return _no_entity(focus)
    if all(part.status is Status.ACCEPTED for part in fragments(marked, entity)):
        return Edit(None, f"{named(marked, entity)} is accepted already", focus)
    verb = "brought back" if entity.status is Status.REJECTED else "accepted"
    return _put(marked, hand, "accept", entity, Status.ACCEPTED, f"{verb} {named(marked, entity)}")


def unsure(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Flag the entity in focus, with all its fragments, as one to come back to."""
    entity = marked.entity(focus)
    if focus is None or entity is None:
        return _no_entity(focus)
    if all(part.status is Status.UNSURE for part in fragments(marked, entity)):
        return Edit(None, f"{named(marked, entity)} is unsure already: a accepts, x rejects", focus)
    return _put(marked, hand, "unsure", entity, Status.UNSURE, f"unsure {named(marked, entity)}")


def reject(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Say that the focus is no entity.

    A proposal is rejected and kept; what a person made is removed; a name that the walk offered is kept as
    refused, with the empty label; on any other run there is nothing to reject.
    """
    if focus is None:
        return Edit(None, NOTHING)
    entity = marked.entity(focus)
    span = trimmed(marked.article.text, *focus.span) if entity is None and focus.offered else None
    if span:
        entity = next((one for one in marked.entities.exactly(*span, ALL) if one.status in OPEN or not one.label), None)
        if entity is None:
            return _refuse(marked, hand, span)
    if entity is None:
        return Edit(None, "nothing to reject", focus)
    parts = [part for part in fragments(marked, entity) if part.status is not Status.REJECTED]
    if not parts:
        said = f"{named(marked, entity)} is rejected already: a brings it back" if entity.label else UNLABELLED
        return Edit(None, said, focus)
    pairs: list[Pair] = [(part, None if part.made_by_hand else decided(part, hand, Status.REJECTED)) for part in parts]
    removed = entity.made_by_hand
    said = f"removed {named(marked, entity)}, which you made" if removed else f"rejected {named(marked, entity)}"
    return step(marked, "reject", pairs, said + UNDOES, Focus(*entity.span) if removed else Focus.on(entity))


def note(marked: Marked, hand: Hand, focus: Focus | None, text: str) -> Edit:  # noqa: ARG001 (every edit is called alike)
    """Write a note on the entity in focus, or remove it with an empty text. Decides nothing."""
    entity = marked.entity(focus)
    if focus is None or entity is None:
        return _no_entity(focus)
    text = text.strip()
    if text == entity.note:
        return Edit(None, "the note is as it was" if text else "no note written", focus)
    said = f"note on {named(marked, entity)}" if text else f"note removed from {named(marked, entity)}"
    return step(marked, "note", [(entity, entity.changed(note=text))], said + UNDOES, Focus.on(entity))


def move_edge(marked: Marked, hand: Hand, focus: Focus | None, side: Side, step: Step, by: By = "token") -> Edit:
    """Move one edge of the focus by a token or a grapheme, in the direction of the text (1) or against it (-1).

    By token an edge never comes to stand on a blank, quote or comma; by character never on a blank.
    """
    if focus is None:
        return Edit(None, NOTHING)
    entity = marked.entity(focus)
    span = moved_edge(marked.article, entity.span if entity else focus.span, side, step, by)
    if span is None:
        longer = (side == "end") == (step == 1)
        end = "ends" if side == "end" else "starts"
        return Edit(None, f"the paragraph {end} here" if longer else f"only one {by} is left", focus)
    return resize(marked, hand, focus, *span)


def resize(marked: Marked, hand: Hand, focus: Focus | None, start: int, end: int) -> Edit:
    """Give the focus another span, blanks at its edges left out; on an entity that accepts it, unless it is unsure."""
    if focus is None:
        return Edit(None, NOTHING)
    entity = marked.entity(focus)
    span = _unblank(marked.article.text, start, end)
    if span is None or span == (entity.span if entity else focus.span):
        return Edit(None, "the edges are there already" if span else "nothing but blanks there", focus)
    if entity is None:
        return Edit(None, "", Focus(*span))
    said = f"{entity.label} {quoted(marked.article.surface(*span))}, was {quoted(marked.article.surface(*entity.span))}"
    return _put(marked, hand, "edge", entity, _held(entity), said, span=span)


def split(marked: Marked, hand: Hand, focus: Focus | None, at: int) -> Edit:
    """Cut the entity in focus in two before the grapheme at this offset; the first part stays the entity it was."""
    entity = marked.entity(focus)
    if focus is None or entity is None:
        return _no_entity(focus)
    text, at = marked.article.text, grapheme_around(marked.article.text, at)[0]
    first = trimmed(text, entity.start, at) if entity.start < at < entity.end else None
    second = trimmed(text, at, entity.end) if first else None
    if first is None or second is None:
        return Edit(None, f"nothing to split off there from {named(marked, entity)}", focus)
    status = _held(entity)
    made = Entity(hand.new_uid(), *second, entity.label, status, Via.ONE, by=hand.by, at=hand.now())
    pieces = " and ".join(quoted(marked.article.surface(*piece)) for piece in (first, second))
    said = f"split {entity.label} {pieces}"
    return _put(marked, hand, "split", entity, status, said, span=first, more=[(None, made)])


def merge(marked: Marked, hand: Hand, focus: Focus | None) -> Edit:
    """Stretch the entity in focus over the next one of its paragraph, which goes as with ``reject``."""
    entity = marked.entity(focus)
    if focus is None or entity is None:
        return _no_entity(focus)
    other, last = marked.entities.after(entity.end), marked.article.paragraph_at(entity.end)[1]
    while other and other.start <= last and not marked.in_scope(other):
        other = marked.entities.next(other.order)
    if other is None or other.start > last:
        return Edit(None, f"no entity after {named(marked, entity)} in this paragraph", focus)
    gone = None if other.made_by_hand else decided(other, hand, Status.REJECTED)
    span = (entity.start, other.end)
    notes = "; ".join(text for text in (entity.note, other.note) if text)
    said = f"merged {entity.label} {quoted(marked.article.surface(*span))}"
    return _put(marked, hand, "merge", entity, _held(entity), said, span=span, note=notes, more=[(other, gone)])


def set_overlap(marked: Marked, hand: Hand, allowed: bool) -> Edit:  # noqa: ARG001 (every edit is called alike)
    """Allow or forbid that entities overlap, for the label set. What overlaps already stays."""
    word = "allowed" if allowed else "forbidden"
    if marked.labels.overlap == allowed:
        return Edit(None, f"overlap is {word} already")
    said = f"overlap {word}" + ("" if allowed else "; what overlaps already stays") + UNDOES
    sets = (marked.labels, marked.labels.allowing_overlap(allowed))
    return Edit(Change("set_overlap", marked.article.uid, labels=sets, said=said), said)


def add_label(marked: Marked, hand: Hand, label: Label) -> Edit:  # noqa: ARG001 (every edit is called alike)
    """Add a label at the end of the set, with the first free digit and letter."""
    if not label.name.strip() or not label.name.isprintable():
        return Edit(None, "a label needs a name of printable characters")
    if label.name in marked.labels:
        return Edit(None, f"the set has {label.name} already")
    after = marked.labels.adding([label])
    key = after.labels[-1].digit or f"t {after.labels[-1].letter}".strip()
    said = f"label {label.name} added: {key}{UNDOES}"
    return Edit(Change("add_label", marked.article.uid, labels=(marked.labels, after), said=said), said)


def label_added(marked: Marked, hand: Hand, focus: Focus | None, name: str, by: By = "token") -> Edit:
    """Give the focus a label that the set does not have yet, which it gets in the same step."""
    added = add_label(marked, hand, Label(name))
    if added.change is None or added.change.labels is None:
        return added
    given = label(marked._replace(labels=added.change.labels[1]), hand, focus, name, by)
    if given.change is None:
        return given
    said = f"{added.said.removesuffix(UNDOES)}; {given.said}"
    return Edit(given.change._replace(labels=added.change.labels, said=said), said, given.focus)


def fragments(marked: Marked, entity: Entity) -> list[Entity]:
    """The entity, or all fragments of the discontinuous mention that it is one of."""
    return marked.entities.grouped(entity.group) if entity.group else [entity]


def quoted(words: str) -> str:
    """Words as a message quotes them: shortened past a measure."""
    return words if len(words) <= _LONGEST else words[: grapheme_around(words, _LONGEST - 1)[0]].rstrip() + "…"


def named(marked: Marked, entity: Entity) -> str:
    """An entity in a message: its label and text, that of all fragments."""
    parts = fragments(marked, entity) or [entity]
    words = " … ".join(marked.article.surface(*part.span) for part in parts)
    return f"{entity.label} {quoted(words)}".strip()


def decided(entity: Entity, hand: Hand, status: Status, via: Via = Via.ONE, **fields: object) -> Entity:
    """The entity as this hand decided it; what was first proposed is kept once the label or an edge differs."""
    after = entity.changed(status=status, via=via, by=hand.by, at=hand.now(), **fields)
    if entity.origin == HUMAN:
        return after
    first = entity.proposal
    as_proposed = (first.start, first.end, first.label) == (after.start, after.end, after.label)
    return after.changed(suggested=None if as_proposed else first)


def in_the_way(marked: Marked, span: Span, own: Collection[str]) -> list[Entity]:
    """What is shown on a span beside ``own`` (uids), where the set forbids overlap."""
    if marked.labels.overlap:
        return []
    return [entity for entity in marked.entities.touching(*span) if entity.uid not in own]


def rejecting(marked: Marked, hand: Hand, suggestions: Iterable[Entity], via: Via = Via.ONE) -> list[Pair]:
    """These suggestions rejected with all their fragments, each once."""
    parts = {part.uid: part for entity in suggestions for part in fragments(marked, entity)}
    return [(part, decided(part, hand, Status.REJECTED, via)) for part in parts.values() if part.status is Status.SUGGESTED]


def overlapping(entity: str) -> str:
    """Why an entity cannot stand over a decided one of that name."""
    return f"overlaps {entity}: x first, or allow overlap in Ctrl+P"


def step(
    marked: Marked,
    verb: str,
    pairs: Sequence[Pair],
    said: str,
    focus: Focus | None = None,
    progress: Progress | None = None,
) -> Edit:
    """The Edit of one step; the article is being read from its first step on."""
    article, after = marked.article.uid, progress or marked.progress
    if after.state is State.NEW:
        after = after.changed(state=State.READING)
    entities = tuple(EntityChange(article, before, then) for before, then in pairs)
    moved = (ProgressChange(article, marked.progress, after),) if after != marked.progress else ()
    return Edit(Change(verb, article, entities, moved, said=said, focus=focus.span if focus else None), said, focus)


def _no_entity(focus: Focus | None) -> Edit:
    return Edit(None, NO_ENTITY if focus else NOTHING, focus)


def _unblank(text: str, start: int, end: int) -> Span | None:
    start, end = max(start, 0), min(end, len(text))
    while start < end and text[start].isspace() and (start + 1 == end or may_part(text, start + 1)):
        start += 1
    while start < end and text[end - 1].isspace() and may_part(text, end - 1):
        end -= 1
    return (start, end) if start < end else None


def _held(entity: Entity) -> Status:
    """The status after an edit of the edges: a flag stays, anything else is accepted by it."""
    return Status.UNSURE if entity.status is Status.UNSURE else Status.ACCEPTED


def _standing(marked: Marked, span: Span, label: str) -> Entity | None:
    """The entity that a label on a run of exactly this span means: one of that label, a refusal that the label
    overrules, or, where only one entity can stand there, whatever is still open."""
    there = marked.entities.exactly(*span, ALL)
    same = [entity for entity in there if entity.label == label or not entity.label]
    same.sort(key=lambda entity: entity.status is Status.REJECTED)
    if not marked.labels.overlap and not any(entity.status in SHOWN for entity in same):
        same = [entity for entity in there if entity.status in (Status.SUGGESTED, Status.UNSURE)] + same
    return same[0] if same else None


def _relabel(marked: Marked, hand: Hand, entity: Entity, label: str) -> Edit:
    parts = fragments(marked, entity)
    if all(part.label == label and part.status is Status.ACCEPTED for part in parts):
        return Edit(None, f"{named(marked, entity)} already: nothing changed", Focus.on(entity))
    name = named(marked, entity.changed(label=label))
    if not entity.label:
        said = f"tagged {name}"
    elif entity.label != label:
        said = f"{name}, was {entity.label}"
    else:
        said = f"{'brought back' if entity.status is Status.REJECTED else 'accepted'} {name}"
    return _put(marked, hand, "label", entity, Status.ACCEPTED, said, label=label)


def _refuse(marked: Marked, hand: Hand, span: Span) -> Edit:
    refused = Entity(hand.new_uid(), *span, "", Status.REJECTED, Via.ONE, by=hand.by, at=hand.now())
    said = f"not a name: {quoted(marked.article.surface(*span))}{UNDOES}"
    return step(marked, "reject", [(None, refused)], said, Focus.on(refused))


def _put(
    marked: Marked,
    hand: Hand,
    verb: Literal["label", "accept", "unsure", "edge", "split", "merge"],
    entity: Entity,
    status: Status,
    said: str,
    *,
    span: Span | None = None,
    label: str | None = None,
    note: str | None = None,
    more: Sequence[Pair] = (),
) -> Edit:
    """Settle an entity and its fragments, with ``more`` in the same step, unless something stands in the way."""
    if not (label or entity.label):
        return Edit(None, UNLABELLED, Focus.on(entity))
    gone = {before.uid for before, _ in more if before}
    pairs: list[Pair] = []
    for part in fragments(marked, entity):
        own = part.uid == entity.uid
        if part.uid in gone or (not own and part.status is status and label in (None, part.label)):
            continue
        start, end = span if span and own else part.span
        text = note if note is not None and own else part.note
        pairs.append((part, decided(part, hand, status, start=start, end=end, label=label or part.label, note=text)))
    then = next(after for _, after in pairs if after and after.uid == entity.uid)
    return _placed(marked, hand, verb, [*pairs, *more], said, Focus.on(then), Focus.on(entity))


def _placed(marked: Marked, hand: Hand, verb: str, pairs: Sequence[Pair], said: str, focus: Focus, held: Focus) -> Edit:
    """One step, with the suggestions that it overlaps rejected where overlap is forbidden; or, over anything that a
    person settled or where its twin stands, the words that say so, with the focus ``held``.

    What an entity that a person settled overlapped before is no hindrance.
    """
    own = {entity.uid for pair in pairs for entity in pair if entity}
    known = set(own)
    for before, _ in pairs:
        if before and before.status in (Status.ACCEPTED, Status.UNSURE):
            known.update(entity.uid for entity in in_the_way(marked, before.span, own))
    away: list[Entity] = []
    for _, after in pairs:
        if after is None or after.status not in SHOWN:
            continue
        twins = (twin for twin in marked.entities.exactly(*after.span) if twin.label == after.label and twin.uid not in own)
        if marked.labels.overlap and (twin := next(twins, None)):
            return Edit(None, f"{named(marked, twin)} is there already: x first", held)
        for entity in in_the_way(marked, after.span, known):
            if entity.status is not Status.SUGGESTED:
                return Edit(None, overlapping(named(marked, entity)), held)
            away.append(entity)
    rejected = rejecting(marked, hand, away)
    if len(rejected) == 1:
        said += f"; rejected {named(marked, away[0])}, which it overlaps"
    elif rejected:
        said += f"; rejected {len(rejected)} suggestions that it overlaps"
    return step(marked, verb, [*pairs, *rejected], said + UNDOES, focus)
