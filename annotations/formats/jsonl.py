"""JSON lines ``{"id", "text", "entities": [[start, end, label], ...]}``: code points, end exclusive.

The gold form of the benchmarks. Overlap, blanks and any label are carried exactly; notes, identities and groups have no place.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.planning import NO_LABEL, Fit, Plan, has_surrogate, planned, reported, text_warnings, unsaid_warnings
from annotations.labels import LabelSet

# Lone surrogates, which UTF-8 cannot hold, and the characters besides LF at which readers may break a line.
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write one line a document. Raises FormatError, and then the old file is as it was."""
    plans = [planned(document, _fit, name=document.article.uid) for document in documents]
    with replacing(out) as beside:
        beside.write_bytes("".join(_line(plan) for plan in plans).encode())
        warnings = [warning for plan in plans for warning in _warnings(plan)]
        return reported("jsonl", out, plans, read(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of such a file; a missing id reads as empty. Raises FormatError naming the line that is not of this form."""
    try:
        with path.open("rb") as file:
            return [_reading(line, f"{path}, line {number}") for number, line in enumerate(file, 1) if line.strip()]
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error


def _fit(entity: Entity) -> Fit:
    return (Written(*entity.span, entity.label), "") if entity.label else (None, NO_LABEL)


def _line(plan: Plan) -> str:
    entities = [list(span.key) for span in plan.spans]
    line = json.dumps({"id": plan.name, "text": plan.text, "entities": entities}, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def _warnings(plan: Plan) -> list[Loss]:
    warnings = text_warnings(plan) + unsaid_warnings(plan.document)
    if has_surrogate(plan.text + "".join(span.label for span in plan.spans)):
        reason = "holds a lone surrogate, written as a JSON escape: readers other than Python's may refuse or change it"
        warnings.append(Loss(plan.document.article, None, reason))
    return warnings


def _reading(line: bytes, where: str) -> Reading:
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
    spans = sorted((_span(item, len(text), where) for item in entities), key=lambda span: span.order)
    return Reading(str(row.get("id", "")), text, tuple(spans))


def _span(item: object, length: int, where: str) -> Written:
    match item:
        case [int(start), int(end), str(label)] if 0 <= start < end <= length and not isinstance(start, bool):
            return Written(start, end, label)
    raise FormatError(f"{where}: {item!r} is not [start, end, label] within the {length} code points of the text")
