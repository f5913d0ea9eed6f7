"""WorkerLearner: has a worker process learn, one of its own, so that neither a key nor a suggestion waits for it."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock
from typing import Protocol

from annotations.suggest.client import opened_log, worker_command, worker_environment
from annotations.suggest.teaching import LearningError, OnProgress, Outcome, Request, messages, outcome
from annotations.suggest.wire import WireError, receive, send


class Learner(Protocol):
    """Learns from finished articles."""

    def learn(self, request: Request, on_progress: OnProgress) -> Outcome:
        """Learn, and wait for it. Raises LearningError; then, and where it never returns, the model in use stays."""

    def stop(self) -> None:
        """End what is being learned, which then fails, and learn nothing more. May be called from another thread, and twice."""


class WorkerLearner:
    """Learns in a process that is started for each request and gone after it: 200 MB that nobody needs in between.

    ``log`` is the file that gets what the worker says on standard error. ``command`` runs another worker.
    """

    def __init__(self, *, log: Path | None = None, command: Sequence[str] | None = None) -> None:
        self._log = log
        self._command = list(command) if command else worker_command()
        self._lock = Lock()
        self._worker: Popen[bytes] | None = None
        self._stopped = False

    def learn(self, request: Request, on_progress: OnProgress) -> Outcome:
        """See ``Learner``. Blocks for about a second an article and two to begin with."""
        try:
            worker = self._started()
        except OSError as error:
            raise LearningError(f"the process that learns cannot be started: {error}") from error
        try:
            return _told(worker, request, on_progress)
        except (OSError, WireError, LookupError, TypeError, ValueError) as error:
            worker.kill()
            code = worker.wait()
            where = f"; what it said is in {self._log}" if self._log else ""
            raise LearningError(
                f"the process that learns died (exit code {code}){where}; the model in use stays as it is"
            ) from error
        finally:
            self._end(worker)

    def stop(self) -> None:
        """Kill the worker and learn nothing more."""
        with self._lock:
            self._stopped = True
            worker = self._worker
        if worker is not None:
            worker.kill()

    def _started(self) -> Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise LearningError("learning was stopped; the model in use stays as it is")
            with opened_log(self._log) as log:
                worker = Popen(self._command, stdin=PIPE, stdout=PIPE, stderr=log, env=worker_environment())
            self._worker = worker
            return worker

    def _end(self, worker: Popen[bytes]) -> None:
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            with suppress(OSError):
                assert pipe
                pipe.close()
        with self._lock:
            self._worker = None


def _told(worker: Popen[bytes], request: Request, on_progress: OnProgress) -> Outcome:
    assert worker.stdin
    assert worker.stdout
    for message in messages(1, request):
        send(worker.stdin, message)
    while (answer := receive(worker.stdout)) is not None:
        if answer["kind"] == "done":
            return outcome(answer)
        if answer["kind"] == "error":
            raise LearningError(str(answer["why"]))
        on_progress(int(str(answer["done"])), int(str(answer["of"])))
    raise WireError("the worker's output ended")
