"""Mentions of several fragments, and what a file says of a mention by name: for formats that have a place for both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from annotations.entity import HUMAN, Entity, Status
from annotations.formats.document import Written
from annotations.formats.planning import LONE_SURROGATE, NO_LABEL, SURROGATE_IN_LABEL, Fit, encodable, has_surrogate

Mention = tuple[Written, ...]
"""The fragments of one mention in text order; most have one."""

_STATUSES = {str(status) for status in Status}


def fit_with_facts(text: str, entity: Entity) -> Fit:
    """The fit for formats in JSON: any span and label that UTF-8 can hold, with all that ``facts`` has a name for."""
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    status = None if entity.status is Status.ACCEPTED else entity.status
    origin = "" if entity.origin == HUMAN else encodable(entity.origin)
    identity, note, by = encodable(entity.identity), encodable(entity.note), encodable(entity.by)
    return Written(*entity.span, entity.label, identity, note, entity.group, status, entity.score, origin, by), ""


def mentions(spans: Iterable[Written]) -> list[Mention]:
    """The mentions in text order: spans of one group that agree in label, status, score and who made and decided them."""
    groups: dict[object, list[Written]] = {}
    for span in spans:
        alike = (span.group, span.label, span.status, span.score, span.origin, span.by)
        groups.setdefault(alike if span.group else span.key, []).append(span)
    found = [tuple(sorted(group, key=lambda span: span.order)) for group in groups.values()]
    return sorted(found, key=lambda mention: mention[0].order)


def as_read(found: Sequence[Mention], name: Callable[[int], str]) -> tuple[Written, ...]:
    """The spans of mentions as they are read again: the group is the name of the mention, and note and identity stand with its
    first fragment alone. ``name`` gives that of a mention by its number, from 1."""
    spans = []
    for number, (first, *others) in enumerate(found, 1):
        group = name(number) if others else ""
        spans.append(replace(first, group=group))
        spans += [replace(other, group=group, note="", identity="") for other in others]
    return tuple(sorted(spans, key=lambda span: span.order))


def facts(span: Written) -> dict[str, str]:
    """What is said of a span besides place and label, by name; what is not said is left out."""
    said = {
        "identifier": span.identity,
        "note": span.note,
        "status": str(span.status or ""),
        "score": "" if span.score is None else repr(span.score),
        "origin": span.origin,
        "annotator": span.by,
    }
    return {name: what for name, what in said.items() if what}


def with_facts(span: Written, said: Mapping[str, str]) -> Written:
    """The span with what a file says of it: the names of ``facts`` in their fields, others in ``extra``."""
    got = dict(said)
    status = Status(got.pop("status")) if got.get("status") in _STATUSES else span.status
    score = span.score
    try:
        if 0 <= float(got.get("score", "")) <= 1:
            score = float(got.pop("score"))
    except ValueError:
        pass
    return replace(
        span,
        identity=got.pop("identifier", span.identity),
        note=got.pop("note", span.note),
        status=status,
        score=score,
        origin=got.pop("origin", span.origin),
        by=got.pop("annotator", span.by),
        extra=(*span.extra, *got.items()),
    )
