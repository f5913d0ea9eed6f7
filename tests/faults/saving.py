"""A sequence of saves whose outcome is known after each, and the look at what is left of it after a fault."""

import json
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB

from annotations.store.content import STORE, Rows
from annotations.store.errors import NotSaved, ProjectError
from annotations.store.parsing import is_sound
from annotations.store.store import Store

NAME = "p.json"
_TABLE = "mine"
_WIDE = 6000
"""Characters of some documents, so that a save spans blocks of the disk."""

State = dict[int, dict[str, Any]]


def rows(number: int) -> Rows:
    """What save ``number``, counted from 1, stores: the number under an id of its turn, and now and then a document that
    spans blocks, or one that goes."""
    found: dict[int, dict[str, Any] | None] = {number % 5: {"n": number, "list": [{"a": number}, {"b": "é\n"}]}}
    if number % 3 == 0:
        found[10] = {"n": number, "wide": chr(65 + number % 26) * _WIDE}
    if number % 7 == 0:
        found[10] = None
    return {_TABLE: found}


def state(number: int) -> State:
    """What is stored after so many saves."""
    found: State = {}
    for one in range(1, number + 1):
        for key, row in rows(one)[_TABLE].items():
            if row is None:
                found.pop(key, None)
            else:
                found[key] = row
    return found


def stored(store: Store) -> State:
    """What a store says is stored."""
    return dict(store.content.rows(_TABLE))


class Saver:
    """Saves one number after another; ``acknowledged`` is the last that was said to be saved. With ``behind`` it syncs as
    under a reader, on another thread."""

    def __init__(self, folder: Path, acknowledged: int = 0, behind: bool = False) -> None:
        self.store = Store(folder / NAME, "ada")
        if behind:
            self.store.when_saved(lambda: None)
        self.acknowledged = acknowledged
        self.refused: list[ProjectError] = []

    def save(self) -> None:
        """Raises what the store raises."""
        self.store.ready()
        self.store.commit(rows(self.acknowledged + 1))
        self.acknowledged += 1

    def try_to_save(self) -> bool:
        """Whether it was saved; what is in memory is as it was where it was not."""
        try:
            self.save()
        except ProjectError as error:
            self.refused.append(error)
            assert stored(self.store) == state(self.acknowledged)
            return False
        return True

    def folding(self) -> "closing[Generator[str, None, None]]":
        """The steps of a fold, ended where the block is left."""
        return closing(cast("Generator[str, None, None]", self.store.folding()))

    def fold(self) -> None:
        with self.folding() as steps:
            for _ in steps:
                pass

    def die(self) -> None:
        """What the system does when the process is gone."""
        assert self.store._lock is not None
        self.store._lock.release()


def sequence(saver: Saver) -> None:
    """Open, save, save, fold, save, fold with saves between its steps, save, close; what fails is tried again once."""
    for _ in range(3):
        saver.try_to_save()
    saver.fold()
    saver.try_to_save()
    saver.try_to_save()
    with saver.folding() as steps:
        for _ in steps:
            saver.try_to_save()
    saver.try_to_save()
    try:
        saver.store.close()
    except NotSaved as error:
        saver.refused.append(error)


def survived(folder: Path, acknowledged: int, more: int = 1) -> int:
    """How many saves are found again: all acknowledged ones, and at most so many more; then that saving goes on.

    Each look asserts: the file is whole for plain TinyDB, nothing is said to be damaged, and closing leaves the file alone.
    """
    path = folder / NAME
    allowed = {number: state(number) for number in range(acknowledged, acknowledged + more + 1)}
    if path.exists():
        with TinyDB(path, access_mode="r") as plain:
            seen = {row.doc_id: dict(row) for row in plain.table(_TABLE)}
        assert any(seen == state(number) for number in range(acknowledged + more + 1))
    saver = Saver(folder)
    number = _number(stored(saver.store), allowed)
    saver.acknowledged = number
    saver.store.ready()
    assert stored(saver.store) == allowed[number]
    for _ in range(2):
        saver.save()
    assert stored(Store(path, "eve", read_only=True)) == state(number + 2)
    saver.store.close()
    assert not [notice for notice in saver.store.notices if "recovered" not in notice]
    data = path.read_bytes()
    assert is_sound(data)
    table = json.loads(data)
    assert {int(key): row for key, row in table[_TABLE].items()} == state(number + 2)
    assert STORE in table
    assert {one.name for one in folder.iterdir()} <= {NAME, f"{NAME}.lock"}
    return number


def _number(found: State, allowed: dict[int, State]) -> int:
    matching = [number for number, one in allowed.items() if one == found]
    assert matching, f"after {min(allowed)} acknowledged saves: {sorted(row.get('n') for row in found.values())}"
    return matching[0]
