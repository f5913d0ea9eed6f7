"""The system calls of a store, seen and made to fail: a layer over the functions of ``os`` that act on one folder."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

NAMES = (
    "open", "write", "pread", "fsync", "fdatasync", "ftruncate", "replace", "rename", "unlink", "stat", "fstat", "chmod",
)  # fmt: skip
DESCRIPTORS = Path("/proc/self/fd")
"""Where the system says which file a descriptor is of."""


class Died(BaseException):
    """The process ends here."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``file`` is the name in the folder, empty for the folder itself; ``other`` the new name of a file that gets
    one; ``size`` the bytes of a write."""

    name: str
    file: str
    other: str = ""
    size: int = 0

    def __str__(self) -> str:
        return " ".join(word for word in (self.name, self.file or "folder", self.other and f"to {self.other}") if word)


Fault = Callable[[Call], int | None]
"""Raises what the call shall raise; gives how many bytes of a write shall be written before the process dies, or None."""


def _real(name: str) -> Any:
    return getattr(os, name)


@contextmanager
def watched(folder: Path, fault: Fault = lambda call: None, seen: Callable[[Call], None] | None = None) -> Iterator[list[Call]]:
    """Every call on files of this folder goes through ``fault`` first, and to ``seen`` when it is done. Gives those done.

    The lock file is left out: the system lets go of it whatever happens.
    """
    place = os.path.realpath(folder)
    done: list[Call] = []
    link, opened = os.readlink, io.open

    def file_of(target: object) -> str | None:
        try:
            where = link(DESCRIPTORS / str(target)) if isinstance(target, int) else os.path.abspath(os.fspath(target))  # type: ignore[call-overload]
        except (OSError, TypeError):
            return None
        where = where.removesuffix(" (deleted)")
        if where == place:
            return ""
        name = where.removeprefix(place + os.sep)
        return None if name == where or os.sep in name or name.endswith(".lock") else name

    def layered(name: str, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            file = file_of(args[0])
            if file is None or (file == "" and name == "stat"):
                return real(*args, **kwargs)
            size = len(args[1]) if name == "write" else 0
            this = Call(name, file, os.path.basename(args[1]) if name in ("replace", "rename") else "", size)
            half = fault(this)
            if half is not None and name == "write":
                real(args[0], bytes(args[1])[:half])
            if half is not None:
                raise Died
            found = real(*args, **kwargs)
            done.append(this)
            if seen:
                seen(this)
            return found

        return call

    with ExitStack() as layers:
        for name in NAMES:
            layers.enter_context(patch.object(os, name, layered(name, _real(name))))
        layers.enter_context(patch.object(io, "open", layered("open", opened)))
        yield done


class Nth:
    """Lets the call of this number (from 1) fail with an error of the system, ``times`` times, or all from then on."""

    def __init__(self, number: int, error: int, times: int | None = 1, only: tuple[str, ...] = NAMES) -> None:
        self.number, self.error, self.times, self.only = number, error, times, only
        self.count = self.failed = 0
        self.failing: list[Call] = []

    def __call__(self, call: Call) -> None:
        if call.name not in self.only:
            return
        self.count += 1
        if self.count >= self.number and (self.times is None or self.failed < self.times):
            self.failed += 1
            self.failing.append(call)
            raise OSError(self.error, os.strerror(self.error))


class Death:
    """The process dies at the call of this number: before it is done, or in the midst of a write. None is done after it."""

    def __init__(self, number: int, half: bool = False) -> None:
        self.number, self.half = number, half
        self.count = 0

    def __call__(self, call: Call) -> int | None:
        self.count += 1
        if self.count < self.number:
            return None
        if self.count == self.number and self.half:
            return call.size // 2
        raise Died


def full(number: int) -> Nth:
    """A disk that is full from this call on: nothing can be written or made, all else works."""
    return Nth(number, errno.ENOSPC, None, ("write",))
