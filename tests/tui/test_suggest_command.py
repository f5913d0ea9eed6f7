"""suggest over a corpus: it goes on where it was, whatever ended it, asks about nothing twice, and keeps few articles in memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.article import Article
from annotations.commands import suggesting
from annotations.entity import Proposal
from annotations.span import Span
from annotations.store.shelf import Shelf
from annotations.suggest import client
from annotations.suggest.answers import Done, Found, OnAnswer
from tui.cli import cli

ROOT = Path(__file__).resolve().parents[2]
COUNT = 6


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with some articles in corpus/, and no settings of the user's."""
    for name in ("PROJECT", "ANNOTATOR", "MODEL"):
        monkeypatch.delenv(f"RUBRICATE_{name}", raising=False)
    monkeypatch.setenv("RUBRICATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RUBRICATE_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    for number in range(COUNT):
        (tmp_path / f"corpus/{number}.txt").write_text(f"Anna {number} left.\n\nBerta {number} stayed.\n", "utf-8")
    return tmp_path


class Names:
    """Finds the first word of each chunk; notes which articles it was asked about; is interrupted in the article of that turn."""

    asked: list[str] = []
    read: list[tuple[str, int]] = []
    interrupted_in = 0

    def __init__(self, model: str) -> None:
        self.model = model

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        self.asked.append(article.text[5])
        for span in spans:
            self.read.append((article.text[5], span[0]))
            proposal = Proposal(span[0], article.text.index(" ", span[0]), "PERSON", f"model:{self.model}")
            on_answer(Found(len(self.asked), (span,), (proposal,), f"model:{self.model}"))
            if len(self.asked) == self.interrupted_in:
                raise KeyboardInterrupt
        on_answer(Done(len(self.asked), f"model:{self.model}", article.words))
        return len(self.asked)

    def cancel(self, request: int) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> type[Names]:
    monkeypatch.setattr(client, "WorkerSuggester", Names)
    monkeypatch.setattr(Names, "asked", [])
    monkeypatch.setattr(Names, "read", [])
    monkeypatch.setattr(Names, "interrupted_in", 0)
    return Names


def run(*arguments: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == exit_code, result.output
    return result


def answer(*arguments: str, exit_code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", exit_code=exit_code).stdout)


def found() -> list[int]:
    """How many entities each article of the project has."""
    return [len(answer("show", row["id"])["entities"]) for row in answer("list")]


def test_a_run_that_was_interrupted_goes_on_where_it_was_and_suggests_nothing_twice(names: type[Names]) -> None:
    names.interrupted_in = 3
    result = run("suggest", "corpus", "--model", "m", exit_code=130)
    assert "2 of 6 articles suggested over; the same command goes on from there" in result.stderr
    assert names.asked == ["0", "1", "2"]
    names.interrupted_in = 0
    result = run("suggest", "corpus", "--model", "m")
    assert names.asked[3:] == ["2", "3", "4", "5"]
    assert "suggestions in 4 articles" in result.stdout
    assert "2 already suggested: --again asks once more" in result.stdout
    assert found() == [2] * COUNT


def test_a_run_that_was_interrupted_within_an_article_goes_on_within_it(
    names: type[Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def interrupted(what: str) -> Iterator[Callable[[int, int], None]]:
        def told(done: int, of: int) -> None:
            raise KeyboardInterrupt

        yield told

    with monkeypatch.context() as patched:
        patched.setattr(suggesting, "progress", interrupted)
        run("suggest", "corpus/0.txt", "--model", "m", exit_code=130)
    assert found() == [1]
    del names.read[1:]  # the second was read, but nobody took what was found in it
    run("suggest", "corpus/0.txt", "--model", "m")
    assert names.read == [("0", 0), ("0", 14)]
    run("suggest", "corpus/0.txt", "--model", "m", "--again")
    assert names.read[2:] == [("0", 0), ("0", 14)]


def test_a_corpus_that_is_covered_is_not_asked_about_but_for_again_or_another_model(names: type[Names]) -> None:
    run("add", "corpus")
    run("suggest", "--model", "m")
    assert len(names.asked) == COUNT
    assert "6 already suggested" in run("suggest", "--model", "m").stdout
    assert len(names.asked) == COUNT
    told = answer("suggest", "--model", "m", "--again")
    assert len(names.asked) == 2 * COUNT
    assert {(one["added"], one["already"]) for one in told["articles"].values()} == {(0, False)}
    run("suggest", "--model", "other")
    assert len(names.asked) == 3 * COUNT
    assert {(one["added"], one["already"]) for one in answer("suggest", "--model", "m")["articles"].values()} == {(0, True)}


def test_both_models_that_proposed_the_same_are_named(names: type[Names]) -> None:
    run("suggest", "corpus/0.txt", "--model", "m")
    run("suggest", "corpus/0.txt", "--model", "other")
    [first, _] = answer("show", "1")["entities"]
    assert (first["origin"], [one["origin"] for one in first["others"]]) == ("model:m", ["model:other"])


def test_what_kills_it_in_the_middle_costs_the_article_it_was_at_and_no_more(names: type[Names], folder: Path) -> None:
    code = """
import os, sys
from annotations.suggest import client
from tests.tui.test_suggest_command import Names
from tui.cli import cli
class Killed(Names):
    def suggest(self, article, spans, on_answer):
        def told(answer):
            if len(self.asked) == 4 and type(answer).__name__ == "Done":
                os._exit(9)
            on_answer(answer)
        return super().suggest(article, spans, told)
client.WorkerSuggester = Killed
cli.main(["suggest", "corpus", "--model", "m"], standalone_mode=False)
"""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True)
    assert killed.returncode == 9, killed.stderr
    run("suggest", "corpus", "--model", "m")
    assert names.asked == ["3", "4", "5"]
    assert found() == [2] * COUNT


def test_no_article_is_kept_in_memory_once_it_is_suggested_over(names: type[Names], monkeypatch: pytest.MonkeyPatch) -> None:
    most, put = [0], Shelf.held

    def counted(self: Shelf, uid: str) -> Any:
        found = put(self, uid)
        most[0] = max(most[0], len(list(self.in_memory())))
        return found

    run("add", "corpus")
    monkeypatch.setattr(Shelf, "held", counted)
    run("suggest", "--model", "m")
    assert len(names.asked) == COUNT
    assert most[0] == 1


def test_closed_articles_are_left_alone_unless_they_are_named(names: type[Names]) -> None:
    run("add", "corpus")
    (Path() / "gold.jsonl").write_text(json.dumps({"text": "Clara sang.", "entities": [[0, 5, "PERSON"]]}), "utf-8")
    run("import", "--format", "jsonl", "--as", "accepted", "gold.jsonl")
    result = run("suggest", "--model", "m")
    assert len(names.asked) == COUNT
    assert "1 left alone, closed or with imported entities: name one" in result.stdout
    run("suggest", "--model", "m", str(COUNT + 1))
    assert len(names.asked) == COUNT + 1


def test_models_are_named_several_times_or_with_commas(names: type[Names]) -> None:
    run("suggest", "corpus/1.txt", "--model", "one", "--model", "two")
    assert answer("show", "1")["entities"][0]["origin"] == "model:one,two"
