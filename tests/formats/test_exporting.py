"""What an export says and does where a format cannot hold everything, as its user meets it: rubricate export."""

import json
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.formats import registry
from annotations.formats.registry import FORMATS
from tui.cli import cli

TEXT = "Ilse Brandt left Vienna's station for Trieste on Friday.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a project of one done article; nested entities, one inside a token, and a label with a blank."""
    for name in ("RUBRICATE_PROJECT", "RUBRICATE_ANNOTATOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    entities = [[0, 11, "PERSON"], [5, 11, "NAME"], [17, 25, "GPE"], [17, 21, "PART"], [38, 45, "A CITY"]]
    Path("a.jsonl").write_text(json.dumps({"id": "d", "text": TEXT, "entities": entities}) + "\n", "utf-8")
    run("import", "a.jsonl", "--as", "accepted")
    return tmp_path / "here"


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


def answer(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


LOST = [
    f"{TEXT.strip()}: NAME 'Brandt' at 5-11 overlaps PERSON at 0-11: not written",
    f"{TEXT.strip()}: PART 'Vien' at 17-21 overlaps GPE at 17-25: not written",
    f"{TEXT.strip()}: A CITY 'Trieste' at 38-45 has a blank in its label: written as A_CITY",
]


def test_a_report_names_each_loss_in_words_and_for_programs_and_the_exit_code_says_there_are_some() -> None:
    said = run("export", "-o", "out.conll", code=1)
    assert [line.removeprefix("rubricate: not carried: ") for line in said.stderr.splitlines() if "not carried" in line] == LOST
    result = answer("export", "-o", "out.conll", code=1)
    assert (result["entities"], result["lost"], result["losses"]) == (3, 3, LOST)
    assert [(one["start"], one["end"], one["label"]) for one in result["details"]] == [
        (5, 11, "NAME"),
        (17, 21, "PART"),
        (38, 45, "A CITY"),
    ]
    assert (result["changed"], result["dropped"]) == (1, 2)
    assert [one["written"] for one in result["details"]] == [None, None, {"start": 38, "end": 45, "label": "A_CITY"}]
    assert answer("export", "-o", "out.jsonl")["lost"] == 0


def test_strict_writes_nothing_where_something_would_be_lost(folder: Path) -> None:
    Path("out.conll").write_text("old")
    before = sorted(path.name for path in folder.iterdir())
    said = run("export", "--strict", "-o", "out.conll", code=2).stderr
    assert f"out.conll was not written, since conll2003 does not carry all exactly: {LOST[0]} and 2 more" in said
    assert Path("out.conll").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == before
    run("export", "--strict", "-o", "out.jsonl")
    assert Path("out.jsonl").exists()


def test_quiet_writes_the_same_and_names_no_loss_but_still_what_was_not_looked_at() -> None:
    run("export", "-o", "one.conll", code=1)
    said = run("export", "--quiet", "-o", "two.conll")
    assert Path("one.conll").read_bytes() == Path("two.conll").read_bytes()
    assert said.stderr.splitlines() == [
        "rubricate: not in the file: 0 suggestions, 0 unsure, 0 rejected",
        "rubricate: 0 parts not looked at; 0 of 1 article not done",
    ]
    assert answer("export", "--quiet", "-o", "two.conll")["losses"] == LOST
    assert "give one of them" in run("export", "--quiet", "--strict", "-o", "x.conll", code=2).stderr


def labels(name: str) -> list[str]:
    return [line.split()[-1] for line in Path(name).read_text("utf-8").splitlines() if line and not line.endswith(" O")]


def test_who_stays_where_entities_overlap_and_what_becomes_of_a_cut_token_can_be_chosen() -> None:
    run("export", "-o", "a.conll", "--overlap", "first", "--boundary", "drop", code=1)
    assert labels("a.conll") == ["B-PERSON", "I-PERSON", "B-GPE", "I-GPE", "B-A_CITY"]
    result = answer("export", "-o", "b.conll", "--boundary", "expand", code=1)
    assert [line.rpartition("inside a token: ")[2] for line in result["losses"] if "token" in line] == ["written as 17-23"]
    assert answer("export", "-o", "c.jsonl", "--overlap", "first", "--boundary", "drop")["lost"] == 0


def test_a_file_that_was_imported_is_not_written_over() -> None:
    before = Path("a.jsonl").read_bytes()
    assert "a.jsonl is what an article was read from" in run("export", "-o", "a.jsonl", code=2).stderr
    assert Path("a.jsonl").read_bytes() == before


def test_the_table_of_formats_says_what_each_carries_reads_and_writes() -> None:
    rows = answer("formats")
    assert [row["name"] for row in rows] == list(FORMATS)
    [ours] = [row for row in rows if row["name"] == "rubricate"]
    assert (ours["reads"], ours["writes"], ours["carries"]["everything"]) == (True, True, True)
    assert {row["name"]: row["ways"] for row in rows if row["name"] in ("jsonl", "bilou", "hf")} == {
        "jsonl": ["utf16", "original"],
        "bilou": ["layers"],
        "hf": [],
    }
    lines = run("formats").stdout.splitlines()
    assert len(lines) == len(FORMATS) + 1
    assert any("brat" in line and "exact, overlap, fragments, notes, identities; if asked original" in line for line in lines)


def test_a_broken_format_of_another_package_is_a_line_and_the_rest_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = registry.with_others([EntryPoint("theirs", "no_such_package:FORMAT", registry.GROUP)])
    monkeypatch.setattr("annotations.commands.exporting.known", lambda: broken)
    said = run("formats")
    assert said.stderr == (
        "rubricate: the format theirs of no_such_package:FORMAT cannot be used:"
        " ModuleNotFoundError: No module named 'no_such_package'\n"
    )
    assert len(said.stdout.splitlines()) == len(FORMATS) + 1


def test_what_a_file_does_not_hold_of_its_entities_and_articles_is_counted_and_named_for_programs() -> None:
    entities = {"id": "d", "text": TEXT, "spans": [{"start": 0, "end": 11, "label": "PERSON", "kb_id": "Q1", "score": 0.5}]}
    Path("p.prodigy.jsonl").write_text(json.dumps(entities | {"answer": "accept", "meta": {"title": "Train"}}) + "\n", "utf-8")
    run("import", "p.prodigy.jsonl", "-p", "p.json")
    said = run("export", "-o", "p.jsonl", "-p", "p.json").stderr
    assert "rubricate: the file does not hold, or not as it is: identity (1), score (1)" in said.splitlines()
    assert "rubricate: of articles the file does not hold, or not as it is: title (1), " in said
    fields = {row["field"]: row for row in answer("export", "-o", "p.jsonl", "-p", "p.json")["fields"]}
    row = json.loads(Path("p.jsonl").read_text("utf-8"))
    assert [list(fields["score"]), fields["title"]] == [
        ["article", "field", "entities"],
        {"article": row["id"], "field": "title"},
    ]
    assert len(fields["score"]["entities"]) == 1
    assert answer("export", "-o", "p.rubricate", "-p", "p.json")["fields"] == []


def test_a_field_that_must_be_held_is_a_reason_to_write_nothing() -> None:
    notes = {"text": "Ana left.", "spans": [{"start": 0, "end": 3, "label": "PERSON", "score": 0.5}], "answer": "accept"}
    Path("p.prodigy.jsonl").write_text(json.dumps(notes) + "\n", "utf-8")
    run("import", "p.prodigy.jsonl", "-p", "p.json")
    for fields in ("score", "content", "note,score"):
        said = run("export", "--require", fields, "-o", "p.jsonl", "-p", "p.json", code=2).stderr
        assert said == "rubricate: p.jsonl was not written as jsonl: the file does not hold, or not as it is: score (1)\n"
        assert not Path("p.jsonl").exists()
    run("export", "--require", "content", "-o", "p.csv", "-p", "p.json")
    run("export", "--require", "all", "-o", "p.rubricate", "-p", "p.json")
    assert "nor how entities came to be" not in run("export", "--require", "note", "-o", "p.jsonl", "-p", "p.json").stdout
    assert "no field 'color'" in run("export", "--require", "color", "-o", "q.jsonl", code=2).stderr
    assert "was not written, since conll2003" in run("export", "--require", "note", "-o", "q.conll", code=2).stderr
