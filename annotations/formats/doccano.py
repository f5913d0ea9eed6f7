"""doccano: JSON lines ``{"id", "text", "label": [[start, end, label], ...], "Comments"}``, as it exports sequence labelling.

Offsets are code points, as doccano's server slices; its page counts UTF-16 units, or graphemes where the project says so. Asked
for UTF-16 units, each line has a key ``offsets`` that says so, which doccano keeps as metadata and exports again.
Overlap is carried and the project must allow it. doccano drops an article without text: it is not written, and listed.
Read are also the relation form (``entities``, ``relations``) and those of the versions 0 and 1: ``labels``, and ``annotations``
with numbers for labels, whose names stand in ``label_config.json`` beside.
doccano imports its labels from ``NAME.labels.json``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import USUAL, Document, FormatError, How, Loss, Offsets, Reading, Report, Written, kept_losses
from annotations.formats.family_colours import TEXT, TINTS
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, whole
from annotations.formats.offsets import COUNTS, UTF16, ruler_of
from annotations.formats.placing import left_out, placed
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
from annotations.labels import Family, Label, LabelSet

_NAMES = ("label_config.json", "labels.json")
"""What doccano calls the file of its labels, and what people do."""
_CONFIG = ("text", "suffix_key", "background_color", "text_color")
"""What a label has in the file from which doccano imports labels."""
_FAMILIES = {colour: family for family, colour in TINTS["light"].items()}
_COLUMNS = ("label", "labels", "entities", "annotations")


def write(documents: Sequence[Document], out: Path, labels: LabelSet, how: How = USUAL) -> Report:
    """Write one line a document, and beside it ``NAME.labels.json``, the labels as doccano imports them, unless somebody else's
    file is there. Raises FormatError, and then the old file is as it was."""
    names = out.with_name(f"{out.stem}.labels.json")
    own = not names.exists() or _is_ours(names)
    used: set[str] = set()

    def content(plan: Plan) -> str:
        used.update(span.label for span in plan.spans)
        return _line(plan, how.offsets)

    with replacing(out) as beside:
        written = (document for document in documents if document.article.text)
        warnings = write_in_turn(beside, written, _plan, content, _warnings)
        if not own:
            warnings.append(Loss(None, None, f"{names} is somebody's own and stays as it is; see that it has every label"))
        plans = (_plan(document) for document in documents if document.article.text)
        report = reported("doccano", out, plans, _readings(beside, None), warnings)
        if own:
            with replacing(names) as beside_that:
                beside_that.write_bytes(_label_config(used, labels).encode())
    empty = [
        loss
        for document in documents
        if not document.article.text
        for loss in kept_losses(
            document.kept, [Loss(document.article, None, "has no text, and doccano takes no such article: not written")]
        )
    ]
    return replace(report, losses=(*report.losses, *empty))


def read(path: Path, offsets: Offsets | None = None) -> list[Reading]:
    """The documents of an export or import file of doccano, of any version. A record without text has no spans, and says so.

    ``offsets``: what they count where a record does not say; None for code points, since nobody said. Raises FormatError naming
    the record that is not of this form.
    """
    return list(_readings(path, offsets))


def _readings(path: Path, offsets: Offsets | None) -> Iterator[Reading]:
    names: dict[int, str] = {}
    for where, record in records(path):
        yield _reading(record, where, path, names, offsets)


def labels_of(path: Path) -> tuple[Label, ...]:
    """The labels of doccano's configuration beside a file, in its order; none where there is none, or it is something else."""
    for beside in _beside(path):
        try:
            rows = [row for _, row in records(beside)]
        except FormatError:
            continue
        found = {named(row, "text"): str(row.get("background_color")) for row in rows if isinstance(row, dict)}
        if found and all(found) and len(found) == len(rows):
            return tuple(Label(name, family=_FAMILIES.get(colour, Family.PEOPLE)) for name, colour in found.items())
    return ()


def _label_config(used: set[str], labels: LabelSet) -> str:
    """The labels of the set, then others of these documents, with a key and a colour each."""
    names = [label.name for label in labels.labels if not has_surrogate(label.name)]
    rows = []
    for name in [*names, *sorted(used - set(names))]:
        label = labels.get(name)
        colours = (TINTS["light"][labels.family(name)], TEXT["light"])
        rows.append(dict(zip(_CONFIG, (name, (label.letter if label else "") or None, *colours), strict=True)))
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _is_ours(path: Path) -> bool:
    """Whether a file is a list of labels as it is written here."""
    try:
        return all(isinstance(row, dict) and tuple(row) == _CONFIG for _, row in records(path))
    except FormatError:
        return False


def _beside(path: Path) -> list[Path]:
    """The files beside that may have doccano's labels."""
    names = (*_NAMES, f"{path.stem}.labels.json")
    return [beside for name in names if (beside := path.with_name(name)) != path and beside.is_file()]


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
    return Written(*entity.span, entity.label), ""


def _line(plan: Plan, offsets: Offsets) -> str:
    ruler = ruler_of(plan.text, offsets)
    spans = [[ruler.offset(span.start), ruler.offset(span.end), span.label] for span in plan.spans]
    row: dict[str, object] = {"id": plan.name, "text": plan.text, "label": spans, "Comments": []}
    return line(row | {"offsets": UTF16} if offsets == UTF16 else row)


def _warnings(plan: Plan) -> list[Loss]:
    warnings = text_warnings(plan) + unsaid_warnings(plan.document)
    end = crossed = 0
    for before, after in pairwise(plan.spans):
        end = max(end, before.end)
        crossed += after.start < end
    if crossed:
        reason = f"{crossed} overlap others: doccano drops them in silence unless its project allows overlap"
        warnings.append(Loss(plan.document.article, None, reason))
    return warnings


def _reading(record: object, where: str, path: Path, names: dict[int, str], offsets: Offsets | None) -> Reading:
    if not isinstance(record, dict) or not ("text" in record or any(column in record for column in _COLUMNS)):
        raise FormatError(f'{where} is no record of doccano: {{"text", "label": [[start, end, label], ...]}}')
    text = record.get("text", "")
    if not isinstance(text, str):
        raise FormatError(f"{where}: text is no text")
    others: Counter[str] = Counter()
    found = []
    for column in _COLUMNS:
        for item in listed(record.get(column), where, column):
            if isinstance(item, str) or (isinstance(item, dict) and "start_offset" not in item and "label" in item):
                others["label of the whole text"] += 1
            else:
                found.append((_span(item, where, path, names), None))
    others["relation"] += len(listed(record.get("relations"), where, "relations"))
    others["label of the whole text"] += len(listed(record.get("cats"), where, "cats"))
    others["comment"] += len(listed(record.get("Comments"), where, "Comments"))
    if "text" not in record:
        others["span of a record without text"] += len(found)
        found = []
    counted = UTF16 if record.get("offsets") == UTF16 else offsets
    spans, notices = placed(text, found, where, COUNTS[counted or "codepoints"], told=counted is not None)
    users = {span.by for span in spans} - {""}
    if len(users) > 1:
        notices += (f"{where}: annotated by {len(users)} users, taken together",)
    return Reading(named(record, "id"), text, spans, notices=(*notices, *(f"{where}: {one}" for one in left_out(others))))


def _span(item: object, where: str, path: Path, names: dict[int, str]) -> Written:
    """The span with the offsets of the file; its label may be a number, whose name is looked up once beside the file."""
    match item:
        case [first, last, label]:
            pass
        case {"start_offset": first, "end_offset": last, "label": label}:
            pass
        case _:
            raise FormatError(f"{where}: {item!r} is not [start, end, label]")
    start, end = whole(first), whole(last)
    if isinstance(label, int) and not isinstance(label, bool):
        if not names:
            names |= _label_names(path, where, label)
        label = names.get(label, str(label))
    if start is None or end is None or not isinstance(label, str) or not label:
        raise FormatError(f"{where}: {item!r} is not [start, end, label]")
    return Written(start, end, label, by=named(item, "user") if isinstance(item, dict) else "")


def _label_names(path: Path, where: str, label: int) -> dict[int, str]:
    """The names of labels by number, from the file of labels beside. Raises FormatError where there is none."""
    for beside in _beside(path):
        return dict(_numbered(beside))
    raise FormatError(f"{where}: the label is the number {label}; put doccano's {_NAMES[0]} with the names beside {path.name}")


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    for where, row in records(path):
        match row:
            case {"id": int(number), "text": str(text)} if text:
                yield number, text
            case _:
                raise FormatError(f'{where} is no label of doccano: {{"id", "text"}}')
