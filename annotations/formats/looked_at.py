"""Which tokens nobody looked at, for formats that can say *missing* and need not pass them off for *outside*."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from annotations.formats.document import Document
from annotations.formats.planning import within_blanks
from annotations.span import Span


def not_looked_at(document: Document, places: Sequence[Span]) -> list[bool]:
    """Of each token whether it is past what was checked, or touches something undecided or an entity of the document.

    ``places`` are in text order. Whether the entity is in the file is the caller's to say.
    """
    starts, ends = [start for start, _ in places], [end for _, end in places]
    missing = [end > document.checked for end in ends]
    inner = (within_blanks(document.article.text, *entity.span) for entity in document.entities)
    for span in (*document.undecided, *(span for span in inner if span)):
        for place in range(bisect_right(ends, span[0]), bisect_left(starts, span[1])):
            missing[place] = True
    return missing
