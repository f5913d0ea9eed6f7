"""When work that takes long goes on between keys."""

import asyncio

import pytest
from textual.app import App

from tests.tui.scene import late
from tui.settling import PAUSE, Pace, after


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
