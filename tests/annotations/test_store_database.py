"""A project file as a TinyDB: what TinyDB does with a table, it does."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from annotations.store import disk
from annotations.store.database import Database
from annotations.store.errors import Locked, NotSaved, NotUnderstood, ReadOnly
from tests.annotations.making import made

NAMES = st.sampled_from(["_default", "mine", "settings", 'a "quoted"\nname', "", "\ud800 \u2028"])
FIELDS = st.sampled_from(["a", "b", "", "é\n", "entities"])
PLAIN = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3), max_leaves=6)
ROWS = st.dictionaries(FIELDS, st.integers(0, 3) | VALUES, max_size=4)
IDS = st.integers(1, 9)
TESTS: dict[str, Callable[[int], Any]] = {
    "equal": lambda one: where("a") == one,
    "more": lambda one: where("a").test(lambda value: isinstance(value, int) and value > one),
    "there": lambda one: where("b").exists(),
    "both": lambda one: (where("a") == one) & ~where("b").exists(),
    "any": lambda one: where("entities").any([one]),
    "function": lambda one: lambda row: one in row.values(),
}
QUERIES = st.builds(lambda name, one: TESTS[name](one), st.sampled_from(sorted(TESTS)), st.integers(0, 3))


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _listed(table: Table) -> list[tuple[int, Any]]:
    return [(one.doc_id, dict(one)) for one in table]


def _by_id(table: Table) -> dict[int, Any]:
    return dict(_listed(table))


def _outcome(do: Callable[[], Any]) -> Any:
    """What it gives, or the kind of error."""
    try:
        found = do()
    except (ValueError, RuntimeError) as error:
        return type(error).__name__
    if isinstance(found, list):
        return sorted((getattr(one, "doc_id", 0), _sortable(one)) for one in found)
    return found


def _sortable(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


class SameAsTinyDB(RuleBasedStateMachine):
    """The same operations on TinyDB in memory and on a project file, which is closed and opened again at random."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "p.json"
        self.db = Database(self.path)
        self.plain = TinyDB(storage=MemoryStorage)

    def _both(self, name: str, do: Callable[[Table], Any]) -> None:
        assert _outcome(lambda: do(self.db.table(name))) == _outcome(lambda: do(self.plain.table(name)))

    @rule(name=NAMES, row=ROWS)
    def insert(self, name: str, row: Any) -> None:
        self._both(name, lambda table: table.insert(_as_json(row)))

    @rule(name=NAMES, row=ROWS, number=IDS)
    def insert_with_an_id(self, name: str, row: Any, number: int) -> None:
        self._both(name, lambda table: table.insert(Document(_as_json(row), number)))

    @rule(name=NAMES, rows=st.lists(ROWS, max_size=4), number=IDS)
    def insert_multiple(self, name: str, rows: Any, number: int) -> None:
        self._both(name, lambda table: table.insert_multiple([*_as_json(rows), Document({"a": 1}, number)]))

    @rule(name=NAMES, fields=ROWS, query=QUERIES)
    def update_by_query(self, name: str, fields: Any, query: Any) -> None:
        self._both(name, lambda table: table.update(_as_json(fields), query))

    @rule(name=NAMES, fields=ROWS, numbers=st.lists(IDS, max_size=3))
    def update_by_id(self, name: str, fields: Any, numbers: list[int]) -> None:
        self._both(name, lambda table: table.update(_as_json(fields), doc_ids=numbers))

    @rule(name=NAMES, fields=ROWS)
    def update_all(self, name: str, fields: Any) -> None:
        self._both(name, lambda table: table.update(_as_json(fields)))

    @rule(name=NAMES, one=st.integers(0, 3))
    def update_by_operation(self, name: str, one: int) -> None:
        self._both(name, lambda table: table.update(increment("a"), where("a") == one))
        self._both(name, lambda table: table.update(delete("b"), where("b").exists()))

    @rule(name=NAMES, one=st.integers(0, 3))
    def update_multiple(self, name: str, one: int) -> None:
        updates = [({"b": one}, where("a") == one), ({"a": 1}, where("b") == one)]
        self._both(name, lambda table: table.update_multiple(updates))

    @rule(name=NAMES, row=ROWS, query=QUERIES)
    def upsert(self, name: str, row: Any, query: Any) -> None:
        self._both(name, lambda table: table.upsert(_as_json(row), query))

    @rule(name=NAMES, row=ROWS, number=IDS)
    def upsert_with_an_id(self, name: str, row: Any, number: int) -> None:
        self._both(name, lambda table: table.upsert(Document(_as_json(row), number)))

    @rule(name=NAMES, query=QUERIES)
    def remove_by_query(self, name: str, query: Any) -> None:
        self._both(name, lambda table: table.remove(query))

    @rule(name=NAMES, numbers=st.lists(IDS, max_size=3, unique=True))
    def remove_by_id(self, name: str, numbers: list[int]) -> None:
        self._both(name, lambda table: table.remove(doc_ids=numbers))

    @rule(name=NAMES)
    def truncate(self, name: str) -> None:
        self._both(name, lambda table: table.truncate())

    @rule(name=NAMES)
    def drop_table(self, name: str) -> None:
        self.db.drop_table(name)
        self.plain.drop_table(name)

    @rule()
    def drop_tables(self) -> None:
        self.db.drop_tables()
        self.plain.drop_tables()

    @rule(name=NAMES, query=QUERIES, number=IDS)
    def look(self, name: str, query: Any, number: int) -> None:
        for _ in range(2):  # the second answer is from the cache
            self._both(name, lambda table: table.search(query))
        self._both(name, lambda table: table.count(query))
        self._both(name, lambda table: table.contains(query))
        self._both(name, lambda table: table.get(doc_id=number))
        self._both(name, lambda table: table.get(doc_ids=[number, number + 1]))
        self._both(name, lambda table: table.contains(doc_id=number))
        self._both(name, lambda table: table.all())
        self._both(name, len)
        self._both(name, lambda table: table.get())

    @rule(name=NAMES, query=QUERIES)
    def change_what_was_handed_out(self, name: str, query: Any) -> None:
        table = self.db.table(name)
        for one in [*table.search(query), *table.all(), *filter(None, [table.get(doc_id=1)])]:
            for value in one.values():
                if isinstance(value, (list, dict)):
                    value.clear()
            one.clear()

    @rule()
    def open_again(self) -> None:
        self.db.close()
        if self.path.exists():
            with TinyDB(self.path) as plain:
                for name in self.plain.tables():
                    assert _by_id(plain.table(name)) == _by_id(self.plain.table(name))
        self.db = Database(self.path)
        for table in self.plain._tables.values():  # one that is empty, too, has an id in mind
            table._next_id = None

    @invariant()
    def the_same_is_there(self) -> None:
        assert self.db.tables() == {name for name in self.plain.tables() if len(self.plain.table(name))}
        for name in self.plain.tables():
            here, there = self.db.table(name), self.plain.table(name)
            if name != "settings":  # a table of ours is in order of ids once it was written anew
                assert _listed(here) == _listed(there)
            assert _by_id(here) == _by_id(there)

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)


SHORT = settings(max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
TestSameAsTinyDB = SameAsTinyDB.TestCase
TestSameAsTinyDB.settings = SHORT


@pytest.mark.slow
class TestSameAsTinyDBForLong(SameAsTinyDB.TestCase):
    settings = settings(SHORT, max_examples=600, stateful_step_count=50)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.json"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with Database(path) as database:
        yield database


def test_a_document_that_was_handed_out_can_be_changed_without_changing_what_is_stored(db: Database) -> None:
    db.insert({"a": [1], "b": {"c": 2}})
    query = where("a").any([1])
    for _ in range(3):
        for one in (*db.search(query), *db.all(), *db, db.get(doc_id=1), db.get(query)):
            assert one == {"a": [1], "b": {"c": 2}}
            one["a"].append(3)
            one["b"].clear()


def test_what_was_put_in_can_be_changed_after(db: Database) -> None:
    row = {"a": [1]}
    db.insert(row)
    row["a"].append(2)
    assert db.all() == [{"a": [1]}]


@pytest.mark.parametrize(
    "bad",
    [float("nan"), float("inf"), {1, 2}, b"bytes", object(), 10**5000, {(1, 2): 3}],
    ids=["NaN", "infinity", "set", "bytes", "object", "huge", "key"],
)
def test_what_json_cannot_hold_changes_nothing(path: Path, bad: object) -> None:
    with Database(path) as db:
        db.insert_multiple([{"a": 1}, {"a": 2}])
        before = {one: one.read_bytes() for one in path.parent.iterdir()}
        for do in (
            lambda: db.insert({"a": bad}),
            lambda: db.insert_multiple([{"a": 3}, {"a": bad}]),
            lambda: db.update({"a": bad}, where("a") == 2),
            lambda: db.upsert({"a": bad}, where("a") == 1),
        ):
            with pytest.raises(NotSaved, match="a JSON file cannot"):
                do()
        assert {one: one.read_bytes() for one in path.parent.iterdir()} == before
        assert db.all() == [{"a": 1}, {"a": 2}]
    assert Database(path).all() == [{"a": 1}, {"a": 2}]


def test_an_update_that_fails_half_way_changes_nothing(db: Database) -> None:
    db.insert_multiple([{"a": 1}, {"b": 1}])
    with pytest.raises(KeyError):
        db.update(increment("a"))
    assert db.all() == [{"a": 1}, {"b": 1}]


def test_keys_that_are_one_in_json_are_one(path: Path) -> None:
    with Database(path) as db:
        db.insert({1: "a", "1": "b", None: {True: 1, "true": 2}})
        assert db.all() == [{"1": "b", "null": {"true": 2}}]
    assert b'"1":"a"' not in path.read_bytes()


def test_a_table_may_be_changed_while_one_goes_through_it(db: Database) -> None:
    db.insert_multiple({"a": number} for number in range(5))
    for one in db:
        db.remove(doc_ids=[one.doc_id, one.doc_id + 1])
        db.insert({"b": one.doc_id})
    assert [dict(one) for one in db] == [{"b": 3}, {"b": 5}]


def test_an_id_as_text_is_no_id_as_for_tinydb(db: Database) -> None:
    db.insert({"a": 1})
    assert db.update({"a": 2}, doc_ids=["1"]) == []  # type: ignore[list-item]
    assert db.remove(doc_ids=["1"]) == []  # type: ignore[list-item]
    assert db.all() == [{"a": 1}]


def test_the_table_that_says_what_stands_where_cannot_be_written(path: Path) -> None:
    with Database(path) as db:
        db.insert({"a": 1})
        with pytest.raises(NotSaved, match="the table _store"):
            db.table("_store").insert({"a": 1})
    assert path.read_bytes().count(b'"_store": ') == 1
    assert Database(path).all() == [{"a": 1}]


def test_a_save_writes_what_it_changes_and_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    real = disk.write
    monkeypatch.setattr(disk, "write", lambda descriptor, data: (written.append(len(data)), real(descriptor, data))[1])
    costs = []
    for count in (10, 1000):
        with Database(path) as db:
            db.insert_multiple({"a": number, "text": "x" * 90} for number in range(count))
            db.update({"b": 1}, doc_ids=[4])
            written.clear()
            db.update({"b": 2}, doc_ids=[4])
            costs.append(sum(written))
            assert len(written) == 1
        path.unlink()
    assert costs[0] == costs[1] < 300


def test_a_change_is_made_to_what_is_there_not_to_what_was_there_when_it_was_opened(path: Path) -> None:
    with Database(path) as db:
        db.insert_multiple([{"a": 1}, {"a": 1}])
    early = Database(path)
    query = where("a") == 1
    assert (len(early), early.count(query), early.count(where("b") == 1)) == (2, 2, 0)
    with Database(path) as other:
        other.update({"b": 1}, doc_ids=[1])
        other.insert({"c": 1})
        other.table("more").insert({"d": 1})
    assert early.insert({"e": 1}) == 4
    early.update({"f": 1}, doc_ids=[1])
    assert early.count(where("b") == 1) == 1
    assert early.all() == [{"a": 1, "b": 1, "f": 1}, {"a": 1}, {"c": 1}, {"e": 1}]
    assert early.table("more").all() == [{"d": 1}]
    early.close()


@pytest.mark.parametrize("drop", [lambda db: db.drop_table("mine"), lambda db: db.table("mine").truncate()])
def test_dropping_a_table_undoes_nothing_of_what_another_did_to_the_rest(path: Path, drop: Callable[[Database], None]) -> None:
    with Database(path) as db:
        db.insert({"a": 1})
        db.table("mine").insert({"a": 1})
    with Database(path) as early:
        assert len(early) == 1
        with Database(path) as other:
            other.update({"a": 2})
            other.insert({"a": 3})
        drop(early)
    with TinyDB(path) as plain:
        assert plain.all() == [{"a": 2}, {"a": 3}]
        assert plain.table("mine").all() == []


def test_a_second_writer_is_refused_and_reads_on(path: Path, db: Database) -> None:
    db.insert({"a": 1})
    with Database(path, "ben") as second:
        with pytest.raises(Locked, match=rf"process {os.getpid()} on .+ \(tinydb\)"):
            second.insert({"a": 2})
        assert second.all() == [{"a": 1}]
    db.insert({"a": 3})


def test_for_reading_only_nothing_is_written(path: Path) -> None:
    with Database(path) as db:
        db.insert({"a": 1})
    before = path.read_bytes()
    with Database(path, read_only=True) as db:
        for do in (lambda: db.insert({}), lambda: db.truncate(), lambda: db.drop_tables(), lambda: db.drop_table("_default")):
            with pytest.raises(ReadOnly):
                do()
        assert db.all() == [{"a": 1}]
    assert path.read_bytes() == before


def test_after_closing_nothing_can_be_changed_and_the_lock_is_free(path: Path) -> None:
    with Database(path) as db:
        db.insert({"a": 1})
    with pytest.raises(NotSaved, match="p.json is closed here"):
        db.insert({"a": 2})
    with Database(path) as other:
        other.insert({"a": 3})
    assert Database(path).all() == [{"a": 1}, {"a": 3}]


def test_who_leaves_by_an_error_keeps_what_was_saved_before(path: Path) -> None:
    with suppress(ZeroDivisionError), Database(path) as db:
        db.insert({"a": 1})
        db.insert({"a": 1 / 0})
    assert [one.name for one in path.parent.iterdir() if one.suffix != ".lock"] == ["p.json"]
    assert Database(path).all() == [{"a": 1}]


def test_a_file_of_plain_tinydb_is_no_project_and_stays_as_it_is(path: Path) -> None:
    with TinyDB(path) as plain:
        plain.insert({"a": 1})
    before = path.read_bytes()
    with pytest.raises(NotUnderstood):
        Database(path)
    assert path.read_bytes() == before


def test_a_project_opens_as_a_database_and_a_table_of_ones_own_stays_in_it(path: Path) -> None:
    made(path)
    with Database(path) as db:
        assert db.table("articles").all()[0]["title"] == "Rome"
        db.table("mine").insert({"seen": True})
    with TinyDB(path) as plain:
        assert plain.table("mine").all() == [{"seen": True}]
        assert plain.table("articles").all()[0]["title"] == "Rome"
