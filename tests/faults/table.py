"""``python -m tests.faults.table [--short]``: the long forms of the crash tests, and a table of what they found, for the docs.

Each row counts over all its runs; anything lost or unreadable in the store's own rows ends it with an error.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tinydb import TinyDB

from tests.faults import test_flips, test_kill, test_soak, test_torn
from tests.faults.calls import Death
from tests.faults.saving import NAME, survived
from tests.faults.test_disk_full import limited
from tests.faults.test_power_cut import found_after_cuts
from tests.faults.test_system_calls import STARTS, calls_of, run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Row:
    """What a fault did in so many runs. ``lost``: runs in which something acknowledged was not found again."""

    fault: str
    runs: int
    lost: int
    unreadable: int


def rows(times: int) -> Iterator[Row]:
    """The rows; ``times`` is how much longer than in the short form each is."""
    with _folder() as folder:
        yield _default_killed(folder, 20 * times)
    kills = 20 * times
    yield _held("kill -9 while saving and folding", kills, lambda at: test_kill.kill_again_and_again(at / NAME, kills, 3))
    yield _system_calls()
    yield _counted(
        "power cut at any call, by what was synced",
        lambda at: sum(found_after_cuts(_fresh(at), start, seed) for start in STARTS for seed in range(2 * times)),
    )
    yield _held("blocks of the last save lost", 180 * times, lambda at: test_torn.lose_blocks(at, 60 * times, 4))
    yield _flipped(100 * times)
    yield _held("no file may grow any more, then it may", times, lambda at: [limited(_fresh(at)) for _ in range(times)])
    saves = 20_000 * times
    yield _held(f"{saves:,} saves, a fold each 1,000", 1, lambda at: test_soak.soak(at, saves, 1000, 10_000))


def _held(fault: str, runs: int, test: Callable[[Path], object]) -> Row:
    with _folder() as folder:
        test(folder)
    return Row(fault, runs, 0, 0)


def _counted(fault: str, test: Callable[[Path], int]) -> Row:
    with _folder() as folder:
        return Row(fault, test(folder), 0, 0)


def _flipped(draws: int) -> Row:
    """A flipped bit may cost something, which is then said; ``flip`` fails where it is not."""
    with _folder() as folder:
        costs = [cost for found in test_flips.flip(folder, draws, 5).values() for cost in found]
    return Row("a flipped bit (each loss is said)", len(costs), sum(map(bool, costs)), 0)


def _system_calls() -> Row:
    runs = 0
    with _folder() as folder:
        for start in STARTS:
            calls = calls_of(start, _fresh(folder) / "all")
            for number, half in ((number, half) for number, _ in enumerate(calls, 1) for half in (False, True)):
                if half and calls[number - 1].name != "write":
                    continue
                place = folder / f"{number}{half}"
                saver = run(place, start, Death(number, half))
                saver.die()
                survived(place, saver.acknowledged)
                runs += 1
    return Row("death at any system call", runs, 0, 0)


def _default_killed(folder: Path, runs: int) -> Row:
    """TinyDB's own storage under the same kills; a file that was lost begins anew."""
    chance = random.Random(3)
    lost = unreadable = 0
    path = folder / NAME
    for _ in range(runs):
        command = [sys.executable, "-m", "tests.faults.default_writer", str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            said = b"".join(writer.stdout.readline() for _ in range(chance.randint(1, 10)))
            time.sleep(chance.random() * 0.006)
            writer.kill()
            said += writer.stdout.read()
        try:
            with TinyDB(path, access_mode="r") as db:
                lost += max((row["n"] for row in db.table("mine")), default=0) < int(said.split()[-1])
        except ValueError:
            unreadable += 1
            path.unlink()
    return Row("kill -9 while saving: TinyDB's own storage", runs, lost, unreadable)


def _fresh(folder: Path) -> Path:
    """The folder, emptied."""
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    return folder


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main(times: int) -> None:
    print("| fault | runs | acknowledged saves lost | files unreadable |")
    print("|---|---:|---:|---:|")
    for row in rows(times):
        print(f"| {row.fault} | {row.runs:,} | {row.lost} | {row.unreadable} |", flush=True)


if __name__ == "__main__":
    main(1 if "--short" in sys.argv else 50)
