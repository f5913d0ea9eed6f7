"""Opening a source: a file, a folder, an address or standard input, to the articles in it."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

from annotations.article import Article
from annotations.language import guess
from annotations.sources.decoding import CUT, GUESSED, SourceError, encoding_of
from annotations.sources.html import SUFFIXES as PAGES
from annotations.sources.html import extract
from annotations.sources.text import LIMIT, article, contents, read, source_of, within_limit

STDIN = "-"


class Opened(NamedTuple):
    """The articles of a source in order, and lines to show: what was guessed, skipped or could not be read."""

    articles: tuple[Article, ...]
    notices: tuple[str, ...] = ()


def open_source(source: str) -> Opened:
    """What ``source`` names: a file, a folder (recursive, sorted, hidden files left out), a URL, or ``-`` for standard input.

    A file of a folder that cannot be read becomes a notice. Raises SourceError when there is nothing to read at all.
    """
    if source == STDIN:
        return _opened(_stdin())
    if is_url(source):
        from annotations.sources.url import fetch

        return _opened(fetch(source))
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            commands = "" if re.search(r"\W", source) else "; rubricate --help lists the commands"
            raise SourceError(f"no file or folder {source!r} here: check the name{commands}")
    except (OSError, ValueError) as error:
        raise SourceError(f"{source!r} cannot be the name of a file: {error}") from error
    return _opened(_file(path))


def is_url(source: str) -> bool:
    """Whether this is an address to fetch rather than a file."""
    return source.lower().startswith(("http://", "https://"))


def name_of(source: str) -> str:
    """How an article that came from ``source`` names it among its sources; empty for standard input."""
    if source == STDIN:
        return ""
    return source if is_url(source) else source_of(Path(source))


def _file(path: Path) -> Article:
    if path.suffix.lower() in PAGES:
        return extract(contents(path), title=path.name, source=source_of(path))
    return read(path)


def _stdin() -> Article:
    try:
        data = sys.stdin.buffer.read(LIMIT + 1)
    except (OSError, AttributeError) as error:
        raise SourceError(f"standard input could not be read: {error}") from error
    return article(within_limit(data, "standard input"), title="standard input", source="")


def _folder(folder: Path) -> Opened:
    from annotations.sources.folder import SUFFIXES, files, skipped_line

    listing = files(folder)
    articles: list[Article] = []
    notices: list[str] = []
    for path in listing.articles:
        try:
            opened = _opened(_file(path))
        except SourceError as error:
            notices.append(str(error))
            continue
        articles += opened.articles
        notices += opened.notices
    if line := skipped_line(listing.skipped):
        notices.append(f"{folder}: {line}")
    if not articles:
        why = notices[0] if notices else f"articles are {', '.join(SUFFIXES)} and text files without a suffix"
        raise SourceError(f"no article in the folder {folder}: {why}")
    return Opened(tuple(articles), tuple(notices))


def _opened(found: Article) -> Opened:
    name = found.sources[0] if found.sources else found.title
    notices = []
    if GUESSED in found.origin_notes:
        notices.append(f"read as {encoding_of(found.origin_notes)}, a guess: the file does not say its encoding: {name}")
    if CUT in found.origin_notes:
        notices.append(f"{name}: ends in the middle of a character")
    return Opened((found.changed(language=guess(found.text)),), tuple(notices))
