"""Row: one line of text at the edge of the screen."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.labels import LabelSet
from tui.marks import Look
from tui.rows import Piece
from tui.widgets.lines import LineView


class Row(LineView[int]):
    """One line of pieces (text, role, label). Shows the last pieces given until others come."""

    DEFAULT_CSS = "Row { height: 1; }"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._pieces: Sequence[Piece] = ()
        self._labels: LabelSet | None = None
        self._look: Look | None = None

    def show(self, pieces: Sequence[Piece], labels: LabelSet, look: Look) -> None:
        """Draw these pieces, if they differ from those that stand there."""
        if pieces == self._pieces and labels is self._labels and look is self._look:
            return
        self._pieces, self._labels, self._look = pieces, labels, look
        self.redraw_all()

    def lines(self, height: int) -> range:
        return range(min(height, 1))

    def scroll_lines(self, by: int) -> None:
        pass

    def draw(self, line: int, width: int) -> Strip:
        base = self.base_style
        return Strip([Segment(text, base + self._style(role, label)) for text, role, label in self._pieces if text])

    def _style(self, role: str, label: str) -> Style:
        if role in ("key", "strong"):
            return Style(bold=True)
        if role == "dim":
            return Style(dim=True)
        if role == "family" and self._labels is not None and self._look is not None and label:
            return self._look.family_style(self._labels.family(label))
        return Style()
