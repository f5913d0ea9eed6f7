"""Where the focus goes: from stop to stop, into an entity, to what is to review, to names that nobody tagged.

Nothing here changes anything; each function looks around the focus only, unless it says what more it costs. A stop is an
entity that is shown, else a token; tokens without a letter, digit or pictograph, and possessives, are none.
"""

import unicodedata
from collections.abc import Collection, Iterator

from annotations.article import Article
from annotations.entity import Entity, Span, Status
from annotations.index import OPEN
from annotations.marked import Focus, Marked
from annotations.names import candidates, token_at, token_before, tokens_in
from annotations.tokens import leads

_POSSESSIVES = frozenset(f"{quote}{s}" for quote in "'’ʼ＇" for s in ("s", "S", ""))
_LONGEST = 16
"""Tokens of the longest tagged text whose repeats are looked for."""
_FEW = 32
"""Up to so many texts that begin alike are looked at one by one."""
_PIECE = 4096
"""Code points of a paragraph that are looked through at once for missed names."""
_NUMBERS_AND_TIMES = ("CARDINAL", "DATE", "TIME", "ORDINAL", "QUANTITY", "PERCENT", "MONEY")


def stop_at(marked: Marked, offset: int) -> Focus | None:
    """The stop that holds the offset, the innermost entity first; else the next stop, else the last; None without any."""
    inner = marked.entities.touching(offset, offset + 1)
    if inner:
        return Focus.on(min(inner, key=lambda entity: entity.end - entity.start))
    article = marked.article
    held = token_at(article, offset)
    token = _word_after(article, min(held[0], offset), len(article.text)) or _word_before(article, offset, 0) or held
    around = marked.entities.touching(*token)
    if around:
        return Focus.on(around[0])
    return Focus(*token) if token[0] < token[1] else None


def step(marked: Marked, focus: Focus | None, offset: int, direction: int) -> Focus | None:
    """The next stop (direction 1) or the previous one (-1), None at the end of the text; ``stop_at(offset)`` without focus.

    An entity is one stop, with what is nested in it; a focus inside an entity steps within it first, then out.
    """
    if focus is None:
        return stop_at(marked, offset)
    holder = _holder(marked, focus)
    bounds = holder.span if holder else (0, len(marked.article.text))
    found = _forward(marked, focus, bounds) if direction > 0 else _backward(marked, focus, bounds)
    if found is None and holder is not None:
        return step(marked, Focus.on(holder), offset, direction)
    return found


def _forward(marked: Marked, focus: Focus, bounds: Span) -> Focus | None:
    token = _word_after(marked.article, focus.end, bounds[1], _every(marked.article, focus))
    near = marked.entities.touching(focus.start, token[1] if token else bounds[1])
    beyond = [e for e in near if _within(e.span, bounds) and (_past(e, focus) or _twin(e, focus, 1))]
    if beyond:
        return Focus.on(beyond[0])
    return Focus(*token) if token else None


def _backward(marked: Marked, focus: Focus, bounds: Span) -> Focus | None:
    token = _word_before(marked.article, focus.start, bounds[0], _every(marked.article, focus))
    near = marked.entities.touching(token[0] if token else bounds[0], focus.end)
    beyond = [e for e in near if _within(e.span, bounds) and (_short_of(e, focus) or _twin(e, focus, -1))]
    if beyond:
        return Focus.on(max(beyond, key=lambda entity: (entity.end, -entity.start, entity.uid)))
    return Focus(*token) if token else None


def _past(entity: Entity, focus: Focus) -> bool:
    return entity.start > focus.start and entity.end > focus.end


def _short_of(entity: Entity, focus: Focus) -> bool:
    return entity.start < focus.start and entity.end < focus.end


def _twin(entity: Entity, focus: Focus, direction: int) -> bool:
    """Whether it is another entity on the same span, on that side of the focus."""
    uid = focus.uid or ""
    return entity.span == focus.span and (entity.uid > uid if direction > 0 else entity.uid < uid)


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _holder(marked: Marked, focus: Focus) -> Entity | None:
    """The smallest shown entity that is larger than the focus and holds it."""
    around = [e for e in marked.entities.touching(*focus.span) if e.span != focus.span and _within(focus.span, e.span)]
    return min(around, key=lambda entity: entity.end - entity.start) if around else None


def into(marked: Marked, focus: Focus) -> Focus | None:
    """From an entity into its inner entities one after another, then to its first token; from there out again.

    None where there is nothing inside: an entity of one word, or a run outside all entities that holds none.
    """
    around = [e for e in marked.entities.touching(*focus.span) if _within(focus.span, e.span)]
    if focus.uid is None and around:
        return Focus.on(around[0])
    whole = around[0] if around else marked.entity(focus)
    first, last = whole.span if whole else focus.span
    here = marked.entity(focus)
    order = here.order if here else (first, first - last - 1, "")
    for entity in marked.entities.touching(first, last):
        if _within(entity.span, (first, last)) and entity.order > order and entity is not whole:
            return Focus.on(entity)
    if whole is None:
        return None
    token = _word_after(marked.article, first, last) or token_at(marked.article, first)
    return Focus(*token) if token != whole.span and _within(token, whole.span) else None


def to_review(marked: Marked, start: Focus | int, direction: int) -> Focus | None:
    """The next (1) or previous (-1) suggestion in text order, of the labels in scope.

    From an offset, the first that starts at or after it, or the last that starts before it.
    """
    if isinstance(start, int):
        start = Focus(start, len(marked.article.text) + 1)
    order = (start.start, -start.end, start.uid or "")
    look = marked.entities.next if direction > 0 else marked.entities.previous
    found = look(order, OPEN, marked.only)
    return Focus.on(found) if found else None


def place(marked: Marked, focus: Focus | None) -> tuple[int, int]:
    """The focus is on the n-th of m suggestions in scope: (n, m); n is 0 when it is on none."""
    entity, only = marked.entity(focus), marked.only
    total = marked.entities.count(Status.SUGGESTED, only)
    if entity is None or entity.status is not Status.SUGGESTED or not marked.in_scope(entity):
        return 0, total
    return marked.entities.rank(entity.order, Status.SUGGESTED, only) + 1, total


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


def _word_after(article: Article, offset: int, stop: int, every: bool = False) -> Span | None:
    """The first token that is a stop (of every kind, where said) and stands between two offsets."""
    for token in tokens_in(article, offset, stop):
        if token[0] >= offset and token[1] <= stop and (every or _is_stop(article.text[slice(*token)])):
            return token
    return None


def _word_before(article: Article, offset: int, stop: int, every: bool = False) -> Span | None:
    token = token_before(article, offset)
    while token and token[0] >= stop:
        if every or _is_stop(article.text[slice(*token)]):
            return token
        token = token_before(article, token[0])
    return None


def _every(article: Article, focus: Focus) -> bool:
    """Whether every token is a stop: from a sign on, as where signs are all there is."""
    return focus.uid is None and not _is_stop(article.text[slice(*focus.span)])


def _is_stop(word: str) -> bool:
    if word in _POSSESSIVES:
        return False
    return any(char.isalnum() or unicodedata.category(char) in ("So", "Sc") for char in word)
