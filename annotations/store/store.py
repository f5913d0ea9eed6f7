"""Store: the documents of one project, in memory alone or in a file with its lock. ``commit`` is the one way in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from annotations.store import disk
from annotations.store.content import Content, Encoded, Rows, encode_rows
from annotations.store.errors import NotSaved, ReadOnly, Stopped
from annotations.store.lock import WriterLock

if TYPE_CHECKING:
    from annotations.store.file import ProjectFile

FOLD = "fold"
"""The name of the thread that writes the file anew."""


class Store:
    """Opens the file of a project, if there is one, without a lock; a file that does not exist is made by the first commit.

    Without a path it lives in memory. ``notices`` are lines for the reader; ``copying``: a copy is being written behind.
    Raises NotUnderstood for a file that is no project of ours.
    """

    def __init__(self, path: Path | None, who: str, read_only: bool = False) -> None:
        self.path = Path(os.path.realpath(path)) if path else None
        self.name = path.name if path else "this session"
        self.notices: list[str] = []
        self._read_only = read_only
        self._lock = WriterLock(self.path, who) if self.path else None
        self._memory = Content()
        self._file: ProjectFile | None = None
        self._unsound = False
        self._behind: Thread | None = None
        self._copier: Thread | None = None
        self.copying = False
        self._told: Callable[[], None] | None = None
        if self.path is None:
            return
        if os.path.exists(self.path):
            self._open(self.path)
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
        """Whether the file is as it was written, as far as is known without waiting; ``verify`` waits."""
        return not self._unsound

    @property
    def verified(self) -> bool:
        """Whether it is known by now if the file is as it was written."""
        return self._file is None or self._file.verified

    @property
    def read_only(self) -> bool:
        return self._read_only or self._unsound

    @property
    def writing(self) -> bool:
        """Whether this process has the lock, or needs none."""
        return self._lock is None or self._lock.held

    @property
    def failed(self) -> Stopped | None:
        """Why no more can be saved here, None while all is well."""
        return self._file.failed if self._file else None

    @property
    def beside(self) -> Path | None:
        """Where what was saved here went when another program took the file's place."""
        return self._file.beside if self._file else None

    @property
    def journal(self) -> Path | None:
        """The journal, while there is one: it holds a part of what was saved."""
        if self.path is None:
            return None
        from annotations.store.journal import journal_of

        journal = journal_of(self.path)
        return journal if os.path.exists(journal) else None

    @property
    def saving(self) -> bool:
        """Whether something is written that a slow disk has not confirmed yet."""
        return self._file is not None and self._file.syncing.waiting

    def when_saved(self, told: Callable[[], None]) -> None:
        """Wait for no slow disk any more, but call this, on another thread, when it has confirmed what was written, or failed
        to."""
        self._told = told
        if self._file is not None:
            self._file.syncing.told = told

    def verify(self, wait: bool = True) -> bool:
        """See whether the file is as it was written, unless that would take waiting and ``wait`` is False.

        Whether it turned out damaged just now: what can be read of it is then in ``content``, for reading only.
        """
        if self._file is None or self._unsound or not (wait or self._file.verified):
            return False
        if self._file.sound:
            return False
        self._unsound = True
        lost = self._file.lost
        if lost:
            some = f"{len(lost)} pieces of it are lost" if len(lost) > 1 else f"a piece of it is lost ({lost[0]})"
            self.notices.append(
                f"{self.name} is damaged: {some}, the rest is shown, for reading only. rubricate check --mend {self.name}"
            )
        else:
            self.notices.append(
                f"{self.name} was changed by another program, its checksum is wrong: reading only. "
                f"rubricate check --mend {self.name}"
            )
        return True

    def ready(self) -> bool:
        """See that a commit may be made: take the lock, and read the file again where it changed before that.

        Whether it was read again. Raises ReadOnly, Locked naming the holder, NotUnderstood, NotSaved.
        """
        self._refuse_read_only()
        if self._lock is None or self._lock.held:
            return False
        if notice := self._lock.take():
            self.notices.append(notice)
        again = False
        if self._file is not None and self._file.to_read_again():
            self._file.reload()
            self.notices.append(f"{self.name} has changed since it was read; it was read again.")
            again = True
        again |= self.verify()
        self._refuse_read_only()
        if self._file is not None:
            self._file.prepare()
        return again

    def follow(self) -> bool:
        """Read the file again where a writer elsewhere has changed it. Whether it was. Raises NotUnderstood."""
        file = self._file
        if self.path is None or (self._lock and self._lock.held):
            return False
        if file is None:
            if os.path.exists(self.path):
                self._open(self.path)
            return self._file is not None
        if disk.identity(file.path) is None or not file.changed_by_others():
            return False
        file.reload()
        self._unsound = False
        self.verify()
        return True

    def commit(self, rows: Rows) -> None:
        """Store these documents, all or none; durable when it returns, but for what is ``saving``. Call ``ready`` first.

        Raises ReadOnly, NotSaved with nothing changed, and Stopped where what is on the disk is unknown.
        """
        self.commit_encoded(encode_rows(rows))

    def commit_encoded(self, encoded: Encoded) -> None:
        """The same, of documents as they stand in the file."""
        self._refuse_read_only()
        if self.path is None:
            self._memory.put(encoded)
            return
        if self._file is None:
            self._file = self._project_file(self.path)
            self._file.prepare()
        self._file.commit(encoded)

    @property
    def fold_due(self) -> bool:
        """Whether the journal is so long that it should be folded without waiting for a rest."""
        return self._file is not None and self._file.fold_due

    def folding(self) -> Iterator[str]:
        """The steps of writing the file anew with all that the journal holds; commits may come between, from any thread."""
        if self._file is not None and self._lock is not None and self._lock.held:
            yield from self._file.folding()

    def fold_behind(self, *, if_worth: bool = False) -> None:
        """Fold on a thread of its own, unless one is under way; ``if_worth``: unless a long file would be written for little."""
        if if_worth and self._file is not None and not self._file.worth_folding:
            return
        if self._behind is not None and self._behind.is_alive():
            return
        steps = self.folding()
        if next(steps, None) is not None:  # what must not run beside a commit is done with the first step
            self._behind = Thread(target=lambda: list(steps), name=FOLD, daemon=True)
            self._behind.start()

    def save_copy(self, path: Path) -> None:
        """Write all that was acknowledged to another file, that must not be there yet. Raises NotSaved."""
        self._write_copy(path, self._frozen())

    def copy_behind(self, path: Path, told: Callable[[NotSaved | None], None]) -> None:
        """The same on a thread of its own, which tells when it is done what it raised; closing waits for it. Raises NotSaved."""
        if self.copying:
            raise NotSaved("A copy is still being written: once more when it is done.")
        frozen = self._frozen()
        self.copying = True

        def copy() -> None:
            wrong = None
            try:
                self._write_copy(path, frozen)
            except NotSaved as error:
                wrong = error
            finally:
                self.copying = False
            told(wrong)

        self._copier = Thread(target=copy, daemon=True)
        self._copier.start()

    def _frozen(self) -> Content:
        if self._file is None or not self._file.exists:
            raise NotSaved("Nothing is saved yet, so there is nothing to copy.")
        return self._file.frozen()

    def _write_copy(self, path: Path, frozen: Content) -> None:
        assert self.path is not None
        try:
            disk.write_exclusive(path, frozen.chunks(), self.path)
        except FileNotFoundError as error:
            raise NotSaved(f"{path.name} could not be written: there is no folder {path.parent}.") from error
        except FileExistsError as error:
            raise NotSaved(f"{path.name} is there already: give another name.") from error
        except OSError as error:
            raise NotSaved(f"{path.name} could not be written ({disk.why(error)}): give a place on another disk.") from error
        except ValueError as error:
            raise NotSaved(f"{path.name} could not be written: {self.name} has a part that cannot be read ({error}).") from error

    def close(self) -> None:
        """Wait for the disk, write the file anew with what the journal holds, let the lock go. Raises Stopped."""
        try:
            for behind in filter(None, (self._behind, self._copier)):
                behind.join()
            if self._file is not None and self._lock is not None and self._lock.held:
                self._file.close()
        finally:
            if self._lock:
                self._lock.release()

    def _open(self, path: Path) -> None:
        self._file = self._project_file(path)
        self.verify(wait=False)

    def _project_file(self, path: Path) -> "ProjectFile":
        from annotations.store.file import ProjectFile

        file = ProjectFile(path, self.notices)
        file.syncing.told = self._told
        return file

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise ReadOnly(f"Nothing was changed: {self.name} is open for reading only.")
