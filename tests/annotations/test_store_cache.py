"""The user's cache: worth having, never worth an error."""

from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.progress import Progress
from annotations.store.cache import Cache, Cached
from tests.annotations.making import entity, made

_SHA = "ab" * 32


def test_what_is_kept_of_an_article_comes_back_until_it_is_forgotten(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    progress = Progress(
        position=40, bookmarks=(3, 9), model="model:sm", meter={"keys": 7}, read=((0, 9), (12, 20)), read_by="model:sm 1"
    )
    entities = (entity("a", 0, 3, status=Status.SUGGESTED),)
    assert cache.load(_SHA) is None
    cache.save(_SHA, progress, entities)
    assert Cache(tmp_path / "cache").load(_SHA) == Cached(progress, entities)
    cache.forget(_SHA)
    assert cache.load(_SHA) is None


def test_projects_that_are_still_there_are_known_by_article(tmp_path: Path) -> None:
    cache, project = Cache(tmp_path / "cache"), made(tmp_path / "x.json")
    cache.note_project(_SHA, project)
    cache.note_project(_SHA, project)
    assert cache.projects(_SHA) == [project]
    project.unlink()
    assert cache.projects(_SHA) == []


@pytest.mark.parametrize("bad", [b"", b"[]", b"{", b'{"progress": 3, "entities": []}', b'{"paths": 7}', b"\xff"])
def test_a_damaged_cache_is_an_empty_cache(tmp_path: Path, bad: bytes) -> None:
    cache = Cache(tmp_path)
    cache.save(_SHA, Progress(), ())
    for kind in ("articles", "projects"):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{_SHA}.json").write_bytes(bad)
    assert cache.load(_SHA) is None
    assert cache.projects(_SHA) == []


def test_a_cache_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(tmp_path / "file")
    cache.save(_SHA, Progress(), ())
    cache.note_project(_SHA, tmp_path)
    cache.forget(_SHA)
    assert cache.load(_SHA) is None
