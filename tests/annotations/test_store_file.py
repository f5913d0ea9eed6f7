"""The file on disk: replaced as a whole, never when it is not ours or no longer what was read."""

import errno
import os
import stat
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.store.content import encode_rows
from annotations.store.errors import NotSaved, NotUnderstood, Stopped
from annotations.store.file import ProjectFile


def _opened(path: Path) -> ProjectFile:
    return ProjectFile(path, [])


def _file(path: Path) -> ProjectFile:
    file = _opened(path)
    _commit(file, {1: {"a": 1}})
    return file


def _commit(file: ProjectFile, rows: dict[int, dict[str, object] | None]) -> None:
    file.commit(encode_rows({"mine": rows}))


def _rows(path: Path) -> dict[int, dict[str, object]]:
    return dict(_opened(path).content.rows("mine"))


def test_the_first_commit_makes_the_file_and_later_ones_grow_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    file = _opened(path)
    assert not file.exists
    assert not path.exists()
    _commit(file, {1: {"a": 1}, 2: {"a": 2}})
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]
    first = path.read_bytes()
    _commit(file, {1: None, 3: {"a": 3}})
    assert path.read_bytes() == first
    assert sorted(name.name for name in tmp_path.iterdir()) == ["x.json", "x.json.journal"]
    assert _rows(path) == {2: {"a": 2}, 3: {"a": 3}}
    file.close()
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]
    assert _rows(path) == {2: {"a": 2}, 3: {"a": 3}}


def test_a_commit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    _commit(file, {1: {"a": 1}})
    assert [name.name for name in tmp_path.iterdir()] == ["x.json"]


def test_file_and_journal_are_synced_before_they_take_their_names_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real_sync, real_data, real_replace, real_unlink = os.fsync, os.fdatasync, Path.replace, Path.unlink

    def fsync(descriptor: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        real_sync(descriptor)

    def fdatasync(descriptor: int) -> None:
        calls.append("sync journal")
        real_data(descriptor)

    def replace(self: Path, target: Path) -> Path:
        calls.append(f"rename to {target.name}")
        return real_replace(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.exists():
            calls.append(f"unlink {self.name}")
        real_unlink(self, missing_ok)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "fdatasync", fdatasync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    file = _file(tmp_path / "x.json")
    made = ["sync file", "rename to x.json", "sync folder"]
    assert calls == made
    calls.clear()
    _commit(file, {2: {}})
    assert calls == ["sync file", "rename to x.json.journal", "sync folder"]
    calls.clear()
    _commit(file, {3: {}})
    assert calls == ["sync journal"]
    calls.clear()
    file.fold()
    assert calls == ["sync file", "sync journal", "rename to x.json", "sync folder", "unlink x.json.journal", "sync folder"]


def test_mode_and_symbolic_link_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    _file(path)
    path.chmod(0o640)
    link.symlink_to(path)
    _commit(_opened(link), {2: {}})
    assert stat.S_IMODE((tmp_path / "x.json.journal").stat().st_mode) == 0o640
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert _rows(path) == {1: {"a": 1}, 2: {}}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_changes_neither_files_nor_memory_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file = _file(tmp_path / "x.json")
    _commit(file, {2: {}})
    before = {name: name.read_bytes() for name in tmp_path.iterdir()}
    real = os.write

    def fails(descriptor: int, data: bytes) -> int:
        if len(data) > 9:
            return real(descriptor, data[:9])
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fails)
        with pytest.raises(NotSaved, match="x.json could not be written"):
            _commit(file, {1: {"a": 2}, 9: {}})
    assert dict(file.content.rows("mine")) == {1: {"a": 1}, 2: {}}
    assert {name: name.read_bytes() for name in tmp_path.iterdir()} == before
    _commit(file, {1: {"a": 3}})
    assert _rows(file.path) == {1: {"a": 3}, 2: {}}


def test_after_a_failed_sync_nothing_more_is_written_and_a_copy_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path / "x.json")
    _commit(file, {2: {}})
    syncs = 0

    def fails(descriptor: int) -> None:
        nonlocal syncs
        syncs += 1
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        for _ in range(3):
            with pytest.raises(Stopped, match="the disk failed"):
                _commit(file, {1: {"a": 2}})
    assert syncs == 1
    assert dict(file.content.rows("mine")) == {1: {"a": 1}, 2: {}}
    (tmp_path / "copy.json").write_bytes(file.frozen().to_bytes())
    assert _rows(tmp_path / "copy.json") == {1: {"a": 1}, 2: {}}


def test_a_folder_that_cannot_be_synced_at_all_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fails(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fails)
    file = _file(tmp_path / "x.json")
    assert _opened(file.path).content.row("mine", 1) == {"a": 1}


def test_a_temporary_file_left_by_a_crash_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "x.json.tmp").write_bytes(b"half")
    file = _file(tmp_path / "x.json")
    assert _opened(file.path).content.row("mine", 1) == {"a": 1}
    assert not (tmp_path / "x.json.tmp").exists()


def test_a_file_that_another_program_changed_is_not_written_over_and_both_versions_are_kept(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    other = _opened(file.path)
    _commit(other, {5: {"by": "other"}})
    other.close()
    theirs = file.path.read_bytes()
    for _ in range(2):
        with pytest.raises(NotSaved, match="another program has changed x.json"):
            _commit(file, {6: {}})
    assert file.path.read_bytes() == theirs
    assert sorted(name.name for name in tmp_path.iterdir()) == ["x.json", "x.yours.json"]
    assert _rows(tmp_path / "x.yours.json") == {1: {"a": 1}}
    assert dict(file.content.rows("mine")) == {1: {"a": 1}}


def test_no_copy_is_made_where_nothing_of_ours_would_be_lost(tmp_path: Path) -> None:
    _file(tmp_path / "x.json")
    reader, other = _opened(tmp_path / "x.json"), _opened(tmp_path / "x.json")
    _commit(other, {5: {}})
    with pytest.raises(NotSaved):
        _commit(reader, {6: {}})
    assert sorted(name.name for name in tmp_path.iterdir()) == ["x.json", "x.json.journal"]


def test_an_earlier_copy_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.yours.json").write_bytes(b"older")
    file = _file(tmp_path / "x.json")
    file.path.write_bytes(b"{}")
    with pytest.raises(NotSaved, match=r"x\.yours-2\.json"):
        _commit(file, {6: {}})
    assert (tmp_path / "x.yours.json").read_bytes() == b"older"


def test_a_file_that_was_only_touched_is_still_ours(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    os.utime(file.path, ns=(0, 0))
    _commit(file, {2: {}})
    assert _rows(file.path) == {1: {"a": 1}, 2: {}}


def test_a_file_that_appeared_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = _opened(tmp_path / "x.json")
    (tmp_path / "x.json").write_bytes(b"somebody's")
    with pytest.raises(NotSaved, match="has made x.json meanwhile"):
        _commit(file, {1: {}})
    assert (tmp_path / "x.json").read_bytes() == b"somebody's"


def test_a_file_that_was_removed_is_written_again_and_that_is_said(tmp_path: Path) -> None:
    file = _file(tmp_path / "x.json")
    file.path.unlink()
    _commit(file, {2: {}})
    assert _rows(file.path) == {1: {"a": 1}, 2: {}}
    assert file.notices == ["x.json had been removed; it was written again."]


def test_a_file_that_another_program_changed_is_known_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    _file(path)
    with TinyDB(path) as db:
        db.table("mine").insert({"a": 4})
    file = _opened(path)
    assert not file.sound
    assert file.lost == ()
    assert file.content.row("mine", 2) == {"a": 4}


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="is a directory"):
        _opened(tmp_path)


def test_at_a_rest_a_long_file_is_not_written_anew_for_a_little(tmp_path: Path) -> None:
    file = _opened(tmp_path / "x.json")
    _commit(file, {1: {"text": "x" * (5 << 20)}})
    _commit(file, {2: {}})
    assert not file.worth_folding
    _commit(file, {3: {"text": "x" * (1 << 17)}})
    assert file.worth_folding
