"""What of an article was on the screen: spans in order, apart from each other. Offsets are code points."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from annotations.span import Span

_WORD = re.compile(r"\S")


def with_seen(seen: Sequence[Span], span: Span) -> list[Span]:
    """The spans with one more, joined to those that it touches."""
    first = bisect_left(seen, span[0], key=itemgetter(1))
    last = bisect_right(seen, span[1], key=itemgetter(0))
    touched = seen[first:last]
    joined = (min([span[0], *(start for start, _ in touched)]), max([span[1], *(end for _, end in touched)]))
    return [*seen[:first], joined, *seen[last:]]


def unseen(text: str, seen: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """The pieces of ``text[start:end]`` that were not seen, but for blank ones."""
    for gap_start, gap_end in zip([start, *(stop for _, stop in seen)], [*(begin for begin, _ in seen), end], strict=True):
        piece = max(gap_start, start), min(gap_end, end)
        if piece[0] < piece[1] and _WORD.search(text, *piece):
            yield piece
