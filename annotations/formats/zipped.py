"""Annotation files in a zip, as tools hand them out: unpacked within limits into a folder of their own, and what is read there.

Refused is whatever a zip can do harm with: names that lead elsewhere, links, a zip in the zip, more bytes or files than are read,
and what becomes far larger than it is (D. Fifield, A better zip bomb, USENIX WOOT 2019). Sizes are counted while bytes come,
whatever the zip says of itself.
"""

import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from annotations.formats.document import FormatError
from annotations.formats.guessing import guessed
from annotations.formats.registry import LIMIT, Format, by_suffix, require_file

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_MOST_FILES = 100_000
_MOST_TIMES = 200
"""How many times larger than in the zip a file may become; JSON of many like records becomes some 30 times larger."""
_FREE = 16 << 20
"""Bytes of a file that may come from however few."""
_PIECE = 1 << 16
_CONFIGURATION = ("labels.json", "label_config.json", "config.xml")
"""How the names of files end that stand beside others, whatever they would read as."""
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt", ".tsv", ".csv", ".xml")


def is_zip(path: Path) -> bool:
    """Whether a file is a zip by its beginning, or its suffix. False for what cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4) in _MAGIC or path.suffix.lower() == ".zip"
    except (OSError, ValueError):
        return False


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder with the files of a zip, hidden ones left out; removed afterwards. Raises FormatError for what is refused."""
    require_file(path)
    with TemporaryDirectory(prefix="rubricate-") as folder:
        try:
            with ZipFile(path) as zipped:
                _unpack(zipped, path, Path(folder))
        except (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
            raise FormatError(f"{path} could not be read as a zip: {error or type(error).__name__}") from error
        except OSError as error:
            raise FormatError(f"{path} could not be unpacked: {error.strerror or error}") from error
        yield Path(folder)


def parts(folder: Path, formats: Mapping[str, Format], format: str | None) -> tuple[list[tuple[Path, str]], list[Path]]:
    """What an unpacked zip holds: files, or folders that are read as one, each with its format; and the files of no format.
    Configurations are among neither.

    ``format`` None: of what each seems to be.
    """
    found: list[tuple[Path, str]] = []
    left: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        files = [Path(place, name) for name in sorted(names)]
        together = _as_folder(Path(place), files, formats, format)
        if together:
            found.append((Path(place), together))
            continue
        for file in files:
            if file.name.lower().endswith(_CONFIGURATION):
                continue
            seems = _seems(file, files, formats, format)
            if seems:
                found.append((file, seems))
            else:
                left.append(file)
    return found, left


def _unpack(zipped: ZipFile, path: Path, folder: Path) -> None:
    members = [one for one in zipped.infolist() if not one.is_dir()]
    if len(members) > _MOST_FILES:
        raise FormatError(f"{path} holds {len(members)} files, more than the {_MOST_FILES} that are read: split it")
    size, total = path.stat().st_size, 0
    for member in members:
        place = _place(member, path)
        if any(part.startswith(".") or part == "__MACOSX" for part in place.parts):
            continue
        out = folder.joinpath(*place.parts)
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            total += _copy(zipped, member, path, out, LIMIT - total)
        except FileExistsError:
            raise FormatError(f"{path} holds {place} twice: nothing of it was unpacked") from None
        # Files of a zip may share their bytes.
        if total > max(_FREE, _MOST_TIMES * size):
            raise FormatError(f"{path} becomes more than {_MOST_TIMES} times as large when it is unpacked: refused")


def _place(member: ZipInfo, path: Path) -> PurePosixPath:
    """Where a member goes, below the folder. Raises FormatError for a name that leads elsewhere, a link, what is encrypted."""
    name = member.filename
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts or "\\" in name or name[1:2] == ":" or "\0" in member.orig_filename:
        raise FormatError(f"{path} holds {name!r}, a name that leads out of its folder: nothing of it was unpacked")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise FormatError(f"{path} holds {name!r}, a link or no file at all: nothing of it was unpacked")
    if member.flag_bits & 1:
        raise FormatError(f"{path} is encrypted: unpack it first")
    return place


def _copy(zipped: ZipFile, member: ZipInfo, path: Path, out: Path, most: int) -> int:
    """Unpack one file; gives its bytes."""
    length = 0
    with zipped.open(member) as source, out.open("xb") as target:
        while piece := source.read(_PIECE):
            if not length and piece[:4] in _MAGIC:
                raise FormatError(f"{path} holds another zip, {member.filename}: unpack it first")
            length += len(piece)
            if length > most:
                raise FormatError(f"{path} becomes more than the {LIMIT >> 20} MiB that are read when it is unpacked: split it")
            if length > max(_FREE, _MOST_TIMES * member.compress_size):
                raise FormatError(f"{path} holds {member.filename}, more than {_MOST_TIMES} times as large unpacked: refused")
            target.write(piece)
    return length


def _as_folder(folder: Path, files: Sequence[Path], formats: Mapping[str, Format], format: str | None) -> str:
    """The format by which a folder is read as one; empty where its files are read singly."""
    for name, form in formats.items():
        if form.folder and form.reads and format in (None, name) and any(form.name in by_suffix(one, formats) for one in files):
            try:
                if form.read(folder):
                    return name
            except FormatError:
                if format == name:
                    return name
    return ""


def _seems(file: Path, beside: Sequence[Path], formats: Mapping[str, Format], format: str | None) -> str:
    if format is None:
        try:
            names = guessed(file, formats)
        except FormatError:
            return ""
        return names[0] if len(names) == 1 else ""
    named = [one for one in beside if format in by_suffix(one, formats)]
    return format if file in (named or [one for one in beside if one.suffix.lower() in _SUFFIXES]) else ""
