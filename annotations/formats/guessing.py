"""What format a file seems to be of: by its suffix, then by what it begins with, then by who can read it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from annotations.formats.document import FormatError
from annotations.formats.registry import Format, by_suffix, require_file

_BEGINNING = 1 << 16
_CAS = ('"%TYPES"', '"%FEATURE_STRUCTURES"')
_LONGEST_RECORD = 1 << 26
"""Bytes of a first JSON object that is looked for past the beginning: a whole article of a book's length in one."""
_SHARED = (".json", ".jsonl", ".ndjson", ".jsonlines", ".txt", ".tsv", ".xml")
"""Suffixes that several formats have, also of those that do not say so."""
Record = Mapping[str, Any]


def guessed(path: Path, formats: Mapping[str, Format]) -> list[str]:
    """The names of the formats that a file, or folder, may be of: one where that is plain, none where nothing fits.

    The file is read whole only where its suffix and its beginning leave several. Raises FormatError for what cannot be read.
    """
    require_file(path)
    reading = {name: form for name, form in formats.items() if form.reads}
    if path.is_dir():
        names = [name for name, form in reading.items() if form.folder and _has(path, form)]
    else:
        names = by_suffix(path, reading)
        if len(names) == 1 and _own_suffix(path, reading[names[0]]):
            return names
        beginning = _beginning(path)
        if told := _by_record(path, beginning, reading):
            return told
        if not names or len(names) > 1:
            names = [name for name in _by_line(beginning, reading) if not names or name in names] or names
    if len(names) > 1:
        # Columns of tokens and tags have the suffix of a table now and then.
        others = [name for name in ("conll2003",) if name in reading and name not in names and not path.is_dir()]
        names = next((fit for some in (names, others) if (fit := [one for one in some if _reads(reading[one], path)])), names)
    return names


def _has(folder: Path, form: Format) -> bool:
    return any(path.name.lower().endswith(form.suffixes) for path in folder.iterdir())


def _own_suffix(path: Path, form: Format) -> bool:
    return any(path.name.lower().endswith(suffix) for suffix in form.suffixes if suffix not in _SHARED)


def _beginning(path: Path, most: int = _BEGINNING) -> str:
    try:
        with path.open("rb") as file:
            return file.read(most).decode("utf-8-sig", "replace")
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} could not be read: {getattr(error, 'strerror', '') or error}") from error


def _by_record(path: Path, beginning: str, formats: Mapping[str, Format]) -> list[str]:
    if any(mark in beginning for mark in _CAS):  # far larger than what was read of it
        return ["uima_cas"] if "uima_cas" in formats else []
    record = _first_record(beginning)
    if record is None and len(beginning) >= _BEGINNING // 4 and beginning.lstrip()[:1] in ("[", "{"):
        record = _first_record(_beginning(path, _LONGEST_RECORD))
    return [name for name, fits in _RECORDS.items() if name in formats and record is not None and fits(record)][:1]


def _first_record(beginning: str) -> Record | None:
    """The first JSON object: of the first line, or of a list that may go on past what was read."""
    decoder = json.JSONDecoder()
    start = beginning.lstrip().lstrip("[").lstrip()
    try:
        value, _ = decoder.raw_decode(start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _lists(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _all_have(value: object, key: str) -> bool:
    return bool(value) and isinstance(value, list) and all(isinstance(one, dict) and key in one for one in value)


def _inner(one: Record) -> object:
    results = one.get("results")
    return results.get("documents") if isinstance(results, dict) else None


_RECORDS: Mapping[str, Callable[[Record], bool]] = {
    "rubricate": lambda one: "rubricate" in one,
    "jsonl": lambda one: isinstance(one.get("text"), str) and _lists(one.get("entities"), list),
    "label_studio": lambda one: (
        isinstance(one.get("data"), dict) and not one.keys().isdisjoint(("annotations", "predictions", "completions"))
    ),
    "hf": lambda one: isinstance(one.get("tokens"), list) and "ner_tags" in one,
    "spacy_json": lambda one: isinstance(one.get("paragraphs"), list) or (isinstance(one.get("text"), str) and "ents" in one),
    "prodigy": lambda one: (
        (isinstance(one.get("text"), str) and (_lists(one.get("spans"), dict) or "answer" in one))
        or {"label", "pattern"} <= one.keys()
    ),
    "pubannotation": lambda one: (
        isinstance(one.get("text"), str)
        and (isinstance(one.get("denotations"), list) or _all_have(one.get("tracks"), "denotations"))
    ),
    "w3c_annotation": lambda one: "anno.jsonld" in str(one.get("@context")),
    "bioc": lambda one: _all_have(one.get("documents"), "passages"),
    "azure": lambda one: "stringIndexType" in one or _all_have(one.get("documents", _inner(one)), "entities"),
    "google": lambda one: _all_have(one.get("entities"), "mentions"),
    "comprehend": lambda one: _lists(one.get("Entities"), dict) or _all_have(one.get("ResultList"), "Entities"),
    "doccano": lambda one: (
        isinstance(one.get("text"), str)
        and any(isinstance(one.get(key), list) for key in ("label", "labels", "entities", "annotations"))
    ),
}
"""By the keys of the first object of a file; the first that fits."""


def _by_line(beginning: str, formats: Mapping[str, Format]) -> list[str]:
    return [name for name, marks in _LINES.items() if name in formats and any(mark in beginning[:4096] for mark in marks)]


_LINES: Mapping[str, tuple[str, ...]] = {
    "webanno_tsv": ("#FORMAT=WebAnno TSV",),
    "conllup": ("# global.columns",),
    "conllu": ("# sent_id", "# newdoc", "# text ="),
    "tei": ("http://www.tei-c.org/ns/1.0",),
    "bioc": ("BioC.dtd", "<collection>"),
    "pubtator": ("|t|",),
    "conll2003": ("-DOCSTART-",),
}
"""By what stands in the first lines, where the suffix says nothing or too much."""


def _reads(form: Format, path: Path) -> bool:
    try:
        return bool(form.read(path))
    except FormatError:
        return False
