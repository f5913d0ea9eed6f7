"""OutlineScreen: the headings and bookmarks of an article, each with what its part has to review; Enter goes there."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.strip import Strip

from annotations.entity import Status
from annotations.marked import Marked
from annotations.outline import headings
from annotations.safe import safe_line
from tui.cells import room as cells
from tui.marks import FOCUS, Look
from tui.rows import cut
from tui.widgets.chosen_lines import ChosenLines, ListScreen

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


class _Lines(ChosenLines):
    def __init__(self, shown: Sequence[Place], length: int, at: int, look: Look) -> None:
        super().__init__()
        self._shown, self._length, self._look = shown, max(length, 1), look
        self.chosen = max(0, bisect_right([place.offset for place in shown], at) - 1)

    def line_count(self) -> int:
        return len(self._shown)

    def draw(self, line: int, width: int) -> Strip:
        place = self._shown[line]
        base = self.base_style + FOCUS if line == self.chosen else self.base_style
        right = f"{place.counts}  {100 * place.offset // self._length:3} % "
        indent = "  " * (place.level - 1)
        words = cut(safe_line(place.words), max(width - len(indent) - cells(right) - 4, 8))
        gap = " " * max(width - 2 - len(indent) - cells(words) - cells(right), 1)
        style = Style(bold=place.level == 1)
        return Strip([Segment(f"  {indent}{words}", base + style), Segment(gap, base), Segment(right, base + Style(dim=True))])


class OutlineScreen(ListScreen[int | None]):
    """Gives the offset that was chosen, or None. ``at`` is where the reader is."""

    KEYS = "Enter goes there, Esc back; Space and arrows move"

    BINDINGS = [
        Binding("escape,q,O", "dismiss(None)", show=False),
        Binding("enter", "go", show=False),
    ]

    def __init__(self, marked: Marked, shown: Sequence[Place], at: int, look: Look) -> None:
        super().__init__()
        self._shown = shown
        self._lines = _Lines(shown, len(marked.article.text), at, look)

    def compose(self) -> ComposeResult:
        yield self._lines
        yield self.foot

    def action_go(self) -> None:
        self.dismiss(self._shown[self._lines.chosen].offset)

    def on_chosen_lines_pointed(self) -> None:
        self.action_go()
