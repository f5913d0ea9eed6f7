"""Walks: what ``n`` and ``N`` go through, in text order: what is to review, doubtful, missed, equal, found, unsure, of one label,
disputed.

A walk is a small value that knows what comes next, where in it a place is, how much of it stands on either side, and what is
said at its end. Offsets are code points. The next entity costs a look-up; equal texts, search hits and untagged names are
listed once, when the walk is begun.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from annotations.entity import Entity, Order, Status
from annotations.index import ALL, SHOWN, Kind, Trait
from annotations.marked import Focus, Marked
from annotations.span import Span

LOOKED_AT = 10_000
"""Code points that are looked through for a missed name before keys may come between."""
LISTED = 50_000
"""Code points in which untagged names are listed when their walk begins: a book has more than anybody waits for."""
_FAR = 1 << 62
Look = Callable[[Order, int, Iterable[Status]], Entity | None]
"""Finds the next (1) or previous (-1) entity of these statuses from a place in text order, of those that are shown in a list."""


class Way(NamedTuple):
    """One kind of walk, as people choose and read of it.

    ``letter`` chooses it; ``title`` is what it goes through; ``place`` says where one is in it (``n``, ``m``, ``words``);
    ``only`` and ``none`` are said where there is nothing else in it, and nothing at all.
    """

    id: str
    letter: str
    title: str
    place: str
    only: str
    none: str


WAYS = (
    Way(
        *("review", "r", "to review", "{n} of {m} to review"),
        *("this is the only one to review", "nothing to review: m untagged names, D done"),
    ),
    Way("doubtful", "d", "doubtful", "{n} of {m} doubtful", "this is the only doubtful one", "nothing doubtful"),
    Way("missed", "m", "missed names", "{n} of {m} untagged names", "this is the only untagged name", "no untagged names"),
    Way("equal", "e", "equal texts", "{n} of {m} equal", "no other text equals this one", "no text equals this one"),
    Way("hits", "s", "search hits", "hit {n} of {m}", "this is the only hit", "no search hits: / searches"),
    Way("unsure", "i", "unsure", "{n} of {m} unsure", "this is the only unsure one", "nothing is unsure"),
    Way("label", "l", "this label", "{n} of {m} {words}", "this is the only {words}", "no {words} here"),
    Way(
        *("disagreements", "x", "disagreements", "{n} of {m} disagreements"),
        *("this is the only disagreement", "no disagreements: nobody gave another label or other edges"),
    ),
)
"""Every kind of walk, in the order of the keys' table."""
_WAY = {way.id: way for way in WAYS}


class Walk(Protocol):
    """One walk through one article."""

    @property
    def way(self) -> Way: ...
    @property
    def words(self) -> str:
        """The label or the text that it is about, empty where it is about none."""
        ...

    def next(self, marked: Marked, at: Focus | int, direction: int) -> Focus | int | None:
        """The next (1) or previous (-1) after a focus; from an offset the first that starts at or after it, or the last
        before it. An offset, where the look goes on from there; None at the end."""
        ...

    def place(self, marked: Marked, focus: Focus | None) -> tuple[int, int]:
        """The focus is the n-th of m: (n, m); n is 0 where it is none of them, m 0 where they are not counted."""
        ...

    def beside(self, marked: Marked, at: Focus | int) -> tuple[int, int] | None:
        """How many stand before and after a place, the one in focus not counted; None where they are not counted."""
        ...

    def elsewhere(self) -> "Walk":
        """The walk to go on with in another article."""
        ...


class OfEntities(NamedTuple):
    """Through the entities of these kinds, of one label where given, and of the labels in scope."""

    way: Way
    kinds: tuple[Kind, ...]
    words: str = ""

    def next(self, marked: Marked, at: Focus | int, direction: int) -> Focus | None:
        look = marked.entities.next if direction > 0 else marked.entities.previous
        order = (at.start, -at.end, at.uid or "") if isinstance(at, Focus) else (at, -_FAR, "")
        found = look(order, self.kinds, self._labels(marked))
        return Focus.on(found) if found else None

    def next_among(self, marked: Marked, at: Focus | int, direction: int, among: Look) -> Focus | None:
        """The next of those that ``among`` finds."""
        order = (at.start, -at.end, at.uid or "") if isinstance(at, Focus) else (at, -_FAR, "")
        statuses = [kind for kind in self.kinds if isinstance(kind, Status)] or SHOWN
        found = among(order, direction, statuses)
        while found is not None and not self._rank(marked, Focus.on(found))[1]:
            found = among(found.order, direction, statuses)
        return Focus.on(found) if found else None

    def place(self, marked: Marked, focus: Focus | None) -> tuple[int, int]:
        count = sum(marked.entities.count(kind, self._labels(marked)) for kind in self.kinds)
        if focus is None or focus.uid is None:
            return 0, count
        above, here = self._rank(marked, focus)
        return above + here if here else 0, count

    def beside(self, marked: Marked, at: Focus | int) -> tuple[int, int]:
        above, here = self._rank(marked, at)
        return above, self.place(marked, None)[1] - above - here

    def elsewhere(self) -> "OfEntities":
        return self

    def _rank(self, marked: Marked, at: Focus | int) -> tuple[int, int]:
        """How many stand before a place, and whether (1, 0) it is on one of them."""
        start, end, uid = (at.start, -at.end, at.uid or "") if isinstance(at, Focus) else (at, -_FAR, "")
        before, through = (
            sum(marked.entities.rank((start, end, last), kind, self._labels(marked)) for kind in self.kinds)
            for last in (uid, f"{uid}\0")
        )
        return before, through - before

    def _labels(self, marked: Marked) -> frozenset[str] | None:
        return frozenset({self.words}) if self.words else marked.only


class OfSpans(NamedTuple):
    """Through these places, in text order, none of which overlap, whatever stands on them."""

    way: Way
    spans: Sequence[Span]
    words: str = ""

    def next(self, marked: Marked, at: Focus | int, direction: int) -> Focus | None:
        start = at.start if isinstance(at, Focus) else at
        number = bisect_left(self.spans, (start, 0))
        if direction < 0:
            number -= 1
        elif isinstance(at, Focus) and number < len(self.spans) and self.spans[number][0] == start:
            number += 1
        if not 0 <= number < len(self.spans):
            return None
        return on_span(marked, self.spans[number], SHOWN if self.way.id == "hits" else ALL)

    def place(self, marked: Marked, focus: Focus | None) -> tuple[int, int]:  # noqa: ARG002 (every walk is asked alike)
        number = bisect_left(self.spans, focus.span) if focus else len(self.spans)
        here = focus is not None and number < len(self.spans) and self.spans[number] == focus.span
        return number + 1 if here else 0, len(self.spans)

    def beside(self, marked: Marked, at: Focus | int) -> tuple[int, int]:  # noqa: ARG002
        start = at.start if isinstance(at, Focus) else at
        above = bisect_left(self.spans, (start, 0))
        here = isinstance(at, Focus) and above < len(self.spans) and self.spans[above][0] == start
        return above, len(self.spans) - above - here

    def elsewhere(self) -> Walk:
        return REVIEW


class OfMissed(NamedTuple):
    """Through the names that nobody tagged. ``names`` were untagged when the walk began, and number it where that is ``all``."""

    way: Way
    names: Sequence[Span]
    all: bool
    words: str = ""

    def next(self, marked: Marked, at: Focus | int, direction: int) -> Focus | int | None:
        from annotations.missed import missed_within

        offset = at if isinstance(at, int) else at.end if direction > 0 else at.start
        return missed_within(marked, offset, direction, LOOKED_AT)

    def place(self, marked: Marked, focus: Focus | None) -> tuple[int, int]:
        return OfSpans(self.way, self.names).place(marked, focus) if self.all else (0, 0)

    def beside(self, marked: Marked, at: Focus | int) -> tuple[int, int] | None:
        if not self.all:
            return None
        start, end = at.span if isinstance(at, Focus) else (at, at)
        left = [span for span in self.names if _untagged(marked, span)]
        return sum(span[1] <= start for span in left), sum(span[0] >= end for span in left)

    def elsewhere(self) -> "OfMissed":
        return OfMissed(self.way, (), False)


REVIEW = OfEntities(_WAY["review"], (Status.SUGGESTED,))
"""The walk one begins with."""
_OF_KINDS: dict[str, tuple[Kind, ...]] = {
    "doubtful": (Trait.DOUBTFUL,),
    "unsure": (Status.UNSURE,),
    "disagreements": (Trait.DISPUTED,),
}


def begun(id: str, marked: Marked, focus: Focus | None = None, hits: Sequence[Span] = ()) -> Walk | str:
    """The walk of that id (one of ``WAYS``); or, where there is nothing in it, why not. ``hits`` are what a search found, in
    text order. ``equal`` is one search of the text, ``missed`` one look through its beginning; the others look up."""
    way = _WAY[id]
    walk: Walk
    if id == "review":
        return REVIEW
    if id in _OF_KINDS:
        walk = OfEntities(way, _OF_KINDS[id])
    elif id == "hits":
        walk = OfSpans(way, hits)
    elif id == "missed":
        from annotations.missed import missed_names

        names, whole = missed_names(marked, LISTED)
        return OfMissed(way, names, whole) if names or not whole else way.none
    elif focus is None:
        return f"nothing focused: w {way.letter} walks {'the texts equal to' if id == 'equal' else 'the label of'} the focus"
    elif id == "label":
        entity = marked.entity(focus)
        if entity is None or not entity.label:
            return "no label here: w l walks that of an entity"
        walk = OfEntities(way, SHOWN, entity.label)
    else:
        walk = OfSpans(way, _equal(marked, focus), marked.article.surface(*focus.span))
    return walk if walk.place(marked, None)[1] else way.none.format(words=walk.words)


def where(walk: Walk, marked: Marked, focus: Focus | None) -> str:
    """Where the focus is in a walk (``3 of 60 to review``), empty where it is none of it."""
    nth, count = walk.place(marked, focus)
    return walk.way.place.format(n=nth, m=count, words=walk.words) if nth else ""


def chosen(walk: Walk, marked: Marked) -> str:
    """What is said when a walk is chosen."""
    what = {"review": "what is to review", "doubtful": "what is doubtful", "unsure": "what is unsure"}.get(walk.way.id)
    what = what or {"equal": f"the texts equal to {walk.words}", "label": walk.words}.get(walk.way.id, walk.way.title)
    count = walk.place(marked, None)[1]
    return f"n and N walk {what}{f': {count}' if count else ''}"


def at_end(walk: Walk, marked: Marked, at: Focus | int, direction: int) -> str:
    """What is said where a walk has no more in that direction."""
    end, way_on = ("below", "n goes to the first") if direction > 0 else ("above", "N goes to the last")
    beside = walk.beside(marked, at)
    if beside is None:
        return f"none {end}: {way_on}"
    above, below = beside
    if above + below == 0:
        if isinstance(at, Focus) and walk.place(marked, at)[0]:
            return walk.way.only.format(words=walk.words)
        none = walk.way.none.format(words=walk.words)
        left = REVIEW.place(marked, None)[1] if walk.way.id != "review" else 0
        return f"{none.split(':')[0]} any more: w r walks {left} to review" if left else none
    return f"none {end}, {f'{above} above' if direction > 0 else f'{below} below'}: {way_on}"


def on_span(marked: Marked, span: Span, statuses: Iterable[Status] = SHOWN) -> Focus:
    """The focus on exactly this span: the entity of these statuses there, one that is shown first; else the run."""
    exact = marked.entities.exactly(*span) or [one for one in marked.entities.exactly(*span, statuses) if one.label]
    return Focus.on(exact[0]) if exact else Focus(*span)


def _equal(marked: Marked, focus: Focus) -> list[Span]:
    """Where the words of the focus stand as whole tokens, but for what lies inside a longer entity; the focus with them."""
    from annotations.names import equal_texts

    spans = set(equal_texts(marked.article, marked.article.surface(*focus.span)))
    inside = {span for span in spans if any(one.span != span for one in marked.entities.touching(*span))}
    near = {span for span in spans if span[0] < focus.end and focus.start < span[1]}
    return sorted((spans - inside - near) | {focus.span})


def _untagged(marked: Marked, span: Span) -> bool:
    return not marked.entities.touching(*span) and not marked.entities.exactly(*span, (Status.REJECTED,))
