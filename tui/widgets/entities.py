"""EntityPane: the entities of the article beside it, in groups; a cursor of its own while it has the keys."""

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotations.change import Change
from annotations.entity import Entity
from annotations.marked import Focus, Marked
from tui.marks import FOCUS, Look, look
from tui.pane import PaneModel
from tui.pane_lines import Grouping, Header, Item, Line, Role, label_of, pieces
from tui.widgets.lines import LineView

CONTEXT = 2
"""Lines kept between a row that was brought into the pane and its edge."""


class EntityPane(LineView):
    """Shows the entities of one article. The first line stays at the top. Keys are the screen's business.

    The cursor is the line that keys act on while the pane is active: a row, or the header of a group.
    """

    DEFAULT_CSS = """
    EntityPane {
        border-left: solid $foreground 40%;
    }
    """

    class Pointed(Message):
        """The mouse was clicked on the row that stands for the entity ``uid``."""

        def __init__(self, uid: str) -> None:
            super().__init__()
            self.uid = uid

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._model: PaneModel | None = None
        self._grouping = Grouping.SURFACE
        self._rejected = False
        self._active = False
        self._focused: Focus | None = None
        self._at: Line | None = None
        self._at_line = 0

    # What it shows

    def show(self, marked: Marked) -> None:
        """Show the entities of an article. Focus, cursor, filter and folds are dropped; the grouping stays."""
        self._model = PaneModel(marked, self._grouping, self._rejected)
        self._focused = self._at = None
        self._active = False
        self.redraw_all(0)

    def entities_changed(self, change: Change, marked: Marked) -> None:
        """Repaint what a change did to this article. What stands on the screen stays there, as far as it can."""
        model = self._model
        if model is None:
            return
        top = self.top
        anchor = self._line_at(top + 1) if top else None
        lines = model.update(change, marked)
        if lines is not None:
            for line in lines:
                self._repaint(line)
            return
        place = self._place(anchor)
        changed = isinstance(anchor, Item) and any(one.uid == anchor.entity.uid for one in change.entities)
        self.redraw_all(None if place is None or changed else place - 1)

    def set_focus(self, focus: Focus | None) -> None:
        """Highlight the row of the entity in focus, and put the cursor there; scrolls only if it is off the pane."""
        if focus == self._focused or self._model is None:
            return
        before = {self._lit, self._row_of_focus}
        self._focused = focus
        self._model.focus = focus.uid if focus else None
        row = self._row_of_focus
        if row is not None:
            self._put_cursor(row)
        for line in before | {self._lit, row}:
            if line is not None:
                self._repaint(line)

    def set_active(self, active: bool) -> None:
        """The keys go to the pane, or no more. Rows keep their place until the pane is left."""
        if active == self._active or self._model is None:
            return
        self._active = self._model.holding = active
        if not active:
            self._model.regroup()
        self.redraw_all()
        self._bring()

    @property
    def grouping(self) -> Grouping:
        return self._grouping

    def cycle_grouping(self) -> None:
        """The next grouping; the cursor stays on its entity."""
        groupings = list(Grouping)
        self._grouping = groupings[(groupings.index(self._grouping) + 1) % len(groupings)]
        if self._model is not None:
            self._model.group_by(self._grouping)
            self._made_anew()

    @property
    def filtered(self) -> str:
        """The filter, empty when all is shown."""
        return self._model.filtered if self._model else ""

    def lets_in(self, entity: Entity) -> bool:
        """Whether the filter lets an entity in."""
        return self._model is None or self._model.lets_in(entity)

    def filter(self, text: str) -> None:
        """Show only what the text says, as ``PaneModel.filter`` has it; empty shows all."""
        if self._model is not None and text.strip() != self._model.filtered:
            self._model.filter(text)
            self._made_anew()

    @property
    def show_rejected(self) -> bool:
        """Whether rejected entities have rows."""
        return self._rejected

    @show_rejected.setter
    def show_rejected(self, shown: bool) -> None:
        self._rejected = shown
        if self._model is not None and shown != self._model.show_rejected:
            self._model.reject_shown(shown)
            self._made_anew()

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

    def home(self) -> None:
        """Put the cursor on the first line below the summary."""
        self.move(-self.line_count())

    def end(self) -> None:
        """Put the cursor on the last line."""
        self.move(self.line_count())

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
        return self._model.line_count if self._model else 0

    def draw(self, y: int, width: int) -> Strip:
        assert self._model is not None
        line, labels = self._model.line(y), self._model.marked.labels
        base = self.base_style + FOCUS if y == self._lit else self.base_style
        label = label_of(line)
        family = self._look.family_style(labels.family(label)) if label else Style()
        return Strip([Segment(text, base + _style(role, family)) for text, role in pieces(line, width, labels) if text], width)

    def render_line(self, y: int) -> Strip:
        """Row ``y`` of the screen, for Textual; the first one is always the summary."""
        if y == 0 and self.top and self._model is not None:
            return self.draw(0, self.size.width)
        return super().render_line(y)

    def fit(self) -> int | None:
        lit = self._lit
        return None if lit is None else self._top_for(lit)

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        number = self.top + place.y if place and place.y else 0
        line = self._line_at(number) if number else None
        if isinstance(line, Item):
            self.post_message(self.Pointed(line.entity.uid))
        elif isinstance(line, Header):
            self._fold(number)

    @property
    def _look(self) -> Look:
        theme = self.app.current_theme
        return look(theme.dark, theme.ansi, not self.app.no_color)

    @property
    def _lit(self) -> int | None:
        """The highlighted line."""
        return self.cursor or None if self._active else self._row_of_focus

    @property
    def _row_of_focus(self) -> int | None:
        uid = self._focused.uid if self._focused else None
        return self._model.index_of(uid) if self._model and uid else None

    def _line_at(self, number: int) -> Line | None:
        return self._model.line(number) if self._model and 0 <= number < self._model.line_count else None

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
        self._made_anew()

    def _made_anew(self) -> None:
        self.redraw_all()
        self._bring()

    def _repaint(self, line: int) -> None:
        self.redraw(range(line, line + 1))
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
        return Style(dim=True)
    if role in ("mark", "header"):
        return family + Style(bold=True)
    return family if role == "label" else Style()
