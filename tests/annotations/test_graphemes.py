"""Graphemes: where a cursor may stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.graphemes import extends, grapheme_around, graphemes, is_plain, next_break

TEXTS = st.text(alphabet="ae\u0301\u200d👨👩🏽🇫🇷각ᄀ\u1161\u11a8ี中\n\r1\u20e3\ufe0f", max_size=40)


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "🇫🇷",
        "1\ufe0f\u20e3",
        "각",
        "\u1100\u1161\u11a8",
        "ที่",
        "ำ",
        "❤\ufe0f",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_what_is_read_as_one_character_stays_together(cluster: str) -> None:
    assert list(graphemes(f"{cluster}x")) == [(0, len(cluster)), (len(cluster), len(cluster) + 1)]


def test_flags_go_in_pairs() -> None:
    assert list(graphemes("🇫🇷🇩🇪🇮")) == [(0, 2), (2, 4), (4, 5)]


def test_a_control_character_stands_alone() -> None:
    assert next_break("\n\u0301", 0) == 1


def test_letters_joined_by_a_joiner_without_pictographs_part() -> None:
    assert list(graphemes("a\u200db")) == [(0, 2), (2, 3)]


def test_the_end_bounds_a_grapheme() -> None:
    assert next_break("e\u0301\u0301", 0, 2) == 2
    assert next_break("e", 1) == 1


@given(TEXTS)
@settings(max_examples=100)
def test_graphemes_cover_the_text_in_order(text: str) -> None:
    pieces = list(graphemes(text))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(start < end for start, end in pieces)
    assert all(text[start - 1] in "\n\r" or not extends(text[start]) for start, _ in pieces if start)


@given(TEXTS, st.integers(-3, 45))
@settings(max_examples=100)
def test_the_grapheme_around_an_offset_is_one_of_the_text(text: str, offset: int) -> None:
    found = grapheme_around(text, offset)
    if not text:
        assert found == (0, 0)
        return
    held = min(max(offset, 0), len(text) - 1)
    assert found == next(piece for piece in graphemes(text) if piece[0] <= held < piece[1])


@given(TEXTS)
@settings(max_examples=100)
def test_plain_text_has_one_grapheme_a_code_point(text: str) -> None:
    if is_plain(text):
        assert len(list(graphemes(text))) == len(text)


def test_ordinary_prose_is_plain_and_marks_are_not() -> None:
    assert is_plain("“Ça va”, 中国: 3 $\n")
    assert not is_plain("e\u0301")
