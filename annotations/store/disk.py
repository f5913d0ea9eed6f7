"""Files replaced as a whole: complete, synced, or not at all."""

import errno
import os
import sys
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


def replace(path: Path, data: bytes) -> Identity:
    """Put these bytes in the place of a file, synced, by a temporary file beside it; its mode and owner are kept.

    Raises OSError; the file is then as it was, unless only the last sync of the directory failed.
    """
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("xb") as file:
            _keep_mode(path, temporary)
            _write(file.fileno(), data)
            # Taken from the descriptor before the rename, which changes neither: a later look at the path might see another's.
            written = _identity(os.fstat(file.fileno()))
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)
    return written


def write_beside(path: Path, data: bytes, word: str) -> Path:
    """Write these bytes, synced, under a new name beside the file (``news.WORD.json``). Raises OSError."""
    for number in range(1, 1000):
        new = path.with_name(f"{path.stem}.{word}{f'-{number}' if number > 1 else ''}{path.suffix}")
        try:
            with new.open("xb") as file:
                _keep_mode(path, new)
                _write(file.fileno(), data)
        except FileExistsError:
            continue
        _sync_directory(path.parent)
        return new
    raise FileExistsError(errno.EEXIST, "too many copies beside it", str(path))


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    _sync(descriptor)


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
