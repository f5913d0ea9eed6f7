"""The meter: what an article took is counted while it is read, kept with it, and told by stats."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotations.meter import Meter, total
from annotations.progress import Progress
from annotations.project import Project
from tests.conftest import make_hand
from tui.cli import cli
from tui.driver import Session
from tui.metering import LONGEST_PAUSE

TEXT = "Anna Berg went to Paris.\nParis was cold, said Anna Berg.\n"
GIVEN = [(0, 9, "PERSON", 0.9), (18, 23, "PERSON", 0.4), (25, 30, "PERSON", 0.4)]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "news.txt"
    file.write_text(TEXT, "utf-8")
    return file


def _kept(project: Path, place: int = 0) -> Meter:
    opened = Project.open(project, hand=make_hand(), read_only=True)
    try:
        return Meter.of(opened.progress(opened.uids()[place]).meter)
    finally:
        opened.close()


def _stats(project: Path, *options: str) -> str:
    done = CliRunner().invoke(cli, ["stats", "-p", str(project), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_key_counts_also_one_that_is_typed_into_a_line_or_a_list(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a", "4", "slash")
        session.type("cold")
        session.press("enter", "t", "escape", "semicolon", "escape", "z", "ctrl+q")
        pressed = session.keys_pressed
    assert _kept(project).keys == pressed


def test_edits_are_the_steps_that_changed_something(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a", "4", "4", "A", "n", "ctrl+q")
    assert _kept(project).edits == 3


def test_seconds_run_from_key_to_key_and_a_coffee_counts_as_a_pause_of_a_minute_and_a_half(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.let_pass(20)
        session.press("n")
        session.let_pass(2.5)
        session.press("a")
        session.let_pass(3600)
        session.press("ctrl+q")
    assert _kept(project).seconds == 22.5 + LONGEST_PAUSE


def test_it_is_written_in_a_rest_and_on_leaving_and_no_key_writes_it(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a")
        assert _kept(project).keys == 0
        session.rest()
        assert _kept(project).keys == 2
        session.press("right", "right", "left")
        assert _kept(project).keys == 2
        session.press("ctrl+q")
    assert _kept(project).keys == 6


def test_each_article_has_its_own_and_a_later_session_adds_to_it(article: Path, tmp_path: Path) -> None:
    other, project = tmp_path / "other.txt", tmp_path / "p.json"
    other.write_text("Rome is old.\n", "utf-8")
    with Session([article, other], project=project) as session:
        session.press("m", "1", "]", "m", "4", "right", "ctrl+q")
    assert (_kept(project).keys, _kept(project, 1).keys) == (3, 4)
    with Session([article, other], project=project) as session:
        session.press("right", "ctrl+q")
    assert (_kept(project).keys, _kept(project, 1).keys) == (5, 4)


def test_undo_and_redo_leave_what_was_counted_alone(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a")
        session.rest()
        session.press("u", "U", "ctrl+q")
    assert (_kept(project).keys, _kept(project).edits) == (5, 1)


def test_meter_false_in_the_config_counts_nothing(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("meter = false\n", "utf-8")
    with Session(article, project=project, model=GIVEN, config=tmp_path / "config") as session:
        session.let_pass(5)
        session.press("n", "a", "ctrl+q")
    assert _kept(project) == Meter()
    assert "metered" not in _stats(project)


def test_switched_off_for_a_project_it_stays_off_there_and_what_was_counted_stays(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a", "ctrl+p")
        session.type("meter on or off")
        session.press("enter")
        assert "meter off in this project" in session.said
        counted = session.keys_pressed
        session.press("n", "a", "ctrl+q")
    assert _kept(project).keys == counted
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a", "ctrl+q")
    assert _kept(project).keys == counted


def test_stats_tell_what_an_article_and_an_entity_took(article: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.json"
    with Session(article, project=project, model=GIVEN) as session:
        session.press("n", "a", "4")
        session.let_pass(30)
        session.press("A", "D", "D", "ctrl+q")
    said = _stats(project)
    assert "metered: 7 keys, 0.5 minutes, 4 edits in 1 article; an entity: 2.33 keys, 10.0 s, 1.33 edits" in said
    assert _stats(project, "--meter").splitlines()[-1].split()[:4] == ["7", "30.0", "4", "3"]
    told = json.loads(_stats(project, "--json"))["meter"]
    assert (told["keys"], told["seconds"], told["edits"], told["entities"]) == (7, 30.0, 4, 3)
    assert told["per_entity"] == {"keys": 2.33, "seconds": 10.0, "edits": 1.33}
    assert [(one["title"], one["keys"]) for one in told["articles"]] == [("Anna Berg went to Paris.", 7)]


def test_a_project_without_figures_has_none_and_says_so_when_asked(tmp_path: Path, article: Path) -> None:
    project = tmp_path / "p.json"
    CliRunner().invoke(cli, ["add", "-p", str(project), str(article)])
    assert "nothing metered" in _stats(project, "--meter")
    told = json.loads(_stats(project, "--json"))["meter"]
    assert told["per_entity"] is None
    assert told["articles"] == []


def test_what_stands_beside_the_figures_in_a_file_is_kept_and_what_is_no_number_is_none() -> None:
    kept = Meter(3, 1.26, 1).kept({"keys": 2, "clicks": 7.0})
    assert kept == {"keys": 5, "clicks": 7.0, "seconds": 1.3, "edits": 1}
    assert Meter.of({"keys": "many"}) == Meter()  # type: ignore[dict-item]
    assert total([]) == Meter()
    assert Progress().meter == {}
