"""Which theme was asked for, and the TOML files of the user's own. Pure but for reading them.

A file says only what differs from one of ours, its ``base``::

    base = "dark"
    background = "#002b36"
    text = "#93a1a1"
    hit = "#b58900"
    current-hit = "#fdf6e3"
    [families]
    people = "#6cb6f0"
    places = "#3fc08c"
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from annotations.labels import Family
from tui.config import Config, is_file
from tui.palettes import DARK, PALETTES, Pair, Palette, by_name, contrast, low_contrast, mixed

FOLDER = "themes"
"""Where the user's themes are, in the folder of their configuration."""
_BASES = tuple(one.name for one in PALETTES if not one.ansi)
_COLOURS = ("background", "text", "hit", "current-hit")
_KEYS = ("base", *_COLOURS, "families")


class ThemeError(ValueError):
    """A theme that cannot be had; the message is one plain line: which file, which key, what is expected."""


class Chosen(NamedTuple):
    """The theme that is worn. ``asked``: the name or path it is had by. ``folder``: the user's configuration, where theirs
    are. ``source``: who asked for it. ``notices``: lines to show."""

    palette: Palette
    asked: str
    folder: Path
    source: str = "default"
    notices: tuple[str, ...] = ()


def chosen_theme(config: Config, variable: str | None = None) -> Chosen:
    """The theme that ``variable`` ($RUBRICATE_THEME) asks for, else the config, else the usual one; the usual one, with a
    line that says why, where what was asked for cannot be had."""
    usual = Chosen(DARK, DARK.name, config.folder, notices=config.notices)
    asked, source = (variable, "$RUBRICATE_THEME") if variable else (config.theme, str(config.file))
    if not asked:
        return usual
    if _is_path(asked):
        with suppress(RuntimeError):  # the home of nobody: the file is not found either
            asked = str((Path() if variable else config.folder) / Path(asked).expanduser())
    try:
        palette = theme_named(asked, config.folder)
    except ThemeError as error:
        return usual._replace(notices=(*config.notices, f"{error}; the theme is {DARK.name}"))
    return Chosen(palette, asked, config.folder, source, (*config.notices, *weak_contrast(palette)))


def theme_named(asked: str, folder: Path) -> Palette:
    """The theme in the file of that path, our theme of that name, or the user's in ``folder``, that of their configuration.
    Raises ThemeError."""
    if _is_path(asked):
        return read_theme(Path(asked))
    if ours := by_name(asked):
        return ours
    file = folder / FOLDER / f"{asked}.toml"
    if not is_file(file):
        raise ThemeError(f"no theme {asked!r}: there are {', '.join(names(folder))}; a file {file} would be it")
    return read_theme(file)


def _is_path(asked: str) -> bool:
    return "/" in asked or os.sep in asked or asked.endswith(".toml")


def names(folder: Path) -> list[str]:
    """All themes there are: ours, and the user's in this folder of their configuration."""
    ours = [one.name for one in PALETTES]
    try:
        found = sorted(file.stem for file in (folder / FOLDER).iterdir() if file.suffix == ".toml")
    except OSError:
        return ours
    return ours + [name for name in found if name not in ours]


def read_theme(file: Path) -> Palette:
    """The theme in a TOML file; it has the file's name. Raises ThemeError."""
    import tomllib

    where = f"theme file {file}"
    if not is_file(file):
        raise ThemeError(f"no {where}")
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"{where} could not be read: {error}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ThemeError(f"{where} is not TOML: {error}") from error
    return _palette(file.stem, table, where)


def weak_contrast(palette: Palette) -> Iterator[str]:
    """One line for a theme of the user's that has less contrast than it should; none else."""
    if palette.own and (low := low_contrast(palette)):
        more = f", and {len(low) - 1} more" if len(low) > 1 else ""
        ratio, what = low[0]
        yield f"theme {palette.name} is hard to read: {what} has a contrast of {ratio:.1f}:1{more}; {palette.least}:1 is enough"


def _palette(name: str, table: Mapping[str, object], where: str) -> Palette:
    base = by_name(str(table.get("base", DARK.name)))
    if base is None or base.ansi:
        raise ThemeError(f"{where}: base is one of {', '.join(_BASES)}, not {table['base']!r}")
    _known(table, _KEYS, "key", where)
    families = table.get("families", {})
    if not isinstance(families, dict):
        raise ThemeError(f"{where}: families is a table, [families], not {families!r}")
    _known(families, tuple(Family), "family", where)
    own = {key: _colour(value, key, where) for key, value in families.items()}
    given = {key: _colour(table[key], key, where) for key in _COLOURS if key in table}
    text, background = given.get("text", base.text), given.get("background", base.background)

    def pairs(kept: tuple[Pair, ...], share: float) -> tuple[Pair, ...]:
        """Those of the base, with this text; where the family has a colour, it is the text's where it was, else the tint's."""
        return tuple(
            Pair(own.get(family, pair.text))
            if not pair.ground
            else Pair(text, mixed(own[family], share, background) if family in own else pair.ground)
            for family, pair in zip(Family, kept, strict=True)
        )

    strong = 0.3 if base.dark else 0.4
    return base._replace(
        name=name,
        own=True,
        dark=contrast("#ffffff", background) > contrast("#000000", background),
        background=background,
        text=text,
        labels=pairs(base.labels, strong),
        suggested=pairs(base.suggested, 0.2),
        decided=pairs(base.decided, strong),
        hit=_legible_on(given["hit"]) if "hit" in given else base.hit,
        current_hit=_legible_on(given["current-hit"]) if "current-hit" in given else base.current_hit,
    )


def _known(table: Mapping[str, object], known: Sequence[str], kind: str, where: str) -> None:
    for key in table:
        if key not in known:
            raise ThemeError(f"{where}: no {kind} {key!r}; there are {', '.join(known)}")


def _colour(value: object, key: str, where: str) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ThemeError(f'{where}: {key} is a colour such as "#66ccee", not {value!r}')
    return value.lower()


def _legible_on(ground: str) -> Pair:
    return Pair(max("#000000", "#ffffff", key=lambda text: contrast(text, ground)), ground)
