"""What a power cut leaves of the last write, at every byte and by blocks of the disk: the old state or the new, nothing else."""

import random
from pathlib import Path

import pytest

from annotations.store.journal import parse
from annotations.store.store import Store
from tests.faults.saving import NAME, Saver, rows, state, stored, survived
from tests.faults.tally import Tally

BLOCK = 4096


def saved(folder: Path, number: int, end: bool = False) -> dict[str, bytes]:
    """The files after so many saves, the first of which made the file; closed in the ``end``."""
    folder.mkdir(exist_ok=True)
    saver = Saver(folder)
    for _ in range(number):
        saver.save()
    if end:
        saver.store.close()
    else:
        saver.die()
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.suffix != ".lock"}


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for one in folder.iterdir():
        one.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("filler", [b"", b"\0" * 300, b"\0" * BLOCK])
def test_a_journal_torn_at_any_byte_of_its_last_save_is_the_old_state_or_the_new(folder: Path, filler: bytes) -> None:
    last = 5
    before, files = saved(folder / "a", last - 1), saved(folder / "b", last)
    journal = f"{NAME}.journal"
    old, new = before[journal], files[journal]
    assert new.startswith(old)
    for cut in range(len(old), len(new) + 1):
        # All of it there, and zeros behind where more was to come: still the new state.
        put(folder / "p", files | {journal: new[:cut] + filler})
        found = survived(folder / "p", last - 1)
        assert found == last - (cut < len(new))


def test_a_long_save_torn_at_any_sixteenth_byte_is_the_old_state_or_the_new(folder: Path) -> None:
    before, files = saved(folder / "a", 5), saved(folder / "b", 6)
    journal = f"{NAME}.journal"
    old, new = before[journal], files[journal]
    for cut in range(len(old), len(new), 16):
        put(folder / "p", files | {journal: new[:cut]})
        assert survived(folder / "p", 5) == 5


def test_a_new_file_torn_at_any_byte_before_it_has_its_name_does_no_harm(folder: Path) -> None:
    files, new = saved(folder / "a", 5), saved(folder / "b", 5, end=True)[NAME]
    for cut in range(0, len(new), 37):
        put(folder / "p", files | {f"{NAME}.tmp": new[:cut]})
        assert survived(folder / "p", 5) == 5


def test_a_new_journal_torn_at_any_byte_before_it_has_its_name_does_no_harm(folder: Path) -> None:
    files = saved(folder / "a", 2)
    journal = files.pop(f"{NAME}.journal")
    for cut in range(len(journal)):
        put(folder / "p", files | {f"{NAME}.journal.tmp": journal[:cut]})
        assert survived(folder / "p", 1) == 1


def lost_blocks(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """The file where each block of the last write got to the disk or did not, and so did its new length."""
    found = bytearray(old.ljust(len(new), b"\0"))
    for place in range(0, len(new), BLOCK):
        if chance.random() < 0.5:
            found[place : place + BLOCK] = new[place : place + BLOCK]
    if chance.random() < 0.5:
        del found[max(len(old), chance.randrange(len(old) // BLOCK, len(new) // BLOCK + 1) * BLOCK) :]
    return bytes(found)


def lose_blocks(folder: Path, draws: int, seed: int, tally: Tally | None = None) -> int:
    """Lose blocks of the last save so often; how often the new state was there."""
    chance, tally = random.Random(seed), tally or Tally()
    newer = 0
    for last in (6, 9, 12):
        before, files = saved(folder / f"a{last}", last - 1), saved(folder / f"b{last}", last)
        journal = f"{NAME}.journal"
        for _ in range(draws):
            data = lost_blocks(before[journal], files[journal], chance)
            whole = data == files[journal]
            newer += whole
            put(folder / "p", files | {journal: data})
            with tally.run():
                # A save of which the end is there and the beginning is not is told of, though nobody was told it was saved.
                store = Store(folder / "p" / NAME, "eve", read_only=True)
                assert stored(store) == state(last - (not whole))
                store = Store(folder / "p" / NAME, "ada")
                store.ready()
                store.commit(rows(last + whole))
                assert stored(Store(folder / "p" / NAME, "eve", read_only=True)) == state(last + whole)
                store.close()
                assert stored(Store(folder / "p" / NAME, "eve", read_only=True)) == state(last + whole)
    return newer


def test_whichever_blocks_of_a_save_got_to_the_disk_it_is_the_old_state_or_the_new(folder: Path) -> None:
    assert lose_blocks(folder, 100, seed=1) > 0


@pytest.mark.slow
def test_whichever_blocks_of_thousands_of_saves_got_to_the_disk_it_is_the_old_state_or_the_new(folder: Path) -> None:
    assert lose_blocks(folder, 3000, seed=2) > 0


def test_what_is_saved_behind_a_damaged_end_of_a_journal_is_there_after_the_next_crash(folder: Path) -> None:
    files = saved(folder / "p", 5)
    journal = files[f"{NAME}.journal"]
    put(folder / "p", files | {f"{NAME}.journal": journal[:-10] + b"#" + journal[-9:]})
    saver = Saver(folder / "p", 4)
    for _ in range(3):
        saver.save()
    saver.die()
    assert (
        "1 change in p.json.journal could not be read and is lost; it is kept as p.json.journal.damaged-1." in saver.store.notices
    )
    again = Saver(folder / "p", 7)
    assert stored(again.store) == state(7)
    again.save()
    assert [notice for notice in again.store.notices if "lost" in notice] == []
    again.store.close()
    assert stored(Store(folder / "p" / NAME, "eve", read_only=True)) == state(8)


def test_a_journal_whose_last_end_of_line_is_wrong_keeps_its_last_save(folder: Path) -> None:
    files = saved(folder / "p", 5)
    put(folder / "p", files | {f"{NAME}.journal": files[f"{NAME}.journal"][:-1] + b"\x0b"})
    saver = Saver(folder / "p", 5)
    assert stored(saver.store) == state(5)
    saver.save()
    saver.die()
    assert survived(folder / "p", 6, more=0) == 6


@pytest.mark.parametrize("byte", [b"\n", b"#"])
def test_one_wrong_byte_in_a_journal_costs_one_save_even_where_it_makes_two_lines_of_one(folder: Path, byte: bytes) -> None:
    journal = saved(folder, 12)[f"{NAME}.journal"]
    lines = journal.split(b"\n")
    start = sum(len(line) + 1 for line in lines[:5])
    found = parse(journal[: start + 20] + byte + journal[start + 21 :])
    assert found is not None
    assert found.damaged == 1
    assert [record.number for record in found.records] == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]
