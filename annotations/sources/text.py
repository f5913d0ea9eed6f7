"""Plain text files: bytes within a limit, decoded, with a title."""

import os
from hashlib import sha256
from pathlib import Path
from threading import Thread

from annotations.article import Article
from annotations.sources.decoding import SourceError, decode

LIMIT = 64 * 1024 * 1024
"""The longest source in bytes. Ten times the longest text that the reader's speed is measured with (6 MB), and some
400 bytes of memory for each word at most; a longer file is a collection of articles, not an article."""

_TITLE = 100


def read(path: Path) -> Article:
    """The article in this file. Raises SourceError when it cannot be read, is empty, binary or longer than ``LIMIT``."""
    return article(contents(path), title=path.name, source=source_of(path), media_type=_media_type(path))


def contents(path: Path) -> bytes:
    """The bytes of this file, read once. Raises SourceError past ``LIMIT``, also for a pipe or a device that never ends."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise SourceError(f"{path} could not be read: {error.strerror or error}") from error
    return within_limit(data, str(path))


def within_limit(data: bytes, name: str) -> bytes:
    """These bytes. Raises SourceError when they are longer than ``LIMIT``."""
    if len(data) > LIMIT:
        raise SourceError(f"{name} is longer than {LIMIT >> 20} MB: split it into articles first")
    return data


def article(data: bytes, *, title: str, source: str, media_type: str = "text/plain") -> Article:
    """The article in these bytes. Its title is its first line where that is short, else ``title``; ``source`` is empty
    where it has no place to be found again. Raises SourceError, naming ``source`` or ``title``, when they are no text."""
    hashed = sha256()
    beside = Thread(target=hashed.update, args=(data,))  # which takes no time from decoding: neither waits for the other
    beside.start()
    try:
        text, notes = decode(data)
    except SourceError as error:
        raise SourceError(f"{source or title} {error}") from error
    finally:
        beside.join()
    digest = "" if notes else hashed.hexdigest()
    return made(text, title=title, source=source, media_type=media_type, notes=notes, digest=digest)


def made(text: str, *, title: str, source: str, media_type: str, notes: tuple[str, ...], digest: str = "") -> Article:
    """The article of a text that was decoded; ``digest`` is the SHA-256 of its UTF-8 where that is known. Raises SourceError
    when nothing but blanks is in it."""
    if not text or text.isspace():
        raise SourceError(f"{source or title} is empty: there is nothing to read in it")
    first = first_line(text, markdown=media_type == "text/markdown")
    return Article(text, first or title, (source,) if source else (), media_type, origin_notes=notes, digest=digest)


def first_line(text: str, *, markdown: bool = False) -> str:
    """The first line that is not blank, without blanks and Markdown's ``#`` around it; empty when it is no title but
    longer than 100 code points."""
    start = len(text) - len(text.lstrip())
    line = text[start : start + _TITLE + 1].split("\n", 1)[0]
    if len(line) > _TITLE:
        return ""
    return line.strip("# \t") if markdown else line.strip()


def source_of(path: Path) -> str:
    """How a file is named among an article's sources: its absolute path, links not followed."""
    return os.path.abspath(path)


def _media_type(path: Path) -> str:
    return "text/markdown" if path.suffix.lower() in (".md", ".markdown") else "text/plain"
