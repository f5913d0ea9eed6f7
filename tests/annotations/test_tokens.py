"""Tokens: what the cursor steps over, and where their counting may start."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.graphemes import is_border
from annotations.tokens import first_lead, leads, safe_start, tokens
from tests.annotations.test_graphemes import SCRIPTS

TEXTS = st.text(alphabet="aBés.’'-,_1 \n\u0301中のภิ한हि👨\u200d👩🇫🇷\u0e33U", max_size=60)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korea’s top envoys’ car", ["North", "Korea", "’s", "top", "envoys", "’", "car"]),
        ("the U.S.’s and U.N. rules.", ["the", "U.S.", "’s", "and", "U.N.", "rules", "."]),
        ("inter-Korean DPRK-U.S. talks", ["inter", "-", "Korean", "DPRK", "-", "U.S.", "talks"]),
        ("O’Brien’s don't", ["O’Brien", "’s", "don't"]),
        ("Dr. No met George W. Bush", ["Dr.", "No", "met", "George", "W.", "Bush"]),
        ("He said no. No. 5 won.", ["He", "said", "no", ".", "No.", "5", "won", "."]),
        ("3.5km in 1950-1953, 1,000", ["3.5", "km", "in", "1950", "-", "1953", ",", "1,000"]),
        ("_Emma_ by snake_case", ["_", "Emma", "_", "by", "snake_case"]),
    ],
)
def test_english_words_stand_apart_from_hyphens_possessives_and_stops(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Assemblée d'Italie", ["L’", "Assemblée", "d'", "Italie"]),
        ("aujourd’hui, quelqu’un", ["aujourd’hui", ",", "quelqu’un"]),
        ("jusqu’à M. Macron", ["jusqu’", "à", "M.", "Macron"]),
        ("dell’Unità nell'aria", ["dell’", "Unità", "nell'", "aria"]),
    ],
)
def test_elided_words_stand_apart(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_scripts_without_spaces_step_by_grapheme() -> None:
    assert words("中国人") == ["中", "国", "人"]
    assert words("ที่นี่") == ["ที่", "นี่"]
    assert words("のGoogle社") == ["の", "Google", "社"]


def test_words_with_marks_and_joined_emoji_stay_whole() -> None:
    assert words("हिन्दी cafe\u0301 한국") == ["हिन्दी", "cafe\u0301", "한국"]
    assert words("👨\u200d👩\u200d👧🇫🇷") == ["👨\u200d👩\u200d👧", "🇫🇷"]


@pytest.mark.parametrize("word", ["ދިވެހިރާއްޖެ", "ߒߞߏ", "ܣܘܪܝܝܐ", "ᬩᬮᬶ", "𞤆𞤵𞤤𞤢𞤪", "ᠮᠣᠩᠭᠣᠯ", "தமிழ்", "తెలుగు", "සිංහල", "አማርኛ", "בְּרֵאשִׁ֖ית"])
def test_words_of_every_script_with_spaces_stay_whole(word: str) -> None:
    assert words(f"{word} {word}") == [word, word]


@given(SCRIPTS | TEXTS)
@settings(max_examples=300)
def test_no_token_cuts_a_grapheme(text: str) -> None:
    assert all(is_border(text, start) and is_border(text, end) for start, end in tokens(text))


@given(TEXTS)
@settings(max_examples=100)
def test_tokens_are_ordered_disjoint_and_cover_all_that_is_not_blank(text: str) -> None:
    place = 0
    for start, end in tokens(text):
        assert place <= start < end
        assert not text[place:start].strip()
        place = end
    assert not text[place:].strip()


@given(TEXTS | SCRIPTS, st.integers(0, 60))
@settings(max_examples=200)
def test_counting_from_a_safe_start_gives_the_same_tokens(text: str, offset: int) -> None:
    start = safe_start(text, offset)
    assert start <= max(0, min(offset, len(text)))
    assert list(tokens(text, start)) == [token for token in tokens(text) if token[0] >= start]


def test_a_safe_start_does_not_look_past_a_blank() -> None:
    assert safe_start("one two-three", 9) == 4


@pytest.mark.parametrize("words", ["Kim Jong Un", "U.S.", "l’Assemblée", "中国", "“quoted”", "5 km"])
def test_a_text_is_found_in_others_by_its_lead(words: str) -> None:
    lead = next(leads(words))[1]
    text = f"before ({words}), after"
    assert (text.index(words), lead) in list(leads(text))


@given(TEXTS | st.text(max_size=20))
def test_what_a_text_begins_with_is_the_first_of_its_leads(text: str) -> None:
    assert first_lead(text) == next((lead for _, lead in leads(text)), "")


def test_what_a_text_begins_with_is_the_same_by_rule_and_by_character() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x10000), 0x1F600, *range(0x1FFFD, 0x20003), 0x3FFFF, 0x40000):
        text = f"a{chr(code)}b"
        assert first_lead(text) == next(leads(text))[1], hex(code)
        assert first_lead(text[1:]) == next(leads(text[1:]))[1], hex(code)


@settings(max_examples=200)
@given(st.text(st.sampled_from("aSsUé.,'’-_ \n19\xad“”No")))
def test_a_sign_of_another_script_further_on_changes_no_tokens(text: str) -> None:
    assert list(tokens(text + "\n\n。"))[:-1] == list(tokens(text + "\n\n"))
