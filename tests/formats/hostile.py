"""What breaks parsers: samples that each format writes itself, cut, doubled, mixed and filled with harm; and how they are read."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from hypothesis import strategies as st

from annotations.article import Article
from annotations.entity import Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.entering import Import, entering, progress_after
from annotations.formats.registry import FORMATS
from annotations.progress import Progress
from tests.formats.making import document, entity, named, out_of, written

HARM = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\r\n", b"\n", b"\t", b" ", b"\x85", b"\xe2\x80\xa8"),
    *(b"[" * 3000, b'{"a":' * 3000, b"9" * 5000, b"-1", b"-", b"0", b"1e999", b"NaN", b"Infinity", b"null", b"true", b"1.5"),
    *(
        b'"',
        b"'",
        b"\\",
        b"\\u0000",
        b"\\ud800",
        b"{}",
        b"[]",
        b'[""]',
        b":",
        b",",
        b"|",
        b"_",
        b"*",
        b"#",
        b"#Text=",
        b"->",
        b";",
    ),
    *(b"<", b">", b"&", b"&#0;", b"]]>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<a>" * 3000, b"<!--", b'<?xml version="1.1"?>'),
    *(b"../../etc/passwd", b"/dev/zero", b"-DOCSTART-", b"B-", b"I-X", b"(", b")", b"\xf0\x9f\x99\x82", b"e\xcc\x81"),
)
TEXT = document().article.text


@cache
def samples(name: str) -> Mapping[str, bytes]:
    """What a format writes of two small documents, by name of the file below the place."""
    ents = named(TEXT, "Ana Bo", note="n", identity="Q:1", score=0.5), named(TEXT, "Paris", "LOC", group="g"), entity(70, 77)
    two = document(*ents), document(named("Bo 🙂 é\n\nBo.", "Bo"), text="Bo 🙂 é\n\nBo.")
    with TemporaryDirectory() as folder:
        written(name, two, out_of(name, Path(folder)))
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def seeds(name: str) -> list[str]:
    """The formats whose samples a format is given: its own, or of one that only reads those of all."""
    return [name] if FORMATS[name].writes else [form.name for form in FORMATS.values() if form.writes]


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        place, other = (draw(st.integers(0, len(content))) for _ in range(2))
        start, end = sorted((place, other))
        end = min(end, start + draw(st.sampled_from([1, 8, 100, 10**6])))
        match draw(st.sampled_from(["insert", "replace", "delete", "double", "cut", "flip"])):
            case "insert":
                content = content[:start] + draw(st.sampled_from(HARM)) + content[start:]
            case "replace":
                content = content[:start] + draw(st.sampled_from(HARM)) + content[end:]
            case "delete":
                content = content[:start] + content[end:]
            case "double":
                content = content[:end] + content[start:end] + content[end:]
            case "cut":
                content = content[:start]
            case _:
                content = (
                    content[:start]
                    + bytes(byte ^ 1 << draw(st.integers(0, 7)) for byte in content[start : start + 1])
                    + content[start + 1 :]
                )
    return content


@contextmanager
def ends() -> Iterator[None]:
    """Whatever is done here ends: no measure of speed, a guard against what never would."""

    def hangs(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(120)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read(name: str, path: Path) -> list[Reading]:
    """The readings, each one that can enter an article; none where the file is refused in plain words."""
    try:
        with ends():
            readings = FORMATS[name].read(path)
    except FormatError as error:
        said = str(error)
        # The file that is wrong may be one that stands beside.
        assert str(path.parent) in said
        assert "Traceback" not in said
        return []
    how = Import(name, Status.ACCEPTED, "ada", "2026-01-02T03:04:05Z")
    for reading in readings:
        reading.text.encode("utf-8", "surrogatepass")
        for span in reading.spans:
            assert 0 <= span.start < span.end <= len(reading.text)
            assert isinstance(span.label, str)
            assert isinstance(span.score, (float, int, type(None)))
        article = Article(reading.text)
        entities, tally = entering(reading, article, {}, how, lambda label, _: label)
        assert tally.unplaced == []
        assert all(one.end <= len(article.text) for one in entities)
        progress_after(Progress(), reading, article, how, tally)
    return readings


def placed(name: str, contents: Mapping[str, bytes], folder: Path) -> Path:
    """Put files where they were written; gives what is to be read."""
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    # What stands beside has a longer name.
    return folder / min((Path(path).parts[0] for path in contents if path.startswith("out")), key=len)
