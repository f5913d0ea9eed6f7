"""The meter: what an article took, in keys, seconds and edits; over entities and articles. Pure.

It is kept in the progress of each article as ``{"keys", "seconds", "edits"}``.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

SETTING = "meter"
"""The setting of a project that says whether keys and time are counted in it."""


class Meter(NamedTuple):
    """Keys pressed; seconds at work, long pauses cut short; edits, each a step of undo."""

    keys: int = 0
    seconds: float = 0.0
    edits: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, float]) -> "Meter":
        """What is kept of an article; anything else that stands there is not ours."""
        known = {name: kept.get(name) for name in cls._fields}
        keys, seconds, edits = (value if isinstance(value, (int, float)) else 0 for value in known.values())
        return cls(int(keys), float(seconds), int(edits))

    def kept(self, before: Mapping[str, float]) -> Mapping[str, float]:
        """What to keep: this added to what was kept before, seconds to a tenth."""
        whole = total([Meter.of(before), self])
        return {**before, "keys": whole.keys, "seconds": round(whole.seconds, 1), "edits": whole.edits}

    def per(self, number: int) -> dict[str, float] | None:
        """Keys, seconds and edits for each of so many; None where there are none."""
        if not number:
            return None
        return {name: round(value / number, 2) for name, value in self._asdict().items()}


def total(meters: Iterable[Meter]) -> Meter:
    """All of these together."""
    keys, seconds, edits = 0, 0.0, 0
    for one in meters:
        keys, seconds, edits = keys + one.keys, seconds + one.seconds, edits + one.edits
    return Meter(keys, seconds, edits)
