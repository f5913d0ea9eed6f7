"""WebAnno TSV."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotations.formats.document import FormatError, Reading
from annotations.formats.webanno_tsv import read
from tests.formats.making import TEXT, document, entity, named, reasons, written

HEAD = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|value\n\n\n"
SUITE = (
    *("AnnotationWithTrailingWhitespace", "CrossSentenceSpanWithFeatureValue", "MultiTokenSpanWithFeatureValue"),
    *("MultiTokenStackedSpanWithFeatureValue", "SentenceWithEmoji", "SentenceWithLineBreak", "SentenceWithTab", "SimpleChain"),
    *("SimpleSlotFeature", "SingleTokenRelationWithFeatureValue", "SubMultiTokenSpanWithFeatureValue"),
    *("TokenBoundedBioLookAlike", "TokenBoundedSpanWithFeatureValue", "TokenBoundedSpanWithSpecialSymbolsValue"),
    *("TokenBoundedStackedLookAlike", "ZeroLengthSpansWithFeatureValues"),
)


def of(content: str, folder: Path) -> Reading:
    (folder / "a.tsv").write_bytes(content.encode())
    (reading,) = read(folder / "a.tsv")
    return reading


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def rows(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if re.match(r"\d", line)]


def twin(path: Path) -> tuple[str, set[tuple[str, str]]]:
    """Text and spans, words and label, of a CAS in XMI, by hand."""
    root = ElementTree.parse(path).getroot()
    (text,) = (each.get("sofaString") or "" for each in root if each.tag.endswith("}Sofa"))
    units = text.encode("utf-16-le")
    kinds = ("}NamedEntity", "}SimpleSpan", "}SimpleLinkHost", "}Span")
    found = set()
    for each in root:
        if each.tag.endswith(kinds):
            part = units[int(each.get("begin") or 0) * 2 : int(each.get("end") or 0) * 2].decode("utf-16-le")
            found.add((part, each.get("value") or each.tag.rpartition("}")[2]))
    return text, found


@pytest.mark.parametrize("name", SUITE)
def test_inceptions_suite_is_read_as_its_twin_has_it(shared: Path, name: str) -> None:
    folder = shared / f"samples/webanno_tsv/suite/test{name}"
    (reading,) = read(folder / "reference.tsv")
    text, spans = twin(folder / "reference.xmi")
    # A span of white space alone, and one of no width, are in no token.
    wanted = {(part.strip(), label) for part, label in spans if part.strip()}
    assert reading.text.rstrip() == text.rstrip()
    found = {(part, "NamedEntity" if label == "Span" else label) for part, label in words(reading)}
    assert found == wanted


@pytest.mark.parametrize(
    "name",
    [each for each in SUITE if "Token" in each and "Relation" not in each],
)
def test_rows_are_written_as_inception_writes_them(shared: Path, tmp_path: Path, name: str) -> None:
    path = shared / f"samples/webanno_tsv/suite/test{name}/reference.tsv"
    (reading,) = read(path)
    order = sorted(reading.spans, key=lambda span: (span.start, -span.end, -int(span.label) if span.label.isdigit() else 0))
    written("webanno_tsv", [document(*[entity(*span.key) for span in order], text=reading.text)], tmp_path / "a.tsv")
    ours = [
        [number, where, part, label] for number, where, part, _, label, _ in (row.split("\t") for row in rows(tmp_path / "a.tsv"))
    ]
    theirs = [row.split("\t")[:4] for row in rows(path)]
    ties: dict[str, str] = {}
    # Of two on one span ours go by label; spans of no width are not ours to write.
    theirs = [row for row in theirs if row[1].split("-")[0] != row[1].split("-")[1]]
    assert [row[1:3] for row in ours] == [row[1:3] for row in theirs]
    for ours_row, theirs_row in zip(ours, theirs, strict=True):
        values = [re.sub(r"(?<!\\)\[\d+\]", "", cell) for cell in (ours_row[3], theirs_row[3])]
        assert sorted(values[0].split("|")) == sorted(values[1].split("|"))
        for value in ours_row[3].split("|"):
            if tie := re.search(r"(?<!\\)\[(\d+)\]$", value):
                assert ties.setdefault(tie[1], value) == value


def test_offsets_count_utf_16_units_and_parts_of_tokens_have_rows(tmp_path: Path) -> None:
    text = "🙂 Anabel met Cy."
    one = document(named(text, "Ana"), named(text, "Anabel met", "ORG"), named(text, "Cy", identity="wd:Q1"), text=text)
    assert written("webanno_tsv", [one], tmp_path / "a.tsv").losses == ()
    assert rows(tmp_path / "a.tsv") == [
        "1-1\t0-2\t🙂\t_\t_\t",
        "1-2\t3-9\tAnabel\t*[1]\tORG[1]\t",
        "1-2.1\t3-6\tAna\t*\tPER\t",
        "1-3\t10-13\tmet\t*[1]\tORG[1]\t",
        "1-4\t14-16\tCy\twd:Q1\tPER\t",
        "1-5\t16-17\t.\t_\t_\t",
    ]
    assert [span.identity for span in read(tmp_path / "a.tsv")[0].spans] == ["", "", "wd:Q1"]


def test_the_text_is_exact_whatever_stands_between_sentences(tmp_path: Path) -> None:
    for text in ("Ana.\n\n\tBo.  ", "\t\nAna", "  Ana\n", " \n", "Ana\\n", "Ana. Bo.\nCy.\n  Di."):
        written("webanno_tsv", [document(text=text)], tmp_path / "a.tsv")
        assert read(tmp_path / "a.tsv")[0].text == text
    assert "#Text=Ana. \n1-1\t0-3\tAna" in (tmp_path / "a.tsv").read_text()
    assert "\n\n#Text=Cy.\n3-1" in (tmp_path / "a.tsv").read_text()


def test_white_space_at_the_edges_is_left_off_and_listed(tmp_path: Path) -> None:
    one = document(entity(3, 7), entity(7, 9, "ORG"), text="Ana Bo  \n")
    assert reasons(written("webanno_tsv", [one], tmp_path / "a.tsv")) == {
        (3, 7, "PER"): "starts or ends with a blank: written as 4-6",
        (7, 9, "ORG"): "holds nothing but blanks: not written",
    }


def test_articles_have_a_file_each_and_one_file_holds_one(tmp_path: Path) -> None:
    written("webanno_tsv", [document(), document(text="Bo")], tmp_path / "out")
    assert sorted(reading.text for reading in read(tmp_path / "out")) == [TEXT, "Bo"]
    with pytest.raises(FormatError, match=r"one \.tsv holds one article, not 2"):
        written("webanno_tsv", [document(), document(text="Bo")], tmp_path / "a.tsv")


def test_lines_of_others_and_offsets_in_code_points_are_read(tmp_path: Path) -> None:
    head = HEAD.replace("3.3", "3.2").replace("\n\n\n", "\n#Author=Ana\n\n\n")
    reading = of(f"{head}#Text=🙂 Ana \\ Bo\n1-1\t0-1\t🙂\t_\t\n1-2\t2-5\tAna\tPER\t\n1-3\t8-10\tBo\t_\t\n", tmp_path)
    assert (reading.text, words(reading)) == ("🙂 Ana \\ Bo", [("Ana", "PER")])
    assert reading.notices == ("offsets count code points",)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Ana", 1),
        (f"{HEAD}#Text=Ana\n1-1\t0-{'9' * 5000}\tAna\t_\t\n", 6),
        (f"{HEAD}#Text=Ana\n1-1\t0-3\tBob\t_\t\n", 6),
        (f"{HEAD}#Text=Ana\n1-1\t0-9\tAna\t_\t\n", 6),
        (f"{HEAD}#Text=Ana\nAna\n", 6),
        (f"{HEAD}1-1\t0-3\tAna\t_\t\n", 5),
        (f"{HEAD.replace('value', 'value|other')}#Text=Ana\n1-1\t0-3\tAna\t_\n", 6),
        (f"{HEAD}#Text=Ana\n1-1\t0-3\tAna\t_\t\n1-1.1\t1-9\tx\tPER\t\n", 7),
    ],
)
def test_a_line_that_is_not_of_this_form_is_named(tmp_path: Path, content: str, line: int) -> None:
    with pytest.raises(FormatError, match=rf"a\.tsv, line {line}: "):
        of(content, tmp_path)


def test_a_real_corpus_is_read_with_its_nested_entities(shared: Path) -> None:
    (reading,) = read(shared / "samples/webanno_tsv/gum/GUM_voyage_athens.tsv")
    assert len(reading.spans) == 255
    assert words(reading)[0] == ("Athens", "place")
    assert (reading.spans[0].identity, reading.spans[0].extra) == ("Athens", (("infstat", "new"), ("salience", "sssss")))
    assert reading.notices == ("left out: 91 relations",)


def test_layers_of_tokens_are_no_entities(shared: Path) -> None:
    readings = read(shared / "samples/webanno_tsv/curation")
    assert [(reading.name, reading.spans, reading.notices) for reading in readings] == [
        ("curator", (), ()),
        ("user1", (), ("left out: 1 spans of POS",)),
        ("user2", (), ("left out: 1 spans of POS",)),
    ]
