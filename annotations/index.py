"""EntityIndex: the entities of one article, sorted, and looked up by uid, place, surface, status and label.

Every look-up costs what it returns; every change costs what it touches (and a move of memory in a flat
array). Entities may overlap and nest.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from heapq import merge
from operator import itemgetter
from typing import Protocol, TypeVar

from annotations.article import surface
from annotations.entity import Entity, Order, Status
from annotations.tokens import first_lead

_K = TypeVar("_K")
ALL = tuple(Status)
OPEN = (Status.SUGGESTED,)
SHOWN = (Status.SUGGESTED, Status.ACCEPTED, Status.UNSURE)
"""The statuses that are drawn in the text; rejected entities are shown on demand."""


class Trait(StrEnum):
    """What else entities are looked up by, in text order. ``DISPUTED``: shown, and changed by a person since it was proposed,
    or somebody else (``Entity.giver``, another model among ``Entity.others``) gave another label or other edges to text that
    it shares; what a person rejected still counts as given."""

    DOUBTFUL = "doubtful"
    DISPUTED = "disputed"


Kind = Status | Trait


class Entities(Protocol):
    """What edits and screens may ask of the entities of one article. Offsets are code points."""

    @property
    def whole(self) -> bool: ...
    def read_more(self) -> bool: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Entity]: ...
    def get(self, uid: str) -> Entity | None: ...
    def near(self, uid: str, offset: int) -> Entity | None: ...
    def touching(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def equal(self, words: str, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def alike(self, words: str) -> int: ...
    def exactly(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]: ...
    def after(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None: ...
    def before(self, offset: int, statuses: Iterable[Status] = SHOWN) -> Entity | None: ...
    def next(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None: ...
    def previous(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None: ...
    def rank(self, order: Order, kind: Kind, labels: Collection[str] | None = None) -> int: ...
    def count(self, kind: Kind, labels: Collection[str] | None = None) -> int: ...
    def those(self, statuses: Iterable[Status] = ALL, labels: Collection[str] | None = None) -> Iterator[Entity]: ...
    def labels(self) -> Collection[str]: ...
    def surfaces(self) -> Iterable[str]: ...
    def mentions(self, words: str) -> Collection[str]: ...
    def starting(self, lead: str) -> Collection[str]: ...
    def grouped(self, group: str) -> list[Entity]: ...


_CELL = 512
"""Code points a cell of the place look-up covers."""


class EntityIndex:
    """The entities of one article. Only the project that owns it puts and removes."""

    def __init__(self, text: str, entities: Iterable[Entity] = ()) -> None:
        self._text = text
        self._by_uid = {entity.uid: entity for entity in entities}
        self._order: dict[Kind, list[Order]] = {kind: [] for kind in (*Status, *Trait)}
        self._by_label: dict[tuple[Kind, str], list[Order]] = {}
        self._disputes: dict[str, int] = {}
        self._by_surface: dict[str, set[str]] = {}
        self._by_lead: dict[str, set[str]] = {}
        self._by_cell: dict[int, set[str]] = {}
        self._by_group: dict[str, set[str]] = {}
        self._alike: dict[str, int] = {}
        in_order = sorted(((e.order, e) for e in self._by_uid.values()), key=itemgetter(0))
        near: list[Entity] = []
        for _, entity in in_order:
            near = [one for one in near if one.end > entity.start]
            for one in near:
                if _disagree(one, entity):
                    for uid in (one.uid, entity.uid):
                        self._disputes[uid] = self._disputes.get(uid, 0) + 1
            near.append(entity)
        for order, entity in in_order:
            self._note(entity)
            for orders in self._orders_of(entity):
                orders.append(order)

    @property
    def whole(self) -> bool:
        """Whether all of them are in memory, so that nothing that is asked takes long."""
        return True

    def read_more(self) -> bool:
        """Take some more of them into memory, where not all are. Returns whether any are left."""
        return False

    def put(self, entity: Entity) -> None:
        """Add an entity, or replace the one of the same uid. Raises ValueError past the end of the text."""
        if entity.end > len(self._text):
            raise ValueError(f"the entity ends at {entity.end}, the text at {len(self._text)}")
        if entity.uid in self._by_uid:
            self.remove(entity.uid)
        self._by_uid[entity.uid] = entity
        self._note(entity)
        self._weigh(entity, 1)
        order = entity.order
        for orders in self._orders_of(entity):
            insort(orders, order)

    def remove(self, uid: str) -> None:
        """Take an entity out. Raises KeyError when there is none of that uid."""
        entity = self._by_uid[uid]
        for orders in self._orders_of(entity):
            del orders[bisect_left(orders, entity.order)]
        self._weigh(entity, -1)
        del self._by_uid[uid]
        words = self._surface(entity)
        self._alike[words] -= entity.status in SHOWN
        self._forget(self._by_surface, words, uid)
        if words not in self._by_surface:
            self._forget(self._by_lead, first_lead(words), words)
            del self._alike[words]
        for cell in self._cells(entity.start, entity.end):
            self._forget(self._by_cell, cell, uid)
        if entity.group:
            self._forget(self._by_group, entity.group, uid)

    def __len__(self) -> int:
        return len(self._by_uid)

    def __iter__(self) -> Iterator[Entity]:
        """All entities as they are now, rejected ones too, in text order, whatever changes until they are taken."""
        by_uid = self._by_uid.copy()
        return (by_uid[uid] for _, _, uid in merge(*(list(self._order[status]) for status in ALL)))

    def get(self, uid: str) -> Entity | None:
        return self._by_uid.get(uid)

    def near(self, uid: str, offset: int) -> Entity | None:  # noqa: ARG002 - where entities are read part by part it says where
        """The one of that uid, which starts at or near an offset if it is there at all."""
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

    def alike(self, words: str) -> int:
        """How many that are not rejected have these words for their surface."""
        return self._alike.get(words, 0)

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

    def next(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        """The first that stands after this place in text order; of these labels only, where given."""
        found = []
        for orders in self._orders(kinds, labels):
            place = bisect_left(orders, (order[0], order[1], order[2] + "\0"))
            if place < len(orders):
                found.append(orders[place])
        return self._by_uid[min(found)[2]] if found else None

    def previous(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        """The last that stands before this place in text order; of these labels only, where given."""
        found = []
        for orders in self._orders(kinds, labels):
            place = bisect_left(orders, order)
            if place:
                found.append(orders[place - 1])
        return self._by_uid[max(found)[2]] if found else None

    def rank(self, order: Order, kind: Kind, labels: Collection[str] | None = None) -> int:
        """How many of that kind (and these labels) stand before this place."""
        return sum(bisect_left(orders, order) for orders in self._orders((kind,), labels))

    def count(self, kind: Kind, labels: Collection[str] | None = None) -> int:
        """How many are of that kind (and these labels)."""
        return sum(len(orders) for orders in self._orders((kind,), labels))

    def those(self, statuses: Iterable[Status] = ALL, labels: Collection[str] | None = None) -> Iterator[Entity]:
        """Those of these statuses (and labels) now, in text order. Each is looked up when it is taken: one that changed
        meanwhile is given as it is then, in its old place, or left out where it is gone."""
        orders = merge(*map(list, self._orders(statuses, labels)))
        return (entity for _, _, uid in orders if (entity := self._by_uid.get(uid)) is not None)

    def labels(self) -> Collection[str]:
        """The labels that there are or were, rejected ones too, in no order."""
        return {label for _, label in self._by_label}

    def surfaces(self) -> Iterable[str]:
        """The surfaces of all entities, rejected ones too, each once, in no order."""
        return self._by_surface.keys()

    def mentions(self, words: str) -> Collection[str]:
        """The uids of those whose surface is these words, rejected ones too, in no order."""
        return self._by_surface.get(words, frozenset())

    def starting(self, lead: str) -> Collection[str]:
        """The surfaces, rejected ones too, whose first lead (see ``tokens.leads``) is this, in no order."""
        return self._by_lead.get(lead, frozenset())

    def grouped(self, group: str) -> list[Entity]:
        """The fragments of one discontinuous mention, in text order."""
        return self._sorted(self._by_uid[uid] for uid in self._by_group.get(group, ()))

    def _note(self, entity: Entity) -> None:
        words = self._surface(entity)
        if words not in self._by_surface:
            self._by_lead.setdefault(first_lead(words), set()).add(words)
        self._by_surface.setdefault(words, set()).add(entity.uid)
        self._alike[words] = self._alike.get(words, 0) + (entity.status in SHOWN)
        for cell in self._cells(entity.start, entity.end):
            self._by_cell.setdefault(cell, set()).add(entity.uid)
        if entity.group:
            self._by_group.setdefault(entity.group, set()).add(entity.uid)

    def _weigh(self, entity: Entity, step: int) -> None:
        """Count the disputes that an entity brings (1) or takes along (-1), for it and for those that it shares text with."""
        own = 0
        for uid in {uid for cell in self._cells(*entity.span) for uid in self._by_cell[cell]}:
            other = self._by_uid[uid]
            if other.start < entity.end and entity.start < other.end and _disagree(entity, other):
                was, count = self._disputed(other), self._disputes.get(uid, 0) + step
                own += 1
                self._disputes[uid] = count
                if was != self._disputed(other):
                    for orders in self._both(Trait.DISPUTED, other.label):
                        if was:
                            del orders[bisect_left(orders, other.order)]
                        else:
                            insort(orders, other.order)
                if not count:
                    del self._disputes[uid]
        if own and step > 0:
            self._disputes[entity.uid] = own
        else:
            self._disputes.pop(entity.uid, None)

    def _disputed(self, entity: Entity) -> bool:
        if entity.status not in SHOWN:
            return False
        return entity.suggested is not None or self._disputes.get(entity.uid, 0) > 0 or (bool(entity.extra) and entity.contested)

    def _orders_of(self, entity: Entity) -> Iterator[list[Order]]:
        yield from self._both(entity.status, entity.label)
        if entity.doubtful:
            yield from self._both(Trait.DOUBTFUL, entity.label)
        if self._disputed(entity):
            yield from self._both(Trait.DISPUTED, entity.label)

    def _both(self, kind: Kind, label: str) -> tuple[list[Order], list[Order]]:
        return self._order[kind], self._by_label.setdefault((kind, label), [])

    def _orders(self, kinds: Iterable[Kind], labels: Collection[str] | None) -> Iterator[list[Order]]:
        for kind in kinds:
            if labels is None:
                yield self._order[kind]
            else:
                yield from (self._by_label[kind, label] for label in labels if (kind, label) in self._by_label)

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


def _disagree(one: Entity, other: Entity) -> bool:
    """Whether two entities that share text are two views of it; a refusal without a label is none."""
    if one.giver == other.giver or not one.label or not other.label:
        return False
    return (one.span, one.label) != (other.span, other.label)
