"""Folding beside commits: no commit waits for the disk of a fold, and whatever came meanwhile is there."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, get_ident

import pytest

from annotations.store.content import encode_rows
from annotations.store.errors import Stopped
from annotations.store.file import ProjectFile


def _commit(file: ProjectFile, number: int) -> None:
    file.commit(encode_rows({"mine": {number: {"n": number}}}))


def _numbers(path: Path) -> list[int]:
    return sorted(ProjectFile(path, []).content.numbers("mine"))


class Gate:
    """Holds the ``at``-th sync of every thread but this one until ``opened``."""

    def __init__(self, at: int, patch: pytest.MonkeyPatch) -> None:
        self.at, self.mine = at, get_ident()
        self.seen = 0
        self.reached, self.opened = Event(), Event()
        for name in ("fsync", "fdatasync"):
            patch.setattr(os, name, self._held(getattr(os, name)))

    def _held(self, real: "object") -> "object":
        def sync(descriptor: int) -> None:
            if get_ident() != self.mine:
                self.seen += 1
                if self.seen == self.at:
                    self.reached.set()
                    self.opened.wait(60)
            real(descriptor)  # type: ignore[operator]

        return sync


@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.parametrize("early", [False, True])
def test_commits_go_on_while_a_fold_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, early: bool
) -> None:
    file = ProjectFile(tmp_path / "x.json", [])
    for number in range(3):
        _commit(file, number)
    gate = Gate(at, monkeypatch)
    steps = file.folding()
    next(steps)
    if early:  # so that there is something to carry over
        _commit(file, 3)
    behind = Thread(target=lambda: list(steps), daemon=True)
    behind.start()
    done = 4
    while not gate.reached.wait(0.02) and behind.is_alive():
        pass
    if gate.reached.is_set():
        assert behind.is_alive()
        for number in range(4, 8):
            _commit(file, number)  # a commit that waited for the fold would wait here for ever
        done = 8
        assert behind.is_alive()
    gate.opened.set()
    behind.join(60)
    assert not behind.is_alive()
    expected = [number for number in range(done) if number != 3 or early]
    assert _numbers(file.path) == expected
    _commit(file, 20)
    assert _numbers(file.path) == [*expected, 20]
    file.close()
    assert _numbers(file.path) == [*expected, 20]
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]
    assert file.notices == []


def test_what_came_during_a_fold_alone_is_in_the_journal_after_it(tmp_path: Path) -> None:
    file = ProjectFile(tmp_path / "x.json", [])
    for number in range(50):
        _commit(file, number)
    before = file.journal_size
    for step in file.folding():
        if step == "written":
            _commit(file, 50)
    assert 0 < file.journal_size < before / 10
    assert _numbers(file.path) == list(range(51))


def test_after_a_failed_sync_a_fold_that_is_under_way_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ProjectFile(tmp_path / "x.json", [])
    for number in range(3):
        _commit(file, number)
    first = file.path.read_bytes()
    steps = file.folding()
    assert [next(steps), next(steps)] == ["begun", "written"]

    def fails(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        with pytest.raises(Stopped):
            _commit(file, 3)
    assert list(steps) == []
    assert file.path.read_bytes() == first
    assert not file.fold_due
    assert list(file.folding()) == []


def test_on_a_slow_disk_the_first_save_after_a_fold_is_behind_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ProjectFile(tmp_path / "x.json", [])
    file.syncing.told = lambda: None
    for number in range(3):
        _commit(file, number)
    file.syncing.settle()
    file.fold()
    gate = Gate(1, monkeypatch)
    _commit(file, 3)
    assert gate.reached.wait(60)
    assert file.syncing.waiting
    _commit(file, 4)
    gate.opened.set()
    file.close()
    assert _numbers(file.path) == list(range(5))
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]


@pytest.mark.parametrize("between", ["begun", "written", "announced", "replaced", ""])
def test_before_and_after_each_call_of_a_fold_all_that_was_acknowledged_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    file = ProjectFile(folder / "x.json", [])
    acknowledged = list(range(4))
    for number in acknowledged:
        _commit(file, number)
    kept: list[tuple[Path, list[int]]] = []

    def keep() -> None:
        kept.append((Path(shutil.copytree(folder, tmp_path / f"kept-{len(kept)}")), list(acknowledged)))

    def kept_around(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            keep()
            found = real(*args, **named)
            keep()
            return found

        return call

    for place, name in ((os, "write"), (os, "fsync"), (os, "fdatasync"), (Path, "replace"), (Path, "unlink")):
        monkeypatch.setattr(place, name, kept_around(getattr(place, name)))
    for step in file.folding():
        if step == between:
            _commit(file, 10)
            acknowledged.append(10)
            _commit(file, 11)
            acknowledged.append(11)
    monkeypatch.undo()
    assert len(kept) > 10
    for copy, numbers in kept:
        found = _numbers(copy / "x.json")
        assert found[: len(numbers)] == numbers
        again = ProjectFile(copy / "x.json", [])
        again.prepare()
        _commit(again, 20)
        again.close()
        assert set(_numbers(copy / "x.json")) == {*found, 20}
        assert not [name for name in copy.iterdir() if "orphan" in name.name or "damaged" in name.name]
