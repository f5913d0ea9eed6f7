"""Words per second of the suggestions, against spaCy's own ``nlp.pipe`` with nothing but the recogniser.

``python -m tests.bench.suggest [--json] [--text FILE] [--words N] [--rounds N]``. The three ways read the same paragraphs,
one after the other, in one process, in every round; CPU seconds of the process are counted, since other work on the machine
would show in the clock. Ours includes what the worker does around the model: growing batches and the JSON of the answers.
Then the worker itself is asked, by the clock: the first answer, from a warm start, and all.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from queue import Queue
from statistics import median
from time import perf_counter, process_time

from annotations.article import Article
from annotations.span import Span
from annotations.suggest.answers import Answer, Found
from annotations.suggest.client import WorkerSuggester
from annotations.suggest.models import DEFAULT, choose
from annotations.suggest.pipeline import Pipeline, Reading, load
from annotations.suggest.plan import Growing, in_order, text_to_read
from annotations.suggest.wire import send
from annotations.suggest.worker import Reader, found
from tests.bench.rows import Row, report

BOOK = Path(__file__).resolve().parents[3] / "shared/samples/articles/books/1342_pride_and_prejudice.txt"
BARS = {"without confidence": 0.9, "with confidence": 0.75}
_SCREEN = 2000
"""Code points on the first screen."""


@dataclass(frozen=True)
class _Unsure:
    """A pipeline without confidence."""

    name: str
    edition: str
    pipeline: Pipeline

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return self.pipeline.read(texts, confidence=False)


def measured(article: Article, rounds: int) -> list[Row]:
    """The rows of this benchmark over an article."""
    import spacy

    paragraphs = [(span[0], text_to_read(article, span)) for span in in_order(article, (0, _SCREEN))]
    bare = spacy.load(DEFAULT, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"])
    pipeline = load(choose(DEFAULT, "en"))

    def piped() -> int:
        entities = 0
        for doc in bare.pipe([text for _, text in paragraphs]):
            entities += len(doc.ents)
        return entities

    words = sum(len(bare.make_doc(text)) for _, text in paragraphs)
    ways: dict[str, Callable[[], object]] = {
        "nlp.pipe": piped,
        "without confidence": lambda: _answered(_Unsure(DEFAULT, DEFAULT, pipeline), paragraphs),
        "with confidence": lambda: _answered(pipeline, paragraphs),
    }
    seconds = _interleaved(ways, rounds)
    rows = [Row("words read in each round", words, "words"), Row("rounds", rounds, "")]
    for name, each in seconds.items():
        rows.append(Row(f"{name}: median", words / median(each), "words/s of CPU"))
        rows.append(Row(f"{name}: slowest to fastest", max(each) / min(each), "x"))
    for name, bar in BARS.items():
        ratio = median(base / own for base, own in zip(seconds["nlp.pipe"], seconds[name], strict=True))
        rows.append(Row(f"{name}, against nlp.pipe: median of pairs", ratio, "x", f"at least {bar} x", ratio >= bar))
    return rows + _from_the_worker(article, (0, _SCREEN), words)


def _interleaved(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each way in each round, after one round that does not count; every other round goes backwards."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name in list(ways) if number % 2 else list(ways)[::-1]:
            begin = process_time()
            ways[name]()
            if number:
                seconds[name].append(process_time() - begin)
    return seconds


def _answered(reader: Reader, paragraphs: Sequence[tuple[int, str]]) -> None:
    """What the worker does for a request, into memory."""
    growing, texts = Growing(), dict(paragraphs)
    chunks = iter([(start, start + len(text)) for start, text in paragraphs])
    while batch := growing.next(chunks):
        send(BytesIO(), found(reader, [(start, texts[start]) for start, _ in batch])[0])


def _from_the_worker(article: Article, visible: Span, words: int) -> list[Row]:
    suggester = WorkerSuggester(DEFAULT)
    answers: Queue[Answer] = Queue()
    try:
        _asked(suggester, article.changed(text=article.text[:_SCREEN]), visible, answers)
        first, screen, whole = _asked(suggester, article, visible, answers)
    finally:
        suggester.stop()
    return [
        Row("worker, warm: first answer", first * 1000, "ms"),
        Row("worker, warm: the whole first screen", screen * 1000, "ms"),
        Row("worker, niced: all of it", words / whole, "words/s by the clock"),
    ]


def _asked(suggester: WorkerSuggester, article: Article, visible: Span, answers: "Queue[Answer]") -> tuple[float, float, float]:
    """Seconds until the first answer, until the visible part was covered, and until all was."""
    begin = perf_counter()
    suggester.suggest(article, in_order(article, visible), answers.put)
    first = screen = 0.0
    while isinstance(answer := answers.get(), Found):
        now = perf_counter() - begin
        first = first or now
        if any(span[0] < visible[1] for span in answer.covered):
            screen = now
    return first, screen, perf_counter() - begin


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 2 without a text to read."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.suggest", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument(
        "--text", type=Path, default=BOOK, help="an English text to read; a book from the shared samples if left out"
    )
    parser.add_argument("--words", type=int, default=20_000, help="about how many words of it")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    if not options.text.is_file():
        print(f"no text at {options.text}: name one with --text FILE", file=sys.stderr)
        return 2
    text = options.text.read_text("utf-8")[: options.words * 6]
    report("suggest", measured(Article(text, language="en"), options.rounds), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
