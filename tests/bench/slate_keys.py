"""How many keys SLATE 1.1.3 takes for the same gold, played as well as its keys let one.

Read from its source. Its tokens are what stands between blanks, line by line. The cursor covers one or more tokens; ``j ;``
move both its ends a token, ``i o`` a line that has tokens (the token of the same number there, or the last), ``J :`` both to
the ends of their line; ``m /`` stretch the start or the end by a token, ``k l`` shrink them; a number before a motion or a
stretch repeats it (a shrink it repeats as often as its square). A blank and a letter label what the cursor covers, ``u`` takes
all labels off exactly that. ``\\`` begins a search, ``?`` ends it, ``n p`` go to the next and previous hit, where the cursor
is one token. The cursor stays where it labelled. ``]`` saves and opens the next file.

An entity that does not begin and end where such tokens do is counted as labelled on the tokens that hold it, which flatters
SLATE: to leave a comma or a possessive out takes its character scope. Of ways that need more thought than keys, as numbers
that must be counted on the screen, the cheapest is taken all the same.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.bench.gold import Document, Marked

Tokens = tuple[int, int]
"""First and last token, numbered through the text."""


class Stop(NamedTuple):
    """What is to be done on one span: so many keys besides those that lead there."""

    tokens: Tokens
    keys: int


class SlateText:
    """A text as SLATE sees it."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.lines: list[int] = []
        """The number of the line, of those that have tokens, for each token."""
        self.first: list[int] = []
        """The first token of each of these lines."""
        self.text = text
        place, number = 0, 0
        for line in text.split("\n"):
            at = 0
            words = line.split()
            if words:
                self.first.append(len(self.starts))
            for word in words:
                at = line.index(word, at)
                self.starts.append(place + at)
                at += len(word)
                self.ends.append(place + at)
                self.lines.append(number)
            number += bool(words)
            place += len(line) + 1

    def covering(self, start: int, end: int) -> Tokens:
        """The tokens that hold a span of code points."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return first, max(first, bisect_right(self.starts, end - 1) - 1)

    def aligned(self, start: int, end: int) -> bool:
        """Whether a span begins and ends where tokens do."""
        first, last = self.covering(start, end)
        return self.starts[first] == start and self.ends[last] == end

    def line_of(self, token: int) -> Tokens:
        """The first and last token of the line of a token."""
        line = self.lines[token]
        after = self.first[line + 1] if line + 1 < len(self.first) else len(self.starts)
        return self.first[line], after - 1

    def moved(self, token: int, lines: int) -> int:
        """The token that a move by lines leads to."""
        first = self.line_of(token)[0]
        line = min(max(self.lines[token] + lines, 0), len(self.first) - 1)
        begin, end = self.line_of(self.first[line])
        return min(begin + token - first, end)


def keys(documents: Sequence[Document], suggested: Sequence[Sequence[Marked]] | None = None) -> Counter[str]:
    """Keys by what they are for over all documents, from nothing or with suggestions as they stand in its file."""
    total: Counter[str] = Counter()
    for number, document in enumerate(documents):
        text = SlateText(document.text)
        if text.starts:
            total += _played(text, list(_stops(text, document.entities, suggested[number] if suggested else ())))
        total["next file"] += 1
    return total


def _stops(text: SlateText, gold: Sequence[Marked], suggested: Sequence[Marked]) -> Iterator[Stop]:
    """What is to be done, in text order: a label is two keys; another label instead is one more; none is one."""
    right = {(text.covering(start, end), label) for start, end, label in gold}
    there = {(text.covering(start, end), label) for start, end, label in suggested}
    for span in sorted({span for span, _ in right ^ there}):
        wanted = sum(1 for one, _ in right if one == span)
        held = {label for one, label in there if one == span}
        if held <= {label for one, label in right if one == span}:
            yield Stop(span, 2 * (wanted - len(held)))
        else:
            yield Stop(span, 1 + 2 * wanted)


def _played(text: SlateText, stops: Sequence[Stop]) -> Counter[str]:
    total: Counter[str] = Counter()
    at, sought = (0, 0), ""
    for stop in stops:
        plain = _led(text, at, stop.tokens)
        width = stop.tokens[1] - stop.tokens[0]
        found = _repeated(width)
        again = _hits(text, sought, at, stop.tokens[0]) + found if sought else plain
        word = _shortest(text, at, stop.tokens[0])
        typed = len(word) + 3 + found if word else plain
        total["moving"] += min(plain, again, typed)
        if typed < min(plain, again):
            sought = word
        total["labels"] += stop.keys
        at = stop.tokens
    return total


def _repeated(times: int) -> int:
    """Keys for a motion or a stretch so many times: pressed again and again, or with a number before it."""
    return min(times, 1 + len(str(times))) if times else 0


def _led(text: SlateText, at: Tokens, to: Tokens) -> int:
    """Keys that lead the cursor from one span to another, without a search."""
    lines = text.lines[to[0]] - text.lines[at[0]]
    begun = [(at, 0)]
    if lines:
        down = (text.moved(at[0], lines), text.moved(at[1], lines))
        begun.append((down, _repeated(abs(lines))))
    for span, keys_so_far in list(begun):
        for side in (0, 1):
            end = text.line_of(span[0])[side], text.line_of(span[1])[side]
            begun.append((end, keys_so_far + 1))
    best = 1 << 30
    for (first, last), keys_so_far in begun:
        if first > last:
            continue
        for shift in {to[0] - first, to[1] - last}:
            # m stretches the start to the left, k shrinks it to the right; / and l do so with the end.
            earlier, later = first + shift - to[0], to[1] - (last + shift)
            best = min(best, keys_so_far + _repeated(abs(shift)) + _edge(earlier) + _edge(later))
    return best


def _edge(longer: int) -> int:
    return _repeated(longer) if longer >= 0 else -longer


def _hits(text: SlateText, words: str, at: Tokens, token: int) -> int:
    """How often ``n`` must be pressed, or ``p``, to come from a span to a token."""
    hits = [n for n, (start, end) in enumerate(zip(text.starts, text.ends, strict=True)) if words in text.text[start:end]]
    if token not in hits or token == at[0]:
        return 1 << 30
    if token > at[0]:
        return sum(1 for hit in hits if at[0] < hit <= token)
    return sum(1 for hit in hits if token <= hit < at[0])


def _shortest(text: SlateText, at: Tokens, token: int) -> str:
    """The shortest part of a token that ``n`` or ``p`` leads to at once, empty where none does."""
    word = text.text[text.starts[token] : text.ends[token]]
    for length in range(1, min(len(word), 6) + 1):
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            if part.isalnum() and _hits(text, part, at, token) == 1:
                return part
    return ""
