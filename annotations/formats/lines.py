"""The lines of a text file one at a time, for formats that are lines."""

from collections.abc import Iterator
from pathlib import Path

from annotations.formats.document import FormatError


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, from 1, without their ends (LF or CRLF) and a byte order mark before the first; one is held
    at a time. Raises FormatError for a file that cannot be read, naming the line that is no UTF-8."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise FormatError(f"{path}, line {number} could not be read as UTF-8 text: {error}") from error
                yield number, text.removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error
