"""GATE documents in XML and in the JSON of gatenlp."""

import json
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.gate import read
from tests.formats.making import TEXT, document, named, reasons, written

XML = """<?xml version="1.0"?><GateDocument><TextWithNodes><Node id="0"/>🙂 <Node id="7"/>Ana<Node id="9"/> B&amp;o</TextWithNodes>
<AnnotationSet>{}</AnnotationSet></GateDocument>"""


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


@pytest.mark.parametrize("name", ["a.xml", "a.bdocjs"])
def test_all_that_is_known_of_an_entity_comes_back(tmp_path: Path, name: str) -> None:
    about = {"identity": "wd:Q1", "note": "a <b>\n & c", "score": 0.5, "by": "ana", "origin": "model:x", "status": Status.UNSURE}
    one = document(named(TEXT, "Ana", group="g", **about), named(TEXT, "Bo", group="g"), named(TEXT, "Cy", 'A "B" <'))
    report = written("gate", [one], tmp_path / name)
    assert (report.losses, report.warnings) == ((), ())
    (reading,) = read(tmp_path / name)
    assert words(reading) == [("Ana", "PER"), ("Bo", "PER"), ("Cy", 'A "B" <')]
    first, second, third = reading.spans
    assert (first.identity, first.note, first.score, first.by, first.origin) == ("wd:Q1", "a <b>\n & c", 0.5, "ana", "model:x")
    assert (first.status, second.status) == (Status.UNSURE, None)
    assert (first.group, second.group, third.group) == ("g", "g", "")
    assert (reading.name, reading.title) == ("a", "Ana in Paris")


def test_where_a_node_stands_counts_and_not_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(XML.format('<Annotation Id="1" Type="PER" StartNode="7" EndNode="9"/>'), "utf-8")
    (reading,) = read(tmp_path / "a.xml")
    assert (reading.text, words(reading)) == ("🙂 Ana B&o", [("Ana", "PER")])


@pytest.mark.parametrize(("counted", "start"), [("p", 2), ("j", 3)])
def test_the_json_says_what_it_counts(tmp_path: Path, counted: str, start: int) -> None:
    sets = {"": {"annotations": [{"type": "PER", "start": start, "end": start + 3, "id": 0, "features": {"a": 1, "b": [1]}}]}}
    content = {"text": "🙂 Ana", "annotation_sets": sets, "offset_type": counted}
    (tmp_path / "a.bdocjs").write_text(json.dumps(content))
    (reading,) = read(tmp_path / "a.bdocjs")
    assert words(reading) == [("Ana", "PER")]
    assert reading.spans[0].extra == (("a", "1"),)


def test_what_xml_cannot_hold_is_named_and_json_holds_it(tmp_path: Path) -> None:
    one = document(named("Ana B\x00\r\n", "Ana"), named("Ana B\x00\r\n", "B\x00"), text="Ana B\x00\r\n")
    assert reasons(written("gate", [one], tmp_path / "a.xml")) == {
        (4, 6, "PER"): "holds a character that XML cannot: not written"
    }
    assert read(tmp_path / "a.xml")[0].text == "Ana B\ufffd\r\n"
    assert written("gate", [one], tmp_path / "a.bdocjs").losses == ()
    assert read(tmp_path / "a.bdocjs")[0].text == "Ana B\x00\r\n"


@pytest.mark.parametrize("name", ["tests_testdoc1.xml", "tests_testdoc1.bdocjs"])
def test_files_of_others_are_read_in_both_forms_alike(shared: Path, name: str) -> None:
    (reading,) = read(shared / "samples/gate" / name)
    assert reading.text == "This is the document text"
    assert words(reading) == [
        ("This is the document", "LONG"),
        ("This", "Type1"),
        ("is th", "SHORT"),
        ("is ", "Type1"),
    ]
    assert [dict(span.extra).get("set", "") for span in reading.spans] == ["Set2", "", "Set2", ""]
    assert reading.notices == ("left out: 3 annotations of no width",)


def test_a_node_that_is_not_there_is_said_and_markup_is_no_entity(tmp_path: Path) -> None:
    rows = '<Annotation Type="PER" StartNode="7" EndNode="8"/><Annotation Type="Token" StartNode="7" EndNode="9"/>'
    rows += '<Annotation Type="" StartNode="7" EndNode="9"/>'
    (tmp_path / "a.xml").write_text(XML.format(rows), "utf-8")
    (reading,) = read(tmp_path / "a.xml")
    assert reading.spans == ()
    assert reading.notices == (
        "not in the text where the file says, left out: PER at 7-8",
        "left out: 1 annotations of words and markup, 1 annotations without a type",
    )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "line 1: it declares entities"),
        ("a.xml", "<a/>", "line 1: <a> is no GATE document"),
        ("a.xml", "\n<a>", "line 2: not well-formed"),
        ("a.bdocjs", "{", "could not be read as JSON"),
        ("a.bdocjs", '{"text": 1}', "is no GATE document in JSON"),
        ("a.bdocjs", '{"text": "", "offset_type": "b"}', "offset_type 'b' is neither"),
        ("a.bdocjs", '{"text": "", "annotation_sets": {"x": {}}}', "annotation set 'x' has no list"),
        ("a.bdocjs", '{"text": "", "annotation_sets": {"x": {"annotations": [{"type": 1}]}}}', "no annotation with type"),
    ],
)
def test_what_is_no_gate_document_is_refused_by_name_and_place(tmp_path: Path, name: str, content: str, why: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(FormatError, match=rf"{name}.*{why}"):
        read(tmp_path / name)
