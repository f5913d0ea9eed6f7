"""Choosing a project, opening articles, suggesting and exporting, as reader and commands do."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.edits import accept, label
from annotations.entity import Proposal, Status
from annotations.marked import Focus, Hand
from annotations.project import Project
from annotations.span import Span
from annotations.suggest.answers import Failed, Found, OnAnswer
from annotations.suggest.given import GivenSuggester
from annotations.work.errors import WorkError
from annotations.work.exporting import export, left_out
from annotations.work.opening import choose_project, open_articles, project_choice
from annotations.work.suggesting import suggest

TEXT = "Night train\n\nIlse Brandt left Vienna for Trieste on Friday.\n\nSiemens built the train.\n"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def proposal(words: str, label: str, score: float | None = None) -> Proposal:
    return Proposal(*span(words), label, "model:given", score)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, without $RUBRICATE_PROJECT, that holds articles/train.txt."""
    monkeypatch.delenv("RUBRICATE_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/train.txt").write_text(TEXT, "utf-8")
    return tmp_path


@pytest.fixture
def project(folder: Path, hand: Hand) -> Project:
    return Project.open(folder / "rubricate.json", hand=hand)


def opened(project: Project) -> str:
    [uid], _ = open_articles(project, ["articles/train.txt"])
    return uid


def tag(project: Project, uid: str, words: str, name: str) -> None:
    change = label(project.marked(uid), project.hand, Focus(*span(words)), name).change
    assert change is not None
    project.apply(change)


def test_the_project_is_the_one_named_then_the_environments_then_here_then_beside_then_new(folder: Path) -> None:
    source = ["articles/train.txt"]
    new = project_choice(None, source, {}, Path())
    assert (new.path, new.why[:3]) == (Path("rubricate.json"), "new")
    (folder / "articles/rubricate.json").touch()
    assert choose_project(None, source) == Path("articles/rubricate.json")
    assert choose_project(None, ["articles"]) == Path("articles/rubricate.json")
    (folder / "rubricate.json").touch()
    assert choose_project(None, source) == Path("rubricate.json")
    environ = {"RUBRICATE_PROJECT": "other.json"}
    assert project_choice(None, source, environ).path == Path("other.json")
    assert project_choice("named.json", source, environ).path == Path("named.json")


@pytest.mark.parametrize("source", ["-", "https://example.org/a"])
def test_what_is_no_file_has_no_project_beside_it(folder: Path, source: str) -> None:
    assert choose_project(None, [source]) == Path("rubricate.json")


def test_opening_writes_nothing(project: Project, folder: Path) -> None:
    opened(project)
    assert sorted(path.name for path in folder.iterdir()) == ["articles"]


def test_opening_to_keep_writes_at_once(project: Project, folder: Path) -> None:
    [uid], notices = open_articles(project, ["articles"], keep=True)
    assert notices == []
    assert [row.uid for row in project.articles()] == [uid]
    assert (folder / "rubricate.json").is_file()


def test_without_sources_it_is_the_whole_project_in_order(project: Project, folder: Path) -> None:
    (folder / "articles/a.txt").write_text("Another.", "utf-8")
    uids, _ = open_articles(project, ["articles"], keep=True)
    assert open_articles(project, []) == (uids, [])
    assert [project.article(uid).text for uid in uids] == ["Another.", TEXT]


def test_an_empty_project_without_sources_says_what_to_give(project: Project) -> None:
    with pytest.raises(WorkError, match="give a file"):
        open_articles(project, [])


def test_the_same_text_twice_is_one_article(project: Project, folder: Path) -> None:
    (folder / "copy.txt").write_text(TEXT, "utf-8")
    uids, _ = open_articles(project, ["articles/train.txt", "copy.txt"])
    assert len(uids) == 1
    assert len(project.article(uids[0]).sources) == 2


def test_a_file_that_changed_opens_as_it_was_annotated_and_says_so(project: Project, folder: Path) -> None:
    [uid], _ = open_articles(project, ["articles/train.txt"], keep=True)
    (folder / "articles/train.txt").write_text("Rewritten.", "utf-8")
    again, notices = open_articles(project, ["articles/train.txt"])
    assert again == [uid]
    assert project.article(uid).text == TEXT
    assert "has changed since it was added" in notices[0]
    assert len(project.articles()) == 1


def test_a_file_that_is_gone_opens_as_it_was_annotated_and_says_so(project: Project, folder: Path) -> None:
    [uid], _ = open_articles(project, ["articles/train.txt"], keep=True)
    (folder / "articles/train.txt").unlink()
    again, [notice] = open_articles(project, ["articles/train.txt"])
    assert again == [uid]
    assert "no file or folder" in notice


def test_a_file_that_never_was_is_refused(project: Project) -> None:
    with pytest.raises(WorkError, match=r"no file or folder 'nowhere\.txt'"):
        open_articles(project, ["nowhere.txt"])


def test_suggestions_enter_with_the_labels_of_the_set_and_progress_is_told(project: Project) -> None:
    uid = opened(project)
    told: list[tuple[int, int]] = []
    found = [proposal("Ilse Brandt", "PERSON", 0.9), proposal("Siemens", "corporation"), proposal("Friday", "WEEKDAY")]
    result = suggest(project, uid, GivenSuggester(found), lambda done, total: told.append((done, total)))
    assert (result.added, dict(result.unmapped), result.failed) == (2, {"WEEKDAY": 1}, "")
    assert [(one.span, one.label, one.status) for one in project.entities(uid)] == [
        (span("Ilse Brandt"), "PERSON", Status.SUGGESTED),
        (span("Siemens"), "ORG", Status.SUGGESTED),
    ]
    assert told[-1][0] == told[-1][1] > 0
    assert project.progress(uid).model == "model:given"


def test_suggesting_twice_adds_nothing_and_brings_nothing_refused_back(project: Project, hand: Hand) -> None:
    uid = opened(project)
    found = GivenSuggester([proposal("Ilse Brandt", "PERSON"), proposal("Vienna", "GPE")])
    suggest(project, uid, found)
    change = accept(project.marked(uid), hand, Focus.on(next(iter(project.entities(uid))))).change
    assert change is not None
    project.apply(change)
    assert suggest(project, uid, found).added == 0
    assert project.entities(uid).count(Status.ACCEPTED) == 1


def test_a_model_that_finds_nothing_still_covers_the_article(project: Project) -> None:
    uid = opened(project)
    assert suggest(project, uid, GivenSuggester([])).added == 0
    assert project.progress(uid).model == "model:given"


class Failing:
    """Finds one thing, then fails; records what was cancelled."""

    model = "failing"

    def __init__(self) -> None:
        self.cancelled: list[int] = []

    def suggest(self, article: Article, spans: Sequence[Span], on_answer: OnAnswer) -> int:
        on_answer(Found(7, tuple(spans[:1]), (proposal("Vienna", "GPE"),), "model:failing"))
        on_answer(Failed(7, "the model died"))
        return 7

    def cancel(self, request: int) -> None:
        self.cancelled.append(request)

    def stop(self) -> None:
        pass


def test_what_was_found_before_a_failure_stays_and_the_reason_is_given(project: Project) -> None:
    uid = opened(project)
    result = suggest(project, uid, Failing())
    assert (result.added, result.failed) == (1, "the model died")
    assert project.entities(uid).count(Status.SUGGESTED) == 1


def test_an_interrupted_run_is_cancelled(project: Project) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    failing = Failing()
    with pytest.raises(KeyboardInterrupt):
        suggest(project, opened(project), failing, interrupt)
    assert failing.cancelled == [7]


def test_an_export_holds_what_was_accepted_and_says_what_it_lacks(project: Project, folder: Path) -> None:
    uid = opened(project)
    tag(project, uid, "Ilse Brandt", "PERSON")
    suggest(project, uid, GivenSuggester([proposal("Vienna", "GPE")]))
    exported = export(project, [uid], None, folder / "out.jsonl")
    assert exported.report.written == 1
    row = json.loads((folder / "out.jsonl").read_text("utf-8"))
    assert (row["text"], row["entities"]) == (TEXT, [[*span("Ilse Brandt"), "PERSON"]])
    said = "\n".join(exported.left_out)
    assert "1 suggestion" in said
    assert "1 of 1 article not done" in said
    assert left_out(project, [uid]) == list(exported.left_out)


def test_an_export_of_closed_articles_alone_leaves_the_others_out_and_says_so(project: Project, folder: Path) -> None:
    uid = opened(project)
    tag(project, uid, "Ilse Brandt", "PERSON")
    with pytest.raises(WorkError, match="none is done"):
        export(project, [uid], None, folder / "out.jsonl", only="done")
    assert not (folder / "out.jsonl").exists()


def test_an_export_keeps_to_the_labels_in_scope(project: Project, folder: Path) -> None:
    uid = opened(project)
    tag(project, uid, "Ilse Brandt", "PERSON")
    tag(project, uid, "Vienna", "GPE")
    project.only = frozenset({"GPE"})
    assert export(project, [uid], None, folder / "out.jsonl").report.written == 1


@pytest.mark.parametrize(
    ("format_name", "out", "words"),
    [
        (None, "out.xyz", "does not say its format"),
        ("nope", "out.jsonl", "no format 'nope'"),
        (None, "no/where/out.jsonl", "no/where"),
    ],
)
def test_an_export_that_cannot_be_written_is_refused_in_a_line(
    project: Project, format_name: str | None, out: str, words: str
) -> None:
    uid = opened(project)
    with pytest.raises(WorkError, match=words):
        export(project, [uid], format_name, Path(out))


@pytest.mark.parametrize("out", ["rubricate.json", "articles/train.txt", "./articles/../articles/train.txt"])
def test_an_export_never_overwrites_the_project_or_an_article(project: Project, folder: Path, out: str) -> None:
    uid = opened(project)
    tag(project, uid, "Ilse Brandt", "PERSON")
    before = Path(out).read_bytes()
    with pytest.raises(WorkError, match="give another file with -o"):
        export(project, [uid], "jsonl", Path(out))
    assert Path(out).read_bytes() == before
