"""Addresses on the web: fetched once, when asked for, over http or https."""

from email.message import Message
from http.client import HTTPException
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

from annotations import __version__
from annotations.article import Article
from annotations.sources.decoding import SourceError
from annotations.sources.html import MEDIA_TYPES, extract
from annotations.sources.text import LIMIT, article, within_limit

_SECONDS = 20
_KEPT = "%/:=&?~#+!$,;'@()*[]"


def fetch(url: str) -> Article:
    """The article at this address. Raises SourceError when it cannot be fetched in 20 seconds, is no text, or as a file would."""
    asking = {"User-Agent": f"rubricate/{__version__}", "Accept": "text/html, text/*;q=0.9"}
    try:
        with urlopen(Request(quote(url, safe=_KEPT), headers=asking), timeout=_SECONDS) as answer:
            headers: Message = answer.headers
            data = answer.read(LIMIT + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise SourceError(f"{url} could not be fetched: {getattr(error, 'reason', '') or error}") from error
    within_limit(data, url)
    kind = headers.get_content_type()
    name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or url
    if kind in MEDIA_TYPES:
        return extract(data, title=name, source=url)
    if not kind.startswith("text/"):
        raise SourceError(f"{url} is {kind}, not text: save it as plain text and open that")
    return article(_recoded(data, headers.get_content_charset()), title=name, source=url, media_type=kind)


def _recoded(data: bytes, charset: str | None) -> bytes:
    """The bytes in UTF-8 where the server named another charset and they are in it, else as they came."""
    try:
        return data.decode(charset).encode("utf-8") if charset not in (None, "utf-8", "utf8") else data
    except (LookupError, UnicodeError):
        return data
