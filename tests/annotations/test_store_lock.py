"""One writer per project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.store.errors import Locked
from annotations.store.lock import WriterLock


def test_a_second_writer_is_told_who_has_the_project(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path / "x.json", "ada"), WriterLock(tmp_path / "x.json", "ben")
    first.take()
    for _ in range(2):
        with pytest.raises(Locked, match=rf"x\.json is open in process {os.getpid()} on .+ \(ada\)"):
            second.take()
    assert not second.held
    first.release()
    second.take()
    assert second.held


def test_taking_and_letting_go_twice_is_once(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "x.json", "ada")
    lock.take()
    lock.take()
    lock.release()
    lock.release()
    assert (tmp_path / "x.json.lock").read_bytes() == b""
    WriterLock(tmp_path / "x.json", "ben").take()


def test_a_process_that_died_holds_nothing(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from annotations.store.lock import WriterLock\n"
        "WriterLock(Path(sys.argv[1]), 'eve').take(); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", script, tmp_path / "x.json"], timeout=60, check=False)
    assert ended.returncode == -9
    assert b"eve" in (tmp_path / "x.json.lock").read_bytes()
    lock = WriterLock(tmp_path / "x.json", "ada")
    lock.take()
    assert lock.held


def test_where_there_are_no_locks_a_notice_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    lock = WriterLock(tmp_path / "file" / "x.json", "ada")
    assert "could not be locked" in lock.take()
    assert lock.held
