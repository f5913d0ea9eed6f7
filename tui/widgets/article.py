"""ArticleView: the article as a column of text, its entities drawn where they stand, their marks in the margin."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.index import ALL, SHOWN
from annotations.labels import LabelSet
from annotations.marked import Focus, Marked
from annotations.span import Span
from tui.geometry import MEASURE, column, margin, usual_measure
from tui.layout import Layout, run_together
from tui.marks import BOLD, FOCUS, OUTER, PLAIN, STACKED, Look, mark, most_urgent
from tui.pointing import dragged, pointed
from tui.themes import look_of
from tui.widgets.lines import lettered
from tui.widgets.wrapped import WrappedText

CONTEXT = 3
"""Lines kept between what was brought to the screen and its edge."""
OVERLAP = 2
"""Lines of one page that the next one shows again."""
_NEAR = 500
"""Code points on either side of a line in which an entity that an outer one holds is looked for."""


class ArticleView(WrappedText):
    """Shows one article. Keys are the screen's business; offsets are code points of the article's text."""

    class Pointed(Message):
        """The mouse was clicked on the character at ``offset`` of an article."""

        def __init__(self, offset: int, article: Article) -> None:
            super().__init__()
            self.offset = offset
            self.article = article

    class Selected(Message):
        """The mouse was dragged over ``start:end`` of an article, whole graphemes."""

        def __init__(self, start: int, end: int, article: Article) -> None:
            super().__init__()
            self.start = start
            self.end = end
            self.article = article

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._marked: Marked | None = None
        self._wanted: int | None = None
        self._usual = MEASURE
        self._spacing = 0
        self._focused: Focus | None = None
        self._hits: Sequence[Span] = ()
        self._hit: Span | None = None
        self._hints: Sequence[tuple[int, str]] = ()
        self._pressed: Span | None = None
        self._dragged: Span | None = None
        self._rejected = self._plain = self._held = False

    # What it shows

    def show(self, marked: Marked, position: int = 0) -> None:
        """Show an article with the line of ``position`` at the top. Focus, search hits and a drag are dropped."""
        self.let_go()
        self._marked, self.at_top, self.held = marked, position, None
        self._usual = usual_measure(marked.article.text)
        self._focused = self._hit = None
        self._hits = self._hints = ()
        if self.wrapping is not None and self.wrapping.text is not marked.article.text:
            self.wrapping = None
        self._refit()

    def marked_changed(self, marked: Marked) -> None:
        """The same article with other progress or labels. Entities are told apart by ``entities_changed``."""
        old, self._marked = self._marked, marked
        if old is not None and old.labels is not marked.labels:
            self.redraw_all()

    def entities_changed(self, start: int, end: int) -> None:
        """Entities in ``start:end`` came, went or look different: repaint just those lines, and those of entities that
        reach in from outside, since these may be outer ones now, or no more."""
        if self._marked is None or self.wrapping is None:
            return
        entities, last = self._marked.entities, max(start, end - 1)
        reaching = entities.touching(start, start + 1, ALL) + entities.touching(last, last + 1, ALL)
        self.redraw_span(min([start, *(e.start for e in reaching)]), max([end, *(e.end for e in reaching)]))

    def set_focus(self, focus: Focus | None) -> None:
        """Draw the focus here; scrolls nothing."""
        old, self._focused = self._focused, focus
        if old != focus:
            self.let_scroll()
        for one in (old, focus):
            if one is not None and old != focus:
                self.redraw_span(*one.span)

    def set_hits(self, spans: Sequence[Span], current: Span | None) -> None:
        """Light up what a search found: ``spans`` in text order, none of which overlap, one of them the current hit."""
        old, self._hit = self._hit, current
        if self._hits is not spans and self._hits != spans:
            self._hits = spans
            self.redraw_all()
        elif old != current:
            for one in (old, current):
                if one is not None:
                    self.redraw_span(*one)

    def set_hints(self, hints: Sequence[tuple[int, str]]) -> None:
        """Draw letters over the text, each from an offset on, in text order."""
        if list(hints) != list(self._hints):
            self._hints = hints
            self.redraw_all()

    @property
    def wanted_measure(self) -> int | None:
        """Cells; the width that was set, None for the usual one."""
        return self._wanted

    @property
    def measure(self) -> int:
        """Cells; the width wanted of the column, the usual one of the text where none (None) is set. Setting it keeps
        the line in focus in its row, else the first visible offset at the top."""
        if self._wanted is not None:
            return self._wanted
        return self._usual

    @measure.setter
    def measure(self, cells: int | None) -> None:
        if cells != self._wanted:
            self._wanted = cells
            self._refit()

    @property
    def spacing(self) -> int:
        """Blank rows after each line. Setting it keeps the line in focus in its row, else the first visible offset at the top."""
        return self._spacing

    @spacing.setter
    def spacing(self, rows: int) -> None:
        self._spacing = rows
        if self.wrapping is not None:
            self.keep(self.on_screen)
            self.wrapping.spacing = rows
            self.moved()

    @property
    def show_rejected(self) -> bool:
        """Whether rejected entities are drawn."""
        return self._rejected

    @show_rejected.setter
    def show_rejected(self, shown: bool) -> None:
        if shown != self._rejected:
            self._rejected = shown
            self.redraw_all()

    @property
    def plain(self) -> bool:
        """Whether entities and their marks are hidden."""
        return self._plain

    @plain.setter
    def plain(self, plain: bool) -> None:
        if plain != self._plain:
            self._plain = plain
            self.redraw_all()

    @property
    def look(self) -> Look:
        """How things look under the app's theme."""
        return look_of(self.app)

    # Where one is

    @property
    def top_offset(self) -> int:
        """The offset of the first visible character."""
        return self.visible_span()[0]

    @property
    def percent(self) -> int:
        """How much of the article stands above the end of the last visible line, in whole percent."""
        if self.wrapping is None or not self.wrapping.text:
            return 100
        shown = self.visible_span()[1] if self.size.height else self.top_offset  # where nothing is laid out yet
        return 100 * shown // len(self.wrapping.text)

    def is_visible(self, span: Span) -> bool:
        """Whether all lines of the span are on the screen; its first one, where it has more than the screen."""
        end = self.visible_span()[1]
        start, last = span[0], max(span[0], span[1] - 1)
        if self.wrapping is None or self.row_of(start) is None:
            return False
        return last < end or start == end or self.wrapping.apart(start, last, len(self.on_screen)) >= len(self.on_screen)

    def screen_cell(self, focus: Focus | None) -> Offset | None:
        """The cell of the screen where the focus begins; None when it is not on the screen."""
        if focus is None or self.wrapping is None or (row := self.row_of(focus.start)) is None:
            return None
        x = min(self._margin + self.wrapping.cell_of(focus.start), max(self.size.width - 1, 0))
        return self.content_region.offset + Offset(x, row)

    # Where one goes

    def bring(self, span: Span) -> None:
        """Scroll so that the span is visible, if it is not: a short way by as little as leaves some lines of context,
        else with the span a third down the screen."""
        layout, lines = self.wrapping, self.text_lines
        if layout is None or not lines or self.is_visible(span):
            return
        (start, last), height = (span[0], max(span[0], span[1] - 1)), max(self.size.height, 1)
        near, context = height // 2 + 1, min(CONTEXT, (height - 1) // 2)
        above = layout.apart(start, lines[0][0], near) if start < lines[0][0] else 0
        below = layout.apart(lines[-1][0], last, near) if last > lines[-1][0] else 0
        count = layout.apart(start, last, height) + 1
        if count > height - 2 * context:
            self.to_top(layout.raised(start, min(context, max(height - count, 0)))[0])
        elif 0 < above < near:
            self.to_top(layout.raised(start, context)[0])
        elif 0 < below < near:
            self.to_top(layout.raised(last, height - 1 - context)[0])
        else:
            self.to_top(layout.raised(start, height // 3)[0])

    def page(self, direction: int) -> None:
        """A page down (1) or up (-1)."""
        self.scroll_page(direction, OVERLAP)

    def half_page(self, direction: int) -> None:
        """Half a page down (1) or up (-1)."""
        self.scroll_lines(direction * max(self.size.height // 2, 1))

    def line_of(self, offset: int) -> Span:
        """The line that an offset stands on; nothing of the text while it is not laid out."""
        return self.wrapping.line(offset) if self.wrapping else (offset, offset)

    def go_home(self) -> None:
        self.to_top(0)

    def go_end(self) -> None:
        self.to_top(len(self.wrapping.text) if self.wrapping else 0)

    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None:
        """The offset one line below (1) or above (-1) that of ``offset``, at the cell that was wanted (None: that of
        ``offset``), with that cell; None past the first and last line. Scrolls nothing."""
        layout = self.wrapping
        if layout is None:
            return None
        line = layout.line(offset)
        other = layout.after(line) if direction > 0 else layout.before(line)
        cell = layout.cell_of(offset) if cell is None else cell
        return (layout.offset_at(other, cell), cell) if other else None

    # Lines

    def keep(self, shown: Sequence[Span | None]) -> None:
        if self._focused is not None:
            self.hold(self._focused.start, shown)

    def fit(self) -> None:
        if self._marked is None:
            return
        article = self._marked.article
        if self.wrapping is None:
            gaps = not article.hard_wrapped and run_together(article.text)
            self.wrapping = Layout(article.text, self._column, article.soft_newlines, gaps=gaps, spacing=self._spacing)
        elif self.wrapping.width != self._column:
            self.wrapping = self.wrapping.rewrapped(self._column)

    def draw(self, line: Span | None, width: int) -> Strip:
        if line is None:
            return Strip.blank(width, self.base_style)
        marked, layout, base = self._marked, self.wrapping, self.base_style
        assert marked is not None
        assert layout is not None
        start, end = line
        shown = layout.shown(line)
        statuses = ALL if self._rejected else SHOWN
        near = [] if self._plain else marked.entities.touching(max(0, start - _NEAR), end + _NEAR, statuses)
        segments = self._margin_of(start, end, near, base)
        for first, last, style in self._runs((start, start + len(shown)), near):
            segments.append(Segment(shown[first - start : last - start], base + style))
        strip = Strip(segments)
        rest = width - strip.cell_length
        if rest > 0:
            strip = Strip([*segments, Segment(" " * rest, base)], width)
        letters = [(self._margin + layout.cell_of(at), text) for at, text in self._hints if start <= at < end]
        return lettered(strip, letters, base + self.look.current_hit) if letters else strip

    def _margin_of(self, start: int, end: int, near: list[Entity], base: Style) -> list[Segment]:
        """The most urgent mark of what begins on the line, and how many layers of it are more than can be drawn."""
        here = [e for e in near if start <= e.start < end]
        sign = most_urgent(map(mark, here))
        hidden = _layers([e for e in near if e.start < end and e.end > start]) - 2
        more, room = f"+{hidden}" if hidden > 0 else "", self._margin
        if not sign and not more:
            return [Segment(" " * room, base)]
        shown = next((one for one in (f"{sign}{more}", f"{sign}+" if more else sign) if len(one) <= room), sign)
        after = " " if len(shown) < room else ""
        family = next((self._labels.family(e.label) for e in here if mark(e) == sign), None)
        style = self.look.mark_style(family) if family else BOLD
        blank = " " * (room - len(shown) - len(after))
        return [one for one in (Segment(blank, base), Segment(shown, base + style), Segment(after, base)) if one.text]

    def _runs(self, span: Span, near: list[Entity]) -> Iterator[tuple[int, int, Style]]:
        """The pieces of a line that look the same, in order. Of entities that lie over each other the one in focus is drawn,
        else the innermost."""
        assert self.wrapping is not None
        start, end = span
        whole = self.wrapping.whole
        outer = {e.uid for e in _holding(near)}
        here = [(*whole(e.span), e) for e in near if e.start < end and e.end > start]
        here.sort(key=lambda one: one[2].status is not Status.REJECTED)
        over = [(*whole(hit), self.look.current_hit if hit == self._hit else self.look.hit) for hit in self._hits_in(start, end)]
        over += [(*whole(one), FOCUS) for one in (self._focused.span if self._focused else None, self._dragged) if one]
        edges = {start, end}
        for first, last, *_ in (*here, *over):
            edges |= {min(max(first, start), end), min(max(last, start), end)}
        places = sorted(edges)
        for first, last in pairwise(places):
            style = PLAIN
            within = [e for a, b, e in here if a <= first and b >= last]
            if within:
                top = next((e for e in within if self._focused and e.uid == self._focused.uid), within[-1])
                style = self.look.text_style(mark(top), self._labels.family(top.label))
                alive = [e for e in within if e.status is not Status.REJECTED]
                if len(alive) > 1:
                    style += STACKED
                elif alive and alive[0].uid in outer:
                    style += OUTER
            for a, b, added in over:
                if a <= first and b >= last:
                    style += added
            yield first, last, style

    def _hits_in(self, start: int, end: int) -> Sequence[Span]:
        first = bisect_left(self._hits, (start, start))
        if first and self._hits[first - 1][1] > start:
            first -= 1
        return self._hits[first : bisect_left(self._hits, (end, end))]

    @property
    def _labels(self) -> LabelSet:
        assert self._marked is not None
        return self._marked.labels

    @property
    def _column(self) -> int:
        return column(self.size.width, self.measure)

    @property
    def _margin(self) -> int:
        return margin(self.size.width, self._column)

    def _refit(self) -> None:
        if self.size.width:
            self.keep(self.on_screen)
            self.fit()
            self.redraw_all()

    # Mouse

    def let_go(self) -> None:
        """Drop the drag that is under way, if one is: nothing is selected, and the mouse is everybody's again."""
        if self._pressed is not None:
            self._forget()
            self.release_mouse()

    def on_mouse_down(self, event: MouseDown) -> None:
        self._forget()
        if event.button == 1:
            self._pressed, self._held = self._under(event), False

    def on_mouse_move(self, event: MouseMove) -> None:
        if self._pressed is None:
            return
        if self._held and not event.button:  # let go where the terminal did not see it
            span = self._dragged
            self.let_go()
            self._selected(span)
        else:  # not all terminals say which button is down while the pointer moves
            self._held = event.button > 0
            self._drag(self._span_to(self._under(event)))

    def on_mouse_up(self, event: MouseUp) -> None:
        pressed, under = self._pressed, self._under(event)
        span = self._span_to(under)
        self._forget()
        self._selected(span)
        if pressed is not None and pressed == under and pressed[0] < pressed[1] and self._marked is not None:
            self.post_message(self.Pointed(pressed[0], self._marked.article))

    def on_mouse_release(self) -> None:
        self._forget()

    def _selected(self, span: Span | None) -> None:
        if span is not None and self._marked is not None:
            self.post_message(self.Selected(*span, self._marked.article))

    def _forget(self) -> None:
        self._pressed = None
        self._drag(None)

    def _span_to(self, under: Span | None) -> Span | None:
        if self._pressed is None or under is None or self.wrapping is None:
            return None
        return dragged(self.wrapping, self._pressed, under)

    def _drag(self, span: Span | None) -> None:
        """Show this as dragged over: repaint the lines that it came to or left."""
        old, self._dragged = self._dragged, span
        if old is None or span is None:
            changed = [one for one in (old, span) if one is not None]
        else:
            changed = [(min(edge), max(edge)) for edge in zip(old, span, strict=True)]
        for start, end in changed:
            if start < end:
                self.redraw_span(start, end)

    def _under(self, event: MouseEvent) -> Span | None:
        """What the pointer is on; off the article, what is in the cell of it that is nearest."""
        row, cell = min(max(event.y, 0), self.size.height - 1), event.x - self._margin
        return pointed(self.wrapping, self.on_screen, row, cell) if self.wrapping is not None else None


def _holding(entities: list[Entity]) -> list[Entity]:
    """Those that hold or cross a later one, of entities in text order; rejected ones do not count."""
    alive = [e for e in entities if e.status is not Status.REJECTED]
    return [one for one, after in pairwise(alive) if after.start < one.end]


def _layers(entities: list[Entity]) -> int:
    """How many entities lie over each other where most do; rejected ones do not count."""
    alive = [e for e in entities if e.status is not Status.REJECTED]
    return max((sum(other.start <= e.start < other.end for other in alive) for e in alive), default=0)
