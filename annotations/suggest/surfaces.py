"""Surfaces: exact texts that are looked for as free-standing words, all of them in one pass over a text.

A surface is the text of a name in one line, in its own case, with clean edges: no possessive, quotes or stops.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from annotations.article import Article
from annotations.names import trimmed, whole_tokens
from annotations.span import Span
from annotations.suggest.plan import text_to_read
from annotations.tokens import first_lead, leads

LONGEST = 160
"""Code points of the longest surface that is kept."""


class Surfaces:
    """A set of surfaces. To look for them costs, at each word of a text, one look for what begins with it; where something
    does, one for each length that such a surface has."""

    def __init__(self, surfaces: Iterable[str] = ()) -> None:
        self._all: set[str] = set()
        self._lengths: dict[str, Counter[int]] = {}
        self._longest_first: dict[str, list[int]] = {}
        for surface in surfaces:
            self.add(surface)

    def __contains__(self, surface: str) -> bool:
        return surface in self._all

    def add(self, surface: str) -> None:
        if surface in self._all or not 0 < len(surface) <= LONGEST:
            return
        self._all.add(surface)
        lead = first_lead(surface)
        self._lengths.setdefault(lead, Counter())[len(surface)] += 1
        self._longest_first.pop(lead, None)

    def remove(self, surface: str) -> None:
        """Take one out that may not be there."""
        if surface not in self._all:
            return
        self._all.remove(surface)
        lead = first_lead(surface)
        lengths = self._lengths[lead]
        lengths[len(surface)] -= 1
        if not lengths[len(surface)]:
            del lengths[len(surface)]
        if not lengths:
            del self._lengths[lead]
        self._longest_first.pop(lead, None)

    def lengths(self, lead: str) -> list[int]:
        """The lengths of the surfaces that begin with this, the longest first; none where nothing does."""
        lengths = self._longest_first.get(lead)
        if lengths is None:
            if lead not in self._lengths:
                return _NONE
            lengths = self._longest_first[lead] = sorted(self._lengths[lead], reverse=True)
        return lengths


_NONE: list[int] = []


def standing(article: Article, span: Span, *sets: Surfaces) -> Iterator[tuple[Span, str]]:
    """Where surfaces of these sets stand in an article as whole tokens, and which, of those that begin in ``span``; in text
    order, the longest at each place, none overlapping."""
    start, end = span
    text = text_to_read(article, (start, min(len(article.text), end + LONGEST)))
    last = 0
    for place, lead in leads(text, 0, min(end - start, len(text))):
        if place < last:
            continue
        for length in _lengths(sets, lead):
            words = text[place : place + length]
            found = (start + place, start + place + length)
            if any(words in surfaces for surfaces in sets) and whole_tokens(article, *found):
                yield found, words
                last = place + length
                break


def _lengths(sets: tuple[Surfaces, ...], lead: str) -> list[int]:
    each = [lengths for surfaces in sets if (lengths := surfaces.lengths(lead))]
    if len(each) > 1:
        return sorted({length for lengths in each for length in lengths}, reverse=True)
    return each[0] if each else _NONE


def surface_of(article: Article, span: Span) -> str:
    """The text of a span as memory keeps it; empty where nothing is left of it, or it is longer than any that is kept."""
    edges = trimmed(article.text, *span)
    words = article.surface(*edges) if edges else ""
    return words if len(words) <= LONGEST else ""
