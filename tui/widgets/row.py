"""Row: one line of text at the edge of the screen."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.labels import LabelSet
from tui.marks import BOLD, DIM, PLAIN, Look
from tui.rows import Piece
from tui.widgets.lines import LineView


class Row(LineView[tuple[Piece, ...]]):
    """One line of pieces (text, role, label). Shows the last pieces given until others come; what stood there before is drawn
    once, since the same few lines come again and again."""

    DEFAULT_CSS = "Row { height: 1; }"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._pieces: tuple[Piece, ...] = ()
        self._labels: LabelSet | None = None
        self._look: Look | None = None

    def show(self, pieces: Sequence[Piece], labels: LabelSet, look: Look) -> None:
        """Draw these pieces, if they differ from those that stand there."""
        before, self._pieces = self._pieces, tuple(pieces)
        if labels is not self._labels or look is not self._look:
            self._labels, self._look = labels, look
            self.redraw_all()
        elif self._pieces != before:
            self.moved()

    def lines(self, height: int) -> list[tuple[Piece, ...]]:
        return [self._pieces][:height]

    def scroll_lines(self, by: int) -> None:
        pass

    def draw(self, line: tuple[Piece, ...], width: int) -> Strip:
        base = self.base_style
        return Strip([Segment(text, base + self._style(role, label)) for text, role, label in line if text])

    def _style(self, role: str, label: str) -> Style:
        if role in ("key", "strong"):
            return BOLD
        if role == "dim":
            return DIM
        if role == "family" and self._labels is not None and self._look is not None and label:
            return self._look.family_style(self._labels.family(label))
        return PLAIN
