"""IndexByParts: the entities of a long article, read part by part, those that are asked about first.

What is asked of one place (what touches a span, the next entity after it) reads the parts there; what is asked of the whole
article (all of one surface, a rank) reads the rest. Counts are known before, and followed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from annotations.entity import Entity, Order, Status
from annotations.index import ALL, SHOWN, EntityIndex, Kind

AT_ONCE = 8
"""Parts put in one by one; where more are to be read, the index is made anew."""


class IndexByParts(EntityIndex):
    """``parts`` are the numbers of the parts there are, each of ``size`` code points; ``read`` gives the entities that start
    in one. ``counts`` are how many there are of each status. ``read`` may raise nothing.

    An entity that reaches over more than a part is found from the part it starts in and the one after; from all, once it
    is ``whole``.
    """

    def __init__(
        self, text: str, parts: Iterable[int], size: int, read: Callable[[int], Iterable[Entity]], counts: Mapping[Status, int]
    ) -> None:
        super().__init__(text)
        self._size, self._read = size, read
        self._unread = dict.fromkeys(sorted(parts))
        self._counts = {status: counts.get(status, 0) for status in Status}

    @property
    def whole(self) -> bool:
        return not self._unread

    def read_more(self) -> bool:
        if self._unread:
            self._read_part(next(iter(self._unread)))
        return bool(self._unread)

    def read_all(self) -> None:
        """Read every part that was not read yet."""
        if len(self._unread) <= AT_ONCE:
            while self.read_more():
                pass
            return
        parts, self._unread = list(self._unread), {}
        known = list(self._by_uid.values())
        super().__init__(self._text, (*known, *(entity for part in parts for entity in self._read(part))))

    def put(self, entity: Entity) -> None:
        """As any index does; the one of the same uid is among those read already, since ``near`` was asked for it."""
        self._read_part(entity.start // self._size)
        super().put(entity)  # which removes the one of the same uid, and so counts it out
        if self._unread:
            self._counts[entity.status] += 1

    def remove(self, uid: str) -> None:
        entity = self.get(uid)
        if entity is not None and self._unread:
            self._counts[entity.status] -= 1
        super().remove(uid)

    def __len__(self) -> int:
        return len(self._by_uid) if self.whole else sum(self._counts.values())

    def __iter__(self) -> Iterator[Entity]:
        self.read_all()
        return super().__iter__()

    def get(self, uid: str) -> Entity | None:
        if (found := self._by_uid.get(uid)) is None and self._unread:
            self.read_all()
            found = self._by_uid.get(uid)
        return found

    def near(self, uid: str, offset: int) -> Entity | None:
        self._read_part(offset // self._size)
        return super().near(uid, offset)

    def touching(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        if self._unread:
            for part in range(start // self._size - 1, max(start, end - 1) // self._size + 1):
                self._read_part(part)
        return super().touching(start, end, statuses)

    def exactly(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        self._read_part(start // self._size)
        return super().exactly(start, end, statuses)

    def next(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        part = order[0] // self._size
        while True:
            self._read_part(part)
            found = super().next(order, kinds, labels)
            if not self._unread or (found is not None and found.start // self._size <= part):
                return found
            part = min((one for one in self._unread if one > part), default=-1)
            if part < 0 or (found is not None and found.start // self._size < part):
                return found

    def previous(self, order: Order, kinds: Iterable[Kind] = SHOWN, labels: Collection[str] | None = None) -> Entity | None:
        part = order[0] // self._size
        while True:
            self._read_part(part)
            found = super().previous(order, kinds, labels)
            if not self._unread or (found is not None and found.start // self._size >= part):
                return found
            part = max((one for one in self._unread if one < part), default=-1)
            if part < 0 or (found is not None and found.start // self._size > part):
                return found

    def count(self, kind: Kind, labels: Collection[str] | None = None) -> int:
        if self._unread and labels is None and isinstance(kind, Status):
            return self._counts[kind]
        self.read_all()
        return super().count(kind, labels)

    def rank(self, order: Order, kind: Kind, labels: Collection[str] | None = None) -> int:
        self.read_all()
        return super().rank(order, kind, labels)

    def equal(self, words: str, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        self.read_all()
        return super().equal(words, statuses)

    def alike(self, words: str) -> int:
        self.read_all()
        return super().alike(words)

    def those(self, statuses: Iterable[Status] = ALL, labels: Collection[str] | None = None) -> Iterator[Entity]:
        self.read_all()
        return super().those(statuses, labels)

    def labels(self) -> Collection[str]:
        self.read_all()
        return super().labels()

    def surfaces(self) -> Iterable[str]:
        self.read_all()
        return super().surfaces()

    def mentions(self, words: str) -> Collection[str]:
        self.read_all()
        return super().mentions(words)

    def starting(self, lead: str) -> Collection[str]:
        self.read_all()
        return super().starting(lead)

    def grouped(self, group: str) -> list[Entity]:
        self.read_all()
        return super().grouped(group)

    def _read_part(self, part: int) -> None:
        if part in self._unread:
            del self._unread[part]
            for entity in self._read(part):
                EntityIndex.put(self, entity)
