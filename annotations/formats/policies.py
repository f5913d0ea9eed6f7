"""What a user may choose where a format cannot hold entities as they are: which of those that overlap stay, and what becomes of
one whose edge is inside a token. What changes is listed with what it was.
"""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Literal

from annotations.entity import Entity
from annotations.formats.document import Document, Loss
from annotations.span import Span

Overlap = Literal["longest", "first", "layers"]
"""Of entities that overlap the longest stay, as formats do by themselves, or those that begin first; or all do, in as many
columns as that takes."""
Boundary = Literal["split", "expand", "drop"]
"""An edge inside a token cuts the token, as formats do by themselves, is moved to the token's own, or the entity stays behind."""

Result = tuple[Document, list[Loss]]


def first_alone(document: Document) -> Result:
    """The document without entities that overlap one that begins before them, or, of those that begin together, is longer."""
    kept: list[Entity] = []
    losses = []
    end = 0
    for entity in sorted(document.entities, key=lambda entity: entity.order):
        if kept and entity.start < end and entity.span != kept[-1].span:
            winner = next(one for one in reversed(kept) if one.start < entity.end and entity.start < one.end)
            reason = f"overlaps {winner.label} at {winner.start}-{winner.end}, which begins first: not written"
            losses.append(Loss(document.article, entity, reason))
        elif kept and entity.span == kept[-1].span and entity.label != kept[-1].label:
            reason = f"is on the span of {kept[-1].label}, which comes first: not written"
            losses.append(Loss(document.article, entity, reason))
        else:
            kept.append(entity)
            end = max(end, entity.end)
    return _with(document, kept, losses)


def on_tokens(document: Document, boundary: Boundary) -> Result:
    """The document with entities whose edges are inside one of the article's tokens widened to it (``expand``) or left out
    (``drop``). A widened entity that meets another of its label there is written once."""
    article = document.article
    tokens = [token for paragraph in article.paragraphs() for token in article.tokens(*paragraph)]
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    kept: list[Entity] = []
    losses = []
    taken = {(entity.start, entity.end, entity.label) for entity in document.entities}
    for entity in document.entities:
        written: tuple[int, int, str] | None = None
        start, end = _widened(entity.span, starts, ends)
        if (start, end) == entity.span:
            kept.append(entity)
            continue
        if boundary == "drop":
            why = "starts or ends inside a token: not written"
        elif (start, end, entity.label) in taken:
            why = f"starts or ends inside a token: {start}-{end} is written already"
        else:
            taken.add((start, end, entity.label))
            kept.append(entity.changed(start=start, end=end))
            written = (start, end, entity.label)
            why = f"starts or ends inside a token: written as {start}-{end}"
        losses.append(Loss(article, entity, why, written))
    return _with(document, kept, losses)


def _widened(span: Span, starts: list[int], ends: list[int]) -> Span:
    start, end = span
    first = bisect_right(starts, start) - 1
    if first >= 0 and starts[first] < start < ends[first]:
        start = starts[first]
    last = bisect_left(ends, end)
    if last < len(ends) and starts[last] < end < ends[last]:
        end = ends[last]
    return start, end


def _with(document: Document, kept: list[Entity], losses: list[Loss]) -> Result:
    """The document with these entities; what is not among them stays behind, so that a format may call it missing."""
    there = {entity.uid for entity in kept}
    left = [entity for entity in document.entities if entity.uid not in there]
    changed = replace(document, entities=tuple(kept), left=(*document.left, *left)) if losses else document
    return changed, losses
