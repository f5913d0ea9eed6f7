"""Formats that have a file for each article: the names of the files, and writing them into a folder, or one alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from annotations.formats.atomic import publishing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report
from annotations.formats.planning import Plan, reported

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


def file_name(document: Document) -> str:
    """A file name of plain letters, without a suffix, that no other article has: words of the title, then the uid."""
    words = _NOT_IN_A_NAME.sub("-", document.article.title).strip("-")[:40].rstrip("-")
    return f"{words}-{document.uid}" if words else document.uid


def require_once(plans: Sequence[Plan], folder: Path) -> None:
    """Raises FormatError where two articles would have one file."""
    names = Counter(plan.name for plan in plans)
    if twice := next((name for name, times in names.items() if times > 1), ""):
        raise FormatError(f"{folder}: the article {twice} is there twice; give each article once")


def alone(out: Path, suffixes: Sequence[str], documents: Sequence[Document]) -> bool:
    """Whether ``out`` is one file by its suffix. Raises FormatError where that would have to hold several articles."""
    if out.suffix.lower() not in suffixes:
        return False
    if len(documents) != 1 and documents:
        raise FormatError(f"{out}: one {out.suffix} holds one article, not {len(documents)}; give the name of a folder")
    return bool(documents)


def write_files(
    form: str,
    out: Path,
    contents: Sequence[tuple[Plan, str, bytes]],
    read: Callable[[Path], Reading],
    warnings: Iterable[Loss],
    *,
    single: bool,
    beside: Mapping[str, bytes] | None = None,
) -> Report:
    """Write each plan's file by the suffix and bytes given with it, read it again, and put all in their places at once.

    ``single``: ``out`` is the file, else the folder. ``beside``: further files by name. Raises FormatError, and then the old
    files are as they were.
    """
    folder = out.parent if single else out
    plans = [plan for plan, _, _ in contents]
    require_once(plans, folder)
    with publishing(folder) as new:
        for name, content in (beside or {}).items():
            (new / name).write_bytes(content)
        readings = []
        for plan, suffix, content in contents:
            path = new / f"{plan.name}{suffix}"
            path.write_bytes(content)
            readings.append(read(path))
        return reported(form, out, plans, readings, warnings)


def files_of(path: Path, suffixes: Sequence[str]) -> list[Path]:
    """The files of these suffixes in a folder, by name, hidden ones left out; or the one file."""
    if not path.is_dir():
        return [path]
    return [each for each in sorted(path.iterdir()) if each.suffix.lower() in suffixes and not each.name.startswith(".")]
