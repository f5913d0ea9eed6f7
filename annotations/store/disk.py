"""Files on the disk: replaced as a whole, complete and synced, or not at all; and grown at the end."""

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

Identity = tuple[int, int, int, int]
"""Device, inode, size in bytes and time of change in nanoseconds: differs once somebody else wrote the file."""

_NO_DIRECTORY_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


def identity(path: Path) -> Identity | None:
    """Of which file this path is the name now; None where there is none."""
    try:
        return _identity(path.stat())
    except FileNotFoundError:
        return None


def identity_of(descriptor: int) -> Identity:
    """Which file is open there. Raises OSError."""
    return _identity(os.fstat(descriptor))


def read(path: Path) -> tuple[bytes, Identity]:
    """The bytes of a file, and which file they are of. Raises OSError."""
    with path.open("rb") as file:
        before = _identity(os.fstat(file.fileno()))
        return file.read(), before


def writable(path: Path) -> bool:
    """Whether this user may replace the file, or make it where there is none."""
    effective = os.access in os.supports_effective_ids

    def allowed(place: Path, mode: int) -> bool:
        return os.access(place, mode, effective_ids=effective)

    return allowed(path.parent, os.W_OK | os.X_OK) and (not os.path.exists(path) or allowed(path, os.W_OK))


class Unsynced(OSError):
    """The file has its new name, but whether the disk knows it is not known."""


def replace(path: Path, data: bytes, like: Path | None = None) -> Identity:
    """Put these bytes in the place of a file, synced, by a temporary file beside it, with its mode and owner, or another's.

    Raises OSError, the file being as it was, or Unsynced when only the last sync of the folder failed.
    """
    temporary = temporary_of(path)
    written = write_new(like or path, temporary, [data])
    rename(temporary, path)
    return written


def temporary_of(path: Path) -> Path:
    """The name of a file that is about to take another's place."""
    return path.with_name(path.name + ".tmp")


def write_new(like: Path, temporary: Path, chunks: Iterable[bytes], sync: bool = True) -> Identity:
    """Write these bytes, synced, to a temporary file with the mode and owner of another. Raises OSError, and leaves none.

    Without ``sync`` that is left to who goes on writing it.
    """
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("xb") as file:
            _keep_mode(like, temporary)
            for chunk in chunks:
                write(file.fileno(), chunk)
            if sync:
                _sync(file.fileno())
            # Taken from the descriptor before the rename, which changes neither: a later look at the path might see another's.
            return _identity(os.fstat(file.fileno()))
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def rename(temporary: Path, path: Path) -> None:
    """Let the temporary file take the place of ``path``. Raises OSError, the file being as it was, or Unsynced."""
    rename_unsynced(temporary, path)
    sync_folder(path)


def rename_unsynced(temporary: Path, path: Path) -> None:
    """The same without waiting for the disk: ``sync_folder`` is to follow."""
    try:
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Take a file away, durably; nothing where there is none. Raises OSError, or Unsynced."""
    path.unlink(missing_ok=True)
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """Sync the folder a file is in. Raises Unsynced."""
    try:
        _sync_directory(path.parent)
    except OSError as error:
        raise Unsynced(error.errno, error.strerror) from error


def same_file(path: Path, status: os.stat_result) -> bool:
    """Whether a path still names this file."""
    try:
        now = path.stat()
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (status.st_dev, status.st_ino)


def why(error: OSError) -> str:
    """What went wrong, in a word or two."""
    return (error.strerror or str(error)).lower()


def opened(path: Path) -> int:
    """A descriptor that appends to a file and reads it. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))


def write(descriptor: int, data: bytes) -> None:
    """Write all of it. Raises OSError, a part of it being written perhaps."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_data(descriptor: int) -> None:
    """Wait until what was written to a file is on the disk. Raises OSError."""
    if hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        _sync(descriptor)


def write_beside(path: Path, chunks: Iterable[bytes], word: str) -> Path:
    """Write these bytes, synced, under a new name beside the file (``news.WORD.json``). Raises OSError, and leaves nothing."""
    for number in range(1, 1000):
        new = path.with_name(f"{path.stem}.{word}{f'-{number}' if number > 1 else ''}{path.suffix}")
        with suppress(FileExistsError):
            write_exclusive(new, chunks, path)
            return new
    raise FileExistsError(errno.EEXIST, "too many copies beside it", str(path))


def write_numbered(path: Path, word: str, chunks: Iterable[bytes]) -> Path:
    """Write these bytes, synced, as ``path.WORD-N``, the first N that is free. Raises OSError."""
    for number in range(1, 1000):
        new = path.with_name(f"{path.name}.{word}-{number}")
        with suppress(FileExistsError):
            write_exclusive(new, chunks, path)
            return new
    raise FileExistsError(errno.EEXIST, "too many copies beside it", str(path))


def rename_numbered(path: Path, word: str) -> Path:
    """Give the file the name ``path.WORD-N``, the first N that is free. Raises OSError."""
    for number in range(1, 1000):
        new = path.with_name(f"{path.name}.{word}-{number}")
        if not new.exists():
            path.rename(new)
            sync_folder(path)
            return new
    raise FileExistsError(errno.EEXIST, "too many copies beside it", str(path))


def write_exclusive(new: Path, chunks: Iterable[bytes], like: Path) -> None:
    """Write a file, synced, that must not be there yet, with the mode of another.

    Raises FileExistsError, or another OSError and leaves nothing.
    """
    with new.open("xb") as file:
        try:
            _keep_mode(like, new)
            for chunk in chunks:
                write(file.fileno(), chunk)
            _sync(file.fileno())
        except BaseException:
            with suppress(OSError):
                new.unlink()
            raise
    sync_folder(new)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":  # there fsync does not reach the disk
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def _sync_directory(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_DIRECTORY_SYNC:
            raise
    finally:
        os.close(descriptor)


def _keep_mode(old: Path, new: Path) -> None:
    try:
        status = old.stat()
    except FileNotFoundError:
        return
    if os.name == "posix" and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(S_IMODE(status.st_mode))


def _identity(status: os.stat_result) -> Identity:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
