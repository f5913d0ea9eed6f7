"""ReaderScreen: turns keys and the pointer into commands, shows what they did, and rests when there are none.

It mediates, and owns no rule: commands stand in ``tui.moving``, ``tui.deciding`` and ``tui.acting``.
"""

from collections.abc import Iterator

from textual.events import Key, Resize
from textual.widgets import Input

from annotations.project import ProjectError
from tui.keymap import printed
from tui.performing import perform, second_key
from tui.screens.page import ReaderPage
from tui.settling import IDLE, PAUSE, collect, settle
from tui.widgets.article import ArticleView
from tui.widgets.entities import EntityPane


class ReaderScreen(ReaderPage):
    """Reads the articles of a project."""

    typed, awake = False, True
    """Whether a key came since the last look; whether nothing has been put in order since."""

    def on_mount(self) -> None:
        self.project.watch(self.show_change)
        self.project.when_saved(self._confirmed)
        self.fit(self.app.size.width)
        self.show_article()
        self.call_after_refresh(self._settled)

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

    def on_resize(self, event: Resize) -> None:
        self.fit(event.size.width)
        self.call_after_refresh(self.sync)

    def on_reader_page_saved(self) -> None:
        if self.project.failed:
            self.leaving, self.reading.said = False, ""  # that it failed is said at once
        elif self.leaving and not self.project.saving:
            self.app.exit()
            return
        self.sync()

    def on_reader_page_answered(self, message: ReaderPage.Answered) -> None:
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
