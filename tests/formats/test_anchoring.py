"""Spans of a text in another version of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.anchoring import anchored, by_quote

OLD = "Ana Bo met the U.N. in Paris last week.\n\nShe had met Ana Bo's sister in Rome, before the war, twice."


def placed(new: str, *words: str) -> list[str | None]:
    found = anchored(OLD, new, [(OLD.index(word), OLD.index(word) + len(word)) for word in words])
    return [new[slice(*span)] if span else None for span in found]


def test_where_only_white_space_differs_each_span_has_its_place() -> None:
    new = "\ufeff" + OLD.replace(" ", "\n").replace("\n\n", "\r\n")
    assert placed(new, "Ana Bo", "U.N. in", "She", "Rome") == ["Ana\nBo", "U.N.\nin", "She", "Rome"]


def test_a_quote_is_found_by_its_context_where_words_came_before_it() -> None:
    new = "A first paragraph that was added, with Ana Bo in it.\n\n" + OLD
    spans = anchored(OLD, new, [(0, 6), (53, 59), (90, 93)])
    gap = len(new) - len(OLD)
    assert (OLD[53:59], spans) == ("Ana Bo", [(gap, gap + 6), (gap + 53, gap + 59), (gap + 90, gap + 93)])


def test_what_was_removed_or_rewritten_around_has_no_place() -> None:
    assert placed(OLD.replace("Paris", "Lyon").replace("in Rome, before", "near Rome? No:"), "Paris", "Rome", "war") == [
        None,
        None,
        "war",
    ]


def test_of_two_equal_places_none_is_taken() -> None:
    assert anchored("a Bo b", "a Bo b, a Bo b.", [(2, 4)]) == [None]


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "place"),
    [
        ("Ana Bo", "", "", None),
        ("Ana Bo", "", " met the", (0, 6)),
        ("Ana Bo", "had met ", "", (53, 59)),
        ("Paris", "", "", (23, 28)),
        ("Paris", "quite other words ", "", None),
        ("", "a", "b", None),
        ("Oslo", "", "", None),
    ],
)
def test_one_quote_is_placed_by_what_is_around_it(exact: str, prefix: str, suffix: str, place: tuple[int, int] | None) -> None:
    assert by_quote(OLD, exact, prefix, suffix) == place


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30), st.data())
def test_what_is_placed_has_the_words_of_the_quote(old: str, new: str, data: st.DataObject) -> None:
    place = st.integers(0, len(old))
    spans = data.draw(st.lists(st.tuples(place, place).filter(lambda span: span[0] < span[1]), max_size=4))
    for span, found in zip(spans, anchored(old, new, spans), strict=True):
        if found:
            assert "".join(new[slice(*found)].split()) == "".join(old[slice(*span)].split())
