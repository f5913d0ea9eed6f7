"""The app: thin. Opens what the options name, shows the reader, says on leaving where the work is."""

from collections.abc import Callable

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from annotations.project import Project
from annotations.suggest.answers import Suggester
from tui.keymap import Keymap
from tui.screens.reader import ReaderScreen
from tui.themes import THEMES


class RubricateApp(App[str]):
    """One project, one session list. ``theme`` is the one to start in; ``tune_garbage``: this process is the reader alone."""

    ENABLE_COMMAND_PALETTE = True
    CSS = "Screen { background: $background; }"
    TITLE = "Rubricate"

    def __init__(
        self,
        project: Project,
        uids: list[str],
        *,
        keymap: Keymap,
        suggester: Suggester | None = None,
        place: int = 0,
        notices: tuple[str, ...] = (),
        theme: str = "rubricate-dark",
        driver_class: type[Driver] | None = None,
        tune_garbage: bool = False,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.project = project
        self.tune_garbage = tune_garbage
        self.reader = ReaderScreen(project, uids, keymap, suggester, place=place, notices=notices)
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme

    @property
    def COMMANDS(self) -> set[type | Callable[[], type]]:  # type: ignore[override]  # noqa: N802
        return {_palette_commands}

    def get_default_screen(self) -> Screen[None]:
        return self.reader

    async def action_quit(self) -> None:
        self.reader.quit()

    def action_command_palette(self) -> None:
        """Every command by name; it takes the place of whatever stands over the article."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            if self.screen is not self.reader:
                self.screen.dismiss(None)
            self.reader.drop_question()
            super().action_command_palette()

    def action_help_quit(self) -> None:
        self.reader.reading.say("q quits, y copies")
        self.reader.sync()


def _palette_commands() -> type:
    from tui.screens.palette import TableCommands

    return TableCommands
