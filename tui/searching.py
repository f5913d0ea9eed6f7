"""Searching the article: plain words, smart case, accents folded. Pure. Offsets are code points."""

import unicodedata
from functools import lru_cache

from annotations.graphemes import whole_graphemes
from annotations.span import Span

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
    """The text with accents folded, blanks of any kind as one kind, and lower-cased on request; the same length."""
    if not text.isascii():
        text = text.translate({ord(char): _bare(char) for char in set(text) if not char.isascii()})
    text = text.replace("\n", " ").replace("’", "'")
    return _lower(text) if lower else text


def hits(text: str, words: str) -> list[Span]:
    """Where the words stand, in order, at most ``MOST``, as whole graphemes. Case matters when the words have a capital."""
    if not words.strip():
        return []
    lower = words == _lower(words)
    sought, within = folded(words, lower), folded(text, lower)
    found: list[Span] = []
    place = within.find(sought)
    while place >= 0 and len(found) < MOST:
        end = place + len(sought)
        hit = whole_graphemes(text, place, end)
        if not found or hit[0] >= found[-1][1]:
            found.append(hit)
        place = within.find(sought, end)
    return found
