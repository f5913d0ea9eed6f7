"""Folders: which of the files in them are articles."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from annotations.sources.decoding import looks_binary

SUFFIXES = (".txt", ".text", ".md")
"""The suffixes of files that are articles; files without a suffix are when they hold text."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles of a folder in order, and the files and folders that were left out, hidden ones not counted."""

    articles: tuple[Path, ...]
    skipped: tuple[Path, ...]


def files(folder: Path) -> Listing:
    """What is in a folder and the folders in it, sorted by path; hidden files and folders are left out, links to folders
    not followed, folders that cannot be listed skipped."""
    found: list[Path] = []
    skipped: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda error: skipped.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    articles = []
    for path in sorted(found):
        if _is_article(path):
            articles.append(path)
        else:
            skipped.append(path)
    return Listing(tuple(articles), tuple(sorted(skipped)))


def skipped_line(skipped: tuple[Path, ...]) -> str:
    """What was left out, in one line: how many files, by suffix; empty when none was."""
    if not skipped:
        return ""
    kinds = Counter(path.suffix.lower() or "no suffix" for path in skipped)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))[:6])
    more = f", {len(kinds) - 6} other kinds" if len(kinds) > 6 else ""
    return f"{len(skipped)} other {'file' if len(skipped) == 1 else 'files'} skipped: {counted}{more}"


def _is_article(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix:
        return suffix in SUFFIXES and path.is_file()
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    return bool(start) and not looks_binary(start)
