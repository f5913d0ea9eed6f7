"""Reading: pages, places, widths, search, help, palette, themes and sizes."""

from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

import pytest

from annotations.formats.registry import FORMATS
from tests.tui.scene import TEXT, focused, footer, of, reading, span
from tui.driver import Session
from tui.searching import MOST, hits

LONG = "The reader’s book\n\n" + "\n\n".join(
    f"Paragraph {n}. " + "Nothing much is said here, at some length, by nobody in particular, to fill a line or two. " * 3
    for n in range(120)
)


def body(session: Session) -> list[str]:
    return session.screen_text()[1:-3]


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (100, 24), (110, 32), (200, 60)])
def test_every_size_shows_the_text_the_focus_and_the_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    with reading(tmp_path, size=size) as session:
        session.press("n")
        rows = session.screen_text()
        assert len(rows) == size[1]
        assert any("Ilse Brandt" in row for row in rows[1:-3])
        assert "PERSON" in rows[-2]
        assert rows[-1].strip()
        session.press("a", "D", "D")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_at_100x24_twenty_rows_are_article(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(100, 24)) as session:
        assert len(body(session)) == 20


def test_no_line_is_wider_than_the_measure_and_no_word_is_cut(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(80, 24)) as session:
        lines = [row.strip() for row in body(session)]
        assert max(map(len, lines)) <= 72
        assert {word for line in lines for word in line.split()} <= set(LONG.split())


def test_space_turns_the_page_and_the_title_row_says_how_far_it_is(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        first = body(session)
        session.press("space")
        assert body(session) != first
        session.press("end")
        assert "100 %" in session.screen_text()[0]
        session.press("space")
        assert "end of the article" in footer(session)
        session.press("home")
        assert body(session) == first


@pytest.mark.parametrize(("words", "said"), [(1000, "4 min left"), (230 * 528, "9 h left")])
def test_the_title_row_says_the_time_left_in_what_people_count(tmp_path: Path, words: int, said: str) -> None:
    with reading(tmp_path, text="\n".join(["word"] * words), suggestions=[]) as session:
        assert said in session.screen_text()[0]


def test_the_reading_place_is_kept_without_a_decision_and_leaves_no_file(tmp_path: Path) -> None:
    from annotations.store.cache import Cache

    cache = tmp_path / "cache"
    with reading(tmp_path, text=LONG, suggestions=[], cache=Cache(cache)) as session:
        session.press("space", "space")
        place = body(session)[0]
        session.press("ctrl+q")
    assert not (tmp_path / "rubricate.json").exists()
    with reading(tmp_path, text=LONG, suggestions=[], cache=Cache(cache)) as session:
        assert body(session)[0] == place


def test_another_size_keeps_the_first_visible_words(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        session.press("space", "space")
        first = body(session)[0].split("│")[0].split()[:3]
        session.resize(80, 24)
        assert first[0] in body(session)[0]
        session.resize(110, 32)
        assert body(session)[0].split("│")[0].split()[:3] == first


def test_the_column_is_made_wider_and_narrower(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(200, 40)) as session:
        usual = max(len(row.split("│")[0].strip()) for row in body(session))
        session.press("+", "+", "+", "+")
        assert max(len(row.split("│")[0].strip()) for row in body(session)) > usual
        session.press("=")
        assert max(len(row.split("│")[0].strip()) for row in body(session)) == usual
        session.press("-", "-", "-")
        assert max(len(row.split("│")[0].strip()) for row in body(session)) < usual


def test_search_counts_hits_and_enter_selects_one(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("/", *"brandt")
        assert "hit 1 of 5" in session.screen_text()[-2]
        session.press("down", "enter")
        assert focused(session) == "Brandt"
        assert session.focus is not None
        assert session.focus[0] == span("Brandt", 1)[0]
        session.press("1")
        assert of(session, "Brandt", 1).label == "PERSON"


def test_search_folds_accents_and_minds_case_only_with_a_capital(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("/", *"diario novo")
        assert "hit 1 of 3" in session.screen_text()[-2]
        session.press("escape", "/", *"Said")
        assert "hit 0 of 0" in session.screen_text()[-2]


def test_a_search_that_is_left_goes_back_to_where_it_began(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        session.press("space")
        before = body(session)
        session.press("/", *"Paragraph 90")
        assert body(session) != before
        session.press("escape")
        assert body(session) == before


def test_hits_can_be_walked(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("/", *"lisbon", "enter", "w", "s", "n")
        assert session.focus is not None
        assert session.focus[:2] == span("Lisbon", 1)


def test_a_search_without_a_hit_says_so(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"zzz", "enter")
        assert "not in this article: zzz" in footer(session)


def test_help_shows_the_keys_and_leaves_by_the_same_key(tmp_path: Path) -> None:
    with reading(tmp_path, size=(80, 24)) as session:
        session.press("n")
        before = session.screen_text()
        session.press("?")
        text = "\n".join(session.screen_text())
        assert "Decide" in text
        assert "Accept, and go on" in text
        session.press("?")
        assert session.screen_text() == before


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
def test_help_is_whole_at_every_width(tmp_path: Path, size: tuple[int, int]) -> None:
    with reading(tmp_path, size=size) as session:
        session.press("?")
        seen: list[str] = []
        for _ in range(60):
            seen += session.screen_text()
            session.press("space")
        assert not any("…" in row for row in seen)
        assert "the label of the focus" in " ".join(" ".join(seen).split())


def test_the_palette_lists_commands_with_their_keys_and_does_them(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "ctrl+p", *"unsure")
        assert any("Unsure, and go on" in row for row in session.screen_text())
        session.press("enter")
        assert of(session, "Ilse Brandt").status == "unsure"


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
def test_the_list_of_labels_shows_every_label_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    with reading(tmp_path, size=size) as session:
        session.press("n", "t")
        shown = "\n".join(session.screen_text())
        assert "letter, / types, Esc" in shown
        assert [label.name for label in session.app.project.labels.labels if label.name[:8] not in shown] == []
        session.press("/", *"lang")
        assert any("LANGUAGE" in row for row in session.screen_text())
        session.press("enter")
        assert session.focus is not None
        assert session.focus[2] == "LANGUAGE"


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
def test_the_question_of_export_goes_through_all_formats_and_shows_the_file_at_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with reading(tmp_path, size=size) as session:
        session.press("n", "a", "ctrl+e")
        rows = session.screen_text()
        assert any(row.strip().startswith("> jsonl") for row in rows)
        assert any("file rubricate.jsonl" in row for row in rows)
        for form in list(FORMATS.values())[1:]:
            if form.writes:
                session.press("down")
                assert any(row.strip().startswith(f"> {form.name}") for row in session.screen_text())


def test_plain_reading_has_no_marks_and_edit_keys_say_so(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "z", "z")
        rows = session.screen_text()
        assert not any(row.startswith(" 1 PERS") for row in rows)
        assert rows[-2].startswith(" plain reading: z shows the marks")
        assert "right" not in rows[-1]
        session.press("a")
        assert "marks hidden: z" in footer(session)
        assert of(session, "Ilse Brandt").status == "suggested"
        session.press("z", "a")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_the_reading_view_has_the_labels_in_the_text(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "v")
        text = " ".join(row.strip() for row in session.screen_text())
        assert "Ilse Brandt [PERSON] left Lisbon [GPE?]" in text
        session.press("v")
        assert "[PERSON]" not in " ".join(session.screen_text())


def test_the_reading_view_opens_where_the_reader_is_and_says_how_to_leave(tmp_path: Path) -> None:
    everywhere = [(at, at + 9, "WORK_OF_ART", 0.9) for at in range(len(LONG)) if LONG.startswith("Paragraph", at)]
    with reading(tmp_path, text=LONG, suggestions=everywhere, size=(80, 24)) as session:
        session.press("end", "pageup")
        first = next(row.split(".")[0].split()[-1] for row in body(session) if "Paragraph" in row)
        session.press("v")
        shown = session.screen_text()
        assert any(f"Paragraph [WORK_OF_ART?] {first}." in row for row in shown[:4])
        assert "v or Esc" in shown[-1]
        session.resize(50, 20)
        assert any(f"{first}." in row for row in session.screen_text()[:4])


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "contrast-light", "ansi"])
def test_every_theme_draws(tmp_path: Path, theme: str) -> None:
    with reading(tmp_path, theme=theme) as session:
        session.press("n", "a")
        assert any("Ilse Brandt" in row for row in session.screen_text())


def test_the_row_of_labels_is_in_the_order_of_the_digits(tmp_path: Path) -> None:
    with reading(tmp_path, size=(100, 24)) as session:
        assert session.screen_text()[-3].split() == (
            [
                "1",
                "PERS",
                "2",
                "NORP",
                "3",
                "ORG",
                "4",
                "GPE",
                "5",
                "LOC",
                "6",
                "DATE",
                "7",
                "CARD",
                "8",
                "FAC",
                "9",
                "EVNT",
                "0",
                "LAW",
                "t",
                "other",
            ]
        )


def test_a_narrow_row_of_labels_drops_no_key(tmp_path: Path) -> None:
    with reading(tmp_path, size=(40, 12)) as session:
        row = session.screen_text()[-3]
        assert all(digit in row for digit in "1234567890")


def test_without_a_model_all_else_works_and_one_line_says_so(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, "utf-8")
    with Session(source, project=tmp_path / "p.json", model="none") as session:
        assert "no model" in footer(session)
        session.press("m", "1")
        assert len(session.entities) == 1


def test_what_is_to_be_told_is_told_one_line_after_another(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes("José García visitó Málaga. El niño llegó a París.\n".encode("cp1252"))
    with Session(source, project=tmp_path / "p.json", model="none") as session:
        assert "read as cp1252, a guess" in footer(session)
        session.press("right")
        assert "no model" in footer(session)
        session.press("right")
        assert "1-0 label" in footer(session)


def test_what_the_model_says_waits_behind_what_opening_said(tmp_path: Path) -> None:
    (tmp_path / "envoy.txt").write_bytes("Tomas Reis vivió en Málaga.\n".encode("cp1252"))
    with reading(tmp_path, suggestions=[(0, 10, "WEEKDAY", 0.9)]) as session:
        assert "a guess" in footer(session)
        session.press("right")
        assert "left out: 1 WEEKDAY" in footer(session)


def test_brackets_walk_the_list_and_say_its_ends(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Article number {n}\n\nAnna {n}.\n", "utf-8")
    with Session([tmp_path / f"{n}.txt" for n in range(3)], project=tmp_path / "p.json") as session:
        assert "1 of 3" in session.screen_text()[0]
        session.press("]", "]")
        assert "3 of 3" in session.screen_text()[0]
        session.press("]")
        assert "last article" in footer(session)
        session.press("[")
        assert "2 of 3" in session.screen_text()[0]


def test_bookmarks_are_set_and_gone_to(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        session.press("space", "B", "home", "ctrl+p", *"next bookmark", "enter")
        assert "bookmark 1 of 1" in footer(session)


def test_the_copy_keys_hand_the_original_text_to_the_terminal(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "y")
        assert session.app.clipboard == "Ilse Brandt"
        session.press("Y")
        assert session.app.clipboard.startswith("Ilse Brandt left Lisbon on Thursday. (")


def test_the_text_does_not_move_when_an_edit_is_made(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        before = [row.split("│")[0].strip(" ?✓!~*x") for row in body(session)]
        session.press("n", "3", "A", "n", "a", "n", "x")
        assert [row.split("│")[0].strip(" ?✓!~*x") for row in body(session)] == before


def test_a_cursor_key_redraws_two_lines_at_most(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[]) as session:
        session.press("right")
        drawn = session.lines_drawn
        session.press("right")
        assert session.lines_drawn - drawn <= 2


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Le e\u0301te\u0301 a\u0300 Paris", "ete", "e\u0301te\u0301"),
        ("Le e\u0301te\u0301 a\u0300 Paris", "été", "e\u0301te\u0301"),
        ("Le été à Paris", "e\u0301te\u0301", "été"),
        (
            "\u05d0 \u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd \u05d1",
            "\u05e9\u05dc\u05d5\u05dd",
            "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
        ),
        ("in Tri\u00adeste now", "trieste", "Tri\u00adeste"),
        ("met Kim\u00a0Jong and", "kim jong", "Kim\u00a0Jong"),
        ("met Kim\tJong and", "kim jong", "Kim\tJong"),
        ("he said “no” then", 'said "no"', "said “no”"),
        ("กิน ก้น", "กน", ""),
    ],
)
def test_search_folds_accents_points_blanks_and_quotes_however_they_are_written(text: str, words: str, found: str) -> None:
    assert [text[slice(*hit)] for hit in hits(text, words)] == ([found] if found else [])


@pytest.mark.parametrize("around", [0, 60_000, 119_999, 120_000])
def test_of_more_hits_than_are_listed_those_around_the_reader_are(around: int) -> None:
    text = "the sea " * 15_000
    found = hits(text, "the", around)
    assert len(found) == MOST
    assert found == sorted(found)
    assert {text[slice(*hit)] for hit in found} == {"the"}
    assert [b[0] - a[0] for a, b in pairwise(found)] == [8] * (MOST - 1)
    assert found[0][0] <= around <= found[-1][1] + 8
    near = bisect_left(found, (around, 0))
    assert min(near, MOST - near) >= MOST // 2 or found[0][0] == 0 or found[-1][1] >= len(text) - 5


def test_a_search_with_more_hits_than_are_listed_begins_where_the_reader_is_and_says_so(tmp_path: Path) -> None:
    with reading(tmp_path, [], text="the sea " * 15_000) as session:
        session.press("%", "5", "0", "enter", "/", *"the", "enter")
        assert session.focus is not None
        assert 59_000 < session.focus[0] < 61_000
        assert "of 10,000 or more, the nearest: n N to the others" in session.said
