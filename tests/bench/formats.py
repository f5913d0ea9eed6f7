"""How fast each format writes (with its re-reading), and what it loses: ``python -m tests.bench.formats [--json]``.

The articles are those of ``samples/ner`` and the same with awkward entities added: nested, inside a token, with blank edges.
The formats are written in turns, so that a slow moment of the machine falls on all of them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.formats.document import Document, Report
from annotations.formats.jsonl import read
from annotations.formats.registry import FORMATS
from annotations.labels import PRESETS
from annotations.progress import Progress, State
from tests.bench.rows import Row, report
from tests.conftest import SHARED

ROUNDS = 7
LABELS = PRESETS["conll"]
DONE = Progress(State.DONE)


def gold() -> list[Document]:
    """The hundred articles of the samples with their entities."""
    readings = [one for path in sorted((SHARED / "samples/ner").glob("*.jsonl")) for one in read(path)]
    return [
        Document(
            Article(one.text, title=one.name),
            tuple(Entity(f"{number}", *span.key, Status.ACCEPTED) for number, span in enumerate(one.spans)),
            DONE,
        )
        for one in readings
    ]


def awkward(document: Document) -> Document:
    """The document with three entities that not every format can carry whole, beside the first that has room for them."""
    first = next(entity for entity in document.entities if entity.end - entity.start > 3)
    added = (
        first.changed(uid="nested", start=first.start + 1),
        first.changed(uid="blank", end=first.end + 1),
        first.changed(uid="label", label="a label"),
    )
    return Document(document.article, document.entities + added, DONE)


def one_write(name: str, documents: Sequence[Document], folder: Path) -> tuple[Report, float]:
    out = folder / f"out{FORMATS[name].suffixes[0]}" if name != "brat" else folder / "out"
    start = perf_counter()
    written = FORMATS[name].write(documents, out, LABELS)
    return written, perf_counter() - start


def measured() -> list[Row]:
    documents = gold()
    hard = [awkward(document) for document in documents]
    rows: list[Row] = []
    times: dict[str, list[float]] = {name: [] for name in FORMATS}
    reports: dict[str, Report] = {}
    with TemporaryDirectory() as folder:
        for name in FORMATS:
            one_write(name, documents[:1], Path(folder))
        for _ in range(ROUNDS):
            for name in FORMATS:
                reports[name], seconds = one_write(name, documents, Path(folder))
                times[name].append(seconds)
        for name in FORMATS:
            speeds = sorted(reports[name].written / seconds for seconds in times[name])
            rows += [
                Row(f"{name}: written and re-read", median(speeds), "spans/s"),
                Row(f"{name}: slowest of {ROUNDS}", speeds[0], "spans/s"),
                Row(f"{name}: fastest of {ROUNDS}", speeds[-1], "spans/s"),
                Row(f"{name}: lost of the samples", len(reports[name].losses), "spans", 0, not reports[name].losses),
                Row(f"{name}: warned of on the samples", len(reports[name].warnings), "warnings"),
            ]
            losses = one_write(name, hard, Path(folder))[0].losses
            rows.append(Row(f"{name}: lost with {3 * len(hard)} awkward ones", len(losses), "spans"))
    return rows


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the samples are not there: this benchmark needs ../shared beside the checkout")
    report("formats", measured(), json="--json" in sys.argv[1:])
