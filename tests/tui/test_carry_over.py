"""Carry-over: off unless asked for, said with numbers, taken back with the correction."""

from pathlib import Path
from typing import Any

from tests.tui.scene import Suggested, focused, footer, of, reading


def test_nothing_is_carried_unless_asked_for(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "5")
        assert [of(session, "Lisbon", nth).label for nth in (1, 2)] == ["LOC", "GPE"]
        assert "carried" not in session.said


def test_a_label_goes_to_later_equal_texts_as_suggestions_and_u_takes_all_of_it_back(tmp_path: Path) -> None:
    with reading(tmp_path, carry=True, size=(120, 24)) as session:
        session.press("n", "n", "5")
        assert footer(session).strip() == "LOC Lisbon, was GPE; carried to 2 later: 1 relabelled, 1 newly suggested. u undoes"
        assert [(of(session, "Lisbon", nth).label, str(of(session, "Lisbon", nth).status)) for nth in (1, 2, 3)] == [
            ("LOC", "accepted"),
            ("LOC", "suggested"),
            ("LOC", "suggested"),
        ]
        session.press("n", "u")
        assert focused(session) == "Lisbon"
        assert session.focus is not None
        assert session.focus[2:] == ("GPE", "suggested")
        assert of(session, "Lisbon", 2).label == "GPE"
        assert len([one for one in session.entities if session.article.text[one.start : one.end] == "Lisbon"]) == 2


def test_what_was_carried_is_met_on_the_walk_and_can_be_refused(tmp_path: Path) -> None:
    with reading(tmp_path, carry=True) as session:
        session.press("n", "n", "n", "n", "n", "1", "A", "u")
        assert "carried" not in session.said
        session.press("u", "x")
        assert of(session, "Brandt", 1).status == "rejected"
    with reading(tmp_path, carry=True, project=tmp_path / "other.json") as session:
        session.press("n", "n", "n", "n", "n", "1")
        assert "carried to 3 later: 3 newly suggested" in session.said
        session.press("n", "n", "n", "x")
        assert "carried to 2 later: 2 rejected" in session.said


def test_a_rejection_takes_later_equal_suggestions_with_it_and_says_so_while_going_on(tmp_path: Path) -> None:
    with reading(tmp_path, carry=True) as session:
        session.press("n", "n", "x")
        assert session.said == "rejected GPE Lisbon; carried to 1 later: 1 rejected. u undoes"
        assert focused(session) == "Thursday"
        session.press("u")
        assert [str(of(session, "Lisbon", nth).status) for nth in (1, 2)] == ["suggested", "suggested"]
        assert focused(session) == "Lisbon"
        assert session.focus is not None
        assert session.focus[0] == of(session, "Lisbon", 1).start


def test_growing_by_e_is_carried_like_every_other_edge(tmp_path: Path) -> None:
    text = "Ilse Brandt came. Then Ilse Brandt left.\n"
    given: list[Suggested] = [(0, 4, "PERSON", 0.9), (23, 27, "PERSON", 0.9)]
    with reading(tmp_path, text=text, suggestions=given, carry=True) as session:
        session.press("n", "e")
        assert "carried to 1 later: 1 moved" in session.said
        assert [one.span for one in session.entities] == [(0, 11), (23, 34)]


def test_the_palette_turns_it_on_and_off(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("ctrl+p", *"carry-over", "enter")
        assert "carry-over on" in footer(session)
        session.press("n", "n", "x")
        assert "carried to 1 later" in session.said
        session.press("u", "ctrl+p", *"carry-over", "enter", "n", "x")
        assert "carried" not in session.said


def test_the_setting_of_the_user_turns_it_on_and_the_option_off(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("carry = true\n", "utf-8")
    cases: list[tuple[dict[str, Any], bool]] = [
        ({}, True),
        ({"carry": False}, False),
        ({"environ": {"RUBRICATE_CARRY": "0"}}, False),
    ]
    for number, (options, carried) in enumerate(cases):
        with reading(tmp_path, project=tmp_path / f"{number}.json", config=tmp_path, **options) as session:
            session.press("n", "n", "x")
            assert ("carried" in session.said) == carried


def test_a_setting_that_is_no_switch_is_a_line_and_off(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('carry = "yes"\n', "utf-8")
    with reading(tmp_path, config=tmp_path, size=(160, 24)) as session:
        assert "carry is true or false, not 'yes'" in footer(session)
        session.press("n", "n", "x")
        assert "carried" not in session.said
