"""ChipsScreen: the article as reading matter, each entity followed by its label in the text."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile
from operator import itemgetter

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.strip import Strip

from annotations.entity import Entity, Status
from annotations.index import SHOWN
from annotations.marked import Marked
from annotations.safe import safe_line
from annotations.span import Span
from tui.layout import Layout
from tui.marks import Look
from tui.widgets.over import OverScreen
from tui.widgets.wrapped import WrappedText


def with_chips(marked: Marked) -> tuple[str, list[tuple[int, int, str]]]:
    """The text with `` [LABEL]`` after each entity in scope, and where the chips stand, by label. What is not decided has its
    mark: ``?`` suggested, ``??`` doubtful, ``!`` unsure."""
    text = marked.article.text
    shown = (e for e in marked.entities if e.status in SHOWN and marked.in_scope(e))
    ends = sorted(shown, key=lambda e: (e.end, -e.start))
    pieces: list[str] = []
    chips: list[tuple[int, int, str]] = []
    place = length = 0
    for entity in ends:
        chip = f" [{safe_line(entity.label)}{_mark(entity)}]"
        piece = text[place : entity.end]
        pieces += [piece, chip]
        length += len(piece)
        chips.append((length + 1, length + len(chip), entity.label))
        length += len(chip)
        place = entity.end
    pieces.append(text[place:])
    return "".join(pieces), chips


def _mark(entity: Entity) -> str:
    if entity.status is Status.SUGGESTED:
        return "??" if entity.doubtful else "?"
    return "!" if entity.status is Status.UNSURE else ""


class _Chipped(WrappedText):
    """``at``: the place in the text with chips whose line stands at the top."""

    def __init__(self, marked: Marked, measure: int, look: Look, at: int) -> None:
        super().__init__()
        self._marked, self._measure_wanted, self._look = marked, measure, look
        self._text, self._chips = with_chips(marked)
        self.wrapping = Layout(self._text, measure)
        chips_before = takewhile(lambda chip: chip[0] - 1 <= at, self._shifted())
        self.at_top = at + sum(end - start + 1 for start, end in chips_before)

    def _shifted(self) -> Iterator[tuple[int, int]]:
        """Where each chip and its blank would stand in the text without those before it."""
        shift = 0
        for start, end, _ in self._chips:
            yield start - shift, end - shift
            shift += end - start + 1

    def fit(self) -> None:
        assert self.wrapping is not None
        self.wrapping = self.wrapping.rewrapped(min(self._measure_wanted, max(self.size.width - 2, 8)))

    def draw(self, line: Span | None, width: int) -> Strip:
        assert self.wrapping is not None
        base = self.base_style
        if line is None:
            return Strip.blank(width, base)
        start, end = line
        shown = self.wrapping.shown(line)
        margin = max((width - self._measure_wanted) // 2, 1)
        segments = [Segment(" " * margin, base)]
        place = start
        for first, last, label in self._chips[bisect_right(self._chips, start, key=itemgetter(1)) :]:
            if first >= end:
                break
            first, last = max(first, start), min(last, end)
            style = base + self._look.family_style(self._marked.labels.family(label)) + Style(bold=True)
            segments += [Segment(shown[place - start : first - start], base), Segment(shown[first - start : last - start], style)]
            place = last
        segments.append(Segment(shown[place - start :], base))
        return Strip(segments).adjust_cell_length(width, base)


class ChipsScreen(OverScreen[bool]):
    """Reading only, from the place ``at`` of the article; Esc, q or v goes back, Ctrl+E gives True: to be kept in a file."""

    KEYS = "v or Esc back to the marks; Space and arrows turn the page; Ctrl+E saves this text"
    CSS = "ChipsScreen _Chipped { height: 1fr; }"
    BINDINGS = [
        Binding("escape,q,v", "dismiss(False)", show=False),
        Binding("ctrl+e", "dismiss(True)", show=False),
        Binding("down,j", "line(1)", show=False),
        Binding("up,k", "line(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "line(-10000000)", show=False),
        Binding("end", "line(10000000)", show=False),
    ]

    def __init__(self, marked: Marked, measure: int, look: Look, at: int) -> None:
        super().__init__()
        self._lines = _Chipped(marked, measure, look, at)

    def compose(self) -> ComposeResult:
        yield self._lines
        yield self.foot

    def action_line(self, step: int) -> None:
        before = self._lines.visible_span()
        self._lines.scroll_lines(step)
        if self._lines.visible_span() == before:
            self.tell("the end" if step > 0 else "the start")

    def action_page(self, direction: int) -> None:
        self.action_line(direction * max(self._lines.size.height - 2, 1))
