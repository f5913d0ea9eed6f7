"""Many saves with folds in between: files stay as small as what they hold."""

from pathlib import Path

import pytest

from annotations.store.content import encode_rows
from annotations.store.file import ProjectFile
from tests.faults.saving import NAME, rows, state
from tests.faults.tally import Tally


def soak(folder: Path, saves: int, fold_each: int, reopen_each: int, tally: Tally | None = None) -> tuple[int, int]:
    """Save so often, and look each time it is opened again. The most bytes that file and journal had."""
    tally = tally or Tally()
    file, path = ProjectFile(folder / NAME, []), folder / NAME
    journal = folder / f"{NAME}.journal"
    largest = longest = 0
    for number in range(1, saves + 1):
        file.commit(encode_rows(rows(number)))
        if number % fold_each == 0:
            longest = max(longest, journal.stat().st_size)
            file.fold()
            largest = max(largest, path.stat().st_size)
            assert {one.name for one in folder.iterdir()} == {NAME}
        if number % reopen_each == 0:
            file.close()
            file = ProjectFile(path, [])
            with tally.run():
                assert dict(file.content.rows("mine")) == state_near(number)
                assert file.notices == []
    file.close()
    return largest, longest


def state_near(number: int) -> object:
    """What is stored after so many saves; only the last of them count."""
    found: dict[int, object] = {}
    for one in range(max(1, number - 30), number + 1):
        for key, row in rows(one)["mine"].items():
            if row is None:
                found.pop(key, None)
            else:
                found[key] = row
    assert number > 60 or found == state(number)
    return found


def test_thousands_of_saves_with_folds_leave_files_as_small_as_what_they_hold(folder: Path) -> None:
    largest, longest = soak(folder, 6000, 100, 1500)
    assert largest < 8_000
    assert longest < 400_000


@pytest.mark.slow
def test_a_million_saves_with_folds_leave_files_as_small_as_what_they_hold(folder: Path) -> None:
    largest, longest = soak(folder, 1_000_000, 1000, 50_000)
    assert largest < 8_000
    assert longest < 4_000_000
