"""Sentences of a paragraph, by their ends; abbreviations and initials end none."""

import re
from collections.abc import Iterator

from annotations.span import Span

# The end of a sentence: a full stop with its closing quotes, then a blank and a capital, digit or quote; or a CJK stop.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[^\W_a-z])|[。！？｡।۔؟]+[」』”’）]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Col|Lt|Sgt|Gov|Sen|Rep|Rev|Hon|Mme|Mlle|Mgr|Ste|Inc|Ltd|Corp|Co|No|vs|cf|etc)|\b[^\W\d_])\.$"
)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of the paragraph ``text[start:end]``, in code points, trimmed of blanks."""
    begin = start
    for found in _SENTENCE_END.finditer(text, start, end):
        if _ABBREVIATION.search(text[max(begin, found.start() - 12) : found.start() + 1]):
            continue
        if trimmed := _trimmed(text, begin, found.end()):
            yield trimmed
        begin = found.end()
    if trimmed := _trimmed(text, begin, end):
        yield trimmed


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
