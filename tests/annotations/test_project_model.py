"""A project against a plain model of it: whatever is done, taken back, done again and reopened, in whatever order."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.change import Change, EntityChange, ProgressChange
from annotations.entity import Entity, Status
from annotations.progress import Progress, State
from annotations.project import Cache, Project
from tests.annotations.making import OSLO, ROME, entity, opened

ARTICLES = (ROME, OSLO)
Key = tuple[str, str]
"""Article and entity."""
Entities = dict[Key, Entity]


@dataclass(eq=False)
class Step:
    """A step as the model keeps it: each entity before and after, the checkpoint before and after, its turn of being undone."""

    articles: set[str]
    entities: dict[Key, tuple[Entity | None, Entity | None]]
    checked: dict[str, tuple[int, int]] = field(default_factory=dict)
    undone: int = 0


class Model:
    """What a project promises, without a file: dictionaries and a list of steps."""

    def __init__(self) -> None:
        self.entities: Entities = {}
        self.checked = {article.uid: 0 for article in ARTICLES}
        self.steps: list[Step] = []

    def do(self, step: Step) -> None:
        self.steps = [one for one in self.steps if not (one.undone and one.articles & step.articles)]
        self.steps.append(step)
        for key, (_, after) in step.entities.items():
            self._put(key, after)
        for article, (_, offset) in step.checked.items():
            self.checked[article] = offset

    def undo(self, article: str) -> bool:
        step = next((one for one in reversed(self.steps) if not one.undone and article in one.articles), None)
        if step is None:
            return False
        later = [one for one in self.steps[self.steps.index(step) + 1 :] if not one.undone]
        if any(step.entities.keys() & one.entities.keys() for one in later):
            return False
        turn = 1 + max(one.undone for one in self.steps)
        return self._taken(step, {article for one in later for article in one.articles}, back=True, undone=turn)

    def redo(self, article: str) -> bool:
        undone = [one for one in self.steps if one.undone and article in one.articles]
        return bool(undone) and self._taken(max(undone, key=lambda one: one.undone), set(), back=False, undone=0)

    def _taken(self, step: Step, keep: set[str], *, back: bool, undone: int) -> bool:
        found: dict[Key, Entity | None] = {}
        for key, (before, after) in step.entities.items():
            source, target = (after, before) if back else (before, after)
            now = self.entities.get(key)
            if source is None or target is None:
                if now != source:
                    return False
                found[key] = target
            else:
                names = [name for name in Entity._fields if getattr(source, name) != getattr(target, name)]
                if now is None or any(getattr(now, name) != getattr(source, name) for name in names):
                    return False
                found[key] = now.changed(**{name: getattr(target, name) for name in names})
        for key, one in found.items():
            self._put(key, one)
        for article, offsets in step.checked.items():
            there, wanted = reversed(offsets) if back else offsets
            if article not in keep and self.checked[article] == there:
                self.checked[article] = wanted
        step.undone = undone
        return True

    def _put(self, key: Key, one: Entity | None) -> None:
        if one is None:
            self.entities.pop(key, None)
        else:
            self.entities[key] = one


def pair(model: Model, key: Key, how: int) -> tuple[Entity | None, Entity | None]:
    """A change of one entity: made where it is not there, else relabelled, noted, rejected, moved or removed."""
    before = model.entities.get(key)
    if before is None:
        start = how % 5
        return None, entity(key[1], start, start + 3, ("PERSON", "ORG")[how % 2])
    after = (
        before.changed(label="GPE" if before.label != "GPE" else "LOC"),
        before.changed(note=before.note + "!"),
        before.changed(status=Status.REJECTED if before.status is not Status.REJECTED else Status.ACCEPTED),
        before.changed(end=before.end + 1 if before.end < 12 else before.start + 1),
        None,
    )[how % 5]
    return before, after


Op = tuple[str, int, int, int]
operations = st.lists(
    st.tuples(
        st.sampled_from(("edit", "edit", "both", "both", "pass", "arrive", "undo", "undo", "redo", "redo", "reopen")),
        st.integers(0, 1),
        st.integers(0, 1),
        st.integers(0, 9),
    ),
    min_size=16,
    max_size=40,
)


class Pair:
    """A project in a folder and its model, to which the same is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = Model()
        self.project = self._open()

    def _open(self) -> Project:
        project = opened(self.folder / "p.json", cache=Cache(self.folder / "cache"))
        for article in ARTICLES:
            project.add(article)
        return project

    def does(self, kind: str, place: int, number: int, how: int) -> None:
        uid = ARTICLES[place].uid
        if kind in ("edit", "both", "pass"):
            self._step(kind, place, number, how)
        elif kind == "arrive":
            self._arrive((uid, f"e{place}{number}"), how)
        elif kind == "undo":
            assert (self.project.undo(uid).change is not None) == self.model.undo(uid)
        elif kind == "redo":
            assert (self.project.redo(uid).change is not None) == self.model.redo(uid)
        else:
            self.project.close()
            self.project = self._open()

    def _step(self, kind: str, place: int, number: int, how: int) -> None:
        uid, other = ARTICLES[place].uid, ARTICLES[1 - place].uid
        keys = [(uid, f"e{place}{number}"), (other, f"e{1 - place}{number}")][: 2 if kind == "both" else 1]
        found = {key: pair(self.model, key, how) for key in keys} if kind != "pass" else {}
        step = Step({uid, *(key[0] for key in found)}, found)
        moved = []
        if kind == "pass":
            before = self.project.progress(uid)
            after = before.changed(checked=before.checked + 1 + how, state=State.READING)
            step.checked[uid] = (before.checked, after.checked)
            moved = [ProgressChange(uid, before, after)]
        changes = tuple(EntityChange(key[0], *one) for key, one in found.items())
        self.project.apply(Change("edit", uid, changes, tuple(moved), said=kind))
        self.model.do(step)

    def _arrive(self, key: Key, how: int) -> None:
        if key in self.model.entities:
            return
        found = entity(key[1], how, how + 2, status=Status.SUGGESTED).changed(origin="model:m", score=0.5)
        self.project.arrive(Change("suggest", key[0], (EntityChange(key[0], None, found),)))
        self.model.entities[key] = found

    def agree(self) -> None:
        there = {(article.uid, one.uid): one for article in ARTICLES for one in self.project.entities(article.uid)}
        assert there == self.model.entities
        assert {article.uid: self.project.progress(article.uid).checked for article in ARTICLES} == self.model.checked
        assert self.project.history_count == len(self.model.steps)
        for article in ARTICLES:
            statuses = [one.status for key, one in self.model.entities.items() if key[0] == article.uid]
            assert {status: n for status, n in self.project.counts(article.uid).items() if n} == {
                status: statuses.count(status) for status in set(statuses)
            }


@given(operations)
@settings(max_examples=150, deadline=None)
def test_a_project_does_what_its_model_does_however_often_it_is_reopened(some: list[Op]) -> None:
    with TemporaryDirectory() as folder:
        both = Pair(Path(folder))
        for each in some:
            both.does(*each)
            both.agree()
        both.does("reopen", 0, 0, 0)
        both.agree()
        both.project.close()


@given(operations)
@settings(max_examples=40, deadline=None)
def test_the_file_holds_each_entity_of_a_stored_article_once(some: list[Op]) -> None:
    with TemporaryDirectory() as folder:
        both = Pair(Path(folder))
        for each in [*some, ("reopen", 0, 0, 0)]:
            both.does(*each)
        both.project.close()
        path = Path(folder) / "p.json"
        stored = {row.uid for row in both.project.articles()}
        rows = TinyDB(path, access_mode="r").table("annotations").all() if path.exists() else []
        found = [(row["article"], one["uid"]) for row in rows for one in row["entities"]]
        assert sorted(found) == sorted(key for key in both.model.entities if key[0] in stored)


def test_an_article_that_nobody_decided_on_is_new_again_after_undo(tmp_path: Path) -> None:
    project = opened(tmp_path / "p.json")
    uid = project.add(ROME)
    reading = ProgressChange(uid, Progress(), Progress(State.READING))
    project.apply(Change("edit", uid, (EntityChange(uid, None, entity("jo", 0, 11)),), (reading,), said="tagged"))
    project.undo(uid)
    assert project.progress(uid).state is State.NEW
    project.redo(uid)
    assert project.progress(uid).state is State.READING
    project.close()
