"""Covered: which parts of a text were read, as a few runs. Offsets are code points, end exclusive."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from annotations.span import Span

_SIGN = re.compile(r"\S")


class Covered:
    """Parts of a text. Two with nothing but blanks between them are one, so that a text read from one end to the other is one
    run, however many paragraphs it has."""

    def __init__(self, text: str, runs: Iterable[Span] = ()) -> None:
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in runs:
            self.add(start, end)

    @property
    def runs(self) -> tuple[Span, ...]:
        """The parts, in order; none touches another."""
        return tuple(zip(self._starts, self._ends, strict=True))

    def copy(self) -> "Covered":
        return Covered(self._text, self.runs)

    def add(self, start: int, end: int) -> None:
        """Cover ``text[start:end]`` too."""
        first = last = bisect_left(self._starts, start)
        if first and self._blank(self._ends[first - 1], start):
            first -= 1
        while last < len(self._starts) and self._blank(end, self._starts[last]):
            last += 1
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last], self._ends[first:last] = [start], [end]

    def holds(self, start: int, end: int) -> bool:
        """Whether all of ``text[start:end]`` that is not blank is covered."""
        return all(self._blank(*gap) for gap in self.gaps(start, end))

    def gaps(self, start: int, end: int) -> Iterator[Span]:
        """What of ``text[start:end]`` is not covered, in order, as it is when this is begun."""
        number = max(bisect_left(self._starts, start) - 1, 0)
        for run in list(zip(self._starts[number:], self._ends[number:], strict=True)):
            if run[0] >= end:
                break
            if run[0] > start:
                yield start, run[0]
            start = max(start, run[1])
        if start < end:
            yield start, end

    def _blank(self, start: int, end: int) -> bool:
        return start >= end or _SIGN.search(self._text, start, end) is None
