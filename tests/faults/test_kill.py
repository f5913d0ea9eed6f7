"""Nothing acknowledged is lost when the program is killed, whenever that is."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotations.project import Project
from tests.faults.writer import ARTICLE, HAND, after, edit, notes

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


def kill_again_and_again(path: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    reached = 0
    for _ in range(kills):
        said = killed_after(path, chance.randint(1, 6), chance.random() * 0.006)
        assert said > reached
        project = Project.open(path, hand=HAND)
        project.add(ARTICLE)
        found = notes(project)
        # The edit under way may be there or not, but whole.
        reached = next(n for n in (said, said + 1) if found == after(n))
        assert project.notices == []
        taken = project.undo(ARTICLE.uid)
        assert taken.said == f"undone: edit {reached}"
        assert notes(project) == (after(reached - 1) if reached > 0 else {})
        project.redo(ARTICLE.uid)
        assert notes(project) == found
        project.apply(edit(project, reached + 1))
        reached += 1
        project.close()
    assert sorted(one.name for one in path.parent.iterdir() if one.suffix == ".json") == [path.name]


def test_killed_at_any_moment_nothing_that_was_saved_is_lost_and_undo_goes_on(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "p.json", 15, seed=1)


@pytest.mark.slow
def test_killed_a_thousand_times_nothing_that_was_saved_is_lost(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "p.json", 1000, seed=2)
