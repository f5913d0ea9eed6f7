"""BioC, XML (``BioC.dtd``) and JSON: ``collection/document/passage``, annotations with locations ``offset`` and ``length``.

Written: one passage a document, XML unless the file's name ends in ``.json``; the label is the infon ``type``, identity, note and
so on are infons too, and several locations are one mention in fragments. Offsets are code points; the comment of the DTD says
bytes, nearly all data and tools count characters. Read: which it is is found by the words of the annotations, passage by passage.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, whole
from annotations.formats.mentions import Mention, as_read, facts, fit_with_facts, mentions, with_facts
from annotations.formats.offsets import Quote, Ruler, unit_of
from annotations.formats.placing import left_out
from annotations.formats.planning import Fit, Plan, planned, reported, text_warnings, unsaid_warnings
from annotations.formats.xml import NOT_HELD, Element, elements, escaped, holdable, holds, value
from annotations.labels import LabelSet

Row = dict[str, object]
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n'
_NO_TYPE = "annotation"
_WIDEST = 1000
"""Blanks at most between two passages, whatever their offsets leave."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage or a sentence with text: where it begins, in the unit of the file, and in the text that is made of all."""

    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class _Found:
    """One annotation of a file: what it says, its locations (offset and length, as they stand there) and its words."""

    span: Written
    places: tuple[tuple[int, int], ...]
    words: str | None


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write a collection. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        if out.suffix.lower() == ".json":
            about = {"bioctype": "BioCCollection", "source": "rubricate", "date": "", "key": "", "infons": {}, "documents": []}
            tail = "]}\n"
            head = line(about).removesuffix(tail)
            warnings = write_in_turn(
                *(beside, documents, _plan, lambda plan: line(_row(plan)).rstrip(), _warnings), head=head, between=", ", tail=tail
            )
        else:
            head = f"{_HEAD}<collection>\n<source>rubricate</source>\n<date></date>\n<key></key>\n"
            warnings = write_in_turn(beside, documents, _plan, _document_xml, _warnings, head=head, tail="</collection>\n")
        return reported("bioc", out, map(_plan, documents), _readings(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a collection, XML or JSON. Relations are passed over and counted.

    Raises FormatError naming where it is not of this form.
    """
    return list(_readings(path))


def _readings(path: Path) -> Iterator[Reading]:
    with path.open("rb") as file:
        start = file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return (_reading(document, where) for where, row in records(path) for document in _documents(row, where))
    return _of_xml(path)


def _warnings(plan: Plan) -> list[Loss]:
    return text_warnings(plan) + unsaid_warnings(plan.document)


def _of_xml(path: Path) -> Iterator[Reading]:
    for element in elements(path, "document", within="collection"):
        if element.name == "document":
            yield _reading(_document_row(element, str(path)), f"{path}, line {element.line}")
        elif element.name != "collection":
            raise FormatError(f"{path}, line {element.line}: <{element.name}> is no BioC collection")


def _plan(document: Document) -> Plan:
    text = document.article.text

    def fit(entity: Entity) -> Fit:
        span, why = fit_with_facts(text, entity)
        if span is None:
            return None, why
        if not holds(entity.label):
            return None, f"has a label that {NOT_HELD}"
        if not holds(text[entity.start : entity.end]):
            return None, NOT_HELD
        # An infon has no blanks at its edges: the readers of others take them off.
        identity, note, origin, by = (holdable(what).strip() for what in (span.identity, span.note, span.origin, span.by))
        return replace(span, identity=identity, note=note, origin=origin, by=by), why

    plan = planned(document, fit, name=document.uid, text=holdable(text))
    return replace(plan, spans=as_read(mentions(plan.spans), lambda number: f"T{number}"))


def _row(plan: Plan) -> Row:
    annotations = [
        {
            "id": f"T{number}",
            "infons": {"type": mention[0].label} | facts(mention[0]),
            "text": _words(plan, mention),
            "locations": [{"offset": span.start, "length": span.end - span.start} for span in mention],
        }
        for number, mention in enumerate(mentions(plan.spans), 1)
    ]
    passage = {"offset": 0, "infons": {}, "text": plan.text, "sentences": [], "annotations": annotations, "relations": []}
    return {"id": plan.name, "infons": _about(plan), "passages": [passage], "annotations": [], "relations": []}


def _about(plan: Plan) -> dict[str, str]:
    article = plan.document.article
    said = {"title": holdable(article.title).strip(), "language": holdable(article.language).strip()}
    return {name: what for name, what in said.items() if what}


def _words(plan: Plan, mention: Mention) -> str:
    return " ".join(plan.text[span.start : span.end] for span in mention)


def _document_xml(plan: Plan) -> str:
    annotations = []
    for number, mention in enumerate(mentions(plan.spans), 1):
        infons = _infons_xml({"type": mention[0].label} | facts(mention[0]))
        places = "".join(f'<location offset="{span.start}" length="{span.end - span.start}"/>' for span in mention)
        words = escaped(_words(plan, mention))
        annotations.append(f'<annotation id="T{number}">{infons}{places}<text>{words}</text></annotation>\n')
    return (
        f"<document>\n<id>{escaped(plan.name)}</id>\n{_infons_xml(_about(plan))}\n<passage>\n<offset>0</offset>\n"
        f"<text>{escaped(plan.text)}</text>\n{''.join(annotations)}</passage>\n</document>\n"
    )


def _infons_xml(infons: Mapping[str, str]) -> str:
    return "".join(f"<infon key={value(name)}>{escaped(what)}</infon>" for name, what in infons.items())


def _document_row(element: Element, path: str) -> Row:
    """A ``document`` of XML in the form that BioC has in JSON."""
    passages = []
    for passage in element.all("passage"):
        row = _content_row(passage, path) | {"sentences": [_content_row(each, path) for each in passage.all("sentence")]}
        passages.append(row)
    return _content_row(element, path) | {"id": element.words("id"), "passages": passages}


def _content_row(element: Element, path: str) -> Row:
    text = element.first("text")
    return {
        "where": f"{path}, line {element.line}",
        "offset": _number(element.words("offset")),
        "text": text.text if text else None,
        "infons": _infons(element),
        "annotations": [
            {
                "id": each.attributes.get("id", ""),
                "infons": _infons(each),
                "text": said.text if (said := each.first("text")) else None,
                "locations": [_location_row(one) for one in each.all("location")],
                "where": f"{path}, line {each.line}",
            }
            for each in element.all("annotation")
        ],
        "relations": element.all("relation"),
    }


def _location_row(element: Element) -> Row:
    return {name: _number(element.attributes.get(name, "")) for name in ("offset", "length")}


def _infons(element: Element) -> dict[str, str]:
    return {each.attributes.get("key", ""): each.text for each in element.all("infon")}


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _documents(row: object, where: str) -> list[Row]:
    documents = listed(row.get("documents"), where, "documents") if isinstance(row, dict) else []
    # A file of single documents, one a line, is met with too.
    documents = [row] if isinstance(row, dict) and not documents and "passages" in row else documents
    if not isinstance(row, dict) or ("documents" not in row and not documents):
        raise FormatError(f'{where} is no BioC collection: {{"documents": [{{"id", "passages": [...]}}]}}')
    if not all(isinstance(each, dict) for each in documents):
        raise FormatError(f"{where}: a document is no object")
    return [each for each in documents if isinstance(each, dict)]


def _rows(row: Mapping[str, object], name: str, where: str) -> Iterator[Row]:
    for each in listed(row.get(name), where, name):
        if not isinstance(each, dict):
            raise FormatError(f"{where}: one of the {name} is no object")
        yield each


def _reading(row: Row, where: str) -> Reading:
    pieces: list[_Piece] = []
    found: list[_Found] = []
    counts: Counter[str] = Counter()
    contents = [row]
    for passage in _rows(row, "passages", where):
        sentences = list(_rows(passage, "sentences", where))
        contents += [passage, *sentences]
        texts = [passage] if isinstance(passage.get("text"), str) and passage.get("text") != "" else sentences or [passage]
        for each in texts:
            offset, text = whole(each.get("offset")), each.get("text")
            if offset is None or not isinstance(text, str | None):
                raise FormatError(f"{each.get('where', where)}: a passage without an offset, or whose text is no text")
            pieces.append(_Piece(offset, text or ""))
    for content in contents:
        counts["relation"] += len(listed(content.get("relations"), where, "relations"))
        for annotation in _rows(content, "annotations", where):
            found.append(_annotation(annotation, str(annotation.get("where", where)), counts))
    pieces.sort(key=lambda piece: piece.offset)
    text, spans, notices = _placed(pieces, found, where)
    if untyped := counts.pop(_NO_TYPE, 0):
        notices.append(f"{where}: without a type, labelled {_NO_TYPE}: {untyped}")
    infons = row.get("infons")
    said = infons if isinstance(infons, dict) else {}
    notices += [f"{where}: {notice}" for notice in left_out(counts)]
    return Reading(named(row, "id"), text, spans, named(said, "title"), named(said, "language"), tuple(notices))


def _annotation(row: Row, where: str, counts: Counter[str]) -> _Found:
    locations = list(_rows(row, "locations", where))
    places = [(whole(each.get("offset")), whole(each.get("length"))) for each in locations]
    right = tuple((offset, length) for offset, length in places if offset is not None and length is not None)
    if not right or len(right) < len(places):
        raise FormatError(f"{where}: an annotation without a location of offset and length")
    infons = row.get("infons")
    rows = infons.items() if isinstance(infons, dict) else ()
    said = {str(name): what if isinstance(what, str) else json.dumps(what) for name, what in rows}
    label = said.pop("type", "")
    counts[_NO_TYPE] += not label
    group = str(row.get("id", "")) if len(right) > 1 else ""
    words = row.get("text")
    span = with_facts(Written(0, 1, label or _NO_TYPE, group=group), said)
    return _Found(span, right, words if isinstance(words, str) else None)


def _placed(pieces: Sequence[_Piece], found: Sequence[_Found], where: str) -> tuple[str, tuple[Written, ...], list[str]]:
    """The text of all pieces, and the spans in it. Between pieces stands what their offsets leave: a line end, then blanks."""
    offsets = [piece.offset for piece in pieces]
    quotes: list[list[Quote]] = [[] for _ in pieces]
    whose: list[list[tuple[_Found, int]]] = [[] for _ in pieces]
    notices = []
    for one in found:
        for number, (offset, length) in enumerate(one.places):
            at = bisect_right(offsets, offset) - 1
            if at < 0:
                notices.append(f"{where}: before the first passage, left out: {one.span.label} at {offset}")
                continue
            start = offset - offsets[at]
            quotes[at].append((start, start + length, one.words if len(one.places) == 1 else None))
            whose[at].append((one, number))
    texts: list[str] = []
    length = 0
    end: int | None = None  # of the text so far, in the unit of the file
    spans: dict[tuple[int, int, str], Written] = {}
    twice = 0
    for piece, asked, owners in zip(pieces, quotes, whose, strict=True):
        units = unit_of(piece.text, asked)
        notices += [f"{where}, passage at {piece.offset}: {notice}" for notice in units.notices]
        if end is not None:
            gap = piece.offset - end
            texts.append("" if gap == 0 else "\n".ljust(min(gap, _WIDEST)))
            length += len(texts[-1])
        for (one, number), place in zip(owners, units.spans, strict=True):
            if place is None or place[0] == place[1]:
                if place is not None:
                    notices.append(f"{where}: of no width, left out: {one.span.label} at {one.places[number][0]}")
                continue
            first = one.span if number == 0 else replace(one.span, identity="", note="")
            span = replace(first, start=length + place[0], end=length + place[1])
            twice += span.key in spans
            spans.setdefault(span.key, span)
        texts.append(piece.text)
        length += len(piece.text)
        end = piece.offset + Ruler(piece.text, units.unit).offset(len(piece.text))
    notices += [f"{where}: {notice}" for notice in left_out({"repetition of a span": twice})]
    return "".join(texts), tuple(sorted(spans.values(), key=lambda span: span.order)), notices
