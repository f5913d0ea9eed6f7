"""Recovery: file and journal read as they belong together, and the journal of one who did not end as he should gone on with.

The journal belongs to the file that its first line, or an announcement in it, names by its checksum. Any other is another
file's: kept under another name, and never guessed at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotations.store import disk
from annotations.store.content import Content
from annotations.store.errors import NotUnderstood
from annotations.store.journal import Journal, Journalled, journal_of, parse
from annotations.store.salvage import sifted
from annotations.store.snapshot import Snapshot

_TRIES = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A file and what its journal holds beside it. ``sum``: the checksum by which the journal knows the file; ``journalled``:
    None without one; ``journal_known``: which file the journal was; ``orphaned``: it belongs to another file."""

    snapshot: Snapshot
    sum: str
    journalled: Journalled | None
    journal_known: disk.Identity | None
    orphaned: bool

    def content(self) -> Content:
        """What file and journal hold together."""
        content = self.snapshot.content
        for record in (self.journalled.after(self.sum) or ()) if self.journalled else ():
            content.put(record.tables)
        if self.snapshot.lost:  # the journal may hold more of an article that could not be read
            self.snapshot.lost += sifted(content)
        return content


def found(path: Path) -> Found:
    """File and journal as they are now. Raises NotUnderstood."""
    for _ in range(_TRIES):
        snapshot = Snapshot(path)
        data, known = journal_bytes(path)
        both = belonging(data, [snapshot.sum])
        # A writer may have folded between the two looks: then they belong together at the next one.
        if both or not data or identity(path) == snapshot.known:
            break
    if both is None and data and not snapshot.sound:
        both = belonging(data, snapshot.sums)
    journalled, total = both or (None, snapshot.sum)
    return Found(snapshot, total, journalled, known, bool(data) and both is None)


def belonging(data: bytes, sums: Iterable[str]) -> tuple[Journalled, str] | None:
    """What a journal says and the one of the checksums by which it knows its file; None where it knows none of them."""
    for total in filter(None, sums):
        journalled = parse(data, total)
        if journalled is not None and journalled.after(total) is not None:
            return journalled, total
    return None


def identity(path: Path) -> disk.Identity | None:
    """Of which file this path is the name now. Raises NotUnderstood where that cannot be asked."""
    try:
        return disk.identity(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def journal_bytes(path: Path) -> tuple[bytes, disk.Identity | None]:
    """The journal of a project file, and which file it is; empty without one. Raises NotUnderstood."""
    try:
        return disk.read(journal_of(path))
    except FileNotFoundError:
        return b"", None
    except OSError as error:
        raise _unreadable(journal_of(path), error) from error


def taken_over(path: Path, total: str, journalled: Journalled) -> tuple[Journal, list[str]]:
    """The journal that is there, to be gone on with, and lines for the reader. Raises OSError, and Unsynced."""
    saves = journalled.after(total) or ()
    name = journal_of(path).name
    kept = disk.write_numbered(journal_of(path), "damaged", [journal_bytes(path)[0]]) if journalled.damaged else None
    if kept is not None or not journalled.ended:  # written anew, so that what is appended is never behind something damaged
        journal = Journal.holding(path, total, saves)
    else:
        journal = Journal(journal_of(path), journalled.base, journalled.length, journalled.last)
        try:
            journal.cut()
        except OSError:
            journal.close()
            raise
    said = []
    if saves:
        count = len(saves)
        said.append(
            f"{count} {'change was' if count == 1 else 'changes were'} recovered from {name}: "
            "Rubricate had not ended as it should."
        )
    if kept is not None:
        one = journalled.damaged == 1
        said.append(
            f"{journalled.damaged} {'change' if one else 'changes'} in {name} could not be read "
            f"and {'is' if one else 'are'} lost; it is kept as {kept.name}."
        )
    return journal, said


def set_aside(path: Path) -> str:
    """Keep a journal that belongs to another file under another name; a line that says so. Raises OSError, and Unsynced."""
    kept = disk.rename_numbered(journal_of(path), "orphan")
    return (
        f"A journal that does not belong to {path.name} lay beside it; it is kept as {kept.name}. "
        f"rubricate check {path.name} tells more."
    )


def _unreadable(path: Path, error: OSError) -> NotUnderstood:
    return NotUnderstood(f"{path.name} could not be read: {disk.why(error)}. Give another file with -p.")
