"""A disk that is full, or a file that may not grow: what was acknowledged is readable, and the open store goes on with room."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.saving import Saver, survived

ROOT = Path(__file__).resolve().parents[2]
SMALL = 256 << 10
"""Bytes."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)]
    try:
        done = subprocess.run(options, capture_output=True, check=False, timeout=60).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True, timeout=60)


@pytest.mark.parametrize("fold_each", [0, 7])
def test_on_a_full_disk_all_that_was_acknowledged_is_readable_and_the_same_store_goes_on_with_room(
    small_disk: Path, fold_each: int
) -> None:
    saver = Saver(small_disk)
    (small_disk / "other").write_bytes(b"\0" * 20_000)
    while saver.try_to_save():
        if fold_each and saver.acknowledged % fold_each == 0:
            saver.fold()
        if saver.acknowledged % 50 == 0:  # somebody else's files take the room that folds give back
            with (small_disk / f"more{saver.acknowledged}").open("wb") as more:
                more.write(b"\0" * 20_000)
        if saver.acknowledged >= 3000:
            break
    full = saver.acknowledged
    assert 5 < full < 3000
    assert not saver.try_to_save()
    for one in small_disk.iterdir():
        if one.name == "other" or one.name.startswith("more"):
            one.unlink()
    for _ in range(3):
        saver.save()
    saver.fold()
    saver.save()
    saver.store.close()
    assert survived(small_disk, full + 4, more=0) == full + 4


def limited(folder: Path) -> dict[str, int]:
    """Save until the file size allowed is reached, fold, lift the limit and go on; in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.test_disk_full", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def main(folder: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))
    saver = Saver(folder)
    while saver.try_to_save():
        pass
    stopped = saver.acknowledged
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    saver.fold()
    failed = len(saver.store.notices)
    assert not saver.try_to_save()
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    for _ in range(5):
        saver.save()
    print(json.dumps({"stopped": stopped, "acknowledged": saver.acknowledged, "failed": failed}))


def grow_no_more(folder: Path) -> None:
    found = limited(folder)
    assert found["stopped"] > 20
    assert found["failed"] == 1
    assert found["acknowledged"] == found["stopped"] + 5
    assert survived(folder, found["acknowledged"], more=0) == found["acknowledged"]


def test_where_a_file_may_not_grow_all_is_readable_and_the_same_store_goes_on_when_it_may(tmp_path: Path) -> None:
    grow_no_more(tmp_path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
