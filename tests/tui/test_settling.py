"""When work that takes long goes on between keys."""

import pytest

from tui.settling import PAUSE, Pace


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
