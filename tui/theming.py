"""The commands of the themes: the next one, and each by its name; what was drawn takes its colours at once."""

from typing import TYPE_CHECKING

from tui.theme_files import ThemeError, names, theme_named, weak_contrast
from tui.themes import PaletteTheme

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


def offered(screen: "ReaderPage") -> list[str]:
    """What the themes are had by: ours, the user's, and the file that was asked for at the start."""
    there, first = names(screen.theme.folder), screen.first_theme
    return there if first in there else [*there, first]


async def next_theme(screen: "ReaderPage") -> None:
    """The next of those that can be had; what is wrong with one is said."""
    there, worn = offered(screen), screen.theme.asked
    at = there.index(worn) if worn in there else -1
    wrong: list[str] = []
    for asked in there[at + 1 :] + there[: at + 1]:
        try:
            said = wear(screen, asked)
        except ThemeError as error:
            wrong.append(str(error))
        else:
            screen.reading.say("; ".join([said, *wrong]))
            return


def choose_theme(screen: "ReaderPage", asked: str) -> None:
    """This one; where it cannot be had, the theme stays, and a line says why."""
    try:
        screen.reading.say(wear(screen, asked))
    except ThemeError as error:
        screen.reading.say(f"{error}; the theme stays")


def wear(screen: "ReaderPage", asked: str) -> str:
    """Draw all in this theme. Returns the line that says so. Raises ThemeError."""
    palette = theme_named(asked, screen.theme.folder)
    theme = PaletteTheme(palette)
    screen.app.register_theme(theme)
    screen.app.theme = theme.name
    screen.theme = screen.theme._replace(palette=palette, asked=asked)
    return next(weak_contrast(palette), f"theme {asked}")
