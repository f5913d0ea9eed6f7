"""Before and after writing: which spans a file is to hold and why not others; and whether it holds just these."""

import re
import sys
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.document import (
    Document,
    FieldLoss,
    FormatError,
    Loss,
    Reading,
    Report,
    Written,
    kept_fields,
    kept_losses,
)
from annotations.formats.unheld import unheld
from annotations.span import Span

NO_LABEL = "has no label: not written"
LONE_SURROGATE = "holds a lone surrogate, which UTF-8 cannot: not written"
SURROGATE_IN_LABEL = "has a lone surrogate in its label, which UTF-8 cannot: not written"
ONLY_BLANKS = "holds nothing but blanks: not written"
_SURROGATE = re.compile("[\ud800-\udfff]")

Key = tuple[int, int, str]
Fit = tuple[Written | None, str]
"""The span a file can hold for an entity, None for none, and why that is not the entity itself ("" when it is)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is to hold of one document: spans in text order, and per entity (by uid) why it is not among them.

    ``owners``: the entity that each span stands for, by the span's key.
    """

    document: Document
    name: str
    text: str
    spans: tuple[Written, ...]
    reasons: Mapping[str, str]
    owners: Mapping[Key, Entity]


def planned(
    document: Document, fit: Callable[[Entity], Fit], *, name: str = "", text: str | None = None, flat: bool = False
) -> Plan:
    """The plan of one document: each span once and, where the format is flat, the longest of those that overlap.

    ``text`` is the document's text as the file can hold it, with the same number of code points; None for the same.
    """
    reasons: dict[str, str] = {}
    fits: list[tuple[bool, Entity, Written]] = []
    for entity in sorted(document.entities, key=lambda entity: entity.order):
        span, why = fit(entity)
        if why:
            reasons[entity.uid] = why
        if span is not None:
            fits.append((bool(why), entity, span))
    kept: dict[Key, tuple[Entity, Written]] = {}
    # What fits as it is comes first: where a trimmed span falls on it, the entity that lost nothing owns the span.
    for changed, entity, span in sorted(fits, key=lambda one: one[0]):
        if span.key not in kept:
            kept[span.key] = (entity, span)
        elif not changed:
            reasons[entity.uid] = "is there twice with the same label: written once"
    if flat:
        for loser, winner in longest([span for _, span in kept.values()]).items():
            entity, _ = kept.pop(loser.key)
            reasons[entity.uid] = f"overlaps {winner.label} at {winner.start}-{winner.end}: not written"
    spans = sorted((span for _, span in kept.values()), key=lambda span: span.order)
    owners = {key: entity for key, (entity, _) in kept.items()}
    return Plan(document, name, document.article.text if text is None else text, tuple(spans), reasons, owners)


def longest(spans: Iterable[Written]) -> dict[Written, Written]:
    """Each span that gives way where spans overlap, with the one it gives way to.

    The longest stay; of equally long ones the one given first.
    """
    taken: list[tuple[int, int]] = []
    owner: dict[int, Written] = {}
    losers: dict[Written, Written] = {}
    for span in sorted(spans, key=lambda span: span.start - span.end):
        place = bisect_left(taken, (span.start, span.end))
        near = taken[max(place - 1, 0) : place + 1]
        winner = next((owner[start] for start, end in near if start < span.end and end > span.start), None)
        if winner is None:
            insort(taken, (span.start, span.end))
            owner[span.start] = span
        else:
            losers[span] = winner
    return losers


def layered(spans: Iterable[Written]) -> list[list[Written]]:
    """The spans, given in text order, in the fewest layers in which none overlap: each in the first that has room for it, so
    that of spans in one another the outer one comes first. One empty layer where there is none."""
    layers: list[list[Written]] = [[]]
    for span in spans:
        room = next((layer for layer in layers if not layer or layer[-1].end <= span.start), None)
        if room is None:
            layers.append(room := [])
        room.append(span)
    return layers


def within_blanks(text: str, start: int, end: int) -> Span | None:
    """The span without blanks at its edges, None when nothing is left."""
    if start < end and not text[start].isspace() and not text[end - 1].isspace():
        return start, end
    inner = text[start:end].strip()
    if not inner:
        return None
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    return begin, begin + len(inner)


def fit_without_blanks(text: str, entity: Entity, label: str, why: str = "") -> Fit:
    """The fit for formats whose entities are runs of tokens; ``why`` says why the label is not the entity's own."""
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    inner = within_blanks(text, entity.start, entity.end)
    if inner is None:
        return None, ONLY_BLANKS
    if inner != entity.span:
        edge = f"starts or ends with a blank: written as {inner[0]}-{inner[1]}"
        why = f"{edge}, {why}" if why else edge
    return Written(*inner, label), why


def has_surrogate(text: str) -> bool:
    return _SURROGATE.search(text) is not None


def encodable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate: as many code points, and UTF-8 can hold them."""
    return _SURROGATE.sub("\ufffd", text)


def cut(tokens: Iterable[Span], spans: Iterable[Written]) -> tuple[list[Span], set[int]]:
    """The tokens, in order, cut where a span starts or ends inside one, and the offsets of the cuts."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    edges.append(sys.maxsize)
    pieces: list[Span] = []
    cuts: set[int] = set()
    place = 0
    for start, end in tokens:
        while edges[place] <= start:
            place += 1
        while edges[place] < end:
            pieces.append((start, edges[place]))
            cuts.add(edges[place])
            start = edges[place]
            place += 1
        pieces.append((start, end))
    return pieces, cuts


def cut_warnings(plan: Plan, cuts: set[int]) -> list[Loss]:
    """A warning for each entity that cut a token."""
    by_key = {span.key for span in plan.spans if span.start in cuts or span.end in cuts}
    return [
        Loss(plan.document.article, entity, "starts or ends inside a token: the token is cut there")
        for entity in plan.document.entities
        if (entity.start, entity.end, entity.label) in by_key
    ]


def text_warnings(plan: Plan) -> list[Loss]:
    """What of the text stands as something else, since the file cannot hold it."""
    article = plan.document.article
    if plan.text == article.text:
        return []
    if plan.text == encodable(article.text):
        said = "the text holds a lone surrogate, which UTF-8 cannot: U+FFFD stands in its place"
    else:
        places = [place for place, (one, other) in enumerate(zip(plan.text, article.text, strict=True)) if one != other]
        first = f"the first at {places[0]} as {plan.text[places[0]]!r}"
        said = f"{len(places)} characters of the text that the file cannot hold stand as another, {first}"
    return [Loss(article, None, said)]


def _blank_edges(plan: Plan) -> Iterator[Loss]:
    """A warning for each span that starts or ends with white space, which most who train on it take for a mistake."""
    for span in plan.spans:
        if within_blanks(plan.text, span.start, span.end) != (span.start, span.end):
            yield Loss(plan.document.article, plan.owners[span.key], "starts or ends with a blank, and is written so: trim it?")


def unsaid_warnings(document: Document) -> list[Loss]:
    """What a file passes off as "not an entity" though nobody said so, for formats that cannot say *missing*."""
    found = []
    if document.unchecked:
        found.append(f"not looked at from {document.unchecked[0]} on; the file cannot say so")
    if count := len(document.undecided):
        found.append(f"{count} undecided or left out of what was asked for; the file cannot tell them from plain text")
    return [Loss(document.article, None, reason) for reason in found]


def reported(form: str, out: Path, plans: Iterable[Plan], readings: Iterable[Reading], warnings: Iterable[Loss]) -> Report:
    """The report of a file that was written by these plans and read again, of which one each is held at a time.

    Raises FormatError when the reading is not what was meant.
    """
    return compared(form, out, ((plan, reading, None) for plan, reading in zip_longest(plans, readings)), warnings)


def compared(
    form: str, out: Path, pairs: Iterable[tuple[Plan | None, Reading | None, str | None]], warnings: Iterable[Loss]
) -> Report:
    """``reported``, of each plan and what was read for it, None where one has no other.

    With them the text that an import would have, where the file has no white space and the reading was put into the text that is
    known; else None. ``warnings`` are looked at after the last pair.
    """
    planned_ones = read = written = 0
    losses: list[Loss] = []
    edges: list[Loss] = []
    fields: list[FieldLoss] = []
    names: set[tuple[str, str]] = set()
    wrong: FormatError | None = None
    for plan, reading, text in pairs:
        planned_ones += plan is not None
        read += reading is not None
        # How many there are is said before what is wrong with one of them.
        if plan is None or reading is None or wrong is not None:
            continue
        kept = plan.document.kept
        try:
            losses += kept_losses(kept, _losses(form, out, plan, reading))
        except FormatError as error:
            wrong = error
            continue
        said = reading.text if text is None else text
        fields += kept_fields(kept, unheld(form, plan.document, plan.owners, reading, said))
        edges += kept_losses(kept, _blank_edges(plan))
        names.update((owner.label, key[2]) for key, owner in plan.owners.items() if owner.label != key[2])
        written += len(reading.spans)
    if planned_ones != read:
        raise FormatError(f"{out}: {planned_ones} articles were written as {form}, {read} read again; nothing was kept")
    if wrong is not None:
        raise wrong
    return Report(form, out, planned_ones, written, tuple(losses), (*warnings, *edges), tuple(fields), tuple(sorted(names)))


def _losses(form: str, out: Path, plan: Plan, reading: Reading) -> list[Loss]:
    article = plan.document.article
    where = f"{out}: {article.title or article.uid} written as {form} and read again"
    if reading.name != plan.name or reading.text != plan.text:
        raise FormatError(f"{where} has another name or text; nothing was kept")
    if reading.spans != plan.spans:
        raise FormatError(f"{where} has other entities; nothing was kept")
    there = {span.key for span in reading.spans}
    changed = {owner.uid: key for key, owner in plan.owners.items()}
    losses = []
    for entity in sorted(plan.document.entities, key=lambda entity: entity.order):
        key = (entity.start, entity.end, entity.label)
        reason = plan.reasons.get(entity.uid)
        if key in there:
            there.discard(key)
            if reason is not None:
                raise FormatError(f"{where} holds an entity at {entity.start} that was to differ; nothing was kept")
        elif reason is None:
            raise FormatError(f"{where} lacks the entity at {entity.start}; nothing was kept")
        else:
            losses.append(Loss(article, entity, reason, changed.get(entity.uid)))
    return losses
