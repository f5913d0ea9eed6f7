"""What a key costs does not grow with the article: entities looked at, lines drawn, bytes sent. Counted, not timed."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotations.entity import Entity
from annotations.index import EntityIndex
from annotations.span import Span
from tests.bench.projects import write
from tests.terminal import CTRL_Q, DOWN, RIGHT, Terminal
from tui.driver import Session
from tui.listing import AT_ONCE, Listing
from tui.pane import STEP
from tui.pane_rows import MentionGroup, SurfaceGroup
from tui.sorting import RUN
from tui.suggesting import Suggesting

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 300, 20_000
KEYS = (
    *("right", "right", "down", "up", "n", "a", "n", "x", "n", "i", "u", "U", "n", "1", "u", "right", "1", "L", "H", "u", "N"),
    *(
        "space",
        "right",
        "}",
        ")",
        "end",
        "right",
        "1",
        "home",
        "n",
        "e",
        "E",
        ".",
        "backspace",
        "%",
        "4",
        "0",
        "enter",
        "n",
        "a",
        "u",
    ),
    *("w", "d", "n", "n", "N", "w", "i", "n", "w", "l", "n", "w", "x", "n", "w", "r", "n", "f", "escape", "F", "escape"),
)

IN_PANE = (
    *("tab", "down", "down", "up", "pagedown", "pageup", "end", "home", "down", "right", "left", "n", "a", "n", "x", "u", "U"),
    *("n", "1", "u", "i", "u", "home", "a", "enter", "enter", "tab", "n", "a", "u", "tab", "N", "tab"),
)
LISTING = ("tab", *"sssRR/", "l", "i", "n", "backspace", "enter", *"nNauxu", "escape", "/", *":ge", "enter", "n", "escape", "tab")


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts the ``entities`` that come out of any index, and those put in ``rows`` of the pane, but for what is done between
    keys: of that, the most ``entities of a step`` of listing and ``of memory``, at a time."""
    seen: Counter[str] = Counter()

    def counting(name: str) -> Any:
        real = getattr(EntityIndex, name)

        def call(self: EntityIndex, *args: Any, **kwargs: Any) -> Any:
            found = real(self, *args, **kwargs)
            if name == "those":
                return taken(found)
            listed = list(found) if name in ("__iter__", "surfaces") else found
            seen["entities"] += len(listed) if isinstance(listed, (list, frozenset, set)) else listed is not None
            return iter(listed) if name == "__iter__" else listed

        return call

    def taken(entities: Iterator[Entity]) -> Iterator[Entity]:
        for entity in entities:
            seen["entities"] += 1
            yield entity

    def counting_rows(kind: type[MentionGroup] | type[SurfaceGroup], name: str) -> Any:
        real = getattr(kind, name)

        def call(self: Any, entity: Entity) -> Any:
            seen["rows"] += 1
            return real(self, entity)

        return call

    go_on = Listing.go_on

    def going_on(self: Listing, enough: Callable[[], bool]) -> None:
        before = last = seen.copy()

        def stepped() -> bool:
            nonlocal last
            seen["entities of a step"] = max(seen["entities of a step"], seen["entities"] - last["entities"])
            last = seen.copy()
            return enough()

        go_on(self, stepped)
        seen["entities"], seen["rows"] = before["entities"], before["rows"]

    improve = Suggesting.go_on

    def improving(self: Suggesting, uid: str, visible: Span, held: Span | None, learning: bool = True) -> bool:
        before = seen["entities"]
        left = improve(self, uid, visible, held, learning)
        seen["entities of memory"] = max(seen["entities of memory"], seen["entities"] - before)
        seen["entities"] = before
        return left

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Suggesting, "go_on", improving)
        for name in ("__iter__", "get", "touching", "equal", "exactly", "next", "previous", "surfaces", "starting", "grouped"):
            patch.setattr(EntityIndex, name, counting(name))
        patch.setattr(EntityIndex, "those", counting("those"))
        for kind in (MentionGroup, SurfaceGroup):
            for name in ("append", "insert", "remove"):
                patch.setattr(kind, name, counting_rows(kind, name))
        patch.setattr(Listing, "go_on", going_on)
        yield seen


def in_pane(tmp_path: Path, entities: int, keys: Sequence[str]) -> tuple[list[tuple[str, int, int, int]], int]:
    """Of each key: entities looked at, put in rows, and lines drawn in the pane; and the most entities that a step of listing
    between keys looked at."""
    path = tmp_path / f"{entities}.json"
    write(path, 1, entities)
    found = []
    # Without memory: what it suggests meanwhile is listed too.
    with Session(None, project=path, environ={"RUBRICATE_MEMORY": "off"}) as session:
        pane = session.app.reader.pane
        with counted() as seen:
            for key in keys:
                before, drawn = seen.copy(), pane.lines_drawn
                session.press(key)
                rows = seen["rows"] - before["rows"]
                found.append((key, seen["entities"] - before["entities"], rows, pane.lines_drawn - drawn))
    return found, seen["entities of a step"]


def costs(tmp_path: Path, entities: int) -> tuple[list[tuple[str, int, int]], int]:
    """Of each key: entities looked at and lines drawn; and the most entities that memory looked at in a step between keys."""
    path = tmp_path / f"{entities}.json"
    write(path, 1, entities)
    found = []
    with Session(None, project=path) as session, counted() as seen:
        while not session.app.reader.pane.filled:
            session.press("escape")
        for key in KEYS:
            before, drawn = seen["entities"], session.lines_drawn
            session.press(key)
            found.append((key, seen["entities"] - before, session.lines_drawn - drawn))
    return found, seen["entities of memory"]


def test_no_key_looks_at_more_entities_or_draws_more_lines_in_a_longer_article(tmp_path: Path) -> None:
    (few, _), (many, of_memory) = costs(tmp_path, FEW), costs(tmp_path, MANY)
    assert of_memory <= FEW, f"{of_memory} entities looked at by memory in a step"
    for (key, looked_at, drawn), (_, more, drawn_of_many) in zip(few, many, strict=True):
        assert more <= 2 * looked_at + 60, f"{key}: {more} entities looked at, {looked_at} in a short article"
        assert drawn_of_many <= max(drawn, 28) + 4, f"{key}: {drawn_of_many} lines drawn, {drawn} in a short article"


def test_no_key_in_the_pane_looks_at_more_entities_or_makes_more_rows_in_a_longer_article(tmp_path: Path) -> None:
    few, _ = in_pane(tmp_path, FEW, IN_PANE)
    many, of_a_step = in_pane(tmp_path, MANY, IN_PANE)
    screenful = max(looked_at for _, looked_at, _, _ in few)
    for (key, _, _, drawn), (_, more, rows, drawn_of_many) in zip(few, many, strict=True):
        assert more <= screenful + 60, f"{key}: {more} entities looked at, {screenful} for a screen of a short article"
        assert rows <= 40, f"{key}: {rows} entities put in rows"
        assert drawn_of_many <= max(drawn, 32) + 4, f"{key}: {drawn_of_many} lines drawn, {drawn} in a short article"
    assert screenful < FEW * 2
    assert of_a_step == 0


def test_a_key_that_lists_anew_looks_at_a_part_of_a_long_article_and_the_rest_is_listed_in_small_steps(tmp_path: Path) -> None:
    many, of_a_step = in_pane(tmp_path, MANY, LISTING)
    step = max(STEP, RUN)
    for key, looked_at, rows, _ in many:
        assert looked_at <= AT_ONCE * step + 60, f"{key}: {looked_at} entities looked at"
        assert rows <= AT_ONCE * step, f"{key}: {rows} entities put in rows"
    assert 0 < of_a_step <= step


def sent(tmp_path: Path, entities: int, keys: tuple[str, ...]) -> list[int]:
    """How many bytes the reader sends after each key."""
    path = tmp_path / f"{entities}.json"
    write(path, 1, entities)
    env = {name: None for name in os.environ if name.startswith(("RUBRICATE_", "TEXTUAL_"))}
    env["RUBRICATE_MEMORY"] = "off"  # what it suggests meanwhile is drawn too
    env |= {"RUBRICATE_CACHE": str(tmp_path / "cache"), "RUBRICATE_ANNOTATOR": "ada", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tui", "-p", str(path), "--model", "none"]
    with Terminal(command, size=(110, 32), env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("no model")
        terminal.wait_for("PERSON")
        terminal.quiet(0.6)
        found = []
        for key in keys:
            before = len(terminal.output)
            terminal.send(key)
            terminal.quiet(0.25)
            found.append(len(terminal.output) - before)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    return found


def test_no_key_sends_more_in_a_longer_article(tmp_path: Path) -> None:
    keys = (RIGHT, RIGHT, DOWN, "n", "a", "u", " ")
    few, many = sent(tmp_path, FEW, keys), sent(tmp_path, MANY, keys)
    assert all(more <= 1.3 * less + 600 for less, more in zip(few, many, strict=True)), (few, many)
    assert max(many[:3]) < 3000, many
    assert max(many) < 30_000, many
