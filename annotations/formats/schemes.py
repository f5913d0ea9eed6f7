"""Tags of tokens: which scheme they follow, and the runs they mean.

IOB1 and IOB2 (Ramshaw and Marcus 1995, Tjong Kim Sang and Veenstra 1999), IOE1 and IOE2, BIOES (IOBES, BMES, BMEWO) and BILOU.
A tag is split at its first hyphen alone, so that a label may hold hyphens.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

TAG = re.compile(r"O|[BIESLUMW]-.+", re.DOTALL)
"""What is read as a tag."""

_BEGINS, _ENDS = "BSUW", "ELSUW"
_LONE, _FIRST, _INNER, _LAST = range(4)
_PREFIXES = {"IOB2": "BBII", "BIOES": "SBIE", "BILOU": "UBIL"}

Run = tuple[int, int, str]
"""The first tag of a run, one past its last, and its label."""


def runs(tags: Sequence[str]) -> Iterator[Run]:
    """The runs in the tags of one sentence, of whatever scheme: B, S, U begin one, E, L, S, U end it, another label does both."""
    start, label = 0, ""
    for place, tag in enumerate(tags):
        prefix, _, name = tag.partition("-")
        if label and (prefix == "O" or prefix in _BEGINS or name != label):
            yield start, place, label
            label = ""
        if prefix != "O":
            start, label = (start if label else place), name
            if prefix in _ENDS:
                yield start, place + 1, label
                label = ""
    if label:
        yield start, len(tags), label


def tagged(scheme: str, length: int, found: Iterable[Run]) -> list[str]:
    """The tags of a sentence of so many tokens in IOB2, BIOES or BILOU; runs must not overlap."""
    prefixes = _PREFIXES[scheme]
    tags = ["O"] * length
    for first, end, label in found:
        for place in range(first, end):
            at_first, at_last = place == first, place == end - 1
            kind = _LONE if at_first and at_last else _FIRST if at_first else _LAST if at_last else _INNER
            tags[place] = f"{prefixes[kind]}-{label}"
    return tags


def scheme_of(sentences: Iterable[Sequence[str]]) -> tuple[str, int]:
    """The scheme of a whole file, and how many of its tags break it (they are read as the nearest run all the same).

    The letters that are there narrow it down; of those that are left the one is meant that the fewest tags break, IOB2 and IOE2
    before IOB1 and IOE1. "" where there is no tag but ``O``.
    """
    seen = Seen()
    for tags in sentences:
        seen.add(tags)
    return seen.scheme()


class Seen:
    """The tags of a file with those beside them, as they come: a file has many tags and few that differ in that."""

    def __init__(self) -> None:
        self._there: Counter[tuple[str, str, str]] = Counter()

    def add(self, tags: Sequence[str]) -> None:
        """Take the tags of one sentence."""
        self._there.update(zip(("O", *tags), tags, (*tags[1:], "O"), strict=False))

    def scheme(self) -> tuple[str, int]:
        """What ``scheme_of`` says of all the sentences so far."""
        return _scheme(self._there)


def _scheme(there: Mapping[tuple[str, str, str], int]) -> tuple[str, int]:
    seen: Counter[str] = Counter()
    breaks: Counter[str] = Counter()
    for (before, tag, after), times in there.items():
        prefix, _, label = tag.partition("-")
        seen[prefix] += times * (prefix != "O")
        goes_on, comes_on = before[2:] == label != "", after[2:] == label != ""
        left, right = (before[:1] if goes_on else "O"), (after[:1] if comes_on else "O")
        open_before = left in "BIM" and goes_on
        breaks["IOB2"] += times * (prefix == "I" and not goes_on)
        breaks["IOB1"] += times * (prefix == "B" and not goes_on)
        breaks["IOE2"] += times * (prefix == "I" and not comes_on)
        breaks["IOE1"] += times * (prefix == "E" and not comes_on)
        goes_in = prefix in ("I", "M", "E", "L")
        broken = (goes_in and not open_before) or (prefix in ("B", "I", "M") and right not in ("I", "M", "E", "L"))
        breaks["BIOES"] += times * broken
        breaks["BILOU"] += times * broken
    letters = {letter for letter, count in seen.items() if count}
    if not letters:
        return "", 0
    if letters <= {"I", "E"} and "E" in letters:
        among = ["IOE2", "IOE1"]
    elif letters <= {"B", "I"}:
        among = ["IOB2", "IOB1"]
    else:
        among = ["BILOU" if letters & {"L", "U"} else "BIOES"]
    best = min(among, key=lambda name: breaks[name])
    return best, breaks[best]
