"""The process that learns: what it leaves behind when it ends well, fails, or is killed in the middle."""

import json
import os
import signal
import sys
from pathlib import Path
from queue import Queue
from shutil import copytree
from subprocess import run

import pytest

from annotations.article import Article
from annotations.labels import PRESETS
from annotations.suggest.answers import Answer, Done, Failed, Found
from annotations.suggest.client import WorkerSuggester
from annotations.suggest.learner import WorkerLearner
from annotations.suggest.teaching import LearningError, Request
from annotations.suggest.trained import Record, Trained
from annotations.work.learning import Planned, learn
from tests.annotations.tiny_model import articles, save_tiny

pytestmark = pytest.mark.model


def silent(_done: int, _of: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("models"))


def planned(tiny: Path, trained: Trained, start: Path | None = None) -> Planned:
    request = Request(str(tiny), "en", trained.room("en", "tiny"), PRESETS["ontonotes"], articles()[:4], start=start)
    return Planned("en", Record("tiny", learned=("a", "b", "c", "d")), request)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_learned_is_a_pipeline_for_spacy_and_one_killed_in_the_middle_leaves_it_as_it_was(
    tiny: Path, tmp_path: Path
) -> None:
    base, trained, learner = files(tiny), Trained(tmp_path, tmp_path / "p.json"), WorkerLearner(log=tmp_path / "log")
    told: list[tuple[int, int]] = []
    learned = learn(planned(tiny, trained), trained, learner, lambda done, of: told.append((done, of)))
    folder = trained.pipeline("en")
    assert folder is not None
    assert learned.outcome is not None
    assert (learned.outcome.path, learned.outcome.articles) == (folder, 4)
    assert told[0] == (0, 400)
    assert told[-1] == (400, 400)
    code = f"import spacy; print([one.label_ for one in spacy.load({str(folder)!r})('Ilse Brandt lives in Vienna .').ents])"
    fresh = run([sys.executable, "-P", "-c", code], capture_output=True, check=True, cwd=tmp_path)
    assert fresh.stdout == b"['PERSON', 'GPE']\n"

    before = files(trained.folder)

    def killed(done: int, _of: int) -> None:
        if done >= 100:
            assert learner._worker is not None
            os.kill(learner._worker.pid, signal.SIGKILL)

    with pytest.raises(LearningError, match="the process that learns died .*; the model in use stays as it is"):
        learn(planned(tiny, trained, folder), trained, learner, killed)
    assert files(trained.folder) == before
    assert files(tiny) == base


@pytest.mark.parametrize("damaged", ["meta.json", "config.cfg", "ner/model"])
def test_where_the_pipeline_that_learned_is_damaged_the_model_it_learned_from_suggests_and_says_so(
    tiny: Path, tmp_path: Path, damaged: str
) -> None:
    learned = tmp_path / "learned"
    copytree(tiny, learned)
    (learned / damaged).write_bytes(b"{")
    article, answers = Article("Ilse Brandt lives in Vienna .", language="en"), Queue[Answer]()
    suggester = WorkerSuggester(str(tiny), log=tmp_path / "log")
    suggester.learned = {"en": str(learned)}
    try:
        suggester.suggest(article, [(0, len(article.text))], answers.put)
        found, done = answers.get(timeout=120), answers.get(timeout=120)
    finally:
        suggester.stop()
    assert isinstance(found, Found)
    assert isinstance(done, Done)
    assert {one.origin for one in found.proposals} <= {"model:tiny"}
    assert done.model.startswith("model:tiny")
    assert done.said.endswith("Until it learns again tiny suggests; rubricate learn --reset forgets what was learned")
    assert "\n" not in done.said
    suggester = WorkerSuggester(str(learned))
    try:
        suggester.suggest(article, [(0, len(article.text))], answers.put)
        assert isinstance(answers.get(timeout=120), Failed)
    finally:
        suggester.stop()


def test_what_cannot_be_learned_is_said_in_words_and_after_stop_nothing_is(tmp_path: Path) -> None:
    trained, learner = Trained(tmp_path, tmp_path / "p.json"), WorkerLearner()
    with pytest.raises(LearningError, match="no model .*nowhere"):
        learn(planned(tmp_path / "nowhere", trained), trained, learner, silent)
    learner.stop()
    with pytest.raises(LearningError, match="learning was stopped"):
        learn(planned(tmp_path / "nowhere", trained), trained, learner, silent)
    assert not trained.folder.exists()


def test_a_learner_that_cannot_be_started_or_talks_nonsense_fails_in_words(tmp_path: Path) -> None:
    trained = Trained(tmp_path, tmp_path / "p.json")
    with pytest.raises(LearningError, match="cannot be started"):
        learn(planned(tmp_path, trained), trained, WorkerLearner(command=[str(tmp_path / "nowhere")]), silent)
    babbling = [sys.executable, "-c", "import sys; sys.stdin.buffer.read(4); print('Traceback (most recent call last)')"]
    with pytest.raises(LearningError, match="the process that learns died"):
        learn(planned(tmp_path, trained), trained, WorkerLearner(command=babbling), silent)
    assert trained.in_use() == {}


@pytest.mark.slow
def test_the_default_model_learns_from_real_articles_and_is_better_on_those_kept_apart(shared: Path, tmp_path: Path) -> None:
    from annotations.suggest.examples import Finished, apart

    rows = [json.loads(line) for line in (shared / "samples/ner/wikigold_dev.jsonl").read_text("utf-8").splitlines()[:24]]
    read = [Finished(row["id"], row["text"], tuple(apart(tuple(one) for one in row["entities"]))) for row in rows]
    into = tmp_path / "1" / "learned"
    outcome = WorkerLearner().learn(Request("", "en", into, PRESETS["conll"], read[:16], kept=read[16:]), silent)
    assert outcome.path == into
    assert outcome.verdict is not None
    assert outcome.verdict.after > outcome.verdict.before
