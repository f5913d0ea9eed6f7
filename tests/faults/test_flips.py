"""A flipped bit anywhere in file or journal is noticed and costs a document or a save, never the project, never silently."""

import random
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.change import Change
from annotations.entity import Entity
from annotations.project import Project
from annotations.store.errors import ProjectError, ReadOnly
from tests.annotations.making import OSLO, ROME, entity, opened, step
from tests.faults.saving import NAME
from tests.faults.test_torn import put

ARTICLES = (ROME, OSLO, *(Article(f"Ada saw Oslo {turn} times. Oslo saw Ada.", title="Oslo") for turn in range(6)))


def made(folder: Path) -> dict[str, bytes]:
    """A project of two articles with some entities in the file and some in the journal."""
    path = folder / NAME
    folder.mkdir(exist_ok=True)
    project = opened(path)
    for turn in range(8):
        project.apply(edit(project, turn))
    project.close()
    project = opened(path)
    for turn in range(8, 16):
        project.apply(edit(project, turn))
    project._store._lock.release()  # type: ignore[union-attr]
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.suffix != ".lock"}


def edit(project: Project, turn: int) -> Change:
    uid = project.add(ARTICLES[turn % 8])
    return step(uid, (None, entity(f"e{turn}", turn, turn + 3)))


def everything(project: Project) -> list[object]:
    """All that a reader could see."""
    found: list[object] = []
    for uid in project.uids():
        found += [project.article(uid), project.progress(uid), *project.entities(uid)]
    return found


def damaged_at(folder: Path, files: dict[str, bytes], name: str, place: int, bit: int, whole: list[object]) -> int:
    """Flip a bit and open. How much of the content is missing or other than it was; asserts that it is said where any is."""
    data = bytearray(files[name])
    data[place] ^= 1 << bit
    put(folder, files | {name: bytes(data)})
    try:
        project = opened(folder / NAME)
        project._store.verify()
        found = everything(project)
        try:
            project.claim()
            found = everything(project)
        except ReadOnly:
            pass
        project._store._lock.release()  # type: ignore[union-attr]
    except ProjectError as error:
        pytest.fail(f"refused: {error}")
    missing = sum(one not in found for one in whole)
    other = sum(one not in whole for one in found)
    said = [notice for notice in project.notices if "recovered" not in notice]
    if missing or other:
        assert said, f"bit {bit} of byte {place} of {name}: {missing} missing, {other} other, and nothing said"
    assert said or name.endswith(".journal"), f"bit {bit} of byte {place} of {name} was not noticed"
    return missing


def flip(folder: Path, draws: int, seed: int) -> dict[str, list[int]]:
    """Flip so many bits in file and in journal; how many facts each cost."""
    files = made(folder / "made")
    put(folder / "p", files)
    whole = everything(opened(folder / "p" / NAME))
    assert sum(isinstance(one, Entity) for one in whole) == 16
    chance = random.Random(seed)
    return {
        name: [
            damaged_at(folder / "p", files, name, chance.randrange(len(data)), chance.randrange(8), whole) for _ in range(draws)
        ]
        for name, data in files.items()
    }


@pytest.mark.parametrize(
    ("name", "where", "cost"),
    [
        (NAME, b'"letter"', 0),
        (NAME, b"Ada saw Oslo 3", 5),
        (NAME, b'"article":', 4),
        (NAME, b'"sum":"', 0),
        (f"{NAME}.journal", b'"base":', 0),
    ],
)
def test_a_wrong_byte_in_a_label_a_text_a_key_or_a_checksum_costs_at_most_what_it_stands_in(
    folder: Path, name: str, where: bytes, cost: int
) -> None:
    files = made(folder / "made")
    put(folder / "p", files)
    whole = everything(opened(folder / "p" / NAME))
    place = files[name].index(where) + len(where) - 1 + where.endswith(b'"') * (where == b'"sum":"')
    assert damaged_at(folder / "p", files, name, place, 0, whole) <= cost


def test_a_flipped_bit_anywhere_is_noticed_and_what_it_costs_is_bounded(folder: Path) -> None:
    for costs in flip(folder, 300, seed=1).values():
        assert max(costs) <= 9
        assert sum(costs) / len(costs) < 3


@pytest.mark.slow
def test_thousands_of_flipped_bits_are_noticed_and_what_each_costs_is_bounded(folder: Path) -> None:
    for costs in flip(folder, 5000, seed=2).values():
        assert max(costs) <= 9
        assert sum(costs) / len(costs) < 3
