"""Where the focus goes: from stop to stop, into an entity, to what is to review.

Nothing here changes anything; each function looks around the focus only. A stop is an
entity that is shown, else a token; tokens without a letter, digit or pictograph, and possessives, are none.
"""

import unicodedata

from annotations.article import Article
from annotations.article_tokens import token_at, token_before, tokens_in
from annotations.entity import Entity, Span, Status
from annotations.index import OPEN
from annotations.marked import Focus, Marked

_POSSESSIVES = frozenset(f"{quote}{s}" for quote in "'’ʼ＇" for s in ("s", "S", ""))


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
