"""ProjectFile: one project file and its journal. A commit costs what it changes, whatever the size of the file.

A commit is appended to the journal and synced; only then it is in ``content``. A fold writes the file anew with all that the
journal holds while commits go on, and then lets the journal go. The order of its steps makes each crash recognisable: the
new file is written and synced beside the old one; the journal announces it by its checksum, synced; it takes the old one's
place; a journal with what came in meanwhile, synced, takes the journal's place. After SQLite's and etcd's logs.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock

from annotations.store import disk
from annotations.store.content import FORMAT, SUM_LENGTH, Content, Encoded
from annotations.store.errors import NotSaved, Stopped
from annotations.store.journal import Journal, Journalled, journal_of, not_saved, stopped
from annotations.store.known import Known
from annotations.store.parsing import claimed_sum
from annotations.store.recovery import Found, found, identity, set_aside, taken_over
from annotations.store.syncing import Syncing

FOLD_FROM = 16 << 20
"""Bytes of a journal from which it is folded without waiting for a rest."""
_LONG = 1 << 22
_SHARE = 64
"""A file of over four mebibytes is written anew at a rest only for a journal of a 64th of it."""


class ProjectFile:
    """``content`` is what file and journal hold together; ``sound`` whether the file is as it was written; ``notices`` get
    lines for the reader; ``beside`` is where what was saved here went when another program took the file's place. Where
    there is no file yet, the first commit makes it.

    Reads only, until ``prepare`` is called by who has the lock. Raises NotUnderstood for a file that is no project of ours.
    """

    def __init__(self, path: Path, notices: list[str]) -> None:
        self.path = path = Path(os.path.realpath(path))
        self.name = path.name
        self.notices = notices
        self.content = Content()
        self.syncing = Syncing()
        self._journal_path = journal_of(path)
        self._mutex = RLock()
        self._found: Found | None = None
        self._known = Known(path)
        self._journal: Journal | None = None
        self._stopped: Stopped | None = None
        self._folding = False
        self._fold_failed_at = 0
        self._own = False
        self.beside: Path | None = None
        self._prepared = False
        if identity(path) is not None:
            self.reload()
        else:
            self._known.journal = identity(self._journal_path)

    @property
    def exists(self) -> bool:
        """Whether there was a file when last looked."""
        return self._known.file is not None

    @property
    def sound(self) -> bool:
        """Whether the file is as it was written; waits until that is known, and takes what can be read where it is not."""
        if self._found is None or self._found.snapshot.sound:
            return True
        if self.content is self._found.snapshot.content:
            self._found.snapshot.take_damaged()
            self.content = self._found.content()
        return False

    @property
    def verified(self) -> bool:
        """Whether ``sound`` can be asked without waiting."""
        return self._found is None or self._found.snapshot.verified

    @property
    def lost(self) -> tuple[str, ...]:
        """What of a damaged file could not be read, in words."""
        return self._found.snapshot.lost if self._found else ()

    @property
    def failed(self) -> Stopped | None:
        """Why no more is saved here, None while all is well."""
        return self._stopped or self.syncing.failed

    @property
    def journal_size(self) -> int:
        """Bytes in the journal that is being written."""
        return self._journal.size if self._journal else 0

    @property
    def worth_folding(self) -> bool:
        """Whether the journal holds enough, against the length of the file, for writing that anew at each rest."""
        known = self._known.file
        return known is None or known[2] < _LONG or self.journal_size * _SHARE > known[2]

    @property
    def fold_due(self) -> bool:
        """Whether the journal is so long that it should be folded without waiting for a rest."""
        return self.failed is None and self.journal_size - self._fold_failed_at > FOLD_FROM and not self._folding

    def reload(self) -> None:
        """Read file and journal again, as they belong together. Raises NotUnderstood, and keeps what it had."""
        self._found = now = found(self.path)
        self._known.file, self._known.sum, self._known.journal = now.snapshot.known, now.sum, now.journal_known
        self._prepared = False
        self.content = now.content()
        if self._journal is not None:  # of a process that this one was forked from
            self._journal.close()
            self._journal = None

    def changed_by_others(self) -> bool:
        """Whether file or journal are others than those last read or written here. Raises OSError."""
        return self._known.changed(self._journal)

    def to_read_again(self) -> bool:
        """Whether there is a file, and it is another than that last read or written here. Raises NotSaved."""
        try:
            return disk.identity(self.path) is not None and self.changed_by_others()
        except OSError as error:
            raise not_saved(self.name, error) from error

    def prepare(self) -> None:
        """Make ready to write, the lock being held: say what was recovered, set aside what does not belong here.

        Raises NotSaved when that could not be done; nothing is lost then, and the next commit tries again. Raises Stopped.
        """
        self._refuse_stopped()
        try:
            disk.temporary_of(self.path).unlink(missing_ok=True)
            disk.temporary_of(self._journal_path).unlink(missing_ok=True)
            if self._known.journal is not None and (self._found is None or self._found.orphaned):
                self._set_aside()
            elif self._found is not None and self._found.journalled is not None:
                self._take_over(self._found.journalled)
            if self._found is not None and self._found.snapshot.format < FORMAT:
                self._migrate(self._found.snapshot.format)
            self._prepared = True
        except (Stopped, disk.Unsynced) as error:
            raise self._stop(error) from error
        except OSError as error:
            raise not_saved(self.name, error) from error

    def commit(self, encoded: Encoded) -> None:
        """Make these documents durable, all or none; only when they are on disk and synced they are in ``content``.

        Where somebody is to be told (``syncing``), they may be written, but ``syncing.waiting`` for a while. Raises NotSaved
        with nothing changed, and Stopped, from then on always, where what is on the disk is unknown.
        """
        with self._mutex:
            self._refuse_stopped()
            if not self._prepared:  # a journal that is not taken over must not be written over
                self.prepare()
            try:
                encoded = self.content.differing(encoded)
                if self.exists and not encoded:
                    return
                if self._look_underneath():
                    self._append(encoded)
                else:
                    self._make(encoded)
                    return
            except (Stopped, disk.Unsynced) as error:
                raise self._stop(error) from error
            except OSError as error:
                raise not_saved(self.name, error) from error
            self.content.put(encoded)
            self._own = True

    def folding(self) -> Iterator[str]:
        """The steps of a fold, one a call of ``next``; commits may come between. Does nothing without a journal.

        No commit waits while a step waits for the disk: that is done without the mutex. A step that fails ends the fold and
        leaves a notice; what was saved is safe in the journal.
        """
        with self._mutex:
            if self._journal is None or self._folding or self.failed:
                return
            self._folding = True
            journal, frozen, upto = self._journal, self.content.frozen(), self._journal.last
            journal.carry()
        temporary = disk.temporary_of(self.path)
        try:
            yield "begun"
            self._refuse_stopped()  # a commit meanwhile may have found that the disk failed; so below
            total = ""

            def chunks() -> Iterator[bytes]:
                nonlocal total
                for chunk in frozen.chunks():
                    total = chunk[-SUM_LENGTH : -SUM_LENGTH + 32].decode("ascii")
                    yield chunk

            written = disk.write_new(self.path, temporary, chunks())
            yield "written"
            with self._mutex:
                self._refuse_stopped()
                self._refuse_changed()
                journal.announce(total, upto)
            journal.sync()
            yield "announced"
            with self._mutex:
                self._refuse_stopped()
                self._refuse_changed()
                disk.rename_unsynced(temporary, self.path)
                self._known.file, self._known.sum = written, total
            disk.sync_folder(self.path)
            yield "replaced"
            self._carry_over(journal, total)
            yield "done"
        except Stopped as error:
            self._stop(error)
        except (OSError, NotSaved) as error:
            self._fold_failed_at = journal.size
            if isinstance(error, OSError):
                why = f"{disk.why(error)}). All is saved in {self._journal_path.name}."
            else:
                why = f"{error})."
            self.notices.append(f"{self.name} could not be written anew ({why}")
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            journal.carried()
            self._folding = False

    def fold(self) -> None:
        """Fold now, if there is a journal."""
        for _ in self.folding():
            pass

    def frozen(self) -> Content:
        """What was acknowledged; later changes leave it as it is."""
        with self._mutex:
            return self.content.frozen()

    def close(self) -> None:
        """Wait for the disk and fold; lets go of the journal. Raises Stopped where the disk failed.

        Where another program has changed or removed the file, what was saved here is written beside it (``beside``).
        """
        try:
            self.syncing.settle()
            self.fold()
            with suppress(OSError):
                gone = disk.identity(self.path) is None
                if self.exists and not self.failed and (self._journal is not None or not gone) and self.changed_by_others():
                    self._keep_both()
        finally:
            if self._journal is not None:
                self._journal.close()
                self._journal = None
            self.syncing.end()
            self._prepared = False
        self._refuse_stopped()

    def _take_over(self, journalled: Journalled) -> None:
        self._journal, said = taken_over(self.path, self._known.sum, journalled)
        self._own = True
        self._journal_gone()
        self.notices += said

    def _set_aside(self) -> None:
        try:
            self.notices.append(set_aside(self.path))
        finally:
            if disk.identity(self._journal_path) is None:
                self._journal_gone()

    def _journal_gone(self) -> None:
        """No journal is left of those that were found."""
        self._known.journal = None
        if self._found is not None:
            self._found = replace(self._found, journalled=None, orphaned=False)

    def _migrate(self, version: int) -> None:
        data, _ = disk.read(self.path)
        kept = disk.write_beside(self.path, [data], f"format-{version}")
        self._rewrite()
        self.notices.append(f"{self.name} was of an older format and is written anew; as it was it is kept as {kept.name}.")

    def _append(self, encoded: Encoded) -> None:
        if self._journal is not None:
            self._journal.append(encoded)
        elif self.syncing.told is None:
            self._journal = Journal.first(self.path, self._known.sum, encoded)
            return
        else:
            self._journal = Journal.first_unsynced(self.path, self._known.sum, encoded)
        self.syncing.sync(self._journal)

    def _make(self, encoded: Encoded) -> None:
        """Write the whole file, where there is none."""
        undo = self.content.put(encoded)
        try:
            self._rewrite()
        except BaseException as error:
            self.content.put(undo)
            if isinstance(error, disk.Unsynced | Stopped):
                raise self._stop(error) from error
            if isinstance(error, OSError):
                raise not_saved(self.name, error) from error
            raise
        self._own = True

    def _rewrite(self) -> None:
        """Write the file anew at once, and let any journal go. Raises OSError with nothing changed, Unsynced, Stopped."""
        data = self.content.to_bytes()
        total = claimed_sum(data)
        if self._journal is not None:
            self._journal.announce(total, self._journal.last)
            self._journal.sync()
        self._known.file, self._known.sum = disk.replace(self.path, data), total
        if self._journal is not None:
            with suppress(OSError):  # it names its successor, so that it does no harm if it stays, and can be gone on with
                self._let_go(self._journal)

    def _carry_over(self, journal: Journal, total: str) -> None:
        """Let the journal go, but for what the new file does not hold: that is written into a new one, and synced, until
        nothing came in meanwhile."""
        new: Journal | None = None
        try:
            while True:
                with self._mutex:
                    self._refuse_stopped()
                    carried = journal.carried(go_on=True)
                    if not carried:
                        if new is not None:
                            new.take_place()
                        else:
                            self._journal_path.unlink(missing_ok=True)
                        self._journal, self._known.journal, self._fold_failed_at = new, None, 0
                        break
                new = new or Journal.prepared(self.path, total)
                new.add(carried)
                new.sync()
        except BaseException:
            if new is not None:
                new.drop()
            raise
        if new is not None:
            new.sync()
        else:
            with suppress(disk.Unsynced):  # the journal names its successor, so that it does no harm if it comes back
                disk.sync_folder(self.path)
        self.syncing.settle()
        journal.close()

    def _let_go(self, journal: Journal) -> None:
        """Take away a journal that the file holds all of. Raises OSError, the journal being as it was."""
        with suppress(disk.Unsynced):  # the journal names its successor, so that it does no harm if it comes back
            disk.remove(self._journal_path)
        self._journal, self._known.journal = None, None
        journal.close()

    def _look_underneath(self) -> bool:
        """Whether the file is still the one known here; False where it is gone or not made yet. Raises NotSaved, OSError."""
        if not self.changed_by_others():
            return self.exists
        if disk.identity(self.path) is None and self.exists:
            self.notices.append(f"{self.name} had been removed; it was written again.")
            self._known.file = None
            return False
        if self._known.journal_gone(self._journal):
            self.notices.append(f"{self._journal_path.name} had been removed; what was in it was written to {self.name}.")
            return False
        if not self.exists:
            raise NotSaved(f"Not saved: another program has made {self.name} meanwhile. Quit, and open it again.")
        raise NotSaved(
            f"Not saved: another program has changed {self.name}. Quit, and open it again; nothing was written over it."
            f"{self._keep_both()}"
        )

    def _refuse_changed(self) -> None:
        self._refuse_stopped()
        if self.changed_by_others() and not self._known.journal_gone(self._journal):
            raise NotSaved(f"another program has changed {self.name}.{self._keep_both()}")

    def _keep_both(self) -> str:
        """Write what was saved here before, once, beside the file that took its place; words that say so."""
        if not self._own:
            return ""
        try:
            copy = disk.write_beside(self.path, self.content.chunks(), "yours")
        except OSError as error:
            return f" What you had could not be written beside it ({disk.why(error)}): make room, then try again."
        self._own, self.beside = False, copy
        words = f"What you had is in {copy.name}."
        self.notices.append(words)
        return f" {words}"

    def _refuse_stopped(self) -> None:
        if self.failed is not None:
            raise Stopped("Not saved" + str(self.failed).removeprefix("Perhaps not saved"))

    def _stop(self, error: OSError | Stopped) -> Stopped:
        self._stopped = error if isinstance(error, Stopped) else Stopped(stopped(self.name, error))
        return self._stopped
