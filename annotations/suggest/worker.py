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
from typing import BinaryIO, Protocol

from annotations.suggest import wire
from annotations.suggest.models import ModelError, choose
from annotations.suggest.pipeline import Pipeline, Reading, load

PARAGRAPHS, CHARACTERS = 64, 16_384
"""The most of both that is read at a time; the first batch of a request is one paragraph, and each next is twice as large."""
_NICE = 10


class Reader(Protocol):
    """What reads: a pipeline."""

    name: str

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
    answer = {"kind": "found", "model": reader.name, "covered": covered, "entities": entities}
    return answer, sum(reading.words for reading in readings)


@dataclass
class _Job:
    reader: Reader
    growing: Growing
    words: int = 0


class Worker:
    """Serves requests in the order they came, one at a time. ``pick`` loads the model for a name and a language."""

    def __init__(self, answers: BinaryIO, pick: Callable[[str, str], Reader]) -> None:
        self._answers = answers
        self._pick = pick
        self._asked: SimpleQueue[Mapping[str, object] | None] = SimpleQueue()
        self._jobs: dict[object, _Job] = {}
        self._dropped: set[object] = set()
        self._ended = Event()

    def serve(self, requests: BinaryIO) -> None:
        """Serve until the input ends or says stop; then what is under way ends after the batch being read."""
        Thread(target=self._listen, args=(requests,), daemon=True).start()
        while (message := self._asked.get()) is not None and not self._ended.is_set():
            request = message.get("id")
            if request in self._dropped:
                continue
            # Whatever a model raises on a text, the reader gets a line and the log the traceback.
            try:
                self._answer(request, message)
            except ModelError as error:
                self._fail(request, str(error))
            except (BrokenPipeError, WorkerMisused):
                raise
            except Exception as error:  # noqa: BLE001
                traceback.print_exc()
                self._fail(request, f"the model failed on this article: {type(error).__name__}: {error}")

    def _listen(self, requests: BinaryIO) -> None:
        with suppress(wire.WireError, OSError):
            while (message := wire.receive(requests)) is not None and message.get("verb") != "stop":
                if message.get("verb") == "cancel":
                    self._dropped.add(message.get("id"))
                else:
                    self._asked.put(message)
        self._ended.set()
        self._asked.put(None)
