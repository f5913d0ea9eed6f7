"""A project: what is durable, what can be taken back, and what is never written over."""

from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.article import Article
from annotations.edits import accept, label
from annotations.entity import Proposal, Status
from annotations.marked import Focus, Hand
from annotations.merging import merge_suggestions
from annotations.project import Project, ProjectError
from annotations.store.shelf import Held
from tests.conftest import make_hand

TEXT = "Ann met Ben in Bonn.\n"


def opened(folder: Path, hand: Hand | None = None, *, read_only: bool = False) -> tuple[Project, str]:
    project = Project.open(folder / "p.json", hand=hand or make_hand(), read_only=read_only)
    return project, project.add(Article(TEXT, sources=("a.txt",)))


def suggest(project: Project, uid: str) -> None:
    found = [Proposal(0, 3, "PERSON", "model:m"), Proposal(8, 11, "PERSON", "model:m"), Proposal(15, 19, "GPE", "model:m")]
    change = merge_suggestions(project.marked(uid), found, "model:m").change
    assert change is not None
    project.arrive(change)


def accept_first(project: Project, uid: str) -> None:
    first = next(iter(project.entities(uid)))
    edit = accept(project.marked(uid), project.hand, Focus.on(first))
    assert edit.change is not None
    project.apply(edit.change)


def test_who_decides_nothing_leaves_nothing_behind(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    project.remember(uid, position=4)
    project.close()
    assert list(tmp_path.iterdir()) == []


def test_the_first_decision_makes_a_file_that_plain_tinydb_opens(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    rows = TinyDB(tmp_path / "p.json", access_mode="r").table("annotations").all()
    assert sorted(entity["status"] for row in rows for entity in row["entities"]) == ["accepted", "suggested", "suggested"]
    project.close()


def test_articles_are_found_by_each_of_their_sources_in_the_order_of_adding(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    assert (project.find("a.txt"), project.find("b.txt")) == ([uid], [])
    other = project.add(Article("Another text.\n", sources=("b.txt",)), keep=True)
    assert project.add(Article(TEXT, sources=("b.txt",))) == uid
    assert project.find("b.txt") == [other, uid]
    project.keep(uid)
    project.close()
    again = Project.open(tmp_path / "p.json", hand=make_hand())
    assert (again.find("a.txt"), again.find("b.txt")) == ([uid], [other, uid])
    third = again.add(Article("A third.\n", sources=("b.txt",)))
    assert again.find("b.txt") == [other, uid, third]


def test_adding_many_articles_looks_at_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    row = Held.row
    monkeypatch.setattr(Held, "row", lambda held: looked.append(held.article.uid) or row(held))
    project = Project.open(tmp_path / "p.json", hand=make_hand())
    for n in range(50):
        assert project.find(f"{n}.txt") == []
        project.add(Article(f"Text {n}.\n", sources=(f"{n}.txt",)))
    assert len(looked) <= 50


def test_undo_and_redo_work_after_a_restart(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    project.close()
    again, uid = opened(tmp_path)
    taken = again.undo(uid)
    assert taken.change is not None
    assert taken.said.startswith("undone: accepted PERSON Ann")
    assert again.entities(uid).count(Status.SUGGESTED) == 3
    again.close()
    third, uid = opened(tmp_path)
    assert third.redo(uid).change is not None
    assert third.entities(uid).count(Status.ACCEPTED) == 1
    third.close()


def test_an_edit_after_undo_ends_redo(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    project.undo(uid)
    accept_first(project, uid)
    assert project.redo(uid).change is None
    project.close()


def test_a_change_that_could_not_be_saved_did_not_happen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    before = (tmp_path / "p.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    edit = label(project.marked(uid), project.hand, Focus(8, 11), "ORG")
    assert edit.change is not None
    with pytest.raises(ProjectError):
        project.apply(edit.change)
    assert project.entities(uid).count(Status.ACCEPTED) == 1
    assert (tmp_path / "p.json").read_bytes() == before
    monkeypatch.undo()
    project.close()


def test_a_file_that_somebody_else_changed_is_not_written_over(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    theirs = (tmp_path / "p.json").read_text("ascii") + "\n"
    (tmp_path / "p.json").write_text(theirs, "ascii")
    second = accept(project.marked(uid), project.hand, Focus.on(list(project.entities(uid))[1]))
    assert second.change is not None
    with pytest.raises(ProjectError):
        project.apply(second.change)
    assert (tmp_path / "p.json").read_text("ascii") == theirs


def test_read_only_decides_nothing(tmp_path: Path) -> None:
    project, uid = opened(tmp_path)
    suggest(project, uid)
    accept_first(project, uid)
    project.close()
    reader, uid = opened(tmp_path, read_only=True)
    edit = accept(reader.marked(uid), reader.hand, Focus.on(list(reader.entities(uid))[1]))
    assert edit.change is not None
    with pytest.raises(ProjectError):
        reader.apply(edit.change)
    reader.close()
