"""How fast each format writes (with its re-reading) and reads, and what it loses: ``python -m tests.bench.formats [FORMAT ...]
[--json]``.

The articles are those of ``samples/ner`` and the same with awkward entities added: nested, inside a token, with blank edges.
The formats are written in turns, so that a slow moment of the machine falls on all of them.

Then 1,000 made articles with 60,000 entities, each format in a process of its own for its memory, beside what spaCy's DocBin takes to
write and read the same (tokens made beforehand, nothing compared); and their way into a project and out of it.

A format's seconds are those of the processor, in a process of one thread: what else the machine does is no part of them.
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.formats.document import Document, Report
from annotations.formats.jsonl import read
from annotations.formats.registry import FORMATS
from annotations.labels import PRESETS
from annotations.marked import Hand
from annotations.progress import Progress, State
from annotations.project import Project
from annotations.work.exporting import export
from annotations.work.importing import import_files
from tests.bench.rows import Row, report
from tests.conftest import SHARED

T = TypeVar("T")
ARTICLES, NAMES = 1000, 60
_WORDS = (
    "the",
    "train",
    "left",
    "early",
    "and",
    "nobody",
    "saw",
    "what",
    "stood",
    "near",
    "old",
    "walls",
    "in",
    "rain",
    "while",
    "she",
    "wrote",
    "of",
    "it",
    "again",
)
_FIRST = ("Ana", "Bo", "Cy", "Dora", "Émile", "Fatima", "Göran", "Hana", "İpek", "太郎")
_LAST = ("Brandt", "Ochoa", "Lindqvist", "Moreau", "Okafor", "Sørensen", "Tanaka", "Vidal", "Wójcik", "O'Neill")
_KINDS = ("PER", "ORG", "LOC", "MISC")
ROUNDS = 7
WRITING = [form.name for form in FORMATS.values() if form.writes]
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
    out = out_of(name, folder)
    start = process_time()
    written = FORMATS[name].write(documents, out, LABELS)
    return written, process_time() - start


def measured(names: Sequence[str]) -> list[Row]:
    documents = gold()
    hard = [awkward(document) for document in documents]
    rows: list[Row] = []
    times: dict[str, list[float]] = {name: [] for name in names}
    reports: dict[str, Report] = {}
    with TemporaryDirectory() as folder:
        for name in names:
            one_write(name, documents[:1], Path(folder))
        for _ in range(ROUNDS):
            for name in names:
                reports[name], seconds = one_write(name, documents, Path(folder))
                times[name].append(seconds)
        for name in names:
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


def many() -> list[Document]:
    """The same 1,000 articles in every run: 60 names in each, among some 400 words."""
    draw = Random(7)
    documents = []
    for number in range(ARTICLES):
        text, entities = f"Report {number}.\n", []
        for n in range(NAMES):
            text += " ".join(draw.choices(_WORDS, k=6)) + " "
            name = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
            entities.append(Entity(f"{number}-{n}", len(text), len(text) + len(name), draw.choice(_KINDS), Status.ACCEPTED))
            text += name + (".\n\n" if n % 5 == 4 else ", " if n % 2 else " ")
        documents.append(Document(Article(text, title=f"Report {number}"), tuple(entities), DONE))
    return documents


def one_of_many(name: str, folder: str) -> tuple[float, float, float, float]:
    """Seconds to write (re-reading included) and to read, and the MiB that each took at most beyond what was there before."""
    documents, out = many(), out_of(name, Path(folder))
    form = FORMATS[name]
    form.write(documents[:1], Path(folder) / f"warm-{name}{out.suffix}", LABELS)
    before = _peak()
    start = process_time()
    form.write(documents, out, LABELS)
    written, after = process_time() - start, _peak()
    if not form.reads:
        return written, 0.0, after - before, 0.0
    start = process_time()
    form.read(out)
    return written, process_time() - start, after - before, max(_peak() - after, 0)


def bare_docbin(folder: str) -> tuple[float, float]:
    """Seconds that spaCy takes to write and to read these in a DocBin, with nothing of ours."""
    from spacy import blank
    from spacy.tokens import DocBin

    nlp = blank("en")
    docs = []
    for one in many():
        doc = nlp.make_doc(one.article.text)
        spans = [doc.char_span(each.start, each.end, each.label) for each in one.entities]
        doc.set_ents([span for span in spans if span])
        docs.append(doc)
    out = Path(folder) / "bare.spacy"
    start = process_time()
    DocBin(docs=docs).to_disk(out)
    written = process_time() - start
    start = process_time()
    for doc in DocBin().from_disk(out).get_docs(nlp.vocab):
        [(each.start_char, each.end_char, each.label_) for each in doc.ents]
    return written, process_time() - start


def through_a_project(folder: str) -> tuple[float, float, float]:
    """Seconds of ``import`` into a new project and of ``export`` from it, and the MiB it all took at most."""
    source = Path(folder) / "source.jsonl"
    FORMATS["jsonl"].write(many(), source, LABELS)
    before = _peak()
    hand = Hand("bench", lambda: "2026-01-01T00:00:00Z", lambda: "unused")
    project = Project.open(Path(folder) / "project.json", hand=hand)
    start = perf_counter()
    import_files(project, [source], "jsonl", Status.ACCEPTED)
    imported = perf_counter() - start
    start = perf_counter()
    export(project, project.uids(), "jsonl", Path(folder) / "again.jsonl")
    exported = perf_counter() - start
    project.close()
    return imported, exported, _peak() - before


def out_of(name: str, folder: Path) -> Path:
    """A place of its own, since one format's folder is another's file."""
    form = FORMATS[name]
    return folder / f"{name}{''.join(() if form.folder else form.suffixes[:1])}"


def _peak() -> float:
    """The most memory this process had so far, in MiB; from /proc where there is one, since a process that was started by a
    larger one begins with that one's in ``ru_maxrss``."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return getrusage(RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)


def measured_on_many(names: Sequence[str]) -> list[Row]:
    rows = []
    entities = ARTICLES * NAMES
    with TemporaryDirectory() as folder:
        written, read = _apart(bare_docbin, folder)
        rows += [
            Row("spaCy's own DocBin: written", entities / written, "spans/s"),
            Row("spaCy's own DocBin: read", entities / read, "spans/s"),
        ]
        for name in names:
            mine, back, memory, more = _apart(one_of_many, name, folder)
            rows += [
                Row(f"{name}: {entities:,} written and re-read", entities / mine, "spans/s"),
                Row(f"{name}: to spaCy's own writing and reading", mine / (written + read), "x"),
                Row(f"{name}: memory to write", memory, "MiB"),
            ]
            if FORMATS[name].reads:
                rows += [
                    Row(f"{name}: {entities:,} read", entities / back, "spans/s"),
                    Row(f"{name}: to spaCy's own reading", back / read, "x"),
                    Row(f"{name}: more memory to read", more, "MiB"),
                ]
        imported, exported, memory = _apart(through_a_project, folder)
        rows += [
            Row("jsonl into a new project, synced", entities / imported, "spans/s"),
            Row("jsonl out of it, re-read", entities / exported, "spans/s"),
            Row("memory for both", memory, "MiB"),
        ]
    return rows


def _apart(work: Callable[..., T], *arguments: str) -> T:
    """What it gives in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the samples are not there: this benchmark needs ../shared beside the checkout")
    asked = [name for name in sys.argv[1:] if name != "--json"] or WRITING
    if unknown := sorted(set(asked) - set(WRITING)):
        sys.exit(f"no format {', '.join(unknown)} is written: there are {', '.join(WRITING)}")
    report("formats", measured(asked) + measured_on_many(asked), json="--json" in sys.argv[1:])
