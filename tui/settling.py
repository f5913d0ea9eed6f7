"""Settling: what the first paint put off, done a little at a time when nothing else is to do; and rest, between keys.

Collecting garbage costs about a microsecond for each object it looks at, so that it would be the slowest part of a key (200 ms
where it comes once in 200,000 objects, 80 ms where it looks at all of a long article), and of a key that ends a rest. What is
new is therefore looked through between two keys, as soon as there is some, and what was found to last is frozen: start-up, the
entities of an article, what outlived a rest.
"""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer, TimerCallback

PAUSE = 0.02
"""Seconds between two steps of settling, for keys to come between; and after a key, for what it did to be shown."""
SHOWN = 0.008
"""Seconds after a key in which what it did is shown. Who types fast leaves time for one slice of work after that."""
NEXT_KEY = 0.06
"""Seconds after a key in which one who types fast has pressed the next."""
BREATH = 0.001
"""Seconds between two slices of work while nobody types."""
SLICE = 0.006
"""Seconds that are worked at a time, between keys, at what takes long."""
IDLE = 1.0
"""Seconds without a key after which the reader rests."""
LITTER = 4_000
"""New objects that are looked through between two keys, which takes some milliseconds."""
_AMID_A_KEY = 25_000
"""New objects that are looked through even amid a key: keys came too fast for it to be done between them."""
_SWEEPS = 5
"""Times between two keys after which what was looked through in them is looked through once more."""
_RESTS = 20
"""Rests after which all that is not frozen is looked through in one."""

_LATER = (
    "annotations.merging",
    "annotations.names",
    "annotations.missed",
    "annotations.edits",
    "annotations.bulk",
    "annotations.equal",
    "annotations.store.taking",
    "tui.deciding",
    "tui.walking",
    "tui.hinting",
    "tui.keeping",
    "tui.prompting",
    "tui.acting",
    "tui.leafing",
    "tui.paning",
    "tui.remembering",
    "tui.striding",
    "tui.command_line",
    "tui.key_sequences",
)


class Pace:
    """When work that takes long goes on: at once while nobody types, and not before a key is done with. ``clock`` gives
    seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._free = float("-inf")

    def typed(self) -> None:
        """A key is being done, or was just now."""
        self._free = self._clock() + PAUSE

    @property
    def rested(self) -> bool:
        """Whether no key came for ``IDLE``: time for what takes longer than a key may."""
        return self._clock() - self._free >= IDLE - PAUSE

    @property
    def wait(self) -> float:
        """Seconds until work may go on; 0 where it may."""
        return self.until(PAUSE)

    def until(self, seconds: float) -> float:
        """Seconds until so many have passed since the last key; 0 where they have."""
        return max(0.0, self._free - PAUSE + seconds - self._clock())


def after(pump: "MessagePump", seconds: float, call: "TimerCallback") -> "Timer":
    """Call once after so many seconds, however late it comes to that. Textual (8.2.8) skips a timer that is due before it has
    begun to wait, as one of some milliseconds is where the machine has other work; nothing would go on from there."""
    timer = pump.set_timer(seconds, call)
    timer._skip = False
    return timer


def settle(garbage: bool) -> Iterator[None]:
    """The steps, one a call of ``next``: what later keys need is imported; then, with ``garbage``, the collector tuned."""
    for name in _LATER:
        import_module(name)
        yield
    if garbage:
        gc.freeze()
        gc.set_threshold(_AMID_A_KEY, 50, 1000)
        gc.enable()


def littered(garbage: bool) -> bool:
    """Whether there is enough for ``sweep`` to do, with ``garbage``, once the collector is tuned."""
    return garbage and gc.isenabled() and gc.get_count()[0] > LITTER


def sweep() -> None:
    """Collect what became garbage soon after it was made, between two keys; once in a while what became so later."""
    gc.collect(int(gc.get_count()[1] >= _SWEEPS))


def keep(garbage: bool) -> None:
    """Look no more at what there is now, with ``garbage``: much of it was made, and stays."""
    if garbage:
        gc.freeze()


def collect(garbage: bool) -> None:
    """Collect garbage while nobody types, with ``garbage``: of what was made since the last rest; once in a while all."""
    if garbage and gc.get_count()[2] < _RESTS:
        gc.collect(1)
    elif garbage:
        gc.collect()
        gc.freeze()
