"""EntityPane: the entities of the article beside it, in groups; a cursor of its own while it has the keys.

What is listed of a long article takes longer than a key may: a new list is made a little at a time, and takes the place of
the old one, which is shown and acted on until then.
"""

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotations.change import Change
from annotations.entity import Entity, Order, Status
from annotations.index import ALL
from annotations.labels import LabelSet
from annotations.marked import Focus, Marked
from tui.listing import Listing
from tui.marks import BOLD, DIM, FOCUS, PLAIN, Look
from tui.pane_lines import BAR_FROM, Grouping, Header, Item, Line, Role, label_of, pieces
from tui.settling import BREATH, SLICE, Pace, after
from tui.themes import look_of
from tui.widgets.lines import NumberedLines, lettered

if TYPE_CHECKING:
    from tui.pane import PaneModel

CONTEXT = 2
"""Lines kept between a row that was brought into the pane and its edge."""


class EntityPane(NumberedLines):
    """Shows the entities of one article, listed at ``pace``. The first line stays at the top. Keys are the screen's business.

    The cursor is the line that keys act on while the pane is active: a row, or the header of a group.
    """

    class Pointed(Message):
        """The mouse was clicked on the row that stands for the entity ``uid``."""

        def __init__(self, uid: str) -> None:
            super().__init__()
            self.uid = uid

    class Listed(Message):
        """What was asked for is listed now, after a while."""

    def __init__(self, pace: Pace | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._pace = pace or Pace()
        self._listing = Listing()
        self._awake = self._anchored = False
        self._active = False
        self._focused: Focus | None = None
        self._at: Line | None = None
        self._at_line = 0
        self._items: LRUCache[tuple[Item, bool], Strip] = LRUCache(256)  # rows change places oftener than looks
        self._drawn_with: object = None
        self._shade: tuple[Look, int | None] | None = None
        self._hints: dict[int, str] = {}

    # What it shows

    @property
    def _model(self) -> "PaneModel | None":
        """The list that is shown and acted on."""
        return self._listing.shown

    @property
    def filled(self) -> bool:
        """Whether it shows the entities of an article."""
        return self._model is not None

    @property
    def making(self) -> bool:
        """Whether a list is being made that will be shown."""
        return self._listing.coming is not None

    def show(self, marked: Marked | None) -> None:
        """Show the entities of an article, their number only while not all are in memory; or (None) nothing, and drop focus,
        cursor, filter and folds. The grouping stays."""
        self._listing.show(marked)
        if marked is None:
            self._focused = self._at = None
            self._active = False
            self.to_line(0)
        else:
            self._list_anew()
        self.redraw_all()

    def entities_changed(self, change: Change, marked: Marked) -> None:
        """Repaint what a change did to this article. What stands on the screen stays there, as far as it can; the row in focus
        does even if rows come above it."""
        if self._listing.marked is None:
            return
        lit = self._lit
        seen = lit is not None and self._top_for(lit) is None
        anchor, shown, coming = self._anchor(), self._model, self._listing.coming
        if isinstance(anchor, Item) and any(one.uid == anchor.entity.uid for one in change.entities):
            anchor = None
        lines = self._listing.update(change, marked)
        if self._model is not shown:
            self._put_up(shown, anchor, bring=False)
        elif isinstance(lines, set):
            for line in lines:
                self._repaint(line)
        else:
            self._put_first(anchor)
            if lines is None or self._hints or self.size.width > BAR_FROM:  # a bar tells of the largest group too
                self.redraw_all()
            else:
                self.shift(lines.first, lines.by)
                for line in lines.others:
                    self._repaint(line)
        if seen:
            self._bring()
        self._see_to_it(coming)

    def set_focus(self, focus: Focus | None) -> None:
        """Highlight the row of the entity in focus, and put the cursor there; scrolls only if it is off the pane."""
        if focus == self._focused:
            return
        before = {self._lit, self._row_of_focus}
        self._focused = focus
        if self._model is None:
            return
        self._model.focus = focus.uid if focus else None
        row = self._row_of_focus
        if row is not None:
            self._put_cursor(row)
        for line in before | {self._lit, row}:
            if line is not None:
                self._repaint(line)

    def set_active(self, active: bool) -> None:
        """The keys go to the pane, or no more. Rows keep their place until the pane is left."""
        if active == self._active:
            return
        self._active = active
        coming = self._listing.coming
        self._listing.hold(active)
        self.redraw_all()
        self._bring()
        self._see_to_it(coming)

    def visible_rows(self) -> list[tuple[int, Entity]]:
        """The lines on the screen that stand for an entity, each with it."""
        rows = [(line, self._line_at(line)) for line in self.on_screen if line > self.top]
        return [(line, row.entity) for line, row in rows if isinstance(row, Item)]

    def set_hints(self, hints: Sequence[tuple[int, str]]) -> None:
        """Draw letters over rows, by their lines."""
        if dict(hints) != self._hints:
            self._hints = dict(hints)
            self.redraw_all()

    @property
    def grouping(self) -> Grouping:
        return self._listing.grouping

    def cycle_grouping(self) -> None:
        """The next grouping; the cursor stays on its entity."""
        groupings = list(Grouping)
        self._listing.grouping = groupings[(groupings.index(self.grouping) + 1) % len(groupings)]
        self._list_anew()

    @property
    def filtered(self) -> str:
        """The filter, empty when all is listed."""
        return self._listing.filtered

    def filter(self, text: str) -> None:
        """List only what the text says, as ``Filter`` has it; empty lists all."""
        if text.strip() != self.filtered:
            self._listing.filtered = text.strip()
            self._list_anew()

    @property
    def show_rejected(self) -> bool:
        """Whether rejected entities have rows."""
        return self._listing.rejected

    @show_rejected.setter
    def show_rejected(self, shown: bool) -> None:
        if shown != self.show_rejected:
            self._listing.rejected = shown
            self._list_anew()

    def listed_from(self, order: Order, direction: int, statuses: Iterable[Status] = ALL) -> Entity | None:
        """The next (1) or previous (-1) listed entity of these statuses in text order, from a place there."""
        return self._listing.listed_from(order, direction, statuses)

    # How a list is made

    def _list_anew(self) -> None:
        """Make another list, at once where it is short."""
        shown = self._model
        self._listing.begin()
        if self._model is not shown:
            self._put_up(shown, None, bring=True)
        elif not self.making:
            self._repaint(0)
        self._see_to_it(None)
        self._anchored = False

    def _see_to_it(self, before: "PaneModel | None") -> None:
        """Where another list is being made than before say so, and go on in a moment; its first row will stay first."""
        coming = self._listing.coming
        if coming is not None and coming is not before:
            self._anchored = True
            self._repaint(0)
            self._wake()

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            after(self, self._pace.wait or BREATH, self._go_on)

    def _go_on(self) -> None:
        """Make the list a little further, unless a key came meanwhile."""
        self._awake = False
        if self._listing.coming is None:
            return
        if self._pace.wait:
            self._wake()
            return
        anchor, shown, end = self._anchor() if self._anchored else None, self._model, monotonic() + SLICE
        self._listing.go_on(lambda: monotonic() >= end)
        if self._model is not shown:
            self._put_up(shown, anchor, bring=not self._anchored)
            self.post_message(self.Listed())
        else:
            self._wake()

    def _put_up(self, before: "PaneModel | None", anchor: Line | None, *, bring: bool) -> None:
        """Show a list that is made, ``anchor`` at its top."""
        if before is None and self._model is not None:
            self._model.focus = self._focused.uid if self._focused else None
            if (row := self._row_of_focus) is not None:
                self._put_cursor(row)
        self._put_first(anchor)
        self.redraw_all()
        if bring:
            self._bring()

    # The cursor

    @property
    def cursor(self) -> int:
        """The line that keys act on; 0 when there is neither row nor header."""
        place = self._place(self._at)
        if place is not None:
            return place
        last = self.line_count() - 1
        if self._at is None and last > 1 and isinstance(self._line_at(1), Header):
            return 2
        return max(0, min(self._at_line or 1, last))

    @property
    def is_header(self) -> bool:
        """Whether the cursor is on the header of a group."""
        return isinstance(self._line_at(self.cursor), Header)

    def row_entity(self) -> Entity | None:
        """The entity that the row of the cursor stands for; None on a header."""
        line = self._line_at(self.cursor)
        return line.entity if isinstance(line, Item) else None

    def has_row(self, uid: str) -> bool:
        """Whether a row, or the header of its folded group, stands for this entity."""
        return self._model is not None and self._model.index_of(uid) is not None

    def group_of_row(self) -> list[str]:
        """The uids of what is still suggested in the group of the cursor."""
        return self._model.suggestions_of_group(self.cursor) if self._model and self.cursor else []

    def left_in_group(self) -> int:
        """How many are still suggested in the group whose header the cursor is on."""
        line = self._line_at(self.cursor)
        return line.statuses.get(Status.SUGGESTED, 0) if isinstance(line, Header) else 0

    def move(self, step: int) -> bool:
        """Move the cursor by lines, to the last one at most. Returns whether it moved."""
        before = self.cursor
        line = max(1, min(before + step, self.line_count() - 1))
        if line == before or line >= self.line_count():
            return False
        self._put_cursor(line)
        self._repaint(before)
        self._repaint(line)
        return True

    def page(self, direction: int) -> bool:
        """Move the cursor by a page, 1 down, -1 up. Returns whether it moved."""
        return self.move(direction * max(1, self.size.height - 1 - CONTEXT))

    def home(self) -> bool:
        """Put the cursor on the first line below the summary. Returns whether it moved."""
        return self.move(-self.line_count())

    def end(self) -> bool:
        """Put the cursor on the last line. Returns whether it moved."""
        return self.move(self.line_count())

    def step_mention(self, step: int) -> bool:
        """Let the row stand for its next (1) or previous (-1) mention. Returns whether there was one."""
        entity = self.row_entity()
        if self._model is None or entity is None:
            return False
        uid = self._model.neighbour(entity.uid, step)
        if uid is None:
            return False
        self._model.focus = uid
        self._put_cursor(self.cursor)
        self._repaint(self.cursor)
        return True

    def toggle_fold(self) -> None:
        """Fold the group of the cursor, which then is on its header; on a folded one, unfold it."""
        self._put_cursor(self.cursor)
        self._fold(self.cursor)

    # Drawing

    def line_count(self) -> int:
        return self._model.line_count if self._model else int(self._listing.marked is not None)

    def draw(self, y: int, width: int) -> Strip:
        line, marked = self._line_at(y), self._listing.marked
        assert line is not None
        assert marked is not None
        look, lit_line = self._shade or (look_of(self.app), self._lit)
        labels, base, lit = marked.labels, self.base_style, y == lit_line
        if self._drawn_with != (labels, look, base, width):
            self._drawn_with = labels, look, base, width
            self._items.clear()
        strip = self._items.get((line, lit)) if isinstance(line, Item) else None
        if strip is None:
            strip = self._strip(line, labels, look, base + FOCUS if lit else base, width)
            if isinstance(line, Item):
                self._items.set((line, lit), strip)
        return lettered(strip, [(1, self._hints[y])], base + look.current_hit) if y in self._hints else strip

    def _strip(self, line: Line, labels: LabelSet, look: Look, base: Style, width: int) -> Strip:
        label = label_of(line)
        family = look.family_style(labels.family(label)) if label else PLAIN
        drawn = pieces(line, width - 1, labels)
        return Strip([self._rule, *(Segment(text, base + _style(role, family)) for text, role in drawn if text)], width)

    def row(self, y: int, lines: Sequence[int], width: int) -> Strip:
        """Row ``y`` of the screen; the first one is always the summary."""
        if y == 0 and lines and lines[0]:
            return self.coloured(self.draw(0, width))
        if y >= len(lines):
            return self.coloured(Strip([self._rule]).adjust_cell_length(width, self.base_style))
        return super().row(y, lines, width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of the screen, for Textual; what is the same for all of them is asked for once."""
        self._shade = look_of(self.app), self._lit
        strips = super().render_lines(crop)
        self._shade = None
        return strips

    def fit(self) -> None:
        self._bring()

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        number = self.top + place.y if place and place.y else 0
        line = self._line_at(number) if number else None
        if isinstance(line, Item):
            self.post_message(self.Pointed(line.entity.uid))
        elif isinstance(line, Header):
            self._fold(number)

    @property
    def _rule(self) -> Segment:
        """What stands between the panes."""
        return Segment("│", self.base_style + look_of(self.app).rule)

    @property
    def _lit(self) -> int | None:
        """The highlighted line."""
        return self.cursor or None if self._active else self._row_of_focus

    @property
    def _row_of_focus(self) -> int | None:
        uid = self._focused.uid if self._focused else None
        return self._model.index_of(uid) if self._model and uid else None

    def _line_at(self, number: int) -> Line | None:
        if number == 0:
            return self._listing.summary()
        return self._model.line(number) if self._model and 0 < number < self._model.line_count else None

    def _place(self, line: Line | None) -> int | None:
        """Where a row or header is now; None when it is gone."""
        if self._model is None or not isinstance(line, Item | Header):
            return None
        return self._model.index_of(line.entity.uid) if isinstance(line, Item) else self._model.index_of_group(line.name)

    def _put_cursor(self, line: int) -> None:
        self._at, self._at_line = self._line_at(line), line
        self._bring()

    def _fold(self, line: int) -> None:
        if self._model is None or not line:
            return
        self._model.fold(line)
        self.redraw_all()
        self._bring()

    def _anchor(self) -> Line | None:
        """The line that stands first below the summary, where others are scrolled away."""
        return self._line_at(self.top + 1) if self.top else None

    def _put_first(self, line: Line | None) -> None:
        """Scroll to where a row or header is now."""
        place = self._place(line)
        if place is not None:
            self.to_line(place - 1)

    def _repaint(self, line: int) -> None:
        self.redraw_line(line)
        if line == 0:
            self.refresh(Region(0, 0, self.size.width, 1))

    def _bring(self) -> None:
        """Scroll so that the highlighted line is in the pane, if it is not."""
        lit = self._lit
        top = None if lit is None else self._top_for(lit)
        if top is not None:
            self.to_line(top)

    def _top_for(self, line: int) -> int | None:
        """The top line that shows this one; None where it shows already."""
        height, top = self.size.height, self.top
        if height < 2 or top < line < top + height:
            return None
        context = min(CONTEXT, (height - 2) // 2)
        return max(0, line - 1 - context if line <= top else line - height + 1 + context)


def _style(role: Role, family: Style) -> Style:
    if role == "dim":
        return DIM
    if role in ("mark", "header"):
        return family + BOLD
    return family if role == "label" else PLAIN
