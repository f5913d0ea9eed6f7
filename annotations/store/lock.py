"""WriterLock: one writer per project file, told apart from readers, who need no lock."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.store.errors import Locked, ReadOnly

if TYPE_CHECKING:
    from filelock import BaseFileLock


class WriterLock:
    """The lock of one project, a file beside it (``news.json.lock``) that says ``PID@HOST USER`` while it is ``held``.

    The system lets it go when the process dies. The file stays, empty: taking it away would let two have the lock.
    """

    def __init__(self, project: Path, who: str) -> None:
        self._project = project
        self._path = project.with_name(project.name + ".lock")
        self._who = who
        self._lock: BaseFileLock | None = None
        self._process = 0

    @property
    def held(self) -> bool:
        """Whether this process has it; a child that was forked has not."""
        return self._process == os.getpid()

    def take(self) -> str:
        """Take the lock, unless it is held already. Comes back at once, with a notice where the system has no locks.

        Raises Locked naming the holder, ReadOnly where the lock file may not be written.
        """
        if self.held:
            return ""
        from filelock import FileLock, Timeout

        holder = self._holder()
        lock = FileLock(self._path, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Locked(
                f"{self._project.name} is open in {holder or self._holder() or 'another process'}: "
                "close it there, or read only here (--read-only)."
            ) from error
        except PermissionError as error:
            raise ReadOnly(f"{self._path.name} may not be written, so {self._project.name} can only be read here.") from error
        except (OSError, NotImplementedError) as error:
            self._process = os.getpid()  # as far as can be: the file is still never written over once somebody else changed it
            return f"{self._project.name} could not be locked ({error}): see that nobody else has it open."
        self._lock, self._process = lock, os.getpid()
        self._say(f"{os.getpid()}@{socket.gethostname()} {self._who}\n")
        return ""

    def release(self) -> None:
        """Let the lock go, if it is held."""
        if self._lock is not None and self.held:
            self._say("")
            self._lock.release()
        self._lock, self._process = None, 0

    def _say(self, words: str) -> None:
        with suppress(OSError):  # a locked file cannot be written a second time on every system; the lock holds without
            self._path.write_text(words, "utf-8", "replace")

    def _holder(self) -> str:
        try:
            process, _, who = self._path.read_text("utf-8", "replace").strip().partition(" ")
        except OSError:
            return ""
        number, _, host = process.partition("@")
        words = f"process {number} on {host}" if host else process
        return f"{words} ({who})" if words and who else words
