"""The layouts: for each, the keys of the commands that are not where the plain one has them.

AZERTY is the French one: its row of digits, unshifted, is labels, the two keys beside it set the width, and nothing else is on
those characters. What takes AltGr there (brackets, braces, the bar) has keys beside it that do not.
"""

from collections.abc import Iterable, Mapping

from tui.keymap import COMMANDS, LABEL_KEYS, Command, Keymap

Keys = Mapping[str, tuple[str, ...]]
"""Command id to all its keys."""

_VIM: Keys = {
    "word-next": ("w",),
    "word-previous": ("b",),
    "line-end": ("$",),
    "line-start": ("^",),
    "home": ("g g", "home"),
    "end": ("G", "end"),
    "half-page-down": ("ctrl+d",),
    "half-page-up": ("ctrl+u",),
    "bookmark-next": ("g b",),
    "hint-stay": ("g f",),
    "walk": ("W",),
    "reject": ("x", "d d", "delete"),
    "redo": ("U", "ctrl+r", "ctrl+y"),
    "article-next": ("g n", "]", "f8"),
    "article-previous": ("g p", "[", "f7"),
    "palette": ("ctrl+p",),
    "command-line": (":",),
    "quit-now": ("Z Z", "ctrl+q"),
}
_ROW = "&é\"'(-è_çà"
_AZERTY: Keys = {
    **{f"label-{digit}": (key, digit) for digit, key in zip(LABEL_KEYS, _ROW, strict=True)},
    "narrower": (")",),
    "wider": ("=", "+"),
    "width": ("°",),
    "sentence-next": ("!",),
    "sentence-previous": ("§",),
    "paragraph-next": ("*", "}"),
    "paragraph-previous": ("µ", "{"),
    "spacing": ("ù", "|"),
}
_PLAIN_AZERTY: Keys = {"article-next": ("$", "]", "f8"), "article-previous": ("£", "[", "f7")}
_VIM_AZERTY: Keys = {"line-start": ("g h", "^"), "line-end": ("$", "g l")}  # ^ is a dead key there

_LAYOUTS: Mapping[str, tuple[Keys, ...]] = {
    "plain": (),
    "vim": (_VIM,),
    "azerty": (_AZERTY, _PLAIN_AZERTY),
    "vim-azerty": (_VIM, _AZERTY, _VIM_AZERTY),
}
NAMES = tuple(_LAYOUTS)


def layout(name: str, *, counts: bool = False) -> Keymap:
    """The layout of that name; with ``counts`` digits say how often, and labels are on other keys. Raises KeyError."""
    if name == "plain" and not counts:
        return Keymap()
    tables = _LAYOUTS[name]
    row = _ROW if _AZERTY in tables else ""
    return Keymap(name, with_keys(COMMANDS, *tables, *((_counting(row),) if counts else ())), counts)


def _counting(row: str) -> Keys:
    """Labels where digits count: on ``row``, else after an apostrophe; 0 alone goes to the start of the line."""
    keys = row or [f"' {digit}" for digit in LABEL_KEYS]
    return {**{f"label-{digit}": (key,) for digit, key in zip(LABEL_KEYS, keys, strict=True)}, "line-start": ("0", "^")}


def with_keys(commands: Iterable[Command], *tables: Keys) -> tuple[Command, ...]:
    """The commands with the keys that the tables, later ones first, have for them."""
    merged = {id: keys for table in tables for id, keys in table.items()}
    return tuple(one._replace(keys=merged[one.id]) if one.id in merged else one for one in commands)
