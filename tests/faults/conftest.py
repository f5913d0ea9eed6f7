"""A folder in memory for tests that save thousands of times: what a sync costs there is nothing."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.store import syncing

_MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where the system has that."""
    try:
        with tempfile.TemporaryDirectory(dir=_MEMORY) as name:
            yield Path(name)
    except (FileNotFoundError, PermissionError):
        yield tmp_path


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader waits for each sync, however slow the disk of the moment is."""
    monkeypatch.setattr(syncing, "SLOW", 60.0)
