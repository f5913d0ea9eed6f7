"""Large files of lines are read a document, or a row, at a time."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats import table_rows
from annotations.formats.columns import opened
from annotations.formats.conllu_rows import parsed
from annotations.formats.document import FormatError
from annotations.formats.lines import lines
from annotations.formats.pubtator import _articles
from annotations.formats.registry import FORMATS
from annotations.formats.table_rows import line, table
from tests.formats.making import LABELS, document, named

TEXT = f"Ana Bo met {('wonder' * 12 + ' ') * 40}train."
MOST = 600_000
"""Bytes: what is held of a file at most, a fraction of the file."""


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def many(name: str, out: Path) -> int:
    """Write the same article many times; gives how many."""
    one = document(*(named(TEXT, word) for word in ("Ana Bo", "train")), text=TEXT)
    FORMATS[name].write([one], out, LABELS)
    content = out.read_text("utf-8")
    times = 2_000_000 // len(content.encode()) + 1
    out.write_text("\n".join([content] * times), "utf-8")
    return times


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("conll2003", lambda path: opened(path).documents),
        ("bioes", lambda path: opened(path).documents),
        ("conllu", parsed),
        ("conllup", parsed),
        ("pubtator", _articles),
    ],
)
def test_of_a_large_file_one_document_at_a_time_is_held(
    name: str, documents: Callable[[Path], Iterator[object]], tmp_path: Path
) -> None:
    path = tmp_path / f"a.{name}"
    times = many(name, path)
    counted = []
    assert peak(lambda: counted.append(sum(1 for _ in documents(path)))) < MOST
    assert counted == [times]
    assert path.stat().st_size > 3 * MOST


@pytest.mark.parametrize("separator", [",", "\t"])
def test_of_a_large_table_one_row_at_a_time_is_held(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    row = line(("d", "0", "3", "Ana, or 'Bo'\nand \"Cy\" " * 30, "PER"), separator)
    path.write_text(line(("doc_id", "start", "end", "text", "label"), separator) + row * 4_000, "utf-8")
    counted = []
    assert peak(lambda: counted.append(sum(1 for _ in table(path, [["start"], ["label"]])[1]))) < MOST
    assert counted == [4_000]
    assert path.stat().st_size > 2 * MOST


def test_a_mistake_early_in_a_file_is_said_before_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("doc_id,start,end,label\nd,0\n" + "d,0,3,PER\n" * 100_000)

    def refused() -> None:
        with pytest.raises(FormatError, match="line 2 has 2 cells"):
            list(table(path, [["start"]])[1])

    assert peak(refused) < MOST


cells = st.lists(st.text(st.sampled_from('a,;\t|"\n\r\u2028é🙂 ='), max_size=6), min_size=2, max_size=4)


@given(rows=st.lists(cells, max_size=6), piece=st.integers(1, 9), separator=st.sampled_from(",;\t|"))
def test_rows_are_the_same_wherever_what_is_read_ends(rows: list[list[str]], piece: int, separator: str) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "a.csv"
        path.write_bytes("".join(line(row, separator) for row in rows).encode())
        found = list(table_rows._rows(path, 0, separator))
        patch.setattr(table_rows, "_PIECE", piece)
        assert list(table_rows._rows(path, 0, separator)) == found
    assert [row for _, row in found] == [row for row in rows if any(row)]


@given(content=st.text(st.sampled_from('ab,"\n\r'), max_size=30), piece=st.integers(1, 5))
def test_whatever_a_file_holds_is_read_alike_wherever_what_is_read_ends(content: str, piece: int) -> None:
    def outcome(path: Path) -> object:
        try:
            return list(table_rows._rows(path, 0, ","))
        except FormatError as error:
            return str(error)

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "a.csv"
        path.write_bytes(content.encode())
        found = outcome(path)
        patch.setattr(table_rows, "_PIECE", piece)
        assert outcome(path) == found


@given(rows=st.lists(cells, max_size=6))
def test_rows_are_those_that_another_reader_finds(rows: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes("".join(line(row, ",") for row in rows).encode())
        found = [row for _, row in table_rows._rows(path, 0, ",")]
        theirs = [row for row in csv.reader(io.StringIO(path.read_bytes().decode(), newline="")) if any(row)]
    assert found == theirs


def test_lines_have_their_numbers_and_no_ends_and_what_is_no_utf_8_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n\nfo\xc3\xbcr")
    assert list(lines(tmp_path / "a.txt")) == [(1, "one"), (2, "two"), (3, ""), (4, "fo\u00fcr")]
    (tmp_path / "b.txt").write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(FormatError, match=r"b\.txt, line 2 could not be read as UTF-8 text"):
        list(lines(tmp_path / "b.txt"))
