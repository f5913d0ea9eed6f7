"""Which unit a file counts in, found by its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.offsets import CODE_POINTS, Ruler, Unit, unit_of

TEXT = "\N{GRINNING FACE} Ana Bóll\nof Köln, e\u0301te\u0301 and 👨‍👩‍👧 Zoë"
UNITS = [
    Unit(count, ends, before)
    for count in ("code points", "UTF-16", "UTF-8", "graphemes")
    for ends in ("as in the text", "LF as two")
    for before in (0, 1)
]


def quotes(text: str, unit: Unit, *words: str) -> list[tuple[int, int, str | None]]:
    ruler = Ruler(text, unit)
    return [(ruler.offset(text.index(word)), ruler.offset(text.index(word) + len(word)), word) for word in words]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_unit_is_found_by_the_words_and_gives_their_places(unit: Unit) -> None:
    found = unit_of(TEXT, quotes(TEXT, unit, "Ana Bóll", "Köln", "Zoë"))
    assert found.unit == unit
    assert [TEXT[slice(*span)] for span in found.spans if span] == ["Ana Bóll", "Köln", "Zoë"]
    assert found.notices == (() if unit == CODE_POINTS else (f"offsets count {unit.name}",))


def test_a_line_end_of_two_characters_counted_as_one_is_found() -> None:
    text = "Ana\r\nBo\r\nCy"
    found = unit_of(text, [(0, 3, "Ana"), (4, 6, "Bo"), (7, 9, "Cy")])
    assert (found.unit.name, found.spans) == ("code points, CRLF as one", ((0, 3), (5, 7), (9, 11)))


def test_a_byte_order_mark_in_the_text_that_the_file_does_not_count_is_found() -> None:
    found = unit_of("\ufeffAna Bo", [(0, 3, "Ana"), (4, 6, "Bo")])
    assert (found.unit.name, found.spans) == ("code points, byte order mark not counted", ((1, 4), (5, 7)))


def test_most_words_decide_and_the_others_are_named_and_given_no_place() -> None:
    found = unit_of("Ana saw Bo.", [(0, 3, "Ana"), (8, 10, "Bo"), (4, 7, "Zed")])
    assert (found.unit, found.spans) == (CODE_POINTS, ((0, 3), (8, 10), None))
    assert found.notices == ("not in the text where the file says, left out: 'Zed' at 4-7",)


def test_white_space_of_another_kind_is_the_same_word() -> None:
    assert unit_of("Ana\nBo", [(0, 6, "Ana Bo")]).spans == ((0, 6),)


def test_without_words_the_format_s_own_unit_is_taken_and_said_where_it_matters() -> None:
    text = "😀 Ana"
    found = unit_of(text, [(3, 6, None)], "UTF-16")
    assert found.spans == ((2, 5),)
    assert found.notices == ("offsets count UTF-16, as this format has it; no words to check it by",)
    assert unit_of(text, [(2, 5, None)]).notices == (
        "offsets are taken for code points; no words to check it by, and other units would differ",
    )
    assert unit_of("Ana", [(0, 3, None)], "UTF-16").notices == ()


def test_offsets_outside_the_text_or_inside_a_character_have_no_place() -> None:
    assert unit_of("Ana", [(2, 9, None), (-1, 2, None), (2, 1, None)]).spans == (None, None, None)
    assert Ruler("😀", Unit("UTF-16")).place(1) is None


@given(st.text(max_size=30), st.sampled_from(UNITS))
def test_an_offset_and_back_is_the_same_place_where_the_unit_can_tell_it(text: str, unit: Unit) -> None:
    ruler = Ruler(text, unit)
    for place in range(len(text) + 1):
        back = ruler.place(ruler.offset(place))
        assert back is not None
        assert ruler.offset(back) == ruler.offset(place)
        assert back == place or unit.count == "graphemes"


@given(st.text(max_size=40), st.data())
def test_words_where_they_stand_are_always_found_there(text: str, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(UNITS))
    ruler = Ruler(text, unit)
    places = [place for place in range(len(text) + 1) if ruler.place(ruler.offset(place)) == place]
    spans = data.draw(st.lists(st.tuples(st.sampled_from(places), st.sampled_from(places)).map(sorted), max_size=5))
    said = [(ruler.offset(start), ruler.offset(end), text[start:end]) for start, end in spans]
    found = unit_of(text, said)
    assert all(
        span and text[slice(*span)].split() == words.split()
        for span, (_, _, words) in zip(found.spans, said, strict=True)
        if words
    )
