"""The three themes: dark, light, and one that follows the terminal's own sixteen colours."""

from textual.theme import Theme

from tui.marks import DARK, DARK_TEXT, LIGHT, LIGHT_TEXT

THEMES = (
    Theme(
        name="rubricate-dark",
        primary="#66ccee",
        secondary="#aaaa00",
        accent="#f0e442",
        warning="#f0e442",
        error="#ff8f8f",
        success="#33c49a",
        foreground=DARK_TEXT,
        background=DARK,
        surface="#262626",
        panel="#2e2e2e",
        dark=True,
    ),
    Theme(
        name="rubricate-light",
        primary="#00588f",
        secondary="#6b6b00",
        accent="#8f4e00",
        warning="#8f4e00",
        error="#a8002a",
        success="#00664a",
        foreground=LIGHT_TEXT,
        background=LIGHT,
        surface="#f4f4f4",
        panel="#eaeaea",
        dark=False,
    ),
    Theme(
        name="rubricate-ansi",
        primary="ansi_cyan",
        secondary="ansi_green",
        accent="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        ansi=True,
        variables={
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
            "border": "ansi_cyan",
            "border-blurred": "ansi_bright_black",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_white",
            "input-cursor-background": "ansi_white",
            "input-cursor-foreground": "ansi_black",
            "input-selection-background": "ansi_cyan",
            "input-selection-foreground": "ansi_black",
            "screen-selection-background": "ansi_cyan",
            "screen-selection-foreground": "ansi_black",
        },
    ),
)
"""Every theme of ours; the first is the usual one."""
