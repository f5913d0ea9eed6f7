"""Where the focus goes: from stop to stop, into an entity.

Nothing here changes anything; each function looks around the focus only. A stop is an
entity that is shown, else a token; tokens without a letter, digit or pictograph, and possessives, are none.
"""

import unicodedata

from annotations.article import Article
from annotations.article_tokens import token_at, token_before, tokens_in
from annotations.entity import Entity
from annotations.marked import Focus, Marked
from annotations.span import Span

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

    An entity is one stop, with what is nested in it; a focus inside an entity steps within it first, then out,
    or on into an entity that crosses its edge.
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
    beyond = [e for e in near if _past(e, focus) or _twin(e, focus, 1)]
    if beyond:
        return Focus.on(beyond[0])
    return Focus(*token) if token else None


def _backward(marked: Marked, focus: Focus, bounds: Span) -> Focus | None:
    token = _word_before(marked.article, focus.start, bounds[0], _every(marked.article, focus))
    near = marked.entities.touching(token[0] if token else bounds[0], focus.end)
    beyond = [e for e in near if _short_of(e, focus) or _twin(e, focus, -1)]
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

    An entity that two crossing ones hold belongs to the smaller, so that each is met once; one on the very span of another is
    inside the first. None where there is nothing inside: an entity of one word, or a run outside all entities that holds none.
    """
    here = marked.entity(focus)
    whole = _outermost(marked, here) if here else _around(marked, focus)
    if whole and not here:
        return Focus.on(whole)
    first, last = whole.span if whole else focus.span
    order = here.order if here else (first, first - last - 1, "")
    for entity in marked.entities.touching(first, last):
        if entity.order > order and _within(entity.span, (first, last)) and whole in (None, _outermost(marked, entity)):
            return Focus.on(entity)
    if whole is None:
        return None
    token = _first_word(marked.article, whole.span)
    if token != whole.span and _within(token, whole.span):
        return Focus(*token)
    return None if whole is here else Focus.on(whole)


def _outermost(marked: Marked, entity: Entity) -> Entity:
    """The entity come to by going to the smallest that holds one, again and again: of several on one span the first."""
    while (holder := _holder(marked, Focus.on(entity))) is not None:
        entity = holder
    return next((e for e in marked.entities.touching(*entity.span) if e.span == entity.span), entity)


def _around(marked: Marked, run: Focus) -> Entity | None:
    """The outermost entity around a run: of several, the one that begins with it, as it was gone into."""
    around = [e for e in marked.entities.touching(*run.span) if _within(run.span, e.span)]
    outermost = [e for e in around if _outermost(marked, e) is e]
    begun = (e for e in outermost if _first_word(marked.article, e.span) == run.span)
    return next(begun, min(outermost, key=lambda entity: entity.end - entity.start, default=None))


def words_between(article: Article, start: int, end: int) -> list[Span]:
    """The tokens that are stops and begin in ``text[start:end]``, in order."""
    return [one for one in tokens_in(article, start, end) if one[0] >= start and _is_stop(article.text[slice(*one)])]


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


def _first_word(article: Article, span: Span) -> Span:
    """The first token of a span that is a stop, else the first of any kind."""
    return _word_after(article, *span) or token_at(article, span[0])


def _every(article: Article, focus: Focus) -> bool:
    """Whether every token is a stop: from a sign on, as where signs are all there is."""
    return focus.uid is None and not _is_stop(article.text[slice(*focus.span)])


def _is_stop(word: str) -> bool:
    if word in _POSSESSIVES:
        return False
    return any(char.isalnum() or unicodedata.category(char) in ("So", "Sc") for char in word)
