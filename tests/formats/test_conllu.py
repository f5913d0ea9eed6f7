"""CoNLL-U and CoNLL-U Plus."""

from pathlib import Path

import pytest

from annotations.formats.conllu import read
from annotations.formats.document import FormatError, Reading
from tests.formats.making import TEXT, document, entity, named, reasons, written

HEAD = "# newdoc id = d\n# global.Entity = eid-etype\n"
EMPTY = "\t_" * 7


def of(content: str, folder: Path) -> Reading:
    (folder / "a.conllu").write_bytes(content.encode())
    (reading,) = read(folder / "a.conllu")
    return reading


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def rows(*forms: tuple[str, str, str]) -> str:
    return "".join(f"{number}\t{form}{EMPTY}\t{misc}\n" for number, form, misc in forms) + "\n"


def test_entities_stand_in_brackets_and_blanks_in_misc(tmp_path: Path) -> None:
    text = " Ana\u00a0Bo met\tCy.\n\nDi."
    spans = [named(text, "Ana\u00a0Bo"), named(text, "Bo", "A-B"), named(text, "Cy", "a|b =")]
    written("conllu", [document(*spans, text=text)], tmp_path / "a.conllu")
    lines = (tmp_path / "a.conllu").read_text("utf-8").split("\n")
    assert [line.split("\t")[-1] for line in lines if "\t" in line] == [
        "Entity=(e1-PER|SpacesAfter=\\u00a0|SpacesBefore=\\s",
        "Entity=e1)(e2-A-B)",
        "SpacesAfter=\\t",
        "Entity=(e3-a%7Cb%20%3D)|SpaceAfter=No",
        "SpacesAfter=\\n\\n",
        "SpaceAfter=No",
        "SpaceAfter=No",
    ]
    assert [line for line in lines if line.startswith(("# text", "# newpar"))] == [
        *("# newpar", "# text = Ana Bo met Cy."),
        *("# newpar", "# text = Di."),
    ]
    assert words(read(tmp_path / "a.conllu")[0]) == [("Ana\u00a0Bo", "PER"), ("Bo", "A-B"), ("Cy", "a|b =")]


def test_identities_and_the_parts_of_one_mention_come_back(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana", group="g", identity="wd:Q-1"), named(TEXT, "the U.N.", group="g"), named(TEXT, "Cy"))
    report = written("conllu", [one], tmp_path / "a.conllu")
    assert (report.losses, report.warnings) == ((), ())
    spans = read(tmp_path / "a.conllu")[0].spans
    assert [(span.start, span.identity, bool(span.group)) for span in spans] == [
        (0, "wd:Q-1", True),
        (11, "wd:Q-1", True),
        (55, "", False),
    ]


def test_entities_that_cross_come_back(tmp_path: Path) -> None:
    one = document(entity(0, 10), entity(4, 14, "ORG"), entity(7, 10, "ORG"))
    assert written("conllu", [one], tmp_path / "a.conllu").losses == ()


def test_of_overlapping_entities_a_column_holds_the_longest(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo"), named(TEXT, "Bo", "ORG"))
    assert reasons(written("conllup", [one], tmp_path / "a.conllup")) == {(4, 6, "ORG"): "overlaps PER at 0-6: not written"}
    lines = (tmp_path / "a.conllup").read_text("utf-8").split("\n")
    assert lines[0] == "# global.columns = ID FORM MISC NER"
    assert [line for line in lines if "\t" in line][:3] == ["1\tAna\t_\tB-PER", "2\tBo\t_\tI-PER", "3\tmet\t_\tO"]


def test_a_range_is_the_text_of_its_words_and_an_empty_node_has_none(tmp_path: Path) -> None:
    content = HEAD + rows(
        ("1-2", "dámelo", "SpaceAfter=No"),
        ("1", "da", "_"),
        ("2", "me", "Entity=(e1-PER)"),
        ("2.1", "él", "Entity=(e2-PER)"),
        ("3", ",", "_"),
        ("4", "Ana", "Entity=(e3-PER)"),
    )
    reading = of(content, tmp_path)
    assert (reading.text, words(reading)) == ("dámelo, Ana", [("dámelo", "PER"), ("Ana", "PER")])
    assert reading.notices == ("mentions on empty nodes left out: 1",)


def test_tags_in_misc_are_read_and_paragraphs_part(tmp_path: Path) -> None:
    content = (
        "# newpar\n" + rows(("1", "Ana", "NER=B-PER"), ("2", "Bo", "NER=I-PER")) + "# newpar\n" + rows(("1", "Cy", "ner=S-PER"))
    )
    reading = of(content, tmp_path)
    assert (reading.text, words(reading)) == ("Ana Bo\n\nCy", [("Ana Bo", "PER"), ("Cy", "PER")])


def test_columns_may_have_other_names_and_no_numbers(tmp_path: Path) -> None:
    reading = of("# global.columns = text ner\nAna\tB-PER\nBo\tE-PER\nleft\tO\n", tmp_path)
    assert words(reading) == [("Ana Bo", "PER")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (rows(("1", "Ana", "Entity=(e1-PER")), 1),
        (rows(("1", "Ana", "_"), ("2", "Bo", "Entity=e1)")), 2),
        (rows(("1", "Ana", "Entity=(e1-PER)e")), 1),
        ("1\tAna\n", 1),
        (rows(("x", "Ana", "_")), 1),
        (rows(("1", "", "_")), 1),
        ("# global.columns = ID NER\n1\tO\n", 1),
    ],
)
def test_a_line_that_is_not_of_this_form_is_named(tmp_path: Path, content: str, line: int) -> None:
    with pytest.raises(FormatError, match=rf"a\.conllu, line {line}: "):
        of(content, tmp_path)


def test_a_text_line_that_is_not_its_words_is_counted(tmp_path: Path) -> None:
    reading = of("# text = Ana, Bo\n" + rows(("1", "Ana", "_"), ("2", "Bo", "_")), tmp_path)
    assert reading.notices == ("1 sentences are not what their text line is: read from their words",)


def test_the_nested_linked_entities_of_gum_are_read(shared: Path) -> None:
    (reading,) = read(shared / "samples/conllu/GUM_voyage_athens.conllu")
    assert (reading.name, reading.title, len(reading.spans)) == ("GUM_voyage_athens", "Athens", 255)
    assert reading.text.startswith("Athens (Greek: Αθήνα, Athína), is the capital city of Greece with a metropolitan")
    assert words(reading)[4:6] == [("the capital city of Greece", "place"), ("Greece", "place")]
    assert [span.identity for span in reading.spans[4:6]] == ["Athens", "Greece"]
    assert reading.notices == ("coreference left out: 102 mentions of 23 entities",)
