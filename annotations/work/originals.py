"""The text of the file that an article was read from, as it stands there: with its byte order mark and its own line ends."""

from pathlib import Path

from annotations.article import Article
from annotations.formats.original import plain
from annotations.sources.decoding import CHANGED, SourceError, decode, undone
from annotations.sources.opening import is_url
from annotations.sources.text import contents
from annotations.work.errors import WorkError

_EXTRACTED = ("text/html",)
"""Media types of what is no text itself, but a text was taken from."""


def original_of(article: Article) -> str:
    """The original of an article's text. Where nothing was changed in reading it is the text; else it is read again from where it
    came from, since the project keeps that there were such line ends, not where.

    Raises WorkError where the text was extracted, or no file that it came from is there with the same text still.
    """
    where = article.title or article.uid
    if article.media_type in _EXTRACTED:
        raise WorkError(f"{where}: its text was taken from a page, whose offsets are others: leave --offsets original out")
    changed = frozenset(article.origin_notes) & CHANGED
    if not changed:
        return article.text
    files = [source for source in article.sources if not is_url(source)]
    for source in files:
        try:
            data = contents(Path(source))
            text, notes = undone(data), decode(data)[1]
        except (SourceError, ValueError):
            continue
        if plain(text) == article.text and frozenset(notes) & CHANGED == changed:
            return text
    place = f"{files[0]} is not there with the same text" if files else "it came from no file"
    ends = ", ".join(sorted(changed))
    raise WorkError(f"{where}: where it had {ends} is not kept, and {place}: put the file back or leave --offsets original out")
