"""Each key of the table does what the table says; what one key does at length stands in tests of its own."""

from pathlib import Path

import pytest

from annotations.entity import Status
from tests.tui.scene import N, focused, footer, of, reading, span
from tests.tui.test_reader import LONG, body
from tui.deciding import DEEDS
from tui.driver import Session
from tui.keymap import Keymap


def shown(session: Session) -> list[tuple[str, str, str]]:
    return [(session.article.text[slice(*one.span)], one.label, str(one.status)) for one in session.entities]


def test_letters_move_as_the_arrows_do(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        for letters, arrows in ((("n", "l"), ("n", "right")), (("n", "h"), ("n", "left")), (("j", "k"), ("down", "up"))):
            session.press("home", *letters)
            found = session.focus
            session.press("home", *arrows)
            assert session.focus == found
        session.press("home", "j", "j")
        below = session.focus
        session.press("home", "down", "down")
        assert session.focus == below


def test_capital_n_goes_back_in_the_walk_and_says_where_it_begins(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "N")
        assert focused(session) == "Ilse Brandt"
        session.press("N")
        assert f"none above, {N - 1} below: N goes to the last" in footer(session)
        session.press("N")
        assert session.focus is not None
        assert session.focus[:2] == span("Lisbon", 2)


def test_the_only_suggestion_is_said_to_be_the_only_one(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[(*span("Portugal"), "GPE", 0.9)]) as session:
        session.press("n", "n")
        assert "this is the only one to review" in footer(session)


def test_a_walk_waits_for_its_letter_and_says_what_is_none(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w")
        assert "r review d doubtful m names e texts s hits i unsure l label x disagree" in footer(session)
        session.press("k")
        assert "w k is no walk" in footer(session)
        assert session.focus is None
        session.press("w", "s")
        assert "no search hits" in footer(session)
        session.press("w", "r", "n")
        assert focused(session) == "Ilse Brandt"


def test_the_walk_of_hits_is_counted_in_the_status_row_and_left_with_w_r(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"brandt", "enter", "w", "s", "n")
        assert "hit 2 of 5" in session.screen_text()[-2]
        session.press("w", "r", "home", "n")
        assert "1 of 9 to review" in session.screen_text()[-2]


def test_a_search_that_is_left_leaves_the_walk_of_its_hits_too(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"lisbon", "enter", "w", "s", "/", "escape", "home", "n")
        assert focused(session) == "Ilse Brandt"


def test_m_never_changes_the_walk(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "m", "m", "n")
        assert session.focus is not None
        assert session.focus[3] == "suggested"


def test_capital_m_goes_to_the_untagged_name_before(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("m")
        first = session.focus
        session.press("m")
        assert session.focus != first
        session.press("M")
        assert session.focus == first
        assert "untagged name" in session.screen_text()[-2]


def test_the_digits_are_the_labels_of_the_row(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        names = []
        session.press("n")
        for digit in "1234567890":
            session.press(digit)
            assert session.focus is not None
            names.append(session.focus[2])
        assert names == ["PERSON", "NORP", "ORG", "GPE", "LOC", "DATE", "CARDINAL", "FAC", "EVENT", "LAW"]


def test_a_digit_without_a_label_says_so(tmp_path: Path) -> None:
    with reading(tmp_path, labels="conll") as session:
        session.press("n", "7")
        assert "no label on 7: t lists the labels" in footer(session)


def test_a_letter_without_a_label_says_so_in_the_list(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "z")
        assert any("no label on z" in row for row in session.screen_text())
        session.press("escape")
        assert of(session, "Ilse Brandt").status == "suggested"
        assert focused(session) == "Ilse Brandt"


def test_enter_on_a_suggestion_accepts_it_and_goes_on(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "enter")
        assert of(session, "Ilse Brandt").status == "accepted"
        assert focused(session) == "Lisbon"


def test_delete_rejects_and_goes_on(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "delete")
        assert of(session, "Ilse Brandt").status == "rejected"
        assert focused(session) == "Lisbon"


def test_i_flags_as_unsure_and_goes_on_and_a_settles_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "i")
        assert of(session, "Ilse Brandt").status == "unsure"
        assert focused(session) == "Lisbon"
        session.press("left", "left")
        assert session.screen_text()[-2].startswith(" !  PERSON  Ilse Brandt")
        session.press("a")
        assert of(session, "Ilse Brandt").status == "accepted"


@pytest.mark.parametrize(("longer", "shorter"), [("L", "H"), ("shift+right", "shift+left")])
def test_the_end_edge_moves_both_ways(tmp_path: Path, longer: str, shorter: str) -> None:
    with reading(tmp_path) as session:
        session.press("n", longer)
        assert focused(session) == "Ilse Brandt left"
        session.press(shorter, shorter)
        assert focused(session) == "Ilse"


def test_the_start_edge_moves_both_ways(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "<")
        assert focused(session) == "left Lisbon"
        session.press(">", "n", "n", ">")
        assert focused(session) == "Novo"


def test_by_character_arrows_and_edges_move_by_letters_until_the_focus_leaves(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "c")
        assert "CHR" in session.screen_text()[-2]
        session.press("H")
        assert focused(session) == "Ilse Brand"
        session.press("n")
        assert "CHR" not in session.screen_text()[-2]
        session.press("L")
        assert focused(session) == "Lisbon on"
        session.press("right", "c", "left")
        assert len(focused(session)) == 1


def test_growing_an_entity_moves_its_edges_and_shrinking_moves_them_back(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[(*span("Tomas"), "PERSON", 0.9)]) as session:
        session.press("n", "e")
        assert shown(session) == [("Tomas Reis", "PERSON", "accepted")]
        session.press("E")
        assert shown(session) == [("Tomas", "PERSON", "accepted")]


def test_splitting_a_suggestion_accepts_both_parts(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "S")
        assert "nothing to split off there" in footer(session)
        session.press("o", "right", "S")
        assert (of(session, "Ilse").status, of(session, "Brandt").status) == ("accepted", "accepted")


def test_a_note_that_is_left_with_escape_is_not_written(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", ";", *"who", "escape")
        assert of(session, "Ilse Brandt").note == ""
        session.press("right", ";")
        assert "no entity here: a label key first, then a note" in footer(session)


@pytest.mark.parametrize("redo", ["U", "ctrl+y"])
def test_redo_puts_the_focus_on_what_it_changed_and_names_it(tmp_path: Path, redo: str) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3", "u", "n", "n", redo)
        assert session.focus == (*span("Ilse Brandt"), "ORG", "accepted")
        assert "done again: ORG Ilse Brandt, was PERSON" in footer(session)
        session.press(redo)
        assert "nothing to redo in this article" in footer(session)


def test_undo_scrolls_only_where_what_it_changed_is_off_the_screen(tmp_path: Path) -> None:
    from tests.tui.test_focus import long_text

    with reading(tmp_path, text=long_text()) as session:
        session.press("n", "a", "a")
        top = body(session)
        session.press("u")
        assert [row.split("│")[0].strip(" ?✓") for row in body(session)] == [row.split("│")[0].strip(" ?✓") for row in top]
        session.press("end", "u")
        assert focused(session) == "Ilse Brandt"
        assert any("Ilse Brandt" in row for row in body(session))


def test_search_selects_an_entity_where_the_hit_is_one_and_escape_puts_hits_out(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"Portugal", "enter")
        assert session.focus == (*span("Portugal"), "GPE", "suggested")
        session.press("escape")
        assert "search hits put out" in footer(session)


@pytest.mark.parametrize(("onward", "back"), [("]", "["), ("f8", "f7")])
def test_articles_of_the_list_are_walked(tmp_path: Path, onward: str, back: str) -> None:
    for n in range(2):
        (tmp_path / f"{n}.txt").write_text(f"Article number {n}\n", "utf-8")
    with Session([tmp_path / "0.txt", tmp_path / "1.txt"], project=tmp_path / "p.json") as session:
        session.press(onward)
        assert "2 of 2" in session.screen_text()[0]
        session.press(back, back)
        assert "first article" in footer(session)


def test_pages_turn_both_ways_by_either_key(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        top = body(session)
        session.press("space")
        second = body(session)
        session.press("pageup")
        assert body(session) == top
        session.press("pagedown")
        assert body(session) == second
        session.press("pageup", "pageup")
        assert "start of the article" in footer(session)


@pytest.mark.parametrize("key", ["n", "m", "right", "down"])
def test_after_paging_a_moving_key_starts_from_the_top_visible_line(tmp_path: Path, key: str) -> None:
    late = LONG.index("Paragraph 7.")
    with reading(tmp_path, text=LONG, suggestions=[(0, 3, "ORG", 0.9), (late, late + 9, "ORG", 0.9)], size=(80, 12)) as session:
        session.press("n", "space", "space")
        start = session.app.reader.view.visible_span()[0]
        session.press(key)
        assert session.focus is not None
        assert session.focus[0] >= start
        if key != "n":
            assert session.focus[0] < session.app.reader.view.visible_span()[1]


def test_z_goes_round_both_panes_the_article_alone_and_plain_reading(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        start = body(session)
        assert any("│" in row for row in start)
        session.press("z")
        assert not any("│" in row for row in body(session))
        assert any(row.lstrip().startswith("?") for row in body(session))
        session.press("z")
        assert not any(row.lstrip().startswith("?") for row in session.screen_text())
        session.press("z")
        assert body(session) == start


def test_in_plain_reading_each_edit_key_says_that_marks_are_hidden(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3", "z", "z")
        before = session.entities
        for key in (*"axi1t.AXPLH<>ceESJ;uUDnm", "enter", "delete"):
            session.press(key)
            assert session.said == "marks hidden: z", key
        assert session.entities == before


def test_export_shows_formats_and_what_is_left_out_and_enter_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with reading(tmp_path) as session:
        session.press("n", "a", "ctrl+e")
        text = "\n".join(session.screen_text())
        assert "> jsonl" in text
        assert f"{N - 1}" in text
        session.press("enter")
        assert "1 entities in rubricate.jsonl" in footer(session)
    assert '"PERSON"' in (tmp_path / "rubricate.jsonl").read_text("utf-8")


@pytest.mark.parametrize("key", ["?", "f1"])
def test_help_opens_with_what_is_focused(tmp_path: Path, key: str) -> None:
    with reading(tmp_path) as session:
        session.press(key)
        assert session.screen_text()[0].strip() == "Move"
        session.press("escape", "n", key)
        assert session.screen_text()[0].strip() == "Decide"


@pytest.mark.parametrize("key", ["ctrl+p", ":"])
def test_every_command_is_found_by_its_name_with_its_key(tmp_path: Path, key: str) -> None:
    with reading(tmp_path) as session:
        session.press(key, *"note")
        assert any("Note on the entity  ;" in row for row in session.screen_text())


OVER = [("n", "t"), ("?",), ("v",), ("ctrl+e",), ("/",), ("tab", "/"), ("n", ";"), ("ctrl+p",)]


@pytest.mark.parametrize("keys", OVER)
def test_the_palette_opens_from_whatever_has_the_keys_and_its_commands_work(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with reading(tmp_path) as session:
        session.press("n", *keys, "ctrl+p", *"unsure", "enter")
        assert [one.status for one in session.entities].count(Status.UNSURE) == 1


@pytest.mark.parametrize("keys", OVER)
def test_ctrl_q_quits_from_whatever_has_the_keys(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with reading(tmp_path) as session:
        session.press(*keys, "ctrl+q")
        assert not session.running
    assert not (tmp_path / "rubricate.json").exists()


@pytest.mark.parametrize("keys", [("/",), ("n", ";"), ("n", "t", "/"), ("tab", "/")])
def test_while_something_is_typed_letters_are_letters(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with reading(tmp_path) as session:
        before = session.entities
        session.press(*keys, *"ax1AXPDuq?")
        assert session.entities == before
        assert session.running


def test_q_goes_back_a_level_at_a_time(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "z", "q")
        assert any("│" in row for row in body(session))
        session.press("tab", "q", "down")
        assert session.focus is not None
        assert session.focus[3] != "accepted"
        session.press("q")
        assert "all saved: q again quits" in footer(session)
        session.press("right")
        assert session.running
        session.press("q", "q")
        assert not session.running


PLAIN_EDITS = {
    "a label": ("n", "3"),
    "a label from the list": ("n", "t", "o"),
    "the last label again": ("n", "3", "n", "."),
    "accepting": ("n", "a"),
    "rejecting": ("n", "x"),
    "unsure": ("n", "i"),
    "all equal": ("n", "n", "A"),
    "all equal rejected": ("n", "n", "X"),
    "passed": ("P",),
    "done": ("D", "D"),
    "the end longer": ("n", "L"),
    "the end shorter": ("n", "H"),
    "the start longer": ("n", "n", "<"),
    "the start shorter": ("n", ">"),
    "an edge by character": ("n", "c", "H"),
    "growing": ("n", "e"),
    "shrinking": ("n", "E"),
    "splitting": ("n", "o", "l", "S"),
    "a note": ("n", ";", "w", "enter"),
    "a missed name": ("m", "1"),
    "a refused name": ("m", "x"),
    "allowing overlap": (":", *"allow", "enter"),
}


@pytest.mark.parametrize("keys", PLAIN_EDITS.values(), ids=PLAIN_EDITS.keys())
def test_every_edit_is_made_taken_back_and_done_again_with_plain_keys(tmp_path: Path, keys: tuple[str, ...]) -> None:
    """No Shift+arrows, Ctrl, Alt or function keys."""
    with reading(tmp_path) as session:
        start, overlap = session.entities, session.app.project.labels.overlap
        session.press(*keys)
        made = session.entities
        assert (made, session.app.project.labels.overlap) != (start, overlap)
        assert "u undoes" in footer(session) or "none below" in footer(session) or "done" in footer(session)
        session.press(*"u" * session.app.project.history_count)
        assert (session.entities, session.app.project.labels.overlap) == (start, overlap)
        session.press(*"U" * session.app.project.history_count)
        assert session.entities == made


def test_the_plain_edits_are_all_edits_there_are() -> None:
    used = {key for keys in PLAIN_EDITS.values() for key in keys}
    assert all(len(key) == 1 or key == "enter" for key in used)
    done = {command.id for key in used if (command := Keymap().command(key))}
    elsewhere = {"merge", "undo", "redo", "overlap", "carry"}  # the first three in other tests here, the last by name
    assert set(DEEDS) - elsewhere <= done
    assert {"label", "label-1", "note", "grow", "shrink", "characters"} <= done


def test_merging_is_made_with_a_plain_key_too(tmp_path: Path) -> None:
    parts = [(*span("Maria"), "PERSON", 0.9), (*span("Alves"), "PERSON", 0.9)]
    with reading(tmp_path, suggestions=parts) as session:
        session.press("n", "J", "u", "U")
        assert of(session, "Maria Alves").status == "accepted"
        assert of(session, "Alves").status == "rejected"
