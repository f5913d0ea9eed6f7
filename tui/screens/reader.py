"""ReaderScreen: the article in one pane, its entities in the other; turns keys into commands and shows what they did.

It mediates, and owns no rule: commands stand in ``tui.moving``, ``tui.deciding`` and ``tui.acting``.
"""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from annotations.change import Change
from annotations.entity import Span
from annotations.project import Project, ProjectError
from annotations.suggest.answers import Answer, Suggester
from tui.keymap import Keymap, printed
from tui.marks import Look
from tui.performing import perform, second_key
from tui.reading import Reading
from tui.rows import footer_row, label_row, status_row, title_row
from tui.settling import IDLE, PAUSE, collect, settle
from tui.suggesting import Suggesting
from tui.widgets.article import ArticleView
from tui.widgets.entities import EntityPane
from tui.widgets.row import Row

PANE_FROM = 100
"""Columns from which the entity pane stands beside the article; below, it is an overlay."""
MANY = 50
"""A change of more spans than this repaints what is visible between the first and the last."""


class ReaderScreen(Screen[None]):
    """Reads the articles ``uids`` of a project, from the one at ``place``."""

    DEFAULT_CSS = """
    ReaderScreen { layers: page over; }
    ReaderScreen #panes { height: 1fr; }
    ReaderScreen EntityPane { width: 31; display: none; }
    ReaderScreen.-beside EntityPane.-shown { display: block; }
    ReaderScreen.-narrow EntityPane.-active { display: block; layer: over; dock: right; width: 40; max-width: 100%; }
    ReaderScreen.-wide EntityPane { width: 41; }
    ReaderScreen #footer.-hidden { display: none; }
    ReaderScreen #labels.-hidden { display: none; }
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
        self.typed, self.awake = False, True
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

    def on_mount(self) -> None:
        self.project.watch(self.show_change)
        self.project.when_saved(self._confirmed)
        self.fit(self.app.size.width)
        self.show_article()
        self.call_after_refresh(self._settled)

    def _confirmed(self) -> None:
        self.post_message(self.Saved())

    def _post(self, answer: Answer) -> None:
        self.post_message(self.Answered(answer))

    def _settled(self) -> None:
        """After the first paint: take the writer's lock, then ask for suggestions."""
        self._claim()
        self.ask()
        self.sync()
        self._settle(settle(self.garbage))

    def _claim(self) -> None:
        """Take the writer's lock; keys that change nothing act while a long file is still being verified."""
        if not self.project.verified:
            self.set_timer(PAUSE, self._claim)
        elif not self.project.read_only:
            try:
                self.project.claim()
            except ProjectError as error:
                self.reading.tell(str(error))
                self.sync()

    def _settle(self, steps: Iterator[None]) -> None:
        if next(steps, steps) is None:
            self.set_timer(PAUSE, lambda: self._settle(steps))
        else:
            self.set_interval(IDLE, self.rest)

    def rest(self) -> None:
        """Once after a while without a key: remember the place, write the file anew behind, collect garbage."""
        typed, self.typed = self.typed, False
        if self.awake and not typed:
            from tui.keeping import rest

            self.awake = False
            rest(self)
            collect(self.garbage)

    @property
    def garbage(self) -> bool:
        """Whether garbage is collected when it suits the reader: not where the process is somebody else's."""
        return getattr(self.app, "tune_garbage", False)

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
        from tui.keeping import WAITING

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
            from tui.keeping import show_anew

            self.times_read = self.project.times_read
            show_anew(self)
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

    def on_resize(self, event: Resize) -> None:
        self.fit(event.size.width)
        self.call_after_refresh(self.sync)

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

    def on_reader_screen_saved(self) -> None:
        if self.project.failed:
            self.leaving, self.reading.said = False, ""  # that it failed is said at once
        elif self.leaving and not self.project.saving:
            self.app.exit()
            return
        self.sync()

    def on_reader_screen_answered(self, message: Answered) -> None:
        reading = self.reading
        held = reading.focus.span if reading.focus and reading.focus.uid is None else None
        said = self.suggesting.take(message.answer, held)
        reading.arriving = self.suggesting.arriving(reading.uid)
        if said:
            reading.tell(said)
        self.sync()

    async def on_key(self, event: Key) -> None:
        """A key is a command, the second half of one, or of the line that is being typed in."""
        if self.query("Prompt"):
            await self._prompt_key(event)
            return
        event.stop()
        event.prevent_default()
        key = "space" if event.character == " " else event.character if event.is_printable and event.character else event.key
        if self.leaving and key != "ctrl+q":
            return
        reading = self.reading
        reading.said = ""
        self.typed = self.awake = True
        if await second_key(self, key):
            self.sync()
            return
        command = self.keymap.command(key)
        if command is None:
            reading.closed = ""
            instead = "q quits" if key == "ctrl+c" else "? shows the keys"
            reading.say(f"{printed(key) if len(key) > 1 else repr(key)} does nothing here: {instead}")
        else:
            if command.id != "undo":
                reading.closed = ""
            await perform(self, command)
        self.sync()

    async def perform_by_id(self, id: str) -> None:
        """Do a command that was chosen by name, and show what it did."""
        if self.query("Prompt"):
            from tui.prompting import leave_prompt

            await leave_prompt(self, kept=False)
        self.reading.said = ""
        await perform(self, self.keymap.by_id(id))
        self.sync()

    def drop_question(self) -> None:
        """Await no second key any more: something else was done meanwhile."""
        if self.reading.pending:
            self.reading.pending = self.reading.said = ""
            self.sync()

    async def _prompt_key(self, event: Key) -> None:
        from tui.prompting import leave_prompt, step_hits

        if event.key == "escape":
            event.stop()
            await leave_prompt(self, kept=False)
        elif event.key in ("up", "down"):
            event.stop()
            step_hits(self, 1 if event.key == "down" else -1)
        elif event.is_printable and event.character:  # typed before the line had the keys: with it, they end there
            event.stop()
            self.query_one("Prompt").query_one(Input).insert_text_at_cursor(event.character)

    def on_input_changed(self, event: Input.Changed) -> None:
        from tui.prompting import typed

        event.stop()
        typed(self, event.value)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        from tui.prompting import entered

        event.stop()
        await entered(self, event.value)

    def on_article_view_pointed(self, message: ArticleView.Pointed) -> None:
        from annotations.walk import stop_at

        self.drop_question()
        if (found := stop_at(self.reading.marked, message.offset)) is not None:
            self.reading.said = ""
            self.reading.put_focus(found)
            self.sync()

    def on_article_view_selected(self, message: ArticleView.Selected) -> None:
        self.drop_question()
        self.reading.said = ""
        self.reading.put_focus(self.reading.on_span((message.start, message.end)))
        self.sync()

    def on_entity_pane_pointed(self, message: EntityPane.Pointed) -> None:
        from annotations.marked import Focus

        self.drop_question()
        entity = self.reading.marked.entities.get(message.uid)
        if entity is not None:
            self.reading.said = ""
            self.reading.put_focus(Focus.on(entity))
            self.sync()
