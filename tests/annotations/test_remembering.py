"""The memory of a project: what stands in its file, and what a piece of it costs."""

import json
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.change import Change, EntityChange, ProgressChange
from annotations.entity import Entity, Status, Via
from annotations.index import EntityIndex
from annotations.progress import State
from annotations.project import Project
from annotations.store.mending import mended
from annotations.suggest.memory import Memory
from annotations.work.improving import Improving
from annotations.work.remembering import Remembering
from tests.annotations.making import opened
from tests.bench.projects import write

TEXT = "Oxfam met the DPRK. Oxfam left. "


def read(project: Project, text: str, label: str = "ORG") -> str:
    """Add an article in which the first Oxfam is accepted, and close it."""
    uid = project.add(Article(text, title=text[:8]))
    start = text.index("Oxfam")
    entity = Entity(f"e{uid}", start, start + 5, label, Status.ACCEPTED, Via.ONE)
    before = project.progress(uid)
    done = before.changed(state=State.DONE, checked=len(text))
    project.apply(
        Change("close_article", uid, (EntityChange(uid, None, entity),), (ProgressChange(uid, before, done),), said="D")
    )
    return uid


def remembered(project: Project) -> Remembering:
    remembering = Remembering(project)
    remembering.settle()
    return remembering


def test_what_is_learned_stands_in_the_file_and_is_loaded_without_a_look_at_an_article(tmp_path: Path) -> None:
    project = opened(tmp_path / "p.json")
    read(project, TEXT)
    first = remembered(project)
    assert first.memory.explain("Oxfam") == "ORG once, untagged once"
    project.close()
    again = opened(tmp_path / "p.json")
    assert remembered(again).memory == first.memory
    assert not list(again._shelf.in_memory())


def test_a_step_writes_at_most_one_small_document_of_memory(tmp_path: Path) -> None:
    project = opened(tmp_path / "p.json")
    remembering = remembered(project)
    for number in range(20):
        read(project, f"{number} {TEXT}")
        remembering.settle()
        project.flush()
    assert len(project.documents("memory")) == 20
    committed: list[int] = []
    commit = project._store.commit
    project._store.commit = lambda rows: (committed.append(len(rows.get("memory", {}))), commit(rows))[1]  # type: ignore[method-assign]
    uid = project.uids()[3]
    entity = next(iter(project.entities(uid)))
    project.apply(Change("label", uid, (EntityChange(uid, entity, entity.changed(label="LAW")),), said="1"))
    remembering.settle()
    project.flush()
    assert committed == [1, 1]


def test_undo_and_redo_take_a_lesson_back_and_give_it_again(tmp_path: Path) -> None:
    project = opened(tmp_path / "p.json")
    remembering = remembered(project)
    read(project, TEXT)
    other = read(project, "When Oxfam came", "LAW")
    remembering.settle()
    assert remembering.memory.explain("Oxfam") == "LAW once, ORG once, untagged once"
    project.undo(other)
    remembering.settle()
    assert remembering.memory.explain("Oxfam") == "ORG once, untagged once"
    project.redo(other)
    remembering.settle()
    assert remembering.memory.explain("Oxfam") == "LAW once, ORG once, untagged once"
    project.flush()
    assert remembered(project).memory == remembering.memory
    project.close()


def test_after_a_crash_what_was_stale_or_missing_is_learned_again(tmp_path: Path) -> None:
    project = opened(tmp_path / "p.json")
    remembering = remembered(project)
    uid = read(project, TEXT)
    remembering.settle()
    project.flush()
    entity = next(iter(project.entities(uid)))
    project.apply(Change("label", uid, (EntityChange(uid, entity, entity.changed(label="LAW")),), said="1"))
    crashed = opened(tmp_path / "p.json", read_only=True)  # as the file stands now: marked stale, not yet learned again
    assert any(crashed.document("memory", one)["stale"] for one in crashed.documents("memory"))  # type: ignore[index]
    assert remembered(crashed).memory.explain("Oxfam") == "LAW once, untagged once"
    project.close()


def test_two_branches_that_learned_of_one_article_are_merged_and_it_is_learned_again(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    project = opened(path)
    read(project, TEXT)
    remembered(project)
    project.close()
    base = path.read_bytes()
    sides = []
    for free in (2, 3):
        side = opened(path)
        document = side.documents("memory")[0]
        row = side.document("memory", document)
        assert row is not None
        side.put("memory", document, json.loads(json.dumps(row).replace('"free": 1', f'"free": {free}')))
        side.close()
        sides.append(path.read_bytes())
        path.write_bytes(base)
    ours, theirs = sides
    found = mended(b"<<<<<<< a\n" + ours + b"=======\n" + theirs + b">>>>>>> b\n", "p.json", base)
    assert found.conflicts == ()
    assert not list(found.content.keys("memory"))


def test_memory_looks_at_a_part_of_a_long_article_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "p.json", 1, 2000)
    project = opened(tmp_path / "p.json")
    uid = project.uids()[0]
    looked: list[int] = []
    real = EntityIndex.touching

    def touching(index: EntityIndex, start: int, end: int, *statuses: object) -> list[Entity]:
        looked.append(end - start)
        return real(index, start, end, *statuses)  # type: ignore[arg-type]

    monkeypatch.setattr(EntityIndex, "touching", touching)
    improving, pieces = Improving(project), 0
    while improving.go_on():
        pieces += 1
    assert len(looked) == len(project.documents("memory")) < pieces
    assert pieces > 8 * len(looked)
    assert max(looked) <= 8192
    improving.look_over(uid, (0, 100))
    while improving.looking_over(uid):
        looked.clear()
        improving.look_on(uid, None)
        assert max(looked, default=0) <= 2000
    project.close()


def test_a_part_that_is_left_half_learned_teaches_what_it_taught_before_and_is_learned_whole_later(tmp_path: Path) -> None:
    write(tmp_path / "p.json", 1, 600)
    project = opened(tmp_path / "p.json")
    remembering = Improving(project).remembering
    remembering.settle()
    before = Memory(remembering._lesson(document) for document in project.documents("memory"))
    assert remembering.memory == before
    uid = project.uids()[0]
    one = next(entity for entity in project.entities(uid) if entity.status is Status.ACCEPTED)
    project.apply(Change("test", uid, (EntityChange(uid, one, one._replace(label="LAW")),)))
    for steps in range(1, 40):
        for _ in range(steps):
            left = remembering.go_on()
        if not left:
            break
        assert remembering.memory != before
        assert not remembering.go_on(learning=False)
        assert remembering.memory == before
    assert steps > 3
    assert remembering.memory == Memory(remembering._lesson(document) for document in project.documents("memory"))
    assert remembering.memory != before
    project.close()
