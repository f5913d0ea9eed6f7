"""Text objects: clean edges, equal texts, name-like spans, and growing through them.

All spans are code points of the article's text, end exclusive; each function costs what it looks at, not the article.
"""

import re
from collections.abc import Collection, Iterator
from heapq import merge

from annotations.article import Article, surface
from annotations.article_tokens import token_at, token_before, tokens_in
from annotations.graphemes import is_border, whole_graphemes
from annotations.proper import ProperNouns
from annotations.runs import is_function_word, may_hold, names_from, opens_sentence
from annotations.span import Span
from annotations.tokens import safe_start, tokens
from annotations.uncased import uncased_names
from annotations.vocabulary import ARTICLES, COUNTING, DETERMINERS, FUNCTION_WORDS, JOINING, PARTICLES

_SPACE = re.compile(r"\s+")

_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〈": "〉", "《": "》", "⟨": "⟩"}
_CLOSING = {close: opener for opener, close in _OPENING.items()}
_QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›「」『』《》＂＇`´ʼ")
_EDGES = frozenset("_*,;:،؛、，；：。|/\\•·–—―-‐‑…")
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


def may_part(text: str, place: int) -> bool:
    """Whether an edge may lose what stands on one side of a place: no grapheme is cut but CR LF."""
    return text[place] == "\n" or is_border(text, place)


def _goes_first(text: str, start: int, end: int) -> bool:
    char = text[start]
    if start + 1 < end and not may_part(text, start + 1):  # a mark stands on it, or it is a keycap
        return False
    if char in "-–'’" and (_DECADE.match(text, start, end) or (char in "-–" and text[start + 1 : start + 2].isdigit())):
        return False
    if char in _OPENING:
        return _partner(text, start, end) in (None, end - 1)
    if char in _QUOTES:
        return not _quoted(text, start + 1, end - 1, char)
    return char.isspace() or char in _EDGES or char in _CLOSING


def _goes_last(text: str, start: int, end: int) -> bool:
    char = text[end - 1]
    if start < end - 1 and not may_part(text, end - 1):
        return False
    if char in _CLOSING:
        inside = text[start : end - 1]
        return inside.count(_CLOSING[char]) <= inside.count(char)
    if char in _QUOTES:
        return not _quoted(text, start + 1, end - 1, char)
    if char == ".":
        return not _dotted(text, max(start, end - 32), end)
    return char.isspace() or char in _EDGES or char in _OPENING


_PAIRS = dict(zip("“”„‘«»‹›「」『』", "”““’»«›‹」「』『", strict=True))


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


def equal_texts(article: Article, words: str, start: int = 0) -> Iterator[Span]:
    """The places from ``start`` on where these words stand as whole tokens, in the same case, in order, none overlapping.

    The words are trimmed first; a blank among them may be a line end within a paragraph. Costs one search of the text.
    """
    edges = trimmed(words, 0, len(words))
    if edges is None:
        return
    wanted = re.compile(r"\s+".join(re.escape(word) for word in surface(words, *edges).split(" ")))
    place = start
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


_FURTHEST = 48
"""Tokens that are looked at, before an offset, for where a run of capitals begins."""


def candidates(article: Article, start: int, end: int, proper: ProperNouns | None = None) -> Iterator[Span]:
    """The name-like spans that touch ``text[start:end]``, in order, made one by one.

    A run of capitalised or numeric tokens within a paragraph. It does not begin with a function word that opens a
    sentence, nor is it a single word that opens one and stands nearby in lower case; title words (Ambassador, Secretary of
    State) are left out; it breaks after a dotted acronym (U.S.), and between digits and words unless one is a month.
    Hyphens join words (Jean-Pierre, Jong-un, 1950-1953), not acronyms (DPRK-U.S.). English words for a time (last year)
    count. Scripts without capitals have what ``uncased_names`` finds in them. Where ``proper`` tells of proper nouns, these
    take the place of runs of capitals, but for dates and numbers.
    """
    cased = names_from(article, _run_start(article, start), end)
    tagged = proper.touching(start, end) if proper is not None else None
    if tagged is not None:
        numbers = (name for name in cased if any(map(str.isdigit, article.text[slice(*name)])))
        cased = merge(filter(None, (trimmed(article.text, *run) for run in tagged)), numbers)
    last = 0
    for name in merge(cased, uncased_names(article.text, start, end)):
        if name[0] >= end:
            return
        if name[1] > start and name[0] >= last:
            last = name[1]
            yield name


def smart_span(article: Article, offset: int, proper: ProperNouns | None = None) -> Span | None:
    """The name-like span that holds the token at the offset, if there is one."""
    return next(candidates(article, *token_at(article, offset), proper), None)


def _run_start(article: Article, start: int) -> int:
    text, place = article.text, safe_start(article.text, start)
    for _ in range(_FURTHEST):
        token = token_before(article, place)
        if token is None or not may_hold(text[slice(*token)]) or article.paragraph_at(token[0])[1] < place:
            break
        place = token[0]
    return place


def bridged(article: Article, span: Span, bridges: Collection[str] = PARTICLES) -> Span:
    """The span with the capitalised tokens on either side that blanks or words like ``of``, ``and``, ``’s`` and ``van`` lead to.

    Stays within its paragraph; the span itself where there are none. ``bridges`` are those words, but for ``’s``.
    """
    first, last = article.paragraph_at(span[0])
    return _bridge_left(article, span[0], first, bridges), _bridge_right(article, span[1], last, bridges)


def _bridge_right(article: Article, end: int, stop: int, bridges: Collection[str]) -> int:
    text, place, between = article.text, end, 0
    for token in tokens_in(article, end, stop):
        word = text[slice(*token)]
        if token[0] < end:
            continue
        if text[place : token[0]].strip() or between > _WIDEST_BRIDGE:
            break
        place = token[1]
        if word != word.lower():
            end, between = place, 0
        elif _is_bridge(word, bridges):
            between += 1
        else:
            break
    return end


def _bridge_left(article: Article, start: int, stop: int, bridges: Collection[str]) -> int:
    text, place, between = article.text, start, 0
    while between <= _WIDEST_BRIDGE and (token := token_before(article, place)) and token[0] >= stop:
        word = text[slice(*token)]
        if text[token[1] : place].strip():
            break
        place = token[0]
        if word != word.lower() and not (opens_sentence(text, place, stop) and is_function_word(article, word.lower())):
            start, between = place, 0
        elif _is_bridge(word, bridges):
            between += 1
        else:
            break
    return start


_WIDEST_BRIDGE = 3
"""Tokens without a capital that a bridge may have: ``of the``, ``’s``, ``van de``."""


def _is_bridge(word: str, bridges: Collection[str]) -> bool:
    return word in bridges or word[0] in "'’ʼ＇"


_BEFORE_NOUN = 5
"""Words that a noun chunk may have before the noun, its determiner not counted."""
_IN_PHRASE = 2
"""The same of a phrase, where no determiner stands."""
_OF_ONE_NAME = PARTICLES - JOINING


def phrase(article: Article, span: Span, proper: ProperNouns | None = None) -> Span:
    """What the words of a span are a part of: the name they stand in, or they themselves where that is none, led on over words
    like ``of`` but not over ``and``; with what goes before that, back to a determiner or a number, which belong to it.

    Where no such word is near, of a name nothing more; of other words what goes before them, back to a small word or a mark,
    but not beyond a name. No verb is known here: one that stands right before is taken in.
    """
    names = [name for name in candidates(article, *span, proper) if name[0] <= span[0] and span[1] <= name[1]]
    start, end = bridged(article, names[0] if names else span, _OF_ONE_NAME)
    text, first = article.text, article.paragraph_at(span[0])[0]
    known = article.language in FUNCTION_WORDS or not article.language
    if not known or _is_determiner(article, text[slice(*token_at(article, start))].lower()):
        return start, end
    place, named = start, _has_capitals(text, start, end)
    for _ in range(_IN_PHRASE + 1):
        token = token_before(article, place)
        if token is None or token[0] < first or text[token[1] : place].strip(" "):
            break
        word = text[slice(*token)].lower()
        if _is_determiner(article, word) or ((place == start or not named) and _counts(article, word)):
            return token[0], end
        if not word[0].isalpha() or is_function_word(article, word):
            break
        place = token[0]
        if not named:
            start, named = place, _has_capitals(text, *token)
    return start, end


def _has_capitals(text: str, start: int, end: int) -> bool:
    return text[start:end] != text[start:end].lower()


def _is_determiner(article: Article, word: str) -> bool:
    return word in ARTICLES or word in DETERMINERS.get(article.language or "en", ())


def _counts(article: Article, word: str) -> bool:
    return word[0].isdigit() or word in COUNTING.get(article.language or "en", ())


def grow(article: Article, span: Span, proper: ProperNouns | None = None) -> Span | None:
    """The next larger text object around the span; None when it is the whole paragraph or more.

    Through: whole tokens, smart span, bridge words, an article before it, noun chunk, quotation, sentence, paragraph.
    None ends on a blank, a quote or a stop, unless the span itself does.
    """
    for whole in (whole_graphemes(article.text, *one) for one in _objects(article, span, proper)):
        if whole[0] <= span[0] and span[1] <= whole[1]:
            clean = trimmed(article.text, *whole) or whole
            wider = min(clean[0], span[0]), max(clean[1], span[1])
            if wider != span:
                return wider
    return None


def shrink(article: Article, span: Span, inside: Span | None = None, proper: ProperNouns | None = None) -> Span | None:
    """The next smaller text object: the last that growing from ``inside`` meets before it reaches the span.

    ``inside`` is the first token of the span when not given. None when nothing smaller stands there.
    """
    smaller = inside or token_at(article, span[0])
    if not (span[0] <= smaller[0] and smaller[1] <= span[1] and smaller != span):
        return None
    while (wider := grow(article, smaller, proper)) and span[0] <= wider[0] and wider[1] <= span[1] and wider != span:
        smaller = wider
    return smaller


def _objects(article: Article, span: Span, proper: ProperNouns | None) -> Iterator[Span]:
    """Text objects around a span, smaller ones first."""
    first = token_at(article, span[0])
    last = token_at(article, max(span[0], span[1] - 1))
    whole = min(first[0], span[0]), max(last[1], span[1])
    yield whole
    names = [name for name in candidates(article, *whole, proper) if name[0] <= whole[0] and whole[1] <= name[1]]
    yield from names
    name = bridged(article, names[0] if names else whole)
    yield name
    before = token_before(article, name[0])
    if before and article.text[slice(*before)].lower() in ARTICLES and not article.text[before[1] : name[0]].strip(" "):
        yield before[0], name[1]
    yield _noun_chunk(article, name)
    yield from _quotation(article, span)
    yield article.sentence_at(span[0])[0], article.sentence_at(max(span[0], span[1] - 1))[1]
    yield article.paragraph_at(span[0])[0], article.paragraph_at(max(span[0], span[1] - 1))[1]


def _noun_chunk(article: Article, span: Span) -> Span:
    """The span with the words that go before it from a determiner on; without one near, the span itself: no verb is taken in."""
    determiners = DETERMINERS.get(article.language or "en", frozenset())
    text, start, first = article.text, span[0], article.paragraph_at(span[0])[0]
    for _ in range(_BEFORE_NOUN + 1):
        token = token_before(article, start)
        if token is None or token[0] < first or not text[token[1] : start].isspace():
            break
        word, start = text[slice(*token)].lower(), token[0]
        if word in determiners:
            return start, span[1]
        if not word[0].isalnum() or is_function_word(article, word):
            break
    return span


_QUOTATIONS = ("“”", "«»", "„“", "””", "‘’", "‹›", "「」", "『』", "《》", "〈〉", '""', "()", "（）", "[]")
"""What opens and closes a quotation, a title or an aside."""


def _quotation(article: Article, span: Span) -> Iterator[Span]:
    """What stands between the quotes or brackets around a span, within its paragraph."""
    text = article.text
    first, last = article.paragraph_at(span[0])
    for pair in _QUOTATIONS:
        opener, closer = pair[0], pair[1]
        start = text.rfind(opener, first, span[0]) + 1
        end = text.find(closer, span[1], last)
        unclosed = opener != closer or text.count(opener, first, start) % 2 == 1
        if start > 0 and end >= 0 and unclosed and text.find(closer, start, span[0]) < 0:
            yield start, end
