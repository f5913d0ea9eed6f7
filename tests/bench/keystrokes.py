"""Keys typed in real terminals, and how long it takes until what they do stands there. Times are seconds.

A frame is what stands between the two marks of synchronized output. A key's frame is the first one that begins after the key
was written and shows what the key does: the reader may paint of its own accord meanwhile. What marks no frames is timed until
the last byte before its output was quiet. Whoever waits for one terminal reads all of a comparison: none of them blocks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from select import select
from time import monotonic
from typing import NamedTuple

from tests.terminal import FRAME_END, Terminal

SIZE = (110, 32)
"""Columns and rows of the terminals."""
PAUSE = 1 / 120
"""A key comes after a pause of up to so long, lest all come at the same moment between two frames."""
QUIET = 0.02
"""Output is over when none came for so long."""
PATIENCE = 3.0
"""A key that showed nothing within this counts as having taken it."""
Shown = Callable[[bytes], bool]
"""Whether a frame shows what a key does."""
_FRAME_BEGIN = b"\x1b[?2026h"
_ADDRESS = re.compile(rb"\x1b\[(\d+);(\d+)H")
_REVERSE = re.compile(rb"\x1b\[(?:[1-6];)*7(?:;[\d;]*)?m")
_ROWS, _COLUMNS = range(2, SIZE[1] - 2), range(1, SIZE[0] - 30)
"""Where the article stands on the screen, counted from 1."""


class Timed(NamedTuple):
    """How long a key took, and whether it was seen to do what it does at all."""

    seconds: float
    seen: bool


def anything(frame: bytes) -> bool:
    """Of every frame."""
    return True


def focus(frame: bytes) -> bool:
    """Whether a frame draws what is in focus in the article."""
    return any(_REVERSE.search(piece) for piece in _of_article(frame))


def lines(number: int) -> Shown:
    """Whether a frame draws at least so many lines of the article."""
    return lambda frame: sum(1 for _ in _of_article(frame)) >= number


def words(sought: str) -> Shown:
    """Whether a frame draws these words in the article."""
    return lambda frame: any(sought.encode() in piece for piece in _of_article(frame))


def _of_article(frame: bytes) -> Iterator[bytes]:
    """What a frame draws of the article, line by line."""
    places = list(_ADDRESS.finditer(frame))
    ends = [*(place.start() for place in places[1:]), len(frame)]
    for place, end in zip(places, ends, strict=True):
        if int(place[1]) in _ROWS and int(place[2]) in _COLUMNS and end - place.end() > len("\r\n"):
            yield frame[place.end() : end]


def read_for(terminals: Sequence[Terminal], seconds: float) -> bool:
    """Read what comes in so long. Returns whether anything did."""
    end, came = monotonic() + seconds, False
    while ready := select(terminals, [], [], max(0.0, end - monotonic()))[0]:
        for one in ready:
            came = one.read(0) or came
        if monotonic() >= end:
            break
    return came


def settle(terminals: Sequence[Terminal], patience: float = 0.5) -> None:
    """Read until it is quiet; some paint without end, so not forever."""
    end = monotonic() + patience
    while read_for(terminals, QUIET) and monotonic() < end:
        pass


def press(
    terminal: Terminal, keys: str, shown: Shown, random: Random, beside: Sequence[Terminal] = (), patience: float = PATIENCE
) -> Timed:
    """Type keys after a random pause; how long until the last byte of the frame that shows what they do."""
    terminals = [terminal, *beside]
    read_for(terminals, random.uniform(0, PAUSE))
    place, begun = terminal.length, monotonic()
    terminal.send(keys)
    while (left := begun + patience - monotonic()) > 0:
        for one in select(terminals, [], [], left)[0]:
            one.read(0)
        fresh = terminal.since(place)
        while (found := fresh.find(FRAME_END)) >= 0:
            end = found + len(FRAME_END)
            first = fresh.find(_FRAME_BEGIN, 0, end)
            if first >= 0 and shown(fresh[first:end]):
                return Timed(terminal.started + terminal.time_of(place + end) - begun, True)
            place, fresh = place + end, fresh[end:]
    return Timed(patience, False)


def press_until_quiet(
    terminal: Terminal, keys: str, random: Random, beside: Sequence[Terminal] = (), patience: float = PATIENCE
) -> Timed:
    """The same until the last byte before the output was quiet, whatever it was."""
    terminals = [terminal, *beside]
    read_for(terminals, random.uniform(0, PAUSE))
    place, begun = terminal.length, monotonic()
    terminal.send(keys)
    while terminal.length == place and (left := begun + patience - monotonic()) > 0:
        for one in select(terminals, [], [], left)[0]:
            one.read(0)
    if terminal.length == place:
        return Timed(patience, False)
    settle(terminals, patience)
    return Timed(terminal.started + terminal.time_of(terminal.length) - begun, True)
