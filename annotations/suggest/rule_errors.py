"""RuleError: a rule that cannot be run."""


class RuleError(ValueError):
    """A rule that cannot be run; the message says which part of it, and why."""
