"""Screens over the article: each key that does nothing there says so, and which keys there are."""

from pathlib import Path

import pytest

from tests.tui.scene import SUGGESTIONS, reading
from tui.driver import Session

IDLE = ("!", "0", "home", "up", "pageup", "left", "tab", "f5", "ctrl+a", "b")
"""Keys with which nothing can be done at the start of any of these screens."""
SCREENS = {
    "labels": (("n", "t"), ("!", *IDLE[2:-1])),
    "chips": (("v",), IDLE),
    "help": (("?",), IDLE),
    "outline": (("B", "O"), IDLE),
    "along": (("n", "n", "K"), IDLE),
}


def _open(session: Session, keys: tuple[str, ...]) -> None:
    session.press(*keys)
    assert len(session.app.screen_stack) > 1


@pytest.mark.parametrize("name", SCREENS)
def test_a_key_that_does_nothing_on_a_screen_over_the_article_says_so(tmp_path: Path, name: str) -> None:
    opens, idle = SCREENS[name]
    silent = []
    for key in idle:
        with reading(tmp_path, SUGGESTIONS) as session:
            _open(session, opens)
            before = session.screen_text()
            session.press(key)
            if session.screen_text() == before:
                silent.append(key)
            assert len(session.app.screen_stack) > 1, key
    assert silent == []


def test_what_is_said_there_names_the_key_and_goes_with_the_next_that_acts(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        _open(session, ("?",))
        session.press("!")
        assert session.screen_text()[-1].startswith(" ! does nothing here: ? or Esc leaves")
        session.press("up")
        assert session.screen_text()[-1] == " the start of the help"
        session.press("down")
        assert session.screen_text()[-1] == " ? or Esc leaves; Space and arrows turn the page"
