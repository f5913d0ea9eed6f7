"""ArticleView and its base: what is drawn where, what is repainted, and that the text stays put."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from annotations.article import Article
from annotations.entity import Entity, Proposal, Status
from annotations.index import SHOWN, EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Focus, Marked
from annotations.progress import Progress
from annotations.span import Span
from tui.themes import THEMES
from tui.widgets.article import ArticleView
from tui.widgets.lines import NumberedLines

TEXT = "Jo has been acting ambassador in Rome since Italy expelled envoy Mun Jong Nam.\n\nHe met the Bank of England in London.\n"
LONG = "\n".join(
    f"Line {number} of the text, with Rome in it and more words than one row of it can hold, but fewer than two rows can."
    for number in range(400)
)
LABELS = PRESETS["ontonotes"]


class CountingIndex(EntityIndex):
    """Counts how many entities were looked at."""

    visited = 0

    def touching(self, start: int, end: int, statuses: Iterable[Status] = SHOWN) -> list[Entity]:
        found = super().touching(start, end, statuses)
        self.visited += len(found)
        return found


def on(text: str, words: str, label: str = "ORG", status: Status = Status.SUGGESTED, **fields: object) -> Entity:
    start = text.index(words)
    return Entity(f"{words}{label}", start, start + len(words), label, status, origin="model:m").changed(**fields)


def marked(text: str, *entities: Entity) -> Marked:
    return Marked(Article(text), CountingIndex(text, entities), LABELS, Progress())


class Page(App[None]):
    def __init__(self, theme: str) -> None:
        super().__init__()
        self.view = ArticleView()
        self.heard: list[object] = []
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield self.view

    def on_article_view_pointed(self, message: ArticleView.Pointed) -> None:
        self.heard.append(message.offset)

    def on_article_view_selected(self, message: ArticleView.Selected) -> None:
        self.heard.append((message.start, message.end))


Check = Callable[[ArticleView, Pilot[None]], Awaitable[None]]


def run(shown: Marked, check: Check, size: tuple[int, int] = (80, 24), position: int = 0, theme: str = "rubricate-dark") -> None:
    async def go() -> None:
        page = Page(theme)
        async with page.run_test(size=size) as pilot:
            page.view.show(shown, position)
            await pilot.pause()
            await check(page.view, pilot)

    asyncio.run(go())


def row(view: ArticleView, y: int) -> str:
    return view.render_line(y).text


def styles(strip: Strip, words: str) -> Style:
    """The style of the first segment with these words."""
    found = next(segment.style for segment in strip if words in segment.text)
    assert found is not None
    return found


def cells(strip: Strip) -> Iterator[tuple[str, Style]]:
    for segment in strip:
        for char in segment.text:
            yield char, segment.style or Style()


def reversed_text(view: ArticleView) -> str:
    return "".join(char for y in range(view.size.height) for char, style in cells(view.render_line(y)) if style.reverse)


def test_the_column_is_centred_and_never_wider_than_the_measure() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        rows = [row(view, y) for y in range(10)]
        assert rows[0].startswith("    Jo has been acting")
        assert all(len(one) == 80 and len(one.rstrip()) <= 4 + 72 for one in rows)
        view.measure = 40
        await pilot.pause()
        assert row(view, 0).startswith(" " * 20 + "Jo has been")
        await pilot.resize_terminal(30, 24)
        await pilot.pause()
        assert row(view, 0) == "   Jo has been acting".ljust(30)

    run(marked(TEXT), check)


def test_the_column_of_a_text_in_wide_characters_holds_forty_of_them() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        assert row(view, 0).strip() == "国" * 40
        view.measure = 40
        await pilot.pause()
        assert row(view, 0).strip() == "国" * 20
        view.measure = None
        await pilot.pause()
        assert row(view, 0).strip() == "国" * 40

    run(marked("国" * 200), check, size=(110, 24))


def test_the_first_paint_already_has_the_text() -> None:
    class First(ArticleView):
        painted: str | None = None

        def row(self, y: int, lines: Sequence[Span | None], width: int) -> Strip:
            strip = super().row(y, lines, width)
            if self.painted is None:
                self.painted = strip.text
            return strip

    class Early(Page):
        def compose(self) -> ComposeResult:
            self.view = First()
            self.view.show(marked(LONG), LONG.index("Line 200"))
            yield self.view

    async def go() -> None:
        page = Early("rubricate-dark")
        async with page.run_test(size=(80, 24)):
            assert isinstance(page.view, First)
            assert "Line 200" in (page.view.painted or "")

    asyncio.run(go())


def test_marks_stand_in_the_margin_the_most_urgent_one_of_a_line() -> None:
    entities = (
        on(TEXT, "Jo", "PERSON", Status.ACCEPTED),
        on(TEXT, "Rome", "GPE", score=0.3),
        on(TEXT, "Bank of England", status=Status.ACCEPTED, origin="human"),
    )

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        assert row(view, 0)[:6] == " ?? Jo"
        assert row(view, 3)[:6] == "  * He"
        view.plain = True
        await pilot.pause()
        assert [row(view, y)[:6] for y in (0, 3)] == ["    Jo", "    He"]
        assert not any(style.underline or style.bold for y in range(5) for _, style in cells(view.render_line(y)))

    run(marked(TEXT, *entities), check)


def test_statuses_are_told_apart_in_the_text() -> None:
    changed = Proposal(0, 3, "ORG", "model:m")
    entities = (
        on(TEXT, "Jo", "PERSON"),
        on(TEXT, "Rome", "GPE", Status.ACCEPTED),
        on(TEXT, "Italy", "GPE", Status.UNSURE),
        on(TEXT, "Mun Jong Nam", "PERSON", Status.ACCEPTED, origin="human"),
        on(TEXT, "London", "GPE", Status.ACCEPTED, suggested=changed),
        on(TEXT, "England", "GPE", Status.REJECTED),
    )

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        first, last = view.render_line(0), view.render_line(3)
        assert styles(first, "Jo").underline
        assert styles(first, "Rome").bgcolor != view.base_style.bgcolor
        assert not styles(first, "Rome").underline
        assert styles(first, "Italy").italic
        name = next(style for y in (0, 1) for char, style in cells(view.render_line(y)) if style.bold and char == "M")
        assert not name.underline
        assert styles(last, "London").underline
        assert styles(last, "London").bold
        assert styles(last, "England") == view.base_style
        view.show_rejected = True
        await pilot.pause()
        assert styles(view.render_line(3), "England").strike

    run(marked(TEXT, *entities), check)


def test_the_inner_entity_has_the_tint_and_the_outer_one_is_underlined_across_both() -> None:
    outer = on(TEXT, "Bank of England", status=Status.ACCEPTED)
    inner = on(TEXT, "England", "GPE", Status.ACCEPTED)

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        strip = view.render_line(3)
        assert styles(strip, "Bank of ").underline
        assert styles(strip, "England").underline
        assert styles(strip, "Bank of ").bgcolor != styles(strip, "England").bgcolor
        assert not styles(strip, " in").underline

    run(marked(TEXT, outer, inner), check)


def test_an_entity_that_comes_inside_another_repaints_the_lines_of_both() -> None:
    outer = Entity("o", 0, 60, "ORG", Status.ACCEPTED)
    shown = marked("word " * 40, outer)

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        assert not styles(view.render_line(0), "word").underline
        inner = Entity("i", 50, 54, "GPE", Status.ACCEPTED)
        assert isinstance(shown.entities, EntityIndex)
        shown.entities.put(inner)
        before = view.lines_drawn
        view.entities_changed(*inner.span)
        await pilot.pause()
        assert view.lines_drawn - before == 4
        assert styles(view.render_line(0), "word").underline

    run(shown, check, size=(20, 24))


@pytest.mark.parametrize(("columns", "expected"), [(40, "?+2"), (90, "?+2")])
def test_more_than_two_layers_are_counted_in_the_margin(columns: int, expected: str) -> None:
    entities = [Entity(f"e{n}", 0, 12 - n, "ORG", Status.SUGGESTED) for n in range(4)]

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        assert row(view, 0).split("Jo")[0].strip() == expected

    run(marked(TEXT, *entities), check, size=(columns, 24))


def test_focus_is_reverse_on_top_of_what_is_there_and_the_mark_stays() -> None:
    entity = on(TEXT, "Rome", "GPE")

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        view.set_focus(Focus.on(entity))
        await pilot.pause()
        assert reversed_text(view) == "Rome"
        assert styles(view.render_line(0), "Rome").underline
        assert row(view, 0)[:4] == "  ? "
        view.set_focus(Focus(0, 2))
        await pilot.pause()
        assert reversed_text(view) == "Jo"
        view.set_focus(None)
        await pilot.pause()
        assert reversed_text(view) == ""

    run(marked(TEXT, entity), check)


def test_hits_are_lit_and_the_current_one_differs() -> None:
    hits = [(at, at + 4) for at in range(len(LONG)) if LONG.startswith("Rome", at)]

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        view.set_hits(hits, hits[0])
        await pilot.pause()
        first, second = (next(s for c, s in cells(view.render_line(y)) if c == "R") for y in (0, 2))
        assert first.bgcolor == view.look.current_hit.bgcolor
        assert second.bgcolor == view.look.hit.bgcolor
        before = view.lines_drawn
        view.set_hits(hits, hits[1])
        await pilot.pause()
        assert view.lines_drawn - before == 2
        view.set_hits((), None)
        await pilot.pause()
        assert styles(view.render_line(0), "Rome") == view.base_style

    run(marked(LONG), check)


def test_a_move_of_the_focus_redraws_its_lines_and_visits_few_entities() -> None:
    text = "Rome and Paris met. " * 300_000
    entities = [Entity(f"e{n}", n * 60, n * 60 + 4, "GPE", Status.SUGGESTED) for n in range(100_000)]
    shown = marked(text, *entities)
    index = shown.entities
    assert isinstance(index, CountingIndex)

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        for place in range(1000, 1010):
            before, index.visited = view.lines_drawn, 0
            view.set_focus(Focus.on(entities[place]))
            view.bring(entities[place].span)
            await pilot.pause()
            assert view.is_visible(entities[place].span)
            if place > 1000:
                assert view.lines_drawn - before <= 2
                assert index.visited <= 60
        before, index.visited = view.lines_drawn, 0
        view.entities_changed(*entities[1009].span)
        await pilot.pause()
        assert view.lines_drawn - before == 1
        assert index.visited <= 40
        before = view.lines_drawn
        view.entities_changed(*entities[90_000].span)
        await pilot.pause()
        assert view.lines_drawn == before
        view.page(1)
        await pilot.pause()
        assert view.lines_drawn - before <= 24

    run(shown, check)


def test_a_page_keeps_two_lines_and_the_ends_are_kept() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        view.page(-1)
        assert view.top_offset == 0
        last = [row(view, y) for y in (22, 23)]
        view.page(1)
        await pilot.pause()
        assert [row(view, y) for y in (0, 1)] == last
        view.go_end()
        await pilot.pause()
        assert view.visible_span()[1] == len(LONG)
        assert view.percent == 100
        assert row(view, 23).strip()
        view.page(1)
        assert view.visible_span()[1] == len(LONG)
        view.go_home()
        assert view.visible_span()[0] == 0
        assert view.percent < 10

    run(marked(LONG), check)


def test_bring_scrolls_only_what_is_off_the_screen_and_keeps_context() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        def place(number: int) -> tuple[int, int]:
            at = LONG.index(f"Line {number} ")
            return at, at + 4

        def rows_above(number: int) -> int | None:
            return view.row_of(place(number)[0])

        view.bring(place(3))
        assert view.top_offset == 0
        view.bring(place(13))
        assert view.is_visible(place(13))
        assert rows_above(13) == view.size.height - 1 - 3
        view.bring(place(300))
        assert view.is_visible(place(300))
        assert rows_above(300) == 8
        view.bring(place(295))
        assert rows_above(295) == 3
        view.bring((0, len(LONG)))
        assert view.top_offset == 0

    run(marked(LONG), check)


def test_a_resize_keeps_the_first_visible_offset_at_the_top() -> None:
    at = LONG.index("Line 150")

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        for width in (40, 130, 55, 80):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            line = view.visible_span()
            assert line[0] <= at < line[0] + 80
            assert LONG[at : at + 8] in row(view, 0) + row(view, 1)
        assert view.top_offset == at
        view.measure = 50
        view.measure = 72
        assert view.top_offset == at

    run(marked(LONG), check, position=at)


def test_up_and_down_keep_the_cell_that_was_wanted() -> None:
    text = "a long line of words\nno\nanother long line"

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        moved = view.line_move(7, None, 1)
        assert moved == (text.index("no") + 2, 7)
        moved = view.line_move(*moved, 1)
        assert moved == (text.index("another") + 7, 7)
        assert view.line_move(*moved, 1) is None
        assert view.line_move(3, None, -1) is None

    run(marked(text), check)


def test_the_terminals_cursor_may_stand_on_the_focus() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        at = LONG.index("Line 2 ")
        assert view.screen_cell(Focus(at, at + 4)) == (4, 4)
        assert view.screen_cell(Focus(len(LONG) - 4, len(LONG))) is None
        assert view.screen_cell(None) is None

    run(marked(LONG), check)


def test_the_wheel_scrolls_and_a_click_points_and_a_drag_selects() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        page = view.app
        assert isinstance(page, Page)
        await pilot.click(ArticleView, offset=(5, 0))
        await pilot.mouse_down(ArticleView, offset=(4, 0))
        await pilot.hover(ArticleView, offset=(7, 0))
        assert reversed_text(view) == "Line"
        await pilot.mouse_up(ArticleView, offset=(7, 0))
        await pilot.pause()
        assert page.heard == [1, (0, 4)]
        assert reversed_text(view) == ""
        assert not view.can_focus

    run(marked(LONG), check)


def test_a_click_on_a_wide_character_points_at_it_and_below_the_text_at_nothing() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        page = view.app
        assert isinstance(page, Page)
        await pilot.click(ArticleView, offset=(5, 0))
        await pilot.click(ArticleView, offset=(5, 9))
        await pilot.pause()
        assert page.heard == [1]

    run(marked("日本語"), check)


def test_another_theme_repaints_in_its_colours() -> None:
    entity = on(TEXT, "Rome", "GPE", Status.ACCEPTED)

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        seen = set()
        for name in ("rubricate-light", "rubricate-dark"):
            view.app.theme = name
            await pilot.pause()
            style = styles(view.render_line(0), "Rome")
            assert style.bgcolor == view.look.text_style("✓", LABELS.family("GPE")).bgcolor
            seen.add(style.bgcolor)
        assert len(seen) == 2

    run(marked(TEXT, entity), check)


def test_without_colour_no_text_has_a_family_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    entities = on(TEXT, "Rome", "GPE", Status.ACCEPTED), on(TEXT, "Jo", "PERSON")

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        strip = view.render_line(0)
        assert styles(strip, "Rome") == view.base_style + Style(bold=True)
        assert styles(strip, "Jo") == view.base_style + Style(underline=True)

    run(marked(TEXT, *entities), check)


def test_an_entity_inside_a_grapheme_is_drawn_over_all_of_it() -> None:
    text = "a 👩\u200d🚒 b"
    entity = Entity("u", 3, 4, "PERSON", Status.SUGGESTED)

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        strip = view.render_line(0)
        assert styles(strip, "👩").underline
        assert any(segment.text == "👩\u200d🚒" for segment in strip)
        assert strip.cell_length == 80

    run(marked(text, entity), check)


def test_an_article_without_text_is_blank_and_every_key_safe() -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        view.page(1)
        view.go_end()
        view.bring((0, 0))
        assert row(view, 0).strip() == ""
        assert (view.visible_span(), view.percent, view.line_move(0, None, 1)) == ((0, 0), 100, None)

    run(marked(""), check)


def test_a_view_that_shows_nothing_yet_answers_all_the_same() -> None:
    async def go() -> None:
        page = Page("rubricate-dark")
        async with page.run_test(size=(40, 12)):
            view = page.view
            view.set_focus(Focus(0, 1))
            view.entities_changed(0, 4)
            assert (view.visible_span(), view.is_visible((0, 1)), view.screen_cell(Focus(0, 1))) == ((0, 0), False, None)

    asyncio.run(go())


class Numbers(NumberedLines):
    number = 100

    def line_count(self) -> int:
        return self.number

    def draw(self, y: int, width: int) -> Strip:
        return Strip.blank(width - 1)


class Lines(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers()


def test_lines_are_drawn_once_and_only_those_asked_for_again() -> None:
    async def go() -> None:
        app = Lines()
        async with app.run_test(size=(40, 10)) as pilot:
            view = app.query_one(Numbers)
            assert view.lines_drawn == 10
            view.to_line(5)
            await pilot.pause()
            assert (view.top, view.lines_drawn) == (5, 15)
            view.redraw(range(6, 8).__contains__)
            view.redraw(range(50, 90).__contains__)
            await pilot.pause()
            assert view.lines_drawn == 17
            assert view.render_line(0).cell_length == 40

    asyncio.run(go())


def test_fewer_lines_scroll_back_as_far_as_must_be() -> None:
    async def go() -> None:
        app = Lines()
        async with app.run_test(size=(40, 10)) as pilot:
            view = app.query_one(Numbers)
            view.to_line(10**6)
            assert view.top == 90
            view.number = 20
            view.redraw_all()
            await pilot.pause()
            assert list(view.on_screen) == list(range(10, 20))
            view.to_line(-5)
            assert view.top == 0

    asyncio.run(go())


def test_cached_lines_are_bounded() -> None:
    async def go() -> None:
        app = Lines()
        async with app.run_test(size=(40, 10)) as pilot:
            view = app.query_one(Numbers)
            view.number = 10_000
            view.redraw_all()
            for line in range(0, 2000, 10):
                view.to_line(line)
                await pilot.pause()
            drawn = view.lines_drawn
            view.to_line(0)
            await pilot.pause()
            assert view.lines_drawn == drawn + 10

    asyncio.run(go())
