"""Salvage: what can be read of a damaged project file, line by line; one flipped bit costs a line, not the project."""

import json
import re
from collections.abc import Iterator

from annotations.store.content import (
    ANNOTATIONS,
    ARTICLES,
    FORMAT,
    LABELS,
    PROGRESS,
    STORE,
    TABLES,
    Content,
    Documents,
    Row,
    encode,
)
from annotations.store.errors import Damaged
from annotations.store.parsing import Parsed, claimed_sum, is_id, order_of, parsed, strict_json
from annotations.store.schema import article_from, article_head, check, entity_from, id_of, labels_from, progress_from

_TABLE = re.compile(rb'"([^"\\]{1,200})": \{')
_DOCUMENT = re.compile(rb'"([^"\\{}\[]{0,30})": ')


def read_damaged(data: bytes, name: str) -> tuple[Parsed, tuple[str, ...]]:
    """What is in a file that need not be sound, and, in words, what of it cannot be read. Raises NotUnderstood."""
    found: Parsed | None = None
    try:
        found = parsed(data, name)
        if not found.sound:
            check(found.content)
        return found, ()
    except (Damaged, KeyError, TypeError, ValueError, IndexError, AttributeError):
        content, lost = salvaged(data)
        if content.order:
            return Parsed(content, claimed_sum(data), FORMAT, False), (*lost, *drop_unfit(content))
        if found is None:
            raise
        return found, ()


def salvaged(data: bytes) -> tuple[Content, tuple[str, ...]]:
    """The documents that can be read, and, in words, those that cannot."""
    content, lost = Content(), []
    tables: dict[str, Documents] = {name: {} for name in TABLES}
    for table, key, written in _documents(data):
        documents = tables.setdefault(table, {})
        row = _row(written)
        if row is not None and table in TABLES and _fits(table, row):
            found = id_of(table, row)
            key = key if found is None else str(found)
        if row is not None and is_id(key) and key not in documents and (table not in TABLES or _fits(table, row)):
            documents[key] = encode(row)
        elif table == ANNOTATIONS and (part := _part(written)) is not None and key not in documents:
            documents[key] = encode(part)
            lost.append(f"table {table}, document {key}: some entities")
        else:
            lost.append(f"table {table}, document {key}")
    for name, documents in tables.items():
        content.take(name, documents)
    content.take_order(order_of(content))
    return content, tuple(lost)


def drop_unfit(content: Content) -> tuple[str, ...]:
    """Take out what belongs to an article that is not there, or does not fit its text; what that is, in words."""
    lengths = {row["uid"]: len(row["text"]) for _, row in content.rows(ARTICLES)}
    lost = []
    for table in (PROGRESS, ANNOTATIONS):
        for key, row in list(content.rows(table)):
            length = lengths.get(row.get("article"))
            entities = row.get("entities", [])
            kept = [one for one in entities if length is not None and entity_from(one).end <= length]
            if length is None:
                content.put({table: {str(key): None}})
                lost.append(f"table {table}, document {key}: its article")
            elif len(kept) < len(entities):
                content.put({table: {str(key): encode(row | {"entities": kept})}})
                lost.append(f"table {table}, document {key}: some entities")
    return tuple(lost)


def _documents(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Table, id and bytes of each document, whether they can be read or not."""
    table, key, written = "", "", b""
    for line in data.split(b"\n"):
        head, start = _TABLE.fullmatch(line), _DOCUMENT.match(line)
        if head or start or line in (b"},", b"{"):
            if table and key:
                yield table, key, written
            key, written = "", b""
            if head:
                table = head[1].decode("ascii", "replace")
            elif start:
                key, written = start[1].decode("ascii", "replace"), line[start.end() :]
            if table == STORE or line.startswith(f'"{STORE}"'.encode("ascii")):
                table = ""
        else:
            written += b"\n" + line
    if table and key:
        yield table, key, written


def _row(written: bytes) -> Row | None:
    try:
        row = strict_json(written.strip().removesuffix(b","))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _part(written: bytes) -> Row | None:
    """The entities of a part that can be read one by one."""
    head, bracket, rest = written.partition(b'"entities":[')
    try:
        row = json.loads(head + b'"entities":[]}')
    except (ValueError, RecursionError):
        return None
    found = [one for piece in rest.split(b"\n") if (one := _row(piece))]
    row["entities"] = [one for one in found if _fits_entity(one)]
    return row if bracket and isinstance(row.get("article"), str) and isinstance(row.get("part"), int) else None


def _fits(table: str, row: Row) -> bool:
    """Whether the reader understands a document of one of our tables."""
    try:
        id_of(table, row)
        if table == ARTICLES:
            article, head = article_from(row), article_head(row)
            return (article.sha256, article.uid) == (head.sha256, head.uid)
        if table == PROGRESS:
            progress_from(row)
        elif table == LABELS:
            labels_from(row)
        elif table == ANNOTATIONS:
            return isinstance(row["article"], str) and all(map(_fits_entity, row["entities"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def _fits_entity(row: Row) -> bool:
    try:
        entity_from(row)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True
