"""Layout: where each character of a text stands when it is wrapped to a width. Pure: nothing of Textual, and Rich's
table of widths only where a paragraph has characters that may not be one cell wide.

All lines are found at once, in one flat array: a book of 6 MB takes some 30 ms. Line ends that were broken by hand
(soft ones) are shown as blanks and wrapped over, other line feeds end a line. Blanks at a break hang past the width and
are not drawn. A word longer than the width breaks between graphemes; wide characters (CJK) break between any two, but
not before closing punctuation nor after opening; a wide one that does not fit goes to the next line. A tab is one cell,
drawn as its picture, since tab stops would move all that follows at an edit of the width.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from itertools import accumulate

from annotations.entity import Span
from annotations.graphemes import grapheme_around, next_break
from annotations.safe import safe

NARROWEST = 2
"""Cells; the least width text is wrapped to, since some characters need two."""

# Each of these is one cell wide, once drawn safely, and a grapheme of its own.
_SIMPLE = (
    "\x00-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a"
    "\u1e00-\u1f15\u2010-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc"
)
_ODD = re.compile(f"[^{_SIMPLE}]")
_ZWJ, _WIDENS = "\u200d", "\ufe0f"
_CLOSING = frozenset("、。，．・：；？！ー々〻ゝゞヽヾ）］｝〕〉》」』】〙〗〟’”»)]},.:;?!%…‥")
_OPENING = frozenset("（［｛〔〈《「『【〘〖〝‘“«([{$£¥￥＄")
_CONTEXT = 16
"""Code points on either side that decide how one is drawn safely: the longest flag in tags, and to spare."""


class Layout:
    """A text wrapped to ``width`` cells. Lines are numbered from 0, offsets are code points, cells count from the
    left edge of the line. ``soft`` are the offsets of line feeds to show as blanks, in ascending order.

    There is always at least one line; the lines' spans follow one another and make up the whole text.
    """

    def __init__(self, text: str, width: int, soft: Sequence[int] = ()) -> None:
        self.text = text
        self.width = max(NARROWEST, width)
        self._flat = _flattened(text, soft)
        self._odd_paragraphs = _odd_paragraphs(self._flat)
        self._cells: dict[int, array[int]] = {}
        self._starts = self._wrap()

    def rewrapped(self, width: int) -> "Layout":
        """The same text in another width; what was measured is not measured again."""
        other = copy(self)
        other.width = max(NARROWEST, width)
        other._starts = other._wrap()
        return other

    @property
    def count(self) -> int:
        """How many lines there are, one at least."""
        return len(self._starts)

    def span(self, line: int) -> Span:
        """The offsets of a line, its line feed and hanging blanks included. Raises IndexError where there is none."""
        start = self._starts[line]
        return start, self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)

    def line_of(self, offset: int) -> int:
        """The line that holds an offset: the first one before the text, the last one past its end."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def cell_of(self, offset: int) -> int:
        """The cell in its line where the character at an offset begins. It is past the width for hanging blanks, and
        may be so for a line feed."""
        start, end = self.span(self.line_of(offset))
        offset = min(max(offset, start), end)
        return self._measured(start, end)[offset - start] if self._odd(start, end) else offset - start

    def offset_at(self, line: int, cell: int) -> int:
        """The start of the grapheme that covers a cell of a line; of its last one where the line is shorter."""
        start, end = self.span(line)
        if start == end or cell <= 0:
            return start
        if not self._odd(start, end):
            return min(start + cell, end - 1)
        cells = self._measured(start, end)
        place = min(bisect_right(cells, cell) - 1, end - start - 1)
        return max(start, grapheme_around(self.text, start + place)[0])

    def shown(self, line: int) -> str:
        """What is drawn of a line: its text made safe, one code point for one code point, without the line feed that
        ends it and the blanks that hang past the width."""
        start, end = self.span(line)
        if end > start and self._flat[end - 1] == "\n":
            end -= 1
        drawn = self._safe(start, end)
        if not self._odd(start, end):
            return drawn[: self.width]
        hanging = self._measured(start, end)[-1] - self.width
        return drawn[:-hanging] if hanging > 0 else drawn

    def whole(self, span: Span) -> Span:
        """The span grown to where text may be drawn apart: no grapheme, and nothing that is measured as one, is cut."""
        start, end = span
        if self._flat.isascii():
            return span
        while 0 < start < len(self.text) and not self._border(start):
            start -= 1
        while 0 < end < len(self.text) and not self._border(end):
            end += 1
        return start, end

    def _odd(self, start: int, end: int) -> bool:
        return _ODD.search(self._flat, start, end) is not None

    def _safe(self, start: int, end: int) -> str:
        before = max(0, start - _CONTEXT)
        drawn = safe(self.text[before : end + _CONTEXT])[start - before : end - before]
        return drawn.replace("\n", " ")

    def _measured(self, start: int, end: int) -> "array[int]":
        """How many cells stand before each code point of a line or paragraph, and in all of it."""
        from rich.cells import get_character_cell_size, split_graphemes

        drawn = self._safe(start, end)
        if _ZWJ not in drawn and _WIDENS not in drawn:
            return array("I", accumulate(map(get_character_cell_size, drawn), initial=0))
        widths = [0] * len(drawn)
        for first, _, cells in split_graphemes(drawn)[0]:
            widths[first] = cells
        return array("I", accumulate(widths, initial=0))

    def _wrap(self) -> "array[int]":
        flat, width = self._flat, self.width
        starts = array("I", [0])
        add = starts.append
        size, place = len(flat), 0
        odds = iter(self._odd_paragraphs)
        odd = next(odds, size)
        while place < size:
            end = flat.find("\n", place)
            if end < 0:
                end = size
            if place == odd:
                self._wrap_odd(place, end, starts)
                odd = next(odds, size)
            else:
                while end - place > width:
                    cut = flat.rfind(" ", place, place + width + 1) + 1
                    if cut <= place:
                        cut = place + width
                    while cut < end and flat[cut] == " ":
                        cut += 1
                    if cut == end:
                        break
                    add(cut)
                    place = cut
            place = end + 1
            if place < size:
                add(place)
        return starts

    def _wrap_odd(self, start: int, end: int, starts: "array[int]") -> None:
        cells = self._cells.get(start)
        if cells is None:
            cells = self._cells[start] = self._measured(start, end)
        flat, place = self._flat, start
        while cells[end - start] - cells[place - start] > self.width:
            fits = start + bisect_right(cells, cells[place - start] + self.width) - 1
            cut = self._cut(place, fits, end, cells, start)
            while cut < end and flat[cut] == " ":
                cut += 1
            if cut == end:
                break
            starts.append(cut)
            place = cut

    def _cut(self, place: int, fits: int, end: int, cells: "array[int]", start: int) -> int:
        """Where a line that begins at ``place`` ends, when what stands before ``fits`` fits in the width."""
        flat = self._flat
        blank = flat.rfind(" ", place, min(fits + 1, end)) + 1
        for cut in range(fits, max(place, blank), -1):
            wide = cells[cut - start] - cells[cut - 1 - start] > 1 or cells[cut + 1 - start] - cells[cut - start] > 1
            if wide and flat[cut] not in _CLOSING and flat[cut - 1] not in _OPENING and self._border(cut):
                return cut
        if blank > place:
            return blank
        cut = fits
        while cut > place and not self._border(cut):
            cut -= 1
        if cut > place:
            return cut
        # One grapheme is wider than the line: it is broken, but never after a joiner, which Rich measures with what follows.
        cut = fits
        while cut > place + 1 and flat[cut - 1] == _ZWJ:
            cut -= 1
        return cut if cut > place else next_break(flat, place, end)

    def _border(self, place: int) -> bool:
        """Whether a line may begin here: a grapheme does, and Rich does not measure it with the joiner before it."""
        return self.text[place - 1] != _ZWJ and grapheme_around(self.text, place)[0] == place


def _flattened(text: str, soft: Sequence[int]) -> str:
    """The text with blanks for soft line feeds and tabs: what lines are broken at."""
    if soft:
        ends = [*soft, len(text)]
        text = " ".join(text[start:end] for start, end in zip([0, *(at + 1 for at in soft)], ends, strict=True))
    return text.replace("\t", " ")


def _odd_paragraphs(flat: str) -> "array[int]":
    """Where the paragraphs begin that have a character which is not simple."""
    starts = array("I")
    found = None if flat.isascii() else _ODD.search(flat)
    while found:
        starts.append(flat.rfind("\n", 0, found.start()) + 1)
        end = flat.find("\n", found.end())
        found = _ODD.search(flat, end) if end >= 0 else None
    return starts
