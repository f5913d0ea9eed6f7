"""W3C Web Annotation, JSON-LD: each mention an ``Annotation`` with the label as a ``tagging`` body and a target that selects by
position and by quote.

Written: one ``AnnotationCollection`` with its one page, and the texts themselves as the parts of the collection
(``dcterms:hasPart``), since the model points to texts elsewhere. Positions are code points of the text. Read: single annotations,
lists, pages and collections; the text is in the file or in a text file beside it. In which unit positions count is found by the
quotes; where a position does not have the words of its quote, the quote and what is around it find the place.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from uuid import UUID, uuid5

from annotations.entity import Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Reading, Report, Written
from annotations.formats.json_records import line, records, whole
from annotations.formats.mentions import as_read, fit_with_facts, mentions
from annotations.formats.offsets import unit_of
from annotations.formats.placing import left_out
from annotations.formats.planning import Plan, encodable, planned, reported, text_warnings, unsaid_warnings
from annotations.formats.text_beside import text_beside
from annotations.labels import LabelSet

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_OURS = UUID("0b8a2f0e-8a43-5e4c-9d0b-5d6c1f3e7a21")
"""The name space of the identifiers that are made for what is written: the same again for the same."""
_AROUND = 32
"""Characters of the text before and after that are quoted with it."""
_NO_TAG = "annotation"
_STATUSES = {str(status) for status in Status}

Row = Mapping[str, object]


@dataclass(slots=True)
class _Selected:
    """What one target selects: the span but for its place, the position as it stands there, the quote and what is around it."""

    span: Written
    position: tuple[int, int] | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(slots=True)
class _Source:
    """One text and what is annotated in it."""

    identifier: str
    name: str = ""
    title: str = ""
    language: str = ""
    text: str | None = None
    found: list[_Selected] = field(default_factory=list)


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write one collection. Raises FormatError, and then the old file is as it was."""
    plans = [_plan(document) for document in documents]
    items = [item for plan in plans for item in _annotations(plan)]
    name = " ".join(plan.name for plan in plans)
    collection = {
        "@context": _CONTEXT,
        "id": _iri("collection", name),
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": _iri("page", name), "type": "AnnotationPage", "startIndex": 0, "items": items},
        "dcterms:hasPart": [_source(plan) for plan in plans],
    }
    with replacing(out) as beside:
        beside.write_bytes(line(collection).encode())
        warnings = [loss for plan in plans for loss in text_warnings(plan) + unsaid_warnings(plan.document)]
        return reported("w3c_annotation", out, plans, read(beside), warnings)


def read(path: Path) -> list[Reading]:
    """One document for each text that the annotations are about. Raises FormatError where one has no text or no target, and
    where none selects text."""
    sources: dict[str, _Source] = {}
    counts: Counter[str] = Counter()
    where = str(path)
    for where, record in records(path):
        for source in _parts(record):
            sources.setdefault(source.identifier, source)
        for annotation in _items(record, where):
            _take(annotation, where, sources, counts)
    notices = [f"{where}: {notice}" for notice in left_out(counts)]
    if notices and not sources:
        raise FormatError(f"{notices[0]}; nothing in it selects text by position or quote")
    return [_reading(source, path, notices if not number else []) for number, source in enumerate(sources.values())]


def _plan(document: Document) -> Plan:
    text = document.article.text
    plan = planned(document, lambda entity: fit_with_facts(text, entity), name=document.uid, text=encodable(text))
    return replace(plan, spans=as_read(mentions(plan.spans), lambda number: _iri(plan.name, str(number))))


def _iri(*names: str) -> str:
    return f"urn:uuid:{uuid5(_OURS, ' '.join(names))}"


def _source(plan: Plan) -> Row:
    article = plan.document.article
    said = {"language": encodable(article.language), "label": encodable(article.title), "dcterms:identifier": plan.name}
    row = {"id": _iri(plan.name), "type": "Text", "format": "text/plain"} | {name: what for name, what in said.items() if what}
    return row | {"value": plan.text}


def _annotations(plan: Plan) -> Iterator[Row]:
    for number, mention in enumerate(mentions(plan.spans), 1):
        first = mention[0]
        targets = [{"source": _iri(plan.name), "selector": _selectors(plan.text, span)} for span in mention]
        who = {"creator": ("Person", first.by), "generator": ("Software", first.origin)}
        yield {
            "id": _iri(plan.name, str(number)),
            "type": "Annotation",
            "motivation": "tagging",
            **{role: {"type": kind, "name": name} for role, (kind, name) in who.items() if name},
            "body": _bodies(first),
            "target": targets if len(targets) > 1 else targets[0],
        }


def _bodies(span: Written) -> list[Row]:
    said = [("tagging", span.label), ("identifying", span.identity), ("commenting", span.note), ("assessing", span.status or "")]
    bodies: list[Row] = [{"type": "TextualBody", "purpose": purpose, "value": str(what)} for purpose, what in said if what]
    if span.score is not None:
        bodies.append({"type": "TextualBody", "purpose": "assessing", "value": f"score {span.score!r}"})
    return bodies


def _selectors(text: str, span: Written) -> list[Row]:
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(span.start - _AROUND, 0) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    return [{"type": "TextPositionSelector", "start": span.start, "end": span.end}, quote]


def _parts(record: object) -> Iterator[_Source]:
    """The texts that a collection holds."""
    for part in _listed(record.get("dcterms:hasPart")) if isinstance(record, dict) else []:
        if isinstance(part, dict) and isinstance(part.get("id"), str) and isinstance(part.get("value"), str):
            name, title, language = (str(part.get(key) or "") for key in ("dcterms:identifier", "label", "language"))
            yield _Source(part["id"], name, title, language, part["value"])


def _items(record: object, where: str) -> Iterator[Row]:
    """The annotations of a page, a collection, a graph, a list or a single one. Raises FormatError for anything else."""
    row = record if isinstance(record, dict) else {}
    kinds = _listed(row.get("type", row.get("@type")))
    if "Annotation" in kinds or "oa:Annotation" in kinds:
        yield row
        return
    first = row.get("first")
    inner = row.get("items", row.get("@graph", first.get("items") if isinstance(first, dict) else None))
    if not isinstance(inner, list) or not all(isinstance(each, dict) for each in inner):
        raise FormatError(f"{where} is no Annotation, AnnotationPage or AnnotationCollection with its items")
    for each in inner:
        yield from _items(each, where) if "items" in each else [each]


def _take(annotation: Row, where: str, sources: dict[str, _Source], counts: Counter[str]) -> None:
    """Put what an annotation selects with the text it is about."""
    span = _said(annotation)
    targets = _listed(annotation.get("target"))
    group = str(annotation.get("id", "")) if len(targets) > 1 else ""
    if not targets:
        raise FormatError(f"{where}: an annotation without a target: {json.dumps(annotation)[:120]}")
    for number, target in enumerate(targets):
        row = target if isinstance(target, dict) else {"source": target}
        source = row.get("source", row.get("id"))
        source = source.get("id") if isinstance(source, dict) else source
        if not isinstance(source, str):
            raise FormatError(f"{where}: a target without a source: {json.dumps(target)[:120]}")
        here = replace(span, group=group) if not number else replace(span, group=group, identity="", note="")
        selected = _selected(here, _listed(row.get("selector")), counts)
        if selected:
            sources.setdefault(source, _Source(source)).found.append(selected)


def _selected(span: Written, selectors: Sequence[object], counts: Counter[str]) -> _Selected | None:
    """What selectors of one target say together; None where none of them selects text by position or quote."""
    selected = _Selected(span)
    for selector in selectors:
        row = selector if isinstance(selector, dict) else {}
        start, end = whole(row.get("start")), whole(row.get("end"))
        if row.get("type") == "TextPositionSelector" and start is not None and end is not None:
            selected.position = (start, end)
        elif row.get("type") == "TextQuoteSelector" and isinstance(row.get("exact"), str):
            selected.exact = row["exact"]
            selected.prefix, selected.suffix = (str(row.get(name) or "") for name in ("prefix", "suffix"))
        elif row.get("refinedBy"):
            # A position counts from where the fragment begins, which only its source tells; a quote can be looked for.
            quote = _refined_quote(row)
            if quote is None:
                counts["target within a fragment of its source"] += 1
                return None
            selected.exact = str(quote["exact"])
            selected.prefix, selected.suffix = (str(quote.get(name) or "") for name in ("prefix", "suffix"))
    if selected.position is None and not selected.exact:
        counts["target that selects no text"] += 1
        return None
    return selected


def _refined_quote(selector: Row) -> Row | None:
    """The quote among what refines a selector, however deep; None where there is none."""
    todo = _listed(selector.get("refinedBy"))
    while todo:
        row = todo.pop()
        if isinstance(row, dict):
            if row.get("type") == "TextQuoteSelector" and isinstance(row.get("exact"), str):
                return row
            todo += _listed(row.get("refinedBy"))
    return None


def _said(annotation: Row) -> Written:
    """The entity that an annotation speaks of but for its place."""
    by_purpose: dict[str, list[str]] = {}
    for body in [*_listed(annotation.get("body")), *_listed(annotation.get("bodyValue"))]:
        row = body if isinstance(body, dict) else {"value": body}
        purpose = row.get("purpose", annotation.get("motivation") if row.get("value") is not body else "tagging")
        what = row.get("value", row.get("source", row.get("id")))
        for each in _listed(purpose):
            if isinstance(what, str) and isinstance(each, str):
                by_purpose.setdefault(each, []).append(what)
    tags = by_purpose.get("tagging") or by_purpose.get("classifying") or [_NO_TAG]
    assessed = by_purpose.get("assessing", [])
    status = next((Status(what) for what in assessed if what in _STATUSES), None)
    scores = [_score(what.removeprefix("score ")) for what in assessed if what.startswith("score ")]
    return Written(
        *(0, 1, tags[0] or _NO_TAG),
        identity=next(iter(by_purpose.get("identifying", [])), ""),
        note=next(iter(by_purpose.get("commenting", [])), ""),
        status=status,
        score=scores[0] if scores else None,
        origin=_agent(annotation.get("generator")),
        by=_agent(annotation.get("creator")),
        extra=tuple(("tag", tag) for tag in tags[1:]),
    )


def _reading(source: _Source, path: Path, notices: Sequence[str]) -> Reading:
    text = source.text if source.text is not None else text_beside(path, [source.identifier])
    where = f"{path}, {source.identifier}"
    asked = [each for each in source.found if each.position is not None]
    units = unit_of(text, [(*each.position, each.exact) for each in asked if each.position is not None])
    at = {id(each): place for each, place in zip(asked, units.spans, strict=True)}
    spans: dict[tuple[int, int, str], Written] = {}
    lost: list[str] = []
    counts: Counter[str] = Counter()
    for each in source.found:
        place = at.get(id(each)) or _by_quote(text, each)
        if place is None or place[0] >= place[1]:
            lost.append(f"{each.exact or each.span.label!r} at {each.position or 'no position'}")
            continue
        counts["found by its quote, not where its position says"] += each.position is not None and at[id(each)] is None
        span = replace(each.span, start=place[0], end=place[1])
        counts["repetition of a span"] += span.key in spans
        spans.setdefault(span.key, span)
    moved = counts.pop("found by its quote, not where its position says", 0)
    said = [f"offsets count {units.unit.name}"] if units.unit.name != "code points" else []
    said += [f"found by the quote, not where the position says: {moved}"] if moved else []
    said += [f"not in the text, left out: {what}" for what in lost] + left_out(counts)
    ordered = tuple(sorted(spans.values(), key=lambda span: span.order))
    return Reading(source.name, text, ordered, source.title, source.language, (*notices, *(f"{where}: {each}" for each in said)))


def _by_quote(text: str, selected: _Selected) -> tuple[int, int] | None:
    """Where the quote stands with most of what is around it; None where it does not, or in several places alike."""
    exact = selected.exact
    if not exact:
        return None
    best: list[int] = []
    most = -1
    place = text.find(exact)
    while place >= 0:
        end = place + len(exact)
        before = text[max(place - len(selected.prefix), 0) : place][::-1]
        alike = _alike(before, selected.prefix[::-1]) + _alike(text[end : end + len(selected.suffix)], selected.suffix)
        if alike >= most:
            best = [*best, place] if alike == most else [place]
            most = alike
        place = text.find(exact, place + 1)
    return (best[0], best[0] + len(exact)) if len(best) == 1 else None


def _alike(text: str, quoted: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, quoted, strict=False)))


def _agent(agent: object) -> str:
    """The name of a person or program, else its address; empty where it is not said."""
    for each in _listed(agent):
        if isinstance(each, str):
            return each
        if isinstance(each, dict):
            return str(each.get("name") or each.get("id") or "")
    return ""


def _score(words: str) -> float | None:
    try:
        return score if 0 <= (score := float(words)) <= 1 else None
    except ValueError:
        return None


def _listed(what: object) -> list[object]:
    """JSON-LD says one thing or a list of them."""
    return [] if what is None else what if isinstance(what, list) else [what]
