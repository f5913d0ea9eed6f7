"""The worker's own rules, with a reader that needs no model: batches, cancelling, errors; and the wire."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Event, Thread
from time import sleep
from typing import BinaryIO

import pytest

from annotations.suggest.models import ModelError
from annotations.suggest.pipeline import Reading
from annotations.suggest.wire import WireError, receive, send
from annotations.suggest.worker import Reader, Worker


class Counting:
    """Finds the first two characters of each text; notes how many texts it was given at a time."""

    name, edition = "counting", "counting 1.0"

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.may_read = Event()
        self.may_read.set()
        self.reading = Event()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.sizes.append(len(texts))
        self.reading.set()
        assert self.may_read.wait(60)
        if "broken" in texts:
            raise ZeroDivisionError("a model's own mistake")
        return [Reading(2, ((0, 2, "TWO", 0.123456),)) for _ in texts]


@contextmanager
def serving(*readers: Reader, refused: str = "", said: str = "") -> Iterator[tuple[BinaryIO, BinaryIO, Worker]]:
    """A worker in a thread: where to write requests, where to read answers from, and the worker."""

    def pick(models: Sequence[str], language: str, tags: bool) -> tuple[Sequence[Reader], str]:
        if refused:
            raise ModelError(refused)
        return readers, said

    asked, ask = os.pipe()
    answers, answer = os.pipe()
    with (
        open(asked, "rb") as asked_end,
        open(ask, "wb") as ask_end,
        open(answers, "rb") as answers_end,
        open(answer, "wb") as answer_end,
    ):
        worker = Worker(answer_end, pick)
        thread = Thread(target=worker.serve, args=(asked_end,))
        thread.start()
        try:
            yield ask_end, answers_end, worker
        finally:
            ask_end.close()
            thread.join(60)
            assert not thread.is_alive()


def request(number: int, *texts: str, last: bool = True) -> dict[str, object]:
    return {"id": number, "verb": "suggest", "paragraphs": [[100 * n, text] for n, text in enumerate(texts)], "last": last}


def test_each_message_is_read_at_once_and_answered_with_the_articles_offsets_and_at_the_end_with_the_words_read() -> None:
    reader = Counting()
    with serving(reader) as (ask, answers, _):
        send(ask, request(1, *["text"] * 2, last=False))
        send(ask, request(1, *["text"] * 100))
        found = [receive(answers) for _ in range(3)]
    assert found[0] == {
        "id": 1,
        "kind": "found",
        "model": "counting",
        "models": "counting 1.0",
        "covered": [[0, 4], [100, 104]],
        "entities": [[0, 2, "TWO", 0.1235], [100, 102, "TWO", 0.1235]],
        "proper": None,
    }
    assert found[2] == {"id": 1, "kind": "done", "models": "counting 1.0", "words": 204, "said": ""}
    assert reader.sizes == [2, 100]


def test_proper_nouns_are_told_with_the_articles_offsets_where_every_text_was_tagged() -> None:
    class Tagging(Counting):
        def read(self, texts: Sequence[str]) -> list[Reading]:
            return [Reading(1, (), None if text == "untagged" else ((0, 4), (5, 8))) for text in texts]

    with serving(Tagging()) as (ask, answers, _):
        send(ask, request(1, "Anna und Max", "Emil und Eva", last=False))
        send(ask, request(1, "Anna und Max", "untagged"))
        found = [receive(answers) or {} for _ in range(2)]
    assert [one["proper"] for one in found] == [[[0, 4], [5, 8], [100, 104], [105, 108]], None]


def test_of_several_models_each_reads_a_batch_before_the_next_one_is_begun_and_the_last_one_covers_it() -> None:
    class Other(Counting):
        name, edition = "other", "other 2.0"

    with serving(Counting(), Other(), said="no third model") as (ask, answers, _):
        send(ask, request(1, "text", last=False))
        send(ask, request(1, "text"))
        found = [receive(answers) or {} for _ in range(5)]
    assert [(one.get("model"), one.get("covered")) for one in found] == [
        ("counting", []),
        ("other", [[0, 4]]),
        ("counting", []),
        ("other", [[0, 4]]),
        (None, None),
    ]
    assert {one["models"] for one in found} == {"counting 1.0, other 2.0"}
    assert (found[-1]["words"], found[-1]["said"]) == (4, "no third model")


def test_after_a_cancel_nothing_more_is_read_than_the_batch_under_way_and_nothing_is_answered() -> None:
    reader = Counting()
    reader.may_read.clear()
    with serving(reader) as (ask, answers, worker):
        for _ in range(10):
            send(ask, request(1, *["text"] * 10, last=False))
        assert reader.reading.wait(60)
        send(ask, {"id": 1, "verb": "cancel"})
        send(ask, {"id": 2, "verb": "none such"})
        while not worker._dropped:
            sleep(0.001)
        reader.may_read.set()
        answer = receive(answers)
    assert answer
    assert answer["id"] == 2
    assert reader.sizes == [10]


def test_stop_ends_the_worker_after_the_batch_under_way() -> None:
    reader = Counting()
    reader.may_read.clear()
    with serving(reader) as (ask, _, worker):
        send(ask, request(1, "text", last=False))
        send(ask, request(1, "text"))
        assert reader.reading.wait(60)
        send(ask, {"verb": "stop"})
        assert worker._ended.wait(60)
        reader.may_read.set()
    assert reader.sizes == [1]


@pytest.mark.parametrize("kind", ["model", "text"])
def test_a_request_that_cannot_be_served_is_answered_with_one_error_and_the_next_one_is_served(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Counting(), refused="no such model" if kind == "model" else "") as (ask, answers, _):
        send(ask, request(1, "broken", last=False))
        send(ask, request(1, "text"))
        send(ask, request(2))
        first, second = receive(answers), receive(answers)
    assert first
    assert second
    assert (first["id"], first["kind"], second["id"]) == (1, "error", 2)
    if kind == "model":
        assert first["why"] == "no such model"
    else:
        assert str(first["why"]).startswith("the model failed on this article (ZeroDivisionError: a model's own mistake)")
        assert "Traceback" in capsys.readouterr().err


def test_a_message_comes_back_as_it_was_sent_whatever_its_text() -> None:
    stream = BytesIO()
    message = {"text": "日本 😀 \u2028 \x00", "spans": [[1, 2]]}
    send(stream, message)
    stream.seek(0)
    assert receive(stream) == message
    assert receive(stream) is None


@pytest.mark.parametrize(
    "data", [b"\0\0", b"\0\0\0\x05{}", b"\0\0\0\x02[]", b"\0\0\0\x02{x", b"Traceback (most recent call last)"]
)
def test_what_is_no_message_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(WireError):
        receive(BytesIO(data))
