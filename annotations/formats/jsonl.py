"""JSON lines ``{"id", "text", "entities": [[start, end, label], ...]}``: code points, end exclusive.

The gold form of the benchmarks. Overlap, blanks and any label are carried exactly; notes, identities and groups have no place.
Asked for UTF-16 units, each line says so: ``"offsets": "utf16"``.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import USUAL, Document, FormatError, How, Loss, Offsets, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.offsets import COUNTS, UTF16, Ruler, ruler_of
from annotations.formats.planning import NO_LABEL, Fit, Plan, has_surrogate, planned, reported, text_warnings, unsaid_warnings
from annotations.labels import LabelSet

# Lone surrogates, which UTF-8 cannot hold, and the characters besides LF at which readers may break a line.
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def write(documents: Sequence[Document], out: Path, _labels: LabelSet, how: How = USUAL) -> Report:
    """Write one line a document. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        warnings = write_in_turn(beside, documents, _plan, lambda plan: _line(plan, how.offsets), _warnings)
        return reported("jsonl", out, map(_plan, documents), _readings(beside, None), warnings)


def read(path: Path, offsets: Offsets | None = None) -> list[Reading]:
    """The documents of such a file; a missing id reads as empty. ``offsets``: what they count where a line does not say, None
    for code points. Raises FormatError naming the line that is not of this form."""
    return list(_readings(path, offsets))


def _readings(path: Path, offsets: Offsets | None) -> Iterator[Reading]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _reading(line, f"{path}, line {number}", offsets)
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error


def _plan(document: Document) -> Plan:
    return planned(document, _fit, name=document.uid)


def _fit(entity: Entity) -> Fit:
    return (Written(*entity.span, entity.label), "") if entity.label else (None, NO_LABEL)


def _line(plan: Plan, offsets: Offsets) -> str:
    ruler = ruler_of(plan.text, offsets)
    entities = [[ruler.offset(span.start), ruler.offset(span.end), span.label] for span in plan.spans]
    row: dict[str, object] = {"id": plan.name, "text": plan.text, "entities": entities}
    if offsets == UTF16:
        row["offsets"] = UTF16
    line = json.dumps(row, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def _warnings(plan: Plan) -> list[Loss]:
    warnings = text_warnings(plan) + unsaid_warnings(plan.document)
    if has_surrogate(plan.text + "".join(span.label for span in plan.spans)):
        reason = "holds a lone surrogate, written as a JSON escape: readers other than Python's may refuse or change it"
        warnings.append(Loss(plan.document.article, None, reason))
    return warnings


def _reading(line: bytes, where: str, offsets: Offsets | None) -> Reading:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FormatError(f"{where} could not be read as UTF-8 text: {error}") from error
    except ValueError as error:
        raise FormatError(f"{where} is not JSON: {error}") from error
    text = row.get("text") if isinstance(row, dict) else None
    entities = row.get("entities") if isinstance(row, dict) else None
    if not isinstance(text, str) or not isinstance(entities, list):
        raise FormatError(f'{where} is not {{"id", "text", "entities": [[start, end, label], ...]}}')
    counted = UTF16 if row.get("offsets") == UTF16 else offsets or "codepoints"
    ruler = ruler_of(text, counted)
    spans = sorted((_span(item, ruler, where) for item in entities), key=lambda span: span.order)
    said = (f"offsets count {COUNTS[counted]}",) if counted == UTF16 and ruler.offset(len(text)) > len(text) else ()
    return Reading(str(row.get("id", "")), text, tuple(spans), notices=said)


def _span(item: object, ruler: Ruler, where: str) -> Written:
    match item:
        case [int(start), int(end), str(label)] if not isinstance(start, bool):
            span = ruler.span(start, end)
            if span is not None and span[0] < span[1]:
                return Written(*span, label)
    raise FormatError(f"{where}: {item!r} is not [start, end, label] within the {ruler.length} {ruler.unit.count} of the text")
