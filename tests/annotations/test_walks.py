"""What n and N go through: each walk names the same entities, places and counts, whatever it is asked first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.entity import Status
from annotations.marked import Focus, Marked
from annotations.walks import WAYS, Walk, at_end, begun, chosen, where
from tests.annotations.desk import FREE, Desk

NEWS = (
    "Kim met Moon in Seoul. Moon’s aide left Seoul for Rome; Kim Jong Un stayed. "
    "In Rome, Ada Lovelace told Moon that Kim had gone.\n\nRome was quiet, Ada said, and Kim."
)


def desk() -> Desk:
    made = Desk(NEWS, FREE)
    made.put("Kim", "PERSON", score=0.9)
    made.put("Moon", "PERSON", score=0.2)
    made.put("Seoul", "GPE", score=0.3)
    made.put("Seoul", "GPE", 1, status=Status.UNSURE)
    made.put("Rome", "GPE", status=Status.ACCEPTED)
    made.put("Rome", "ORG", status=Status.SUGGESTED, origin="model:lg", score=0.8)
    made.put("Kim Jong Un", "PERSON", score=0.95)
    made.put("Rome", "GPE", 1, status=Status.REJECTED)
    return made


def taken(marked: Marked, id: str, focus: Focus | None = None) -> Walk:
    walk = begun(id, marked, focus, hits=[(4, 7), (12, 15)])
    assert not isinstance(walk, str), walk
    return walk


def path(marked: Marked, walk: Walk, direction: int = 1) -> list[str]:
    """The texts of a walk from one end of the article on, a missed name too."""
    found: list[str] = []
    at = walk.next(marked, 0 if direction > 0 else len(marked.article.text), direction)
    while isinstance(at, Focus):
        found.append(marked.article.text[slice(*at.span)])
        at = walk.next(marked, at, direction)
    assert at is None
    return found


def test_each_walk_goes_through_what_its_name_says() -> None:
    made = desk()
    kim = made.on("Kim").focus
    assert path(made.marked, taken(made.marked, "review")) == ["Kim", "Moon", "Seoul", "Rome", "Kim Jong Un"]
    assert path(made.marked, taken(made.marked, "doubtful")) == ["Moon", "Seoul"]
    assert path(made.marked, taken(made.marked, "unsure")) == ["Seoul"]
    assert path(made.marked, taken(made.marked, "label", kim)) == ["Kim", "Moon", "Kim Jong Un"]
    assert path(made.marked, taken(made.marked, "disagreements")) == ["Rome", "Rome"]
    assert path(made.marked, taken(made.marked, "missed")) == ["Moon", "Ada Lovelace", "Moon", "Kim", "Rome", "Ada", "Kim"]
    assert path(made.marked, taken(made.marked, "hits")) == ["met", " in"]


def test_equal_texts_are_walked_tagged_or_not_but_not_inside_a_longer_entity() -> None:
    made = desk()
    walk = taken(made.marked, "equal", made.on("Kim").focus)
    assert path(made.marked, walk) == ["Kim", "Kim", "Kim"]
    assert chosen(walk, made.marked) == "n and N walk the texts equal to Kim: 3"
    assert where(walk, made.marked, made.on("Kim", 2).focus) == "2 of 3 equal"


def test_an_equal_text_that_was_rejected_is_shown_as_what_it_is() -> None:
    made = desk()
    walk = taken(made.marked, "equal", made.on("Rome").focus)
    second = walk.next(made.marked, made.on("Rome").focus or 0, 1)
    assert isinstance(second, Focus)
    entity = made.marked.entity(second)
    assert entity is not None
    assert entity.status is Status.REJECTED


def test_what_a_person_changed_is_a_disagreement_and_what_they_left_is_none() -> None:
    made = Desk(NEWS)
    made.put("Moon", "PERSON", score=0.2)
    assert begun("disagreements", made.marked) == "no disagreements: nobody gave another label or other edges"
    from annotations.edits import label

    made.on("Moon").does(label, "ORG")
    assert path(made.marked, taken(made.marked, "disagreements")) == ["Moon"]
    made.does(label, "PERSON")
    assert isinstance(begun("disagreements", made.marked), str)


def test_a_name_tagged_over_a_suggestion_is_a_disagreement() -> None:
    from annotations.edits import label

    made = Desk(NEWS)
    made.put("Kim", "PERSON", 1)
    made.on("Kim Jong Un").does(label, "PERSON")
    assert path(made.marked, taken(made.marked, "disagreements")) == ["Kim Jong Un"]


def test_untagged_names_keep_their_numbers_while_they_are_tagged() -> None:
    from annotations.edits import label

    made = Desk(NEWS)
    walk = taken(made.marked, "missed")
    first = walk.next(made.marked, 0, 1)
    assert isinstance(first, Focus)
    assert where(walk, made.marked, first).startswith("1 of ")
    made.focus = first
    made.does(label, "PERSON")
    second = walk.next(made.marked, first, 1)
    assert isinstance(second, Focus)
    assert where(walk, made.marked, second).startswith("2 of ")


def test_a_walk_that_has_nothing_says_so_and_is_not_taken() -> None:
    made = Desk("nothing here at all.")
    run = Focus(0, 7)
    said = {way.id: begun(way.id, made.marked, run) for way in WAYS if way.id not in ("review", "equal")}
    assert said == {
        "doubtful": "nothing doubtful",
        "missed": "no untagged names",
        "hits": "no search hits: / searches",
        "unsure": "nothing is unsure",
        "label": "no label here: w l walks that of an entity",
        "disagreements": "no disagreements: nobody gave another label or other edges",
    }
    assert begun("label", made.marked) == "nothing focused: w l walks the label of the focus"
    assert begun("equal", made.marked) == "nothing focused: w e walks the texts equal to the focus"


def test_scope_narrows_the_walks_of_entities() -> None:
    made = desk()
    made.only = frozenset({"GPE"})
    assert path(made.marked, taken(made.marked, "review")) == ["Seoul"]
    assert path(made.marked, taken(made.marked, "doubtful")) == ["Seoul"]


@pytest.mark.parametrize("direction", [1, -1])
def test_the_end_of_a_walk_says_what_is_left_on_the_other_side(direction: int) -> None:
    made = desk()
    walk = taken(made.marked, "doubtful")
    last = made.on("Seoul").focus if direction > 0 else made.on("Moon").focus
    assert last is not None
    way_on = "none below, 1 above: n goes to the first" if direction > 0 else "none above, 1 below: N goes to the last"
    assert at_end(walk, made.marked, last, direction) == way_on
    unsure = taken(made.marked, "unsure")
    alone = made.on("Seoul", 1).focus
    assert alone is not None
    assert at_end(unsure, made.marked, alone, direction) == "this is the only unsure one"


@given(st.sampled_from([way.id for way in WAYS]), st.integers(0, len(NEWS)), st.sampled_from([1, -1]))
@settings(max_examples=150)
def test_places_counts_and_steps_of_a_walk_agree(id: str, offset: int, direction: int) -> None:
    made = desk()
    walk = taken(made.marked, id, made.on("Rome").focus)
    stops, at = list[Focus](), walk.next(made.marked, 0, 1)
    while isinstance(at, Focus):
        stops.append(at)
        at = walk.next(made.marked, at, 1)
    for number, stop in enumerate(stops):
        assert walk.place(made.marked, stop) == (number + 1, len(stops))
        assert walk.beside(made.marked, stop) == (number, len(stops) - number - 1)
        assert walk.next(made.marked, stop, -1) == (stops[number - 1] if number else None)
    ahead = [stop for stop in stops if (stop.start >= offset if direction > 0 else stop.start < offset)]
    if id == "missed" and direction < 0:
        ahead = [stop for stop in stops if stop.end <= offset]
    assert walk.next(made.marked, offset, direction) == (ahead[0 if direction > 0 else -1] if ahead else None)
