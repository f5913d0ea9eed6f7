"""Known: file and journal as they were last read or written here, and whether somebody else has changed them since."""

from pathlib import Path

from annotations.store import disk
from annotations.store.journal import Journal, journal_of
from annotations.store.parsing import claimed_sum, is_sound


class Known:
    """``file`` and ``journal``: which files they were, None where there was none. ``sum``: the checksum by which a journal
    knows the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file: disk.Identity | None = None
        self.sum = ""
        self.journal: disk.Identity | None = None

    def changed(self, journal: Journal | None) -> bool:
        """Whether they are others by now; ``journal`` is the one that is being written here. Raises OSError."""
        if journal is None and disk.identity(journal_of(self._path)) != self.journal:
            return True
        if journal is not None and not journal.is_ours():
            return True
        now = disk.identity(self._path)
        if now == self.file:
            return False
        if now is None or self.file is None:
            return True
        data, now = disk.read(self._path)
        if claimed_sum(data) != self.sum or not is_sound(data):
            return True
        self.file = now  # touched or copied back, but the same bytes
        return False

    def journal_gone(self, journal: Journal | None) -> bool:
        """Whether only the journal is gone: nobody wrote the file, so all that was in it is here. Raises OSError."""
        gone = journal is not None and disk.identity(journal_of(self._path)) is None
        return gone and disk.identity(self._path) == self.file
