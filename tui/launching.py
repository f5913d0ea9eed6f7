"""Launching: which first frame stands for what the command line asks to read, found in some milliseconds.

What is painted is what the reader will show there: the text of a file that is plain UTF-8 from its start, or around the place
where it was left; what takes extraction is named. Where that is not sure there is no frame, and the reader paints first.
"""

import codecs
import os
from collections.abc import Mapping, Sequence

from annotations.hard_wrapped import SAMPLE, looks_hard_wrapped, soft_newlines
from annotations.safe import safe_line
from annotations.sources.decoding import looks_binary
from tui.first_frame import Looks, article_cells, first_frame, text_lines
from tui.geometry import column, usual_measure
from tui.layout import Layout, run_together
from tui.start_file import START, asked, believed, files_behind, load, looks_key, place_name, stamp

EXTRACTED = (".html", ".htm", ".xhtml", ".pdf", ".epub", ".docx", ".odt")
"""Suffixes of files whose text is not what stands in them."""
_BYTES = 4 * SAMPLE
_DARK = {
    "truecolor": ("38;2;224;224;224;48;2;30;30;30", "38;2;108;108;108;48;2;30;30;30"),
    "256": ("38;5;253;48;5;234", "38;5;242;48;5;234"),
}
"""The looks of the usual theme, for a first time."""


def frame_for(arguments: Mapping[str, object], size: tuple[int, int], environ: Mapping[str, str] = os.environ) -> str | None:
    """The first frame for these arguments of ``read`` in a terminal of so many columns and rows; None for none."""
    start = load(START, environ)
    looks = _looks(start, environ)
    if looks is None:
        return None
    project, sources = arguments.get("project"), arguments.get("sources")
    assert isinstance(sources, tuple)
    what = asked(project if isinstance(project, str) else None, sources, environ)
    wanted, spacing = start.get("measure"), start.get("spacing")
    measure = wanted if isinstance(wanted, int) else None
    if row := load(place_name(what), environ):
        if believed(row, what):
            return _frame_of(row, measure, spacing == 1, size, looks)
        if any(stamp(path)[1] >= 0 for path in files_behind(what)[: -1 if what[1] else None]):
            return None  # which text is stored, and where in it one was, takes the project to say
    source = what[1]
    if "://" in source or source.lower().endswith(EXTRACTED) or os.path.isdir(source):
        name = safe_line(os.path.basename(source.rstrip("/")) or source)
        return _saying(f"reading {name} …", name, size, looks) if name.isascii() else None
    text = beginning(source) if source else None
    if text is None:
        return None
    measure = usual_measure(text) if measure is None else measure
    return _frame(layout_of(text, *told_of(text), measure, spacing == 1, size), 0, measure, size, looks)


def told_of(text: str) -> tuple[bool, bool]:
    """What the start of a text says of all of it: whether its lines were broken by hand, and whether it wants gaps."""
    hard_wrapped = looks_hard_wrapped(text)
    return hard_wrapped, not hard_wrapped and run_together(text)


def layout_of(text: str, hard_wrapped: bool, gaps: bool, measure: int, spaced: bool, size: tuple[int, int]) -> Layout:
    """The layout of a text, or of a part that begins where a paragraph does, in a terminal of so many columns and rows."""
    soft = (lambda start, end: soft_newlines(text, start, end)) if hard_wrapped else (lambda _start, _end: [])
    return Layout(text, column(article_cells(*size)[0], measure), soft, gaps=gaps, spacing=int(spaced))


def beginning(path: str) -> str | None:
    """The first 64 Ki code points or more of a file of plain UTF-8, as the reader takes them in; None of any other."""
    try:
        with open(path, "rb") as file:
            data = file.read(_BYTES)
            whole = not file.read(1)
        if b"\0" in data or b"\x1b" in data or looks_binary(data):
            return None
        text = codecs.getincrementaldecoder("utf-8")().decode(data.removeprefix(codecs.BOM_UTF8), whole)
    except (OSError, ValueError):
        return None
    if not whole:
        text = text.removesuffix("\r")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text and not text.isspace() else None


def _frame(layout: Layout, at: int, measure: int, size: tuple[int, int], looks: Looks) -> str:
    return first_frame(text_lines(layout, at, article_cells(*size)[1]), measure, *size, looks)


def _frame_of(row: Mapping[str, object], measure: int | None, spaced: bool, size: tuple[int, int], looks: Looks) -> str | None:
    text, at, usual = (row.get(name) for name in ("text", "at", "usual"))
    if not isinstance(text, str) or not isinstance(at, int) or not isinstance(usual, int):
        return None
    measure = usual if measure is None else measure
    layout = layout_of(text, bool(row.get("hard_wrapped")), bool(row.get("gaps")), measure, spaced, size)
    return _frame(layout, at, measure, size, looks)


def _saying(words: str, title: str, size: tuple[int, int], looks: Looks) -> str:
    measure = usual_measure("")
    width = column(article_cells(*size)[0], measure)
    return first_frame([words[:width]], measure, *size, looks, title)


def _looks(start: Mapping[str, object], environ: Mapping[str, str]) -> Looks | None:
    key = looks_key(environ)
    known = start.get("looks")
    if isinstance(known, dict) and isinstance(found := known.get(key), list) and all(isinstance(one, str) for one in found):
        return str(found[0]), str(found[-1])
    usual = environ.get("RUBRICATE_THEME", "") in ("", "dark") and not environ.get("NO_COLOR") and key.endswith("||-1|-1")
    if not usual:
        return None
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return _DARK["truecolor"]
    return _DARK["256"] if environ.get("TERM", "").rpartition("-")[2] == "256color" else None


def terminal_size(environ: Mapping[str, str] = os.environ) -> tuple[int, int]:
    """Columns and rows as Textual finds them: by ``$COLUMNS`` and ``$LINES``, else those of standard output."""
    try:
        columns, rows = (int(environ.get(name, 0)) for name in ("COLUMNS", "LINES"))
    except ValueError:
        columns = rows = 0
    if columns <= 0 or rows <= 0:
        try:
            found: Sequence[int] = os.get_terminal_size(1)
        except OSError:
            found = (80, 24)
        columns, rows = columns if columns > 0 else found[0], rows if rows > 0 else found[1]
    return columns, rows
