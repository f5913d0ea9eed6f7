"""How many cells a text takes on a terminal. Pure, and light until a character is not simple.

Terminals differ in how many cells emoji of several code points, flags and the spacing vowel signs of Indic scripts take. Cells
are counted as Rich does, since Textual draws by that; but room is kept for the most that any terminal gives each (``room``),
so that nothing is drawn over what stands beside it.
"""

import re
import unicodedata
from functools import lru_cache

# Each of these is one cell wide, once drawn safely, and a grapheme of its own.
_SIMPLE = (
    "\x00-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a"
    "\u1e00-\u1f15\u2010-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc"
)
ODD = re.compile(f"[^{_SIMPLE}]")
ZWJ, WIDENS = "\u200d", "\ufe0f"
_DISPUTED = re.compile(f"[{ZWJ}{WIDENS}\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")

_AS_WIDE_AS_SAID = ("L", "P", "Nd", "Nl", "Sc", "Sm", "Zs")
"""Categories, or first letters of some, whose characters take the cells that Unicode's East Asian Width says, by Rich too, but
for the vowels and finals that close a syllable of Hangul. To import Rich for the others takes as long as to lay out a screen."""
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb\uffa0]")


def room(text: str) -> int:
    """The most cells that a text which was made safe takes on any terminal."""
    return len(text) if ODD.search(text) is None else sum(map(most, text))


@lru_cache(maxsize=1024)
def disputed(text: str) -> bool:
    """Whether terminals differ in how many cells a text takes."""
    if ODD.search(text) is None:
        return False
    from rich.cells import cell_len

    return _DISPUTED.search(text) is not None or cell_len(text) != room(text)


@lru_cache(maxsize=4096)
def most(char: str) -> int:
    """The most cells that a character takes on any terminal, whatever stands beside it."""
    kind = unicodedata.category(char)
    if char == WIDENS or kind == "Mc":
        return 1
    if kind.startswith(_AS_WIDE_AS_SAID) and not _JAMO.match(char):
        return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    if kind == "Mn":
        return 0
    from rich.cells import get_character_cell_size

    return 2 if char != ZWJ and _DISPUTED.match(char) else get_character_cell_size(char)
