"""Rows of cells as RFC 4180 has them, whatever separates the cells: what ``csv.reader`` does, without its limit on long cells."""

import re
from codecs import getincrementaldecoder
from collections.abc import Collection, Generator, Iterable, Iterator
from functools import cache
from pathlib import Path

from annotations.formats.document import FormatError

SEPARATORS = ",;\t|"
_PIECE = 1 << 16
_QUOTED = re.compile('"([^"]*(?:""[^"]*)*)"')
_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_TOLD = re.compile(r"sep=(.)(?:\r\n|\r|\n)")
Row = tuple[int, list[str]]
"""The number of the line that a row begins on, and its cells."""


def line(cells: Iterable[str], separator: str) -> str:
    """One row. Cells that hold the separator, a quote, a line end or a blank at an edge are quoted."""
    special = re.compile(f'["\r\n{separator}]')
    return (
        separator.join(
            '"' + cell.replace('"', '""') + '"' if special.search(cell) or cell != cell.strip() else cell for cell in cells
        )
        + "\n"
    )


def table(path: Path, wanted: Collection[Collection[str]]) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, plain and in small letters, and the rows of a file, of which one is held at a time.

    The separator is what Excel's ``sep=`` line says, else the one under which the first row has a name of each of the ``wanted``.
    Raises FormatError where none has, and in reading the rows naming the line that has too few or too many cells.
    """
    told = _told(path)
    for separator in told[1] if told else SEPARATORS:
        rows = _rows(path, told.end() if told else 0, separator)
        try:
            names = [_plain(name) for name in next(rows, (0, []))[1]]
        except FormatError:
            continue
        if all(not choice.isdisjoint(names) for choice in map(frozenset, wanted)):
            return names, ((number, _fitting(cells, len(names), f"{path}, line {number}")) for number, cells in rows)
        rows.close()
    raise FormatError(f"{path}: the first row does not name the columns {', '.join(next(iter(names)) for names in wanted)}")


def _told(path: Path) -> re.Match[str] | None:
    """Excel's line that says the separator, where a file begins with one."""
    text = _Text(path)
    text.more()
    text.close()
    return _TOLD.match(text.text)


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _fitting(cells: list[str], width: int, where: str) -> list[str]:
    if len(cells) < width or any(cells[width:]):
        raise FormatError(f"{where} has {len(cells)} cells, the first row {width}")
    return cells[:width]


class _Text:
    """A file read piece by piece: what was read and not yet taken, and whether that goes to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = getincrementaldecoder("utf-8-sig")()
        self.text, self.whole = "", False
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise FormatError(f"{path} could not be read: {error.strerror or error}") from error

    def more(self) -> None:
        """Read on: at least as much as is held, so that a long row is not looked at often."""
        try:
            piece = self._file.read(max(_PIECE, len(self.text)))
            self.text += self._decoder.decode(piece, not piece)
        except (OSError, UnicodeDecodeError) as error:
            raise FormatError(f"{self._path} could not be read as UTF-8 text: {error}") from error
        self.whole = not piece

    def close(self) -> None:
        self._file.close()


def _rows(path: Path, place: int, separator: str) -> Generator[Row]:
    """The rows from a place at the beginning on, but for empty ones."""
    number = 1
    text = _Text(path)
    try:
        text.more()
        number += len(_END_OF_LINE.findall(text.text, 0, place))
        while place < len(text.text) or not text.whole:
            found = _row(text.text, place, separator, text.whole, f"{path}, line {number}")
            if found is None:
                text.text = text.text[place:]
                place = 0
                text.more()
                continue
            cells, end = found
            if any(cells):
                yield number, cells
            number += len(_END_OF_LINE.findall(text.text, place, end))
            place = end
    finally:
        text.close()


def _row(text: str, place: int, separator: str, whole: bool, where: str) -> tuple[list[str], int] | None:
    """The cells of the row that begins at a place, and where the next one does; None where more of the file has to be read.

    A cell that begins with a quote and is none by its end is plain in a file of tabs alone.
    """
    plain = _plain_cell(separator)
    cells: list[str] = []
    while place < len(text):
        quoted = _QUOTED.match(text, place) if text[place] == '"' else None
        # A quote after the last may be half of one that is written twice.
        if text[place] == '"' and not whole and (quoted is None or text[quoted.end() : quoted.end() + 1] in ("", '"')):
            return None
        if quoted and quoted.end() < len(text) and text[quoted.end()] not in (separator, "\r", "\n"):
            quoted = None
        if text[place] == '"' and not quoted and separator != "\t":
            raise FormatError(f"{where}: a cell begins with a quote and does not end with one")
        if quoted:
            cells.append(quoted[1].replace('""', '"'))
            place = quoted.end()
        else:
            found = plain.match(text, place)
            assert found is not None
            cells.append(found[0])
            place = found.end()
        if place < len(text) and text[place] == separator:
            place += 1
            if place < len(text):
                continue
            cells.append("")
        ended = _END_OF_LINE.match(text, place)
        # What was read may end within a cell or a CRLF.
        end = ended.end() if ended else place
        return None if end == len(text) and not whole else (cells, end)
    return (cells, place) if whole else None


@cache
def _plain_cell(separator: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(separator)}\r\n]*")
