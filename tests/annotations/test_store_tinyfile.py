"""The file on disk: replaced as a whole, never when it is not ours or no longer what was read."""

import errno
import os
import stat
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from annotations.store import disk
from annotations.store.errors import NotSaved, NotUnderstood, ReadOnly
from annotations.store.tinyfile import TinyFile


def _file(path: Path) -> TinyFile:
    file = TinyFile(path)
    file.commit({"mine": {1: {"a": 1}}})
    return file


def test_a_commit_is_in_the_file_when_it_returns(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    file = TinyFile(path)
    assert not file.exists
    assert not path.exists()
    file.commit({"mine": {1: {"a": 1}, 2: {"a": 2}}})
    file.commit({"mine": {1: None, 3: {"a": 3}}})
    assert dict(TinyFile(path).content.rows("mine")) == {2: {"a": 2}, 3: {"a": 3}}
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]


def test_a_commit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    before = disk.identity(file.path)
    file.commit({"mine": {1: {"a": 1}}})
    assert disk.identity(file.path) == before


def test_the_file_is_synced_before_it_takes_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        calls.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    _file(tmp_path / "x.json")
    assert calls == ["sync file", "rename", "sync folder"]


def test_mode_and_symbolic_link_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    _file(path)
    path.chmod(0o640)
    link.symlink_to(path)
    TinyFile(link).commit({"mine": {2: {}}})
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert dict(TinyFile(path).content.rows("mine")) == {1: {"a": 1}, 2: {}}


def test_the_whole_of_tinydb_works_over_it(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    with TinyDB(path, storage=TinyFile) as db:
        people = db.table("people")
        people.insert_multiple([{"name": "Ada", "age": 36}, {"name": "Bo", "age": 7}, {"name": "Cy", "age": 8}])
        people.update({"age": 37}, where("name") == "Ada")
        people.remove(where("name") == "Bo")
        assert people.get(where("name") == "Ada") == {"name": "Ada", "age": 37}
    with TinyDB(path) as plain:
        assert [dict(one) for one in plain.table("people")] == [{"name": "Ada", "age": 37}, {"name": "Cy", "age": 8}]
    assert TinyFile(path).sound


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_changes_neither_file_nor_memory_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file = _file(tmp_path / "x.json")
    before = file.path.read_bytes()

    def fails(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(NotSaved, match="x.json could not be written"):
            file.commit({"mine": {1: {"a": 2}, 9: {}}})
    assert dict(file.content.rows("mine")) == {1: {"a": 1}}
    assert file.path.read_bytes() == before
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]
    file.commit({"mine": {1: {"a": 3}}})
    assert dict(TinyFile(file.path).content.rows("mine")) == {1: {"a": 3}}


def test_after_a_failed_sync_of_the_folder_nothing_more_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path / "x.json")
    real = os.fsync

    def fails(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(NotSaved):
            file.commit({"mine": {1: {"a": 2}}})
    assert dict(file.content.rows("mine")) == {1: {"a": 1}}
    with pytest.raises(NotSaved, match="the disk failed"):
        file.commit({"mine": {1: {"a": 3}}})
    assert dict(TinyFile(file.path).content.rows("mine")) == {1: {"a": 2}}


def test_a_folder_that_cannot_be_synced_at_all_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fails(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fails)
    file = _file(tmp_path / "x.json")
    assert TinyFile(file.path).content.row("mine", 1) == {"a": 1}


def test_a_temporary_file_left_by_a_crash_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "x.json.tmp").write_bytes(b"half")
    file = _file(tmp_path / "x.json")
    assert TinyFile(file.path).content.row("mine", 1) == {"a": 1}
    assert not (tmp_path / "x.json.tmp").exists()


def test_a_file_that_another_program_changed_is_not_written_over_and_both_versions_are_kept(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    other = TinyFile(file.path)
    other.commit({"mine": {5: {"by": "other"}}})
    theirs = file.path.read_bytes()
    for _ in range(2):
        with pytest.raises(NotSaved, match="another program has changed x.json"):
            file.commit({"mine": {6: {}}})
    assert file.path.read_bytes() == theirs
    assert sorted(name.name for name in tmp_path.iterdir()) == ["x.json", "x.yours.json"]
    assert dict(TinyFile(tmp_path / "x.yours.json").content.rows("mine")) == {1: {"a": 1}}
    assert dict(file.content.rows("mine")) == {1: {"a": 1}}


def test_no_copy_is_made_where_nothing_of_ours_would_be_lost(tmp_path: Path) -> None:
    _file(tmp_path / "x.json")
    reader, other = TinyFile(tmp_path / "x.json"), TinyFile(tmp_path / "x.json")
    other.commit({"mine": {5: {}}})
    with pytest.raises(NotSaved):
        reader.commit({"mine": {6: {}}})
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]


def test_an_earlier_copy_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.yours.json").write_bytes(b"older")
    file = _file(tmp_path / "x.json")
    file.path.write_bytes(b"{}")
    with pytest.raises(NotSaved, match=r"x\.yours-2\.json"):
        file.commit({"mine": {6: {}}})
    assert (tmp_path / "x.yours.json").read_bytes() == b"older"


def test_a_file_that_was_only_touched_is_still_ours(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    os.utime(file.path, ns=(0, 0))
    file.commit({"mine": {2: {}}})
    assert dict(TinyFile(file.path).content.rows("mine")) == {1: {"a": 1}, 2: {}}


def test_a_file_that_appeared_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = TinyFile(tmp_path / "x.json")
    (tmp_path / "x.json").write_bytes(b"somebody's")
    with pytest.raises(NotSaved, match="has made x.json meanwhile"):
        file.commit({"mine": {1: {}}})
    assert (tmp_path / "x.json").read_bytes() == b"somebody's"


def test_a_file_that_was_removed_is_written_again_and_that_is_said(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    file.path.unlink()
    file.commit({"mine": {2: {}}})
    assert dict(TinyFile(file.path).content.rows("mine")) == {1: {"a": 1}, 2: {}}
    assert file.notices == ["x.json had been removed; it was written again."]


def test_a_file_with_a_wrong_checksum_takes_no_change(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    _file(path)
    with TinyDB(path) as db:
        db.table("mine").insert({"a": 4})
    before = path.read_bytes()
    file = TinyFile(path)
    assert not file.sound
    assert file.content.row("mine", 2) == {"a": 4}
    with pytest.raises(ReadOnly, match="rubricate check x.json"):
        file.commit({"mine": {3: {}}})
    assert path.read_bytes() == before


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="is a directory"):
        TinyFile(tmp_path)
