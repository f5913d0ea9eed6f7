"""The order in which an article is read by a model: what is visible first, then what follows, then what came before."""

from annotations.article import Article
from annotations.entity import Span

LONGEST = 2000
"""Code points of one piece; a longer paragraph is cut at the ends of sentences."""


def chunks(article: Article, visible: Span) -> list[Span]:
    """The paragraphs of the article as pieces, those that touch ``visible`` first. Blank ones are left out."""
    pieces = [piece for paragraph in article.paragraphs() for piece in _cut(article, paragraph)]
    seen = [piece for piece in pieces if piece[1] > visible[0] and piece[0] < visible[1]]
    after = [piece for piece in pieces if piece[0] >= visible[1]]
    before = [piece for piece in pieces if piece[1] <= visible[0]]
    return seen + after + before


def _cut(article: Article, paragraph: Span) -> list[Span]:
    start, end = paragraph
    if end - start <= LONGEST:
        return [paragraph]
    pieces: list[Span] = []
    begin = last = start
    for _, stop in article.sentences(start, end):
        if stop - begin > LONGEST and last > begin:
            pieces.append((begin, last))
            begin = last
        last = stop
    if last > begin:
        pieces.append((begin, last))
    return [part for piece in pieces for part in _cut_at_blanks(article.text, piece)]


def _cut_at_blanks(text: str, piece: Span) -> list[Span]:
    """A piece without sentences, cut at blanks; the last resort, for a list or a table of one endless line."""
    start, end = piece
    parts: list[Span] = []
    while end - start > 2 * LONGEST:
        place = text.rfind(" ", start + LONGEST, start + 2 * LONGEST)
        stop = place if place > start else start + 2 * LONGEST
        parts.append((start, stop))
        start = stop
    parts.append((start, end))
    return parts
