"""PubAnnotation JSON: ``{"text", "denotations": [{"id", "span": {"begin", "end"}, "obj"}]}``, one object or a list of them.

A span that is a list is one mention in fragments. What is said of a mention besides stands in ``attributes``. Read: ``tracks``
too, each project's denotations with the project as their origin.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, whole
from annotations.formats.mentions import Mention, as_read, facts, fit_with_facts, mentions, with_facts
from annotations.formats.placing import left_out, placed
from annotations.formats.planning import Plan, encodable, planned, reported, text_warnings, unsaid_warnings
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write one object for one document, else a list. Raises FormatError, and then the old file is as it was."""
    head, tail = ("", "") if len(documents) == 1 else ("[\n", "]\n")
    with replacing(out) as beside:
        warnings = write_in_turn(
            *(beside, documents, _plan, lambda plan: line(_row(plan)), _warnings), head=head, between=",", tail=tail
        )
        readings = (_reading(row, where) for where, row in records(beside))
        return reported("pubannotation", out, map(_plan, documents), readings, warnings)


def read(path: Path) -> list[Reading]:
    """The documents of such a file, denotations as entities. Raises FormatError naming where it is not of this form."""
    return [_reading(row, where) for where, row in records(path)]


def _plan(document: Document) -> Plan:
    text = document.article.text
    plan = planned(document, lambda entity: fit_with_facts(text, entity), name=document.uid, text=encodable(text))
    return replace(plan, spans=as_read(mentions(plan.spans), lambda number: f"T{number}"))


def _warnings(plan: Plan) -> list[Loss]:
    return text_warnings(plan) + unsaid_warnings(plan.document)


def _row(plan: Plan) -> dict[str, object]:
    found = mentions(plan.spans)
    attributes = [
        {"subj": f"T{number}", "pred": name, "obj": what}
        for number, mention in enumerate(found, 1)
        for name, what in facts(mention[0]).items()
    ]
    return {
        "sourcedb": "rubricate",
        "sourceid": plan.name,
        "text": plan.text,
        "denotations": [{"id": f"T{number}", "span": _span(one), "obj": one[0].label} for number, one in enumerate(found, 1)],
        "attributes": [{"id": f"A{number}"} | attribute for number, attribute in enumerate(attributes, 1)],
    }


def _span(mention: Mention) -> object:
    pieces = [{"begin": span.start, "end": span.end} for span in mention]
    return pieces if len(pieces) > 1 else pieces[0]


def _reading(row: object, where: str) -> Reading:
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(text, str):
        raise FormatError(f'{where} is not {{"text", "denotations": [...]}}')
    counts: Counter[str] = Counter()
    tracks = [track for track in listed(row.get("tracks"), where, "tracks") if isinstance(track, dict)]
    found = [span for part in (row, *tracks) for span in _denotations(part, where)]
    spans, notices = placed(text, ((span, None) for span in found), where)
    counts["relation"] = sum(len(listed(part.get("relations"), where, "relations")) for part in (row, *tracks))
    counts["block"] = sum(len(listed(part.get("blocks"), where, "blocks")) for part in (row, *tracks))
    said = (*notices, *(f"{where}: {notice}" for notice in left_out(counts)))
    return Reading(named(row, "sourceid"), text, spans, notices=said)


def _denotations(part: Mapping[str, object], where: str) -> Iterator[Written]:
    said: dict[object, dict[str, str]] = {}
    for attribute in listed(part.get("attributes"), where, "attributes"):
        if isinstance(attribute, dict) and isinstance(attribute.get("pred"), str):
            obj = attribute.get("obj")
            words = obj if isinstance(obj, str) else json.dumps(obj, ensure_ascii=False)
            said.setdefault(str(attribute.get("subj")), {})[attribute["pred"]] = words
    origin = named(dict(part), "project")
    for denotation in listed(part.get("denotations"), where, "denotations"):
        row = denotation if isinstance(denotation, dict) else {}
        label = row.get("obj")
        pieces = _pieces(row.get("span"))
        if not isinstance(label, str) or not label or not pieces:
            raise FormatError(f'{where}: {json.dumps(denotation)[:200]} is not {{"id", "span": {{"begin", "end"}}, "obj"}}')
        identifier = str(row.get("id", ""))
        for number, (start, end) in enumerate(pieces):
            span = Written(start, end, label, group=identifier if len(pieces) > 1 else "", origin=origin)
            about = said.get(identifier, {})
            once = {name: what for name, what in about.items() if not number or name not in ("identifier", "note")}
            yield with_facts(span, once)


def _pieces(span: object) -> list[tuple[int, int]]:
    """Begin and end of each fragment; none where one is not two whole numbers."""
    pieces: Iterable[object] = span if isinstance(span, list) else [span]
    found = []
    for piece in pieces:
        begin, end = (whole(piece.get(name)) for name in ("begin", "end")) if isinstance(piece, dict) else (None, None)
        if begin is None or end is None:
            return []
        found.append((begin, end))
    return found
