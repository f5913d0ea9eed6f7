"""Names that nobody tagged: name-like spans, and texts that are tagged elsewhere; never what was refused."""

from collections.abc import Collection, Iterator

from annotations.article import Article
from annotations.article_tokens import tokens_in
from annotations.entity import Span, Status
from annotations.marked import Focus, Marked
from annotations.names import candidates
from annotations.tokens import leads

_LONGEST = 16
"""Tokens of the longest tagged text whose repeats are looked for."""
_FEW = 32
"""Up to so many texts that begin alike are looked at one by one."""
_PIECE = 4096
"""Code points of a paragraph that are looked through at once for missed names."""
_NUMBERS_AND_TIMES = ("CARDINAL", "DATE", "TIME", "ORDINAL", "QUANTITY", "PERCENT", "MONEY")


def missed(marked: Marked, offset: int, direction: int) -> Focus | None:
    """The next name (1) that starts at or after the offset, or the last (-1) that ends by it, which nobody tagged.

    That is a name-like span with clean edges, or a text that is tagged elsewhere; never one that was refused, never text
    of a shown entity. Looks from paragraph to paragraph until one is found: at worst, in an article with nothing more to
    find, as long as ``missed_count``.
    """
    known: dict[str, bool] = {}
    for piece in _pieces(marked.article, offset, direction):
        found = _missed_in(marked, piece, known)
        if direction > 0:
            span = next((span for span in found if span[0] >= offset), None)
        else:
            span = next((span for span in reversed(found) if span[1] <= offset), None)
        if span:
            return Focus(*span, offered=True)
    return None


def missed_count(marked: Marked, look_at: int | None = None) -> tuple[int, bool]:
    """How many names ``missed`` would offer, and whether these are all.

    Costs one look through the article, some seconds for a million code points; with ``look_at`` it stops after so many.
    """
    known: dict[str, bool] = {}
    found = 0
    for start, end in _pieces(marked.article, 0, 1):
        if look_at is not None and start >= look_at:
            return found, False
        found += len(_missed_in(marked, (start, end), known))
    return found, True


def _pieces(article: Article, offset: int, direction: int) -> Iterator[Span]:
    """Paragraphs from the one at the offset on, long ones cut at blanks."""
    place = min(max(offset, 0), len(article.text))
    while 0 <= place <= len(article.text):
        start, end = article.paragraph_at(place)
        cut = [piece for piece in _cut(article.text, start, end) if piece[1] > place or direction < 0]
        yield from cut if direction > 0 else (piece for piece in reversed(cut) if piece[0] <= place)
        place = end + 1 if direction > 0 else start - 1


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _PIECE:
        stop = max(text.rfind(" ", start, start + _PIECE) + 1, text.rfind("\n", start, start + _PIECE) + 1)
        stop = stop if stop > start else start + _PIECE
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _missed_in(marked: Marked, piece: Span, known: dict[str, bool]) -> list[Span]:
    """The untagged names that begin in a piece of a paragraph, in order; of two that overlap the longer."""
    text, entities = marked.article.text, marked.entities
    numbers = any(
        label is not None and (marked.only is None or label in marked.only)
        for label in map(marked.labels.mapped, _NUMBERS_AND_TIMES)
    )
    named = [s for s in candidates(marked.article, *piece) if s[0] >= piece[0] and (numbers or not _small(text[slice(*s)]))]
    found: list[Span] = []
    for span in sorted({*named, *_repeats(marked, piece, known)}):
        if entities.touching(*span) or entities.exactly(*span, (Status.REJECTED,)):
            continue
        if not found or found[-1][1] <= span[0]:
            found.append(span)
        elif span[1] - span[0] > found[-1][1] - found[-1][0]:
            found[-1] = span
    return found


def _small(words: str) -> bool:
    """Whether a candidate has no capital: a number, or words for a time."""
    return words == words.lower()


def _repeats(marked: Marked, piece: Span, known: dict[str, bool]) -> Iterator[Span]:
    """The places in a piece where a text stands that is tagged elsewhere in scope; ``known`` remembers texts asked for."""
    article, entities = marked.article, marked.entities
    for start, lead in leads(article.text, *piece):
        surfaces = entities.starting(lead)
        if not surfaces or not _may_stand(article.text, start, surfaces) or entities.touching(start, start + 1):
            continue
        for end in reversed(_ends(article, start)):
            words = article.surface(start, end)
            if words not in surfaces:
                continue
            if words not in known:
                known[words] = any(map(marked.in_scope, entities.equal(words)))
            if known[words]:
                yield start, end
                break


def _may_stand(text: str, start: int, surfaces: Collection[str]) -> bool:
    """Whether one of these texts may stand there; a quick look where they are few."""
    return len(surfaces) > _FEW or any(text.startswith(words.split(" ", 1)[0], start) for words in surfaces)


def _ends(article: Article, start: int) -> list[int]:
    """The ends of the tokens from ``start`` on within its paragraph; none when no token begins there."""
    ends: list[int] = []
    for token in tokens_in(article, start, article.paragraph_at(start)[1]):
        if len(ends) == _LONGEST or (not ends and token[0] != start):
            break
        ends.append(token[1])
    return ends
