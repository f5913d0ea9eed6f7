"""The user's folders."""

import sys
from pathlib import Path

import platformdirs
import pytest

from annotations.folders import cache_folder, config_folder, data_folder


@pytest.mark.parametrize("xdg", [None, "", "/elsewhere"])
def test_folders_are_those_that_platformdirs_names(monkeypatch: pytest.MonkeyPatch, xdg: str | None) -> None:
    for name in ("RUBRICATE_CACHE", "RUBRICATE_CONFIG", "RUBRICATE_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        if xdg is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, xdg)
    assert Path(cache_folder()) == platformdirs.user_cache_path("rubricate", appauthor=False)
    assert Path(config_folder()) == platformdirs.user_config_path("rubricate", appauthor=False)
    assert Path(data_folder()) == platformdirs.user_data_path("rubricate", appauthor=False)


def test_on_other_systems_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUBRICATE_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert Path(cache_folder()) == platformdirs.user_cache_path("rubricate", appauthor=False)


def test_the_folders_may_be_put_elsewhere() -> None:
    assert cache_folder({"RUBRICATE_CACHE": "/there"}) == "/there"
    assert config_folder({"RUBRICATE_CONFIG": "/here"}) == "/here"
    assert data_folder({"RUBRICATE_DATA": "/nowhere"}) == "/nowhere"
