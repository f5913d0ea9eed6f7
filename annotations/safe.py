"""Text from outside made safe to draw on a terminal, one code point for one code point; what is stored stays exact.

Terminals act on control characters, some on C1 too (a title or the clipboard may be written that way), and draw bidi
controls and other invisible characters not at all, so that what is read is not what is there.
"""

import re
from functools import cache

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) != "\n"} | {"\x7f": "\u2421"}
_DANGEROUS, _INVISIBLE = "\ufffd", "·"

# C1, line and paragraph separators, bidi embeddings, overrides and isolates, lone surrogates.
_ACTING = "\x80-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
# Soft hyphen, zero-width space, direction marks, fillers, BOM, annotation marks, tags: default ignorable in Unicode, and
# no part of a grapheme.
_HIDDEN = (
    "\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTORS = "\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PICTOGRAPHS = "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# Scripts whose letters join or form conjuncts, where ZWJ and ZWNJ are spelling: Arabic and kin, Indic and kin, Mongolian.
_JOINING = (
    "\u0600-\u061b\u061d-\u0dff\u0f00-\u109f\u1700-\u17b3\u17b6-\u180a\u1810-\u18af\u1900-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_SUSPECT = re.compile(f"[\\x00-\\x09\\x0b-\\x1f\\x7f{_ACTING}{_HIDDEN}{_SELECTORS}\\u200c\\u200d]")
_JOINS = (
    rf"(?<=[{_PICTOGRAPHS}])\u200d(?=[{_PICTOGRAPHS}])|(?<=[{_PICTOGRAPHS}]\ufe0f)\u200d(?=[{_PICTOGRAPHS}])"
    rf"|(?<=[{_JOINING}])[\u200c\u200d]"
    rf"|(?<=[^\x00-\"$-)+-/:-\x7f\s{_ACTING}{_HIDDEN}{_SELECTORS}\u200c\u200d])[{_SELECTORS}]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # of a region, spelt in tags
_FLAG_LENGTH = 8
_ACTS = re.compile(f"[{_ACTING}]")


def safe(text: str) -> str:
    """The text with nothing in it that a terminal acts on or hides, of the same length in code points.

    C0 and DEL become their pictures (a tab ``␉``), C1, bidi controls, U+2028, U+2029 and lone surrogates U+FFFD, other
    invisible characters ``·``; each mark is one cell wide. Joiners and variation selectors stay where they join; LF
    stays, for the caller to break lines at. Clean text is returned as it is. Give whole lines: what joins is judged by
    the neighbours.
    """
    if text.isascii() and text.isprintable():
        return text
    return _SUSPECT.sub(_mark, text)


def safe_line(text: str) -> str:
    """``safe`` for what must stay on one line, as a title or a file name: LF too becomes its picture."""
    return safe(text).replace("\n", "\u240a")


def _mark(found: re.Match[str]) -> str:
    char, place, text = found[0], found.start(), found.string
    if char in _PICTURES:
        return _PICTURES[char]
    if _ACTS.match(char):
        return _DANGEROUS
    if _joins().match(text, place) or (char >= "\U000e0000" and _in_flag(text, place)):
        return char
    return _INVISIBLE


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(_JOINS)


def _in_flag(text: str, place: int) -> bool:
    start = text.rfind("\U0001f3f4", max(0, place - _FLAG_LENGTH), place)
    flag = _FLAG.match(text, start) if start >= 0 else None
    return flag is not None and place < flag.end()
