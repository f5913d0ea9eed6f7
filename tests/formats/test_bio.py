"""The formats of biomedical corpora: BioC, PubTator and PubAnnotation."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats import bioc, pubannotation, pubtator
from annotations.formats.document import FormatError, Reading
from tests.formats.making import LABELS, TEXT, document, entity, named, reasons

BIO = {"a.xml": bioc, "a.json": bioc, "b.json": pubannotation}
every = pytest.mark.parametrize(("name", "module"), BIO.items())


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


@every
def test_all_that_is_known_of_an_entity_comes_back(name: str, module: type[bioc], tmp_path: Path) -> None:
    fields = {
        "status": Status.UNSURE,
        "origin": "model:sm",
        "by": "Ana & Bo",
        "identity": "MESH:D1",
        "note": "<so>",
        "score": 0.25,
    }
    one = document(named(TEXT, "Cy", "a b", **fields), named(TEXT, "Ana", group="g", note="n"), named(TEXT, "Bo", group="g"))
    report = module.write([one], tmp_path / name, LABELS)
    assert report.losses == report.warnings == ()
    first, second, third = module.read(tmp_path / name)[0].spans
    assert (third.label, third.status, third.origin, third.by) == ("a b", Status.UNSURE, "model:sm", "Ana & Bo")
    assert (third.identity, third.note, third.score) == ("MESH:D1", "<so>", 0.25)
    assert first.group == second.group == "T1"
    assert (first.note, second.note) == ("n", "")


def test_fragments_are_several_locations_and_a_list_of_spans(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana", group="g"), named(TEXT, "the U.N.", group="g"))
    bioc.write([one], tmp_path / "a.xml", LABELS)
    assert (
        '<location offset="0" length="3"/><location offset="11" length="8"/><text>Ana the U.N.</text>'
        in (tmp_path / "a.xml").read_text()
    )
    pubannotation.write([one], tmp_path / "a.json", LABELS)
    (denotation,) = json.loads((tmp_path / "a.json").read_text())["denotations"]
    assert denotation == {"id": "T1", "span": [{"begin": 0, "end": 3}, {"begin": 11, "end": 19}], "obj": "PER"}


def test_bioc_of_others_is_read_with_all_it_holds(shared: Path) -> None:
    one, two = bioc.read(shared / "samples/bioc/pkg_everything.xml")
    assert words(one) == [("bc", "annotation"), ("fg", "annotation")]
    assert words(two) == [("bc", "annotation"), ("测试", "annotation")]
    assert two.text == "abcdefg测试Non-ASCII"
    said = " ".join(one.notices + two.notices)
    # Five annotations, one of them there twice; three relations.
    assert "1 repetition of a span" in said
    assert ("left out: 2 relations" in said, "left out: 1 relation" in said) == (True, True)


def test_bioc_whose_annotations_are_not_in_its_text_says_so_of_each(shared: Path) -> None:
    (reading,) = bioc.read(shared / "samples/bioc/inception_bioc_example-with-sentences.xml")
    assert reading.text.split() == ["Sentence", "1.", "Sentence", "2."]
    assert reading.spans == ()
    assert [notice.split(", ", 1)[1] for notice in reading.notices] == [
        "line 5: before the first passage, left out: annotation at 0",
        "line 5: before the first passage, left out: annotation at 9",
        "line 5: without a type, labelled annotation: 2",
        "line 5: left out: 1 relation",
    ]


@pytest.mark.parametrize(("unit", "place", "second"), [("characters", (5, 4), 11), ("bytes", (7, 5), 14)])
def test_bioc_in_bytes_or_characters_is_found_by_the_words(
    tmp_path: Path, unit: str, place: tuple[int, int], second: int
) -> None:
    def passage(offset: int, text: str, label: str, words: str, start: int, length: int) -> str:
        where = f'<location offset="{start}" length="{length}"/><text>{words}</text>'
        annotation = f'<annotation id="1"><infon key="type">{label}</infon>{where}</annotation>'
        return f"<passage><offset>{offset}</offset><text>{text}</text>{annotation}</passage>"

    passages = passage(0, "Né à Köln.", "LOC", "Köln", *place) + passage(second, "Ana", "PER", "Ana", second, 3)
    content = f"<collection><document><id>1</id>{passages}</document></collection>"
    (tmp_path / "a.xml").write_text(content, "utf-8")
    (reading,) = bioc.read(tmp_path / "a.xml")
    assert reading.text == "Né à Köln.\nAna"
    assert words(reading) == [("Köln", "LOC"), ("Ana", "PER")]
    said = [f"{tmp_path / 'a.xml'}, line 1, passage at 0: offsets count UTF-8"]
    assert list(reading.notices) == (said if unit == "bytes" else [])


def test_pubtator_has_title_abstract_and_a_line_for_each_entity(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo", identity="Q1"), named(TEXT, "São Paulo", "LOC"))
    report = pubtator.write([one], tmp_path / "a.pubtator", LABELS)
    uid = one.article.uid
    assert (tmp_path / "a.pubtator").read_text("utf-8").splitlines() == [
        f"{uid}|t|Ana Bo met the U.N. in Paris. She left.",
        f"{uid}|a| In São Paulo, Cy waited 🙂 for Ana Bo. ",
        f"{uid}\t0\t6\tAna Bo\tPER\tQ1",
        f"{uid}\t44\t53\tSão Paulo\tLOC\t-",
    ]
    assert report.losses == ()
    assert [loss.reason for loss in report.warnings] == [
        "2 characters of the text that the file cannot hold stand as another, the first at 40 as ' '"
    ]


def test_pubtator_of_others_is_read_with_relations_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"1|t|A gene.\r\n1|a|Of mice.\r\n1\t2\t6\tgene\tGene\t672\r\n1\t11\t15\tmice\tSpecies\r\n1\tCID\tD1\tD2\r\n\r\n2|t|B\r\n2|a|\r\n"
    )
    one, two = pubtator.read(tmp_path / "a.txt")
    assert (one.text, words(one)) == ("A gene.\nOf mice.", [("gene", "Gene"), ("mice", "Species")])
    assert one.spans[0].identity == "672"
    assert one.notices == (f"{tmp_path / 'a.txt'}, line 1: left out: 1 relation",)
    assert two.text == "B\n"


def test_pubtator_in_another_unit_is_found_by_the_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1|t|🙂 Ana\n1|a|x\n1\t3\t6\tAna\tPER\n", "utf-8")
    (reading,) = pubtator.read(tmp_path / "a.txt")
    assert words(reading) == [("Ana", "PER")]
    assert reading.notices == (f"{tmp_path / 'a.txt'}, line 1: offsets count UTF-16",)


def test_a_tab_in_a_label_is_written_as_a_blank_and_listed(tmp_path: Path) -> None:
    report = pubtator.write([document(entity(0, 3, "a\tb"))], tmp_path / "a.pubtator", LABELS)
    assert reasons(report) == {(0, 3, "a\tb"): "has a tab or line end in its label: written as a b"}


def test_pubannotation_of_others_is_read_with_its_tracks(shared: Path) -> None:
    (reading,) = pubannotation.read(shared / "samples/pubannotation/samplePubAnnotation.json")
    mentions = {span.group or str(span.key) for span in reading.spans}
    assert len(mentions) == 4
    assert {span.origin for span in reading.spans} >= {"Inflammaging"}
    assert Counter(span.label for span in reading.spans)["Sentence"] == 2


@pytest.mark.parametrize(
    ("module", "content", "said"),
    [
        (bioc, "<a/>", "line 1: <a> is no BioC collection"),
        (bioc, "<collection><document><passage/></document></collection>", "line 1: a passage without an offset"),
        (
            bioc,
            "<collection><document>\n<passage><offset>0</offset><text>A</text>\n<annotation/></passage></document></collection>",
            "line 3: an annotation without a location",
        ),
        (bioc, '{"a": 1}', "line 1 is no BioC collection"),
        (bioc, '{"documents": [1]}', "a document is no object"),
        (bioc, "x", "line 1: not well-formed XML"),
        (bioc, '<!DOCTYPE c [<!ENTITY a "b">]><c/>', "declares entities"),
        (pubtator, "1|t|x\n2\t0\t1\tx\tPER", "line 2: '2' is not the article '1' above it"),
        (pubtator, "1|t|x\n1\t0\tx", "line 2 is not ID, start, end, text, type"),
        (pubtator, "hello", "line 1: no ID|t|title before it"),
        (pubannotation, '{"text": 1}', "line 1 is not"),
        (pubannotation, '{"text": "x", "denotations": [{"obj": "A"}]}', "line 1: "),
        (pubannotation, "{", "line 1 is not JSON"),
    ],
)
def test_what_is_not_of_the_form_is_an_error_with_its_place(tmp_path: Path, module: type[bioc], content: str, said: str) -> None:
    (tmp_path / "a").write_text(content)
    with pytest.raises(FormatError, match=re.escape(said)):
        module.read(tmp_path / "a")
