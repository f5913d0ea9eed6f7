"""Syncing: waiting for the disk; on a slow one, on a thread of its own, so that no key waits."""

from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import perf_counter
from typing import Protocol

from annotations.store.errors import Stopped

SLOW = 0.015
"""Seconds: a disk is slow when more than one sync in twenty takes longer."""
_LOOKED_AT = 40
_ENOUGH = 20


class Syncable(Protocol):
    """What is synced."""

    def sync(self) -> None: ...


class Syncing:
    """``sync`` waits for the disk where it is quick, and comes back at once where it is slow; ``waiting`` is then true until
    the disk has it all. ``failed`` holds what went wrong behind, after which nothing is synced any more: the system may have
    dropped what it could not write, and would call the next sync a success. ``told`` is called, on the other thread, when
    nothing is waiting any more."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=_LOOKED_AT)
        self._asked = Condition()
        self._todo: list[Syncable] = []
        self._busy = False
        self._thread: Thread | None = None
        self.failed: Stopped | None = None
        self.told: Callable[[], None] | None = None

    @property
    def slow(self) -> bool:
        """Whether this disk is too slow to wait for."""
        count = len(self._times)
        # By nearest rank, so that one hiccup among the first twenty makes no disk a slow one.
        return count >= _ENOUGH and sorted(self._times)[-(-count * 19 // 20) - 1] > SLOW

    @property
    def waiting(self) -> bool:
        """Whether something written is not known to be on the disk yet."""
        return bool(self._todo) or self._busy

    def sync(self, journal: Syncable) -> None:
        """See that what was written gets to the disk. Raises Stopped, also where a sync behind had failed before."""
        if self.failed is not None:
            raise self.failed
        if not self.slow and not self.waiting:
            self._timed(journal)
            return
        with self._asked:
            self._todo.append(journal)
            if self._thread is None:
                self._thread = Thread(target=self._behind, daemon=True)
                self._thread.start()
            self._asked.notify_all()

    def settle(self) -> None:
        """Wait until nothing is waiting. Raises Stopped where a sync behind had failed."""
        with self._asked:
            self._asked.wait_for(lambda: not self.waiting)
        if self.failed is not None:
            raise self.failed

    def _timed(self, journal: Syncable) -> None:
        begun = self._clock()
        journal.sync()
        self._times.append(self._clock() - begun)

    def _behind(self) -> None:
        while True:
            with self._asked:
                self._asked.wait_for(lambda: bool(self._todo))
                self._busy = True  # first, so that nobody who looks without the lock sees nothing waiting
                journal = self._todo[-1]  # it holds all that the others do, or a file on the disk does
                self._todo.clear()
            try:
                self._timed(journal)
            except Stopped as error:
                self.failed = error
            with self._asked:
                if self.failed is not None:
                    self._todo.clear()
                self._busy = False
                self._asked.notify_all()
            if self.told is not None and not self.waiting:
                self.told()
