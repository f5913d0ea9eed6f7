"""Habits: names are offered with ``the`` once two were made so, and without it again once that is cut."""

from pathlib import Path

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.habits import Habit, with_the
from tests.tui.scene import reading
from tui.driver import Session

TEXT = "the Kremlin and the Pentagon met a Senate.\nThe Guardian asked the Duma and the Knesset, and the Bundestag."


def _entity(words: str, uid: str) -> Entity:
    start = TEXT.index(words)
    return Entity(uid, start, start + len(words), "ORG", Status.ACCEPTED)


def test_two_names_taken_with_the_make_a_habit_and_one_without_ends_it() -> None:
    article = Article(TEXT)
    habit = Habit().after(article, _entity("the Kremlin", "a"))
    assert not habit.with_the
    habit = habit.after(article, _entity("the Pentagon", "b"))
    assert habit.with_the
    assert habit.after(article, _entity("met", "c")) == habit
    assert not habit.after(article, _entity("Senate", "d")).with_the


def test_an_edge_given_later_counts_instead_of_the_first_one() -> None:
    article = Article(TEXT)
    habit = Habit().after(article, _entity("the Kremlin", "a")).after(article, _entity("Pentagon", "b"))
    assert not habit.with_the
    assert habit.after(article, _entity("the Pentagon", "b")).with_the


def test_the_word_before_is_taken_in_only_where_nothing_but_a_blank_parts_them() -> None:
    article = Article("Seen by the Duma, in the (Duma) and by Duma")
    assert with_the(article, (12, 16)) == (8, 16)
    assert with_the(article, (26, 30)) == (26, 30)
    assert with_the(article, (39, 43)) == (39, 43)


def _offered(session: Session) -> str:
    assert session.focus is not None
    return session.article.text[session.focus[0] : session.focus[1]]


def test_after_two_names_with_the_untagged_ones_are_offered_so_and_refused_ones_stay_refused(tmp_path: Path) -> None:
    with reading(tmp_path, [], text=TEXT) as session:
        session.press("m", "<", "3", "m", "<", "3", "m")
        assert _offered(session) == "a Senate"
        session.press("m", "m")
        assert _offered(session) == "the Duma"
        session.press("x", "m")
        assert _offered(session) == "the Knesset"
        session.press(">", "3", "m")
        assert _offered(session) == "Bundestag"
        session.press("M")
        assert _offered(session) != "Duma"
