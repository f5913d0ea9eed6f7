"""Places to measure keys in: projects, the reader in a terminal, and what its process and its disk take. Times are seconds."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copy
from time import monotonic, perf_counter

from annotations.article import Article
from annotations.entity import Span
from tests.bench.book import NAMES, SIZE, Book
from tests.bench.keystrokes import SIZE as CELLS
from tests.bench.keystrokes import focus, press, settle
from tests.bench.projects import SEED, entity, write_one
from tests.terminal import RIGHT, Terminal


class NotHere(Exception):
    """What is to be measured cannot be had here; the message says it in words."""


ROOT = Path(__file__).resolve().parents[2]
APPENDED = 200
"""Bytes that are appended to a file to see what the disk takes."""
LONGEST = 180.0
"""What a key may take while all is being opened, and all is done for the first time."""


@dataclass(frozen=True)
class Scale:
    """How much is measured: keys of each act; bytes and entities of the long text, entities where it is full of them; bytes
    and annotations of the text for SLATE; seconds that a key may take the first time."""

    keys: int = 500
    size: int = SIZE
    names: int = NAMES
    full: int = 1_000_000
    slate_size: int = 1_000_000
    slate_names: int = 18_000
    longest: float = LONGEST


@dataclass(frozen=True)
class Place:
    """A folder, the long text, and how much is measured there."""

    home: Path
    long: Book
    scale: Scale

    def project(self, name: str, text: str, spans: Sequence[Span], model: str = "model:m") -> Path:
        """Make a project of one article with entities on these spans; see ``write_one``."""
        path, random = self._fresh(name), Random(SEED)
        made = Article(text, name, (f"{name}.txt",), language="en", added="2026-01-02T03:04:05Z")
        write_one(path, made, [entity(random, made.sha256, *span) for span in spans], model)
        return path

    def copied(self, project: Path) -> Path:
        """A copy of a project, in the place of the one before."""
        return Path(copy(project, self._fresh("copy")))

    def _fresh(self, name: str) -> Path:
        """Where a project may be made: what an earlier one of this name left there, its journal above all, is taken away."""
        path = self.home / f"{name}.json"
        for left in self.home.glob(f"{path.name}*"):
            left.unlink()
        return path

    def reading(self, project: Path, *, suggesting: bool = False) -> Terminal:
        """The reader of a project in a terminal; ``suggesting``: with its default model."""
        command = [*reader(), "-p", str(project), "--annotator", "ada", *(() if suggesting else ("--model", "none"))]
        return Terminal(command, size=CELLS, env=surroundings(self.home), cwd=self.home)


def reader() -> list[str]:
    """The console script installed beside this Python, else the package of this checkout."""
    script = Path(sys.executable).with_name("rubricate")
    return [str(script)] if script.exists() else [sys.executable, "-m", "tui"]


def surroundings(home: Path) -> dict[str, str | None]:
    """An environment without the settings of whoever measures, where bytecode is kept as in an installed package."""
    names = {name: None for name in os.environ if name.startswith(("RUBRICATE_", "TEXTUAL_", "XDG_", "PYTHON"))}
    return {**names, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}


def opened(terminal: Terminal, random: Random) -> dict[str, float]:
    """Let a reader open its article. Returns what it took, from exec, until a first frame, a move and a label were shown."""
    terminal.until(lambda: bool(terminal.frames), LONGEST)
    found = {"first frame": terminal.time_of(terminal.frames[0])}
    for what, key in ("first move", RIGHT), ("first label", "1"), ("", "u"):
        if not press(terminal, key, focus, random, patience=LONGEST).seen:
            raise TimeoutError(f"{key!r} showed nothing within {LONGEST} s:\n" + "\n".join(terminal.rows()))
        if what:
            found[what] = monotonic() - terminal.started
    settle([terminal])
    return found


def memory(terminal: Terminal) -> tuple[float, float]:
    """Megabytes that the process in a terminal has in memory, and had at most; zeros where the system does not say."""
    status = Path(f"/proc/{terminal.pid}/status")
    found = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.exists() else {}
    now, most = (float(found.get(name, "0 kB").split()[0]) / 1000 for name in ("VmRSS", "VmHWM"))
    return now, most


def children_seconds(terminal: Terminal) -> float:
    """Seconds of CPU that the children of the process in a terminal have used; none where the system does not say."""
    tasks = Path(f"/proc/{terminal.pid}/task").glob("*/children")
    return sum(_cpu_seconds(child) for task in tasks for child in _read(task).split())


def cores_of_others(begun: tuple[float, float, float]) -> float:
    """How many cores other processes than this one and its ended children kept busy since ``cpu_times`` gave ``begun``."""
    clock, all_of_them, ours = (now - before for now, before in zip(cpu_times(), begun, strict=True))
    return max(0.0, all_of_them - ours) / clock


def cpu_times() -> tuple[float, float, float]:
    """Seconds by the clock, of CPU by all processes (what the host took from this machine too), and by this one and its
    children that have ended. Where the system does not say it, the others have none."""
    own = sum(os.times()[:4])
    stat = Path("/proc/stat")
    if not stat.exists():
        return monotonic(), own, own
    user, nice, system, _, _, *more = map(int, stat.read_text().partition("\n")[0].split()[1:9])
    return monotonic(), (user + nice + system + sum(more)) / os.sysconf("SC_CLK_TCK"), own


def _cpu_seconds(process: str) -> float:
    fields = _read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _read(file: Path) -> str:
    """What a file of the system says; nothing where its process or thread has ended."""
    try:
        return file.read_text()
    except OSError:
        return ""


def synced(folder: Path) -> float:
    """What the disk takes to append a little to a file and sync it."""
    descriptor = os.open(folder / "appended", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        begun = perf_counter()
        os.write(descriptor, b"x" * APPENDED)
        getattr(os, "fdatasync", os.fsync)(descriptor)
        return perf_counter() - begun
    finally:
        os.close(descriptor)
