"""UIMA CAS in XMI and in JSON."""

import json
from pathlib import Path

import pytest

from annotations.formats.document import FormatError, Reading
from annotations.formats.uima_cas import read
from tests.formats.making import TEXT, document, named, reasons, written

ENTITIES = """<!DOCTYPE x [<!ENTITY a "Ana">]>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"><cas:Sofa xmi:id="1" sofaString="&a;"/></xmi:XMI>"""


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


@pytest.mark.parametrize("name", ["a.xmi", "a.json"])
def test_entities_leave_with_tokens_sentences_and_what_is_known_of_the_document(tmp_path: Path, name: str) -> None:
    one = document(named(TEXT, "Cy"), named(TEXT, "Ana Bo", identity="wd:Q1"), named(TEXT, "Bo", "A B"))
    one = type(one)(one.article.changed(language="en"), one.entities, one.progress)
    assert written("uima_cas", [one], tmp_path / name).losses == ()
    (reading,) = read(tmp_path / name)
    assert words(reading) == [("Ana Bo", "PER"), ("Bo", "A B"), ("Cy", "PER")]
    assert (reading.name, reading.title, reading.language, reading.spans[0].identity) == ("a", "Ana in Paris", "en", "wd:Q1")
    content = (tmp_path / name).read_text("utf-8")
    assert content.count("Token") > content.count("Sentence") > 2 - (name == "a.json")
    assert (tmp_path / "TypeSystem.xml").exists() == (name == "a.xmi")


def test_offsets_count_utf_16_units(tmp_path: Path) -> None:
    text = "🙂 Ana 🙂"
    written("uima_cas", [document(named(text, "Ana"), text=text)], tmp_path / "a.json")
    there = json.loads((tmp_path / "a.json").read_text("utf-8"))["%FEATURE_STRUCTURES"]
    assert [(each["begin"], each["end"]) for each in there if each["%TYPE"].endswith("NamedEntity")] == [(3, 6)]
    assert words(read(tmp_path / "a.json")[0]) == [("Ana", "PER")]


def test_what_xml_cannot_hold_is_replaced_and_said_and_json_holds_it(tmp_path: Path) -> None:
    text = "Ana\x0b and B\x00 \r\n<&>"
    one = document(named(text, "Ana"), named(text, "B\x00"), named(text, "<&>", 'a"<\t'), text=text)
    report = written("uima_cas", [one], tmp_path / "a.xmi")
    assert reasons(report) == {(9, 11, "PER"): "holds a character that XML cannot: not written"}
    assert any("2 characters of the text that the file cannot hold stand as another" in loss.line for loss in report.warnings)
    assert read(tmp_path / "a.xmi")[0].text == "Ana\ufffd and B\ufffd \r\n<&>"
    assert written("uima_cas", [one], tmp_path / "a.json").losses == ()
    assert read(tmp_path / "a.json")[0].text == text


def test_a_type_system_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_text("theirs")
    report = written("uima_cas", [document(), document(text="Bo")], tmp_path)
    assert (tmp_path / "TypeSystem.xml").read_text() == "theirs"
    assert (tmp_path / "TypeSystem.rubricate.xml").exists()
    assert [loss.line for loss in report.warnings] == [
        f"{tmp_path}/TypeSystem.xml is somebody's own and stays as it is; our types are in TypeSystem.rubricate.xml"
    ]


@pytest.mark.parametrize(
    ("name", "count", "title"),
    [
        ("xmi/cas_with_smileys.xmi", 5, "huggingface.txt"),
        ("xmi/small_cas.xmi", 0, ""),
        ("json/casWithEmojiUnicodeTextAndAnnotations/data.json", 9, ""),
        ("json/casWithEmojiUnicodeTextAndAnnotations/debug.xmi", 9, ""),
        (
            "foodista/foodista_blog_2019_08_13_northern-british-columbia_abbreviated.json",
            17,
            "foodista_blog_2019_08_13_northern_british_columbia_abbreviated.txt",
        ),
    ],
)
def test_files_of_others_are_read(shared: Path, name: str, count: int, title: str) -> None:
    (reading,) = read(shared / "samples/uima_cas" / name)
    assert (len(reading.spans), reading.title) == (count, title)


def test_entities_stand_on_the_words_they_stood_on(shared: Path) -> None:
    folder = shared / "samples/uima_cas"
    (smileys,) = read(folder / "xmi/cas_with_smileys.xmi")
    assert words(smileys)[:4] == [("Transformers", "OTH")] * 3 + [("PyTorch", "OTH")]
    (foodista,) = read(folder / "foodista/foodista_blog_2019_08_13_northern-british-columbia_abbreviated.json")
    assert words(foodista)[:2] == [("Northern British Columbia", "Location"), ("Michael", "Person")]
    emoji = [read(folder / f"json/casWithEmojiUnicodeTextAndAnnotations/{name}")[0] for name in ("data.json", "debug.xmi")]
    assert words(emoji[0]) == words(emoji[1])
    assert [part for part, _ in words(emoji[0])] == ["🥳", "This", "👳🏻\u200d♀️", "is", "✆", "a", "🧔🏾\u200d♂️", "test", "👻"]
    assert read(folder / "json/emptyCas/data.json") == []


def test_both_forms_of_a_case_of_inceptions_suite_are_read_alike(shared: Path) -> None:
    from annotations.formats.webanno_tsv import read as read_tsv

    for folder in sorted((shared / "samples/webanno_tsv/suite").iterdir()):
        (in_xmi,), (in_tsv,) = read(folder / "reference.xmi"), read_tsv(folder / "reference.tsv")
        assert in_xmi.text.rstrip() == in_tsv.text.rstrip()
        spans = [in_xmi.text[span.start : span.end].strip() for span in in_xmi.spans]
        assert spans == [in_tsv.text[span.start : span.end] for span in in_tsv.spans]
        assert in_xmi.notices[-1:] == in_tsv.notices[-1:] or in_xmi.notices[-1].startswith("offsets count UTF-16")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xmi", ENTITIES, "line 1: it declares entities"),
        ("a.xmi", "<a/>", "line 1: <a> is no CAS"),
        ("a.xmi", "<a>", "line 1: not well-formed"),
        ("a.xmi", '<XMI>\n<x sofa="1" begin="a" end="2"/></XMI>', "line 2: begin 'a' or end '2' is no number"),
        ("a.json", "{", "could not be read as JSON"),
        ("a.json", "[]", "is no CAS in JSON"),
        ("a.json", '{"%FEATURE_STRUCTURES": [{"@sofa": 1, "begin": null, "end": 2}]}', "feature structure 1: begin None"),
    ],
)
def test_what_is_no_cas_is_refused_by_name_and_place(tmp_path: Path, name: str, content: str, why: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(FormatError, match=rf"{name}.*{why}"):
        read(tmp_path / name)


def test_a_span_that_is_nowhere_in_the_text_is_said(tmp_path: Path) -> None:
    written("uima_cas", [document(named(TEXT, "Cy"))], tmp_path / "a.xmi")
    path = tmp_path / "a.xmi"
    path.write_text(path.read_text("utf-8").replace('begin="55"', 'begin="9999"'), "utf-8")
    (reading,) = read(path)
    assert reading.spans == ()
    assert "not in the text where the file says, left out" in " ".join(reading.notices)
