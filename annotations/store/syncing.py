"""Syncing: waiting for the disk; where somebody is at the keys, on a thread of its own, so that no key waits for a slow one."""

from collections.abc import Callable
from threading import Condition, Thread, current_thread
from time import perf_counter
from typing import Protocol

from annotations.store.errors import Stopped

SLOW = 0.015
"""Seconds that a key waits for the disk at most."""


class Syncable(Protocol):
    """What is synced."""

    def sync(self) -> None: ...


class Syncing:
    """``sync`` waits for the disk. Once ``told`` is there, which is called on another thread when nothing is waiting any more,
    it comes back after ``SLOW`` seconds, ``waiting`` being true until the disk has it all; and at once while something is
    waiting, or where the sync before took longer. So a slow disk costs its first key no more than that and the others
    nothing, and a hiccup of a quick one is over with the next sync.

    ``failed`` holds what went wrong behind, after which nothing is synced any more: the system may have dropped what it could
    not write, and would call the next sync a success."""

    def __init__(self, clock: Callable[[], float] = perf_counter, patience: float | None = None) -> None:
        self._clock = clock
        self._patience = SLOW if patience is None else patience
        self._asked = Condition()
        self._todo: list[Syncable] = []
        self._busy = False
        self._slow = False
        self._left = False
        self._thread: Thread | None = None
        self.failed: Stopped | None = None
        self.told: Callable[[], None] | None = None

    @property
    def waiting(self) -> bool:
        """Whether something written is not known to be on the disk yet."""
        return bool(self._todo) or self._busy

    def sync(self, journal: Syncable) -> None:
        """See that what was written gets to the disk. Raises Stopped, also where a sync behind had failed before."""
        if self.failed is None and self.told is None:
            journal.sync()
            return
        with self._asked:
            if self.failed is None:
                patience = 0 if self._slow or self.waiting else self._patience
                self._todo.append(journal)
                self._begin()
                self._asked.wait_for(lambda: not self.waiting, patience)
                self._left = self.waiting
        if self.failed is not None:
            raise self.failed

    def settle(self) -> None:
        """Wait until nothing is waiting. Raises Stopped where a sync behind had failed."""
        with self._asked:
            self._asked.wait_for(lambda: not self.waiting)
        if self.failed is not None:
            raise self.failed

    def end(self) -> None:
        """Let the thread go, once nothing is waiting."""
        with self._asked:
            self._thread = None
            self._asked.notify_all()

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():  # a forked child has no threads
            self._thread = Thread(target=self._behind, daemon=True)
            self._thread.start()
        self._asked.notify_all()

    def _behind(self) -> None:
        while True:
            with self._asked:
                self._asked.wait_for(lambda: bool(self._todo) or self._thread is not current_thread())
                if not self._todo or self._thread is not current_thread():
                    return
                self._busy = True  # first, so that nobody who looks without the lock sees nothing waiting
                journal = self._todo[-1]  # it holds all that the others do, or a file on the disk does
                self._todo.clear()
            begun = self._clock()
            try:
                journal.sync()
            except Stopped as error:
                self.failed = error
            with self._asked:
                self._slow = self._clock() - begun > SLOW
                if self.failed is not None:
                    self._todo.clear()
                self._busy = False
                left, self._left = self._left and not self.waiting, self._left and self.waiting
                self._asked.notify_all()
            if left and self.told is not None:
                self.told()
