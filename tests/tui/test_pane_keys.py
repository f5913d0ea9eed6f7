"""Keys in the entity pane: what they mean in the article, and headers for whole groups."""

from pathlib import Path

import pytest

from tests.tui.scene import SUGGESTIONS, focused, footer, of, reading, span


def pane_rows(rows: list[str]) -> list[str]:
    return [row.split("│", 1)[1].strip() for row in rows if "│" in row]


def test_the_pane_lists_entities_by_label_with_their_marks_and_counts(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        rows = pane_rows(session.screen_text())
        assert any(row.startswith("PERSON") for row in rows)
        assert any(row.startswith("✓") and "Ilse Brandt" in row for row in rows)
        assert any(row.startswith("??") and "Diário Novo" in row for row in rows)


def test_tab_goes_to_the_pane_and_the_article_follows_its_rows(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "down", "down")
        assert session.focus is not None
        assert session.focus[2] is not None
        session.press("tab")
        assert session.focus is not None


def test_a_key_on_a_header_changes_nothing_and_says_what_would(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        session.press("tab", "home", "a")
        assert "A accepts its" in footer(session)
        session.press("1")
        assert "A accepts its" in footer(session)
        assert session.entities == before


def test_capital_a_on_a_header_accepts_its_suggestions_as_one_step(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "home", "A")
        accepted = [entity for entity in session.entities if entity.status == "accepted"]
        assert len({entity.label for entity in accepted}) == 1
        assert {entity.via for entity in accepted} == {"group"}
        session.press("u")
        assert all(entity.status == "suggested" for entity in session.entities)


def test_capital_x_on_a_header_rejects_only_what_is_suggested(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "tab", "home", "X")
        assert of(session, "Ilse Brandt").status == "accepted"
        assert of(session, "Diário Novo").status == "rejected"


def test_rows_keep_their_place_until_the_pane_is_left(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = [row.split()[-1] for row in pane_rows(session.screen_text()) if row and row[0] in "?✓"]
        session.press("n", "n", "n", "n", "3")
        after = [row.split()[-1] for row in pane_rows(session.screen_text()) if row and row[0] in "?✓~"]
        assert len(after) == len(before)


def test_the_grouping_goes_round(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        names = []
        for _ in range(4):
            session.press("s")
            names.append(session.said)
        assert len(set(names)) == 4


def test_a_filter_narrows_the_pane_and_esc_clears_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "/", *":gpe", "enter")
        rows = "\n".join(pane_rows(session.screen_text()))
        assert "Portugal" in rows
        assert "Ilse Brandt" not in rows
        session.press("escape")
        assert "Ilse Brandt" in "\n".join(pane_rows(session.screen_text()))


def test_right_steps_through_the_mentions_of_a_row(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "/", *"lisbon", "enter", "home", "down")
        assert session.focus is not None
        first = session.focus[0]
        session.press("right")
        assert session.focus is not None
        assert session.focus[0] != first
        assert focused(session) == "Lisbon"


def test_below_a_hundred_columns_the_pane_is_an_overlay(tmp_path: Path) -> None:
    with reading(tmp_path, size=(80, 24)) as session:
        assert "PERSON" not in "\n".join(session.screen_text()[1:-3])
        session.press("tab")
        assert "PERSON" in "\n".join(session.screen_text()[1:-3])
        session.press("tab")
        assert "PERSON" not in "\n".join(session.screen_text()[1:-3])


def test_rejected_entities_are_shown_on_demand(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "x")
        assert "Thursday" not in "\n".join(pane_rows(session.screen_text()))
        session.press("R")
        assert any(row.startswith("x") and "Thursday" in row for row in pane_rows(session.screen_text()))
        assert len(SUGGESTIONS) == len(session.entities)
        assert span("Thursday")


def test_the_pane_sums_up_and_counts_each_group_by_status(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "escape")
        rows = pane_rows(session.screen_text())
        assert rows[0].split() == ["9,", "8", "to", "review", "surface"]
        assert next(row for row in rows if row.startswith("PERSON")).split() == ["PERSON", "3", "2?", "1✓"]
        assert next(row for row in rows if row.startswith("?") and "Lisbon" in row).split() == ["?", "Lisbon", "2×"]


def test_no_key_of_a_single_entity_changes_one_from_a_header(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "tab", "home")
        for key in "axi3.tL<ecSJ;":
            session.press(key)
            assert session.said == "A accepts its 3 suggestions, X rejects them", key
        assert all(one.status == "suggested" for one in session.entities)


@pytest.mark.parametrize(("key", "words"), [("A", "3 accepted: 3 PERSON"), ("X", "3 rejected: 3 PERSON")])
def test_an_act_on_a_header_says_its_numbers(tmp_path: Path, key: str, words: str) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "home", key)
        assert f"{words}. u undoes" in footer(session)
        session.press(key)
        assert "nothing to review in this group" in footer(session)


def test_enter_on_a_header_folds_its_group_and_unfolds_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = pane_rows(session.screen_text())
        session.press("tab", "home", "enter")
        assert not any("Ilse Brandt" in row for row in pane_rows(session.screen_text()))
        session.press("enter")
        assert pane_rows(session.screen_text()) == before


def test_enter_on_a_decided_row_just_goes_on_as_in_the_article(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "x", "R", "backspace", "tab", "enter")
        assert of(session, "Ilse Brandt").status == "rejected"
        assert focused(session) == "Lisbon"


def test_in_the_pane_keys_act_on_the_row_that_is_lit(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "right", "tab", "3")
        assert focused(session) == "Lisbon"
        assert of(session, "Lisbon", 1).label == "ORG"
        assert len(session.entities) == len(SUGGESTIONS)


def test_a_key_on_a_row_of_several_mentions_changes_the_one_in_focus(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "tab")
        assert any("Lisbon" in row and row.endswith("1/2") for row in pane_rows(session.screen_text()))
        session.press("right")
        assert any("Lisbon" in row and row.endswith("2/2") for row in pane_rows(session.screen_text()))
        session.press("3")
        assert (of(session, "Lisbon", 1).label, of(session, "Lisbon", 2).label) == ("GPE", "ORG")


def test_a_relabelled_row_stays_where_it_is_until_the_pane_is_left(tmp_path: Path) -> None:
    with reading(tmp_path) as session:

        def group_of_thursday() -> str:
            rows = pane_rows(session.screen_text())
            at = next(n for n, row in enumerate(rows) if "Thursday" in row)
            return next(row.split()[0] for row in reversed(rows[:at]) if row.split()[-1][-1] in "?✓")

        session.press("n", "n", "n", "tab", "3")
        assert of(session, "Thursday").label == "ORG"
        assert group_of_thursday() == "DATE"
        session.press("tab")
        assert group_of_thursday() == "ORG"


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"), [("?", "Lisbon", "Ilse Brandt"), ("x", "Portugal", "Lisbon"), ("tomas", "Tomas Reis", "Lisbon")]
)
def test_a_filter_is_a_mark_or_any_text(tmp_path: Path, typed: str, shown: str, hidden: str) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "/", *"Portugal", "enter", "x", "tab", "/", *typed, "enter")
        rows = "\n".join(pane_rows(session.screen_text())[1:])
        assert shown in rows
        assert hidden not in rows


def test_only_labels_narrows_the_pane(tmp_path: Path) -> None:
    with reading(tmp_path, only_labels=["GPE"]) as session:
        rows = "\n".join(pane_rows(session.screen_text()))
        assert "3, 3 to review" in rows
        assert "PERSON" not in rows


def test_with_a_filter_on_the_pane_the_walk_keeps_to_what_is_shown(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "/", *":gpe", "enter", "down")
        before = {entity.uid for entity in session.entities if entity.label != "GPE" and entity.status == "accepted"}
        for _ in range(9):
            session.press("a" if "goes to the first" not in footer(session) else "n")
            if "/ Esc clears it" in footer(session):
                break
        assert "no more below in the filter: / Esc clears it" in footer(session)
        assert {e.status for e in session.entities if e.label == "GPE"} == {"accepted"}
        assert {e.uid for e in session.entities if e.label != "GPE" and e.status == "accepted"} == before
        session.press("/", "escape", "n")
        assert session.focus is not None
