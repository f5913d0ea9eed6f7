"""Names that nobody tagged: name-like spans, and texts that are tagged elsewhere; never what was refused."""

from collections.abc import Collection, Iterator

from annotations.article import Article
from annotations.article_tokens import tokens_in
from annotations.entity import Status
from annotations.habits import with_the
from annotations.marked import Focus, Marked
from annotations.names import candidates
from annotations.span import Span
from annotations.tokens import leads
from annotations.uncased import within_word

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
    find, as long as ``missed_names``.
    """
    found: Focus | int | None = offset
    while isinstance(found, int):
        found = missed_within(marked, found, direction, len(marked.article.text) + 1)
    return found


def missed_within(marked: Marked, offset: int, direction: int, look_at: int) -> Focus | int | None:
    """What ``missed`` finds, or the offset to go on from where so many code points were looked at in vain."""
    known: dict[str, bool] = {}
    for piece in _pieces(marked.article, offset, direction):
        if abs(piece[0] - offset) > look_at:
            return piece[0] if direction > 0 else piece[1]
        found = _missed_in(marked, piece, known)
        if direction > 0:
            span = next((span for span in found if span[0] >= offset), None)
        else:
            span = next((span for span in reversed(found) if span[1] <= offset), None)
        if span:
            return Focus(*span, offered=True)
    return None


def missed_names(marked: Marked, look_at: int | None = None) -> tuple[list[Span], bool]:
    """The names that ``missed`` would offer, in order, and whether these are all.

    Costs one look through the article, some seconds for a million code points; with ``look_at`` it stops after so many.
    """
    known: dict[str, bool] = {}
    found: list[Span] = []
    for start, end in _pieces(marked.article, 0, 1):
        if look_at is not None and start >= look_at:
            return found, False
        found += _missed_in(marked, (start, end), known)
    return found, True


def missed_between(marked: Marked, start: int, end: int) -> list[Span]:
    """The names that ``missed`` would offer of those that begin in ``text[start:end]``, in order."""
    known: dict[str, bool] = {}
    found: list[Span] = []
    for piece in _pieces(marked.article, start, 1):
        if piece[0] >= end:
            break
        found += (span for span in _missed_in(marked, piece, known) if start <= span[0] < end)
    return found


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
    candidate = (span for span in candidates(marked.article, *piece, marked.proper) if span[0] >= piece[0])
    named = [span for span in candidate if numbers or not _small(text[slice(*span)])]
    repeats = set(_repeats(marked, piece, known))
    if marked.with_the:
        named = [span if span in repeats else _with_the(marked, span) for span in named]
    found: list[Span] = []
    for span in sorted({*named, *repeats}):
        if entities.touching(*span) or _refused(marked, span):
            continue
        if not found or found[-1][1] <= span[0]:
            found.append(span)
        elif span[1] - span[0] > found[-1][1] - found[-1][0]:
            found[-1] = span
    return found


def _with_the(marked: Marked, span: Span) -> Span:
    """A candidate as it is offered where names are taken with ``the``."""
    wider = with_the(marked.article, span)
    return span if marked.entities.touching(*wider) else wider


def _refused(marked: Marked, span: Span) -> bool:
    """Whether a span was rejected, or refused as a name, with or without a word before it."""
    rejected = marked.entities.touching(*span, (Status.REJECTED,))
    return any(one.span == span or (not one.label and _alike(marked, one.span, span)) for one in rejected)


def _alike(marked: Marked, one: Span, other: Span) -> bool:
    return one[1] == other[1] and with_the(marked.article, max(one, other)) == min(one, other)


def _small(words: str) -> bool:
    """Whether a candidate has no capital: a number, or words for a time."""
    return words == words.lower()


def _repeats(marked: Marked, piece: Span, known: dict[str, bool]) -> Iterator[Span]:
    """The places in a piece where a text stands that is tagged elsewhere in scope; ``known`` remembers texts asked for."""
    article, entities = marked.article, marked.entities
    for start, lead in _leads(article.text, *piece):
        surfaces = entities.starting(lead)
        if not surfaces or not _may_stand(article.text, start, surfaces) or entities.touching(start, start + 1):
            continue
        for end in sorted(_ends(article, start), reverse=True):
            words = article.surface(start, end)
            if words not in surfaces:
                continue
            if words not in known:
                alike = entities.alike(words) > 0
                known[words] = alike and (marked.only is None or any(map(marked.in_scope, entities.equal(words))))
            if known[words]:
                yield start, end
                break


def _leads(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where a text may begin, and what with, in words that other words are written onto too."""
    for place, lead in leads(text, start, end):
        yield place, lead
        if len(lead) > 1 and not lead.isascii():
            for span in within_word(text, place, place + len(lead)):
                yield span[0], text[slice(*span)]


def _may_stand(text: str, start: int, surfaces: Collection[str]) -> bool:
    """Whether one of these texts may stand there; a quick look where they are few."""
    return len(surfaces) > _FEW or any(text.startswith(words.split(" ", 1)[0], start) for words in surfaces)


def _ends(article: Article, start: int) -> list[int]:
    """The ends of the tokens from ``start`` on within its paragraph, and where a name may end within one; none when no token,
    and no name within one, begins there."""
    text, ends = article.text, list[int]()
    for number, token in enumerate(tokens_in(article, start, article.paragraph_at(start)[1])):
        plain = text.isascii() or text[token[0] : token[1]].isascii()
        inside = [] if plain else list(within_word(text, *token))
        if number == _LONGEST or (number == 0 and start not in (token[0], *(span[0] for span in inside))):
            break
        ends += (token[1], *(span[1] for span in inside))
    return ends
