"""Content: the tables of a project file, each document kept as the bytes that stand in the file.

The file is one JSON object in ASCII that plain ``TinyDB(path)`` opens: one document a line, the objects of a list
inside a document (entities, labels) one a line too, documents in numeric order of their ids. The last line is the
table ``_store``: the format version, the byte offsets of each article's documents, and the checksum (BLAKE2b, 16 bytes)
of every byte before the checksum itself. Only a document that changes is encoded again.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import pairwise
from typing import Any, NoReturn

from annotations.store.errors import NotSaved, NotUnderstood

Row = dict[str, Any]
"""One document: a JSON object."""
Rows = Mapping[str, Mapping[int, Row | None]]
"""Documents to store by table and id; None takes one out."""
Encoded = Mapping[str, Mapping[str, bytes | None]]
"""The same, as bytes, by table and id in decimal digits."""

FORMAT = 1
ARTICLES, PROGRESS, ANNOTATIONS = "articles", "progress", "annotations"
LABELS, MEMORY, RULES, HISTORY, SETTINGS = "labels", "memory", "rules", "history", "settings"
TABLES = (ARTICLES, PROGRESS, ANNOTATIONS, LABELS, MEMORY, RULES, HISTORY, SETTINGS)
_STORE = "_store"
_OF_ARTICLES = {ARTICLES: "uid", PROGRESS: "article", ANNOTATIONS: "article"}

_dumps = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_OWNER = re.compile(rb'\{"(?:uid|article)":"([0-9A-Za-z]+)"')
_SUM = re.compile(rb'"sum":"([0-9a-f]{32})"\}\}\}\n')
_SUM_LENGTH = len('"}}}\n') + 32
_CUT = re.compile(rb'\n(?=["}])')


class Content:
    """The documents of one project, by table. Document ids are integers outside, decimal digits in the file."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, bytes]] = {name: {} for name in TABLES}
        self._unknown: Row = {}

    def encoded(self, table: str, number: int) -> bytes | None:
        """A document as it stands in the file."""
        return self._tables.get(table, {}).get(str(number))

    def row(self, table: str, number: int) -> Row | None:
        """A document, decoded anew at each call, or None."""
        found = self.encoded(table, number)
        return None if found is None else json.loads(found)

    def numbers(self, table: str) -> Iterator[int]:
        """The ids of a table's documents."""
        return map(int, self._tables.get(table, {}))

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """All documents of a table with their ids."""
        for key, found in self._tables.get(table, {}).items():
            yield int(key), json.loads(found)

    def put(self, encoded: Encoded) -> Encoded:
        """Store these documents; what comes back puts everything as it was."""
        before: dict[str, dict[str, bytes | None]] = {}
        for name, documents in encoded.items():
            table = self._tables.setdefault(name, {})
            before[name] = {key: table.get(key) for key in documents}
            for key, document in documents.items():
                if document is None:
                    table.pop(key, None)
                else:
                    table[key] = document
        return before

    def differs(self, encoded: Encoded) -> bool:
        """Whether putting these documents would change anything."""
        return any(
            self._tables.get(name, {}).get(key) != document
            for name, documents in encoded.items()
            for key, document in documents.items()
        )

    def decoded(self) -> dict[str, dict[str, Any]]:
        """All of it, as TinyDB's storages give it."""
        return {name: {key: json.loads(found) for key, found in table.items()} for name, table in self._tables.items()}

    def to_bytes(self) -> bytes:
        """The whole file."""
        pieces = [b"{\n"]
        place = len(pieces[0])
        offsets: dict[str, list[tuple[int, int]]] = {}
        for name, table in self._tables.items():
            head = f"{_dumps(name)}: {{".encode("ascii")
            pieces.append(head)
            place += len(head)
            ours, between = name in _OF_ARTICLES, b"\n"
            for key in sorted(table, key=int) if name in TABLES else table:
                document = table[key]
                start = f"{_dumps(key)}: ".encode("ascii")
                pieces += (between, start, document)
                place += len(between) + len(start)
                if ours:
                    offsets.setdefault(_owner(name, document), []).append((place, len(document)))
                place += len(document)
                between = b",\n"
            pieces.append(b"\n},\n")
            place += 4
        last = {**self._unknown, "format": FORMAT, "offsets": offsets}
        pieces.append(f'"{_STORE}": {{"1": {_dumps(last)[:-1]},"sum":"'.encode("ascii"))
        body = b"".join(pieces)
        return b"".join((body, _checksum(body), b'"}}}\n'))

    @classmethod
    def parsed(cls, data: bytes, name: str) -> tuple["Content", bool]:
        """The content of a file's bytes, and whether the checksum holds. ``name`` is for the words of the error.

        Raises NotUnderstood for what is not a project of this format.
        """
        sound = _is_sound(data)
        content = cls()
        if sound and data.isascii() and content._take_lines(data):
            return content, True
        content = cls()
        content._take_all(_json(data, name), name)
        return content, sound

    def _take_lines(self, data: bytes) -> bool:
        """Cut the bytes into documents without decoding them, which the checksum allows: they are as we wrote them."""
        cuts = [match.start() for match in _CUT.finditer(data)]
        if not cuts or data[: cuts[0]] != b"{":
            return False
        table: dict[str, bytes] | None = None
        for start, end in pairwise(cuts):
            line = data[start + 1 : end]
            if line == b"},":
                table = None
            elif table is None and line.endswith(b'": {') and b"\\" not in line:
                name = line[1:-4].decode("ascii")
                if name == _STORE or self._tables.get(name):
                    return False
                table = self._tables[name] = {}
            else:
                key, colon, document = line[1:].partition(b'": ')
                if table is None or not colon or b"\\" in key or key.decode("ascii") in table:
                    return False
                table[key.decode("ascii")] = document.removesuffix(b",")
        try:
            last = json.loads(b"{" + data[cuts[-1] + 1 :])
        except ValueError:
            return False
        return table is None and list(last) == [_STORE] and self._take_store(last[_STORE]) == FORMAT

    def _take_all(self, tables: object, name: str) -> None:
        """Take what was decoded, which need not be as we would write it."""
        known = self._take_store(tables.get(_STORE)) if isinstance(tables, dict) else None
        if known is None or not isinstance(tables, dict):
            raise NotUnderstood(f"{name} is not a Rubricate project. It was left as it is; give another file with -p.")
        if known > FORMAT:
            raise NotUnderstood(
                f"{name} was written by a newer Rubricate (format {known}; this one knows {FORMAT}). Update Rubricate to open it."
            )
        for table_name, table in tables.items():
            if table_name == _STORE:
                continue
            if not isinstance(table, dict) or (table_name in TABLES and not all(map(_is_document, table.items()))):
                raise NotUnderstood(f"{name}: its table {table_name!r} is damaged. It was left as it is; restore a copy of it.")
            self._tables[table_name] = {key: encode(document) for key, document in table.items()}

    def _take_store(self, table: object) -> int | None:
        """Keep what is unknown in the last line; its format version, or None when it is not such a line."""
        row = table.get("1") if isinstance(table, dict) else None
        version = row.get("format") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(version, int) or isinstance(version, bool) or version < 1:
            return None
        self._unknown = {key: value for key, value in row.items() if key not in ("format", "offsets", "sum")}
        return version


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
    # A quote inside a JSON string is escaped, so this can only be the field itself.
    place = document.find(f',"{field}":'.encode("ascii"))
    found: Row = json.loads(document if place < 0 else document[:place] + b"}")
    return found


def digest(data: bytes) -> bytes:
    """What tells whether two versions of a file are the same."""
    return blake2b(data, digest_size=16).digest()


def _value(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return "[\n" + ",\n".join(map(_dumps, value)) + "\n]"
    return _dumps(value)


def _owner(table: str, document: bytes) -> str:
    """The uid of the article that a document belongs to."""
    if found := _OWNER.match(document):
        return found[1].decode("ascii")
    return str(json.loads(document).get(_OF_ARTICLES[table], ""))


def _checksum(body: bytes) -> bytes:
    return digest(body).hex().encode("ascii")


def _is_sound(data: bytes) -> bool:
    found = _SUM.fullmatch(data, max(0, len(data) - _SUM_LENGTH - len('"sum":"')))
    return found is not None and found[1] == _checksum(data[:-_SUM_LENGTH])


def _is_document(item: tuple[str, object]) -> bool:
    key, document = item
    return key.isascii() and key.isdigit() and len(key) < 20 and str(int(key)) == key and isinstance(document, dict)


def _json(data: bytes, name: str) -> object:
    """The value of a file's JSON. Raises NotUnderstood for anything else, duplicate keys among them."""
    left = "It was left as it is; give another file with -p, or restore a copy of it."
    if not data.strip():
        raise NotUnderstood(f"{name} is empty, so it is no Rubricate project. {left}")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except _Duplicate as error:
        raise NotUnderstood(f"{name} is damaged: it has {error} twice, and only one can be right. {left}") from error
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{name} is not a Rubricate project, or only part of one. {left}") from error


class _Duplicate(ValueError):
    """Two of the same key in one JSON object."""


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Duplicate(repr(next(key for key in keys if keys.count(key) > 1))[:60])
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
