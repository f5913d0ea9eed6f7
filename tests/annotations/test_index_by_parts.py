"""An index that reads its entities part by part answers as one that has them all, and reads only what it must."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.entity import Entity, Status
from annotations.index import ALL, OPEN, SHOWN, EntityIndex
from annotations.index_by_parts import AT_ONCE, IndexByParts

TEXT = "Ada met Bo, in Vienna. " * 40
SIZE = 40
SPANS = st.integers(0, len(TEXT) - 13).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, start + 12)))
LABELS = st.sampled_from(("PER", "ORG"))
ENTITIES = st.lists(st.tuples(SPANS, LABELS, st.sampled_from(ALL)), max_size=40).map(
    lambda rows: [Entity(f"u{n}", *span, label, status) for n, (span, label, status) in enumerate(rows)]
)


def by_parts(entities: list[Entity]) -> tuple[IndexByParts, list[int]]:
    """The index, and the parts that it has read so far."""
    read: list[int] = []

    def part(number: int) -> list[Entity]:
        read.append(number)
        return [one for one in entities if one.start // SIZE == number]

    counts = {status: sum(one.status is status for one in entities) for status in Status}
    return IndexByParts(TEXT, range(len(TEXT) // SIZE + 1), SIZE, part, counts), read


QUERIES: list[Callable[[EntityIndex, int, Entity], object]] = [
    lambda index, at, _: index.touching(at, at + 20, ALL),
    lambda index, at, one: index.exactly(*one.span, ALL),
    lambda index, at, _: index.after(at),
    lambda index, at, _: index.before(at),
    lambda index, at, one: index.next(one.order, OPEN),
    lambda index, at, one: index.previous(one.order, SHOWN, ("PER",)),
    lambda index, at, one: index.rank(one.order, Status.SUGGESTED),
    lambda index, at, one: [index.count(status) for status in Status],
    lambda index, at, one: index.count(Status.SUGGESTED, ("ORG",)),
    lambda index, at, one: index.near(one.uid, one.start),
    lambda index, at, one: index.get(one.uid),
    lambda index, at, _: index.equal("Ada"),
    lambda index, at, _: index.alike("Bo"),
    lambda index, at, _: len(index),
    lambda index, at, _: list(index),
    lambda index, at, _: list(index.those(OPEN, ("PER",))),
    lambda index, at, _: set(index.labels()) >= {one.label for one in index},
    lambda index, at, _: sorted(index.mentions("Ada")),
    lambda index, at, _: sorted(index.surfaces()),
    lambda index, at, _: sorted(index.starting("Vienna")),
]


@settings(max_examples=200, deadline=None)
@given(ENTITIES, st.data())
def test_it_answers_as_an_index_that_has_them_all(entities: list[Entity], data: st.DataObject) -> None:
    whole, (index, _) = EntityIndex(TEXT, entities), by_parts(entities)
    for turn in range(12):
        act = data.draw(st.sampled_from(("ask", "ask", "ask", "put", "move", "remove", "more")))
        there = sorted(whole, key=lambda one: one.uid)
        one = data.draw(st.sampled_from(there)) if there else Entity("none", 0, 1, "PER", Status.SUGGESTED)
        if act == "ask":
            ask, at = data.draw(st.sampled_from(QUERIES)), data.draw(st.integers(0, len(TEXT) - 1))
            assert ask(index, at, one) == ask(whole, at, one)
        elif act == "more":
            index.read_more()
        elif act in ("put", "move"):
            span, label, status = data.draw(SPANS), data.draw(LABELS), data.draw(st.sampled_from(ALL))
            new = Entity(f"new{turn}" if act == "put" or not there else one.uid, *span, label, status)
            assert index.near(new.uid, one.start) == whole.near(new.uid, one.start)
            for both in (whole, index):
                both.put(new)
        elif there:
            for both in (whole, index):
                both.remove(one.uid)
    assert list(index) == list(whole)
    assert [index.count(status) for status in Status] == [whole.count(status) for status in Status]
    assert index.whole


def test_what_is_asked_of_a_place_reads_the_parts_there() -> None:
    entities = [Entity(f"u{start}", start, start + 3, "PER", Status.SUGGESTED) for start in range(0, len(TEXT) - 3, 10)]
    index, read = by_parts(entities)
    assert [one.start for one in index.touching(200, 220)] == [200, 210]
    assert index.exactly(210, 213)
    assert index.next((210, -213, "u210"))
    assert index.count(Status.SUGGESTED) == len(index) == len(entities)
    assert sorted(read) == [4, 5]
    assert not index.whole
    index.put(Entity("new", 215, 218, "ORG", Status.ACCEPTED))
    assert sorted(read) == [4, 5]
    assert index.count(Status.ACCEPTED) == 1


def test_edits_before_all_are_read_are_counted_once() -> None:
    index, _ = by_parts([Entity(f"u{start}", start, start + 3, "PER", Status.SUGGESTED) for start in (0, 400)])
    assert index.near("u0", 0)
    index.put(Entity("u0", 0, 3, "ORG", Status.ACCEPTED))
    assert not index.whole
    assert [index.count(status) for status in (Status.SUGGESTED, Status.ACCEPTED)] == [1, 1]
    index.remove("u0")
    assert (index.count(Status.ACCEPTED), len(index)) == (0, 1)


def test_what_is_asked_of_the_whole_article_reads_the_rest_once() -> None:
    entities = [Entity(f"u{start}", start, start + 3, "PER", Status.SUGGESTED) for start in range(0, len(TEXT) - 3, 10)]
    index, read = by_parts(entities)
    index.touching(200, 220)
    assert index.rank((10**9, 0, ""), Status.SUGGESTED) == len(entities)
    index.equal("Ada")
    assert sorted(read) == list(range(len(TEXT) // SIZE + 1))
    assert len(read) > AT_ONCE
    assert index.whole


def test_one_put_again_is_counted_once() -> None:
    one, other = Entity("a", 3, 6, "PER", Status.SUGGESTED), Entity("b", 3, 6, "ORG", Status.SUGGESTED)
    index, _ = by_parts([one, other])
    index.put(one)
    index.put(one.changed(status=Status.ACCEPTED))
    assert not index.whole
    assert [index.count(status) for status in (Status.SUGGESTED, Status.ACCEPTED)] == [1, 1]


def test_the_next_one_is_looked_for_no_farther_than_it_is() -> None:
    index, read = by_parts([Entity("far", 401, 404, "PER", Status.SUGGESTED), Entity("end", 900, 903, "PER", Status.SUGGESTED)])
    found = index.after(0)
    assert found is not None
    assert found.uid == "far"
    assert sorted(read) == list(range(401 // SIZE + 1))
    assert index.before(850) == found
    assert 900 // SIZE not in read
