"""ReaderPage: what is on the screen, the article in one pane and its entities in the other; what commands may ask of it.

It shows what a reading says and owns no rule. Keys and the pointer are ``tui.screens.reader``'s.
"""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from annotations.change import Change, EntityChange
from annotations.entity import Span
from annotations.project import Project, ProjectError
from annotations.suggest.answers import Answer, Suggester
from tui.keymap import Keymap
from tui.marks import Look
from tui.reading import Reading
from tui.rows import footer_row, label_row, status_row, title_row
from tui.suggesting import Suggesting
from tui.widgets.article import ArticleView
from tui.widgets.entities import EntityPane
from tui.widgets.row import Row

PANE_FROM = 100
"""Columns from which the entity pane stands beside the article; below, it is an overlay."""
MANY = 50
"""A change of more spans than this repaints what is visible between the first and the last."""
WAITING = "waiting for the disk to confirm what was saved, then it quits; Ctrl+Q again leaves the screen at once"


class ReaderPage(Screen[None]):
    """Shows the articles ``uids`` of a project, from the one at ``place``."""

    DEFAULT_CSS = """
    ReaderPage { layers: page over; }
    ReaderPage #panes { height: 1fr; }
    ReaderPage EntityPane { width: 31; display: none; }
    ReaderPage.-beside EntityPane.-shown { display: block; }
    ReaderPage.-narrow EntityPane.-active { display: block; layer: over; dock: right; width: 40; max-width: 100%; }
    ReaderPage.-wide EntityPane { width: 41; }
    ReaderPage #footer.-hidden { display: none; }
    ReaderPage #labels.-hidden { display: none; }
    """
    BINDINGS = []

    class Answered(Message):
        """The suggester answered; sent from its thread."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Saved(Message):
        """A slow disk has confirmed what was saved, or failed to; sent from another thread."""

    def __init__(
        self,
        project: Project,
        uids: list[str],
        keymap: Keymap,
        suggester: Suggester | None,
        *,
        place: int = 0,
        notices: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.keymap = keymap
        self.view = ArticleView(id="article")
        self.pane = EntityPane(id="entities")
        self.reading = Reading(project, uids, self.view, place, to_tell=list(notices))
        self.suggesting = Suggesting(project, suggester, self._post)
        self.zoom = 0
        self.search_from = self.search_top = 0
        self.lit: Span | None = None
        self.pane_active = False
        self.leaving = False
        self.times_read = project.times_read
        self.shown = self.reading.marked.entities
        self.title_line, self.labels = Row("title"), Row("labels")
        self.status, self.footer = Row("status"), Row("footer")

    @property
    def project(self) -> Project:
        return self.reading.project

    def compose(self) -> ComposeResult:
        yield self.title_line
        with Horizontal(id="panes"):
            yield self.view
            yield self.pane
        yield self.labels
        yield self.status
        yield self.footer

    def _confirmed(self) -> None:
        self.post_message(self.Saved())

    def _post(self, answer: Answer) -> None:
        self.post_message(self.Answered(answer))

    def ask(self, *, again: bool = False) -> None:
        """Ask for suggestions over the article on the screen."""
        reading = self.reading
        if said := self.suggesting.ask(reading.uid, self.view.visible_span(), again=again):
            reading.say(said)
        reading.arriving = self.suggesting.arriving(reading.uid)

    def show_article(self) -> None:
        """Show the article of the reading at the place where it was left."""
        reading = self.reading
        marked = reading.marked
        self.shown = marked.entities
        self.view.show(marked, marked.progress.position)
        self.view.set_hits((), None)
        self.pane.show(marked)
        self.pane_active = False
        self.sync()

    def turn_to(self, place: int, said: str = "") -> None:
        """Leave this article and show another of the list. Raises ProjectError when that one cannot be read, and stays."""
        self.project.article(self.reading.uids[place])
        self.leave()
        self.reading.show(place)
        self.show_article()
        self.reading.say(said)
        self.ask()
        self.sync()

    def remember(self) -> None:
        """Note where the reader is, for who flushes."""
        self.suggesting.focus_moved(self.reading.uid, None)
        self.project.remember(self.reading.uid, position=self.view.top_offset)

    def quit(self) -> None:
        """Leave; on a slow disk once it has confirmed what was saved. Asked again meanwhile, leave the screen at once."""
        if not self.leaving:
            self.leave()
            if self.project.saving:
                self.leaving = True
                self.reading.say(WAITING)
                self.sync()
                return
        self.app.exit()

    def leave(self) -> None:
        """Remember where the reader was, on the disk."""
        self.remember()
        try:
            if not self.project.failed:
                self.project.flush()
            self.project.leave_at(self.reading.uid)
        except ProjectError as error:
            self.reading.say(str(error))

    @property
    def look(self) -> Look:
        return self.view.look

    def sync(self) -> None:
        """Show what the reading says now: focus, rows."""
        reading = self.reading
        if self.times_read != self.project.times_read:
            self.show_anew()
        reading.tell_next()
        self.view.set_focus(reading.focus)
        self.pane.set_focus(reading.focus)
        held = reading.focus.span if reading.focus and reading.focus.uid is None else None
        self.suggesting.focus_moved(reading.uid, held)
        width, labels, look = self.app.size.width, self.project.labels, self.look
        self.title_line.show(title_row(reading, width), labels, look)
        self.labels.show(label_row(labels, self.keymap, width), labels, look)
        self.status.show(status_row(reading, width), labels, look)
        self.footer.show(footer_row(reading, self.keymap, width), labels, look)
        if reading.focus is not None:
            self._place_cursor()

    def _place_cursor(self) -> None:
        """Put the terminal's own cursor on the focus, for screen readers and input methods."""
        if (cell := self.view.screen_cell(self.reading.focus)) is not None:
            self.app.cursor_position = cell

    def fit(self, width: int) -> None:
        """Choose the layout for this many columns."""
        beside = width >= PANE_FROM and self.zoom == 0
        self.set_class(beside, "-beside")
        self.set_class(width < PANE_FROM or self.zoom > 0, "-narrow")
        self.set_class(width >= 140, "-wide")
        self.pane.set_class(beside, "-shown")
        self.pane.set_class(self.pane_active, "-active")
        self.labels.set_class(self.zoom == 2, "-hidden")

    def show_anew(self) -> int:
        """Show the article as it is in the file that was read again; place, focus, filter and folds stay.

        Returns how many entities are others.
        """
        reading = self.reading
        self.times_read = self.project.times_read
        before = {one.uid: one for one in self.shown}
        marked = reading.taken_anew()
        after = {one.uid: one for one in marked.entities}
        changes = tuple(
            EntityChange(reading.uid, before.get(uid), after.get(uid))
            for uid in {**before, **after}
            if before.get(uid) != after.get(uid)
        )
        self.shown = marked.entities
        self.show_change(Change("read again", reading.uid, changes))
        return len(changes)

    def show_change(self, change: Change) -> None:
        """Repaint the lines and rows that a change touched."""
        here = [one for one in change.entities if one.article == self.reading.uid]
        spans = [entity.span for one in here for entity in (one.before, one.after) if entity is not None]
        self.view.marked_changed(self.reading.marked)
        if len(spans) > MANY:
            spans = [(min(start for start, _ in spans), max(end for _, end in spans))]
        for start, end in spans:
            self.view.entities_changed(start, end)
        self.pane.entities_changed(change, self.reading.marked)
