"""AlongScreen: every text of the project that equals the one in focus, with what would become of it, to look through first.

The articles are read a slice at a time, for keys to come between, and let go again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.strip import Strip
from textual.widgets import Static

from annotations.entity import Entity, Status
from annotations.equal import given_status
from annotations.marked import Marked
from annotations.project import ProjectError
from annotations.safe import safe_line
from annotations.span import Span
from tui.along import Listed, Seen, articles_of, becomes, look_through
from tui.cells import room as cells
from tui.marks import FOCUS, Look
from tui.reading import Reading
from tui.rows import cut
from tui.settling import PAUSE, SLICE, after
from tui.widgets.chosen_lines import ChosenLines, ListScreen

LISTED = 500
"""Places that are listed at once: more are for another time."""


class Chosen(NamedTuple):
    """The places that were not left out, by article, and how many were."""

    places: Sequence[tuple[Marked, Sequence[Span]]]
    left_out: int


class _Lines(ChosenLines):
    def __init__(self, label: str, status: Status, look: Look) -> None:
        super().__init__()
        self.shown: list[Listed] = []
        self.out: set[int] = set()
        self._label, self._status, self._look = label, status, look

    def line_count(self) -> int:
        return len(self.shown)

    def leave_out(self, numbers: Sequence[int], out: bool) -> None:
        """Leave places out, or take them in again."""
        for number in numbers:
            (self.out.add if out else self.out.discard)(number)
            self.redraw_line(number)

    def of_article(self) -> list[int]:
        """The places of the article that the chosen one is in."""
        return [n for n, one in enumerate(self.shown) if one.uid == self.shown[self.chosen].uid]

    def draw(self, line: int, width: int) -> Strip:
        one, out = self.shown[line], line in self.out
        base = self.base_style + FOCUS if line == self.chosen else self.base_style
        quiet = base + Style(dim=out)
        what = cut("left out" if out else becomes(one.place, self._label, self._status), max(width // 4, 12))
        title = cut(one.title, max(width // 5, 8))
        room = max(width - max(width // 5, 8) - cells(what) - 8, 8)
        words = cut(one.words, room)
        side = max((room - cells(words)) // 2, 0)
        before = _end(one.before, side)
        after = cut(one.after, max(room - side - cells(words), 0))
        gap = " " * max(max(width // 5, 8) - cells(title) + 2, 0)
        pieces = [(f" {'-' if out else '✓'} {title}{gap}{before}", quiet), (words, quiet + Style(bold=not out, underline=True))]
        used = 3 + cells(title) + len(gap) + cells(before) + cells(words) + cells(after)
        pieces += [(after, quiet), (" " * max(width - used - cells(what) - 1, 1) + what, base)]
        return Strip([Segment(text, style) for text, style in pieces]).crop(0, width)


def _end(text: str, width: int) -> str:
    """The end of a text in exactly so many cells, with an ellipsis before it where it is cut."""
    text = safe_line(text)
    if cells(text) > width:
        while text and cells(text) > width - 1:
            text = text[1:]
        text = f"…{text}" if width else ""
    return " " * (width - cells(text)) + text


class AlongScreen(ListScreen[Chosen | str | None]):
    """Gives what was chosen; a line to say where there is nothing to choose; None where it was left."""

    KEYS = "Enter labels, x leaves one out, a takes it in, Esc leaves"
    _lines: _Lines
    BINDINGS = [
        Binding("escape,q,K", "leave", show=False),
        Binding("n", "choose(1)", show=False),
        Binding("N", "choose(-1)", show=False),
        Binding("x,delete", "out(True, False)", show=False),
        Binding("a", "out(False, False)", show=False),
        Binding("X", "out(True, True)", show=False),
        Binding("A", "out(False, True)", show=False),
        Binding("enter", "do", show=False),
    ]

    def __init__(self, reading: Reading, entity: Entity, look: Look) -> None:
        super().__init__()
        self._reading, self._entity = reading, entity
        self._words = reading.article.surface(*entity.span)
        self._lines = _Lines(entity.label, given_status(entity), look)
        self._seen = look_through(reading, entity)
        self._all = len(articles_of(reading))
        self._looked = self._unread = 0
        self._left: Counter[str] = Counter()
        self._ended = ""
        self._gathered: list[tuple[Marked, Sequence[Span]]] = []
        self.at_work: Callable[[], None] | None = self._look
        """What goes on a slice at a time; None where the keys are waited for."""

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield self._lines
        yield self.foot

    def on_mount(self) -> None:
        self._work()

    def on_resize(self) -> None:
        self._say()

    def _work(self) -> None:
        """Go on with what is under way, for a slice of time."""
        if self.at_work is not None and self.is_running:
            self.at_work()
            self._say()
            if self.at_work is not None:
                after(self, PAUSE / 4, self._work)

    def _look(self) -> None:
        end = monotonic() + SLICE
        for seen in self._seen:
            self._take(seen)
            if len(self._lines.shown) >= LISTED:
                break
            if monotonic() >= end:
                return
        self.at_work = None
        if not self._lines.shown:
            self.dismiss(f"no other {cut(self._words, 40)} to label in {self._articles()}{self._not_listed()}")

    def _take(self, seen: Seen) -> None:
        self._looked += 1
        self._unread += seen.unread
        self._left.update(seen.left)
        lines = self._lines
        for one in seen.open:
            if one.place.passed:
                lines.out.add(len(lines.shown))
            lines.shown.append(one)
        if seen.open:
            lines.moved()

    def _gather(self, chosen: Iterator[tuple[str, list[Span]]]) -> Callable[[], None]:
        """Reads the articles that have chosen places, then gives the answer."""

        def gather() -> None:
            end = monotonic() + SLICE
            for uid, spans in chosen:
                try:
                    self._gathered.append((self._reading.project.marked(uid), spans))
                except (ProjectError, KeyError):
                    self._unread += 1
                if monotonic() >= end:
                    return
            self.at_work = None
            self.dismiss(Chosen(self._gathered, len(self._lines.out)))

        return gather

    def _articles(self) -> str:
        return "this article" if self._all == 1 else f"{self._all:,} articles"

    def _not_listed(self) -> str:
        parts = [f"{count} {why}" for why, count in self._left.most_common()]
        if self._unread:
            parts.append(f"{self._unread} articles cannot be read: rubricate check")
        return f"; left: {', '.join(parts)}" if parts else ""

    def _say(self) -> None:
        width, lines = self.size.width - 2, self._lines
        number, out = len(lines.shown), len(lines.out)
        name = f"{self._entity.label} {cut(self._words, 30)}"
        if self._gathered:
            head, foot = f"{name}: reading the articles", f"{len(self._gathered):,} read; Esc stops, nothing is changed"
        elif self.at_work is not None:
            head = f"{name}: looking through {self._looked:,} of {self._all:,} articles, {number} places so far"
            foot = "Esc stops and leaves; what was found is listed as it comes"
        else:
            more = f", the first {LISTED}: K again for the rest" if number >= LISTED else ""
            where = self._articles() if self._all == 1 else f"{len({one.uid for one in lines.shown})} of {self._articles()}"
            head = f"{name}: {number} place{'' if number == 1 else 's'} in {where}{more}{self._not_listed()}"
            does = f"Enter labels {number - out}" if number > out else "all are left out"
            foot = self._ended or f"{does}, x leaves one out, a takes it in, X A all of its article, Esc leaves"
        self.query_one("#head", Static).update(f" {cut(head, width)}")
        self.foot.update(f" {cut(foot, width)}")

    def tell(self, words: str = "") -> None:
        self._ended = words
        self._say()

    def action_leave(self) -> None:
        self.at_work = None
        self.dismiss(None)

    def chose(self) -> None:
        self._ended = ""
        self._say()

    def action_out(self, out: bool, whole: bool) -> None:
        """Leave the chosen place out, or all of its article, and go on; or take in again."""
        lines = self._lines
        if not lines.shown:
            return
        numbers = lines.of_article() if whole else [lines.chosen]
        lines.leave_out(numbers, out)
        lines.choose(max(numbers) + 1)
        self.chose()

    def action_do(self) -> None:
        lines = self._lines
        if self.at_work is not None:
            return
        if len(lines.out) == len(lines.shown):
            self._ended = "all are left out: a takes one in, Esc leaves"
            self._say()
            return
        chosen: dict[str, list[Span]] = {}
        for number, one in enumerate(lines.shown):
            if number not in lines.out:
                chosen.setdefault(one.uid, []).append(one.place.span)
        self.at_work = self._gather(iter(chosen.items()))
        self._work()
