"""The plan of a request: which parts of an article a model reads, in which order, and as what text.

A model reads paragraph by paragraph: its network sees four tokens each way, so nothing is lost, and one call over a book
needs gigabytes (measured for spaCy 3.8). Offsets are code points, end exclusive.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from annotations.article import Article
from annotations.covered import Covered
from annotations.span import Span

LONGEST = 2000
"""Code points of the longest chunk."""
PARAGRAPHS, CHARACTERS = 32, 8192
"""The most of both that is read at a time: more is no faster, and what becomes visible waits for one that is being read."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def chunks(article: Article, visible: Span) -> list[Span]:
    """All of ``in_order``, made at once."""
    return list(in_order(article, visible))


def in_order(article: Article, visible: Span, covered: Covered | None = None) -> Iterator[Span]:
    """The parts of the article to read: those that touch ``visible`` first, then what follows, then what stands before.

    A chunk is a paragraph, or a part of one of more than ``LONGEST`` code points, cut at the end of a sentence.
    Together they hold every character that is not blank, each once, but for the chunks that are ``covered`` when their turn
    comes. Made on demand: the first ones cost no walk of the text, and a run that is covered costs one step.
    """
    read = Covered(article.text) if covered is None else covered
    begin = article.paragraph_at(visible[0])[0]
    end = article.paragraph_at(visible[1])[1]
    around = [piece for paragraph in article.paragraphs(begin, end) for piece in _pieces(article, paragraph)]
    ways = (
        (piece for piece in around if piece[0] < visible[1] and visible[0] < piece[1]),
        (piece for piece in around if piece[0] >= visible[1]),
        _between(article, end + 1, len(article.text), read),
        _between(article, 0, begin - 1, read) if begin > 0 else (),
        (piece for piece in around if piece[0] < visible[1] and piece[1] <= visible[0]),
    )
    yield from (piece for piece in chain.from_iterable(ways) if not read.holds(*piece))


def _between(article: Article, start: int, end: int, covered: Covered) -> Iterator[Span]:
    """The chunks of the paragraphs that touch what is not covered of ``text[start:end]`` now."""
    last = -1
    for gap in covered.gaps(start, end):
        for paragraph in article.paragraphs(*gap):
            if paragraph[0] > last:
                last = paragraph[0]
                yield from _pieces(article, paragraph)


class ReadingOrder:
    """The chunks of an article, as ``in_order`` gives them, each once; what is visible may change meanwhile, and then that
    comes next. ``covered`` is left out. One thread may take them while another says what is visible."""

    def __init__(self, article: Article, visible: Span, covered: Covered | None = None) -> None:
        self._article = article
        self.visible = visible
        self._given = Covered(article.text) if covered is None else covered.copy()
        self._around: Span | None = None
        self._chunks: Iterator[Span] = iter(())

    def look_at(self, visible: Span) -> None:
        """Let the chunks of this part come next."""
        self.visible = visible

    def __iter__(self) -> "ReadingOrder":
        return self

    def __next__(self) -> Span:
        if (visible := self.visible) is not self._around:
            self._chunks, self._around = in_order(self._article, visible, self._given), visible
        chunk = next(self._chunks)
        self._given.add(*chunk)
        return chunk


@dataclass
class Growing:
    """Cuts chunks into batches: small at first, so that the first answers come at once, then as large as reads fastest; small
    again where the chunks go on elsewhere in the text."""

    size: int = 1
    _end: int = 0
    _elsewhere: Span | None = None

    def next(self, chunks: Iterator[Span]) -> list[Span]:
        """The next batch; empty at the end."""
        batch: list[Span] = []
        if self._elsewhere is not None:
            chunks, self._elsewhere = chain((self._elsewhere,), chunks), None
        characters = 0
        for start, end in chunks:
            if not 0 <= start - self._end <= LONGEST:
                self.size = 1
                if batch:
                    self._elsewhere = (start, end)
                    self._end = start
                    return batch
            batch.append((start, end))
            self._end = end
            characters += end - start
            if len(batch) >= self.size or characters >= CHARACTERS:
                break
        self.size = min(self.size * 2, PARAGRAPHS)
        return batch


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
