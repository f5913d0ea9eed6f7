"""What a save does to the disk does not grow with the project, nor with the article's entities: calls and bytes, counted."""

from collections import Counter
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.project import Project
from tests.annotations.making import entity, opened, step
from tests.faults.calls import DESCRIPTORS, watched
from tests.faults.saving import NAME

pytestmark = pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="which file a descriptor is of cannot be asked here")
STRIDE = 40
"""Characters from one entity to the next."""


def with_articles(folder: Path, count: int) -> Project:
    project = opened(folder / NAME)
    for number in range(count):
        project._store.ready()
        project.keep(project.add(Article(f"Article {number:05} is about Ada and Oslo.", title="One")))
    project.close()
    return opened(folder / NAME)


def with_entities(folder: Path, count: int) -> Project:
    project = opened(folder / NAME)
    uid = project.add(Article("Ada saw Oslo, and Oslo saw Ada. ".ljust(STRIDE) * count, title="Book"))
    project.apply(step(uid, *((None, entity(f"e{turn:06}", STRIDE * turn, STRIDE * turn + 3)) for turn in range(count))))
    project.close()
    return opened(folder / NAME)


def of_a_save(folder: Path, project: Project) -> tuple[Counter[str], int]:
    """Calls and bytes of one accepted correction, the one after the first."""
    uid = project.uids()[0]
    project.claim()
    for turn in (0, 1):
        with watched(folder) as calls:
            before = project.entities(uid).get(f"e{turn:06}")
            after = (before or entity(f"e{turn:06}", 8, 13)).changed(note="x")
            project.apply(step(uid, (before, after)))
    project._store.close()
    return Counter(map(str, calls)), sum(call.size for call in calls)


def same(folder: Path, few: Project, many: Project) -> None:
    (calls, size), (more_calls, more_size) = of_a_save(folder / "few", few), of_a_save(folder / "many", many)
    assert calls == more_calls
    assert sum(calls.values()) <= 8
    assert calls[f"write {NAME}.journal"] == calls[f"fdatasync {NAME}.journal"] == 1
    assert more_size < size * 1.2


def test_a_save_costs_the_same_calls_and_bytes_among_ten_articles_and_among_two_thousand(folder: Path) -> None:
    for name in ("few", "many"):
        (folder / name).mkdir()
    same(folder, with_articles(folder / "few", 10), with_articles(folder / "many", 2000))


def test_a_save_costs_the_same_calls_and_bytes_among_a_part_of_entities_and_among_twenty_thousand(folder: Path) -> None:
    for name in ("few", "many"):
        (folder / name).mkdir()
    same(folder, with_entities(folder / "few", 250), with_entities(folder / "many", 20_000))
