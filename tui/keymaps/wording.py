"""What is said to a reader names keys as the plain layout has them: here it is said in the keys of the one in use.

A hint is a key and the words behind it, at the start of what is said or after a stop: ``; n goes to the first``. One whose key
does the same here is left as it is.
"""

import re

from tui.keymap import Keymap

_HINTS = (
    ("accept", "a", "accepts|brings|right"),
    ("label-equal", "A", "accepts|needs"),
    ("reject-equal", "X", "rejects"),
    ("reject", "x", "first|rejects"),
    ("next", "n", "goes|first|or|and N|N to"),
    ("previous", "N", "goes|walk|go|to"),
    ("missed", "m", "untagged|goes"),
    ("undo", "u", "undoes"),
    ("passed", "P", "again"),
    ("done", "D", "done|when|accepts|closes"),
    ("article-next", "]", "next"),
    ("bookmark", "B", "sets"),
    ("bookmark-next", "b", "goes"),
    ("outline", "O", "lists"),
    ("label", "t", "lists"),
    ("search", "/", "searches|filters"),
    ("zoom", "z", "plain|shows"),
    ("grouping", "s", "grouping"),
    ("into", "o", "goes"),
    ("back", "Backspace", "goes"),
    ("quit", "q", "again|quits"),
    ("copy", "y", "copies"),
    ("export", "Ctrl+E", "exports"),
    ("help", "?", "shows"),
    ("pane", "Tab", "back"),
    ("make-rule", "r", "makes"),
    ("walk", "w", r"\S+ walks|\S+ is no walk"),
)
"""Command, its key in the plain layout as printed, and what stands behind it in a hint."""
_RAW = {"Backspace": "backspace", "Ctrl+E": "ctrl+e", "Tab": "tab"}
_BEFORE = r"(^|[:,;.] |, then | and |: \S{1,3} )"
"""What a hint stands behind."""


def in_keys_of(keymap: Keymap, words: str) -> str:
    """What is said, its hints with the keys of a keymap; a command without a key is named, as the list of commands has it."""
    for id, key, behind in _HINTS:
        meant = keymap.command(_RAW.get(key, key))
        if key in words and (meant is None or meant.id != id):
            instead = keymap.key(id) or f"“{keymap.by_id(id).title}”"
            words = re.sub(rf"{_BEFORE}{re.escape(key)}(?= (?:{behind})|$)", lambda found: found[1] + instead, words)  # noqa: B023
    return words
