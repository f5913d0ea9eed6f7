"""ChipsScreen: the article as reading matter, each entity followed by its label in the text."""

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.strip import Strip

from annotations.entity import Status
from annotations.index import SHOWN
from annotations.marked import Marked
from annotations.safe import safe_line
from tui.layout import Layout
from tui.marks import Look
from tui.widgets.lines import LineView


def with_chips(marked: Marked) -> tuple[str, list[tuple[int, int, str]]]:
    """The text with `` [LABEL]`` after each entity (``?`` on suggested ones), and where the chips stand, by label."""
    text = marked.article.text
    ends = sorted((e for e in marked.entities if e.status in SHOWN), key=lambda e: (e.end, -e.start))
    pieces: list[str] = []
    chips: list[tuple[int, int, str]] = []
    place = length = 0
    for entity in ends:
        chip = f" [{safe_line(entity.label)}{'?' if entity.status is Status.SUGGESTED else ''}]"
        piece = text[place : entity.end]
        pieces += [piece, chip]
        length += len(piece)
        chips.append((length + 1, length + len(chip), entity.label))
        length += len(chip)
        place = entity.end
    pieces.append(text[place:])
    return "".join(pieces), chips


class _Chipped(LineView):
    def __init__(self, marked: Marked, measure: int, look: Look) -> None:
        super().__init__()
        self._marked, self._measure_wanted, self._look = marked, measure, look
        self._text, self._chips = with_chips(marked)
        self._layout = Layout(self._text, measure)

    def fit(self) -> int | None:
        self._layout = Layout(self._text, min(self._measure_wanted, max(self.size.width - 2, 8)))
        return None

    def line_count(self) -> int:
        return self._layout.count

    def draw(self, y: int, width: int) -> Strip:
        base = self.base_style
        start, end = self._layout.span(y)
        shown = self._layout.shown(y)
        margin = max((width - self._measure_wanted) // 2, 1)
        segments = [Segment(" " * margin, base)]
        place = start
        for first, last, label in self._chips:
            if last <= start or first >= end:
                continue
            first, last = max(first, start), min(last, end)
            style = base + self._look.family_style(self._marked.labels.family(label)) + Style(bold=True)
            segments += [Segment(shown[place - start : first - start], base), Segment(shown[first - start : last - start], style)]
            place = last
        segments.append(Segment(shown[place - start :], base))
        return Strip(segments).adjust_cell_length(width, base)


class ChipsScreen(ModalScreen[None]):
    """Reading only; Esc, q or v goes back."""

    CSS = "ChipsScreen { background: $background; } ChipsScreen _Chipped { height: 1fr; }"
    BINDINGS = [
        Binding("escape,q,v", "dismiss", show=False),
        Binding("down,j", "line(1)", show=False),
        Binding("up,k", "line(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "line(-10000000)", show=False),
        Binding("end", "line(10000000)", show=False),
    ]

    def __init__(self, marked: Marked, measure: int, look: Look) -> None:
        super().__init__()
        self._lines = _Chipped(marked, measure, look)

    def compose(self) -> ComposeResult:
        yield self._lines

    def action_line(self, step: int) -> None:
        self._lines.to_line(self._lines.top + step)

    def action_page(self, direction: int) -> None:
        self.action_line(direction * max(self._lines.size.height - 2, 1))
