"""Layout: where each character of a text stands when it is wrapped to a width. Pure: nothing of Textual, and Rich's
table of widths only where a paragraph has characters that may not be one cell wide.

A line is the span of its text, and lines are found where they are asked for: the text is laid out in pieces of some
thousand characters, whole paragraphs where it can be, so that the first screen of a book costs what that of a news item
does, anywhere in it, and there is no number of lines that would have to be known first. Line ends that were broken by hand
(soft ones) are shown as blanks and wrapped over, other line feeds end a line. Blanks at a break hang past the width and
are not drawn. A word longer than the width breaks after its last hyphen or slash, else between graphemes; wide characters (CJK)
break between any two, but not before closing punctuation and small kana nor after opening; zero-width spaces part words. No
dictionary is asked where words of Thai or Khmer end: these break between graphemes, as long words do. A tab is one cell,
drawn as its picture, since tab stops would move all that follows at an edit of the width.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from annotations.graphemes import grapheme_around, is_border, next_break
from annotations.hard_wrapped import SAMPLE
from annotations.safe import safe
from annotations.span import Span
from tui.cells import ODD, WIDENS, ZWJ, most, room

NARROWEST = 2
"""Cells; the least width text is wrapped to, since some characters need two."""
LONG = 120
"""Code points of a paragraph that is more than a line of a list or a poem."""
PIECE = 1 << 13
"""Code points of a piece, about. In a paragraph that is longer, a line ends where a piece does."""

# After UAX 14: what ties both its sides together, what no line begins with (small kana among it) and none ends with, and after
# what a word that is longer than the line breaks first.
_TIES = "\xa0\u202f\u2060\ufeff"
_CLOSING = frozenset(
    "、。，．・：；？！ー々〻ゝゞヽヾ）］｝〕〉》」』】〙〗〟’”»)]},.:;?!%…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ" + _TIES
)
_OPENING = frozenset("（［｛〔〈《「『【〘〖〝‘“«([{$£¥￥＄" + _TIES)
_SPACE = "\u200b"
_HYPHENS = "-‐–—/" + _SPACE
_CONTEXT = 16
"""Code points on either side that decide how one is drawn safely: the longest flag in tags, and to spare."""


class _Piece:
    """The text of a piece with blanks for soft line feeds and tabs: what lines are broken at. ``odd`` are the places in it of
    the paragraphs that have a character which is not simple, ``cells`` the most cells that stand before each character of
    these, once measured."""

    __slots__ = ("cells", "flat", "odd", "start")

    def __init__(self, text: str, start: int, end: int, soft: Sequence[int]) -> None:
        self.start = start
        flat = text[start:end]
        if soft:
            ends = [*(at - start for at in soft), end - start]
            flat = " ".join(flat[a:b] for a, b in zip([0, *(at + 1 for at in ends)], ends, strict=False))
        self.flat = flat.replace("\t", " ")
        self.odd = _odd_paragraphs(self.flat)
        self.cells: dict[int, array[int]] = {}


class Layout:
    """A text wrapped to ``width`` cells. A line is a span of code points, its line feed and hanging blanks included; cells
    count from its left edge. ``soft`` finds the line feeds to show as blanks between two offsets, in ascending order.

    There is always at least one line; the lines follow one another and make up the whole text. Rows are lines and the blank
    rows between them: ``spacing`` after each line that is not blank, and one more, with ``gaps``, between paragraphs that no
    blank line parts.
    """

    def __init__(
        self,
        text: str,
        width: int,
        soft: Callable[[int, int], Sequence[int]] = lambda _start, _end: (),
        *,
        gaps: bool = False,
        spacing: int = 0,
    ) -> None:
        self.text = text
        self.width = max(NARROWEST, width)
        self.gaps, self.spacing = gaps, spacing
        self._soft = soft
        self._bounds = {0: 0}
        self._pieces: dict[int, _Piece] = {}
        self._starts: dict[int, array[int]] = {}

    def rewrapped(self, width: int) -> "Layout":
        """The same text in another width; what was measured is not measured again."""
        other = Layout(self.text, width, self._soft, gaps=self.gaps, spacing=self.spacing)
        other._bounds, other._pieces = self._bounds, self._pieces
        return other

    def line(self, offset: int) -> Span:
        """The line that holds an offset: the first one before the text, the last one past its end."""
        number = self._piece_at(offset)
        starts = self._wrapped(number)
        return self._line(number, starts, max(0, bisect_right(starts, offset) - 1))

    def after(self, line: Span) -> Span | None:
        """The line below."""
        return self.line(line[1]) if line[1] < len(self.text) else None

    def before(self, line: Span) -> Span | None:
        """The line above."""
        return self.line(line[0] - 1) if line[0] > 0 else None

    def lines(self, offset: int, count: int) -> list[Span]:
        """The line that holds an offset and those below, ``count`` in all where there are so many."""
        found: list[Span] = []
        number = self._piece_at(offset)
        first = max(0, bisect_right(self._wrapped(number), offset) - 1)
        while len(found) < count and self._bound(number) < len(self.text):
            starts = self._wrapped(number)
            found += (self._line(number, starts, n) for n in range(first, min(len(starts), first + count - len(found))))
            number, first = number + 1, 0
        return found or [(0, 0)] if count else []

    def page(self, offset: int, height: int) -> list[Span | None]:
        """The rows on a screen of so many with the line that holds an offset at the top, or as near as the end allows; None
        is a blank row between lines."""
        found = self._rows(offset, height)
        if len(found) < height and self.line(offset)[0] > 0:
            found = self._rows(self.raised(len(self.text), height - 1)[0], height)
        return found

    def raised(self, offset: int, rows: int) -> Span:
        """The highest line from which that of an offset stands no more than so many rows below."""
        line = self.line(offset)
        while (above := self.before(line)) is not None:
            rows -= 1 + self._rows_after(above)
            if rows < 0:
                break
            line = above
        return line

    def begins(self, offset: int) -> int:
        """The start of a paragraph, at or before an offset and not far from it, from which on the lines can be found alone;
        in a paragraph that is longer than a piece it may be the start of a line."""
        return self._bound(self._piece_at(offset))

    def moved(self, offset: int, by: int) -> Span:
        """The line so many below (above, where negative) that of an offset, as far as there are lines."""
        number = self._piece_at(offset)
        starts = self._wrapped(number)
        place = max(0, bisect_right(starts, offset) - 1) + by
        while place < 0 and number > 0:
            number -= 1
            starts = self._wrapped(number)
            place += len(starts)
        while place >= len(starts) and self._bound(number + 1) < len(self.text):
            place -= len(starts)
            number += 1
            starts = self._wrapped(number)
        return self._line(number, starts, min(max(place, 0), max(len(starts) - 1, 0)))

    def apart(self, above: int, below: int, most: int) -> int:
        """How many rows the line of one offset stands above that of another, which is not before it; ``most`` at most."""
        line, last, rows = self.line(above), self.line(below)[0], 0
        while rows < most and line[0] < last and (next_line := self.after(line)) is not None:
            rows += 1 + self._rows_after(line)
            line = next_line
        return min(rows, most)

    def cell_of(self, offset: int) -> int:
        """The cell in its line where the character at an offset begins. It is past the width for hanging blanks, and
        may be so for a line feed."""
        start, end = self.line(offset)
        offset = min(max(offset, start), end)
        return self._measured(start, end)[offset - start] if self._odd(start, end) else offset - start

    def offset_at(self, line: Span, cell: int) -> int:
        """The start of the grapheme that covers a cell of a line; of its last one where the line is shorter."""
        start, end = line
        if start == end or cell <= 0:
            return start
        if not self._odd(start, end):
            return min(start + cell, end - 1)
        cells = self._measured(start, end)
        place = min(bisect_right(cells, cell) - 1, end - start - 1)
        return max(start, grapheme_around(self.text, start + place)[0])

    def visible_end(self, line: Span) -> int:
        """The offset where the last character that can be seen of a line ends; its start where it has none."""
        return line[0] + len(self.shown(line).rstrip())

    def under(self, line: Span, cell: int) -> Span:
        """The grapheme that is seen in a cell of a line; where none is, an empty span: at the start of the line left of it,
        else where what can be seen of it ends."""
        start, end = line[0], self.visible_end(line)
        if start == end or cell < 0:
            return start, start
        if not self._odd(start, end):
            return (start + cell, start + cell + 1) if cell < end - start else (end, end)
        cells = self._measured(start, end)
        if cell >= cells[-1]:
            return end, end
        return grapheme_around(self.text, start + bisect_right(cells, cell) - 1)

    def shown(self, line: Span) -> str:
        """What is drawn of a line: its text made safe, one code point for one code point, without the line feed that
        ends it and the blanks that hang past the width."""
        start, end = line
        if end > start and self._flat(end - 1, end) == "\n":
            end -= 1
        drawn = self._safe(start, end)
        if not self._odd(start, end):
            return drawn[: self.width]
        hanging = max(room(drawn) - self.width, 0)
        return drawn[: max(len(drawn) - hanging, len(drawn.rstrip(" ␉")))]

    def whole(self, span: Span) -> Span:
        """The span grown to where text may be drawn apart: no grapheme, and nothing that is measured as one, is cut."""
        start, end = span
        if self.text.isascii():
            return span
        while 0 < start < len(self.text) and not self._border(start):
            start -= 1
        while 0 < end < len(self.text) and not self._border(end):
            end += 1
        return start, end

    def _rows(self, offset: int, height: int) -> list[Span | None]:
        lines = self.lines(offset, height)
        if not self.gaps and not self.spacing:
            return [*lines]
        rows: list[Span | None] = []
        for line in lines:
            rows.append(line)
            if line[1] < len(self.text):
                rows += [None] * self._rows_after(line)
        return rows[:height]

    def _rows_after(self, line: Span) -> int:
        """How many blank rows follow a line."""
        start, end = line
        if not (self.gaps or self.spacing) or not self.text[start:end].strip():
            return 0
        gap = self.gaps and end < len(self.text) and self._flat(end - 1, end) == "\n" and self.text[end] != "\n"
        return self.spacing + gap

    # Pieces

    def _bound(self, number: int) -> int:
        """Where a piece begins: at the first paragraph from a multiple of ``PIECE`` on, so that it is found without those
        before it; in a paragraph that is longer than a piece after a blank, else between graphemes."""
        if (found := self._bounds.get(number)) is None:
            found = self._bounds[number] = self._found_bound(number * PIECE)
        return found

    def _found_bound(self, place: int) -> int:
        text = self.text
        end = min(place + PIECE, len(text))
        if place >= end:
            return len(text)
        feed = text.find("\n", place, end)
        while feed >= 0 and self._soft(feed, feed + 1):
            feed = text.find("\n", feed + 1, end)
        if feed >= 0:
            return feed + 1
        if end == len(text):
            return end
        blank = text.find(" ", place, end)
        while 0 <= blank < end - 1 and not (text[blank + 1] != " " and self._border(blank + 1)):
            blank = text.find(" ", blank + 1, end)
        if 0 <= blank < end - 1:
            return blank + 1
        return next((at for at in range(place, end) if self._border(at)), place)

    def _piece_at(self, offset: int) -> int:
        """The number of the piece that holds an offset, which is not empty where the text is not."""
        offset = min(max(offset, 0), len(self.text) - 1)
        number = max(offset, 0) // PIECE
        return number - 1 if number and offset < self._bound(number) else number

    def _piece(self, number: int) -> _Piece:
        if (piece := self._pieces.get(number)) is None:
            start, end = self._bound(number), self._bound(number + 1)
            piece = self._pieces[number] = _Piece(self.text, start, end, self._soft(start, end))
        return piece

    def _line(self, number: int, starts: "array[int]", place: int) -> Span:
        if not starts:
            return 0, 0
        return starts[place], starts[place + 1] if place + 1 < len(starts) else self._bound(number + 1)

    def _flat(self, start: int, end: int) -> str:
        """A part of a line, flat."""
        piece = self._piece(self._piece_at(start))
        return piece.flat[start - piece.start : end - piece.start]

    def _odd(self, start: int, end: int) -> bool:
        piece = self._piece(self._piece_at(start))
        return ODD.search(piece.flat, start - piece.start, end - piece.start) is not None

    def _safe(self, start: int, end: int) -> str:
        before = max(0, start - _CONTEXT)
        drawn = safe(self.text[before : end + _CONTEXT])[start - before : end - before]
        return drawn.replace("\n", " ")

    def _measured(self, start: int, end: int) -> "array[int]":
        """How many cells stand before each code point of a line or paragraph, and in all of it."""
        from rich.cells import get_character_cell_size, split_graphemes

        drawn = self._safe(start, end)
        if ZWJ not in drawn and WIDENS not in drawn:
            return array("I", accumulate(map(get_character_cell_size, drawn), initial=0))
        widths = [0] * len(drawn)
        for first, _, cells in split_graphemes(drawn)[0]:
            widths[first] = cells
        return array("I", accumulate(widths, initial=0))

    # Wrapping

    def _wrapped(self, number: int) -> "array[int]":
        """Where the lines of a piece begin, in offsets of the text; none in an empty one."""
        if (starts := self._starts.get(number)) is None:
            starts = self._starts[number] = array("L", self._wrap(self._piece(number)))
        return starts

    def _wrap(self, piece: _Piece) -> Iterator[int]:
        flat, width, base = piece.flat, self.width, piece.start
        size, place = len(flat), 0
        odds = iter(piece.odd)
        odd = next(odds, size)
        while place < size:
            yield base + place
            end = flat.find("\n", place)
            if end < 0:
                end = size
            if place == odd:
                for cut in self._wrap_odd(piece, place, end):
                    yield base + cut
                odd = next(odds, size)
            else:
                while end - place > width:
                    cut = flat.rfind(" ", place, place + width + 1) + 1
                    if cut <= place:
                        cut = _after_hyphen(flat, place, place + width) or place + width
                    while cut < end and flat[cut] == " ":
                        cut += 1
                    if cut == end:
                        break
                    yield base + cut
                    place = cut
            place = end + 1

    def _wrap_odd(self, piece: _Piece, start: int, end: int) -> Iterator[int]:
        cells = piece.cells.get(start)
        if cells is None:
            drawn = self._safe(piece.start + start, piece.start + end)
            cells = piece.cells[start] = array("I", accumulate(map(most, drawn), initial=0))
        flat, place = piece.flat, start
        while cells[end - start] - cells[place - start] > self.width:
            fits = start + bisect_right(cells, cells[place - start] + self.width) - 1
            cut = self._cut(piece, place, fits, end, cells, start)
            while cut < end and flat[cut] == " ":
                cut += 1
            if cut == end:
                break
            yield cut
            place = cut

    def _cut(self, piece: _Piece, place: int, fits: int, end: int, cells: "array[int]", start: int) -> int:
        """Where a line that begins at ``place`` ends, when what stands before ``fits`` fits in the width. Places are those
        in the piece, ``start`` and ``end`` those of its paragraph."""
        flat, base = piece.flat, piece.start
        blank = max(flat.rfind(" ", place, min(fits + 1, end)), flat.rfind(_SPACE, place, fits)) + 1
        for cut in range(fits, max(place, blank), -1):
            wide = cells[cut - start] - cells[cut - 1 - start] > 1 or cells[cut + 1 - start] - cells[cut - start] > 1
            if wide and flat[cut] not in _CLOSING and flat[cut - 1] not in _OPENING and self._border(base + cut):
                return cut
        if blank > place:
            return blank
        cut = _after_hyphen(flat, place, fits) or fits
        while cut > place and not self._border(base + cut):
            cut -= 1
        if cut > place:
            return cut
        cut = next_break(flat, place, end)
        if self._measured(base + place, base + cut)[-1] <= self.width:
            return cut
        # One grapheme is wider than the line: it is broken, but never after a joiner, which Rich measures with what follows.
        cut = fits
        while cut > place + 1 and flat[cut - 1] == ZWJ:
            cut -= 1
        return cut if cut > place else next_break(flat, place, end)

    def _border(self, place: int) -> bool:
        """Whether a line may begin here: a grapheme does, and Rich does not measure it with the joiner before it."""
        return place == 0 or (self.text[place - 1] != ZWJ and is_border(self.text, place))


def _after_hyphen(flat: str, start: int, end: int) -> int:
    """Where the last hyphen, dash or slash of a word ends; 0 without one."""
    return max(flat.rfind(sign, start, end) for sign in _HYPHENS) + 1


def run_together(text: str) -> bool:
    """Whether the paragraphs of a text are long and mostly no blank line parts them, judged by its first 64 Ki: then they
    want gaps."""
    lines = text[:SAMPLE].split("\n")
    paragraphs = [len(line) for line in lines if line.strip()]
    parted = len(lines) - len(paragraphs)
    return len(paragraphs) > 1 and parted * 4 < len(paragraphs) and sorted(paragraphs)[len(paragraphs) // 2] >= LONG


def _odd_paragraphs(flat: str) -> "array[int]":
    """Where the paragraphs begin that have a character which is not simple."""
    starts = array("I")
    found = None if flat.isascii() else ODD.search(flat)
    while found:
        starts.append(flat.rfind("\n", 0, found.start()) + 1)
        end = flat.find("\n", found.end())
        found = ODD.search(flat, end) if end >= 0 else None
    return starts
