"""The entity pane as a widget: what it shows, where its cursor goes, and how little it draws."""

from collections.abc import Callable, Coroutine

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Static

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status
from annotations.index import EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Focus, Marked
from annotations.progress import Progress
from tui.widgets.entities import EntityPane

NAMES = 200
TEXT = " ".join(f"Name{n:03} Town{n:03}" for n in range(NAMES)) + " Name000 Name000"


def entities() -> list[Entity]:
    found = []
    for kind, label in (("Name", "PERSON"), ("Town", "GPE")):
        for n in range(NAMES):
            start = TEXT.index(f"{kind}{n:03}")
            found.append(Entity(f"{kind}{n:03}", start, start + 7, label, Status.SUGGESTED, origin="model:m", score=0.9))
    for nth, start in enumerate((len(TEXT) - 15, len(TEXT) - 7)):
        found.append(Entity(f"again{nth}", start, start + 7, "PERSON", Status.SUGGESTED, origin="model:m", score=0.9))
    return found


class Desk(App[None]):
    """A pane of 30 cells and a rule beside nothing, and changes that reach it."""

    CSS = "Static { width: 1fr; } EntityPane { width: 31; }"

    def __init__(self) -> None:
        super().__init__()
        self.index = EntityIndex(TEXT, entities())
        self.marked = Marked(Article(TEXT), self.index, PRESETS["ontonotes"], Progress())
        self.pane = EntityPane()
        self.pointed: list[str] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("the article")
            yield self.pane

    def on_mount(self) -> None:
        self.pane.show(self.marked)

    def on_entity_pane_pointed(self, message: EntityPane.Pointed) -> None:
        self.pointed.append(message.uid)

    def focus_on(self, uid: str) -> None:
        self.pane.set_focus(Focus.on(self.entity(uid)))

    def entity(self, uid: str) -> Entity:
        entity = self.index.get(uid)
        assert entity is not None
        return entity

    def change(self, uid: str, **fields: object) -> None:
        before = self.entity(uid)
        after = before.changed(**fields)
        self.index.put(after)
        article = self.marked.article.uid
        self.pane.entities_changed(Change("test", article, (EntityChange(article, before, after),)), self.marked)

    def rows(self) -> list[str]:
        """The rows of the pane on the screen, without the rule."""
        strips = [self.pane.render_line(y) for y in range(self.pane.size.height)]
        assert all(strip.text[0] == "│" for strip in strips)
        return [strip.text[1:].rstrip() for strip in strips]

    def lit(self) -> list[str]:
        """The rows that are drawn in reverse."""
        strips = [self.pane.render_line(y) for y in range(self.pane.size.height)]
        return [strip.text[1:].strip() for strip in strips if all(one.style and one.style.reverse for one in [*strip][1:])]


Act = Callable[[Desk, Pilot[None]], Coroutine[object, object, None]]


@pytest.fixture
def on_desk() -> Callable[[Act], None]:
    """Runs a coroutine on a desk of 60 columns and 12 rows."""
    import asyncio

    async def run(act: Act) -> None:
        desk = Desk()
        async with desk.run_test(size=(60, 12)) as pilot:
            await pilot.pause()
            await act(desk, pilot)

    return lambda act: asyncio.run(run(act))


def test_it_shows_the_groups_beside_a_rule(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        assert desk.pane.size == Size(31, 12)
        assert desk.rows()[:4] == [
            " 402, 402 to review   surface",
            " PERSON 202   202?",
            " ?  Name000                3×",
            " ?  Name001",
        ]
        assert desk.lit() == []

    on_desk(act)


def test_the_focus_is_lit_and_brought_into_the_pane_only_if_it_is_off(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        desk.focus_on("Name004")
        assert (desk.pane.top, desk.lit()) == (0, ["?  Name004"])
        desk.focus_on("again0")
        assert (desk.pane.top, desk.lit()) == (0, ["?  Name000 2/3"])
        desk.focus_on("Town100")
        await pilot.pause()
        assert desk.pane.top > 200
        assert desk.lit() == ["?  Town100"]
        assert desk.rows()[0] == " 402, 402 to review   surface"
        top = desk.pane.top
        desk.focus_on("Town099")
        desk.pane.set_focus(Focus(0, 3))
        assert (desk.pane.top, desk.lit()) == (top, [])

    on_desk(act)


def test_the_cursor_moves_over_headers_and_rows_while_the_pane_is_active(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        pane = desk.pane
        pane.set_active(True)
        assert (pane.cursor, pane.is_header, desk.lit()) == (2, False, ["?  Name000                3×"])
        assert pane.move(-1)
        assert (pane.is_header, pane.row_entity()) == (True, None)
        assert not pane.move(-1)
        assert pane.group_of_row()[:2] == ["Name000", "again0"]
        assert len(pane.group_of_row()) == NAMES + 2
        pane.end()
        assert not pane.move(1)
        assert (pane.row_entity(), pane.cursor) == (desk.entity("Town199"), pane.line_count() - 1)
        assert pane.page(-1)
        assert pane.cursor == pane.line_count() - 10
        pane.home()
        assert (pane.cursor, pane.top) == (1, 0)

    on_desk(act)


def test_a_row_of_several_mentions_is_stepped_through(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        pane = desk.pane
        pane.set_active(True)
        assert pane.step_mention(1)
        assert pane.row_entity() == desk.entity("again0")
        assert desk.lit() == ["?  Name000 2/3"]
        assert pane.step_mention(1)
        assert not pane.step_mention(1)
        assert pane.row_entity() == desk.entity("again1")

    on_desk(act)


def test_rows_keep_their_place_until_the_pane_is_left(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        desk.pane.set_active(True)
        desk.focus_on("Name001")
        desk.change("Name001", label="GPE", status=Status.ACCEPTED)
        desk.change("Name002", status=Status.REJECTED)
        assert desk.rows()[:5] == [
            " 401, 400 to review   surface",
            " PERSON 202   200?  1✓  1x",
            " ?  Name000                3×",
            " ✓  Name001               GPE",
            " x  Name002",
        ]
        desk.pane.set_active(False)
        await pilot.pause()
        assert desk.pane.cursor == 202
        assert desk.lit() == ["✓  Name001"]
        desk.pane.to_line(0)
        assert desk.rows()[1:4] == [" PERSON 200   200?", " ?  Name000                3×", " ?  Name003"]

    on_desk(act)


def test_what_stands_on_the_screen_stays_when_rows_above_go(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        desk.pane.to_line(100)
        await pilot.pause()
        before = desk.rows()[1:]
        desk.change("Name001", status=Status.REJECTED)
        await pilot.pause()
        assert desk.rows()[1:] == before

    on_desk(act)


def test_the_row_in_focus_stays_in_the_pane_when_rows_come_above_it(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        for number in range(20):
            desk.change(f"Name{number:03}", status=Status.REJECTED)
        desk.focus_on("Name022")
        await pilot.pause()
        for number in range(20):
            desk.change(f"Name{number:03}", status=Status.SUGGESTED)
            await pilot.pause()
            assert desk.lit() == ["?  Name022"]

    on_desk(act)


def test_a_decision_draws_its_row_its_header_and_the_summary(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        drawn = desk.pane.lines_drawn
        desk.change("Name003", status=Status.ACCEPTED)
        await pilot.pause()
        assert desk.rows()[5] == " ✓  Name003"
        assert desk.pane.lines_drawn - drawn == 3
        desk.change("Name150", status=Status.ACCEPTED)
        await pilot.pause()
        assert desk.pane.lines_drawn - drawn == 5

    on_desk(act)


def test_a_row_that_comes_or_goes_leaves_the_others_as_they_were_drawn(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        for top in (0, 3):
            desk.pane.to_line(top)
            desk.focus_on("Name006")
            await pilot.pause()
            for status in (Status.REJECTED, Status.SUGGESTED, Status.REJECTED):
                before, drawn = desk.rows(), desk.pane.lines_drawn
                desk.change("Name005", status=status)
                await pilot.pause()
                rows, lit = desk.rows(), desk.lit()
                assert desk.pane.lines_drawn - drawn <= 5  # the row, the header, the summary, one that came in below
                assert set(before[1:]) ^ set(rows[1:]) >= {" ?  Name005"}
                desk.pane.redraw_all()
                assert (desk.rows(), desk.lit()) == (rows, lit)
                assert lit == ["?  Name006"]
            desk.change("Name005", status=Status.SUGGESTED)

    on_desk(act)


def test_groupings_go_round_and_the_cursor_stays_on_its_entity(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        desk.focus_on("Town150")
        seen = []
        for _ in range(4):
            desk.pane.cycle_grouping()
            await pilot.pause()
            seen.append(str(desk.pane.grouping))
            assert len(desk.lit()) == 1
            assert desk.pane.row_entity() == desk.entity("Town150")
        assert seen == ["label", "text", "doubt", "surface"]

    on_desk(act)


def test_filter_rejected_and_folds_change_what_is_listed(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        pane = desk.pane
        pane.filter("town1")
        assert desk.rows()[:3] == [" 100 of 402   town1", " GPE 100      100?", " ?  Town100"]
        assert pane.filtered == "town1"
        pane.filter("")
        desk.change("Name000", status=Status.REJECTED)
        pane.show_rejected = True
        pane.filter("x")
        assert desk.rows()[1:3] == [" PERSON 1      1x", " x  Name000"]
        pane.filter("")
        pane.set_active(True)
        pane.toggle_fold()
        assert pane.is_header
        assert desk.rows()[1:3] == [" PERSON 202 … 201?  1x", " GPE 200      200?"]
        pane.toggle_fold()
        assert pane.is_header
        assert desk.rows()[2] == " ?  Name000                3×"

    on_desk(act)


def test_a_click_points_at_the_entity_of_a_row_and_folds_a_group(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        await pilot.click(EntityPane, offset=(6, 3))
        assert desk.pointed == ["Name001"]
        await pilot.click(EntityPane, offset=(6, 0))
        await pilot.click(EntityPane, offset=(6, 1))
        assert desk.pointed == ["Name001"]
        assert desk.rows()[1:3] == [" PERSON 202 … 202?", " GPE 200      200?"]

    on_desk(act)


def test_without_an_article_or_entities_nothing_fails(on_desk: Callable[[Act], None]) -> None:
    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        pane = desk.pane
        pane.show(Marked(Article(TEXT), EntityIndex(TEXT), PRESETS["ontonotes"], Progress()))
        pane.set_active(True)
        assert not pane.move(1)
        assert (pane.cursor, pane.row_entity(), pane.group_of_row(), pane.is_header) == (0, None, [], False)
        pane.toggle_fold()
        pane.end()
        assert desk.rows()[0] == " 0   surface"
        assert EntityPane().line_count() == 0

    on_desk(act)


def test_without_colour_focus_is_reverse_and_headers_are_bold(
    on_desk: Callable[[Act], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def act(desk: Desk, pilot: Pilot[None]) -> None:
        desk.focus_on("Name001")
        assert desk.app.no_color
        header = [one for one in desk.pane.render_line(1) if "PERSON" in one.text]
        assert header[0].style is not None
        assert header[0].style.bold
        assert desk.lit() == ["?  Name001"]

    on_desk(act)
