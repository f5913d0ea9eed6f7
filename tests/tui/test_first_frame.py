"""The first frame in a real terminal: what is painted before anything is imported, and how the reader takes it over."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import sleep

import pytest

from tests.terminal import BACKSPACE, CTRL_C, CTRL_Q, ENTER, RIGHT, Picture, Terminal

ROOT = Path(__file__).resolve().parents[2]
SEA = "".join(
    f"Paragraph {n}: the harbour master of Trieste wrote to Ilse Brandt in Vienna, at length, about the ships of that week.\n\n"
    for n in range(200)
)
SIZES = [(110, 32), (80, 24), (40, 12), (150, 40)]
ENTERED = b"\x1b[?1049h"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sea.txt").write_text(SEA, "utf-8")
    return tmp_path


def reader(home: Path, *arguments: str, size: tuple[int, int] = (110, 32), path: str = "", **env: str | None) -> Terminal:
    taken_out = {name: None for name in os.environ if name.startswith(("RUBRICATE_", "TEXTUAL_", "NO_COLOR"))}
    own = {"RUBRICATE_CACHE": str(home / "cache"), "XDG_CONFIG_HOME": str(home), "PYTHONPATH": f"{path}{ROOT}"}
    command = [sys.executable, "-m", "tui", *arguments, "--model", "none"]
    return Terminal(command, size=size, env=taken_out | own | env, cwd=home)


def ready(terminal: Terminal) -> None:
    terminal.wait_for("no model")


def first_end(output: bytes) -> int:
    """Where the first frame ends: nothing in it sets the attributes back to none."""
    return output.index(b"\x1b[0m") + 4


def leave(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)
    assert terminal.wait_for_exit() == 0


def article_rows(picture: Picture) -> list[str]:
    """The rows of the article as far as the pane, without the margin."""
    return [row.split("│")[0].rstrip() for row in picture.rows()[1 : picture.size[1] - 3]]


def frames(terminal: Terminal, ends: list[int] | None = None) -> Iterator[Picture]:
    """The screen after the first frame and at each of these ends (of each piece of output) that came later, of a terminal that clears what it enters."""
    picture = Picture(terminal.picture.size)
    output, start = terminal.output, 0
    first = first_end(output)
    for end in [first, *(end for end in (terminal.pieces if ends is None else ends) if end > first)]:
        before, entered, after = output[start:end].partition(ENTERED)
        picture.feed(before)
        if entered:
            picture.clear()
        picture.feed(after)
        start = end
        yield picture


@pytest.mark.parametrize("size", SIZES)
def test_every_letter_of_the_first_frame_stays_where_it_is(home: Path, size: tuple[int, int]) -> None:
    with reader(home, "sea.txt", size=size) as terminal:
        ready(terminal)
        leave(terminal)
        shown = [article_rows(picture) for picture in frames(terminal)][:-3]
    assert "Paragraph 0:" in shown[0][0]
    assert all(rows == shown[0] for rows in shown)


@pytest.mark.parametrize("script", ["jpn", "tha", "hin", "arb", "heb", "vie"])
def test_every_script_stays_where_it_is(home: Path, shared: Path, script: str) -> None:
    shutil.copy(shared / f"samples/articles/scripts/udhr_{script}.txt", home / "script.txt")
    with reader(home, "script.txt") as terminal:
        ready(terminal)
        terminal.quiet()
        in_the_end = article_rows(terminal.picture)
        leave(terminal)
        shown = [*(article_rows(picture) for picture in frames(terminal, terminal.frames)), in_the_end]
    assert sum(map(len, shown[0])) > 200
    assert all(rows == shown[0] for rows in shown)


def test_gaps_between_paragraphs_and_spaced_lines_stand_where_they_will(home: Path) -> None:
    (home / "sea.txt").write_text(
        "\n".join(f"Paragraph {n}: " + "a ship came in, another one left. " * 5 for n in range(99)), "utf-8"
    )
    for keys in ("|", "  ", ""):
        with reader(home, "sea.txt", size=(80, 24)) as terminal:
            ready(terminal)
            shown = [article_rows(picture) for picture in frames(terminal)]
            terminal.send(keys)
            terminal.quiet()
            leave(terminal)
        assert all(rows == shown[0] for rows in shown)
    assert "" in shown[0]
    assert not any(one and two for one, two in pairwise(shown[0]))


def test_no_row_of_text_is_ever_blank_between_first_frame_and_takeover(home: Path) -> None:
    with reader(home, "sea.txt", size=(80, 24)) as terminal:
        ready(terminal)
        output = terminal.output
        leave(terminal)
    assert output.count(ENTERED) == 1
    picture, first = Picture((80, 24)), first_end(output)
    picture.feed(output[:first])
    rows = picture.rows()[1:-3]
    letters = [(next(x for x, char in enumerate(row) if char.isalnum()), y) for y, row in enumerate(rows, 1) if row.strip()]
    assert len(letters) > 12
    for place in range(first, len(output)):
        picture.feed(output[place : place + 1])
        assert all(picture.at(x, y).isalnum() for x, y in letters)


def test_the_first_frame_is_painted_before_anything_is_imported_that_can_wait(home: Path) -> None:
    scripts = "「東京の物語」である。नमस्ते दुनिया। สวัสดีชาวโลก مرحبا، عالم 서울에서 Ω."
    (home / "scripts.txt").write_text(f"Paragraph 0. {scripts * 9}\n", "utf-8")
    script = (
        "import sys; from tui.arguments import plain_arguments; from tui.launching import frame_for; import tui.terminal\n"
        "for name in 'sea.txt', 'scripts.txt':\n"
        "    frame = frame_for(plain_arguments([name]), (110, 32)); assert 'Paragraph 0' in frame\n"
        "heavy = {'typing', 'dataclasses', 'pathlib', 'hashlib', 'textual', 'rich', 'click', 'tinydb', 'spacy', 'asyncio', 'inspect'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "RUBRICATE_CACHE": str(home / "cache")}
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=home, env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_keys_typed_before_the_reader_is_there_arrive_as_themselves(home: Path) -> None:
    with reader(home, "sea.txt") as terminal:
        terminal.until(lambda: bool(terminal.output))
        terminal.send(f"/Triestex{BACKSPACE}{ENTER}")
        terminal.wait_for("hit 1 of 200")
        leave(terminal)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (CTRL_C, "Ctrl+C does nothing here: q quits"),
        ("\x04", "Ctrl+D does nothing here"),
        ("\x13", "Ctrl+S does nothing here"),
        ("\x1a", "Ctrl+Z does nothing here"),
        (f"{RIGHT * 4}1", "tagged PERSON harbour"),
        (f"m{BACKSPACE}", "no earlier place"),
        (f"m{ENTER}", "PERSON"),
    ],
)
def test_keys_that_a_terminal_acts_on_are_only_keys_from_the_first_frame_on(home: Path, keys: str, shown: str) -> None:
    with reader(home, "sea.txt") as terminal:
        terminal.until(lambda: bool(terminal.output))
        terminal.send(keys)
        terminal.wait_for(shown)
        terminal.send("\x1b")
        leave(terminal)


def test_the_terminal_is_as_it_was_after_quitting(home: Path) -> None:
    with reader(home, "sea.txt") as terminal:
        before = terminal.attributes
        terminal.until(lambda: bool(terminal.output))
        assert terminal.attributes != before
        ready(terminal)
        leave(terminal)
        assert terminal.attributes == before
        assert terminal.output.count(b"\x1b[?1049l") == 1
        assert terminal.output.rstrip().endswith(b"nothing was decided, nothing was written")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_as_it_was_when_told_to_end_before_the_reader_is_there(home: Path, number: signal.Signals) -> None:
    broken = home / "broken"
    (broken / "textual").mkdir(parents=True)
    (broken / "textual/__init__.py").write_text("import time; time.sleep(60)\n")
    with reader(home, "sea.txt", path=f"{broken}:") as terminal:
        before = terminal.attributes
        terminal.wait_for("Paragraph 0")
        terminal.signal(number)
        assert terminal.wait_for_exit() == -number
        assert terminal.attributes == before
        assert terminal.output.count(b"\x1b[?1049l") == 1


def test_told_to_end_it_quits_as_by_key_and_nothing_is_lost(home: Path) -> None:
    with reader(home, "sea.txt", "-p", "p.json") as terminal:
        before = terminal.attributes
        ready(terminal)
        terminal.send("m1")
        terminal.wait_for("tagged PERSON")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.attributes == before
        assert b"saved in p.json" in terminal.output
    assert not (home / "p.json.journal").exists()


def test_a_crash_in_an_import_is_two_plain_lines_and_gives_the_terminal_back(home: Path) -> None:
    broken = home / "broken"
    (broken / "textual").mkdir(parents=True)
    (broken / "textual/__init__.py").write_text("raise ImportError('no such thing')\n")
    with reader(home, "sea.txt", path=f"{broken}:") as terminal:
        before = terminal.attributes
        assert terminal.wait_for_exit() == 1
        assert terminal.attributes == before
        said = terminal.output.partition(b"\x1b[?1049l")[2].decode()
    assert "an error of its own ended it: ImportError: no such thing. What was saved is safe." in said
    assert "pip install" in said
    assert "Traceback" not in said


def test_a_panic_is_two_plain_lines_and_its_details_are_kept(home: Path) -> None:
    broken = home / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text("import tui.moving\ntui.moving.MOVES['end'] = lambda reading: 1 / 0\n")
    with reader(home, "sea.txt", "-p", "p.json", path=f"{broken}:") as terminal:
        before = terminal.attributes
        ready(terminal)
        terminal.send("m1")
        terminal.wait_for("tagged PERSON")
        terminal.send("\x1b[F")
        assert terminal.wait_for_exit() == 1
        assert terminal.attributes == before
        said = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
    assert "an error of its own ended it" in said
    assert "crash.log" in said
    assert "Traceback" not in said
    assert "saved in p.json" in said
    assert "ZeroDivisionError" in (home / "cache/crash.log").read_text("utf-8")


def test_suspended_it_gives_the_terminal_back_and_takes_it_again(home: Path) -> None:
    with reader(home, "sea.txt") as terminal:
        before = terminal.attributes
        ready(terminal)
        terminal.signal(signal.SIGTSTP)
        terminal.until(lambda: b"\x1b[?1049l" in terminal.output)
        while terminal.attributes != before:
            sleep(0.01)
        terminal.picture.clear()
        terminal.signal(signal.SIGCONT)
        terminal.until(lambda: terminal.output.count(ENTERED) == 2)
        terminal.wait_for("Paragraph 0")
        assert terminal.attributes != before
        terminal.send("/Vienna")
        terminal.wait_for("hit 1 of 200")
        terminal.send("\x1b")
        terminal.quiet()
        leave(terminal)
        assert terminal.attributes == before


def test_where_one_was_stands_there_at_once_the_next_time(home: Path) -> None:
    for arguments in (("sea.txt",), ("sea.txt", "-p", "p.json"), ("-p", "p.json")):
        with reader(home, *arguments) as terminal:
            ready(terminal)
            terminal.send(f"{' ' * 3}m1" if arguments[-1] == "p.json" else " " * 3)
            terminal.quiet()
            left = article_rows(terminal.picture)
            leave(terminal)
        with reader(home, *arguments) as terminal:
            ready(terminal)
            leave(terminal)
            shown = [article_rows(picture) for picture in frames(terminal)][:-3]
        assert "Paragraph 0:" not in shown[0][0]
        assert [letters(row) for row in shown[0]] == [letters(row) for row in left]
        assert all([letters(row) for row in rows] == [letters(row) for row in shown[0]] for rows in shown)


def letters(row: str) -> str:
    """A row of the article without the mark in its margin."""
    return f"{'':4}{row[4:]}"


def test_in_another_size_what_was_at_the_top_is_at_the_top(home: Path) -> None:
    with reader(home, "sea.txt") as terminal:
        ready(terminal)
        terminal.send(" " * 4)
        terminal.quiet()
        top = "".join(article_rows(terminal.picture)[:3]).split()[:2]
        leave(terminal)
    with reader(home, "sea.txt", size=(60, 20)) as terminal:
        ready(terminal)
        leave(terminal)
        shown = [article_rows(picture) for picture in frames(terminal)][:-3]
    assert "".join(shown[0][:3]).split()[:2] == top
    assert all(rows == shown[0] for rows in shown)


def test_a_place_is_not_believed_when_the_project_has_changed_since(home: Path) -> None:
    with reader(home, "sea.txt", "-p", "p.json") as terminal:
        ready(terminal)
        terminal.send("   m1")
        terminal.wait_for("tagged PERSON")
        leave(terminal)
    (home / "p.json").touch()
    with reader(home, "sea.txt", "-p", "p.json") as terminal:
        ready(terminal)
        leave(terminal)
        assert b"Paragraph 0:" not in terminal.output
        assert terminal.output.count(ENTERED) == 1


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_colours_of_the_first_frame_are_those_of_the_theme(home: Path, theme: str) -> None:
    for _ in range(2):
        with reader(home, "sea.txt", RUBRICATE_THEME=theme) as terminal:
            ready(terminal)
            sleep(0.5)
            leave(terminal)
    plain = next(one for one in terminal.output.split(b"m") if b"38;2" in one).rpartition(b"\x1b[0;")[2]
    assert terminal.output.partition(b"Paragraph 0")[2].count(plain) > 10


def test_what_takes_extraction_is_named(home: Path) -> None:
    (home / "page.html").write_text("<p>Some words of a page.</p>" * 50, "utf-8")
    with reader(home, "page.html") as terminal:
        terminal.until(lambda: bool(terminal.output))
        assert any("reading page.html" in row for row in terminal.rows())
        terminal.wait_for_exit() if b"pip install" in terminal.output else None


@pytest.mark.parametrize(
    ("name", "data"),
    [("missing.txt", None), ("binary.txt", b"\0\1\2" * 99), ("wide.txt", "語".encode("utf-16")), ("empty.txt", b"")],
)
def test_where_the_text_is_not_sure_there_is_no_frame_before_the_reader_speaks(home: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (home / name).write_bytes(data)
    with reader(home, name) as terminal:
        terminal.until(lambda: bool(terminal.output))
        if name == "wide.txt":
            ready(terminal)
            leave(terminal)
        else:
            assert terminal.wait_for_exit() == 2
            assert ENTERED not in terminal.output
            assert terminal.rows()[0].startswith("rubricate: ")


def test_an_error_of_opening_is_said_on_the_terminal_that_was_there_before(home: Path) -> None:
    (home / "p.json").write_text("{", "utf-8")
    with reader(home, "sea.txt", "-p", "p.json") as terminal:
        before = terminal.attributes
        assert terminal.wait_for_exit() == 2
        assert terminal.attributes == before
        assert terminal.output.count(ENTERED) == terminal.output.count(b"\x1b[?1049l") == 1
        assert b"rubricate: p.json" in terminal.output.partition(b"\x1b[?1049l")[2]
