"""ChosenLines: a list one line of which is chosen, and the keys and actions of the screens that show nothing else."""

from typing import TypeVar

from textual.binding import Binding
from textual.events import Click
from textual.message import Message

from tui.widgets.lines import NumberedLines
from tui.widgets.over import OverScreen

_FAR = 10_000_000


class ChosenLines(NumberedLines):
    """Numbered lines; the ``chosen`` one is kept in view. A click chooses."""

    class Pointed(Message):
        """The mouse was clicked on a line, which is chosen now."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = 0

    def fit(self) -> None:
        self.choose(self.chosen)

    def choose(self, number: int) -> None:
        """Choose a line, the nearest there is, and bring it into view."""
        before, self.chosen = self.chosen, max(0, min(number, self.line_count() - 1))
        if not self.top <= self.chosen < self.top + self.size.height:
            self.to_line(self.chosen - self.size.height // 2)
        for line in (before, self.chosen):
            self.redraw_line(line)

    def on_click(self, event: Click) -> None:
        number = self.top + event.y
        if 0 <= number < self.line_count():
            self.choose(number)
            self.post_message(self.Pointed())


Answer = TypeVar("Answer")


class ListScreen(OverScreen[Answer]):
    """A screen of ``_lines``. Its keys choose; what is done with a line, and what leaves, a subclass says."""

    _lines: ChosenLines

    DEFAULT_CSS = "ListScreen ChosenLines { height: 1fr; }"
    BINDINGS = [
        Binding("down,j", "choose(1)", show=False),
        Binding("up,k", "choose(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", f"choose(-{_FAR})", show=False),
        Binding("end", f"choose({_FAR})", show=False),
    ]

    def action_choose(self, step: int) -> None:
        before = self._lines.chosen
        self._lines.choose(before + step)
        if self._lines.chosen != before:
            self.chose()
        elif self._lines.line_count():
            self.tell("the last line" if step > 0 else "the first line")

    def action_page(self, direction: int) -> None:
        self.action_choose(direction * max(self._lines.size.height - 2, 1))

    def chose(self) -> None:
        """After a key chose a line."""
