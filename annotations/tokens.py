"""Tokens for the cursor and for edges: a small rule of our own, per paragraph, since the first step cannot wait for spaCy.

After UAX 29 words; hyphens, possessives and punctuation stand apart; elided words stand apart (French
l’ d’ qu’ j’ n’ s’ c’ m’ t’ jusqu’ lorsqu’ puisqu’ quoiqu’, Italian dell’ nell’ and kin; not aujourd’hui); a
dotted abbreviation or an initial keeps its last dot (U.S., M.); scripts without spaces step by grapheme.
Offsets are code points, end exclusive.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache

from annotations.graphemes import extends, is_border, next_break

_QUOTE = "['’ʼ＇]"
_ELIDED = "jusqu|lorsqu|puisqu|quoiqu|qu|[ldjnsmtc]|dell|nell|all|dall|sull|un|quest|quell|bell|sant|degl|gl"
_SHORTENED = "Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Col|Lt|Sgt|Gov|Sen|Rep|Rev|Hon|Mme|Mlle|Mgr|Ste|Inc|Ltd|Corp|Co|Bros|vs"
UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""A regular expression's class of the scripts without spaces: Thai, Lao, Tibetan, Myanmar, Khmer, kana, CJK."""

# Combining marks and joiners that stand inside words of other scripts; \w leaves them out.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56"
    "\u0c81-\u0cd6\u0d00-\u0d57\u0d81-\u0df3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
# What a quick look takes for text without unspaced scripts and without marks: nearly all that is read, at a fifth of the cost.
_QUICK = re.compile("[\\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
_QUICK_LIMIT = 8192
# What is surely of no script without spaces: nearly all that is read, and quick to compile, as the class of those is not.
_FAR = re.compile("[^\x00-\u0dff\u2000-\u206f]")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"[^\W_]+|[^\w\s]|_")
_QUICK_LETTER = r"(?:[^\W_]|\xad|(?<=[^\W_])_(?=[^\W_]))"
_LETTER = rf"(?-i:{_QUICK_LETTER}|[{_MARKS}]|\xad)"
"""What a word is made of, where a quick look is enough, and between two characters of scripts without spaces. These are no
part of any rule: a class of so many costs as much to compile as a first paint may take, and would stand in each five times."""


@cache
def _token(quick: bool) -> re.Pattern[str]:
    """The rule of tokens, compiled when it is first needed. No character of a script without spaces is in what it looks at."""
    word = _QUICK_LETTER if quick else _LETTER
    return re.compile(
        rf"""
          \b(?:[^\W\d_]\.){{2,}}                               # U.S., U.N.
        | \b(?-i:[A-ZÀ-ÖØ-Þ])\.(?=\s+\w)                       # the initial in George W. Bush, M. Macron
        | \b(?-i:{_SHORTENED})\.(?=\s|$)                       # Dr., Inc.
        | \b(?-i:No)\.(?=\s+\d)                                # No. 5, and not the end of a sentence
        | \b(?:{_ELIDED}){_QUOTE}(?=\w)
        | (?<=[\w.]){_QUOTE}s\b | (?<=s){_QUOTE}(?!\w)         # possessives
        | \d+(?:[.,:]\d+)+
        | {word}+(?:{_QUOTE}(?!s\b){word}+)*
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"{_LETTER}+(?:{_QUOTE}(?!s\b){_LETTER}+)*", re.IGNORECASE)


@cache
def _ranges() -> tuple[list[str], list[str]]:
    """The first and the last characters of the ranges of ``UNSPACED``."""
    return sorted(UNSPACED[::3]), sorted(UNSPACED[2::3])


@lru_cache(maxsize=4096)
def _is_unspaced(char: str) -> bool:
    """Whether a character is of a script without spaces, without compiling a class of so many."""
    first, last = _ranges()
    place = bisect_right(first, char) - 1
    return place >= 0 and char <= last[place]


def _next_unspaced(text: str, start: int, end: int) -> int:
    """Where the next character of a script without spaces is, from ``start`` on; ``end`` where there is none before it."""
    return next((found.start() for found in _FAR.finditer(text, start, end) if _is_unspaced(found.group())), end)


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W_])+|[^\w\s]|_")


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The tokens of ``text[start:end]`` as (start, end), in order; blanks belong to none. No grapheme is cut: a blank with a
    mark on it is a token.

    Give whole paragraphs, or a start that ``safe_start`` named: what stands after ``end`` is not looked at.
    """
    end = len(text) if end is None else end
    place = start
    quick = end - start <= _QUICK_LIMIT and _QUICK.fullmatch(text, start, end) is not None
    token, spaced = _token(quick), end if quick else start
    while place < end:
        blank = _SPACE.match(text, place, end)
        if blank:
            place = blank.end()
            if not quick and place < end and not is_border(text, place):
                place -= 1
            else:
                continue
        if place >= spaced and spaced < end:
            spaced = place if _is_unspaced(text[place]) else _next_unspaced(text, place, end)
        found = token.match(text, place, spaced)
        stop = found.end() if found else next_break(text, place, end)
        while not quick and stop < end:
            if not is_border(text, stop, place):
                stop += 1
            elif found and extends(text[stop - 1]) and stop > found.end() and (found := _word().match(text, stop, spaced)):
                stop = found.end()  # a word goes on after marks of a script that the rule does not name
            else:
                break
        yield place, stop
        place = stop


def safe_start(text: str, offset: int) -> int:
    """The last place at or before the offset where tokens may be counted from, as if from the paragraph's start.

    That is after a blank, or before a character of a script without spaces; costs the run between.
    """
    offset = min(max(offset, 0), len(text))
    while offset > 0 and not (_may_start(text, offset) and is_border(text, offset)):
        offset -= 1
    return offset


def _may_start(text: str, offset: int) -> bool:
    if text[offset - 1].isspace():
        return True
    return offset < len(text) and _is_unspaced(text[offset])


def leads(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
    """Where in ``text[start:end]`` a text may begin, and what it would begin with: a quick look, finer than tokens.

    A word without its marks, a character of a script without spaces, or a sign.
    """
    for found in _lead().finditer(text, start, len(text) if end is None else end):
        yield found.start(), found.group()


def first_lead(text: str) -> str:
    """What a text begins with: the first of ``leads``, empty where there is none."""
    found = _RUN.search(text)
    if found is None:
        return ""
    run = found.group()
    return run[: max(_next_unspaced(run, 0, len(run)), 1)]


def characters_far_from_latin(text: str) -> str:
    """The characters of a text that may be of a script without spaces, in order; quick where there are few."""
    return "".join(_FAR.findall(text))
