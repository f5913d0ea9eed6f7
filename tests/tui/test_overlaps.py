"""Entities that nest, cross and lie on one another, at any depth, at line ends and over wraps: all are seen, and all are reached."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.pilot import Pilot

from annotations.entity import Entity, Status
from annotations.index import SHOWN
from annotations.marked import Focus
from tests.tui.scene import stored
from tests.tui.test_article_view import cells, marked, run
from tui.driver import Session
from tui.geometry import column, margin
from tui.widgets.article import ArticleView

TEXT = (
    "The Lord Mayor of the City of London Corporation met Members of Parliament at the Bank of England.\n\n"
    "In Rome, the Bank of the South said no.\n"
    "“Central Bank of 日本国 Research Institute for Monetary and Economic Studies”"
)
WORDS = [(place, place + len(word)) for word in set(TEXT.split()) for place in [TEXT.index(word)]]
WORDS.sort()


@st.composite
def entities(draw: st.DrawFn) -> list[Entity]:
    found: list[Entity] = []
    for number in range(draw(st.integers(1, 10))):
        holder = draw(st.sampled_from([None, *found]))
        within = [word for word in WORDS if holder is None or (holder.start <= word[0] and word[1] <= holder.end)] or WORDS
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(within) - 1)] * 2)))
        start, end = within[first][0], within[last][1]
        if holder is None and draw(st.booleans()):  # an edge anywhere, also within a word or on a blank
            end = min(end + draw(st.integers(1, 9)), len(TEXT))
        label, status = draw(st.sampled_from(["GPE", "ORG", "FAC"])), draw(st.sampled_from(SHOWN))
        score = draw(st.sampled_from([0.3, 0.9]))
        if all(one.span != (start, end) or one.label != label for one in found):
            found.append(Entity(f"e{number}", start, end, label, status, origin="model:m", score=score))
    return found


Drawn = list[list[tuple[str, Style]]]


def deep(every: Sequence[Entity]) -> int:
    """How many lie over each other where most do."""
    return max(sum(one.start <= place < one.end for one in every) for place in range(len(TEXT)))


@st.composite
def pairs(draw: st.DrawFn) -> list[Entity]:
    """Entities of which no three lie over each other."""
    found: list[Entity] = []
    for one in draw(entities()):
        if deep([*found, one]) <= 2:
            found.append(one)
    return found


def drawn(view: ArticleView) -> Drawn:
    return [list(cells(view.render_line(y))) for y in range(view.size.height)]


def check_seen(every: Sequence[Entity], width: int, theme: str = "rubricate-dark") -> None:
    """Taking any entity away changes a cell, in the text or in the margin, and no letter."""

    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        everything = drawn(view)
        for one in every:
            view.show(marked(TEXT, *(other for other in every if other is not one)))
            without = drawn(view)
            assert without != everything, (one, every)
            left = margin(width, column(width, view.measure))
            letters = ["".join(char for char, _ in row[left:]) for row in everything]
            assert ["".join(char for char, _ in row[left:]) for row in without] == letters

    run(marked(TEXT, *every), check, size=(width, 24), theme=theme)


@pytest.mark.parametrize("width", [40, 80])
@settings(max_examples=25)
@given(every=pairs())
def test_every_entity_is_seen_whatever_it_holds_or_crosses(width: int, every: list[Entity]) -> None:
    check_seen(every, width)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["rubricate-dark", "rubricate-light", "rubricate-ansi"])
@pytest.mark.parametrize("width", [40, 57, 80, 110])
@settings(max_examples=200)
@given(every=pairs())
def test_every_entity_is_seen_in_every_theme_and_width(width: int, theme: str, every: list[Entity]) -> None:
    check_seen(every, width, theme)


def test_without_colour_every_entity_is_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    bank = TEXT.index("Bank of England")
    for spans in ([(0, 15), (0, 4), (8, 15)], [(-4, 7), (0, 15)], [(0, 15), (0, 15)], [(0, 7), (5, 15)]):
        for status in SHOWN:
            check_seen([Entity(f"e{n}", bank + a, bank + b, "ORG", status) for n, (a, b) in enumerate(spans)], 80)


@pytest.mark.parametrize("width", [40, 80])
@settings(max_examples=25)
@given(every=entities())
def test_the_one_in_focus_is_seen_whole_in_its_own_look_and_a_deep_line_says_so(width: int, every: list[Entity]) -> None:
    async def check(view: ArticleView, pilot: Pilot[None]) -> None:
        for one in every:
            view.set_focus(Focus.on(one))
            lit = [(char, style) for row in drawn(view) for char, style in row if style.reverse]
            assert "".join(char for char, _ in lit).replace(" ", "") == "".join(TEXT[one.start : one.end].split())
            assert len({(style.color, style.bgcolor, style.bold, style.italic) for _, style in lit}) == 1
        margins = ["".join(char for char, _ in row[: margin(width, column(width, view.measure))]) for row in drawn(view)]
        assert any("+" in one for one in margins) == (deep(every) > 2)

    run(marked(TEXT, *every), check, size=(width, 24))


def test_a_line_says_how_many_lie_over_two(tmp_path: Path) -> None:
    text = "met at the Bank of England today"
    every = [Entity(f"e{n}", 11, 26 - n * 5, "ORG", Status.SUGGESTED) for n in range(3)]
    with Session(project=stored(tmp_path, (text, every)), size=(80, 24)) as session:
        assert session.screen_text()[1].startswith("?+1 met at the Bank")
        session.press("n", "n", "a")
        assert session.screen_text()[1].startswith("?+1 met at the Bank")
        session.press("u", "x")
        assert session.screen_text()[1].startswith("  ? met at the Bank")


def check_reached(folder: Path, articles: Sequence[Sequence[Entity]], size: tuple[int, int]) -> None:
    """By arrows and ``o`` alone each entity comes into focus, there and back, and none of the keys changes anything."""
    texts = [f"{TEXT}\n{number}" for number in range(len(articles))]
    with Session(project=stored(folder, *zip(texts, articles, strict=True)), size=size) as session:
        for _ in articles:
            before = session.entities
            session.press("home", "right")
            for key in ("right", "left"):
                met: set[Focus] = set()
                ended = False
                while not ended:
                    while (focus := session.app.reader.reading.focus) and focus not in met:
                        met.add(focus)
                        session.press("o")
                    session.press(key)
                    ended = "of the article" in session.said
                assert {one.uid for one in before} == {focus.uid for focus in met if focus.uid}, (key, before)
            assert session.entities == before
            session.press("]")


@settings(max_examples=3)
@given(articles=st.tuples(entities(), entities()))
@pytest.mark.parametrize("size", [(40, 24), pytest.param((80, 24), marks=pytest.mark.slow)])
def test_every_entity_is_reached_by_arrows_and_o(
    tmp_path_factory: pytest.TempPathFactory, articles: Sequence[list[Entity]], size: tuple[int, int]
) -> None:
    check_reached(tmp_path_factory.mktemp("overlaps"), articles, size)


@pytest.mark.slow
@settings(max_examples=40)
@given(articles=st.tuples(entities(), entities(), entities(), entities()))
def test_every_entity_of_many_articles_is_reached_by_arrows_and_o(
    tmp_path_factory: pytest.TempPathFactory, articles: Sequence[list[Entity]]
) -> None:
    check_reached(tmp_path_factory.mktemp("overlaps"), articles, (40, 24))
