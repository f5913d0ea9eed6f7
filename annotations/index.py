"""EntityIndex: the entities of one article, sorted, and looked up by uid, place, surface, status and label.

Every look-up costs what it returns; every change costs what it touches (and a move of memory in a flat
array). Entities may overlap and nest.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter
from typing import Protocol, TypeVar

from annotations.article import surface
from annotations.entity import Entity, Order, Status
from annotations.tokens import leads

_K = TypeVar("_K")
ALL = tuple(Status)
OPEN = (Status.SUGGESTED,)
SHOWN = (Status.SUGGESTED, Status.ACCEPTED, Status.UNSURE)
"""The statuses that are drawn in the text; rejected entities are shown on demand."""


class Entities(Protocol):
    """What edits and screens may ask of the entities of one article. Offsets are code points."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Entity]: ...
    def get(self, uid: str) -> Entity | None: ...
    def touching(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def equal(self, words: str, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def exactly(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def after(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None: ...
    def before(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None: ...
    def next(self, order: Order, statuses: Iterable[Status] = SHOWN, labels: Collection[str] | None = None) -> Entity | None: ...
    def previous(
        self, order: Order, statuses: Iterable[Status] = SHOWN, labels: Collection[str] | None = None
    ) -> Entity | None: ...
    def rank(self, order: Order, status: Status, labels: Collection[str] | None = None) -> int: ...
    def count(self, status: Status, labels: Collection[str] | None = None) -> int: ...
    def surfaces(self) -> Iterable[str]: ...
    def starting(self, lead: str) -> Collection[str]: ...
    def grouped(self, group: str) -> list[Entity]: ...


_CELL = 512
"""Code points a cell of the place look-up covers."""


class EntityIndex:
    """The entities of one article. Only the project that owns it puts and removes."""

    def __init__(self, text: str, entities: Iterable[Entity] = ()) -> None:
        self._text = text
        self._by_uid = {entity.uid: entity for entity in entities}
        self._order: dict[Status, list[Order]] = {status: [] for status in Status}
        self._by_label: dict[tuple[Status, str], list[Order]] = {}
        self._by_surface: dict[str, set[str]] = {}
        self._by_lead: dict[str, set[str]] = {}
        self._by_cell: dict[int, set[str]] = {}
        self._by_group: dict[str, set[str]] = {}
        for order, entity in sorted(((e.order, e) for e in self._by_uid.values()), key=itemgetter(0)):
            self._note(entity)
            for orders in self._orders_of(entity):
                orders.append(order)

    def put(self, entity: Entity) -> None:
        """Add an entity, or replace the one of the same uid. Raises ValueError past the end of the text."""
        if entity.end > len(self._text):
            raise ValueError(f"the entity ends at {entity.end}, the text at {len(self._text)}")
        if entity.uid in self._by_uid:
            self.remove(entity.uid)
        self._by_uid[entity.uid] = entity
        self._note(entity)
        order = entity.order
        for orders in self._orders_of(entity):
            insort(orders, order)

    def remove(self, uid: str) -> None:
        """Take an entity out. Raises KeyError when there is none of that uid."""
        entity = self._by_uid.pop(uid)
        for orders in self._orders_of(entity):
            del orders[bisect_left(orders, entity.order)]
        words = self._surface(entity)
        self._forget(self._by_surface, words, uid)
        if words not in self._by_surface:
            self._forget(self._by_lead, _lead(words), words)
        for cell in self._cells(entity.start, entity.end):
            self._forget(self._by_cell, cell, uid)
        if entity.group:
            self._forget(self._by_group, entity.group, uid)

    def __len__(self) -> int:
        return len(self._by_uid)

    def __iter__(self) -> Iterator[Entity]:
        """All entities, rejected ones too, in text order."""
        return iter(sorted(self._by_uid.values(), key=lambda entity: entity.order))

    def get(self, uid: str) -> Entity | None:
        return self._by_uid.get(uid)

    def touching(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        """Those that share a code point with ``start:end``, in text order."""
        uids = {uid for cell in self._cells(start, max(end, start + 1)) for uid in self._by_cell.get(cell, ())}
        found = (self._by_uid[uid] for uid in uids)
        return self._sorted(e for e in found if e.start < end and e.end > start and e.status in statuses)

    def equal(self, words: str, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        """Those whose surface is these words, in text order."""
        found = (self._by_uid[uid] for uid in self._by_surface.get(words, ()))
        return self._sorted(e for e in found if e.status in statuses)

    def exactly(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        """Those on exactly this span."""
        found = (self._by_uid[uid] for uid in self._by_cell.get(start // _CELL, ()))
        return self._sorted(e for e in found if e.start == start and e.end == end and e.status in statuses)

    def after(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None:
        """The first that starts at or after the offset."""
        return self.next((offset, -(1 << 62), ""), statuses)

    def before(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None:
        """The last that starts before the offset."""
        return self.previous((offset, -(1 << 62), ""), statuses)

    def next(self, order: Order, statuses: Iterable[Status] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        """The first that stands after this place in text order; of these labels only, where given."""
        found = []
        for orders in self._orders(statuses, labels):
            place = bisect_left(orders, (order[0], order[1], order[2] + "\0"))
            if place < len(orders):
                found.append(orders[place])
        return self._by_uid[min(found)[2]] if found else None

    def previous(self, order: Order, statuses: Iterable[Status] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        """The last that stands before this place in text order; of these labels only, where given."""
        found = []
        for orders in self._orders(statuses, labels):
            place = bisect_left(orders, order)
            if place:
                found.append(orders[place - 1])
        return self._by_uid[max(found)[2]] if found else None

    def rank(self, order: Order, status: Status, labels: Collection[str] | None = None) -> int:
        """How many of that status (and these labels) stand before this place."""
        return sum(bisect_left(orders, order) for orders in self._orders((status,), labels))

    def count(self, status: Status, labels: Collection[str] | None = None) -> int:
        """How many are of that status (and these labels)."""
        return sum(len(orders) for orders in self._orders((status,), labels))

    def surfaces(self) -> Iterable[str]:
        """The surfaces of all entities, rejected ones too, each once, in no order."""
        return self._by_surface.keys()

    def starting(self, lead: str) -> Collection[str]:
        """The surfaces, rejected ones too, whose first lead (see ``tokens.leads``) is this, in no order."""
        return self._by_lead.get(lead, frozenset())

    def grouped(self, group: str) -> list[Entity]:
        """The fragments of one discontinuous mention, in text order."""
        return self._sorted(self._by_uid[uid] for uid in self._by_group.get(group, ()))

    def _note(self, entity: Entity) -> None:
        words = self._surface(entity)
        if words not in self._by_surface:
            self._by_lead.setdefault(_lead(words), set()).add(words)
        self._by_surface.setdefault(words, set()).add(entity.uid)
        for cell in self._cells(entity.start, entity.end):
            self._by_cell.setdefault(cell, set()).add(entity.uid)
        if entity.group:
            self._by_group.setdefault(entity.group, set()).add(entity.uid)

    def _orders_of(self, entity: Entity) -> tuple[list[Order], list[Order]]:
        return self._order[entity.status], self._by_label.setdefault((entity.status, entity.label), [])

    def _orders(self, statuses: Iterable[Status], labels: Collection[str] | None) -> Iterator[list[Order]]:
        for status in statuses:
            if labels is None:
                yield self._order[status]
            else:
                yield from (self._by_label[status, label] for label in labels if (status, label) in self._by_label)

    def _surface(self, entity: Entity) -> str:
        return surface(self._text, entity.start, entity.end)

    @staticmethod
    def _cells(start: int, end: int) -> range:
        return range(start // _CELL, (end - 1) // _CELL + 1)

    @staticmethod
    def _sorted(entities: Iterable[Entity]) -> list[Entity]:
        return sorted(entities, key=lambda entity: entity.order)

    @staticmethod
    def _forget(table: "dict[_K, set[str]]", key: "_K", uid: str) -> None:
        uids = table[key]
        uids.discard(uid)
        if not uids:
            del table[key]


def _lead(words: str) -> str:
    return next((lead for _, lead in leads(words)), "")
