"""Azure Language: what its recognition of entities answers, also asynchronously. Read, as suggestions.

The text of a document is in the file (``analysisInput``, as it was sent, or ``text`` in the document), else beside it as
``ID.txt``. What ``stringIndexType`` says is tried first (graphemes where it does not say); the words of the entities decide.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.json_records import listed, named, records, score, whole
from annotations.formats.offsets import Count
from annotations.formats.placing import placed
from annotations.formats.text_beside import text_beside

_UNITS: Mapping[str, Count] = {"TextElements_v8": "graphemes", "UnicodeCodePoint": "code points", "Utf16CodeUnit": "UTF-16"}

Row = dict[str, object]


def read(path: Path) -> list[Reading]:
    """The documents of an answer. Raises FormatError naming where it is none, or where a text is missing."""
    return [reading for where, record in records(path) for reading in _answer(record, path, where)]


def _answer(record: object, path: Path, where: str) -> Iterator[Reading]:
    row: Row = record if isinstance(record, dict) else {}
    sent = {named(each, "id"): each for each in _documents(row.get("analysisInput"), where)}
    default = _UNITS.get(_said(row, "stringIndexType"), "graphemes")
    results = [row, row.get("results"), *(_inner(task, "results") for task in _tasks(row, where))]
    found = [document for result in results for document in _documents(result, where) if "entities" in document]
    if not found:
        raise FormatError(f'{where} is not {{"documents": [{{"id", "entities": [{{"text", "category", "offset", "length"}}]}}]}}')
    for document in found:
        name = named(document, "id")
        text = document.get("text", sent.get(name, {}).get("text"))
        text = text if isinstance(text, str) else text_beside(path, [name] if name else [])
        asked = [_entity(each, where) for each in listed(document["entities"], where, "entities")]
        spans, notices = placed(text, asked, f"{where}, document {name}", default)
        language = named(document, "language") or named(sent.get(name, {}), "language")
        yield Reading(name, text, spans, language=language, notices=notices)


def _said(row: Row, name: str) -> str:
    """What the answer, or the parameters it was asked with, say under this name."""
    inner = row.get("parameters")
    return named(row, name) or (named(inner, name) if isinstance(inner, dict) else "")


def _inner(row: object, name: str) -> object:
    return row.get(name) if isinstance(row, dict) else None


def _tasks(row: Row, where: str) -> list[object]:
    return listed(_inner(row.get("tasks"), "items"), where, "items")


def _documents(part: object, where: str) -> list[Row]:
    return [each for each in listed(_inner(part, "documents"), where, "documents") if isinstance(each, dict)]


def _entity(entity: object, where: str) -> tuple[Written, str | None]:
    row: Row = entity if isinstance(entity, dict) else {}
    start, length, label, words = whole(row.get("offset")), whole(row.get("length")), row.get("category"), row.get("text")
    if start is None or length is None or not isinstance(label, str) or not label:
        raise FormatError(f"{where}: an entity without category, offset or length: {str(entity)[:120]}")
    extra = tuple((name, str(row[name])) for name in ("subcategory",) if row.get(name))
    sure = score(row.get("confidenceScore"))
    span = Written(start, start + length, label, status=Status.SUGGESTED, score=sure, origin="azure", extra=extra)
    return span, words if isinstance(words, str) else None
