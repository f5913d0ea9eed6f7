"""memory and rules on the command line."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from tests.tui.test_memory import FIRST, SECOND, reader, shown, taught
from tui.cli import cli
from tui.driver import Session


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two articles, and a project in which the first is done."""
    for name, text in (("1.txt", FIRST), ("2.txt", SECOND)):
        (tmp_path / name).write_text(text, "utf-8")
    with reader([tmp_path / "1.txt", tmp_path / "2.txt"]) as session:
        taught(session)
    monkeypatch.chdir(tmp_path)
    for name, value in (("PROJECT", "p.json"), ("ANNOTATOR", "reader"), ("CACHE", "cache"), ("CONFIG", "config")):
        monkeypatch.setenv(f"RUBRICATE_{name}", value)
    return tmp_path


def run(*words: str) -> Ran:
    done = CliRunner().invoke(cli, words)
    return Ran(done.exit_code, done.stdout, done.stderr)


def again() -> Session:
    """The second article without a model."""
    return Session(Path("2.txt"), project="p.json", model="none")


def from_memory() -> list[tuple[str, str]]:
    with again() as session:
        return [(words, label) for words, label, _, origin in shown(session) if origin == "memory"]


def test_what_is_remembered_is_listed_in_words_and_as_json(folder: Path) -> None:
    listed = run("memory", "list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["text", "State", "DPRK", "Oxfam"]
    assert "not a name" in listed[1]
    assert "refused twice" in listed[1]
    rows = {row["surface"]: row for row in json.loads(run("memory", "list", "--json").out)}
    assert rows["Oxfam"]["labels"] == {"ORG": 1}
    assert (rows["State"]["rejected"], rows["State"]["dropped"]) == (2, True)
    assert "Oxfam" not in run("memory", "list", "dprk").out


def test_an_entry_is_switched_off_and_on_given_a_label_and_forgotten(folder: Path) -> None:
    assert ("Oxfam", "ORG") in from_memory()
    assert run("memory", "off", "Oxfam").code == 0
    assert "Oxfam" not in dict(from_memory())
    run("memory", "on", "Oxfam")
    run("memory", "set", "Oxfam", "LAW")
    assert ("Oxfam", "LAW") in from_memory()
    run("memory", "set", "Oxfam", "")
    run("memory", "forget", "Oxfam")
    assert "Oxfam" not in dict(from_memory())
    assert run("check", "p.json").code == 0


def test_what_cannot_be_done_with_an_entry_is_said_in_a_line(folder: Path) -> None:
    for words in (("off", "Nobody"), ("forget", "Nobody"), ("set", "Oxfam", "XYZ"), ("set", " ", "ORG")):
        done = run("memory", *words)
        assert done.code == 2
        assert len(done.err.splitlines()) == 1


def test_memory_is_left_out_in_a_project_and_doctor_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("memory", "use", "--off")
    assert from_memory() == []
    assert json.loads(run("doctor", "--json").out)["settings"]["memory"] == ["off", "the project"]
    monkeypatch.setenv("RUBRICATE_MEMORY", "on")
    assert json.loads(run("doctor", "--json").out)["settings"]["memory"] == ["on", "$RUBRICATE_MEMORY"]


@pytest.mark.parametrize("form", ["patterns", "entity_ruler"])
def test_what_is_exported_spacys_entity_ruler_takes_and_so_do_rules(folder: Path, form: str) -> None:
    spacy = pytest.importorskip("spacy")
    assert run("memory", "export", "--format", form, "-o", "out.jsonl").code == 0
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").from_disk("out.jsonl")
    assert [(one.text, one.label_) for one in nlp(SECOND).ents] == [("Oxfam", "ORG"), ("DPRK", "GPE")]
    assert run("memory", "export", "-o", "out.jsonl").code == 2
    run("memory", "use", "--off")
    assert run("rules", "add", "out.jsonl").out == "out: 2 rules\n"
    with again() as session:
        assert ("Oxfam", "ORG", "suggested", "rule:out") in shown(session)


def test_a_damaged_entry_is_found_by_check(folder: Path) -> None:
    content = json.loads(Path("p.json").read_text("utf-8"))
    document = next(iter(content["memory"].values()))
    document["known"]["Oxfam"] = {"labels": {"ORG": "many"}}
    Path("p.json").write_text(json.dumps(content), "utf-8")
    done = run("check", "p.json")
    assert done.code == 1
    assert "table memory" in done.out


class TestRules:
    def test_rules_suggest_without_a_model_and_give_their_ids(self, folder: Path) -> None:
        run("memory", "use", "--off")
        Path("aid.csv").write_text("Oxfam,ORG,Q267941\n", "utf-8")
        assert run("rules", "add", "aid.csv").out == "aid: 1 rule\n"
        assert run("rules", "add", "aid.csv").out == "aid: 1 rule\n"
        assert run("rules", "add", "--regex", "DP.K", "--label", "GPE").out == "regex: 1 rule\n"
        with again() as session:
            by_rule = {words: origin for words, _, _, origin in shown(session) if origin.startswith("rule:")}
            assert by_rule == {"Oxfam": "rule:aid", "DPRK": "rule:regex"}
            assert next(one.identity for one in session.entities if one.origin == "rule:aid") == "Q267941"
        assert run("check", "p.json").code == 0

    def test_a_set_is_listed_switched_off_and_removed(self, folder: Path) -> None:
        run("memory", "use", "--off")
        Path("names.txt").write_text("Oxfam\n", "utf-8")
        run("rules", "add", "names.txt", "--label", "ORG", "--name", "aid")
        assert "aid" in run("rules", "list").out
        run("rules", "off", "aid")
        assert json.loads(run("rules", "list", "--json").out)[0]["off"] is True
        with again() as session:
            assert "rule:aid" not in [origin for *_, origin in shown(session)]
        run("rules", "on", "aid")
        with again() as session:
            assert "rule:aid" in [origin for *_, origin in shown(session)]
        run("rules", "remove", "aid")
        assert run("rules", "list").out.startswith("no rules yet")
        assert run("rules", "remove", "aid").code == 2

    def test_what_a_rule_suggests_and_was_refused_does_not_come_back(self, folder: Path) -> None:
        run("memory", "use", "--off")
        Path("names.txt").write_text("again\n", "utf-8")
        run("rules", "add", "names.txt", "--label", "ORG")
        with again() as session:
            session.press("/", *"again", "enter", "x")
            assert ("again", "ORG", "rejected", "rule:names") in shown(session)
        run("rules", "add", "names.txt", "--label", "GPE", "--name", "others")
        with again() as session:
            assert [status for words, _, status, _ in shown(session) if words == "again"] == ["rejected"]

    @pytest.mark.parametrize(
        "words",
        [
            ("nowhere.txt", "--label", "ORG"),
            ("--regex", "(a", "--label", "ORG"),
            ("--regex", "a"),
            (),
            ("2.txt", "--label", "ORG", "--name", "a b"),
            ("2.txt", "--label", "ORG", "--name", "carry"),
        ],
    )
    def test_what_cannot_be_taken_in_is_said_in_plain_lines(self, folder: Path, words: tuple[str, ...]) -> None:
        done = run("rules", "add", *words)
        assert done.code == 2
        assert len(done.err.splitlines()) <= 2
        assert "Traceback" not in done.err
