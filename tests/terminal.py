"""A real terminal for tests: a command in a pseudo-terminal, what it wrote, and the screen that this makes."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import pyte
from pyte.charsets import LAT1_MAP
from pyte.modes import IRM

RIGHT, LEFT, UP, DOWN = "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B"
ENTER, TAB, ESCAPE, BACKSPACE, CTRL_C, CTRL_Q = "\r", "\t", "\x1b", "\x7f", "\x03", "\x11"
FRAME_END = b"\x1b[?2026l"
"""What ends a frame, once the query for mode 2026 (synchronized output) was answered."""
PATIENCE = 60.0
"""Seconds that what will come is waited for: long, for a machine that has other work; a wait ends when it is there."""
_QUERY, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_RUNS = re.compile(r"[ -~]+|[^ -~]")


class _Screen(pyte.Screen):
    """A screen that leaves out what has no width, and not all that was written at once with it."""

    def __init__(self, columns: int, lines: int) -> None:
        self._cells: dict[pyte.screens.Char, dict[str, pyte.screens.Char]] = {}
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        plain = not self.charset and self.g0_charset is LAT1_MAP and IRM not in self.mode
        for part in _RUNS.findall(data):
            if plain and len(part) > 1 and self.cursor.x + len(part) <= self.columns:
                self._draw_at_once(part)
            else:
                super().draw(part)

    def _draw_at_once(self, ascii: str) -> None:
        """What ``draw`` does of letters that fit: most of what a test waits for is this, and it makes each cell anew."""
        cursor, line = self.cursor, self.buffer[self.cursor.y]
        cells = self._cells.setdefault(cursor.attrs, {})
        for x, char in enumerate(ascii, cursor.x):
            if char not in cells:
                cells[char] = cursor.attrs._replace(data=char)
            line[x] = cells[char]
        cursor.x += len(ascii)
        self.dirty.add(cursor.y)


class Picture:
    """What a terminal of ``size`` (columns, rows) shows of the bytes it was fed."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._screen = _Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._rows: list[str] = []

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.columns, self._screen.lines

    def feed(self, output: bytes) -> None:
        self._stream.feed(output)

    def resize(self, size: tuple[int, int]) -> None:
        self._screen.resize(columns=size[0], lines=size[1])

    def clear(self) -> None:
        """As a terminal does where the alternate screen is entered."""
        self._screen.erase_in_display(2)

    def at(self, x: int, y: int) -> str:
        """What stands in a cell."""
        return self._screen.buffer[y][x].data

    def rows(self) -> list[str]:
        """Each row as text, without the blanks at its end.

        Not pyte's ``display``: it fails where half of a wide character was written over, as it is amid a frame.
        """
        columns, lines = self.size
        changed = self._screen.dirty
        if len(self._rows) != lines:
            self._rows, changed = [""] * lines, set(range(lines))
        # A combining mark at the start of a line is drawn at the end of the one before.
        for y in {y for one in changed for y in (one - 1, one) if 0 <= y < lines}:
            row = self._screen.buffer[y]
            self._rows[y] = "".join(row[x].data for x in range(columns)).rstrip()
        self._screen.dirty.clear()
        return list(self._rows)

    def reversed_text(self) -> list[str]:
        """What is drawn in reverse in each row."""
        columns, lines = self.size
        rows = (self._screen.buffer[y] for y in range(lines))
        return ["".join(row[x].data for x in range(columns) if row[x].reverse) for row in rows]

    def inks(self) -> dict[tuple[str, str], str]:
        """What is drawn in each pair of colours of text and ground, by pyte's names or ``rrggbb``; in reverse, as it shows."""
        columns, lines = self.size
        found: dict[tuple[str, str], str] = {}
        for cell in (self._screen.buffer[y][x] for y in range(lines) for x in range(columns)):
            pair = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
            found[pair] = found.get(pair, "") + cell.data
        return found


class Terminal:
    """Runs a command in a terminal of ``size`` (columns, rows), as the leader of a session of its own.

    ``env`` is added to the environment; a value of None takes a name out. Nothing is read, and no query answered, but
    while one of the methods waits. Use it as a context manager, or ``close`` it. Times are seconds.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (100, 24),
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        # A size in the environment, as runners of tests leave it, would be believed before the terminal's own.
        outside = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        merged = {**outside, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self._picture = Picture(size)
        self._output = bytearray()
        self._shown = self._answered = 0
        self._ends: list[int] = []
        self._times: list[float] = []
        self._master, slave = os.openpty()
        _set_size(slave, size)
        self.started = monotonic()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                cwd=cwd,
                env={name: value for name, value in merged.items() if value is not None},
                start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """The descriptor that output comes from, for ``select`` over several terminals."""
        return self._master

    @property
    def attributes(self) -> list[object]:
        """The attributes of the terminal, as ``termios.tcgetattr`` has them."""
        return termios.tcgetattr(self._master)

    def signal(self, number: int) -> None:
        """Send the command a signal."""
        self._process.send_signal(number)

    @property
    def output(self) -> bytes:
        """All that was read so far."""
        return bytes(self._output)

    @property
    def length(self) -> int:
        """How many bytes were read so far."""
        return len(self._output)

    def since(self, start: int) -> bytes:
        """What was read after the first ``start`` bytes; costs no look at those."""
        return bytes(self._output[start:])

    def send(self, keys: str) -> None:
        """Type these characters, or the sequences of keys above."""
        os.write(self._master, keys.encode())

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal other columns and rows; the command is told by SIGWINCH."""
        self.picture.resize(size)
        _set_size(self._master, size)

    @property
    def picture(self) -> Picture:
        """What the screen shows of what was read so far; one object that goes along."""
        if self._shown < len(self._output):
            self._picture.feed(bytes(self._output[self._shown :]))
            self._shown = len(self._output)
        return self._picture

    def rows(self) -> list[str]:
        """The screen as text, without the blanks at the ends of rows."""
        return self.picture.rows()

    def read(self, timeout: float) -> bool:
        """Wait for output at most so long and take what there is. Returns whether there was any."""
        if not select.select([self._master], [], [], max(timeout, 0))[0]:
            return False
        try:
            found = os.read(self._master, 65536)
        except OSError:  # Linux says EIO when the last process has closed the terminal
            found = b""
        if found:
            self._output += found
            self._ends.append(len(self._output))
            self._times.append(monotonic())
            self._answer(len(found))
        return bool(found)

    def until(self, done: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Read until ``done``. Raises TimeoutError, with the screen, when it takes longer, or the command ends before."""
        end = monotonic() + timeout
        while True:
            ended = self._process.poll() is not None
            if done():
                return
            if not self.read(min(0.1, end - monotonic())) and (ended or monotonic() > end):
                what = f"ended with {self._process.returncode}" if ended else f"not within {timeout} s"
                raise TimeoutError(f"{what}; the screen:\n" + "\n".join(self.rows()))

    def wait_for(self, text: str, timeout: float = PATIENCE) -> None:
        """Read until a row of the screen holds the text. Raises TimeoutError as ``until`` does."""
        self.until(lambda: any(text in row for row in self.rows()), timeout)

    def wait_for_exit(self, timeout: float = PATIENCE) -> int:
        """Read until the command has ended. Returns its exit code, minus the signal that killed it."""
        self.until(lambda: self._process.poll() is not None, timeout)
        while self.read(0.05):
            pass
        return self._process.returncode

    def quiet(self, seconds: float = 0.3, timeout: float = PATIENCE) -> None:
        """Read until nothing came for so long and the command waits for more. Raises TimeoutError as ``until`` does."""
        self.until(lambda: not self.read(seconds) and not self._at_work(), timeout)

    def _at_work(self) -> bool:
        """Whether the command has something to do, or waits for the disk: a machine with other work may not have let it. False
        where the system does not say."""
        states = set()
        for task in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            with suppress(OSError):  # a thread that has ended
                states.add(task.read_text("utf-8", "replace").rpartition(")")[2].split()[0])
        return bool(states & {"R", "D"})

    @property
    def pieces(self) -> list[int]:
        """Where each piece that was read at once ends in ``output``."""
        return list(self._ends)

    @property
    def frames(self) -> list[int]:
        """Where each frame ends in ``output``."""
        return [found.end() for found in re.finditer(re.escape(FRAME_END), self._output)]

    def time_of(self, end: int) -> float:
        """Seconds from the start until the first ``end`` bytes of ``output`` were read. Raises IndexError past its end."""
        return self._times[bisect_left(self._ends, end)] - self.started

    def first(self, seen: Callable[[Picture], bool], ends: Sequence[int]) -> int:
        """The first of these ends in ``output``, in ascending order, at which the screen looked so: what was read is gone
        through again, so that looking costs nothing while the command runs. Raises ValueError when it never did."""
        picture = Picture(self._picture.size)
        for start, end in pairwise([0, *ends]):
            picture.feed(bytes(self._output[start:end]))
            if seen(picture):
                return end
        raise ValueError("the screen never looked so")

    def close(self) -> None:
        """Hang up, as a terminal window that is closed, and kill what is left after two seconds."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGHUP)
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _answer(self, fresh: int) -> None:
        """Answer a query that ends in the last ``fresh`` bytes."""
        place = self._output.find(_QUERY, max(self._answered, len(self._output) - fresh - len(_QUERY)))
        if place >= 0:
            self._answered = place + len(_QUERY)
            os.write(self._master, _ANSWER)


def _set_size(terminal: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


_SEQUENCE = re.compile(
    r"""
      \x1b\[ (?P<private>[<-?]?) [0-9:;]* (?P<between>[\ -/]*) (?P<final>[@-~])
    | \x1b\] (?P<osc>[0-9]*) [^\x07\x1b]* (?:\x07 | \x1b\\)?
    | \x1b (?P<string>[PX^_]) [^\x1b]* (?:\x1b\\)?
    | \x1b (?P<escape>[ -~]?)
    | (?P<control>[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f])
    """,
    re.VERBOSE,
)
_FINALS = {"m": "SGR"} | dict.fromkeys("ABCDEFGHIZ`adef", "cursor") | dict.fromkeys("JK", "erase")
_STRINGS = {"P": "DCS", "X": "SOS", "^": "PM", "_": "APC"}


def control_sequences(output: bytes) -> Counter[str]:
    """How many control sequences of each kind there are in what a command wrote, after ECMA-48 and xterm's list.

    Kinds: ``SGR`` (colours and attributes), ``cursor`` (moves), ``erase``, ``mode`` (private modes set and reset), other
    CSI by their letters (``CSI $p``, ``CSI >u``), ``OSC 52`` and the like by number, ``DCS``, ``SOS``, ``PM``, ``APC``,
    other escapes (``ESC 7``), and controls that stand alone by code (``07``, ``9b``). CR and LF are not counted.
    """
    return Counter(map(_kind, _SEQUENCE.finditer(output.decode("utf-8", "replace"))))


def _kind(found: re.Match[str]) -> str:
    private, between, final = found["private"] or "", found["between"] or "", found["final"]
    if final:
        if private == "?" and not between and final in "hl":
            return "mode"
        return _FINALS.get(final, f"CSI {final}") if not private + between else f"CSI {private}{between}{final}"
    if found["osc"] is not None:
        return f"OSC {found['osc']}"
    if found["string"]:
        return _STRINGS[found["string"]]
    return f"ESC {found['escape']}" if found["escape"] is not None else f"{ord(found['control']):02x}"
