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
# Soft hyphen, zero-width space, direction marks, fillers, grapheme joiner, BOM, annotation marks, joiners of hieroglyphs, tags:
# they have no width, and no effect on how a terminal draws what stands beside them.
_HIDDEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Extended_Pictographic, and above the BMP its neighbours.
_PICTOGRAPHS = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab"
    "\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a"
    "\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7"
    "\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd"
    "\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763"
    "\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What else a variation selector gives another form: Myanmar, mathematics, CJK punctuation, Phags-pa.
_VARYING = "\u1000-\u109f\u2200-\u22ff\u2a00-\u2aff\u3001\u3002\ua840-\ua87f\uff01-\uff1f\U0001d400-\U0001d7ff"
# Scripts whose letters join or form conjuncts, where ZWJ and ZWNJ are spelling: Arabic and kin, Indic and kin, Mongolian.
_JOINING = (
    "\u0600-\u061b\u061d-\u0dff\u0f00-\u109f\u1700-\u17b3\u17b6-\u180a\u1810-\u18af\u1900-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"  # with ZWJ they make a half or final form
# Vowels and finals of decomposed Hangul: they have no width either, and are seen in a syllable alone.
_JAMO, _HANGUL = "\u1161-\u11ff\ud7b0-\ud7fb", "\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb"
_SUSPECT = re.compile(f"[\\x00-\\x09\\x0b-\\x1f\\x7f{_ACTING}{_HIDDEN}{_SELECTORS}{_JAMO}\\u200c\\u200d]")
_JOINS = (
    rf"(?<=[{_PICTOGRAPHS}])\u200d(?=[{_PICTOGRAPHS}])|(?<=[{_PICTOGRAPHS}]\ufe0f)\u200d(?=[{_PICTOGRAPHS}])"
    rf"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])|(?<=[{_VIRAMAS}])\u200d"
    rf"|(?<=[{_PICTOGRAPHS}])[\ufe0e\ufe0f]|(?<=[#*0-9])\ufe0f(?=\u20e3)"
    rf"|(?<=[{_IDEOGRAPHS}])[\ufe00-\ufe0d\U000e0100-\U000e01ef]|(?<=[{_VARYING}])[\ufe00-\ufe0d]"
    rf"|(?<=[\u1800-\u18af])[\u180b-\u180d\u180f]|(?<=[{_HANGUL}])[{_JAMO}]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # of a region, spelt in tags
_FLAG_LENGTH = 8


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
    if _acts().match(char):
        return _DANGEROUS
    if _joins().match(text, place) or (char >= "\U000e0000" and _in_flag(text, place)):
        return char
    return _INVISIBLE


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(f"[{_ACTING}]")


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(_JOINS)


def _in_flag(text: str, place: int) -> bool:
    start = text.rfind("\U0001f3f4", max(0, place - _FLAG_LENGTH), place)
    flag = _FLAG.match(text, start) if start >= 0 else None
    return flag is not None and place < flag.end()
