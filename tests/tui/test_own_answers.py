"""Questions in keymaps of one's own, and what is said of numbers: the keys that are named are those that answer."""

from pathlib import Path

import pytest

from tests.tui.scene import TEXT, N, focused, footer, of, reading

COUNTING = 'based = "vim"\ncounts = true\n'


def keymap(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    return file


def test_two_keys_of_ones_own_close_an_article_when_pressed_twice(tmp_path: Path) -> None:
    with reading(tmp_path, keymap=keymap(tmp_path, 'done = "d c"\n')) as session:
        session.press("d", "c")
        assert f"dc accepts {N}" in footer(session)
        session.press("d")
        assert "c done with this article" in footer(session)
        session.press("c")
        assert {one.status for one in session.entities} == {"accepted"}
        assert footer(session).startswith(f" closed: {N} accepted")


def test_two_keys_that_reject_answer_the_question_of_d_and_other_two_do_their_ordinary_work(tmp_path: Path) -> None:
    with reading(tmp_path, keymap=keymap(tmp_path, 'reject = "d d"\nunsure = "d i"\n')) as session:
        session.press("n", "D", "d", "i")
        assert of(session, "Ilse Brandt").status == "unsure"
        session.press("D", "d", "z")
        assert footer(session) == " dz asks for nothing: d waits for d i"
        session.press("D")
        assert "dd rejects" in footer(session)
        session.press("d", "d")
        assert [one.status for one in session.entities].count("rejected") == N - 1
        assert footer(session).startswith(f" closed: {N - 1} rejected")


def test_two_keys_that_quit_quit_when_pressed_twice(tmp_path: Path) -> None:
    with reading(tmp_path, keymap=keymap(tmp_path, 'quit = "d q"\n')) as session:
        session.press("d", "q")
        assert "dq again quits" in footer(session)
        session.press("d", "escape")
        assert session.running
        session.press("d", "q", "d", "q")
        assert not session.running


def test_two_keys_that_pass_ask_and_pass_what_was_not_seen(tmp_path: Path) -> None:
    text = TEXT + "\n".join(f"Line {number} of the rest." for number in range(90))
    with reading(tmp_path, text=text, keymap=keymap(tmp_path, 'passed = "d p"\n')) as session:
        session.press("end", "d", "p")
        assert "dp again passes that too" in footer(session)
        session.press("d", "p")
        assert footer(session).startswith(f" {N} accepted, checked to 100 %")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("n", "9", "H"), "PERSON Ilse, was Ilse Brandt; only one token is left. u undoes"),
        (("n", "9", "i"), "9 times: unsure GPE Lisbon; nothing to review: m untagged names, D done. 9u undoes them"),
        (("n", "5", "0", "L"), "23 times: the paragraph ends here; 6 suggestions rejected. 23u undoes them"),
        (("n", "a", "n", "a", "5", "u"), "2 times: undone: accepted PERSON Ilse Brandt"),
        (("n", "a", "5", "u"), "undone: accepted PERSON Ilse Brandt"),
    ],
)
def test_a_number_too_large_says_what_was_done_all_the_same(tmp_path: Path, keys: tuple[str, ...], said: str) -> None:
    with reading(tmp_path, keymap=keymap(tmp_path, COUNTING)) as session:
        session.press(*keys)
        assert footer(session).strip() == said


def test_the_walk_of_one_says_each_time_that_there_is_no_other(tmp_path: Path) -> None:
    with reading(tmp_path, [(0, 5, "PERSON", 0.9)]) as session:
        session.press("n", "n")
        assert footer(session) == " this is the only one to review"
        session.press("n")
        assert footer(session) == " the only one of this walk: w chooses another"
        session.press("N", "N")
        assert focused(session) == "Envoy"
        assert footer(session) == " the only one of this walk: w chooses another"


def test_the_last_of_the_walk_says_what_was_done_and_how_to_take_it_back(tmp_path: Path) -> None:
    with reading(tmp_path, [(0, 5, "PERSON", 0.9)]) as session:
        session.press("n", "a")
        assert footer(session).startswith(" accepted PERSON Envoy; nothing to review")
        assert footer(session).endswith("u undoes")


def test_a_cut_that_cannot_be_made_leaves_the_word_in_focus(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "o", "S")
        assert footer(session) == " nothing to split off there from PERSON Ilse Brandt"
        session.press("right")
        assert focused(session) == "Brandt"


def test_what_was_taken_back_is_no_correction_made_twice(tmp_path: Path) -> None:
    with reading(tmp_path, []) as session:
        session.press("/", *"Lisbon", "enter", "4", "u", "n", ".")
        assert "tagged GPE Lisbon" in footer(session)
        assert "twice" not in footer(session)
        session.press("n", ".")
        assert "twice GPE" in footer(session)


def test_at_40_columns_each_question_names_its_keys(tmp_path: Path) -> None:
    text = TEXT + "\n".join(f"Line {number} of the rest." for number in range(90))
    with reading(tmp_path, text=text, size=(40, 12)) as session:
        session.press("n", "D")
        assert footer(session) == f" {N} left: D accepts, x rejects, o, Esc"
        session.press("escape", "w")
        assert footer(session) == " walk: r d m e s i l x  Esc"
        session.press("escape", "end", "P")
        assert footer(session).endswith("unseen: P again passes it")
        session.press("escape", "a")
        assert footer(session) == " off the screen: Backspace goes to it"


def test_blanks_before_the_words_of_a_label_are_left_out(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "/", "space", *"org", "enter")
        assert of(session, "Ilse Brandt").label == "ORG"
