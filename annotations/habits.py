"""Habits: whether the names that a person makes are taken with the word ``the`` before them, as told by the edges they gave.

Guidelines differ in it, and each name would cost a key for it again and again. Spans are code points, end exclusive.
"""

from typing import NamedTuple

from annotations.article import Article
from annotations.article_tokens import token_at, token_before
from annotations.entity import Entity
from annotations.span import Span
from annotations.vocabulary import ARTICLES

_ENGLISH = frozenset(("the", "a", "an"))
_ENOUGH = 2
"""Names that were taken with such a word, one after another, before others are offered so."""


class Habit(NamedTuple):
    """The last names that had such a word within or before them: the uid of each, and whether it was taken in."""

    told: tuple[tuple[str, bool], ...] = ()

    @property
    def with_the(self) -> bool:
        """Whether names are to be offered with it."""
        return len(self.told) == _ENOUGH and all(taken for _, taken in self.told)

    def after(self, article: Article, entity: Entity) -> "Habit":
        """The habit once an entity was made or given other edges; what the same one told before is forgotten."""
        taken = _begins_so(article, entity.span)
        if not taken and with_the(article, entity.span) == entity.span:
            return self
        others = [one for one in self.told if one[0] != entity.uid]
        return Habit((*others, (entity.uid, taken))[-_ENOUGH:])


def with_the(article: Article, span: Span) -> Span:
    """The span with the word of that kind right before it; the span itself where there is none."""
    before = token_before(article, span[0])
    if before is None or not _is_such(article, before) or article.text[before[1] : span[0]].strip(" "):
        return span
    return before[0], span[1]


def _begins_so(article: Article, span: Span) -> bool:
    first = token_at(article, span[0])
    return first[1] < span[1] and _is_such(article, first)


def _is_such(article: Article, token: Span) -> bool:
    words = _ENGLISH if (article.language or "en") == "en" else ARTICLES
    return article.text[slice(*token)].lower() in words
