"""A long project file in the reader: nothing waits for its verification but what writes."""

import json
from pathlib import Path
from threading import Event

import pytest

from annotations.store import snapshot
from annotations.store.snapshot import Snapshot
from tests.bench.projects import write
from tui.driver import Session


def test_keys_that_change_nothing_act_while_a_long_file_is_verified_and_the_lock_is_taken_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, verify = Event(), Snapshot._verify

    def held(self: Snapshot, size: int) -> None:
        begin.wait()
        verify(self, size)

    monkeypatch.setattr(snapshot, "EAGER", 1000)
    monkeypatch.setattr(Snapshot, "_verify", held)
    path = tmp_path / "p.json"
    write(path, 10)
    locked = path.with_name("p.json.lock")
    try:
        with Session(project=path) as session:
            first = session.focus
            session.press("right")
            assert session.focus not in (None, first)
            assert not locked.exists()
            begin.set()
            session.press("1")
            assert locked.exists()
            assert session.focus is not None
            assert session.focus[3] == "accepted"
    finally:
        begin.set()
    stored = json.loads(path.read_text("ascii"))
    assert len(stored["history"]) == 1
