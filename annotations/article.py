"""Article: one immutable text with its title and sources; paragraphs, sentences and tokens are made on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import pairwise

from annotations.entity import Span
from annotations.tokens import tokens


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text that its source called something: ``title``, ``heading``, ``paragraph``, ... Code points."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Article:
    """One text, exactly as annotated: no byte order mark, lines end in LF (unless it came with annotations).

    An article is its text: two with the same ``sha256`` are the same article. ``language`` is a two-letter code, empty
    when nobody knows. ``media_type`` says what it was read from. ``added`` is UTC in ISO 8601. ``origin_notes`` records
    what reading normalised or guessed (``bom``, ``crlf``, ``encoding=windows-1252``). Offsets are code points.
    """

    text: str
    title: str = ""
    sources: tuple[str, ...] = ()
    media_type: str = "text/plain"
    language: str = ""
    added: str = ""
    blocks: tuple[Block, ...] = ()
    origin_notes: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the text in UTF-8 (a lone surrogate as its three bytes)."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def uid(self) -> str:
        """The first 16 hexadecimal digits of ``sha256``."""
        return self.sha256[:16]

    def changed(self, **fields: object) -> "Article":
        """A copy with these fields changed."""
        return replace(self, **fields)  # type: ignore[arg-type]

    @cached_property
    def hard_wrapped(self) -> bool:
        """Whether its lines were broken by hand to a width (as books of plain text are), judged by its first 64 Ki."""
        return _looks_hard_wrapped(self.text[:65536])

    @cached_property
    def words(self) -> int:
        """Runs of non-blank characters, for the minutes left."""
        return sum(1 for _ in re.finditer(r"\S+", self.text))

    def paragraph_at(self, offset: int) -> Span:
        """The paragraph around an offset: a line, or the lines of a block that was broken by hand. May be empty."""
        text = self.text
        start, end = _line_at(text, offset)
        if not self.hard_wrapped or start == end:
            return start, end
        first, last = start, end
        while first > 0:
            above = _line_at(text, first - 1)
            if not _continues(text, above, (first, _line_at(text, first)[1])):
                break
            first = above[0]
        while last < len(text):
            below = _line_at(text, last + 1)
            if not _continues(text, _line_at(text, last), below):
                break
            last = below[1]
        return first, last

    def paragraphs(self, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """The paragraphs that touch ``text[start:end]``, in order, blank ones left out."""
        end = len(self.text) if end is None else end
        while start <= end and start <= len(self.text):
            paragraph = self.paragraph_at(start)
            if self.text[slice(*paragraph)].strip():
                yield paragraph
            start = paragraph[1] + 1

    def sentences(self, start: int, end: int) -> Iterator[Span]:
        """The sentences of the paragraph ``text[start:end]``, trimmed of blanks."""
        begin = start
        for found in _SENTENCE_END.finditer(self.text, start, end):
            if _ABBREVIATION.search(self.text[max(begin, found.start() - 12) : found.start() + 1]):
                continue
            if trimmed := _trimmed(self.text, begin, found.end()):
                yield trimmed
            begin = found.end()
        if trimmed := _trimmed(self.text, begin, end):
            yield trimmed

    def sentence_at(self, offset: int) -> Span:
        """The sentence around an offset, or the one before it where it stands between two."""
        paragraph = self.paragraph_at(offset)
        found = paragraph
        for sentence in self.sentences(*paragraph):
            if sentence[0] > offset and found != paragraph:
                break
            found = sentence
            if offset < sentence[1]:
                break
        return found

    def tokens(self, start: int, end: int) -> list[Span]:
        """The tokens of the paragraph ``text[start:end]``."""
        return list(tokens(self.text, start, end))

    def soft_newlines(self, start: int, end: int) -> list[int]:
        """The offsets between two offsets of line ends that were broken by hand: shown and read as blanks."""
        if not self.hard_wrapped:
            return []
        found: list[int] = []
        place = self.text.find("\n", start, end)
        above = _line_at(self.text, place) if place >= 0 else (0, 0)
        while 0 <= place < end:
            below = _line_at(self.text, place + 1)
            if _continues(self.text, above, below):
                found.append(place)
            place, above = (below[1], below) if below[1] < len(self.text) else (-1, below)
        return found

    def surface(self, start: int, end: int) -> str:
        """The text of a span in one line: runs of blanks as one blank."""
        return surface(self.text, start, end)


def surface(text: str, start: int, end: int) -> str:
    """``text[start:end]`` in one line: runs of blanks, line ends among them, as one blank."""
    return " ".join(text[start:end].split())


# The end of a sentence: a full stop with its closing quotes, then a blank and a capital, digit or quote; or a CJK stop.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[^\W_a-z])|[。！？｡।۔؟]+[」』”’）]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Col|Lt|Sgt|Gov|Sen|Rep|Rev|Hon|Mme|Mlle|Mgr|Ste|Inc|Ltd|Corp|Co|No|vs|cf|etc)|\b[^\W\d_])\.$"
)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _line_at(text: str, offset: int) -> Span:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end


_WIDEST, _NARROWEST = 100, 40


def _continues(text: str, above: Span, below: Span) -> bool:
    """Whether a line was broken by hand before the one below: that one's first word would not have fitted."""
    width = above[1] - above[0]
    line = text[below[0] : min(below[1], below[0] + _WIDEST)]
    if not _NARROWEST <= width <= _WIDEST or not line or line[0].isspace() or text[above[1] - 1 : above[1]].isspace():
        return False
    return width + 1 + len(line.split(maxsplit=1)[0]) > _NARROWEST + 20


def _looks_hard_wrapped(sample: str) -> bool:
    lines = sample.split("\n")[:-1]
    inner = [len(a) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < 8 or any(len(line) > _WIDEST for line in lines):
        return False
    inner.sort()
    return inner[len(inner) // 4] >= _NARROWEST and inner[len(inner) // 2] >= 55
