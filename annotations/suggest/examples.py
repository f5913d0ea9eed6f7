"""What a finished article teaches a model: its entities in the model's own labels. Pure; offsets are code points, end exclusive.

The user's spans go back in the model's labels (a coarser label keeps the finer one the model gave where the two agree), with
the model's own findings of the kinds that the user does not annotate, where they do not overlap: else it would unlearn those.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import Entity, Status, Via
from annotations.labels import LabelSet
from annotations.names import trimmed
from annotations.span import Span
from annotations.suggest.plan import chunks, text_to_read

Labelled = tuple[int, int, str]
"""Start, end and label of one entity."""
PART = 20_000
"""Code points of the longest text that is learned from in one piece: a book at once would need gigabytes."""


class Finished(NamedTuple):
    """An article that was closed, as it is learned from.

    ``text`` is as a model reads it. ``entities`` were decided on, in the user's labels, and do not overlap; nothing else is an
    entity but perhaps what lies in the ``open`` spans, which nobody looked at singly.
    """

    uid: str
    text: str
    entities: tuple[Labelled, ...]
    open: tuple[Span, ...] = ()


class Taught(NamedTuple):
    """What a model is to find in one text, in its own labels, and the spans of which nothing is said."""

    entities: tuple[Labelled, ...]
    open: tuple[Span, ...]


def finished(article: Article, entities: Iterable[Entity]) -> Finished:
    """An article that was closed, to be learned from.

    What was accepted with all the rest, is unsure, still only suggested or in fragments says nothing. Of entities that overlap
    the longest counts: a recogniser finds no nested ones.
    """
    settled: list[Labelled] = []
    left: list[Span] = []
    for one in entities:
        if one.status is Status.REJECTED:
            continue
        if one.status is not Status.ACCEPTED or one.via is Via.REST or one.group:
            left.append(one.span)
        else:
            settled.append((one.start, one.end, one.label))
    kept = apart(settled)
    said_nothing = joined(span for span in left if not touches(span, kept))
    return Finished(article.uid, text_to_read(article, (0, len(article.text))), tuple(kept), said_nothing)


def apart(entities: Iterable[Labelled]) -> list[Labelled]:
    """Of these entities those that overlap no longer or earlier one, in text order."""
    kept: list[Labelled] = []
    for one in sorted(entities, key=lambda one: (one[0] - one[1], one)):
        if not touches(one[:2], kept):
            insort(kept, one)
    return kept


def touches(span: Span, spans: Sequence[tuple[int, int, *tuple[str, ...]]]) -> bool:
    """Whether a span shares a character with one of these, which are in text order and do not overlap."""
    place = bisect_left(spans, span[1], key=lambda one: one[0])
    return place > 0 and spans[place - 1][1] > span[0]


def model_label(label: str, labels: LabelSet, known: Sequence[str]) -> str:
    """The label of a model, of those it knows, that stands for one of the set: the first that the set says means it, else the
    label itself, which the model may have to be given."""
    own = labels.get(label)
    sources = own.sources if own else ()
    return next((source for source in sources if source in known and labels.mapped(source) == label), label)


def taught(document: Finished, found: Iterable[Labelled], labels: LabelSet, known: Sequence[str]) -> Taught:
    """What the document teaches a model that knows these labels and found this in it."""
    found = apart(found)
    entities: list[Labelled] = []
    for start, end, label in document.entities:
        near = found[bisect_left(found, start + 1, key=lambda one: one[1]) : bisect_left(found, end, key=lambda one: one[0])]
        agreeing = sorted((one for one in near if labels.mapped(one[2]) == label), key=lambda one: one[:2] != (start, end))
        entities.append((start, end, agreeing[0][2] if agreeing else model_label(label, labels, known)))
    said = sorted([*(one[:2] for one in entities), *document.open])
    others = [one for one in found if labels.mapped(one[2]) is None and not touches(one[:2], said)]
    return Taught(tuple(sorted(entities + apart(others))), document.open)


def suggested(text: str, found: Iterable[Labelled], labels: LabelSet) -> list[Labelled]:
    """What a model found as it enters an article: in the labels of the set, with clean edges, none overlapping an earlier one."""
    entering: list[Labelled] = []
    for start, end, label in sorted(found, key=lambda one: (one[0], -one[1])):
        span, own = trimmed(text, start, end), labels.mapped(label)
        if span and own and (not entering or span[0] >= entering[-1][1]):
            entering.append((*span, own))
    return entering


def parts(document: Finished) -> Iterator[Finished]:
    """The document in pieces of at most about ``PART`` code points, cut between paragraphs; mostly itself."""
    if len(document.text) <= PART:
        yield document
        return
    start = end = 0
    for piece in chunks(Article(document.text), (0, 0)):
        if piece[1] - start > PART and end > start:
            yield _cut(document, start, end)
            start = piece[0]
        end = piece[1]
    yield _cut(document, start, len(document.text))


def _cut(document: Finished, start: int, end: int) -> Finished:
    """The document from start to end; of what reaches over an end nothing is said."""
    whole = [one for one in document.entities if start <= one[0] and one[1] <= end]
    torn = [one[:2] for one in document.entities if one[0] < end and start < one[1] and not (start <= one[0] and one[1] <= end)]
    left = [one for one in document.open if one[0] < end and start < one[1]]
    return Finished(
        document.uid,
        document.text[start:end],
        tuple((first - start, last - start, label) for first, last, label in whole),
        joined((max(first, start) - start, min(last, end) - start) for first, last in [*left, *torn]),
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in text order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)
