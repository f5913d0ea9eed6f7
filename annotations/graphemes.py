"""Grapheme clusters: where a cursor may stand. A rule of our own after UAX 29, since the first step cannot wait.

Extending characters, joined emoji, flags, keycaps, tags and Hangul syllables stay together; a control
character stands alone. Offsets are code points.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_PLAIN = re.compile(
    r"[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]*"
)
_EXTEND = frozenset({"Mn", "Me", "Mc"})
_ZWJ = "\u200d"


def is_plain(text: str) -> bool:
    """Whether each code point of the text is a grapheme of its own by a quick look; False means look closer."""
    return _PLAIN.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def extends(char: str) -> bool:
    """Whether the character belongs to the grapheme before it."""
    return (
        unicodedata.category(char) in _EXTEND
        or char in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


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


def next_break(text: str, start: int, end: int | None = None) -> int:
    """The end of the grapheme that starts at ``start``, at most ``end``."""
    end = len(text) if end is None else end
    if start >= end:
        return end
    first, place = text[start], start + 1
    if unicodedata.category(first) in ("Cc", "Zl", "Zp"):
        return place
    if _regional(first) and place < end and _regional(text[place]):
        place += 1
    pictograph = _pictograph(first)
    while place < end:
        char, before = text[place], text[place - 1]
        joined = before == _ZWJ and pictograph and _pictograph(char)
        if not (extends(char) or joined or _hangul(char) in _JOINS.get(_hangul(before), ())):
            break
        place += 1
    return place


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The graphemes between two offsets as (start, end)."""
    end = len(text) if end is None else end
    while start < end:
        stop = next_break(text, start, end)
        yield start, stop
        start = stop


def grapheme_around(text: str, offset: int) -> tuple[int, int]:
    """The grapheme that holds this offset. Looks back at most 64 code points."""
    if not text:
        return 0, 0
    offset = min(max(offset, 0), len(text) - 1)
    start = offset
    while start > 0 and offset - start < 64 and not _sure_break(text, start):
        start -= 1
    for piece in graphemes(text, start, min(len(text), offset + 64)):
        if piece[0] <= offset < piece[1]:
            return piece
    return offset, offset + 1


def _sure_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return not (
        extends(after)
        or before == _ZWJ
        or (_regional(before) and _regional(after))
        or _hangul(after) in _JOINS.get(_hangul(before), ())
    )
