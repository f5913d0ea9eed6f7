"""Hint letters: f on every name on the screen, F on every word; typing them goes there."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.marked import Focus
from tests.tui.scene import TEXT, focused, footer, of, reading, span
from tests.tui.test_reader import LONG, body
from tui.driver import Session
from tui.hints import AZERTY, QWERTY, Hands, Hints, codes, staying


def hints(session: Session) -> Hints:
    shown = session.app.reader.reading.hints_shown
    assert shown is not None
    return shown


def code(session: Session, words: str, nth: int = 0) -> str:
    """The letters that stand on the nth of these words."""
    return next(hint.code for hint in hints(session).every if hint.focus.span == span(words, nth))


@given(st.integers(1, 2000), st.sampled_from([QWERTY, AZERTY, Hands("abc", "xyz")]), st.booleans())
def test_codes_are_told_apart_as_they_are_typed_and_the_hands_alternate(count: int, hands: Hands, few_likely: bool) -> None:
    made = codes(count, hands, few_likely=few_likely)
    assert [len(one) for one in made] == sorted(map(len, made))
    assert len(set(made)) == count
    assert not any(one != other and other.startswith(one) for one in made[:60] for other in made)
    for one in made:
        sides = [letter in hands.left for letter in one]
        assert all(a != b for a, b in pairwise(sides))


@pytest.mark.parametrize("hands", [QWERTY, AZERTY])
def test_names_take_two_or_three_keys_and_words_three_or_four_at_most(hands: Hands) -> None:
    assert max(map(len, codes(26, hands))) == 1
    assert max(map(len, codes(330, hands))) == 2
    assert max(map(len, codes(2000, hands))) == 3
    words = [len(one) for one in codes(330, hands, few_likely=True)]
    assert (words.count(1), max(words)) == (17, 3)
    assert words.count(2) > 60
    assert max(map(len, codes(1200, hands, few_likely=True))) == 3


def test_a_tagged_name_is_reached_by_its_letters_and_the_verbs_act_on_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f")
        assert "letters on" in footer(session)
        session.press(*code(session, "Tomas Reis"))
        assert session.focus == (*span("Tomas Reis"), "PERSON", "suggested")
        session.press("a")
        assert of(session, "Tomas Reis").status == "accepted"


def test_a_missed_name_is_selected_whole_and_can_be_labelled_or_refused(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f")
        session.press(*code(session, "Maria Alves"), "1")
        assert of(session, "Maria Alves").label == "PERSON"
        session.press("f")
        assert all(hint.focus.uid for hint in hints(session).every if hint.focus.span == span("Maria Alves"))
        session.press(*code(session, "Britain"), "x")
        assert (of(session, "Britain").label, of(session, "Britain").status) == ("", "rejected")
        session.press("f")
        assert all(hint.focus.span != span("Britain") for hint in hints(session).every)


def test_every_word_is_reached(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        for words in ("clerk", "told", "Envoy"):
            session.press("F")
            session.press(*code(session, words))
            assert focused(session) == words


def test_the_letters_stand_over_the_text_which_does_not_move(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.screen_text()
        session.press("f")
        with_letters = session.screen_text()
        letters = code(session, "Tomas Reis")
        row = next(row for row in with_letters if "is safe" in row)
        assert f"{letters}{'Tomas Reis'[len(letters) :]}" in row
        assert [len(row) for row in with_letters[1:-3]] == [len(row) for row in before[1:-3]]
        session.press("escape")
        assert session.screen_text()[:-1] == before[:-1]
        assert session.said == "hints put out"


def test_typing_narrows_and_backspace_takes_a_letter_back(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("F")
        every = len(hints(session).every)
        longer = next(hint.code for hint in hints(session).every if len(hint.code) == 2)
        session.press(longer[0])
        narrowed = len(hints(session).left)
        assert 1 < narrowed < every
        assert f"{longer[0]} typed" in footer(session)
        session.press("backspace")
        assert len(hints(session).left) == every
        session.press(*longer)
        assert session.app.reader.reading.hints_shown is None
        assert session.focus is not None


def test_a_letter_that_is_none_says_so_and_they_stay(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f", "9")
        assert "no letters go on with 9" in footer(session)
        session.press("down")
        assert "no letters go on with Down" in footer(session)
        assert session.focus is None
        assert not any(entity.status != "suggested" for entity in session.entities)
        session.press(*code(session, "Portugal"))
        assert focused(session) == "Portugal"


def test_capitals_are_taken_for_the_letters(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f")
        session.press(*code(session, "Portugal").upper())
        assert focused(session) == "Portugal"


def test_of_letters_on_words_the_last_with_shift_goes_to_the_phrase_of_the_word_and_a_label_makes_it_an_entity(
    tmp_path: Path,
) -> None:
    with reading(tmp_path, text="They met the Iraqi security forces and left.\n", suggestions=[]) as session:
        forces = session.article.text.index("forces")
        session.press("F")
        assert "the last with Shift for its phrase" in footer(session)
        session.press(*next(hint.code for hint in hints(session).every if hint.at == forces))
        assert focused(session) == "forces"
        session.press("F")
        letters = next(hint.code for hint in hints(session).every if hint.at == forces)
        session.press(*letters[:-1], letters[-1].upper(), "3")
        assert focused(session) == "the Iraqi security forces"
        assert [one.label for one in session.entities] == ["ORG"]


def test_with_shift_the_letters_of_a_word_go_to_an_entity_that_its_phrase_is(tmp_path: Path) -> None:
    text = "They met the envoys and left.\n"
    with reading(tmp_path, text=text, suggestions=[(9, 19, "PERSON", 0.9)]) as session:
        session.press("F")
        session.press(*next(hint.code for hint in hints(session).every if hint.at == text.index("envoys")).upper())
        assert session.focus == (9, 19, "PERSON", "suggested")


def test_only_what_is_on_the_screen_has_letters(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[(0, 9, "ORG", 0.9)], size=(80, 12)) as session:
        session.press("space", "space", "F")
        start, end = session.app.reader.view.visible_span()
        assert all(start <= hint.at < end for hint in hints(session).every)


def test_where_no_name_is_there_it_says_so(tmp_path: Path) -> None:
    with reading(tmp_path, text="nothing here.\n", suggestions=[]) as session:
        session.press("f")
        assert "no name on the screen" in footer(session)


def test_the_palette_and_quitting_work_while_letters_stand(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "f", "ctrl+p", *"unsure", "enter")
        assert of(session, "Ilse Brandt").status == "unsure"
        session.press("f", "ctrl+q")
        assert not session.running


def test_a_click_puts_them_out(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f")
        row = next(y for y, text in enumerate(session.screen_text()) if "clerk" in text)
        session.click(session.screen_text()[row].index("clerk"), row)
        assert session.app.reader.reading.hints_shown is None
        assert session.focus is not None


def test_in_the_pane_rows_have_letters(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "f")
        rows = [row.split("│")[1] for row in body(session) if "│" in row]
        letters = next(hint.code for hint in hints(session).every if hint.focus.span == span("Tomas Reis"))
        assert any(row.startswith(letters) and "Tomas" in row for row in rows)
        session.press(*letters)
        assert focused(session) == "Tomas Reis"
        session.press("x")
        assert of(session, "Tomas Reis").status == "rejected"


def test_in_plain_reading_names_have_none(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("z", "z", "f")
        assert session.said == "marks hidden: z"


def test_wide_characters_keep_their_cells(tmp_path: Path) -> None:
    text = "Cities\n\n北京大学 and 上海 met.\n"
    with reading(tmp_path, text=text, suggestions=[(8, 12, "ORG", 0.9), (17, 19, "GPE", 0.9)]) as session:
        before = next(row for row in session.screen_text() if "met" in row)
        session.press("f")
        after = next(row for row in session.screen_text() if "met" in row)
        assert after.index("met") - after.index("and") == before.index("met") - before.index("and") + 1
        session.press(hints(session).every[-1].code)
        assert focused(session) == "上海"


def test_two_names_that_begin_together_both_have_letters(tmp_path: Path) -> None:
    given = [(*span("Ilse Brandt"), "PERSON", 0.9), (*span("Ilse"), "PERSON", 0.9)]
    toml = '[[label]]\nname = "PERSON"\n'
    (tmp_path / "own.toml").write_text(toml, "utf-8")
    with reading(tmp_path, suggestions=given, labels=str(tmp_path / "own.toml")) as session:
        session.press("f")
        first, second = (code(session, words) for words in ("Ilse Brandt", "Ilse"))
        assert any(f"{first}{second}se Brandt" in row for row in session.screen_text())
        session.press(second)
        assert focused(session) == "Ilse"


def test_hints_of_names_cost_a_screen_and_not_an_article(tmp_path: Path) -> None:
    with reading(tmp_path, text=TEXT * 40, suggestions=[], size=(80, 12)) as session:
        drawn = session.lines_drawn
        session.press("f")
        assert session.lines_drawn - drawn <= 12


def test_letters_that_stay_come_back_after_each_change_so_that_a_name_is_put_right_by_two_keys(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("g")
        assert "they come back after each change, Esc puts them out" in footer(session)
        session.press(*code(session, "Diário Novo"), "3")
        assert (of(session, "Diário Novo").label, of(session, "Diário Novo").status) == ("ORG", "accepted")
        assert session.said.startswith("ORG Diário Novo, was PERSON")
        session.press(*code(session, "Maria Alves"), "1")
        assert of(session, "Maria Alves").label == "PERSON"
        session.press(*code(session, "Thursday"), "x")
        assert of(session, "Thursday").status == "rejected"
        session.press(*code(session, "Ilse Brandt"), ">")
        assert hints(session).stays
        session.press("escape")
        assert session.app.reader.reading.hints_shown is None
        session.press("n", "1")
        assert session.app.reader.reading.hints_shown is None


def test_letters_that_stay_leave_free_what_decides_walks_and_takes_back(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("g")
        assert not {letter for hint in hints(session).every for letter in hint.code} & set("axnuq")
        session.press("n", "a")
        assert of(session, "Ilse Brandt").status == "accepted"
        session.press("a", "u")
        assert of(session, "Lisbon", 1).status == "suggested"
        assert session.said.startswith("undone")


def test_letters_that_stay_stand_beside_a_name_and_those_below_keep_theirs(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("g")
        letters = code(session, "Tomas Reis")
        assert len(letters) == 1
        assert any(f"{letters}Tomas Reis, a clerk" in row for row in session.screen_text())
        session.press(*code(session, "Thursday"), "x")
        assert code(session, "Tomas Reis") == letters
        session.press("escape")
        assert session.said == "letters put out"


def test_letters_that_stay_come_back_on_each_page_and_in_the_next_article(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"{number}\n" + "\n".join(f"Ada {n} met Kim." for n in range(60)), "utf-8")
    with Session(tmp_path, project=tmp_path / "rubricate.json", size=(80, 14), model="none") as session:
        session.press("g")
        first = [hint.at for hint in hints(session).every]
        session.press("space")
        assert max(hint.at for hint in hints(session).every) > max(first)
        session.press("]")
        assert [hint.at for hint in hints(session).every] == first
        session.press("z", "z", "space")
        assert session.app.reader.reading.hints_shown is None


def test_letters_that_stay_do_not_stand_in_the_way_of_growing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("g")
        session.press(*code(session, "Portugal"), "e", "E")
        assert focused(session) == "Portugal"
        assert session.app.reader.reading.hints_shown is None


@given(st.lists(st.integers(0, 60), min_size=1, unique=True), st.lists(st.integers(0, 60), unique=True))
def test_what_stays_on_the_screen_keeps_its_letters(before: list[int], after: list[int]) -> None:
    hands = Hands("fds", "jkl")

    def targets(numbers: list[int]) -> list[tuple[int, Focus]]:
        return [(3 * number, Focus(3 * number, 3 * number + 2)) for number in sorted(numbers)]

    first = staying(targets(before), [number % 3 for number in before], hands)
    second = staying(targets(after), [0] * len(after), hands, first)
    codes_now = [hint.code for hint in second.every]
    assert len(set(codes_now)) == len(after)
    assert all(codes_now)
    assert not any(one != other and other.startswith(one) for one in codes_now for other in codes_now)
    if len(before) <= 6 and set(after) <= set(before):
        letters = {hint.focus: hint.code for hint in first.every}
        assert all(letters[hint.focus] == hint.code for hint in second.every)


def test_the_words_nearest_to_the_focus_have_the_shortest_letters(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("f")
        session.press(*code(session, "Maria Alves"), "F")
        assert len(code(session, "court")) == 1
        assert len(code(session, "hear")) == 1
        assert len(code(session, "had")) == 2
