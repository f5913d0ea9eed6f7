"""A project whose checksum is right and whose fields are not what they should be, as one that somebody forged."""

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.store.content import ANNOTATIONS, ARTICLES, HISTORY, LABELS, PROGRESS, Row, encode_rows
from annotations.store.file import ProjectFile
from tests.faults.hostile import Made, make
from tests.faults.test_bad_input import ROOT, refused, rubricate
from tests.terminal import Terminal
from tui.cli import cli

EVIL = "\x1b]0;owned\x07"


def first(field: str, table: str = ANNOTATIONS) -> Any:
    """What sets a field of the first object in a document's list of entities or labels."""

    def change(value: object) -> Any:
        def to(row: Row) -> None:
            row["entities" if table == ANNOTATIONS else "labels"][0][field] = value

        return table, to

    return change


def own(field: str, table: str) -> Any:
    """What sets a field of a document."""
    return lambda value: (table, lambda row: row.update({field: value}))


OF_ARTICLES = [
    *(first(field)(value) for field in ("label", "note", "origin", "identity", "by", "at") for value in (5, [EVIL], {"a": EVIL})),
    *(first("score")(value) for value in (EVIL, [EVIL], True)),
    *(first("status")(value) for value in (EVIL, 5, None)),
    *(first("via")(value) for value in (EVIL, 5)),
    *(first("suggested")(value) for value in (EVIL, 5, {"start": EVIL})),
    *(first("extra")(value) for value in (EVIL, 5)),
    *(first("end")(value) for value in (EVIL, -1, 10**9, 2.5)),
    *(own("position", PROGRESS)(value) for value in (EVIL, None)),
    *(own("bookmarks", PROGRESS)(value) for value in (EVIL, [EVIL])),
    *(own("read", PROGRESS)(value) for value in (EVIL, [EVIL], [[5, 1]], [[0, 1, 2]], [[0, True]])),
    own("read_by", PROGRESS)([EVIL]),
    own("model", PROGRESS)([EVIL]),
    own("state", PROGRESS)(EVIL),
]
OF_ALL = [
    *(own("title", ARTICLES)(value) for value in (5, [EVIL])),
    *(own("sources", ARTICLES)(value) for value in (EVIL, [5], None)),
    *(first("name", LABELS)(value) for value in (5, [EVIL], None)),
    *(first("digit", LABELS)(value) for value in (EVIL, "12", 1)),
    *(first("letter", LABELS)(value) for value in (EVIL, "sh", 1)),
    first("family", LABELS)(EVIL),
    own("overlap", LABELS)(EVIL),
]


def forged(folder: Path, table: str, to: Any) -> Made:
    """A project with this done to the first document of the table, that of the first article where it has one."""
    made = make(folder / "forged", frozenset())
    file = ProjectFile(made.project, [])
    uid = min((row["place"], row["uid"]) for _, row in file.content.rows(ARTICLES))[1]
    rows = file.content.rows(table)
    number, row = next((number, row) for number, row in rows if row.get("uid", row.get("article", uid)) == uid)
    to(row)
    file.commit(encode_rows({table: {number: row}}))
    file.close()
    return made


EXPORT, SHOW = ("export", "-o", "out.jsonl"), ("show", "1")
ALL = [*((EXPORT, *one) for one in OF_ARTICLES), *((SHOW, *one) for one in OF_ALL)]
"""A command that needs the field, and what damages it."""


def here(made: Made, *arguments: str) -> Result:
    """What the program answers, in this process: it starts as often as there are fields."""
    env = {"RUBRICATE_CACHE": str(made.project.parent / "cache")}
    return CliRunner().invoke(cli, [*arguments, "-p", made.project.name], env=env)


@pytest.mark.parametrize(("command", "table", "to"), ALL)
def test_what_has_a_damaged_field_is_refused_in_a_line_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], table: str, to: Any
) -> None:
    made = forged(tmp_path, table, to)
    monkeypatch.chdir(made.project.parent)
    before = made.project.read_bytes()
    said = here(made, *command)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("rubricate: ")
    assert "rubricate check" in said.stderr
    assert len(said.stderr.splitlines()) <= 2
    assert "Traceback" not in said.stderr
    found = here(made, "check")
    assert (found.exit_code, found.stderr) == (1, "")
    assert "\x1b" not in found.stdout
    assert made.project.read_bytes() == before


@pytest.mark.parametrize(("command", "table", "to"), [ALL[0], ALL[-1]])
def test_the_program_as_it_is_installed_refuses_a_damaged_field_likewise(
    tmp_path: Path, command: tuple[str, ...], table: str, to: Any
) -> None:
    made = forged(tmp_path, table, to)
    assert "rubricate check" in refused(made.project.parent, *command, "-p", "name.json")
    found = rubricate(made.project.parent, "check", "-p", "name.json")
    assert (found.returncode, found.stderr) == (1, b"")
    assert b"\x1b" not in found.stdout


def read(made: Made, *keys: tuple[str, str]) -> int:
    """Read it, each keys followed by what is to be seen then. Returns the exit code."""
    command = [sys.executable, "-m", "tui", "-p", made.project.name, "--model", "none", "--annotator", "ada calm words"]
    env = {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(made.project.parent / "cache")}
    with Terminal(command, size=(200, 24), env=env, cwd=made.project.parent) as terminal:
        for typed, seen in keys:
            terminal.send(typed)
            terminal.wait_for(seen)
        code = terminal.wait_for_exit()
    assert b"Traceback" not in terminal.output
    return code


def test_the_reader_refuses_a_damaged_article_in_a_line(tmp_path: Path) -> None:
    with_score = forged(tmp_path, *first("score")(EVIL))
    assert read(with_score, ("", "rubricate: name.json has a document that cannot be read")) == 2


def test_another_article_of_the_list_that_is_damaged_is_not_turned_to(tmp_path: Path) -> None:
    made = make(tmp_path / "forged", frozenset())
    file = ProjectFile(made.project, [])
    second = max((row["place"], row["uid"]) for _, row in file.content.rows(ARTICLES))[1]
    number, row = next((n, row) for n, row in file.content.rows(ANNOTATIONS) if row["article"] == second)
    row["entities"][0]["note"] = 5
    file.commit(encode_rows({ANNOTATIONS: {number: row}}))
    file.close()
    said = "has a document that cannot be read"
    keys = [("", "1 of 2"), ("]", said), ("n", "1 of 1 to review"), ("\x05", said), ("\x1b", "1 of 2")]
    assert read(made, *keys, ("DD", said), ("u", "undone"), ("qq", "saved in name.json")) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("said", 5), ("said", [EVIL]), ("focus", EVIL), ("focus", [EVIL, 2]), ("entities", EVIL)]
)
def test_history_that_is_damaged_is_refused_by_undo_in_a_line(tmp_path: Path, field: str, value: object) -> None:
    made = forged(tmp_path, *own(field, HISTORY)(value))
    assert read(made, ("", "1 of 2"), ("u", "has a document that cannot be read"), ("qq", "saved in name.json")) == 0
