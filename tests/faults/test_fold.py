"""Editing goes on during every step of a fold, and it may be killed there, or fail there: nothing acknowledged is lost."""

import errno
import shutil
from pathlib import Path

import pytest

from tests.faults.calls import DESCRIPTORS, Nth, watched
from tests.faults.saving import NAME, Saver, survived

STEPS = ["begun", "written", "announced", "replaced", "done"]


def copied(folder: Path, to: Path) -> Path:
    """The files as a kill leaves them."""
    to.mkdir()
    for one in folder.iterdir():
        if one.is_file() and one.suffix != ".lock":
            shutil.copyfile(one, to / one.name)
    return to


@pytest.mark.parametrize("saves", [1, 2])
@pytest.mark.parametrize("folds", [1, 2, 3])
def test_an_edit_at_every_step_of_a_fold_and_a_kill_there_loses_nothing(folder: Path, saves: int, folds: int) -> None:
    place = folder / "p"
    place.mkdir()
    saver = Saver(place)
    for _ in range(3):
        saver.save()
    for fold in range(folds):
        seen = []
        with saver.folding() as steps:
            for step in steps:
                seen.append(step)
                before = copied(place, folder / f"{fold}-{step}-before")
                assert survived(before, saver.acknowledged, more=0) == saver.acknowledged
                for _ in range(saves):
                    saver.save()
                after = copied(place, folder / f"{fold}-{step}-after")
                assert survived(after, saver.acknowledged, more=0) == saver.acknowledged
        assert seen == STEPS
    finished = copied(place, folder / "finished")
    assert survived(finished, saver.acknowledged, more=0) == saver.acknowledged
    saver.store.close()
    assert saver.store.notices == []
    assert survived(place, saver.acknowledged, more=0) == saver.acknowledged


@pytest.mark.parametrize("step", STEPS)
def test_a_fold_left_at_any_step_loses_nothing_and_the_next_one_ends_it(folder: Path, step: str) -> None:
    saver = Saver(folder)
    for _ in range(3):
        saver.save()
    with saver.folding() as steps:
        for now in steps:
            saver.save()
            if now == step:
                break
    for _ in range(2):
        saver.save()
    saver.fold()
    saver.save()
    assert saver.store.notices == []
    saver.store.close()
    assert survived(folder, saver.acknowledged, more=0) == saver.acknowledged


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="which file a descriptor is of cannot be asked here")
@pytest.mark.parametrize("between", [False, True])
def test_a_fold_that_fails_at_any_call_fails_no_save_and_the_next_one_ends_it(folder: Path, between: bool) -> None:
    for number in range(1, 60):
        place = folder / str(number)
        place.mkdir()
        saver = Saver(place)
        for _ in range(4):
            saver.save()
        fault = Nth(number, errno.ENOSPC)
        with saver.folding() as steps:
            while True:
                with watched(place, fault):
                    step = next(steps, None)
                if step is None:
                    break
                if between:
                    saver.try_to_save()
        if not fault.failing:
            assert number > 10
            break
        call = fault.failing[0]
        before = copied(place, folder / f"{number}-killed")
        assert survived(before, saver.acknowledged) >= saver.acknowledged
        if call.name not in ("fsync", "fdatasync") and str(call) != "open folder":
            for _ in range(2):
                saver.save()
            saver.fold()
            saver.save()
            assert [one for one in saver.store.notices if "could not be written anew" not in one] == []
            saver.store.close()
        saver.die()
        assert survived(place, saver.acknowledged) >= saver.acknowledged
        assert NAME in {one.name for one in place.iterdir()}
    else:
        pytest.fail("a fold has more calls than were looked at")
