"""What the tests share: the folder of samples beside the checkout, a fixed clock and fixed uids."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from annotations.marked import Hand

# A test says nothing about time; where CI is set, the same examples are tried each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The samples beside the checkout; the test is skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this checkout")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def no_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings of whoever runs the tests, in this process and in those it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        for name in ("RUBRICATE_CONFIG", "RUBRICATE_DATA", "RUBRICATE_LEARN", "RUBRICATE_THEME", "RUBRICATE_KEYMAP", "NO_COLOR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def hand() -> Hand:
    """Ada's hand, at a fixed time, with uids h1, h2, ..."""
    return make_hand()


def make_hand(by: str = "ada", at: str = "2026-01-02T03:04:05Z") -> Hand:
    numbers = count(1)
    new_uid: Callable[[], str] = lambda: f"h{next(numbers)}"  # noqa: E731
    return Hand(by, lambda: at, new_uid)
