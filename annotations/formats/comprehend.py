"""Amazon Comprehend: what ``DetectEntities`` and its jobs answer, and the CSV that annotates for training. Read, as suggestions.

The text stands in a file beside: the one that ``File`` names, else that of the same name with ``.txt``. Where ``Line`` is given
each line of it is an article, and offsets, in code points, begin anew with each.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.json_records import listed, named, records, score, whole
from annotations.formats.placing import placed
from annotations.formats.text_beside import text_beside

_COLUMNS = ("File", "Begin Offset", "End Offset", "Type")
_ORIGIN = "comprehend"


@dataclass(frozen=True, slots=True)
class _Row:
    """One entity, or none, of one file, and of one line of it where ``line`` is not None."""

    file: str
    line: int | None
    span: Written | None
    words: str | None
    where: str


def read(path: Path) -> list[Reading]:
    """One document for each text file, or each line of it. Raises FormatError naming the line that is not of this form."""
    rows = list(_csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path))
    files: dict[str, list[_Row]] = {}
    for row in rows:
        files.setdefault(row.file, []).append(row)
    return [reading for file, found in files.items() for reading in _readings(path, file, found)]


def _readings(path: Path, file: str, rows: list[_Row]) -> Iterator[Reading]:
    text = text_beside(path, [file] if file else [])
    by_line: dict[int | None, list[_Row]] = {}
    for row in rows:
        by_line.setdefault(row.line, []).append(row)
    if None in by_line and len(by_line) > 1:
        raise FormatError(f"{rows[0].where}: of {file or 'one text'} some rows give a line and some none")
    lines = text.removesuffix("\n").split("\n")
    texts = {None: text} if None in by_line else {number: line.removesuffix("\r") for number, line in enumerate(lines)}
    if beyond := [row for row in rows if row.line not in texts]:
        raise FormatError(f"{beyond[0].where}: {file or 'the text'} has no line {beyond[0].line}: it has {len(lines)}, from 0")
    for number, content in texts.items():
        name = file if number is None else f"{file}:{number}"
        found = [(row.span, row.words) for row in by_line.get(number, []) if row.span]
        spans, notices = placed(content, found, f"{path}, {name}" if name else str(path))
        if content or found:
            yield Reading(name, content, spans, notices=notices)


def _json_rows(path: Path) -> Iterator[_Row]:
    for where, record in records(path):
        row = record if isinstance(record, dict) else {}
        if "ResultList" in row:
            answers = [each for each in listed(row["ResultList"], where, "ResultList") if isinstance(each, dict)]
        else:
            answers = [row]
        for answer in answers:
            if "Entities" not in answer:
                raise FormatError(f'{where} is not {{"Entities": [{{"BeginOffset", "EndOffset", "Type", "Text", "Score"}}]}}')
            file, line = named(answer, "File"), whole(answer.get("Line", answer.get("Index")))
            yield _Row(file, line, None, None, where)
            for entity in listed(answer["Entities"], where, "Entities"):
                yield _Row(file, line, *_entity(entity, where), where)


def _entity(entity: object, where: str) -> tuple[Written, str | None]:
    row = entity if isinstance(entity, dict) else {}
    start, end, label, words = whole(row.get("BeginOffset")), whole(row.get("EndOffset")), row.get("Type"), row.get("Text")
    if start is None or end is None or not isinstance(label, str) or not label:
        raise FormatError(f"{where}: an entity without BeginOffset, EndOffset or Type: {str(entity)[:120]}")
    span = Written(start, end, label, status=Status.SUGGESTED, score=score(row.get("Score")), origin=_ORIGIN)
    return span, words if isinstance(words, str) else None


def _csv_rows(path: Path) -> Iterator[_Row]:
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    table = csv.DictReader(StringIO(content, newline=""), skipinitialspace=True)
    missing = [name for name in _COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise FormatError(f"{path}, line 1: no column {', '.join(missing)}")
    try:
        for row in table:
            where = f"{path}, line {table.line_num}"
            numbers = [row.get(name) for name in ("Begin Offset", "End Offset", "Line")]
            start, end, line = (int(what) if what and what.strip().isdecimal() and len(what) < 19 else None for what in numbers)
            if start is None or end is None or not row["Type"] or (line is None and "Line" in row):
                raise FormatError(f"{where}: offsets and line are whole numbers, and the type is given")
            span = Written(start, end, row["Type"], status=Status.SUGGESTED, origin=_ORIGIN)
            yield _Row(row["File"] or "", line, span, None, where)
    except csv.Error as error:
        raise FormatError(f"{path}, line {table.line_num} is not CSV: {error}") from error
