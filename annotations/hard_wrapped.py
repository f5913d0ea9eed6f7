"""Lines that were broken by hand to a width, as in books of plain text: told from line ends that mean something.

Pure, and all that is looked at is near the place that is asked about, whatever the length of the text.
"""

from itertools import pairwise

from annotations.span import Span

SAMPLE = 65536
"""Code points of the start of a text that it is judged by."""
_WIDEST, _NARROWEST = 100, 40


def looks_hard_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken by hand to a width, judged by its first 64 Ki."""
    lines = text[:SAMPLE].split("\n")[:-1]
    inner = [len(a) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < 8 or any(len(line) > _WIDEST for line in lines):
        return False
    inner.sort()
    return inner[len(inner) // 4] >= _NARROWEST and inner[len(inner) // 2] >= 55


def line_at(text: str, offset: int) -> Span:
    """The line around an offset, without its line feed."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end


def continues(text: str, above: Span, below: Span) -> bool:
    """Whether a line was broken by hand before the one below: that one's first word would not have fitted."""
    width = above[1] - above[0]
    line = text[below[0] : min(below[1], below[0] + _WIDEST)]
    if not _NARROWEST <= width <= _WIDEST or not line or line[0].isspace() or text[above[1] - 1 : above[1]].isspace():
        return False
    return width + 1 + len(line.split(maxsplit=1)[0]) > _NARROWEST + 20


def soft_newlines(text: str, start: int, end: int) -> list[int]:
    """The offsets in ``start:end`` of line ends that were broken by hand, in a text that looks hard-wrapped."""
    found: list[int] = []
    place = text.find("\n", start, end)
    above = line_at(text, place) if place >= 0 else (0, 0)
    while 0 <= place < end:
        below = line_at(text, place + 1)
        if continues(text, above, below):
            found.append(place)
        place, above = (below[1], below) if below[1] < len(text) else (-1, below)
    return found
