"""JSON as tools exchange it: records one a line, in one list, or one after the other however they are laid out."""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

from annotations.formats.document import FormatError

# The characters besides LF at which readers may break a line.
_ESCAPED = re.compile("[\x85\u2028\u2029]")
_PIECE = 1 << 16
_LONGEST_WORD = 16
"""More characters than a number's sign, a word as -Infinity or an escape have: an error so close to the end may be a cut."""
_BLANKS = re.compile(r"[ \t\r\n]*")


def line(row: object) -> str:
    """One record as a line that no reader can break. Lone surrogates are the caller's to keep out."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(row, ensure_ascii=False)) + "\n"


def records(path: Path) -> Iterator[tuple[str, object]]:
    """The records of a file, each with its place in words (file, and line or number) for messages; one is held at a time.

    A list at the top is a list of records, unless it begins with text, as spaCy's pairs do. Raises FormatError naming the line
    where what is not JSON begins.
    """
    try:
        with path.open("rb") as file:
            text = _Text(file, path)
            while text.next():
                number = text.line
                if text.next() == "[" and text.next(1) != '"':
                    for place, value in enumerate(_items(text), 1):
                        yield f"{path}, record {place}", value
                else:
                    yield f"{path}, line {number}", text.value()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error


def _items(text: "_Text") -> Iterator[object]:
    """The items of the list that begins here."""
    first = text.line
    text.skip()
    if text.next() == "]":
        text.skip()
        return
    while True:
        yield text.value(first)
        if (after := text.next()) not in ("]", ","):
            text.refuse("Expecting ',' delimiter", text.line, first)
        text.skip()
        if after == "]":
            return


class _Text:
    """A file of JSON read piece by piece: what was read and not yet taken, and the number of the line that it begins on."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path
        self._decoder = getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._place, self._whole = "", 0, False
        self.line = 1

    def next(self, after: int = 0) -> str:
        """The next character that is not blank, or the one ``after`` it that is not; empty at the end of the file."""
        while True:
            place = _end_of_blanks(self._text, self._place)
            self.line += self._text.count("\n", self._place, place)
            self._place = place
            if after and place < len(self._text):
                place = _end_of_blanks(self._text, place + 1)
            if place < len(self._text):
                return self._text[place]
            if self._whole:
                return ""
            self._more()

    def skip(self) -> None:
        """Take one character that is no line end."""
        self._place += 1

    def value(self, first: int | None = None) -> object:
        """Take the value that begins here. ``first``: the line of what it is in. Raises FormatError for what is not JSON."""
        self.next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._place)
            except RecursionError:
                raise FormatError(f"{self._path}, line {first or self.line} is nested too deep") from None
            except json.JSONDecodeError as error:
                if self._whole or not self._may_be_cut(error):
                    here = self.line + self._text.count("\n", self._place, error.pos)
                    self.refuse(error.msg, here, first)
            except ValueError as error:
                raise FormatError(f"{self._path}, line {first or self.line} is not JSON: {error}") from error
            else:
                # A number may go on: of 1.5, 1e5 and 1e+5 what was read so far may end in "1.", "1e" and "1e+".
                if self._whole or end + (2 if isinstance(value, (int, float)) else 0) < len(self._text):
                    self.line += self._text.count("\n", self._place, end)
                    self._place = end
                    return value
            self._more()

    def refuse(self, why: str, line: int, first: int | None = None) -> NoReturn:
        raise FormatError(f"{self._path}, line {first or self.line} is not JSON: {why} (line {line})")

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether what is wrong may be that the rest was not read yet."""
        return error.msg.startswith("Unterminated string") or error.pos > len(self._text) - _LONGEST_WORD

    def _more(self) -> None:
        """Read on: at least as much as is held, so that a long value is not looked at often."""
        rest = self._text[self._place :]
        piece = self._file.read(max(_PIECE, len(rest)))
        self._text, self._place, self._whole = rest + self._decoder.decode(piece, not piece), 0, not piece


def whole(value: object) -> int | None:
    """The number, where JSON has a whole one (``3`` or ``3.0``); None for anything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def named(row: dict[str, object], *keys: str) -> str:
    """The first of these values that is text or a whole number, as text; empty where none is."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value:
            return value
        if (number := whole(value)) is not None:
            return str(number)
    return ""


def score(value: object) -> float | None:
    """The number, where it can be one of between 0 and 1."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1 else None


def listed(value: object, where: str, what: str) -> list[object]:
    """The list, empty for null. Raises FormatError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise FormatError(f"{where}: {what} is no list")
    return value


def _end_of_blanks(content: str, place: int) -> int:
    found = _BLANKS.match(content, place)
    assert found is not None
    return found.end()
