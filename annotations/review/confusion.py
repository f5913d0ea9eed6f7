"""Confusion: which label was found where gold has which, over spans that are exactly the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from annotations.review.evaluation import Alignment, Likeness


class Cell(NamedTuple):
    """A gold and a found label. ``found`` None: nothing was found on that span (missed). ``gold`` None: there is nothing in gold
    on it (spurious)."""

    gold: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each gold label met each found one. An entity with other edges than any of the other side is missed, or
    spurious."""

    counts: Mapping[Cell, int]

    @property
    def gold_labels(self) -> list[str]:
        """The labels of gold entities, the commonest first."""
        return _by_count((cell.gold, count) for cell, count in self.counts.items())

    @property
    def found_labels(self) -> list[str]:
        """The labels of found entities, the commonest first."""
        return _by_count((cell.found, count) for cell, count in self.counts.items())

    @property
    def mistaken(self) -> list[tuple[Cell, int]]:
        """The pairs of different labels on one span, the commonest first."""
        wrong = [(cell, count) for cell, count in self.counts.items() if None not in cell and cell.gold != cell.found]
        return sorted(wrong, key=lambda pair: (-pair[1], pair[0]))


def confusion(alignments: Iterable[Alignment]) -> Confusion:
    """Count over all these texts."""
    counts: Counter[Cell] = Counter()
    for alignment in alignments:
        for (*_, gold), (*_, found), likeness in alignment.pairs:
            if likeness in (Likeness.EXACT, Likeness.SAME_SPAN):
                counts[Cell(gold, found)] += 1
            else:
                counts[Cell(gold, None)] += 1
                counts[Cell(None, found)] += 1
        counts.update(Cell(label, None) for *_, label in alignment.missed)
        counts.update(Cell(None, label) for *_, label in alignment.spurious)
    return Confusion(counts)


def _by_count(labels: Iterable[tuple[str | None, int]]) -> list[str]:
    counts: Counter[str] = Counter()
    for label, count in labels:
        if label is not None:
            counts[label] += count
    return sorted(counts, key=lambda label: (-counts[label], label))
