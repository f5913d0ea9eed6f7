"""Tables of spans: CSV, TSV, and CSV for spreadsheets."""

from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import FormatError
from annotations.formats.span_tables import read_table
from tests.formats.making import TEXT, document, entity, named, written

DOCS = "doc_id,text\nd,Ana met Bo.\n"


def table(tmp_path: Path, content: str | bytes, docs: str = DOCS) -> Path:
    (tmp_path / "a.docs.csv").write_text(docs, "utf-8")
    (tmp_path / "a.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "a.csv"


def test_a_row_says_all_that_is_known_of_a_span(tmp_path: Path) -> None:
    one = document(
        named(TEXT, "Ana Bo", note='a "b"\nc', identity="Q1", by="ada", group="g"),
        named(TEXT, "Cy", "NA", status=Status.SUGGESTED, origin="model:m", score=0.25),
    )
    report = written("csv", [one], tmp_path / "a.csv")
    uid = one.article.uid
    assert (tmp_path / "a.csv").read_text("utf-8") == (
        "doc_id,start,end,text,label,status,annotator,score,link,note,group,origin\n"
        f'{uid},0,6,Ana Bo,PER,accepted,ada,,Q1,"a ""b""\nc",g,human\n'
        f"{uid},55,57,Cy,NA,suggested,,0.25,,,,model:m\n"
    )
    assert (tmp_path / "a.docs.csv").read_text("utf-8") == f'doc_id,title,language,text\n{uid},Ana in Paris,,"{TEXT}"\n'
    assert (report.losses, report.warnings) == ((), ())
    (found,) = read_table(tmp_path / "a.csv")
    first, second = found.spans
    assert (first.note, first.identity, first.by, first.group, first.status) == ('a "b"\nc', "Q1", "ada", "g", Status.ACCEPTED)
    assert (second.label, second.status, second.origin, second.score) == ("NA", Status.SUGGESTED, "model:m", 0.25)
    assert (found.title, found.name, found.notices) == ("Ana in Paris", uid, ())


def test_a_spreadsheet_runs_no_cell(tmp_path: Path) -> None:
    text = "=1+1 Ana\n@x"
    one = document(entity(0, 4, "-A", note="+1"), entity(9, 11, "'=B"), text=text)
    written("spreadsheet", [one], tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdoc_id,")
    first, second = content.decode().splitlines()[1:]
    assert first.endswith(",0,4,'=1+1,'-A,accepted,,,,'+1,,human,text label note")
    assert second.endswith(",9,11,'@x,'=B,accepted,,,,,,human,text")
    assert b",\"'=1+1 Ana" in (tmp_path / "a.docs.csv").read_bytes()
    (found,) = read_table(tmp_path / "a.csv")
    assert (found.text, [span.key for span in found.spans]) == (text, [(0, 4, "-A"), (9, 11, "'=B")])


def test_what_stands_beside_and_is_not_ours_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.docs.csv").write_text("mine\n")
    with pytest.raises(FormatError, match=r"a\.docs\.csv is there and holds something else"):
        written("csv", [document()], tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docs.csv"]


@pytest.mark.parametrize(
    "content",
    [
        "doc_id,start,end,label\nd,0,3,PER\n",
        "doc_id;start;end;label\r\nd;0;3;PER\r\n",
        "sep=;\r\nDoc ID;Start;End;Label\r\nd;0;3;PER;\r\n\r\n",
        "document\tbegin\tend\ttext\ttype\rd\t0\t3\tAna\tPER",
        b'\xef\xbb\xbfdoc_id|start|end|label\nd|0|3.0|"PER"\n',
        '"doc_id","Begin-Offset","End Offset","label","text"\n"d","0","3","PER","Ana"\n',
    ],
)
def test_separators_line_ends_marks_and_names_of_others_are_read(tmp_path: Path, content: str | bytes) -> None:
    (found,) = read_table(table(tmp_path, content))
    assert [(span.key, span.status) for span in found.spans] == [((0, 3, "PER"), None)]


@pytest.mark.parametrize("label", ["NA", "None", "nan", "null", "", "0", "1e5", "TRUE"])
def test_a_label_is_only_ever_text(tmp_path: Path, label: str) -> None:
    if not label:
        with pytest.raises(FormatError, match="line 2: '0' to '3' as '' is no start, end and label"):
            read_table(table(tmp_path, "doc_id,start,end,label\nd,0,3,\n"))
        return
    (found,) = read_table(table(tmp_path, f"doc_id,start,end,label\nd,0,3,{label}\n"))
    assert [span.label for span in found.spans] == [label]


def test_words_that_stand_elsewhere_are_left_out_and_said(tmp_path: Path) -> None:
    (found,) = read_table(table(tmp_path, "doc_id,start,end,label,text\nd,0,3,PER,Ana\nd,0,3,PER,Bo\n"))
    assert len(found.spans) == 1
    assert found.notices == (f"{tmp_path / 'a.docs.csv'}, line 2: not in the text where the file says, left out: 'Bo' at 0-3",)


def test_texts_may_be_files_beside_but_never_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "out.txt").write_text("Ana")
    (folder / "one.txt").write_text("Ana")
    (folder / "link.txt").symlink_to(tmp_path / "out.txt")
    path = folder / "a.csv"
    path.write_text("doc_id,start,end,label\none,0,3,PER\none.txt,0,3,LOC\n")
    assert [(one.name, one.text) for one in read_table(path)] == [("one", "Ana"), ("one.txt", "Ana")]
    for name in ("../out", "link", str(tmp_path / "out"), "", "."):
        path.write_text(f"doc_id,start,end,label\n{name},0,3,PER\n")
        with pytest.raises(FormatError, match=r"put a\.docs\.csv with the columns doc_id, text beside"):
            read_table(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n", "the first row does not name the columns start, end, label"),
        ("", "the first row does not name the columns"),
        ("doc_id,start,end,label\n\nd,0\n", "line 3 has 2 cells, the first row 4"),
        ("doc_id,start,end,label\nd,0,3,PER,more\n", "line 2 has 5 cells"),
        ('doc_id,start,end,note,label\nd,0,3,"a\n",PER\nd,0,3,,"PER\n', "line 4: a cell begins with a quote"),
        ("doc_id,start,end,label\nx,0,3,PER\n", r"line 2: the document 'x' is not in a\.docs\.csv"),
        ("doc_id,start,end,label\nd,a,3,PER\n", "line 2: 'a' to '3' as 'PER' is no start, end and label"),
        ("doc_id,start,end,label\nd,-1,3,PER\n", "line 2: '-1' to '3'"),
        ("doc_id,start,end,label,status\nd,0,3,PER,maybe\n", "line 2: the status 'maybe' is none of suggested, accepted"),
        ("doc_id,start,end,label,score\nd,0,3,PER,high\n", "line 2: the score 'high' is no number"),
    ],
)
def test_a_row_of_another_form_is_named(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_table(table(tmp_path, content))


def test_a_document_that_is_there_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="line 3: the document 'd' is there twice"):
        read_table(table(tmp_path, "doc_id,start,end,label\n", "doc_id,text\nd,a\nd,b\n"))


def test_a_quote_that_is_none_is_plain_between_tabs(tmp_path: Path) -> None:
    (tmp_path / "a.docs.tsv").write_text('doc_id\ttext\nd\t"Ana" met Bo.\n')
    (tmp_path / "a.tsv").write_text('doc_id\tstart\tend\tlabel\ttext\nd\t0\t9\tPER\t"Ana" met\n')
    (found,) = read_table(tmp_path / "a.tsv")
    assert (found.text, [span.key for span in found.spans], found.notices) == ('"Ana" met Bo.', [(0, 9, "PER")], ())
