"""The screen: its rows, what they say, and what stands in the margin."""

from pathlib import Path

import pytest

from tests.tui.scene import N, focused, footer, reading
from tests.tui.test_reader import LONG, body


def test_the_footer_shows_the_keys_for_what_is_focused(tmp_path: Path) -> None:
    with reading(tmp_path, size=(100, 24)) as session:
        assert footer(session).split("  ") == [
            " Space page",
            "n suggestions",
            "m untagged names",
            "/ search",
            "D done",
            "? q",
        ]
        session.press("n")
        assert footer(session) == " a right  x not a name  1-0 label  < > H L edges  A all equal  u undo  n next  ? q"
        session.press("right")
        assert footer(session) == " 1-0 label  t other  L longer  e name  m next untagged  u undo  ? q"


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_narrow_footer_keeps_help_and_the_way_out(tmp_path: Path, columns: int) -> None:
    with reading(tmp_path, size=(columns, 24)) as session:
        session.press("n")
        assert footer(session).startswith(" a right  x not a name")
        assert footer(session).endswith("? q")


def test_a_message_stays_until_the_next_key_and_never_takes_the_status_row(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3")
        assert footer(session) == " ORG Ilse Brandt, was PERSON. u undoes"
        assert session.screen_text()[-2].startswith(" ~  ORG  Ilse Brandt")
        session.press("right")
        assert "u undo  ? q" in footer(session)


def test_a_message_too_long_for_its_row_still_says_how_to_undo(tmp_path: Path) -> None:
    with reading(tmp_path, size=(40, 12)) as session:
        session.press("n", "n", "n", "n", "3", "A")
        assert "…" in footer(session)
        assert footer(session).endswith("u undoes")


def test_title_row_says_which_article_how_far_and_how_long_still(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(100, 24)) as session:
        title = session.screen_text()[0]
        assert title.startswith(" The reader’s book")
        assert title.split("   ")[-2].strip().endswith("%")
        assert title.endswith("min left")


def test_the_status_row_names_mark_label_text_place_equals_and_score_and_drops_from_the_right(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n")
        assert session.screen_text()[-2] == f" ?  GPE  Lisbon   2 of {N} to review   1 more   given 0.95"
        session.resize(40, 12)
        assert session.screen_text()[-2] == f" ?  GPE  Lisbon   2 of {N} to review"
        session.resize(24, 12)
        assert session.screen_text()[-2] == " ?  GPE  Lisbon"


def test_each_status_has_its_mark_in_the_margin_and_in_the_pane(tmp_path: Path) -> None:
    text = "Ann.\n\nBen.\n\nCid.\n\nDan.\n\nEve.\n\nFay.\n\nGus.\n"
    given = [
        (text.index(name), text.index(name) + 3, "PERSON", 0.4 if name == "Ben" else 0.9) for name in text.split(".\n\n")[:6]
    ]
    with reading(tmp_path, text=text, suggestions=given) as session:
        session.press("n", "n", "n", "i", "a", "3", "n", "x", "end", "/", *"Gus", "enter", "1", "R")
        rows = body(session)
        marks = {row.split("│")[0].split()[1]: row.split()[0] for row in rows if row.split("│")[0].strip()}
        assert marks == {"Ann.": "?", "Ben.": "??", "Cid.": "!", "Dan.": "✓", "Eve.": "~", "Fay.": "x", "Gus.": "*"}
        beside = [row.split("│")[1].split() for row in rows if "│" in row]
        in_pane = {row[1]: row[0] for row in beside if len(row) > 1 and f"{row[1]}." in marks}
        assert {f"{name}.": sign for name, sign in in_pane.items()} == marks


def test_there_is_no_box_but_the_rule_between_the_panes(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n")
        assert not set("".join(session.screen_text())) & set("─┌┐└┘├┤┬┴┼━┃╭╮╰╯═║")


def test_at_eighty_columns_the_article_keeps_its_measure(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(80, 24)) as session:
        narrow = [row.strip() for row in body(session)]
        session.press("tab", "tab")
        assert [row.strip() for row in body(session)] == narrow
    with reading(tmp_path, text=LONG, suggestions=[], size=(140, 24)) as session:
        assert [row.split("│")[0].strip() for row in body(session)] == narrow


def test_a_rejected_entity_has_no_mark_until_it_is_asked_for(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n", "x", "home")
        assert not any(row.lstrip().startswith("x ") for row in body(session))
        session.press("R")
        assert "1 rejected shown" in footer(session)
        session.press("R")
        assert "1 rejected hidden" in footer(session)
        assert focused(session) != ""
