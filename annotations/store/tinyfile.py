"""TinyFile: one project file as a TinyDB storage, replaced as a whole at each change, and never when it is not ours."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from annotations.store import disk
from annotations.store.content import Content, Encoded, Rows, digest, encode, encode_rows
from annotations.store.errors import NotSaved, NotUnderstood, ReadOnly

_STORE = "_store"


class TinyFile(Storage):
    """The file of one project. Where there is none yet, the first commit makes it.

    ``content`` is what it holds, ``sound`` whether its checksum held (it takes no change otherwise), ``notices`` lines
    for the reader. Works as a storage of TinyDB too: ``TinyDB(path, storage=TinyFile)``. Raises NotUnderstood for a
    file that is no project of ours.
    """

    def __init__(self, path: Path | str, content: Content | None = None, notices: list[str] | None = None) -> None:
        self.path = Path(os.path.realpath(path))
        self.content = content or Content()
        self.sound = True
        self.notices: list[str] = [] if notices is None else notices
        self._known: disk.Identity | None = None
        self._digest = b""
        self._own = False
        self._stopped = False
        if content is None and disk.identity(self.path) is not None:
            self.reload()

    @property
    def exists(self) -> bool:
        """Whether there was a file when last looked."""
        return self._known is not None

    def reload(self) -> None:
        """Read the file again. Raises NotUnderstood, and keeps what it had."""
        try:
            data, known = disk.read(self.path)
        except OSError as error:
            raise NotUnderstood(f"{self.path.name} could not be read: {_why(error)}. Give another file with -p.") from error
        self.content, self.sound = Content.parsed(data, self.path.name)
        self._known, self._digest, self._own = known, digest(data), False

    def changed_by_others(self) -> bool:
        """Whether the file is another than the one last read or written here. Raises OSError."""
        now = disk.identity(self.path)
        if now == self._known:
            return False
        if now is None or self._known is None:
            return True
        data, now = disk.read(self.path)
        if digest(data) != self._digest:
            return True
        self._known = now  # touched or copied back, but the same bytes
        return False

    def commit(self, changes: Rows) -> None:
        """Make these documents durable, all or none: on disk and synced when it returns; only then they are in ``content``.

        Raises ReadOnly for a file whose checksum was wrong, NotSaved when the change could not be written or somebody
        else changed the file; nothing has changed then.
        """
        self._commit(encode_rows(changes))

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables, for TinyDB."""
        return self.content.decoded() if self.exists else None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the file hold these tables, for TinyDB; only documents that differ are taken over."""
        before = self.content.decoded()
        encoded: dict[str, dict[str, bytes | None]] = {
            table: {str(key): encode(row) for key, row in rows.items()} for table, rows in data.items() if table != _STORE
        }
        for table, rows in before.items():
            encoded.setdefault(table, {}).update({key: None for key in rows if key not in data.get(table, {})})
        self._commit(encoded)

    def _commit(self, encoded: Encoded) -> None:
        name = self.path.name
        if not self.sound:
            raise ReadOnly(f"{name} is open for reading only, since its checksum is wrong: rubricate check {name}")
        if self._stopped:
            raise NotSaved(f"Not saved: the disk failed while {name} was written. Quit, and look at {self.path.parent} first.")
        if self.exists and not self.content.differs(encoded):
            return
        undo: Encoded | None = None
        try:
            self._look_underneath()
            undo = self.content.put(encoded)
            data = self.content.to_bytes()
            self._known = disk.replace(self.path, data)
        except BaseException as error:
            if undo is not None:
                self.content.put(undo)
                # Failed after the replacement: what is on disk is unknown, so no other try may follow.
                self._stopped = not self._is_as_known()
            if isinstance(error, OSError):
                raise NotSaved(f"Not saved: {name} could not be written ({_why(error)}). Nothing was changed.") from error
            raise
        self._digest, self._own = digest(data), True

    def _is_as_known(self) -> bool:
        try:
            return disk.identity(self.path) == self._known
        except OSError:
            return False

    def _look_underneath(self) -> None:
        name = self.path.name
        if not self.changed_by_others():
            return
        if disk.identity(self.path) is None:
            self.notices.append(f"{name} had been removed; it was written again.")
            self._known = None
            return
        if self._known is None:
            raise NotSaved(f"Not saved: another program has made {name} meanwhile. Quit, and open it again.")
        kept = self._keep_both()
        raise NotSaved(
            f"Not saved: another program has changed {name}. Quit, and open it again; nothing was written over it.{kept}"
        )

    def _keep_both(self) -> str:
        """Write what was saved here before, once, beside the file that took its place; words that say so."""
        if not self._own:
            return ""
        try:
            copy = disk.write_beside(self.path, self.content.to_bytes(), "yours")
        except OSError as error:
            return f" What you had could not be written beside it ({_why(error)}): make room, then try again."
        self._own = False
        words = f"What you had is in {copy.name}."
        self.notices.append(words)
        return f" {words}"


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
