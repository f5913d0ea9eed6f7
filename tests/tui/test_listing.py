"""What the pane lists, made step by step: it ends where a list made at once does, and no step looks at much."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Order, Status
from annotations.index import EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Marked
from annotations.progress import Progress
from tui.by_uid import ByUid
from tui.listing import AT_ONCE, Listing
from tui.pane import STEP, PaneModel
from tui.pane_filter import Filter
from tui.pane_lines import Grouping, Line
from tui.sorting import RUN

NAMES = ("Jo", "Jon", "Joan", "Anna", "Hanna", "Nan")
LABELS = ("PERSON", "ORG", "GPE")


def article(entities: int) -> tuple[str, list[Entity]]:
    """A text of names, each an entity."""
    text, found = "", []
    for n in range(entities):
        name = NAMES[n * n % len(NAMES)] + (str(n % 97) if n >= len(NAMES) else "")
        label, score = LABELS[n % len(LABELS)], n % 10 / 10
        found.append(Entity(f"e{n}", len(text), len(text) + len(name), label, Status.SUGGESTED, origin="model:m", score=score))
        text += f"{name} "
    return text, found


class Desk:
    """An article with entities, and what the pane lists of it."""

    def __init__(self, entities: int) -> None:
        self.text, found = article(entities)
        self.index = EntityIndex(self.text, found)
        self.marked = Marked(Article(self.text), self.index, PRESETS["ontonotes"], Progress())
        self.list_nothing_yet()

    def list_nothing_yet(self) -> None:
        self.listing = Listing()
        self.listing.show(self.marked)

    def change(self, uid: str, **fields: object) -> None:
        before = self.index.get(uid)
        if before is None:
            return
        after = before.changed(**fields)
        self.index.put(after)
        change = Change("test", self.marked.article.uid, (EntityChange(self.marked.article.uid, before, after),))
        self.listing.update(change, self.marked)

    def finish(self) -> list[Line]:
        """All lines, once it is listed."""
        while self.listing.coming is not None:
            self.listing.go_on(lambda: True)
        assert self.listing.shown is not None
        return lines(self.listing.shown)

    def anew(self) -> list[Line]:
        """All lines of a list made at once."""
        model = PaneModel(self.marked, self.listing.grouping, Filter(self.listing.filtered, self.listing.rejected))
        for _ in model.building():
            pass
        return lines(model)

    def ask(self, **wanted: Any) -> None:
        for name, value in wanted.items():
            setattr(self.listing, name, value)
        self.listing.begin()


def lines(model: PaneModel) -> list[Line]:
    return [model.line(n) for n in range(model.line_count)]


filters = st.sampled_from(["", "j", "jo", "Joa", "an", "ANN", "anna", "?", "??", "x", ":o", ":org", "zz"])
asked = st.one_of(
    filters.map(lambda text: lambda desk: desk.ask(filtered=text)),
    st.sampled_from(list(Grouping)).map(lambda grouping: lambda desk: desk.ask(grouping=grouping)),
    st.booleans().map(lambda shown: lambda desk: desk.ask(rejected=shown)),
    st.booleans().map(lambda on: lambda desk: desk.listing.hold(on)),
    st.tuples(st.integers(0, 29), st.sampled_from(LABELS), st.sampled_from(list(Status))).map(
        lambda one: lambda desk: desk.change(f"e{one[0]}", label=one[1], status=one[2])
    ),
    st.tuples(st.integers(0, 29), st.integers(0, 29)).map(
        lambda two: lambda desk: desk.change(f"e{two[0]}", start=two[1] * 3, end=two[1] * 3 + 4)
    ),
    st.just(lambda desk: desk.listing.go_on(lambda: True)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(asked, max_size=30), st.sampled_from([0, 3, 99]))
def test_whatever_is_asked_and_changed_while_it_is_made_it_ends_as_a_list_made_at_once(
    acts: list[Callable[[Desk], None]], at_once: int
) -> None:
    with (
        patch("tui.listing.AT_ONCE", at_once),
        patch("tui.pane.STEP", 2),
        patch("tui.pane.MANY", 3),
        patch("tui.sorting.RUN", 2),
        patch("tui.pane_filter.BATCH", 1),
    ):
        desk = Desk(30)
        desk.listing.begin()
        for act in acts:
            act(desk)
        desk.listing.hold(False)
        assert desk.finish() == desk.anew()


@contextmanager
def looked_at() -> Iterator[dict[str, int]]:
    """Counts the entities that come out of the index one by one, and the surfaces it is asked for."""
    seen = {"entities": 0, "surfaces": 0}
    those, get, surfaces = EntityIndex.those, EntityIndex.get, EntityIndex.surfaces

    def counted_those(self: EntityIndex, *args: Any) -> Iterator[Entity]:
        for entity in those(self, *args):
            seen["entities"] += 1
            yield entity

    def counted_get(self: EntityIndex, uid: str) -> Entity | None:
        seen["entities"] += 1
        return get(self, uid)

    def counted_surfaces(self: EntityIndex) -> list[str]:
        found = list(surfaces(self))
        seen["surfaces"] += len(found)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(EntityIndex, "those", counted_those)
        patched.setattr(EntityIndex, "get", counted_get)
        patched.setattr(EntityIndex, "surfaces", counted_surfaces)
        yield seen


@pytest.fixture(scope="module")
def long() -> Desk:
    """An article that takes its time to make: its entities stay as they are."""
    return Desk(40_000)


@pytest.mark.parametrize("wanted", ["", "a", ":o", "?"])
@pytest.mark.parametrize("grouping", list(Grouping))
def test_asking_for_a_long_list_looks_at_a_screenful_of_steps_and_each_step_at_few(
    long: Desk, grouping: Grouping, wanted: str
) -> None:
    desk = long
    desk.list_nothing_yet()
    step = max(STEP, RUN)
    with looked_at() as seen:
        desk.ask(grouping=grouping, filtered=wanted)
        assert 0 < seen["entities"] <= AT_ONCE * step
        assert desk.listing.coming is not None
        assert desk.listing.shown is None
        steps = 0
        while desk.listing.coming is not None:
            before = seen["entities"]
            desk.listing.go_on(lambda: True)
            steps += 1
            assert seen["entities"] - before <= step
    assert steps > 20
    assert desk.listing.shown is not None


def test_a_longer_filter_looks_among_what_the_shorter_one_found_until_entities_change() -> None:
    desk = Desk(500)
    last = list(desk.index)[-1]

    def looked_among(wanted: str) -> int:
        with looked_at() as seen:
            desk.ask(filtered=wanted)
            listed = desk.finish()
        assert listed == desk.anew()
        return seen["surfaces"]

    def surfaces() -> int:
        return len(list(desk.index.surfaces()))

    assert looked_among("an") == surfaces() > 0
    assert [looked_among(longer) for longer in ("ann", "Anna", "hanna1")] == [0, 0, 0]
    desk.change(last.uid, start=last.start - 8)
    assert looked_among("hanna12") == surfaces()
    assert looked_among("han") == surfaces()


def test_the_next_of_what_a_filter_leaves_is_found_without_looking_at_what_it_does_not() -> None:
    desk = Desk(20_000)
    desk.change("e19990", note="far away", status=Status.UNSURE)
    desk.ask(filtered="!")
    desk.finish()
    with looked_at() as seen:
        found = desk.listing.listed_from((0, 0, ""), 1)
        assert found is not None
        assert found.uid == "e19990"
        assert desk.listing.listed_from(found.order, 1) is None
        assert desk.listing.listed_from(at_end(desk), -1) == found
    assert seen["entities"] == 0


def at_end(desk: Desk) -> Order:
    return (len(desk.text), 0, "")


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=60))
def test_entities_by_uid_are_as_in_a_dict(acts: list[tuple[int, bool]]) -> None:
    _, found = article(21)
    tables, plain = ByUid(), dict[str, Entity]()
    for number, comes in acts:
        entity = found[number]
        if comes:
            tables[entity.uid] = plain[entity.uid] = entity
        elif entity.uid in plain:
            del tables[entity.uid], plain[entity.uid]
        assert len(tables) == len(plain)
        assert all((one.uid in tables) == (one.uid in plain) for one in found)
        assert [tables.get(one.uid) for one in found] == [plain.get(one.uid) for one in found]
    assert all(tables[uid] is entity for uid, entity in plain.items())
