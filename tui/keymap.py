"""The command table: one row a command gives its keys, footer, palette, help, keymap id and the key page of the docs.

A key is named by the character it types (``a``, ``A``, ``?``), or by Textual's name where it types none
(``enter``, ``shift+right``, ``ctrl+e``); the space bar is ``space``. Two keys one after the other have a blank between: ``g g``.
What stands here is the plain layout; the others (``tui.keymaps``) say what they do otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.walks import WAYS


class Command(NamedTuple):
    """One thing a reader can do. ``footer`` is the word the footer row shows, empty for none."""

    id: str
    keys: tuple[str, ...]
    group: str
    title: str
    help: str = ""
    footer: str = ""


def _rows(group: str, *rows: Command) -> tuple[Command, ...]:
    return tuple(Command(row.id, row.keys, group, row.title, row.help, row.footer) for row in rows)


def _c(id: str, keys: str, title: str, help: str = "", *, footer: str = "") -> Command:
    return Command(id, tuple(keys.split()), "", title, help, footer)


LABEL_KEYS = "1234567890"

COMMANDS: tuple[Command, ...] = (
    *_rows(
        "Move",
        _c("left", "left h", "Previous word or entity", "An entity is one stop."),
        _c("right", "right l", "Next word or entity", "An entity is one stop."),
        _c("up", "up k", "Word or entity above"),
        _c("down", "down j", "Word or entity below"),
        _c("into", "o", "Into the focused entity", "Inner entities, then its words, then out again; never edits."),
        _c("back", "backspace", "Back to where you were", "Never removes."),
        _c("page-down", "space pagedown", "Page down", footer="page"),
        _c("page-up", "pageup", "Page up"),
        _c("home", "home", "Start of the article"),
        _c("end", "end", "End of the article"),
        _c("word-next", "", "Next word", "Also where arrows go by character."),
        _c("word-previous", "", "Previous word", "Also where arrows go by character."),
        _c("line-start", "", "Start of the line"),
        _c("line-end", "", "End of the line"),
        _c("half-page-down", "", "Half a page down"),
        _c("half-page-up", "", "Half a page up"),
        _c("paragraph-next", "}", "Next paragraph"),
        _c("paragraph-previous", "{", "Start of the paragraph, or the one before"),
        _c("sentence-next", ")", "Next sentence"),
        _c("sentence-previous", "(", "Start of the sentence, or the one before"),
        _c("go-to", "%", "Go to a percentage"),
        _c("outline", "O", "Outline: headings and bookmarks", "With what each part has to review; Enter goes there."),
        _c("bookmark", "B", "Bookmark set or taken away"),
        _c("bookmark-next", "b", "Next bookmark", "After the last the first."),
        _c(
            "search",
            "/",
            "Search",
            "Hits are lit; Up and Down step, Enter selects the hit, n and N go on, Esc leaves.",
            footer="search",
        ),
    ),
    *_rows(
        "Walk",
        _c(
            "next",
            "n",
            "Next of the walk",
            "Suggestions not yet decided, in text order, unless w chose another; untagged names where there are none.",
            footer="next",
        ),
        _c("previous", "N", "Previous of the walk"),
        _c("walk", "w", "Choose the walk", f"Then {', '.join(f'{way.letter} {way.title}' for way in WAYS)}."),
        _c("missed", "m", "Next untagged name", "Selected with clean edges; never what was refused.", footer="next untagged"),
        _c("missed-previous", "M", "Previous untagged name"),
        _c("hint", "f", "Letters on every name", "Typing them goes to that one, tagged or not; in the pane to a row."),
        _c(
            "hint-stay",
            "g",
            "Letters that stay",
            "On every name; they come back after each change and page; Esc puts them out.",
        ),
        _c("hint-words", "F", "Letters on every word", "Typing them goes to that word; the last with Shift to its phrase."),
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
        _c(
            "label-equal-project",
            "K",
            "All equal texts of the project",
            "Listed first, with what would change; x leaves one out, Enter applies; one step.",
        ),
        _c("reject-equal", "X", "Reject all equal suggestions", "Those still suggested; one step."),
        _c(
            "passed",
            "P",
            "Passed: accept what was read",
            "Suggestions from the last checkpoint to the last visible line; asks where some of it was never on the screen.",
        ),
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
        _c(
            "make-rule",
            "r",
            "Make a rule of it",
            "This text gets this label suggested wherever it stands.",
        ),
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
        _c("open", "", "Open another article", "A file or a folder; what is in it joins the list."),
        _c("export", "ctrl+e", "Export", "Format, file, what is left out, Enter."),
    ),
    *_rows(
        "Look",
        _c("pane", "tab", "Other pane"),
        _c("zoom", "z", "Both panes, article alone, plain reading"),
        _c("wider", "+", "Wider column"),
        _c("narrower", "-", "Narrower column"),
        _c("width", "=", "The usual column"),
        _c("spacing", "|", "Lines close together or spaced"),
        _c("grouping", "s", "Entity pane: next grouping"),
        _c("rejected", "R", "Rejected shown or hidden"),
        _c("chips", "v", "Reading view with the labels in the text"),
        _c("copy", "y", "Copy the mention"),
        _c("copy-sentence", "Y", "Copy its sentence with the source"),
    ),
    *_rows(
        "Leave and help",
        _c("help", "? f1", "Help: the keys that work here", footer="?"),
        _c("palette", "ctrl+p :", "Every command with its key"),
        _c("command-line", "", "Type a command", "w says that all is saved, q wq leave, e FILE opens; or an id of this table."),
        _c("saved", "", "Whether all is saved"),
        _c("quit", "q", "One level back, then quit", footer="q"),
        _c("quit-now", "ctrl+q", "Quit at once; all is saved"),
        _c("cancel", "escape", "Leave a question, search or pane"),
    ),
    *_rows(
        "By name only",
        _c("overlap", "", "Allow or forbid overlapping entities"),
        _c("carry", "", "Carry-over on or off", "Each correction goes to later equal texts of the article, as suggestions."),
        _c("suggest-again", "", "Suggest for this article"),
        _c("explain", "", "What is remembered of this text", "As ORG 12 times, refused once."),
        _c("memory", "", "Memory: all that is remembered of names", "x switches one off or on, a digit gives it a label."),
        _c("save-copy", "", "Save a copy", "All that was saved, in another file."),
        _c("follow", "", "Follow the writer", "In a window that only reads: shows what was saved elsewhere since."),
        _c("meter", "", "Meter on or off", "Whether keys, time and edits are counted in this project; stats shows them."),
        _c("learn", "", "Learning on or off", "Whether a copy of the model learns from each article closed in this project."),
        _c("theme", "", "Next theme", "Ours and your own, one after another; each stands in this list by its name too."),
        *(_c(f"walk-{way.id}", "", f"Walk: {way.title}") for way in WAYS),
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


ALONE = frozenset(
    (
        *(f"{side}_{key}" for side in ("left", "right") for key in ("shift", "control", "alt", "super", "hyper", "meta")),
        *("iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock", "scroll_lock"),
    )
)
"""Keys that are held or locked, which terminals with kitty's protocol tell of by themselves: they ask for nothing."""


_HELD = ("alt+", "ctrl+", "hyper+", "meta+", "super+")


def pressed(name: str, character: str | None) -> str:
    """What the table calls a key, of Textual's name for it and the character it types."""
    if not character or not character.isprintable() or name.startswith(_HELD):
        return name
    return "space" if character == " " else character


def printed(key: str) -> str:
    """How a key is shown to people: ``pagedown`` as PgDn, ``ctrl+e`` as Ctrl+E, ``f8`` as F8, ``g g`` as gg."""
    if " " in key:
        parts = [printed(part) for part in key.split(" ")]
        return ("" if all(len(part) == 1 for part in parts) else " ").join(parts)
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMES.get(last, last.upper() if len(last) > 1 or modifiers else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


class KeymapError(ValueError):
    """A keymap that cannot be had at all; the message is one plain line: which, what of it, what is expected."""


@dataclass(frozen=True, eq=False, repr=False)
class Keymap:
    """Which key asks for which command. With ``counts`` a number before a key is how often. Raises ValueError when two
    commands claim one key, or one claims a key that others wait for after."""

    name: str = "plain"
    commands: tuple[Command, ...] = COMMANDS
    counts: bool = False
    _by_key: Mapping[str, Command] = field(init=False, default_factory=dict)
    _by_id: Mapping[str, Command] = field(init=False, default_factory=dict)
    _begun: Mapping[str, Mapping[str, Command]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_key: dict[str, Command] = {}
        begun: dict[str, dict[str, Command]] = {}
        for command in self.commands:
            for key in command.keys:
                if key in by_key:
                    raise ValueError(f"{printed(key)} asks for both {by_key[key].id} and {command.id}")
                by_key[key] = command
                if " " in key:
                    first, second = key.split(" ")
                    begun.setdefault(first, {})[second] = command
        if both := next((key for key in begun if key in by_key), None):
            raise ValueError(f"{printed(both)} asks for {by_key[both].id} and begins {', '.join(map(printed, begun[both]))}")
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_by_id", {command.id: command for command in self.commands})
        object.__setattr__(self, "_begun", begun)

    def command(self, key: str) -> Command | None:
        """The command a key asks for, None when it asks for none."""
        return self._by_key.get(key)

    def after(self, key: str) -> Mapping[str, Command]:
        """The keys that may follow one that asks for nothing alone, each with its command; none where it waits for none."""
        return self._begun.get(key, {})

    def knows(self, key: str) -> bool:
        """Whether a key asks for something, alone or with another."""
        return key in self._by_key or key in self._begun or any(key in seconds for seconds in self._begun.values())

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


def _as_code(key: str) -> str:
    return f"`` {key} ``" if "`" in key else f"`{key}`".replace("|", "\\|")


def as_markdown(commands: Iterable[Command] = COMMANDS) -> str:
    """The key table of the docs: commands that have a key and are here."""
    lines = ["| key | does | | id |", "| --- | --- | --- | --- |"]
    for command in commands:
        if command.keys:
            keys = " ".join(_as_code(printed(key)) for key in command.keys)
            lines.append(f"| {keys} | {command.title} | {command.help} | {command.id} |")
    return "\n".join(lines) + "\n"
