"""Waiting for the disk: at once where it is quick; behind, in order and once more at the end, where it is slow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread, active_count, get_ident

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
        self.gate.wait(60)
        self.synced += 1
        self.threads.add(get_ident())
        self.reached.append(written)
        if self.fails:
            raise Stopped("the disk failed")


def read(clock: Clock | None = None, patience: float = 20.0) -> Syncing:
    """One with a reader, who would wait for the disk so long."""
    syncing = Syncing(clock or Clock(), patience)
    syncing.told = lambda: None
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


def test_with_nobody_to_be_told_each_sync_is_waited_for_on_the_thread_that_asked_however_long_it_takes() -> None:
    disk, syncing = Disk(), Syncing(Clock(SLOW * 20))
    for count in range(1, 60):
        syncing.sync(disk)
        assert disk.synced == count
        assert not syncing.waiting
    assert disk.threads == {get_ident()}


def test_a_quick_disk_has_it_all_when_a_sync_comes_back_and_nobody_is_told() -> None:
    disk, syncing = Disk(), read()
    told: list[int] = []
    syncing.told = lambda: told.append(disk.synced)
    for count in range(1, 60):
        syncing.sync(disk)
        assert disk.synced == count
        assert not syncing.waiting
    assert told == []
    assert get_ident() not in disk.threads
    syncing.end()


def test_a_disk_that_does_not_answer_holds_no_key_not_even_the_first() -> None:
    disk, syncing = Disk(), read(patience=0.0)
    with shut(disk) as opened:
        for written in range(1, 30):  # who waited for the disk here would wait for ever
            disk.written = written
            syncing.sync(disk)
            assert syncing.waiting
            assert disk.begun.wait(60)
        opened()
        syncing.settle()
    assert disk.reached == [1, 29]


def test_after_one_sync_that_took_long_no_key_waits_until_one_was_quick_again() -> None:
    clock = Clock(SLOW * 2)
    disk, syncing = Disk(), read(clock)
    syncing.sync(disk)
    for count in range(2, 9):  # the disk answers, so that a key that waited would find it synced
        with shut(disk) as opened:
            syncing.sync(disk)
            assert syncing.waiting
            assert disk.synced == count - 1
            opened()
            syncing.settle()
    clock.step = 0.0
    syncing.sync(disk)
    syncing.settle()
    syncing.sync(disk)
    assert not syncing.waiting
    assert disk.synced == 10


def test_a_hiccup_of_a_quick_disk_is_over_with_the_next_sync() -> None:
    clock = Clock()
    disk, syncing = Disk(), read(clock)
    behind = 0
    for n in range(40):
        clock.step = 1.0 if n == 7 else 0.0
        with shut(disk) if n == 8 else _open() as opened:  # the one after the hiccup is not waited for
            syncing.sync(disk)
            behind += syncing.waiting
            opened()
            syncing.settle()
    assert behind == 1
    assert disk.synced == 40


@contextmanager
def _open() -> Iterator[Callable[[], None]]:
    yield lambda: None


def test_what_comes_while_a_sync_is_behind_is_synced_together_after_it() -> None:
    disk, syncing = Disk(), read(patience=0.0)
    with shut(disk) as opened:
        disk.written = 1
        syncing.sync(disk)
        assert disk.begun.wait(60)
        assert syncing.waiting
        for written in range(2, 12):
            disk.written = written
            syncing.sync(disk)
        assert syncing.waiting
        opened()
        syncing.settle()
    assert not syncing.waiting
    assert disk.reached == [1, 11]
    assert get_ident() not in disk.threads


def test_who_waits_is_told_once_nothing_is_waiting() -> None:
    disk, syncing = Disk(), read(patience=0.0)
    told = Event()
    waiting: list[bool] = []

    def tell() -> None:
        waiting.append(syncing.waiting)
        told.set()

    syncing.told = tell
    with shut(disk) as opened:
        syncing.sync(disk)
        assert disk.begun.wait(60)
        syncing.sync(disk)
        opened()
        assert told.wait(60)
    assert waiting == [False]


def test_a_sync_that_fails_while_it_is_waited_for_fails_for_who_asked_and_none_is_tried_again() -> None:
    disk, syncing = Disk(), read()
    told: list[bool] = []
    syncing.told = lambda: told.append(True)
    disk.fails = True
    for _ in range(3):
        with pytest.raises(Stopped, match="the disk failed"):
            syncing.sync(disk)
    assert disk.synced == 1
    assert told == []


def test_after_a_sync_behind_has_failed_none_is_tried_again() -> None:
    disk, syncing = Disk(), read(patience=0.0)
    told = Event()
    syncing.told = told.set
    with shut(disk) as opened:
        disk.fails = True
        syncing.sync(disk)
        assert disk.begun.wait(60)
        syncing.sync(disk)
        opened()
        assert told.wait(60)
    failed_at = disk.synced
    assert not syncing.waiting
    for ask in (syncing.settle, lambda: syncing.sync(disk)):
        with pytest.raises(Stopped, match="the disk failed"):
            ask()
    assert disk.synced == failed_at == 1


def test_settling_waits_for_the_disk() -> None:
    disk, syncing = Disk(), read(patience=0.0)
    with shut(disk) as opened:
        syncing.sync(disk)
        waiter = Thread(target=syncing.settle, daemon=True)
        waiter.start()
        assert disk.begun.wait(60)
        assert waiter.is_alive()
        opened()
        waiter.join(60)
        assert not waiter.is_alive()


def test_once_ended_no_thread_is_left_and_a_later_sync_is_done_all_the_same() -> None:
    before = active_count()
    disk, syncing = Disk(), read()
    for count in range(1, 4):
        syncing.sync(disk)
        thread = syncing._thread
        assert thread is not None
        syncing.end()
        thread.join(60)
        assert active_count() == before
        assert disk.synced == count
