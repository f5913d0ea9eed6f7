"""Rules: what a user's patterns, lists of names and regular expressions find in a part of an article. Pure but for the clock
that regular expressions are stopped by.

A rule set has a name, and rules in rows as Prodigy and spaCy's EntityRuler write them: ``{"label", "pattern"}`` with a text or
a list of token dicts, and maybe an ``id``; or ``{"label", "regex"}``. What is found has the origin ``rule:NAME``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotations.article import Article
from annotations.entity import Proposal
from annotations.names import trimmed
from annotations.span import Span
from annotations.suggest.patience import Compiled, Impatient, compiled
from annotations.suggest.plan import text_to_read
from annotations.suggest.rule_errors import RuleError
from annotations.suggest.surfaces import LONGEST, Surfaces, standing
from annotations.suggest.token_patterns import Token, each_longest, token_pattern
from annotations.tokens import tokens

ORIGIN = "rule:"
"""What the origin of a suggestion by a rule begins with; then comes the name of its set."""
OF_HAND = "yours"
"""The name of the set of rules that were made of corrections."""
Row = Mapping[str, Any]


class RuleSet(NamedTuple):
    """Rules that came together, from a file or by hand. ``rows``: see the module."""

    name: str
    rows: tuple[Row, ...]
    off: bool = False


class _Given(NamedTuple):
    """What a rule gives to what it finds."""

    label: str
    origin: str
    identity: str


def checked_row(row: object) -> Row:
    """A row with what is of use in it. Raises RuleError for one that cannot be run; the message says why."""
    if not isinstance(row, dict):
        raise RuleError("a rule is an object")
    label, pattern, expression, identity = (row.get(key) for key in ("label", "pattern", "regex", "id"))
    if not isinstance(label, str) or not label.strip() or not label.isprintable():
        raise RuleError("it has no label")
    if isinstance(expression, str) and pattern is None:
        compiled(expression)
        kept: dict[str, Any] = {"label": label, "regex": expression}
    elif isinstance(pattern, str):
        words = " ".join(pattern.split())
        if not words or len(words) > LONGEST:
            raise RuleError(f"its pattern has {len(words)} characters; there may be 1 to {LONGEST}")
        kept = {"label": label, "pattern": words}
    elif isinstance(pattern, list):
        token_pattern(pattern)
        kept = {"label": label, "pattern": pattern}
    else:
        raise RuleError('it has no "pattern" (a text or a list of tokens) and no "regex"')
    if identity is not None:
        if not isinstance(identity, str | int) or isinstance(identity, bool):
            raise RuleError("its id is no text")
        kept["id"] = str(identity)
    return kept


class Rules:
    """The rules of all sets that are on. ``stopped`` are the regular expressions that took too long, by set, which are not
    run any more; ``tell`` is called once of each."""

    def __init__(self, sets: Iterable[RuleSet] = (), tell: Callable[[str], None] | None = None) -> None:
        self._surfaces = Surfaces()
        self._of_surface: dict[str, _Given] = {}
        self._patterns: list[tuple[tuple[Token, ...], _Given]] = []
        self._expressions: list[tuple[Compiled, _Given]] = []
        self._tell = tell or (lambda _: None)
        self.names: set[str] = set()
        for one in sets:
            for _ in self.adding(one):
                pass

    def __bool__(self) -> bool:
        return bool(self._of_surface or self._patterns or self._expressions)

    def adding(self, one: RuleSet) -> Iterator[None]:
        """Add a set, which takes long where it has many names; yields now and then. Rows that cannot be run are left out."""
        if one.off:
            return
        self.names.add(one.name)
        for number, row in enumerate(one.rows):
            try:
                self._add(row, ORIGIN + one.name)
            except RuleError as error:
                self._tell(f"rule {number + 1} of {one.name} is left out: {error}")
            if number % 200 == 199:
                yield

    def _add(self, row: Row, origin: str) -> None:
        kept = checked_row(row)
        given = _Given(kept["label"], origin, kept.get("id", ""))
        if "regex" in kept:
            self._expressions.append((compiled(kept["regex"]), given))
        elif isinstance(kept["pattern"], str):
            self._of_surface.setdefault(kept["pattern"], given)
            self._surfaces.add(kept["pattern"])
        else:
            self._patterns.append((token_pattern(kept["pattern"]), given))

    def find(self, article: Article, part: Span) -> list[Proposal]:
        """What the rules find in a part of an article, with clean edges, in text order: where several would stand on one
        text, the longest, of equal ones the first (as EntityRuler has it)."""
        found = [*self._names(article, part), *self._matches(article, part), *self._expressed(article, part)]
        chosen: list[Proposal] = []
        for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            if all(one.end <= other.start or other.end <= one.start for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.start)

    def _names(self, article: Article, part: Span) -> Iterator[Proposal]:
        for span, surface in standing(article, part, self._surfaces) if self._of_surface else ():
            yield from _proposed(article, span, self._of_surface[surface])

    def _matches(self, article: Article, part: Span) -> Iterator[Proposal]:
        if not self._patterns:
            return
        text = text_to_read(article, part)
        spans = list(tokens(text))
        words = [text[start:end] for start, end in spans]
        for number, (pattern, given) in enumerate(self._patterns):
            try:
                for first, last in each_longest(pattern, words):
                    yield from _proposed(article, (part[0] + spans[first][0], part[0] + spans[last - 1][1]), given)
            except Impatient:
                self._patterns.pop(number)
                self._stop(given)
                return

    def _expressed(self, article: Article, part: Span) -> Iterator[Proposal]:
        if not self._expressions:
            return
        text = text_to_read(article, part)
        for one in list(self._expressions):
            try:
                for start, end in one[0].spans(text):
                    yield from _proposed(article, (part[0] + start, part[0] + end), one[1])
            except Impatient:
                self._expressions.remove(one)
                self._stop(one[1])

    def _stop(self, given: _Given) -> None:
        name = given.origin.removeprefix(ORIGIN)
        self._tell(f"a regular expression of the rules {name} ({given.label}) takes too long and is not used: make it simpler")


def winning(found: Sequence[Proposal], by_rule: Sequence[Proposal]) -> list[Proposal]:
    """What a model found and what rules did: where both would stand on one text, the rule's."""
    ends = sorted((one.start, one.end) for one in by_rule)
    kept = [one for one in found if not any(one.start < end and start < one.end for start, end in ends)]
    return [*kept, *by_rule]


def _proposed(article: Article, span: Span, given: _Given) -> Iterator[Proposal]:
    edges = trimmed(article.text, *span) if span[0] < span[1] else None
    if edges is not None:
        yield Proposal(*edges, given.label, given.origin, None, given.identity)
