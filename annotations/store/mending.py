"""Mending: a project file that was merged, cut or damaged made whole again, as far as that takes no guess.

Two branches that touched different articles differ in different lines; git joins those, and is left with the last line,
which has the checksum, and sometimes with neighbouring documents. Each side of such a conflict is read for itself: a
document that is on one side only is kept, one that both have alike too, and only one that both changed is a real conflict.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotations.store import disk
from annotations.store.content import FORMAT, OF_ARTICLES, SETTINGS, Content, Encoded
from annotations.store.content import owner as owner_of
from annotations.store.errors import NotSaved
from annotations.store.journal import journal_of, parse
from annotations.store.lock import WriterLock
from annotations.store.parsing import claimed_sum, is_sound, order_of, parsed
from annotations.store.salvage import drop_unfit, read_damaged

_OURS, _BASE, _MIDDLE, _THEIRS = b"<<<<<<< ", b"||||||| ", b"=======", b">>>>>>> "


@dataclass(frozen=True, slots=True)
class Mended:
    """``content`` is what the file should hold; ``sum`` the checksum it claimed. ``lost`` and ``conflicts`` say in words which
    documents could not be read, and which both sides changed: of those, ours are in ``content``."""

    content: Content
    sum: str
    lost: tuple[str, ...]
    conflicts: tuple[str, ...]
    merged: bool


def mended(data: bytes, name: str) -> Mended:
    """What can be made of a file's bytes. Raises NotUnderstood for what is no project of ours, or of a newer version."""
    sides = _sides(data)
    if sides is None:
        content, lost = _read(data, name)
        return Mended(content, claimed_sum(data), lost, (), False)
    (ours, lost_here), (theirs, lost_there) = (_read(side, name) for side in sides)
    conflicts: list[str] = []
    for table in theirs.names:
        both = dict(ours.documents(table)), dict(theirs.documents(table))
        conflicts += _merge(ours, table, *both)
    ours.take_order(order_of(ours))
    return Mended(ours, "", tuple(dict.fromkeys([*lost_here, *lost_there])), tuple(conflicts), True)


def _read(data: bytes, name: str) -> tuple[Content, tuple[str, ...]]:
    found, lost = read_damaged(data, name)
    return found.content, lost


def _merge(ours: Content, table: str, here: Mapping[str, bytes], there: Mapping[str, bytes]) -> list[str]:
    """Take what they have and we have not into ours; what both have and differ in, in words."""
    new: Encoded = {table: {key: document for key, document in there.items() if key not in here}}
    ours.put(new)
    differing = [key for key, document in there.items() if here.get(key, document) != document]
    if table == SETTINGS:
        return []
    return [_named(table, key, here[key]) for key in differing]


def _named(table: str, key: str, document: bytes) -> str:
    owner = f" of article {owner_of(table, document)}" if table in OF_ARTICLES else ""
    return f"table {table}, document {key}{owner}: both sides changed it; this side's is kept"


def _sides(data: bytes) -> tuple[bytes, bytes] | None:
    """The file as this side of a merge has it, and as the other has it; None where there is no conflict in it."""
    if b"\n" + _OURS not in data and not data.startswith(_OURS):
        return None
    ours: list[bytes] = []
    theirs: list[bytes] = []
    side = ""
    for line in data.split(b"\n"):
        if line.startswith(_OURS):
            side = "ours"
        elif line.startswith(_BASE) and side == "ours":
            side = "base"
        elif line == _MIDDLE and side in ("ours", "base"):
            side = "theirs"
        elif line.startswith(_THEIRS) and side == "theirs":
            side = ""
        else:
            if side in ("", "ours"):
                ours.append(line)
            if side in ("", "theirs"):
                theirs.append(line)
    return b"\n".join(ours), b"\n".join(theirs)


def mend_file(path: Path, who: str) -> list[str]:
    """Write a project file anew from what can be read of it, with its journal; as it was it is kept beside.

    Returns what was done, in words; nothing is done to a file that needs no mending. Where both sides of a merge changed a
    document, nothing is written. Raises Locked, NotSaved, NotUnderstood.
    """
    path = Path(os.path.realpath(path))
    lock = WriterLock(path, who)
    lock.take()
    try:
        data, _ = disk.read(path)
        if is_sound(data) and _is_current(data, path.name):
            return []
        found = mended(data, path.name)
        if found.conflicts:
            raise NotSaved("\n".join([f"{path.name} was not mended:", *found.conflicts]))
        said = list(_replayed(path, found))
        unfit = drop_unfit(found.content) if found.lost else ()
        kept = disk.write_beside(path, [data], "before-mending")
        disk.replace(path, found.content.to_bytes())
        if journal_of(path).exists():
            said.append(f"its journal is kept as {disk.rename_numbered(journal_of(path), 'mended').name}")
    except OSError as error:
        raise NotSaved(f"{path} could not be mended ({disk.why(error)}); it is as it was.") from error
    finally:
        lock.release()
    lost = [f"lost: {one}" for one in (*found.lost, *unfit)]
    return [f"{path.name} is mended; as it was it is kept as {kept.name}", *lost, *said]


def journal_findings(path: Path, total: str) -> Iterator[str]:
    """What is wrong with the journal beside a file of this checksum; one that belongs to it and is whole is no finding."""
    data = _journal_bytes(path)
    if not data:
        return
    found = parse(data)
    name = journal_of(path).name
    saves = found.after(total) if found else None
    if found is None or saves is None:
        yield f"{name} does not belong to this file; it is set aside when the file is next written"
    elif found.damaged:
        yield f"{name}: {found.damaged} changes cannot be read, {len(saves)} can"


def _is_current(data: bytes, name: str) -> bool:
    return parsed(data, name).format == FORMAT


def _replayed(path: Path, found: Mended) -> Iterator[str]:
    """Put what the journal holds into the content, where it belongs to this file."""
    journal = parse(_journal_bytes(path))
    saves = journal.after(found.sum) if journal and found.sum else None
    for save in saves or ():
        found.content.put(save.tables)
    if saves:
        yield f"{len(saves)} changes were taken from its journal"


def _journal_bytes(path: Path) -> bytes:
    try:
        return journal_of(path).read_bytes()
    except FileNotFoundError:
        return b""
