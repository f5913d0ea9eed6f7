"""Spans as elements of a marked-up text: what crosses is cut into parts that open and close in turn, and put into the text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotations.entity import Entity
from annotations.formats.document import Document, Written
from annotations.formats.planning import Fit, Plan, planned
from annotations.span import Span

Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a span: its own stretch of text, the number of the span, which of the span's parts it is, and how many
    elements lie inside it, one in the other. Offsets are code points."""

    start: int
    end: int
    span: int
    number: int = 0
    last: bool = True
    inside: int = 0


def parts(spans: Sequence[Span], blocks: Sequence[Span]) -> list[Part]:
    """The parts of all spans in the order in which they open: none crosses another, none crosses a block.

    ``blocks`` are in text order and apart. Of two that start together the longer opens first. What lies between blocks has no
    part. Costs O(n log n), and one step more for each part.
    """
    starting: dict[int, list[int]] = {}
    for number, (start, _) in enumerate(spans):
        starting.setdefault(start, []).append(number)
    block_starts, block_ends = {start for start, _ in blocks}, {end for _, end in blocks}
    found: list[tuple[int, int, int]] = []
    open_: list[tuple[int, int]] = []  # where it was opened, and of which span
    waiting: list[int] = []
    inside = False
    for place in sorted({*block_starts, *block_ends, *(edge for span in spans for edge in span)}):
        ends = place in block_ends
        ending = sum(ends or spans[number][1] == place for _, number in open_)
        while ending:
            start, number = open_.pop()
            found.append((start, place, number))
            if spans[number][1] > place:
                waiting.append(number)
            ending -= ends or spans[number][1] == place
        inside = place in block_starts or (inside and not ends)
        waiting += starting.get(place, ())
        if inside:
            waiting = [number for number in waiting if spans[number][1] > place]
            open_ += [(place, number) for number in sorted(waiting, key=lambda number: (-spans[number][1], number))]
            waiting = []
    found.sort(key=lambda part: (part[0], -part[1], -spans[part[2]][1], part[2]))
    return _with_depth(_numbered(found))


def marked_up(
    text: str,
    start: int,
    end: int,
    parts: Iterable[Part],
    opening: Callable[[Part], str],
    closing: Callable[[Part], str],
    escape: Callable[[str], str],
) -> str:
    """``text[start:end]`` with these parts, which lie in it, opened and closed around it."""
    pieces = []
    place = start
    for at, part, opens in _turns(parts):
        pieces += [escape(text[place:at]), opening(part) if opens else closing(part)]
        place = at
    return "".join([*pieces, escape(text[place:end])])


def planned_nested(document: Document, fit: Callable[[Entity], Fit], *, name: str = "", text: str | None = None) -> Plan:
    """The plan of a document for a format whose spans may nest and not cross: of those that cross, the longest stay."""
    first = planned(document, fit, name=name, text=text)
    losers = _crossing(first.spans)
    if not losers:
        return first

    def nested(entity: Entity) -> Fit:
        span, why = fit(entity)
        winner = losers.get(span.key) if span else None
        return (None, f"crosses {winner.label} at {winner.start}-{winner.end}: not written") if winner else (span, why)

    return planned(document, nested, name=name, text=text)


def _crossing(spans: Sequence[Written]) -> Mapping[Key, Written]:
    """The spans that give way where two cross, by key, each with one that stays: the longest do, of equals the first."""
    crossed: dict[Key, list[Written]] = {}
    open_: list[Written] = []
    for span in sorted(spans, key=lambda span: span.order):
        open_ = [other for other in open_ if other.end > span.start]
        for other in open_:
            if other.start < span.start and other.end < span.end:
                crossed.setdefault(span.key, []).append(other)
                crossed.setdefault(other.key, []).append(span)
        open_.append(span)
    losers: dict[Key, Written] = {}
    for span in sorted((span for span in spans if span.key in crossed), key=lambda span: span.start - span.end):
        if span.key not in losers:
            losers |= {other.key: span for other in crossed[span.key] if other.key not in losers}
    return losers


def _numbered(found: Iterable[tuple[int, int, int]]) -> list[Part]:
    counts: dict[int, int] = {}
    numbered = []
    for start, end, span in found:
        numbered.append(Part(start, end, span, counts.get(span, 0)))
        counts[span] = counts.get(span, 0) + 1
    return [replace(part, last=part.number == counts[part.span] - 1) for part in numbered]


def _with_depth(found: list[Part]) -> list[Part]:
    depths = [0] * len(found)
    open_: list[int] = []
    for number, part in enumerate(found):
        while open_ and found[open_[-1]].end <= part.start:
            open_.pop()
        for above, outer in enumerate(reversed(open_), 1):
            if depths[outer] >= above:
                break
            depths[outer] = above
        open_.append(number)
    return [replace(part, inside=depth) for part, depth in zip(found, depths, strict=True)]


def _turns(parts: Iterable[Part]) -> Iterator[tuple[int, Part, bool]]:
    """Each part at its start and at its end, in text order."""
    open_: list[Part] = []
    for part in parts:
        while open_ and open_[-1].end <= part.start:
            yield open_[-1].end, open_[-1], False
            open_.pop()
        yield part.start, part, True
        open_.append(part)
    for part in reversed(open_):
        yield part.end, part, False
