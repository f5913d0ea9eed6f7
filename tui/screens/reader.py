"""ReaderScreen: turns keys and the pointer into commands, shows what they did, and rests when there are none.

It mediates, and owns no rule: commands stand in ``tui.moving``, ``tui.deciding`` and ``tui.acting``.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from time import monotonic

from textual.events import Key, Resize
from textual.message import Message
from textual.widgets import Input

from annotations.marked import Focus
from annotations.project import ProjectError
from annotations.span import Span
from annotations.suggest.answers import Answer
from tui.arrivals import Arrivals
from tui.keymap import pressed, printed
from tui.performing import first_key, perform, second_key
from tui.screens.page import ReaderPage
from tui.settling import BREATH, IDLE, PAUSE, SLICE, after, collect, keep, littered, settle, sweep
from tui.widgets.article import ArticleView
from tui.widgets.entities import EntityPane


class ReaderScreen(ReaderPage):
    """Reads the articles of a project."""

    class Settled(Message):
        """All that the first paint put off is done."""

    typed, awake = False, True
    """Whether a key came since the last look; whether nothing has been put in order since."""
    reads_on = improves = sweeps = False
    """Whether it is about to read more entities of a long article; to go on with what memory and rules have to do; to let go
    of what keys have left behind."""

    @cached_property
    def arrivals(self) -> Arrivals:
        """What was answered and has not entered yet."""
        return Arrivals(self, self.pace, self._take, self._show_arrivals)

    def on_mount(self) -> None:
        self.project.watch(self.show_change)
        self.project.when_saved(self._confirmed)
        self.show_article()
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        """After the first paint: fill the pane, take the writer's lock, then ask for suggestions."""
        self.painted = True
        self._read_on()
        self._claim()
        self.ask()
        self.sync()
        self.go_on_improving()
        self._settle(settle(self.garbage))

    def _read_on(self) -> None:
        """Take the entities of a long article into memory, a little at a time, for keys to come between; then list them."""
        if self.reads_on and self.pace.wait:
            after(self, self.pace.wait or BREATH, self._read_on)
            return
        entities, end = self.reading.marked.entities, monotonic() + SLICE
        while entities.read_more() and monotonic() < end:
            pass
        if self.reads_on and entities.whole:
            self.view.redraw_all()  # one that began long before may reach in
        if entities.whole or not self.reads_on:
            self.fill_pane()
            self.sync()
        if self.reads_on and entities.whole:
            keep(self.garbage)
        self.reads_on = not entities.whole
        if self.reads_on:
            after(self, self.pace.wait or BREATH, self._read_on)

    def turn_to(self, place: int, said: str = "") -> None:
        super().turn_to(place, said)
        if not self.reads_on:
            self._read_on()
        self.go_on_improving()

    def go_on_improving(self) -> None:
        """Load, learn and look over for the suggestions, a little at a time, for keys to come between."""
        if not self.improves:
            self._improve()

    def _improve(self) -> None:
        end = monotonic() + SLICE
        left = True
        while left and not self.pace.wait and monotonic() < end:
            left = self.improve(learning=self.pace.rested)
        self.improves = left
        if left:
            after(self, self.pace.wait or BREATH, self._improve)

    def _claim(self) -> None:
        """Take the writer's lock; keys that change nothing act while a long file is still being verified."""
        if not self.project.verified:
            after(self, PAUSE, self._claim)
        elif not self.project.read_only:
            try:
                self.project.claim()
            except ProjectError as error:
                self.reading.tell(str(error))
                self.sync()

    def _settle(self, steps: Iterator[None]) -> None:
        if next(steps, steps) is None:
            after(self, PAUSE, lambda: self._settle(steps))
        else:
            self.set_interval(IDLE, self.rest)
            self.post_message(self.Settled())

    def rest(self) -> None:
        """Once after a while without a key: remember the place, write the file anew behind, collect garbage."""
        typed, self.typed = self.typed, False
        if self.awake and not typed:
            from tui.keeping import rest

            self.awake = False
            rest(self)
            self.go_on_improving()
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
        self._leave_or_show()

    def on_reader_page_copied(self, message: ReaderPage.Copied) -> None:
        from tui.keeping import say_copied

        say_copied(self, message.path, message.well)
        self._leave_or_show()

    def _leave_or_show(self) -> None:
        """Leave, where that waits for nothing any more; else show what is said."""
        if self.leaving and not self.project.saving and not self.project.copying:
            self.app.exit()
        else:
            self.sync()

    def on_reader_page_answered(self, message: ReaderPage.Answered) -> None:
        self.arrivals.come(message.answer)

    def _show_arrivals(self) -> None:
        self.sync()
        self._look_ahead()

    def _take(self, answer: Answer) -> bool:
        """Let one answer enter. Returns whether it is about the article on the screen."""
        reading = self.reading
        if self.suggesting.asked_about(answer) != reading.uid:  # read ahead: what is to say is said when it is opened
            self.suggesting.take(answer, None)
            return False
        held = reading.focus.span if reading.focus and reading.focus.uid is None else None
        said = self.suggesting.take(answer, held)
        self.go_on_improving()
        reading.arriving = self.suggesting.arriving(reading.uid)
        if reading.focus is not None and reading.focus.uid is not None and reading.entity is None:  # another model's, that went
            reading.focus = reading.on_span(reading.focus.span)
        if said:
            reading.tell(said)
        return True

    def _look_ahead(self) -> None:
        """Once the article on the screen is covered, let the next open one of the list be, when no key is being done."""
        if self.suggesting.suggester is None or self.reading.arriving or self.leaving:
            return
        if self.pace.wait:
            after(self, self.pace.wait, self._look_ahead)
        elif (place := self.reading.next_open()) is not None:
            with suppress(ProjectError):  # a damaged one is told of when it is opened
                self.suggesting.ahead(self.reading.uids[place])

    def ask(self, *, again: bool = False) -> None:
        super().ask(again=again)
        self._look_ahead()

    def learn_from(self, uid: str) -> None:
        super().learn_from(uid)
        if self.learning.to_gather:
            after(self, self.pace.wait or BREATH, self._gather)

    def _gather(self) -> None:
        """Gather what is to be learned, an article at a time, for keys to come between."""
        if not self.learning.to_gather or self.leaving:
            return
        if not self.pace.wait and (said := self.learning.gather()):
            self.reading.tell(said)
            self.sync()
        if self.learning.to_gather:
            after(self, self.pace.wait or BREATH, self._gather)

    def on_reader_page_learned(self, message: ReaderPage.Learned) -> None:
        """Another model suggests from the next article on."""
        said = self.learning.take(message.ended)
        if message.ended.learned is not None:
            self.suggesting.learn(message.ended.learned)
            self._look_ahead()
        self.reading.tell(said)
        self.sync()
        self._gather()

    async def on_key(self, event: Key) -> None:
        """A key is a command, the second half of one, or of the line that is being typed in. It ends a drag."""
        self.pace.typed()
        self.view.let_go()
        if self.prompting:
            await self._prompt_key(event)
            return
        event.stop()
        event.prevent_default()
        key = pressed(event.key, event.character)
        if self.leaving and key != "ctrl+q":
            return
        reading = self.reading
        reading.said, reading.looking = "", None
        self.typed = self.awake = True
        before = self._letters_before()
        if await second_key(self, key):
            self._letters_come_back("", before)
            self.sync()
            self._look_on()
            self._after_key()
            return
        command = self.keymap.command(key)
        if command is not None:
            if command.id != "undo":
                reading.closed = ""
            await perform(self, command)
        elif not first_key(self, key):
            reading.closed = ""
            instead = "q quits" if key == "ctrl+c" else f"{self.keymap.key('help') or 'Ctrl+P'} shows the keys"
            reading.say(f"{printed(key) if len(key) > 1 else repr(key)} does nothing here: {instead}")
        self._letters_come_back(command.id if command else "", before)
        self.pace.typed()
        self.sync()
        self._look_on()
        self._after_key()

    def _after_key(self) -> None:
        """What is to go on once the key that was done is shown."""
        self.arrivals.after_key()
        if not self.sweeps and littered(self.garbage):
            self.sweeps = True
            after(self, PAUSE, self._sweep)

    def _sweep(self) -> None:
        """Once no key is being done, let go of what keys have left behind."""
        if self.pace.wait:
            after(self, self.pace.wait, self._sweep)
        else:
            self.sweeps = False
            sweep()

    def _letters_before(self) -> tuple[int, int, Span] | None:
        """Where letters stay, what tells after a key whether they come back: edits, the article, what of it is on the screen."""
        reading = self.reading
        return (reading.edits, reading.place, reading.page.visible_span()) if reading.staying else None

    def _letters_come_back(self, id: str, before: tuple[int, int, Span] | None) -> None:
        if self.reading.staying and before is not None:
            from tui.hinting import come_back

            come_back(self, id, *before)

    def _look_on(self) -> None:
        """Go on looking for a missed name in a long article, a little at a time, until a key stops it."""
        if self.reading.looking is not None:
            after(self, PAUSE / 4 if self.reading.marked.entities.whole else PAUSE, self._looked)

    def _looked(self) -> None:
        if self.reading.looking is not None:
            from tui.moving import look_on

            look_on(self.reading)
            self.sync()
            self._look_on()

    async def perform_by_id(self, id: str) -> None:
        """Do a command that was chosen by name, and show what it did."""
        if self.prompting:
            from tui.prompting import leave_prompt

            await leave_prompt(self, kept=False)
        self.reading.said = ""
        await perform(self, self.keymap.by_id(id))
        self.sync()
        self._look_on()

    async def wear_by_name(self, asked: str) -> None:
        """Draw all in another theme, and say so."""
        from tui.theming import choose_theme

        choose_theme(self, asked)
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
        self.pace.typed()
        typed(self, event.value)
        self._after_key()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        from tui.entering import entered

        event.stop()
        await entered(self, event.value)
        self._look_on()

    def on_screen_suspend(self) -> None:
        self.view.let_go()

    async def on_article_view_pointed(self, message: ArticleView.Pointed) -> None:
        from annotations.walk import stop_at

        if message.article.uid == self.reading.uid and self._hears():
            await self._focus_in_article(stop_at(self.reading.marked, message.offset))

    async def on_article_view_selected(self, message: ArticleView.Selected) -> None:
        if message.article.uid == self.reading.uid and self._hears():
            await self._focus_in_article(self.reading.on_span((message.start, message.end)))

    def on_entity_pane_listed(self, event: EntityPane.Listed) -> None:
        """Keys act on what is lit, also where the row that was lit is none any more."""
        from tui.paning import UNLISTED, focus_a_row

        event.stop()
        if self.reading.said == UNLISTED:
            self.reading.said = ""
        if self.pane_active and not self.query("Prompt"):
            focus_a_row(self)
        self.sync()

    def on_entity_pane_pointed(self, message: EntityPane.Pointed) -> None:
        entity = self.reading.marked.entities.get(message.uid)
        if entity is not None and self._hears():
            self._focus(Focus.on(entity))

    def on_line_view_wheeled(self) -> None:
        """Show where the article is now; what is said, asked, typed and focused stays."""
        self.metering.passed()
        self.typed = self.awake = True
        self.pace.typed()
        self.note_seen()
        self.show_title()
        if not self.prompting:
            self.place_cursor()

    def _hears(self) -> bool:
        """Whether the pointer may focus: not while a line is typed, whose words go to what is in focus, nor on leaving."""
        return not self.leaving and not self.prompting

    async def _focus_in_article(self, focus: Focus | None) -> None:
        """Who points into the article reads on there: the keys go to it."""
        if focus is None:
            return
        if self.pane_active:
            from tui.acting import other_pane

            await other_pane(self)
        self._focus(focus)

    def _focus(self, focus: Focus) -> None:
        self.drop_question()
        self.typed = self.awake = True
        self.reading.said = ""
        self.reading.put_focus(focus)
        self.sync()
