"""The rows of one group of the pane, in order: each a mention, or all mentions of one surface. What changes one costs a
look-up and a move of memory, however many there are.

An entity is *placed* as it was when it was put in its row; a held one is another by now, and is counted as it is now.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.article import surface
from annotations.entity import Entity, Status
from tui.marks import URGENCY, mark
from tui.sorting import RUN, in_order

FEW = 8
"""Up to so many mentions of a row are looked through for the one that wants a look first; more are counted by mark."""

Key = tuple[float, int, int, str]
"""Where an entity stands among its like."""


class Group(ABC):
    """Rows in the order of ``key``. ``held`` are the entities, by uid, that are others by now than where they are placed;
    ``size`` counts mentions and ``statuses`` those of each status, as they are now."""

    def __init__(self, name: str, rank: tuple[int, str], key: Callable[[Entity], Key], held: Mapping[str, Entity]) -> None:
        self.name, self.rank = name, rank
        self.size = 0
        self.statuses: Counter[Status] = Counter()
        self._key, self._held = key, held

    @property
    @abstractmethod
    def row_count(self) -> int: ...

    @abstractmethod
    def row_of(self, placed: Entity) -> int:
        """The number of its row, from 0."""

    @abstractmethod
    def mentions(self, row: int) -> Sequence[Entity]:
        """The mentions of a row as they were placed, in order."""

    def number(self, placed: Entity) -> int:
        """Which of the mentions of its row it is, from 0."""
        return self._number(self.mentions(self.row_of(placed)), placed)

    @abstractmethod
    def neediest(self, row: int) -> Entity:
        """The mention of a row that wants a look first, as it is now."""

    @abstractmethod
    def append(self, placed: Entity) -> None:
        """Put an entity behind all others: until all are there they need not come in order, if ``sort`` follows."""

    @abstractmethod
    def sort(self) -> Iterator[None]:
        """Sort what was appended, a little with each step."""

    @abstractmethod
    def insert(self, placed: Entity) -> None:
        """Put an entity in its place; rows that there are keep theirs, until ``settle``."""

    @abstractmethod
    def remove(self, placed: Entity) -> None:
        """Take an entity out; rows that are left keep their place, until ``settle``."""

    @abstractmethod
    def change(self, placed: Entity, after: Entity, *, stays: bool) -> None:
        """The entity becomes another: its place is the same (``stays``), or it will be held where it is."""

    def settle(self) -> None:
        """Put the rows that kept their place where their first mention belongs."""
        return

    def now(self, placed: Entity) -> Entity:
        return self._held.get(placed.uid, placed)

    def _number(self, mentions: Sequence[Entity], placed: Entity) -> int:
        return bisect_left(mentions, self._key(placed), key=self._key)

    def _count(self, entity: Entity, step: int) -> None:
        self.statuses[entity.status] += step
        self.size += step


class MentionGroup(Group):
    """Rows of one mention each."""

    def __init__(self, name: str, rank: tuple[int, str], key: Callable[[Entity], Key], held: Mapping[str, Entity]) -> None:
        super().__init__(name, rank, key, held)
        self._mentions: list[Entity] = []

    @property
    def row_count(self) -> int:
        return len(self._mentions)

    def row_of(self, placed: Entity) -> int:
        return self._number(self._mentions, placed)

    def mentions(self, row: int) -> Sequence[Entity]:
        return self._mentions[row : row + 1]

    def neediest(self, row: int) -> Entity:
        return self.now(self._mentions[row])

    def append(self, placed: Entity) -> None:
        self._mentions.append(placed)
        self._count(self.now(placed), 1)

    def sort(self) -> Iterator[None]:
        mentions: list[Entity] = []
        ordered = in_order(self._mentions, self._key)
        for number, entity in enumerate(ordered):
            if entity is not None:
                mentions.append(entity)
            if entity is None or not number % RUN:
                yield
        self._mentions = mentions

    def insert(self, placed: Entity) -> None:
        insort(self._mentions, placed, key=self._key)
        self._count(self.now(placed), 1)

    def remove(self, placed: Entity) -> None:
        del self._mentions[self.row_of(placed)]
        self._count(self.now(placed), -1)

    def change(self, placed: Entity, after: Entity, *, stays: bool) -> None:
        self._count(self.now(placed), -1)
        self._count(after, 1)
        if stays:
            self._mentions[self.row_of(placed)] = after


@dataclass(slots=True, eq=False, repr=False)
class _Marked:
    """How many mentions of a row have a mark now, and a place before which none of these stands."""

    number: int
    before: Key


@dataclass(slots=True, eq=False, repr=False)
class _Row:
    """``mentions`` as they were placed, in order; the row stands where ``first`` does. ``marks``, where there are more than
    a few."""

    words: str
    first: Entity
    mentions: list[Entity] = field(default_factory=list)
    marks: dict[str, _Marked] | None = None


class SurfaceGroup(Group):
    """Rows of all mentions of one surface in the article's ``text``; a row stands where its first mention does."""

    def __init__(
        self, name: str, rank: tuple[int, str], key: Callable[[Entity], Key], held: Mapping[str, Entity], text: str
    ) -> None:
        super().__init__(name, rank, key, held)
        self._text = text
        self._rows: list[_Row] = []
        self._by_words: dict[str, _Row] = {}
        self._unsettled: set[_Row] = set()

    @property
    def row_count(self) -> int:
        return len(self._rows)

    def row_of(self, placed: Entity) -> int:
        return self._place(self._row(placed))

    def mentions(self, row: int) -> Sequence[Entity]:
        return self._rows[row].mentions

    def neediest(self, row: int) -> Entity:
        found = self._rows[row]
        if found.marks is None:
            return min(map(self.now, found.mentions), key=lambda entity: URGENCY.index(mark(entity)))
        sign = next(sign for sign in URGENCY if sign in found.marks and found.marks[sign].number)
        marked = found.marks[sign]
        place = bisect_left(found.mentions, marked.before, key=self._key)
        while mark(self.now(found.mentions[place])) != sign:
            place += 1
        marked.before = self._key(found.mentions[place])
        return self.now(found.mentions[place])

    def append(self, placed: Entity) -> None:
        words = surface(self._text, placed.start, placed.end)
        row = self._by_words.get(words)
        if row is None:
            row = self._by_words[words] = _Row(words, placed)
            self._rows.append(row)
        row.mentions.append(placed)
        self._count(now := self.now(placed), 1)
        self._came(row, placed, now)

    def sort(self) -> Iterator[None]:
        yield from ()  # rows are in text order, as all mentions come

    def insert(self, placed: Entity) -> None:
        words = surface(self._text, placed.start, placed.end)
        row = self._by_words.get(words)
        if row is None:
            row = self._by_words[words] = _Row(words, placed)
            insort(self._rows, row, key=self._row_key)
        insort(row.mentions, placed, key=self._key)
        self._count(now := self.now(placed), 1)
        self._came(row, placed, now)
        if row.mentions[0] is placed and row.first is not placed:
            self._unsettled.add(row)

    def remove(self, placed: Entity) -> None:
        row = self._row(placed)
        del row.mentions[self._number(row.mentions, placed)]
        self._count(now := self.now(placed), -1)
        self._went(row, now)
        if not row.mentions:
            del self._by_words[row.words]
            del self._rows[self._place(row)]
            self._unsettled.discard(row)
        elif row.first is placed:
            self._unsettled.add(row)

    def change(self, placed: Entity, after: Entity, *, stays: bool) -> None:
        row, now = self._row(placed), self.now(placed)
        self._count(now, -1)
        self._count(after, 1)
        if stays:
            row.mentions[self._number(row.mentions, placed)] = after
            row.first = after if row.first is placed else row.first
        self._went(row, now)
        if row.marks is not None:
            self._came(row, placed, after)

    def settle(self) -> None:
        for row in self._unsettled:
            del self._rows[self._place(row)]
            row.first = row.mentions[0]
            insort(self._rows, row, key=self._row_key)
        self._unsettled.clear()

    def _row(self, placed: Entity) -> _Row:
        return self._by_words[surface(self._text, placed.start, placed.end)]

    def _place(self, row: _Row) -> int:
        return bisect_left(self._rows, self._row_key(row), key=self._row_key)

    def _row_key(self, row: _Row) -> Key:
        return self._key(row.first)

    def _came(self, row: _Row, placed: Entity, now: Entity) -> None:
        """Count the mark of a mention that is in its row."""
        if row.marks is None:
            if len(row.mentions) <= FEW:
                return
            row.marks = {}
            for one in row.mentions:
                if one is not placed:
                    self._came(row, one, self.now(one))
        sign = mark(now)
        marked = row.marks.get(sign)
        if marked is None:
            row.marks[sign] = _Marked(1, self._key(placed))
            return
        if placed is not row.mentions[-1] or not marked.number:
            key = self._key(placed)
            marked.before = min(marked.before, key) if marked.number else key
        marked.number += 1

    @staticmethod
    def _went(row: _Row, now: Entity) -> None:
        if row.marks is not None:
            row.marks[mark(now)].number -= 1
