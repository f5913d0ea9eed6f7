"""A reader who corrects suggestions until they are the gold, walking down the text, edit by edit, with the product's own edits."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from annotations.article import Article
from annotations.carrying import carry
from annotations.edits import Edit, label, reject, resize
from annotations.entity import Entity, Proposal, Status, Via
from annotations.index import EntityIndex
from annotations.labels import LabelSet
from annotations.marked import Focus, Hand, Marked
from annotations.merging import merge_suggestions
from annotations.progress import Progress
from tests.bench.gold import Document, necessary_edits
from tests.bench.gold import Marked as Labelled


class Corrected(NamedTuple):
    """One article, corrected: the edits it took, what had been suggested, and the entities as they stand in it then."""

    edits: int
    suggested: tuple[Labelled, ...]
    article: Article
    entities: tuple[Entity, ...]


class Wrong(AssertionError):
    """The reader did not arrive at the gold."""


def opened(document: Document, labels: LabelSet) -> Marked:
    """The article of a document as it is before anything was suggested."""
    return Marked(Article(document.text), EntityIndex(document.text), labels, Progress())


def corrected(document: Document, marked: Marked, proposals: Iterable[Proposal], *, carried: bool) -> Corrected:
    """Let the proposals in and correct them. An entity added, removed, relabelled or given other edges is one edit, other
    edges with another label two. With ``carried`` each edit goes to later equal texts. Raises Wrong."""
    numbers = count(1)
    hand = Hand("reader", lambda: "2026-01-02T03:04:05Z", lambda: f"h{next(numbers)}")
    index = marked.entities
    assert isinstance(index, EntityIndex)
    _do(index, Edit(merge_suggestions(marked, proposals, "model:bench").change, ""))
    suggested = tuple(sorted(_plain(one) for one in index.those((Status.SUGGESTED,))))
    if not carried:
        edits = necessary_edits(suggested, document.entities)
    steps = 0
    for wanted in (*document.entities, (len(document.text), len(document.text), "")):
        steps += _put_right(marked, hand, document.entities, wanted, carried)
    if carried:
        edits = steps
    for one in list(index.those((Status.SUGGESTED,))):
        index.put(one.changed(status=Status.ACCEPTED, via=Via.ONE))
    stands = tuple(sorted(_plain(one) for one in index.those((Status.ACCEPTED,))))
    if stands != document.entities:
        raise Wrong(f"{document.id}: {sorted(set(stands) ^ set(document.entities))[:6]}")
    return Corrected(edits, suggested, marked.article, tuple(index))


def _put_right(marked: Marked, hand: Hand, gold: Sequence[Labelled], wanted: Labelled, carried: bool) -> int:
    """Put right what is wrong up to the end of a wanted entity. Returns the edits."""
    right, edits = set(gold), 0
    while (wrong := _first_wrong(marked, right, wanted)) is not None:
        start, end, name = wanted
        on_it = wrong.start < end and start < wrong.end
        missing = name and not _there(marked, wanted)
        focus = Focus.on(wrong)
        if on_it and missing and wrong.span == (start, end):
            done = label(marked, hand, focus, name)
        elif on_it and missing and wrong.label == name:
            done = resize(marked, hand, focus, start, end)
        else:
            done = reject(marked, hand, focus)
        edits += _do(marked.entities, carry(marked, hand, done) if carried else done)
    if wanted[2] and not _there(marked, wanted):
        done = label(marked, hand, Focus(*wanted[:2]), wanted[2], "character")
        edits += _do(marked.entities, carry(marked, hand, done) if carried else done)
    return edits


def _first_wrong(marked: Marked, right: set[Labelled], wanted: Labelled) -> Entity | None:
    """The first entity that should not stand there, of those that begin before a wanted one ends; on that, one of its label
    or span before the others."""
    start, end, name = wanted
    wrong = [
        one
        for one in marked.entities.those((Status.SUGGESTED, Status.ACCEPTED))
        if (one.start < end or not name) and _plain(one) not in right
    ]
    return min(
        wrong,
        key=lambda one: (one.end > start, one.span != (start, end), one.label != name, one.order) if name else (one.order,),
        default=None,
    )


def _there(marked: Marked, wanted: Labelled) -> bool:
    return any(one.label == wanted[2] for one in marked.entities.exactly(*wanted[:2]))


def _do(index: object, edit: Edit) -> int:
    assert isinstance(index, EntityIndex)
    if edit.change is None:
        if edit.said:
            raise Wrong(edit.said)
        return 0
    for one in edit.change.entities:
        if one.after:
            index.put(one.after)
        elif one.before:
            index.remove(one.before.uid)
    return 1


def _plain(one: Entity) -> Labelled:
    return one.start, one.end, one.label
