"""Layout: wrapping, cells and graphemes, over made-up Unicode and over real scripts."""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from wcwidth import wcswidth, wcwidth

from annotations.graphemes import extends, graphemes
from annotations.safe import safe
from tui.cells import ODD, disputed, most, room
from tui.layout import PIECE, Layout, run_together

SAMPLES = [
    *(
        "a",
        "b",
        "word",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\r",
        "\x1b[2J",
        "\u202e",
        "\u200b",
        "\xad",
        "\ufeff",
        "-",
        ".",
        "”",
        "(",
        "é",
    ),
    *(
        "e\u0301",
        "日本",
        "語",
        "。",
        "「",
        "カ",
        "ｶﾞ",
        "한국",
        "\u1112\u1161\u11ab",
        "नमस्ते",
        "क्\u200dष",
        "ภาษา",
        "กำ",
        "שלום",
        "مرحبا",
    ),
    *("👩\u200d🚒", "❤\ufe0f", "1\ufe0f\u20e3", "🇮🇹", "👍🏽", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    *("\u200d", "\ufe0f", "\u0301", "\u0903", "\x00", "\x9b", "\ud800", "🙂", "ﷺ", "\u3000", "مرحبا"),
]
TEXTS = st.lists(st.sampled_from(SAMPLES) | st.text(max_size=6), max_size=60).map("".join)
WIDTHS = st.integers(2, 30) | st.integers(31, 120)
WIDEST = 24
"""Cells; no grapheme of ``SAMPLES`` takes more on any terminal."""


def lines_of(layout: Layout) -> list[tuple[int, int]]:
    found = [layout.line(0)]
    while below := layout.after(found[-1]):
        found.append(below)
    return found


def shown(layout: Layout) -> list[str]:
    return [layout.shown(line) for line in lines_of(layout)]


def check(layout: Layout) -> None:
    """All that must hold of any layout."""
    text, lines = layout.text, lines_of(layout)
    assert "".join(text[start:end] for start, end in lines) == text
    assert all(start < end for start, end in lines) or lines == [(0, 0)]
    for line in lines:
        start, end = line
        drawn = layout.shown(line)
        assert cell_len(drawn) <= layout.width
        if layout.width >= WIDEST:
            assert room(drawn) <= layout.width
            assert wcswidth(drawn) <= layout.width
        assert len(drawn) <= end - start
        assert "\n" not in drawn
        for begin, _ in graphemes(text, start, end):
            assert layout.line(begin) == line
            cell = layout.cell_of(begin)
            back = layout.offset_at(line, cell)
            assert start <= back < end
            assert back == begin or layout.cell_of(back) == cell


@settings(max_examples=100, deadline=None)
@given(TEXTS, WIDTHS)
def test_any_text_wraps_into_lines_that_fit_and_every_offset_is_found_again(text: str, width: int) -> None:
    check(Layout(text, width))


def soft_feeds(text: str, data: st.DataObject) -> Callable[[int, int], list[int]]:
    feeds = [at for at, char in enumerate(text) if char == "\n"]
    soft = sorted(data.draw(st.sets(st.sampled_from(feeds)))) if feeds else []
    return lambda start, end: [at for at in soft if start <= at < end]


@settings(max_examples=60, deadline=None)
@given(TEXTS, WIDTHS, WIDTHS, st.data())
def test_a_rewrapped_layout_is_the_one_made_afresh(text: str, first: int, second: int, data: st.DataObject) -> None:
    soft = soft_feeds(text, data)
    again = Layout(text, first, soft)
    lines_of(again)
    again = again.rewrapped(second)
    check(again)
    assert lines_of(again) == lines_of(Layout(text, second, soft))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(2, 20), st.integers(3, 40), st.data())
def test_a_text_in_small_pieces_wraps_as_well_wherever_one_begins_to_look(
    text: str, width: int, piece: int, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.layout.PIECE", piece)
        soft = soft_feeds(text, data)
        layout, other = Layout(text, width, soft), Layout(text, width, soft)
        check(layout)
        lines = lines_of(layout)
        for _ in range(5):
            first = data.draw(st.integers(0, len(lines) - 1))
            by = data.draw(st.integers(-len(lines), len(lines)))
            to = min(max(first + by, 0), len(lines) - 1)
            assert other.line(lines[first][0]) == lines[first]
            assert other.moved(lines[first][0], by) == lines[to]
            assert other.lines(lines[first][0], 4) == lines[first : first + 4]
            assert other.before(lines[first]) == (lines[first - 1] if first else None)
            above, below = sorted((first, to))
            assert other.apart(lines[above][0], lines[below][0], 10**6) == below - above
            assert other.apart(lines[above][0], lines[below][0], 2) == min(below - above, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(("word", "日本", "e\u0301te\u0301", "a")), max_size=6).map(" ".join), max_size=20))
def test_pieces_that_end_at_paragraphs_leave_no_trace(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    longest = max(map(len, paragraphs), default=0) + 1
    whole = lines_of(Layout(text, 9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.layout.PIECE", longest)
        assert lines_of(Layout(text, 9)) == whole


def test_the_first_screen_of_a_book_wraps_some_thousand_characters_of_it() -> None:
    text = "Some words of a paragraph. " * 100 + "\n"
    asked: list[tuple[int, int]] = []

    def soft(start: int, end: int) -> list[int]:
        asked.append((start, end))
        return []

    layout = Layout(text * 2000, 72, soft)
    for place in (0, 3_000_000, len(layout.text)):
        asked.clear()
        layout.lines(place, 40)
        layout.moved(place, -40)
        assert sum(end - start for start, end in asked) < 6 * PIECE


@settings(max_examples=60, deadline=None)
@given(TEXTS, WIDTHS)
def test_what_is_shown_is_the_safe_text_of_the_line(text: str, width: int) -> None:
    layout, drawn = Layout(text, width), safe(text)
    for start, end in lines_of(layout):
        seen = layout.shown((start, end))
        assert drawn[start:end].startswith(seen)
        assert not drawn[start + len(seen) : end].strip(" \n␉")


@pytest.mark.parametrize("width", [20, 41, 72, 100])
def test_real_scripts_wrap_into_lines_that_fit(shared: Path, width: int) -> None:
    for path in sorted((shared / "samples/articles/scripts").glob("*.txt")):
        text = path.read_text("utf-8")[:6000]
        check(Layout(text, width))


@pytest.mark.parametrize("script", ["hin", "jpn", "tha", "vie"])
def test_no_line_of_a_real_script_begins_inside_a_grapheme(shared: Path, script: str) -> None:
    text = (shared / f"samples/articles/scripts/udhr_{script}.txt").read_text("utf-8")
    borders = {start for start, _ in graphemes(text)}
    assert {start for start, _ in lines_of(Layout(text, 24))} <= borders


def test_each_character_taken_for_simple_is_one_cell_and_a_grapheme_of_its_own() -> None:
    for code in range(0x110000):
        char = chr(code)
        if ODD.match(char) or char == "\n":
            continue
        assert cell_len(safe(char)) == 1, hex(code)
        assert not extends(char), hex(code)


def test_each_character_takes_the_cells_that_rich_gives_it_but_where_terminals_differ() -> None:
    for code in range(0x110000):
        char = chr(code)
        if unicodedata.category(char) != "Mc" and not disputed(char):
            assert most.__wrapped__(char) == get_character_cell_size(char), hex(code)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=("Cn",)), max_size=12) | TEXTS)
def test_no_terminal_takes_more_room_than_is_reckoned_with(text: str) -> None:
    drawn = safe(text).replace("\n", "␊")
    assert room(drawn) >= max(cell_len(drawn), wcswidth(drawn), sum(max(wcwidth(char), 0) for char in drawn))
    assert disputed(drawn) or cell_len(drawn) == wcswidth(drawn)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("👩\u200d🚒", 2, 4),
        ("❤\ufe0f", 2, 2),
        ("1\ufe0f\u20e3", 2, 2),
        ("🇮🇹", 2, 4),
        ("👍🏽", 2, 4),
        ("का", 1, 2),
        ("กำ", 2, 2),
        ("日本", 4, 4),
    ],
)
def test_what_terminals_differ_about_gets_the_most_room(text: str, least: int, most: int) -> None:
    assert (cell_len(text), room(text)) == (least, most)
    assert disputed(text) == (text not in ("กำ", "日本"))
    assert shown(Layout(f"a{text}b {text}", most + 2)) == [f"a{text}b", text]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("https://example.org/some/long/path", 12, ["https://", "example.org/", "some/long/", "path"]),
        ("mother-in-law’s well-being", 8, ["mother-", "in-law’s", "well-", "being"]),
        ("наука-и-техника", 8, ["наука-и-", "техника"]),
        ("ตัวอย่าง\u200bคำไทย", 11, ["ตัวอย่าง·", "คำไทย"]),
        ("日本国\xa0東京", 8, ["日本", "国\xa0東京"]),
        ("東京へ行った", 8, ["東京へ", "行った"]),
        ("（日本）「東京」です。", 8, ["（日本）", "「東京」", "です。"]),
        ("a日本", 3, ["a日", "本"]),
    ],
)
def test_lines_break_where_unicode_lets_them(text: str, width: int, lines: list[str]) -> None:
    assert shown(Layout(text, width)) == lines


def test_words_move_whole_and_the_blank_between_them_hangs() -> None:
    layout = Layout("one two  three", 7)
    assert shown(layout) == ["one two", "three"]
    assert layout.line(0) == (0, 9)
    assert layout.cell_of(8) == 8


def test_soft_line_feeds_are_blanks_and_hard_ones_end_a_line() -> None:
    text = "Jo has been\nacting\nambassador\n\nin Rome"
    layout = Layout(text, 20, lambda start, end: [at for at in (11, 18) if start <= at < end])
    assert shown(layout) == ["Jo has been acting ", "ambassador", "", "in Rome"]


def test_a_word_longer_than_the_width_breaks_between_graphemes() -> None:
    text = "re\u0301sume\u0301" * 3
    layout = Layout(text, 5)
    assert [cell_len(line) for line in shown(layout)] == [5, 5, 5, 3]
    assert not any(text[start] == "\u0301" for start, _ in lines_of(layout))


def test_wide_characters_break_anywhere_but_before_closing_punctuation() -> None:
    layout = Layout("国連憲章、基本的人権", 9)
    assert shown(layout) == ["国連憲", "章、基本", "的人権"]


def test_blanks_at_the_end_of_a_paragraph_make_no_line_of_their_own() -> None:
    assert len(lines_of(Layout("word      \nnext", 4))) == 2
    assert len(lines_of(Layout("語語      \n語", 4))) == 2


def test_an_empty_text_is_one_empty_line() -> None:
    layout = Layout("", 10)
    assert (lines_of(layout), layout.lines(0, 9), shown(layout)) == ([(0, 0)], [(0, 0)], [""])
    assert (layout.moved(0, 3), layout.cell_of(0), layout.offset_at((0, 0), 5)) == ((0, 0), 0, 0)


def test_offsets_outside_the_text_belong_to_its_ends() -> None:
    layout = Layout("one\ntwo", 10)
    assert (layout.line(-3), layout.line(99)) == ((0, 4), (4, 7))
    assert layout.offset_at((0, 4), -1) == 0
    assert layout.offset_at((4, 7), 99) == 6


def test_a_cell_in_the_middle_of_a_wide_character_belongs_to_it() -> None:
    layout = Layout("日本", 10)
    assert [layout.offset_at((0, 2), cell) for cell in range(5)] == [0, 0, 1, 1, 1]


def test_nothing_that_a_terminal_acts_on_is_shown() -> None:
    text = "a\x1b]52;c;eA==\x07b\x9bc\u202ed\te\rf 日\x1b[2J"
    layout = Layout(text, 12)
    drawn = "".join(shown(layout))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", drawn)


def test_simple_text_is_wrapped_without_rich_or_textual() -> None:
    script = (
        "import sys; from tui.layout import Layout; layout = Layout('He said: “no”. ' * 99, 40);"
        "layout.shown(layout.line(120)); layout.cell_of(50);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'rich', 'textual', 'spacy', 'click', 'tinydb'}))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(4, 40), st.booleans(), st.integers(0, 1), st.integers(1, 12), st.data())
def test_rows_are_the_lines_in_order_with_blank_ones_between(
    text: str, width: int, gaps: bool, spacing: int, height: int, data: st.DataObject
) -> None:
    layout = Layout(text, width, gaps=gaps, spacing=spacing)
    lines = lines_of(layout)
    everything = layout.page(0, 10**6)
    assert [row for row in everything if row is not None] == lines
    assert everything[0] == lines[0]
    first = data.draw(st.integers(0, len(lines) - 1))
    page = layout.page(lines[first][0], height)
    assert len(page) <= height
    assert page[0] is not None
    at = everything.index(page[0])
    assert page == everything[at : at + height]
    assert at <= everything.index(lines[first])
    if page[0] != lines[first]:
        assert layout.apart(page[0][0], lines[-1][0], 10**6) == everything.index(lines[-1]) - at < height
    raised = layout.raised(lines[first][0], height)
    here = everything.index(lines[first])
    assert here - everything.index(raised) <= height
    above = layout.before(raised)
    assert above is None or here - everything.index(above) > height


def test_paragraphs_are_parted_once_and_blank_lines_need_no_gap() -> None:
    layout = Layout("One two three\nFour\n\nFive\nSix seven", 8, gaps=True)
    rows = [layout.shown(row).rstrip() if row else None for row in layout.page(0, 20)]
    assert rows == ["One two", "three", None, "Four", "", "Five", None, "Six", "seven"]
    layout.spacing = 1
    rows = [layout.shown(row).rstrip() if row else None for row in layout.page(0, 20)]
    assert rows == ["One two", None, "three", None, None, "Four", None, "", "Five", None, None, "Six", None, "seven"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Long enough to be more than a line. " * 5 + "\n", False),
        (("Long enough to be more than a line. " * 5 + "\n") * 9, True),
        (("Long enough to be more than a line. " * 5 + "\n\n") * 9, False),
        ("A line of a list\n" * 99, False),
        ("", False),
    ],
)
def test_gaps_are_wanted_where_long_paragraphs_run_together(text: str, wanted: bool) -> None:
    assert run_together(text) is wanted
