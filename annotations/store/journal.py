"""The journal: what was saved since the project file was last written, one line a save, synced before anybody is told.

A line is a CRC-32 (eight hexadecimal digits) and a JSON object. The first, ``{"journal":1,"base":SUM}``, names the file it
goes with by its checksum. A record, ``{"n":0,"t":{table:{id:document}}}``, holds whole documents, null for one that went;
doing one twice changes nothing. ``{"n":7,"next":SUM,"upto":6}`` says that a file with that checksum, which holds all up to
record 6, is about to take the place of the base. The CRC of each line is seeded with the first line, so that a line of
another journal can never be taken for one of this.
"""

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from annotations.store import disk
from annotations.store.content import Encoded, encode
from annotations.store.errors import NotSaved, Stopped

_SUFFIX = ".journal"
_CRC = 9
"""Characters before the JSON of a line."""
_JOINED = re.compile(rb'(?<=\}).(?=[0-9a-f]{8} \{"n":)')
"""A damaged end of line: nothing else in a journal is written like this."""


@dataclass(frozen=True, slots=True)
class Record:
    """One save, or, with ``next``, the word that a new file is about to take the base's place."""

    number: int
    tables: Encoded
    next: str = ""
    upto: int = -1


@dataclass(frozen=True, slots=True)
class Journalled:
    """What a journal's bytes say. ``length``: the bytes up to the end of the last whole line. ``damaged``: lines that were
    written whole and cannot be read, or are missing; ``torn``: a last line that was cut off, which nobody was told of;
    ``ended``: False where the last record is there, but for the end of its line, which is no part of ``length``."""

    base: str
    records: tuple[Record, ...]
    length: int
    damaged: int
    torn: bool
    ended: bool = True

    def after(self, total: str) -> tuple[Record, ...] | None:
        """The saves that a file of this checksum does not hold yet; None where the journal is of another file."""
        saves = tuple(record for record in self.records if not record.next)
        if total == self.base:
            return saves
        for record in reversed(self.records):
            if record.next and record.next == total:
                return tuple(one for one in saves if one.number > record.upto)
        return None

    @property
    def last(self) -> int:
        """The number of the last record, -1 without one."""
        return self.records[-1].number if self.records else -1


def journal_of(path: Path) -> Path:
    """Where the journal of a project file stands."""
    return path.with_name(path.name + _SUFFIX)


def parse(data: bytes, likely: str = "") -> Journalled | None:
    """What a journal says; None where it is none. One whose first line is damaged is still known by its other lines where it
    goes with the file of the ``likely`` checksum."""
    lines = data.split(b"\n")
    tail = lines.pop()
    if not lines:
        return None
    header = _line(lines[0], 0)
    if header is None:
        lines[:1] = _JOINED.split(lines[0])
        header = _line(lines[0], 0)
    named = header.get("base") if isinstance(header, dict) and header.get("journal") == 1 else None
    base = named if isinstance(named, str) else likely
    seed = _seed(base)  # not of the line as it stands: a digit of its CRC may be upper case by damage
    records: list[Record] = []
    damaged, unread = 0, int(named != base)
    for row in (row for line in lines[1:] for row in _rows(line, seed)):
        record = _record(row)
        expected = records[-1].number + 1 if records else 0
        if record is None or record.number < expected:
            unread += 1
            continue
        # By the numbers, not by the lines: a flipped bit may make two lines of one, or one of two.
        damaged += max(record.number - expected, min(unread, 1))
        unread = 0
        records.append(record)
    # A whole record and one byte: its end of line is wrong, so that it is not torn and somebody may have been told of it.
    last = _record(_line(tail[:-1], seed))
    ended = last is None or bool(records and last.number <= records[-1].number)
    if last is not None and not ended:
        damaged += max(last.number - (records[-1].number + 1 if records else 0), min(unread, 1))
        unread = 0
        records.append(last)
    if named != base and not records:
        return None
    length = sum(len(line) + 1 for line in lines)
    return Journalled(base, tuple(records), length, damaged + unread, tail != b"", ended)


def _rows(line: bytes, seed: int) -> list[object]:
    """The values of a line: one, or those of two that a damaged end of line has joined; None for each that is damaged."""
    row = _line(line, seed)
    return [row] if row is not None else [_line(one, seed) for one in _JOINED.split(line)]


def _line(line: bytes, seed: int) -> object:
    """The value of a line, None where its CRC is wrong."""
    try:
        if line[_CRC - 1 : _CRC] != b" " or int(line[: _CRC - 1], 16) != crc32(line[_CRC:], seed):
            return None
        return json.loads(line[_CRC:])
    except (ValueError, RecursionError):
        return None


def _record(row: object) -> Record | None:
    if not isinstance(row, dict) or not isinstance(row.get("n"), int):
        return None
    if "next" in row:
        return Record(row["n"], {}, str(row["next"]), row.get("upto", -1))
    tables = row.get("t")
    if not isinstance(tables, dict) or not all(isinstance(rows, dict) for rows in tables.values()):
        return None
    return Record(
        row["n"],
        {
            table: {str(key): None if document is None else encode(document) for key, document in rows.items()}
            for table, rows in tables.items()
        },
    )


def _payload(tables: Encoded) -> bytes:
    """The tables of a record on one line."""
    written = []
    for table, documents in tables.items():
        rows = (
            json.dumps(key).encode("ascii") + b":" + (b"null" if document is None else document.replace(b"\n", b""))
            for key, document in documents.items()
        )
        written.append(json.dumps(table).encode("ascii") + b":{" + b",".join(rows) + b"}")
    return b'"t":{' + b",".join(written) + b"}"


class Journal:
    """A journal that is being written. ``size`` in bytes; ``last`` is the number of its last record.

    ``carry`` keeps what is appended while a new file is being written, for the journal that goes with that. One that was
    ``prepared`` gets its name by ``take_place``, which is on the disk after the next ``sync``.
    """

    def __init__(self, path: Path, base: str, size: int, last: int, descriptor: int | None = None) -> None:
        self.path = path
        self.base = base
        self.size = size
        self.last = last
        self._seed = _seed(base)
        self._descriptor = disk.opened(path) if descriptor is None else descriptor
        self._carried: list[bytes] | None = None
        self._named = True

    @classmethod
    def created(cls, project: Path, base: str, payloads: Sequence[bytes]) -> "Journal":
        """A new journal beside a project file, with its mode and these saves in it, in the place of any that was there;
        durable when it returns.

        Raises OSError; the old one is then as it was.
        """
        header = _header(base)
        lines = [_encoded(number, payload, _seed(base)) for number, payload in enumerate(payloads)]
        data = b"".join([header, *lines])
        path = journal_of(project)
        temporary = disk.temporary_of(path)
        disk.write_new(project, temporary, [data])
        # Opened before it has its name: with the name it counts, and then nothing may fail any more.
        descriptor = disk.opened(temporary)
        try:
            disk.rename(temporary, path)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, base, len(data), len(payloads) - 1, descriptor)

    @classmethod
    def first(cls, project: Path, base: str, tables: Encoded) -> "Journal":
        """A new journal with one save in it."""
        return cls.created(project, base, [_payload(tables)])

    @classmethod
    def first_unsynced(cls, project: Path, base: str, tables: Encoded) -> "Journal":
        """The same without waiting for the disk: ``sync`` is to follow before anybody is told that it is saved."""
        journal = cls.prepared(project, base)
        try:
            journal.add([_payload(tables)])
            journal.take_place()
        except BaseException:
            journal.drop()
            raise
        return journal

    @classmethod
    def prepared(cls, project: Path, base: str) -> "Journal":
        """An empty journal beside the one of a project file, with a temporary name, not synced. Raises OSError."""
        temporary, header = disk.temporary_of(journal_of(project)), _header(base)
        disk.write_new(project, temporary, [header], sync=False)
        return cls(temporary, base, len(header), -1)

    def add(self, payloads: Sequence[bytes]) -> None:
        """Write saves that stood in another journal, as ``carried`` gives them. Raises what ``append`` raises."""
        for payload in payloads:
            self._write(payload)

    def take_place(self) -> None:
        """Take the place of any journal there is, without waiting for the disk. Raises OSError."""
        path = self.path.with_name(self.path.name.removesuffix(".tmp"))
        disk.rename_unsynced(self.path, path)
        self.path, self._named = path, False

    def drop(self) -> None:
        """Take one away that did not take its place."""
        self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    @classmethod
    def holding(cls, project: Path, base: str, saves: Sequence[Record]) -> "Journal":
        """A new journal with saves that were read from another."""
        return cls.created(project, base, [_payload(save.tables) for save in saves])

    def append(self, tables: Encoded) -> None:
        """Write one save. Durable once ``sync`` has returned.

        Raises OSError with nothing written, Stopped where a part of it could not be taken back.
        """
        payload = _payload(tables)
        self._write(payload)
        if self._carried is not None:
            self._carried.append(payload)

    def announce(self, total: str, upto: int) -> None:
        """Say that a file of this checksum is about to take the place of the base."""
        self._write(f'"next":"{total}","upto":{upto}'.encode("ascii"))

    def sync(self) -> None:
        """Wait until all that was written is on the disk. Raises Stopped, after which what is on it is unknown."""
        try:
            disk.sync_data(self._descriptor)
            if not self._named:
                disk.sync_folder(self.path)
                self._named = True
        except OSError as error:
            raise Stopped(stopped(self.path.name, error)) from error

    def is_ours(self) -> bool:
        """Whether the file is still the one that is written here, and no longer than what was written. Raises OSError."""
        status = os.fstat(self._descriptor)
        return status.st_size == self.size and disk.same_file(self.path, status)

    def carry(self) -> None:
        """Keep from now on what is appended."""
        self._carried = []

    def carried(self, go_on: bool = False) -> list[bytes]:
        """What was appended since ``carry``, or since this was asked last, for ``add``; with ``go_on`` more is kept."""
        found, self._carried = self._carried or [], [] if go_on else None
        return found

    def cut(self) -> None:
        """Cut off what stands after the last whole line: it was never finished, and nobody was told of it. Raises OSError."""
        if os.fstat(self._descriptor).st_size > self.size:
            os.ftruncate(self._descriptor, self.size)

    def close(self) -> None:
        os.close(self._descriptor)

    def _write(self, payload: bytes) -> None:
        line = _encoded(self.last + 1, payload, self._seed)
        try:
            disk.write(self._descriptor, line)
        except OSError:
            try:
                os.ftruncate(self._descriptor, self.size)
            except OSError as error:
                raise Stopped(stopped(self.path.name, error)) from error
            raise
        self.size += len(line)
        self.last += 1


def stopped(name: str, error: OSError) -> str:
    """The words for a disk that failed in a way that leaves open what is on it."""
    return (
        f"Perhaps not saved: the disk failed ({disk.why(error)}). Ctrl+P, Save a copy puts all that is shown into another file; "
        f"no more is saved in {name}."
    )


def not_saved(name: str, error: OSError) -> NotSaved:
    """What to raise where a save did not happen."""
    return NotSaved(
        f"Not saved: {name} could not be written ({disk.why(error)}). Nothing was changed; once that is over the same key works."
    )


def _header(base: str) -> bytes:
    row = json.dumps({"journal": 1, "base": base}, separators=(",", ":")).encode("ascii")
    return f"{crc32(row):08x} ".encode("ascii") + row + b"\n"


def _seed(base: str) -> int:
    return crc32(_header(base)[:-1])


def _encoded(number: int, payload: bytes, seed: int) -> bytes:
    row = f'{{"n":{number},'.encode("ascii") + payload + b"}"
    return f"{crc32(row, seed):08x} ".encode("ascii") + row + b"\n"
