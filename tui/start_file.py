"""The start file: what the first frame needs to know of the last time, written at quit into the user's cache folder.

Two kinds: ``start.json`` says how things look and how wide the column is; ``places/*.json``, one for each way of asking (which
project, which source, from which folder), has the text around the place to go on at, and the size and time of each file
that this hangs on. Where one of these is another now, the place is not believed. Losing any of it loses only a first frame.
"""

import json
import os
from collections.abc import Mapping, Sequence
from zlib import crc32

from annotations.folders import cache_folder, config_folder

START = "start.json"
PROJECT = "rubricate.json"
"""The name of a project that nobody named."""

Asked = tuple[str, str, str]
"""The project named, the first source, and the folder one is in, as absolute paths; empty where none is named."""
Stamp = tuple[str, int, int]
"""A file, its size and the time of its last change in nanoseconds; both -1 where there is none."""


def asked(project: str | None, sources: Sequence[str], environ: Mapping[str, str] = os.environ) -> Asked:
    """What the options ask for."""
    named = project or environ.get("RUBRICATE_PROJECT") or ""
    source = sources[0] if sources else ""
    return (
        os.path.abspath(named) if named else "",
        source if "://" in source else os.path.abspath(source) if source else "",
        os.getcwd(),
    )


def load(name: str, environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """What a file of ours in the cache folder says; nothing where it cannot be read."""
    try:
        with open(os.path.join(cache_folder(environ), name), "rb") as file:
            found = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def save(name: str, row: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> None:
    """Write such a file. Where that cannot be done nothing is said: only a first frame is lost."""
    path = os.path.join(cache_folder(environ), name)
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "w", encoding="ascii") as file:
            json.dump(row, file, separators=(",", ":"))
        os.replace(beside, path)
    except (OSError, TypeError, ValueError):
        return


def place_name(what: Asked) -> str:
    """The name of the file about what was asked for."""
    return os.path.join("places", f"{crc32('|'.join(what).encode('utf-8', 'surrogateescape')):08x}.json")


def looks_key(environ: Mapping[str, str] = os.environ) -> str:
    """All that the colours of the first frame hang on."""
    names = ("RUBRICATE_THEME", "NO_COLOR", "COLORTERM", "TERM", "TEXTUAL_COLOR_SYSTEM")
    config = stamp(os.path.join(config_folder(environ), "config.toml"))
    return "|".join([*(environ.get(name, "") for name in names), f"{config[1]}", f"{config[2]}"])


def stamp(path: str) -> Stamp:
    """Which version of a file this is."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return path, -1, -1
    return path, found.st_size, found.st_mtime_ns


def files_behind(what: Asked) -> list[str]:
    """The files that decide which text is opened, and where: the projects that may be meant, their journals, the source."""
    named, source, folder = what
    projects = [named] if named else [os.path.join(folder, PROJECT)]
    if source and not named and "://" not in source:
        projects += [os.path.join(place, PROJECT) for place in (source, os.path.dirname(source))]
    return [*projects, *(f"{path}.journal" for path in projects), *([source] if source else [])]


def believed(row: Mapping[str, object], what: Asked) -> bool:
    """Whether a place is one for what was asked, and none of the files it hangs on has changed since."""
    stamps = row.get("stamps")
    return (
        row.get("asked") == list(what)
        and isinstance(stamps, list)
        and all(isinstance(one, list) and one and [*stamp(str(one[0]))] == one for one in stamps)
    )
