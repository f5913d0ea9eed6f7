"""Entities by uid, in many small tables: a single one that grows is copied whole, which takes 200 ms with a million."""

from annotations.entity import Entity

_TABLES = 256


class ByUid:
    """Looked up, put and removed like the values of a dict."""

    def __init__(self) -> None:
        self._tables: list[dict[str, Entity]] = [{} for _ in range(_TABLES)]
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def __contains__(self, uid: str) -> bool:
        return uid in self._tables[hash(uid) % _TABLES]

    def __getitem__(self, uid: str) -> Entity:
        return self._tables[hash(uid) % _TABLES][uid]

    def __setitem__(self, uid: str, entity: Entity) -> None:
        table = self._tables[hash(uid) % _TABLES]
        self._number += uid not in table
        table[uid] = entity

    def __delitem__(self, uid: str) -> None:
        del self._tables[hash(uid) % _TABLES][uid]
        self._number -= 1

    def get(self, uid: str) -> Entity | None:
        return self._tables[hash(uid) % _TABLES].get(uid)
