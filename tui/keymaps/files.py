"""The user's own keymap: which commands have which keys, by id, merged over a layout. Pure but for reading the file.

::

    based = "vim"          # or plain, azerty, vim-azerty
    counts = true          # numbers before keys
    accept = ["a", "y"]    # all keys of a command; [] for none
    article-next = "g t"   # one key, or two one after the other

The ids may stand under ``[keys]`` too. What is wrong in it is left out, the rest holds, and a line says what to do.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from tui.config import is_file
from tui.keymap import COMMANDS, Keymap, KeymapError, printed
from tui.keymaps.key_names import KeyNameError, keys_of
from tui.keymaps.layouts import NAMES, layout, with_keys


class Merged(NamedTuple):
    """A keymap, and a line for each thing that was left out of it or that it takes away."""

    keymap: Keymap
    problems: tuple[str, ...] = ()


def read_keymap(file: Path) -> Merged:
    """The keymap in a TOML file; it has the file's name. Raises KeymapError where the file is none."""
    import tomllib

    where = f"keymap file {file}"
    if not is_file(file):
        raise KeymapError(f"no {where}")
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise KeymapError(f"{where} could not be read: {error}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KeymapError(f"{where} is not TOML: {error}") from error
    based, counts, keys = table.pop("based", "plain"), table.pop("counts", False), table.pop("keys", {})
    if not isinstance(based, str) or based not in NAMES:
        raise KeymapError(f"{where}: based is one of {', '.join(NAMES)}, not {based!r}")
    problems = []
    if not isinstance(counts, bool):
        problems.append(f"{file}: counts is true or false, not {counts!r}")
    if not isinstance(keys, dict):
        problems.append(f"{file}: keys is a table, [keys], not {keys!r}")
    own = {**table, **(keys if isinstance(keys, dict) else {})}
    merged = merge(layout(based, counts=counts is True), own, file, file.stem)
    return Merged(merged.keymap, (*problems, *merged.problems))


def merge(base: Keymap, own: Mapping[str, object], file: Path, name: str) -> Merged:
    """The layout with the keys that a table of ``file`` has for some commands.

    Left out are unknown ids, what is no key, and a key that another line of the table has already. A key that a command of
    the layout had is taken from it, which is said unless the table says what keys that one has.
    """
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    claimed: dict[str, str] = {}
    for id, value in own.items():
        if id not in _IDS:
            near = get_close_matches(id, _IDS, 1)
            hint = f"{near[0]}?" if near else "rubricate keys lists the ids"
            problems.append(f"{file}: no command {id!r}: {hint}")
            continue
        written, wrong = _keys(value, id)
        problems += [f"{file}: {id}: {one}" for one in wrong]
        keys = []
        for key in written:
            if other := _holder(key, claimed):
                problems.append(f"{file}: {printed(key)} cannot be for {id}, it is for {other}: another key for one of them")
            else:
                claimed[key] = id
                keys.append(key)
        if keys or value == []:
            wanted[id] = tuple(keys)
    kept: dict[str, tuple[str, ...]] = {}
    for command in base.commands:
        lost = {} if command.id in wanted else {key: taker for key in command.keys if (taker := _holder(key, claimed))}
        if lost:
            kept[command.id] = tuple(key for key in command.keys if key not in lost)
            problems.append(f"{file}: {_said(command.id, lost, kept[command.id])}")
    return Merged(Keymap(name, with_keys(base.commands, wanted, kept), base.counts), tuple(problems))


_IDS = tuple(command.id for command in COMMANDS)


_ALWAYS = {"ctrl+q": ("quit-now", "always quits"), "ctrl+p": ("palette", "always lists the commands")}
"""Keys that Textual has taken before a keymap is asked: for which command, and so what they do."""


def _keys(value: object, id: str) -> tuple[list[str], list[str]]:
    """The keys that a value names for a command, and what is wrong in it."""
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        return [], [f'a key or a list of keys, as ["a", "y"], not {value!r}']
    keys: dict[str, None] = {}
    wrong = []
    for one in written:
        try:
            key = keys_of(one)
        except KeyNameError as error:
            wrong.append(str(error))
            continue
        taken = next((part for part in key.split(" ") if part in _ALWAYS and (part != key or _ALWAYS[part][0] != id)), "")
        if taken:
            wrong.append(f"{printed(taken)} {_ALWAYS[taken][1]}: another key")
        else:
            keys[key] = None
    return list(keys), wrong


def _holder(key: str, claimed: Mapping[str, str]) -> str:
    """The command that claimed this key, or one that it begins, or begins with; empty where it is free."""
    return next((its for other, its in claimed.items() if other == key or _begins(other, key) or _begins(key, other)), "")


def _begins(key: str, other: str) -> bool:
    return other.startswith(f"{key} ")


def _said(id: str, lost: Mapping[str, str], left: Sequence[str]) -> str:
    takers = ", ".join(f"{printed(key)} to {taker}" for key, taker in lost.items())
    remain = f"{' '.join(map(printed, left))} is left" if left else "none is left"
    return f'{id} loses {takers}, {remain}: say {id} = ["KEY"] there too'
