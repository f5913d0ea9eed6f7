"""When work that takes long goes on between keys."""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App

from tests.tui.scene import late
from tui.driver import Session
from tui.settling import LITTER, PAUSE, Pace, after


def test_long_work_goes_on_at_once_while_nobody_types_and_waits_until_a_key_is_done_with() -> None:
    now = 100.0
    pace = Pace(lambda: now)
    assert pace.wait == 0
    pace.typed()
    assert pace.wait == pytest.approx(PAUSE)
    now += PAUSE / 2
    assert 0 < pace.wait < PAUSE
    pace.typed()
    assert pace.wait == pytest.approx(PAUSE)
    now += 2 * PAUSE
    assert pace.wait == 0


@pytest.mark.parametrize("seconds", [0.001, 0.0])
def test_what_is_put_off_is_done_also_when_its_time_is_over_before_it_is_waited_for(seconds: float) -> None:
    async def go() -> list[str]:
        app, done = App[None](), list[str]()
        async with app.run_test() as pilot:
            with late():
                after(app, seconds, lambda: done.append("done"))
                for _ in range(20):
                    await asyncio.sleep(0.01)
            await pilot.pause()
        return done

    assert asyncio.run(go()) == ["done"]


@pytest.fixture
def collections() -> Iterator[list[tuple[int, int]]]:
    """Of each time garbage is collected, in which generation and how many objects were new; as a process that is the reader's
    alone has it."""
    seen: list[tuple[int, int]] = []
    threshold = gc.get_threshold()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append((info["generation"], gc.get_count()[0]))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_what_keys_leave_behind_is_collected_between_them_and_little_at_a_time(
    tmp_path: Path, collections: list[tuple[int, int]]
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Jo met Mun in Rome. " * 200)
    with Session(article, project=tmp_path / "project.json", model="none") as session:
        session.app.tune_garbage = True
        gc.set_threshold(1_000_000, 50, 1000)  # where it is not amid a key
        begun = len(collections)
        for _ in range(12):
            session.press("/", "R", "escape", "f", "escape", *["right"] * 4, "t", "escape")
        swept = [new for generation, new in collections[begun:] if generation == 0]
    assert len(swept) >= 3
    assert all(LITTER < new < 6 * LITTER for new in swept)
