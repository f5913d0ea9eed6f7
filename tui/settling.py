"""Settling: what the first paint put off, done a little at a time when nothing else is to do; and rest, between keys.

Collecting garbage in the midst of a key would be its slowest part (75 ms and more with a long article), so it is put off
until nobody types. Freezing first: what start-up made stays, and need not be looked at again and again.
"""

import gc
from collections.abc import Iterator
from importlib import import_module

PAUSE = 0.02
"""Seconds between two steps of settling, for keys to come between."""
IDLE = 1.0
"""Seconds without a key after which the reader rests."""

_LATER = (
    "annotations.merging",
    "annotations.names",
    "annotations.missed",
    "annotations.edits",
    "annotations.bulk",
    "annotations.store.taking",
    "tui.deciding",
    "tui.keeping",
    "tui.prompting",
    "tui.acting",
    "tui.paning",
)


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
