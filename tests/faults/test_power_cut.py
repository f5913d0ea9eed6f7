"""The power is cut at every system call of a sequence of saves and folds: whatever of the unsynced got to the disk."""

import random
from pathlib import Path

import pytest

from annotations.store.store import Store
from tests.faults.calls import DESCRIPTORS, Call, watched
from tests.faults.power import Disk
from tests.faults.saving import NAME, Saver, sequence, state, stored
from tests.faults.test_system_calls import STARTS, Start
from tests.faults.test_torn import put

pytestmark = [
    pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="which file a descriptor is of cannot be asked here"),
    pytest.mark.usefixtures("quick_disk"),
]


def found_after_cuts(folder: Path, start: Start, seed: int) -> int:
    """Cut the power at every call; how many states of the disk were looked at."""
    place = folder / "all"
    place.mkdir(exist_ok=True)
    for one in place.iterdir():
        one.unlink()
    saver = Saver(place, start(place))
    disk = Disk(place, random.Random(seed))
    disk.begin()

    def before(call: Call) -> None:
        disk.cut(saver.acknowledged)

    with watched(place, before, disk.done):
        sequence(saver)
    disk.cut(saver.acknowledged)
    for acknowledged, files in disk.moments:
        put(folder / "cut", files)
        allowed = [state(acknowledged), state(acknowledged + 1)]
        if NAME not in files:
            assert acknowledged == 0
        seen = Saver(folder / "cut")
        assert stored(seen.store) in allowed
        seen.acknowledged = acknowledged + allowed.index(stored(seen.store))
        seen.save()
        assert not [notice for notice in seen.store.notices if "does not belong" in notice]
        again = Store(folder / "cut" / NAME, "eve", read_only=True)
        assert again.sound
        assert stored(again) == state(seen.acknowledged)
        seen.store.close()
        assert stored(Store(folder / "cut" / NAME, "eve", read_only=True)) == state(seen.acknowledged)
    assert disk.moments[-1][0] == saver.acknowledged
    return len(disk.moments)


@pytest.mark.parametrize("start", STARTS)
def test_whatever_unsynced_names_and_blocks_a_power_cut_leaves_nothing_acknowledged_is_lost(folder: Path, start: Start) -> None:
    assert sum(found_after_cuts(folder, start, seed) for seed in range(4)) > 200


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_a_hundred_times_over_whatever_a_power_cut_leaves_nothing_acknowledged_is_lost(folder: Path, start: Start) -> None:
    for seed in range(4, 104):
        found_after_cuts(folder, start, seed)
