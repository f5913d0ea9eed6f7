"""Outline: the headings of an article, as its source marked them or, in plain text, as they are commonly written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotations.article import Article
from annotations.span import Span

LONGEST = 80
"""Code points of a line that may be a heading."""
_MARKED = {"title": 1, "heading": 2}
_HASHES = re.compile(r"^(#{1,6})[ \t]+(\S[^\n]*?)[ \t#]*$", re.MULTILINE)
_DIVISION = re.compile(
    r"(?:chapter|book|part|act|scene|section|canto|chapitre|livre|partie|acte|scène|kapitel|buch|teil|akt|szene|capítulo|libro"
    r"|parte|capitolo|atto|scena)\s+(?:\d+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten|the|first|last)\b.*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?=[IVXLC\d])(?:[IVXLC]{1,8}|\d{1,3})\.?")


class Heading(NamedTuple):
    """A heading: where its words stand (code points), and how deep it is, 1 at the top."""

    start: int
    end: int
    level: int

    @property
    def span(self) -> Span:
        return (self.start, self.end)


def headings(article: Article) -> tuple[Heading, ...]:
    """The headings in text order: of blocks that say so; else of Markdown; else lines that stand alone between blank ones and
    are a chapter's number or name, or all in capitals. Costs a look at all of the text."""
    marked = [Heading(one.start, one.end, _MARKED[one.kind]) for one in article.blocks if one.kind in _MARKED]
    if marked:
        return tuple(marked)
    text = article.text
    if hashes := [Heading(*found.span(2), len(found[1])) for found in _HASHES.finditer(text)]:
        return tuple(hashes)
    return tuple(Heading(start, end, 2) for start, end in _alone(text) if reads_like_one(text[start:end]))


def reads_like_one(line: str) -> bool:
    """Whether a line that stands alone is a chapter's number or name, or has letters and all of them are capitals."""
    if _DIVISION.fullmatch(line) or _NUMBER.fullmatch(line):
        return True
    capitals = sum(map(str.isalpha, line)) >= 3 and line == line.upper() != line.lower()
    return capitals and line[-1] not in ",;" and line[0] not in "“”„«\"'‘(["


def _alone(text: str) -> Iterator[Span]:
    """The short lines that stand alone between empty ones, without blanks around them."""
    place = 0
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end]
        if 0 < len(line) <= LONGEST and text[end : end + 2] in ("\n\n", "\n", "") and (words := line.strip()):
            start = place + len(line) - len(line.lstrip())
            yield start, start + len(words)
        place = text.find("\n\n", end)
        if place < 0:
            return
        while text[place : place + 1] == "\n":
            place += 1
