"""Nothing acknowledged is lost when the program is killed, whenever that is."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.project import Project
from tests.faults.tally import Tally
from tests.faults.writer import ARTICLE, FOLD_EACH, HAND, after, edit, notes

ROOT = Path(__file__).resolve().parents[2]


def killed_after(path: Path, edits: int, moment: float) -> int:
    """Let a writer save so many edits, kill it a moment later. Returns the last edit that it said was saved."""
    command = [sys.executable, "-m", "tests.faults.writer", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        said = b"".join(writer.stdout.readline() for _ in range(edits))
        time.sleep(moment)
        writer.kill()
        said += writer.stdout.read()
    assert said.endswith(b"\n")
    return int(said.split()[-1])


def kill_again_and_again(path: Path, kills: int, seed: int, tally: Tally | None = None) -> int:
    """Kill so often, and look each time. How often a kill left saves in a journal. A project that was lost begins anew."""
    chance, tally = random.Random(seed), tally or Tally()
    reached = left = 0
    for _ in range(kills):
        with tally.run():
            said = killed_after(path, chance.randint(1, 2 * FOLD_EACH + 2), chance.random() * 0.006)
            with TinyDB(path, access_mode="r") as plain:
                assert "annotations" in plain.tables()
            assert said > reached
            reached, journalled = look_and_go_on(path, said)
            left += journalled
            assert {one.name for one in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}
        if tally.failed:
            reached = 0
            for one in path.parent.iterdir():
                one.unlink()
    return left


def look_and_go_on(path: Path, said: int) -> tuple[int, int]:
    """All edits said to be saved are there, undo takes the last one back, and one more is made. The number of that, and
    whether a journal was left."""
    project = Project.open(path, hand=HAND)
    project.add(ARTICLE)
    found = notes(project)
    # The edit under way may be there or not, but whole.
    assert found in (after(said), after(said + 1))
    reached = said + (found != after(said))
    assert project.notices == []
    project.claim()
    assert all("recovered" in notice for notice in project.notices)
    left = len(project.notices)
    taken = project.undo(ARTICLE.uid)
    assert taken.said == f"undone: edit {reached}"
    assert notes(project) == (after(reached - 1) if reached > 0 else {})
    project.redo(ARTICLE.uid)
    assert notes(project) == found
    project.apply(edit(project, reached + 1))
    project.close()
    return reached + 1, left


def test_killed_at_any_moment_nothing_that_was_saved_is_lost_and_undo_goes_on(tmp_path: Path) -> None:
    assert kill_again_and_again(tmp_path / "p.json", 15, seed=1) > 3


@pytest.mark.slow
def test_killed_a_thousand_times_nothing_that_was_saved_is_lost(tmp_path: Path) -> None:
    assert kill_again_and_again(tmp_path / "p.json", 1000, seed=2) > 300
