"""Files that are there whole or not at all: written beside their place, synced, then put there in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from annotations.formats.document import FormatError


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path beside ``out`` to write to: synced and put in its place when the block ends well, else removed.

    A link is followed; an old file keeps its permissions. Raises FormatError where the place cannot be written.
    """
    place = Path(os.path.realpath(out))
    if place.exists() and not place.is_file():
        raise FormatError(f"{out} is not a file; give the name of a file that may be written")
    beside = place.with_name(f".{place.name[:64]}.{token_hex(4)}")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        if place.exists():
            beside.chmod(place.stat().st_mode & 0o777)
        yield beside
        _sync(beside)
        os.replace(beside, place)
        _sync(place.parent)
    except OSError as error:
        raise _not_written(out, error) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """A new folder to write files into. When the block ends well they are synced and take their places in ``folder``,
    which is made when it is not there; else all is removed. Other files in ``folder`` stay as they are.

    Raises FormatError where the place cannot be written.
    """
    place = Path(os.path.realpath(folder))
    if place.exists() and not place.is_dir():
        raise FormatError(f"{folder} is not a folder; give the name of a folder that may be written")
    hidden = f".{place.name[:64]}.{token_hex(4)}"
    # In the folder where it is there: what is beside it may be another disk, or not be ours to write.
    beside = place / hidden if place.exists() else place.with_name(hidden)
    try:
        beside.mkdir()
        yield beside
        for path in sorted(beside.iterdir()):
            _sync(path)
        if beside.parent == place:
            for path in sorted(beside.iterdir()):
                os.replace(path, place / path.name)
            _sync(place)
        else:
            os.rename(beside, place)
        _sync(place.parent)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        rmtree(beside, ignore_errors=True)


def _not_written(out: Path, error: OSError) -> FormatError:
    return FormatError(f"{out} could not be written: {error.strerror or error}; choose another place")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
