"""Rest, two windows on one project, and the line on leaving."""

import os
import re
from pathlib import Path
from threading import Event, current_thread

import pytest

from annotations.store.snapshot import Snapshot
from annotations.store.store import FOLD
from tests.tui.scene import SUGGESTIONS, N, footer, of, reading, span
from tui.driver import Session
from tui.keeping import farewell


def journal(folder: Path) -> Path:
    return folder / "rubricate.json.journal"


def folded(session: Session) -> None:
    """Wait until no fold is under way."""
    behind = session.app.project._store._behind
    if behind is not None:
        behind.join(60)


def test_a_second_without_a_key_writes_the_file_anew_behind_and_moves_nothing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "a")
        assert journal(tmp_path).exists()
        shown, drawn = session.screen_text(), session.lines_drawn
        session.rest()
        folded(session)
        assert not journal(tmp_path).exists()
        assert session.screen_text() == shown
        assert session.lines_drawn == drawn
        before = (tmp_path / "rubricate.json").stat()
        session.rest()  # there is nothing to write now
        folded(session)
        assert (tmp_path / "rubricate.json").stat() == before


@pytest.mark.parametrize("at", range(1, 5))
def test_keys_are_saved_while_the_file_is_being_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    seen, reached, opened = [0], Event(), Event()
    real = {name: getattr(os, name) for name in ("fsync", "fdatasync")}

    def held(name: str) -> None:
        def sync(descriptor: int) -> None:
            if current_thread().name == FOLD:
                seen[0] += 1
                if seen[0] == at:
                    reached.set()
                    opened.wait(60)
            real[name](descriptor)

        monkeypatch.setattr(os, name, sync)

    with reading(tmp_path) as session:
        session.press("n", "a", "a")
        held("fsync")
        held("fdatasync")
        session.rest()
        behind = session.app.project._store._behind
        assert behind is not None
        assert reached.wait(60)
        session.press("a", "x", "u")
        assert of(session, "Thursday").status == "accepted"
        assert behind.is_alive()
        opened.set()
        folded(session)
    with reading(tmp_path) as session:
        assert [str(one.status) for one in session.entities].count("accepted") == 3
        assert not any("recovered" in notice for notice in session.app.project.notices)


def test_a_disk_that_is_full_at_rest_is_said_once_and_disturbs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "a")

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("annotations.store.disk.write", full)
            session.rest()
            folded(session)
            session.press("n")
            session.rest()
            folded(session)
        session.press("a")
        assert of(session, "Brandt", 1).status == "suggested"
        assert [str(one.status) for one in session.entities].count("accepted") == 3


def test_a_file_that_turns_out_damaged_at_rest_is_shown_anew_for_reading_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a long file, whose checksum is verified behind, does."""
    with reading(tmp_path) as session:
        session.press("n", "a", "a")
    monkeypatch.setattr("annotations.store.snapshot.EAGER", 100)
    file = tmp_path / "rubricate.json"
    file.write_text(re.sub(r'"label":( ?)"DATE"', r'"label":\1"TIME"', file.read_text("ascii")), "ascii")
    verified = Snapshot.verified
    monkeypatch.setattr(Snapshot, "verified", property(lambda _: False))
    with reading(tmp_path, read_only=True) as session:
        session.press("n", "n")
        focus, top = session.focus, session.screen_text()[1:4]
        assert of(session, "Thursday").label == "TIME"
        session.rest()
        assert "was changed by another program" not in footer(session)
        monkeypatch.setattr(Snapshot, "verified", verified)
        session.press("right", "left")
        session.app.project._store._file._found.snapshot._behind.join()  # type: ignore[union-attr]
        session.rest()
        assert "rubricate.json was changed by another program" in footer(session)
        assert session.focus == focus
        assert session.screen_text()[1:4] == top
        session.press("a")
        assert "open for reading only" in footer(session)


def test_the_second_window_names_the_holder_and_reads_only_on_request(tmp_path: Path) -> None:
    with reading(tmp_path) as writer:
        writer.press("n", "a")
        with reading(tmp_path) as second:
            assert f"rubricate.json is open in process {os.getpid()}" in footer(second)
            assert "(reader)" in second.said
            assert "--read-only" in second.said
            second.press("q")
            assert "nothing was saved by this window" in footer(second)
            project = second.app.project
        assert "nothing was changed in" in farewell(project)
        with reading(tmp_path, read_only=True) as third:
            assert not any("is open in" in notice for notice in third.app.project.notices)
            assert "read-only" in third.screen_text()[0]


def follow(session: Session) -> None:
    session.press("ctrl+p", *"follow the", "enter")


def test_a_window_that_only_reads_follows_the_writer_when_it_asks_and_keeps_its_place(tmp_path: Path) -> None:
    with reading(tmp_path) as writer:
        writer.press("n", "a")
        with reading(tmp_path, read_only=True) as other:
            other.press("home", "n", "n")
            focus, top = other.focus, other.screen_text()[1:4]
            writer.press("a", "x")
            assert of(other, "Lisbon", 1).status == "suggested"
            follow(other)
            assert "the writer's changes are shown: 2 entities changed here" in footer(other)
            assert (of(other, "Lisbon", 1).status, of(other, "Thursday").status) == ("accepted", "rejected")
            assert other.focus is not None
            assert focus is not None
            assert other.focus[:2] == focus[:2]
            assert [row[:60] for row in other.screen_text()[1:4]] == [row[:60] for row in top]
            follow(other)
            assert "nothing new from the writer" in footer(other)
            writer.rest()  # the file is written anew, and says the same
            folded(writer)
            writer.press("u", "n")
            follow(other)
            assert "1 entity changed here" in footer(other)
            assert of(other, "Thursday").status == "suggested"
            assert [one.uid for one in other.entities] == [one.uid for one in writer.entities]
        follow(writer)
        assert "nobody to follow" in footer(writer)


def test_following_repaints_only_the_lines_that_changed(tmp_path: Path) -> None:
    with reading(tmp_path) as writer:
        writer.press("n", "a")
        with reading(tmp_path, read_only=True) as other:
            writer.press("a")
            other.press("ctrl+p", *"follow the")
            drawn = other.lines_drawn
            other.press("enter")
            height = other.app.reader.view.size.height
            assert other.lines_drawn - drawn <= 2 * height  # the palette that went, and the line


def test_a_focus_on_an_entity_that_the_writer_took_away_stays_on_its_words(tmp_path: Path) -> None:
    with reading(tmp_path) as writer:
        writer.press("n", "a", "m", "1")
        made = writer.focus
        assert made is not None
        with reading(tmp_path, read_only=True) as other:
            other.app.reader.reading.put_focus(other.app.reader.reading.on_span(made[:2]))
            other.press("z", "z", "z")
            writer.press("u")
            follow(other)
            assert other.focus == (*made[:2], None, None)
            other.press("n", "a")
            assert "open for reading only" in footer(other)


def test_new_articles_of_the_writer_are_in_the_list_of_the_whole_project(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"{name} Ann met Ben.\n", "utf-8")
    with Session(tmp_path / "one.txt", project=file) as writer:
        writer.press("m", "1")
    with Session([tmp_path / "one.txt", tmp_path / "two.txt"], project=file) as writer:
        writer.press("m", "1")
        with Session(project=file, read_only=True) as other:
            assert "1 of" not in other.screen_text()[0]
            writer.press("]", "m", "1")
            follow(other)
            assert "1 new article" in footer(other)
            assert "1 of 2" in other.screen_text()[0]
            other.press("]")
            assert other.article.text.startswith("two")


def test_where_the_writer_has_left_an_edit_of_the_second_window_shows_what_it_did_first(tmp_path: Path) -> None:
    with reading(tmp_path) as writer:
        writer.press("n", "a")
        second = reading(tmp_path)
        other = second.__enter__()
        try:
            writer.press("a", "x")
            writer.press("ctrl+q")
            writer.app.project.close()
            other.press("n", "n", "n", "n", "a")
            assert (of(other, "Lisbon", 1).status, of(other, "Thursday").status) == ("accepted", "rejected")
            shown = other.app.reader.view
            assert shown._marked is not None
            assert list(shown._marked.entities) == other.entities
            assert len(other.app.reader.pane._model.marked.entities) == N  # type: ignore[union-attr, arg-type]
        finally:
            second.__exit__(None, None, None)


def left(folder: Path, *keys: str, **options: object) -> str:
    """The line on leaving after these keys."""
    with reading(folder, **options) as session:
        session.press(*keys)
        project = session.app.project
    return farewell(project)


def test_the_line_on_leaving_says_where_the_work_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert left(tmp_path, "n") == "nothing was decided, nothing was written"
    export = "export: rubricate export -o annotations.jsonl"
    assert left(tmp_path, "n", "a") == f"saved in rubricate.json; continue: rubricate; {export}"
    assert left(tmp_path, "n", read_only=True) == f"nothing was changed in rubricate.json; continue: rubricate; {export}"


@pytest.mark.parametrize("rested", [False, True])
@pytest.mark.parametrize("edits_after", [False, True])
def test_where_another_program_took_the_file_the_line_on_leaving_says_where_the_work_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rested: bool, edits_after: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    with reading(tmp_path) as session:
        session.press("n", "a", "a")
        if rested:
            session.rest()
            folded(session)
        (tmp_path / "rubricate.json").write_text("{}", "utf-8")
        if edits_after:
            session.press("a")
            assert "Not saved: another program has changed rubricate.json" in footer(session)
        project = session.app.project
    said = farewell(project)
    assert said.startswith("another program has changed rubricate.json, so what you had is in rubricate.yours.json; ")
    assert "rubricate -p rubricate.yours.json" in said
    assert (tmp_path / "rubricate.json").read_text("utf-8") == "{}"
    with reading(tmp_path, project=tmp_path / "rubricate.yours.json") as session:
        assert [str(one.status) for one in session.entities].count("accepted") == 2
        assert len(session.entities) == len(SUGGESTIONS)
        assert of(session, "Lisbon", 1).span == span("Lisbon", 1)
