"""A long text to measure with: a book over and over, with generated names in it and paragraphs of other scripts.

The book is the one of the shared samples; where that is absent, prose is generated. Lines are broken by hand, as in the book.
Here and there a line has a mark, one character that stands nowhere else in the text: a search for it leads there.
The same numbers give the same text. Offsets are code points, ends exclusive; sizes are bytes of UTF-8.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from annotations.entity import Span
from tests.bench.projects import SEED
from tests.conftest import SHARED

BOOK = SHARED / "samples/articles/books/1342_pride_and_prejudice.txt"
SIZE = 6_000_000
"""Bytes of the long text."""
NAMES = 100_000
"""Generated names in it."""
_MARKS = [chr(code) for code in range(0xA000, 0xA48D)]
"""Yi syllables: letters, in no name and no paragraph of another script."""
_FOLIO = "Folio "
_LINE = 72
_TURN = 12
"""Every so many paragraphs, one is of another script."""
_KNOWN = 3_000
"""Names of each script; the first ones are drawn most often."""


@dataclass(frozen=True, slots=True)
class Book:
    """The text, where its generated names stand, and its marks, both in order."""

    text: str
    names: Sequence[Span]
    marks: str


@dataclass(frozen=True, slots=True, eq=False)
class _Script:
    """What words of a script are made of, how many of these (at least, at most), and what stands between words."""

    letters: Sequence[str]
    length: tuple[int, int]
    between: str = " "

    def words(self, random: Random, number: int) -> list[str]:
        return ["".join(random.choices(self.letters, k=random.randint(*self.length))) for _ in range(number)]


def _letters(first: str, last: str) -> list[str]:
    return [chr(code) for code in range(ord(first), ord(last) + 1)]


def _joined(firsts: Sequence[str], seconds: Sequence[str]) -> list[str]:
    return [first + second for first in firsts for second in seconds]


_LATIN = _Script(_joined("bdfgklmnprstvz", ["a", "e", "i", "o", "u", "ai", "en", "or"]), (1, 4))
_OTHERS = (
    _Script(_letters("а", "я"), (3, 9)),
    _Script([*"一二三上中下人大小山川水火木金土日月年時分国社会議長東西南北", *_letters("あ", "ん")], (2, 5), ""),
    _Script([*_letters("ا", "غ"), *_letters("ف", "ي")], (3, 7)),
    _Script(_letters("α", "ω"), (3, 9)),
    _Script(_joined(_letters("क", "न"), ["", "ा", "ि", "ु", "े"]), (2, 5)),
    _Script(_letters("가", "갛"), (2, 4)),
    _Script(_letters("א", "ת"), (3, 6)),
    _Script(_joined(_letters("ก", "ฮ"), ["", "า", "ี", "ู", "ั"]), (2, 6), ""),
    _Script([*_joined(_LATIN.letters, ["\u0301", "\u0308"]), "👩‍🔬", "🇮🇹", "👍🏽", "❤️"], (2, 4)),
)


@dataclass(slots=True)
class _Page:
    """What was written so far: its pieces, length in code points and bytes, and the column where it stands."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    size: int = 0
    column: int = 0

    def add(self, words: str, between: str = "") -> Span:
        """Write words after what stands between, or on a new line where they do not fit. Returns where they stand."""
        if not self.column:
            between = ""
        elif self.column + len(between) + len(words) > _LINE:
            between = "\n"
        piece = between + words
        self.pieces.append(piece)
        self.length += len(piece)
        self.size += len(piece.encode())
        self.column = len(words) if between == "\n" else self.column + len(piece)
        return self.length - len(words), self.length

    def end_paragraph(self) -> None:
        self.add("\n\n")
        self.column = 0


def book(size: int = SIZE, names: int = NAMES, marks: int = 500, *, scripts: bool = True) -> Book:
    """A text of ``size`` bytes, give or take a hundred, with so many names and at most so many marks, all spread evenly.

    ``scripts``: with paragraphs of other scripts. Raises ValueError for more marks than there are.
    """
    if marks > len(_MARKS):
        raise ValueError(f"{marks} marks asked for, there are {len(_MARKS)}")
    random = Random(f"{SEED} {size} {names} {scripts}")
    known = {script: _names(script, random) for script in (_LATIN, *_OTHERS)}
    page, spans, placed = _Page(), list[Span](), 0
    for script, words in _paragraphs(random, scripts):
        if page.size >= size:
            break
        if placed < marks and placed * size <= marks * page.size:
            page.add(_FOLIO + _MARKS[placed])
            page.end_paragraph()
            placed += 1
        for word in words:
            if page.size >= size:
                break
            named = len(spans) * size < names * page.size and random.random() < 0.7
            # The third power of an even draw: a few names come thousands of times, most of them some dozens.
            span = page.add(known[script][int(_KNOWN * random.random() ** 3)] if named else word, script.between)
            if named:
                spans.append(span)
        page.end_paragraph()
    while len(spans) < names:
        spans.append(page.add(known[_LATIN][0], " "))
    return Book("".join(page.pieces), spans, "".join(_MARKS[:placed]))


def pieces(text: str, number: int) -> list[Span]:
    """Where so many words stand, or pieces of words, evenly spread; none overlap, none is in a line with a mark. Raises
    ValueError where there are fewer."""
    found: list[Span] = []
    for longest in 80, 4:
        if len(found) < number:
            found = [one.span() for one in re.finditer(rf"^{_FOLIO}.$|(\w{{1,{longest}}})", text, re.MULTILINE) if one[1]]
    if len(found) < number:
        raise ValueError(f"the text has {len(found):,} places for {number:,} entities")
    return [found[turn * len(found) // number] for turn in range(number)]


def _names(script: _Script, random: Random) -> list[str]:
    made = (script.words(random, random.randint(1, 2)) for _ in range(_KNOWN))
    return [" ".join(word[:1].upper() + word[1:] for word in name) for name in made]


def _paragraphs(random: Random, scripts: bool) -> Iterator[tuple[_Script, Sequence[str]]]:
    """Paragraphs without end, each with its script and its words."""
    prose = _book() if BOOK.exists() else _invented(Random(SEED))
    turn = 0
    while True:
        for paragraph in prose:
            yield _LATIN, paragraph
            turn += 1
            if scripts and turn % _TURN == 0:
                script = _OTHERS[turn // _TURN % len(_OTHERS)]
                yield script, script.words(random, random.randint(10, 80))


def _book() -> list[list[str]]:
    return [paragraph.split() for paragraph in re.split(r"\n\s*\n", BOOK.read_text("utf-8"))]


def _invented(random: Random) -> list[list[str]]:
    """A thousand paragraphs of words that are none, commonest first, in sentences."""
    vocabulary = _LATIN.words(random, 2_000)
    paragraphs = []
    for _ in range(1_000):
        paragraph: list[str] = []
        for _ in range(random.randint(1, 8)):
            sentence = [vocabulary[int(len(vocabulary) * random.random() ** 3)] for _ in range(random.randint(4, 25))]
            paragraph += [sentence[0].title(), *sentence[1:-1], f"{sentence[-1]}."]
        paragraphs.append(paragraph)
    return paragraphs
