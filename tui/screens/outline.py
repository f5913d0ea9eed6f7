"""OutlineScreen: the headings and bookmarks of an article, each with what its part has to review; Enter goes there."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Static

from annotations.entity import Status
from annotations.marked import Marked
from annotations.outline import headings
from annotations.safe import safe_line
from tui.cells import room as cells
from tui.marks import FOCUS, Look
from tui.rows import cut
from tui.widgets.lines import NumberedLines

_SIGNS = {Status.SUGGESTED: "?", Status.UNSURE: "!", Status.ACCEPTED: "✓"}
_WORDS = 60
"""Code points of the text at a bookmark that its line shows."""


class Place(NamedTuple):
    """A line of the outline: where it leads (code points), its words, how deep it stands, and what its part holds."""

    offset: int
    words: str
    level: int
    counts: str


def places(marked: Marked) -> list[Place]:
    """The headings and bookmarks in text order. A heading's part ends at the next heading."""
    text, entities = marked.article.text, marked.entities
    found = headings(marked.article)
    lines = []
    for one, end in zip(found, [*(one.start for one in found[1:]), len(text)], strict=False):
        order, after = (one.start, -len(text) - 1, ""), (end, -len(text) - 1, "")
        counts = {
            sign: entities.rank(after, status, marked.only) - entities.rank(order, status, marked.only)
            for status, sign in _SIGNS.items()
        }
        said = " ".join(f"{count}{sign}" for sign, count in counts.items() if count)
        lines.append(Place(one.start, marked.article.surface(*one.span), one.level, said))
    for at in marked.progress.bookmarks:
        lines.append(Place(at, f"* {marked.article.surface(at, at + _WORDS)}", 3, "bookmark"))
    return sorted(lines, key=lambda line: line.offset)


class _Lines(NumberedLines):
    class Pointed(Message):
        """The mouse was clicked on a line."""

    def __init__(self, shown: Sequence[Place], length: int, at: int, look: Look) -> None:
        super().__init__()
        self._shown, self._length, self._look = shown, max(length, 1), look
        self.chosen = max(0, bisect_right([place.offset for place in shown], at) - 1)

    def line_count(self) -> int:
        return len(self._shown)

    def fit(self) -> None:
        self.choose(self.chosen)

    def choose(self, number: int) -> None:
        """Choose a line and bring it into view."""
        before, self.chosen = self.chosen, max(0, min(number, len(self._shown) - 1))
        if not self.top <= self.chosen < self.top + self.size.height:
            self.to_line(self.chosen - self.size.height // 2)
        for line in (before, self.chosen):
            self.redraw_line(line)

    def draw(self, line: int, width: int) -> Strip:
        place = self._shown[line]
        base = self.base_style + FOCUS if line == self.chosen else self.base_style
        right = f"{place.counts}  {100 * place.offset // self._length:3} % "
        indent = "  " * (place.level - 1)
        words = cut(safe_line(place.words), max(width - len(indent) - cells(right) - 4, 8))
        gap = " " * max(width - 2 - len(indent) - cells(words) - cells(right), 1)
        style = Style(bold=place.level == 1)
        return Strip([Segment(f"  {indent}{words}", base + style), Segment(gap, base), Segment(right, base + Style(dim=True))])

    def on_click(self, event: Click) -> None:
        number = self.top + event.y
        if 0 <= number < len(self._shown):
            self.choose(number)
            self.post_message(self.Pointed())


class OutlineScreen(ModalScreen[int | None]):
    """Gives the offset that was chosen, or None. ``at`` is where the reader is."""

    CSS = "OutlineScreen { background: $background; } OutlineScreen _Lines { height: 1fr; } OutlineScreen Static { height: 1; }"
    BINDINGS = [
        Binding("escape,q,O", "dismiss(None)", show=False),
        Binding("down,j", "choose(1)", show=False),
        Binding("up,k", "choose(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "choose(-10000000)", show=False),
        Binding("end", "choose(10000000)", show=False),
        Binding("enter", "go", show=False),
    ]

    def __init__(self, marked: Marked, shown: Sequence[Place], at: int, look: Look) -> None:
        super().__init__()
        self._shown = shown
        self._lines = _Lines(shown, len(marked.article.text), at, look)

    def compose(self) -> ComposeResult:
        yield self._lines
        yield Static(" Enter goes there, Esc back; Space and arrows move", markup=False)

    def action_choose(self, step: int) -> None:
        self._lines.choose(self._lines.chosen + step)

    def action_page(self, direction: int) -> None:
        self.action_choose(direction * max(self._lines.size.height - 2, 1))

    def action_go(self) -> None:
        self.dismiss(self._shown[self._lines.chosen].offset)

    def on__lines_pointed(self) -> None:
        self.action_go()
