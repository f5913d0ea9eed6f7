"""TEI: names in the text, written to the character and read from the editions of others."""

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotations.entity import Status
from annotations.formats.document import Document, FormatError
from annotations.formats.tei import read, write
from tests.formats.making import LABELS, TEXT, any_documents, document, entity, keys, lost, named, reasons

HEAD = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc/></teiHeader><text><body>'
FOOT = "</body></text></TEI>"


def body(out: Path) -> str:
    return re.split(r"<div [^>]*>|</div>", out.read_text("utf-8"))[1]


def names(out: Path) -> str:
    """The body without the attributes that say who and how."""
    return re.sub(r' (?:type|ana|resp)="[^"]*"', "", body(out))


def tei(path: Path, inner: str) -> list[tuple[str, str]]:
    path.write_text(HEAD + inner + FOOT, "utf-8")
    (reading,) = read(path)
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def test_names_stand_in_the_text_and_paragraphs_are_paragraphs(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo"), named(TEXT, "Paris", "LOC"), named(TEXT, "U.N.", "ORG"), named(TEXT, "Cy", "cat"))
    report = write([one], tmp_path / "a.xml", LABELS)
    assert names(tmp_path / "a.xml") == (
        '<p><persName xml:id="d1.e1">Ana Bo</persName> met the <orgName xml:id="d1.e2">U.N.</orgName> in '
        '<placeName xml:id="d1.e3">Paris</placeName>. She left.</p>\n\n'
        '<p>In São Paulo, <rs xml:id="d1.e4">Cy</rs> waited 🙂 for Ana Bo.</p>\n'
    )
    assert report.losses == report.warnings == ()


def test_what_crosses_is_cut_into_parts_that_are_linked(tmp_path: Path) -> None:
    write([document(entity(0, 6), entity(4, 10, "cat"))], tmp_path / "a.xml", LABELS)
    assert names(tmp_path / "a.xml").startswith(
        '<p><persName xml:id="d1.e1">Ana <rs xml:id="d1.e2" next="#d1.e2.2">Bo</rs></persName>'
        '<rs xml:id="d1.e2.2" prev="#d1.e2"> met</rs> the'
    )


def test_an_entity_over_two_paragraphs_is_one_again_and_fragments_stay_apart(tmp_path: Path) -> None:
    one = document(named(TEXT, "left.\n\nIn"), named(TEXT, "Ana", group="g"), named(TEXT, "the U.N.", group="g"))
    assert write([one], tmp_path / "a.xml", LABELS).losses == ()
    (reading,) = read(tmp_path / "a.xml")
    assert [(reading.text[span.start : span.end], bool(span.group)) for span in reading.spans] == [
        ("Ana", True),
        ("the U.N.", True),
        ("left.\n\nIn", False),
    ]
    assert len({span.group for span in reading.spans}) == 2


def test_an_edge_between_paragraphs_is_moved_into_one_and_listed(tmp_path: Path) -> None:
    start = TEXT.index("\n\n")
    report = write([document(entity(start, start + 4), entity(start, start + 1, "ORG"))], tmp_path / "a.xml", LABELS)
    assert reasons(report) == {
        (
            start,
            start + 4,
            "PER",
        ): f"starts or ends between paragraphs, where TEI has no place for it: written as {start + 2}-{start + 4}",
        (start, start + 1, "ORG"): "lies between paragraphs, where TEI has no place for it: not written",
    }


def test_all_that_is_known_of_an_entity_comes_back(tmp_path: Path) -> None:
    fields = {"status": Status.UNSURE, "origin": "model:sm", "by": "Ana & Bo", "identity": "http://x.org/a#b", "note": " <so> "}
    report = write([document(named(TEXT, "Cy", "a |b <", **fields))], tmp_path / "a.xml", LABELS)
    (span,) = read(tmp_path / "a.xml")[0].spans
    assert (span.label, span.status, span.origin, span.by) == ("a |b <", Status.UNSURE, "model:sm", "Ana & Bo")
    assert (span.identity, span.note, span.extra) == ("http://x.org/a#b", " <so> ", (("cert", "low"),))
    assert report.losses == ()


def test_several_articles_make_a_corpus(tmp_path: Path) -> None:
    write([document(named(TEXT, "Cy")), document(text="x\r\ny")], tmp_path / "a.xml", LABELS)
    assert "<teiCorpus " in (tmp_path / "a.xml").read_text("utf-8")
    assert [(reading.text, len(reading.spans), reading.title) for reading in read(tmp_path / "a.xml")] == [
        (TEXT, 1, "Ana in Paris"),
        ("x\r\ny", 0, "Ana in Paris"),
    ]


def test_what_xml_cannot_hold_is_replaced_and_said(tmp_path: Path) -> None:
    report = write([document(entity(0, 3), entity(4, 6), text="A\x0bb Bo\ud800")], tmp_path / "a.xml", LABELS)
    assert reasons(report) == {(0, 3, "PER"): "holds a character that XML cannot: not written"}
    assert [loss.reason for loss in report.warnings] == [
        "2 characters of the text that the file cannot hold stand as another, the first at 1 as '\ufffd'"
    ]
    assert read(tmp_path / "a.xml")[0].text == "A\ufffdb Bo\ufffd"


@settings(max_examples=100, deadline=None)
@given(documents=any_documents())
def test_the_losses_are_just_the_entities_that_another_reader_does_not_find(documents: list[Document]) -> None:
    """The other reader is ElementTree: offsets by counting characters, parts joined by their identifiers."""
    from xml.etree.ElementTree import Element, parse

    space = "{http://www.tei-c.org/ns/1.0}"

    def places(div: Element) -> Counter[tuple[int, int, str]]:
        found: dict[str, list[int]] = {}
        length = 0

        def into(element: Element) -> None:
            nonlocal length
            start = length
            length += len(element.text or "")
            for child in element:
                into(child)
                length += len(child.tail or "")
            if identifier := element.get("{http://www.w3.org/XML/1998/namespace}id"):
                whole = ".".join(identifier.split(".")[:2])
                span = found.setdefault(whole, [start, length])
                span[:] = [min(span[0], start), max(span[1], length)]
                labels[whole] = terms[(element.get("ana") or "").split()[0]]

        labels: dict[str, str] = {}
        into(div)
        return Counter((*span, labels[whole]) for whole, span in found.items())  # type: ignore[misc]

    with TemporaryDirectory() as folder:
        out = Path(folder) / "a.xml"
        report = write(documents, out, LABELS)
        root = parse(out).getroot()
        found = []
        for one in [root] if root.tag == f"{space}TEI" else root.findall(f"{space}TEI"):
            terms = {
                "#" + category.get("{http://www.w3.org/XML/1998/namespace}id", ""): category.findtext(f".//{space}term", "")
                for category in one.iter(f"{space}category")
            }
            (div,) = [div for div in one.iter(f"{space}div") if div.get("type") == "article"]
            found.append(places(div))
        assert [lost(one, report) for one in documents] == [
            keys(one) - there for one, there in zip(documents, found, strict=True)
        ]
        assert report.written == sum(there.total() for there in found)


@pytest.mark.parametrize(
    ("inner", "text", "found"),
    [
        ("<p>\n  An\n  <persName>Ana</persName>\n</p><p>Bo</p>", "An Ana\nBo", [("Ana", "PER")]),
        ("<p><rs type='ship'> the Ana </rs>sails</p>", "the Ana sails", [("the Ana", "ship")]),
        ("<p>a<lb/>b<lb break='no'/>c<note>left <name>out</name></note></p>", "a\nbc", []),
        ("<p><choice><abbr>U.N.</abbr><expan>United</expan></choice> <orgName>x</orgName></p>", "U.N. x", [("x", "ORG")]),
        ("<p xml:space='preserve'> a  <name>b</name> </p>", " a  b ", [("b", "name")]),
        (
            "<p><persName xml:id='a' next='#b'>Ana</persName></p><p><persName xml:id='b'>Bo</persName></p>",
            "Ana\nBo",
            [("Ana\nBo", "PER")],
        ),
        ("<p><placeName/>x</p>", "x", []),
    ],
)
def test_the_text_of_others_is_read_by_one_rule(tmp_path: Path, inner: str, text: str, found: list[tuple[str, str]]) -> None:
    assert tei(tmp_path / "a.xml", inner) == found
    assert read(tmp_path / "a.xml")[0].text == text


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("testplace", {"persName": 3, "placeName": 70, "orgName": 3, "name": 21, "date": 11}),
        ("testbare", {}),
        ("schnitzler_entry__1900-06-24", {"rs": 7, "date": 1}),
    ],
)
def test_editions_of_others_are_read_with_all_their_names(shared: Path, name: str, counts: dict[str, int]) -> None:
    (reading,) = read(shared / f"samples/tei/{name}.xml")
    assert len(reading.spans) == sum(counts.values())
    plain = {"persName": "PER", "placeName": "LOC", "orgName": "ORG", "date": "DATE"}
    labels = Counter(span.label for span in reading.spans)
    assert {tag: labels[label] for tag, label in plain.items() if tag in counts} == {
        tag: count for tag, count in counts.items() if tag in plain
    }


def test_names_in_a_real_edition_have_their_words_and_references(shared: Path) -> None:
    (reading,) = read(shared / "samples/tei/schnitzler_entry__1900-06-24.xml")
    found = [(reading.text[span.start : span.end], span.label, span.identity) for span in reading.spans]
    assert found[1] == ("Wien", "place", "#pmb50")
    assert found[4] == ("Gustel Bermann", "person", "#pmb14099")
    assert reading.title == "Sonntag, 24. Juni 1900"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<!DOCTYPE TEI [<!ENTITY a "b">]><TEI/>', "line 1: it declares entities"),
        ('<!DOCTYPE TEI [<!ENTITY a SYSTEM "/etc/passwd">]><TEI>&a;</TEI>', "line 1: it declares entities"),
        ('<!DOCTYPE TEI SYSTEM "x.dtd"><TEI>\n&auml;</TEI>', "line 2: &auml; is no entity of XML itself"),
        ("<TEI>\n<p></TEI>", "line 2: not well-formed XML"),
        ("<html/>", "line 1: <html> is no TEI"),
        ("<TEI><text/></TEI>", "line 1: this TEI has no text with a body"),
        ("", "line 1: not well-formed XML"),
        ("<TEI>" + "<p>" * 3000, "more than 2000 elements one in the other"),
    ],
)
def test_what_is_no_tei_or_not_safe_is_an_error_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.xml").write_text(content)
    with pytest.raises(FormatError, match=re.escape(said)):
        read(tmp_path / "a.xml")
