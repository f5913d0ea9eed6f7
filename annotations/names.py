"""Text objects: tokens at an offset, clean edges, equal texts, name-like spans, and growing through them.

All spans are code points of the article's text, end exclusive; each function costs what it looks at, not the article.
"""

import re
from collections.abc import Iterator

from annotations.article import Article, surface
from annotations.entity import Span
from annotations.tokens import safe_start, tokens

_SPACE = re.compile(r"\s+")


def tokens_in(article: Article, start: int, end: int) -> Iterator[Span]:
    """The tokens that share a code point with ``text[start:end]``, over paragraphs, in order, made one by one."""
    text, place = article.text, max(start, 0)
    end = min(end, len(text))
    while place < end:
        blank = _SPACE.match(text, place)
        place = blank.end() if blank else place
        stop = article.paragraph_at(place)[1]
        for token in tokens(text, safe_start(text, place), stop):
            if token[0] >= end:
                return
            if token[1] > place:
                yield token
        place = max(stop, place) + 1


def token_before(article: Article, offset: int) -> Span | None:
    """The last token that ends at or before the offset."""
    text = article.text
    offset = place = min(offset, len(text))
    while place > 0:
        if text[place - 1].isspace():
            place -= 1
            continue
        token = next(tokens_in(article, place - 1, place))
        if token[1] <= offset:
            return token
        place = token[0]
    return None


def token_at(article: Article, offset: int) -> Span:
    """The token that holds the offset, else the next one, else the last; empty in an article without tokens."""
    found = next(tokens_in(article, offset, len(article.text)), None) or token_before(article, offset)
    return found or (0, 0)


_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〈": "〉", "⟨": "⟩"}
_CLOSING = {close: opener for opener, close in _OPENING.items()}
_QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›「」『』《》＂＇`´ʼ")
_EDGES = frozenset(",;:،؛、，；：。|/\\•·–—―-‐‑…")
_DECADE = re.compile(r"['’]\d\d(?:s|er)?(?!\w)")
_POSSESSIVE = re.compile(r"(?<=[\w.])['’ʼ＇][sS](?!\w)")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without what is no part of a name at its edges, None where nothing is left.

    Goes: blanks, quotes, commas and other stops, dashes, brackets that are unpaired or surround it all, a possessive
    (’s, or the quote of s’), the full stop of a sentence. Stays: the dot of U.S. and Inc., a quote or bracket whose
    partner stands inside, the sign of -5 and ’90s.
    """
    before: Span | None = None
    while start < end and (start, end) != before:
        before = (start, end)
        if _goes_first(text, start, end):
            start += 1
        elif found := _POSSESSIVE.match(text, start, end):
            start = found.end()
        elif found := _POSSESSIVE.match(text, max(start, end - 2), end):
            end = found.start()
        elif _goes_last(text, start, end):
            end -= 1
    return (start, end) if start < end else None


def _goes_first(text: str, start: int, end: int) -> bool:
    char = text[start]
    if char in "-–'’" and (_DECADE.match(text, start, end) or (char in "-–" and text[start + 1 : start + 2].isdigit())):
        return False
    if char in _OPENING:
        return _partner(text, start, end) in (None, end - 1)
    if char in _QUOTES:
        return not _quoted(text, start + 1, end - 1, char)
    return char.isspace() or char in _EDGES or char in _CLOSING


def _goes_last(text: str, start: int, end: int) -> bool:
    char = text[end - 1]
    if char in _CLOSING:
        inside = text[start : end - 1]
        return inside.count(_CLOSING[char]) <= inside.count(char)
    if char in _QUOTES:
        return not _quoted(text, start + 1, end - 1, char)
    if char == ".":
        return not _dotted(text, max(start, end - 32), end)
    return char.isspace() or char in _EDGES or char in _OPENING


_PAIRS = {"“": "”", "”": "“", "„": "“", "‘": "’", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "」": "「"}


def _quoted(text: str, start: int, end: int, char: str) -> bool:
    """Whether the partner of a quote at one edge stands inside, so that the quote belongs to the name."""
    return char not in "'’ʼ`´＇" and text.find(_PAIRS.get(char, char), start, end) >= 0


def _partner(text: str, start: int, end: int) -> int | None:
    """Where the bracket at ``start`` is closed."""
    opener, depth = text[start], 0
    for place in range(start, end):
        depth += (text[place] == opener) - (text[place] == _OPENING[opener])
        if depth == 0:
            return place
    return None


def _dotted(text: str, start: int, end: int) -> bool:
    """Whether the dot that ends the span belongs to its last token."""
    ahead = _SPACE.match(text, end)
    stop = min(ahead.end() + 1 if ahead and "\n" not in ahead.group() else end, len(text))
    return any(token[0] < end - 1 < token[1] for token in tokens(text, safe_start(text, start), stop))


def equal_texts(article: Article, words: str) -> Iterator[Span]:
    """The places where these words stand as whole tokens, in the same case, in order, none overlapping.

    The words are trimmed first; a blank among them may be a line end within a paragraph. Costs one search of the text.
    """
    edges = trimmed(words, 0, len(words))
    if edges is None:
        return
    wanted = re.compile(r"\s+".join(re.escape(word) for word in surface(words, *edges).split(" ")))
    place = 0
    while found := wanted.search(article.text, place):
        if whole_tokens(article, *found.span()):
            yield found.span()
            place = found.end()
        else:
            place = found.start() + 1


def whole_tokens(article: Article, start: int, end: int) -> bool:
    """Whether a span begins and ends where tokens do, within one paragraph."""
    if article.paragraph_at(start)[1] < end or token_at(article, start)[0] != start:
        return False
    return token_at(article, end - 1)[1] == end
