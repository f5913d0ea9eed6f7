"""What every benchmark prints: rows for people, or one JSON object for programs."""

import json as json_module
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value; ``bar`` is what it is held to, a number or words, ``holds`` whether it is; None where there is none."""

    name: str
    value: float
    unit: str
    bar: float | str | None = None
    holds: bool | None = None


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
