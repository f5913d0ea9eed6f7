"""Where the focus is, where it goes, and what keys say when there is none."""

import json
from pathlib import Path

from tests.tui.scene import TEXT, N, Suggested, focused, footer, of, reading, span
from tui.driver import Session

EDIT_KEYS = [*"axi1t.AXLH<>ceESJ;", "enter", "delete"]


def test_an_edit_key_without_a_focus_says_how_to_get_one(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        for key in (*EDIT_KEYS, "o", "y"):
            session.press(key)
            assert session.said == "nothing focused: n first suggestion, arrows a word", key
        assert "nothing focused: n first suggestion, arrows a word" in footer(session)
        assert session.focus is None
        assert session.entities == before


def test_n_goes_to_the_first_suggestion_and_the_status_row_names_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n")
        assert session.focus == (*span("Ilse Brandt"), "PERSON", "suggested")
        status = session.screen_text()[-2]
        assert status.startswith(" ?  PERSON  Ilse Brandt")
        assert f"1 of {N} to review" in status


def test_a_doubtful_suggestion_bears_two_question_marks(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n")
        assert focused(session) == "Diário Novo"
        assert session.screen_text()[-2].startswith(" ?? PERSON  Diário Novo")
        assert "0.41" in session.screen_text()[-2]


def test_an_entity_is_one_stop_for_the_arrows(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "right")
        assert focused(session) == "left"
        session.press("left")
        assert focused(session) == "Ilse Brandt"


def test_o_goes_into_an_entity_and_out_again_without_editing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        session.press("n", "o")
        assert focused(session) == "Ilse"
        session.press("right")
        assert focused(session) == "Brandt"
        session.press("o")
        assert focused(session) == "Ilse Brandt"
        assert session.entities == before


def test_backspace_goes_back_and_never_removes(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n")
        before = session.entities
        session.press("backspace")
        assert focused(session) == "Lisbon"
        session.press("backspace", "backspace")
        assert focused(session) == "Ilse Brandt"
        assert "no earlier place" in footer(session)
        assert session.entities == before


def test_up_and_down_keep_the_column(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "down")
        first = session.focus
        session.press("up")
        assert focused(session) == "Ilse Brandt"
        session.press("down")
        assert session.focus == first


def test_accept_goes_on_to_the_next_of_the_walk(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        assert of(session, "Ilse Brandt").status == "accepted"
        assert focused(session) == "Lisbon"


def test_a_label_key_keeps_the_focus_on_what_it_changed(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3")
        assert session.focus == (*span("Ilse Brandt"), "ORG", "accepted")


def test_the_end_of_the_walk_says_what_is_above_and_n_goes_there(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*"n" * N)
        session.press("n")
        assert f"none below, {N - 1} above: n goes to the first" in footer(session)
        session.press("n")
        assert focused(session) == "Ilse Brandt"


def test_accepting_the_last_of_the_walk_says_so(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*"n" * N, "a")
        assert f"none below, {N - 1} above: n goes to the first" in footer(session)
        assert focused(session) == "Lisbon"


def test_an_empty_walk_names_what_else_there_is(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[(*span("Lisbon"), "GPE", 0.9)]) as session:
        session.press("n", "a")
        assert "nothing to review: m untagged names, D done" in footer(session)
        session.press("n")
        assert "nothing to review: m untagged names, D done" in footer(session)


def test_where_nothing_is_suggested_n_walks_the_untagged_names_and_a_label_goes_on_to_the_next(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("n")
        assert "nothing is suggested here: n and N walk missed names: 20" in footer(session)
        assert focused(session) == "Lisbon"
        session.press("1")
        assert focused(session) != "Lisbon"
        assert [one.label for one in session.entities] == ["PERSON"]
        session.press("w", "r", "n")
        assert "nothing to review: m untagged names, D done" in footer(session)


def test_that_walk_is_not_taken_along_to_an_article_that_has_suggestions(tmp_path: Path) -> None:
    other = "Nobody in Oslo saw Anna Reed.\n"
    (tmp_path / "b.txt").write_text(other, "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    rows = [{"text": other, "entities": [[19, 28, "PERSON", 0.9]]}]
    (tmp_path / "found.jsonl").write_text(json.dumps(rows[0]), "utf-8")
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    with Session(files, project=tmp_path / "p.json", model=tmp_path / "found.jsonl") as session:
        session.press("n", "]", "n")
        assert session.focus == (19, 28, "PERSON", "suggested")
        session.press("[", "w", "m", "]", "n")
        assert focused(session) == "Nobody"


def long_text() -> str:
    return TEXT + "\n".join(f"\nParagraph {n} says nothing much about anybody at all." for n in range(80))


def test_an_edit_off_the_screen_changes_nothing_and_says_so(tmp_path: Path) -> None:
    with reading(tmp_path, text=long_text()) as session:
        session.press("n", "end")
        before = session.entities
        session.press("a")
        assert "Ilse Brandt is off the screen: Backspace goes to it, n or an arrow starts here" in footer(session)
        assert session.entities == before
        session.press("backspace")
        assert focused(session) == "Ilse Brandt"
        assert any("Ilse Brandt" in row for row in session.screen_text()[1:-3])


def test_no_edit_key_acts_on_what_is_off_the_screen(tmp_path: Path) -> None:
    with reading(tmp_path, text=long_text()) as session:
        session.press("n", "3", "end")
        before = session.entities
        for key in EDIT_KEYS:
            session.press(key)
            assert session.said == "Ilse Brandt is off the screen: Backspace goes to it, n or an arrow starts here", key
        assert session.entities == before


def test_n_starts_from_the_top_visible_line_also_after_the_end_of_the_walk(tmp_path: Path) -> None:
    with reading(tmp_path, text=long_text()) as session:
        session.press(*"n" * N, "n", "end", "n")
        assert f"none below, {N} above: n goes to the first" in footer(session)
        session.press("n")
        assert focused(session) == "Ilse Brandt"


def test_a_key_that_cannot_move_says_so(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("home")
        assert "start of the article" in footer(session)
        session.press("end")
        assert "end of the article" in footer(session)
        session.press("n", "tab", "home", "pageup")
        assert "first row" in footer(session)


def test_after_paging_an_arrow_starts_at_the_top_visible_line(tmp_path: Path) -> None:
    with reading(tmp_path, text=long_text()) as session:
        session.press("n", "space", "right")
        assert session.focus is not None
        assert session.focus[0] > span("Maria Alves")[0]


def test_undo_puts_the_focus_on_what_it_changed_and_names_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "n", "u")
        assert session.focus == (*span("Ilse Brandt"), "PERSON", "suggested")
        assert "Ilse Brandt" in footer(session)


def test_undo_of_many_stays_where_the_reader_is(tmp_path: Path) -> None:
    lines = "Vienna is far.\n" * 90
    everywhere: list[Suggested] = [(15 * line, 15 * line + 6, "GPE", 0.9) for line in range(90)]
    with reading(tmp_path, text=lines, suggestions=everywhere) as session:
        session.press("end", "n", "n", "n")
        focus, rows = session.focus, [row[4:20] for row in session.screen_text()[1:-3]]
        assert focus is not None
        for key in ("A", "u", "U", "u"):
            session.press(key)
            assert session.focus is not None
            assert session.focus[:2] == focus[:2]
            assert [row[4:20] for row in session.screen_text()[1:-3]] == rows
        assert session.focus == focus


def test_m_selects_the_next_untagged_name_with_clean_edges(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        found = []
        for _ in range(12):
            session.press("m")
            if session.said:
                break
            found.append(focused(session))
        assert "Maria Alves" in found
        assert "Britain" in found
        assert "Brandt" in found
        assert "Ilse Brandt" not in found


def test_every_unbound_key_says_that_it_does_nothing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("G")
        assert "does nothing here: ? shows the keys" in footer(session)
        session.press("ctrl+c")
        assert "Ctrl+C does nothing here: q quits" in footer(session)


def test_a_click_focuses_and_never_edits(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        row = next(n for n, line in enumerate(session.screen_text()) if "Ilse Brandt" in line)
        column = session.screen_text()[row].index("Brandt")
        session.click(column, row)
        assert focused(session) == "Ilse Brandt"
        assert session.entities == before


def test_by_character_an_edge_stays_in_its_paragraph(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "c", "<")
        assert focused(session) == "Ilse Brandt"
        assert "the paragraph starts here" in footer(session)
