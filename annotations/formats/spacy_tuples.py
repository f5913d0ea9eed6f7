"""Pairs ``[text, {"entities": [[start, end, label], ...]}]`` in a JSON list: the training data of most of spaCy's tutorials.

Where entities overlap, ``entities`` holds the longest, since spaCy refuses others, and ``spans`` all of them under ``sc``, in
every pair of the file. Everything that ``spacy_json`` reads is read.
"""

from collections.abc import Sequence
from pathlib import Path

from annotations.formats.atomic import replacing
from annotations.formats.document import Document, Loss, Reading, Report
from annotations.formats.json_records import line
from annotations.formats.planning import Plan, longest, reported, text_warnings, unsaid_warnings
from annotations.formats.spacy_json import ALL_SPANS, planned_without_blanks
from annotations.formats.spacy_json import read as read_json
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the pairs. Raises FormatError, and then the old file is as it was."""
    plans = [planned_without_blanks(document, flat=False) for document in documents]
    overlap = any(longest(plan.spans) for plan in plans)
    rows = [line(_pair(plan, overlap)).rstrip() for plan in plans]
    warnings = [loss for plan in plans for loss in (*text_warnings(plan), *unsaid_warnings(plan.document), *_overlaps(plan))]
    with replacing(out) as beside:
        beside.write_bytes(("[\n" + ",\n".join(rows) + "\n]\n").encode())
        return reported("spacy_tuples", out, plans, read(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of such a file. Raises FormatError naming the record that is not of this form."""
    return read_json(path)


def _pair(plan: Plan, overlap: bool) -> list[object]:
    losers = longest(plan.spans)
    told: dict[str, object] = {"entities": [list(span.key) for span in plan.spans if span not in losers]}
    if overlap:
        told["spans"] = {ALL_SPANS: [list(span.key) for span in plan.spans]}
    return [plan.text, told]


def _overlaps(plan: Plan) -> list[Loss]:
    winners = {loser.key: winner for loser, winner in longest(plan.spans).items()}
    found = []
    for entity in plan.document.entities:
        if winner := winners.get((entity.start, entity.end, entity.label)):
            where = f"it stands in spans['{ALL_SPANS}'], not in entities"
            reason = f"overlaps {winner.label} at {winner.start}-{winner.end}: {where}"
            found.append(Loss(plan.document.article, entity, reason))
    return found
