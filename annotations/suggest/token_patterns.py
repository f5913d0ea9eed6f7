"""Token patterns, as spaCy's Matcher and EntityRuler have them (https://spacy.io/api/matcher), over our own tokens.

What can be told of a token by itself is understood: its text, case, shape, length and kind. What a trained pipeline would have
to say (part of speech, lemma, entity type, ...) is refused in words. spaCy is not needed, and not imported: no key may wait
for that.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.suggest.patience import compiled
from annotations.suggest.rule_errors import RuleError

Test = Callable[[str], bool]
"""Whether the text of a token fits."""

_MOST_TOKENS = 24
"""Tokens of the longest match."""
_LOOKED_AT = 2000
"""Steps in which a match at one place is looked for."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a pattern: how its text must be, and how often it may stand (``most`` None: any number)."""

    fits: Test
    least: int = 1
    most: int | None = 1


def token_pattern(rows: Sequence[object]) -> tuple[Token, ...]:
    """The tokens of a pattern's list of dicts. Raises RuleError for what cannot be run."""
    if not rows:
        raise RuleError("a pattern of no tokens")
    return tuple(_token(row) for row in rows)


def longest(pattern: Sequence[Token], words: Sequence[str], start: int) -> int:
    """The end of the longest match of a pattern in words from ``start`` on; ``start`` where there is none."""
    best, steps = start, 0
    states: list[tuple[int, int, int]] = [(start, 0, 0)]  # place, token of the pattern, how often it stood
    seen: set[tuple[int, int, int]] = set()
    while states and steps < _LOOKED_AT:
        steps += 1
        place, number, stood = states.pop()
        if number == len(pattern):
            best = max(best, place)
            continue
        one = pattern[number]
        nexts = [(place, number + 1, 0)] if stood >= one.least else []
        more = one.most is None or stood < one.most
        if more and place < len(words) and place - start < _MOST_TOKENS and one.fits(words[place]):
            nexts.append((place + 1, number, stood + 1))
        for state in nexts:
            if state not in seen:
                seen.add(state)
                states.append(state)
    return best


def shape(word: str) -> str:
    """A word with X for a capital, x for a small letter and d for a digit, runs of more than four cut to four, as spaCy's."""
    kinds = "".join("X" if c.isalpha() and c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1{4,}", lambda run: run[0][:4], kinds) if len(word) < 100 else "LONG"


_NUMBERS = frozenset(
    (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty"),
        *("fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "trillion"),
    )
)


def _like_number(word: str) -> bool:
    plain = word.lstrip("+-±~").replace(",", "").replace(".", "")
    top, slash, bottom = plain.partition("/")
    return plain.isdigit() or (bool(slash) and top.isdigit() and bottom.isdigit()) or word.lower() in _NUMBERS


_VALUES: Mapping[str, Callable[[str], str]] = {
    "TEXT": str,
    "ORTH": str,
    "LOWER": str.lower,
    "NORM": str.lower,
    "SHAPE": shape,
}
_FLAGS: Mapping[str, Test] = {
    "IS_ALPHA": str.isalpha,
    "IS_ASCII": str.isascii,
    "IS_DIGIT": str.isdigit,
    "IS_LOWER": str.islower,
    "IS_UPPER": str.isupper,
    "IS_TITLE": str.istitle,
    "IS_PUNCT": lambda word: not any(char.isalnum() or char.isspace() for char in word),
    "IS_SPACE": str.isspace,
    "LIKE_NUM": _like_number,
}
_ELSEWHERE = frozenset(
    (
        *("POS", "TAG", "MORPH", "DEP", "LEMMA", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID"),
        *("SENT_START", "IS_SENT_START", "IS_STOP", "_"),
    )
)
_TIMES = {"!": (0, 0), "?": (0, 1), "*": (0, None), "+": (1, None), "1": (1, 1)}
_RANGE = re.compile(r"\{(\d*)(,?)(\d*)\}")


def _token(row: object) -> Token:
    if not isinstance(row, dict):
        raise RuleError(f"a token of a pattern is an object, not {repr(row)[:40]}")
    tests = [_test(str(key).upper(), value) for key, value in row.items() if str(key).upper() != "OP"]
    op = next((value for key, value in row.items() if str(key).upper() == "OP"), "1")

    def fits(word: str) -> bool:
        return all(test(word) for test in tests)

    if op == "!":  # a token that does not fit
        return Token(lambda word: not fits(word))
    least, most = _times(op)
    return Token(fits, least, most)


def _times(op: object) -> tuple[int, int | None]:
    if isinstance(op, str) and op in _TIMES:
        return _TIMES[op]
    found = _RANGE.fullmatch(op) if isinstance(op, str) else None
    if found is None or not (found[1] or found[3]):
        raise RuleError(f"OP {repr(op)[:20]}: there is ! ? * + and {{n,m}}")
    least = int(found[1] or 0)
    most = int(found[3]) if found[3] else None if found[2] else least
    return least, most


def _test(key: str, value: object) -> Test:
    if key in _FLAGS:
        flag, wanted = _FLAGS[key], value
        if not isinstance(wanted, bool):
            raise RuleError(f"{key} is true or false")
        return lambda word: flag(word) is wanted
    if key == "LENGTH":
        return _length(value)
    if key in _VALUES:
        return _of_text(key, value)
    why = "which only a trained pipeline could tell" if key in _ELSEWHERE else "which is not known here"
    raise RuleError(f"it asks for {key}, {why}; there is {', '.join((*_VALUES, 'LENGTH', *_FLAGS))}")


def _length(value: object) -> Test:
    wanted = value if isinstance(value, dict) else {"==": value}
    compared: dict[str, Callable[[int, Any], bool]] = {
        "==": lambda n, m: n == m,
        "!=": lambda n, m: n != m,
        ">=": lambda n, m: n >= m,
        "<=": lambda n, m: n <= m,
        ">": lambda n, m: n > m,
        "<": lambda n, m: n < m,
        "IN": lambda n, m: n in m,
        "NOT_IN": lambda n, m: n not in m,
    }
    for name, number in wanted.items():
        whole = [number] if name not in ("IN", "NOT_IN") else number
        if name not in compared or not isinstance(whole, list) or not all(type(one) is int for one in whole):
            raise RuleError(f"LENGTH is a number, or compared by {' '.join(compared)} with one")
    return lambda word: all(compared[name](len(word), number) for name, number in wanted.items())


def _of_text(key: str, value: object) -> Test:
    of = _VALUES[key]
    if isinstance(value, str):
        return lambda word: of(word) == value
    if not isinstance(value, dict) or not value:
        raise RuleError(f"{key} is a text, or an object with IN, NOT_IN or REGEX")
    tests = [_predicate(key, name, given) for name, given in value.items()]
    return lambda word: all(test(of(word)) for test in tests)


def _predicate(key: str, name: str, given: object) -> Test:
    if name in ("IN", "NOT_IN") and isinstance(given, list) and all(isinstance(one, str) for one in given):
        among, wanted = frozenset(given), name == "IN"
        return lambda text: (text in among) is wanted
    if name == "REGEX" and isinstance(given, str):
        pattern = compiled(given)
        return lambda text: pattern.search(text) is not None
    raise RuleError(f"{key} with {name}: there is IN and NOT_IN with a list of texts, and REGEX with one")


def each_longest(pattern: Sequence[Token], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a pattern matches, the longest at each place, in numbers of words."""
    for start in range(len(words)):
        if (end := longest(pattern, words, start)) > start:
            yield start, end
