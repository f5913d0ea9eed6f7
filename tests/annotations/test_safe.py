"""What is drawn: one code point for one, nothing a terminal acts on or hides, real writing untouched."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.safe import safe, safe_line

BIDI_CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
HOSTILE = "\x1b\x07\x08\r\x00\x7f\x9b\x9d\x85\u202e\u2066\u2069\u200b\u200e\xad\ufeff\u2028\ud800\u200d\ufe0f\U000e0041"
ANY = st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE + "aé1 \n\t😀❤कم🏴")), max_size=40)


@given(ANY)
@settings(max_examples=100)
def test_every_code_point_stays_one_code_point(text: str) -> None:
    assert len(safe(text)) == len(text)
    assert len(safe_line(text)) == len(text)


@given(ANY)
@settings(max_examples=100)
def test_nothing_is_left_that_a_terminal_acts_on(text: str) -> None:
    shown = safe(text)
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [
        c for c in shown if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]
    assert "\n" not in safe_line(text)


@given(ANY)
@settings(max_examples=100)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\tb\nc\r", "a␉b\nc␍"),
        ("\x7f\x00", "␡␀"),
        ("\x9b2J", "�2J"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("a\u2028b\u2029c\x85", "a�b�c�"),
        ("x\ud800y", "x�y"),
        ("soft\xadhyphen", "soft·hyphen"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("pass\u200dword", "pass·word"),
        ("a\ufe0fb", "a·b"),
        ("\u200d\ufe0f", "··"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f·"),
        ("Jo\U000e0048\U000e0049", "Jo··"),
        ("ab\u200e\u3164", "ab··"),
        ("Re\ufe00no 2017\ufe0f \u2192\ufe0f", "Re·no 2017· \u2192·"),
        ("Jo\u034f \u05e9\ufe01 \u06cc\u200c \u0647\u200d", "Jo· \u05e9· \u06cc· \u0647·"),
        ("Jo\u1161\U00013430", "Jo··"),
    ],
)
def test_what_acts_or_hides_is_shown_as_a_mark(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain, “quoted” – Žižek, naïve ½ €",
        "👩\u200d🚒 and 👩🏽\u200d⚕\ufe0f and ❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3 #\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष ශ්\u200dරී അവന്\u200d വന്നു",
        "葛\U000e0100城市 ≩\ufe00 ᠠ\u180b",
        "\u1112\u1161\u11ab",
        "日本語 ไทย עברית العربية",
        "line\nline",
    ],
)
def test_real_writing_is_returned_untouched(text: str) -> None:
    assert safe(text) == text


def test_the_articles_in_other_scripts_lose_nothing_visible(shared: Path) -> None:
    for path in sorted((shared / "samples/articles/scripts").glob("*.txt")):
        text = path.read_text("utf-8-sig")
        changed = {a for a, b in zip(text, safe(text), strict=True) if a != b}
        assert all(unicodedata.category(c) in ("Cf", "Cc") for c in changed), path.name


def test_a_title_stays_on_one_line() -> None:
    assert safe_line("one\ntwo") == "one␊two"


def test_no_character_but_a_mark_on_a_letter_is_without_a_cell_of_its_own() -> None:
    ideographs = {*range(0x3400, 0xA000), *range(0xAC00, 0xD7A4), *range(0x17000, 0x18D00), *range(0x20000, 0x32400)}
    for code in set(range(0x110000)) - ideographs:
        char = chr(code)
        if unicodedata.category(char) not in ("Mn", "Mc", "Me", "Cn", "Co"):
            assert cell_len(safe_line(f"Jo{char}hn")) > len("John") or code in range(0x1F3FB, 0x1F400), hex(code)
