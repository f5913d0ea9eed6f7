"""What every benchmark prints: rows for people, or one JSON object for programs."""

import json as json_module
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value; ``bar`` is what it is held to, a number or words, ``holds`` whether it is; None where there is none."""

    name: str
    value: float
    unit: str
    bar: float | str | None = None
    holds: bool | None = None


def spread(name: str, seconds: Sequence[float], bar: float | None = None) -> Iterator[Row]:
    """The median and the 99th percentile of times, in milliseconds; the bar is the latter's."""
    last = quantiles(seconds, n=100, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    yield Row(f"{name}: p50 of {len(seconds)}", 1000 * median(seconds), "ms")
    yield Row(f"{name}: p99", 1000 * last, "ms", bar, None if bar is None else 1000 * last <= bar)


def ratio(name: str, seconds: Sequence[float], others: Sequence[float], bar: float | None = None) -> Row:
    """The median of times against that of others, which is at most the bar."""
    found = median(seconds) / median(others)
    return Row(f"{name}: p50 to p50", found, "x", bar, None if bar is None else found <= bar)


def report(bench: str, rows: Sequence[Row], json: bool) -> None:
    """Print the rows: one object ``{"bench", "rows"}`` as JSON, else a line each."""
    if json:
        print(json_module.dumps({"bench": bench, "rows": [asdict(row) for row in rows]}))
        return
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        value = f"{row.value:,.0f}" if abs(row.value) >= 100 else f"{row.value:.4g}"
        verdict = "" if row.holds is None else f"   {'holds' if row.holds else 'MISSED'}: {row.bar}"
        print(f"{row.name:{width}}  {value:>12} {row.unit}{verdict}")
