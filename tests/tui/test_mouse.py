"""The mouse: what a click and a drag focus, what the wheel scrolls, and that none of it edits or keeps the mouse."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from annotations.graphemes import graphemes
from tests.terminal import CTRL_Q, Terminal, control_sequences
from tests.tui.scene import TEXT, focused, footer, of, reading, span
from tests.tui.test_article_view import Page, marked
from tests.tui.test_reader import LONG
from tui.driver import Session

Cell = tuple[int, int]


def at(session: Session, words: str, nth: int = 0) -> Cell:
    """Column and row where the words stand the nth time in the article on the screen, counted from 0."""
    region = session.app.reader.view.region
    for row in range(region.y, region.bottom):
        line, place = session.screen_text()[row], -1
        while (place := line.find(words, place + 1)) >= 0 and cell_len(line[:place]) < region.width:
            if nth == 0:
                return cell_len(line[:place]), row
            nth -= 1
    raise AssertionError(f"no {words!r} on the screen")


def right_of(cell: Cell, by: int) -> Cell:
    return cell[0] + by, cell[1]


def in_pane(session: Session, words: str) -> Cell:
    """A cell of the row of the pane with these words."""
    for row, line in enumerate(session.screen_text()):
        if words in line.partition("│")[2]:
            return line.index("│") + 6, row
    raise AssertionError(f"no row {words!r}")


def free(session: Session) -> bool:
    """Whether the mouse is everybody's, and nothing is drawn as dragged over."""
    view = session.app.reader.view
    drawn = "".join(
        segment.text
        for y in range(view.size.height)
        for segment in view.render_line(y)
        if segment.style and segment.style.reverse
    )
    return session.app.mouse_captured is None and "".join(drawn.split()) in "".join(
        focused(session).split() if session.focus else ""
    )


# Clicks


@pytest.mark.parametrize(
    ("words", "nth", "into", "found"),
    [
        ("Ilse Brandt", 0, 0, "Ilse Brandt"),
        ("Ilse Brandt", 0, 4, "Ilse Brandt"),
        ("Ilse Brandt", 0, 10, "Ilse Brandt"),
        ("shelter", 0, 3, "shelter"),
        ("photograph", 0, 9, "photograph"),
    ],
)
def test_a_click_focuses_the_entity_that_it_is_on_else_the_word(
    tmp_path: Path, words: str, nth: int, into: int, found: str
) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        session.click(*right_of(at(session, words, nth), into))
        assert focused(session) == found
        assert session.focus is not None
        assert (session.focus[3] == "suggested") == (found == "Ilse Brandt")
        assert session.entities == before


def test_a_click_beside_the_text_or_below_it_does_nothing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "D")
        said, held = session.said, session.focus
        left, row = at(session, "Ilse Brandt")
        title, title_row = at(session, "Envoy seeks")
        for cell in (
            (0, row),
            (left - 1, row),
            (title + 29, title_row),
            (title + 40, title_row),
            (left, title_row + 1),
            (left, 27),
        ):
            session.click(*cell)
            assert session.focus == held
            assert session.said == said
        session.click(title + 28, title_row)
        assert focused(session) == "Lisbon"


def test_a_double_click_focuses_the_word_and_on_an_entity_the_entity(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        for words, found in (("photograph", "photograph"), ("Brandt left", "Ilse Brandt")):
            cell = at(session, words)
            session.mouse(*(("down", *cell), ("up", *cell)) * 2)
            assert focused(session) == found
            session.press("backspace")


def test_a_click_in_the_pane_focuses_the_mention_of_the_row_and_scrolls_the_article_to_it(tmp_path: Path) -> None:
    text = f"Ann met Ben.\n\n{LONG}\n\nCleo met Dov."
    last = text.index("Cleo")
    with reading(tmp_path, text=text, suggestions=[(0, 3, "PERSON", 0.9), (last, last + 4, "PERSON", 0.9)]) as session:
        session.click(*in_pane(session, "Cleo"))
        assert focused(session) == "Cleo"
        assert at(session, "Cleo met")
        assert not session.app.reader.pane_active
        session.click(*in_pane(session, "Ann"))
        assert focused(session) == "Ann"
        assert at(session, "Ann met")
        for row in (1, 25):
            session.click(in_pane(session, "Ann")[0], row)
            assert focused(session) == "Ann"
        assert {one.status for one in session.entities} == {"suggested"}


def test_a_click_on_a_header_of_the_pane_folds_and_unfolds_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = session.screen_text()
        session.click(*in_pane(session, "PERSON"))
        with pytest.raises(AssertionError):
            in_pane(session, "Ilse Brandt")
        session.click(*in_pane(session, "PERSON"))
        assert session.screen_text() == before
        assert session.focus is None


def test_a_click_in_the_article_takes_the_keys_back_from_the_pane(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("tab", "home")
        session.drag(at(session, "Porto"), right_of(at(session, "Porto"), 4))
        assert focused(session) == "Porto"
        session.press("4")
        assert of(session, "Porto").label == "GPE"


# Drags


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (("shelter", 0), ("shelter", 6), "shelter"),
        (("shelter", 2), ("shelter", 4), "elt"),
        (("shelter", 4), ("shelter", 2), "elt"),
        (("Ilse", 2), ("left", 1), "se Brandt le"),
        (("Ilse", 0), ("Brandt", 5), "Ilse Brandt"),
        (("shelter", 0), ("Ilse", 3), "shelter in Lisbon\n\nIlse"),
        (("Ilse", 3), ("shelter", 0), "shelter in Lisbon\n\nIlse"),
        (("Lisbon", 0), ("Lisbon", 30), "Lisbon"),
        (("Lisbon", 30), ("Lisbon", 2), "sbon"),
        (("Lisbon", 30), ("Ilse", 1), "Il"),
        (("Ilse", 1), ("Lisbon", 30), "Il"),
        (("Ilse", -2), ("Ilse", 0), "I"),
        (("Ilse", -2), ("Lisbon", 3), "bon"),
    ],
)
def test_a_drag_selects_from_the_press_to_the_release_both_included(
    tmp_path: Path, start: tuple[str, int], end: tuple[str, int], found: str
) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        first, last = (right_of(at(session, words), into) for words, into in (start, end))
        session.drag(first, (50, 20), last)
        assert focused(session) == found
        assert free(session)
        assert session.entities == before


def test_what_is_dragged_over_is_shown_while_the_button_is_down(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        cell = at(session, "shelter")
        session.mouse(("down", *cell), ("move", *right_of(cell, 2)))
        assert session.focus is None
        assert not free(session)
        session.mouse(("up", *right_of(cell, 3)))
        assert focused(session) == "shel"
        assert free(session)


def test_a_drag_redraws_just_the_lines_that_it_comes_to(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        column, row = at(session, "Paragraph 3")
        session.mouse(("down", *at(session, "Paragraph 0")), ("move", column + 20, row))
        drawn = session.lines_drawn
        session.mouse(("move", column + 30, row), ("move", column + 31, row))
        assert 1 <= session.lines_drawn - drawn <= 2
        drawn = session.lines_drawn
        session.mouse(("move", column + 31, row + 2))
        assert 2 <= session.lines_drawn - drawn <= 3


def test_a_drag_over_exactly_an_entity_focuses_it_and_one_that_begins_on_it_is_a_run(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        cell = at(session, "Ilse Brandt")
        session.drag(cell, right_of(cell, 10))
        assert session.focus == (*span("Ilse Brandt"), "PERSON", "suggested")
        session.drag(right_of(cell, 5), right_of(cell, 15))
        assert session.focus == (*span("Brandt left"), None, None)


def test_what_was_dragged_over_is_labelled_with_one_key(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.drag(at(session, "Porto"), right_of(at(session, "paper"), 4))
        session.press("3")
        assert of(session, "Porto paper").label == "ORG"


WIDE = "北朝鮮の外交官チョ氏がイタリアに亡命を求めた。\n\nE\u0301lan 👨‍👩‍👧 met 🇮🇹 ❤\ufe0f Müller.\n"


@pytest.mark.parametrize(
    ("words", "into", "to", "found"),
    [
        ("外交官", 0, 5, "外交官"),
        ("外交官", 1, 4, "外交官"),
        ("外交官", 3, 1, "外交"),
        ("イタリア", 6, 0, "イタリア"),
        ("lan", -1, 2, "E\u0301lan"),
        ("met", -3, -2, None),
        ("met", -3, 0, "👨‍👩‍👧 m"),
        ("met", 5, 2, "t 🇮🇹"),
        ("met", 4, 7, "🇮🇹 ❤\ufe0f"),
    ],
)
def test_wide_characters_and_graphemes_are_selected_whole(
    tmp_path: Path, words: str, into: int, to: int, found: str | None
) -> None:
    with reading(tmp_path, text=WIDE, suggestions=[]) as session:
        cell = at(session, words)
        session.drag(right_of(cell, into), (50, 20), right_of(cell, to))
        assert focused(session) == (found or "👨‍👩‍👧")


@pytest.mark.parametrize(
    ("column", "row", "start", "end"),
    [
        (105, None, "Ilse", "said"),
        (300, None, "Ilse", "said"),
        (None, 0, "shelter in", "I"),
        (None, -4, "shelter in", "I"),
        (None, 30, "Ilse", "there."),
        (300, 99, "Ilse", "there."),
    ],
)
def test_let_go_outside_the_article_the_nearest_cell_of_it_counts(
    tmp_path: Path, column: int | None, row: int | None, start: str, end: str
) -> None:
    with reading(tmp_path) as session:
        press, above = at(session, "Ilse"), at(session, "shelter in")
        last = session.screen_text()[press[1]].partition("│")[0].rstrip() if row is None else ""
        session.drag(press, (above[0] if column is None else column, press[1] if row is None else row))
        found = focused(session)
        assert found.startswith(start)
        assert found.endswith(end)
        assert row is not None or last.endswith(found)
        assert free(session)


def test_a_drag_out_of_the_article_at_its_edge_scrolls_nothing(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        before = session.screen_text()
        last = len(before) - 4
        cell = at(session, "Paragraph 0")
        session.drag(cell, (cell[0], last), (cell[0], last + 2), (cell[0], 99), (cell[0] - 1, 99))
        assert session.screen_text()[:last] == before[:last]
        assert session.focus is not None
        assert session.focus[0] == LONG.index("Paragraph 0")
        assert session.focus[1] <= session.app.reader.view.visible_span()[1]


def test_the_wheel_turned_during_a_drag_takes_the_selection_further(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        cell = at(session, "Paragraph 0")
        session.mouse(("down", *cell), ("move", cell[0], 20), *[("wheel-down", cell[0], 20)] * 10, ("up", cell[0], 20))
        assert session.focus is not None
        assert session.focus[0] == LONG.index("Paragraph 0")
        wrapping = session.app.reader.view.wrapping
        assert wrapping is not None
        assert session.focus[1] == wrapping.moved(0, 2 * 10 + 19)[0] + 1


def test_all_that_the_mouse_did_counts_also_where_it_comes_at_once(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        first, second = at(session, "shelter"), at(session, "Porto")
        session.mouse(*(step for cell in (first, second) for step in (("down", *cell), ("up", *right_of(cell, 4)))))
        assert focused(session) == "Porto"
        session.press("backspace")
        assert focused(session) == "shelt"
        session.mouse(("down", *first), ("up", *first), ("down", *first), ("move", *right_of(first, 1)))
        session.mouse(("move", 105, first[1]), ("up", 105, first[1]))
        assert focused(session) == "shelter in Lisbon"
        session.mouse(("down", *first), ("up", 105, 14), ("hover", 90, 14), ("wheel-down", 90, 14))
        assert free(session)


# What ends a drag


@pytest.mark.parametrize("key", ["/", "?", "t", ":", "ctrl+p", "ctrl+e", "v", ";", "n", "escape", "]", "tab", "+"])
def test_a_key_pressed_during_a_drag_does_its_work_and_ends_the_drag(tmp_path: Path, key: str) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another article altogether.\n", "utf-8")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    with Session([tmp_path / "envoy.txt", other], project=tmp_path / "p.json") as session:
        session.press("right")
        cell = at(session, "shelter")
        session.mouse(("down", *cell), ("move", *right_of(cell, 3)))
        session.press(key)
        assert session.app.mouse_captured is None
        held = session.focus
        session.mouse(("move", *right_of(cell, 4)), ("up", *right_of(cell, 4)))
        assert session.focus == held
        assert session.app.mouse_captured is None


def test_another_article_under_a_drag_ends_it(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Jo.\n", "utf-8")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    with Session([tmp_path / "envoy.txt", other], project=tmp_path / "p.json") as session:
        cell = at(session, "Ilse")
        session.mouse(("down", *cell), ("move", *right_of(cell, 3)))
        session.app.reader.turn_to(1)
        session.mouse(("move", *right_of(cell, 4)), ("up", *right_of(cell, 4)))
        assert session.focus is None
        assert free(session)


def test_a_drag_that_arrives_after_its_article_was_left_focuses_nothing_of_the_next(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Jo met Ann.\n", "utf-8")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    with Session([tmp_path / "envoy.txt", other], project=tmp_path / "p.json") as session:
        view, article = session.app.reader.view, session.article
        session.app.reader.turn_to(1)
        view.post_message(view.Selected(300, 310, article))
        view.post_message(view.Pointed(300, article))
        session.mouse(("hover", 0, 0))
        assert session.focus is None


def test_a_release_that_the_terminal_did_not_see_is_made_up_by_the_next_move_without_the_button(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        cell = at(session, "shelter")
        session.mouse(("down", *cell), ("move", *right_of(cell, 6)), ("hover", 90, 12))
        assert focused(session) == "shelter"
        assert free(session)


def test_a_press_after_a_release_that_nobody_saw_begins_anew(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        cell = at(session, "shelter")
        session.mouse(("down", *cell), ("move", *right_of(cell, 6)))
        session.click(*in_pane(session, "Thursday"))
        assert focused(session) == "Thursday"
        assert free(session)
        session.mouse(("down", *cell), ("move", *right_of(cell, 6)))
        session.drag(at(session, "Porto"), right_of(at(session, "Porto"), 4))
        assert focused(session) == "Porto"
        assert free(session)


def test_entities_that_come_and_go_and_another_size_leave_a_drag_what_it_is(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        cell = at(session, "Ilse")
        session.mouse(("down", *cell), ("move", *right_of(cell, 3)))
        session.resize(60, 24)
        session.app.project.undo(session.app.reader.reading.uid)
        session.mouse(("up", *right_of(at(session, "Porto"), 4)))
        assert focused(session) == TEXT[TEXT.index("Ilse") : TEXT.index("Porto") + 5]
        assert free(session)


def test_while_a_line_is_typed_the_mouse_moves_no_focus(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", ";")
        session.type("seen")
        session.click(*at(session, "shelter"))
        session.drag(at(session, "Porto"), right_of(at(session, "Porto"), 4))
        session.click(*in_pane(session, "Thursday"))
        session.press("enter")
        assert of(session, "Ilse Brandt").note == "seen"
        assert [one.note for one in session.entities if one.note] == ["seen"]


# The wheel

BUSY = f"Ann met Ben.\n\n{LONG}"
NAMES: list[tuple[int, int, str, float | None]] = [
    (at, BUSY.index(".", at), "ORG", 0.9) for at in range(len(BUSY)) if BUSY.startswith("Paragraph ", at)
]


def test_the_wheel_scrolls_the_article_under_it_and_nothing_else(tmp_path: Path) -> None:
    with reading(tmp_path, text=BUSY, suggestions=NAMES) as session:
        session.press("n", "D")
        before, held, said = session.screen_text(), session.focus, session.said
        assert "not looked at" in said
        session.mouse(*[("wheel-down", 30, 10)] * 3)
        after = session.screen_text()
        assert [row.partition("│")[0] for row in after[1:20]] == [row.partition("│")[0] for row in before[7:26]]
        assert [row.partition("│")[2] for row in after[1:-3]] == [row.partition("│")[2] for row in before[1:-3]]
        assert after[-3:] == before[-3:]
        assert after[0] != before[0]
        assert (session.focus, session.said) == (held, said)
        session.mouse(*[("wheel-up", 30, 10)] * 9)
        assert session.screen_text() == before
        session.press("escape")
        assert {one.status for one in session.entities} == {"suggested"}


def test_the_wheel_scrolls_the_pane_under_it_and_nothing_else(tmp_path: Path) -> None:
    with reading(tmp_path, text=BUSY, suggestions=NAMES) as session:
        session.press("n")
        before, held = session.screen_text(), session.focus
        cell = in_pane(session, "Paragraph 2")
        session.mouse(*[("wheel-down", *cell)] * 3)
        after = session.screen_text()
        assert [row.partition("│")[2] for row in after[2:20]] == [row.partition("│")[2] for row in before[8:26]]
        assert [row.partition("│")[0] for row in after] == [row.partition("│")[0] for row in before]
        assert session.focus == held
        session.mouse(*[("wheel-up", *cell)] * 9)
        assert session.screen_text() == before


def test_the_wheel_over_the_pane_that_lies_on_the_article_scrolls_the_pane(tmp_path: Path) -> None:
    with reading(tmp_path, text=BUSY, suggestions=NAMES, size=(80, 24)) as session:
        session.press("tab")
        before = session.screen_text()
        session.mouse(*[("wheel-down", 70, 10)] * 3)
        after = session.screen_text()
        assert after[2][42:] == before[8][42:]
        assert [row[:38] for row in after[1:]] == [row[:38] for row in before[1:]]


def test_the_wheel_does_nothing_to_a_line_that_is_typed_nor_over_the_rows(tmp_path: Path) -> None:
    with reading(tmp_path, text=BUSY, suggestions=NAMES) as session:
        session.press("n")
        before, held = session.screen_text(), session.focus
        session.mouse(*[(kind, 30, row) for row in (0, 29, 30, 31) for kind in ("wheel-down", "wheel-up")])
        assert session.screen_text() == before
        session.press(";", "o", "k")
        session.mouse(*[("wheel-down", 30, 31), ("wheel-down", 30, 10), ("wheel-down", 30, 10)])
        assert " note ok" in footer(session)
        assert session.screen_text()[1].partition("│")[0] == before[5].partition("│")[0]
        session.press("enter")
        assert session.focus == held
        assert [one.note for one in session.entities if one.note] == ["ok"]


# In a real terminal


def reader(folder: Path, *options: str) -> Terminal:
    (folder / "envoy.txt").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "tui", "envoy.txt", "--model", "none", *options]
    taken_out: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RUBRICATE_")}
    env = {**taken_out, "RUBRICATE_CACHE": str(folder / "cache"), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return Terminal(command, size=(100, 24), env=env, cwd=folder)


def mouse(kind: str, column: int, row: int) -> str:
    """What a terminal sends of the mouse, in xterm's SGR mode (1006)."""
    code, end = {"down": (0, "M"), "move": (32, "M"), "hover": (35, "M"), "up": (0, "m"), "wheel-down": (65, "M")}[kind]
    return f"\x1b[<{code};{column + 1};{row + 1}{end}"


def test_in_a_terminal_clicks_drags_and_the_wheel_do_what_they_do_here(tmp_path: Path) -> None:
    with reader(tmp_path) as terminal:
        terminal.wait_for("no entities yet")
        row = next(row for row, line in enumerate(terminal.rows()) if "Ilse Brandt" in line)
        column = terminal.rows()[row].index("Ilse")
        terminal.send(mouse("down", column, row) + mouse("move", column + 4, row))
        terminal.until(lambda: terminal.picture.reversed_text()[row] == "Ilse ")
        terminal.send(mouse("move", column + 10, row) + mouse("up", column + 10, row))
        terminal.until(lambda: terminal.rows()[-2].strip() == "Ilse Brandt")
        terminal.send("1")
        terminal.wait_for("PERSON  Ilse Brandt")
        terminal.send(mouse("down", column + 13, row) + mouse("up", column + 13, row))
        terminal.until(lambda: terminal.picture.reversed_text()[row] == "left")
        terminal.send(mouse("down", column, row) + mouse("move", 99, row) + mouse("hover", 90, 12))
        terminal.until(lambda: terminal.picture.reversed_text()[row].startswith("Ilse Brandt left Lisbon"))
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0


def test_no_mouse_leaves_the_mouse_to_the_terminal(tmp_path: Path) -> None:
    def modes(*options: str) -> set[str]:
        with reader(tmp_path, *options) as terminal:
            terminal.wait_for("no entities yet")
            terminal.send("?")
            terminal.wait_for("turn the page")
            terminal.send(CTRL_Q)
            assert terminal.wait_for_exit() == 0
            assert control_sequences(terminal.output)["mode"]
            return {number for number in MOUSE_MODES if re.search(rf"\x1b\[\?{number}[hl]".encode(), terminal.output)}

    assert {"1000", "1006"} <= modes()
    assert modes("--no-mouse") == set()


MOUSE_MODES = ("9", "1000", "1001", "1002", "1003", "1005", "1006", "1007", "1015", "1016")
"""All that make a terminal report the mouse, or its wheel as keys, after xterm's list."""


# A plain computation beside it

PIECES = [
    "word ",
    "a",
    " ",
    "  ",
    "\n",
    "\n\n",
    "国",
    "、",
    "한국 ",
    "E\u0301",
    "👨‍👩‍👧",
    "🇮🇹",
    "❤\ufe0f",
    "ไทยดี",
    "नि",
    "\t",
    "\x1b[2J",
    "\u200b",
]
SIZE = (30, 8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join),
    st.lists(st.tuples(*[st.tuples(st.integers(0, SIZE[0] - 1), st.integers(0, SIZE[1] - 1))] * 2), min_size=12, max_size=12),
    st.integers(6, 40),
)
def test_any_press_and_release_select_what_stands_between_them(text: str, drags: list[tuple[Cell, Cell]], measure: int) -> None:
    async def go() -> None:
        page = Page("rubricate-dark")
        async with page.run_test(size=SIZE) as pilot:
            page.view.measure = measure
            page.view.show(marked(text))
            await pilot.pause()
            for press, release in drags:
                page.heard.clear()
                for kind, (x, y) in ((events.MouseDown, press), (events.MouseMove, release), (events.MouseUp, release)):
                    page.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
                await pilot.pause()
                assert page.heard == expected(page, press, release)
                assert page.mouse_captured is None

    asyncio.run(go())


def expected(page: Page, press: Cell, release: Cell) -> list[object]:
    """By going through all that is drawn: what the view says of a press and a release."""
    (column, row), (end_column, end_row) = sorted((press, release), key=lambda cell: (cell[1], cell[0]))
    covered, pressed, released = [], None, None
    for y, first, last, place in drawn(page):
        if (y, last) >= (row, column) and (y, first) <= (end_row, end_column):
            covered.append(place)
        pressed = place if y == press[1] and first <= press[0] <= last else pressed
        released = place if y == release[1] and first <= release[0] <= last else released
    if pressed is not None and pressed == released:
        return [pressed[0]]
    return [(covered[0][0], covered[-1][1])] if covered else []


def drawn(page: Page) -> Iterator[tuple[int, int, int, tuple[int, int]]]:
    """Each grapheme that can be seen: its row, first and last cell, and span."""
    view = page.view
    assert view.wrapping is not None
    text = view.wrapping.text
    for y, (start, _) in enumerate(view.on_screen):
        shown = view.wrapping.shown(view.on_screen[y]).rstrip()
        left = cell_len(view.render_line(y).text.removesuffix(" ")) if not shown else view.render_line(y).text.index(shown)
        for a, b in graphemes(text, start, start + len(shown)):
            before, through = cell_len(shown[: a - start]), cell_len(shown[: b - start])
            yield y, left + before, left + through - 1, (a, b)
