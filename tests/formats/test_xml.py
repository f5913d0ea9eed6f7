"""XML read piece by piece: each document as soon as it is whole, one held at a time."""

import tracemalloc
from pathlib import Path

import pytest

from annotations.formats import bioc, tei, xml
from annotations.formats.document import FormatError
from annotations.formats.xml import elements, read_xml
from tests.formats.making import LABELS, TEXT, document, named

CORPUS = "<c>head<d n='1'>one<d>inner</d></d>tail<c><d n='2'/></c><e><d n='3'/></e><d n='4'/></c>"


@pytest.mark.parametrize("piece", [1, 3, 1 << 16])
def test_elements_come_as_they_end_and_the_rest_comes_last(piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "_PIECE", piece)
    (tmp_path / "a.xml").write_text(CORPUS)
    *found, rest = elements(tmp_path / "a.xml", "d", within="c")
    assert [(one.attributes["n"], one.text) for one in found] == [("1", "oneinner"), ("2", ""), ("4", "")]
    assert (rest.name, rest.text, [one.name for one in rest.elements]) == ("c", "headtail", ["c", "e"])
    assert read_xml(tmp_path / "a.xml").text == "headoneinnertail"
    [only] = elements(tmp_path / "a.xml", "c", within="b")
    assert only.name == "c"


def test_a_mistake_after_whole_documents_is_still_an_error_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    bioc.write([document(named(TEXT, "Ana Bo")), document(text="x")], path, LABELS)
    path.write_text(path.read_text("utf-8").replace("</collection>", "<document>"), "utf-8")
    with pytest.raises(FormatError, match=r"a\.xml, line \d+: not well-formed XML"):
        bioc.read(path)


@pytest.mark.parametrize("name", ["bioc", "tei"])
def test_of_a_large_file_one_document_at_a_time_is_held(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    text = f"Ana Bo met {'the ' * 4000}train."
    one = document(*(named(text, word) for word in ("Ana Bo", "train")), text=text)
    module = {"bioc": bioc, "tei": tei}[name]
    module.write([one, one.__class__(one.article.changed(text="x"), (), one.progress)], path, LABELS)
    content = path.read_text("utf-8")
    start, end = {"bioc": ("<document>", "</document>"), "tei": ("<TEI ", "</TEI>")}[name]
    first = content[content.index(start) : content.index(end) + len(end)]
    path.write_text(content.replace(first, first * 300), "utf-8")
    tags = {"bioc": ("document", "collection"), "tei": ("TEI", "teiCorpus")}[name]
    tracemalloc.start()
    assert sum(1 for _ in elements(path, tags[0], within=tags[1])) == 302
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 3 << 20
    assert peak < 2 << 20
