"""Sorting what is long a little at a time, for keys to come between. Pure."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Any, TypeVar

RUN = 512
"""How many are sorted in one go."""

T = TypeVar("T")


def in_order(items: Iterable[T], key: Callable[[T], Any]) -> Iterator[T | None]:
    """The items sorted by ``key``. Before the first one None comes once for each ``RUN`` of them that was looked at."""
    runs, left = [], iter(items)
    while run := sorted(islice(left, RUN), key=key):
        runs.append(run)
        yield None
    yield from merge(*runs, key=key)
