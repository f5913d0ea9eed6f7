"""Which keymap is used: as asked for, else $RUBRICATE_KEYMAP's, else the config's, else the plain one."""

import os
from pathlib import Path
from typing import NamedTuple

from tui.config import Config, is_file
from tui.keymap import Keymap, KeymapError

FOLDER = "keymaps"
"""Where the user's keymaps are, in the folder of their configuration."""


class ChosenKeymap(NamedTuple):
    """The keymap in use. ``asked``: the name or path it is had by. ``source``: who asked for it. ``notices``: lines to show,
    in a reader; ``problems``: all that is wrong with it, one a line."""

    keymap: Keymap
    asked: str
    source: str = "default"
    problems: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        if len(self.problems) < 2:
            return self.problems
        return (f"{self.problems[0]} (1 of {len(self.problems)}: rubricate keys --keymap {self.asked})",)


def chosen_keymap(config: Config, option: str | None = None, variable: str | None = None) -> ChosenKeymap:
    """The keymap that ``option`` asks for, else ``variable`` ($RUBRICATE_KEYMAP), else the config: a layout's name, the path of
    a file, or the name of one in the config's ``keymaps``. ``counts`` and ``[keys]`` of the config hold over a layout of ours.

    Where it cannot be had the keys are the plain ones, and a line says why; but for an option that names none, which raises
    KeymapError.
    """
    ways = (
        ("--keymap", option, Path()),
        ("$RUBRICATE_KEYMAP", variable, Path()),
        (str(config.file), config.keymap, config.folder),
    )
    source, asked, folder = next((way for way in ways if way[1]), ("default", "", Path()))
    if not asked:
        if not config.counts and not config.keys:
            return ChosenKeymap(Keymap(), "plain")
        source = str(config.file)
    from tui.keymaps.files import Merged, merge, read_keymap
    from tui.keymaps.layouts import NAMES, layout

    if not asked or asked in NAMES:
        base = layout(asked or "plain", counts=config.counts)
        found = merge(base, config.keys, config.file, base.name) if config.keys else Merged(base)
        return ChosenKeymap(found.keymap, asked or "plain", source, found.problems)
    file = config.folder / FOLDER / f"{asked}.toml"
    if _is_path(asked):
        file = folder / _home(asked)
        asked = str(file)
    try:
        if not is_file(file):
            raise KeymapError(f"no keymap {asked!r}: there are {', '.join(NAMES)}, and a file {file} would be it")
        found = read_keymap(file)
    except KeymapError as error:
        if source == "--keymap" and not is_file(file):
            raise
        return ChosenKeymap(Keymap(), asked, source, (f"{error}; the keys are plain",))
    return ChosenKeymap(found.keymap, asked, source, found.problems)


def _is_path(asked: str) -> bool:
    return "/" in asked or os.sep in asked or asked.endswith(".toml")


def _home(asked: str) -> Path:
    try:
        return Path(asked).expanduser()
    except RuntimeError:  # the home of nobody: the file is not found either
        return Path(asked)
