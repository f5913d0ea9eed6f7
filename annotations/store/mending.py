"""Mending: a project file that was merged, cut or damaged made whole again, as far as that takes no guess.

Two branches that touched different articles differ in different lines; git joins those, and is left with the last line,
which has the checksum, and sometimes with neighbouring documents. Each side of such a conflict is read for itself, and
document by document what one side alone changed since their common ancestor is taken. Without the ancestor a document that
is on one side only is kept, one that both have alike too. What both changed is a real conflict.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.store import disk
from annotations.store.content import ARTICLES, FORMAT, MEMORY, OF_ARTICLES, PROGRESS, SETTINGS, Content
from annotations.store.content import owner as owner_of
from annotations.store.errors import Damaged, NotSaved, NotUnderstood
from annotations.store.journal import journal_of
from annotations.store.lock import WriterLock
from annotations.store.parsing import is_sound, parsed, sums_of
from annotations.store.recovery import belonging, journal_bytes
from annotations.store.salvage import read_lines, sifted

_OURS, _BASE, _MIDDLE, _THEIRS = b"<<<<<<< ", b"||||||| ", b"=======", b">>>>>>> "
_WHERE_READ = ("position", "bookmarks", "meter", "read", "read_by")
"""The fields of progress that say where a reader or a model was: not worth a conflict, this side's are kept."""


class NotMerged(NotSaved):
    """A merge that takes a person: both sides changed the same documents, or one of them is damaged, named a line each."""


@dataclass(frozen=True, slots=True)
class Mended:
    """``content`` is what the file should hold; ``sums`` the checksums by which a journal may know it. ``lost`` and
    ``conflicts`` say in words which documents could not be read, and which both sides changed: of those, ours are in
    ``content``."""

    content: Content
    sums: tuple[str, ...]
    lost: tuple[str, ...]
    conflicts: tuple[str, ...]


def mended(data: bytes, name: str, ancestor: bytes | None = None) -> Mended:
    """What can be made of a file's bytes. ``ancestor`` is the file that the two sides of a merge were made from.

    Raises NotUnderstood for what is no project of ours, or of a newer version.
    """
    sides = _sides(data)
    if sides is None:
        content, lost = _read(data, name)
        return Mended(content, sums_of(data), (*lost, *sifted(content)), ())
    (ours, lost_here), (theirs, lost_there) = (_read(side, name) for side in sides[:2])
    base = _ancestor(sides[2] if ancestor is None else ancestor, name)
    conflicts = [line for table in dict.fromkeys([*ours.names, *theirs.names]) for line in _merge(ours, theirs, base, table)]
    # Only now: what belongs together may stand in what git joined and on either side.
    gone = dict.fromkeys([*lost_here, *lost_there, *sifted(ours)])
    return Mended(ours, (), tuple(gone), tuple(conflicts))


def is_merged(data: bytes) -> bool:
    """Whether there are the marks of a merge that was left to a person in these bytes."""
    return _sides(data) is not None


def _ancestor(data: bytes | None, name: str) -> Content | None:
    try:
        return parsed(data, name).content if data else None
    except NotUnderstood:
        return None


def _read(data: bytes, name: str) -> tuple[Content, tuple[str, ...]]:
    try:
        return parsed(data, name).content, ()
    except Damaged as error:
        content, lost = read_lines(data)
        if not any(True for _ in content.keys(ARTICLES)):
            raise error
        return content, lost


def _merge(ours: Content, theirs: Content, base: Content | None, table: str) -> Iterator[str]:
    """Take into ours what they alone changed in a table; what both changed, in words."""
    taken: dict[str, bytes | None] = {}
    for key in dict.fromkeys([*ours.keys(table), *theirs.keys(table)]):
        here, there = ours.document(table, key), theirs.document(table, key)
        before = base.document(table, key) if base else None
        if here == there or (base and there == before):
            continue
        if here == before:
            taken[key] = there
        elif base is None and there is None:
            continue
        elif table == MEMORY:  # what an article taught is learned again from it; of what was said of a surface, ours stays
            taken[key] = None if _is_lesson(here) or _is_lesson(there) else here
        elif table != SETTINGS and not _differ_in_where_read(table, here, there):
            yield _named(table, key, here or there or b"{}")
    ours.put({table: taken})


def _is_lesson(document: bytes | None) -> bool:
    return document is not None and "article" in json.loads(document)


def _differ_in_where_read(table: str, here: bytes | None, there: bytes | None) -> bool:
    """Whether two documents of one article's progress differ in nothing but where its readers were."""
    if table != PROGRESS or here is None or there is None:
        return False
    rows = [{key: value for key, value in json.loads(one).items() if key not in _WHERE_READ} for one in (here, there)]
    return rows[0] == rows[1]


def _named(table: str, key: str, document: bytes) -> str:
    owner = f" of article {owner_of(table, document)}" if table in OF_ARTICLES else ""
    return f"table {table}, document {key}{owner}: both sides changed it"


def _sides(data: bytes) -> tuple[bytes, bytes, bytes | None] | None:
    """The file as this side of a merge has it, as the other has it, and as both had it, where that is in it too; None where
    there is no conflict in it."""
    if b"\n" + _OURS not in data and not data.startswith(_OURS):
        return None
    sides: dict[str, list[bytes]] = {"ours": [], "theirs": [], "base": []}
    side, conflicts, bases = "", 0, 0
    for line in data.split(b"\n"):
        if line.startswith(_OURS):
            side, conflicts = "ours", conflicts + 1
        elif line.startswith(_BASE) and side == "ours":
            side, bases = "base", bases + 1
        elif line == _MIDDLE and side in ("ours", "base"):
            side = "theirs"
        elif line.startswith(_THEIRS) and side == "theirs":
            side = ""
        else:
            for one in [side] if side else sides:
                sides[one].append(line)
    ours, theirs, base = (b"\n".join(lines) for lines in sides.values())
    return ours, theirs, base if bases == conflicts else None


def mend_file(path: Path, who: str, ancestor: bytes | None = None) -> list[str]:
    """Write a project file anew from what can be read of it, with its journal; as it was it is kept beside.

    Returns what was done, in words; nothing is done to a file that needs no mending. Raises NotMerged where both sides of
    a merge changed a document, Locked, NotSaved, NotUnderstood; nothing is written then.
    """
    path = Path(os.path.realpath(path))
    lock = WriterLock(path, who)
    lock.take()
    try:
        data, _ = disk.read(path)
        if is_sound(data) and _is_current(data, path.name):
            return []
        found = mended(data, path.name, ancestor)
        _refuse_conflicts(found, path.name)
        said = list(_replayed(path, found))
        lost = [*found.lost, *sifted(found.content)]  # once more: the journal may hold more of an article that is lost
        kept = disk.write_beside(path, [data], "before-mending")
        disk.replace(path, found.content.to_bytes())
        if journal_of(path).exists():
            said.append(f"its journal is kept as {disk.rename_numbered(journal_of(path), 'mended').name}")
    except OSError as error:
        raise NotSaved(f"{path} could not be mended ({disk.why(error)}); it is as it was.") from error
    finally:
        lock.release()
    lost = [f"lost: {one}" for one in dict.fromkeys(lost)]
    return [f"{path.name} is mended; as it was it is kept as {kept.name}", *lost, *said]


def merge_file(path: Path) -> None:
    """Mend what git left of a merge, in a file that is git's own: no lock, no journal, nothing beside.

    Raises NotMerged, and NotSaved where there is no merge in it or something in it cannot be read; nothing is written then.
    """
    try:
        data, _ = disk.read(path)
        if not is_merged(data):
            raise NotSaved(f"{path.name} was not merged: git left no marks of a merge in it.")
        found = mended(data, path.name)
        _refuse_conflicts(found, path.name)
        if found.lost:
            raise NotMerged("\n".join([f"{path.name} was not merged, a side of it is damaged:", *found.lost]))
        disk.replace(path, found.content.to_bytes())
    except OSError as error:
        raise NotSaved(f"{path} could not be merged ({disk.why(error)}); it is as it was.") from error


def _refuse_conflicts(found: Mended, name: str) -> None:
    if found.conflicts:
        raise NotMerged("\n".join([f"{name} is as it was, both sides of the merge changed the same:", *found.conflicts]))


def journal_findings(path: Path, sums: Iterable[str]) -> Iterator[str]:
    """What is wrong with the journal beside a file of these checksums; one that belongs to it and is whole is no finding."""
    data, _ = journal_bytes(path)
    if not data:
        return
    name = journal_of(path).name
    both = belonging(data, sums)
    if both is None:
        yield f"{name} does not belong to this file; it is set aside when the file is next written"
    elif both[0].damaged:
        yield f"{name}: {both[0].damaged} changes cannot be read, {len(both[0].after(both[1]) or ())} can"


def _is_current(data: bytes, name: str) -> bool:
    return parsed(data, name).format == FORMAT


def _replayed(path: Path, found: Mended) -> Iterator[str]:
    """Put what the journal holds into the content, where it belongs to this file."""
    both = belonging(journal_bytes(path)[0], found.sums)
    saves = both[0].after(both[1]) if both else ()
    for save in saves or ():
        found.content.put(save.tables)
    if saves:
        yield f"{len(saves)} changes were taken from its journal"
