"""Learning, as its user meets it: after D where it is wanted, and by rubricate learn."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.entity import Proposal
from annotations.suggest import learner as learner_module
from annotations.suggest.guard import Verdict
from annotations.suggest.models import DEFAULT
from annotations.suggest.teaching import LearningError, OnProgress, Outcome, Request
from annotations.work.learning import trained_of
from tui.cli import cli
from tui.driver import Session

TEXT = "Ilse Brandt met Carlo Neri in Vienna on the way to number {}.\n"
GIVEN = [(0, 11, "PERSON", 0.9), (30, 36, "GPE", 0.9)]


class Taught:
    """Learns at once, or when it may: notes what it was asked, and saves an empty pipeline."""

    def __init__(self, verdict: Verdict | None = None, fails: str = "") -> None:
        self.asked: list[Request] = []
        self.may, self.stopped = Event(), False
        self.may.set()
        self._verdict, self._fails = verdict, fails
        self.articles = 0

    def learn(self, request: Request, on_progress: OnProgress) -> Outcome:
        self.asked.append(request)
        assert self.may.wait(60)
        if self._fails:
            raise LearningError(self._fails)
        on_progress(1, 2)
        self.articles += len(request.new)
        verdict = self._verdict if request.kept else None
        if verdict and verdict.fell:
            return Outcome(DEFAULT, None, "tuned", self.articles, verdict)
        request.into.mkdir(parents=True)
        (request.into / "meta.json").write_text(json.dumps({"lang": "en", "version": "1"}))
        return Outcome(DEFAULT, request.into, "tuned", self.articles, verdict)

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUBRICATE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.txt" for number in range(1, 8)]
    for number, path in enumerate(paths, 1):
        path.write_text(TEXT.format(number), "utf-8")
    return paths


def closed(session: Session, number: int = 1) -> None:
    """Accept what is suggested singly and close the article, so many times."""
    for _ in range(number):
        session.wait_for_suggestions()
        session.press("n", "a", "a", "D", "D")


def learned(session: Session) -> None:
    session.wait_until(lambda: not session.app.reader.learning.at_work)


def all_said(session: Session) -> list[str]:
    """What is being said, and what waits to be."""
    return [session.said, *session.app.reader.reading.to_tell]


def test_nothing_is_learned_unless_it_is_wanted(tmp_path: Path, sources: list[Path], data: Path) -> None:
    taught = Taught()
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learner=taught) as session:
        closed(session)
        assert not session.app.reader.learning.at_work
    assert taught.asked == []
    assert not data.exists()


def test_after_d_the_model_learns_behind_the_reading_and_says_so_and_suggests_from_the_next_article_on(
    tmp_path: Path, sources: list[Path]
) -> None:
    taught = Taught()
    taught.may.clear()
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        closed(session)
        session.wait_until(lambda: bool(taught.asked))
        assert "learning from 1 article behind you" in all_said(session)
        session.press("n", "a")
        assert session.entities[0].status == "accepted", "keys are done meanwhile"
        assert session.app.reader.suggesting.suggester.learned == {}
        taught.may.set()
        learned(session)
        session.press("n", "n")
        assert "learned from 1 article; none kept apart yet to judge by" in all_said(session)
        pipeline = trained_of(tmp_path / "p.json").pipeline("en")
        assert session.app.reader.suggesting.suggester.learned == {"en": str(pipeline)}
    (request,) = taught.asked
    (article,) = request.new
    assert (article.text, article.entities) == (TEXT.format(1), ((0, 11, "PERSON"), (30, 36, "GPE")))
    assert (request.earlier, request.kept, request.start) == ([], [], None)
    assert taught.stopped


def test_an_article_that_was_read_ahead_by_the_old_model_is_read_again_by_the_new_one_before_anybody_decides_there(
    tmp_path: Path, sources: list[Path]
) -> None:
    CliRunner().invoke(cli, ["add", "-p", "p.json", *map(str, sources)])
    taught = Taught()
    with Session(project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        closed(session)
        learned(session)
        assert len(session.entities) == 2, "the article on the screen stays as it is"
        session.app.reader.suggesting.suggester._known = [(None, Proposal(16, 26, "PERSON", "model:new"))]
        session.press("]")
        session.wait_for_suggestions()
        assert [(one.start, one.label) for one in session.entities if one.origin != "memory"] == [(16, "PERSON")]
        session.press("[")
        session.wait_for_suggestions()
        session.press("n", "a", "]", "[")
        assert session.entities[0].status == "accepted"


def test_every_fifth_article_is_kept_apart_and_the_rest_goes_on_from_what_was_learned(
    tmp_path: Path, sources: list[Path]
) -> None:
    taught = Taught(Verdict(0.64, 0.71, 12, fell=False))
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        for _ in range(6):
            closed(session)
            learned(session)
        assert "learned from 5 articles: F1 .71 on 1 kept apart, before .64" in all_said(session)
    assert [len(one.new) for one in taught.asked] == [1, 1, 1, 1, 0, 1]
    assert [len(one.earlier) for one in taught.asked] == [0, 1, 2, 3, 4, 4]
    assert [len(one.kept) for one in taught.asked] == [0, 0, 0, 0, 1, 1]
    assert [one.start is None for one in taught.asked] == [True, False, False, False, False, False]
    record = trained_of(tmp_path / "p.json").record("en")
    assert record is not None
    assert (len(record.learned), len(record.kept), record.before, record.after) == (5, 1, 0.64, 0.71)


def test_a_model_that_got_worse_is_given_up_and_the_one_that_came_is_back(tmp_path: Path, sources: list[Path]) -> None:
    taught = Taught(Verdict(0.64, 0.31, 90, fell=True))
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        for _ in range(5):
            closed(session)
            learned(session)
        back = f"learned from 4 articles, but F1 fell from .64 to .31 on 1 kept apart: back to {DEFAULT}"
        assert back in all_said(session)
        assert session.app.reader.suggesting.suggester.learned == {}
    assert trained_of(tmp_path / "p.json").pipeline("en") is None


def test_learning_that_fails_is_said_and_leaves_what_was_in_use(tmp_path: Path, sources: list[Path]) -> None:
    taught = Taught(fails="the process that learns died (exit code -9); the model in use stays as it is")
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        closed(session)
        learned(session)
        session.press("n")
        assert any(one.startswith("nothing learned: the process that learns died") for one in all_said(session))
    assert trained_of(tmp_path / "p.json").in_use() == {}


def test_an_article_that_was_opened_again_meanwhile_is_not_learned_from(tmp_path: Path, sources: list[Path]) -> None:
    taught = Taught()
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learner=taught) as session:
        closed(session)
        session.press("u")
        reader = session.app.reader
        reader.learn(True, "", taught)
        session._do(asked_to_learn(reader))
        learned(session)
    assert taught.asked == []


async def asked_to_learn(reader: Any) -> None:
    reader.learn_from(reader.reading.uid)


def test_what_was_accepted_with_the_rest_teaches_nothing(tmp_path: Path, sources: list[Path]) -> None:
    taught = Taught()
    with Session(sources, project=tmp_path / "p.json", model=GIVEN, learn=True, learner=taught) as session:
        session.wait_for_suggestions()
        session.press("D", "D")
        learned(session)
    assert taught.asked == []


def test_the_project_says_whether_it_learns_and_the_environment_is_asked_before_it(tmp_path: Path, sources: list[Path]) -> None:
    with Session(sources, project=tmp_path / "p.json", model=GIVEN) as session:
        session.press("n", "a")
        session._do(session.app.reader.perform_by_id("learn"))
        assert session.said.startswith("learning on: after D a copy of the model learns")
    with Session(project=tmp_path / "p.json", model=GIVEN, learner=Taught()) as session:
        assert session.app.reader.learning.on
    with Session(project=tmp_path / "p.json", model=GIVEN, environ={"RUBRICATE_LEARN": "0"}) as session:
        assert not session.app.reader.learning.on
    config = tmp_path / "config"
    config.mkdir()
    (config / "config.toml").write_text("learn = true\n")
    with Session(sources[1], project=tmp_path / "other.json", model=GIVEN, config=config) as session:
        assert session.app.reader.learning.on


def run(*arguments: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["learn", *arguments])
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> Iterator[Taught]:
    made = Taught(Verdict(0.64, 0.71, 12, fell=False))
    monkeypatch.setattr(learner_module, "WorkerLearner", lambda: made)
    yield made
    assert made.stopped or not made.asked


@pytest.fixture
def project(tmp_path: Path, sources: list[Path]) -> Path:
    """A project with six finished articles of seven."""
    with Session(sources, project=tmp_path / "rubricate.json", model=GIVEN) as session:
        closed(session, 6)
        session.press("n", "a")
    return tmp_path / "rubricate.json"


def test_learn_goes_over_all_finished_articles_and_says_what_came_of_it(project: Path, taught: Taught) -> None:
    result = run()
    pipeline = trained_of(project).pipeline("en")
    assert result.stdout == (
        f"learned from 5 articles: F1 .71 on 1 kept apart, before .64\nin use in this project from now on: {pipeline}\n"
    )
    assert "so few entities that these scores say little: 12" in result.stderr
    (request,) = taught.asked
    assert (len(request.new), len(request.kept), request.start) == (5, 1, None)


def test_learn_as_json_from_some_articles_and_reset(project: Path, taught: Taught) -> None:
    told: dict[str, Any] = json.loads(run("1", "2", "--json").stdout)
    (row,) = told["languages"].values()
    assert (row["base"], len(row["learned"]), row["kept"], row["before"]) == (DEFAULT, 2, [], None)
    assert row["model"] == str(trained_of(project).pipeline("en"))
    assert json.loads(run("--reset", "--json").stdout) == {"project": str(project), "reset": ["en"]}
    assert run("--reset").stdout == f"nothing was learned in {project}\n"
    assert trained_of(project).in_use() == {}


def test_learn_ends_with_1_where_the_model_got_worse(project: Path, taught: Taught) -> None:
    taught._verdict = Verdict(0.64, 0.31, 90, fell=True)
    assert f"back to {DEFAULT}" in run(exit_code=1).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["7"], "is not finished: D in the reader closes it"), (["99"], "no article '99'"), (["--model", "none"], "cannot learn")],
)
def test_what_cannot_be_learned_from_is_bad_usage(project: Path, taught: Taught, arguments: list[str], said: str) -> None:
    assert said in run(*arguments, exit_code=2).stderr
    assert taught.asked == []


def test_learn_without_a_project_or_a_finished_article_says_what_to_do(
    tmp_path: Path, sources: list[Path], taught: Taught
) -> None:
    assert "no project" in run(exit_code=2).stderr
    CliRunner().invoke(cli, ["add", "1.txt"])
    assert "nothing to learn from" in run(exit_code=2).stderr


def test_doctor_says_what_was_learned_and_whether_the_reader_learns(project: Path, taught: Taught) -> None:
    run()
    settings = json.loads(CliRunner().invoke(cli, ["doctor", "--json"]).stdout)["settings"]
    assert settings["learned"][0] == f"en: {trained_of(project).pipeline('en')}"
    assert settings["learning"] == ["off", "default, where the project does not say otherwise"]


def test_suggest_uses_what_was_learned(project: Path, taught: Taught, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.suggest import client
    from annotations.suggest.given import GivenSuggester

    run()
    made = GivenSuggester([])
    monkeypatch.setattr(client, "WorkerSuggester", lambda model: made)
    assert CliRunner().invoke(cli, ["suggest", "7"]).exit_code == 0
    assert made.learned == {"en": str(trained_of(project).pipeline("en"))}
