"""Properties of any sequence of edits: reversible, clean at the edges, without overlap where forbidden, refusals final."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.bulk import accept_all, accept_passed, close_article, reject_all
from annotations.carrying import carry
from annotations.edges import By
from annotations.edits import Edit, accept, label, merge, move_edge, note, reject, resize, split, unsure
from annotations.entity import Proposal, Status
from annotations.equal import label_equal, reject_equal
from annotations.index import ALL, SHOWN
from annotations.marked import Focus
from annotations.merging import merge_suggestions
from tests.annotations.desk import FREE, Desk, proposal

LABELS = ("PERSON", "ORG", "GPE")
WORDS = (
    "Kim",
    "Jong",
    "Un",
    "Korea",
    "Korea’s",
    "North",
    "“Rodong",
    "Sinmun,”",
    "U.N.",
    "a",
    "of",
    "é",
    "👩‍🚒",
    "(Rome)",
    "-",
    "\n",
)
texts = st.lists(st.sampled_from(WORDS), min_size=2, max_size=14).map(" ".join).filter(lambda text: not text.isspace())
numbers = st.integers(0, 200)
Found = list[tuple[int, int, str, str]]
Steps = list[tuple[int, int, int, int]]
steps = st.lists(st.tuples(st.integers(0, 31), numbers, numbers, numbers), min_size=4, max_size=16)
found = st.lists(
    st.tuples(numbers, st.integers(1, 14), st.sampled_from(LABELS), st.sampled_from(("model:a", "model:b"))), max_size=8
)


def proposals(desk: Desk, drawn: Found) -> list[Proposal]:
    length = len(desk.article.text)
    return [proposal(a % length, min(a % length + b, length), name, origin) for a, b, name, origin in drawn]


def arrive(desk: Desk, drawn: Found) -> int:
    merged = merge_suggestions(desk.marked, proposals(desk, drawn), "model:a")
    if merged.change:
        desk.apply(merged.change)
    return merged.added


def edited(desk: Desk, kind: int, where: int, size: int, which: int) -> Edit:
    """One edit of any kind, at a focus drawn from the entities (all statuses) or the text; the second half of them carried over."""
    marked, hand, length = desk.marked, desk.hand, len(desk.article.text)
    entities = list(desk.entities)
    start = where % length
    run = Focus(start, min(start + 1 + size % 12, length), offered=which % 2 == 0)
    focus = Focus.on(entities[where % len(entities)]) if entities and size % 3 else run
    name = LABELS[which % len(LABELS)]
    by: By = "token" if which % 2 else "character"
    edits = (
        lambda: label(marked, hand, focus, name, by),
        lambda: accept(marked, hand, focus),
        lambda: reject(marked, hand, focus),
        lambda: unsure(marked, hand, focus),
        lambda: note(marked, hand, focus, name),
        lambda: move_edge(marked, hand, focus, "end", 1, by),
        lambda: move_edge(marked, hand, focus, "start", -1, by),
        lambda: move_edge(marked, hand, focus, "end" if which % 3 else "start", -1 if which % 3 else 1, by),
        lambda: resize(marked, hand, focus, *run.span),
        lambda: split(marked, hand, focus, (focus.start + focus.end) // 2),
        lambda: merge(marked, hand, focus),
        lambda: label_equal(marked, hand, focus),
        lambda: reject_equal(marked, hand, focus),
        lambda: accept_passed(marked, hand, start),
        lambda: close_article(marked, hand, "accept" if which % 2 else "reject"),
        lambda: (accept_all if which % 2 else reject_all)(marked, hand, [one.uid for one in entities[: size % 5]]),
    )
    done = edits[kind % len(edits)]()
    return carry(marked, hand, done) if kind >= len(edits) else done


@given(texts, found, steps, st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_change_and_its_reverse_leave_everything_as_it_was(text: str, drawn: Found, some: Steps, overlap: bool) -> None:
    desk = Desk(text, FREE.allowing_overlap(overlap))
    arrive(desk, drawn)
    changes, states = [], []
    for each in some:
        done = edited(desk, *each)
        if done.change:
            states.append(desk.state())
            changes.append(done.change)
            assert len({one.uid for one in done.change.entities}) == len(done.change.entities)
            assert all(one.before != one.after for one in done.change.entities)
            desk.apply(done.change)
    for change, state in zip(reversed(changes), reversed(states), strict=True):
        desk.apply(change.reversed())
        assert desk.state() == state


@given(texts, found, steps)
@settings(max_examples=100, deadline=None)
def test_where_overlap_is_forbidden_nothing_shown_ever_overlaps(text: str, drawn: Found, some: Steps) -> None:
    desk = Desk(text)
    arrive(desk, drawn)
    for each in some:
        desk.applied(edited(desk, *each))
        shown = [one for one in desk.entities if one.status in SHOWN]
        assert all(one.end <= other.start for one, other in pairwise(shown))
    arrive(desk, drawn)
    shown = [one for one in desk.entities if one.status in SHOWN]
    assert all(one.end <= other.start for one, other in pairwise(shown))


@given(texts, found, steps, st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_accepted_entity_begins_or_ends_on_a_blank(text: str, drawn: Found, some: Steps, overlap: bool) -> None:
    desk = Desk(text, FREE.allowing_overlap(overlap))
    arrive(desk, drawn)
    for each in some:
        desk.applied(edited(desk, *each))
        for one in desk.entities:
            if one.status in SHOWN:
                assert text[one.start : one.end] == text[one.start : one.end].strip()


@given(texts, found, steps, st.booleans())
@settings(max_examples=100, deadline=None)
def test_merging_twice_adds_nothing_and_what_was_refused_never_comes_back(
    text: str, drawn: Found, some: Steps, overlap: bool
) -> None:
    desk = Desk(text, FREE.allowing_overlap(overlap))
    arrive(desk, drawn)
    assert arrive(desk, drawn) == 0
    for each in some:
        desk.applied(edited(desk, *each))
    refused = {(one.span, one.label) for one in desk.entities if one.status is Status.REJECTED}
    before = {one.uid for one in desk.entities}
    arrive(desk, drawn)
    entered = {(one.span, one.label) for one in desk.entities if one.uid not in before}
    assert not entered & refused
    assert arrive(desk, drawn) == 0


@given(texts, found, steps, st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_edit_says_what_it_did_or_why_not(text: str, drawn: Found, some: Steps, overlap: bool) -> None:
    desk = Desk(text, FREE.allowing_overlap(overlap))
    arrive(desk, drawn)
    for each in some:
        done = desk.applied(edited(desk, *each))
        assert "\n" not in done.said
        if done.change:
            assert done.said.endswith("u undoes")
            assert done.change.said == done.said
        else:
            assert done.said or (done.focus and done.focus.uid is None)


@given(texts, found, steps)
@settings(max_examples=60, deadline=None)
def test_no_text_carries_one_label_twice(text: str, drawn: Found, some: Steps) -> None:
    desk = Desk(text, FREE)
    arrive(desk, drawn)
    for each in some:
        desk.applied(edited(desk, *each))
        for one in desk.entities:
            twins = [other for other in desk.entities.exactly(*one.span, ALL) if other.label == one.label]
            assert sum(other.status in SHOWN for other in twins) <= 1


@given(texts, found, steps, st.booleans())
@settings(max_examples=100, deadline=None)
def test_carry_over_touches_only_open_suggestions_behind_the_correction(
    text: str, drawn: Found, some: Steps, overlap: bool
) -> None:
    desk = Desk(text, FREE.allowing_overlap(overlap))
    arrive(desk, drawn)
    for kind, *rest in some:
        done = edited(desk, kind % 16, *rest)
        if done.change:
            carried = carry(desk.marked, desk.hand, done)
            assert carried.change
            own = len(done.change.entities)
            assert carried.change.entities[:own] == done.change.entities
            first = min((entity.end for one in done.change.entities for entity in one[1:] if entity), default=0)
            for one in carried.change.entities[own:]:
                assert one.before is None or one.before.status is Status.SUGGESTED
                assert one.after is not None
                assert one.after.status in (Status.SUGGESTED, Status.REJECTED)
                assert one.after.end > first
            desk.apply(carried.change)
