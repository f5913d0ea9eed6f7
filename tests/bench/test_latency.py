"""The benchmark of keys: whose frame is whose, what is typed, which rows it prints."""

import json
import sys
from pathlib import Path
from random import Random

import pytest

from annotations.entity import Status
from annotations.project import Project
from tests.bench import slate
from tests.bench.book import book
from tests.bench.keystrokes import anything, focus, lines, press, press_until_quiet, words
from tests.bench.latency import main
from tests.bench.places import Place, Scale
from tests.conftest import make_hand
from tests.terminal import Terminal

_FRAME = "\x1b[?2026h{}\x1b[?2026l"
_PAINTER = """
import sys, threading, time, tty
tty.setcbreak(0)
def write(words):
    sys.stdout.write("\\x1b[?2026h" + words + "\\x1b[?2026l")
    sys.stdout.flush()
def paint():
    while True:
        write("\\x1b[31;1H of its own accord")
        time.sleep(0.002)
threading.Thread(target=paint, daemon=True).start()
while (key := sys.stdin.read(1)) != "q":
    if key == "n":
        write("\\x1b[5;4H\\x1b[1;7;38;2;1;2;3mhere\\x1b[0m")
"""
_ANSWERER = """
import sys, time, tty
tty.setcbreak(0)
print("ready", flush=True)
while (key := sys.stdin.read(1)) != "q":
    if key == "n":
        print("one", flush=True)
        time.sleep(0.004)
        print("two", flush=True)
"""


def test_the_frame_of_a_key_is_the_one_that_shows_what_it_does_whatever_else_is_painted() -> None:
    random = Random(1)
    with Terminal([sys.executable, "-c", _PAINTER], size=(110, 32)) as terminal:
        terminal.until(lambda: len(terminal.frames) > 2)
        for number in range(1, 4):
            place = terminal.length
            timed = press(terminal, "n", focus, random)
            assert timed.seen
            shown = terminal.since(place).index(b"here")
            end = terminal.since(place).index(b"\x1b[?2026l", shown) + len(b"\x1b[?2026l")
            assert terminal.frames.count(place + end) == 1
            assert terminal.output.count(b"here") == number
        assert not press(terminal, "m", focus, random, patience=0.2).seen
        assert press(terminal, "m", anything, random).seen


def test_without_frames_a_key_is_over_when_its_output_is_quiet() -> None:
    with Terminal([sys.executable, "-c", _ANSWERER]) as terminal:
        terminal.wait_for("ready")
        place = terminal.length
        assert press_until_quiet(terminal, "n", Random(1)).seen
        assert terminal.since(place).split() == [b"one", b"two"]
        assert not press_until_quiet(terminal, "m", Random(1), patience=0.2).seen


def test_what_a_frame_shows_is_looked_for_in_the_article_alone() -> None:
    article = "\x1b[3;1H \x1b[0m\x1b[4;7;38;2;1;2;3mJo\x1b[0m\x1b[3;80H\r\n"
    pane, footer = "\x1b[3;80H\x1b[7mJo\x1b[0m\r\n", "\x1b[32;1H\x1b[7mJo\x1b[0m"
    for seen in focus, words("Jo"), lines(1):
        assert seen(_FRAME.format(article + pane + footer).encode())
        assert not seen(_FRAME.format("\x1b[3;80H\r\n" + pane + footer).encode())
    colour = "\x1b[4;1H\x1b[38;2;7;7;7mJo\x1b[0m\x1b[7;1H \r\n"
    assert not focus(_FRAME.format(colour).encode())
    assert lines(3)(_FRAME.format(article + colour).encode())
    assert not lines(4)(_FRAME.format(article + colour).encode())


def test_annotations_for_slate_stand_on_its_tokens() -> None:
    made = book(20_000, 300, 5, scripts=False)
    table = [line.split() for line in made.text.split("\n")]
    written = list(slate.annotations(made.text, made.names))
    assert len(written) == 300
    for line, (start, end) in zip(written, made.names, strict=True):
        where = eval(line.partition(" - ")[0])  # noqa: S307 - as SLATE reads it
        first, last = where if isinstance(where[0], tuple) else (where, where)
        assert first[0] == last[0]
        assert " ".join(table[first[0]][first[1] : last[1] + 1]) == made.text[start:end]


def test_the_project_that_keys_are_measured_in_is_as_the_reader_would_write_it(tmp_path: Path) -> None:
    made = book(20_000, 300, 5)
    place = Place(tmp_path, made, Scale())
    project = Project.open(place.project("unread", made.text, made.names, ""), hand=make_hand())
    (uid,) = project.uids()
    assert [one.span for one in project.entities(uid)] == list(made.names)
    assert project.entities(uid).count(Status.SUGGESTED) > 150
    assert project.progress(uid).model == ""


def test_the_benchmark_says_of_each_act_what_it_costs_and_whether_the_bars_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--quick", "--keys", "2", "--only", "still"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bench"] == "latency"
    rows = {row["name"]: row for row in found["rows"]}
    for act, number in ("move", 2), ("tag", 2), ("next", 2), ("accept", 2), ("undo", 4), ("page", 2), ("Home or End", 2):
        assert f"4 KB: {act}: p50 of {number}" in rows
        assert rows[f"0.12 MB, 2,000 entities: {act}: p99"]["holds"] is not None
    assert rows["0.12 MB, 2,000 entities: search jump: p99"]["bar"] == 50.0
    for act in "move", "tag", "next", "accept", "undo":
        assert rows[f"{act}: the long text against 4 KB: p50 to p50"]["bar"] == 2.0
        assert rows[f"{act}: 4 KB against a move in an empty line-API app: p50 to p50"]["bar"] == 1.5
    assert rows["keys that showed nothing in time"]["value"] <= 2  # on a busy machine a frame may have begun before its key
    assert all(row["value"] > 0 for row in found["rows"] if row["unit"] == "ms")
