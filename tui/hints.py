"""Hints: the letters put on what the focus may jump to, and what typing them chooses. Pure.

Codes are as short as can be, none begins another, and their letters alternate between the hands: the key that asks for
hints lies under the left one, so the first letters given out are of the right one. Offsets are code points.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from annotations.marked import Focus


class Hands(NamedTuple):
    """The letters under each hand, the easiest first: home row, row above, row below."""

    left: str
    right: str


QWERTY = Hands("fdsagrewtqvcxzb", "jklhuiopynm")
AZERTY = Hands("fdsqgrezatvcxwb", "jklmhuiopyn")
HANDS: Mapping[str, Hands] = {"azerty": AZERTY, "vim-azerty": AZERTY}
"""By the name of a keymap; all others are ``QWERTY``."""


LATER = 2
"""The rank of what is looked for last."""


class Hint(NamedTuple):
    """Letters that stand on something, at an offset of the text (at a line of the pane, where hints are on rows)."""

    code: str
    at: int
    focus: Focus


class Hints(NamedTuple):
    """What may be jumped to (``name``, ``word`` or ``row``), in the order it stands there, and what was typed so far.

    With ``stays`` the letters come back after each change, until they are put out.
    """

    what: str
    every: Sequence[Hint]
    typed: str = ""
    stays: bool = False

    @property
    def left(self) -> list[Hint]:
        """Those whose letters begin with what was typed."""
        return [hint for hint in self.every if hint.code.startswith(self.typed)]

    @property
    def shown(self) -> list[tuple[int, str]]:
        """Where letters are shown, and which: those not yet typed."""
        return [(hint.at, hint.code[len(self.typed) :]) for hint in self.left]

    def typing(self, letter: str) -> "Hints | Hint | None":
        """With one more letter: the one it chooses, fewer hints, or None where no hint goes on like that."""
        fewer = self._replace(typed=self.typed + letter)
        left = fewer.left
        return None if not left else left[0] if left[0].code == fewer.typed else fewer


def hinted(what: str, targets: Sequence[tuple[int, Focus]], hands: Hands, order: Sequence[int] | None = None) -> Hints:
    """Hints on targets, each with its place; the shortest for the likeliest, in ``order``, numbers of targets; left out where
    none is likelier than another."""
    every = codes(len(targets), hands, few_likely=order is not None)
    given = dict(zip(range(len(targets)) if order is None else order, every, strict=True))
    return Hints(what, [Hint(given[number], *target) for number, target in enumerate(targets)])


def without(hands: Hands, letters: Collection[str]) -> Hands:
    """The hands without these letters."""
    return Hands(*("".join(letter for letter in hand if letter not in letters) for hand in hands))


def staying(targets: Sequence[tuple[int, Focus]], ranks: Sequence[int], hands: Hands, before: Hints | None = None) -> Hints:
    """Hints on names that stay, the shortest on those of the lowest rank (0, 1, then 2). What had a single letter ``before``
    keeps it, unless it is of rank 2 by now, as far as the others then have any."""
    given = {n: code for n, code in _kept(targets, before.every if before else ()).items() if len(code) == 1 and ranks[n] < LATER}
    pool = codes(max(len(targets), sum(map(len, hands))), hands)
    free = [code for code in pool if not any(code.startswith(one) or one.startswith(code) for one in given.values())]
    others = [number for number in sorted(range(len(targets)), key=lambda number: ranks[number]) if number not in given]
    if given and len(free) < len(others):
        return staying(targets, ranks, hands)
    given.update(zip(others, free, strict=False))
    return Hints("name", [Hint(given[number], *target) for number, target in enumerate(targets)], stays=True)


def _kept(targets: Sequence[tuple[int, Focus]], before: Sequence[Hint]) -> dict[int, str]:
    """The letters of each target, by its number, that stood on it or on what it overlaps."""
    kept: dict[int, str] = {}
    left = list(before)
    for same in (True, False):
        for number, (_, focus) in enumerate(targets):
            if number not in kept and (old := next((hint for hint in left if _alike(hint.focus, focus, same)), None)):
                kept[number] = old.code
                left.remove(old)
    return kept


def _alike(one: Focus, other: Focus, same: bool) -> bool:
    return one.span == other.span if same else one.start < other.end and other.start < one.end


def codes(count: int, hands: Hands, *, few_likely: bool = False) -> list[str]:
    """So many codes, the shortest first: of one letter where there are letters enough, else some of two, and so on.

    ``few_likely``: two thirds of the letters stay codes of their own, for what is likely to be asked for, and the others get
    three letters sooner.
    """
    sides = {letter: side for side, letters in enumerate(hands) for letter in letters}
    found = list(_alternating(hands.right, hands.left))
    kept = len(found) * 2 // 3 if few_likely else 0
    place, twice = len(found), False
    while len(found) < count:
        place -= 1
        longer = found.pop(place)
        found += (longer + letter for letter in hands[1 - sides[longer[-1]]])
        if place == kept and twice:
            place, kept, twice = kept or len(found), 0, False
        elif place == kept:
            place, twice = len(found), kept > 0
    return sorted(found, key=len)[:count]


def _alternating(one: str, other: str) -> Iterator[str]:
    for pair in zip_longest(one, other):
        yield from filter(None, pair)
