"""LineView: the base of both panes; a scrolled column of lines, each drawn when it is first seen.

No stock widget survives a book: what is here costs the lines on the screen, whatever the number of lines. It has no
scrollbar and no box, never takes the keyboard focus (keys go to the screen) and never moves with an animation.
"""

from abc import abstractmethod

from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

VIEWPORTS = 4
"""How many screens of drawn lines are kept."""


class LineView(ScrollView, can_focus=False):
    """Lines drawn by number. A subclass says how many there are and draws one; it calls ``redraw_all`` when the number
    or the meaning of lines changed, ``redraw`` when some look different. ``lines_drawn`` counts calls of ``draw``."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView {
        width: 1fr;
        height: 1fr;
        overflow: hidden hidden;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines_drawn = 0
        self._drawn: LRUCache[int, Strip] = LRUCache(256)
        self._fitted = Size(0, 0)

    @abstractmethod
    def line_count(self) -> int:
        """How many lines there are, seen or not."""

    @abstractmethod
    def draw(self, y: int, width: int) -> Strip:
        """Line ``y`` (0 to ``line_count() - 1``) as a strip of ``width`` cells."""

    def fit(self) -> int | None:
        """The width (``size.width``) is new: lay out anew if that matters. Returns the line that is to stand at the top,
        None to stay. Also called from the first paint in a new width, since Textual paints before it sends Resize."""
        return None

    @property
    def base_style(self) -> Style:
        """The colours of plain text here, from the style sheet."""
        return self.visual_style.rich_style

    @property
    def allow_vertical_scroll(self) -> bool:
        """Always, though there is no scrollbar."""
        return True

    @property
    def top(self) -> int:
        """The first visible line."""
        return self.scroll_offset.y

    @property
    def visible_lines(self) -> range:
        """The lines on the screen."""
        self._settle()
        return range(self.top, min(self.top + self.size.height, self.line_count()))

    def to_line(self, y: int) -> None:
        """Put line ``y`` at the top, or as near as the ends allow; at once, without animation."""
        self._settle()
        self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def redraw(self, lines: range) -> None:
        """Repaint just these lines, where they are visible."""
        for y in list(self._drawn.keys()) if len(lines) > len(self._drawn) else lines:
            if y in lines:
                self._drawn.discard(y)
        first, last = max(lines.start, self.top), min(lines.stop, self.top + self.size.height)
        if first < last:
            self.refresh(Region(0, first - self.top, self.size.width, last - first))

    def redraw_all(self, top: int | None = None) -> None:
        """Repaint everything and count the lines anew, with line ``top`` at the top, or (None) the number that is there
        now, as far as the end allows."""
        self._drawn.clear()
        self._measure(top)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Row ``y`` of the screen, for Textual."""
        self._settle()
        width, line = self.size.width, self.top + y
        strip = self._drawn.get(line)
        if strip is None:
            if line >= self.line_count():
                return Strip.blank(width, self.base_style)
            strip = self.draw(line, width)
            if strip.cell_length != width:
                strip = strip.adjust_cell_length(width, self.base_style)
            self.lines_drawn += 1
            self._drawn.set(line, strip)
        return strip

    def notify_style_update(self) -> None:
        """Another theme, or other styles: what was drawn has the wrong colours."""
        self._drawn.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        self._settle()

    def _settle(self) -> None:
        """Take over the widget's size, once; changes nothing when it is known."""
        size = self.size
        if size == self._fitted:
            return
        width_is_new, self._fitted = size.width != self._fitted.width, size
        self._drawn.maxsize = max(64, VIEWPORTS * size.height)
        if width_is_new:
            self._drawn.clear()
            self._measure(self.fit())

    def _measure(self, top: int | None = None) -> None:
        """Tell Textual the number of lines without a layout of the screen, which nothing here depends on."""
        count = self.line_count()
        self.set_reactive(Widget.virtual_size, Size(self.size.width, count))
        top = max(0, min(self.top if top is None else top, count - self.size.height))
        self.set_scroll(None, top)
        self.set_reactive(Widget.scroll_target_y, top)
