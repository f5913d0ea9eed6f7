"""The guard of learning: finished articles that were kept out of it say whether the model that learned is still as good.

Every fifth finished article is kept. The model is given up where F1 there falls by more than 0.02, and by more than chance
would have it: with few entities one alone moves F1 by more than that, so a fall counts only where the entities that it got
wrong and the old one right outnumber the others clearly (McNemar's test, one-sided, 5 %; Psychometrika 1947, 12:153). The
model of a new label set, which suggests much that is wrong at first, suggests once that saves edits on them.
"""

from collections.abc import Iterable, Sequence, Set
from math import sqrt
from typing import NamedTuple

from annotations.suggest.examples import Finished, Labelled, touches

EVERY = 5
TOLERATED = 0.02
"""How far F1 may fall."""
CHANCE = 1.645
"""Standard deviations that chance exceeds in 5 of 100 cases, on one side."""


class Verdict(NamedTuple):
    """F1 on the articles kept out, before and after, and how many ``entities`` they have. ``fell``: too far to go on.
    ``saves``: putting right what is suggested now costs fewer edits than what was suggested before."""

    before: float
    after: float
    entities: int
    fell: bool
    saves: bool = True


def is_kept(turn: int) -> bool:
    """Whether the article that was finished at this turn, counted from 0, is kept out of training."""
    return turn % EVERY == EVERY - 1


def verdict(articles: Iterable[tuple[Finished, Sequence[Labelled], Sequence[Labelled]]]) -> Verdict:
    """Of articles with what was suggested before and what is suggested after, in the user's labels. What lies where nobody
    looked singly does not count."""
    right, suggested, gold = [0, 0], [0, 0], 0
    worse = better = saved = 0
    for article, *both in articles:
        wanted = set(article.entities)
        before, after = ({one for one in found if not touches(one[:2], article.open)} for found in both)
        gold += len(wanted)
        for side, found in enumerate((before, after)):
            right[side] += len(found & wanted)
            suggested[side] += len(found)
        saved += edits(before, wanted) - edits(after, wanted)
        for one in before ^ after:
            if (one in after) == (one in wanted):
                better += 1
            else:
                worse += 1
    first, last = (2 * good / (all_ + gold) if all_ + gold else 1.0 for good, all_ in zip(right, suggested, strict=True))
    fell = last < first - TOLERATED and worse - better > CHANCE * sqrt(worse + better)
    return Verdict(first, last, gold, fell, saved > 0)


def edits(found: Set[Labelled], wanted: Set[Labelled]) -> int:
    """How many edits from what is found to what is wanted: an entity added, removed, relabelled or given other edges is one."""
    left, missing = sorted(found - wanted), wanted - found
    for one in sorted(missing):
        near = [
            other for other in left if other[0] < one[1] and one[0] < other[1] and (other[:2] == one[:2] or other[2] == one[2])
        ]
        if near:
            left.remove(near[0])
    return len(left) + len(missing)
