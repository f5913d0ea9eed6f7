"""ArticleView: the article as a column of text, its entities drawn where they stand, their marks in the margin."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseDown, MouseMove, MouseUp
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from annotations.entity import Entity, Span, Status
from annotations.graphemes import grapheme_around
from annotations.index import ALL, SHOWN
from annotations.labels import LabelSet
from annotations.marked import Focus, Marked
from tui.layout import Layout
from tui.marks import FOCUS, OUTER, Look, look, mark, most_urgent
from tui.widgets.lines import LineView

MEASURE = 72
"""Cells; the usual width of the column."""
MARGIN, RIGHT = 2, 1
"""Cells kept free beside the column: on the left for marks, on the right before what stands there."""
CONTEXT = 3
"""Lines kept between what was brought to the screen and its edge."""
OVERLAP = 2
"""Lines of one page that the next one shows again."""
_NEAR = 500
"""Code points on either side of a line in which an entity that an outer one holds is looked for."""


class ArticleView(LineView):
    """Shows one article. Keys are the screen's business; offsets are code points of the article's text."""

    class Pointed(Message):
        """The mouse was clicked on the character at ``offset``."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Selected(Message):
        """The mouse was dragged over ``start:end``, whole graphemes."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._marked: Marked | None = None
        self._layout: Layout | None = None
        self._wanted = MEASURE
        self._anchor = 0
        self._focused: Focus | None = None
        self._hits: Sequence[Span] = ()
        self._hit: Span | None = None
        self._pressed: int | None = None
        self._dragged: Span | None = None
        self._rejected = self._plain = False

    # What it shows

    def show(self, marked: Marked, position: int = 0) -> None:
        """Show an article with the line of ``position`` at the top. Focus, search hits and selection are dropped."""
        self._marked, self._anchor = marked, position
        self._focused = self._hit = self._pressed = self._dragged = None
        self._hits = ()
        if self._layout is not None and self._layout.text is not marked.article.text:
            self._layout = None
        self._refit()

    def marked_changed(self, marked: Marked) -> None:
        """The same article with other progress or labels. Entities are told apart by ``entities_changed``."""
        old, self._marked = self._marked, marked
        if old is not None and old.labels is not marked.labels:
            self.redraw_all()

    def entities_changed(self, start: int, end: int) -> None:
        """Entities in ``start:end`` came, went or look different: repaint just those lines, and those of entities that
        reach in from outside, since these may be outer ones now, or no more."""
        if self._marked is None or self._layout is None:
            return
        entities, last = self._marked.entities, max(start, end - 1)
        reaching = entities.touching(start, start + 1, ALL) + entities.touching(last, last + 1, ALL)
        self._redraw(min([start, *(e.start for e in reaching)]), max([end, *(e.end for e in reaching)]))

    def set_focus(self, focus: Focus | None) -> None:
        """Draw the focus here; scrolls nothing."""
        old, self._focused = self._focused, focus
        for one in (old, focus):
            if one is not None and old != focus:
                self._redraw(*one.span)

    def set_hits(self, spans: Sequence[Span], current: Span | None) -> None:
        """Light up what a search found: ``spans`` in text order, none of which overlap, one of them the current hit."""
        old, self._hit = self._hit, current
        if self._hits is not spans and self._hits != spans:
            self._hits = spans
            self.redraw_all()
        elif old != current:
            for one in (old, current):
                if one is not None:
                    self._redraw(*one)

    @property
    def measure(self) -> int:
        """Cells; the width wanted of the column. Setting it keeps the first visible offset at the top."""
        return self._wanted

    @measure.setter
    def measure(self, cells: int) -> None:
        if cells != self._wanted:
            self._wanted = cells
            self._refit()

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
        theme = self.app.current_theme
        return look(theme.dark, theme.ansi, not self.app.no_color)

    # Where one is

    def visible_span(self) -> Span:
        """The offsets of the first and past the last visible character."""
        lines = self.visible_lines
        if self._layout is None or not lines:
            return self._anchor, self._anchor
        return self._layout.span(lines[0])[0], self._layout.span(lines[-1])[1]

    @property
    def top_offset(self) -> int:
        """The offset of the first visible character."""
        return self.visible_span()[0]

    @property
    def percent(self) -> int:
        """How much of the article stands above the end of the last visible line, in whole percent."""
        if self._layout is None or not self._layout.text:
            return 100
        return 100 * self.visible_span()[1] // len(self._layout.text)

    def is_visible(self, span: Span) -> bool:
        """Whether all lines of the span are on the screen; its first one, where it has more than the screen."""
        lines, visible = self._lines_of(*span), self.visible_lines
        if len(lines) > len(visible):
            return lines.start in visible
        return lines.start in visible and lines[-1] in visible

    def screen_cell(self, focus: Focus | None) -> Offset | None:
        """The cell of the screen where the focus begins; None when it is not on the screen."""
        if focus is None or self._layout is None:
            return None
        line = self._layout.line_of(focus.start)
        if line not in self.visible_lines:
            return None
        x = min(self._margin + self._layout.cell_of(focus.start), max(self.size.width - 1, 0))
        return self.content_region.offset + Offset(x, line - self.top)

    # Where one goes

    def bring(self, span: Span) -> None:
        """Scroll so that the span is visible, if it is not: a short way by as little as leaves some lines of context,
        else with the span a third down the screen."""
        if self._layout is None or self.is_visible(span):
            return
        lines, height = self._lines_of(*span), max(self.size.height, 1)
        above, below = self.top - lines.start, lines[-1] - (self.top + height - 1)
        context = min(CONTEXT, (height - 1) // 2)
        if len(lines) > height - 2 * context:
            self.to_line(lines.start - min(context, max(height - len(lines), 0)))
        elif 0 < above <= height // 2:
            self.to_line(lines.start - context)
        elif 0 < below <= height // 2:
            self.to_line(lines[-1] + context + 1 - height)
        else:
            self.to_line(lines.start - height // 3)

    def page(self, direction: int) -> None:
        """A page down (1) or up (-1)."""
        self.to_line(self.top + direction * max(1, self.size.height - OVERLAP))

    def go_home(self) -> None:
        self.to_line(0)

    def go_end(self) -> None:
        self.to_line(self.line_count())

    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None:
        """The offset one line below (1) or above (-1) that of ``offset``, at the cell that was wanted (None: that of
        ``offset``), with that cell; None past the first and last line. Scrolls nothing."""
        layout = self._layout
        if layout is None:
            return None
        line = layout.line_of(offset) + direction
        cell = layout.cell_of(offset) if cell is None else cell
        return (layout.offset_at(line, cell), cell) if 0 <= line < layout.count else None

    # Lines

    def line_count(self) -> int:
        return self._layout.count if self._layout else 0

    def fit(self) -> int | None:
        if self._marked is None:
            return None
        article = self._marked.article
        if self._layout is None:
            soft = article.soft_newlines(0, len(article.text))
            self._layout = Layout(article.text, self._column, soft)
        elif self._layout.width != self._column:
            self._layout = self._layout.rewrapped(self._column)
        return self._layout.line_of(self._anchor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The reader scrolled: what is now at the top stays there when the width changes."""
        super().watch_scroll_y(old_value, new_value)
        if self._layout is not None:
            self._anchor = self._layout.span(min(self.top, self._layout.count - 1))[0]

    def draw(self, y: int, width: int) -> Strip:
        marked, layout, base = self._marked, self._layout, self.base_style
        assert marked is not None
        assert layout is not None
        start, end = layout.span(y)
        shown = layout.shown(y)
        statuses = ALL if self._rejected else SHOWN
        near = [] if self._plain else marked.entities.touching(max(0, start - _NEAR), end + _NEAR, statuses)
        segments = self._margin_of(start, end, near, base)
        for first, last, style in self._runs((start, start + len(shown)), near):
            segments.append(Segment(shown[first - start : last - start], base + style))
        strip = Strip(segments)
        rest = width - strip.cell_length
        return Strip([*segments, Segment(" " * rest, base)], width) if rest > 0 else strip

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
        style = self.look.mark_style(family) if family else Style(bold=True)
        blank = " " * (room - len(shown) - len(after))
        return [one for one in (Segment(blank, base), Segment(shown, base + style), Segment(after, base)) if one.text]

    def _runs(self, span: Span, near: list[Entity]) -> Iterator[tuple[int, int, Style]]:
        """The pieces of a line that look the same, in order."""
        assert self._layout is not None
        start, end = span
        whole = self._layout.whole
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
            style = Style()
            within = [e for a, b, e in here if a <= first and b >= last]
            if within:
                inner = within[-1]
                style = self.look.text_style(mark(inner), self._labels.family(inner.label))
                if any(e.uid in outer for e in within if e.status is not Status.REJECTED):
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
        return max(1, min(self._wanted, self.size.width - MARGIN - RIGHT))

    @property
    def _margin(self) -> int:
        return max(MARGIN, (self.size.width - self._column) // 2)

    def _lines_of(self, start: int, end: int) -> range:
        if self._layout is None:
            return range(0)
        return range(self._layout.line_of(start), self._layout.line_of(max(start, end - 1)) + 1)

    def _redraw(self, start: int, end: int) -> None:
        self.redraw(self._lines_of(start, end))

    def _refit(self) -> None:
        if self.size.width:
            self.redraw_all(self.fit())

    # Mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        if event.button == 1 and (offset := self._offset_under(event)) is not None:
            self._pressed = offset
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        if self._pressed is not None:
            self._drag(self._span_to(self._offset_under(event)))

    def on_mouse_up(self, event: MouseUp) -> None:
        if self._pressed is None:
            return
        self.release_mouse()
        pressed, span = self._pressed, self._span_to(self._offset_under(event))
        self._pressed = None
        self._drag(None)
        self.post_message(self.Selected(*span) if span else self.Pointed(pressed))

    def _span_to(self, offset: int | None) -> Span | None:
        """From where the button went down to here; None within one grapheme."""
        if self._pressed is None or self._layout is None or offset is None or offset == self._pressed:
            return None
        first, last = sorted((self._pressed, offset))
        return first, grapheme_around(self._layout.text, last)[1]

    def _drag(self, span: Span | None) -> None:
        old, self._dragged = self._dragged, span
        for one in (old, span):
            if one is not None and old != span:
                self._redraw(*one)

    def _offset_under(self, event: MouseDown | MouseMove | MouseUp) -> int | None:
        line = self.top + min(max(event.y, 0), self.size.height - 1)
        if self._layout is None or not 0 <= line < self._layout.count:
            return None
        return self._layout.offset_at(line, event.x - self._margin)


def _holding(entities: list[Entity]) -> list[Entity]:
    """Those that hold or cross a later one, of entities in text order; rejected ones do not count."""
    alive = [e for e in entities if e.status is not Status.REJECTED]
    return [one for one, after in pairwise(alive) if after.start < one.end]


def _layers(entities: list[Entity]) -> int:
    """How many entities lie over each other where most do; rejected ones do not count."""
    alive = [e for e in entities if e.status is not Status.REJECTED]
    return max((sum(other.start <= e.start < other.end for other in alive) for e in alive), default=0)
