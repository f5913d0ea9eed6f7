"""What a suggester is asked and what it answers, as values. Offsets are code points of the article's text, end exclusive."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from annotations.article import Article
from annotations.entity import Proposal, Span


@dataclass(frozen=True, slots=True)
class Found:
    """Proposals with the model's own labels, and the parts of the text they cover; more may follow."""

    request: int
    covered: tuple[Span, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """All that was asked is covered. ``model`` is the origin that suggested, ``words`` how many tokens it read."""

    request: int
    model: str
    words: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing more will come; ``why`` is one or two plain lines: what, and what to do."""

    request: int
    why: str


Answer = Found | Done | Failed
OnAnswer = Callable[[Answer], None]


class Suggester(Protocol):
    """Proposes entities. ``model`` is the name or path asked for, empty where the suggester picks one itself."""

    model: str

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        """Ask about these spans, in this order. Returns the number of the request without waiting for a model.

        ``on_answer`` is called with any number of Found, then one Done or Failed; it must not raise and may be
        called on another thread, even before this returns. The spans may be consumed on that thread.
        """

    def cancel(self, request: int) -> None:
        """Stop reading for this request; at most the answer being given at this moment still comes. Unknown ones are let be."""

    def stop(self) -> None:
        """End for good; at most the answer being given at this moment still comes. May be called twice."""
