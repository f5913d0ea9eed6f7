"""Keys in the entity pane: what they mean in the article, and headers for whole groups."""

from pathlib import Path

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
