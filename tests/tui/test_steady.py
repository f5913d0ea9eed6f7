"""Steadiness: the line one reads stays in its row, whatever becomes of the screen, the column, the panes and the entities."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.entity import Entity, Status
from tests.examples import examples
from tests.tui.scene import stored
from tui.driver import Session

FILLING = ["and", "日本語", "extraordinarily", "ที่น้ำ", "क्षेत्र", "👩\u200d🚒", "שלום", "so", "مرحبا", "it"]
WORDS = [f"{FILLING[number * 7 % 10]} w{number:03}x" for number in range(400)]
TEXT = "".join(word + ("\n\n" if number % 23 == 22 else "\n" if number % 11 == 10 else " ") for number, word in enumerate(WORDS))


@contextmanager
def at(folder: Path, word: int, size: tuple[int, int]) -> Iterator[Session]:
    """The text with a suggestion on each tenth word, the focus on one of these."""
    places = [TEXT.index(f"w{number:03}x") for number in range(0, 400, 10)]
    entities = [Entity(f"e{n:02}", place, place + 5, "ORG", Status.SUGGESTED) for n, place in enumerate(places)]
    with Session(project=stored(folder, (TEXT, entities)), size=size) as session:
        session.press(*["n"] * (word // 10 + 1))
        yield session


def article(session: Session) -> list[str]:
    """The rows of the article as they stand on the screen, without what stands beside it."""
    return [row.partition("│")[0].rstrip() for row in session.screen_text()[1 : 1 + session.app.reader.view.size.height]]


def row_of(session: Session, word: int) -> int:
    return next(y for y, row in enumerate(article(session)) if f"w{word:03}x" in row)


def check_kept(session: Session, word: int, row: int) -> None:
    """The word is in its row, or in the last where the screen has fewer; one row above where a blank row between spaced lines
    would else be the first; and where the article begins or ends on the screen, nearer to that."""
    rows, now = article(session), row_of(session, word)
    first, last = (any(name in line for line in rows) for name in ("w000x", "w399x"))
    above = min(row, len(rows) - 1) - now
    assert above in (0, 1) or (above > 0 and first) or (above < 0 and last), (row, now, rows)


STEPS = st.one_of(
    st.tuples(st.integers(42, 160), st.integers(10, 50)),
    st.sampled_from(["+", "-", "=", "|", "z", "tab"]),
)


@examples(5, 50)
def test_the_line_in_focus_stays_in_its_row_through_sizes_widths_and_panes(
    tmp_path_factory: pytest.TempPathFactory, examples: int
) -> None:
    @settings(max_examples=examples)
    @given(word=st.integers(0, 39).map(lambda number: number * 10), steps=st.lists(STEPS, max_size=6))
    def check(word: int, steps: list[tuple[int, int] | str]) -> None:
        with at(tmp_path_factory.mktemp("steady"), word, (110, 32)) as session:
            row = row_of(session, word)
            before = article(session)
            for step in steps:
                if isinstance(step, str):
                    session.press(step)
                    if step == "tab":
                        session.press("tab")
                else:
                    session.resize(*step)
                check_kept(session, word, row)
            while session.app.reader.zoom:
                session.press("z")
            if steps.count("|") % 2:
                session.press("|")
            session.press("=")
            session.resize(110, 32)
            assert article(session) == before

    check()


@pytest.mark.parametrize("size", [(80, 24), (110, 32)])
def test_without_a_focus_the_first_line_stays_the_first(tmp_path: Path, size: tuple[int, int]) -> None:
    with Session(project=stored(tmp_path, (TEXT, ())), size=size) as session:
        session.press("space", "space")
        before, top = article(session), session.app.reader.view.top_offset
        for other in ((57, 20), (140, 40), (42, 12), size):
            session.resize(*other)
            assert session.app.reader.view.top_offset <= top < session.app.reader.view.text_lines[0][1]
        assert article(session) == before


@pytest.mark.parametrize("size", [(80, 24), (110, 32)])
def test_deciding_moves_no_letter_while_what_comes_next_is_on_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    with at(tmp_path, 20, size) as session:
        shown = [row.lstrip(" ?✓x!*~+") for row in article(session)]
        for key in ("a", "x", "i", "1", "n", "L", "u", "u", "u", "U", "A", "u"):
            session.press(key)
            assert [row.lstrip(" ?✓x!*~+") for row in article(session)] == shown, key
