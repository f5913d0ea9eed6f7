"""The command table: one row a command gives its keys, footer, palette, help, keymap id and the key page of the docs.

A key is named by the character it types (``a``, ``A``, ``?``), or by Textual's name where it types none
(``enter``, ``shift+right``, ``ctrl+e``); the space bar is ``space``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a reader can do. ``footer`` is the word the footer row shows, empty for none.

    ``later`` says in words what is not here yet: the id and keys are kept for it, and the key says so.
    ``waits`` is what the footer row shows while a second key is awaited.
    """

    id: str
    keys: tuple[str, ...]
    group: str
    title: str
    help: str = ""
    footer: str = ""
    waits: str = ""
    later: str = ""


def _rows(group: str, *rows: Command) -> tuple[Command, ...]:
    return tuple(Command(row.id, row.keys, group, row.title, row.help, row.footer, row.waits, row.later) for row in rows)


def _c(id: str, keys: str, title: str, help: str = "", *, footer: str = "", waits: str = "", later: str = "") -> Command:
    return Command(id, tuple(keys.split()), "", title, help, footer, waits, later)


LABEL_KEYS = "1234567890"

COMMANDS: tuple[Command, ...] = (
    *_rows(
        "Move",
        _c("left", "left h", "Previous word or entity", "An entity is one stop."),
        _c("right", "right l", "Next word or entity", "An entity is one stop."),
        _c("up", "up k", "Word or entity above"),
        _c("down", "down j", "Word or entity below"),
        _c("into", "o", "Into the focused entity", "Inner entities, then its words, then out again; never edits."),
        _c("back", "backspace", "Back to where the focus was", "Never removes."),
        _c("page-down", "space pagedown", "Page down", footer="page"),
        _c("page-up", "pageup", "Page up"),
        _c("home", "home", "Start of the article"),
        _c("end", "end", "End of the article"),
        _c("search", "/", "Search", "Hits are lit; Up and Down step, Enter selects the hit, Esc leaves.", footer="search"),
    ),
    *_rows(
        "Walk",
        _c("next", "n", "Next to review", "The walk: suggestions not yet decided, in text order.", footer="next"),
        _c("previous", "N", "Previous to review"),
        _c("walk", "w", "Choose the walk", "Then r to review, s search hits.", waits="walk: r to review  s search hits  Esc"),
        _c("missed", "m", "Next untagged name", "Selected with clean edges; never what was refused.", footer="next untagged"),
        _c("missed-previous", "M", "Previous untagged name"),
        _c("hint", "f", "Hint letters on names", later="hint letters are not here yet: m goes to untagged names"),
        _c("hint-words", "F", "Hint letters on words", later="hint letters are not here yet: arrows go to a word"),
    ),
    *_rows(
        "Decide",
        _c("accept", "a", "Accept, and go on", "On a rejected one: brings it back.", footer="right"),
        _c("enter", "enter", "Accept, and go on", "On a run of words: the list of labels; on a decided one: just goes on."),
        _c(
            "reject",
            "x delete",
            "Not a name, and go on",
            "A suggestion is kept as rejected; your own entity is removed.",
            footer="not a name",
        ),
        _c("unsure", "i", "Unsure, and go on"),
        *(_c(f"label-{digit}", digit, f"Label {digit} of the set") for digit in LABEL_KEYS),
        _c("label", "t", "Any label, from a list", "Then its letter; / there switches to typing.", footer="other"),
        _c("label-again", ".", "The last label again"),
        _c(
            "label-equal",
            "A",
            "All equal texts alike",
            "Gives every equal text the label of the focus; one step.",
            footer="all equal",
        ),
        _c("reject-equal", "X", "Reject all equal suggestions", "Those still suggested; one step."),
        _c("passed", "P", "Passed: accept what was read", "Suggestions from the last checkpoint to the last visible line."),
        _c("done", "D", "Done with this article", "Asks what to do with the rest; always two keys.", footer="done"),
    ),
    *_rows(
        "Edges",
        _c("end-longer", "L shift+right", "End one word longer", footer="longer"),
        _c("end-shorter", "H shift+left", "End one word shorter"),
        _c("start-longer", "<", "Start one word longer"),
        _c("start-shorter", ">", "Start one word shorter"),
        _c("characters", "c", "Edges and arrows by character", "Until the focus leaves."),
        _c("grow", "e", "Grow to the next larger piece", "Word, name, bridge words, quote, sentence, paragraph.", footer="name"),
        _c("shrink", "E", "Shrink again"),
        _c("split", "S", "Split at the word in focus", "o goes inside an entity."),
        _c("merge", "J", "Merge with the next entity"),
        _c("note", ";", "Note on the entity"),
    ),
    *_rows(
        "Undo",
        _c("undo", "u", "Undo", footer="undo"),
        _c("redo", "U ctrl+y", "Redo"),
    ),
    *_rows(
        "Articles",
        _c("article-next", "] f8", "Next article"),
        _c("article-previous", "[ f7", "Previous article"),
        _c("export", "ctrl+e", "Export", "Format, file, what is left out, Enter."),
    ),
    *_rows(
        "Look",
        _c("pane", "tab", "Other pane"),
        _c("zoom", "z", "Both panes, article alone, plain reading"),
        _c("wider", "+", "Wider column"),
        _c("narrower", "-", "Narrower column"),
        _c("width", "=", "The usual column"),
        _c("grouping", "s", "Entity pane: next grouping"),
        _c("rejected", "R", "Rejected shown or hidden"),
        _c("chips", "v", "Reading view with the labels in the text"),
        _c("bookmark", "B", "Bookmark set or taken away"),
        _c("copy", "y", "Copy the mention"),
        _c("copy-sentence", "Y", "Copy its sentence with the source"),
    ),
    *_rows(
        "Leave and help",
        _c("help", "? f1", "Help: the keys that work here", footer="?"),
        _c("palette", "ctrl+p :", "Every command with its key"),
        _c("quit", "q", "One level back, then quit", footer="q"),
        _c("quit-now", "ctrl+q", "Quit at once; all is saved"),
        _c("cancel", "escape", "Leave a question, search or pane"),
    ),
    *_rows(
        "By name only",
        _c("overlap", "", "Allow or forbid overlapping entities"),
        _c("bookmark-next", "", "Next bookmark"),
        _c("suggest-again", "", "Suggest for this article"),
        _c("save-copy", "", "Save a copy", "All that was saved, in another file."),
        _c("follow", "", "Follow the writer", "In a window that only reads: shows what was saved elsewhere since."),
        _c("theme", "", "Dark, light or the terminal's colours"),
        _c("walk-doubtful", "", "Walk: doubtful only", later="this walk is not here yet"),
        _c("walk-missed", "", "Walk: missed names", later="this walk is not here yet"),
        _c("walk-equal", "", "Walk: equal texts", later="this walk is not here yet"),
        _c("walk-unsure", "", "Walk: unsure", later="this walk is not here yet"),
        _c("walk-label", "", "Walk: this label", later="this walk is not here yet"),
        _c("walk-disagreements", "", "Walk: disagreements", later="this walk is not here yet"),
    ),
)
"""Every command, in the order of the help and the docs."""

_NAMES = {
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "left": "Left",
    "right": "Right",
    "up": "Up",
    "down": "Down",
    "enter": "Enter",
    "delete": "Delete",
    "backspace": "Backspace",
    "tab": "Tab",
    "escape": "Esc",
}


def printed(key: str) -> str:
    """How a key is shown to people: ``pagedown`` as PgDn, ``ctrl+e`` as Ctrl+E, ``f8`` as F8."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMES.get(last, last.upper() if len(last) > 1 or modifiers else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


@dataclass(frozen=True)
class Keymap:
    """Which key asks for which command. Raises ValueError when two commands claim one key."""

    name: str = "plain"
    commands: tuple[Command, ...] = COMMANDS
    _by_key: Mapping[str, Command] = field(init=False, default_factory=dict)
    _by_id: Mapping[str, Command] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_key: dict[str, Command] = {}
        for command in self.commands:
            for key in command.keys:
                if key in by_key:
                    raise ValueError(f"{printed(key)} asks for both {by_key[key].id} and {command.id}")
                by_key[key] = command
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_by_id", {command.id: command for command in self.commands})

    def command(self, key: str) -> Command | None:
        """The command a key asks for, None when it asks for none."""
        return self._by_key.get(key)

    def by_id(self, id: str) -> Command:
        """The command of that id. Raises KeyError when there is none."""
        return self._by_id[id]

    def key(self, id: str) -> str:
        """The first key of a command as printed, empty when it has none."""
        keys = self._by_id[id].keys
        return printed(keys[0]) if keys else ""

    def keys(self, id: str) -> str:
        """All keys of a command as printed."""
        return " ".join(printed(key) for key in self._by_id[id].keys)


def groups(commands: Iterable[Command]) -> dict[str, list[Command]]:
    """Commands by group, both in their order."""
    table: dict[str, list[Command]] = {}
    for command in commands:
        table.setdefault(command.group, []).append(command)
    return table


def as_markdown(commands: Iterable[Command] = COMMANDS) -> str:
    """The key table of the docs: commands that have a key and are here."""
    lines = ["| key | does | |", "| --- | --- | --- |"]
    for command in commands:
        if command.keys and not command.later:
            keys = " ".join(f"`{printed(key)}`".replace("|", "\\|") for key in command.keys)
            lines.append(f"| {keys} | {command.title} | {command.help} |")
    return "\n".join(lines) + "\n"
