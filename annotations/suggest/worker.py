"""The worker: a process of its own that loads a model and answers on its standard output what it is asked on its input.

Messages are those of ``wire``. Asked, by ``verb``: ``suggest`` with ``id``, ``sha256`` of the text, ``model`` (name, path or
empty), ``language``, ``paragraphs`` ``[[start, text], ...]`` and ``last``; a long text comes in several of them, the last one
with ``last`` true. ``cancel`` with ``id``. ``stop``. Answered, by ``kind``, each with the ``id``: ``found`` with ``model``,
``covered`` ``[[start, end], ...]`` and ``entities`` ``[[start, end, label, score], ...]``; ``done`` with ``model`` and
``words``; ``error`` with ``why``. Offsets are code points of the article.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO, Protocol

from annotations.suggest.models import Model, ModelError, choose
from annotations.suggest.pipeline import Pipeline, Reading, load
from annotations.suggest.wire import WireError, receive, send

PARAGRAPHS, CHARACTERS = 64, 16_384
"""The most of both that is read at a time; the first batch of a request is one paragraph, and each next is twice as large."""
_NICE = 10


class Reader(Protocol):
    """What reads: a pipeline."""

    @property
    def name(self) -> str: ...
    def read(self, texts: Sequence[str]) -> list[Reading]: ...


@dataclass
class Growing:
    """How many paragraphs the next batch holds at most."""

    size: int = 1

    def batches(self, paragraphs: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
        """Cut into batches: small at first, so that the first answers come at once, then as large as reads fastest."""
        start = 0
        while start < len(paragraphs):
            end, characters = start, 0
            while end < min(start + self.size, len(paragraphs)) and (end == start or characters < CHARACTERS):
                characters += len(paragraphs[end][1])
                end += 1
            yield paragraphs[start:end]
            start, self.size = end, min(self.size * 2, PARAGRAPHS)


def found(reader: Reader, batch: Sequence[tuple[int, str]]) -> tuple[dict[str, object], int]:
    """Read one batch. Returns the answer without its id, and the words read."""
    readings = reader.read([text for _, text in batch])
    entities = [
        [start + first, start + end, label, None if score is None else round(score, 4)]
        for (start, _), reading in zip(batch, readings, strict=True)
        for first, end, label, score in reading.mentions
    ]
    covered = [[start, start + len(text)] for start, text in batch]
    answer: dict[str, object] = {"kind": "found", "model": reader.name, "covered": covered, "entities": entities}
    return answer, sum(reading.words for reading in readings)


@dataclass
class _Job:
    """A request under way: it may come in several messages."""

    reader: Reader
    growing: Growing
    words: int = 0


class Worker:
    """Serves requests one at a time, in the order they came. ``pick`` gives the reader for a model's name and a language."""

    def __init__(self, answers: IO[bytes], pick: Callable[[str, str], Reader]) -> None:
        self._answers = answers
        self._pick = pick
        self._asked: SimpleQueue[Mapping[str, object] | None] = SimpleQueue()
        self._jobs: dict[object, _Job] = {}
        self._dropped: set[object] = set()
        self._ended = Event()

    def serve(self, requests: IO[bytes]) -> None:
        """Serve until the input ends or says stop, and the batch being read then. Raises OSError when nobody listens."""
        Thread(target=self._listen, args=(requests,), daemon=True).start()
        while (message := self._asked.get()) is not None and not self._ended.is_set():
            request = message.get("id")
            try:
                self._answer(request, message)
            except ModelError as error:
                self._fail(request, str(error))
            except OSError:
                raise
            # Whatever a model raises on a text, the reader gets a line and the log the traceback.
            except Exception as error:  # noqa: BLE001
                traceback.print_exc()
                self._fail(
                    request, f"the model failed on this article ({type(error).__name__}: {error}); try another with --model"
                )

    def _listen(self, requests: IO[bytes]) -> None:
        with suppress(WireError, OSError):
            while (message := receive(requests)) is not None and message.get("verb") != "stop":
                if message.get("verb") == "cancel":
                    self._dropped.add(message.get("id"))
                else:
                    self._asked.put(message)
        self._ended.set()
        self._asked.put(None)

    def _answer(self, request: object, message: Mapping[str, object]) -> None:
        if self._over(request):
            return
        if message.get("verb") != "suggest":
            self._fail(request, f"the worker does not know the verb {message.get('verb')!r}")
            return
        job = self._jobs.get(request)
        if job is None:
            reader = self._pick(str(message.get("model") or ""), str(message.get("language") or ""))
            job = self._jobs[request] = _Job(reader, Growing())
        for batch in job.growing.batches(_paragraphs(message)):
            if self._over(request):
                return
            answer, words = found(job.reader, batch)
            job.words += words
            if not self._over(request):
                send(self._answers, {"id": request, **answer})
        if message.get("last"):
            del self._jobs[request]
            send(self._answers, {"id": request, "kind": "done", "model": job.reader.name, "words": job.words})

    def _over(self, request: object) -> bool:
        """Whether nothing more is to be read for a request. Forgets it then."""
        if request in self._dropped:
            self._jobs.pop(request, None)
            return True
        return self._ended.is_set()

    def _fail(self, request: object, why: str) -> None:
        self._dropped.add(request)
        send(self._answers, {"id": request, "kind": "error", "why": why})


def _paragraphs(message: Mapping[str, object]) -> list[tuple[int, str]]:
    rows = message.get("paragraphs")
    return [(int(start), str(text)) for start, text in rows] if isinstance(rows, list) else []


class _Shelf:
    """Keeps the pipeline used last."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._pipeline: Pipeline | None = None

    def pick(self, name: str, language: str) -> Pipeline:
        model = choose(name, language)
        if self._pipeline is None or model != self._model:
            self._model, self._pipeline = model, None
            self._pipeline = load(model)
        return self._pipeline


def main() -> None:
    """Run the worker on this process's standard input and output, niced; all else that is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Ctrl+C in a terminal reaches every process there; when to end is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    with suppress(BrokenPipeError):
        Worker(answers, _Shelf().pick).serve(sys.stdin.buffer)
    # The listening thread may still hold the input's lock, which an ordinary exit would wait for in vain.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
