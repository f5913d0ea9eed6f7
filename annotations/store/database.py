"""Database: a project file as a TinyDB, for programs: queries, tables and context manager as ever, each save journalled.

``Database(path)`` is a TinyDB whose saves cost what they change. It takes the writer's lock at the first change. Three of
TinyDB's methods are overridden that are not public (``Table._read_table``, ``_update_table`` and ``_get_next_id``, in 4.9):
a contract test holds tables to what TinyDB's own do.
"""

import json
from collections.abc import Callable, ItemsView, Iterator, Mapping, MutableMapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table
from tinydb.utils import LRUCache

from annotations.store.content import STORE, Content, Encoded, encode
from annotations.store.errors import NotSaved
from annotations.store.store import Store

_ABSENT = object()


class JournalStorage(Storage):
    """The file of one project and its journal as a storage. ``notices`` are lines for whoever uses it.

    Raises NotUnderstood for a file that is no project.
    """

    def __init__(self, path: Path | str, who: str = "tinydb", read_only: bool = False) -> None:
        self._store = Store(Path(path), who, read_only)
        self._closed = False
        self.times_read = 1
        """How often the file was read; what is known of it is stale once it was read again."""

    @property
    def notices(self) -> list[str]:
        return self._store.notices

    @property
    def content(self) -> Content:
        """What is stored."""
        return self._store.content

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables that hold something, decoded anew; None while there is no file. An empty table is none."""
        if not self._store.exists:
            return None
        names = (name for name in self.content.names if any(True for _ in self.content.keys(name)))
        return {name: self.content.decoded(name) for name in names}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the file hold these tables; only documents that differ are written. Raises what ``commit`` raises."""
        self.ready()
        changes: dict[str, dict[str, bytes | None]] = {
            table: {str(key): _encoded(row) for key, row in rows.items()} for table, rows in data.items()
        }
        for table in self.content.names:
            gone = (key for key in self.content.keys(table) if key not in data.get(table, {}))
            changes.setdefault(table, {}).update(dict.fromkeys(gone))
        self.commit(changes)

    def ready(self) -> None:
        """See that a change may be made, and read the file again where it changed before the lock was taken.

        Raises ReadOnly, Locked, NotSaved. What a change is made from is read after this, or another's would be undone by it.
        """
        if self._closed:
            raise NotSaved(f"Not saved: {self._store.name} is closed here. Open it again.")
        self.times_read += self._store.ready()

    def commit(self, changes: Encoded) -> None:
        """Make these documents durable, all or none. Raises ReadOnly, Locked, NotSaved."""
        if changes.get(STORE):
            raise NotSaved(f"Not saved: the table {STORE} is how {self._store.name} is read. Give the table another name.")
        self.ready()
        self._store.commit_encoded(changes)

    def close(self) -> None:
        """Write the file anew with what the journal holds, and let the lock go. Nothing can be changed after it."""
        self._closed = True
        self._store.close()


class _Copies(LRUCache[Any, Any]):
    """A query cache that hands out copies: what is done to the documents of one answer must not be in the next one."""

    def get(self, key: Any, default: Any = None) -> Any:
        return deepcopy(super().get(key, default))

    def set(self, key: Any, value: Any) -> None:
        super().set(key, deepcopy(value))


class JournalTable(Table):
    """A table whose changes cost the documents they touch. Documents handed out are copies: to change one, update it."""

    query_cache_class = _Copies
    _times_read = 1

    def search(self, cond: Any) -> Any:
        self._forget_stale()
        return super().search(cond)

    def _read_table(self) -> Any:
        return _Stored(self._journal.content, self.name)

    def _get_next_id(self) -> int:
        self._journal.ready()
        self._forget_stale()
        found: int = super()._get_next_id()  # type: ignore[no-untyped-call]
        return found

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        self._journal.ready()
        self._forget_stale()
        view = _View(self._journal.content, self.name, self.document_id_class)
        updater(view)  # type: ignore[arg-type]
        self._journal.commit({self.name: view.changes()})
        self.clear_cache()

    def _forget_stale(self) -> None:
        """Forget answers and ids that are from before the file was read again."""
        if self._times_read != self._journal.times_read:
            self._times_read, self._next_id = self._journal.times_read, None
            self.clear_cache()

    @property
    def _journal(self) -> JournalStorage:
        storage = self.storage
        assert isinstance(storage, JournalStorage)
        return storage


class Database(TinyDB):
    """``Database(path)``: see the module."""

    table_class = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]

    def drop_table(self, name: str) -> None:
        storage = self.storage
        if isinstance(storage, JournalStorage):
            storage.ready()
        super().drop_table(name)


class _Stored(Mapping[str, Any]):
    """The documents of a table by id, each decoded when it is asked for.

    Who goes through them may change the table meanwhile: what was taken out is passed over, what came in is not met.
    """

    def __init__(self, content: Content, table: str) -> None:
        self._content = content
        self._table = table

    def __getitem__(self, key: str) -> Any:
        found = self._content.document(self._table, str(key))
        if found is None:
            raise KeyError(key)
        return json.loads(found)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._content.keys(self._table)))

    def __len__(self) -> int:
        return sum(1 for _ in self._content.keys(self._table))

    def items(self) -> ItemsView[str, Any]:
        return _Items(self)


class _Items(ItemsView[str, Any]):
    def __init__(self, stored: _Stored) -> None:
        super().__init__(stored)
        self._stored = stored

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for key in self._stored:
            if (found := self._stored.get(key, _ABSENT)) is not _ABSENT:
                yield key, found


class _View(MutableMapping[int, Any]):
    """The documents of a table as an updater may change them; remembers which it touched. Ids are of TinyDB's id class."""

    def __init__(self, content: Content, table: str, id_class: Callable[[Any], int]) -> None:
        self._stored = _Stored(content, table)
        self._id = id_class
        self._touched: dict[int, Any] = {}

    def __getitem__(self, key: int) -> Any:
        if not isinstance(key, int):
            raise KeyError(key)
        if key not in self._touched:
            self._touched[key] = self._stored[str(key)]
        if self._touched[key] is _ABSENT:
            raise KeyError(key)
        return self._touched[key]

    def __setitem__(self, key: int, document: Any) -> None:
        self._touched[key] = document

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched[key] = _ABSENT

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, int):  # as for TinyDB, the id "1" is not the id 1
            return False
        return self._touched[key] is not _ABSENT if key in self._touched else str(key) in self._stored

    def __iter__(self) -> Iterator[int]:
        for key in self._stored:
            if self._touched.get(self._id(key)) is not _ABSENT:
                yield self._id(key)
        yield from [key for key, row in self._touched.items() if row is not _ABSENT and str(key) not in self._stored]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        for key in list(self):
            self._touched[key] = _ABSENT

    def changes(self) -> dict[str, bytes | None]:
        """What was touched, encoded. Raises NotSaved for what JSON cannot hold."""
        return {str(key): None if row is _ABSENT else _encoded(row) for key, row in self._touched.items()}


def _encoded(row: Any) -> bytes:
    try:
        # Through JSON once on the way in: two keys that are one there (1 and "1") would be damage in the file.
        return encode(json.loads(json.dumps(dict(row) if isinstance(row, Mapping) else row, allow_nan=False)))
    except (TypeError, ValueError, RecursionError) as error:
        raise NotSaved(f"Not saved: the document holds something that a JSON file cannot ({error}).") from error
