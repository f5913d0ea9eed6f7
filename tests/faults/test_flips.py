"""A flipped bit anywhere in file or journal is noticed and costs a document or a save, never the project, never silently."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotations.article import Article
from annotations.change import Change
from annotations.project import Project
from annotations.store.errors import ProjectError, ReadOnly
from annotations.store.mending import mend_file
from annotations.store.schema import LABELS_NUMBER
from tests.annotations.making import OSLO, ROME, entity, opened, step
from tests.faults.saving import NAME
from tests.faults.tally import Tally
from tests.faults.test_torn import put
from tui.cli import cli

ARTICLES = (ROME, OSLO, *(Article(f"Ada saw Oslo {turn} times. Oslo saw Ada.", title="Oslo") for turn in range(6)))

MOST = {NAME: 3, f"{NAME}.journal": 1}
"""What a flipped bit may cost: an article with its two entities, whose text was hit; an entity, whose save was hit."""

FACTS = 32
"""Of eight articles: each, its progress, and its two entities."""


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
        if (journal := project._store._file._journal) is not None:  # type: ignore[union-attr]
            journal.close()
    except ProjectError as error:
        error.add_note(f"bit {bit} of byte {place} of {name}")
        raise
    missing = sum(one not in found for one in whole)
    other = sum(one not in whole for one in found)
    said = [notice for notice in project.notices if "recovered" not in notice]
    if missing or other:
        assert said, f"bit {bit} of byte {place} of {name}: {missing} missing, {other} other, and nothing said"
    assert said or name.endswith(".journal"), f"bit {bit} of byte {place} of {name} was not noticed"
    return missing


def flip(folder: Path, draws: int, seed: int, tally: Tally | None = None) -> list[int]:
    """Flip so many bits in file and in journal, none of which may cost more than what was hit; how many facts each cost."""
    files = made(folder / "made")
    put(folder / "p", files)
    whole = everything(opened(folder / "p" / NAME))
    assert len(whole) == FACTS
    chance, tally = random.Random(seed), tally or Tally()
    costs = []
    for name, data in files.items():
        for _ in range(draws):
            place, bit = chance.randrange(len(data)), chance.randrange(8)
            with tally.run():
                costs.append(damaged_at(folder / "p", files, name, place, bit, whole))
                assert costs[-1] <= MOST[name], f"bit {bit} of byte {place} of {name}"
    return costs


def mended_as_shown(folder: Path, files: dict[str, bytes], place: int, bit: int) -> None:
    """Flip a bit of the file: mending keeps what opening had shown, and leaves nothing to be found wrong."""
    data = bytearray(files[NAME])
    data[place] ^= 1 << bit
    put(folder, files | {NAME: bytes(data)})
    shown = everything(opened(folder / NAME, read_only=True))
    mend_file(folder / NAME, "ada")
    project = opened(folder / NAME)
    assert everything(project) == shown, f"bit {bit} of byte {place}"
    assert not project.read_only
    assert not [one for one in project.notices if "one file belongs to one annotator" not in one]
    checked = json.loads(CliRunner().invoke(cli, ["check", "--json", str(folder / NAME)]).output)
    # A name may have been hit, that of a label here.
    assert [one for one in checked["findings"] if "its label is not in the set" not in one] == [], f"bit {bit} of byte {place}"


def test_any_flipped_bit_of_the_first_line_of_a_journal_costs_nothing(folder: Path) -> None:
    files = made(folder / "made")
    put(folder / "p", files)
    whole = everything(opened(folder / "p" / NAME))
    journal = f"{NAME}.journal"
    for place in range(files[journal].index(b"\n") + 1):
        for bit in range(8):
            assert damaged_at(folder / "p", files, journal, place, bit, whole) == 0, f"bit {bit} of byte {place}"


@pytest.mark.parametrize(
    ("name", "where", "cost"),
    [
        (NAME, b'"letter"', 0),
        (NAME, b"Ada saw Oslo 3", 5),
        (NAME, b'"article":', 4),
        (NAME, b'"sum":"', 0),
        (NAME, b'"sum"', 0),
        (NAME, b'"blocks":[]},\n', 0),
        (NAME, f'"{LABELS_NUMBER}'.encode(), 0),
        (NAME, b'"format":2', 0),
        (NAME, b"{", 0),
        (f"{NAME}.journal", b'"base":', 0),
        (f"{NAME}.journal", b'"}\n', 0),
        (f"{NAME}.journal", b"]}}}}\n", 0),
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


def mend(folder: Path, places: Iterable[tuple[int, int]]) -> None:
    files = made(folder / "made")
    for place, bit in places:
        mended_as_shown(folder / "p", files, place % len(files[NAME]), bit)


def test_what_opening_shows_of_a_file_with_a_flipped_bit_is_what_mending_keeps(folder: Path) -> None:
    chance = random.Random(3)
    mend(folder, [(-5, 0), (-20, 0), (-42, 0), *((chance.randrange(1 << 20), chance.randrange(8)) for _ in range(150))])


@pytest.mark.slow
def test_what_opening_shows_of_a_file_with_any_byte_wrong_is_what_mending_keeps(folder: Path) -> None:
    chance = random.Random(4)
    mend(folder, ((place, chance.randrange(8)) for place in range(13_000)))


def test_a_flipped_bit_anywhere_is_noticed_and_costs_what_was_hit(folder: Path) -> None:
    assert len(flip(folder, 300, seed=1)) == 600


@pytest.mark.slow
def test_thousands_of_flipped_bits_are_noticed_and_cost_what_was_hit(folder: Path) -> None:
    assert len(flip(folder, 5000, seed=2)) == 10_000
