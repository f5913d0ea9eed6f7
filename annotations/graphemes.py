"""Grapheme clusters: where a cursor may stand. A rule of our own after UAX 29, since the first step cannot wait.

Extending characters, joined emoji, flags, keycaps, tags, Hangul syllables, conjuncts of consonants and what is written before
its letter (Arabic number signs, the Malayalam dot reph) stay together; a control character stands alone, CR LF as one. Where
the rule is coarser than UAX 29 (spacing marks of Myanmar, marks after a format character), no border is one that UAX 29 does
not have. Offsets are code points.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

_EXTEND = frozenset({"Mn", "Me", "Mc"})
_ZWJ = "\u200d"
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_SOME = 4096
"""Code points of a run of flags that are looked at in one go."""

# Unicode 18: Grapheme_Cluster_Break=Prepend; Indic_Conjunct_Break=Consonant, and =Linker.
_BEFORE_ITS_LETTER = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U000113d1\U0001193f\U00011941\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
)
_CONSONANT = (
    "[\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9\u09dc\u09dd\u09df\u09f0\u09f1"
    "\u0a95-\u0aa8\u0aaa-\u0ab0\u0ab2\u0ab3\u0ab5-\u0ab9\u0af9\u0b15-\u0b28\u0b2a-\u0b30\u0b32\u0b33\u0b35-\u0b39\u0b5c\u0b5d"
    "\u0b5f\u0b71\u0c15-\u0c28\u0c2a-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065"
    "\u1066\u106e-\u1070\u1075-\u1081\u108e\u1780-\u17b3\u1a20-\u1a54\u1b0b\u1b0c\u1b13-\u1b33\u1b45-\u1b4c\u1b83-\u1ba0\u1bae"
    "\u1baf\u1bbb-\u1bbd\ua989-\ua98b\ua98f-\ua9b2\ua9e0-\ua9e4\ua9e7-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa6f\uaa71-\uaa73\uaa7a\uaa7e"
    "\uaa7f\uaae0-\uaaea\uabc0-\uabda\U00010a00\U00010a10-\U00010a13\U00010a15-\U00010a17\U00010a19-\U00010a35"
    "\U00011103-\U00011126\U00011144\U00011147\U00011380-\U00011389\U0001138b\U0001138e\U00011390-\U000113b5"
    "\U00011900-\U00011906\U00011909\U0001190c-\U00011913\U00011915\U00011916\U00011918-\U0001192f\U00011a00"
    "\U00011a0b-\U00011a32\U00011a50\U00011a5c-\U00011a83\U00011f04-\U00011f10\U00011f12-\U00011f33]"
)
_LINKERS = frozenset(
    "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00010a3f\U00011133\U000113d0\U0001193e"
    "\U00011a3a\U00011a47\U00011a99\U00011f42"
)


@lru_cache(maxsize=4096)
def extends(char: str) -> bool:
    """Whether the character belongs to the grapheme before it."""
    return char >= "\u0300" and (
        unicodedata.category(char) in _EXTEND
        or char in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _stands_alone(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp")


def _hangul(char: str) -> str:
    code = ord(char)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""


_JOINS = {"L": ("L", "V", "LV", "LVT"), "LV": ("V", "T"), "V": ("V", "T"), "LVT": ("T",), "T": ("T",)}


def _pictograph(char: str) -> bool:
    return (
        "\U0001f000" <= char <= "\U0001faff"
        or "\u2190" <= char <= "\u2bff"
        or char in "\xa9\xae\u203c\u2049\u3030\u303d\u3297\u3299"
    )


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@cache
def _consonant() -> re.Pattern[str]:
    return re.compile(_CONSONANT)


def is_border(text: str, place: int, first: int = 0) -> bool:
    """Whether one grapheme ends and another begins at ``place``; ``first`` is a border at or before it.

    Costs the marks before it that decide, or the run of flags.
    """
    if not first < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if before < "\u0300" and after < "\u0300":
        return before != "\r" or after != "\n"
    if _stands_alone(before):
        return True
    if extends(after):
        return False
    if _regional(before) and _regional(after):
        return _flags_before(text, place, first) % 2 == 0
    if before == _ZWJ and _pictograph(after):
        return not _pictograph(text[_base(text, place - 1, first)])
    if extends(before) and _consonant().match(after):
        return _LINKERS.isdisjoint(text[_base(text, place - 1, first) : place])
    if _hangul(after) in _JOINS.get(_hangul(before), ()):
        return False
    return before not in _BEFORE_ITS_LETTER or _stands_alone(after)


def _base(text: str, place: int, first: int) -> int:
    """What the extending characters that end at ``place`` belong to."""
    while place > first and extends(text[place]) and not _stands_alone(text[place - 1]):
        place -= 1
    return place


def _flags_before(text: str, place: int, first: int) -> int:
    """How many regional indicators stand before a place without a gap."""
    count = 0
    while place > first:
        some = text[max(first, place - _SOME) : place]
        run = len(some) - len(some.rstrip(_FLAGS))
        count, place = count + run, place - run
        if run < len(some):
            break
    return count


def next_break(text: str, start: int, end: int | None = None) -> int:
    """The end of the grapheme that starts at ``start``, at most ``end``."""
    end = len(text) if end is None else min(end, len(text))
    place = start + 1
    while place < end and not is_border(text, place, start):
        place += 1
    return min(place, end)


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The graphemes between two offsets as (start, end)."""
    end = len(text) if end is None else end
    while start < end:
        stop = next_break(text, start, end)
        yield start, stop
        start = stop


def grapheme_around(text: str, offset: int) -> tuple[int, int]:
    """The grapheme that holds this offset."""
    if not text:
        return 0, 0
    start = min(max(offset, 0), len(text) - 1)
    while not is_border(text, start):
        start -= 1
    return start, next_break(text, start)


def whole_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown so that it cuts no grapheme."""
    first = start if is_border(text, start) else grapheme_around(text, start)[0]
    return first, end if is_border(text, end) else grapheme_around(text, end)[1]
