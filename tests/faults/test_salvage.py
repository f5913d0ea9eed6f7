"""A damaged project file: one flipped bit or one cut line costs one document, said in words, and mending makes it whole."""

import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from annotations.article import Article
from annotations.entity import Status
from annotations.project import ReadOnly
from annotations.store import snapshot
from annotations.store.content import OF_ARTICLES, TABLES, owner
from annotations.store.file import ProjectFile
from annotations.store.parsing import is_sound, parsed
from tests.annotations.making import begun, entity, opened, step
from tui.cli import cli

TEXTS = [Article(f"Article {number}: " + "Ada saw Oslo. " * 6, title=f"a{number}") for number in range(5)]
PER_ARTICLE = 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of five articles with six entities each."""
    project = opened(tmp_path / "p.json")
    for article in TEXTS:
        uid = project.add(article)
        for number in range(PER_ARTICLE):
            start = 11 + 14 * number
            made = entity(f"{article.title}e{number}", start, start + 3, note='é\n"}')
            project.apply(begun(step(uid, (None, made)), project.progress(uid)))
    project.close()
    return tmp_path / "p.json"


def documents(path: Path) -> dict[tuple[str, str], bytes]:
    content = ProjectFile(path, []).content
    return {(table, key): document for table in TABLES for key, document in content.documents(table)}


def entities(path: Path) -> set[str]:
    return {one["uid"] for _, row in ProjectFile(path, []).content.rows("annotations") for one in row["entities"]}


def check(path: Path, *options: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(cli, ["check", *options, str(path)])
    assert "Traceback" not in done.output
    return done.exit_code, done.output.splitlines()


def line_of(data: bytes, what: bytes) -> tuple[int, int]:
    """Where the line with these bytes begins and ends, its newline included."""
    place = data.index(what)
    return data.rindex(b"\n", 0, place) + 1, data.index(b"\n", place) + 1


def test_a_cut_entity_line_costs_that_entity_and_mending_keeps_the_rest(path: Path) -> None:
    before, data = entities(path), path.read_bytes()
    start, end = line_of(data, b'"uid":"a2e3"')
    hurt = data[:start] + data[start:end][:40] + b"\n" + data[end:]
    path.write_bytes(hurt)
    project = opened(path)
    assert project.read_only
    assert len(project.notices) == 1
    assert "p.json is damaged: a piece of it is lost (table annotations, document " in project.notices[0]
    assert "rubricate check --mend p.json" in project.notices[0]
    with pytest.raises(ReadOnly):
        project.apply(step(TEXTS[0].uid, (None, entity("new", 0, 3))))
    project.close()
    assert path.read_bytes() == hurt
    assert entities(path) == before - {"a2e3"}
    code, [told] = check(path)
    assert (code, "p.json is damaged: it is no whole JSON file any more. rubricate check --mend " in told) == (1, True)
    code, said = check(path, "--mend")
    assert said[0] == "p.json is mended; as it was it is kept as p.before-mending.json"
    assert [line for line in said if line.startswith("lost: table annotations, document ")] == [said[1]]
    assert (path.parent / "p.before-mending.json").read_bytes() == hurt
    assert is_sound(path.read_bytes())
    assert entities(path) == before - {"a2e3"}
    again = opened(path)
    assert not again.read_only
    assert again.undo(TEXTS[0].uid).change
    again.close()
    assert code == 0


@pytest.mark.parametrize("bit", range(8))
def test_a_damaged_end_of_line_between_two_entities_costs_neither_and_none_is_said_to_be_lost(path: Path, bit: int) -> None:
    before, data = entities(path), path.read_bytes()
    _, end = line_of(data, b'"uid":"a2e3"')
    path.write_bytes(_flip(data, end - 1, bit))
    assert entities(path) == before
    assert ["its checksum is wrong" in notice for notice in opened(path).notices] == [True]
    check(path, "--mend")
    assert path.read_bytes() == data


@pytest.mark.parametrize("table", ["articles", "progress", "annotations", "history", "labels"])
def test_a_missing_line_in_a_table_costs_one_document_at_most(path: Path, table: str) -> None:
    before, data = documents(path), path.read_bytes()
    key = next(key for name, key in before if name == table)
    start, end = line_of(data, f'"{key}": '.encode())
    path.write_bytes(data[:start] + data[end:])
    found = documents(path)
    assert things(before, set(before) - set(found)) <= {owner_or_key(before, (table, key))}
    assert [one for one in found if found[one] != before[one]] == []
    _, said = check(path, "--mend")
    assert is_sound(path.read_bytes())
    assert documents(path) == found
    opened(path).close()
    assert said[0].startswith("p.json is mended")


def owner_or_key(before: dict[tuple[str, str], bytes], one: tuple[str, str]) -> str:
    """What a document is of: its article, or itself. Without its text nothing of an article can be shown."""
    return owner(one[0], before[one]) if one[0] in OF_ARTICLES else f"{one}"


def things(before: dict[tuple[str, str], bytes], hurt: set[tuple[str, str]]) -> set[str]:
    return {owner_or_key(before, one) for one in hurt}


def _flip(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def _kept(path: Path) -> tuple[dict[tuple[str, str], Any], set[str]]:
    return documents(path), entities(path)


def flips(path: Path, places: list[tuple[int, int]]) -> None:
    """Flip each of these bits: the file is read, what was hit is all that is lost, and that is said."""
    good = path.read_bytes()
    before, named = _kept(path)
    bad = []
    for place, bit in places:
        path.write_bytes(_flip(good, place, bit))
        project = opened(path, read_only=True)
        assert project.notices, f"bit {bit} of byte {place} was not noticed"
        found, held = _kept(path)
        hurt = {one for one in before if found.get(one) != before[one]}
        if len(things(before, hurt)) > 1 or len(named - held) > PER_ARTICLE:
            bad.append(f"bit {bit} of byte {place} ({good[place - 9 : place + 9]!r}) cost {hurt}, {named - held}")
    path.write_bytes(good)
    assert bad == []


def test_one_flipped_bit_is_noticed_and_costs_one_document(path: Path) -> None:
    chance = random.Random(7)
    size = path.stat().st_size
    flips(path, [(chance.randrange(size), chance.randrange(8)) for _ in range(250)])


@pytest.mark.slow
def test_any_flipped_bit_is_noticed_and_costs_one_document(path: Path) -> None:
    chance = random.Random(8)
    flips(path, [(place, chance.randrange(8)) for place in range(0, path.stat().st_size, 2)])


def test_a_flipped_bit_in_a_long_file_is_noticed_behind_and_costs_one_document(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "EAGER", 100)
    good = path.read_bytes()
    before = documents(path)
    place = good.index(b'"uid":"a1e2"') + 8
    path.write_bytes(_flip(good, place, 0))
    project = opened(path)
    project._store.verify()
    project.rest()
    assert any("checksum is wrong" in notice or "is damaged" in notice for notice in project.notices)
    with pytest.raises(ReadOnly):
        project.apply(step(TEXTS[0].uid, (None, entity("new", 0, 3))))
    monkeypatch.undo()
    found = documents(path)
    assert len([one for one in before if found.get(one) != before[one]]) == 1


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_off_gives_what_stands_before_the_cut(path: Path, share: float) -> None:
    before, data = documents(path), path.read_bytes()
    cut = data[: int(len(data) * share)]
    path.write_bytes(cut)
    whole = cut.count(b'"uid":"') and [one for one in before if before[one] + b",\n" in cut]
    found = documents(path)
    assert set(whole or []) <= {one for one in found if found[one] == before[one]}
    project = opened(path)
    assert project.read_only
    project.close()
    _, said = check(path, "--mend")
    assert said[0].startswith("p.json is mended")
    assert set(whole or []) <= set(documents(path))
    again = opened(path)
    assert not again.read_only
    again.close()


def test_a_damaged_file_takes_what_its_journal_holds_when_it_is_mended(path: Path) -> None:
    project = opened(path)
    project.apply(step(TEXTS[4].uid, (None, entity("late", 0, 3, status=Status.UNSURE))))
    project._store._lock.release()  # type: ignore[union-attr]
    data = path.read_bytes()
    start, end = line_of(data, b'"uid":"a0e0"')
    path.write_bytes(data[:start] + b"{garbage\n" + data[end:])
    assert "late" in entities(path)
    _, said = check(path, "--mend")
    assert "1 changes were taken from its journal" in said or "1 change was taken from its journal" in said
    assert "late" in entities(path)
    assert "a0e0" not in entities(path)
    assert is_sound(path.read_bytes())
    assert (path.parent / "p.json.journal.mended-1").exists()


def test_a_document_that_is_there_twice_is_damage_and_the_first_is_kept(path: Path) -> None:
    data = path.read_bytes()
    before = documents(path)
    start, end = line_of(data, b'"title":"a3"')
    path.write_bytes(data[:end] + data[start:end].replace(b'"a3"', b'"other"').rstrip(b",\n") + b",\n" + data[end:])
    project = opened(path)
    assert project.read_only
    assert "is damaged" in project.notices[0]
    project.close()
    _, [told] = check(path)
    assert "twice, and only one can be right. rubricate check --mend " in told
    _, said = check(path, "--mend")
    assert [line for line in said if line.startswith("lost: table articles")]
    assert documents(path) == before


def test_mending_a_sound_file_does_nothing(path: Path) -> None:
    before = {one: one.read_bytes() for one in path.parent.iterdir()}
    assert check(path, "--mend") == (0, [f"{path} is sound"])
    assert {one: one.read_bytes() for one in path.parent.iterdir()} == before


def test_mending_is_refused_while_the_project_is_open(path: Path) -> None:
    project = opened(path)
    project.claim()
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"title":"a3"', b'"title":"b3"'))
    code, said = check(path, "--mend")
    assert code == 2
    assert "is open in process" in said[0]
    project.close()


def test_what_was_mended_is_as_the_reader_writes_it(path: Path) -> None:
    data = path.read_bytes()
    start, end = line_of(data, b'"uid":"a1e1"')
    path.write_bytes(data[:start] + data[end:])
    check(path, "--mend")
    assert parsed(path.read_bytes(), "p.json").content.to_bytes() == path.read_bytes()
