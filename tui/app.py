"""The app: thin. Opens what the options name, shows the reader, says on leaving where the work is."""

from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from rich.console import Console
from textual.app import App
from textual.driver import Driver
from textual.errors import NoWidget
from textual.events import Event, Key, MouseDown, MouseEvent, MouseUp
from textual.filter import LineFilter, NoColor
from textual.screen import Screen
from textual.theme import Theme

from annotations.project import Project
from annotations.suggest.answers import Suggester
from tui.keymap import ALONE, Keymap, pressed
from tui.metering import Metering
from tui.screens.reader import ReaderScreen
from tui.theme_files import Chosen
from tui.themes import THEMES, PaletteTheme

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tui.first_frame import Looks
    from tui.terminal import RawTerminal


class RubricateApp(App[str]):
    """One project, one session list, begun in ``theme``. ``measure`` is the width of the column where it is not the usual one,
    ``spacing`` the blank rows after each line, ``terminal`` one that has the first frame on it; ``errors`` takes the details of
    errors of our own. ``tune_garbage``: this process is the reader alone. ``metering`` counts keys and time. ``told`` is the
    signal that it was ended with, else 0.
    """

    ENABLE_COMMAND_PALETTE = True
    CSS = "Screen { background: $background; }"
    TITLE = "Rubricate"

    _themes: dict[str, Theme] | None

    def __init__(
        self,
        project: Project,
        uids: list[str],
        *,
        keymap: Keymap,
        suggester: Suggester | None = None,
        place: int = 0,
        notices: tuple[str, ...] = (),
        theme: Chosen,
        measure: int | None = None,
        spacing: int = 0,
        terminal: "RawTerminal | None" = None,
        errors: IO[str] | None = None,
        tune_garbage: bool = False,
        metering: Metering | None = None,
    ) -> None:
        self._first, self._themes = PaletteTheme(theme.palette), None
        super().__init__(driver_class=_driver_class(terminal) if terminal else None)
        if errors is not None:
            self.error_console = Console(markup=False, highlight=False, file=errors)
        self.project = project
        self.tune_garbage = tune_garbage
        self.told = 0
        self.looks: Looks | None = None
        self._running_loop: AbstractEventLoop | None = None
        self._keyboard = ""  # of which script the last letter was
        notices = (*notices, *theme.notices)
        self.metering = metering or Metering()
        self.reader = ReaderScreen(project, uids, keymap, suggester, theme, place=place, notices=notices, metering=self.metering)
        self.reader.view.measure, self.reader.view.spacing = measure, spacing
        self.theme = self._first.name

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours and the one to start in, before anything is registered: the first style sheet is then made once, in the right
        colours."""
        if self._themes is None:  # asked for at every line that is drawn
            self._themes = {**super().available_themes, **{one.name: one for one in (*THEMES, self._first)}}
        return self._themes

    def register_theme(self, theme: Theme) -> None:
        """Let a theme be had by its name."""
        self._themes = None
        super().register_theme(theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Under NO_COLOR the terminal's own colours alone, in every theme; Textual would still draw greys, or black on black
        in one of the sixteen colours that was not there from the start."""
        return (NoColor(),) if self.no_color else super().get_line_filters()

    @property
    def COMMANDS(self) -> set[type | Callable[[], type]]:  # type: ignore[override]  # noqa: N802
        return {_palette_commands}

    def get_default_screen(self) -> Screen[None]:
        return self.reader

    def on_load(self) -> None:
        self._running_loop = get_running_loop()
        self.app_resume_signal.subscribe(self, self._repaint)

    def _repaint(self, _app: App[object]) -> None:
        """After a suspension the terminal is empty, which Textual does not know."""
        self.screen.refresh()

    def end_as_told(self, number: int) -> bool:
        """Quit since a signal said so; may be called from its handler. False where there is nothing to quit yet."""
        if self._running_loop is None or not self.is_running:
            return False
        self.told = number
        self._running_loop.call_soon_threadsafe(self.reader.quit)
        return True

    def exit(self, result: str | None = None, return_code: int = 0, message: "RenderableType | None" = None) -> None:
        """Leave; who is quick to leave has the colours of the first frame noted too."""
        if self.reader.is_attached and self.reader.painted:
            self.note_looks()
        super().exit(result, return_code, message)

    def on_reader_screen_settled(self) -> None:
        self.note_looks()

    def note_looks(self) -> None:
        """Remember how the theme that was started in looks, for the first frame of the next time."""
        if self.looks is None and self.theme == self._first.name:
            from tui.sgr import looks_of

            self.looks = looks_of(self.reader.view)

    async def on_event(self, event: Event) -> None:
        """A key is what it means, Shift by itself none; each is counted here, whatever takes it. The article has the mouse from
        a press on it to the release: it is given and taken here since more events may come before a widget answers to the
        first, and a release that it missed would leave the mouse with it."""
        if isinstance(event, Key) and not event.is_forwarded:
            if event.key.rpartition("+")[2] in ALONE:
                return
            self.metering.key()
            event = self._meant(event)
        article, first_seen = self.reader.view, isinstance(event, MouseEvent) and not event.is_forwarded
        if first_seen and isinstance(event, MouseDown):
            if self.mouse_captured is article:  # the terminal never told of the release
                self.capture_mouse(None)
            with suppress(NoWidget):
                if self.get_widget_at(event.x, event.y)[0] is article:
                    self.capture_mouse(article)
        await super().on_event(event)
        if first_seen and isinstance(event, MouseUp) and self.mouse_captured is article:
            self.capture_mouse(None)

    def _meant(self, event: Key) -> Key:
        """The key that is in the same position on a US keyboard, where it types a letter of another script that nothing is
        bound to, and nobody is typing."""
        key = pressed(event.key, event.character)
        if (key.isascii() and not self._keyboard) or self.screen.query("Input"):
            return event
        from tui.keymaps.key_names import textual_name
        from tui.keymaps.positions import meant

        keymap, labels = self.reader.keymap, self.project.labels
        us, self._keyboard = meant(
            key, self._keyboard, lambda key: bool(keymap.knows(key) or labels.by_letter(key) or labels.by_digit(key))
        )
        return event if us == key else Key(textual_name(us), us if len(us) == 1 else None)

    async def action_quit(self) -> None:
        self.reader.quit()

    def action_command_palette(self) -> None:
        """Every command by name; it takes the place of whatever stands over the article."""
        from tui.screens.palette import Commands

        if not isinstance(self.screen, Commands):
            if self.screen is not self.reader:
                self.screen.dismiss(None)
            self.reader.drop_question()
            self.push_screen(Commands(id="--command-palette"))

    def action_help_quit(self) -> None:
        self.reader.reading.say("q quits, y copies")
        self.reader.sync()


def _driver_class(terminal: "RawTerminal") -> type[Driver]:
    from tui.takeover import taking_over

    return taking_over(terminal)


def _palette_commands() -> type:
    from tui.screens.palette import TableCommands

    return TableCommands
