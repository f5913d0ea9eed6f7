"""WorkerSuggester: asks a worker process for suggestions. Plain blocking code on two threads of its own.

One thread prepares and writes requests, since a pipe holds 64 KiB and an article may be megabytes; one per worker reads its
answers and calls back. The worker is started at the first request. It is sent a batch while it reads the one before, no more:
what of an article is read next can so be chosen until the last moment, and a book is nowhere held a second time.
"""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from queue import SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, Thread
from typing import IO, Any

from annotations.article import Article
from annotations.entity import Proposal
from annotations.language import guess
from annotations.proper import capitals_tell
from annotations.span import Span
from annotations.suggest.answers import Answer, Done, Failed, Found, OnAnswer
from annotations.suggest.models import instead, several
from annotations.suggest.plan import Growing, text_to_read
from annotations.suggest.wire import WireError, receive, send

_TRIES = 2

# -P keeps the current folder from being imported from. The package this process runs is found by its own folder, which is
# then taken off the path again: nothing else that happens to lie there may be imported either.
_BOOTSTRAP = """\
import sys
sys.path.insert(0, sys.argv[1])
import annotations
del sys.path[0]
from annotations.suggest.worker import main
main()
"""


def worker_command() -> list[str]:
    """The command that runs the worker of this very package, whatever the current folder holds."""
    return [sys.executable, "-P", "-c", _BOOTSTRAP, str(Path(__file__).absolute().parents[2])]


def worker_environment() -> dict[str, str]:
    """This process's environment without the entries of PYTHONPATH that mean the current folder."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = os.pathsep.join(entry for entry in given if os.path.isabs(entry))
    others = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return others | ({"PYTHONPATH": kept} if kept else {})


@dataclass(eq=False)
class _Request:
    """``unanswered`` are the chunks that the worker was sent, ``sent`` how many of them last; ``fed``: it was sent all."""

    number: int
    article: Article
    spans: Iterator[Span]
    on_answer: OnAnswer
    worker: Popen[bytes] | None = None
    growing: Growing = field(default_factory=Growing)
    unanswered: deque[Span] = field(default_factory=deque)
    sent: int = 0
    fed: bool = False
    cancelled: bool = False
    deaths: int = 0

    @cached_property
    def language(self) -> str:
        return self.article.language or guess(self.article.text)

    @property
    def full(self) -> bool:
        """Whether the worker has enough to read for now: a batch, and another."""
        return len(self.unanswered) > self.sent

    def begin(self, worker: Popen[bytes]) -> None:
        """Ask this worker, again from what the last one left unanswered."""
        self.worker, self.fed, self.sent = worker, False, 0
        self.spans = chain(tuple(self.unanswered), self.spans)
        self.unanswered.clear()
        self.growing.size = 1

    def next_batch(self) -> list[Span]:
        batch = self.growing.next(self.spans)
        self.unanswered.extend(batch)
        self.sent = len(batch)
        return batch


class WorkerSuggester:
    """Suggests with a spaCy model in a process of its own.

    ``model`` is a name or path, or several with commas between, or None for the best one installed for each article's
    language. Of several each proposes by itself, batch by batch, in that order. ``log`` is the file that gets what the worker
    says on standard error; without one that is dropped. Answers are given on a thread of the suggester. A worker that dies is
    started again; a request that saw two die fails. ``command`` runs another worker. ``learned`` has the pipelines, by
    language, that stand in for a single model where it learned in this project.
    """

    def __init__(self, model: str | None = None, *, log: Path | None = None, command: Sequence[str] | None = None) -> None:
        self.model = model or ""
        self.learned: Mapping[str, str] = {}
        self._log = log
        self._command = list(command) if command else worker_command()
        self._numbers = count(1)
        self._lock = Lock()
        self._requests: dict[int, _Request] = {}
        self._to_feed: SimpleQueue[_Request | None] = SimpleQueue()
        self._feeding = False
        self._worker: Popen[bytes] | None = None
        self._stopped = False

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        """Ask about these spans, in this order; see ``Suggester``. Raises RuntimeError after ``stop``."""
        request = _Request(next(self._numbers), article, iter(spans), on_answer)
        with self._lock:
            if self._stopped:
                raise RuntimeError("the suggester was stopped")
            self._requests[request.number] = request
            if not self._feeding:
                self._feeding = True
                Thread(target=self._feed_all, name="suggest-feed", daemon=True).start()
        self._to_feed.put(request)
        return request.number

    def cancel(self, request: int) -> None:
        """Stop reading for this request; the worker ends at most the batch under way."""
        with self._lock:
            cancelled = self._requests.pop(request, None)
        if cancelled:
            cancelled.cancelled = True
            self._to_feed.put(cancelled)

    def stop(self) -> None:
        """Kill the worker and end for good."""
        with self._lock:
            self._stopped = True
            self._requests.clear()
            worker, self._worker = self._worker, None
        self._to_feed.put(None)
        if worker:
            worker.kill()
            worker.wait()

    def _feed_all(self) -> None:
        while (request := self._to_feed.get()) is not None:
            with self._lock:
                idle = self._worker is None and not self._requests
            if idle:  # what died of the last request is not started again for nothing
                continue
            try:
                worker = self._running()
            except OSError as error:
                self._give(Failed(request.number, f"the process that suggests cannot be started: {error}"))
                continue
            if worker is None:
                return
            # A worker that is dead: its listening thread sees to what it left undone.
            with suppress(OSError, ValueError):
                if request.cancelled and request.worker is worker:
                    send(_input(worker), {"id": request.number, "verb": "cancel"})
                while (hungry := self._next_to_feed(worker)) is not None:
                    self._feed(worker, hungry)

    def _next_to_feed(self, worker: Popen[bytes]) -> _Request | None:
        """The oldest request that the worker was not sent all of, unless it has enough of that for now."""
        with self._lock:
            request = next((one for one in self._requests.values() if one.worker is not worker or not one.fed), None)
        if request is None:
            return None
        if request.worker is not worker:
            request.begin(worker)
        return None if request.full else request

    def _feed(self, worker: Popen[bytes], request: _Request) -> None:
        article, batch = request.article, request.next_batch()
        asked = several(self.model)
        models = instead(asked, request.language, self.learned)
        message: dict[str, object] = {
            "id": request.number,
            "verb": "suggest",
            "sha256": article.sha256,
            "models": models,
            "base": asked if models != asked else [],
            "language": request.language,
            "tags": not capitals_tell(request.language),
            "paragraphs": [[span[0], text_to_read(article, span)] for span in batch],
            "last": not batch,
        }
        request.fed = not batch
        send(_input(worker), message)

    def _running(self) -> Popen[bytes] | None:
        """The worker, started if need be; None after stop. Raises OSError when it cannot be started."""
        with self._lock:
            if self._stopped:
                return None
            if self._worker is None:
                with opened_log(self._log) as log:
                    self._worker = Popen(self._command, stdin=PIPE, stdout=PIPE, stderr=log, env=worker_environment())
                Thread(target=self._listen, args=(self._worker,), name="suggest-listen", daemon=True).start()
            return self._worker

    def _listen(self, worker: Popen[bytes]) -> None:
        assert worker.stdout
        for answer in _answers(worker.stdout):
            self._give(answer)
        self._bury(worker)

    def _give(self, answer: Answer) -> None:
        with self._lock:
            request = self._requests.get(answer.request)
            if request is None:
                return
            if not isinstance(answer, Found):
                del self._requests[answer.request]
        if isinstance(answer, Found):
            for _ in answer.covered:
                request.unanswered.popleft()
        self._to_feed.put(request)
        request.on_answer(answer)

    def _bury(self, worker: Popen[bytes]) -> None:
        """See to it that a worker is gone, and ask another one for what it left undone."""
        worker.kill()
        code = worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            with suppress(OSError):
                assert pipe
                pipe.close()
        with self._lock:
            if self._worker is worker:
                self._worker = None
            left = list(self._requests.values())
        # It reads one request after the other, so the oldest one is what it died of.
        if at_work := next((request for request in left if request.worker is worker), None):
            at_work.deaths += 1
            if at_work.deaths == _TRIES:
                left.remove(at_work)
                where = f"; what it said is in {self._log}" if self._log else ""
                self._give(
                    Failed(at_work.number, f"the process that suggests died twice on this article (exit code {code}){where}")
                )
        for request in left:
            self._to_feed.put(request)


def _input(worker: Popen[bytes]) -> IO[bytes]:
    assert worker.stdin
    return worker.stdin


def _answers(stream: IO[bytes]) -> Iterator[Answer]:
    """What a worker answers, until its output ends or makes no sense."""
    with suppress(WireError, OSError, LookupError, TypeError, ValueError):
        while (message := receive(stream)) is not None:
            yield _answer(message)


def _answer(message: Mapping[str, Any]) -> Answer:
    request, kind = int(message["id"]), message["kind"]
    if kind == "error":
        return Failed(request, str(message["why"]))
    every = f"model:{message['models']}"
    if kind == "done":
        return Done(request, every, int(message["words"]), str(message.get("said", "")))
    origin = f"model:{message['model']}"
    covered = tuple((int(start), int(end)) for start, end in message["covered"])
    proposals = (Proposal(int(start), int(end), str(label), origin, score) for start, end, label, score in message["entities"])
    proper = message.get("proper")
    runs = None if proper is None else tuple((int(start), int(end)) for start, end in proper)
    return Found(request, covered, tuple(proposals), every, runs)


def opened_log(log: Path | None) -> AbstractContextManager[IO[bytes] | int]:
    """The log, to be added to, or nowhere when there is none or it cannot be written."""
    if log is None:
        return nullcontext(DEVNULL)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        return log.open("ab")
    except OSError:
        return nullcontext(DEVNULL)
