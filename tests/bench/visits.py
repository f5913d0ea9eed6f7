"""Visits: what is typed at one mark of a text, in several programs in turns, and how long each act took. Times are seconds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from tests.bench import slate
from tests.bench.keystrokes import PATIENCE, Shown, anything, focus, lines, press, press_until_quiet, settle, words
from tests.terminal import BACKSPACE, DOWN, ENTER, RIGHT, Terminal

HOME, END = "\x1b[H", "\x1b[F"
MOVE, TAG, NEXT, ACCEPT, UNDO = "move", "tag", "next", "accept", "undo"
PAGE, ENDS, SEARCH = "page", "Home or End", "search jump"
AT_ONCE = 5
"""Keys of one act at a visit beside another program."""
_UNSEEN = 20
"""So many keys that showed nothing, and something is wrong."""


class Step(NamedTuple):
    """Keys to type, the act they are (empty: they are not timed), and what shows that they acted. Without keys: a rest."""

    act: str = ""
    keys: str = ""
    shown: Shown = anything


REST = Step()
_TO_REVIEW = Step("", "w"), Step("", "r")
"""The walk of what is to review again: a search has made it that of its hits."""
Times = dict[str, list[float]]
"""By act."""


@dataclass
class Program:
    """One that is measured: its name, what is typed at the n-th visit, and the times of each act so far. ``frames``: whether
    it marks its frames; ``quiet``: its acts are timed until it is quiet even so; ``unseen``: keys that showed nothing."""

    name: str
    terminal: Terminal
    steps: Callable[[int], Sequence[Step]]
    frames: bool = True
    quiet: bool = False
    times: Times = field(default_factory=dict)
    unseen: int = 0

    def take(self, step: Step, random: Random, beside: Sequence[Terminal], patience: float = PATIENCE) -> None:
        """Type the keys of a step. Raises TimeoutError, with the screen, where too many keys showed nothing."""
        if self.frames and not (step.act and self.quiet):
            timed = press(self.terminal, step.keys, step.shown, random, beside, patience)
        else:
            timed = press_until_quiet(self.terminal, step.keys, random, beside, patience)
        if step.act:
            self.times.setdefault(step.act, []).append(timed.seconds)
        self.unseen += not timed.seen
        if self.unseen > _UNSEEN:
            raise TimeoutError(f"{self.name}: {self.unseen} keys showed nothing, now {step}:\n" + "\n".join(self.terminal.rows()))


def visit(programs: Sequence[Program], turn: int, random: Random, patience: float = PATIENCE) -> None:
    """The n-th visit in all programs at once, step by step, in turns; the other way round at every other visit."""
    terminals = [program.terminal for program in programs]
    for steps in zip_longest(*(program.steps(turn) for program in programs), fillvalue=REST):
        pairs = [(program, step) for program, step in zip(programs, steps, strict=True) if step.keys]
        for program, step in pairs[:: -1 if turn % 2 else 1]:
            program.take(step, random, terminals, patience)
        if any(step.shown is anything and not step.act for _, step in pairs):
            settle(terminals)


def _to(mark: str) -> list[Step]:
    return [Step("", "/"), Step("", mark, words(mark)), Step("", ENTER, focus), *_TO_REVIEW]


def reader_steps(mark: str, other: str, *, short: bool = False) -> list[Step]:
    """In the reader: two searches, from anywhere, then all acts at the mark. ``short``: of an article of few pages, where
    pages are turned from the top."""
    return [
        Step("", "/"),
        Step(SEARCH, other, words(other)),
        Step("", BACKSPACE, lines(3)),
        Step(SEARCH, mark, words(mark)),
        Step("", ENTER, focus),
        *[Step(TAG, "1", focus), Step(UNDO, "u", focus)] * 2,
        Step(MOVE, RIGHT, focus),
        Step(MOVE, DOWN, focus),
        *_TO_REVIEW,
        *[Step(NEXT, "n", focus), Step(ACCEPT, "a", focus), Step(UNDO, "u", focus)] * 2,
        Step("", HOME) if short else REST,
        *[Step(PAGE, " ", lines(10))] * 2,
        Step(ENDS, HOME, lines(10)),
        Step(ENDS, END, lines(10)),
    ]


def app_steps() -> list[Step]:
    """In an app that has but a cell to move: where the reader moves."""
    return [Step(MOVE, step.keys) if step.act == MOVE else REST for step in reader_steps("", "")]


def reader_steps_of_less(mark: str) -> list[Step]:
    """In the reader what ``less_steps`` is in less."""
    return [*_to(mark), *[Step(MOVE, DOWN)] * AT_ONCE, *[Step(PAGE, " ")] * AT_ONCE, Step(ENDS, HOME), Step(ENDS, END)]


def less_steps(percent: int) -> list[Step]:
    """In less: a place, lines, pages, both ends."""
    return [
        Step("", f"{percent}p"),
        *[REST] * (len(_to("")) - 1),
        *[Step(MOVE, "j")] * AT_ONCE,
        *[Step(PAGE, " ")] * AT_ONCE,
        Step(ENDS, "g"),
        Step(ENDS, "G"),
    ]


def reader_steps_of_slate(mark: str) -> list[Step]:
    """In the reader what ``slate_steps`` is in SLATE."""
    return [
        *_to(mark),
        *[REST] * (1 + len(slate.down(0)) - len(_to(mark))),
        *[REST, Step(TAG, "1"), Step(UNDO, "u")] * AT_ONCE,
        *[Step(MOVE, RIGHT)] * AT_ONCE,
        *[Step(NEXT, "n")] * AT_ONCE,
        *[Step(PAGE, " ")] * AT_ONCE,
        *[Step(ENDS, HOME), Step(ENDS, END)],
    ]


def slate_steps(lines: int) -> list[Step]:
    """In SLATE, from its first line on: so many lines down, then the same acts; its next is the next hit of a search, and of
    its two keys for a label the last alone is timed."""
    return [
        Step("", slate.FIRST),
        *[Step("", key) for key in slate.down(lines)],
        *[Step("", slate.BLANK), Step(TAG, slate.LABEL), Step(UNDO, slate.UNLABEL)] * AT_ONCE,
        *[Step(MOVE, slate.NEXT_TOKEN)] * AT_ONCE,
        *[Step(NEXT, slate.FOUND)] * AT_ONCE,
        *[Step(PAGE, slate.PAGE)] * AT_ONCE,
        *[Step(ENDS, slate.FIRST), Step(ENDS, slate.LAST)],
    ]
