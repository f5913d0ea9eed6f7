"""The article comes through a pipe, the keys from the terminal."""

import os
import sys
from pathlib import Path

from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_piped_in_is_read_and_annotated_with_the_keys_of_the_terminal(tmp_path: Path) -> None:
    command = ["sh", "-c", f"echo 'Ilse Brandt left Vienna.' | {sys.executable} -m tui - --model none"]
    env = {"RUBRICATE_CACHE": str(tmp_path / "cache"), "RUBRICATE_PROJECT": None, "PYTHONPATH": str(ROOT)}
    with Terminal(command, env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("Ilse Brandt left Vienna")
        terminal.send("m1")
        terminal.wait_for("tagged PERSON Ilse Brandt")
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0
    assert "rubricate.json" in os.listdir(tmp_path)
