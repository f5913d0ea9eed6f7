"""Store: the documents of one project, in memory alone or in a file with its lock. ``commit`` is the one way in."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.store import disk
from annotations.store.content import Content, Rows, encode_rows
from annotations.store.errors import ReadOnly
from annotations.store.lock import WriterLock

if TYPE_CHECKING:
    from annotations.store.tinyfile import TinyFile


class Store:
    """Opens the file of a project, if there is one, without a lock; a file that does not exist is made by the first commit.

    Without a path it lives in memory. ``notices`` are lines for the reader; ``sound`` says whether the file's checksum
    held. Raises NotUnderstood for a file that is no project of ours.
    """

    def __init__(self, path: Path | None, who: str, read_only: bool = False) -> None:
        self.path = Path(os.path.realpath(path)) if path else None
        self.name = path.name if path else "this session"
        self.notices: list[str] = []
        self._read_only = read_only
        self._lock = WriterLock(self.path, who) if self.path else None
        self._memory = Content()
        self._file: TinyFile | None = None
        if self.path is None:
            return
        if os.path.exists(self.path):
            self._file = self._tiny_file(self.path)
            self._say_unsound()
        if not self.read_only and not disk.writable(self.path):
            self._read_only = True
            self.notices.append(f"{self.path} cannot be written: reading only. Give another file with -p to keep decisions.")

    @property
    def content(self) -> Content:
        return self._file.content if self._file else self._memory

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self._file is not None and self._file.exists

    @property
    def sound(self) -> bool:
        return self._file is None or self._file.sound

    @property
    def read_only(self) -> bool:
        return self._read_only or not self.sound

    def ready(self) -> bool:
        """See that a commit may be made: take the lock, and read the file again where it changed before that.

        Whether it was read again. Raises ReadOnly, Locked naming the holder, NotUnderstood.
        """
        self._refuse_read_only()
        if self._lock is None or self._lock.held:
            return False
        if notice := self._lock.take():
            self.notices.append(notice)
        if self._file is None or disk.identity(self._file.path) is None or not self._file.changed_by_others():
            return False
        self._file.reload()
        self.notices.append(f"{self.name} has changed since it was read; it was read again.")
        self._say_unsound()
        return True

    def commit(self, rows: Rows) -> None:
        """Store these documents, all or none; durable when it returns. Call ``ready`` first.

        Raises ReadOnly, and NotSaved with nothing changed.
        """
        self._refuse_read_only()
        if self.path is None:
            self._memory.put(encode_rows(rows))
            return
        if self._file is None:
            self._file = self._tiny_file(self.path, self._memory)
        self._file.commit(rows)

    def release(self) -> None:
        """Let the lock go."""
        if self._lock:
            self._lock.release()

    def _tiny_file(self, path: Path, content: Content | None = None) -> "TinyFile":
        from annotations.store.tinyfile import TinyFile

        return TinyFile(path, content, self.notices)

    def _say_unsound(self) -> None:
        if not self.sound:
            self.notices.append(
                f"{self.name} was changed by another program, its checksum is wrong: reading only. rubricate check {self.name}"
            )

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise ReadOnly(f"Nothing was changed: {self.name} is open for reading only.")
