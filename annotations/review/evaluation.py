"""Evaluation: precision, recall and F1 of found entities against gold ones, in four schemes.

The outcomes (correct, incorrect, partial, missed, spurious) and the scores made of them are those of MUC-5 (Chinchor and
Sundheim 1993, https://aclanthology.org/M93-1007/), the schemes those of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013,
https://aclanthology.org/S13-2056/), which https://github.com/MantisAI/nervaluate made known. Each gold entity is paired with at
most one found entity and the other way round, once for all four, so that in each of them all gold entities are possible and
all found ones actual.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from heapq import merge
from typing import NamedTuple

from annotations.span import Span

Labelled = tuple[int, int, str]
"""Start, end and label of one entity; code points, end exclusive."""


class Scheme(StrEnum):
    """What makes a found entity right. ``STRICT``: the same span and label. ``BOUNDARY``: the same span, whatever the label.
    ``TYPE``: the same label on a span that shares a character. ``PARTIAL``: the same span, whatever the label, and half for
    one that shares a character."""

    STRICT = "strict"
    BOUNDARY = "boundary"
    TYPE = "type"
    PARTIAL = "partial"


class Likeness(IntEnum):
    """How alike the two of a pair are, the most alike first."""

    EXACT = 0
    SAME_SPAN = 1
    SAME_LABEL = 2
    OVERLAP = 3
    ALONE = 4


_CORRECT: Mapping[Scheme, tuple[Likeness, ...]] = {
    Scheme.STRICT: (Likeness.EXACT,),
    Scheme.BOUNDARY: (Likeness.EXACT, Likeness.SAME_SPAN),
    Scheme.TYPE: (Likeness.EXACT, Likeness.SAME_LABEL),
    Scheme.PARTIAL: (Likeness.EXACT, Likeness.SAME_SPAN),
}
_HALF: Mapping[Scheme, tuple[Likeness, ...]] = {Scheme.PARTIAL: (Likeness.SAME_LABEL, Likeness.OVERLAP)}


class Pair(NamedTuple):
    """A gold entity and the found one that stands for it."""

    gold: Labelled
    found: Labelled
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which found entity stands for which gold one in a text; ``apart`` are found ones that nobody can judge."""

    pairs: tuple[Pair, ...]
    missed: tuple[Labelled, ...]
    spurious: tuple[Labelled, ...]
    apart: tuple[Labelled, ...] = ()


class Side(NamedTuple):
    """Counts of the entities of one side, gold or found: the ``alone`` ones of gold are missed, of found spurious."""

    correct: int
    incorrect: int
    partial: int
    alone: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def share(self) -> float | None:
        """The share that is right, partly right ones as half; None of nothing."""
        return (self.correct + self.partial / 2) / self.total if self.total else None


class Score(NamedTuple):
    """What came of gold and found entities in one scheme. ``gold.total`` are the possible ones, ``found.total`` the actual."""

    gold: Side
    found: Side

    @property
    def precision(self) -> float | None:
        """The share of the found entities that is right, None where nothing was found."""
        return self.found.share

    @property
    def recall(self) -> float | None:
        """The share of the gold entities that was found, None where there is none."""
        return self.gold.share

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both: 0 where one is, None where nothing was to be found and nothing was."""
        return _f1(self.precision, self.recall)


class Average(NamedTuple):
    """Means over labels."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Evaluation:
    """Counts by label and likeness: of gold entities under their own label, of found ones under theirs."""

    gold: Mapping[str, Mapping[Likeness, int]]
    found: Mapping[str, Mapping[Likeness, int]]
    apart: int = 0

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of gold or found entities, those with the most gold entities first."""
        names = {*self.gold, *self.found}
        return tuple(sorted(names, key=lambda name: (-sum(self.gold.get(name, {}).values()), name)))

    def overall(self, scheme: Scheme) -> Score:
        """Over all entities (micro)."""
        return Score(_side(self.gold.values(), scheme), _side(self.found.values(), scheme))

    def label(self, name: str, scheme: Scheme) -> Score:
        """Over the gold entities of a label, and the found ones: recall counts the former, precision the latter."""
        return Score(_side([self.gold.get(name, {})], scheme), _side([self.found.get(name, {})], scheme))

    def macro(self, scheme: Scheme) -> Average | None:
        """The mean over the labels, each weighing the same, what is undefined as 0; None without labels.

        As ``macro avg`` of seqeval (https://github.com/chakki-works/seqeval) and scikit-learn.
        """
        scores = [self.label(name, scheme) for name in self.labels]
        if not scores:
            return None
        values = [(one.precision or 0.0, one.recall or 0.0, one.f1 or 0.0) for one in scores]
        return Average(*(sum(column) / len(scores) for column in zip(*values, strict=True)))


def aligned(gold: Iterable[Labelled], found: Iterable[Labelled], unjudged: Sequence[Span] = ()) -> Alignment:
    """Pair the entities of one text, the most alike first: same span and label, same span, overlap with the same label, other
    overlap; of equally alike ones those that share more characters, then those that begin earlier.

    The same span and label twice counts once. It does not matter in which order they come, nor, but for which is which, which
    side is gold. ``unjudged`` are spans that may or may not be entities: what was found over one, and stands for no gold entity,
    is no error, but ``apart``. Costs a sort and what overlaps.
    """
    right, given = set(gold), set(found)
    pairs = [Pair(one, one, Likeness.EXACT) for one in sorted(right & given)]
    right, given = right - given, given - right
    pairs += _on_same_span(right, given)
    for pair in pairs:
        right.discard(pair.gold)
        given.discard(pair.found)
    for pair in sorted(_overlapping(right, given), key=_order):
        if pair.gold in right and pair.found in given:
            right.remove(pair.gold)
            given.remove(pair.found)
            pairs.append(pair)
    apart = {pair.found for pair in _overlapping({(*span, "") for span in unjudged}, given)}
    return Alignment(tuple(pairs), tuple(sorted(right)), tuple(sorted(given - apart)), tuple(sorted(apart)))


def evaluation(alignments: Iterable[Alignment]) -> Evaluation:
    """The counts over all these texts."""
    gold: defaultdict[str, Counter[Likeness]] = defaultdict(Counter)
    found: defaultdict[str, Counter[Likeness]] = defaultdict(Counter)
    apart = 0
    for alignment in alignments:
        for pair in alignment.pairs:
            gold[pair.gold[2]][pair.likeness] += 1
            found[pair.found[2]][pair.likeness] += 1
        for *_, label in alignment.missed:
            gold[label][Likeness.ALONE] += 1
        for *_, label in alignment.spurious:
            found[label][Likeness.ALONE] += 1
        apart += len(alignment.apart)
    return Evaluation(dict(gold), dict(found), apart)


def _on_same_span(gold: Iterable[Labelled], found: Iterable[Labelled]) -> list[Pair]:
    """Pairs on one span with different labels; of several the labels in their order."""
    spans: defaultdict[Span, list[Labelled]] = defaultdict(list)
    for one in sorted(found):
        spans[one[:2]].append(one)
    pairs = []
    for one in sorted(gold):
        if there := spans.get(one[:2]):
            pairs.append(Pair(one, there.pop(0), Likeness.SAME_SPAN))
    return pairs


def _overlapping(gold: Iterable[Labelled], found: Iterable[Labelled]) -> list[Pair]:
    """All pairs that share a character, found in one pass over both in text order."""
    pairs: list[Pair] = []
    open_gold: list[Labelled] = []
    open_found: list[Labelled] = []
    for one, of_gold in merge(((one, True) for one in sorted(gold)), ((one, False) for one in sorted(found))):
        if of_gold:
            open_found = [other for other in open_found if other[1] > one[0]]
            pairs += [Pair(one, other, _likeness(one, other)) for other in open_found]
            open_gold.append(one)
        else:
            open_gold = [other for other in open_gold if other[1] > one[0]]
            pairs += [Pair(other, one, _likeness(other, one)) for other in open_gold]
            open_found.append(one)
    return pairs


def _likeness(one: Labelled, other: Labelled) -> Likeness:
    return Likeness.SAME_LABEL if one[2] == other[2] else Likeness.OVERLAP


def _order(pair: Pair) -> tuple[Likeness, int, list[Labelled]]:
    """The key by which pairs are taken; the same when gold and found change places."""
    gold, found, likeness = pair
    shared = min(gold[1], found[1]) - max(gold[0], found[0])
    return likeness, -shared, sorted((gold, found))


def _side(tallies: Iterable[Mapping[Likeness, int]], scheme: Scheme) -> Side:
    counts: Counter[Likeness] = Counter()
    for tally in tallies:
        counts.update(tally)
    correct = sum(counts[likeness] for likeness in _CORRECT[scheme])
    partial = sum(counts[likeness] for likeness in _HALF.get(scheme, ()))
    alone = counts[Likeness.ALONE]
    return Side(correct, counts.total() - correct - partial - alone, partial, alone)


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None and recall is None:
        return None
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)
