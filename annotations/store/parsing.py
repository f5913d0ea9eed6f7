"""Parsing: the content of a project file from its bytes; quickly where it is as we wrote it, with care where it is not."""

import json
import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, NoReturn

from annotations.store.content import (
    ARTICLES,
    FORMAT,
    OF_ARTICLES,
    STORE,
    SUM_LENGTH,
    TABLES,
    Content,
    Read,
    Row,
    digest,
    encode,
)
from annotations.store.errors import Damaged, NotUnderstood

_SUM = re.compile(rb'([0-9a-f]{32})"\}\}\}\n')
_TAIL = 1 << 16
_LAST = f'\n"{STORE}": '.encode("ascii")
_LEFT = "It was left as it is; give another file with -p, or restore a copy of it."


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. ``sum`` is the checksum it claims (hexadecimal, empty without one), ``format`` the version it was
    written in; ``sound`` says whether the checksum holds."""

    content: Content
    sum: str
    format: int
    sound: bool


def claimed_sum(data: bytes) -> str:
    """The checksum at the end of a file's bytes, hexadecimal, whether it holds or not; empty without one."""
    found = _SUM.fullmatch(data, max(0, len(data) - SUM_LENGTH))
    return found[1].decode("ascii") if found else ""


def is_sound(data: bytes | bytearray) -> bool:
    """Whether the checksum of a whole file holds."""
    claimed, true = sums_of(data)
    return claimed == true


def sums_of(data: bytes | bytearray) -> tuple[str, str]:
    """The checksums by which a journal may know a whole file: that which it claims, and that which it should claim."""
    return claimed_sum(bytes(data[-SUM_LENGTH:])), digest(memoryview(data)[:-SUM_LENGTH]).hex()


def last_line(read: Read, size: int) -> tuple[Row, str] | None:
    """What the last line of a file of so many bytes says, and the checksum; None where it is no line of ours.

    Reads at most twice as many bytes as the line has, or 64 KiB.
    """
    tail = b""
    while (place := tail.rfind(_LAST)) < 0:
        if len(tail) >= size:
            return None
        more = min(max(len(tail), _TAIL), size - len(tail))
        found = read(size - len(tail) - more, more)
        tail = found + tail
        if len(found) < more or not claimed_sum(tail):
            return None
    try:
        row = json.loads(b"{" + tail[place + 1 :])[STORE]["1"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (row, claimed_sum(tail)) if isinstance(row, dict) else None


def placed(read: Read, size: int) -> Parsed | None:
    """The content of a file by what its last line says stands where, nothing else read; None where it does not say.

    Only the checksum licenses this: ``sound`` is yet to be verified, and is given as True.
    """
    found = last_line(read, size)
    if found is None or found[0].get("format") != FORMAT:
        return None
    row, total = found
    content = Content(read)
    try:
        tables, offsets = row["tables"], row["offsets"]
        places = sorted(chain.from_iterable(offsets.values()), key=itemgetter(0))
        for name, (start, length) in tables.items():
            if name not in OF_ARTICLES:
                content.leave(name, (start, length))
                continue
            first, last = (bisect_left(places, place, key=itemgetter(0)) for place in (start, start + length))
            content.take(name, {str(key): (start, length) for start, length, key in places[first:last]})
        start, length = tables[ARTICLES]
        # Of an article that was lost other documents may be left.
        order = [uid for uid, own in offsets.items() if any(start <= place[0] < start + length for place in own)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    content.take_order(order)
    content.unknown = _unknown(row)
    return Parsed(content, total, FORMAT, True)


def parsed(data: bytes, name: str) -> Parsed:
    """The content of a file's bytes. ``name`` is for the words of the errors.

    Raises NotUnderstood for what is no project of ours, or of a newer version, and its subclass Damaged for one of ours
    that is broken.
    """
    if is_sound(data):
        found = placed(lambda start, length: data[start : start + length], len(data))
        try:
            if found is not None and found.content.to_bytes() == data:
                return found
        except (ValueError, KeyError, TypeError):
            pass
    tables = _json(data, name)
    row = store_row(tables)
    if row is None and _was_ours(data):
        raise _damaged(name, "its last line cannot be read")
    if row is not None and row["format"] > FORMAT:
        row["format"] = _borne_out(data, row["format"])
    return _taken(tables, claimed_sum(data), name, is_sound(data))


def _borne_out(data: bytes, version: int) -> int:
    """The format of a file that says a newer one: one that we know where the checksum holds with that, so that nothing but
    the number is damaged; else what it says."""
    before, said, after = data.rpartition(b'"format":%d,' % version)
    for known in range(FORMAT, 0, -1):
        if said and is_sound(b'%b"format":%d,%b' % (before, known, after)):
            return known
    return version


def _taken(tables: object, total: str, name: str, sound: bool) -> Parsed:
    """The content of what was decoded, which need not be as we would write it."""
    row = store_row(tables)
    if row is None or not isinstance(tables, dict):
        raise NotUnderstood(f"{name} is not a Rubricate project. It was left as it is; give another file with -p.")
    _refuse_newer(row["format"], name)
    content = Content()
    for table_name, table in tables.items():
        if table_name == STORE:
            continue
        if not isinstance(table, dict) or (table_name in TABLES and not all(map(_is_document, table.items()))):
            raise Damaged(f"{name}: its table {table_name!r} is damaged. It was left as it is; restore a copy of it.")
        content.take(table_name, {key: encode(document) for key, document in table.items()})
    content.unknown = _unknown(row)
    content.take_order(order_of(content))
    return Parsed(content, total, row["format"], sound)


def order_of(content: Content) -> list[str]:
    """The uids of the articles in order of adding, by what their documents say."""
    rows = [row for _, row in content.rows("articles")]
    return [str(row.get("uid", "")) for row in sorted(rows, key=_turn)]


def _turn(row: Row) -> tuple[int, str, str]:
    place = row.get("place")
    return (place if isinstance(place, int) else 0, str(row.get("added", "")), str(row.get("uid", "")))


def store_row(tables: object) -> Row | None:
    """What the last line says, where this is a project of ours."""
    table = tables.get(STORE) if isinstance(tables, dict) else None
    row = table.get("1") if isinstance(table, dict) else None
    version = row.get("format") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return None
    return row


def _refuse_newer(version: int, name: str) -> None:
    """Raises NotUnderstood for a format that is newer than this version knows."""
    if version > FORMAT:
        raise NotUnderstood(
            f"{name} was written by a newer Rubricate (format {version}; this one knows {FORMAT}). Update Rubricate to open it."
        )


def _unknown(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("format", "tables", "offsets", "sum")}


def _is_document(item: tuple[str, object]) -> bool:
    key, document = item
    return is_id(key) and isinstance(document, dict)


def is_id(key: str) -> bool:
    """Whether this is how the id of a document is written."""
    return key.isascii() and key.isdigit() and len(key) < 20 and str(int(key)) == key


def _json(data: bytes, name: str) -> object:
    """The value of a file's JSON. Raises NotUnderstood for anything else, duplicate keys among them."""
    if not data.strip():
        raise NotUnderstood(f"{name} is empty, so it is no Rubricate project. {_LEFT}")
    try:
        return strict_json(data.decode("utf-8"))
    except DuplicateKey as error:
        twice = f"it has {error} twice, and only one can be right"
        if _was_ours(data):
            raise _damaged(name, twice) from error
        raise NotUnderstood(f"{name} is damaged: {twice}. {_LEFT}") from error
    except (ValueError, RecursionError) as error:
        if _was_ours(data):
            raise _damaged(name, "it is no whole JSON file any more") from error
        raise NotUnderstood(f"{name} is not a Rubricate project, or only part of one. {_LEFT}") from error


def _was_ours(data: bytes) -> bool:
    """Whether the bytes of something broken show that it was a project of ours."""
    return bool(claimed_sum(data)) or (data.startswith(b'{\n"articles": {') and b'"sha256":' in data)


def _damaged(name: str, why: str) -> Damaged:
    return Damaged(f"{name} is damaged: {why}. rubricate check --mend {name} keeps what can be read of it.")


class DuplicateKey(ValueError):
    """Two of the same key in one JSON object."""


def strict_json(text: str | bytes) -> Any:
    """JSON without duplicate keys, NaN and Infinity. Raises ValueError, DuplicateKey among them, and RecursionError."""
    return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKey(repr(next(key for key in keys if keys.count(key) > 1))[:60])
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
