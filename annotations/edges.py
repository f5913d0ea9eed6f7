"""Edges: where the start or end of a span may move to, by token or by character. Offsets are code points."""

from collections.abc import Iterator
from typing import Literal

from annotations.article import Article
from annotations.article_tokens import token_at, token_before, tokens_in
from annotations.graphemes import grapheme_around, next_break
from annotations.names import trimmed
from annotations.span import Span

Side = Literal["start", "end"]
Step = Literal[-1, 1]
"""In the direction of the text (1), or against it."""
By = Literal["token", "character"]


def moved_edge(article: Article, span: Span, side: Side, step: Step, by: By) -> Span | None:
    """The span with one edge moved a step, None where it cannot move further.

    Within its paragraph: by token the edge goes on past blanks, quotes, commas and unpaired brackets; a possessive is a
    token to stop at. By character it goes grapheme by grapheme, past blanks only.
    """
    start, end = span
    places = _by_token(article, span, side, step) if by == "token" else _by_character(article, span, side, step)
    for place in places:
        moved = (place, end) if side == "start" else (start, place)
        if moved[0] >= moved[1]:
            return None
        clean = _clean(article.text, moved, side) if by == "token" else not _at_edge(article.text, moved, side).isspace()
        if clean:
            return moved
    return None


def _at_edge(text: str, span: Span, side: Side) -> str:
    return text[span[0]] if side == "start" else text[span[1] - 1]


def _clean(text: str, span: Span, side: Side) -> bool:
    kept = trimmed(text, *span)
    if kept is None:
        return False
    if side == "start":
        return kept[0] == span[0]
    return kept[1] == span[1] or (text[span[1] - 1] in "sS" and kept[1] == span[1] - len("’s"))


def _by_character(article: Article, span: Span, side: Side, step: Step) -> Iterator[int]:
    text = article.text
    place = span[0] if side == "start" else span[1]
    first, last = article.paragraph_at(span[0])[0], article.paragraph_at(span[1] - 1)[1]
    while (place < last) if step == 1 else (place > first):
        place = next_break(text, place) if step == 1 else grapheme_around(text, place - 1)[0]
        yield place


def _by_token(article: Article, span: Span, side: Side, step: Step) -> Iterator[int]:
    start, end = span
    first, last = article.paragraph_at(start)[0], article.paragraph_at(end - 1)[1]
    if side == "end" and step == 1:
        yield from (token[1] for token in tokens_in(article, end, last))
    elif side == "start" and step == 1:
        yield from (token[0] for token in tokens_in(article, start, end) if token[0] > start)
    elif side == "end":
        place = end
        while token := token_before(article, place - 1):
            place = token[1]
            yield place
    else:
        yield from _starts_before(article, start, first)


def _starts_before(article: Article, start: int, first: int) -> Iterator[int]:
    place = start
    while place > first:
        if not article.text[place - 1].isspace():
            place = token_at(article, place - 1)[0]
            yield place
        else:
            place -= 1
