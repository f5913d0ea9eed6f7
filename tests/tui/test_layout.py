"""Layout: wrapping, cells and graphemes, over made-up Unicode and over real scripts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.graphemes import extends, graphemes
from annotations.safe import safe
from tui.layout import _ODD, Layout

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


def lines_of(layout: Layout) -> list[tuple[int, int]]:
    return [layout.span(line) for line in range(layout.count)]


def check(layout: Layout) -> None:
    """All that must hold of any layout."""
    text, lines = layout.text, lines_of(layout)
    assert "".join(text[start:end] for start, end in lines) == text
    assert all(start < end for start, end in lines) or lines == [(0, 0)]
    for line, (start, end) in enumerate(lines):
        drawn = layout.shown(line)
        assert cell_len(drawn) <= layout.width
        assert len(drawn) <= end - start
        assert "\n" not in drawn
        for begin, _ in graphemes(text, start, end):
            assert layout.line_of(begin) == line
            cell = layout.cell_of(begin)
            back = layout.offset_at(line, cell)
            assert start <= back < end
            assert back == begin or layout.cell_of(back) == cell


@settings(max_examples=100, deadline=None)
@given(TEXTS, WIDTHS)
def test_any_text_wraps_into_lines_that_fit_and_every_offset_is_found_again(text: str, width: int) -> None:
    check(Layout(text, width))


@settings(max_examples=60, deadline=None)
@given(TEXTS, WIDTHS, WIDTHS, st.data())
def test_a_rewrapped_layout_is_the_one_made_afresh(text: str, first: int, second: int, data: st.DataObject) -> None:
    feeds = [at for at, char in enumerate(text) if char == "\n"]
    soft = sorted(data.draw(st.sets(st.sampled_from(feeds)))) if feeds else []
    again = Layout(text, first, soft).rewrapped(second)
    check(again)
    assert lines_of(again) == lines_of(Layout(text, second, soft))


@settings(max_examples=60, deadline=None)
@given(TEXTS, WIDTHS)
def test_what_is_shown_is_the_safe_text_of_the_line(text: str, width: int) -> None:
    layout, drawn = Layout(text, width), safe(text)
    for line, (start, end) in enumerate(lines_of(layout)):
        shown = layout.shown(line)
        assert drawn[start:end].startswith(shown)
        assert not drawn[start + len(shown) : end].strip(" \n␉")


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
        if _ODD.match(char) or char == "\n":
            continue
        assert cell_len(safe(char)) == 1, hex(code)
        assert not extends(char), hex(code)


def test_words_move_whole_and_the_blank_between_them_hangs() -> None:
    layout = Layout("one two  three", 7)
    assert [layout.shown(line) for line in range(layout.count)] == ["one two", "three"]
    assert layout.span(0) == (0, 9)
    assert layout.cell_of(8) == 8


def test_soft_line_feeds_are_blanks_and_hard_ones_end_a_line() -> None:
    text = "Jo has been\nacting\nambassador\n\nin Rome"
    layout = Layout(text, 20, [11, 18])
    assert [layout.shown(line) for line in range(layout.count)] == ["Jo has been acting ", "ambassador", "", "in Rome"]


def test_a_word_longer_than_the_width_breaks_between_graphemes() -> None:
    text = "re\u0301sume\u0301" * 3
    layout = Layout(text, 5)
    assert [cell_len(layout.shown(line)) for line in range(layout.count)] == [5, 5, 5, 3]
    assert not any(text[start] == "\u0301" for start, _ in lines_of(layout))


def test_wide_characters_break_anywhere_but_before_closing_punctuation() -> None:
    layout = Layout("国連憲章、基本的人権", 9)
    assert [layout.shown(line) for line in range(layout.count)] == ["国連憲", "章、基本", "的人権"]


def test_blanks_at_the_end_of_a_paragraph_make_no_line_of_their_own() -> None:
    assert Layout("word      \nnext", 4).count == 2
    assert Layout("語語      \n語", 4).count == 2


def test_an_empty_text_is_one_empty_line() -> None:
    layout = Layout("", 10)
    assert (layout.count, layout.span(0), layout.shown(0)) == (1, (0, 0), "")
    assert (layout.line_of(0), layout.cell_of(0), layout.offset_at(0, 5)) == (0, 0, 0)


def test_offsets_outside_the_text_belong_to_its_ends() -> None:
    layout = Layout("one\ntwo", 10)
    assert (layout.line_of(-3), layout.line_of(99)) == (0, 1)
    assert layout.offset_at(0, -1) == 0
    assert layout.offset_at(1, 99) == 6
    with pytest.raises(IndexError):
        layout.span(2)


def test_a_cell_in_the_middle_of_a_wide_character_belongs_to_it() -> None:
    layout = Layout("日本", 10)
    assert [layout.offset_at(0, cell) for cell in range(5)] == [0, 0, 1, 1, 1]


def test_nothing_that_a_terminal_acts_on_is_shown() -> None:
    text = "a\x1b]52;c;eA==\x07b\x9bc\u202ed\te\rf 日\x1b[2J"
    layout = Layout(text, 12)
    drawn = "".join(layout.shown(line) for line in range(layout.count))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", drawn)


def test_simple_text_is_wrapped_without_rich_or_textual() -> None:
    script = (
        "import sys; from tui.layout import Layout; layout = Layout('He said: “no”. ' * 99, 40);"
        "layout.shown(3); layout.cell_of(50);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'rich', 'textual', 'spacy', 'click', 'tinydb'}))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
