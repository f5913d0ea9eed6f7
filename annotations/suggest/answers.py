"""What a suggester is asked and what it answers. Offsets are code points of the article's text, end exclusive."""

from collections.abc import Callable, Sequence
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
    """Nothing more will come; ``why`` is one plain line."""

    request: int
    why: str


Answer = Found | Done | Failed
OnAnswer = Callable[[Answer], None]


class Suggester(Protocol):
    """Something that proposes entities. ``model`` is its name as asked for, empty for the default."""

    @property
    def model(self) -> str: ...
    def suggest(self, article: Article, spans: Sequence[Span], on_answer: OnAnswer) -> int:
        """Ask about parts of an article, in this order. Returns the request's number; ``on_answer`` is called with each
        answer, the last one Done or Failed, perhaps on another thread."""
        ...

    def cancel(self, request: int) -> None: ...
    def stop(self) -> None: ...
