"""Each system call of a sequence of saves and folds dies, fails once, or fails from then on: nothing acknowledged is lost."""

import errno
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from annotations.store.errors import Stopped
from tests.faults.calls import DESCRIPTORS, Call, Death, Died, Fault, Nth, full, watched
from tests.faults.saving import NAME, Saver, sequence, state, stored, survived

pytestmark = pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="which file a descriptor is of cannot be asked here")


Start = Callable[[Path], int]
"""Makes a folder ready, and gives how many saves are in it."""


def nothing(folder: Path) -> int:
    return 0


def a_file(folder: Path) -> int:
    saver = Saver(folder)
    for _ in range(4):
        saver.save()
    saver.store.close()
    return 4


def a_torn_journal(folder: Path) -> int:
    saver = Saver(folder, a_file(folder))
    for _ in range(4):
        saver.save()
    saver.die()
    with (folder / f"{NAME}.journal").open("ab") as journal:
        journal.write(b'12345678 {"n":4,"t":{"mi')
    return 8


def _stopped_fold(folder: Path, step: str) -> int:
    saver = Saver(folder, a_file(folder))
    saver.save()
    with saver.folding() as steps:
        for now in steps:
            saver.save()
            if now == step:
                left = {one: one.read_bytes() for one in folder.iterdir()}
                break
    saver.die()
    for one, data in left.items():
        one.write_bytes(data)
    return saver.acknowledged


def announced(folder: Path) -> int:
    return _stopped_fold(folder, "announced")


def replaced(folder: Path) -> int:
    return _stopped_fold(folder, "replaced")


STARTS = (nothing, a_file, a_torn_journal, announced, replaced)


def calls_of(start: Start, folder: Path) -> list[Call]:
    """The calls of the sequence where none fails."""
    folder.mkdir()
    saver = Saver(folder, start(folder))
    with watched(folder) as calls:
        sequence(saver)
    return list(calls)


def run(folder: Path, start: Start, fault: Fault) -> Saver:
    """The sequence with a fault, from opening on."""
    folder.mkdir()
    before = start(folder)
    saver = Saver(folder, before)
    with suppress(Died), watched(folder, fault):
        sequence(saver)
    return saver


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("half", [False, True])
def test_killed_at_any_system_call_nothing_acknowledged_is_lost(folder: Path, start: Start, half: bool) -> None:
    calls = calls_of(start, folder / "all")
    for number, call in enumerate(calls, 1):
        if half and call.name != "write":
            continue
        saver = run(folder / str(number), start, Death(number, half))
        saver.die()
        survived(folder / str(number), saver.acknowledged)


_OTHER = pytest.param((errno.ENOSPC, errno.EIO), marks=pytest.mark.slow, id="ENOSPC, EIO")
"""Each call of the sequence with the error that it is not given in the short form."""


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("errors", [pytest.param((errno.EIO, errno.ENOSPC), id="EIO, ENOSPC"), _OTHER])
def test_any_system_call_that_fails_once_loses_nothing_and_the_same_store_goes_on(
    folder: Path, start: Start, errors: tuple[int, int]
) -> None:
    """Every other call with the one error, those between with the other."""
    for number in range(1, len(calls_of(start, folder / "all")) + 1):
        place = folder / str(number)
        fault = Nth(number, errors[number % 2])
        saver = run(place, start, fault)
        saver.die()
        survived(place, saver.acknowledged)
        call = fault.failing[0]
        if any(isinstance(one, Stopped) for one in saver.refused):
            assert call.name in ("fsync", "fdatasync", "ftruncate") or str(call) == "open folder"
        else:
            assert len(saver.refused) <= 1, f"{call}: {saver.refused}"


@pytest.mark.parametrize("start", STARTS)
def test_any_system_call_from_which_on_all_fail_loses_nothing(folder: Path, start: Start) -> None:
    for number in range(1, len(calls_of(start, folder / "all")) + 1):
        place = folder / str(number)
        saver = run(place, start, Nth(number, errno.EIO, None))
        saver.die()
        survived(place, saver.acknowledged)


@pytest.mark.parametrize("start", STARTS)
def test_a_disk_that_gets_full_at_any_write_loses_nothing_and_the_same_store_goes_on_once_there_is_room(
    folder: Path, start: Start
) -> None:
    writes = [call for call in calls_of(start, folder / "all") if call.name == "write"]
    for number in range(1, len(writes) + 1):
        place = folder / str(number)
        saver = run(place, start, full(number))
        before = saver.acknowledged
        shutil.copytree(place, folder / f"{number}-full")
        for _ in range(3):
            saver.save()
        saver.fold()
        saver.save()
        saver.store.close()
        assert saver.acknowledged == before + 4
        assert survived(place, saver.acknowledged) == before + 4
        survived(folder / f"{number}-full", before)


@pytest.mark.parametrize("start", STARTS)
def test_after_a_sync_that_fails_none_is_tried_again_nothing_more_is_written_and_a_copy_can_be(
    folder: Path, start: Start
) -> None:
    journal_syncs = [call for call in calls_of(start, folder / "all") if call.name == "fdatasync"]
    for number in range(1, len(journal_syncs) + 1):
        place = folder / str(number)
        after: list[Call] = []
        fault = Nth(number, errno.EIO, 1, ("fdatasync",))

        def watching(call: Call, fault: Nth = fault, after: list[Call] = after) -> None:
            if fault.failing:
                after.append(call)
            fault(call)

        saver = run(place, start, watching)
        assert isinstance(saver.refused[0], Stopped)
        # The failing call is not among them.
        assert not [str(call) for call in after if call.name in ("write", "fsync", "fdatasync", "ftruncate", "replace")]
        saver.store.save_copy(place / "copy.json")
        copied = place / "copied"
        copied.mkdir()
        (place / "copy.json").rename(copied / NAME)
        assert survived(copied, saver.acknowledged, more=0) == saver.acknowledged
        copied_away = folder / f"{number}-copied"
        copied.rename(copied_away)
        saver.die()
        survived(place, saver.acknowledged)


@pytest.mark.parametrize("start", [a_torn_journal, announced, replaced])
@pytest.mark.parametrize("apart", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_while_recovering_and_again_while_recovering_from_that_nothing_is_lost(
    folder: Path, start: Start, apart: int
) -> None:
    for first, second in pairs(start, folder, apart):
        place = folder / f"{first}-{second}"
        place.mkdir()
        acknowledged = start(place)
        for number in (first, second):
            saver = Saver(place, acknowledged)
            with suppress(Died), watched(place, Death(number)):
                recovering(saver)
            saver.die()
            acknowledged = saver.acknowledged
        survived(place, acknowledged)


def recovering(saver: Saver) -> None:
    saver.acknowledged += stored(saver.store) == state(saver.acknowledged + 1)
    assert stored(saver.store) == state(saver.acknowledged)
    for _ in range(2):
        saver.save()
    saver.fold()


def pairs(start: Start, folder: Path, apart: int) -> list[tuple[int, int]]:
    """Each call of a recovery with calls so far apart of the one after it, others each time; the second time of a save that
    need not be done."""
    place = folder / "all"
    place.mkdir()
    saver = Saver(place, start(place))
    with watched(place) as calls:
        recovering(saver)
    return [(first, second) for first in range(1, len(calls) + 1) for second in range(1 + first % apart, len(calls) + 1, apart)]


@pytest.mark.parametrize("start", STARTS)
def test_every_file_is_synced_before_it_takes_its_name_and_the_folder_before_more_is_written(folder: Path, start: Start) -> None:
    calls = calls_of(start, folder / "all")
    unsynced: set[str] = set()
    folder_due = ""
    for call in calls:
        if call.name == "write":
            assert not folder_due or call.file == NAME + ".lock", f"{call} before the folder was synced after {folder_due}"
            unsynced.add(call.file)
        elif call.name in ("fsync", "fdatasync"):
            unsynced.discard(call.file)
            folder_due = folder_due if call.file else ""
        elif call.name in ("replace", "rename"):
            assert call.file not in unsynced, f"{call} before it was synced"
            assert call.other not in unsynced, f"{call} over a file with unsynced saves"
            folder_due = str(call)
        elif call.name == "unlink" and not call.file.endswith(".tmp"):
            assert not folder_due, f"{call} before the folder was synced after {folder_due}"
            folder_due = str(call)
    assert not folder_due
    assert not unsynced
