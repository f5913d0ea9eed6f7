"""spaCy's DocBin (``.spacy``): what ``spacy train`` reads. Any overlap, label and identity (``kb_id``) is carried.

``doc.ents`` holds the longest of entities that overlap; where any do, ``doc.spans["sc"]`` holds all of them, in every document
of the file. Tokens are those of spaCy's blank pipeline for the article's language, cut where an entity starts or ends inside one.
Tokens that nobody looked at, or whose entity is not in ``doc.ents``, are *missing*, not *outside*.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.looked_at import not_looked_at
from annotations.formats.planning import (
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    cut,
    cut_warnings,
    encodable,
    fit_without_blanks,
    has_surrogate,
    longest,
    planned,
    reported,
    text_warnings,
)
from annotations.labels import LabelSet
from annotations.span import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_ATTRIBUTES = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID")
_ALL_SPANS = "sc"
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, OverflowError, zlib.error)
"""What spaCy raises over damaged files."""
_PIECE = 1 << 20
_LONGEST = 1 << 30
"""Bytes that a file is unpacked to at most; 60,000 entities in 1,000 articles take some 20 MB."""
_MISSING, _INSIDE, _OUTSIDE, _BEGIN = range(4)
"""spaCy's numbers for ``token.ent_iob``."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One document in tokens: where they stand, whether a blank follows, and what ``ent_iob`` is to say of each."""

    plan: Plan
    flat: tuple[Written, ...]
    places: list[Span]
    blanks: list[bool]
    states: list[int]
    warnings: list[Loss]


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write a DocBin. Raises FormatError, and then the old file is as it was; also where spaCy is not installed."""
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    rows = [_tokens(document, _pipeline(document.article.language)) for document in documents]
    vocab = Vocab()
    overlap = any(len(row.flat) < len(row.plan.spans) for row in rows)
    packed = DocBin(attrs=list(_ATTRIBUTES), docs=(_doc(row, vocab, overlap) for row in rows))
    with replacing(out) as beside:
        beside.write_bytes(packed.to_bytes())
        docs = list(_docs(beside))
        readings = [_reading(doc) for doc in docs]
        plans = [row.plan for row in rows]
        report = reported("spacy", out, plans, readings, [warning for row in rows for warning in row.warnings])
        for row, doc in zip(rows, docs, strict=True):
            _require_states(row, doc, out)
        return report


def read(path: Path) -> list[Reading]:
    """The documents of a DocBin: ``doc.ents`` and ``doc.spans["sc"]`` together. Raises FormatError."""
    try:
        return [_reading(doc) for doc in _docs(path)]
    except _DAMAGED as error:  # a label that the file does not hold is missed when it is asked for
        raise FormatError(f"{path} could not be read as a spaCy DocBin: {error}") from error


def _require_spacy() -> None:
    try:
        import spacy  # noqa: F401
    except ImportError as error:
        raise FormatError("the format spacy needs spaCy: pip install 'spacy>=3.8,<3.9'") from error


@cache
def _pipeline(language: str) -> "Language":
    """The blank pipeline of a language, made once; the one for any language where spaCy has none or lacks a package for it."""
    from spacy import blank

    try:
        return blank(language or "xx")
    except ImportError:
        return blank("xx")


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    span, why = fit_without_blanks(text, entity, entity.label)
    if span is None or has_surrogate(entity.identity):
        return span, why
    return replace(span, identity=entity.identity), why


def _tokens(document: Document, pipeline: "Language") -> _Tokens:
    text = document.article.text
    plan = planned(document, lambda entity: _fit(text, entity), text=encodable(text))
    losers = longest(plan.spans)
    flat = tuple(span for span in plan.spans if span not in losers)
    doc = pipeline.tokenizer(plan.text)
    places, cuts = cut(((token.idx, token.idx + len(token)) for token in doc), plan.spans)
    ends = {token.idx + len(token) for token in doc if token.whitespace_}
    blanks = [end in ends for _, end in places]
    states = _states(document, flat, places)
    warnings = text_warnings(plan) + cut_warnings(plan, cuts) + _overlap_warnings(plan, losers)
    return _Tokens(plan, flat, places, blanks, states, warnings)


def _states(document: Document, flat: Iterable[Written], places: Sequence[Span]) -> list[int]:
    starts = [start for start, _ in places]
    states = [_MISSING if missing else _OUTSIDE for missing in not_looked_at(document, places)]
    for entity in flat:
        first, last = bisect_left(starts, entity.start), bisect_left(starts, entity.end)
        states[first:last] = [_BEGIN, *[_INSIDE] * (last - first - 1)]
    return states


def _overlap_warnings(plan: Plan, losers: dict[Written, Written]) -> list[Loss]:
    winners = {loser.key: winner for loser, winner in losers.items()}
    found = []
    for entity in plan.document.entities:
        if winner := winners.get((entity.start, entity.end, entity.label)):
            reason = (
                f"overlaps {winner.label} at {winner.start}-{winner.end}: it stands in doc.spans['{_ALL_SPANS}'], not in doc.ents"
            )
            found.append(Loss(plan.document.article, entity, reason))
    return found


def _doc(row: _Tokens, vocab: "Vocab", overlap: bool) -> "Doc":
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

    text = row.plan.text
    doc = Doc(vocab, words=[text[start:end] for start, end in row.places], spaces=row.blanks)
    starts = [start for start, _ in row.places]

    def spacy_span(span: Written) -> SpacySpan:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        return SpacySpan(doc, first, last, label=span.label, kb_id=span.identity)

    missing = [SpacySpan(doc, first, last) for first, last in _runs(row.states, _MISSING)]
    doc.set_ents([spacy_span(span) for span in row.flat], missing=missing, default="outside")
    if overlap:
        doc.spans[_ALL_SPANS] = [spacy_span(span) for span in row.plan.spans]
    return doc


def _runs(states: Sequence[int], wanted: int) -> Iterator[Span]:
    """The runs of tokens in a state, as first and one past last."""
    for state, run in groupby(range(len(states)), key=lambda place: states[place]):
        places = list(run)
        if state == wanted:
            yield places[0], places[-1] + 1


def _docs(path: Path) -> "Iterator[Doc]":
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        content = path.read_bytes()
        _require_length(content, path)
        yield from DocBin().from_bytes(content).get_docs(Vocab())
    except (OSError, *_DAMAGED) as error:
        raise FormatError(f"{path} could not be read as a spaCy DocBin: {error}") from error


def _require_length(content: bytes, path: Path) -> None:
    """Raise FormatError for what would become longer than a file may be when it is unpacked, and zlib.error."""
    unpacking = zlib.decompressobj()
    length, rest = 0, content
    while rest and not unpacking.eof:
        length += len(unpacking.decompress(rest, _PIECE))
        rest = unpacking.unconsumed_tail
        if length > _LONGEST:
            raise FormatError(f"{path} becomes longer than {_LONGEST >> 20} MiB when it is unpacked: split it")


def _reading(doc: "Doc") -> Reading:
    found = {
        Written(span.start_char, span.end_char, span.label_, span.kb_id_) for span in (*doc.ents, *doc.spans.get(_ALL_SPANS, ()))
    }
    missing = any(not token.ent_iob for token in doc if not token.is_space)
    return Reading("", doc.text, tuple(sorted(found, key=lambda span: span.order)), done=False if missing else None)


def _require_states(row: _Tokens, doc: "Doc", out: Path) -> None:
    there = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
    if there != {span.key for span in row.flat} or [token.ent_iob for token in doc] != row.states:
        where = row.plan.document.article.title or row.plan.document.article.uid
        raise FormatError(f"{out}: {where} read again has other tokens marked as entities or as missing; nothing was kept")
