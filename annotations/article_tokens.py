"""The tokens of an article at and around a place, over its paragraphs. Spans are code points, end exclusive; each function
costs what it looks at, not the article."""

import re
from collections.abc import Iterator

from annotations.article import Article
from annotations.span import Span
from annotations.tokens import safe_start, tokens

_SPACE = re.compile(r"\s+")


def tokens_in(article: Article, start: int, end: int) -> Iterator[Span]:
    """The tokens that share a code point with ``text[start:end]``, over paragraphs, in order, made one by one."""
    text, place = article.text, max(start, 0)
    end = min(end, len(text))
    while place < end:
        blank = _SPACE.match(text, place)
        place = blank.end() if blank else place
        stop = article.paragraph_at(place)[1]
        for token in tokens(text, safe_start(text, place), stop):
            if token[0] >= end:
                return
            if token[1] > place:
                yield token
        place = max(stop, place) + 1


def token_before(article: Article, offset: int) -> Span | None:
    """The last token that ends at or before the offset."""
    text = article.text
    offset = place = min(offset, len(text))
    while place > 0:
        if text[place - 1].isspace():
            place -= 1
            continue
        token = next(tokens_in(article, place - 1, place))
        if token[1] <= offset:
            return token
        place = token[0]
    return None


def token_at(article: Article, offset: int) -> Span:
    """The token that holds the offset, else the next one, else the last; empty in an article without tokens."""
    found = next(tokens_in(article, offset, len(article.text)), None) or token_before(article, offset)
    return found or (0, 0)
