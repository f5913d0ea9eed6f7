"""Article: one immutable text with its title and sources; paragraphs, sentences and tokens are made on demand."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from annotations.hard_wrapped import SAMPLE, continues, line_at, looks_hard_wrapped, soft_newlines
from annotations.span import Span
from annotations.tokens import characters_far_from_latin, tokens

_CHINESE_AND_JAPANESE = ("\u3040", "\u30ff"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff")
_THAI_AND_KIN = ("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff")


class Block(NamedTuple):
    """A part of the text that its source called something: ``title``, ``heading``, ``paragraph``, ... Code points."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Article:
    """One text, exactly as annotated: no byte order mark, lines end in LF (unless it came with annotations).

    An article is its text: two with the same ``sha256`` are the same article. ``language`` is a two-letter code, empty
    when nobody knows. ``media_type`` says what it was read from. ``added`` is UTC in ISO 8601. ``origin_notes`` records
    what reading normalised or guessed (``bom``, ``crlf``, ``encoding=windows-1252``). ``digest`` is the ``sha256`` where who
    makes it knows it already. Offsets are code points.
    """

    text: str
    title: str = ""
    sources: tuple[str, ...] = ()
    media_type: str = "text/plain"
    language: str = ""
    added: str = ""
    blocks: tuple[Block, ...] = ()
    origin_notes: tuple[str, ...] = ()
    digest: str = field(default="", compare=False, repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the text in UTF-8 (a lone surrogate as its three bytes)."""
        return self.digest or sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def uid(self) -> str:
        """The first 16 hexadecimal digits of ``sha256``."""
        return self.sha256[:16]

    def changed(self, **fields: object) -> "Article":
        """A copy with these fields changed."""
        if "text" in fields:
            fields.setdefault("digest", "")
        return replace(self, **fields)  # type: ignore[arg-type]

    @cached_property
    def hard_wrapped(self) -> bool:
        """Whether its lines were broken by hand to a width (as books of plain text are), judged by its first 64 Ki."""
        return looks_hard_wrapped(self.text)

    @cached_property
    def words(self) -> int:
        """Runs of non-blank characters, for the minutes left; of a long text as many as its first 64 Ki lead to expect. Of
        scripts without blanks so many characters are read as one word: after the IReST texts (Trauzettel-Klosinski and Dietz
        2012, doi:10.1167/iovs.11-8284: 228 English words, 255 Chinese or 357 Japanese characters a minute) 1.3 of Chinese and
        Japanese, and 5 of Thai, Lao, Khmer and Burmese, where nobody has measured it."""
        sample = self.text[:SAMPLE]
        words = float(len(sample.split()))
        if not sample.isascii():
            found = Counter(characters_far_from_latin(sample))
            words += _of(found, _CHINESE_AND_JAPANESE) / 1.3 + _of(found, _THAI_AND_KIN) / 5
        return round(words * len(self.text) / max(len(sample), 1))

    def paragraph_at(self, offset: int) -> Span:
        """The paragraph around an offset: a line, or the lines of a block that was broken by hand. May be empty."""
        text = self.text
        start, end = line_at(text, offset)
        if not self.hard_wrapped or start == end:
            return start, end
        first, last = start, end
        while first > 0:
            above = line_at(text, first - 1)
            if not continues(text, above, (first, line_at(text, first)[1])):
                break
            first = above[0]
        while last < len(text):
            below = line_at(text, last + 1)
            if not continues(text, line_at(text, last), below):
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

    def paragraph_before(self, offset: int) -> Span | None:
        """The last paragraph with something in it that ends before an offset."""
        while offset > 0:
            paragraph = self.paragraph_at(offset - 1)
            if paragraph[1] < offset and self.text[slice(*paragraph)].strip():
                return paragraph
            offset = min(paragraph[0], offset - 1)
        return None

    def sentences(self, start: int, end: int) -> Iterator[Span]:
        """The sentences of the paragraph ``text[start:end]``, trimmed of blanks."""
        from annotations.sentences import sentences

        return sentences(self.text, start, end)

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
        return soft_newlines(self.text, start, end) if self.hard_wrapped else []

    def surface(self, start: int, end: int) -> str:
        """The text of a span in one line, as the function of that name has it."""
        return surface(self.text, start, end)


def _of(found: Counter[str], ranges: tuple[tuple[str, str], ...]) -> int:
    """How many of these characters are in any of these ranges."""
    return sum(count for char, count in found.items() if any(first <= char <= last for first, last in ranges))


_BLANKS = re.compile("[ \t\n\r\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def surface(text: str, start: int, end: int) -> str:
    """``text[start:end]`` in one line: runs of blanks, tabs and line ends among them, as one blank. Other controls that count
    as white space to Python (form feed, NEL, U+2028) stay: they are not seen as a blank, and nothing may hide in a name."""
    words = text[start:end]
    return " ".join(words.split()) if words.isprintable() else _BLANKS.sub(" ", words).strip(" ")
