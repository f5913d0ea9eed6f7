"""The worker: a process of its own that loads a model and answers on its standard output what it is asked on its input.

Messages are those of ``wire``. Asked, by ``verb``: ``suggest`` with ``id``, ``sha256`` of the text, ``models`` (each a name, a
path or empty), ``base`` (where those have learned, what they learned from), ``language``, ``tags`` (whether proper nouns are
to be told, which takes longer), ``paragraphs`` ``[[start, text], ...]`` and ``last``; a text comes in several of them, each
read at once, the last one with ``last`` true. ``cancel`` with ``id``. ``stop``. Answered, by ``kind``, each with the ``id``:
``found`` with ``model``, ``covered`` ``[[start, end], ...]``, ``entities`` ``[[start, end, label, score], ...]``, ``proper``
``[[start, end], ...]`` (null where nothing tells them) and ``models``, one for each model, of which the last one covers and
tells proper nouns; ``done`` with ``models`` (name and version, or several), ``words`` and, of models that did not read,
``said``; ``error`` with ``why``. Offsets are code points of the article. ``learn`` is described in ``teaching``: a learner is
another such process, so that no suggestion waits for it.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO, Protocol

from annotations.suggest.models import Model, ModelError, choose_all
from annotations.suggest.pipeline import Pipeline, Reading, load
from annotations.suggest.wire import WireError, receive, send

_NICE = 10


class Reader(Protocol):
    """What reads: a pipeline. ``edition`` is its name with the version."""

    @property
    def name(self) -> str: ...
    @property
    def edition(self) -> str: ...
    def read(self, texts: Sequence[str]) -> list[Reading]: ...


def found(reader: Reader, batch: Sequence[tuple[int, str]]) -> tuple[dict[str, object], int]:
    """Read one batch. Returns the answer without its id, and the words read."""
    readings = reader.read([text for _, text in batch])
    entities = [
        [start + first, start + end, label, None if score is None else round(score, 4)]
        for (start, _), reading in zip(batch, readings, strict=True)
        for first, end, label, score in reading.mentions
    ]
    covered = [[start, start + len(text)] for start, text in batch]
    told = all(reading.proper is not None for reading in readings)
    proper = [
        [start + first, start + end]
        for (start, _), reading in zip(batch, readings, strict=True)
        for first, end in reading.proper or ()
    ]
    answer: dict[str, object] = {
        "kind": "found",
        "model": reader.name,
        "covered": covered,
        "entities": entities,
        "proper": proper if told else None,
    }
    return answer, sum(reading.words for reading in readings)


@dataclass
class _Job:
    """A request under way: it comes in several messages. ``said``: why models that were asked for do not read."""

    readers: Sequence[Reader]
    said: str = ""
    words: int = 0

    @property
    def models(self) -> str:
        return ", ".join(reader.edition for reader in self.readers)


Pick = Callable[[Sequence[str], str, bool], tuple[Sequence[Reader], str]]
"""The readers for some models' names and a language, which tell proper nouns or need not, and why others do not read it. Raises
ModelError where none does."""


class _Dropped(Exception):
    """Nobody wants the answer any more."""


class Worker:
    """Serves requests one at a time, in the order they came."""

    def __init__(self, answers: IO[bytes], pick: Pick) -> None:
        self._answers = answers
        self._pick = pick
        self._asked: SimpleQueue[Mapping[str, object] | None] = SimpleQueue()
        self._jobs: dict[object, _Job] = {}
        self._lessons: dict[object, list[Mapping[str, object]]] = {}
        self._dropped: set[object] = set()
        self._ended = Event()
        self._verbs: Mapping[object, Callable[[object, Mapping[str, object]], None]] = {
            "suggest": self._suggest,
            "learn": self._learn,
        }

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
                    self._jobs.pop(message.get("id"), None)
                else:
                    self._asked.put(message)
        self._ended.set()
        self._asked.put(None)

    def _answer(self, request: object, message: Mapping[str, object]) -> None:
        if self._over(request):
            return
        verb = self._verbs.get(message.get("verb"))
        if verb is None:
            self._fail(request, f"the worker does not know the verb {message.get('verb')!r}")
        else:
            verb(request, message)

    def _suggest(self, request: object, message: Mapping[str, object]) -> None:
        job = self._jobs.get(request)
        if job is None:
            job = self._jobs[request] = _Job(*self._readers(message))
        if batch := _paragraphs(message):
            for number, reader in enumerate(job.readers, 1):
                answer, words = found(reader, batch)
                if self._over(request):
                    return
                job.words += words if number == 1 else 0
                covered = answer["covered"] if number == len(job.readers) else []
                send(self._answers, {"id": request, **answer, "covered": covered, "models": job.models})
        if message.get("last"):
            self._jobs.pop(request, None)
            send(self._answers, {"id": request, "kind": "done", "models": job.models, "words": job.words, "said": job.said})

    def _readers(self, message: Mapping[str, object]) -> tuple[Sequence[Reader], str]:
        """The readers asked for; where they are what was learned and cannot be used, those it was learned from."""
        language, tags = str(message.get("language") or ""), bool(message.get("tags"))
        try:
            return self._pick(_names(message.get("models")), language, tags)
        except ModelError as error:
            if not message.get("base"):
                raise
            readers, _ = self._pick(_names(message.get("base")), language, tags)
            names = ", ".join(reader.name for reader in readers)
            return readers, f"{error}. Until it learns again {names} suggests; rubricate learn --reset forgets what was learned"

    def _learn(self, request: object, message: Mapping[str, object]) -> None:
        from annotations.suggest.teaching import answered, asked, learn

        articles = self._lessons.setdefault(request, [])
        rows = message.get("articles")
        articles += rows if isinstance(rows, list) else []
        if not message.get("last"):
            return
        del self._lessons[request]

        def told(done: int, total: int) -> None:
            if self._over(request):
                raise _Dropped
            send(self._answers, {"id": request, "kind": "progress", "done": done, "of": total})

        try:
            outcome = learn(asked(message, articles), told)
        except _Dropped:
            return
        except (ModelError, BrokenPipeError):
            raise
        # What spaCy raises on somebody's model, or a disk that is full: a line, and the log has the traceback.
        except Exception as error:  # noqa: BLE001
            traceback.print_exc()
            self._fail(request, f"learning failed ({type(error).__name__}: {error}); the model in use stays as it is")
        else:
            send(self._answers, {"id": request, **answered(outcome)})

    def _over(self, request: object) -> bool:
        """Whether nothing more is to be read for a request. Forgets it then."""
        if request in self._dropped:
            self._jobs.pop(request, None)
            return True
        return self._ended.is_set()

    def _fail(self, request: object, why: str) -> None:
        self._dropped.add(request)
        send(self._answers, {"id": request, "kind": "error", "why": why})


def _names(names: object) -> list[str]:
    return [str(name) for name in names] if isinstance(names, list) and names else [""]


def _paragraphs(message: Mapping[str, object]) -> list[tuple[int, str]]:
    rows = message.get("paragraphs")
    return [(int(start), str(text)) for start, text in rows] if isinstance(rows, list) else []


class _Shelf:
    """Keeps the pipelines used last: those of one request."""

    def __init__(self) -> None:
        self._pipelines: dict[tuple[Model, bool], Pipeline] = {}

    def pick(self, names: Sequence[str], language: str, tags: bool) -> tuple[list[Pipeline], str]:
        models, refused = choose_all(names, language)
        wanted = [(model, tags and number == len(models) - 1) for number, model in enumerate(models)]
        self._pipelines = {one: kept for one in wanted if (kept := self._pipelines.get(one))}
        for one in wanted:
            if one not in self._pipelines:
                self._pipelines[one] = load(*one)
        return [self._pipelines[one] for one in wanted], refused


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
