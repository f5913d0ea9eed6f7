"""The client of the worker, against a fake worker: answers, cancelling, crashes, stopping. Then the real one, without a model."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from subprocess import PIPE, Popen, run
from time import sleep

import pytest

from annotations.article import Article
from annotations.entity import Proposal
from annotations.suggest.answers import Answer, Done, Failed, Found
from annotations.suggest.client import WorkerSuggester, worker_command, worker_environment
from annotations.suggest.models import several
from annotations.suggest.plan import PARAGRAPHS, ReadingOrder, chunks, in_order
from annotations.suggest.wire import receive, send

FAKE = Path(__file__).with_name("fake_worker.py")
ARTICLE = Article("\n".join(f"{number:03d} is a paragraph of its own" for number in range(200)), language="en")
PATIENCE = 300
"""Seconds after which a test gives up."""

Started = Callable[..., WorkerSuggester]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """Makes suggesters with a fake worker; stops them at the end."""
    made: list[WorkerSuggester] = []

    def start(mode: str, log: Path | None = None) -> WorkerSuggester:
        made.append(WorkerSuggester(log=log, command=[sys.executable, str(FAKE), mode, str(tmp_path)]))
        return made[-1]

    yield start
    for suggester in made:
        suggester.stop()


def asked(suggester: WorkerSuggester, article: Article = ARTICLE) -> list[Answer]:
    """All answers to a request about a whole article."""
    answers: Queue[Answer] = Queue()
    suggester.suggest(article, chunks(article, (0, 0)), answers.put)
    found = [answers.get(timeout=PATIENCE)]
    while isinstance(found[-1], Found):
        found.append(answers.get(timeout=PATIENCE))
    return found


def covered(answers: list[Answer]) -> list[tuple[int, int]]:
    return [span for answer in answers if isinstance(answer, Found) for span in answer.covered]


def workers(folder: Path) -> list[int]:
    return [int(path.name) for path in (folder / "pids").iterdir()]


def is_there(process: int) -> bool:
    """Whether the process runs or is a zombie."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_proposals_come_with_the_articles_offsets_the_models_labels_and_its_name_as_origin(started: Started) -> None:
    *found, done = asked(started("reads"))
    assert isinstance(found[1], Found)
    assert found[1].proposals == (Proposal(30, 33, "THREE", "model:fake", 0.5),)
    assert ARTICLE.text[30:33] == "001"
    assert covered(found) == list(ARTICLE.paragraphs())
    assert done == Done(1, "model:fake-en", 200)


def test_proper_nouns_are_asked_for_where_capitals_do_not_tell_names(started: Started) -> None:
    german, english = asked(started("reads"), Article("Das Brot ist gut.", language="de")), asked(started("reads"))
    assert [one.proper for one in german if isinstance(one, Found)] == [((0, 3),)]
    assert {one.proper for one in english if isinstance(one, Found)} == {None}


def test_the_guessed_language_is_sent_where_the_article_names_none(started: Started) -> None:
    text = "Le ministre est arrivé dans la ville avec ses conseillers, mais il n’a pas parlé de la guerre.\n" * 5
    assert asked(started("reads"), Article(text))[-1] == Done(1, "model:fake-fr", 5)


def test_a_request_returns_while_the_worker_takes_nothing_of_a_text_of_six_megabytes(started: Started, tmp_path: Path) -> None:
    article = Article("A paragraph that is about as long as one in a newspaper is, give or take.\n" * 80_000)
    suggester = started("deaf")
    suggester.suggest(article, in_order(article, (0, 0)), lambda answer: None)
    suggester.cancel(suggester.suggest(article, in_order(article, (0, 0)), lambda answer: None))
    while not (tmp_path / "pids").exists() or not workers(tmp_path):
        sleep(0.01)
    suggester.stop()
    assert not any(is_there(process) for process in workers(tmp_path))


def test_of_a_book_no_more_is_prepared_and_sent_than_a_batch_and_the_next_one(started: Started) -> None:
    article = Article("A paragraph that is about as long as one in a newspaper is, give or take.\n" * 80_000, language="en")
    suggester, answers, taken = started("waits"), Queue[Answer](), []

    def counted() -> Iterator[tuple[int, int]]:
        for span in in_order(article, (0, 0)):
            taken.append(span)
            yield span

    suggester.suggest(article, counted(), answers.put)
    assert isinstance(answers.get(timeout=PATIENCE), Found)
    for _ in range(20):
        sleep(0.01)
    assert len(taken) <= 1 + 2 + 4


def test_a_request_goes_on_in_the_order_that_is_asked_for_meanwhile(started: Started, tmp_path: Path) -> None:
    order = ReadingOrder(ARTICLE, (0, 10))
    suggester, answers = started("reads"), Queue[Answer]()
    found: list[Answer] = []

    def take(answer: Answer) -> None:
        if len(found) == 20:
            order.look_at((4500, 4530))
        found.append(answer)
        answers.put(answer)

    suggester.suggest(ARTICLE, order, take)
    while isinstance(answers.get(timeout=PATIENCE), Found):
        pass
    spans = covered(found)
    assert sorted(spans) == list(ARTICLE.paragraphs())
    looked_at = next(place for place, span in enumerate(spans) if span[0] <= 4500 < span[1])
    assert looked_at <= 20 + 2 * PARAGRAPHS
    assert spans[looked_at + 1][0] == spans[looked_at][1] + 1


def test_several_models_are_named_to_the_worker_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a,b").mkdir()
    assert several("one, two,one") == ["one", "two"]
    assert several("") == [""]
    assert several(str(tmp_path / "a,b")) == [str(tmp_path / "a,b")]


def test_after_a_crash_a_new_worker_is_asked_for_the_rest_and_nothing_comes_twice(started: Started, tmp_path: Path) -> None:
    answers = asked(started("dies-once"))
    assert covered(answers) == list(ARTICLE.paragraphs())
    assert isinstance(answers[-1], Done)
    assert len(workers(tmp_path)) == 2


def test_a_crashed_worker_leaves_no_zombie(started: Started, tmp_path: Path) -> None:
    suggester = started("dies-once")
    asked(suggester)
    suggester.stop()
    assert len(workers(tmp_path)) == 2
    assert not any(is_there(process) for process in workers(tmp_path))


def test_a_request_that_kills_two_workers_fails_in_words_that_name_the_log(started: Started, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "worker.log"
    answers = asked(started("dies", log))
    assert len(workers(tmp_path)) == 2
    assert isinstance(answers[-1], Failed)
    assert "died twice" in answers[-1].why
    assert "exit code 3" in answers[-1].why
    assert str(log) in answers[-1].why


def test_a_request_after_one_that_failed_is_answered_by_a_new_worker(started: Started, tmp_path: Path) -> None:
    suggester = started("dies")
    asked(suggester)
    assert isinstance(asked(suggester)[-1], Failed)
    assert len(workers(tmp_path)) == 4


def test_a_crash_is_not_held_against_the_requests_that_wait(started: Started, tmp_path: Path) -> None:
    suggester = started("dies-once")
    answers: Queue[Answer] = Queue()
    requests = [suggester.suggest(ARTICLE, chunks(ARTICLE, (0, 0)), answers.put) for _ in range(3)]
    ends: list[Answer] = []
    while len(ends) < 3:
        if not isinstance(answer := answers.get(timeout=PATIENCE), Found):
            ends.append(answer)
    assert [(type(end), end.request) for end in ends] == [(Done, request) for request in requests]


def test_a_cancelled_request_is_answered_no_more_and_the_next_one_is(started: Started) -> None:
    suggester = started("waits")
    first: Queue[Answer] = Queue()
    request = suggester.suggest(ARTICLE, chunks(ARTICLE, (0, 0)), first.put)
    assert isinstance(first.get(timeout=PATIENCE), Found)
    suggester.cancel(request)
    assert isinstance(asked(suggester)[-1], Done)
    assert first.empty()


def test_cancelling_what_is_not_under_way_does_nothing(started: Started) -> None:
    suggester = started("reads")
    asked(suggester)
    suggester.cancel(1)
    suggester.cancel(99)
    assert isinstance(asked(suggester)[-1], Done)


def test_a_worker_that_writes_no_message_counts_as_crashed(started: Started, tmp_path: Path) -> None:
    assert isinstance(asked(started("babbles"))[-1], Failed)
    assert not any(is_there(process) for process in workers(tmp_path))


def test_stopping_kills_the_worker_and_ends_the_answers(started: Started, tmp_path: Path) -> None:
    suggester = started("waits")
    answers: Queue[Answer] = Queue()
    suggester.suggest(ARTICLE, chunks(ARTICLE, (0, 0)), answers.put)
    answers.get(timeout=PATIENCE)
    suggester.stop()
    suggester.stop()
    assert not any(is_there(process) for process in workers(tmp_path))
    assert answers.empty()
    with pytest.raises(RuntimeError):
        suggester.suggest(ARTICLE, [], answers.put)


def test_stopping_before_the_first_request_starts_nothing(started: Started, tmp_path: Path) -> None:
    started("reads").stop()
    assert not (tmp_path / "pids").exists()


def test_what_the_worker_says_on_standard_error_goes_to_the_log(
    started: Started, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked(started("complains", tmp_path / "worker.log"))
    asked(started("complains"))
    assert (tmp_path / "worker.log").read_text() == "a model warns\n"
    assert capfd.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_is_done_without(started: Started, tmp_path: Path) -> None:
    assert isinstance(asked(started("complains", tmp_path))[-1], Done)


def test_a_worker_that_cannot_be_started_fails_in_words(tmp_path: Path) -> None:
    suggester = WorkerSuggester(command=[str(tmp_path / "nowhere")])
    (failed,) = asked(suggester)
    suggester.stop()
    assert isinstance(failed, Failed)
    assert failed.why.startswith("the process that suggests cannot be started: ")


def test_an_unknown_model_fails_in_words_that_name_the_installed_ones() -> None:
    suggester = WorkerSuggester("en_core_web_xxl")
    (failed,) = asked(suggester)
    suggester.stop()
    assert isinstance(failed, Failed)
    assert failed.why.startswith("no model en_core_web_xxl: neither an installed package nor a folder; installed models: ")


def test_an_unknown_verb_is_answered_with_an_error_and_the_worker_ends_at_the_end_of_input() -> None:
    worker = Popen(worker_command(), stdin=PIPE, stdout=PIPE, env=worker_environment())
    assert worker.stdin
    assert worker.stdout
    send(worker.stdin, {"id": 7, "verb": "sing"})
    assert receive(worker.stdout) == {"id": 7, "kind": "error", "why": "the worker does not know the verb 'sing'"}
    worker.stdin.close()
    assert worker.wait(timeout=PATIENCE) == 0
    assert worker.stdout.read() == b""
    worker.stdout.close()


def test_what_a_model_prints_goes_to_standard_error_and_not_between_the_answers() -> None:
    code = """
from annotations.suggest import worker
def choose(names, language):
    print("noise")
    raise worker.ModelError("quiet")
worker.choose_all = choose
worker.main()
"""
    request = b'{"id":1,"verb":"suggest"}'
    worker = Popen([sys.executable, "-P", "-c", code], stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_with_this_package())
    assert worker.stdin
    assert worker.stdout
    assert worker.stderr
    worker.stdin.write(len(request).to_bytes(4, "big") + request)
    worker.stdin.flush()
    assert receive(worker.stdout) == {"id": 1, "kind": "error", "why": "quiet"}
    worker.stdin.close()
    assert (worker.stdout.read(), worker.stderr.read()) == (b"", b"noise\n")
    worker.stdout.close()
    worker.stderr.close()
    assert worker.wait(timeout=PATIENCE) == 0


def _with_this_package() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


TRAPS = ("annotations", "spacy", "json", "numpy")


@pytest.fixture
def trapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder has modules of its own, named like ours and like those we need, that note that they were run."""
    folder = tmp_path / "trapped"
    for name in TRAPS:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'a').write({name!r})")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", str(tmp_path / "elsewhere")]))
    return tmp_path / "sprung"


def test_the_traps_spring_for_an_ordinary_python_in_that_folder(trapped: Path) -> None:
    run([sys.executable, "-c", "import annotations"], check=True)
    assert trapped.read_text() == "annotations"


def test_the_current_folders_own_modules_are_not_run(trapped: Path) -> None:
    suggester = WorkerSuggester("no-such-model")
    (failed,) = asked(suggester)
    suggester.stop()
    assert isinstance(failed, Failed)
    assert failed.why.startswith("no model no-such-model")
    assert not trapped.exists()


@pytest.mark.model
def test_the_current_folders_own_spacy_is_not_run(trapped: Path) -> None:
    suggester = WorkerSuggester()
    answers = asked(suggester, Article("Angela Merkel met Barack Obama in Berlin on Monday.", language="en"))
    suggester.stop()
    assert isinstance(answers[-1], Done)
    assert not trapped.exists()
