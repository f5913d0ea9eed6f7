"""Graphemes: where a cursor may stand."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from annotations.graphemes import extends, grapheme_around, graphemes, is_border, next_break

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
        "क्षि",
        "स्त्री",
        "क्\u200dष",
        "ស្រី",
        "\u0600\u0661",
        "\r\n",
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


# Every script by its blocks, and what joins across scripts.
BLOCKS = [
    *(
        (0x20, 0x7E),
        (0x300, 0x36F),
        (0x590, 0x6FF),
        (0x700, 0x8FF),
        (0x900, 0xDFF),
        (0xE00, 0xFFF),
        (0x1000, 0x11FF),
        (0x1780, 0x18AF),
    ),
    *(
        (0x1900, 0x1CFF),
        (0x200B, 0x206F),
        (0x20D0, 0x20FF),
        (0x2190, 0x27BF),
        (0x3000, 0x31FF),
        (0xA800, 0xAC80),
        (0xFE00, 0xFE0F),
    ),
    *((0x10A00, 0x11FFF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F6FF), (0xE0020, 0xE007F), (0, 0x10FFFF)),
]
KNOWN = [[chr(code) for code in range(first, last + 1) if unicodedata.category(chr(code)) != "Cn"] for first, last in BLOCKS]
KNOWN.append([*"\u200d\ufe0f\r\n"])


def written(numbers: list[int]) -> str:
    """A text of so many characters, each from the block that its number says."""
    return "".join(block[number // 32 % len(block)] for number in numbers for block in [KNOWN[number % 32 % len(KNOWN)]])


SCRIPTS = st.lists(st.integers(0, 1 << 22), max_size=10).map(written)
_ALONE = frozenset("\u102b\u102c\u1038\u1a61\u1a63\u1a64\uaa7b\uaa7d\U00011720\U00011721")


@given(SCRIPTS)
@settings(max_examples=300)
def test_in_every_script_no_border_is_one_that_unicode_does_not_have_and_only_odd_ones_are_left_out(text: str) -> None:
    ours = {start for start, _ in graphemes(text)}
    theirs, place = set(), 0
    for cluster in iter_graphemes(text):
        theirs.add(place)
        place += len(cluster)
    assert ours <= theirs
    for border in theirs - ours:  # spacing marks that Unicode lets stand alone; what follows a format character
        mark, before = text[border], text[border - 1]
        assert mark in _ALONE or "\u1062" <= mark <= "\u109d" or unicodedata.category(before) == "Cf", ascii(text)


@given(SCRIPTS, st.integers(0, 12))
@settings(max_examples=200)
def test_a_place_is_a_border_wherever_one_begins_to_look(text: str, offset: int) -> None:
    borders = {start for start, _ in graphemes(text)} | {len(text)}
    assert {place for place in range(len(text) + 1) if is_border(text, place)} == borders | {0}
    if text:
        held = min(offset, len(text) - 1)
        assert grapheme_around(text, offset) == next(piece for piece in graphemes(text) if piece[0] <= held < piece[1])


def test_flags_go_in_pairs_in_a_run_of_any_length() -> None:
    text = "x" + "🇮🇹" * 5000
    assert grapheme_around(text, 9000) == grapheme_around(text, 8999) == (8999, 9001)
    assert not is_border(text, 9000)


def test_a_grapheme_is_whole_however_many_marks_stand_on_it() -> None:
    text = "e" + "\u0301" * 500 + "x"
    assert grapheme_around(text, 300) == grapheme_around(text, 0) == (0, 501)
