"""What is wrong beside the text keeps nobody from reading it: a line in the footer row, and nothing lost."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.test_bad_input import NOT_OURS, ROOT, contents, refused
from tests.terminal import Terminal
from tui.driver import Session

HOME, END = "\x1b[H", "\x1b[F"
LINE = "Ilse Brandt left Vienna on Friday, and nobody in the house at the river knew why she had gone so early. "


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder the program runs in, with one good article. What is large in it does not outlive the test."""
    (tmp_path / "good.txt").write_text("Night train\n\nIlse Brandt left Vienna on Friday.\n", "utf-8")
    yield tmp_path
    for path in tmp_path.iterdir():
        if path.is_file() and path.stat().st_size > 1_000_000:
            path.unlink()


def read(folder: Path, *arguments: str, keys: list[tuple[str, str]], model: str = "none") -> None:
    """Read in a real terminal, each keys followed by what is to be seen then, and quit."""
    command = [sys.executable, "-m", "tui", *arguments, "--model", model]
    env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RUBRICATE_")}
    env |= {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(folder / ".cache")}
    with Terminal(command, size=(300, 24), env=env, cwd=folder) as terminal:
        for typed, seen in keys:
            terminal.send(typed)
            terminal.wait_for(seen, timeout=60)
        terminal.send("qq")
        assert terminal.wait_for_exit(timeout=60) == 0
        assert b"Traceback" not in terminal.output


def big(path: Path, paragraph: str) -> Path:
    """A text of 50 MB, its first and last line known."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Night train\n\n")
        file.writelines([paragraph * 1000] * (1 + 50_000_000 // (len(paragraph) * 1000)))
        file.write("\nThe very end.\n")
    return path


def test_a_file_of_50_megabytes_is_read_to_its_end_and_decided_on(folder: Path) -> None:
    big(folder / "big.txt", LINE * 8 + "\n\n")
    decided = [("m", "Night"), ("1", "PERSON"), ("u", "undone")]
    read(folder, "big.txt", keys=[("", "Night train"), (END, "The very end."), (HOME, "Night train"), *decided])
    assert (folder / "rubricate.json").stat().st_size > 50_000_000


@pytest.mark.parametrize("paragraph", [LINE + "\n\n", LINE])
def test_of_50_megabytes_only_what_is_seen_is_drawn(folder: Path, paragraph: str) -> None:
    with Session(big(folder / "big.txt", paragraph), size=(100, 24)) as session:
        session.press("end", "pageup", "home", "space")
        assert session.lines_drawn < 24 * 12


def test_a_file_past_the_limit_is_refused(folder: Path) -> None:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(65 << 20)
    for command in ([], ["add"]):
        assert "is longer than 64 MB" in refused(folder, *command, "huge.txt")


def test_an_encoding_that_was_guessed_is_said(folder: Path) -> None:
    text = "Déclaration des droits de l’homme. Les députés, réunis à Paris cet été, ont proclamé la liberté et l’égalité.\n"
    (folder / "old.txt").write_bytes((text * 8).encode("cp1252"))
    read(folder, "old.txt", keys=[("", "a guess"), ("m", "l’égalité")])


def test_a_model_that_is_not_there_is_named(folder: Path) -> None:
    read(folder, "good.txt", keys=[("", "Ilse Brandt"), ("", "nope"), ("m", "Night train"), ("1", "PERSON")], model="nope")
    assert b"PERSON" in (folder / "rubricate.json").read_bytes()


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS.keys())
def test_a_project_file_that_is_not_ours_and_nobody_named_is_left_alone(folder: Path, content: bytes) -> None:
    (folder / "rubricate.json").write_bytes(content)
    before = contents(folder)
    keys = [("", "rubricate.json is no project: reading only"), ("m", "Night"), ("1", "Nothing was changed")]
    read(folder, "good.txt", keys=keys)
    assert contents(folder) == before
    for arguments in (["good.txt", "-p", "rubricate.json"], []):
        assert "rubricate.json" in refused(folder, *arguments)
    assert contents(folder) == before


def in_a_file(folder: Path) -> str:
    return "good.txt/rubricate.json"


def in_no_folder(folder: Path) -> str:
    return "nowhere/rubricate.json"


def in_a_folder_of_others(folder: Path) -> str:
    if os.geteuid() == 0:
        pytest.skip("this user may write everywhere")
    (folder / "kept").mkdir(mode=0o500)
    return "kept/rubricate.json"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("place", [in_a_file, in_no_folder, in_a_folder_of_others])
def test_where_a_project_cannot_be_written_is_read_all_the_same(folder: Path, place: Callable[[Path], str]) -> None:
    project = place(folder)
    before = contents(folder)
    keys = [("", "reading only"), ("m", "Night"), ("1", "Nothing was changed")]
    read(folder, "good.txt", "-p", project, keys=keys)
    assert contents(folder) == before


def test_a_dumb_terminal_is_refused_in_a_line_and_gets_no_escapes(folder: Path) -> None:
    env = {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(folder / "cache"), "TERM": "dumb"}
    with Terminal([sys.executable, "-m", "tui", "good.txt"], env=env, cwd=folder) as terminal:
        assert terminal.wait_for_exit() == 2
    assert b"TERM=dumb" in terminal.output
    assert b"\x1b" not in terminal.output
