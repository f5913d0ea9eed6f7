"""MemoryScreen: what the project remembers of names, a line each; x switches one off or on, a digit gives it a label."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.strip import Strip

from annotations.labels import LabelSet
from annotations.project import ProjectError
from annotations.safe import safe_line
from annotations.suggest.memory import Entry
from annotations.suggest.remembered import Line, lines_of
from annotations.work.remembering import Remembering
from tui.cells import room as cells
from tui.marks import FOCUS
from tui.rows import cut
from tui.widgets.chosen_lines import ChosenLines, ListScreen

_SURFACE, _DOES = 28, 14
"""Cells of the columns."""


class _Lines(ChosenLines):
    def __init__(self, shown: Sequence[Line]) -> None:
        super().__init__()
        self.shown = list(shown)

    def line_count(self) -> int:
        return len(self.shown)

    def draw(self, line: int, width: int) -> Strip:
        one = self.shown[line]
        base = self.base_style + FOCUS if line == self.chosen else self.base_style
        surface = _column(one.surface, _SURFACE)
        does = _column(one.does, _DOES)
        said = cut(safe_line(one.said), max(width - 6 - cells(surface) - cells(does), 8))
        gap = " " * max(width - 6 - cells(surface) - cells(does) - cells(said), 0)
        dim = base + Style(dim=True)
        return Strip([Segment(f"  {surface}  ", base), Segment(f"{does}  ", base + Style(bold=True)), Segment(said + gap, dim)])


def _column(words: str, width: int) -> str:
    shown = cut(safe_line(words), width)
    return shown + " " * max(width - cells(shown), 0)


class MemoryScreen(ListScreen[None]):
    """Lists what ``remembering`` has. ``label_of`` gives the name of the label that a key stands for."""

    KEYS = "x off and on, a digit its label, Delete forgets it; Esc back"
    _lines: _Lines
    BINDINGS = [
        Binding("escape,q", "dismiss(None)", show=False),
        Binding("x", "switch", show=False),
        Binding("delete", "forget", show=False),
    ]

    def __init__(self, remembering: Remembering, labels: LabelSet, label_of: Callable[[str], str]) -> None:
        super().__init__()
        self._remembering, self._labels, self._label_of = remembering, labels, label_of
        self._lines = _Lines(lines_of(remembering.memory))

    def compose(self) -> ComposeResult:
        yield self._lines
        yield self.foot

    def action_switch(self) -> None:
        entry = self._entry()
        self._say(entry._replace(off=not entry.off))

    def action_forget(self) -> None:
        memory = self._remembering.memory
        self._say(Entry(forgotten=memory.whole(self._surface())))

    def on_key(self, event: Key) -> None:
        if name := self._label_of(event.character or ""):
            event.stop()
            entry = self._entry()
            self._say(entry._replace(label="" if entry.label == name else name))
        else:
            super().on_key(event)

    def _surface(self) -> str:
        return self._lines.shown[self._lines.chosen].surface

    def _entry(self) -> Entry:
        return self._remembering.memory.entry(self._surface())

    def _say(self, entry: Entry) -> None:
        """Keep what is said of the chosen surface, and show it on its line, which keeps its place."""
        surface = self._surface()
        try:
            self._remembering.say(surface, entry)
        except ProjectError as error:
            self.foot.update(f" {safe_line(str(error))}")
            return
        lines = {one.surface: one for one in lines_of(self._remembering.memory)}
        self._lines.shown[self._lines.chosen] = lines.get(surface, Line(surface, "", "forgotten"))
        self._lines.redraw_line(self._lines.chosen)
        self.foot.update(f" {safe_line(surface)}: {safe_line(self._remembering.memory.explain(surface)) or 'forgotten'}")
