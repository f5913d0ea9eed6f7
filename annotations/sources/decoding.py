"""Bytes to text: which encoding they are in, and what was normalised. Rules after research on real files: BOM, ISO-2022
escapes, strict UTF-8, UTF-16 without BOM by where its NULs stand, and a guess by charset-normalizer last."""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ISO_2022 = re.compile(rb"\x1b\$[@A-D()]|\x1b\([A-JTO-R]")
_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 1 << 16
"""Bytes looked at to tell text from binary and to guess an encoding."""

GUESSED = "guessed"
"""The note beside ``encoding=...`` when nothing in the bytes said which it is."""

CHANGED = frozenset({"bom", "crlf", "cr"})
"""The notes of what is not in the text any more."""

CUT = "cut"
"""The note of text that ended in the middle of a character, which is kept as U+FFFD."""


class SourceError(Exception):
    """A source that cannot be read; the message says what, where and what to do."""


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of these bytes without BOM, lines ending in LF, and notes of what was found.

    The notes: ``bom``; ``encoding=NAME`` when it is not UTF-8 (Python's name of it), then ``guessed`` when it was a guess;
    ``crlf`` and ``cr`` for line ends that were turned into LF; ``cut`` for a last character that is not whole. All else
    is kept code point for code point, NULs and lone surrogates of UTF-16 too. Raises SourceError for bytes that are no text.
    """
    text, notes = _decoded(data)
    if "\r" in text:
        pairs = text.count("\r\n")
        notes += ("crlf",) * bool(pairs) + ("cr",) * (text.count("\r") > pairs)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, notes


def undone(data: bytes) -> str:
    """The text of these bytes as it stands: with a byte order mark where they begin with one, and its own line ends. Raises
    SourceError for bytes that are no text."""
    text, notes = _decoded(data)
    return f"\ufeff{text}" if "bom" in notes else text


def encoding_of(notes: tuple[str, ...]) -> str:
    """The encoding that these notes of ``decode`` name, ``utf-8`` when they name none."""
    return next((note.removeprefix("encoding=") for note in notes if note.startswith("encoding=")), "utf-8")


def looks_binary(data: bytes) -> bool:
    """Whether these first bytes are no text: more than one in twenty is a control character that no text has."""
    sample = data[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) * 20 > len(sample)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom) and (found := _strict(data[len(bom) :], encoding)):
            return found[0], ("bom", *_named(encoding), *found[1])
    if data.isascii() and _ISO_2022.search(data):
        for encoding in ("iso2022_kr", "iso2022_jp_2", "iso2022_jp_3"):
            found = _strict(data, encoding)
            if found and not found[0].isascii() and "\x1b" not in found[0]:
                return found[0], (*_named(encoding), *found[1])
    if b"\0" in data:
        for encoding in _by_nuls(data):
            found = _strict(data, encoding)
            if found and _plausible(found[0][:_SAMPLE]):
                return found[0], (*_named(encoding), *found[1])
    if looks_binary(data):
        raise SourceError("is binary, not text: give plain text, or convert it to text first")
    return _strict(data, "utf-8") or _guessed(data)


def _named(encoding: str) -> tuple[str, ...]:
    return () if encoding == "utf-8" else (f"encoding={encoding}",)


def _strict(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]] | None:
    """The text and its notes, None where a byte does not fit. A last character that is cut off is kept as U+FFFD, but
    only after others of more than one byte: a single one may be the last letter of a Latin-1 word."""
    errors = "surrogatepass" if encoding.startswith("utf-16") else "strict"
    try:
        return data.decode(encoding, errors), ()
    except UnicodeDecodeError as error:
        cut = len(data) - error.start <= 3 and any(word in error.reason for word in ("incomplete", "end of data", "truncated"))
        if not cut:
            return None
        text = data[: error.start].decode(encoding, errors)
        return None if text.isascii() else (text + "\ufffd", (CUT,))


def _by_nuls(data: bytes) -> Iterator[str]:
    """UTF-16 in the order of bytes that its NULs show: one half of each pair has them often, the other hardly ever."""
    first, second = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    pairs = len(data[:_SAMPLE]) // 2
    if second * 50 >= pairs and first * 20 <= second:
        yield "utf-16-le"
    elif first * 50 >= pairs and second * 20 <= first:
        yield "utf-16-be"


def _plausible(text: str) -> bool:
    """Whether text is mostly letters, punctuation and blanks that share a few scripts, as chance pairs of bytes do not."""
    printable = sum(char.isprintable() or char in "\n\r\t" for char in text)
    rows = len({ord(char) >> 8 for char in text if ord(char) < 0x3000})
    return printable * 50 >= len(text) * 49 and rows <= 16


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    from charset_normalizer import from_bytes

    end = data.rfind(b"\n", 0, _SAMPLE) + 1 if len(data) > _SAMPLE else len(data)
    sample = data[: end or _SAMPLE]
    guesses = list(from_bytes(sample))
    # A short text fits many code pages equally well: the Windows ones are by far the commonest, Western Europe's first.
    if guesses and len(str(guesses[0])) == len(sample):
        equal = [one for one in guesses if one.chaos == guesses[0].chaos and one.encoding.startswith("cp125")]
        guesses = sorted(equal, key=lambda one: (-one.coherence, one.encoding != "cp1252")) + guesses
    for encoding in [*(one.encoding for one in guesses), "cp1252", "latin-1"]:
        if found := _strict(data, encoding):
            return found[0], (f"encoding={encoding}", GUESSED, *found[1])
    raise SourceError("is text in an encoding that could not be guessed: convert it to UTF-8 first")
