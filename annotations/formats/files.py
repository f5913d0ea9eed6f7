"""Formats that have a file for each article: the names of the files, and writing them into a folder, or one alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from annotations.formats.atomic import publishing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, kept_losses
from annotations.formats.planning import Plan, compared

Content = tuple[Plan, bytes, Iterable[Loss]]
"""What a document's file is to hold: planned, in bytes, and what its reader should know."""
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


def file_name(document: Document) -> str:
    """A file name of plain letters, without a suffix, that no other article has: words of the title, then the uid."""
    words = _NOT_IN_A_NAME.sub("-", document.article.title).strip("-")[:40].rstrip("-")
    return f"{words}-{document.uid}" if words else document.uid


def require_once(names: Iterable[str], folder: Path) -> None:
    """Raises FormatError where two articles would have one file."""
    if twice := next((name for name, times in Counter(names).items() if times > 1), ""):
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
    documents: Sequence[Document],
    content: Callable[[Document, str], Content],
    read: Callable[[Path], Reading],
    *,
    suffix: str = "",
    beside: Mapping[str, bytes] | None = None,
    said: Iterable[Loss] = (),
) -> Report:
    """Write each document's file, its ``content`` made by its name, read it again, and put all in their places at once; one is
    held at a time.

    ``suffix`` is that of the files in the folder ``out``; without one ``out`` is the file. ``beside``: further files by name.
    ``said``: warnings that come after those of the documents. Raises FormatError, and then the old files are as they were.
    """
    folder = out if suffix else out.parent
    suffix, names = (suffix, list(map(file_name, documents))) if suffix else (out.suffix, [out.stem] * len(documents))
    require_once(names, folder)
    warnings: list[Loss] = []
    with publishing(folder) as new:
        for name, data in (beside or {}).items():
            (new / name).write_bytes(data)

        def pairs() -> Iterator[tuple[Plan, Reading, None]]:
            for document, name in zip(documents, names, strict=True):
                plan, data, told = content(document, name)
                path = new / f"{plan.name}{suffix}"
                path.write_bytes(data)
                warnings.extend(kept_losses(document.kept, told))
                yield plan, read(path), None

        return compared(form, out, pairs(), chain(warnings, said))


def files_of(path: Path, suffixes: Sequence[str]) -> list[Path]:
    """The files of these suffixes in a folder, by name, hidden ones left out; or the one file."""
    if not path.is_dir():
        return [path]
    return [each for each in sorted(path.iterdir()) if each.suffix.lower() in suffixes and not each.name.startswith(".")]
