"""Content: the tables of a project file, each document kept as the bytes that stand in the file.

The file is one JSON object in ASCII that plain ``TinyDB(path)`` opens: one document a line, the objects of a list
inside a document (entities, labels) one a line too, documents in numeric order of their ids. The last line is the
table ``_store``: the format version, where each table stands (``[start, end]``), the documents of each article in order
of adding (``[start, length, id]``, in bytes), and the checksum (BLAKE2b, 16 bytes) of every byte before the checksum
itself. Only a document that changes is encoded again.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from hashlib import blake2b
from typing import Any

from annotations.store.errors import NotSaved

Row = dict[str, Any]
"""One document: a JSON object."""
Rows = Mapping[str, Mapping[int, Row | None]]
"""Documents to store by table and id; None takes one out."""
Encoded = Mapping[str, Mapping[str, bytes | None]]
"""The same, as bytes, by table and id in decimal digits."""
Range = tuple[int, int]
"""Where something stands in a file: first byte and length."""
Documents = dict[str, bytes | Range]
"""The documents of one table, by id: their bytes, or where they stand."""
Read = Callable[[int, int], bytes]
"""Gives so many bytes from a place of the file on."""

FORMAT = 2
ARTICLES, PROGRESS, ANNOTATIONS = "articles", "progress", "annotations"
LABELS, MEMORY, RULES, HISTORY, SETTINGS = "labels", "memory", "rules", "history", "settings"
TABLES = (ARTICLES, PROGRESS, ANNOTATIONS, LABELS, MEMORY, RULES, HISTORY, SETTINGS)
STORE = "_store"
OF_ARTICLES = {ARTICLES: "uid", PROGRESS: "article", ANNOTATIONS: "article"}
SUM_LENGTH = len('"}}}\n') + 32

_dumps = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_OWNER = re.compile(rb'\{"(?:uid|article)":"([0-9A-Za-z]+)"')
_TURN = re.compile(rb'\{"uid":"[^"\\]*","place":(\d{1,15})')
_CUT = re.compile(rb'\n(?=")')
_CHUNK = 1 << 20
_BEGINNING = 1 << 10
"""Bytes of a document within which its short fields mostly are."""


class Content:
    """The documents of one project, by table. Document ids are integers outside, decimal digits in the file.

    What was read from a file may stand there still: ``read`` gives it when it is asked for.
    """

    def __init__(self, read: Read | None = None) -> None:
        self._tables: dict[str, Documents] = {name: {} for name in TABLES}
        self._unread: dict[str, Range] = {}
        self._read: Read = read or _nothing
        self._order: dict[str, int] = {}
        self.unknown: Row = {}

    def encoded(self, table: str, number: int) -> bytes | None:
        """A document as it stands in the file."""
        return self.document(table, str(number))

    def document(self, table: str, key: str) -> bytes | None:
        """A document as it stands in the file, by its id as written."""
        found = self._table(table).get(key)
        return found if found is None else self._bytes(found)

    def keys(self, table: str) -> Iterator[str]:
        """The ids of a table's documents as written."""
        return iter(self._table(table))

    def has(self, table: str, number: int) -> bool:
        """Whether there is such a document; costs no look at it."""
        return str(number) in self._table(table)

    def beginning(self, table: str, number: int, field: str) -> Row | None:
        """The fields of a document that stand before this one, decoded, or None; what follows is not read where they are
        short. Of a document without the field, all of them."""
        found = self._table(table).get(str(number))
        if found is None:
            return None
        if not isinstance(found, bytes):
            start, length = found
            read = self._read(start, min(length, _BEGINNING))
            if length <= _BEGINNING or _before(read, field):
                return head(read, field)
        return head(self._bytes(found), field)

    def row(self, table: str, number: int) -> Row | None:
        """A document, decoded anew at each call, or None."""
        found = self.encoded(table, number)
        return None if found is None else json.loads(found)

    def numbers(self, table: str) -> Iterator[int]:
        """The ids of a table's documents."""
        return map(int, self._table(table))

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """All documents of a table with their ids."""
        for key, found in self._table(table).items():
            yield int(key), json.loads(self._bytes(found))

    def documents(self, table: str) -> Iterator[tuple[str, bytes]]:
        """All documents of a table as they stand in the file, with their ids as written."""
        for key, found in self._table(table).items():
            yield key, self._bytes(found)

    @property
    def names(self) -> list[str]:
        """The tables there are, the unknown ones of others among them."""
        return list(dict.fromkeys([*self._tables, *self._unread]))

    @property
    def order(self) -> list[str]:
        """The uids of the articles, in order of adding."""
        return sorted(self._order, key=lambda uid: (self._order[uid], uid))

    def put(self, encoded: Encoded) -> Encoded:
        """Store these documents; what comes back puts everything as it was."""
        before: dict[str, dict[str, bytes | None]] = {}
        for name, documents in encoded.items():
            table = self._table(name, make=True)
            before[name] = {key: None if (was := table.get(key)) is None else self._bytes(was) for key in documents}
            for key, document in documents.items():
                if document is None:
                    table.pop(key, None)
                else:
                    table[key] = document
                if name == ARTICLES:
                    self._order_anew(before[name][key], document)
        return before

    def _order_anew(self, before: bytes | None, after: bytes | None) -> None:
        was, now = (owner(ARTICLES, document) if document is not None else None for document in (before, after))
        if was is not None and was != now:
            self._order.pop(was, None)
        if after is not None and now is not None:
            self._order.setdefault(now, _turn(after))

    def take_order(self, uids: list[str]) -> None:
        """Say in which order the articles were added."""
        self._order = {uid: turn for turn, uid in enumerate(uids)}

    def take(self, table: str, documents: Documents) -> None:
        """Take the documents of a table as they were read."""
        self._tables[table] = documents

    def leave(self, table: str, place: Range) -> None:
        """Read this table where it stands in the file when it is first asked for."""
        self._unread[table] = place

    def differing(self, encoded: Encoded) -> dict[str, dict[str, bytes | None]]:
        """Those of the documents that are not as they are here."""
        found = {
            name: {key: document for key, document in documents.items() if self.document(name, key) != document}
            for name, documents in encoded.items()
        }
        return {name: documents for name, documents in found.items() if documents}

    def decoded(self, table: str) -> dict[str, Any]:
        """All of a table, as TinyDB's storages give it."""
        return {key: json.loads(self._bytes(found)) for key, found in self._table(table).items()}

    def frozen(self) -> "Content":
        """A copy that later changes leave as it is; it costs no document."""
        other = copy(self)
        other._tables = {name: dict(table) for name, table in self._tables.items()}
        other._unread, other._order = dict(self._unread), dict(self._order)
        return other

    def chunks(self) -> Iterator[bytes]:
        """The whole file, in pieces of about a mebibyte; the checksum is in the last one."""
        digest = blake2b(digest_size=16)
        pieces: list[bytes] = []
        waiting = 0
        for piece in self._pieces():
            pieces.append(piece)
            waiting += len(piece)
            if waiting >= _CHUNK:
                chunk = b"".join(pieces)
                digest.update(chunk)
                yield chunk
                pieces, waiting = [], 0
        body = b"".join(pieces)
        digest.update(body)
        yield b"".join((body, digest.hexdigest().encode("ascii"), b'"}}}\n'))

    def to_bytes(self) -> bytes:
        """The whole file."""
        return b"".join(self.chunks())

    def _pieces(self) -> Iterator[bytes]:
        yield b"{\n"
        place = 2
        offsets: dict[str, list[tuple[int, int, int]]] = {uid: [] for uid in self.order}
        tables: dict[str, Range] = {}
        for name in self.names:
            table = self._table(name)
            head = f"{_dumps(name)}: {{".encode("ascii")
            yield head
            place += len(head)
            first = place
            ours, between = name in OF_ARTICLES, b"\n"
            for key in sorted(table, key=int) if name in TABLES else list(table):
                document = self._bytes(table[key])
                start = f"{_dumps(key)}: ".encode("ascii")
                yield b"".join((between, start, document))
                place += len(between) + len(start)
                if ours:
                    offsets.setdefault(owner(name, document), []).append((place, len(document), int(key)))
                place += len(document)
                between = b",\n"
            tables[name] = (first, place - first)
            yield b"\n},\n"
            place += 4
        last = {**self.unknown, "format": FORMAT, "tables": tables, "offsets": offsets}
        yield f'"{STORE}": {{"1": {_dumps(last)[:-1]},"sum":"'.encode("ascii")

    def _table(self, name: str, make: bool = False) -> Documents:
        if (place := self._unread.get(name)) is not None:
            self._tables[name] = _cut(self._read(*place))  # what cannot be read stays unread: it is not empty
            del self._unread[name]
        if make:
            return self._tables.setdefault(name, {})
        return self._tables.get(name, {})

    def _bytes(self, found: bytes | Range) -> bytes:
        return found if isinstance(found, bytes) else self._read(*found)


def encode(document: object) -> bytes:
    """A document as it stands in the file. Raises ValueError or TypeError for what JSON cannot hold."""
    if not isinstance(document, dict):
        return _dumps(document).encode("ascii")
    return ("{" + ",".join(f"{_dumps(str(key))}:{_value(value)}" for key, value in document.items()) + "}").encode("ascii")


def encode_rows(rows: Rows) -> Encoded:
    """Documents as they stand in the file. Raises NotSaved for what JSON cannot hold."""
    try:
        return {
            table: {str(number): None if row is None else encode(row) for number, row in documents.items()}
            for table, documents in rows.items()
        }
    except (TypeError, ValueError, RecursionError) as error:
        raise NotSaved(f"Not saved: the change holds something that a JSON file cannot ({error}).") from error


def head(document: bytes, field: str) -> Row:
    """The fields of a document that stand before this one, decoded without what follows."""
    found: Row = json.loads(_before(document, field) or document)
    return found


def digest(data: bytes | memoryview) -> bytes:
    """What tells whether two versions of a file are the same."""
    return blake2b(data, digest_size=16).digest()


def owner(table: str, document: bytes) -> str:
    """The uid of the article that a document of a table belongs to."""
    if found := _OWNER.match(document):
        return found[1].decode("ascii")
    return str(json.loads(document).get(OF_ARTICLES[table], ""))


def _turn(document: bytes) -> int:
    """The turn of adding of an article, by its document."""
    found = _TURN.match(document)
    return int(found[1]) if found else 0


def _before(document: bytes, field: str) -> bytes:
    """The object that a document begins with, closed before this field; empty where the field is not there."""
    # A quote inside a JSON string is escaped, so this can only be the field itself.
    place = document.find(f',"{field}":'.encode("ascii"))
    return document[:place] + b"}" if place >= 0 else b""


def _value(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return "[\n" + ",\n".join(map(_dumps, value)) + "\n]"
    return _dumps(value)


def _cut(data: bytes) -> Documents:
    """The documents of a table as it stands in a file that was written here, without decoding them. Raises ValueError."""
    documents: Documents = {}
    starts = [match.end() for match in _CUT.finditer(data)]
    if not starts:
        return documents
    for start, end in zip(starts, [*starts[1:], len(data) + 1], strict=True):
        key, colon, document = data[start : end - 1].partition(b": ")
        name = json.loads(key)
        if not colon or name in documents:
            raise ValueError(f"two documents {name}")
        documents[name] = document.removesuffix(b",")
    return documents


def _nothing(start: int, length: int) -> bytes:
    raise ValueError(f"no file to read {length} bytes from {start} from")
