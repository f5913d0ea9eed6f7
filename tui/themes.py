"""Themes: what Textual draws in the colours of a palette, and the look under the theme that is worn."""

from functools import cached_property
from typing import Any

from textual.app import App
from textual.theme import Theme

from tui.marks import Look, look, look_in
from tui.palettes import PALETTES, Palette

_ANSI_VARIABLES = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "border": "ansi_cyan",
    "border-blurred": "ansi_bright_black",
    "input-selection-background": "ansi_cyan",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
}


class PaletteTheme(Theme):
    """A palette as Textual's style sheets use it."""

    def __init__(self, palette: Palette) -> None:
        text, background, surface = palette.text, palette.background, palette.surface
        selected = dict.fromkeys(("input-selection-background", "screen-selection-background"), text)
        selected |= dict.fromkeys(("input-selection-foreground", "screen-selection-foreground"), background)
        if palette.ansi:
            text, background, surface = f"ansi_{text}", f"ansi_{background}", f"ansi_{surface}"
        super().__init__(
            name=palette.theme,
            primary=text,
            foreground=text,
            background=background,
            surface=surface,
            panel=surface,
            boost=surface if palette.ansi else None,
            dark=palette.dark,
            ansi=palette.ansi,
            variables=_ANSI_VARIABLES if palette.ansi else selected,
        )
        self.palette = palette

    @cached_property
    def look(self) -> Look:
        return look_in(self.palette)


def look_of(app: App[Any]) -> Look:
    """How things look under the app's theme."""
    if app.no_color:
        return look(colour=False)
    theme = app.current_theme
    return theme.look if isinstance(theme, PaletteTheme) else look(theme.dark, theme.ansi)


THEMES = tuple(map(PaletteTheme, PALETTES))
"""Every theme of ours; the first is the usual one."""
