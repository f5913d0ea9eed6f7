"""Settling: what the first paint put off, done a little at a time when nothing else is to do; and rest, between keys.

Collecting garbage in the midst of a key would be its slowest part (75 ms and more with a long article), so it is put off
until nobody types. Freezing first: what start-up made stays, and need not be looked at again and again.
"""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import TimerCallback

PAUSE = 0.02
"""Seconds between two steps of settling, for keys to come between; and after a key, for what it did to be shown."""
BREATH = 0.001
"""Seconds between two slices of work while nobody types."""
SLICE = 0.006
"""Seconds that are worked at a time, between keys, at what takes long."""
IDLE = 1.0
"""Seconds without a key after which the reader rests."""

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
        return max(0.0, self._free - self._clock())


def after(pump: "MessagePump", seconds: float, call: "TimerCallback") -> None:
    """Call once after so many seconds, however late it comes to that. Textual (8.2.8) skips a timer that is due before it has
    begun to wait, as one of some milliseconds is where the machine has other work; nothing would go on from there."""
    pump.set_timer(seconds, call)._skip = False


def settle(garbage: bool) -> Iterator[None]:
    """The steps, one a call of ``next``: what later keys need is imported; then, with ``garbage``, the collector tuned."""
    for name in _LATER:
        import_module(name)
        yield
    if garbage:
        gc.freeze()
        gc.set_threshold(200_000, 50, 1000)
        gc.enable()


def collect(garbage: bool) -> None:
    """Collect garbage while nobody types, with ``garbage``."""
    if garbage:
        gc.collect()
