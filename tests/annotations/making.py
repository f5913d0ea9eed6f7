"""Small articles, entities and steps for the tests of projects."""

from pathlib import Path

from annotations.article import Article
from annotations.change import Change, EntityChange, ProgressChange
from annotations.entity import Entity, Status, Via
from annotations.labels import PRESETS, LabelSet
from annotations.progress import Progress, State
from annotations.project import Cache, Project
from tests.conftest import make_hand

ROME = Article("Jo Song Gil went to Rome. Jo liked Rome.", title="Rome", sources=("rome.txt",))
OSLO = Article("Ada saw Oslo. Oslo saw Ada.", title="Oslo", sources=("oslo.txt",))
CONLL = PRESETS["conll"]


def opened(
    path: Path | None, *, read_only: bool = False, cache: Cache | None = None, labels: LabelSet | None = None, by: str = "ada"
) -> Project:
    """The project at a path, in Ada's hand."""
    return Project.open(path, hand=make_hand(by), read_only=read_only, cache=cache, labels=labels)


def entity(uid: str, start: int, end: int, label: str = "PERSON", status: Status = Status.ACCEPTED, note: str = "") -> Entity:
    return Entity(uid, start, end, label, status, Via.ONE if status is not Status.SUGGESTED else None, note=note)


def step(article: str, *pairs: tuple[Entity | None, Entity | None], said: str = "edited") -> Change:
    """A step in one article from pairs of before and after."""
    return Change("edit", article, tuple(EntityChange(article, before, after) for before, after in pairs), said=said)


def together(*changes: Change) -> Change:
    """One step that does all of these, on screen in the article of the first."""
    return changes[0]._replace(entities=tuple(one for change in changes for one in change.entities))


def begun(change: Change, before: Progress | None = None) -> Change:
    """The step with the article put from new to reading."""
    before = before or Progress()
    return change._replace(progress=(ProgressChange(change.article, before, before.changed(state=State.READING)),))


def found(project: Project, uid: str) -> dict[str, tuple[int, int, str, str]]:
    """What a project has in an article: span, label and status by uid."""
    return {one.uid: (one.start, one.end, one.label, one.status.value) for one in project.entities(uid)}


def made(path: Path) -> Path:
    """A project file with one entity in one article."""
    project = opened(path)
    uid = project.add(ROME)
    project.apply(begun(step(uid, (None, entity("jo", 0, 11)))))
    project.close()
    return path
