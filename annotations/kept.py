"""Kept: where a project is kept: its file and its lock, what a slow disk has yet to confirm, copies, the writer elsewhere."""

from collections.abc import Callable
from pathlib import Path

from annotations.store.errors import NotSaved
from annotations.store.store import Store


class Kept:
    """What a project is, whatever is in it. Without a ``path`` nothing is ever written.

    ``times_read`` counts how often the file was read again, after which everything must be shown anew and ``marked`` taken
    anew. ``copies`` are the files that ``copy_behind`` wrote. ``wrote``: the lock was had here; ``unsaved``: what was to be
    saved last was not.
    """

    def __init__(self, path: Path | None, who: str, read_only: bool) -> None:
        self._store = Store(path, who, read_only)
        self.times_read = 0
        self.copies: list[Path] = []
        self.wrote = self.unsaved = False

    @property
    def path(self) -> Path | None:
        """The file, symbolic links resolved."""
        return self._store.path

    @property
    def read_only(self) -> bool:
        return self._store.read_only

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self._store.exists

    @property
    def notices(self) -> list[str]:
        """Lines for the reader, oldest first."""
        return self._store.notices

    @property
    def verified(self) -> bool:
        """Whether ``claim`` and the first change need not wait for a long file to be verified."""
        return self._store.verified

    @property
    def writing(self) -> bool:
        """Whether this process has the writer's lock, or needs none."""
        return self._store.writing

    @property
    def failed(self) -> str:
        """In words why no more can be saved here, empty while all is well."""
        return str(self._store.failed or "")

    @property
    def beside(self) -> Path | None:
        """Where what was saved here went when another program took the file's place; None where none did."""
        return self._store.beside

    @property
    def journal(self) -> Path | None:
        """The journal beside the file, while it holds a part of what was saved."""
        return self._store.journal

    def claim(self) -> None:
        """Take the writer's lock, when there is a file that may be written. A file that has changed since it was read is
        read again: take ``marked`` anew after it. Raises Locked naming the holder."""
        if self.exists and not self.read_only:
            self._ready()

    @property
    def saving(self) -> bool:
        """Whether a slow disk has yet to confirm what was saved."""
        return self._store.saving

    def when_saved(self, told: Callable[[], None]) -> None:
        """Wait for no slow disk any more: what ``apply`` has done may be ``saving`` yet. This is called, on another thread, when
        the disk has confirmed it, or failed to."""
        self._store.when_saved(told)

    def follow(self) -> bool:
        """Take over what the writer of a project that is open for reading only has done since. Whether it was anything; take
        ``marked`` anew then. Raises NotUnderstood."""
        changed = self._store.follow()
        if changed:
            self._take_anew()
        return changed

    @property
    def copying(self) -> bool:
        """Whether a copy is being written."""
        return self._store.copying

    def copy_behind(self, path: Path, told: Callable[[bool], None]) -> None:
        """Write all that was saved, and what perhaps was when the disk failed, to another file, which must not be there yet.

        That is done on a thread of its own; ``told`` is called there once it is, with whether it went well: then the file is
        among ``copies``, else there is a notice. ``close`` waits for it. Raises NotSaved where it cannot be begun.
        """
        if not self.verified:  # what is damaged must not get a checksum that holds
            raise NotSaved(f"{self._store.name} is still being verified: once more in a moment.")
        if self._store.verify():
            self._take_anew()

        def done(wrong: NotSaved | None) -> None:
            if wrong is None:
                self.copies.append(path)
            else:
                self.notices.append(str(wrong))
            told(wrong is None)

        self._store.copy_behind(path, done)

    def _ready(self) -> None:
        if self._store.ready():
            self._take_anew()
        self.wrote = True

    def _take_anew(self) -> None:
        """The file was read again."""
        self.times_read += 1
