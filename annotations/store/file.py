"""ProjectFile: one project file and its journal. A commit costs what it changes, whatever the size of the file.

A commit is appended to the journal and synced; only then it is in ``content``. A fold writes the file anew with all that the
journal holds while commits go on, and then lets the journal go. The order of its steps makes each crash recognisable: the
new file is written and synced beside the old one; the journal announces it by its checksum, synced; it takes the old one's
place; a journal with what came in meanwhile, synced, takes the journal's place. After SQLite's and etcd's logs.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import RLock

from annotations.store import disk
from annotations.store.content import FORMAT, SUM_LENGTH, Content, Encoded
from annotations.store.errors import NotSaved, NotUnderstood, Stopped
from annotations.store.journal import Journal, Journalled, journal_of, not_saved, parse, stopped
from annotations.store.parsing import claimed_sum, is_sound
from annotations.store.salvage import sifted
from annotations.store.snapshot import Snapshot
from annotations.store.syncing import Syncing

FOLD_FROM = 16 << 20
"""Bytes of a journal from which it is folded without waiting for a rest."""
_TRIES = 8
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
        self._snapshot: Snapshot | None = None
        self._known: disk.Identity | None = None
        self._sum = ""
        self._journalled: Journalled | None = None
        self._journal_known: disk.Identity | None = None
        self._orphaned = False
        self._journal: Journal | None = None
        self._stopped: Stopped | None = None
        self._folding = False
        self._fold_failed_at = 0
        self._own = False
        self.beside: Path | None = None
        self._prepared = False
        try:
            there = disk.identity(path) is not None
        except OSError as error:
            raise NotUnderstood(f"{self.name} could not be read: {disk.why(error)}. Give another file with -p.") from error
        if there:
            self.reload()

    @property
    def exists(self) -> bool:
        """Whether there was a file when last looked."""
        return self._known is not None

    @property
    def sound(self) -> bool:
        """Whether the file is as it was written; waits until that is known, and takes what can be read where it is not."""
        snapshot = self._snapshot
        if snapshot is None or snapshot.sound:
            return True
        if self.content is snapshot.content:
            snapshot.take_damaged()
            self._replay(snapshot)
        return False

    @property
    def verified(self) -> bool:
        """Whether ``sound`` can be asked without waiting."""
        return self._snapshot is None or self._snapshot.verified

    @property
    def lost(self) -> tuple[str, ...]:
        """What of a damaged file could not be read, in words."""
        return self._snapshot.lost if self._snapshot else ()

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
        return self._known is None or self._known[2] < _LONG or self.journal_size * _SHARE > self._known[2]

    @property
    def fold_due(self) -> bool:
        """Whether the journal is so long that it should be folded without waiting for a rest."""
        return self.failed is None and self.journal_size - self._fold_failed_at > FOLD_FROM and not self._folding

    def reload(self) -> None:
        """Read file and journal again, as they belong together. Raises NotUnderstood, and keeps what it had."""
        for _ in range(_TRIES):
            snapshot = Snapshot(self.path)
            data, known = self._journal_bytes()
            journalled = parse(data, snapshot.sum) if data else None
            orphaned = bool(data) and (journalled is None or journalled.after(snapshot.sum) is None)
            # A writer may have folded between the two looks: then they belong together at the next one.
            if not orphaned or self._is(snapshot):
                break
        total = snapshot.sum
        if orphaned and not snapshot.sound:  # the damage may be in the checksum that the file claims
            named = parse(data, snapshot.body_sum)
            if named is not None and named.after(snapshot.body_sum) is not None:
                journalled, orphaned, total = named, False, snapshot.body_sum
        self._snapshot, self._known, self._sum = snapshot, snapshot.known, total
        self._journalled, self._journal_known, self._orphaned = journalled, known, orphaned
        self._prepared = False
        self._replay(snapshot)
        if self._journal is not None:  # of a process that this one was forked from
            self._journal.close()
            self._journal = None

    def changed_by_others(self) -> bool:
        """Whether file or journal are others than those last read or written here. Raises OSError."""
        if self._journal is None and disk.identity(self._journal_path) != self._journal_known:
            return True
        if self._journal is not None and not self._journal.is_ours():
            return True
        now = disk.identity(self.path)
        if now == self._known:
            return False
        if now is None or self._known is None:
            return True
        data, now = disk.read(self.path)
        if claimed_sum(data) != self._sum or not is_sound(data):
            return True
        self._known = now  # touched or copied back, but the same bytes
        return False

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
            if self._orphaned or (self._snapshot is None and self._journal_known is not None):
                self._set_aside()
            elif self._journalled is not None:
                self._take_over(self._journalled)
            if self._snapshot is not None and self._snapshot.format < FORMAT:
                self._migrate(self._snapshot.format)
            self._prepared = True
        except (Stopped, disk.Unsynced) as error:
            raise self._stop(error) from error
        except OSError as error:
            raise not_saved(self.name, error) from error

    def commit(self, encoded: Encoded) -> None:
        """Make these documents durable, all or none; only when they are on disk and synced they are in ``content``.

        On a slow disk they are written, but ``syncing.waiting`` for a while. Raises NotSaved with nothing changed, and
        Stopped, from then on always, where what is on the disk is unknown.
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
                self._known, self._sum = written, total
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

    def save_copy(self, path: Path) -> None:
        """Write all that was acknowledged to another file, which must not be there yet. Raises OSError."""
        with self._mutex:
            frozen = self.content.frozen()
        disk.write_exclusive(path, frozen.chunks(), self.path)

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
            self._prepared = False
        self._refuse_stopped()

    def _is(self, snapshot: Snapshot) -> bool:
        try:
            return disk.identity(self.path) == snapshot.known
        except OSError as error:
            raise NotUnderstood(f"{self.name} could not be read: {disk.why(error)}. Give another file with -p.") from error

    def _journal_bytes(self) -> tuple[bytes, disk.Identity | None]:
        try:
            return disk.read(self._journal_path)
        except FileNotFoundError:
            return b"", None
        except OSError as error:
            name = self._journal_path.name
            raise NotUnderstood(f"{name} could not be read: {disk.why(error)}. Give another file with -p.") from error

    def _replay(self, snapshot: Snapshot) -> None:
        self.content = snapshot.content
        for record in (self._journalled.after(self._sum) or ()) if self._journalled else ():
            self.content.put(record.tables)
        if snapshot.lost:  # the journal may hold more of an article that could not be read
            snapshot.lost += sifted(self.content)

    def _take_over(self, found: Journalled) -> None:
        """Go on writing the journal that is there."""
        saves = found.after(self._sum) or ()
        kept = self._copied_journal() if found.damaged else None
        if kept is not None or not found.ended:  # written anew, so that what is appended is never behind something damaged
            journal = Journal.holding(self.path, self._sum, saves)
        else:
            journal = Journal(self._journal_path, found.base, found.length, found.last)
            try:
                journal.cut()
            except OSError:
                journal.close()
                raise
        self._journal, self._journalled, self._journal_known = journal, None, None
        self._own = True
        if saves:
            count = len(saves)
            self.notices.append(
                f"{count} {'change was' if count == 1 else 'changes were'} recovered from {self._journal_path.name}: "
                "Rubricate had not ended as it should."
            )
        if kept is not None:
            self.notices.append(
                f"{found.damaged} {'change' if found.damaged == 1 else 'changes'} in {self._journal_path.name} could not be read "
                f"and {'is' if found.damaged == 1 else 'are'} lost; it is kept as {kept.name}."
            )

    def _copied_journal(self) -> Path:
        data, _ = self._journal_bytes()
        return disk.write_numbered(self._journal_path, "damaged", [data])

    def _set_aside(self) -> None:
        """Keep a journal that belongs to another file under another name, and never guess at it."""
        try:
            kept = disk.rename_numbered(self._journal_path, "orphan")
        finally:
            if disk.identity(self._journal_path) is None:
                self._orphaned, self._journal_known, self._journalled = False, None, None
        self.notices.append(
            f"A journal that does not belong to {self.name} lay beside it; it is kept as {kept.name}. "
            f"rubricate check {self.name} tells more."
        )

    def _migrate(self, version: int) -> None:
        data, _ = disk.read(self.path)
        kept = disk.write_beside(self.path, [data], f"format-{version}")
        self._rewrite()
        self.notices.append(f"{self.name} was of an older format and is written anew; as it was it is kept as {kept.name}.")

    def _append(self, encoded: Encoded) -> None:
        if self._journal is not None:
            self._journal.append(encoded)
        elif self.syncing.slow or self.syncing.waiting:
            self._journal = Journal.first_unsynced(self.path, self._sum, encoded)
        else:
            self._journal = Journal.first(self.path, self._sum, encoded)
            return
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
        self._known = disk.replace(self.path, data)
        self._sum = total
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
                        self._journal, self._journal_known, self._fold_failed_at = new, None, 0
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
        self._journal, self._journal_known = None, None
        journal.close()

    def _look_underneath(self) -> bool:
        """Whether the file is still the one known here; False where it is gone or not made yet. Raises NotSaved, OSError."""
        if not self.changed_by_others():
            return self.exists
        if disk.identity(self.path) is None and self._known is not None:
            self.notices.append(f"{self.name} had been removed; it was written again.")
            self._known = None
            return False
        if self._journal_removed():
            self.notices.append(f"{self._journal_path.name} had been removed; what was in it was written to {self.name}.")
            return False
        if self._known is None:
            raise NotSaved(f"Not saved: another program has made {self.name} meanwhile. Quit, and open it again.")
        raise NotSaved(
            f"Not saved: another program has changed {self.name}. Quit, and open it again; nothing was written over it."
            f"{self._keep_both()}"
        )

    def _journal_removed(self) -> bool:
        """Whether only the journal is gone: nobody wrote the file, so all that was in it is here."""
        return self._journal is not None and disk.identity(self._journal_path) is None and disk.identity(self.path) == self._known

    def _refuse_changed(self) -> None:
        self._refuse_stopped()
        if self.changed_by_others() and not self._journal_removed():
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
