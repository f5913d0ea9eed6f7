"""A document in tokens and sentences, for formats that are rows of tokens: no entity is cut by the end of a sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.formats.document import Loss, Written
from annotations.formats.planning import Plan, cut, cut_warnings, within_blanks
from annotations.span import Span


@dataclass(frozen=True, slots=True)
class Tokenised:
    """The tokens of each sentence, none empty, none with a blank at its edge: all that is no blank stands in one.

    ``warnings`` are of entities that cut a token or joined sentences.
    """

    plan: Plan
    sentences: list[list[Span]]
    warnings: list[Loss]


def tokenised(plan: Plan, *, cutting: bool = True) -> Tokenised:
    """The article's own tokens, cut at the edges of the plan's spans unless a format holds parts of tokens."""
    article = plan.document.article
    paragraphs = list(article.paragraphs())
    places = (token for paragraph in paragraphs for token in article.tokens(*paragraph))
    tokens, cuts = cut(places, plan.spans if cutting else ())
    starts = [start for paragraph in paragraphs for start, _ in article.sentences(*paragraph)]
    starts, crossed = _uncut(starts, plan.spans)
    sentences: list[list[Span]] = [[] for _ in range(len(starts) + 1)]
    for token in tokens:
        # A blank with a mark on it is a token; a row holds the mark alone.
        if inner := within_blanks(plan.text, *token):
            sentences[bisect_right(starts, inner[0])].append(inner)
    return Tokenised(plan, [each for each in sentences if each], cut_warnings(plan, cuts) + _crossing(plan, crossed))


def places(tokens: Sequence[Span], start: int, end: int) -> Span:
    """The tokens that a span touches, as first and one past last."""
    first = bisect_right(tokens, start, key=lambda token: token[1])
    return first, bisect_left(tokens, end, key=lambda token: token[0])


def _uncut(starts: Iterable[int], spans: Sequence[Written]) -> tuple[list[int], set[Written]]:
    """The sentence starts that stand inside no span, and the spans that had one inside."""
    ordered = sorted(starts)
    crossed = {span for span in spans if bisect_right(ordered, span.start) < bisect_left(ordered, span.end)}
    kept: list[int] = []
    begins = sorted(crossed, key=lambda span: span.start)
    place = reach = 0
    for start in ordered:
        while place < len(begins) and begins[place].start < start:
            reach = max(reach, begins[place].end)
            place += 1
        if start >= reach:
            kept.append(start)
    return kept, crossed


def _crossing(plan: Plan, crossed: set[Written]) -> list[Loss]:
    keys = {span.key for span in crossed}
    return [
        Loss(plan.document.article, entity, "crosses the end of a sentence: its sentences are written as one")
        for entity in plan.document.entities
        if (entity.start, entity.end, entity.label) in keys
    ]
