"""The model of the entity pane: what its lines say, and that taking over changes ends where making it anew does."""

import re
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status
from annotations.index import ALL, OPEN, EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Marked
from annotations.progress import Progress
from tests.examples import examples
from tui.pane import PaneModel, Shift
from tui.pane_filter import Filter
from tui.pane_lines import Grouping, Header, Item, Summary, pieces

TEXT = "Jo Song Gil met Mun. Jo said that JoongAng Ilbo and the U.N. knew. Jo and JoongAng Ilbo left Rome."
LABELS = PRESETS["ontonotes"]


def of(words: str, label: str, nth: int = 0, status: Status = Status.SUGGESTED, score: float = 0.9, **fields: object) -> Entity:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    uid = f"{words}{nth}"
    return Entity(uid, start, start + len(words), label, status, origin="model:m", score=score).changed(**fields)


def entities() -> list[Entity]:
    return [
        of("Jo Song Gil", "PERSON"),
        of("Jo ", "PERSON", 1).changed(uid="Jo1"),
        of("Jo ", "PERSON", 2).changed(uid="Jo2"),
        of("Mun", "PERSON", status=Status.ACCEPTED),
        of("JoongAng Ilbo", "ORG", score=0.2),
        of("JoongAng Ilbo", "ORG", 1),
        of("U.N.", "ORG", status=Status.REJECTED),
        of("Rome", "GPE", status=Status.UNSURE),
    ]


def made(pane: PaneModel) -> PaneModel:
    """A pane with all its steps done."""
    for _ in pane.building():
        pass
    return pane


class Desk:
    """An article with entities, a model of its pane, and changes that reach both."""

    def __init__(
        self, found: Sequence[Entity], grouping: Grouping = Grouping.SURFACE, only: frozenset[str] | None = None
    ) -> None:
        article = Article(TEXT)
        self.index = EntityIndex(TEXT, found)
        self.marked = Marked(article, self.index, LABELS, Progress(), only)
        self.pane = made(PaneModel(self.marked, grouping))
        self.beside: PaneModel | None = None

    def show(self, text: str = "", *, rejected: bool = False) -> None:
        """Another filter; what is held stays where it is."""
        pane = self.pane
        self.pane = made(PaneModel(self.marked, pane.grouping, Filter(text, rejected), holding=bool(pane.held), kept=pane.held))

    def change(self, *after: Entity, gone: Sequence[str] = ()) -> set[int] | Shift | None:
        changes = [EntityChange(self.marked.article.uid, self.index.get(one.uid), one) for one in after]
        changes += [EntityChange(self.marked.article.uid, self.index.get(uid), None) for uid in gone]
        for one in changes:
            if one.after is None:
                self.index.remove(one.uid)
            else:
                self.index.put(one.after)
        change = Change("test", self.marked.article.uid, tuple(changes))
        if self.beside is not None:
            self.beside.update(change, self.marked)
        return self.pane.update(change, self.marked)

    def set(self, uid: str, **fields: object) -> set[int] | Shift | None:
        entity = self.index.get(uid)
        assert entity is not None
        return self.change(entity.changed(**fields))


def drawn(pane: PaneModel, width: int = 30) -> list[str]:
    lines = ["".join(text for text, _ in pieces(pane.line(n), width, LABELS)) for n in range(pane.line_count)]
    assert {cell_len(line) for line in lines} == {width}
    return [line.rstrip() for line in lines]


def test_the_lines_stand_as_the_page_of_keys_draws_them() -> None:
    assert drawn(Desk(entities()).pane) == [
        " 7, 5 to review   surface",
        " PERSON 4      3?  1✓",
        " ?  Jo Song Gil",
        " ✓  Mun",
        " ?  Jo                     2×",
        " ORG 2         2?",
        " ?? JoongAng Ilbo          2×",
        " GPE 1         1!",
        " !  Rome",
    ]


def test_the_other_groupings_list_each_mention() -> None:
    by_label, in_text, by_doubt = (drawn(Desk(entities(), one).pane) for one in list(Grouping)[1:])
    assert by_label[5:8] == [" ?  Jo", " ORG 2         2?", " ?? JoongAng Ilbo"]
    assert in_text[:4] == [
        " 7, 5 to review   text",
        " ?  Jo Song Gil          PERS",
        " ✓  Mun                  PERS",
        " ?  Jo                   PERS",
    ]
    assert [line for line in by_doubt if "1" in line[:14] or "4" in line[:14]] == [
        " doubtful 1    1?",
        " to review 4   4?",
        " unsure 1      1!",
        " decided 1     1✓",
    ]


def test_a_wide_pane_has_bars_and_a_narrow_one_has_none() -> None:
    pane = Desk(entities()).pane
    assert drawn(pane, 40)[1] == " PERSON 4      3?  1✓        ██████████"
    assert drawn(pane, 40)[7].count("█") == 2
    assert not any("█" in line for line in drawn(pane, 39))


@pytest.mark.parametrize("width", [4, 9, 14, 30, 60])
def test_every_line_takes_the_cells_it_is_given_and_hides_no_control_character(width: int) -> None:
    text = "日本語の新聞社 and \x1b]52;c;eA==\x07 and e\u0301tat"
    spans = [(0, 7), (12, 26), (31, 36)]
    found = [Entity(str(n), *span, "WORK_OF_ART", Status.SUGGESTED) for n, span in enumerate(spans)]
    marked = Marked(Article(text), EntityIndex(text, found), LABELS, Progress())
    lines = drawn(made(PaneModel(marked)), width)
    assert "\x1b" not in "".join(lines)
    assert "\x07" not in "".join(lines)


def test_a_row_stands_for_the_mention_in_focus_and_else_for_the_most_urgent() -> None:
    desk = Desk(entities())
    row = desk.pane.line(desk.pane.index_of("JoongAng Ilbo1") or 0)
    assert isinstance(row, Item)
    assert (row.entity.uid, row.nth, row.of) == ("JoongAng Ilbo0", 0, 2)
    desk.pane.focus = "JoongAng Ilbo1"
    assert " ?  JoongAng Ilbo 2/2" in drawn(desk.pane)
    assert desk.pane.neighbour("JoongAng Ilbo1", -1) == "JoongAng Ilbo0"
    assert desk.pane.neighbour("JoongAng Ilbo1", 1) is None


def test_rows_keep_their_place_while_held_and_go_where_they_belong_afterwards() -> None:
    desk = Desk(entities())
    desk.pane.hold(True)
    before = drawn(desk.pane)
    person = desk.pane.index_of("Jo Song Gil0")
    assert desk.set("Jo Song Gil0", label="ORG", status=Status.ACCEPTED, suggested=entities()[0].proposal) == {0, 1, person}
    assert desk.set("Mun0", status=Status.REJECTED) == {0, 1, 3}
    assert desk.pane.index_of("Jo Song Gil0") == person
    assert drawn(desk.pane)[1:4] == [" PERSON 4      2?  1✓  1x", " ~  Jo Song Gil           ORG", " x  Mun"]
    assert drawn(desk.pane)[4:] == before[4:]
    desk.pane.hold(False)
    assert drawn(desk.pane)[1:5] == [
        " PERSON 2      2?",
        " ?  Jo                     2×",
        " ORG 3         2?  1✓",
        " ~  Jo Song Gil",
    ]
    assert desk.pane.index_of("Mun0") is None


def test_a_row_stands_where_its_first_mention_does_once_it_is_not_held() -> None:
    def row(n: int) -> Entity:
        return of("Jo ", "PERSON", n).changed(uid=f"Jo{n}")

    for holding in (False, True):
        desk = Desk([row(1), of("JoongAng Ilbo", "PERSON"), row(2)])
        desk.pane.hold(holding)
        desk.change(gone=["Jo1"])
        assert desk.pane.index_of("Jo2") == (2 if holding else 3)
        desk.pane.hold(False)
        assert desk.pane.index_of("Jo2") == 3
        desk.pane.hold(holding)
        desk.change(row(1))
        desk.pane.hold(False)
        assert desk.pane.index_of("Jo2") == 2


def test_a_filter_leaves_held_rows_where_they_were() -> None:
    desk = Desk(entities())
    desk.pane.hold(True)
    desk.set("Jo Song Gil0", label="ORG", status=Status.ACCEPTED)
    desk.set("Mun0", status=Status.REJECTED)
    desk.show("song")
    assert drawn(desk.pane)[:2] == [" 1 of 6, 4 to review   song", " PERSON 1      1✓"]
    desk.show("jo")
    desk.show("")
    assert desk.pane.index_of("Jo Song Gil0") == 2
    desk.pane.hold(False)
    assert desk.pane.index_of("Jo Song Gil0") == 4


@pytest.mark.parametrize(
    ("wanted", "uids"),
    [
        (":org", {"JoongAng Ilbo0", "JoongAng Ilbo1"}),
        ("?", {"Jo Song Gil0", "Jo1", "Jo2", "JoongAng Ilbo0", "JoongAng Ilbo1"}),
        ("??", {"JoongAng Ilbo0"}),
        ("x", {"U.N.0"}),
        ("!", {"Rome0"}),
        ("ILBO", {"JoongAng Ilbo0", "JoongAng Ilbo1"}),
        ("nobody", set()),
    ],
)
def test_a_filter_shows_only_what_it_says(wanted: str, uids: set[str]) -> None:
    desk = Desk(entities())
    desk.show(wanted)
    assert {one.uid for one in entities() if desk.pane.index_of(one.uid) is not None} == uids


def test_rejected_entities_are_listed_on_demand() -> None:
    desk = Desk(entities())
    assert desk.pane.index_of("U.N.0") is None
    desk.show(rejected=True)
    assert " x  U.N." in drawn(desk.pane)
    assert drawn(desk.pane)[0] == " 7, 5 to review   surface"


def test_a_folded_group_is_its_header_alone() -> None:
    pane = Desk(entities()).pane
    pane.fold(3)
    assert drawn(pane)[1:3] == [" PERSON 4 …    3?  1✓", " ORG 2         2?"]
    assert pane.index_of("Mun0") == pane.index_of_group("PERSON") == 1
    pane.fold(1)
    assert pane.index_of("Mun0") == 3


def test_a_header_gives_what_is_still_suggested_in_its_group() -> None:
    pane = Desk(entities()).pane
    assert pane.suggestions_of_group(1) == ["Jo Song Gil0", "Jo1", "Jo2"]
    assert pane.suggestions_of_group(7) == []


def test_labels_out_of_scope_have_no_rows() -> None:
    desk = Desk(entities(), only=frozenset({"ORG"}))
    assert drawn(desk.pane) == [" 2, 2 to review   surface", " ORG 2         2?", " ?? JoongAng Ilbo          2×"]
    desk.change(of("Rome", "ORG", status=Status.ACCEPTED))
    assert drawn(desk.pane)[0] == " 3, 2 to review   surface"


def test_a_line_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        Desk([]).pane.line(1)
    assert drawn(Desk([]).pane) == [" 0   surface"]


spans = st.tuples(st.integers(0, len(TEXT) - 12), st.integers(1, 11)).map(lambda one: (one[0], one[0] + one[1]))
places = [m.span() for m in re.finditer(r"Jo\b|JoongAng Ilbo|Mun", TEXT)]
words = st.sampled_from(places) | spans
acts = st.lists(
    st.tuples(
        st.integers(0, 9),
        words,
        st.sampled_from(["PERSON", "ORG", "GPE", "no such label", ""]),
        st.sampled_from(list(Status)),
        st.sampled_from([None, 0.2, 0.9]),
        st.booleans(),
    ),
    max_size=25,
)


def lines(pane: PaneModel) -> list[Summary | Header | Item]:
    return [pane.line(n) for n in range(pane.line_count)]


groupings, wants = st.sampled_from(list(Grouping)), st.sampled_from(["", "", ":or", "?", "??", "!", "x", "jo"])
Step = tuple[int, tuple[int, int], str, Status, float | None, bool]


def act(desk: Desk, step: Step) -> set[int] | Shift | None:
    """Put or remove an entity; no lines look different where there is nothing to remove."""
    number, span, label, status, score, stays = step
    uid = entities()[number].uid if number < len(entities()) else f"new{number}"
    if stays:
        return desk.change(Entity(uid, *span, label, status, origin="model:m", score=score))
    return desk.change(gone=[uid]) if desk.index.get(uid) else set()


def without_bar(line: Summary | Header | Item) -> Summary | Header | Item:
    """A line as it is drawn where there is no room for bars."""
    return line._replace(share=0.0) if isinstance(line, Header) else line


def check_shift(shift: Shift, before: list[Summary | Header | Item], after: list[Summary | Header | Item]) -> None:
    """What stood from its first line on stands so many lines lower, and nothing else but what it names looks different."""
    assert len(after) == len(before) + shift.by
    came = range(shift.first, shift.first + shift.by)
    kept = before[: shift.first + min(shift.by, 0)] + [after[n] for n in came] + before[shift.first :]
    assert {n for n in range(len(after)) if kept[n] != after[n]} <= shift.others


@settings(max_examples=150, deadline=None)
@given(acts, groupings, wants, st.booleans(), st.booleans(), st.sampled_from([1, 8]))
def test_changes_taken_over_end_where_making_it_anew_does(
    steps: list[Step], grouping: Grouping, wanted: str, rejected: bool, holding: bool, few: int
) -> None:
    with patch("tui.pane_rows.FEW", few):
        desk = Desk(entities(), grouping)
        desk.show(wanted, rejected=rejected)
        desk.pane.hold(holding)
        for step in steps:
            before = lines(desk.pane)
            touched = act(desk, step)
            after = lines(desk.pane)
            if isinstance(touched, Shift):
                check_shift(touched, list(map(without_bar, before)), list(map(without_bar, after)))
            elif touched is not None:
                assert {n for n in range(len(before)) if before[n] != after[n]} <= touched
                assert len(before) == len(after)
            if not holding:
                assert lines(desk.pane) == lines(anew(desk))
            for entity in desk.index:
                check_row(desk.pane, entity)
            check_walk(desk)
        desk.pane.hold(False)
        assert lines(desk.pane) == lines(anew(desk))


GONE = (4, (0, 2), "PERSON", Status.SUGGESTED, None, False)


@examples(120, 1200)
def test_a_pane_made_in_steps_while_things_change_is_like_one_made_before_them(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @example([], [[GONE]], Grouping.SURFACE, "", "", True, True)
    @given(acts, st.lists(st.booleans() | acts | st.none(), max_size=40), groupings, wants, wants, st.booleans(), st.booleans())
    def check(
        earlier: list[Step],
        meanwhile: list[bool | list[Step] | None],
        grouping: Grouping,
        first: str,
        wanted: str,
        rejected: bool,
        holding: bool,
    ) -> None:
        """``meanwhile`` are steps of making it (None), changes, and going to the pane (True) or leaving it (False)."""
        with (
            patch("tui.pane.STEP", 1),
            patch("tui.pane.FEW", 1),
            patch("tui.sorting.RUN", 2),
            patch("tui.pane_filter.BATCH", 1),
            patch("tui.pane_rows.FEW", 2),
        ):
            desk = Desk(entities(), grouping)
            desk.show(first)
            desk.pane.hold(holding)
            for step in earlier:
                act(desk, step)
            kept = desk.pane.held
            by_steps = PaneModel(desk.marked, grouping, Filter(wanted, rejected), holding=holding, kept=kept)
            steps = by_steps.building()
            desk.pane = made(PaneModel(desk.marked, grouping, Filter(wanted, rejected), holding=holding, kept=kept))
            desk.beside = by_steps
            for one in meanwhile:
                if one is None:
                    next(steps, None)
                elif isinstance(one, bool):
                    desk.pane.hold(one)
                    by_steps.hold(one)
                else:
                    for step in one:
                        act(desk, step)
            for _ in steps:
                assert not by_steps.built
            assert lines(by_steps) == lines(desk.pane)
            assert by_steps.held == desk.pane.held
            for entity in desk.index:
                assert by_steps.index_of(entity.uid) == desk.pane.index_of(entity.uid)
            desk.pane = by_steps
            check_walk(desk)
            desk.pane.hold(False)
            assert lines(desk.pane) == lines(anew(desk))

    check()


def anew(desk: Desk) -> PaneModel:
    return made(PaneModel(desk.marked, desk.pane.grouping, desk.pane.filter))


def check_walk(desk: Desk) -> None:
    """The next and previous of what is listed are those of a plain list."""
    pane = desk.pane
    listed = [one for one in desk.index if pane.filter.lets_in(one, TEXT) and desk.marked.in_scope(one)]
    for at in [(0, 0, ""), *(one.order for one in desk.index)]:
        for statuses in (ALL, OPEN):
            some = [one for one in listed if one.status in statuses]
            assert pane.listed_from(at, 1, statuses) == next((one for one in some if one.order > at), None)
            assert pane.listed_from(at, -1, statuses) == next((one for one in reversed(some) if one.order < at), None)


def check_row(pane: PaneModel, entity: Entity) -> None:
    number = pane.index_of(entity.uid)
    if number is None:
        return
    pane.focus = entity.uid
    row = pane.line(number)
    assert isinstance(row, Item)
    assert row.entity == entity
    pane.focus = None
