"""Searching the article: plain words, smart case, accents folded. Pure. Offsets are code points."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from annotations.graphemes import whole_graphemes
from annotations.span import Span

_BLANKS, _SOFT_HYPHEN = set("\t\n\v\f\r\x1c\x1d\x1e\x1f"), "\xad"
_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"'}
MOST = 10_000
"""Hits past this number are not listed."""


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """The letter without its accents, one code point for one code point."""
    decomposed = unicodedata.normalize("NFD", char)
    return decomposed[0] if len(decomposed) > 1 and all(unicodedata.combining(c) for c in decomposed[1:]) else char


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4)
def folded(text: str, lower: bool) -> str:
    """The text with accents folded, each blank and quote as one kind, and lower-cased on request; the same length."""
    odd = _BLANKS if text.isascii() else {char for char in set(text) if not char.isascii() or char.isspace()}
    text = text.translate({ord(char): " " if char.isspace() else _QUOTES.get(char) or _bare(char) for char in odd})
    return _lower(text) if lower else text


@lru_cache(maxsize=2)
def _unmarked(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without soft hyphens and without accents and points that are characters of their own; and, for each of those,
    in order, how many characters are left before it."""
    marks = "" if text.isascii() else "".join(char for char in set(text) if char == _SOFT_HYPHEN or _is_mark(char))
    if not marks:
        return text, ()
    found = re.finditer(f"[{re.escape(marks)}]", text)
    return text.translate(dict.fromkeys(map(ord, marks))), tuple(one.start() - n for n, one in enumerate(found))


def _is_mark(char: str) -> bool:
    """Whether a character is an accent, or a point or vowel sign of Hebrew or Arabic: by its canonical combining class, which
    those of Indic scripts and Thai without which a word is another have not (https://www.unicode.org/reports/tr44/)."""
    combining = unicodedata.combining(char)
    return 10 <= combining <= 35 or combining >= 200


def hits(text: str, words: str, around: int = 0) -> list[Span]:
    """Where the words stand, in order, as whole graphemes; of more than ``MOST`` those on either side of an offset. Case matters
    when the words have a capital."""
    lower = words == _lower(words)
    bare, left_out = _unmarked(text)
    sought, within = folded(_unmarked(words)[0], lower), folded(bare, lower)
    if not sought.strip():
        return []

    def span(place: int) -> Span:
        first, last = (at + bisect_right(left_out, at) for at in (place, place + len(sought) - 1))
        return whole_graphemes(text, first, last + 1)

    places = list(islice(_places(within, sought, 0), MOST + 1))
    if len(places) > MOST:
        middle = around - bisect_left(left_out, around)
        before = list(islice(_places_before(within, sought, middle), MOST))
        after = list(islice(_places(within, sought, middle), max(MOST // 2, MOST - len(before))))
        places = before[: MOST - len(after)][::-1] + after
    found: list[Span] = []
    for hit in map(span, places):
        if not found or hit[0] >= found[-1][1]:
            found.append(hit)
    return found


def counted(found: Sequence[Span]) -> str:
    """How many were found, in words."""
    return f"{MOST:,} or more, the nearest" if len(found) >= MOST else str(len(found))


def _places(text: str, words: str, start: int) -> Iterator[int]:
    place = text.find(words, start)
    while place >= 0:
        yield place
        place = text.find(words, place + len(words))


def _places_before(text: str, words: str, end: int) -> Iterator[int]:
    """The same before an offset, backwards."""
    place = text.rfind(words, 0, max(end, 0))
    while place >= 0:
        yield place
        place = text.rfind(words, 0, place)
