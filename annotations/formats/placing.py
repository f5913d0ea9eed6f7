"""The spans that a file names, put into the code points of its text; what has no place there is said, never moved."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from annotations.entity import Status
from annotations.formats.document import Offsets, Reading, Written
from annotations.formats.offsets import COUNTS, Count, unit_of

K = TypeVar("K", bound=Hashable)

Found = tuple[Written, str | None]
"""A span with the offsets of its file, and the words it says stand there, None where it does not say."""

_WEIGHT = {None: 0, Status.SUGGESTED: 1, Status.UNSURE: 2, Status.REJECTED: 3, Status.ACCEPTED: 3}


def placed(
    text: str, found: Iterable[Found], where: str, default: Count = "code points", *, told: bool = False
) -> tuple[tuple[Written, ...], tuple[str, ...]]:
    """The spans in code points and text order, each once, and in words what was left out or differs.

    ``default`` is the unit of the file's offsets where no words tell, ``told`` whether it is known to be that. Of one span and
    label that is there with several statuses a decision outweighs a suggestion; decided both ways it is unsure.
    """
    given = list(found)
    units = unit_of(text, [(span.start, span.end, words) for span, words in given], default, told=told)
    notices = list(units.notices)
    kept: dict[tuple[int, int, str], Written] = {}
    empty = twice = 0
    for (span, _), place in zip(given, units.spans, strict=True):
        if place is None:
            continue
        if place[0] == place[1]:
            empty += 1
            continue
        here = replace(span, start=place[0], end=place[1])
        if before := kept.get(here.key):
            twice += before.status is here.status
            here = _decided(before, here)
        kept[here.key] = here
    notices += left_out({"span of no width": empty, "repetition of a span": twice})
    return tuple(sorted(kept.values(), key=lambda span: span.order)), tuple(f"{where}: {notice}" for notice in notices)


def left_out(counts: Mapping[str, int]) -> list[str]:
    """One line for what a file holds and is not taken, by its name and number; none where there is nothing."""
    words = [f"{count} {name if count == 1 else _plural(name)}" for name, count in Counter(counts).items() if count]
    return [f"left out: {', '.join(words)}"] if words else []


def _plural(name: str) -> str:
    head, of, rest = name.partition(" of ")
    return f"{head}s{of}{rest}"


def _decided(before: Written, after: Written) -> Written:
    if {before.status, after.status} == {Status.ACCEPTED, Status.REJECTED}:
        return replace(before, status=Status.UNSURE)
    return after if _WEIGHT[after.status] > _WEIGHT[before.status] else before


@dataclass(slots=True)
class Gathered:
    """What the records of a file say of one text: its name, the place of the first of them in words, the spans found so far,
    what is left out by its name, lines for the reader besides, whether it was annotated to its end, and what its offsets count
    where that is known."""

    text: str
    name: str
    where: str
    title: str = ""
    spans: list[Found] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    language: str = ""
    done: bool | None = None
    offsets: Offsets | None = None

    def reading(self) -> Reading:
        unit = COUNTS[self.offsets or "codepoints"]
        spans, notices = placed(self.text, self.spans, self.where, unit, told=self.offsets is not None)
        lines = (f"{self.where}: {one}" for one in (*left_out(self.others), *self.said))
        return Reading(self.name, self.text, spans, self.title, self.language, (*notices, *lines), self.done)


def complete(found: dict[K, Gathered], now: K | None, passed: set[int]) -> Iterator[Reading]:
    """Take out the texts but the one whose records are being read ``now``, of a file as it is written here, where the records of
    a text follow each other. ``passed`` knows those that were taken out; one that comes again is not a document more."""
    for key in [key for key in found if key != now]:
        one = found.pop(key)
        if hash(key) not in passed:
            passed.add(hash(key))
            yield one.reading()
