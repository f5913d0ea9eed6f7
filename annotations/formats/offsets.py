"""Which unit a file counts its offsets in, found by looking for the words that it says stand there.

Inside, offsets are code points, end exclusive. Files count UTF-16 units, UTF-8 bytes or graphemes too; count a line end of
two characters that the text holds as one, or the other way round; and count a byte order mark that the text lacks, or not
one that it has.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from annotations.formats.document import Offsets
from annotations.graphemes import graphemes
from annotations.span import Span

Count = Literal["code points", "UTF-16", "UTF-8", "graphemes"]
Quote = tuple[int, int, str | None]
"""Start and end in the unit of the file, end exclusive, and the words it says stand there; None where it does not say."""

_BOM = "\ufeff"
_NAMED = 3
"""Words that a line quotes."""
_BREAK = re.compile(r"\r\n|\s")


@dataclass(frozen=True, slots=True)
class Unit:
    """A way to count: in what, how line ends, and how many units stand before the text (1: a byte order mark that it lacks;
    -1: one that it begins with and that is not counted)."""

    count: Count = "code points"
    line_ends: Literal["as in the text", "CRLF as one", "LF as two"] = "as in the text"
    before: Literal[-1, 0, 1] = 0

    @property
    def name(self) -> str:
        """In words: ``UTF-16, CRLF as one``."""
        words: list[str] = [self.count]
        if self.line_ends != "as in the text":
            words.append(self.line_ends)
        if self.before:
            words.append("byte order mark counted" if self.before > 0 else "byte order mark not counted")
        return ", ".join(words)


CODE_POINTS = Unit()
UTF16: Offsets = "utf16"
"""What a file of ours says of its offsets, under the name ``offsets``, where they are UTF-16 units."""
COUNTS: Mapping[Offsets, Count] = {"codepoints": "code points", UTF16: "UTF-16"}


class Ruler:
    """Offsets of one text in one unit, and back. Made in O(text) where the unit is not code points, asked in O(log text)."""

    def __init__(self, text: str, unit: Unit) -> None:
        self.unit = unit
        self._length = len(text)
        self._places = None if unit == CODE_POINTS else list(accumulate(_widths(text, unit), initial=max(unit.before, 0)))

    @property
    def length(self) -> int:
        """The units of the whole text."""
        return self._length if self._places is None else self._places[-1]

    def place(self, offset: int) -> int | None:
        """The code point at an offset of the unit; None outside the text and inside a code point."""
        if self._places is None:
            return offset if 0 <= offset <= self._length else None
        # The last of several: what has no width belongs to what stands before it.
        found = bisect_right(self._places, offset) - 1
        return found if found >= 0 and self._places[found] == offset else None

    def offset(self, place: int) -> int:
        """The offset, in the unit, of a code point of the text."""
        return place if self._places is None else self._places[place]

    def span(self, start: int, end: int) -> Span | None:
        """The code points of a span given in the unit; None where it is not one of this text. May be empty."""
        first, last = self.place(start), self.place(end)
        return (first, last) if first is not None and last is not None and first <= last else None


@dataclass(frozen=True)
class Units:
    """What ``unit_of`` found: the unit, and each quote's span in code points, None where its words are not there."""

    text: str
    unit: Unit
    quotes: tuple[Quote, ...]
    spans: tuple[Span | None, ...]
    sure: bool

    @cached_property
    def ruler(self) -> Ruler:
        """For further offsets of the same file."""
        return Ruler(self.text, self.unit)

    @property
    def notices(self) -> tuple[str, ...]:
        """In plain words: a unit other than code points, one that could not be checked, and what is not where the file says."""
        said = []
        if self.unit != CODE_POINTS:
            said.append(
                f"offsets count {self.unit.name}" + ("" if self.sure else ", as this format has it; no words to check it by")
            )
        elif not self.sure:
            said.append("offsets are taken for code points; no words to check it by, and other units would differ")
        lost = [quote for quote, span in zip(self.quotes, self.spans, strict=True) if span is None]
        if lost:
            named = ", ".join(f"{_words(words)} at {start}-{end}" for start, end, words in lost[:_NAMED])
            more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
            said.append(f"not in the text where the file says, left out: {named}{more}")
        return tuple(said)


def ruler_of(text: str, offsets: Offsets) -> Ruler:
    """For offsets of a text that are known to count this."""
    return Ruler(text, Unit(COUNTS[offsets]))


def unit_of(text: str, quotes: Iterable[Quote], default: Count = "code points", *, told: bool = False) -> Units:
    """The one unit in which most of the quoted words stand where the file says, ``default`` first, the plainest of equals.

    ``quotes`` are (start, end, words) with offsets as the file has them; words None are not checked. ``told``: the file, or who
    imports it, says that it is ``default``. White space is compared one for one, whatever kind it is. Costs O(text) for each unit
    that has to be tried; in plain ASCII only code points are.
    """
    quotes = tuple(quotes)
    said = [(start, end, _even(words)) for start, end, words in quotes if words]
    best: tuple[int, Unit] | None = None
    for unit in _candidates(text, default, all_units=bool(said)):
        ruler = Ruler(text, unit)
        right = sum(_stands(text, ruler, quote) for quote in said)
        if best is None or right > best[0]:
            best = (right, unit)
        if right == len(said):
            break
    assert best is not None
    right, unit = best
    ruler = Ruler(text, unit)
    spans = tuple(
        ruler.span(start, end) if not words or _stands(text, ruler, (start, end, _even(words))) else None
        for start, end, words in quotes
    )
    differs = len(list(_candidates(text, default, all_units=False))) > 1
    return Units(text, unit, quotes, spans, sure=right > 0 or told or not quotes or not differs)


def _candidates(text: str, default: Count, *, all_units: bool) -> Iterator[Unit]:
    """The units that count this text in different ways, the plainest first; without ``all_units``, line ends and marks as
    they stand."""
    counts: list[Count] = [default]
    if not text.isascii():
        # UTF-16 differs from code points only past the basic plane.
        others: Sequence[Count] = (
            ("code points", "UTF-16", "UTF-8", "graphemes")
            if max(text) > "\uffff"
            else (
                "code points",
                "UTF-8",
                "graphemes",
            )
        )
        counts += [count for count in others if count != default]
    elif default != "code points" and default != "graphemes":
        counts = ["code points"]
    yield from map(Unit, counts)
    if not all_units:
        return
    ends: list[Literal["as in the text", "CRLF as one", "LF as two"]] = ["as in the text"]
    if "\r\n" in text:
        ends.append("CRLF as one")
    elif "\n" in text:
        ends.append("LF as two")
    befores: list[Literal[-1, 0, 1]] = [0, -1] if text.startswith(_BOM) else [0, 1]
    for before in befores:
        for end in ends:
            for count in counts:
                unit = Unit(count, end, before)
                if before or end != "as in the text":
                    yield unit


def _widths(text: str, unit: Unit) -> list[int]:
    match unit.count:
        case "code points":
            widths = [1] * len(text)
        case "UTF-16":
            widths = [1 + (char > "\uffff") for char in text]
        case "UTF-8":
            widths = [1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff") for char in text]
        case "graphemes":
            widths = [0] * len(text)
            for start, _ in graphemes(text):
                widths[start] = 1
    if unit.line_ends == "LF as two":
        for found in re.finditer("\n", text):
            widths[found.start()] += 1
    elif unit.line_ends == "CRLF as one":
        for found in re.finditer("\r\n", text):
            widths[found.start()], widths[found.start() + 1] = 1, 0
    if unit.before < 0:
        widths[0] = 0
    return widths


def _stands(text: str, ruler: Ruler, quote: tuple[int, int, str]) -> bool:
    start, end, words = quote
    span = ruler.span(start, end)
    return span is not None and (text[span[0] : span[1]] == words or _even(text[span[0] : span[1]]) == words)


def _even(words: str) -> str:
    """The words with each white space, and each CRLF, as one blank."""
    return _BREAK.sub(" ", words)


def _words(words: str | None) -> str:
    return "something" if words is None else repr(words if len(words) <= 40 else words[:39] + "…")
