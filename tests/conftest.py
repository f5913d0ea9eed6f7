"""What the tests share: the folder of samples beside the checkout, a fixed clock and fixed uids."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from annotations.marked import Hand

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The samples beside the checkout; the test is skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this checkout")
    return SHARED


@pytest.fixture
def hand() -> Hand:
    """Ada's hand, at a fixed time, with uids h1, h2, ..."""
    return make_hand()


def make_hand(by: str = "ada", at: str = "2026-01-02T03:04:05Z") -> Hand:
    numbers = count(1)
    new_uid: Callable[[], str] = lambda: f"h{next(numbers)}"  # noqa: E731
    return Hand(by, lambda: at, new_uid)
