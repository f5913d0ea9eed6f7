"""Lesson: what the checked part of one article teaches about its names. Pure; offsets are code points."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from annotations.article import Article
from annotations.entity import Entity, Status, Via
from annotations.span import Span
from annotations.suggest.surfaces import Surfaces, standing, surface_of


class Shift(NamedTuple):
    """How the edges of a wrong span were put right: code points that start and end moved by (1 is towards the end of the
    text), and the surface that came of it."""

    start: int
    end: int
    surface: str


_Key = TypeVar("_Key")
_NO_LABELS: Mapping[str, int] = MappingProxyType({})
_NO_SHIFTS: Mapping[Shift, int] = MappingProxyType({})


class Seen(NamedTuple):
    """How often a surface was accepted, by label; was rejected with nothing in its place; stood in checked text in no entity;
    and had its edges put right."""

    labels: Mapping[str, int] = _NO_LABELS
    rejected: int = 0
    free: int = 0
    shifts: Mapping[Shift, int] = _NO_SHIFTS

    @property
    def accepted(self) -> int:
        return sum(self.labels.values())

    def plus(self, other: "Seen", sign: int = 1) -> "Seen":
        """The sum with another, or with ``sign`` -1 the difference, in which nothing falls below 0."""
        return Seen(
            _summed(self.labels, other.labels, sign),
            max(0, self.rejected + sign * other.rejected),
            max(0, self.free + sign * other.free),
            _summed(self.shifts, other.shifts, sign),
        )

    def __bool__(self) -> bool:
        return bool(self.labels or self.rejected or self.free or self.shifts)


NEVER = Seen()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was seen of each surface, by surface."""

    seen: Mapping[str, Seen] = field(default_factory=dict)


_AT_A_TIME = 8
"""Entities that are learned from, or names that are looked at, at a time."""


def learn(article: Article, entities: Iterable[Entity], upto: int, known: Surfaces | None = None, start: int = 0) -> Lesson:
    """``learning``, all at once."""
    steps = learning(article, entities, upto, known, start)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            lesson: Lesson = end.value
            return lesson


def learning(
    article: Article, entities: Iterable[Entity], upto: int, known: Surfaces | None = None, start: int = 0
) -> Generator[None, None, Lesson]:
    """What the entities that begin in ``text[start:upto]`` teach, and where names stand there in no entity.

    ``entities`` are all that touch that part, whatever their status. Learned from is what was decided singly or with equal
    ones, or imported; never what was only the rest (``via: rest``), nor what is a part of a mention in parts. What stands in
    no entity is counted for the names of the part itself and for those in ``known``, the names that other texts taught.

    It comes to its end by small steps, for who has keys to answer between them: ``known`` may become otherwise meanwhile.
    The rules, and what they gain, were measured on CoNLL-2003, WikiGold, re3d and UNER EWT in their order of reading.
    """
    inside = [one for one in entities if one.start < upto and one.end > start]
    accepted = [one for one in inside if one.status is Status.ACCEPTED]
    seen: dict[str, _Count] = {}
    for number, one in enumerate(inside):
        if number % _AT_A_TIME == 0:
            yield
        if one.via is Via.REST or one.group or one.start < start or one.end > upto:
            continue
        if one.status is Status.ACCEPTED:
            _count_accepted(article, one, seen)
        elif one.status is Status.REJECTED:
            _count_rejected(article, one, accepted, seen)
    taken = _Taken(one.span for one in inside if one.status is not Status.REJECTED or one.via is Via.REST)
    own = Surfaces(surface for surface, count in seen.items() if count.labels)
    for number, (span, surface) in enumerate(standing(article, (start, upto), own, *([known] if known else []))):
        if number % _AT_A_TIME == 0:
            yield
        if span[1] <= upto and span not in taken:
            seen.setdefault(surface, _Count()).free += 1
    return Lesson({surface: count.seen() for surface, count in seen.items()})


class _Count:
    """What is counted of one surface."""

    __slots__ = ("free", "labels", "rejected", "shifts")

    def __init__(self) -> None:
        self.labels: Counter[str] = Counter()
        self.rejected = self.free = 0
        self.shifts: Counter[Shift] = Counter()

    def seen(self) -> Seen:
        return Seen(dict(self.labels), self.rejected, self.free, dict(self.shifts))


class _Taken(Container[Span]):
    """The text that entities cover: a span is in it where it shares a code point with one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(_joined(sorted(spans)))
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, span: object) -> bool:
        assert isinstance(span, tuple)
        place = bisect_left(self._starts, span[1]) - 1
        return place >= 0 and self._spans[place][1] > span[0]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    start = end = -1
    for span in spans:
        if span[0] >= end:
            if end > start:
                yield start, end
            start, end = span
        end = max(end, span[1])
    if end > start:
        yield start, end


def _count_accepted(article: Article, one: Entity, seen: dict[str, _Count]) -> None:
    surface = surface_of(article, one.span)
    if not surface:
        return
    seen.setdefault(surface, _Count()).labels[one.label] += 1
    if one.suggested is not None:
        _count_shift(article, (one.suggested.start, one.suggested.end), one.span, seen)


def _count_rejected(article: Article, one: Entity, accepted: Iterable[Entity], seen: dict[str, _Count]) -> None:
    first = (one.proposal.start, one.proposal.end)
    instead = [other for other in accepted if other.start < first[1] and first[0] < other.end]
    if not instead:
        if surface := surface_of(article, first):
            seen.setdefault(surface, _Count()).rejected += 1
    elif len(instead) == 1 and not instead[0].group:
        _count_shift(article, first, instead[0].span, seen)


def _count_shift(article: Article, wrong: Span, right: Span, seen: dict[str, _Count]) -> None:
    was, now = surface_of(article, wrong), surface_of(article, right)
    if was and now and was != now and wrong[1] <= len(article.text):
        shift = Shift(right[0] - wrong[0], right[1] - wrong[1], now)
        seen.setdefault(was, _Count()).shifts[shift] += 1


def _summed(ours: Mapping[_Key, int], theirs: Mapping[_Key, int], sign: int) -> Mapping[_Key, int]:
    if not theirs:
        return ours
    summed = dict(ours)
    for key, count in theirs.items():
        summed[key] = summed.get(key, 0) + sign * count
        if summed[key] <= 0:
            del summed[key]
    return summed
