"""Waiting for the disk: at once where it is quick; behind, in order and once more at the end, where it is slow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident

import pytest

from annotations.store.errors import Stopped
from annotations.store.syncing import SLOW, Syncing


class Clock:
    """A clock that goes on by ``step`` seconds at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class Disk:
    """What is synced: counts, remembers on which threads, and waits for ``gate``; ``fails`` makes the next one fail."""

    def __init__(self) -> None:
        self.synced = self.written = 0
        self.threads: set[int] = set()
        self.reached: list[int] = []
        self.gate, self.begun = Event(), Event()
        self.gate.set()
        self.fails = False

    def sync(self) -> None:
        written = self.written
        self.begun.set()
        self.gate.wait(20)
        self.synced += 1
        self.threads.add(get_ident())
        self.reached.append(written)
        if self.fails:
            raise Stopped("the disk failed")


def slow(disk: Disk) -> Syncing:
    """One that has seen twenty slow syncs."""
    syncing = Syncing(Clock(SLOW * 2))
    for _ in range(20):
        syncing.sync(disk)
    assert syncing.slow
    disk.threads.clear()
    return syncing


@contextmanager
def shut(disk: Disk) -> Iterator[Callable[[], None]]:
    """The disk takes nothing until ``opened`` is called."""
    disk.gate.clear()
    disk.begun.clear()
    try:
        yield disk.gate.set
    finally:
        disk.gate.set()


def test_on_a_quick_disk_each_sync_is_waited_for_on_the_thread_that_asked() -> None:
    disk, syncing = Disk(), Syncing(Clock())
    for count in range(1, 60):
        syncing.sync(disk)
        assert disk.synced == count
        assert not syncing.waiting
    assert disk.threads == {get_ident()}


def test_one_slow_sync_among_many_does_not_make_a_disk_slow() -> None:
    clock = Clock()
    disk, syncing = Disk(), Syncing(clock)
    for n in range(40):
        clock.step = 1.0 if n == 7 else 0.0
        syncing.sync(disk)
    assert not syncing.slow


def test_a_disk_is_slow_when_more_than_one_sync_in_twenty_takes_longer_than_15_ms_and_quick_again_when_none_does() -> None:
    clock = Clock(SLOW * 1.2)
    disk, syncing = Disk(), Syncing(clock)
    for _ in range(19):
        syncing.sync(disk)
    assert not syncing.slow
    syncing.sync(disk)
    assert syncing.slow
    clock.step = 0.0
    for _ in range(40):
        syncing.sync(disk)
        syncing.settle()
    assert not syncing.slow


def test_on_a_slow_disk_a_sync_is_behind_and_what_comes_meanwhile_is_synced_together_after_it() -> None:
    disk = Disk()
    syncing = slow(disk)
    before = disk.synced
    with shut(disk) as opened:
        disk.written = 1
        syncing.sync(disk)
        assert disk.begun.wait(20)
        assert syncing.waiting
        for written in range(2, 12):
            disk.written = written
            syncing.sync(disk)
        assert syncing.waiting
        opened()
        syncing.settle()
    assert not syncing.waiting
    assert disk.reached[-2:] == [1, 11]
    assert disk.synced == before + 2
    assert get_ident() not in disk.threads


def test_who_waits_is_told_once_nothing_is_waiting() -> None:
    disk = Disk()
    syncing = slow(disk)
    told = Event()
    waiting: list[bool] = []

    def tell() -> None:
        waiting.append(syncing.waiting)
        told.set()

    syncing.told = tell
    with shut(disk) as opened:
        syncing.sync(disk)
        syncing.sync(disk)
        opened()
        assert told.wait(20)
    assert waiting == [False]


def test_after_a_sync_behind_has_failed_none_is_tried_again() -> None:
    disk = Disk()
    syncing = slow(disk)
    told = Event()
    syncing.told = told.set
    with shut(disk) as opened:
        disk.fails = True
        syncing.sync(disk)
        assert disk.begun.wait(20)
        syncing.sync(disk)
        opened()
        assert told.wait(20)
    failed_at = disk.synced
    assert not syncing.waiting
    for ask in (syncing.settle, lambda: syncing.sync(disk)):
        with pytest.raises(Stopped, match="the disk failed"):
            ask()
    assert disk.synced == failed_at


def test_settling_waits_for_the_disk() -> None:
    disk = Disk()
    syncing = slow(disk)
    with shut(disk) as opened:
        syncing.sync(disk)
        waiter = Thread(target=syncing.settle, daemon=True)
        waiter.start()
        assert disk.begun.wait(20)
        assert waiter.is_alive()
        opened()
        waiter.join(20)
        assert not waiter.is_alive()
