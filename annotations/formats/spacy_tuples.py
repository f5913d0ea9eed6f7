"""Pairs ``[text, {"entities": [[start, end, label], ...]}]`` in a JSON list: the training data of most of spaCy's tutorials.

Where entities overlap, ``entities`` holds the longest, since spaCy refuses others, and ``spans`` all of them under ``sc``, in
every pair of the file. Everything that ``spacy_json`` reads is read.
"""

from collections.abc import Sequence
from pathlib import Path

from annotations.formats.atomic import replacing
from annotations.formats.document import Document, Loss, Reading, Report
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line
from annotations.formats.planning import Plan, longest, reported, text_warnings, unsaid_warnings
from annotations.formats.spacy_json import ALL_SPANS, planned_without_blanks, readings
from annotations.formats.spacy_json import read as read_json
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the pairs. Raises FormatError, and then the old file is as it was."""
    overlap = any(longest(plan.spans) for plan in map(_plan, documents))
    with replacing(out) as beside:
        warnings = write_in_turn(
            *(beside, documents, _plan, lambda plan: line(_pair(plan, overlap)).rstrip(), _warnings),
            head="[\n",
            between=",\n",
            tail="\n]\n",
        )
        return reported("spacy_tuples", out, map(_plan, documents), readings(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of such a file. Raises FormatError naming the record that is not of this form."""
    return read_json(path)


def _plan(document: Document) -> Plan:
    return planned_without_blanks(document, flat=False)


def _warnings(plan: Plan) -> list[Loss]:
    return [*text_warnings(plan), *unsaid_warnings(plan.document), *_overlaps(plan)]


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
