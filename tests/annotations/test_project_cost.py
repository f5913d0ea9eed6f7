"""What an edit, opening and looking up cost does not grow with the article, the entities or the project: counted, not timed."""

import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotations.article import Article
from annotations.edits import accept
from annotations.entity import Entity, Status
from annotations.index import EntityIndex
from annotations.marked import Focus
from annotations.project import Project
from annotations.store import changing, draft, schema, shelf, snapshot, steps
from annotations.store.content import Content
from annotations.store.journal import journal_of
from tests.bench.projects import write
from tests.conftest import make_hand


class Work:
    """What the store did since ``anew``: bytes read of documents, JSON decoded and encoded, entities turned to rows and back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: dict[str, int] = {}
        self._patch = monkeypatch
        self._count(Content, "_bytes", "documents read")
        for module in (draft, changing, steps, schema):
            for name in ("entity_row", "entity_from"):
                if hasattr(module, name):
                    self._count(module, name, "entities")
        self._count(json, "loads", "decoded", lambda written: len(written))
        self._count(EntityIndex, "__iter__", "walks over an article")
        self._count(shelf, "article_head", "articles looked at")

    def _count(self, owner: Any, name: str, what: str, size: Any = None) -> None:
        real = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            self.done[what] = self.done.get(what, 0) + (size(arguments[0]) if size else 1)
            return real(*arguments, **named)

        self._patch.setattr(owner, name, counted)

    def anew(self) -> None:
        self.done.clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(snapshot, "EAGER", 1000)
    return Work(monkeypatch)


def _opened(path: Path) -> Project:
    project = Project.open(path, hand=make_hand())
    project.claim()
    return project


def _suggestion(project: Project, uid: str) -> Entity:
    found = project.entities(uid).after(len(project.article(uid).text) // 2, [Status.SUGGESTED])
    assert found is not None
    return found


def _accept(project: Project, uid: str) -> None:
    change = accept(project.marked(uid), project.hand, Focus.on(_suggestion(project, uid))).change
    assert change is not None
    project.apply(change)


def _save(path: Path, work: Work, articles: int, entities: int) -> Mapping[str, int]:
    """The work of the second save, of undoing it and of doing it again; the first makes the journal."""
    write(path, articles, entities)
    project = _opened(path)
    uid = project.uids()[articles // 2]
    _accept(project, uid)
    before = journal_of(path).stat().st_size
    work.anew()
    _accept(project, uid)
    assert project.undo(uid).change
    assert project.redo(uid).change
    found = {**work.done, "written": journal_of(path).stat().st_size - before}
    work.anew()
    project.close()
    return found


@pytest.mark.parametrize(("articles", "entities"), [(1, 5_000), (300, 60), pytest.param(1, 100_000, marks=pytest.mark.slow)])
def test_saves_undo_and_redo_cost_no_more_in_a_long_article_or_among_many(
    tmp_path: Path, work: Work, articles: int, entities: int
) -> None:
    small = _save(tmp_path / "small.json", work, 1, 120)
    large = _save(tmp_path / "large.json", work, articles, entities)
    assert set(large) <= set(small)
    assert "walks over an article" not in large
    assert "articles looked at" not in large
    for what, count in large.items():
        assert count <= 1.3 * small[what], what


def test_opening_a_project_decodes_the_last_line_and_the_article_shown(tmp_path: Path, work: Work) -> None:
    done = {}
    for articles in (10, 300):
        write(tmp_path / "p.json", articles)
        last = len((tmp_path / "p.json").read_bytes().rsplit(b"\n", 2)[-2])
        work.anew()
        project = Project.open(tmp_path / "p.json", hand=make_hand())
        uid = project.uids()[articles // 2]
        assert len(project.entities(uid)) == 60
        done[articles] = {**work.done, "decoded": work.done["decoded"] - last}
        project.close()
    assert done[300]["decoded"] < 1.1 * done[10]["decoded"]
    assert done[300]["documents read"] == done[10]["documents read"]
    assert done[300]["entities"] == done[10]["entities"]
    assert done[300]["articles looked at"] == 1


def test_looking_a_source_up_decodes_no_text(tmp_path: Path, work: Work) -> None:
    write(tmp_path / "p.json", 100)
    project = _opened(tmp_path / "p.json")
    work.anew()
    assert len(project.uids()) == 100
    assert project.uids()[3] in project
    assert "0000" not in project
    assert work.done == {}
    assert project.find("00007.txt") == [project.uids()[6]]
    assert [row.uid for row in project.articles()] == project.uids()
    assert "documents read" not in work.done
    assert work.done["decoded"] < 100 * 500
    work.anew()
    assert project.find("00008.txt") == [project.uids()[7]]
    assert project.articles()[8].title == "Article 9"
    assert work.done == {}


def test_adding_an_article_looks_at_no_more_than_the_last_one(tmp_path: Path, work: Work) -> None:
    write(tmp_path / "p.json", 100)
    project = _opened(tmp_path / "p.json")
    work.anew()
    added = [project.add(Article(f"Text {n}.\n", sources=(f"{n}.txt",)), keep=True) for n in range(20)]
    assert work.done["articles looked at"] == 1
    assert project.uids()[100:] == added
    assert [row.place for row in project.articles()] == list(range(1, 121))
    project.close()


def test_a_long_file_is_in_memory_once_after_it_was_verified_and_while_it_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "EAGER", 1000)
    path = tmp_path / "p.json"
    write(path, 600)
    size = path.stat().st_size
    assert size > 4 << 20
    tracemalloc.start()
    try:
        project = _opened(path)
        _accept(project, project.uids()[300])
        opened, most = tracemalloc.get_traced_memory()
        assert most < 1.4 * size
        tracemalloc.reset_peak()
        project.close()
        closed, most = tracemalloc.get_traced_memory()
        assert most < opened + 0.75 * size
        assert closed < 1.05 * opened
    finally:
        tracemalloc.stop()


def test_the_history_is_read_in_a_rest_and_not_at_the_first_key_after_it(tmp_path: Path, work: Work) -> None:
    write(tmp_path / "p.json", 3, 400)
    project = _opened(tmp_path / "p.json")
    uid = project.uids()[0]
    for _ in range(100):
        _accept(project, uid)
    project.close()
    again = _opened(tmp_path / "p.json")
    again.entities(uid)
    assert not again.rest()
    work.anew()
    _accept(again, uid)
    assert work.done["decoded"] < 40_000
    again.close()
