"""What A, X, P, D and acts on a header share: one step of undo each, numbers, and nothing that was not on the screen."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.entity import Status
from tests.tui.scene import SUGGESTIONS, N, Suggested, focused, footer, of, reading, span
from tests.tui.test_arriving import MARIA, waiting
from tests.tui.test_reader import LONG
from tui.driver import Session
from tui.seen import unseen, with_seen

FAR = LONG.index("Paragraph 90.")
MIDDLE = LONG.index("Paragraph 40.")
GIVEN: list[Suggested] = [(4, 10, "PERSON", 0.9), (MIDDLE, MIDDLE + 9, "ORG", 0.9), (FAR, FAR + 9, "ORG", 0.9)]


def statuses(session: Session) -> list[str]:
    return [str(one.status) for one in session.entities]


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        (("n", "n", "A"), "4 GPE: 2 accepted, 0 changed, 2 newly tagged"),
        (("n", "n", "X"), "2 Lisbon rejected: 2 GPE"),
        (("P",), f"{N} accepted, checked to 100 %"),
        (("D", "D"), f"closed: {N} accepted"),
        (("D", "x"), f"closed: {N} rejected"),
        (("tab", "home", "A"), "3 accepted: 3 PERSON"),
        (("tab", "home", "X"), "3 rejected: 3 PERSON"),
    ],
)
def test_an_act_on_many_says_its_numbers_and_is_one_step(tmp_path: Path, keys: tuple[str, ...], number: str) -> None:
    with reading(tmp_path, size=(120, 32)) as session:
        before = session.entities
        session.press(*keys)
        assert session.said.startswith(number)
        assert session.app.project.history_count == 1
        assert session.entities != before
        session.press("u")
        assert session.said.startswith(f"undone: {number}")
        assert session.entities == before


def test_capital_a_and_x_keep_the_focus_where_it_is(tmp_path: Path) -> None:
    for key in ("A", "X"):
        with reading(tmp_path, project=tmp_path / f"{key}.json") as session:
            session.press("n", "n", key)
            assert focused(session) == "Lisbon"
            assert session.focus is not None
            assert session.focus[0] == span("Lisbon", 1)[0]


def test_capital_a_takes_unsure_ones_too_and_leaves_a_possessive_outside(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[s for s in SUGGESTIONS if s[0] == span("Brandt", 1)[0]]) as session:
        session.press("n", "i", "/", *"Brandt in", "enter", "H", "1", "A")
        assert "5 PERSON: 1 changed from ORG, 3 newly tagged" in session.said
        assert {one.span for one in session.entities} == {span("Brandt", nth) for nth in range(5)}


def test_x_is_offered_and_taken_by_d_only_where_something_is_left(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[(*span("Portugal"), "GPE", 0.9)]) as session:
        session.press("n", "a", "D")
        assert "x rejects" not in session.said
        session.press("x")
        assert "done" not in session.screen_text()[0]
        assert of(session, "Portugal").status == "rejected"


def test_escape_stays_in_an_article_that_was_asked_about(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "D", "escape")
        assert focused(session) == "Ilse Brandt"
        assert session.said == ""
        session.press("a")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_passing_page_by_page_asks_nothing(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=GIVEN) as session:
        for _ in range(30):
            session.press("space")
        session.press("P")
        assert statuses(session) == ["accepted"] * 3
        assert "3 accepted, checked to 100 %" in session.said


def test_what_was_never_on_the_screen_is_passed_only_when_asked_twice(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=GIVEN) as session:
        session.press("end", "P")
        assert "was not on the screen, with 2 suggestions: P again passes that too" in session.said
        assert statuses(session) == ["suggested"] * 3
        session.press("escape", "home", "P")
        assert statuses(session) == ["accepted", "suggested", "suggested"]
        session.press("end", "P", "P")
        assert statuses(session) == ["accepted"] * 3
        session.press("u")
        assert statuses(session) == ["accepted", "suggested", "suggested"]


def test_any_other_key_after_that_question_does_its_work(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=GIVEN) as session:
        session.press("end", "P", "home", "n", "a")
        assert statuses(session) == ["accepted", "suggested", "suggested"]
        assert "P again" not in footer(session)


def test_text_seen_without_its_marks_was_not_looked_at(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=GIVEN) as session:
        session.press("z", "z", *["space"] * 30, "z", "P")
        assert "was not on the screen" in session.said


def test_behind_the_pane_nothing_is_passed(tmp_path: Path) -> None:
    with reading(tmp_path, size=(80, 24)) as session:
        session.press("tab", "P")
        assert "the pane lies over the article: Tab first, then P" in footer(session)
        assert {one.status for one in session.entities} == {Status.SUGGESTED}
        session.press("tab", "P")
        assert {one.status for one in session.entities} == {Status.ACCEPTED}


def test_passing_while_suggestions_arrive_says_that_those_stay_to_review(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, late):
        session.press("P")
        assert session.said == "0 accepted, checked to 100 %; what arrives now behind it stays to review. u undoes"
        late.answer(MARIA)
        session.wait_for_suggestions()
        assert of(session, "Maria Alves").status == "suggested"


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple).filter(lambda span: span[0] < span[1])


@given(st.lists(spans), st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted))
def test_what_is_unseen_is_what_no_span_holds(shown: list[tuple[int, int]], of_text: list[int]) -> None:
    seen: list[tuple[int, int]] = []
    for one in shown:
        seen = with_seen(seen, one)
    start, end = of_text
    assert all(one[1] < other[0] for one, other in pairwise(seen))
    held = {place for one in shown for place in range(*one)}
    missing = {place for piece in unseen("x" * 40, seen, start, end) for place in range(*piece)}
    assert missing == set(range(start, end)) - held


def test_blank_text_between_two_screens_is_nothing_to_see() -> None:
    assert list(unseen("one\n\n two", [(0, 3), (6, 9)], 0, 9)) == []
