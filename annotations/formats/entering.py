"""What of a reading enters an article: which entities, with which status, and what stays out and why.

A file adds and decides what was open; it never takes back what a person decided here. Nothing is placed by counting on: where
the file's text is another version of the article's, spans are placed by quote and context, or not at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import Entity, Status, Via, suggestion_uid
from annotations.formats.anchoring import anchored
from annotations.formats.document import Reading, Written
from annotations.progress import Progress, State
from annotations.span import Span

_QUOTED = 60
_KEPT_ORIGINS = ("model:", "rule:", "import:")
_OPEN = (Status.SUGGESTED, Status.UNSURE)


class Import(NamedTuple):
    """How a file is imported: the name of its format, what its spans are where it does not say (None: it says), who vouches
    for it and when."""

    format: str
    status: Status | None
    by: str
    at: str

    @property
    def origin(self) -> str:
        return f"import:{self.format}"


@dataclass(slots=True)
class Tally:
    """What came of readings, in numbers and lines. ``there``: were in the article already; ``decided``: accept or reject what
    was open here; ``kept``: would change what a person decided here, which stays; ``unplaced``: lines, each one entity."""

    entities: int = 0
    there: int = 0
    decided: int = 0
    kept: int = 0
    twice: int = 0
    unlabelled: int = 0
    unplaced: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.entities += other.entities
        self.there += other.there
        self.decided += other.decided
        self.kept += other.kept
        self.twice += other.twice
        self.unlabelled += other.unlabelled
        self.unplaced += other.unplaced


def needs_status(reading: Reading) -> bool:
    """Whether its file leaves open if an entity, or a document without any, is decided."""
    if reading.whole is not None:
        return False
    return any(span.status is None for span in reading.spans) or (not reading.spans and reading.done is None)


def entering(
    reading: Reading, article: Article, there: Mapping[str, Entity], how: Import, label_of: Callable[[str, Status], str]
) -> tuple[list[Entity], Tally]:
    """The entities to put into an article that has those in ``there``, by uid, and what came of all of the reading.

    ``label_of`` gives the label here for one of the file, by status. An entity is there already when its uid is, or its span
    and label are, or were before a person changed it.
    """
    tally = Tally()
    proposed = _whole(reading, how) if reading.whole else _spans(reading, how, label_of, tally)
    known = {key: one.uid for one in there.values() for key in _keys(one)}
    refused = {(one.span, one.origin if one.label else "") for one in there.values() if one.status is Status.REJECTED}
    entities: dict[str, Entity] = {}
    places = _places(reading, article, [one.span for one in proposed])
    for first, place in zip(proposed, places, strict=True):
        if place is None:
            words = reading.text[first.start : first.end]
            quoted = words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"
            tally.unplaced.append(f"{first.label} {quoted!r} at {first.start}-{first.end}")
            continue
        one = first.changed(start=place[0], end=place[1]) if place != first.span else first
        if not reading.whole:
            one = one.changed(uid=suggestion_uid(article.sha256, *place, one.label, one.origin))
        key = (*one.span, one.label)
        old = there.get(one.uid) or there.get(known.get(key, ""))
        if old is not None:
            _meet(old, one, entities, tally)
        elif one.uid in entities or key in known:
            tally.twice += 1
        elif one.status is Status.SUGGESTED and not refused.isdisjoint(((one.span, ""), (one.span, one.origin))):
            tally.kept += 1
        else:
            known[key] = one.uid
            entities[one.uid] = one
            tally.entities += 1
    return list(entities.values()), tally


def progress_after(progress: Progress, reading: Reading, article: Article, how: Import, tally: Tally) -> Progress:
    """The progress of an article after a reading entered: done where somebody vouches that it was annotated to its end and all
    of it found its place; else being read. That it was imported stands where a model's name would: no model is asked."""
    vouching = how.status is not Status.SUGGESTED and not tally.unplaced
    if reading.whole and vouching and progress == Progress() and article.text == reading.text:
        return reading.whole.progress
    statuses = {_status(span.status, how.status) for span in reading.spans}
    open_left = not statuses.isdisjoint(_OPEN)
    vouched = reading.done if reading.done is not None else how.status is Status.ACCEPTED and not open_left
    if vouched and vouching:
        progress = progress.changed(state=State.DONE, checked=len(article.text))
    elif progress.state is State.NEW and statuses - {Status.SUGGESTED}:
        progress = progress.changed(state=State.READING)
    return progress if progress.model else progress.changed(model=how.origin)


def _spans(reading: Reading, how: Import, label_of: Callable[[str, Status], str], tally: Tally) -> list[Entity]:
    found = []
    for span in reading.spans:
        if not span.label:
            tally.unlabelled += 1
            continue
        if not 0 <= span.start < span.end <= len(reading.text):
            tally.unplaced.append(f"{span.label} at {span.start}-{span.end}: no characters of the text")
            continue
        status = _status(span.status, how.status)
        decided = status not in _OPEN
        label, origin = label_of(span.label, status), origin_of(span, how.format)
        found.append(
            Entity(
                *("", span.start, span.end, label, status, Via.IMPORT, origin, span.score),
                *(span.note, span.identity, f"{how.format}:{span.group}" if span.group else ""),
                by=span.by or (how.by if decided and span.status is None else ""),
                at=how.at if decided else "",
                extra=extra_of(span, how.format),
            )
        )
    return found


def _whole(reading: Reading, how: Import) -> list[Entity]:
    assert reading.whole is not None
    lowered = how.status is Status.SUGGESTED
    return [
        one.changed(status=Status.SUGGESTED, via=Via.IMPORT, by="", at="") if lowered and one.status is Status.ACCEPTED else one
        for one in reading.whole.entities
    ]


def _status(said: Status | None, asked: Status | None) -> Status:
    """What the file says, else what was asked; nothing is more than it says, and ``suggested`` makes accepted less."""
    if said is None or (said is Status.ACCEPTED and asked is Status.SUGGESTED):
        return asked or Status.SUGGESTED
    return said


def origin_of(span: Written, form: str) -> str:
    """What the origin of a span of this format is here: the file's own where that is one of ours, else the import."""
    return span.origin if span.origin == "memory" or span.origin.startswith(_KEPT_ORIGINS) else f"import:{form}"


def extra_of(span: Written, form: str) -> dict[str, object]:
    """What else a file of this format says of a span, and an origin that is none of ours, under the name of the format."""
    held: dict[str, object] = dict(span.extra)
    if span.origin and origin_of(span, form) != span.origin:
        held.setdefault("origin", span.origin)
    return {form: held} if held else {}


def _places(reading: Reading, article: Article, spans: list[Span]) -> list[Span | None]:
    if reading.text != article.text:
        return anchored(reading.text, article.text, spans)
    return [(start, end) if 0 <= start < end <= len(article.text) else None for start, end in spans]


def _keys(entity: Entity) -> set[tuple[int, int, str]]:
    first = entity.proposal
    return {(entity.start, entity.end, entity.label), (first.start, first.end, first.label)}


def _meet(old: Entity, new: Entity, entities: dict[str, Entity], tally: Tally) -> None:
    """The file has what is there already: it may decide what is open here, and changes nothing that is decided."""
    old = entities.get(old.uid, old)
    decided = new.status not in _OPEN
    if old.status is new.status or not decided or (old.span, old.label) != (new.span, new.label):
        tally.there += 1
    elif old.status in _OPEN:
        entities[old.uid] = old.changed(status=new.status, via=Via.IMPORT, by=new.by, at=new.at)
        tally.decided += 1
    else:
        tally.kept += 1
