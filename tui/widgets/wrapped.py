"""WrappedText: a text wrapped to a column, of which some lines are on the screen. What is at the top stays there."""

from collections.abc import Sequence

from annotations.span import Span
from tui.layout import Layout
from tui.widgets.lines import LineView


class WrappedText(LineView[Span | None]):
    """The rows of a layout; None is a blank one between lines. ``at_top`` is an offset (code points) whose line stands at the
    top, as far as the end allows; it stays what it is when the width changes, until one scrolls. In its place ``held``, where
    there is one, has an offset whose line stays in a row, as far as both ends and the height allow."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.wrapping: Layout | None = None
        self.at_top = 0
        self.held: tuple[int, int] | None = None

    def lines(self, height: int) -> list[Span | None]:
        if self.wrapping is None or height <= 0:
            return []
        if self.held is None:
            return self.wrapping.page(self.at_top, height)
        offset, row = self.held
        return self.wrapping.page(self.wrapping.raised(offset, min(row, height - 1))[0], height)

    def hold(self, offset: int, shown: Sequence[Span | None]) -> None:
        """Keep the line of an offset in its row, where it has one among the rows shown, until ``let_scroll``."""
        if self.held is None and self.wrapping is not None and (line := self.wrapping.line(offset)) in shown:
            self.held = offset, shown.index(line)

    def let_scroll(self) -> None:
        """Hold no line any more; what is at the top stays there."""
        if self.held is not None:
            self.at_top, self.held = self.visible_span()[0], None

    @property
    def text_lines(self) -> list[Span]:
        """The lines on the screen, without the blank rows between them."""
        return [line for line in self.on_screen if line is not None]

    def visible_span(self) -> Span:
        """The offsets of the first and past the last visible character."""
        lines = self.text_lines
        return (lines[0][0], lines[-1][1]) if lines else (self.at_top, self.at_top)

    def to_top(self, offset: int) -> None:
        """Put the line of an offset at the top, or as near as the end allows."""
        before = self.visible_span()[0]
        self.at_top, self.held, self._on_screen = offset, None, None
        self.at_top = self.visible_span()[0]
        if self.at_top != before:
            self.moved()

    def scroll_lines(self, by: int) -> None:
        if self.wrapping is not None:
            self.to_top(self.wrapping.moved(self.visible_span()[0], by)[0])

    def scroll_page(self, direction: int, overlap: int) -> None:
        """Show the next screen (1) or the one before (-1), with so many of the rows shown now."""
        layout, rows = self.wrapping, self.on_screen
        if layout is None or not rows:
            return
        step = max(1, len(rows) - overlap)
        if direction > 0:
            below = next((line for line in rows[step:] if line is not None), None)
            self.to_top(below[0] if below is not None and below != rows[0] else self.visible_span()[1])
        else:
            top = self.visible_span()[0]
            raised = layout.raised(top, step)[0]
            self.to_top(raised if raised < top else layout.moved(top, -1)[0])

    def row_of(self, offset: int) -> int | None:
        """The row of the screen that holds an offset; None where it is off the screen."""
        if self.wrapping is None:
            return None
        line = self.wrapping.line(offset)
        return next((y for y, one in enumerate(self.on_screen) if one == line), None)

    def redraw_span(self, start: int, end: int) -> None:
        """Repaint the lines that have something of a span."""
        self.redraw(lambda line: line is not None and line[0] < max(end, start + 1) and line[1] > start)
