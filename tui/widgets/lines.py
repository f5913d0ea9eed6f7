"""LineView: the base of both panes; a column of lines, each drawn when it is first seen.

No stock widget survives a book: what is here costs the lines on the screen, whatever the number of lines. It has no
scrollbar and no box, never takes the keyboard focus (keys go to the screen) and never moves with an animation. A line that
was drawn is one Strip, which goes to the terminal as it is: what Textual makes of a box with borders on the way (some twenty
more Strips a line, each with seven caches) is the garbage that made a page of a book stutter.

Terminals differ in how many cells emoji of several code points, flags and Indic vowel signs take. Where a line has one, what
stands beside it stays in its cells all the same, and nothing old stays in those that it leaves.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Self, TypeVar

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import disputed

VIEWPORTS = 4
"""How many screens of drawn lines are kept."""

Line = TypeVar("Line", bound=Hashable)
"""What tells one line from another, wherever it stands on the screen."""


class _Anchored(Strip):
    """A strip that begins in column ``x`` of the screen and takes its cells whatever the terminal takes its text to be: they are
    blanked first, then written from their start, and what follows begins where they end."""

    __slots__ = ("_blank", "_written", "_x")

    def __init__(self, strip: Strip, x: int, blank: Style) -> None:
        written = list(strip)
        super().__init__(written, strip.cell_length)
        while written and written[-1].style == blank and written[-1].text.isspace():
            written.pop()  # blanks after a text that is wider than it was thought to be would stand in the cells beside it
        self._x, self._blank, self._written = x, Strip.blank(strip.cell_length, blank), Strip(written)

    def render(self, console: Console) -> str:
        first, last = f"\x1b[{self._x + 1}G", f"\x1b[{self._x + self.cell_length + 1}G"
        return f"{self._blank.render(console)}{first}{self._written.render(console)}{last}"


class LineView(Widget, Generic[Line], can_focus=False):
    """Lines drawn one by one. A subclass says which are on the screen and draws one; it calls ``moved`` when others are,
    ``redraw`` when some look different, ``redraw_all`` when all do. ``lines_drawn`` counts calls of ``draw``."""

    class Wheeled(Message):
        """The wheel was turned here, and what is shown may stand elsewhere."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView {
        width: 1fr;
        height: 1fr;
        overflow: hidden hidden;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        self._rows: list[Strip | None] = []  # before the first refresh, which comes with the widget
        super().__init__(id=id, classes=classes)
        self.lines_drawn = 0
        self._drawn: LRUCache[Line, Strip] = LRUCache(256)
        self._fitted = Size(0, 0)
        self._x = 0
        self._base_style: Style | None = None
        self._background: Color | None = None
        self._on_screen: Sequence[Line] | None = None

    @abstractmethod
    def lines(self, height: int) -> Sequence[Line]:
        """The lines on a screen of so many rows, from the top; fewer where there are no more."""

    @abstractmethod
    def draw(self, line: Line, width: int) -> Strip:
        """A line as a strip of ``width`` cells."""

    @abstractmethod
    def scroll_lines(self, by: int) -> None:
        """Show what stands so many lines below (above, where negative), as far as there are lines; at once."""

    def fit(self) -> None:
        """The width (``size.width``) is new: lay out anew if that matters. Also called from the first paint in a new width,
        since Textual paints before it sends Resize."""

    def keep(self, shown: Sequence[Line]) -> None:
        """The size is about to be another: note what of the lines shown until now is to stay in its row."""

    @property
    def size(self) -> Size:
        """Columns and rows: there is no box around it, so that Textual need not look up what it leaves, at each call."""
        return self.outer_size

    @property
    def base_style(self) -> Style:
        """The colours of plain text here, from the style sheet."""
        if self._base_style is None:
            self._base_style = self.visual_style.rich_style
        return self._base_style

    @property
    def on_screen(self) -> Sequence[Line]:
        """The lines on the screen, from the top."""
        self._settle()
        if self._on_screen is None:
            self._on_screen = self.lines(self.size.height)
        return self._on_screen

    def moved(self) -> None:
        """Other lines are on the screen, or may be: show them."""
        self._on_screen = None
        self.refresh()

    def redraw(self, changed: Callable[[Line], bool]) -> None:
        """Repaint just the lines that look different now, where they are visible."""
        for line in list(self._drawn.keys()):
            if changed(line):
                self._drawn.discard(line)
        rows = [y for y, line in enumerate(self.on_screen) if changed(line)]
        if rows:
            self.refresh(*[Region(0, y, self._fitted.width, 1) for y in rows])

    def redraw_all(self) -> None:
        """Repaint everything."""
        self._drawn.clear()
        self.moved()

    def render_line(self, y: int) -> Strip:
        """Row ``y`` of the screen, for Textual."""
        return self.row(y, self.on_screen, self._fitted.width)

    def row(self, y: int, lines: Sequence[Line], width: int) -> Strip:
        """Row ``y`` of the screen on which these lines stand."""
        if not 0 <= y < len(lines):
            return self.coloured(Strip.blank(width, self.base_style))
        strip = self._drawn.get(lines[y])
        if strip is None:
            strip = self.draw(lines[y], width)
            if strip.cell_length != width:
                strip = strip.adjust_cell_length(width, self.base_style)
            strip = self.coloured(strip)
            self.lines_drawn += 1
            self._drawn.set(lines[y], strip)
        return strip

    def coloured(self, strip: Strip) -> Strip:
        """A strip that was drawn as it goes to the terminal: in its colours, and in its cells."""
        if self._background is None:
            self._background = self.background_colors[1]
        for one in self.get_line_filters():
            strip = strip.apply_filter(one, self._background)
        return _Anchored(strip, self._x, self.base_style) if disputed(strip.text) else strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of the screen, for Textual, without what it does for boxes with borders and padding. It asks for all rows of a
        widget when any of them changed: those that did not stand ready."""
        self._settle()
        (width, height), x = self._fitted, self.region.x
        if x != self._x:
            self._x, self._rows = x, []
            self._drawn.clear()
        if len(self._rows) != height:
            self._rows = [None] * height
        if missing := [y for y in crop.line_range if y < height and self._rows[y] is None]:
            lines = self.on_screen
            for y in missing:
                self._rows[y] = self.row(y, lines, width)
        strips = [strip for strip in self._rows[crop.y : crop.bottom] if strip is not None]
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint these regions anew, or everything."""
        if not regions:
            self._rows = []
        for y in {y for region in regions for y in region.line_range if 0 <= y < len(self._rows)}:
            self._rows[y] = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Another theme, or other styles: what was drawn has the wrong colours."""
        self._drawn.clear()
        self._rows, self._base_style, self._background = [], None, None
        super().notify_style_update()

    def on_resize(self) -> None:
        self._settle()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: MouseScrollDown | MouseScrollUp, direction: int) -> None:
        event.stop()
        self.scroll_lines(direction * int(self.app.scroll_sensitivity_y))
        self.post_message(self.Wheeled())

    def _settle(self) -> None:
        """Take over the widget's size, once; changes nothing when it is known."""
        size = self.size
        if size == self._fitted:
            return
        self.keep(self.lines(self._fitted.height) if self._on_screen is None else self._on_screen)
        width_is_new, self._fitted = size.width != self._fitted.width, size
        self._drawn.maxsize = max(64, VIEWPORTS * size.height)
        self._on_screen, self._rows = None, []
        if width_is_new:
            self._drawn.clear()
            self.fit()


class NumberedLines(LineView[int]):
    """Lines that have numbers, from 0. A subclass says how many there are."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._top = 0

    @abstractmethod
    def line_count(self) -> int:
        """How many lines there are, seen or not."""

    @property
    def top(self) -> int:
        """The number of the first visible line."""
        return max(0, min(self._top, self.line_count() - self.size.height))

    def lines(self, height: int) -> range:
        self._top = self.top
        return range(self._top, min(self._top + height, self.line_count()))

    def to_line(self, number: int) -> None:
        """Put a line at the top, or as near as the ends allow."""
        before = self.top
        self._top = number
        if self.top != before:
            self.moved()
        self._top = self.top

    def scroll_lines(self, by: int) -> None:
        self.to_line(self.top + by)

    def shift(self, first: int, by: int) -> None:
        """Lines from ``first`` on have moved by so many, looking as they did; what came or went there is drawn anew."""
        drawn = self._drawn
        kept = {line: drawn.get(line if line < first + min(by, 0) else line - by) for line in self.on_screen}
        drawn.clear()
        for line, strip in kept.items():
            if strip is not None and not first <= line < first + by:
                drawn.set(line, strip)
        self.moved()

    def redraw_line(self, number: int) -> None:
        """Repaint just this line, where it is visible."""
        self.redraw(number.__eq__)


def lettered(strip: Strip, letters: Sequence[tuple[int, str]], style: Style) -> Strip:
    """The strip with letters drawn over it, each from a cell on, in order; what would cover the next one is cut, but for one
    letter. Its width stays."""
    width, free = strip.cell_length, 0
    for number, (cell, text) in enumerate(letters):
        place = max(cell, free)
        room = letters[number + 1][0] - place if number + 1 < len(letters) else width - place
        shown = text[: max(room, 1)]
        free = place + len(shown)
        if free <= width:
            parts = strip.crop(0, place), Strip([Segment(shown, style)], len(shown)), strip.crop(free, width)
            strip = Strip.join(parts)
    return strip
