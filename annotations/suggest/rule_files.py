"""Files of rules: patterns (JSON lines of Prodigy or EntityRuler), lists of names (one a line), tables name,label,id."""

import csv
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from annotations.suggest.rule_errors import RuleError
from annotations.suggest.rules import Row, checked_row

_TABLES = {".csv": ",", ".tsv": "\t"}
_HEADS = ("name", "label", "id")


def read_rules(path: Path, label: str = "") -> list[Row]:
    """The rules in a file; ``label`` is that of names that have none of their own.

    ``.jsonl``: patterns. ``.csv`` and ``.tsv``: name, label, id, with or without these heads. Anything else: one name a line.
    A folder that an EntityRuler was saved to is read too. Raises RuleError, with words to show: file, line, why.
    """
    if path.is_dir():
        path /= "patterns.jsonl"
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise RuleError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from error
    suffix = path.suffix.lower()
    lines = _patterns(text) if suffix == ".jsonl" else _table(text, _TABLES[suffix]) if suffix in _TABLES else _names(text)
    rows: list[Row] = []
    for number, row in _numbered(lines, path):
        try:
            if isinstance(row, dict) and not row.get("label"):
                if not label:
                    raise RuleError("no label: give one with --label")
                row = {**row, "label": label}
            rows.append(checked_row(row))
        except RuleError as error:
            raise RuleError(f"{path}, line {number}: {error}") from error
    if not rows:
        raise RuleError(f"{path} has no rules in it")
    return rows


def _numbered(lines: Iterator[tuple[int, object]], path: Path) -> Iterator[tuple[int, object]]:
    try:
        yield from lines
    except (csv.Error, ValueError, RecursionError) as error:
        raise RuleError(f"{path} cannot be read as rules: {error}") from error


def _patterns(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} is not JSON") from error


def _names(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, {"pattern": line.strip()}


def _table(text: str, between: str) -> Iterator[tuple[int, object]]:
    reader = csv.reader(text.splitlines(), delimiter=between, strict=True)
    first = next(reader, None)
    if first is None:
        return
    heads = [cell.strip().lower() for cell in first]
    headed = "name" in heads
    columns = {name: heads.index(name) if headed else place for place, name in enumerate(_HEADS) if not headed or name in heads}
    for cells in reader if headed else chain([first], reader):
        row = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
        if any(row.values()):
            found = {"pattern": row.get("name", ""), "label": row.get("label", "")}
            yield reader.line_num, found | ({"id": row["id"]} if row.get("id") else {})
