"""How soon a key has acted, whatever the length of the article: ``python -m tests.bench.latency [--json] [--only GROUP]``.

In real terminals of 110 x 32, in turns, from the byte written to the last byte of the frame that shows what the key does:

* ``still``: a text of 6 MB with 100,000 entities, beside the same keys on an article of 4 KB and an empty line-API app;
* ``running``: the same while the default model suggests over the long one;
* ``million``: 1,000,000 entities in the same text;
* ``less``: moving and paging in the same text beside ``less``, both until their output is quiet;
* ``slate``: 1 MB with 18,000 annotations beside SLATE, likewise.

The keys are typed at marks all over the text, in no order: each is searched for, which is a jump; what stands there is given
a label, the focus moves, goes to the next suggestion, accepts it; all that is undone; pages follow, then both ends. What
other work the machine had meanwhile is told, since it shows in the figures.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from platformdirs import user_cache_path

from tests.bench import slate
from tests.bench.book import Book, book, pieces
from tests.bench.keystrokes import SIZE
from tests.bench.places import (
    APPENDED,
    LONGEST,
    ROOT,
    NotHere,
    Place,
    Scale,
    children_seconds,
    cores_of_others,
    cpu_times,
    memory,
    opened,
    surroundings,
    synced,
)
from tests.bench.projects import ENTITIES, SEED
from tests.bench.rows import Row, ratio, report, spread
from tests.bench.visits import (
    ACCEPT,
    AT_ONCE,
    ENDS,
    MOVE,
    NEXT,
    PAGE,
    SEARCH,
    TAG,
    UNDO,
    Program,
    Step,
    Times,
    app_steps,
    less_steps,
    reader_steps,
    reader_steps_of_less,
    reader_steps_of_slate,
    slate_steps,
    visit,
)
from tests.terminal import Terminal
from tui.running import FRAMES

EDITS, JUMPS = (MOVE, TAG, NEXT, ACCEPT, UNDO), (PAGE, ENDS, SEARCH)
SHORT, APP, SLATE = 2.0, 1.5, 0.25
"""A key costs at most so many times what it costs in an article of 4 KB, that one what a move in an empty app does; and at
most so much of what it costs in SLATE."""
P99 = dict.fromkeys(EDITS, 33.0) | dict.fromkeys(JUMPS, 50.0)
"""Milliseconds."""
QUICK = Scale(4, 120_000, 2_000, 20_000, 60_000, 1_000, longest=10.0)
_BESIDE_OTHERS = 200
"""Keys of each act beside other programs: each waits for quiet, and SLATE draws the whole screen at every key that only leads
to a place."""
_BUDGET = 45.0
"""Seconds after which no more keys are typed where no bar asks for them."""


def still(place: Place) -> Iterator[Row]:
    """The long text beside the short one, without a model."""
    project = place.project("long", place.long.text, place.long.names)
    yield from _beside_short(place, project, suggesting=False)


def running(place: Place) -> Iterator[Row]:
    """The same while the default model reads the long one; when it has read all, it begins anew with another copy."""
    project = place.project("unread", place.long.text, place.long.names, "")
    yield from _beside_short(place, project, suggesting=True)


def _beside_short(place: Place, project: Path, *, suggesting: bool) -> Iterator[Row]:
    (text, project_of_text), random = _short(place), Random(SEED)
    turns, turn, unseen = (place.scale.keys + 1) // 2, 0, 0
    times: Times = {}
    disk: list[float] = []
    typing = modelling = 0.0
    used = 0.0, 0.0
    environment = surroundings(place.home) | {"TEXTUAL_FPS": FRAMES}  # the app is not to wait longer than the reader does
    with (
        place.reading(project_of_text) as small,
        Terminal([sys.executable, "-m", "tests.bench.line_app"], size=SIZE, env=environment, cwd=ROOT) as least,
    ):
        short = Program("4 KB", small, lambda turn: reader_steps(*_marks(text.marks, turn), short=True))
        app = Program("app", least, lambda turn: app_steps())
        opened(small, random)
        while turn < turns:
            with place.reading(place.copied(project), suggesting=suggesting) as terminal:
                long = _reading(place, terminal, times)
                opened(terminal, random)
                if suggesting:
                    _arriving(terminal)
                _once([long, short, app], random, place.scale.longest)
                first, begun, before = turn, monotonic(), children_seconds(terminal)
                busy = _busy(terminal) if suggesting else lambda: True
                while turn < turns and (turn == first or busy()):
                    visit([long, short, app], turn, random)
                    disk += [synced(place.home), synced(place.home)]
                    turn += 1
                typing += monotonic() - begun
                modelling += children_seconds(terminal) - before
                unseen += long.unseen
                used = memory(terminal)
    prefix = "suggestions running: " if suggesting else ""
    for act, seconds in times.items():
        yield from spread(f"{prefix}{long.name}: {act}", seconds, P99.get(act))
    for program in (short, app):
        for act, seconds in program.times.items():
            yield from spread(f"{prefix}{program.name}: {act}", seconds)
    for act in (*EDITS, *JUMPS):
        bar = SHORT if act in EDITS else None
        yield ratio(f"{prefix}{act}: the long text against 4 KB", times[act], short.times[act], bar)
    for act in EDITS:
        yield ratio(f"{prefix}{act}: 4 KB against a move in an empty line-API app", short.times[act], app.times[MOVE], APP)
    yield from spread(f"{prefix}the disk's own append of {APPENDED} bytes and fdatasync", disk)
    for act in (TAG, ACCEPT, UNDO):
        alone = [seconds - median(disk) for seconds in short.times[act]]
        yield ratio(f"{prefix}{act}: 4 KB less the disk's own, against a move in the empty app", alone, app.times[MOVE])
    yield Row(f"{prefix}keys that showed nothing in time", unseen + short.unseen + app.unseen, "")
    yield Row(f"{prefix}{long.name}: resident memory", used[0], "MB")
    yield Row(f"{prefix}{long.name}: resident memory at most", used[1], "MB")
    if suggesting:
        yield Row("suggestions running: what the model took while keys were typed", modelling / typing, "cores")


def million(place: Place) -> Iterator[Row]:
    """The long text full of entities: no bar."""
    full = place.scale.full
    project = place.project("full", place.long.text, pieces(place.long.text, full))
    random = Random(SEED)
    with place.reading(_short(place)[1]) as terminal:  # what the first start compiles, the next one has
        opened(terminal, random)
    with place.reading(project) as terminal:
        program = _reading(place, terminal, {})
        for what, seconds in opened(terminal, random).items():
            yield Row(f"{full:,} entities: from exec to the {what}", 1000 * seconds, "ms")
        _once([program], random, place.scale.longest)
        begun = monotonic()
        for turn in range((place.scale.keys + 1) // 2):
            if monotonic() - begun > _BUDGET:
                break
            visit([program], turn, random)
        for act, taken in program.times.items():
            yield from spread(f"{full:,} entities: {act}", taken)
        yield Row(f"{full:,} entities: keys that showed nothing in time", program.unseen, "")
        yield Row(f"{full:,} entities: resident memory", memory(terminal)[0], "MB")
        yield Row(f"{full:,} entities: resident memory at most", memory(terminal)[1], "MB")


def beside_less(place: Place) -> Iterator[Row]:
    """The long text beside ``less``: no bar."""
    command = which("less")
    if command is None:
        raise NotHere("there is no less")
    file = place.home / "long.txt"
    file.write_text(place.long.text, "utf-8")
    environment = surroundings(place.home) | {"LESS": None, "LESSCHARSET": "utf-8", "LESSHISTFILE": "-"}
    with Terminal([command, "-f", str(file)], size=SIZE, env=environment) as other:
        program = Program("less", other, lambda turn: less_steps(turn * 37 % 96), frames=False)
        program.terminal.until(lambda: bool(other.output))
        project = place.project("long", place.long.text, place.long.names)
        yield from _beside(place, project, place.long.marks, reader_steps_of_less, program, None)


def beside_slate(place: Place) -> Iterator[Row]:
    """A text of 1 MB beside SLATE."""
    command = slate.installed(user_cache_path("rubricate") / "bench" / "slate")
    text = book(place.scale.slate_size, place.scale.slate_names, scripts=False)
    file = place.home / "slate.txt"
    file.write_text(text.text, "utf-8")
    with file.with_name("slate.txt.annotations").open("w", encoding="utf-8") as out:
        out.writelines(slate.annotations(text.text, text.names))
    lines = sum(1 for line in text.text.split("\n") if line.strip())
    environment = surroundings(place.home) | {"PYTHONUTF8": "1"}
    with Terminal([str(command), "-o", str(file)], size=SIZE, env=environment, cwd=place.home) as other:
        program = Program("SLATE", other, lambda turn: slate_steps(turn * 3571 % lines), frames=False)
        other.until(lambda: bool(other.output), LONGEST)
        other.quiet(1.0, LONGEST)
        other.send(slate.search("the"))
        other.quiet(1.0, LONGEST)
        project = place.project("annotated", text.text, text.names)
        yield from _beside(place, project, text.marks, reader_steps_of_slate, program, SLATE)


def _beside(
    place: Place, project: Path, marks: str, steps: Callable[[str], list[Step]], other: Program, bar: float | None
) -> Iterator[Row]:
    """The reader and another program, both until they are quiet."""
    random, keys = Random(SEED), min(place.scale.keys, _BESIDE_OTHERS)
    with place.reading(project) as terminal:
        early = marks[: -max(1, len(marks) // 10)]  # from where there are pages to turn
        ours = Program("the reader", terminal, lambda turn: steps(_marks(early, turn)[0]), quiet=True)
        opened(terminal, random)
        _once([ours, other], random, place.scale.longest)
        for turn in range((keys + AT_ONCE - 1) // AT_ONCE):
            visit([ours, other], turn, random)
    for program in (ours, other):
        for act, seconds in program.times.items():
            yield from spread(f"beside {other.name}: {program.name}: {act}", seconds)
        yield Row(f"beside {other.name}: {program.name}: keys that showed nothing in time", program.unseen, "")
    for act in ours.times:
        yield ratio(f"beside {other.name}: {act}", ours.times[act], other.times[act], bar)


def _short(place: Place) -> tuple[Book, Path]:
    """The article of 4 KB, and a project of it."""
    text = book(4_000, ENTITIES, 4)
    return text, place.project("short", text.text, text.names)


def _reading(place: Place, terminal: Terminal, times: Times) -> Program:
    name = f"{place.scale.size / 1e6:g} MB, {place.scale.names:,} entities"
    return Program(name, terminal, lambda turn: reader_steps(*_marks(place.long.marks, turn)), times=times)


def _marks(marks: str, turn: int) -> tuple[str, str]:
    """The marks of a visit, far from each other and from those of the one before."""
    mixed = Random(SEED).sample(marks, len(marks))
    return mixed[turn % len(mixed)], mixed[(turn + len(mixed) // 2) % len(mixed)]


def _once(programs: Sequence[Program], random: Random, patience: float) -> None:
    """A visit that does not count, when much is done for the first time."""
    visit([replace(program, times={}, unseen=0) for program in programs], 0, random, patience)


def _arriving(terminal: Terminal) -> None:
    """Wait until suggestions arrive: the reader paints with no key."""
    before = len(terminal.frames)
    terminal.until(lambda: len(terminal.frames) > before + 2, LONGEST)


def _busy(terminal: Terminal) -> Callable[[], bool]:
    """What says whether the process's children, which have been at work, were so since it was last asked; yes where the
    system does not say."""
    used = children_seconds(terminal)
    if not used:
        return lambda: True

    def worked() -> bool:
        nonlocal used
        before, used = used, children_seconds(terminal)
        return used > before

    return worked


GROUPS: dict[str, Callable[[Place], Iterator[Row]]] = {
    "still": still,
    "running": running,
    "million": million,
    "less": beside_less,
    "slate": beside_slate,
}


def measured(groups: Sequence[str], scale: Scale) -> Iterator[list[Row]]:
    """The rows of each group, once it is done. Raises TimeoutError, with the screen, where keys showed nothing."""
    with TemporaryDirectory(dir=os.environ.get("RUBRICATE_BENCH_FOLDER")) as folder:
        place = Place(Path(folder), book(scale.size, scale.names), scale)
        for group in groups:
            begun, rows = cpu_times(), [Row(f"{group}: load average before", os.getloadavg()[0], "")]
            try:
                rows += GROUPS[group](place)
            except NotHere as error:
                print(f"{group} left out: {error}", file=sys.stderr)
            rows.append(Row(f"{group}: kept busy by other processes, of {os.cpu_count()}", cores_of_others(begun), "cores"))
            yield rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where keys showed nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--keys", type=int, default=None, help="keys of each act, 2 at least")
    parser.add_argument("--quick", action="store_true", help="few keys and small texts, to try it")
    parser.add_argument("--only", choices=GROUPS, action="append", help="this group; may be said several times")
    options = parser.parse_args(arguments)
    scale = QUICK if options.quick else Scale()
    if options.keys:
        scale = replace(scale, keys=max(2, options.keys))
    gc.disable()  # not in the midst of a key
    try:
        done = []
        for rows in measured(options.only or list(GROUPS), scale):
            done += rows
            if not options.json:
                report("latency", rows, json=False)
        if options.json:
            report("latency", done, json=True)
    except TimeoutError as error:
        print(f"keys showed nothing: {error}", file=sys.stderr)
        return 1
    finally:
        gc.enable()
    return 0


if __name__ == "__main__":
    sys.exit(main())
