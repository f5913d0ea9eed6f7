"""The user's own settings: ``config.toml`` in the folder of their configuration. It has looks and keys, never data.

What cannot be read is left out, and a line says so: no setting of a reader's prevents reading.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

FILE = "config.toml"
_EXPECTED: Mapping[str, tuple[type, str]] = {
    "theme": (str, 'a name or a file, as theme = "light"'),
    "carry": (bool, "true or false"),
    "learn": (bool, "true or false"),
    "keymap": (str, 'a name or a file, as keymap = "vim"'),
    "counts": (bool, "true or false"),
    "meter": (bool, "true or false"),
    "memory": (bool, "true or false"),
    "keys": (dict, 'a table, [keys], of lines as accept = ["a", "y"]'),
}
"""Each setting, its type, and what it is in words."""
CARRY = "RUBRICATE_CARRY"
LEARN = "RUBRICATE_LEARN"


class Config(NamedTuple):
    """What the user has set; empty or None where nothing was. ``folder``: where it was looked for. ``keys``: command id to
    keys, as it stands there. ``notices``: lines to show."""

    folder: Path
    theme: str = ""
    carry: bool | None = None
    learn: bool = False
    keymap: str = ""
    counts: bool = False
    meter: bool = True
    memory: bool | None = None
    keys: Mapping[str, object] = MappingProxyType({})
    notices: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """Where it is read from, whether there is one or not."""
        return self.folder / FILE


def read_config(folder: Path) -> Config:
    """The settings in ``config.toml`` of this folder; the defaults where there is none."""
    empty = Config(folder)
    if not is_file(empty.file):
        return empty
    import tomllib

    try:
        table = tomllib.loads(empty.file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return empty._replace(notices=(f"{empty.file} could not be read, so it is left out: {error}",))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return empty._replace(notices=(f"{empty.file} is not TOML, so it is left out: {error}",))
    notices = [f"{empty.file}: no setting {key!r}; there is {', '.join(_EXPECTED)}" for key in table if key not in _EXPECTED]
    known = {key: value for key, value in table.items() if key in _EXPECTED}
    right: dict[str, Any] = {key: value for key, value in known.items() if isinstance(value, _EXPECTED[key][0])}
    notices += [f"{empty.file}: {key} is {_EXPECTED[key][1]}, not {value!r}" for key, value in known.items() if key not in right]
    return Config(folder, notices=tuple(notices), **right)


def chosen_carry(option: bool | None, environ: Mapping[str, str], config: Config) -> tuple[bool, str]:
    """Whether corrections are carried to later equal texts, and where that is set: the option, the environment, the config."""
    if option is not None:
        return option, "--carry" if option else "--no-carry"
    if asked := environ.get(CARRY, "").strip().lower():
        return asked not in ("0", "no", "off", "false"), f"${CARRY}"
    if config.carry is not None:
        return config.carry, str(config.file)
    return False, "default"


def chosen_learn(option: bool | None, environ: Mapping[str, str], project: object, config: Config) -> tuple[bool, str]:
    """Whether the model learns from each article that was closed, and where that is set: the option, the environment, the
    project (its setting, None where it has none), the config."""
    if option is not None:
        return option, "asked for"
    if asked := environ.get(LEARN, "").strip().lower():
        return asked not in ("0", "no", "off", "false"), f"${LEARN}"
    if project is not None:
        return bool(project), "the project"
    return (True, str(config.file)) if config.learn else (False, "default")


def is_file(path: Path) -> bool:
    """Whether it is a file to read: no pipe that would be waited for, no name that cannot be one."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
