"""What the tests share: the folder of samples beside the checkout, a fixed clock and fixed uids; and how they are run."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import settings

from annotations.marked import Hand

# A test says nothing about time; where CI is set, the same examples are tried each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

TEMPORARY = Path(tempfile.gettempdir()).resolve()
"""Where ``tmp_path`` is, on the disk."""
MEMORY, ROOM = Path("/dev/shm"), 1 << 30
"""A folder in memory, and the bytes that must be free in it."""
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One file, or tests of it, run in this process: to start others takes longer than most files do."""
    files = {argument.partition("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and files.pop().endswith(".py") else None


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


@pytest.fixture(scope="session", autouse=True)
def thrown_away_in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What Python keeps in a temporary folder of its own is in memory where there is room for it, so that property tests wait
    for no disk. ``tmp_path`` stays on the disk."""
    tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > ROOM:
            patch.setattr(tempfile, "tempdir", str(MEMORY))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where Python is told to write no bytecode, each process that a test starts would compile the whole reader anew: they
    share what the first one compiled, in a folder of this run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        if sys.dont_write_bytecode:
            patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
            patch.setenv("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
        yield


@pytest.fixture
def hand() -> Hand:
    """Ada's hand, at a fixed time, with uids h1, h2, ..."""
    return make_hand()


def make_hand(by: str = "ada", at: str = "2026-01-02T03:04:05Z") -> Hand:
    numbers = count(1)
    new_uid: Callable[[], str] = lambda: f"h{next(numbers)}"  # noqa: E731
    return Hand(by, lambda: at, new_uid)
