"""Rows of cells as RFC 4180 has them, whatever separates the cells: what ``csv.reader`` does, without its limit on long cells."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from annotations.formats.document import FormatError

SEPARATORS = ",;\t|"
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


def table(path: Path, wanted: Collection[Collection[str]]) -> tuple[list[str], list[Row]]:
    """The names of the columns, plain and in small letters, and the rows of a file.

    The separator is what Excel's ``sep=`` line says, else the one under which the first row has a name of each of the ``wanted``.
    Raises FormatError where none has, and naming the line that has too few or too many cells.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    told = _TOLD.match(content)
    for separator in told[1] if told else SEPARATORS:
        rows = _rows(content, told.end() if told else 0, separator, path)
        try:
            names = [_plain(name) for name in next(rows, (0, []))[1]]
        except FormatError:
            continue
        if all(not choice.isdisjoint(names) for choice in map(frozenset, wanted)):
            return names, [(number, _fitting(cells, len(names), f"{path}, line {number}")) for number, cells in rows]
    raise FormatError(f"{path}: the first row does not name the columns {', '.join(next(iter(names)) for names in wanted)}")


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _fitting(cells: list[str], width: int, where: str) -> list[str]:
    if len(cells) < width or any(cells[width:]):
        raise FormatError(f"{where} has {len(cells)} cells, the first row {width}")
    return cells[:width]


def _rows(content: str, place: int, separator: str, path: Path) -> Iterator[Row]:
    """The rows but for empty ones. A cell that begins with a quote and is none by its end is plain in a file of tabs alone."""
    plain = re.compile(f"[^{re.escape(separator)}\r\n]*")
    cells: list[str] = []
    number, counted = 1, 0
    while place < len(content):
        if not cells:
            number += len(_END_OF_LINE.findall(content, counted, place))
            counted = place
        quoted = _QUOTED.match(content, place) if content[place] == '"' else None
        if quoted and quoted.end() < len(content) and content[quoted.end()] not in (separator, "\r", "\n"):
            quoted = None
        if content[place] == '"' and not quoted and separator != "\t":
            raise FormatError(f"{path}, line {number}: a cell begins with a quote and does not end with one")
        if quoted:
            cells.append(quoted[1].replace('""', '"'))
            place = quoted.end()
        else:
            found = plain.match(content, place)
            assert found is not None
            cells.append(found[0])
            place = found.end()
        if place < len(content) and content[place] == separator:
            place += 1
            if place < len(content):
                continue
            cells.append("")
        if ended := _END_OF_LINE.match(content, place):
            place = ended.end()
        if any(cells):
            yield number, cells
        cells = []
