"""The plan of a request: which parts of an article a model reads, in which order, and as what text.

A model reads paragraph by paragraph: its network sees four tokens each way, so nothing is lost, and one call over a book
needs gigabytes (measured for spaCy 3.8). Offsets are code points, end exclusive.
"""

import re
from collections.abc import Iterator
from itertools import chain

from annotations.article import Article
from annotations.entity import Span

LONGEST = 2000
"""Code points of the longest chunk."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def chunks(article: Article, visible: Span) -> list[Span]:
    """All of ``in_order``, made at once."""
    return list(in_order(article, visible))


def in_order(article: Article, visible: Span) -> Iterator[Span]:
    """The parts of the article to read: those that touch ``visible`` first, then what follows, then what stands before.

    A chunk is a paragraph, or a part of one of more than ``LONGEST`` code points, cut at the end of a sentence.
    Together they hold every character that is not blank, each once. Made on demand: the first ones cost no walk of the text.
    """
    begin = article.paragraph_at(visible[0])[0]
    end = article.paragraph_at(visible[1])[1]
    around = [piece for paragraph in article.paragraphs(begin, end) for piece in _pieces(article, paragraph)]
    yield from (piece for piece in around if piece[0] < visible[1] and visible[0] < piece[1])
    yield from (piece for piece in around if piece[0] >= visible[1])
    before = article.paragraphs(0, begin - 1) if begin > 0 else ()
    for paragraph in chain(article.paragraphs(end + 1), before):
        yield from _pieces(article, paragraph)
    yield from (piece for piece in around if piece[0] < visible[1] and piece[1] <= visible[0])


def text_to_read(article: Article, span: Span) -> str:
    """The text of a chunk as a model reads it, one code point for one code point, so that its offsets hold.

    Line ends that were broken by hand are blanks; a lone surrogate, which no model can take, is U+FFFD.
    """
    start, end = span
    pieces, place = [], start
    for soft in article.soft_newlines(start, end):
        pieces.append(article.text[place:soft])
        place = soft + 1
    pieces.append(article.text[place:end])
    return _SURROGATE.sub("\ufffd", " ".join(pieces))


def _pieces(article: Article, paragraph: Span) -> Iterator[Span]:
    start, end = paragraph
    if end - start <= LONGEST:
        yield paragraph
        return
    taken = start
    for sentence in article.sentences(start, end):
        if sentence[1] - start > LONGEST:
            if taken > start:
                yield start, taken
            start = sentence[0]
        while sentence[1] - start > LONGEST:
            cut = _cut(article.text, start)
            yield start, cut
            start = cut
            while article.text[start].isspace():
                start += 1
        taken = sentence[1]
    if taken > start:
        yield start, taken


def _cut(text: str, start: int) -> int:
    """Where to cut a sentence of more than ``LONGEST``: at its last blank before that, or there."""
    blank = text.rfind(" ", start + 1, start + LONGEST)
    return blank if blank > 0 else start + LONGEST
