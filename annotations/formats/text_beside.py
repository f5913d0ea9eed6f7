"""The text that annotations are about, where their file does not hold it: in a text file beside."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from annotations.formats.document import FormatError


def text_beside(path: Path, names: Iterable[str] = ()) -> str:
    """The text of the first of these files that is there: those that the file itself names, then its own name with ``.txt``.

    Of a name, a path or an address only the last part counts: nothing outside the folder is read. Raises FormatError saying
    which file to put there.
    """
    wanted: list[str] = []
    for name in names:
        last = PurePosixPath(unquote(urlsplit(name).path).replace("\\", "/")).name if _is_address(name) else _last(name)
        if last and "\x00" not in last:
            wanted += [last, f"{last}.txt"] if last != path.name else [f"{last}.txt"]
    wanted += [f"{path.stem}.txt", f"{path.name}.txt"]
    for name in dict.fromkeys(wanted):
        beside = path.with_name(name)
        if _is_inside(beside, path.parent):
            try:
                return beside.read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise FormatError(f"{beside} could not be read as UTF-8 text: {error}") from error
    raise FormatError(f"{path} does not hold the text it is about: put that beside it as {wanted[0]}")


def _is_address(name: str) -> bool:
    return "://" in name or name.startswith("urn:")


def _last(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _is_inside(beside: Path, folder: Path) -> bool:
    """Whether it is a file of the folder; a link that leads elsewhere is not."""
    try:
        return beside.is_file() and beside.resolve().parent == folder.resolve()
    except (OSError, ValueError):
        return False
