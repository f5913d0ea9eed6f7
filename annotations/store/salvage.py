"""Salvage: what can be read of a damaged project file, line by line; one flipped bit costs a line, not the project.

An article's uid is a hash of its text, and the id of a document one of its own key: where one of the two is damaged, the
other tells what it was.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from annotations.article import Article
from annotations.progress import Progress
from annotations.store.content import (
    ANNOTATIONS,
    ARTICLES,
    FORMAT,
    HISTORY,
    LABELS,
    PROGRESS,
    SETTINGS,
    STORE,
    TABLES,
    Content,
    Documents,
    Row,
    encode,
)
from annotations.store.errors import Damaged
from annotations.store.parsing import Parsed, claimed_sum, is_id, order_of, parsed, strict_json
from annotations.store.schema import (
    LABELS_NUMBER,
    PART,
    article_from,
    article_head,
    article_row,
    entity_from,
    labels_from,
    number,
    parts,
    progress_from,
    progress_row,
)
from annotations.store.steps import step_from

_TABLE = re.compile(rb'"([^"\\]{1,200})": \{')
_OURS = re.compile(rb'"(' + "|".join(TABLES).encode("ascii") + rb')": \{')
"""Within a line too, where the end of a line is damaged: a quote inside a document's text is escaped."""
_DOCUMENT = re.compile(rb'"(\d{1,19})": ')
_JOINED = re.compile(rb'([,{]).("\d{1,19}": )')
"""Two documents on one line, the end of the first damaged: nothing else in the file is written like this."""
_NEARLY = re.compile(rb'"|.\d{1,19}": ')
"""How a line with a document begins, its id damaged: no other line begins like this."""
_DAMAGED = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def read_damaged(data: bytes, name: str) -> tuple[Parsed, tuple[str, ...]]:
    """What is in a file that need not be sound, and, in words, what of it cannot be read. Raises NotUnderstood."""
    try:
        found = parsed(data, name)
    except Damaged as error:
        content, lost = salvaged(data)
        if not content.order:
            raise error
        return Parsed(content, claimed_sum(data), FORMAT, False), lost
    return found, () if found.sound else sifted(found.content)


def salvaged(data: bytes) -> tuple[Content, tuple[str, ...]]:
    """The documents that can be read and understood, and, in words, those that cannot."""
    content, lost = read_lines(data)
    return content, (*lost, *sifted(content))


def read_lines(data: bytes) -> tuple[Content, tuple[str, ...]]:
    """The documents that can be read, whether they fit together or not, and, in words, those that cannot."""
    content, lost = Content(), []
    tables: dict[str, Documents] = {name: {} for name in TABLES}
    for table, key, written in _documents(data):
        documents = tables.setdefault(table, {})
        row = _row(written)
        if row is not None and is_id(key) and key not in documents:
            documents[key] = encode(row)
        elif table == ANNOTATIONS and (part := _part(written)) is not None and key not in documents:
            documents[key] = encode(part[0])
            if not part[1]:
                lost.append(f"table {table}, document {key}: some entities")
        else:
            lost.append(f"table {table}, document {key}")
    for name, documents in tables.items():
        content.take(name, documents)
    return content, tuple(lost)


def sifted(content: Content) -> tuple[str, ...]:
    """Leave in a content only what the reader understands, and put right what tells itself; what went, in words."""
    _take_misnamed(content)
    lost: list[str] = []
    lengths: dict[str, int] = {}
    for table in TABLES:
        found: Documents = {}
        moved: list[tuple[str, str, Row, Row]] = []
        for key, document in content.documents(table):
            row = json.loads(document)
            try:
                right, now, whole = _put_right(table, key, row, lengths)
            except _DAMAGED:
                lost.append(f"table {table}, document {key}")
                continue
            if not whole:
                lost.append(f"table {table}, document {key}: {'some entities' if table == ANNOTATIONS else 'some fields'}")
            if right == key:
                found[key] = document if now == row else encode(now)
            else:
                moved.append((key, right, row, now))
        for key, right, _, now in moved:
            if right in found:
                lost.append(f"table {table}, document {key}")
            found.setdefault(right, encode(now))
        content.take(table, found)
    content.take_order(order_of(content))
    return tuple(lost)


def _take_misnamed(content: Content) -> None:
    """A table of ours that is missing may be there under a name with one damaged letter."""
    for name in TABLES:
        if any(True for _ in content.keys(name)):
            continue
        for other in content.names:
            alike = len(other) == len(name) and sum(a != b for a, b in zip(other, name, strict=True)) == 1
            if alike and other not in TABLES:
                content.take(name, dict(content.documents(other)))
                content.take(other, {})


def _put_right(table: str, key: str, row: Row, lengths: dict[str, int]) -> tuple[str, Row, bool]:
    """The id and the fields of a document as they must be, and whether nothing of it is missing. Raises one of ``_DAMAGED``
    where that cannot be told. ``lengths`` are those of the articles' texts, filled in here."""
    if table == ARTICLES:
        row, whole = _with_defaults(row, article_row(Article(""), 0))
        article = article_from(row)
        right = str(number(ARTICLES, article.uid))
        if right != key and article.uid != row["uid"]:
            raise ValueError("the text is not the one that was annotated")
        row |= {"uid": article.uid, "sha256": article.sha256, "characters": len(article.text)}
        article_head(row)
        lengths[article.uid] = len(article.text)
        return right, row, whole
    if table == PROGRESS:
        row, whole = _with_defaults(row, progress_row("", Progress(), {}))
        row["article"] = _article_of(table, key, row["article"], lengths, [()])[0]
        progress_from(row)
        return str(number(PROGRESS, row["article"])), row, whole
    if table == ANNOTATIONS:
        return _part_put_right(key, row, lengths)
    if table == SETTINGS and str(number(SETTINGS, row["name"])) != key:
        raise ValueError("the name of a setting is damaged")
    if table == LABELS:
        labels_from(row)
        return str(LABELS_NUMBER), row, True
    if table == HISTORY:
        step_from(int(key), row)
    return key, row, True


def _with_defaults(row: Row, defaults: Row) -> tuple[Row, bool]:
    return {**defaults, **row}, all(field in row for field in defaults)


def _part_put_right(key: str, row: Row, lengths: dict[str, int]) -> tuple[str, Row, bool]:
    reach = parts(max(lengths.values(), default=0))
    claimed = row.get("part")
    places = [(claimed,), *((part,) for part in reach)] if isinstance(claimed, int) else [(part,) for part in reach]
    uid, (part,) = _article_of(ANNOTATIONS, key, row.get("article"), lengths, places)
    held = row["entities"]
    kept = [one for one in held if _fits_entity(one) and one["end"] <= lengths[uid] and one["start"] // PART == part]
    return str(number(ANNOTATIONS, uid, part)), {**row, "article": uid, "part": part, "entities": kept}, len(kept) == len(held)


def _article_of(
    table: str, key: str, claimed: object, lengths: dict[str, int], rests: list[tuple[Any, ...]]
) -> tuple[str, tuple[Any, ...]]:
    """The article that a document is of, and the rest of its key: what it says, where its id bears that out or names nothing
    else; else what its id says. Raises KeyError for an article that is not there."""
    uids = [claimed] if isinstance(claimed, str) and claimed in lengths else []
    for uid in [*uids, *lengths]:
        for rest in rests:
            if str(number(table, uid, *rest)) == key:
                return uid, rest
    if not uids:
        raise KeyError(str(claimed))
    return uids[0], rests[0]


def _documents(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Table, id and bytes of each document, whether they can be read or not."""
    table, key, written = "", "", b""
    lines = _JOINED.sub(rb"\1\n\2", data).split(b"\n")
    heads = {head[1].decode("ascii", "replace") for line in lines if (head := _head(line))}
    missing = [name for name in TABLES if name not in heads]
    first = True
    for line in lines:
        head, start = _head(line), _DOCUMENT.match(line)
        between = line in (b"},", b"{")
        if first and not between and not line.startswith(f'"{STORE}"'.encode("ascii")):
            # The first line of a table whose name cannot be read: the next of ours, if that is nowhere else.
            known = head and (head[1].decode("ascii", "replace") in TABLES)
            after = TABLES[TABLES.index(table) + 1 :][:1] if table in TABLES else TABLES[:1] if not table else ()
            if not known and after and after[0] in missing:
                if table and key:
                    yield table, key, written
                table, key, written = after[0], "", b""
                missing.remove(table)
                if not start:
                    first = False
                    continue
        first = between
        if head or between or _NEARLY.match(line):
            if table and key:
                yield table, key, written
            key, written = "", b""
            if head:
                table = head[1].decode("ascii", "replace")
            elif start:
                key, written = start[1].decode("ascii"), line[start.end() :]
            elif not between:
                key = repr(line[:20])[1:]
            if table == STORE or line.startswith(f'"{STORE}"'.encode("ascii")):
                table = ""
        else:
            written += b"\n" + line
    if table and key:
        yield table, key, written


def _head(line: bytes) -> re.Match[bytes] | None:
    return _TABLE.fullmatch(line) or _OURS.search(line)


def _row(written: bytes) -> Row | None:
    try:
        row = strict_json(written.strip().removesuffix(b","))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _part(written: bytes) -> tuple[Row, bool] | None:
    """A part with those of its entities that can be read one by one, and whether these are all."""
    head, bracket, rest = written.partition(b'"entities":[')
    try:
        row = json.loads(head + b'"entities":[]}')
    except (ValueError, RecursionError):
        return None
    if not bracket or not isinstance(row.get("article"), str) or not isinstance(row.get("part"), int):
        return None
    pieces = [one for line in rest.split(b"\n") for one in _apart(line) if one not in (b"", b"]}", b"]},")]
    found = [one for piece in pieces if (one := _row(piece)) and _fits_entity(one)]
    row["entities"] = found
    return row, len(found) == len(pieces)


def _apart(line: bytes) -> list[bytes]:
    """The objects of a line: one, or two that a damaged end of line has joined."""
    try:
        _, end = json.JSONDecoder().raw_decode(line.decode("latin-1"))
    except (ValueError, RecursionError):
        return [line]
    return [line[:end], *([line[end + 2 :]] if line[end + 2 :] else [])]


def _fits_entity(row: Row) -> bool:
    try:
        entity_from(row)
    except _DAMAGED:
        return False
    return True
