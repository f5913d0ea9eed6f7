"""Tokens as spaCy and Prodigy have them: each with one blank after it or none, and put together they are the whole text."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotations.article import Article
from annotations.formats.document import Written
from annotations.formats.planning import cut, within_blanks
from annotations.span import Span


class SpacedToken(NamedTuple):
    """A token in code points, and whether a blank follows."""

    start: int
    end: int
    blank: bool


def spaced_tokens(article: Article, spans: Iterable[Written]) -> tuple[list[SpacedToken], set[int]]:
    """The tokens of the article cut where a span starts or ends, what stands between them being tokens too; and the cuts.

    Of the blanks after a token the first belongs to it where it is a plain one, as in spaCy.
    """
    text = article.text
    words = (token for paragraph in article.paragraphs() for token in article.tokens(*paragraph))
    # A blank with a mark on it is a token; spaCy's and Prodigy's own alignment finds none that begins with a blank.
    solid = (inner for token in words if (inner := within_blanks(text, *token)))
    pieces, cuts = cut(_with_gaps(text, solid), spans)
    return _spaced(text, pieces), cuts


def _with_gaps(text: str, words: Iterable[Span]) -> Iterable[Span]:
    place = 0
    for start, end in words:
        # A plain blank alone stands for itself; where more follows, the first is parted from the rest, which is a token.
        if place < start:
            yield from _gap(text, place, start)
        yield start, end
        place = end
    if place < len(text):
        yield from _gap(text, place, len(text))


def _gap(text: str, start: int, end: int) -> Iterable[Span]:
    if start and text[start] == " ":
        yield start, start + 1
        start += 1
    if start < end:
        yield start, end


def _spaced(text: str, pieces: Sequence[Span]) -> list[SpacedToken]:
    """The pieces with each plain blank that stands alone taken to the one before it."""
    found: list[SpacedToken] = []
    for start, end in pieces:
        before = found[-1] if found else None
        if before and not before.blank and text[start:end] == " " and before.end == start:
            found[-1] = before._replace(blank=True)
        else:
            found.append(SpacedToken(start, end, False))
    return found
