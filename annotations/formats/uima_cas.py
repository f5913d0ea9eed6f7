"""UIMA CAS, as INCEpTION and DKPro have it: a folder of ``NAME.xmi`` with ``TypeSystem.xml``, one ``.xmi``, or one ``.json``.

Offsets count UTF-16 units. Entities are DKPro's NamedEntity with ``value`` and ``identifier``; tokens, sentences and
DocumentMetaData stand beside them, since INCEpTION imports nothing well without. XML cannot hold control characters: U+FFFD
stands for them there, JSON holds all. Read are the annotations of any type but those of words, sentences and syntax.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.files import Content, alone, files_of, write_files
from annotations.formats.offsets import Ruler, Unit, unit_of
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    encodable,
    has_surrogate,
    planned,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.tokenised import Tokenised, tokenised
from annotations.formats.uima_types import ENTITY, META, SENTENCE, TOKEN, holds_entities, json_types, type_system
from annotations.formats.xml import NOT_HELD, holdable, holds, read_xml, value
from annotations.labels import LabelSet

SUFFIXES = (".xmi", ".json")
_TYPE_SYSTEM, _OURS_BESIDE = "TypeSystem.xml", "TypeSystem.rubricate.xml"
_VIEW = "_InitialView"
_LABELS = ("value", "label", "entity", "category", "type")
_IDENTITIES = ("identifier", "identity")
_SPACES = "http:///"
_PLACE = frozenset({"begin", "end", "sofa", "id", "xmi:id"})
_NO_ENTITIES = frozenset({TOKEN, SENTENCE})


@dataclass(frozen=True, slots=True)
class _Annotation:
    """One annotation of a file: where it stands there, its type, its offsets in UTF-16 units, and its features."""

    where: str
    kind: str
    sofa: str
    start: int
    end: int
    values: Mapping[str, str]


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write a file for each document into a folder, or one where ``out`` ends in ``.xmi`` or ``.json``; with XMI its types.

    A ``TypeSystem.xml`` of somebody else stays. Raises FormatError, and then the old files are as they were.
    """
    single = alone(out, SUFFIXES, documents)
    suffix = out.suffix if single else ".xmi"
    in_json = suffix.lower() == ".json"
    hold, held = (encodable, _in_json) if in_json else (holdable, _in_xml)
    written = _json if in_json else _xmi
    said: list[Loss] = []
    beside: dict[str, bytes] = {}
    if not in_json:
        types = type_system().encode()
        name = _TYPE_SYSTEM
        old = (out.parent if single else out) / _TYPE_SYSTEM
        if old.exists() and old.read_bytes() != types:
            name = _OURS_BESIDE
            said.append(Loss(None, None, f"{old} is somebody's own and stays as it is; our types are in {name}"))
        beside[name] = types

    def content(document: Document, name: str) -> Content:
        one = tokenised(_plan(document, name, hold, held), cutting=False)
        return one.plan, written(one).encode(), [*unsaid_warnings(document), *text_warnings(one.plan)]

    return write_files("uima_cas", out, documents, content, _read_one, suffix="" if single else suffix, beside=beside, said=said)


def read(path: Path) -> list[Reading]:
    """The documents of a folder, by name, or of one file; a view is a document. Raises FormatError naming where a file is not of
    this form."""
    return [reading for each in files_of(path, SUFFIXES) for reading in _read(each)]


def _plan(document: Document, name: str, hold: Callable[[str], str], held: Callable[[Entity, str], str]) -> Plan:
    text = document.article.text

    def fit(entity: Entity) -> Fit:
        if not entity.label:
            return None, NO_LABEL
        if why := held(entity, text):
            return None, why
        return Written(*entity.span, entity.label, hold(entity.identity)), ""

    return planned(document, fit, name=name, text=hold(text))


def _in_json(entity: Entity, text: str) -> str:
    if has_surrogate(entity.label):
        return SURROGATE_IN_LABEL
    return LONE_SURROGATE if has_surrogate(text[entity.start : entity.end]) else ""


def _in_xml(entity: Entity, text: str) -> str:
    if not holds(entity.label):
        return f"has a label that {NOT_HELD}"
    return "" if holds(text[entity.start : entity.end]) else NOT_HELD


def _rows(one: Tokenised) -> list[tuple[str, int, int, dict[str, str]]]:
    """The annotations of a document in our order: its type, offsets and features."""
    ruler = Ruler(one.plan.text, Unit("UTF-16"))
    article = one.plan.document.article
    about = {"language": holdable(article.language) or "x-unspecified", "documentId": one.plan.name}
    about["documentTitle"] = holdable(article.title) or one.plan.name
    rows = [(META, 0, len(one.plan.text), about)]
    rows += [(SENTENCE, tokens[0][0], tokens[-1][1], {}) for tokens in one.sentences]
    rows += [(TOKEN, start, end, {}) for tokens in one.sentences for start, end in tokens]
    for span in one.plan.spans:
        values = {"value": span.label} | ({"identifier": span.identity} if span.identity else {})
        rows.append((ENTITY, span.start, span.end, values))
    return [(kind, ruler.offset(start), ruler.offset(end), values) for kind, start, end, values in rows]


def _xmi(one: Tokenised) -> str:
    spaces = {kind.rpartition(".")[0]: kind.split(".")[-3] for kind in (META, SENTENCE, ENTITY)}
    declared = "".join(f' xmlns:{name}="{_SPACES}{space.replace(".", "/")}.ecore"' for space, name in spaces.items())
    lines = []
    rows = _rows(one)
    for number, (kind, start, end, values) in enumerate(rows, 2):
        space, _, name = kind.rpartition(".")
        said = "".join(f" {key}={value(what)}" for key, what in values.items())
        last = ' isLastSegment="false"' if kind == META else ""
        lines.append(f'<{spaces[space]}:{name} xmi:id="{number}" sofa="1" begin="{start}" end="{end}"{said}{last}/>\n')
    members = " ".join(str(number) for number in range(2, len(rows) + 2))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="{_SPACES}uima/cas.ecore"{declared} xmi:version="2.0">\n'
        f'<cas:NULL xmi:id="0"/>\n{"".join(lines)}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="{_VIEW}" mimeType="text/plain" sofaString={value(one.plan.text)}/>\n'
        f'<cas:View sofa="1" members="{members}"/>\n</xmi:XMI>\n'
    )


def _json(one: Tokenised) -> str:
    sofa = {"sofaNum": 1, "sofaID": _VIEW, "mimeType": "text/plain", "sofaString": one.plan.text}
    structures: list[dict[str, object]] = [{"%ID": 1, "%TYPE": "uima.cas.Sofa", **sofa}]
    for number, (kind, start, end, values) in enumerate(_rows(one), 2):
        last = {"isLastSegment": False} if kind == META else {}
        structures.append({"%ID": number, "%TYPE": kind, "@sofa": 1, "begin": start, "end": end, **values, **last})
    views = {_VIEW: {"%SOFA": 1, "%MEMBERS": list(range(2, len(structures) + 1))}}
    content = {"%TYPES": json_types(), "%FEATURE_STRUCTURES": structures, "%VIEWS": views}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _read_one(path: Path) -> Reading:
    (reading,) = _read(path)
    return reading


def _read(path: Path) -> list[Reading]:
    sofas, annotations = _from_json(path) if path.suffix.lower() == ".json" else _from_xmi(path)
    by_sofa: dict[str, list[_Annotation]] = {}
    for annotation in annotations:
        by_sofa.setdefault(annotation.sofa, []).append(annotation)
    readings = []
    for sofa, (view, text) in sofas.items():
        name = path.stem if view == _VIEW else f"{path.stem}-{view}"
        readings.append(_reading(name, text, by_sofa.get(sofa, [])))
    return readings


def _reading(name: str, text: str, annotations: Iterable[_Annotation]) -> Reading:
    found: list[_Annotation] = []
    about: Mapping[str, str] = {}
    left: Counter[str] = Counter()
    for each in annotations:
        if each.kind == META:
            about = each.values
        elif {"Governor", "Dependent"} <= each.values.keys():
            left["relations"] += 1
        elif {"referenceType", "referenceRelation", "next"} & each.values.keys() or each.kind.endswith("Link"):
            left["links of chains"] += 1
        elif holds_entities(each.kind):
            found.append(each)
    units = unit_of(text, [(each.start, each.end, None) for each in found], "UTF-16")
    spans: dict[tuple[int, int, str], Written] = {}
    for each, span in zip(found, units.spans, strict=True):
        if span is None:
            continue
        if span[0] == span[1]:
            left["spans of no width"] += 1
            continue
        one = _written(each, span)
        left["repetitions of a span"] += one.key in spans
        spans.setdefault(one.key, one)
    notices = list(units.notices)
    if said := ", ".join(f"{count} {what}" for what, count in sorted(left.items()) if count):
        notices.append(f"left out: {said}")
    language = about.get("language", "").removeprefix("x-unspecified")
    ordered = sorted(spans.values(), key=lambda span: span.order)
    return Reading(name, text, tuple(ordered), about.get("documentTitle", ""), language, tuple(notices))


def _written(each: _Annotation, span: tuple[int, int]) -> Written:
    of_label = next((name for name in _LABELS if each.values.get(name)), "")
    identity = next((each.values[name] for name in _IDENTITIES if each.values.get(name)), "")
    more = tuple(sorted((name, what) for name, what in each.values.items() if name not in (of_label, *_IDENTITIES) and what))
    short = each.kind.rpartition(".")[2] or "Annotation"
    return replace(Written(*span, each.values.get(of_label, short), identity), extra=more)


_Sofas = dict[str, tuple[str, str]]
"""The name of the view and the text of each sofa that has one, by its id."""


def _from_xmi(path: Path) -> tuple[_Sofas, list[_Annotation]]:
    root = read_xml(path)
    if root.name != "XMI":
        raise FormatError(f"{path}, line {root.line}: <{root.name}> is no CAS in XMI")
    sofas: _Sofas = {}
    annotations = []
    kinds: dict[tuple[str, str], str] = {}
    for each in root.elements:
        kind = kinds.get((each.space, each.name), "")
        if not kind:
            kind = f"{each.space.removeprefix(_SPACES).removesuffix('.ecore').replace('/', '.')}.{each.name}"
            kinds[each.space, each.name] = kind
        held = each.attributes
        if kind in _NO_ENTITIES:
            continue
        if kind == "uima.cas.Sofa" and "sofaString" in held:
            sofas[_id(held)] = (held.get("sofaID", _VIEW), held["sofaString"])
        elif {"sofa", "begin", "end"} <= held.keys():
            where = f"{path}, line {each.line}"
            values = {name: what for name, what in held.items() if name not in _PLACE}
            annotations.append(_Annotation(where, kind, held["sofa"], *_offsets(held, where), values))
    return sofas, annotations


def _id(attributes: Mapping[str, str]) -> str:
    return attributes.get("id", attributes.get("xmi:id", ""))


def _offsets(held: Mapping[str, object], where: str) -> tuple[int, int]:
    try:
        start, end = (int(str(held[name])) for name in ("begin", "end"))
    except ValueError as error:
        raise FormatError(f"{where}: begin {held['begin']!r} or end {held['end']!r} is no number") from error
    return start, end


def _from_json(path: Path) -> tuple[_Sofas, list[_Annotation]]:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} could not be read as JSON: {error}") from error
    structures = content.get("%FEATURE_STRUCTURES", [] if "%TYPES" in content else None) if isinstance(content, dict) else None
    if isinstance(structures, dict):
        structures = [{"%ID": name, **each} for name, each in structures.items() if isinstance(each, dict)]
    if not isinstance(structures, list) or not all(isinstance(each, dict) for each in structures):
        raise FormatError(f"{path} is no CAS in JSON: there are no %FEATURE_STRUCTURES")
    sofas: _Sofas = {}
    annotations = []
    for number, each in enumerate(structures, 1):
        kind = str(each.get("%TYPE", ""))
        if kind in _NO_ENTITIES:
            continue
        if kind == "uima.cas.Sofa" and isinstance(each.get("sofaString"), str):
            sofas[str(each.get("%ID"))] = (str(each.get("sofaID", _VIEW)), each["sofaString"])
        elif {"@sofa", "begin", "end"} <= each.keys():
            where = f"{path}, feature structure {number}"
            values = {
                name.removeprefix("@"): what if isinstance(what, str) else json.dumps(what)
                for name, what in each.items()
                if name[:1] != "%" and name not in ("@sofa", "begin", "end")
            }
            annotations.append(_Annotation(where, kind, str(each["@sofa"]), *_offsets(each, where), values))
    return sofas, annotations
