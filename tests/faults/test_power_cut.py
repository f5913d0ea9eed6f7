"""The power is cut at every system call of a sequence of saves and folds: whatever of the unsynced got to the disk."""

import random
from pathlib import Path

import pytest

from annotations.store.journal import parse
from annotations.store.store import Store
from tests.faults.calls import DESCRIPTORS, Call, watched
from tests.faults.power import Disk, Files
from tests.faults.saving import NAME, Saver, sequence, state, stored
from tests.faults.tally import Tally
from tests.faults.test_system_calls import STARTS, Start
from tests.faults.test_torn import put

pytestmark = [
    pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="which file a descriptor is of cannot be asked here"),
    pytest.mark.usefixtures("patient"),
]


def found_after_cuts(folder: Path, start: Start, seed: int, behind: bool = False, tally: Tally | None = None) -> int:
    """Cut the power at every call; how many states of the disk were looked at. ``behind``: as under a reader."""
    place = folder / "all"
    place.mkdir(exist_ok=True)
    for one in place.iterdir():
        one.unlink()
    saver = Saver(place, start(place), behind)
    disk = Disk(place, random.Random(seed))
    disk.begin()

    def before(call: Call) -> None:
        disk.cut(saver.acknowledged)

    with watched(place, before, disk.done):
        sequence(saver)
    disk.cut(saver.acknowledged)
    tally = tally or Tally()
    for acknowledged, files in disk.moments:
        with tally.run():
            found_after_cut(folder / "cut", acknowledged, files, behind)
    assert disk.moments[-1][0] == saver.acknowledged
    return len(disk.moments)


def found_after_cut(folder: Path, acknowledged: int, files: Files, behind: bool) -> None:
    """What was acknowledged is in these files, and saving goes on."""
    put(folder, files)
    allowed = [state(acknowledged), state(acknowledged + 1)]
    if NAME not in files:
        assert acknowledged == 0
    seen = Saver(folder)
    assert stored(seen.store) in allowed
    seen.acknowledged = acknowledged + allowed.index(stored(seen.store))
    seen.save()
    # A journal that was not yet synced when it took its name may not even have its first line: nothing tells then that
    # nobody was told of a save in it, so that it is kept, and said.
    journal = files.get(f"{NAME}.journal")
    if not behind or not journal or parse(journal):
        assert not [notice for notice in seen.store.notices if "does not belong" in notice]
    again = Store(folder / NAME, "eve", read_only=True)
    assert again.sound
    assert stored(again) == state(seen.acknowledged)
    seen.store.close()
    assert stored(Store(folder / NAME, "eve", read_only=True)) == state(seen.acknowledged)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("behind", [False, True])
def test_whatever_unsynced_names_and_blocks_a_power_cut_leaves_nothing_acknowledged_is_lost(
    folder: Path, start: Start, behind: bool
) -> None:
    assert sum(found_after_cuts(folder, start, seed, behind) for seed in range(2)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("behind", [False, True])
def test_a_hundred_times_over_whatever_a_power_cut_leaves_nothing_acknowledged_is_lost(
    folder: Path, start: Start, behind: bool
) -> None:
    for seed in range(2, 102):
        found_after_cuts(folder, start, seed, behind)
