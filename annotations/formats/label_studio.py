"""Label Studio: a list of tasks as JSON, and beside it ``NAME.config.xml``, the labelling configuration that they go with.

Accepted entities stand in the ``annotations`` of a task, suggested and unsure ones in its ``predictions``, by what proposed them;
rejected ones in an annotation that was cancelled, which Label Studio counts for nothing. Offsets are code points.
Read are also ``completions``, as they were called before 1.0, and JSON-MIN.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from annotations.entity import HUMAN, Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, score, whole
from annotations.formats.placing import Found, Gathered, complete
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
from annotations.progress import State

_CONTROL, _OBJECT = "label", "text"
"""The names of the tags that label and are labelled; the text stands in the data under the second."""
_OURS = "<!-- written by rubricate -->"
_COLOURS = {
    Family.PEOPLE: "#f2a65a",
    Family.ORGANISATIONS: "#6ea8fe",
    Family.PLACES: "#6fcf97",
    Family.TIME: "#c792ea",
    Family.WORKS: "#f27ea9",
    Family.NUMBERS: "#b8b8b8",
}
_FAMILIES = {colour: family for family, colour in _COLOURS.items()}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECIDED = ("annotations", "completions")
_OPEN = (Status.SUGGESTED, Status.UNSURE)


class _Gather(Protocol):
    """Where spans of a text go: text, name, place in words and title."""

    def __call__(self, text: str, name: str, where: str, title: str = "") -> Gathered: ...


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write the tasks and their configuration. Raises FormatError, and then the old files are as they were."""
    used: set[str] = set()
    beside_config = out.with_name(f"{out.stem}.config.xml")
    own = not beside_config.exists() or _OURS.encode() in beside_config.read_bytes()[:200]

    def content(plan: Plan) -> str:
        used.update(span.label for span in plan.spans if span.label not in labels)
        return f"\n{line(_task(plan)).rstrip()}"

    with replacing(out) as beside:
        warnings = write_in_turn(beside, documents, _plan, content, _warnings, head="[", between=",", tail="\n]\n")
        if not own:
            reason = f"{beside_config} is somebody's own and stays as it is; see that it has every label"
            warnings.append(Loss(None, None, reason))
        readings = _readings(beside, {_OBJECT: _OBJECT}, in_turn=True)
        report = reported("label_studio", out, map(_plan, documents), readings, warnings)
        if own:
            with replacing(beside_config) as beside_that:
                beside_that.write_bytes(_configuration(used, labels).encode())
        return report


def read(path: Path) -> list[Reading]:
    """The documents of a file of tasks or of JSON-MIN, annotations and predictions together, each with its status.

    Which of a task's data is the text is known from the configuration where that is beside (``NAME.config.xml`` or
    ``config.xml``), else by its name. Raises FormatError naming the record that is not of this form.
    """
    return list(_readings(path, _sources(path)))


def _readings(path: Path, sources: Mapping[str, str], *, in_turn: bool = False) -> Iterator[Reading]:
    """``in_turn``: each when its task was read, of a file as it is written here."""
    found: dict[tuple[str, str], Gathered] = {}
    passed: set[int] = set()

    def gathered(text: str, name: str, where: str, title: str = "") -> Gathered:
        return found.setdefault((text, name), Gathered(text, name, where, title))

    for where, record in records(path):
        if not isinstance(record, dict):
            raise FormatError(f'{where} is no task of Label Studio: {{"data", "annotations", "predictions"}}')
        if "data" in record:
            _take_task(record, sources, where, gathered)
        else:
            _take_row(record, sources, where, gathered)
        if in_turn:
            yield from complete(found, None, passed)
    yield from complete(found, None, passed)


def _warnings(plan: Plan) -> list[Loss]:
    return [*text_warnings(plan), *unsaid_warnings(plan.document), *_line_ends(plan)]


def _plan(document: Document) -> Plan:
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), name=document.article.uid, text=encodable(text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    if _NOT_IN_XML.search(entity.label):
        return None, "has a character in its label that the XML of the configuration cannot hold: not written"
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    if entity.status in _OPEN:
        origin = "" if entity.origin == HUMAN or has_surrogate(entity.origin) else entity.origin
    else:
        origin = "prediction-changed" if entity.suggested else "" if entity.origin == HUMAN else "prediction"
    points = score(entity.score) if entity.status in _OPEN else None
    note = encodable(entity.note)
    return Written(*entity.span, entity.label, note=note, status=entity.status, score=points, origin=origin), ""


def _task(plan: Plan) -> Mapping[str, object]:
    title = plan.document.article.title
    results = [(span, _result(plan, number, span)) for number, span in enumerate(plan.spans, 1)]
    accepted = [result for span, result in results if span.status is Status.ACCEPTED]
    rejected = [result for span, result in results if span.status is Status.REJECTED]
    still_open = sorted((one for one in results if one[0].status in _OPEN), key=lambda one: one[0].origin)
    # Where nobody has decided anything, an annotation would say that there is nothing.
    begun = accepted or plan.document.progress.state is not State.NEW
    annotations: list[object] = [{"result": accepted}] if begun else []
    if rejected:
        annotations.append({"result": rejected, "was_cancelled": True})
    predictions: list[object] = [
        {"result": [result for _, result in some]} | ({"model_version": origin} if origin else {})
        for origin, some in groupby(still_open, key=lambda one: one[0].origin)
    ]
    data = {_OBJECT: plan.text, "doc_id": plan.name} | ({"title": encodable(title)} if title else {})
    return {"data": data, "annotations": annotations, "predictions": predictions}


def _result(plan: Plan, number: int, span: Written) -> Mapping[str, object]:
    value = {"start": span.start, "end": span.end, "text": plan.text[span.start : span.end], "labels": [span.label]}
    row: dict[str, object] = {"id": f"e{number}", "from_name": _CONTROL, "to_name": _OBJECT, "type": "labels", "value": value}
    if span.status not in _OPEN:
        row["origin"] = span.origin or "manual"
    if span.score is not None:
        row["score"] = span.score
    meta: dict[str, object] = {"text": [span.note]} if span.note else {}
    if span.status in (Status.UNSURE, Status.REJECTED):
        meta["status"] = str(span.status)
    return row | ({"meta": meta} if meta else {})


def _configuration(used: Iterable[str], labels: LabelSet) -> str:
    """The labelling configuration with the labels of the set, used or not, then the others that are used."""
    names = [label.name for label in labels.labels if not _NOT_IN_XML.search(label.name)] + sorted(used)
    rows = []
    for name in names:
        label = labels.get(name)
        hotkey = f" hotkey={quoteattr(label.digit)}" if label and label.digit else ""
        rows.append(f"    <Label value={quoteattr(name)} background={quoteattr(_COLOURS[labels.family(name)])}{hotkey}/>\n")
    return (
        f'{_OURS}\n<View>\n  <Labels name="{_CONTROL}" toName="{_OBJECT}">\n{"".join(rows)}  </Labels>\n'
        f'  <Text name="{_OBJECT}" value="${_OBJECT}" granularity="symbol"/>\n</View>\n'
    )


def _line_ends(plan: Plan) -> list[Loss]:
    if "\r" not in plan.text:
        return []
    reason = "holds carriage returns, which a page does not show: offsets after them may stand one off in Label Studio"
    return [Loss(plan.document.article, None, reason)]


def _take_task(record: dict[str, object], sources: Mapping[str, str], where: str, gathered: _Gather) -> None:
    data = record["data"]
    if not isinstance(data, dict):
        raise FormatError(f"{where}: data is no object")
    name, title = named(data, "doc_id", "id") or named(record, "id"), named(data, "title")
    others = Counter({"draft": len(listed(record.get("drafts"), where, "drafts"))})
    about: list[Gathered] = []
    for result, status, by, origin in _results(record, where):
        if result.get("type") == "relation":
            others["relation"] += 1
            continue
        about.append(gathered(_text(result, data, sources, where), name, where, title))
        about[-1].spans += _spans(result, status, by, origin, about[-1])
    about = about or [gathered(_text({}, data, sources, where), name, where, title)]
    about[0].others.update(others)
    finished = any(not _cancelled(holder) for key in _DECIDED for holder in _holders(record, key, where))
    for one in about:
        one.done = bool(one.done) or finished


def _holders(record: dict[str, object], key: str, where: str) -> Iterator[dict[str, object]]:
    for holder in listed(record.get(key), where, key):
        if not isinstance(holder, dict):
            raise FormatError(f"{where}: {key} holds something that is no object")
        yield holder


def _cancelled(holder: dict[str, object]) -> bool:
    return holder.get("was_cancelled") is True or holder.get("skipped") is True


def _results(record: dict[str, object], where: str) -> Iterator[tuple[dict[str, object], Status, str, str]]:
    """The results of a task with the status that where they stand gives them, who made them and what proposed them."""
    for key in (*_DECIDED, "predictions"):
        for holder in _holders(record, key, where):
            person = holder.get("completed_by")
            by = named(person, "email", "id") if isinstance(person, dict) else named(holder, "completed_by")
            for result in listed(holder.get("result"), where, "result"):
                if not isinstance(result, dict):
                    raise FormatError(f"{where}: result holds something that is no object")
                meta = result.get("meta")
                said = meta.get("status") if isinstance(meta, dict) else ""
                if key == "predictions":
                    status = Status.UNSURE if said == Status.UNSURE else Status.SUGGESTED
                    yield result, status, by, named(holder, "model_version")
                elif _cancelled(holder):
                    yield result, Status.REJECTED if said == Status.REJECTED else Status.UNSURE, by, _proposed(result)
                else:
                    yield result, Status.ACCEPTED, by, _proposed(result)


def _proposed(result: dict[str, object]) -> str:
    origin = named(result, "origin")
    return "" if origin == "manual" else origin


def _text(result: dict[str, object], data: dict[str, object], sources: Mapping[str, str], where: str) -> str:
    """The text that a result is about: what it names itself, what the configuration names, or what is called so in the data."""
    name, source = named(result, "to_name"), named(result, "source").removeprefix("$")
    first = next(iter(sources.values()), "")
    texts = [key for key, value in data.items() if isinstance(value, str)]
    for key in (source, sources.get(name, ""), name, first, _OBJECT, texts[0] if len(texts) == 1 else ""):
        text = data.get(key)
        if isinstance(text, str):
            return text
    raise FormatError(f"{where}: which of its data is the text is not said; put the labelling configuration beside as config.xml")


def _spans(result: dict[str, object], status: Status, by: str, origin: str, one: Gathered) -> Iterator[Found]:
    kind, value, meta = named(result, "type"), result.get("value"), result.get("meta")
    if not isinstance(value, dict) or not kind.endswith("labels"):
        one.others[f"result of type {kind or 'unknown'}"] += 1
        return
    start, end = whole(value.get("start")), whole(value.get("end"))
    if kind != "labels" or start is None or end is None:
        # Of HTML, dialogues, sound and pictures; their places are no offsets of a text.
        one.others[f"result of type {kind}"] += 1
        return
    notes = meta.get("text") if isinstance(meta, dict) else None
    note = notes if isinstance(notes, str) else "\n".join(str(each) for each in notes) if isinstance(notes, list) else ""
    yield from _labelled(value, start, end, one, Written(0, 0, "", "", note, "", status, score(result.get("score")), origin, by))


def _labelled(value: dict[str, object], start: int, end: int, one: Gathered, like: Written) -> Iterator[Found]:
    labels, words = value.get("labels"), value.get("text")
    names = [label for label in labels if isinstance(label, str) and label] if isinstance(labels, list) else []
    one.others["span without a label"] += not names
    for label in names:
        yield replace(like, start=start, end=end, label=label), words if isinstance(words, str) else None


def _take_row(record: dict[str, object], sources: Mapping[str, str], where: str, gathered: _Gather) -> None:
    """A row of JSON-MIN: one annotation of one task, its data and each control's values side by side."""
    texts = [key for key, value in record.items() if isinstance(value, str)]
    key = next((key for key in (*sources.values(), _OBJECT) if key in texts), texts[0] if len(texts) == 1 else "")
    text = record.get(key)
    if not isinstance(text, str):
        raise FormatError(f'{where} is no task of Label Studio: {{"data", "annotations", "predictions"}}, or of JSON-MIN')
    one = gathered(text, named(record, "doc_id", "id"), where)
    one.done = one.done or ("annotation_id" in record or None)
    annotator = record.get("annotator")
    by = named(annotator, "email", "id") if isinstance(annotator, dict) else named(record, "annotator")
    for values in record.values():
        for value in values if isinstance(values, list) else []:
            if isinstance(value, dict) and "labels" in value:
                start, end = whole(value.get("start")), whole(value.get("end"))
                if start is None or end is None:
                    raise FormatError(f"{where}: {value!r} has no start and end")
                one.spans += _labelled(value, start, end, one, Written(0, 0, "", status=Status.ACCEPTED, by=by))


def labels_of(path: Path) -> tuple[Label, ...]:
    """The labels of the configuration beside a file, in its order, by the alias that an export has for them; none where there is
    no configuration. One of our own colours tells the family."""
    names: dict[str, Label] = {}
    for tag in (tag for control in _configuration_beside(path) if control.tag == "Labels" for tag in control.iter("Label")):
        name = tag.get("alias") or tag.get("value") or ""
        if name and not name.startswith("$"):
            names.setdefault(name, Label(name, family=_FAMILIES.get(tag.get("background", "").lower(), Family.PEOPLE)))
    return tuple(names.values())


def _sources(path: Path) -> dict[str, str]:
    """The data key of each text by the name of its tag, from the configuration beside; empty where there is none to read."""
    return {
        tag.get("name", ""): tag.get("value", "")[1:]
        for tag in _configuration_beside(path)
        if tag.get("value", "").startswith("$")
    }


def _configuration_beside(path: Path) -> list[ElementTree.Element]:
    """The tags of the configuration beside a file, in order; none where there is none to read."""
    for beside in (path.with_name(f"{path.stem}.config.xml"), path.with_name("config.xml")):
        try:
            content = beside.read_bytes()
            # Nothing that a document type declares is ever wanted here.
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                continue
            return list(ElementTree.fromstring(content).iter())
        except (OSError, ElementTree.ParseError, ValueError):
            continue
    return []
