"""Our own JSON lines: every field of articles, entities, progress and labels, with a version.

The first line is ``{"rubricate": VERSION, "labels": {...}}``; each further one an article ``{"id", "sha256", "text", ...,
"progress": {...}, "entities": [{...}, ...]}``; fields of entities at their default are left out. Offsets are code points.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotations.article import Article, Block
from annotations.entity import Entity, Proposal, Status, Via
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Reading, Report, Whole, Written
from annotations.labels import Family, Label, LabelSet
from annotations.progress import Progress, State

VERSION = 1
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
_PLAIN = Entity("", 0, 1, "", Status.ACCEPTED)
_AFTER_LABEL = Entity._fields[5:]

Row = Mapping[str, Any]


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write the labels and a line a document, one at a time. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        with beside.open("wb") as file:
            for line in _lines(documents, labels):
                file.write(line.encode())
        again = (_line(_article_row(one.whole)) for one in _readings(beside) if one.whole)
        head = _line(_head(_labels_of(beside)))
        for line, back in zip_longest(_lines(documents, labels), chain([head], again)):
            if line != back:
                raise FormatError(f"{out}: not all fields written as rubricate are the same read again; nothing was kept")
    return Report("rubricate", out, len(documents), sum(len(one.entities) for one in documents))


def read(path: Path) -> list[Reading]:
    """The documents of such a file, each ``whole``. Raises FormatError naming the line that is not of this form, and for a
    file of a newer version."""
    return list(_readings(path))


def _lines(documents: Iterable[Document], labels: LabelSet) -> Iterator[str]:
    yield _line(_head(labels))
    for document in documents:
        yield _line(_article_row(Whole(document.article, document.entities, document.progress, labels)))


def _readings(path: Path) -> Iterator[Reading]:
    labels: LabelSet | None = None
    for where, row in _rows(path):
        try:
            if labels is None:
                labels = _labels(row)
            else:
                yield _reading(row, labels)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FormatError(f"{where} is not of the format rubricate: {_what(error)}") from error


def _labels_of(path: Path) -> LabelSet:
    _, row = next(_rows(path))
    return _labels(row)


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Each line that is not blank as a JSON object, with words that say where it stands; the first of a version we know."""
    first = True
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                where = f"{path}, line {number}"
                if not line.strip():
                    continue
                row = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
                if not isinstance(row, dict):
                    raise FormatError(f"{where} is no JSON object")
                if first:
                    _require_version(row, where)
                first = False
                yield where, row
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error
    except ValueError as error:
        raise FormatError(f"{where} is not JSON in UTF-8: {error}") from error
    if first:
        raise FormatError(f'{path}, line 1 is not {{"rubricate": {VERSION}, "labels": ...}}: the file is empty')


def _require_version(row: Row, where: str) -> None:
    version = row.get("rubricate")
    if type(version) is not int or version < 1:
        raise FormatError(f'{where} is not {{"rubricate": {VERSION}, "labels": ...}}: no file of the format rubricate')
    if version > VERSION:
        raise FormatError(f"{where}: written by a newer Rubricate (version {version} of the format, here {VERSION}); update")


def _reading(row: Row, labels: LabelSet) -> Reading:
    article = Article(
        text=_text(row, "text"),
        title=_text(row, "title"),
        sources=tuple(_texts(row["sources"])),
        media_type=_text(row, "media_type"),
        language=_text(row, "language"),
        added=_text(row, "added"),
        blocks=tuple(Block(int(start), int(end), str(kind)) for start, end, kind in row["blocks"]),
        origin_notes=tuple(_texts(row["origin_notes"])),
    )
    if row["sha256"] != article.sha256 or row["id"] != article.uid:
        raise ValueError("its text is not the one that was annotated")
    entities = tuple(_entity(one, len(article.text)) for one in row["entities"])
    if len({entity.uid for entity in entities}) < len(entities):
        raise ValueError("two entities have one id")
    spans = sorted((_written(entity) for entity in entities if entity.label), key=lambda span: span.order)
    progress = _progress(row["progress"])
    return Reading(
        *(article.uid, article.text, tuple(spans), article.title, article.language),
        done=progress.state is State.DONE,
        whole=Whole(article, entities, progress, labels),
    )


def _article_row(whole: Whole) -> Row:
    article, progress = whole.article, whole.progress
    return {
        "id": article.uid,
        "sha256": article.sha256,
        "title": article.title,
        "text": article.text,
        "sources": article.sources,
        "media_type": article.media_type,
        "language": article.language,
        "added": article.added,
        "blocks": article.blocks,
        "origin_notes": article.origin_notes,
        "progress": {
            "state": progress.state,
            "checked": progress.checked,
            "position": progress.position,
            "bookmarks": progress.bookmarks,
            "model": progress.model,
            "meter": dict(progress.meter),
            **({"read": progress.read, "read_by": progress.read_by} if progress.read else {}),
        },
        "entities": [_entity_row(entity) for entity in whole.entities],
    }


def _entity_row(entity: Entity) -> Row:
    row: dict[str, object] = {
        "id": entity.uid,
        "start": entity.start,
        "end": entity.end,
        "label": entity.label,
        "status": entity.status,
    }
    for name in _AFTER_LABEL:
        if (value := getattr(entity, name)) != getattr(_PLAIN, name):
            row[name] = value
    if entity.extra:
        row["extra"] = dict(entity.extra)
    if entity.suggested:
        first = entity.suggested._asdict()
        row["suggested"] = first if first["identity"] else {key: one for key, one in first.items() if key != "identity"}
    return row


def _entity(row: Row, length: int) -> Entity:
    via, first = row.get("via"), row.get("suggested")
    start, end = _number(row, "start"), _number(row, "end")
    if not 0 <= start < end <= length:
        raise ValueError(f"an entity at {start}-{end} is not within the {length} code points of the text")
    extra = row.get("extra", {})
    return Entity(
        *(_text(row, "id"), start, end, _text(row, "label"), Status(row["status"]), Via(via) if via is not None else None),
        origin=_text(row, "origin", _PLAIN.origin),
        score=_score(row),
        note=_text(row, "note", ""),
        identity=_text(row, "identity", ""),
        group=_text(row, "group", ""),
        suggested=None
        if first is None
        else Proposal(
            *(_number(first, "start"), _number(first, "end"), _text(first, "label"), _text(first, "origin"), _score(first)),
            _text(first, "identity", ""),
        ),
        by=_text(row, "by", ""),
        at=_text(row, "at", ""),
        extra=MappingProxyType(dict(extra)),
    )


def _written(entity: Entity) -> Written:
    return Written(
        *(entity.start, entity.end, entity.label, entity.identity, entity.note, entity.group, entity.status, entity.score),
        *(entity.origin, entity.by),
    )


def _progress(row: Row) -> Progress:
    checked, position, bookmarks = _number(row, "checked"), _number(row, "position"), tuple(row["bookmarks"])
    if any(type(one) is not int or one < 0 for one in (checked, position, *bookmarks)):
        raise ValueError("its progress has an offset that is none")
    meter = {str(name): value for name, value in row["meter"].items() if isinstance(value, (int, float))}
    read = tuple((start, end) for start, end in row.get("read", ()))
    if any(type(start) is not int or type(end) is not int or not 0 <= start < end for start, end in read):
        raise ValueError("its progress has a part that a model read and that is no span")
    model, read_by = _text(row, "model"), _text(row, "read_by", "")
    return Progress(State(row["state"]), checked, position, bookmarks, model, MappingProxyType(meter), read, read_by)


def _head(labels: LabelSet) -> Row:
    rows = [label._asdict() | {"from": label.sources} for label in labels.labels]
    for row in rows:
        del row["sources"]
    return {"rubricate": VERSION, "labels": {"name": labels.name, "overlap": labels.overlap, "labels": rows}}


def _labels(head: Row) -> LabelSet:
    row = head["labels"]
    if type(row["overlap"]) is not bool:
        raise TypeError("overlap is true or false")
    labels = (
        Label(
            *(_text(one, "name"), _text(one, "digit"), _text(one, "letter"), Family(one["family"]), _text(one, "short")),
            *(_text(one, "description"), tuple(_texts(one["from"]))),
        )
        for one in row["labels"]
    )
    return LabelSet(_text(row, "name"), tuple(labels), row["overlap"])


def _text(row: Row, name: str, default: str | None = None) -> str:
    value = row[name] if default is None else row.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"{name} is {repr(value)[:40]}, no text")
    return value


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{repr(values)[:40]} is no list of texts")
    return values


def _number(row: Row, name: str) -> int:
    value = row[name]
    if type(value) is not int:
        raise TypeError(f"{name} is {repr(value)[:40]}, no whole number")
    return value


def _score(row: Row) -> float | None:
    value = row.get("score")
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise TypeError(f"score is {repr(value)[:40]}, no number")
    return value


def _line(row: Row) -> str:
    try:
        line = json.dumps(row, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise FormatError(f"a field cannot be written as JSON: {error}") from error
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def _what(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else " ".join(str(error).split())
