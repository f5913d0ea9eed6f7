"""The sixteen colours of common terminals, with the text and background each has at first, dark and light.

As en.wikipedia.org/wiki/ANSI_escape_code#Colors has them together; Tango as in GNOME Terminal; Solarized from
ethanschoonover.com/solarized.
"""

_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
NAMES = (*_NAMES, *(f"bright_{name}" for name in _NAMES))
_COLOURS = {
    "VGA": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "Windows XP": "000000 800000 008000 808000 000080 800080 008080 c0c0c0 808080 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff",
    "Windows 10": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
    "Terminal.app": "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5",
    "PuTTY": "000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "Ubuntu": "010101 de382b 39b54a ffc706 006fb8 762671 2cb5e9 cccccc 808080 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff",
    "Tango": "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "Solarized": "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3",
}
_PLAIN = {"Solarized": (("#839496", "#002b36"), ("#657b83", "#fdf6e3"))}


def sixteen() -> dict[str, dict[str, str]]:
    """For each terminal, dark and light: its colours by name, and ``text`` and ``background`` where none is named."""
    found = {}
    for terminal, words in _COLOURS.items():
        colours = {name: f"#{colour}" for name, colour in zip(NAMES, words.split(), strict=True)}
        dark, light = _PLAIN.get(terminal, ((colours["white"], colours["black"]), (colours["black"], colours["bright_white"])))
        for kind, (text, background) in (("dark", dark), ("light", light)):
            found[f"{terminal}, {kind}"] = {**colours, "text": text, "background": background}
    return found
