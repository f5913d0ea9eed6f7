"""Learning behind the reading: after each article that was closed with D, where that is wanted.

What is to be learned is gathered a little at a time, between keys; a process of its own learns; a thread waits for it.
"""

from collections.abc import Callable, Generator, Mapping
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from annotations.project import Project

if TYPE_CHECKING:
    from annotations.suggest.learner import Learner
    from annotations.suggest.trained import Trained
    from annotations.work.learning import Learned, Planned

LONGEST = 300_000
"""Code points of the longest article that is learned from while one reads: gathering a longer one would hold up a key."""


class Ended(NamedTuple):
    """What came of learning: what to say, and the pipelines that are in use now, None where nothing has changed."""

    said: str
    learned: Mapping[str, str] | None = None


class Learning:
    """Learns from articles one after the other. ``post`` is called with the end of each, on a thread of its own.

    ``on``: whether it does. ``model`` is what was asked for, empty for the best one installed.
    """

    def __init__(self, project: Project, post: Callable[[Ended], None]) -> None:
        self.project, self._post = project, post
        self.on, self.model = False, ""
        self.learner: Learner | None = None
        self._waiting: list[str] = []
        self._gathering: Generator[None, None, Planned | None] | None = None
        self._busy = self._stopped = False

    @property
    def possible(self) -> bool:
        """Whether anything can be learned here: in a project with a file that may be written, with one model."""
        return self.project.path is not None and not self.project.read_only and self.model != "none" and "," not in self.model

    @property
    def at_work(self) -> bool:
        """Whether there is something to gather, or something is being learned."""
        return self._busy or self.to_gather

    @property
    def to_gather(self) -> bool:
        """Whether ``gather`` has something to do now."""
        return not self._busy and (self._gathering is not None or bool(self._waiting))

    def closed(self, uid: str) -> str:
        """An article was closed: learn from it. Returns what to say, mostly nothing."""
        if not self.on or not self.possible:
            return ""
        if len(self.project.article(uid).text) > LONGEST:
            return "too long to learn from while you read: rubricate learn does"
        if uid not in self._waiting:
            self._waiting.append(uid)
        return ""

    def gather(self) -> str:
        """Read one article more of those that are to be learned from; when all are read, begin. Returns what to say then."""
        from annotations.suggest.models import ModelError
        from annotations.work.learning import request_after

        if self._gathering is None:
            self._gathering = request_after(self.project, self._waiting.pop(0), self._trained(), self.model)
        try:
            next(self._gathering)
        except StopIteration as ended:
            self._gathering = None
            return self._begin(ended.value) if ended.value is not None else ""
        except (ModelError, OSError, KeyError) as error:
            self._gathering = None
            return f"nothing learned: {error}"
        return ""

    def take(self, ended: Ended) -> str:
        """Learning has ended. Returns what to say."""
        self._busy = False
        return ended.said

    def stop(self) -> None:
        """Learn nothing more; what was being learned is lost, and what was in use stays."""
        self._stopped = True
        self._waiting.clear()
        if self.learner is not None:
            self.learner.stop()

    def _trained(self) -> "Trained":
        from annotations.work.learning import trained_of

        assert self.project.path is not None
        return trained_of(self.project.path)

    def _begin(self, planned: "Planned") -> str:
        if self.learner is None:
            from annotations.suggest.learner import WorkerLearner

            self.learner = WorkerLearner()
        self._busy = True
        Thread(target=self._learn, args=(planned, self.learner), name="learn", daemon=True).start()
        if planned.request is None or not planned.request.new:
            return ""
        number = len(planned.record.learned)
        return f"learning from {number} article{'' if number == 1 else 's'} behind you"

    def _learn(self, planned: "Planned", learner: "Learner") -> None:
        from annotations.suggest.teaching import LearningError
        from annotations.work.learning import in_use, learn, said

        trained = self._trained()
        try:
            learned: Learned = learn(planned, trained, learner, lambda _done, _of: None)
            ended = Ended(said(learned), in_use(trained, self.model))
        except (LearningError, OSError) as error:
            ended = Ended(f"nothing learned: {error}")
        if not self._stopped:
            self._post(ended)
