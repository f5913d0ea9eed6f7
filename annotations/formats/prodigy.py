"""Prodigy: JSON lines, one task each: ``text``, ``tokens``, ``spans``, ``answer``; ``token_end`` is the last token, inclusive.

What was decided stands in the answer: accepted entities in one task of the article, ``accept``; each rejected one in a task of
its own, ``reject``; suggested and unsure ones in tasks to ``ignore``, since Prodigy takes a task without an answer for accepted.
Tasks of one text are one document again. Hashes are left out: Prodigy makes them anew.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from annotations.entity import HUMAN, Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, score, whole
from annotations.formats.placing import Found, Gathered, complete
from annotations.formats.planning import (
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    cut_warnings,
    encodable,
    fit_without_blanks,
    has_surrogate,
    planned,
    reported,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.spaced_tokens import SpacedToken, spaced_tokens
from annotations.labels import LabelSet
from annotations.progress import State

_ANSWERS = {
    Status.ACCEPTED: "accept",
    Status.REJECTED: "reject",
    Status.SUGGESTED: "ignore",
    Status.UNSURE: "ignore",
}


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the tasks of each document. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        warnings = write_in_turn(beside, documents, _spaced, _lines, _warnings)
        return reported("prodigy", out, map(_plan, documents), _readings(beside, in_turn=True), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a file of tasks, each text once. ``reject`` and ``ignore`` never make an accepted span; a task without an
    answer says nothing of its spans.

    Raises FormatError naming the record that is no task with a text; also for a file of match patterns.
    """
    return list(_readings(path))


def _readings(path: Path, *, in_turn: bool = False) -> Iterator[Reading]:
    """``in_turn``: each when the next one begins, of a file as it is written here."""
    tasks: dict[tuple[str, str], Gathered] = {}
    passed: set[int] = set()
    for where, record in records(path):
        if isinstance(record, dict) and "pattern" in record and "text" not in record:
            raise FormatError(f"{where} is a pattern to match with, no annotation")
        text = record.get("text") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(text, str):
            raise FormatError(f'{where} is no task of Prodigy: {{"text", "spans": [{{"start", "end", "label"}}], "answer"}}')
        meta = record.get("meta")
        about: dict[str, object] = meta if isinstance(meta, dict) else {}
        name = named(about, "id")
        if in_turn:
            yield from complete(tasks, (text, name), passed)
        task = tasks.setdefault((text, name), Gathered(text, name, where))
        task.title = task.title or named(about, "title")
        _take(task, record, about, where)
    yield from complete(tasks, None, passed)


@dataclass(frozen=True, slots=True)
class _Spaced:
    """A plan with the tokens of its article, and where its spans cut one."""

    plan: Plan
    tokens: Sequence[SpacedToken]
    cuts: set[int]


def _spaced(document: Document) -> _Spaced:
    plan = _plan(document)
    return _Spaced(plan, *spaced_tokens(document.article, plan.spans))


def _lines(one: _Spaced) -> str:
    return "".join(line(task) for task in _tasks(one.plan, one.tokens))


def _warnings(one: _Spaced) -> list[Loss]:
    plan = one.plan
    return text_warnings(plan) + unsaid_warnings(plan.document) + cut_warnings(plan, one.cuts) + _overlaps(plan)


def _plan(document: Document) -> Plan:
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), name=document.article.uid, text=encodable(text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    span, why = fit_without_blanks(text, entity, entity.label)
    if span is None:
        return span, why
    origin = "" if entity.origin == HUMAN or has_surrogate(entity.origin) else entity.origin
    identity = "" if has_surrogate(entity.identity) else entity.identity
    return replace(span, status=entity.status, score=score(entity.score), origin=origin, identity=identity), why


def _tasks(plan: Plan, tokens: Sequence[SpacedToken]) -> Iterator[Mapping[str, object]]:
    by_status: dict[Status | None, list[Written]] = {status: [] for status in Status}
    for span in plan.spans:
        by_status[span.status].append(span)
    # Where nobody has decided anything, an accepted task without spans would say that there are none.
    begun = by_status[Status.ACCEPTED] or plan.document.progress.state is not State.NEW
    shares: list[tuple[Status, list[Written]]] = [(Status.ACCEPTED if begun else Status.SUGGESTED, by_status[Status.ACCEPTED])]
    shares += [(status, by_status[status]) for status in (Status.SUGGESTED, Status.UNSURE) if by_status[status]]
    shares += [(Status.REJECTED, [span]) for span in by_status[Status.REJECTED]]
    starts = [token.start for token in tokens]
    all_tokens = [
        {"text": plan.text[start:end], "start": start, "end": end, "id": number, "ws": blank}
        for number, (start, end, blank) in enumerate(tokens)
    ]
    meta = {"id": plan.name} | ({"title": encodable(title)} if (title := plan.document.article.title) else {})
    for status, spans in shares:
        more = {} if status in (Status.ACCEPTED, Status.REJECTED) else {"status": str(status)}
        yield {
            "text": plan.text,
            "tokens": all_tokens,
            "spans": [_as_json(span, starts) for span in spans],
            "meta": meta | more,
            "answer": _ANSWERS[status],
        }


def _as_json(span: Written, starts: Sequence[int]) -> dict[str, object]:
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end) - 1
    row: dict[str, object] = {"start": span.start, "end": span.end, "label": span.label}
    row |= {"token_start": first, "token_end": last}
    if span.identity:
        row["kb_id"] = span.identity
    if span.origin:
        row["source"] = span.origin
    if span.score is not None:
        row["score"] = span.score
    return row


def _overlaps(plan: Plan) -> list[Loss]:
    if all(before.end <= after.start for before, after in pairwise(plan.spans)):
        return []
    return [Loss(plan.document.article, None, "some entities overlap: Prodigy shows them in spans.manual, not in ner.manual")]


def _take(task: Gathered, record: dict[str, object], meta: dict[str, object], where: str) -> None:
    """Add the spans of one record to those of its text, with the status that its answer gives them."""
    spans = [_span(item, where) for item in listed(record.get("spans"), where, "spans")]
    labelled = [(span, words) for span, words in spans if span.label]
    status = _status(named(record, "answer"), named(meta, "status"), len(spans), where)
    if record.get("answer") == "reject" and status is Status.UNSURE and labelled:
        task.said.append(f"{len(labelled)} unsure: rejected together, and which of them is wrong is not said")
    if "answer" in record:
        # Of a binary question one span alone was looked at.
        whole_text = record["answer"] == "accept" and record.get("_view_id") != "ner" and not record.get("_is_binary")
        task.done = bool(task.done) or whole_text
    chosen = [one for one in listed(record.get("accept"), where, "accept") if isinstance(one, str)]
    by = named(record, "_annotator_id", "_session_id")
    identity = ""
    if len(labelled) == 1 and len(chosen) == 1:
        # How links are annotated: one span, and choices of what it is; NIL is none of them.
        identity = "" if chosen[0].startswith("NIL") else chosen[0]
    else:
        task.others["choice"] += len(chosen)
    task.others["span without a label"] += len(spans) - len(labelled)
    task.others["relation"] += len(listed(record.get("relations"), where, "relations"))
    task.others["label of the whole text"] += "label" in record
    task.spans += [(replace(span, status=status, by=by, identity=span.identity or identity), words) for span, words in labelled]


def _status(answer: str, said: str, count: int, where: str) -> Status | None:
    """What an answer says of each span: of several that were rejected together, nobody knows which were wrong."""
    match answer:
        case "":
            return None
        case "accept":
            return Status.ACCEPTED
        case "reject":
            return Status.REJECTED if count == 1 else Status.UNSURE
        case "ignore":
            return Status.SUGGESTED if said == Status.SUGGESTED else Status.UNSURE
    raise FormatError(f"{where}: the answer {answer!r} is none of accept, reject and ignore")


def _span(item: object, where: str) -> Found:
    if not isinstance(item, dict):
        raise FormatError(f"{where}: {item!r} is no span")
    start, end, label, words = whole(item.get("start")), whole(item.get("end")), item.get("label", ""), item.get("text")
    if start is None or end is None or not isinstance(label, str):
        raise FormatError(f"{where}: {item!r} has no start, end and label")
    identity, origin = named(item, "kb_id"), named(item, "source")
    span = Written(start, end, label, identity, score=score(item.get("score")), origin=origin)
    return span, words if isinstance(words, str) else None
