"""What a save, opening and writing anew cost, whatever the size: ``python -m tests.bench.store [--json] [--articles N,N]``.

Projects of 10, 100, 1,000 and 10,000 articles, with about 4 KB of text and 60 entities each, and one of a single article
with 100,000 entities. A save is ``Project.apply`` of one accepted suggestion, until it is acknowledged and synced. Beside
it, in turns, plain TinyDB updates one document of the same tables, and as many bytes as the save wrote are appended to a
file and synced: what the disk alone takes. What a fresh process takes to open the largest project is measured in one.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from subprocess import run
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from tinydb import TinyDB

from annotations.edits import accept
from annotations.entity import Entity, Status
from annotations.marked import Focus, Hand
from annotations.project import Project
from annotations.store.journal import journal_of
from tests.bench.projects import ENTITIES, SEED, content
from tests.bench.rows import Row, report

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 100, 1_000, 10_000)
LONG = 100_000
"""Entities of the one long article."""
BAR = 2.0
"""A save costs at most so many times what it costs in the smallest project."""
MEMORY = 300.0
"""Megabytes of a process that has the largest project open."""
_BUDGET = 30.0
"""Seconds after which nothing more of TinyDB at one size is measured."""
_FRESH = """
import json, os, sys
from pathlib import Path
from time import perf_counter
def memory(what="VmRSS"):
    lines = Path("/proc/self/status").read_text().splitlines() if os.path.exists("/proc/self/status") else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(what)), 0.0)
from annotations.marked import Hand
from annotations.project import Project
imported = memory()
begun = perf_counter()
project = Project.open(Path(sys.argv[1]), hand=Hand("ada", lambda: "2026-01-02T03:04:05Z", lambda: "new"))
project.article(project.uids()[0])
found = {"seconds until the first article is there": perf_counter() - begun}
project.entities(project.uids()[0])
found |= {"MB before opening": imported, "MB after opening": memory()}
project.claim()
found |= {"seconds until all of it is verified": perf_counter() - begun, "MB after all is verified": memory()}
begun = perf_counter()
project.find("none.txt")
found |= {"seconds to look a source up": perf_counter() - begun, "MB after looking a source up": memory()}
project.set_setting("measured", imported)
begun = perf_counter()
project.close()
found |= {"seconds to write it anew": perf_counter() - begun, "MB after writing anew": memory(), "MB at most": memory("VmHWM")}
print(json.dumps(found))
"""


@dataclass(slots=True)
class Case:
    """One project that is measured: ours at ``path``, the same tables as TinyDB writes them at ``plain``."""

    name: str
    path: Path
    plain: Path
    project: Project
    waiting: Iterator[tuple[str, Entity]]
    table: Iterator[int]


def made(folder: Path, name: str, articles: int, entities: int) -> Case:
    """The files of a case, with the project open and its journal begun."""
    path, plain = folder / f"{articles}-{entities}.json", folder / f"{articles}-{entities}.plain.json"
    tables = content(articles, entities)
    with path.open("wb") as file:
        file.writelines(tables.chunks())
    with plain.open("w") as file:
        json.dump({table: tables.decoded(table) for table in tables.names}, file)
    numbers = list(tables.numbers("annotations"))
    project = opened(path)
    case = Case(name, path, plain, project, suggestions(project), _drawn(numbers))
    save(case)
    return case


def opened(path: Path) -> Project:
    numbers = count(1)
    return Project.open(path, hand=Hand("ada", lambda: "2026-01-02T03:04:05Z", lambda: f"h{next(numbers)}"))


def suggestions(project: Project) -> Iterator[tuple[str, Entity]]:
    """Suggestions to accept, each once, spread over the articles and over each text; an article is read before."""
    random = Random(SEED)
    uids = project.uids()
    while True:
        uid = random.choice(uids)
        place = random.randrange(len(project.article(uid).text))
        if found := project.entities(uid).after(place, [Status.SUGGESTED]):
            yield uid, found


def _drawn(numbers: Sequence[int]) -> Iterator[int]:
    random = Random(SEED)
    while True:
        yield random.choice(numbers)


def save(case: Case) -> dict[str, float]:
    """Seconds of one save, and the bytes it wrote."""
    project, journal = case.project, journal_of(case.path)
    uid, entity = next(case.waiting)
    before = journal.stat().st_size if journal.exists() else 0
    change = accept(project.marked(uid), project.hand, Focus.on(entity)).change
    assert change is not None
    begun = perf_counter()
    project.apply(change)
    while project.saving:
        sleep(0.0001)
    seconds = perf_counter() - begun
    return {"save": seconds, "written": journal.stat().st_size - before}


def sync(case: Case, written: float) -> float:
    """Seconds that the disk takes to append and sync as many bytes."""
    descriptor = os.open(case.path.with_suffix(".append"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        begun = perf_counter()
        os.write(descriptor, b"x" * int(written))
        getattr(os, "fdatasync", os.fsync)(descriptor)
        return perf_counter() - begun
    finally:
        os.close(descriptor)


def plain_update(case: Case) -> float:
    """Seconds of TinyDB's update of one document."""
    with TinyDB(case.plain) as database:
        begun = perf_counter()
        database.table("annotations").update({"touched": begun}, doc_ids=[next(case.table)])
        return perf_counter() - begun


def plain_open(case: Case) -> float:
    """Seconds until TinyDB has given the first document."""
    begun = perf_counter()
    with TinyDB(case.plain) as database:
        database.table("articles").get(doc_id=1)
        return perf_counter() - begun


def open_and_fold(case: Case) -> dict[str, float]:
    """Seconds to open the project and read an article with its entities, and, after a save, to write it anew and close it."""
    begun = perf_counter()
    case.project = opened(case.path)
    uid = case.project.uids()[0]
    case.project.article(uid)
    shown = perf_counter() - begun
    case.project.claim()
    case.waiting = suggestions(case.project)
    save(case)
    begun = perf_counter()
    case.project.close()
    return {"open": shown, "fold": perf_counter() - begun}


class Times:
    """Seconds measured, by what was done and in which case; what takes too long altogether is not done again."""

    def __init__(self) -> None:
        self.by: dict[tuple[str, str], list[float]] = {}

    def take(self, what: str, case: Case, seconds: float) -> None:
        self.by.setdefault((what, case.name), []).append(seconds)

    def within(self, what: str, case: Case, rounds: int, budget: float = _BUDGET) -> bool:
        """Whether another one should be measured."""
        so_far = self.by.get((what, case.name), [])
        return len(so_far) < rounds and (len(so_far) < 3 or sum(so_far) < budget)


def measured(sizes: Sequence[int], long: int, rounds: int) -> list[Row]:
    """The rows of this benchmark."""
    times = Times()
    with TemporaryDirectory(dir=os.environ.get("RUBRICATE_BENCH_FOLDER")) as folder:
        cases = [made(Path(folder), f"{size:,} articles", size, ENTITIES) for size in sizes]
        if long:
            cases.append(made(Path(folder), f"one article of {long:,} entities", 1, long))
        for number in range(rounds):
            for case in cases if number % 2 else cases[::-1]:
                _round(case, times, rounds)
        for case in cases:
            case.project.close()
        opening = min(rounds, 5)
        for _ in range(opening):
            for case in cases:
                for what, seconds in open_and_fold(case).items():
                    times.take(what, case, seconds)
                if times.within("plain open", case, opening, _BUDGET / 2):
                    times.take("plain open", case, plain_open(case))
        largest = max((case for case in cases), key=lambda case: case.path.stat().st_size)
        fresh = [_fresh(largest.path) for _ in range(min(rounds, 5))]
    rows = [row for case in cases for row in _told(times, case.name, cases[0].name)]
    return [Row("rounds", rounds, ""), *rows, *_of_fresh(largest.name, fresh)]


def _round(case: Case, times: Times, rounds: int) -> None:
    saved = save(case)
    times.take("save", case, saved["save"])
    times.take("written", case, saved["written"])
    times.take("sync", case, sync(case, saved["written"]))
    if times.within("plain update", case, rounds):
        times.take("plain update", case, plain_update(case))


def _told(times: Times, name: str, smallest: str) -> Iterator[Row]:
    said = {
        "save": "a save",
        "sync": "the disk's own append and sync of as much",
        "plain update": "TinyDB updates a document",
        "open": "open, until an article is there",
        "plain open": "TinyDB opens and gives a document",
        "fold": "write anew and close",
    }
    for what, words in said.items():
        found = times.by[what, name]
        tenths = quantiles(found, n=10, method="inclusive") if len(found) > 1 else found
        yield Row(f"{name}: {words}: median of {len(found)}", 1000 * median(found), "ms")
        yield Row(f"{name}: {words}: tenth below", 1000 * tenths[0], "ms")
        yield Row(f"{name}: {words}: tenth above", 1000 * tenths[-1], "ms")
    yield Row(f"{name}: bytes written by a save", median(times.by["written", name]), "bytes")
    ratio: Callable[[str, str], float] = partial(_ratio, times, name)
    yield Row(f"{name}: a save against the disk alone, median of pairs", ratio("save", "sync"), "x")
    yield Row(f"{name}: TinyDB against a save", median(times.by["plain update", name]) / median(times.by["save", name]), "x")
    against = median(own / other for own, other in zip(times.by["save", name], times.by["save", smallest], strict=True))
    yield Row(f"{name}: a save against one in the smallest, median of pairs", against, "x", BAR, against <= BAR)


def _ratio(times: Times, name: str, what: str, other: str) -> float:
    return median(a / b for a, b in zip(times.by[what, name], times.by[other, name], strict=True))


def _fresh(path: Path) -> dict[str, float]:
    done = run([sys.executable, "-c", _FRESH, str(path)], capture_output=True, text=True, cwd=ROOT, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _of_fresh(name: str, found: Sequence[dict[str, float]]) -> Iterator[Row]:
    for what in found[0]:
        unit = "MB" if what.startswith("MB") else "ms" if what.startswith("seconds") else ""
        values = sorted(one[what] * (1000 if unit == "ms" else 1) for one in found)
        words = what.removeprefix("MB ").removeprefix("seconds ")
        bar = MEMORY if unit == "MB" and "after" in what else None
        holds = None if bar is None else max(values) < bar
        label = "memory " if unit == "MB" else ""
        yield Row(f"{name}, fresh process: {label}{words}", median(values), unit, bar, holds)
        if unit == "ms":
            yield Row(f"{name}, fresh process: {words}: slowest of {len(values)}", values[-1], unit)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.store", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--articles", type=_sizes, default=SIZES, help="how many articles, a number or several: 10,100")
    parser.add_argument("--long", type=int, default=LONG, help="entities of the one long article, 0 for none")
    parser.add_argument("--rounds", type=int, default=60, help="saves in each project, 3 at least")
    options = parser.parse_args(arguments)
    report("store", measured(options.articles, options.long, max(3, options.rounds)), options.json)
    return 0


def _sizes(words: str) -> list[int]:
    return sorted(max(1, int(word)) for word in words.split(","))


if __name__ == "__main__":
    sys.exit(main())
