"""Tables of spans, one a row, and beside them ``NAME.docs.csv`` with the texts of the documents: csv, tsv and spreadsheet.

Columns: ``doc_id start end text label status annotator score link note group origin``; offsets are code points. Everything that
an entity is stands there but for fields of other formats. For spreadsheets, which run a cell that begins with ``= + - @`` as a
formula, such a cell gets an apostrophe before it, and the last column names the cells of its row that have one. Asked for UTF-16
units, a further column ``offsets`` says so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from annotations.entity import Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, How, Loss, Offsets, Reading, Report, Written, kept_losses
from annotations.formats.json_records import score
from annotations.formats.offsets import UTF16, ruler_of
from annotations.formats.placing import Gathered
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    encodable,
    has_surrogate,
    planned,
    reported,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.table_rows import line, table

_SPANS = ("doc_id", "start", "end", "text", "label", "status", "annotator", "score", "link", "note", "group", "origin")
_DOCS = ("doc_id", "title", "language", "text")
_OFFSETS = "offsets"
_APOSTROPHES = "apostrophes"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "doc_id": ("doc_id", "document_id", "doc", "document", "file", "filename"),
    "start": ("start", "begin", "start_offset", "begin_offset", "start_char"),
    "end": ("end", "stop", "end_offset", "end_char"),
    "text": ("text", "surface", "mention", "words", "entity_text"),
    "label": ("label", "type", "entity_type", "tag", "category"),
}
"""What others call these columns."""
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"(\d+)(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: the name of its format, what separates cells, and whether it is for a spreadsheet, with a byte order mark
    and without formulas."""

    format: str
    separator: str
    spreadsheet: bool = False


def write_table(kind: Kind, documents: Sequence[Document], out: Path, how: How) -> Report:
    """Write the spans and, beside, the texts. Raises FormatError, and then the old files are as they were; also where what is
    there beside was not written so."""
    texts = out.with_name(f"{out.stem}.docs{out.suffix}")
    _require_own(texts)
    warnings: list[Loss] = []

    def told(document: Document) -> Plan:
        plan = _plan(document)
        warnings.extend(kept_losses(document.kept, (*text_warnings(plan), *unsaid_warnings(document))))
        return plan

    with replacing(texts) as beside_texts, replacing(out) as beside:
        _write(kind, _DOCS, (_document_cells(told(document)) for document in documents), beside_texts)
        names = (*_SPANS, _OFFSETS) if how.offsets == UTF16 else _SPANS
        _write(kind, names, (cells for plan in map(_plan, documents) for cells in _plan_cells(plan, how.offsets)), beside)
        return reported(kind.format, out, map(_plan, documents), _in_turn(beside, beside_texts), warnings)


def read_table(path: Path, offsets: Offsets | None = None) -> list[Reading]:
    """The documents of a table of spans, whatever separates its cells; those without spans too. ``offsets``: what they count
    where neither a column nor the words of the spans say.

    The texts are those of ``NAME.docs.csv`` (or ``.tsv``) or ``docs.csv`` beside, else of the files beside that ``doc_id``
    names, with or without ``.txt``. Raises FormatError naming the line that is not of this form.
    """
    names = [f"{path.stem}.docs{suffix}" for suffix in (path.suffix, ".csv", ".tsv")] + ["docs.csv", "docs.tsv"]
    return _readings(path, next((beside for beside in map(path.with_name, names) if beside.is_file()), None), offsets)


def _plan(document: Document) -> Plan:
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), name=document.uid, text=encodable(text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    identity, group, by, origin = (
        "" if has_surrogate(words) else words for words in (entity.identity, entity.group, entity.by, entity.origin)
    )
    return Written(
        *entity.span, entity.label, identity, encodable(entity.note), group, entity.status, score(entity.score), origin, by
    ), ""


def _document_cells(plan: Plan) -> tuple[str, ...]:
    article = plan.document.article
    return plan.name, encodable(article.title), encodable(article.language), plan.text


def _plan_cells(plan: Plan, offsets: Offsets) -> Iterator[tuple[str, ...]]:
    ruler = ruler_of(plan.text, offsets)
    for span in plan.spans:
        points = "" if span.score is None else repr(span.score)
        words = plan.text[span.start : span.end]
        place = (plan.name, str(ruler.offset(span.start)), str(ruler.offset(span.end)), words, span.label)
        cells = (*place, str(span.status), span.by, points, span.identity, span.note, span.group, span.origin)
        yield (*cells, offsets) if offsets == UTF16 else cells


def _write(kind: Kind, names: Sequence[str], rows: Iterator[tuple[str, ...]], path: Path) -> None:
    if not kind.spreadsheet:
        _write_lines(path, (line(cells, kind.separator) for cells in chain([names], rows)))
        return
    _write_lines(path, (line(cells, kind.separator) for cells in chain([(*names, _APOSTROPHES)], _safe(names, rows))), "\ufeff")


def _safe(names: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows with an apostrophe before what a spreadsheet would run, and the names of these cells last."""
    for cells in rows:
        run = [name for name, cell in zip(names, cells, strict=True) if _FORMULA.match(cell)]
        safe = (f"'{cell}" if name in run else cell for name, cell in zip(names, cells, strict=True))
        yield (*safe, " ".join(run))


def _write_lines(path: Path, lines: Iterable[str], mark: str = "") -> None:
    with path.open("wb") as file:
        file.write(mark.encode())
        file.writelines(line.encode() for line in lines)


def _require_own(texts: Path) -> None:
    try:
        ours = not texts.exists() or table(texts, [[name] for name in _DOCS])[0][: len(_DOCS)] == list(_DOCS)
    except FormatError:
        ours = False
    if not ours:
        raise FormatError(f"{texts} is there and holds something else, and would be lost; choose another name or folder")


def _readings(path: Path, texts: Path | None, offsets: Offsets | None) -> list[Reading]:
    found = {} if texts is None else {one.name: one for one in _texts(texts)}
    for where, row in _cells(path, [_NAMES["start"], _NAMES["end"], _NAMES["label"]]):
        name = row.get("doc_id", "")
        if name not in found:
            if texts is not None:
                raise FormatError(f"{where}: the document {name!r} is not in {texts.name}")
            found[name] = Gathered(_text_beside(path, name, where), name, where)
        _take(found[name], where, row, offsets)
    return [found.pop(name).reading() for name in list(found)]


def _in_turn(path: Path, texts: Path) -> Iterator[Reading]:
    """The documents of tables as they are written here, whose spans stand in the order of the texts."""
    spans = _cells(path, [_NAMES["start"], _NAMES["end"], _NAMES["label"]])
    found = next(spans, None)
    for one in _texts(texts):
        while found is not None and found[1].get("doc_id", "") == one.name:
            _take(one, *found, None)
            found = next(spans, None)
        yield one.reading()
    if found is not None:
        raise FormatError(f"{found[0]}: the document {found[1].get('doc_id', '')!r} is not in {texts.name}")


def _take(one: Gathered, where: str, row: Mapping[str, str], offsets: Offsets | None) -> None:
    one.spans.append((_span(row, where), row.get("text") or None))
    one.offsets = UTF16 if row.get(_OFFSETS, "").strip().lower() == UTF16 else one.offsets or offsets


def _texts(texts: Path) -> Iterator[Gathered]:
    names: set[str] = set()
    for where, row in _cells(texts, [_NAMES["doc_id"], _NAMES["text"]]):
        name = row["doc_id"]
        if name in names:
            raise FormatError(f"{where}: the document {name!r} is there twice")
        names.add(name)
        yield Gathered(row["text"], name, where, row.get("title", ""), language=row.get("language", ""))


def _cells(path: Path, wanted: Sequence[Sequence[str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows by our names of columns, each with its place in words; without the apostrophes that the last column names."""
    names, rows = table(path, wanted)
    ours = {other: name for name, others in _NAMES.items() for other in others}
    for number, cells in rows:
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=True):
            row.setdefault(ours.get(name, name), cell)
        for name in row.get(_APOSTROPHES, "").split():
            row[name] = row.get(name, "").removeprefix("'")
        yield f"{path}, line {number}", row


def _text_beside(path: Path, name: str, where: str) -> str:
    """The text of the file beside of that name, never of one elsewhere."""
    for file in (name, f"{name}.txt"):
        plain = bool(name) and Path(file).name == file and "\0" not in file and not file.startswith(".")
        beside = path.with_name(file) if plain else None
        if beside and beside != path and beside.is_file() and beside.resolve().parent == path.parent.resolve():
            try:
                return beside.read_bytes().decode("utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise FormatError(f"{beside} could not be read as UTF-8 text: {error}") from error
    raise FormatError(f"{where}: the text of {name!r} is not here; put {path.stem}.docs.csv with the columns doc_id, text beside")


def _span(row: Mapping[str, str], where: str) -> Written:
    numbers = [_NUMBER.fullmatch(row[name].strip()) for name in ("start", "end")]
    if not (numbers[0] and numbers[1]) or not row["label"]:
        raise FormatError(f"{where}: {row['start']!r} to {row['end']!r} as {row['label']!r} is no start, end and label")
    word = row.get("status", "").strip().lower()
    if word and word not in set(Status):
        raise FormatError(f"{where}: the status {word!r} is none of {', '.join(Status)}")
    status = Status(word) if word else None
    try:
        points = score(float(row["score"])) if row.get("score", "").strip() else None
    except ValueError as error:
        raise FormatError(f"{where}: the score {row['score']!r} is no number") from error
    link, note, group, origin, by = (row.get(name, "") for name in ("link", "note", "group", "origin", "annotator"))
    return Written(int(numbers[0][1]), int(numbers[1][1]), row["label"], link, note, group, status, points, origin, by)
