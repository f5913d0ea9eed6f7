"""Metering: counts keys and seconds while an article is on the screen, until they are kept with it."""

from collections.abc import Callable
from time import monotonic

from annotations.meter import Meter

LONGEST_PAUSE = 90.0
"""Seconds that count at most where no key comes: who reads a screen of text with care takes over a minute, a coffee longer."""


class Metering:
    """What was counted and is not kept yet. ``on``: whether anything is. ``clock`` gives seconds that only grow."""

    def __init__(self, on: bool = True, clock: Callable[[], float] = monotonic) -> None:
        self.on, self._clock = on, clock
        self._since = clock()
        self._keys, self._seconds = 0, 0.0

    def key(self) -> None:
        """A key was pressed."""
        self._keys += self.on
        self.passed()

    def passed(self) -> None:
        """The reader is at work still, or leaves: what passed since counts, a long pause in part."""
        now = self._clock()
        if self.on:
            self._seconds += min(now - self._since, LONGEST_PAUSE)
        self._since = now

    def taken(self, edits: int) -> Meter:
        """What was counted, with so many edits; it is counted from nothing then."""
        counted = Meter(self._keys, self._seconds, edits) if self.on else Meter()
        self._keys, self._seconds = 0, 0.0
        return counted
