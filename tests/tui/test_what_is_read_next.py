"""What a model is asked about while somebody reads: what is visible first, wherever they jump; the next article ahead; nothing twice."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotations.article import Article
from annotations.entity import Proposal
from annotations.span import Span
from annotations.store.cache import Cache
from annotations.suggest.answers import Done, Failed, Found, OnAnswer
from annotations.suggest.client import WorkerSuggester
from annotations.suggest.plan import chunks
from tests.annotations.test_suggest_client import FAKE
from tests.tui.scene import footer
from tui.driver import Session

BOOK = "\n\n".join(f"Chapter {n} begins here. " + f"Anna Reed of Oslo said so, {n} times over. " * 6 for n in range(300))
SHORT = "The envoy\n\nAnna Reed of Oslo said so.\n\nNobody else did."


class Steps:
    """Reads as many chunks as it is told to, and notes which of which request; finds the first word of each."""

    def __init__(self, model: str = "steps") -> None:
        self.model = model
        self.asked: list[str] = []
        self.read: list[Span] = []
        self.cancelled: list[int] = []
        self._under_way: dict[int, tuple[Iterator[Span], OnAnswer]] = {}

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        self.asked.append(article.text)
        self._under_way[len(self.asked)] = iter(spans), on_answer
        return len(self.asked)

    def cancel(self, request: int) -> None:
        self.cancelled.append(request)
        self._under_way.pop(request, None)

    def stop(self) -> None: ...

    def step(self, count: int = 1_000_000) -> list[Span]:
        """Read so many chunks of the oldest request, or all that are left. Returns those."""
        number, (spans, on_answer) = next(iter(self._under_way.items()))
        read: list[Span] = []
        while len(read) < count:
            if (span := next(spans, None)) is None:
                del self._under_way[number]
                on_answer(Done(number, f"model:{self.model}", 1))
                break
            read.append(span)
            proposal = Proposal(span[0], span[0] + 3, "PERSON", f"model:{self.model}", 0.9)
            on_answer(Found(number, (span,), (proposal,), f"model:{self.model}"))
        self.read += read
        return read

    def fail(self, why: str) -> None:
        number, (_, on_answer) = self._under_way.popitem()
        on_answer(Failed(number, why))

    @property
    def idle(self) -> bool:
        return not self._under_way


@contextmanager
def opened(folder: Path, steps: Steps, *texts: str, **options: Any) -> Iterator[Session]:
    """A session over these texts, asking ``steps``."""
    sources = []
    for number, text in enumerate(texts):
        sources.append(folder / f"{number}.txt")
        sources[-1].write_text(text, "utf-8")
    session = Session(sources, project=folder / "rubricate.json", model=[], **options)
    session._suggester = steps
    with session:
        yield session


def visible(session: Session) -> list[Span]:
    """The chunks that are on the screen now."""
    start, end = session.app.reader.view.visible_span()
    return [one for one in chunks(session.article, (0, 0)) if one[0] < end and start < one[1]]


def settled(session: Session) -> None:
    session.press("right")


def test_after_a_jump_into_a_book_what_is_visible_there_is_read_next_and_nothing_twice(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, BOOK) as session:
        seen = visible(session)
        assert steps.step(len(seen)) == seen
        for keys in (("end",), ("/", *"chapter 150", "enter"), ("backspace",), ("/", *"chapter 90 ", "enter"), ("space",) * 6):
            session.press(*keys)
            new = [one for one in visible(session) if one not in steps.read]
            assert steps.step(len(new)) == new
        assert len(steps.read) > 20
        steps.step()
        assert sorted(steps.read) == sorted(chunks(session.article, (0, 0)))
        assert steps.asked == [BOOK]


def test_looking_at_what_was_read_already_changes_nothing(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, BOOK) as session:
        *_, last = steps.step(20)
        session.press("space", "pageup", "home")
        assert steps.step(1)[0][0] > last[1]


def test_an_article_that_is_left_is_read_no_further_and_the_rest_of_it_when_one_comes_back(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, BOOK, SHORT) as session:
        steps.step(30)
        settled(session)
        session.press("]")
        assert steps.cancelled == [1]
        assert steps.asked == [BOOK, SHORT]
        session.press("[")
        assert steps.cancelled == [1, 2]
        steps.step()
        assert sorted(steps.read) == sorted(chunks(session.article, (0, 0)))
        settled(session)
        assert len(session.entities) == len(steps.read)


def test_the_next_open_article_is_read_ahead_once_this_one_is_covered_and_no_other(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, SHORT, "Done by now.", "Anna left.", "Oslo slept.") as session:
        session.press("]")
        steps.step()
        session.wait_until(lambda: not session.app.reader.reading.arriving)
        session.press("D", "D")
        assert session.article.text == "Anna left."
        session.press("[", "[")
        assert session.article.text == SHORT
        del steps.asked[:]
        steps.step()
        session.wait_until(lambda: len(steps.asked) == 1)
        assert steps.asked == ["Anna left."]
        steps.step()
        session.wait_until(lambda: steps.idle)
        settled(session)
        assert len(steps.asked) == 1
        session.press("D", "D")
        assert session.article.text == "Anna left."
        assert [one.origin for one in session.entities] == ["model:steps"]
        assert "suggesting" not in session.screen_text()[-2]
        session.wait_until(lambda: len(steps.asked) == 2)
        assert steps.asked[-1] == "Oslo slept."


def test_what_is_read_ahead_never_delays_another_article_and_goes_on_when_it_is_opened_itself(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, SHORT, BOOK, "Anna left.") as session:
        steps.step()
        session.wait_until(lambda: len(steps.asked) == 2)
        steps.step(10)
        settled(session)
        session.press("]")
        assert steps.asked == [SHORT, BOOK]
        assert "suggesting" in session.screen_text()[-2]
        session.press("end")
        seen = [one for one in visible(session) if one not in steps.read]
        assert steps.step(len(seen)) == seen
        session.press("]")
        assert steps.cancelled == [2]
        assert steps.asked[-1] == "Anna left."


def test_why_nothing_was_suggested_ahead_is_said_when_that_article_is_opened(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, SHORT, "Une autre.") as session:
        steps.step()
        session.wait_until(lambda: len(steps.asked) == 2)
        steps.fail("no model for this")
        settled(session)
        assert "no model" not in footer(session)
        session.press("]")
        steps.fail("no model for this")
        session.wait_until(lambda: not session.app.reader.reading.arriving)
        assert "no model for this" in footer(session)


def test_opening_again_asks_nothing_but_of_another_model_whose_suggestions_take_the_place_of_the_first_ones(
    tmp_path: Path,
) -> None:
    cache = Cache(tmp_path / "cache")
    origins = []
    for model, asked in (("steps", 1), ("steps", 0), ("other", 1), ("other", 0)):
        steps = Steps(model)
        with opened(tmp_path, steps, SHORT, cache=cache) as session:
            if steps.asked:
                steps.step()
            settled(session)
            session.press("right")
            assert len(steps.asked) == asked
            origins.append({one.origin for one in session.entities})
    assert origins == [{"model:steps"}, {"model:steps"}, {"model:other"}, {"model:other"}]
    assert not (tmp_path / "rubricate.json").exists()


def read_in(folder: Path, steps: Steps, count: int, *keys: str, text: str = BOOK) -> Session:
    """A session in which so many chunks of an article are read, these keys pressed, and the reader left."""
    with opened(folder, steps, text, cache=Cache(folder / "cache")) as session:
        steps.step(count)
        settled(session)
        session.press(*keys)
    return session


@pytest.mark.parametrize("keys", [(), ("n", "a")], ids=["nobody decided", "in a project"])
def test_a_book_left_half_read_is_read_on_where_it_was_left_in_the_next_session(tmp_path: Path, keys: tuple[str, ...]) -> None:
    first, second, third = Steps(), Steps(), Steps()
    read_in(tmp_path, first, 40, *keys)
    assert (tmp_path / "rubricate.json").exists() == bool(keys)
    session = read_in(tmp_path, second, 1_000_000)
    assert sorted(first.read + second.read) == sorted(chunks(session.article, (0, 0)))
    assert len(session.entities) == len(first.read + second.read)
    with opened(tmp_path, third, BOOK, cache=Cache(tmp_path / "cache")) as session:
        settled(session)
        assert third.asked == []
        assert len(session.entities) == len(first.read + second.read)


def test_what_one_model_has_half_read_another_one_reads_from_the_start(tmp_path: Path) -> None:
    read_in(tmp_path, Steps(), 40)
    other = Steps("other")
    session = read_in(tmp_path, other, 1_000_000)
    assert sorted(other.read) == sorted(chunks(session.article, (0, 0)))
    assert {one.origin for one in session.entities} == {"model:other"}


def test_in_a_session_that_was_killed_what_was_read_before_it_rested_is_not_read_again(tmp_path: Path) -> None:
    first, second = Steps(), Steps()
    with opened(tmp_path, first, BOOK) as session:
        first.step(40)
        session.press("n", "a")
        session.app.reader.remember()
        session.app.project.flush()
        as_killed = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
        first.step(20)
    killed = tmp_path / "killed"
    killed.mkdir()
    for name, data in as_killed.items():
        (killed / name).write_bytes(data)
    with opened(killed, second, BOOK) as session:
        second.step()
        settled(session)
        assert sorted(first.read[:40] + second.read) == sorted(chunks(session.article, (0, 0)))
        assert len(session.entities) == len(chunks(session.article, (0, 0)))


def test_in_a_project_another_model_suggests_beside_the_first_and_what_was_decided_stays(tmp_path: Path) -> None:
    for model in ("steps", "other", "steps"):
        steps = Steps(model)
        with opened(tmp_path, steps, SHORT) as session:
            if model == "steps" and not steps.asked:
                break
            steps.step()
            session.wait_until(lambda: not session.app.reader.reading.arriving)
            session.press("n", "a")
    else:
        raise AssertionError("the first model is asked a second time")
    assert {one.origin for one in session.entities} == {"model:steps"}


def test_nothing_is_asked_before_the_first_screen_is_painted(tmp_path: Path) -> None:
    class Late(Steps):
        painted: list[bool] = []

        def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
            self.painted.append(session.app.reader.painted)
            return super().suggest(article, spans, on_answer)

    (tmp_path / "0.txt").write_text(SHORT, "utf-8")
    session = Session(tmp_path / "0.txt", project=tmp_path / "rubricate.json", model=[])
    session._suggester = late = Late()
    with session:
        assert late.painted == [True]


@pytest.mark.parametrize("mode", ["dies-once", "dies"])
def test_a_worker_that_dies_is_started_once_more_and_if_that_dies_too_it_is_said_and_reading_goes_on(
    tmp_path: Path, mode: str
) -> None:
    (tmp_path / "0.txt").write_text("\n\n".join(f"Anna Reed {n} of Oslo" for n in range(6)), "utf-8")
    command = [sys.executable, str(FAKE), mode, str(tmp_path)]
    session = Session(tmp_path / "0.txt", project=tmp_path / "rubricate.json", labels=str(labels(tmp_path)), model=[])
    session._suggester = WorkerSuggester(command=command)
    with session:
        session.wait_for_suggestions()
        session.wait_until(session._suggester._to_feed.empty)
        assert len(list((tmp_path / "pids").iterdir())) == 2
        assert ("died twice" in session.said) == (mode == "dies")
        assert len(session.entities) == (6 if mode == "dies-once" else 2)
        session.press("n", "a")
        assert [one.status for one in session.entities].count("accepted") == 1


def labels(folder: Path) -> Path:
    """A label set that has what the fake worker finds."""
    path = folder / "labels.toml"
    path.write_text('[[label]]\nname = "THREE"\n', "utf-8")
    return path


def test_an_article_that_was_closed_is_not_asked_about_when_it_is_opened_again(tmp_path: Path) -> None:
    steps = Steps()
    with opened(tmp_path, steps, SHORT) as session:
        steps.step()
        session.wait_until(lambda: not session.app.reader.reading.arriving)
        session.press("D", "D")
    other = Steps("other")
    with opened(tmp_path, other, SHORT):
        assert other.asked == []
