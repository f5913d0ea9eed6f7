"""review --plain: a question and an answer a line, the same store, nothing but text."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from select import POLLIN, poll
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.entity import Proposal
from annotations.suggest import client
from annotations.suggest.given import GivenSuggester
from tests.tui.scene import SUGGESTIONS, TEXT, N
from tui.cli import cli

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the envoy's article, a model that suggests in it, and no settings of the user's."""
    for name in ("PROJECT", "ANNOTATOR", "MODEL", "CARRY"):
        monkeypatch.delenv(f"RUBRICATE_{name}", raising=False)
    monkeypatch.setenv("RUBRICATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RUBRICATE_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    known = [Proposal(start, end, label, "model:given", score) for start, end, label, score in SUGGESTIONS]
    found = GivenSuggester(known)
    found._known = [(TEXT, one) for _, one in found._known]
    monkeypatch.setattr(client, "WorkerSuggester", lambda model: found)
    return tmp_path


def review(*answers: str, arguments: tuple[str, ...] = ("envoy.txt",), exit_code: int = 0) -> Result:
    lines = "".join(f"{answer}\n" for answer in answers)
    result = CliRunner().invoke(cli, ["review", "--plain", *arguments], input=lines)
    assert result.exit_code == exit_code, result.output
    assert "\x1b" not in result.output
    assert "\r" not in result.output
    return result


def entities() -> list[tuple[str, str, str]]:
    """Text, label and status of what the project has."""
    shown = CliRunner().invoke(cli, ["show", "1", "--json"])
    found = json.loads(shown.stdout)
    return [(TEXT[one["start"] : one["end"]], one["label"], one["status"]) for one in found["entities"]]


def test_a_question_is_a_line_on_what_it_is_about_and_the_sentence_with_the_mention_in_brackets() -> None:
    lines = review().stdout.splitlines()
    assert lines[0] == f"Envoy seeks shelter in Lisbon, {N} to review"
    assert lines[2:4] == [
        f"1 of {N}: Ilse Brandt: PERSON, suggested by given, 0.98",
        "[Ilse Brandt] left Lisbon on Thursday.",
    ]
    assert lines[-1] == "nothing was decided, nothing was written"
    assert len(lines) == 5


def test_keys_and_words_answer_and_the_next_question_follows() -> None:
    out = review("a", "no", "i", "3", "PERSON", "skip").stdout.splitlines()
    assert out[4:7] == [
        "accepted PERSON Ilse Brandt. u undoes",
        f"1 of {N - 1}: Lisbon: GPE, suggested by given, 0.95",
        "Ilse Brandt left [Lisbon] on Thursday.",
    ]
    assert "rejected GPE Lisbon. u undoes" in out
    assert "unsure DATE Thursday. u undoes" in out
    assert "ORG Diário Novo, was PERSON. u undoes" in out
    assert "PERSON Brandt, was ORG. u undoes" in out
    assert out[-1].startswith("saved in rubricate.json; continue: ")
    assert entities()[:6] == [
        ("Ilse Brandt", "PERSON", "accepted"),
        ("Lisbon", "GPE", "rejected"),
        ("Thursday", "DATE", "unsure"),
        ("Diário Novo", "ORG", "accepted"),
        ("Brandt", "PERSON", "accepted"),
        ("Portugal", "GPE", "suggested"),
    ]


def test_edges_keep_the_question_and_show_what_the_mention_is_now() -> None:
    out = review("L", "H", ">", "a").stdout
    assert "Ilse [Brandt] left Lisbon on Thursday." in out
    assert "[Ilse Brandt left] Lisbon on Thursday." in out
    assert entities()[0] == ("Brandt", "PERSON", "accepted")


def test_undo_takes_the_last_answer_back_and_asks_again() -> None:
    out = review("a", "u", "x").stdout.splitlines()
    at = out.index("undone: accepted PERSON Ilse Brandt")
    assert out[at + 1] == f"1 of {N}: Ilse Brandt: PERSON, suggested by given, 0.98"
    assert entities()[0] == ("Ilse Brandt", "PERSON", "rejected")


def test_missed_names_are_asked_about_one_after_another_until_skipped() -> None:
    out = review("m", "t GPE", "x", "n", "q").stdout.splitlines()
    at = next(n for n, line in enumerate(out) if "untagged name: " in line)
    assert out[at].startswith("Porto: ")
    assert out[at + 1].startswith("The [Porto] paper Diário Novo said")
    assert out[at + 2] == "tagged GPE Porto. u undoes"
    assert out[at + 3].startswith("Brandt: untagged name")
    assert out[at + 5] == "not a name: Brandt. u undoes"
    assert out[at + 6].startswith("Diário Novo: untagged name")
    assert ("Porto", "GPE", "accepted") in entities()
    assert ("Brandt", "", "rejected") in entities()


def test_at_the_end_of_an_article_untagged_names_are_looked_for_from_its_start() -> None:
    out = review(*["a"] * N, "m", "GPE").stdout
    assert "Envoy seeks shelter in [Lisbon]\ntagged GPE Lisbon. u undoes" in out


def test_all_equal_texts_are_one_answer_and_one_undo() -> None:
    out = review("n", "A", "u").stdout
    assert f"u undoes\n2 of {N - 2}: Thursday: DATE" in out
    assert "4 GPE: 2 accepted, 0 changed, 2 newly tagged. u undoes" in out
    assert "undone: 4 GPE: 2 accepted" in out
    assert {status for _, _, status in entities()} == {"suggested"}


def test_the_end_of_an_article_is_a_question_too_and_done_takes_two_answers() -> None:
    out = review(*["a"] * N, "D", "D").stdout.splitlines()
    assert out[-5].startswith("end of Envoy seeks shelter in Lisbon: 9 decided, 0 to review. m untagged names, D done")
    assert out[-4].startswith("9 decided, 0 not looked at, ")
    assert out[-3] == "closed: 0 accepted. u undoes"
    assert out[-2] == "1 of 1 done, no other article is open: q quits, u takes the last one back"
    stored = json.loads(Path("rubricate.json").read_text("ascii"))
    assert [one["state"] for one in stored["progress"].values()] == ["done"]


def test_any_other_answer_to_done_drops_the_question_and_is_an_answer() -> None:
    out = review("D", "x").stdout
    assert "closed: 9 rejected" in out
    review("u")
    out = review("D", "a").stdout
    assert "accepted PERSON Ilse Brandt" in out
    assert "closed" not in out


def test_an_answer_after_the_last_one_changes_nothing_and_says_so() -> None:
    out = review(*["a"] * N, "x", "3").stdout
    assert out.count("nothing is in question here: n goes to what is left, m goes to untagged names, u undoes") == 2
    assert {status for _, _, status in entities()} == {"accepted"}


def test_several_articles_follow_each_other_and_say_where_they_are(folder: Path) -> None:
    (folder / "second.txt").write_text("Nothing\n\nnothing at all.\n", "utf-8")
    out = review("]", "]", "[", "D", "D", "D", "D", arguments=("envoy.txt", "second.txt")).stdout.splitlines()
    assert out[0] == f"1 of 2: Envoy seeks shelter in Lisbon, {N} to review"
    assert "2 of 2: Nothing, 0 to review" in out
    assert "the last article of the list" in out
    assert "2 of 2 done, no other article is open: q quits, u takes the last one back" in out


def test_undo_right_after_closing_goes_back_to_that_article(folder: Path) -> None:
    (folder / "second.txt").write_text("Nothing\n\nnothing at all.\n", "utf-8")
    out = review("D", "D", "u", "[", "label", arguments=("envoy.txt", "second.txt")).stdout.splitlines()
    at = out.index("2 of 2: Nothing, 0 to review")
    assert out[at + 2 : at + 4] == ["1 of 2: Envoy seeks shelter in Lisbon, 0 to review", f"undone: closed: {N} accepted"]
    assert "the first article of the list" in out
    assert any(line.startswith("t and a letter, or a name: 1 PERSON") for line in out)
    assert {status for _, _, status in entities()} == {"suggested"}


def test_what_is_no_answer_is_said_changes_nothing_and_is_the_exit_code_of_a_script() -> None:
    out = review("perhaps", exit_code=1).stdout
    assert "'perhaps' is no answer here: a right, x not a name" in out
    assert not Path("rubricate.json").exists()
    assert "no label ZEBRA: 1 PERSON" in review("t ZEBRA").stdout


def test_an_empty_line_decides_nothing_and_asks_again() -> None:
    out = review("", "").stdout.splitlines()
    assert out.count("[Ilse Brandt] left Lisbon on Thursday.") == 3
    assert not Path("rubricate.json").exists()


def test_help_names_every_answer_and_the_labels() -> None:
    out = review("?").stdout
    assert "labels: 1 PERSON, 2 NORP" in out
    assert "x: Not a name, and go on" in out
    assert "D: Done with this article" in out


def test_the_end_of_input_in_the_midst_leaves_all_answers_saved() -> None:
    result = CliRunner().invoke(cli, ["review", "--plain", "envoy.txt"], input="a\nx")
    assert result.exit_code == 0
    assert [status for _, _, status in entities()[:3]] == ["accepted", "rejected", "suggested"]


def test_with_json_every_line_is_an_object() -> None:
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in review("a", "q", arguments=("--json", "envoy.txt")).stdout.splitlines()
    ]
    assert lines[0] == {"said": f"Envoy seeks shelter in Lisbon, {N} to review"}
    asked = lines[1]
    assert (asked["ask"], asked["n"], asked["of"], asked["label"], asked["text"]) == ("suggestion", 1, N, "PERSON", "Ilse Brandt")
    assert TEXT[asked["start"] : asked["end"]] == "Ilse Brandt"
    assert asked["sentence"][slice(*asked["mention"])] == "Ilse Brandt"
    assert (asked["origin"], asked["score"], asked["status"]) == ("model:given", 0.98, "suggested")
    assert lines[2] == {"said": "accepted PERSON Ilse Brandt. u undoes"}
    assert list(lines[-1]) == ["end"]


def test_carry_over_works_here_too() -> None:
    out = review("n", "x", arguments=("--carry", "envoy.txt")).stdout
    assert "rejected GPE Lisbon; carried to 1 later: 1 rejected. u undoes" in out


def test_only_some_labels_are_asked_about() -> None:
    out = review(arguments=("--only-labels", "GPE", "envoy.txt")).stdout
    assert "Envoy seeks shelter in Lisbon, 3 to review" in out
    assert "1 of 3: Lisbon" in out


def test_control_characters_of_an_article_do_not_reach_the_terminal(folder: Path) -> None:
    (folder / "evil.txt").write_text("Ilse\x1b]0;gone\x07 Brandt came.\n", "utf-8")
    out = review("m", arguments=("evil.txt",)).stdout
    assert "\x07" not in out
    assert "␛" in out


def test_what_cannot_be_opened_or_asked_is_a_line_and_exit_code_2() -> None:
    for arguments, said in (
        (["review", "envoy.txt"], "rubricate review --plain"),
        (["review", "--plain", "-"], "- is where the answers come from"),
        (["review", "--plain", "absent.txt"], "absent.txt"),
    ):
        result = CliRunner().invoke(cli, arguments, input="")
        assert result.exit_code == 2
        assert said in result.stderr
        assert len(result.stderr.splitlines()) <= 2


def test_another_window_that_writes_is_named_and_nothing_is_asked() -> None:
    review("a")
    from annotations.project import Project
    from tests.conftest import make_hand

    other = Project.open(Path("rubricate.json"), hand=make_hand())
    other.claim()
    result = CliRunner().invoke(cli, ["review", "--plain"], input="a\n")
    other.close()
    assert result.exit_code == 2
    assert "Lisbon" not in result.stdout


def test_in_a_dumb_terminal_lines_go_out_before_an_answer_is_waited_for(folder: Path) -> None:
    environ = {**os.environ, "TERM": "dumb", "PYTHONPATH": str(ROOT)}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tui", "review", "--plain", "--model", "none", "envoy.txt"]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, cwd=folder)
    os.close(theirs)
    seen, waiting = b"", poll()
    waiting.register(ours, POLLIN)
    while b"q quit\r\n" not in seen or b"end of Envoy" not in seen:
        assert waiting.poll(60_000), seen
        seen += os.read(ours, 4096)
    os.write(ours, b"q\n")
    assert running.wait(60) == 0
    seen += os.read(ours, 4096)
    os.close(ours)
    assert b"\x1b" not in seen
    assert b"nothing was decided" in seen


def test_after_the_last_article_undo_still_takes_it_back(folder: Path) -> None:
    out = review("D", "D", "u", "a").stdout.splitlines()
    assert "1 of 1 done, no other article is open: q quits, u takes the last one back" in out
    assert f"undone: closed: {N} accepted" in out
    assert "accepted PERSON Ilse Brandt. u undoes" in out
    assert [status for _, _, status in entities()] == ["accepted"] + ["suggested"] * (N - 1)


def test_after_the_last_article_q_or_an_end_of_the_answers_ends(folder: Path) -> None:
    assert review("D", "D", "q").stdout.splitlines()[-1] == review("D", "D").stdout.splitlines()[-1]
    assert {status for _, _, status in entities()} == {"accepted"}


OWN = 'accept = "y"\nreject = "k"\ncopy = "a"\nundo = "z"\nzoom = "u"\ndone = "C"\nreject-equal = "D"\n'


def test_the_keys_of_ones_own_keymap_are_named_and_answer(folder: Path) -> None:
    (folder / "own.toml").write_text(OWN, "utf-8")
    arguments = ("envoy.txt", "--keymap", "own.toml")
    out = review("y", "k", "z", arguments=arguments).stdout.splitlines()
    assert out[1].startswith("y right, k not a name, i unsure")
    assert "accepted PERSON Ilse Brandt. z undoes" in out
    assert "rejected GPE Lisbon. z undoes" in out
    assert "undone: rejected GPE Lisbon" in out
    out = review("a", arguments=arguments, exit_code=1).stdout
    assert "'a' is no answer here: y right, k not a name" in out
    out = review("C", "D", arguments=arguments).stdout
    assert "C accepts the 8 and closes, k rejects them" in out
    assert "closed" not in out  # D is another command's key here, and did that
    assert "closed: 6 accepted. z undoes" in review("C", "C", arguments=arguments).stdout


def test_vim_rejects_and_leaves_with_two_keys_and_azerty_names_its_row(folder: Path) -> None:
    out = review("dd", "gn", "ZZ", "a", arguments=("envoy.txt", "--keymap", "vim")).stdout
    assert "rejected PERSON Ilse Brandt. u undoes" in out
    assert "the only article of this list" in out
    assert "accepted" not in out.partition("the only article")[2].partition("saved in")[0]
    out = review("?", "é", arguments=("envoy.txt", "--keymap", "azerty")).stdout
    assert "labels: & PERSON, é NORP" in out
    assert "NORP Lisbon, was GPE" in out or "NORP Ilse Brandt, was PERSON" in out
