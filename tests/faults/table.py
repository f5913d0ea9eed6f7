"""``python -m tests.faults.table [--short]``: the long forms of the crash tests, and a table of what they found, for the docs.

Each row counts over all its runs: those in which something that had been acknowledged was not found again, or was found
otherwise and nobody told, and those after which nothing could be read. Exit code 1 where the store's own rows have any.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from tinydb import TinyDB

from annotations.store import syncing
from tests.faults import default_writer, test_flips, test_kill, test_reader_kill, test_soak, test_torn
from tests.faults.calls import Death
from tests.faults.saving import NAME, survived
from tests.faults.tally import Tally
from tests.faults.test_disk_full import grow_no_more
from tests.faults.test_power_cut import found_after_cuts
from tests.faults.test_system_calls import STARTS, calls_of, run

ROOT = Path(__file__).resolve().parents[2]
_MEMORY = Path("/dev/shm")


class Row(NamedTuple):
    """A fault, and what it did in so many runs. ``own``: to the store, which may lose nothing."""

    fault: str
    tally: Tally
    own: bool = True

    @property
    def holds(self) -> bool:
        return not self.own or not (self.tally.lost or self.tally.unreadable)


def rows(times: int) -> Iterator[Row]:
    """The rows; ``times`` is how much longer than in the short form each is."""
    kills, saves = 20 * times, 20_000 * times
    yield _counted(
        "kill -9 while saving: TinyDB's own storage", lambda at, tally: _kill_default(at, kills, tally), own=False, on_disk=True
    )
    yield _counted(
        "kill -9 while saving and folding",
        lambda at, tally: test_kill.kill_again_and_again(at / NAME, kills, 3, tally),
        on_disk=True,
    )
    yield _counted(
        "kill -9 of the reader while keys are typed",
        lambda at, tally: test_reader_kill.kill_again_and_again(at, 2 * times, 3, tally),
        on_disk=True,
    )
    yield _counted("death at any system call", _die_at_any_call)
    for behind, how in ((False, "a command"), (True, "a reader")):
        yield _counted(
            f"power cut at any call of {how}, by what was synced",
            lambda at, tally, behind=behind: _cut_at_any_call(at, times, behind, tally),
        )
    yield _counted("blocks of the last save lost", lambda at, tally: test_torn.lose_blocks(at, 60 * times, 4, tally))
    yield _flipped(100 * times)
    yield _counted("no file may grow any more, then it may", lambda at, tally: _grow_no_more(at, times, tally))
    yield _counted(
        f"opened again in {saves:,} saves with a fold each 1,000",
        lambda at, tally: test_soak.soak(at, saves, 1000, 10_000, tally),
    )


def _counted(fault: str, test: Callable[[Path, Tally], object], *, own: bool = True, on_disk: bool = False) -> Row:
    tally = Tally(goes_on=True)
    # In memory where the system has that and it is not the disk that matters: what a sync costs there is nothing.
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() and not on_disk else None) as name, tally.run():
        tally.runs -= 1  # only what the test counts; but where it fails as a whole, that is counted too
        test(Path(name), tally)
    return Row(fault, tally, own)


def _flipped(draws: int) -> Row:
    """A flipped bit may cost what was hit, which is then said; anything else is counted as lost."""
    costs: list[int] = []
    row = _counted("", lambda at, tally: costs.extend(test_flips.flip(at, draws, 5, tally)))
    said = ", ".join(f"{count:,} cost {cost}" for cost, count in sorted(Counter(costs).items()))
    return row._replace(fault=f"a flipped bit: lost beyond what was hit, or not said (of {test_flips.FACTS} facts {said})")


def _die_at_any_call(folder: Path, tally: Tally) -> None:
    for start in STARTS:
        calls = calls_of(start, _fresh(folder) / "all")
        for number, half in ((number, half) for number, _ in enumerate(calls, 1) for half in (False, True)):
            if half and calls[number - 1].name != "write":
                continue
            place = folder / f"{number}{half}"
            with tally.run():
                saver = run(place, start, Death(number, half))
                saver.die()
                survived(place, saver.acknowledged)


def _cut_at_any_call(folder: Path, times: int, behind: bool, tally: Tally) -> None:
    with patch.object(syncing, "SLOW", 60.0):
        for start in STARTS:
            for seed in range(2 * times):
                found_after_cuts(_fresh(folder), start, seed, behind, tally)


def _grow_no_more(folder: Path, times: int, tally: Tally) -> None:
    for _ in range(times):
        with tally.run():
            grow_no_more(_fresh(folder))


def _kill_default(folder: Path, kills: int, tally: Tally) -> None:
    """TinyDB's own storage under the same kills; a file that was lost begins anew."""
    chance = random.Random(3)
    path = folder / NAME
    for _ in range(kills):
        command = [sys.executable, "-m", "tests.faults.default_writer", str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            said = b"".join(writer.stdout.readline() for _ in range(chance.randint(1, 10)))
            time.sleep(chance.random() * 0.012)
            writer.kill()
            said += writer.stdout.read()
        number = int(said.split()[-1])
        with tally.run(), TinyDB(path, access_mode="r") as db:
            assert default_writer.stored(db) in (default_writer.spans(number), default_writer.spans(number + 1))
        if tally.failed:
            path.unlink()


def _fresh(folder: Path) -> Path:
    """The folder, emptied."""
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    return folder


def main(times: int) -> int:
    """Print the table. The exit code."""
    print("| fault | runs | acknowledged saves lost | files unreadable |")
    print("|---|---:|---:|---:|")
    code = 0
    for row in rows(times):
        print(f"| {row.fault} | {row.tally.runs:,} | {row.tally.lost} | {row.tally.unreadable} |", flush=True)
        code = code if row.holds else 1
    return code


if __name__ == "__main__":
    sys.exit(main(1 if "--short" in sys.argv else 50))
