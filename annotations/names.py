"""Text objects: tokens at an offset, clean edges, equal texts, name-like spans, and growing through them.

All spans are code points of the article's text, end exclusive; each function costs what it looks at, not the article.
"""

import re
from collections.abc import Iterator

from annotations.article import Article, surface
from annotations.entity import Span
from annotations.tokens import safe_start, tokens
from annotations.vocabulary import ACRONYMS, ARTICLES, FUNCTION_WORDS, MONTHS, OFFICES, PARTICLES, TITLES

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


_OFFICE_OF = re.compile(r"(\w+)\s+of\s+(?:the\s+)?$")
_EVERY_FUNCTION_WORD = frozenset().union(*FUNCTION_WORDS.values()) | {"i"}
_YEAR_AFTER_DAY = re.compile(r",\s\d{4}\b")
_SEASON = "year|month|week|weekend|decade|century|spring|summer|autumn|winter"
_WHEN = rf"(?:(?:[Ee]arly|[Ll]ate)\s)?(?:[Ll]ast|[Nn]ext|[Tt]his)\s(?:{_SEASON})\b"
# Where a name or a time may begin: at any word but one of small Latin letters alone.
_HIT = re.compile(rf"(?<![^\W_])(?:(?P<when>{_WHEN})|(?![a-z]+(?![^\W_]))[^\W_])")
_NOT_IN_NAMES = frozenset(
    ["led", "born", "run", "based", "era", "made", "wide", "like", "long", "owned", "style", "only", "free", "held"]
)
_HYPHENS = frozenset("-‐‑–")
_NEARBY = 8192
"""Code points on either side where a word that opens a sentence is looked for in lower case."""
_FURTHEST = 48
"""Tokens that are looked at, on either side, for where a run of capitals begins."""


def candidates(article: Article, start: int, end: int) -> Iterator[Span]:
    """The name-like spans that touch ``text[start:end]``, in order, made one by one.

    A run of capitalised or numeric tokens within a paragraph, after the rule measured in this project's notes: it does
    not begin with a function word that opens a sentence, nor is it a single word that stands nearby in lower case; title
    words (Ambassador, Secretary of State) are left out; it breaks after a dotted acronym (U.S.), and between digits and
    words unless one is a month. Hyphens join words (Jean-Pierre, Jong-un, 1950-1953), not acronyms (DPRK-U.S.). English
    words for a time (last year) count. Scripts without capitals have none.
    """
    text, place, stop = article.text, _run_start(article, start), -1
    for hit in _HIT.finditer(text, place):
        at = hit.start()
        if at >= end:
            return
        if at < place:
            continue
        if hit["when"]:
            place = hit.end()
            found = iter([hit.span()] if article.language in ("", "en") else [])
        else:
            stop = article.paragraph_at(at)[1] if at > stop else stop
            run = _run(text, at, stop)
            place = run[-1][1] if run else hit.end()
            found = _pieces(article, run)
        for span in found:
            place = max(place, span[1])
            if span[0] < end and span[1] > start:
                yield span


def smart_span(article: Article, offset: int) -> Span | None:
    """The name-like span that holds the token at the offset, if there is one."""
    return next(candidates(article, *token_at(article, offset)), None)


def _run_start(article: Article, start: int) -> int:
    place = safe_start(article.text, start)
    for _ in range(_FURTHEST):
        token = token_before(article, place)
        if token is None:
            break
        word = article.text[slice(*token)]
        if "\n" in article.text[token[1] : place] and not article.hard_wrapped:
            break
        if not _is_name(word) and word.isalnum() and word not in ("early", "late", "last", "next", "this"):
            break
        place = token[0]
    return place


def _is_name(word: str) -> bool:
    return word != word.lower() or word[0].isdigit()


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _run(text: str, at: int, stop: int) -> list[Span]:
    """The tokens from ``at`` that make one run, those that a hyphen joins as one."""
    run: list[Span] = []
    for start, end in tokens(text, safe_start(text, at), stop):
        if end <= at:
            continue
        word = text[start:end]
        if not run:
            if not _is_name(word):
                break
            run.append((start, end))
            continue
        gap = text[run[-1][1] : start]
        if gap in _HYPHENS:
            if not _hyphenates(text[slice(*run[-1])], gap, word, len(run)):
                break
            run[-1] = (run[-1][0], end)
        elif _is_name(word) and (not gap or gap.isspace() or gap.strip() == "&"):
            run.append((start, end))
        elif not (word in _HYPHENS or word == "&") or gap.strip():
            break
    return run


def _hyphenates(left: str, hyphen: str, right: str, length: int) -> bool:
    digits = left[0].isdigit(), right[0].isdigit()
    if hyphen == "–" or all(digits):
        return all(digits)
    if any(digits):
        return digits[1]
    if not _is_name(right):
        return length > 1 and right.isalpha() and len(right) <= 5 and right not in _NOT_IN_NAMES
    return not (_is_acronym(left) or _is_acronym(right))


def _pieces(article: Article, run: list[Span]) -> Iterator[Span]:
    """The names in a run of capitalised and numeric tokens."""
    text = article.text
    if not run:
        return
    opens = _opens_sentence(article, run[0][0])
    words = [text[slice(*token)].lower().rstrip(".") for token in run]
    first = 0
    while first < len(run) and (_is_function_word(article, words[first]) if opens else words[first] in _PRONOUN):
        first += 1
    office = _OFFICE_OF.search(text, max(0, run[0][0] - 40), run[0][0])
    if office and office[1].lower() in TITLES:
        while first < len(run) and words[first] in OFFICES:
            first += 1
    begin = first
    for n in range(first, len(run) + 1):
        if n < len(run) and words[n] not in TITLES and (n == begin or not _breaks(text, run, words, n)):
            continue
        title = n < len(run) and words[n] in TITLES
        last = n
        while title and last > begin and words[last - 1] in OFFICES:
            last -= 1
        if last > begin:
            start, end = run[begin][0], run[last - 1][1]
            if words[last - 1].isdigit() and last - 1 > begin and words[last - 2] in MONTHS:
                year = _YEAR_AFTER_DAY.match(text, end)
                end = year.end() if year else end
            if not (opens and last - begin == 1 and begin == 0 and _common_nearby(text, start, end)):
                yield start, end
        begin = n + 1 if title else n


_PRONOUN = frozenset({"i", "i’m", "i'm", "i’ve", "i've", "i’d", "i'd", "i’ll", "i'll"})


def _breaks(text: str, run: list[Span], words: list[str], n: int) -> bool:
    """Whether a name ends between the tokens n - 1 and n of a run."""
    before = text[slice(*run[n - 1])].lower()
    if before in ACRONYMS:
        return True
    digits = words[n - 1][0].isdigit(), words[n][0].isdigit()
    return digits[0] != digits[1] and words[n - 1] not in MONTHS and words[n] not in MONTHS


def _is_function_word(article: Article, word: str) -> bool:
    stem = re.split(_APOSTROPHE, word)[0]
    common = FUNCTION_WORDS.get(article.language, _EVERY_FUNCTION_WORD)
    return word in common or stem in common or word in _PRONOUN or word.endswith(("n’t", "n't"))


_APOSTROPHE = re.compile("['’ʼ＇]")
_SKIPPED = frozenset(" \n\t\xa0\"'“”‘’«»„()[]-–—•*")


def _opens_sentence(article: Article, offset: int) -> bool:
    text, first = article.text, article.paragraph_at(offset)[0]
    if offset > first and text[offset - 1] in "“«„‘\"'([":
        return True
    while offset > first and text[offset - 1] in _SKIPPED:
        offset -= 1
    return offset == first or text[offset - 1] in ".!?…"


def _common_nearby(text: str, start: int, end: int) -> bool:
    """Whether a word stands nearby in lower case, so that its capital says no more than that a sentence begins."""
    word = text[start:end]
    if not word.isalpha() or not word[1:].islower():
        return False
    around = re.compile(rf"\b{re.escape(word.lower())}\b")
    return around.search(text, max(0, start - _NEARBY), end + _NEARBY) is not None


def bridged(article: Article, span: Span) -> Span:
    """The span with the capitalised tokens on either side that blanks or words like ``of``, ``and``, ``’s`` and ``van`` lead to.

    Stays within its paragraph; the span itself where there are none.
    """
    first, last = article.paragraph_at(span[0])
    return _bridge_left(article, span[0], first), _bridge_right(article, span[1], last)


def _bridge_right(article: Article, end: int, stop: int) -> int:
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
        elif _is_particle(word):
            between += 1
        else:
            break
    return end


def _bridge_left(article: Article, start: int, stop: int) -> int:
    text, place, between = article.text, start, 0
    while between <= _WIDEST_BRIDGE and (token := token_before(article, place)) and token[0] >= stop:
        word = text[slice(*token)]
        if text[token[1] : place].strip():
            break
        place = token[0]
        if word.lower() != word and not (_opens_sentence(article, place) and _is_function_word(article, word.lower())):
            start, between = place, 0
        elif _is_particle(word):
            between += 1
        else:
            break
    return start


_WIDEST_BRIDGE = 3
"""Tokens without a capital that a bridge may have: ``of the``, ``’s``, ``van de``."""


def _is_particle(word: str) -> bool:
    return word in PARTICLES or _APOSTROPHE.match(word) is not None


def grow(article: Article, span: Span) -> Span | None:
    """The next larger text object around the span; None when it is the whole paragraph or more.

    Through: whole tokens, smart span, bridge words, an article before it, quotation, sentence, paragraph.
    """
    for wider in _objects(article, span):
        if wider[0] <= span[0] and span[1] <= wider[1] and wider != span:
            return wider
    return None


def shrink(article: Article, span: Span, inside: Span | None = None) -> Span | None:
    """The next smaller text object: the last that growing from ``inside`` meets before it reaches the span.

    ``inside`` is the first token of the span when not given. None when nothing smaller stands there.
    """
    smaller = inside or token_at(article, span[0])
    if not (span[0] <= smaller[0] and smaller[1] <= span[1] and smaller != span):
        return None
    while (wider := grow(article, smaller)) and span[0] <= wider[0] and wider[1] <= span[1] and wider != span:
        smaller = wider
    return smaller


def _objects(article: Article, span: Span) -> Iterator[Span]:
    """Text objects around a span, smaller ones first."""
    first = token_at(article, span[0])
    last = token_at(article, max(span[0], span[1] - 1))
    whole = min(first[0], span[0]), max(last[1], span[1])
    yield whole
    names = [name for name in candidates(article, *whole) if name[0] <= whole[0] and whole[1] <= name[1]]
    yield from names
    name = bridged(article, names[0] if names else whole)
    yield name
    before = token_before(article, name[0])
    if before and article.text[slice(*before)].lower() in ARTICLES and not article.text[before[1] : name[0]].strip(" "):
        yield before[0], name[1]
    yield from _quotation(article, span)
    yield article.sentence_at(span[0])[0], article.sentence_at(max(span[0], span[1] - 1))[1]
    yield article.paragraph_at(span[0])[0], article.paragraph_at(max(span[0], span[1] - 1))[1]


def _quotation(article: Article, span: Span) -> Iterator[Span]:
    """What stands between the quotes around a span, within its paragraph."""
    text = article.text
    first, last = article.paragraph_at(span[0])
    for opener, closer in ("“”", "«»", "„“", "「」", '""'):
        start = text.rfind(opener, first, span[0]) + 1
        end = text.find(closer, span[1], last)
        unclosed = opener != closer or text.count(opener, first, start) % 2 == 1
        if start > 0 and end >= 0 and unclosed and text.find(closer, start, span[0]) < 0:
            yield start, end
