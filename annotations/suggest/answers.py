"""What a suggester is asked and what it answers, as values. Offsets are code points of the article's text, end exclusive."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from annotations.article import Article
from annotations.entity import Proposal
from annotations.span import Span


class Found(NamedTuple):
    """Proposals with the model's own labels, and the parts of the text they cover; more may follow. ``model`` as in Done.
    ``proper`` are the runs of proper nouns in those parts, None where the model does not tell them or was not asked."""

    request: int
    covered: tuple[Span, ...]
    proposals: tuple[Proposal, ...]
    model: str
    proper: tuple[Span, ...] | None = None


class Done(NamedTuple):
    """All that was asked is covered. ``model`` is the origin that suggested, with the version where there is one, or several
    (``model:NAME VERSION, NAME VERSION``); ``words`` is how many tokens the first of them read; ``said`` why another that was
    asked for did not, in words."""

    request: int
    model: str
    words: int
    said: str = ""


class Failed(NamedTuple):
    """Nothing more will come; ``why`` is one or two plain lines: what, and what to do."""

    request: int
    why: str


Answer = Found | Done | Failed
OnAnswer = Callable[[Answer], None]


def in_pieces(found: Found, most: int) -> Iterator[Found]:
    """The same as several answers, of so many proposals or little more: each has some of the parts, with all that is proposed in
    them, so that nothing is decided otherwise than in one."""
    parts = sorted(found.covered)
    starts = [start for start, _ in parts]
    inside: dict[Span, list[Proposal]] = {part: [] for part in parts}
    outside: list[Proposal] = []
    for proposal in sorted(found.proposals, key=lambda one: (one.start, one.end)):
        place = bisect_right(starts, proposal.start) - 1
        (inside[parts[place]] if place >= 0 and proposal.start < parts[place][1] else outside).append(proposal)
    for place in range(0, len(outside), most):
        yield found._replace(covered=(), proposals=tuple(outside[place : place + most]), proper=None)
    piece: list[Span] = []
    for part in parts:
        piece.append(part)
        if part == parts[-1] or len(piece) >= most or sum(len(inside[one]) for one in piece) >= most:
            proposals = tuple(proposal for one in piece for proposal in inside[one])
            runs = None if found.proper is None else tuple(run for run in found.proper if piece[0][0] <= run[0] < part[1])
            yield found._replace(covered=tuple(piece), proposals=proposals, proper=runs)
            piece = []
    if not parts and not outside:
        yield found


class Suggester(Protocol):
    """Proposes entities. ``model`` is the name or path asked for, or several with commas between; empty where the suggester
    picks one itself."""

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


@runtime_checkable
class Learns(Protocol):
    """A suggester whose model may have learned: ``learned`` has the pipelines, by language, that stand in for it then."""

    learned: Mapping[str, str]


def learned_by(suggester: Suggester) -> Mapping[str, str]:
    """The pipelines that stand in for a suggester's model, by language; none where it does not learn."""
    return suggester.learned if isinstance(suggester, Learns) else {}
