"""GATE documents: a folder of ``NAME.xml``, one ``.xml``, or one ``.bdocjs`` (the JSON of gatenlp).

The label is the type of an annotation of the default set; features are identity, note, status, score, origin, annotator, group.
In XML the ids of nodes are UTF-16 offsets by habit alone: what counts is where the nodes stand. The JSON says what it counts in
``offset_type``: ``p`` code points, ``j`` UTF-16 units. XML cannot hold control characters: U+FFFD stands for them there.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.document import Document, FormatError, Reading, Report, Written
from annotations.formats.files import Content, alone, files_of, write_files
from annotations.formats.mentions import facts, fit_with_facts, with_facts
from annotations.formats.offsets import Ruler, Unit
from annotations.formats.planning import Fit, Plan, encodable, planned, text_warnings, unsaid_warnings
from annotations.formats.xml import NOT_HELD, Element, escaped, holdable, holds, read_xml, value, walk
from annotations.labels import LabelSet
from annotations.span import Span

SUFFIXES = (".xml", ".bdocjs", ".bdoc")
_UNITS = {"p": Unit(), "j": Unit("UTF-16")}
_NO_ENTITIES = frozenset({"Token", "SpaceToken", "Sentence", "Split", "Lookup", "paragraph", "Paragraph", "DEFAULT_TOKEN"})
_MARKUP = "Original markups"
_STRING = "java.lang.String"


@dataclass(frozen=True, slots=True)
class _Annotation:
    """One annotation: its set, type, place in code points (None where it is not in the text), as what it is named, features."""

    group: str
    kind: str
    place: Span | None
    named: str
    features: Mapping[str, str]


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write a file for each document into a folder, or one where ``out`` has such a suffix. Raises FormatError, and then the old
    files are as they were."""
    single = alone(out, SUFFIXES, documents)
    suffix = out.suffix if single else ".xml"
    hold = holdable if suffix.lower() == ".xml" else encodable
    written = _xml if suffix.lower() == ".xml" else _bdoc

    def content(document: Document, name: str) -> Content:
        plan = _plan(document, name, hold)
        return plan, written(plan).encode(), [*unsaid_warnings(document), *text_warnings(plan)]

    return write_files("gate", out, documents, content, _read, suffix="" if single else suffix)


def read(path: Path) -> list[Reading]:
    """The documents of a folder, by name, or of one file. Raises FormatError naming where a file is not of this form."""
    return [_read(each) for each in files_of(path, SUFFIXES)]


def _plan(document: Document, name: str, hold: Callable[[str], str]) -> Plan:
    text = document.article.text

    def fit(entity: Entity) -> Fit:
        span, why = fit_with_facts(text, entity)
        if span is None or hold is encodable:
            return (None if span is None else replace(span, group=encodable(span.group))), why
        if not holds(entity.label):
            return None, f"has a label that {NOT_HELD}"
        if not holds(text[entity.start : entity.end]):
            return None, NOT_HELD
        identity, note, origin, by, group = map(hold, (span.identity, span.note, span.origin, span.by, span.group))
        return replace(span, identity=identity, note=note, origin=origin, by=by, group=group), why

    return planned(document, fit, name=name, text=hold(text))


def _features(span: Written) -> dict[str, str]:
    return facts(span) | ({"group": span.group} if span.group else {})


def _about(plan: Plan, hold: Callable[[str], str]) -> dict[str, str]:
    article = plan.document.article
    said = {"gate.SourceURL": "created from String", "title": hold(article.title), "language": hold(article.language)}
    return {name: what for name, what in said.items() if what}


def _xml(plan: Plan) -> str:
    text, ruler = plan.text, Ruler(plan.text, _UNITS["j"])
    edges = sorted({edge for span in plan.spans for edge in (span.start, span.end)})
    pieces = [text[start:end] for start, end in zip([0, *edges], [*edges, len(text)], strict=True)]
    nodes = [f'<Node id="{ruler.offset(edge)}"/>' for edge in edges]
    shown = "".join(escaped(piece) + node for piece, node in zip(pieces, [*nodes, ""], strict=True))
    annotations = "".join(
        f'<Annotation Id="{number}" Type={value(span.label)} StartNode="{ruler.offset(span.start)}" '
        f'EndNode="{ruler.offset(span.end)}">\n{_features_xml(_features(span))}</Annotation>\n'
        for number, span in enumerate(plan.spans)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<GateDocument version="3">\n'
        f"<GateDocumentFeatures>\n{_features_xml(_about(plan, holdable))}</GateDocumentFeatures>\n"
        f"<TextWithNodes>{shown}</TextWithNodes>\n<AnnotationSet>\n{annotations}</AnnotationSet>\n</GateDocument>\n"
    )


def _features_xml(features: Mapping[str, str]) -> str:
    return "".join(
        f'<Feature>\n<Name className="{_STRING}">{escaped(name)}</Name>\n'
        f'<Value className="{_STRING}">{escaped(what)}</Value>\n</Feature>\n'
        for name, what in features.items()
    )


def _bdoc(plan: Plan) -> str:
    annotations = [
        {"type": span.label, "start": span.start, "end": span.end, "id": number, "features": _features(span)}
        for number, span in enumerate(plan.spans)
    ]
    sets = {"": {"name": "", "annotations": annotations, "next_annid": len(annotations)}}
    about = {"annotation_sets": sets, "text": plan.text, "features": _about(plan, encodable)}
    return json.dumps(about | {"offset_type": "p", "name": plan.name}, ensure_ascii=False) + "\n"


def _read(path: Path) -> Reading:
    text, about, annotations = _from_xml(path) if path.suffix.lower() == ".xml" else _from_bdoc(path)
    left: Counter[str] = Counter()
    lost: list[str] = []
    spans: dict[tuple[int, int, str], Written] = {}
    for each in annotations:
        if each.group == _MARKUP or each.kind in _NO_ENTITIES:
            left["annotations of words and markup"] += 1
        elif not each.kind:
            left["annotations without a type"] += 1
        elif each.place is None:
            lost.append(f"{each.kind} at {each.named}")
        elif each.place[0] == each.place[1]:
            left["annotations of no width"] += 1
        else:
            features = dict(each.features)
            group = features.pop("group", "")
            if each.group:
                features["set"] = each.group
            one = with_facts(Written(*each.place, each.kind, group=group), features)
            left["repetitions of a span"] += one.key in spans
            spans.setdefault(one.key, one)
    notices = [f"not in the text where the file says, left out: {', '.join(lost)}"] if lost else []
    if said := ", ".join(f"{count} {name}" for name, count in sorted(left.items()) if count):
        notices.append(f"left out: {said}")
    ordered = sorted(spans.values(), key=lambda span: span.order)
    return Reading(path.stem, text, tuple(ordered), about.get("title", ""), about.get("language", ""), tuple(notices))


_Parsed = tuple[str, Mapping[str, str], list[_Annotation]]
"""The text of a file, the features of its document, and its annotations."""


def _from_xml(path: Path) -> _Parsed:
    root = read_xml(path)
    with_nodes = root.first("TextWithNodes")
    if root.name != "GateDocument" or with_nodes is None:
        raise FormatError(f"{path}, line {root.line}: <{root.name}> is no GATE document with its TextWithNodes")
    pieces: list[str] = []
    nodes: dict[str, int] = {}
    length = 0
    for turn, what in walk(with_nodes):
        if isinstance(what, str):
            pieces.append(what)
            length += len(what)
        elif turn == "open" and what.name == "Node":
            nodes[what.attributes.get("id", "")] = length
    annotations = []
    for group in root.all("AnnotationSet"):
        for each in group.all("Annotation"):
            first, last = each.attributes.get("StartNode", ""), each.attributes.get("EndNode", "")
            start, end = nodes.get(first), nodes.get(last)
            place = None if start is None or end is None or end < start else (start, end)
            name, kind = group.attributes.get("Name", ""), each.attributes.get("Type", "")
            annotations.append(_Annotation(name, kind, place, f"{first}-{last}", dict(_features_of(each))))
    about = root.first("GateDocumentFeatures")
    return "".join(pieces), dict(_features_of(about)) if about else {}, annotations


def _features_of(element: Element) -> Iterator[tuple[str, str]]:
    """The features that are plain values; an object of Java in XML of its own is none."""
    for feature in element.all("Feature"):
        name, what = feature.first("Name"), feature.first("Value")
        if name and what and what.attributes.get("className", _STRING).startswith("java."):
            yield name.text, what.text


def _from_bdoc(path: Path) -> _Parsed:
    try:
        row = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} could not be read as JSON: {error}") from error
    sets = row.get("annotation_sets", {}) if isinstance(row, dict) else None
    if not isinstance(sets, dict) or not isinstance(row.get("text"), str):
        raise FormatError(f"{path} is no GATE document in JSON: text, annotation_sets, offset_type")
    text = row["text"]
    counted = row.get("offset_type", "p")
    if counted not in _UNITS:
        raise FormatError(f"{path}: offset_type {counted!r} is neither p (code points) nor j (UTF-16)")
    ruler = Ruler(text, _UNITS[counted])
    annotations = []
    for name, group in sets.items():
        for each in _rows(group, f"{path}, annotation set {name!r}"):
            kind, start, end, features = each
            annotations.append(_Annotation(name, kind, ruler.span(start, end), f"{start}-{end}", _plain(features)))
    return text, _plain(row.get("features")), annotations


def _rows(group: object, where: str) -> Iterator[tuple[str, int, int, object]]:
    """Type, start, end and features of each annotation of a set."""
    rows = group.get("annotations") if isinstance(group, dict) else None
    if not isinstance(rows, list):
        raise FormatError(f"{where} has no list of annotations")
    for row in rows:
        match row:
            case {"type": str(kind), "start": int(start), "end": int(end)}:
                yield kind, start, end, row.get("features")
            case _:
                raise FormatError(f"{where}: no annotation with type, start and end: {str(row)[:80]}")


def _plain(features: object) -> dict[str, str]:
    """The features that are plain values, as text."""
    if not isinstance(features, dict):
        return {}
    plain = {str(name): what for name, what in features.items() if isinstance(what, (str, int, float))}
    return {name: what if isinstance(what, str) else json.dumps(what) for name, what in plain.items()}
