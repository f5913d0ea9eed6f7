"""Opening files, folders, addresses and standard input."""

import http.server
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.sources import text as text_source
from annotations.sources.decoding import SourceError
from annotations.sources.folder import files
from annotations.sources.opening import name_of, open_source


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_short_first_line_is_the_title_and_the_text_keeps_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "\n  Night train  \n\nIt left on Friday.\n")
    [article] = open_source(str(path)).articles
    assert article.title == "Night train"
    assert article.text == "\n  Night train  \n\nIt left on Friday.\n"
    assert article.sources == (str(path),)
    assert article.media_type == "text/plain"


def test_a_long_first_line_is_no_title_so_the_file_name_is(tmp_path: Path) -> None:
    path = write(tmp_path / "report.txt", "word " * 50)
    assert open_source(str(path)).articles[0].title == "report.txt"


def test_a_markdown_heading_is_a_title_without_its_marks(tmp_path: Path) -> None:
    [article] = open_source(str(write(tmp_path / "a.md", "# Night train #\n\nText.\n"))).articles
    assert (article.title, article.media_type) == ("Night train", "text/markdown")


def test_the_language_is_guessed_from_the_text(shared: Path) -> None:
    [article] = open_source(str(shared / "samples/articles/encodings/udhr_fra.cp1252.txt")).articles
    assert article.language == "fr"


def test_a_guessed_encoding_is_recorded_and_said(shared: Path) -> None:
    opened = open_source(str(shared / "samples/articles/encodings/udhr_fra.cp1252.txt"))
    assert opened.articles[0].origin_notes == ("encoding=cp1252", "guessed")
    [notice] = opened.notices
    assert "cp1252" in notice
    assert "guess" in notice


def test_the_same_file_by_two_names_is_one_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", "text")
    monkeypatch.chdir(tmp_path)
    assert open_source("a.txt").articles[0].sources == open_source(str(path)).articles[0].sources == (name_of("./a.txt"),)


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_with_nothing_in_it_is_refused_in_a_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.txt is empty"):
        open_source(str(write(tmp_path / "a.txt", content)))


def test_a_missing_file_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        open_source(str(tmp_path / "nowhere.txt"))


def test_a_name_that_no_file_can_have_is_refused_in_a_line() -> None:
    with pytest.raises(SourceError):
        open_source("a\0b")
    with pytest.raises(SourceError):
        open_source("x" * 5000)


def test_a_long_text_opens_and_one_past_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"A plain line of text, of a hundred letters or so, again and again, until there are fifty millions of it.\n"
    path = write(tmp_path / "long.txt", line * 480_000)
    [article] = open_source(str(path)).articles
    assert len(article.text) == 480_000 * len(line)
    monkeypatch.setattr(text_source, "LIMIT", 1 << 20)
    with pytest.raises(SourceError, match="longer than 1 MB"):
        open_source(str(path))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device that never ends")
def test_a_device_that_never_ends_is_refused() -> None:
    with pytest.raises(SourceError, match="longer than"):
        open_source("/dev/zero")


def test_a_folder_is_its_articles_in_order_and_the_rest_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", "b")
    write(tmp_path / "a/z.md", "z")
    write(tmp_path / "a/NOTES", "no suffix")
    write(tmp_path / "a/Caps.TXT", "caps")
    write(tmp_path / ".hidden/c.txt", "hidden")
    write(tmp_path / ".hidden.txt", "hidden")
    write(tmp_path / "photo.png", b"\x89PNG")
    write(tmp_path / "other.json", "{}")
    write(tmp_path / "core", b"\0\1\2\3" * 50)
    listing = files(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in listing.articles] == ["a/Caps.TXT", "a/NOTES", "a/z.md", "b.txt"]
    opened = open_source(str(tmp_path))
    assert [article.text for article in opened.articles] == ["caps", "no suffix", "z", "b"]
    [notice] = opened.notices
    assert notice.endswith("3 other files skipped: 1 .json, 1 .png, 1 no suffix")


def test_a_bad_file_in_a_folder_is_said_and_hinders_no_other(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"\0\1\2" * 100)
    write(tmp_path / "b.txt", "b")
    write(tmp_path / "c.txt", "")
    opened = open_source(str(tmp_path))
    assert [article.text for article in opened.articles] == ["b"]
    assert [("binary" in notice, "empty" in notice) for notice in opened.notices] == [(True, False), (False, True)]


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    write(tmp_path / "a/b.txt", "b")
    (tmp_path / "a/round").symlink_to(tmp_path, target_is_directory=True)
    assert len(open_source(str(tmp_path)).articles) == 1


@pytest.mark.parametrize("files_in_it", [[], ["photo.png"]])
def test_a_folder_without_articles_is_refused_in_a_line(tmp_path: Path, files_in_it: list[str]) -> None:
    for name in files_in_it:
        write(tmp_path / name, "x")
    with pytest.raises(SourceError, match="no article in the folder"):
        open_source(str(tmp_path))


def test_standard_input_is_an_article_without_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Piped\r\n\r\ntext")))
    [article] = open_source("-").articles
    assert (article.text, article.title, article.sources) == ("Piped\n\ntext", "Piped", ())


PAGES = {
    "/plain.txt": ("text/plain; charset=iso-8859-2", "Zażółć gęślą jaźń".encode("iso-8859-2")),
    "/page": ("text/html", b"<html><title>T</title><body><p>Hello</p></body></html>"),
    "/photo.png": ("image/png", b"\x89PNG"),
    "/empty": ("text/plain", b""),
}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/to-a-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if self.path not in PAGES:
            self.send_error(404)
            return
        kind, body = PAGES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_plain_text_is_fetched_in_the_encoding_the_server_names(site: str) -> None:
    [article] = open_source(f"{site}/plain.txt").articles
    assert article.text == "Zażółć gęślą jaźń"
    assert article.sources == (f"{site}/plain.txt",)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/missing", "Not Found"),
        ("/photo.png", "image/png, not text"),
        ("/empty", "is empty"),
        ("/to-a-file", "could not be fetched"),
    ],
)
def test_what_cannot_be_fetched_as_text_is_refused_in_a_line(site: str, place: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        open_source(site + place)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[/", "http://", "http://user:pass@[::1"])
def test_an_address_that_does_not_answer_is_refused_in_a_line(url: str) -> None:
    with pytest.raises(SourceError, match="could not be fetched"):
        open_source(url)


def test_html_without_trafilatura_names_the_line_to_type(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(SourceError, match=r"pip install 'rubricate\[html\]'"):
        open_source(f"{site}/page")


def test_html_goes_through_trafilatura(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = ModuleType("trafilatura")
    stub.load_html = lambda data: data  # type: ignore[attr-defined]
    stub.bare_extraction = lambda page, with_metadata: SimpleNamespace(text="Hello", title="T")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "trafilatura", stub)
    [article] = open_source(f"{site}/page").articles
    assert (article.text, article.title, article.media_type) == ("Hello", "T", "text/html")


def test_a_saved_page_loses_its_menus(shared: Path) -> None:
    pytest.importorskip("trafilatura")
    [article] = open_source(str(shared / "samples/articles/html/trafilatura/wikimediafoundation.org.turkey.html")).articles
    assert "Wikipedia" in article.text
    assert "<" not in article.title


@given(st.text() | st.binary())
@settings(max_examples=100, deadline=None)
def test_an_article_has_the_digest_of_its_text_however_it_was_read(data: str | bytes) -> None:
    data = data.encode("utf-8", "replace") if isinstance(data, str) else data
    with suppress(SourceError):
        found = text_source.article(data, title="t", source="")
        assert found.sha256 == sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()
        assert found.changed(text="other").sha256 == sha256(b"other").hexdigest()
