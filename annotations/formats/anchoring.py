"""Where spans of one text stand in another version of it: by what is quoted and what is around it, never by counting on.

All offsets are code points, end exclusive.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from annotations.formats.original import plain, plain_offsets
from annotations.span import Span

CONTEXT = 48
"""Code points before and after a quote that tell one place from another."""
_ENOUGH = 12
"""Code points of equal context that make a place sure where the quote alone does not."""
_MOST = 2000
"""Places of one quote that are looked at; one that stands more often tells no place."""
_LOOKED_AT = 100_000
_RUN = 8
_BOM = "\ufeff"
_SOLID = re.compile(r"\S")


class _Place(NamedTuple):
    score: int
    start: int


def anchored(old: str, new: str, spans: Iterable[Span]) -> list[Span | None]:
    """The places in ``new`` of spans of ``old``, None for each that cannot be placed for sure.

    Where they differ in line ends and a byte order mark alone, as an original does from its article, each has its place exactly;
    where in other white space, from its first to its last character that is none. Else a quote is placed where it stands with the
    most of its context, if no other place has as much: all the context there is, or enough of it.
    """
    spans = list(spans)
    if plain(old) == new:
        ruler = plain_offsets(old)
        ends = [(ruler.offset(start), ruler.offset(end)) if 0 <= start < end <= len(old) else (0, 0) for start, end in spans]
        return [span if span[0] < span[1] else None for span in ends]
    if (places := _Solid.between(old, new)) is not None:
        return [places.span(*span) for span in spans]
    seen: dict[str, list[int]] = {}
    return [
        by_quote(new, old[start:end], old[max(start - CONTEXT, 0) : start], old[end : end + CONTEXT], seen)
        for start, end in spans
    ]


def by_quote(text: str, exact: str, prefix: str = "", suffix: str = "", seen: dict[str, list[int]] | None = None) -> Span | None:
    """The one place of a quote, by the words before and after it; None where there is none, or no one place is sure.

    ``seen`` keeps the places of quotes from one call to the next on the same text.
    """
    if not exact:
        return None
    starts = seen.get(exact) if seen is not None else None
    if starts is None:
        starts = _starts(text, exact)
        if seen is not None:
            seen[exact] = starts
    places = sorted((_Place(_equal_around(text, exact, prefix, suffix, start), start) for start in starts), reverse=True)
    if not places or len(starts) > _MOST:
        return None
    best = places[0]
    if len(places) > 1 and places[1].score == best.score:
        return None
    if best.score < min(_ENOUGH, len(prefix) + len(suffix)):
        return None
    return best.start, best.start + len(exact)


def _starts(text: str, exact: str) -> list[int]:
    starts: list[int] = []
    place = text.find(exact)
    while place >= 0 and len(starts) <= _MOST:
        starts.append(place)
        place = text.find(exact, place + 1)
    return starts


def _equal_around(text: str, exact: str, prefix: str, suffix: str, start: int) -> int:
    """How many code points of the context stand around a place, without a gap."""
    end = start + len(exact)
    before, after = text[max(start - len(prefix), 0) : start], text[end : end + len(suffix)]
    return _equal(reversed(before), reversed(prefix)) + _equal(after, suffix)


def _equal(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


class _Solid:
    """Two texts with the same characters but for white space: where each of them stands."""

    def __init__(self, old: list[int], new: list[int]) -> None:
        self._old, self._new = old, new

    @classmethod
    def between(cls, old: str, new: str) -> "_Solid | None":
        if solid(old) != solid(new):
            return None
        # A byte order mark that both begin with is a character like others.
        both = old.startswith(_BOM) and new.startswith(_BOM)
        return cls(_places(old, marked=both), _places(new, marked=both))

    def span(self, start: int, end: int) -> Span | None:
        """The span from its first to its last character that is no white space; None where it has none."""
        first, last = bisect_left(self._old, start), bisect_left(self._old, end)
        return (self._new[first], self._new[last - 1] + 1) if first < last else None


def solid(text: str) -> str:
    """The text without white space, and without a byte order mark at its start."""
    return "".join(text.removeprefix(_BOM).split())


def alike(one: str, other: str) -> bool:
    """Whether two texts may be versions of one: of runs of eight characters in the shorter, half stand in the other.

    Looks at the first 100,000 code points of each.
    """
    shorter, longer = sorted((solid(one[:_LOOKED_AT]), solid(other[:_LOOKED_AT])), key=len)
    if len(shorter) < _RUN:
        return shorter == longer
    runs = {shorter[place : place + _RUN] for place in range(len(shorter) - _RUN + 1)}
    there = {longer[place : place + _RUN] for place in range(len(longer) - _RUN + 1)}
    return len(runs & there) * 2 >= len(runs)


def _places(text: str, *, marked: bool) -> list[int]:
    return [found.start() for found in _SOLID.finditer(text, len(_BOM) if text.startswith(_BOM) and not marked else 0)]
