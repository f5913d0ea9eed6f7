"""Regular expressions of users, run with a limit of time: one that would look for ever must not keep a reader waiting.

By the package ``regex``, since Python's own ``re`` cannot be stopped.
"""

from collections.abc import Iterator

from annotations.suggest.rule_errors import RuleError

LIMIT = 0.05
"""Seconds that a regular expression may take on one paragraph."""
_LONGEST = 2000
"""Characters of the longest expression that is taken."""


class Impatient(Exception):
    """A regular expression took longer than it may."""


class Compiled:
    """A regular expression that is given up after ``LIMIT`` seconds."""

    def __init__(self, expression: str) -> None:
        import regex

        if len(expression) > _LONGEST:
            raise RuleError(f"a regular expression of more than {_LONGEST} characters")
        try:
            self._pattern = regex.compile(expression)
        except regex.error as error:
            raise RuleError(f"not a regular expression: {error}") from error

    def search(self, text: str) -> tuple[int, int] | None:
        """Where it first matches. Raises Impatient."""
        try:
            found = self._pattern.search(text, timeout=LIMIT)
        except TimeoutError as error:
            raise Impatient from error
        return None if found is None else found.span()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches; of one with a group ``name`` or groups, the first group that took part. Raises Impatient."""
        try:
            for found in self._pattern.finditer(text, timeout=LIMIT):
                group = next((n for n in range(1, len(found.groups()) + 1) if found.start(n) >= 0), 0)
                yield found.span(group)
        except TimeoutError as error:
            raise Impatient from error


def compiled(expression: str) -> Compiled:
    """Raises RuleError for what is no regular expression."""
    return Compiled(expression)
