"""The real reader in a real terminal, killed or on a failing disk: what its footer had said is there the next time."""

import os
import random
import re
import signal
import sys
from pathlib import Path

import pytest

from annotations.project import Project
from tests.conftest import make_hand
from tests.faults.tally import Tally
from tests.faults.test_bad_input import ROOT
from tests.terminal import RIGHT, Terminal

HOME = "\x1b[H"
WORDS = 300
TEXT = " ".join(f"w{n:03}" for n in range(WORDS)) + "\n"
DIGITS = {"1": "PERSON", "3": "ORG", "4": "GPE", "5": "LOC"}


def terminal(folder: Path, *how: str) -> Terminal:
    env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RUBRICATE_")}
    env |= {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(folder / ".cache")}
    return Terminal([sys.executable, *(how or ("-m", "tui")), "a.txt", "--model", "none"], size=(160, 24), env=env, cwd=folder)


def last_said(reader: Terminal) -> int:
    """The last word that the footer says got a label, -1 for none."""
    found = re.search(r"w(\d{3}).*u undoes", reader.rows()[-1])
    return int(found[1]) if found else -1


def labels(project: Project) -> list[str]:
    """The label of each word, empty where it has none."""
    by_start = {one.start: one.label for one in project.entities(project.uids()[0])} if project.uids() else {}
    return [by_start.get(5 * n, "") for n in range(WORDS)]


def opened(folder: Path) -> Project:
    return Project.open(folder / "rubricate.json", hand=make_hand(by="ada"), read_only=True)


def killed_while_typing(folder: Path, digit: str, chance: random.Random) -> int:
    """Give one word after another a label, and kill the reader meanwhile. Returns the last word that its footer had said.

    Where a journal was left, the reader first says that what is in it was recovered.
    """
    journalled = (folder / "rubricate.json.journal").exists()
    with terminal(folder) as reader:
        reader.wait_for("w000", timeout=60)
        reader.until(lambda: reader.rows()[-1].strip() != "", 60)
        reader.quiet(0.4, timeout=60)
        if journalled:
            reader.send(RIGHT)  # after a key the next of what is to be told is said
            reader.wait_for("recovered from rubricate.json.journal: Rubricate had not ended as it should.", timeout=60)
        reader.send(HOME)
        for _ in range(chance.randint(1, 40)):
            reader.send(RIGHT + digit)
            reader.read(chance.random() * 0.03)
        reader.send((RIGHT + digit) * chance.randint(0, 10))
        reader.read(chance.random() * 0.03)
        os.kill(reader.pid, signal.SIGKILL)
        assert reader.wait_for_exit() == -signal.SIGKILL
        return last_said(reader)


def kill_again_and_again(folder: Path, kills: int, seed: int, tally: Tally | None = None) -> None:
    (folder / "a.txt").write_text(TEXT, "utf-8")
    chance, tally = random.Random(seed), tally or Tally()
    before = [""] * WORDS
    for turn in range(kills):
        digit = list(DIGITS)[turn % len(DIGITS)]
        with tally.run():
            said = killed_while_typing(folder, digit, chance)
            now = labels(opened(folder))
            done = next((n for n in range(WORDS) if now[n] != DIGITS[digit]), WORDS)
            assert done > said, f"the footer had said w{said:03}, and {done} words are there"
            assert now[done:] == before[done:]
            before = now


def test_the_reader_is_killed_while_keys_are_typed_and_all_its_footer_had_said_is_there(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 4, seed=1)


@pytest.mark.slow
def test_the_reader_is_killed_a_hundred_times_while_keys_are_typed(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 100, seed=2)


FAILING = (
    "import errno, os, sys\n"
    "real, calls = os.fdatasync, []\n"
    "def fdatasync(descriptor):\n"
    "    calls.append(descriptor)\n"
    "    if len(calls) > 3: raise OSError(errno.EIO, os.strerror(errno.EIO))\n"
    "    real(descriptor)\n"
    "os.fdatasync = fdatasync\n"
    "import tui.settling\n"
    "tui.settling.IDLE = 3600.0\n"  # a rest would write the file anew, and the next save begin a journal
    "from tui.__main__ import main\n"
    "sys.exit(main())\n"
)


def test_a_disk_that_fails_under_the_real_reader_is_said_in_plain_lines_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    with terminal(tmp_path, "-c", FAILING) as reader:
        reader.wait_for("w000", timeout=60)
        reader.quiet(0.4, timeout=60)
        for n in range(4):  # the first makes the file, the next three are in the journal
            reader.send(RIGHT + "1")
            reader.until(lambda n=n: last_said(reader) == n, 60)  # type: ignore[misc]
        reader.send(RIGHT + "1")
        reader.wait_for("Perhaps not saved: the disk failed (input/output error). Ctrl+P, Save a copy", timeout=60)
        reader.send("\x10")
        reader.wait_for("Search for commands", timeout=60)
        reader.send("save a copy")
        reader.wait_for("All that was saved, in another file", timeout=60)
        reader.send("\r")
        reader.wait_for("save a copy as rubricate.copy.json", timeout=60)
        reader.send("\r")
        reader.wait_for("all that was saved is in rubricate.copy.json too", timeout=60)
        reader.send("qq")
        assert reader.wait_for_exit(timeout=60) == 1
        last = reader.output.decode("utf-8", "replace").split("\x1b[?1049l")[-1]
        assert "Traceback" not in last
        assert "the disk failed: perhaps the last change is not in rubricate.json" in last
        assert "a copy is in rubricate.copy.json" in last
    for name in ("rubricate.json", "rubricate.copy.json"):
        assert labels(Project.open(tmp_path / name, hand=make_hand(), read_only=True))[:4] == ["PERSON"] * 4
