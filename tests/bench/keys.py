"""Keys per corrected entity: ``python -m tests.bench.keys --gold FILE [--map FILE] [--json]``.

An oracle plays the reader through its own session, key by key, until what is saved is the gold: from what the default model
suggests, from the same with as many of its errors put right as bring F1 to 0.85, and from nothing; each with corrections carried
to later equal texts and not. The articles of a file are played in one sitting, as a folder is read: each is closed with
``D D``, which opens the next, and looked at for a second before the first key, in which memory learns from those before it, as it
does by default (not where it begins from nothing). Beside it, the same gold in SLATE, counted. ``--gold`` is a file of the
``jsonl`` form, several times if wanted; left out, the files of the shared samples, and of UNER's English PUD the news.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from annotations.entity import Status
from annotations.labels import label_set
from annotations.project import Project
from annotations.work.memory_setting import VARIABLE as MEMORY
from tests.bench import slate_keys
from tests.bench.gold import (
    UNER,
    Document,
    GoldError,
    Marked,
    Suggestion,
    clean,
    f1,
    labels_for,
    necessary_edits,
    put_right,
    read_gold,
    suggestions,
)
from tests.bench.oracle import PAGING, Player, Stuck
from tests.bench.rows import Row, report
from tests.bench.ways import MOVING, Policy
from tui.driver import Session, fixed_hand

SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples"
NEWS = "conll2003/en_pud-ud-test.first120.iob2"
GOOD, PER_ENTITY, PER_EDIT, FROM_NOTHING = 0.85, 0.5, 2.5, 2.5
"""The bars: from an F1 of so much on, keys per entity; keys per necessary edit; from nothing, keys per entity."""


class Task(NamedTuple):
    """One sitting to play: articles in their order, with what is suggested for each, or None for nothing at all."""

    documents: tuple[Document, ...]
    suggested: tuple[tuple[Suggestion, ...], ...] | None
    labels: str
    carry: bool
    policy: Policy


class Result(NamedTuple):
    """What playing one article took."""

    keys: Counter[str]
    kinds: Counter[str]
    keys_for: Counter[str]
    screens: int
    suggested: tuple[Marked, ...]
    gold: tuple[Marked, ...]


def play(task: Task) -> list[Result]:
    """Play a sitting, and look at what is in the file afterwards. Returns what each article took. Raises Stuck."""
    with TemporaryDirectory() as name:
        folder, played = Path(name), []
        project, files = folder / "rubricate.json", []
        for number, document in enumerate(task.documents):
            files.append(folder / f"{number:04}.txt")
            files[-1].write_bytes(document.text.encode("utf-8"))
        model, environ = _model(task, folder)
        with Session(files, project=project, model=model, labels=task.labels, carry=task.carry, environ=environ) as session:
            for document in task.documents:
                if session.article.text != document.text:
                    raise Stuck(f"{document.id}: the reader does not show the text of the gold as it is")
                session.rest()
                try:
                    played.append(Player(session, document, task.policy).play())
                except Stuck as error:
                    raise Stuck(f"{document.id}: {error}") from error
        results, stored = [], saved(project)
        for document, one in zip(task.documents, played, strict=True):
            kept = stored.get(document.text, ())
            if kept != document.entities:
                raise Stuck(f"{document.id}: in the file is not the gold: {sorted(set(kept) ^ set(document.entities))}")
            results.append(Result(one.keys, one.kinds, one.keys_for, one.screens, one.suggested, document.entities))
        return results


def _model(task: Task, folder: Path) -> tuple[str | Path, Mapping[str, str]]:
    """What the session takes for its model, and its environment."""
    if task.suggested is None:
        return "none", {MEMORY: "0"}
    rows = [{"text": one.text, "entities": here} for one, here in zip(task.documents, task.suggested, strict=True)]
    given = folder / "given.jsonl"
    given.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return given, {}


def saved(project: Path) -> dict[str, tuple[Marked, ...]]:
    """The accepted entities of each article of a project file, by its text, in text order."""
    opened = Project.open(project, hand=fixed_hand(), read_only=True)
    try:
        found = {}
        for uid in opened.uids():
            accepted = (one for one in opened.entities(uid) if one.status is Status.ACCEPTED)
            found[opened.article(uid).text] = tuple(sorted((one.start, one.end, one.label) for one in accepted))
        return found
    finally:
        opened.close()


def played_all(tasks: Sequence[Task], workers: int) -> Iterator[list[Result]]:
    """Play all of these, some at a time; what each article took, sitting by sitting."""
    if workers < 2:
        yield from map(play, tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(play, tasks)


def rows_of(name: str, results: Sequence[Result], reached: float | None) -> Iterator[Row]:
    """The figures of one way to play, with the bars that are held to. ``reached`` is the F1 of what was suggested but for
    memory's share; None where nothing was."""
    keys: Counter[str] = sum((one.keys for one in results), Counter())
    total, entities = keys.total(), sum(len(one.gold) for one in results)
    edits = sum(necessary_edits(one.suggested, one.gold) for one in results)
    if reached is not None:
        yield Row(f"{name}: F1 of the suggestions", reached, "")
        shown = f1([(one.suggested, one.gold) for one in results])
        yield Row(f"{name}: F1 of what stood there, memory's share in it", shown, "")
        yield Row(f"{name}: necessary edits per entity", edits / max(entities, 1), "")
    bar = FROM_NOTHING if reached is None else PER_ENTITY if reached >= GOOD else None
    each = total / max(entities, 1)
    yield Row(f"{name}: keys per final entity", each, "keys", bar, None if bar is None else each <= bar)
    free = sum(one.screens + 2 for one in results)
    yield Row(f"{name}: keys per necessary edit", total / max(edits, 1), "keys")
    if reached is not None:
        beyond = (total - free) / max(edits, 1)
        words = f"at most {PER_EDIT}, without one a screen and two an article"
        yield Row(f"{name}: keys per necessary edit beside reading", beyond, "keys", words, beyond <= PER_EDIT)
    moving = sum(keys[command] for command in (*MOVING, "into", "walk", "hint-stay", "stay", "hint-words", "cancel"))
    yield Row(f"{name}: share of keys that move", moving / max(total, 1), "")
    yield Row(f"{name}: share of keys that page and close", (sum(keys[one] for one in PAGING) + keys["done"]) / max(total, 1), "")
    kinds: Counter[str] = sum((one.kinds for one in results), Counter())
    keys_for: Counter[str] = sum((one.keys_for for one in results), Counter())
    for kind, number in kinds.most_common():
        yield Row(f"{name}: keys for one {kind}, of {number}", keys_for[kind] / number, "keys")
    for command, number in keys.most_common():
        yield Row(f"{name}: {command}", number, "keys")


def slate_rows(name: str, documents: Sequence[Document], suggested: Sequence[Sequence[Marked]]) -> Iterator[Row]:
    """The same gold in SLATE."""
    entities = sum(len(one.entities) for one in documents)
    texts = [slate_keys.SlateText(one.text) for one in documents]
    aligned = sum(text.aligned(start, end) for text, one in zip(texts, documents, strict=True) for start, end, _ in one.entities)
    for way, given in (("from nothing", None), ("from the suggestions", suggested)):
        keys = slate_keys.keys(documents, given)
        yield Row(f"{name}: SLATE {way}: keys per final entity", keys.total() / max(entities, 1), "keys")
        yield Row(f"{name}: SLATE {way}: share of keys that move", keys["moving"] / max(keys.total(), 1), "")
    yield Row(f"{name}: SLATE: entities that its tokens can hold exactly", aligned / max(entities, 1), "")


def _good_enough(
    documents: Sequence[Document], entering: Sequence[Sequence[Marked]], mapped: Mapping[str, str | None]
) -> list[list[Marked]]:
    """Suggestions with as many errors put right as bring what enters, with its edges trimmed, to the F1 of the bar."""
    gold = [one.entities for one in documents]
    for more in range(100):
        mended = put_right(entering, gold, GOOD + more / 500)
        trimmed = [clean(one.text, [(*each, None) for each in here], mapped) for one, here in zip(documents, mended, strict=True)]
        if f1(zip(trimmed, gold, strict=True)) >= GOOD:
            return trimmed
    raise GoldError(f"this gold cannot be suggested with an F1 of {GOOD}: its edges are not clean")


def measured(path: Path, mapping: Mapping[str, str] | None, options: argparse.Namespace, folder: Path) -> Iterator[list[Row]]:
    """The rows for one file of gold, way by way."""
    read = [one for one in read_gold(path) if one.text.strip()]
    documents = list({one.text: one for one in reversed(read)}.values())[::-1][: options.limit]  # an article is its text
    if mapping is None and path.suffix == ".iob2":
        mapping = UNER
    name = path.name.partition(".")[0]
    labels = labels_for(documents, mapping, folder)
    known = label_set(labels)
    found = suggestions(documents)
    entering = [
        clean(one.text, here, {label: known.mapped(label) for _, _, label, _ in here})
        for one, here in zip(documents, found, strict=True)
    ]
    mended = _good_enough(documents, entering, {label.name: label.name for label in known.labels})
    yield [
        Row(f"{name}: articles", len(documents), ""),
        Row(f"{name}: entities", sum(len(one.entities) for one in documents), ""),
        *slate_rows(name, documents, entering),
    ]
    gold = [one.entities for one in documents]
    good = [[(*one, None) for one in here] for here in mended]
    ways: dict[str, tuple[Sequence[Sequence[Suggestion]] | None, float | None]] = {
        "from the default model": (found, f1(zip(entering, gold, strict=True))),
        f"from the model's, errors put right up to F1 {GOOD}": (good, f1(zip(mended, gold, strict=True))),
        "from nothing": (None, None),
    }
    asked = {way: one for way, one in ways.items() if not options.only or way.startswith(options.only)}
    played = [(way, carry) for way in asked for carry in (False, True)]
    tasks = []
    for way, carry in played:
        given, _ = asked[way]
        suggested = None if given is None else tuple(map(tuple, given))
        tasks.append(Task(tuple(documents), suggested, labels, carry, options.policy))
    for (way, carry), results in zip(played, played_all(tasks, options.workers), strict=True):
        yield list(rows_of(f"{name}, {way}{', carry-over on' if carry else ''}", results, asked[way][1]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where the oracle was stuck, 2 without gold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.keys", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--gold", type=Path, action="append", help="a gold file; may be said several times")
    parser.add_argument("--map", type=Path, help="JSON, model label to gold label")
    parser.add_argument("--limit", type=int, default=None, help="articles of each file, the first so many")
    parser.add_argument("--only", help="ways that begin so: 'from the default', 'from nothing'")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="sittings played at a time")
    for field in Policy._fields:
        parser.add_argument(
            f"--{field}", type=float, default=None, help=f"of the policy; {Policy()._asdict()[field]} if left out"
        )
    options = parser.parse_args(arguments)
    changed = {field: getattr(options, field) for field in Policy._fields if getattr(options, field) is not None}
    options.policy = Policy()._replace(**changed)
    gold = options.gold or [*sorted(SAMPLES.glob("ner/*.jsonl")), *SAMPLES.glob(NEWS)]
    done: list[Row] = []
    try:
        mapping = json.loads(options.map.read_text("utf-8")) if options.map else None
        if not gold:
            raise GoldError(f"no gold in {SAMPLES}: name a file with --gold FILE")
        for path in gold:
            with TemporaryDirectory() as folder:
                for rows in measured(path, mapping, options, Path(folder)):
                    done += rows
                    if not options.json:
                        report("keys", rows, json=False)
    except (GoldError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except Stuck as error:
        print(f"the oracle is stuck: {error}", file=sys.stderr)
        return 1
    if options.json:
        report("keys", done, json=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
