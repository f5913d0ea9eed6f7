"""What a terminal sends for each key, what Textual makes of it, and what that would do: ``rubricate keys --check``."""

import os
import select
import signal
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NamedTuple

from textual._xterm_parser import XTermParser
from textual.events import Key

from annotations.safe import safe_line
from tui.cells import room as cells
from tui.keymap import ALONE, LABEL_KEYS, Command, Keymap, pressed, printed
from tui.keymaps.positions import meant
from tui.questions import answer
from tui.walking import WALKS_BY_LETTER

LEAVES = "ctrl+c"
KITTY, PLAIN = "\x1b[>25u", "\x1b[<u"
"""What Textual asks of the terminal: all keys as sequences, with the text they type (kitty's keyboard protocol); and its end."""
_QUIET = 0.02
"""Seconds between two looks whether an Escape was a key of its own."""
_HEAD = ("sent", "Textual's name", "types", "does")
_WIDTHS = (22, 18, 6)


NOT_UNDERSTOOD = "?"
"""The name of a sequence of which Textual makes no key."""
_COUNT, _ASKED = "a number", "asked"
"""What a key may have begun, besides two keys."""
_ANSWERS = {
    "done": {"D": "closes, the rest accepted", "x": "closes, the rest rejected", "o": "leaves it open and goes on"},
    "passed": {"P": "passes what was not on the screen too, where that was asked"},
    "quit": {"q": "quits, at the article"},
}
"""What the answers to a question do, as the plain layout has them."""
_WAITS = {
    "walk": " ".join(WALKS_BY_LETTER),
    "label": "a label's letter or key, or /",
    **dict.fromkeys(("hint", "hint-stay", "hint-words"), "letters on the screen"),
    "done": "it again, for what rejects, or o",
    "passed": "it again, where something was not on the screen",
    "quit": "it again, at the article",
}
"""What a command waits for."""


class Heard(NamedTuple):
    """A key: the characters that were sent for it, Textual's name, and what it types (empty for nothing)."""

    sent: str
    name: str
    types: str


class Ear:
    """Makes keys of what a terminal sends, as Textual does."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._sent = ""

    def hear(self, characters: str) -> Iterator[Heard]:
        """The keys that these characters complete."""
        for character in characters:
            self._sent += character
            try:
                found: list[object] = list(self._parser.feed(character))
            except ValueError:  # Textual 8.2.8 knows no alternate keys and no kinds of events in such a sequence
                self._parser = XTermParser()
                yield Heard(self._sent, NOT_UNDERSTOOD, "")
                self._sent = ""
                continue
            yield from self._keys(found)

    def wait(self) -> Iterator[Heard]:
        """The key that an unfinished sequence was, once it has gone on for no time."""
        yield from self._keys(list(self._parser.tick()))

    def _keys(self, found: list[object]) -> Iterator[Heard]:
        for event in found:
            if isinstance(event, Key):
                yield Heard(self._sent, event.key, event.character or "")
        if found:
            self._sent = ""


class Teller:
    """Says in words what keys would do under a keymap, one after another."""

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._begun = self._keyboard = ""

    def does(self, heard: Heard) -> str:
        """What a key would do in the article; empty for the one that leaves."""
        begun, self._begun = self._begun, ""
        if heard.name.rpartition("+")[2] in ALONE:
            self._begun = begun
            return "held or locked: nothing by itself"
        own = pressed(heard.name, heard.types)
        key, self._keyboard = meant(own, self._keyboard, self._keymap.knows)
        if key == LEAVES:
            return ""
        if heard.name == NOT_UNDERSTOOD:
            return "nothing: Textual does not know this sequence"
        words = self._second(begun, key) if begun else self._first(key)
        return words if key == own else f"{printed(key)} on a US keyboard: {words}"

    def _first(self, key: str) -> str:
        if command := self._keymap.command(key):
            return self._command(command)
        if after := self._keymap.after(key):
            self._begun = key
            return f"waits for {' '.join(map(printed, after))}"
        if self._keymap.counts and key in LABEL_KEYS:
            self._begun = _COUNT
            return "how often the next key is done"
        return "nothing"

    def _command(self, command: Command) -> str:
        waits = _WAITS.get(command.id)
        if waits:
            self._begun = f"{_ASKED} {command.id}"
        return f"{command.id}: {command.title}{f'; waits for {waits}' if waits else ''}"

    def _second(self, begun: str, key: str) -> str:
        if begun == _COUNT:
            if key in LABEL_KEYS:
                self._begun = _COUNT
                return "how often the next key is done"
            return self._first(key)
        if begun.startswith(_ASKED):
            return self._answer(begun.removeprefix(f"{_ASKED} "), key)
        command = self._keymap.after(begun).get(key)
        return f"{printed(f'{begun} {key}')}: {self._command(command) if command else 'nothing'}"

    def _answer(self, asked: str, key: str) -> str:
        """What a key does that a command waits for; its ordinary work where it is no answer to a question."""
        if key == "escape":
            return "leaves what waits"
        if asked == "walk":
            return f"the walk {WALKS_BY_LETTER[key].title}" if key in WALKS_BY_LETTER else "nothing: no walk has that letter"
        if asked == "label":
            return "the label of that letter or key, if the set has one"
        if asked in ("hint", "hint-stay", "hint-words"):
            return "a letter of those on the screen, if one is that"
        answers = _ANSWERS[asked]
        said = answer(self._keymap, key)
        return answers[said] if said in answers else self._first(key)


def shown_bytes(sent: str) -> str:
    """What was sent, as it can be read: ``ESC [104;;104u``, and ``<d0 bd>`` for what is not ASCII."""
    escape, rest = ("ESC ", sent[1:]) if sent[:1] == "\x1b" else ("", sent)
    shown = (one if "!" <= one <= "~" else f"<{one.encode('utf-8', 'replace').hex(' ')}>" for one in rest)
    return f"{escape}{''.join(shown)}".strip()


def line_of(heard: Heard, does: str) -> str:
    """The row of a key."""
    return _row((shown_bytes(heard.sent), heard.name, heard.types if heard.types.isprintable() else "", does))


def _row(columns: tuple[str, ...]) -> str:
    shown = [safe_line(column) for column in columns]
    padded = [column + " " * max(width - cells(column), 0) for column, width in zip(shown, (*_WIDTHS, 0), strict=True)]
    return "  ".join(padded).rstrip()


def check(keymap: Keymap, asked: str) -> None:
    """Show each key that is pressed in the terminal, until Ctrl+C."""
    kitty = os.environ.get("TEXTUAL_DISABLE_KITTY_KEY") != "1"
    before = termios.tcgetattr(0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended)
    try:
        tty.setraw(0)
        _write(KITTY if kitty else "")
        _write(f"Press keys: what they send, and what they do with the keymap {safe_line(asked)}. Ctrl+C leaves.\r\n")
        _write(_row(_HEAD) + "\r\n")
        _listen(Teller(keymap), lambda line: _write(f"{line}\r\n"))
    finally:
        _write(PLAIN if kitty else "")
        termios.tcsetattr(0, termios.TCSAFLUSH, before)


def _listen(teller: Teller, say: Callable[[str], None]) -> None:
    ear, decoder = Ear(), getincrementaldecoder("utf-8")("replace")
    while True:
        if select.select([0], [], [], _QUIET)[0]:
            data = os.read(0, 1024)
            if not data:
                return
            heard = list(ear.hear(decoder.decode(data)))
        else:
            heard = list(ear.wait())
        for one in heard:
            if not (does := teller.does(one)):
                return
            say(line_of(one, does))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _ended(number: int, _at: FrameType | None) -> None:
    raise SystemExit(128 + number)
