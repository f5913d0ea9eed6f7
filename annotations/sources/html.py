"""HTML: the article on a page, without menus and notices, through trafilatura (the extra ``rubricate[html]``)."""

from annotations.article import Article
from annotations.sources.decoding import SourceError, decode
from annotations.sources.text import made

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
SUFFIXES = (".html", ".htm", ".xhtml")


def extract(data: bytes, *, title: str, source: str) -> Article:
    """The article on this page. Raises SourceError without trafilatura, naming the line to type, or when none is found."""
    try:
        import trafilatura
    except ImportError as error:
        raise SourceError(f"{source} is HTML, which needs an extra: pip install 'rubricate[html]'") from error
    page = trafilatura.load_html(data)
    found = trafilatura.bare_extraction(page, with_metadata=True) if page is not None else None
    if found is None or not found.text:
        raise SourceError(f"{source}: no article was found on this page; save its text as a file and open that")
    text, notes = decode(found.text.encode("utf-8", "replace"))
    return made(text, title=title, source=source, media_type="text/html", notes=notes).changed(title=found.title or title)
