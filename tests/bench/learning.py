"""Edits per article of a reader who corrects one article after the other: ``python -m tests.bench.learning``.

``[--gold FILE]... [--map FILE] [--half odd|even|all] [--limit N] [--seed N] [--json]``. Each article is suggested, corrected to
the gold and learned from, in an order shuffled by the seed; what suggests, remembers, carries over and learns is the
product's own, the guard articles of learning among it. ``static`` is the model alone, ``memory`` with what was decided before,
``learning`` the model as it has learned so far, ``all`` both; each with corrections carried to later equal texts and not.
Once with the corpus's labels mapped to the model's, once as a label set that the model has never heard of. Settings were
picked on the even articles of the files; what is printed are the odd ones, unless ``--half`` says otherwise.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import Proposal
from annotations.labels import LabelSet, from_toml, label_set
from annotations.suggest.examples import Finished, finished
from annotations.suggest.guard import is_kept
from annotations.suggest.learning import Learner, mentions
from annotations.suggest.lessons import learn as lesson
from annotations.suggest.memory import Memory
from annotations.suggest.models import DEFAULT, choose
from annotations.suggest.pipeline import Pipeline, load
from annotations.suggest.plan import chunks, text_to_read
from annotations.suggest.refining import refine
from tests.bench.corrections import Corrected, Wrong, corrected, opened
from tests.bench.gold import Document, GoldError, f1, labels_for, read_gold
from tests.bench.rows import Row, report

SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples/ner"
MORE, SAVES = 0.015, 0.10
"""The bars: how many more edits than static a method may need; how many memory saves on re3d."""
_MODEL = f"model:{DEFAULT}"
Proposed = Sequence[Sequence[Proposal]]


class Way(NamedTuple):
    """One way to be suggested to: by what the model says of each article, with memory or not, with carry-over or not."""

    proposed: Proposed
    memory: bool
    carried: bool


def replayed(documents: Sequence[Document], labels: LabelSet, way: Way) -> list[Corrected]:
    """Correct one document after the other."""
    memory, results = Memory(), []
    for document, proposals in zip(documents, way.proposed, strict=True):
        marked = opened(document, labels)
        if way.memory:
            proposals = refine(memory, marked, proposals, chunks(marked.article, (0, 0)))
        result = corrected(document, marked, proposals, carried=way.carried)
        if way.memory:
            memory.add(lesson(result.article, result.entities, len(document.text), memory.names))
        results.append(result)
    return results


def said(pipeline: Pipeline, document: Document) -> list[Proposal]:
    """What a pipeline proposes for a document."""
    text = text_to_read(Article(document.text), (0, len(document.text)))
    return [Proposal(*one, _MODEL) for one in mentions(pipeline, text)]


class Learned(NamedTuple):
    """What a model that learns proposes for each document, having learned from those before it; the CPU seconds of each
    lesson; how often the guard went back to the model it began as."""

    proposed: Proposed
    seconds: Sequence[float]
    went_back: int


def learned(documents: Sequence[Document], labels: LabelSet, told: Callable[[str], None]) -> Learned:
    """Learn as the reader's own learning does, every fifth document kept out for the guard."""
    learner = Learner.begin(choose(DEFAULT, "en"), labels)
    proposed: list[list[Proposal]] = []
    seconds: list[float] = []
    earlier: list[Finished] = []
    kept: list[Finished] = []
    went_back, judged = 0, None
    for turn, document in enumerate(documents):
        suggests = learner.useful(judged)
        proposed.append([Proposal(*one, _MODEL) for one in learner.mentions(document.text)] if suggests else [])
        marked = opened(document, labels)
        article = finished(marked.article, corrected(document, marked, (), carried=False).entities)
        begin = process_time()
        if is_kept(turn):
            kept.append(article)
        else:
            learner.study(article, earlier)
            earlier.append(article)
        judged = learner.judged(kept) if kept else None
        if judged is not None and judged.fell:
            went_back += 1
            learner, judged = Learner.begin(choose(DEFAULT, "en"), labels), None
        seconds.append(process_time() - begin)
        told(f"{turn + 1} of {len(documents)} articles")
    return Learned(proposed, seconds, went_back)


def rows_of(
    name: str, documents: Sequence[Document], labels: LabelSet, counted: Sequence[int], told: Callable[[str], None]
) -> Iterator[Row]:
    """The figures for one file of gold under one label set. ``counted``: which documents are counted."""
    base = load(choose(DEFAULT, "en"))
    knows = any(labels.mapped(label) for label in base.nlp.get_pipe("ner").labels)
    static = [said(base, document) for document in documents]
    new = learned(documents, labels, lambda words: told(f"{name}: learned from {words}"))
    ways = {"static": (static, False), "memory": (static, True), "learning": (new.proposed, False), "all": (new.proposed, True)}
    edits: dict[tuple[str, bool], list[int]] = {}
    for method, (proposed, memory) in ways.items():
        for carried in (False, True):
            told(f"{name}: {method}{', carry-over on' if carried else ''}")
            results = replayed(documents, labels, Way(proposed, memory, carried))
            edits[method, carried] = [results[n].edits for n in counted]
            if not carried:
                pairs = [(results[n].suggested, documents[n].entities) for n in counted]
                yield Row(f"{name}, {method}: F1 of the suggestions", f1(pairs), "")
    for carried in (False, True):
        own = sum(edits["static", carried])
        for method in ways:
            total = sum(edits[method, carried])
            against = 1 - total / max(own, 1)
            saves = name.startswith("re3d") and knows and method == "memory"
            bar = f"at least {SAVES:.0%} fewer" if saves else f"at most {MORE:.1%} more than static"
            holds = against >= SAVES if saves else total <= (1 + MORE) * own
            words = f"{name}, {method}{', carry-over on' if carried else ''}"
            yield Row(f"{words}: edits an article", total / max(len(counted), 1), "edits")
            if method != "static":
                yield Row(f"{words}: fewer edits than static", 100 * against, "%", bar, holds)
    for carried in (False, True):
        for quarter in range(4):
            part = [n for n in range(len(counted)) if counted[n] * 4 // len(documents) == quarter]
            figures = {method: sum(edits[method, carried][n] for n in part) / max(len(part), 1) for method in ways}
            words = f"{name}{', carry-over on' if carried else ''}, quarter {quarter + 1}"
            for method, figure in figures.items():
                judged = not knows and method == "all" and quarter > 0 and part
                bar = f"fewer than memory, {figures['memory']:.4g}" if judged else None
                yield Row(
                    f"{words}, {method}: edits an article", figure, "edits", bar, figure < figures["memory"] if judged else None
                )
    yield Row(f"{name}: learning, an article", sum(new.seconds) / max(len(new.seconds), 1), "CPU s")
    yield Row(f"{name}: learning, the slowest", max(new.seconds, default=0.0), "CPU s")
    yield Row(f"{name}: the guard went back", new.went_back, "times")


def renamed(documents: Sequence[Document]) -> tuple[list[Document], LabelSet]:
    """The documents under labels that mean nothing to any model, and the set of these."""
    names = sorted({label for one in documents for *_, label in one.entities})
    overlap = any(
        first[1] > second[0] for one in documents for first, second in zip(one.entities, one.entities[1:], strict=False)
    )
    content = [f"overlap = {str(overlap).lower()}", *(f"[[label]]\nname = {json.dumps(f'my {name}')}" for name in names)]
    own = [one._replace(entities=tuple((start, end, f"my {label}") for start, end, label in one.entities)) for one in documents]
    return own, from_toml("\n".join(content), "new")


def measured(
    path: Path, mapping: Mapping[str, str] | None, options: argparse.Namespace, told: Callable[[str], None]
) -> Iterator[list[Row]]:
    """The rows of one file of gold, by label set."""
    documents = read_gold(path)[: options.limit]
    order = list(range(len(documents)))
    Random(options.seed).shuffle(order)
    half = {"odd": 1, "even": 0}.get(options.half)
    counted = [place for place, number in enumerate(order) if half is None or number % 2 == half]
    shuffled = [documents[number] for number in order]
    with TemporaryDirectory() as folder:
        mapped = label_set(labels_for(documents, mapping, Path(folder)))
    yield [Row(f"{path.stem}: articles", len(documents), ""), Row(f"{path.stem}: of these counted", len(counted), "")]
    if options.only in ("", "mapped"):
        yield list(rows_of(f"{path.stem}, labels mapped", shuffled, mapped, counted, told))
    if options.only in ("", "new"):
        yield list(rows_of(f"{path.stem}, a new label set", *renamed(shuffled), counted, told))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 2 without gold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.learning", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--gold", type=Path, action="append", help="a gold file; may be said several times")
    parser.add_argument("--map", type=Path, help="JSON, model label to gold label")
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd", help="the articles that are counted")
    parser.add_argument("--only", choices=("", "mapped", "new"), default="", help="only the labels mapped, or as a new set")
    parser.add_argument("--limit", type=int, default=None, help="articles of each file, the first so many")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the articles")
    options = parser.parse_args(arguments)
    gold = options.gold or sorted(SAMPLES.glob("*.jsonl"))
    done: list[Row] = []

    def told(words: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{words}\033[K", end="", file=sys.stderr, flush=True)

    try:
        mapping = json.loads(options.map.read_text("utf-8")) if options.map else None
        if not gold:
            raise GoldError(f"no gold in {SAMPLES}: name a file with --gold FILE")
        for path in gold:
            for rows in measured(path, mapping, options, told):
                done += rows
                if not options.json:
                    told("")
                    report("learning", rows, json=False)
    except (GoldError, Wrong, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        report("learning", done, json=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
