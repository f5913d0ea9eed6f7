"""EntityIndex: agrees with a plain list whatever was put and removed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import surface
from annotations.entity import HUMAN, Entity, Proposal, Status
from annotations.index import ALL, OPEN, SHOWN, EntityIndex, Trait
from annotations.tokens import leads

TEXT = "Kim Jong Un met Kim  Jong\nUn and the U.S. in Rome. " * 24
LABELS = ("PERSON", "GPE", "ORG")
STATUSES = st.sampled_from([ALL, OPEN, SHOWN, (Status.REJECTED,), ()])
SCOPES = st.sampled_from([None, frozenset({"GPE"}), frozenset({"PERSON", "ORG"}), frozenset({"LAW"})])


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    start = draw(st.integers(0, len(TEXT) - 1))
    end = min(len(TEXT), start + draw(st.sampled_from([1, 3, 11, 12, 600])))
    uid, label, status = draw(st.sampled_from("abcdefghijkl")), draw(st.sampled_from(LABELS)), draw(st.sampled_from(Status))
    origin, score = draw(st.sampled_from([HUMAN, "model:a", "model:b"])), draw(st.sampled_from([None, 0.4, 0.5]))
    changed = Proposal(start, end, "LAW", origin) if origin != HUMAN and draw(st.booleans()) else None
    group = draw(st.sampled_from(["", "", "g1"]))
    return Entity(uid, start, end, label, status, origin=origin, score=score, group=group, suggested=changed)


STEPS = st.lists(st.one_of(entities(), st.sampled_from("abcdefghijkl")), max_size=30)


def built(steps: list[Entity | str]) -> tuple[EntityIndex, list[Entity]]:
    """An index after these puts and removals, and what it should hold."""
    index, held = EntityIndex(TEXT), dict[str, Entity]()
    for one in steps:
        if isinstance(one, Entity):
            index.put(one)
            held[one.uid] = one
        elif one in held:
            index.remove(one)
            del held[one]
    return index, sorted(held.values(), key=lambda entity: entity.order)


@given(STEPS, st.integers(0, len(TEXT)), st.integers(1, 700), STATUSES)
@settings(max_examples=100)
def test_places_agree_with_a_list(steps: list[Entity | str], start: int, length: int, statuses: tuple[Status, ...]) -> None:
    index, held = built(steps)
    end = start + length
    assert list(index) == held
    assert len(index) == len(held)
    assert index.touching(start, end, statuses) == [e for e in held if e.start < end and e.end > start and e.status in statuses]
    for entity in held:
        assert index.get(entity.uid) == entity
        assert index.exactly(*entity.span, statuses) == [e for e in held if e.span == entity.span and e.status in statuses]
        assert index.grouped("g1") == [e for e in held if e.group == "g1"]


@given(STEPS, st.integers(0, len(TEXT)), STATUSES, SCOPES)
@settings(max_examples=100)
def test_order_agrees_with_a_list(
    steps: list[Entity | str], offset: int, statuses: tuple[Status, ...], scope: frozenset[str] | None
) -> None:
    index, held = built(steps)
    wanted = [e for e in held if e.status in statuses and (scope is None or e.label in scope)]
    for order in [(offset, -offset - 1, ""), *(entity.order for entity in held)]:
        later = [e for e in wanted if e.order > order]
        earlier = [e for e in wanted if e.order < order]
        assert index.next(order, statuses, scope) == (later[0] if later else None)
        assert index.previous(order, statuses, scope) == (earlier[-1] if earlier else None)
        for status in statuses:
            assert index.rank(order, status, scope) == sum(e.status is status for e in earlier)
    for status in statuses:
        assert index.count(status, scope) == sum(e.status is status for e in wanted)
    assert list(index.those(statuses, scope)) == wanted
    every = [e for e in held if e.status in statuses]
    assert index.after(offset, statuses) == next((e for e in every if e.start >= offset), None)
    assert index.before(offset, statuses) == next((e for e in reversed(every) if e.start < offset), None)


@given(STEPS, STATUSES)
@settings(max_examples=100)
def test_texts_agree_with_a_list(steps: list[Entity | str], statuses: tuple[Status, ...]) -> None:
    index, held = built(steps)
    texts = {entity.uid: surface(TEXT, *entity.span) for entity in held}
    assert set(index.surfaces()) == set(texts.values())
    for words in texts.values():
        assert index.equal(words, statuses) == [e for e in held if texts[e.uid] == words and e.status in statuses]
        assert set(index.mentions(words)) == {e.uid for e in held if texts[e.uid] == words}
        lead = next((lead for _, lead in leads(words)), "")
        assert words in index.starting(lead)
    assert sum(len(index.starting(lead)) for lead in {next((w for _, w in leads(t)), "") for t in texts.values()}) == len(
        set(texts.values())
    )


@given(STEPS, STEPS)
@settings(max_examples=100)
def test_a_look_through_all_goes_on_while_they_change(before: list[Entity | str], meanwhile: list[Entity | str]) -> None:
    index, held = built(before)
    as_they_were, as_they_are = iter(index), index.those()
    for one in meanwhile:
        if isinstance(one, Entity):
            index.put(one)
        elif index.get(one):
            index.remove(one)
    assert list(as_they_were) == held
    assert list(as_they_are) == [now for e in held if (now := index.get(e.uid))]


def test_labels_are_those_of_all_statuses() -> None:
    index = EntityIndex("Rome", [Entity("a", 0, 4, "GPE", Status.REJECTED), Entity("b", 0, 4, "ORG", Status.SUGGESTED)])
    assert set(index.labels()) == {"GPE", "ORG"}


@given(st.lists(entities(), max_size=20))
@settings(max_examples=50)
def test_one_built_at_once_is_like_one_built_bit_by_bit(several: list[Entity]) -> None:
    at_once, (by_bits, held) = EntityIndex(TEXT, several), built([*several])
    assert list(at_once) == held
    assert at_once.touching(0, len(TEXT), ALL) == by_bits.touching(0, len(TEXT), ALL)
    assert [at_once.count(status) for status in Status] == [by_bits.count(status) for status in Status]
    assert set(at_once.surfaces()) == set(by_bits.surfaces())


def test_texts_over_a_line_end_or_two_blanks_are_equal() -> None:
    index = EntityIndex(TEXT, [Entity("a", 0, 11, "PERSON", Status.ACCEPTED), Entity("b", 16, 28, "PERSON", Status.SUGGESTED)])
    assert [entity.uid for entity in index.equal("Kim Jong Un")] == ["a", "b"]


def test_an_entity_past_the_end_of_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="the text at 3"):
        EntityIndex("Rom").put(Entity("a", 0, 4, "GPE", Status.ACCEPTED))


def test_removing_what_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        EntityIndex("Rome").remove("a")


def disputed(held: list[Entity]) -> list[Entity]:
    """Those that a person changed, or that somebody else gave otherwise, as the words say it."""

    def others(one: Entity) -> list[Entity]:
        return [e for e in held if e.start < one.end and one.start < e.end and e.giver != one.giver]

    return [
        one
        for one in held
        if one.status in SHOWN
        and (one.suggested or any((e.span, e.label) != (one.span, one.label) for e in others(one) if e.label and one.label))
    ]


@given(STEPS, st.integers(0, len(TEXT)), SCOPES, st.booleans())
@settings(max_examples=200)
def test_doubtful_and_disputed_ones_agree_with_a_list(
    steps: list[Entity | str], offset: int, scope: frozenset[str] | None, anew: bool
) -> None:
    index, held = built(steps)
    if anew:
        index = EntityIndex(TEXT, reversed(held))
    low = [e for e in held if e.status is Status.SUGGESTED and e.score is not None and e.score < 0.5]
    for trait, found in ((Trait.DOUBTFUL, low), (Trait.DISPUTED, disputed(held))):
        wanted = [e for e in found if scope is None or e.label in scope]
        order = (offset, -(1 << 62), "")
        assert index.count(trait, scope) == len(wanted)
        assert index.rank(order, trait, scope) == sum(e.order < order for e in wanted)
        assert index.next(order, (trait,), scope) == next((e for e in wanted if e.order > order), None)
        assert index.previous(order, (trait,), scope) == next((e for e in reversed(wanted) if e.order < order), None)
