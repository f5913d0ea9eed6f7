"""The rule of name-like spans: runs of capitalised or numeric tokens, and the names in one.

Names, dates and numbers of scripts with capitals; the rule was measured on news text (exact for nine names in ten).
Spans are code points, end exclusive.
"""

import re
from collections.abc import Iterator

from annotations.article import Article
from annotations.span import Span
from annotations.tokens import UNSPACED, safe_start, tokens
from annotations.vocabulary import (
    ACRONYMS,
    FUNCTION_WORDS,
    GERMAN_BEFORE_NOUNS,
    GERMAN_NOUN_ENDINGS,
    MONTHS,
    OFFICES,
    OTHER_FUNCTION_WORDS,
    TITLES,
)

_PERIOD = "year|month|week|weekend|decade|century|spring|summer|autumn|winter"
_WHEN = rf"(?:(?:[Ee]arly|[Ll]ate)\s)?(?:[Ll]ast|[Nn]ext|[Tt]his)\s(?:{_PERIOD})\b"
# Where a name or a time may begin: at any word but one of small Latin letters alone.
_HIT = re.compile(rf"(?<!(?![{UNSPACED}])[^\W_])(?![{UNSPACED}])(?:(?P<when>{_WHEN})|(?![a-z]+(?![^\W_]))[^\W_]+)")
_OFFICE_OF = re.compile(r"(\w+)\s+of\s+(?:the\s+)?$")
_WORD_BEFORE = re.compile(r"(?<!\w)(\w+)\s+$")
_YEAR_AFTER_DAY = re.compile(r",\s\d{4}\b")
_APOSTROPHE = re.compile("['’ʼ＇]")
_EVERY_FUNCTION_WORD = OTHER_FUNCTION_WORDS.union(*FUNCTION_WORDS.values())
_PRONOUN = re.compile("i(?:['’]\\w+)?")
_HYPHENS = frozenset("-‐‑–")
# After a hyphen these make an adjective of a name (Seoul-led), others may end a given name (Jong-un).
_MAKE_ADJECTIVES = frozenset(
    ["led", "born", "run", "based", "era", "made", "wide", "like", "long", "owned", "style", "only", "held"]
)
_SKIPPED = frozenset(" \n\t\xa0\"'“”‘’«»„()[]-–—•*_")
_LONGEST = 32
"""Code points of what decides whether a word may begin a name."""
_NEARBY = 8192
"""Code points on either side where a word that opens a sentence is looked for in lower case."""


def names_from(article: Article, start: int, end: int) -> Iterator[Span]:
    """The names whose run begins in ``text[start:end]``, in order, made one by one. No run may hold ``start``."""
    text, place = article.text, start
    paragraph = (0, -1)
    for hit in _HIT.finditer(text, place, end + _LONGEST):
        at = hit.start()
        if at >= end:
            return
        if at < place or not (hit["when"] or is_name(hit.group())):
            continue
        if hit["when"]:
            place = hit.end()
            if article.language in ("", "en"):
                yield hit.span()
            continue
        if at > paragraph[1]:
            paragraph = article.paragraph_at(at)
        run = _run(text, at, paragraph[1])
        place = run[-1][1] if run else hit.end()
        for name in _names_in(article, run, paragraph[0]):
            place = max(place, name[1])
            yield name


def may_hold(word: str) -> bool:
    """Whether a run, or words for a time, may go on before this token."""
    return is_name(word) or not word.isalnum() or word in ("early", "late", "last", "next", "this")


def is_name(word: str) -> bool:
    """Whether a token may be part of a name: it has a capital or begins with a digit."""
    return word != word.lower() or word[0].isdigit()


def opens_sentence(text: str, offset: int, first: int) -> bool:
    """Whether a sentence or quotation begins at the offset, in the paragraph that begins at ``first``."""
    if offset > first and text[offset - 1] in "“«„‘\"'([":
        return True
    while offset > first and text[offset - 1] in _SKIPPED:
        offset -= 1
    return offset == first or text[offset - 1] in ".!?…"


def is_function_word(article: Article, word: str) -> bool:
    """Whether a token, in lower case, is a function word of the article's language, of any language when unknown."""
    common = FUNCTION_WORDS.get(article.language, _EVERY_FUNCTION_WORD)
    stem, *rest = _APOSTROPHE.split(word)
    return stem in common or _PRONOUN.fullmatch(word) is not None or rest in ([""], ["t"])


def _run(text: str, at: int, stop: int) -> list[Span]:
    """The tokens from ``at`` that make one run, those that a hyphen joins as one."""
    run: list[Span] = []
    for start, end in tokens(text, safe_start(text, at), stop):
        if end <= at:
            continue
        word = text[start:end]
        if not run:
            if not is_name(word):
                break
            run.append((start, end))
            continue
        gap = text[run[-1][1] : start]
        if gap in _HYPHENS:
            if not _hyphenates(text[slice(*run[-1])], gap, word, len(run)):
                break
            run[-1] = (run[-1][0], end)
        elif is_name(word) and (not gap or gap.isspace() or gap.strip() == "&"):
            run.append((start, end))
        elif not (word in _HYPHENS or word == "&") or gap.strip():
            break
    return run


def _hyphenates(left: str, hyphen: str, right: str, length: int) -> bool:
    """Whether a hyphen makes one name of the tokens beside it; ``length`` counts the tokens of the run so far."""
    digits = left[0].isdigit(), right[0].isdigit()
    if hyphen == "–" or all(digits):
        return all(digits)
    if any(digits):
        return digits[1]
    if not is_name(right):
        return length > 1 and right.isalpha() and len(right) <= 5 and right not in _MAKE_ADJECTIVES
    return not any(len(word) > 1 and word.isupper() for word in (left, right))


def _names_in(article: Article, run: list[Span], paragraph: int) -> Iterator[Span]:
    """The names in a run of capitalised and numeric tokens, of the paragraph that begins there."""
    if not run:
        return
    text, opens = article.text, opens_sentence(article.text, run[0][0], paragraph)
    words = [text[slice(*token)].lower() for token in run]
    first = _first_of_name(article, run, words, opens)
    begin = first
    for n in range(first, len(run) + 1):
        title = n < len(run) and words[n].rstrip(".") in TITLES
        if not title and n < len(run) and (n == begin or not _breaks(words[n - 1], words[n], opens and n == 1)):
            continue
        last = n
        while title and last > begin and words[last - 1] in OFFICES:
            last -= 1
        if last > begin and not (last - begin == 1 and _PRONOUN.fullmatch(words[begin])):
            start, end = run[begin][0], run[last - 1][1]
            if last - begin > 1 and words[last - 2] in MONTHS and (year := _YEAR_AFTER_DAY.match(text, end)):
                end = year.end()
            alone = last - begin == 1
            if not (alone and opens and begin == 0 and _common_nearby(text, start, end)) and not (
                alone and article.language == "de" and _german_noun(text, start, end)
            ):
                yield start, end
        begin = n + 1 if title else n


def _first_of_name(article: Article, run: list[Span], words: list[str], opens: bool) -> int:
    """How many tokens of a run come before its first name: function words that open a sentence, ``State`` of a Secretary."""
    text, first = article.text, 0
    while first < len(run) and (is_function_word(article, words[first]) if opens else _PRONOUN.fullmatch(words[first])):
        first += 1
    office = _OFFICE_OF.search(text, max(0, run[0][0] - 40), run[0][0])
    if office and office[1].lower() in TITLES:
        while first < len(run) and words[first] in OFFICES:
            first += 1
    return first


def _breaks(before: str, word: str, second: bool) -> bool:
    """Whether a name ends between two tokens, in lower case, of a run; ``second``: of the first two of a sentence."""
    if before in ACRONYMS or (second and _PRONOUN.fullmatch(word)):
        return True
    return before[0].isdigit() != word[0].isdigit() and before not in MONTHS and word not in MONTHS


def _german_noun(text: str, start: int, end: int) -> bool:
    """Whether a single capitalised word is rather a noun of German, where all have a capital, than a name."""
    word = text[start:end]
    if not word[1:].islower():
        return False
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST), start)
    return word.endswith(GERMAN_NOUN_ENDINGS) or (before is not None and before[1].lower() in GERMAN_BEFORE_NOUNS)


def _common_nearby(text: str, start: int, end: int) -> bool:
    """Whether a word stands nearby in lower case, so that its capital says no more than that a sentence begins."""
    word = text[start:end]
    if not word.isalpha() or not word[1:].islower():
        return False
    word, place, stop = word.lower(), max(0, start - _NEARBY), end + _NEARBY
    while (found := text.find(word, place, stop)) >= 0:
        place = found + len(word)
        if not text[found - 1 : found].isalnum() and not text[place : place + 1].isalnum():
            return True
    return False
