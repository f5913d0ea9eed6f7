"""What is there again the next day."""

import json
import re
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.store.cache import Cache
from tests.tui.scene import N, footer, of, reading, span
from tui.driver import Session
from tui.opening import OpeningError


def test_every_edit_is_in_the_file_before_the_next_key(tmp_path: Path) -> None:
    file = tmp_path / "rubricate.json"
    with reading(tmp_path) as session:
        session.press("n")
        assert not file.exists()
        session.press("a")
        saved = [e for row in TinyDB(file, access_mode="r").table("annotations").all() for e in row["entities"]]
        assert [e["status"] for e in saved if [e["start"], e["end"]] == list(span("Ilse Brandt"))] == ["accepted"]
        assert len(saved) == N


def test_undo_works_after_a_restart(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "3")
    with reading(tmp_path) as session:
        assert of(session, "Lisbon", 1).label == "ORG"
        session.press("u")
        assert of(session, "Lisbon", 1).label == "GPE"
        session.press("u")
        assert of(session, "Ilse Brandt").status == "suggested"
        session.press("U")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_suggesting_again_adds_nothing_and_brings_no_refusal_back(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "x")
    with reading(tmp_path) as session:
        assert len(session.entities) == N
        session.press("ctrl+p", *"suggest for", "enter")
        session.wait_for_suggestions()
        assert len(session.entities) == N
        assert of(session, "Ilse Brandt").status == "rejected"


def test_the_file_is_plain_json_with_an_entity_a_line(tmp_path: Path) -> None:
    file = tmp_path / "rubricate.json"
    with reading(tmp_path) as session:
        session.press("n", "a")
    text = file.read_text("ascii")
    assert set(json.loads(text)) >= {"articles", "annotations", "progress", "history", "_store"}
    assert sum('"status"' in line for line in text.splitlines()) >= N


def test_a_project_opens_at_the_article_that_was_left(tmp_path: Path) -> None:
    file, cache = tmp_path / "p.json", Cache(tmp_path / "cache")
    sources = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
    for source in sources:
        source.write_text(f"{source.stem} Ann met Ben.\n", "utf-8")
    with Session(sources, project=file, cache=cache) as session:
        for key in ("m", "1", "]", "m", "1", "]", "m", "1", "[", "ctrl+q"):
            session.press(key)
    with Session(project=file, cache=cache) as session:
        assert session.article.text.startswith("two")
        assert "2 of 3" in session.screen_text()[0]


def test_where_another_program_changed_the_file_the_reader_is_told_where_the_work_is(tmp_path: Path) -> None:
    file = tmp_path / "rubricate.json"
    with reading(tmp_path, size=(80, 24)) as session:
        session.press("n", "a")
        file.write_text("{}", "utf-8")
        session.press("a")
        assert "Not saved: another program has changed rubricate.json" in footer(session)
        session.press("right")
        assert "What you had is in rubricate.yours.json" in footer(session)
    assert file.read_text("utf-8") == "{}"
    assert (tmp_path / "rubricate.yours.json").exists()


@pytest.mark.parametrize("content", ["", "not JSON", '{"_default": {}}', "[]"])
def test_a_project_that_is_not_understood_is_not_opened_and_stays_as_it_is(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rubricate.json"
    file.write_text(content, "utf-8")
    with pytest.raises(OpeningError, match=r"rubricate\.json"), reading(tmp_path) as session:
        session.press("n", "a")
    assert file.read_text("utf-8") == content


def test_a_project_that_another_program_changed_is_read_and_takes_no_decision(tmp_path: Path) -> None:
    file = tmp_path / "rubricate.json"
    with reading(tmp_path) as session:
        session.press("n", "a")
    changed = re.sub(r'"label":( ?)"DATE"', r'"label":\1"TIME"', file.read_text("ascii"))
    file.write_text(changed, "ascii")
    with reading(tmp_path) as session:
        session.press("n", "a")
        assert "reading only" in footer(session)
        assert (of(session, "Ilse Brandt").status, of(session, "Thursday").label) == ("accepted", "TIME")
    assert file.read_text("ascii") == changed


def test_what_another_window_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        with reading(tmp_path) as other:
            other.press("n", "x")
            assert "is open in process" in footer(other)
            assert of(other, "Lisbon", 1).status == "suggested"
        session.press("a")
        assert of(session, "Lisbon", 1).status == "accepted"


def test_redo_works_after_a_restart_and_ends_with_the_next_edit(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "u")
    with reading(tmp_path) as session:
        session.press("U")
        assert of(session, "Ilse Brandt").status == "accepted"
        session.press("u", "3", "U")
        assert "nothing to redo in this article" in footer(session)
        assert of(session, "Ilse Brandt").label == "ORG"
