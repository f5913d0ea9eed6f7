"""Text from outside never acts on the terminal: not an article, a file name, a label, a note or a project."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status
from annotations.labels import LabelError, from_toml
from annotations.marked import Hand
from annotations.project import Project
from tests.faults.hostile import ATTACK, HARMLESS, PLACES, Made, leaks, make
from tests.terminal import ENTER, ESCAPE, TAB, Terminal, control_sequences

ROOT = Path(__file__).resolve().parents[2]
DRAWING = {"SGR", "cursor", "erase"}
CTRL_E, CTRL_P = "\x05", "\x10"


def environment(folder: Path) -> dict[str, str | None]:
    """As over ssh, without tmux: hostile words go to no clipboard of who runs the tests."""
    taken_out: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RUBRICATE_")}
    return {**taken_out, "SSH_TTY": "/dev/pts/0", "TMUX": None, "RUBRICATE_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}


def reader(folder: Path, *arguments: str) -> Terminal:
    command = [sys.executable, "-m", "tui", *arguments, "--model", "none"]
    return Terminal(command, size=(400, 30), env=environment(folder), cwd=folder)


def walk(made: Made) -> bytes:
    """What the reader sends to a real terminal while it goes through all of a project: entities, notes, lists, undo, export."""
    folder = made.project.parent
    with reader(folder, *map(str, made.sources), "-p", str(made.project), "--annotator", "eve") as terminal:

        def press(keys: str, seen: str) -> None:
            terminal.send(keys)
            terminal.wait_for(seen)

        def leave(keys: str, gone: str) -> None:
            terminal.send(keys)
            terminal.until(lambda: not any(gone in row for row in terminal.rows()))

        terminal.wait_for("one file belongs to one annotator")
        press("n", "1 of 1 to review")
        press(";", " note look")
        leave(ESCAPE, " note look")
        press("t", "its letter, / types")
        press("/", " label ")
        press("SHIP", "what SHIP")
        leave(ESCAPE, "its letter, / types")
        press(f"{CTRL_P}label", "Label SHIP")
        leave(ESCAPE, "Label SHIP")
        press("?", "Space and arrows turn the page")
        leave("?", "Space and arrows turn the page")
        press("v", "[SHIP")
        leave("v", "[SHIP")
        press(TAB, "Tab back to the article")
        for grouping in ("label", "text", "doubt", "surface"):
            press("s", f"entities by {grouping}")
        press("/", "filter (text")
        press("Ann", "1 of 2, ")
        leave(ESCAPE, "filter (text")
        press(f"{TAB}h", "to review")
        press("2", "u undoes")
        press("u", "undone: ")
        press("u", "undone: said lately")
        press("u", "undone: said once")
        press("U", "done again: said once")
        press("a", "accepted")
        press("/Dov", "hit 1 of 1")
        press(ENTER, "n N to the others")
        press("1", "u undoes")
        press("A", "newly tagged")
        press("]", "2 of 2")
        press("[", "1 of 2")
        press("Dx", "closed")
        press("u", "undone: ")
        press("DD", "closed")
        press("DD", "articles done")
        press(CTRL_E, "Enter writes the file")
        press(ENTER, "read back and compared")
        press("q", "q again quits")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert "saved in " in terminal.output.decode("utf-8", "replace")
        return terminal.output


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The walk over the harmless twin."""
    return walk(make(tmp_path_factory.mktemp("twin") / "harmless", frozenset()))


@pytest.mark.parametrize("places", [PLACES, *(pytest.param((one,), marks=pytest.mark.slow) for one in PLACES)], ids=", ".join)
def test_hostile_words_send_no_other_kinds_of_sequences_than_harmless_ones(
    tmp_path: Path, places: tuple[str, ...], harmless: bytes
) -> None:
    hostile = walk(make(tmp_path / "hostile", frozenset(places)))
    assert set(control_sequences(hostile)) - DRAWING <= set(control_sequences(harmless)) - DRAWING
    assert not leaks(hostile, harmless)
    assert b"\x1b]52;" not in hostile


def rubricate(made: Made, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: value for name, value in (os.environ | environment(made.project.parent)).items() if value is not None}
    command = [sys.executable, "-m", "tui", *arguments, "-p", str(made.project)]
    return subprocess.run(command, cwd=made.project.parent, env=env, capture_output=True, check=False, timeout=120)


COMMANDS = [
    ["list"],
    ["show", "1"],
    ["show", "2"],
    ["show", "nothing"],
    ["stats"],
    ["check"],
    ["labels"],
    ["doctor"],
    ["formats"],
    ["export", "-o", "out.jsonl", "--status", "accepted,suggested"],
    ["export", "-o", "out.conll", "--status", "accepted,suggested"],
    ["export", "-o", "brat", "--format", "brat", "--status", "accepted,suggested"],
    ["export", "-o", "out.jsonl", "--only-labels", "nope"],
    ["suggest", "--model", "nope"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_commands_print_of_a_hostile_project_has_no_control_characters(tmp_path: Path, command: list[str]) -> None:
    done = rubricate(make(tmp_path / "hostile", frozenset(PLACES)), *command)
    printed = (done.stdout + done.stderr).decode("utf-8")
    assert printed
    assert not {char for char in printed if not char.isprintable()} - {"\n"}
    assert "Traceback" not in printed
    assert "defect" not in printed
    assert len(done.stderr.splitlines()) <= 2 or done.returncode < 2  # findings are listed, errors are not


@pytest.mark.parametrize("command", [["list"], ["show", "1"], ["stats"], ["check"], ["labels"], ["export", "-o", "o.jsonl"]])
def test_what_commands_print_for_programs_is_exact_and_has_no_control_characters(tmp_path: Path, command: list[str]) -> None:
    done = rubricate(make(tmp_path / "hostile", frozenset(PLACES)), *command, "--json")
    assert done.stdout.isascii()
    assert not set(done.stdout.decode("ascii")) - set(map(chr, range(32, 127))) - {"\n"}
    answer = json.loads(done.stdout)
    if command[0] in ("list", "show"):
        assert ATTACK in (answer[0] if command[0] == "list" else answer)["title"]


def test_a_new_article_of_hostile_text_and_name_sends_no_other_kinds_of_sequences(tmp_path: Path) -> None:
    def output(name: str, words: str) -> bytes:
        folder = tmp_path / str(len(name))
        folder.mkdir()
        (folder / name).write_text(f"{words}\n\nAnn {words} met Ben\n", "utf-8", newline="")
        with reader(folder, name) as terminal:
            for keys, seen in (
                ("", "met Ben"),
                ("m", "label"),
                ("1", "PERSON"),
                (";k", "note k"),
                (ENTER, "note: k"),
                ("D", "D"),
            ):
                terminal.send(keys)
                terminal.wait_for(seen)
            terminal.send("Dqq")
            assert terminal.wait_for_exit() == 0
            return terminal.output

    hostile, harmless = output("art\x1b]0;owned\x07\u202eicle\nk.txt", ATTACK), output("article.txt", HARMLESS)
    assert set(control_sequences(hostile)) - DRAWING <= set(control_sequences(harmless)) - DRAWING
    assert not leaks(hostile, harmless)


@pytest.mark.parametrize("name", ["SH\x1b]0;owned\x07IP", "SH\u202eIP", "SH\nIP"])
def test_a_label_with_control_characters_is_refused_in_words(name: str) -> None:
    escaped = "".join(f"\\u{ord(char):04x}" for char in name)
    with pytest.raises(LabelError, match="printable"):
        from_toml(f'[[label]]\nname = "{escaped}"\n', "own")


def test_nothing_but_a_copy_key_writes_the_clipboard_and_that_exactly_and_encoded(tmp_path: Path) -> None:
    words = "Ann\x1b]52;c;aGVsbG8=\x07 \u202emet\x9b2J Ben"
    article = Article(f"{words} Dov.\n", "News", ("news\x07.txt",))
    project = Project.open(tmp_path / "p.json", hand=Hand("ada", lambda: "2026-01-02T03:04:05Z", lambda: "h1"))
    project.add(article, keep=True)
    entity = Entity("e1", 0, len(words), "PERSON", Status.SUGGESTED)
    project.apply(Change("label", article.uid, (EntityChange(article.uid, None, entity),)))
    project.close()

    def copied(text: str) -> bytes:
        return b"\x1b]52;c;" + b64encode(text.encode()) + b"\x07"

    with reader(tmp_path, "-p", "p.json", "--annotator", "ada") as terminal:
        terminal.wait_for("Dov")
        for keys, seen in (("n", "1 of 1 to review"), ("a", "accepted"), ("u", "undone"), ("?", "turn the page")):
            terminal.send(keys)
            terminal.wait_for(seen)
        terminal.send("?")
        terminal.until(lambda: not any("turn the page" in row for row in terminal.rows()))
        assert b"\x1b]52;" not in terminal.output
        terminal.send("y")
        terminal.wait_for(": terminal (OSC 52, if it allows that)")
        assert terminal.output.count(b"\x1b]52;") == 1
        assert copied(words) in terminal.output
        terminal.send("Y")
        terminal.wait_for("copied sentence and source with")
        assert copied(f"{article.surface(*article.sentence_at(0))} (news\x07.txt)") in terminal.output
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0
    assert terminal.output.count(b"\x1b]52;") == 2
