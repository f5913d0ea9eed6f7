"""Several programs at one project: one writes, the others are told who, and nothing of anybody's is lost."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.project import Locked, NotSaved, Project
from annotations.store.database import Database
from annotations.store.file import ProjectFile
from annotations.store.store import Store
from tests.annotations.making import ROME, entity, found, made, opened, step
from tests.faults.test_kill import ROOT

HOLDER = """
import sys
from pathlib import Path
from annotations.store.database import Database
db = Database(Path(sys.argv[1]), "eve")
for line in sys.stdin:
    print(db.table("mine").insert({"line": line.strip()}), flush=True)
db.close()
"""


@contextmanager
def holder(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes a line into the table ``mine`` for each line it gets, and closes at the end of its input."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process: "subprocess.Popen[str]", line: str) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def lines(path: Path) -> list[str]:
    """What is in the table ``mine``, as a reader sees it who opens the project now."""
    with Database(path, read_only=True) as db:
        return [row["line"] for row in db.table("mine")]


def jot(project: Project, uid: str = "oslo") -> None:
    project.apply(step(project.add(ROME), (None, entity(uid, 19, 23))))


def test_a_second_writer_is_told_process_host_and_user_and_writes_once_the_first_has_gone(tmp_path: Path) -> None:
    path = made(tmp_path / "p.json")
    with holder(path) as other:
        tell(other, "one")
        project = opened(path)
        with pytest.raises(Locked) as told:
            jot(project)
        assert str(told.value).startswith(
            f"p.json is open in process {other.pid} on {socket.gethostname()} (eve): close it there"
        )
        other.communicate("two\n", timeout=60)
        jot(project)
        assert project.notices == ["p.json has changed since it was read; it was read again."]
        project.close()
    assert lines(path) == ["one", "two"]
    assert set(found(opened(path), ROME.uid)) == {"jo", "oslo"}


def test_a_reader_follows_what_the_writer_saves_and_folds(tmp_path: Path) -> None:
    path = made(tmp_path / "p.json")
    writer, reader = opened(path), opened(path, read_only=True)
    assert not reader.follow()
    for fold in (False, True):
        for number in range(3):
            jot(writer, f"e{number}{fold}")
            assert reader.follow()
            assert found(reader, ROME.uid) == found(writer, ROME.uid)
            assert not reader.follow()
        if fold:
            writer.close()
            assert reader.follow()
            assert found(reader, ROME.uid).keys() == {"jo", *(f"e{number}{one}" for number in range(3) for one in (False, True))}
    assert reader.notices == []


def test_a_reader_of_a_project_that_is_not_there_yet_follows_once_it_is(tmp_path: Path) -> None:
    reader = opened(tmp_path / "p.json", read_only=True)
    assert not reader.follow()
    made(tmp_path / "p.json")
    assert reader.follow()
    assert set(found(reader, ROME.uid)) == {"jo"}


def test_the_lock_of_a_killed_process_is_free_and_what_it_saved_is_there(tmp_path: Path) -> None:
    path = made(tmp_path / "p.json")
    with holder(path) as other:
        tell(other, "one")
        tell(other, "two")
        other.kill()
        other.wait()
    assert b"eve" in (tmp_path / "p.json.lock").read_bytes()
    project = opened(path)
    jot(project)
    assert project.notices == ["2 changes were recovered from p.json.journal: Rubricate had not ended as it should."]
    project.close()
    assert lines(path) == ["one", "two"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_has_no_lock_keeps_none_and_folds_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "p.json")
    store = Store(path, "ada")
    store.ready()
    store.commit({"mine": {1: {"by": "parent"}}})
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            store.ready()
            os.write(writes, b"has the lock")
        except Locked as error:
            store.close()
            os.write(writes, str(error).encode())
        finally:
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    assert f"is open in process {os.getpid()} on".encode() in os.read(reads, 1000)
    os.close(reads)
    os.close(writes)
    assert (tmp_path / "p.json.journal").exists()
    assert str(os.getpid()).encode() in (tmp_path / "p.json.lock").read_bytes()
    store.commit({"mine": {2: {"by": "parent"}}})
    with pytest.raises(Locked):
        Store(path, "ben").ready()
    store.close()
    with TinyDB(path) as plain:
        assert len(plain.table("mine")) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_child_that_outlives_its_parent_does_not_keep_the_lock(tmp_path: Path) -> None:
    path = made(tmp_path / "p.json")
    store = Store(path, "ada")
    store.ready()
    store.commit({"mine": {1: {"by": "parent"}}})
    (waits, goes), (reads, writes) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        try:
            os.read(waits, 1)
            store.ready()
            store.commit({"mine": {2: {"by": "child"}}})
            store.close()
            os.write(writes, b"done")
        finally:
            os.kill(os.getpid(), 9)
    store.close()
    other = Store(path, "ben")
    other.ready()
    other.close()
    os.write(goes, b".")
    assert os.read(reads, 4) == b"done"
    os.waitpid(child, 0)
    for one in (waits, goes, reads, writes):
        os.close(one)
    with TinyDB(path) as plain:
        assert [row["by"] for row in plain.table("mine")] == ["parent", "child"]


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network folder without locks."""
    fcntl = pytest.importorskip("fcntl")

    def flock(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)


def _rows(path: Path) -> dict[int, object]:
    return {number: row["by"] for number, row in ProjectFile(path, []).content.rows("mine")}


def _everywhere(folder: Path) -> set[object]:
    """What any file in the folder holds that ends like a project, with its journal."""
    return {by for path in folder.glob("*.json") for by in _rows(path).values()}


def test_without_locks_a_notice_says_so_and_one_writer_is_as_safe_as_ever(tmp_path: Path, no_locks: None) -> None:
    project = opened(made(tmp_path / "p.json"))
    jot(project)
    assert len(project.notices) == 1
    assert "p.json could not be locked" in project.notices[0]
    project.close()
    assert set(found(opened(tmp_path / "p.json"), ROME.uid)) == {"jo", "oslo"}


@pytest.mark.parametrize("first_folds", [True, False])
@pytest.mark.parametrize("goes_on", [True, False])
def test_without_locks_two_writers_lose_nothing_of_either(
    tmp_path: Path, no_locks: None, first_folds: bool, goes_on: bool
) -> None:
    path = made(tmp_path / "p.json")
    first, second = Store(path, "ada"), Store(path, "ben")
    first.ready()
    second.ready()
    first.commit({"mine": {1: {"by": "first"}}})
    if first_folds:
        first.close()
    with pytest.raises(NotSaved, match="another program has changed p.json"):
        second.commit({"mine": {2: {"by": "second"}}})
    if goes_on:
        with pytest.raises(NotSaved, match="another program has changed p.json"):
            second.commit({"mine": {3: {"by": "second"}}})
    second.close()
    first.close()
    assert _rows(path) == {1: "first"}


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
@pytest.mark.parametrize("say", [[0], [1], [0, 1], []])
def test_without_locks_two_saves_at_the_same_moment_are_both_kept(
    tmp_path: Path, no_locks: None, order: list[int], say: list[int]
) -> None:
    path = made(tmp_path / "p.json")
    begun = Store(path, "ada")
    begun.ready()
    begun.commit({"mine": {1: {"by": "both"}}})
    stores = begun, Store(path, "ben")
    stores[1].ready()
    # Each looked before either wrote, so neither could see the other's.
    for number, store in enumerate(stores):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ProjectFile, "changed_by_others", lambda self: False)
            store.commit({"mine": {2 + number: {"by": f"writer {number}"}}})
    for number in say:
        with pytest.raises(NotSaved, match="What you had is in"):
            stores[number].commit({"mine": {9: {"by": "late"}}})
    for number in order:
        stores[number].close()
    assert {"both", "writer 0", "writer 1"} <= _everywhere(tmp_path)


def test_the_lock_file_stays_empty_and_says_nothing_of_who_has_gone(tmp_path: Path) -> None:
    project = opened(made(tmp_path / "p.json"))
    jot(project)
    project.close()
    assert (tmp_path / "p.json.lock").read_bytes() == b""
    with holder(tmp_path / "p.json") as other:
        tell(other, "one")
        before = (tmp_path / "p.json.lock").stat().st_ino
        with pytest.raises(Locked):
            jot(opened(tmp_path / "p.json"))
        assert (tmp_path / "p.json.lock").stat().st_ino == before
