"""brat standoff."""

import os
from pathlib import Path

import pytest

from annotations.formats.brat import read
from annotations.formats.brat_conf import labels_of
from annotations.formats.document import FormatError
from tests.formats.making import LABELS, TEXT, document, entity, named, reasons, written


def lines(*entities: object, tmp_path: Path, text: str = TEXT) -> list[str]:
    written("brat", [document(*entities, text=text)], tmp_path / "a.ann")  # type: ignore[arg-type]
    return (tmp_path / "a.ann").read_text("utf-8").splitlines()


def test_a_span_over_a_line_end_is_written_as_fragments(tmp_path: Path) -> None:
    assert lines(entity(0, 11), tmp_path=tmp_path, text="Ana\n\nBo\u2028Cy.") == ["T1\tPER 0 3;5 7;8 11\tAna Bo Cy."]
    assert [span.key for span in read(tmp_path / "a.ann")[0].spans] == [(0, 11, "PER")]


def test_fragments_of_one_mention_share_a_line(tmp_path: Path) -> None:
    found = lines(named(TEXT, "Ana", group="g"), named(TEXT, "the U.N.", group="g"), named(TEXT, "Bo"), tmp_path=tmp_path)
    assert found == ["T1\tPER 0 3;11 19\tAna the U.N.", "T2\tPER 4 6\tBo"]


def test_fragments_that_would_be_read_as_one_entity_stand_apart(tmp_path: Path) -> None:
    assert lines(entity(0, 3, group="g"), entity(4, 6, group="g"), tmp_path=tmp_path, text="Ana\nBo") == [
        "T1\tPER 0 3\tAna",
        "T2\tPER 4 6\tBo",
    ]


def test_notes_and_references_stand_with_their_entity(tmp_path: Path) -> None:
    found = lines(named(TEXT, "Ana Bo", note="a\tb\nc", identity="wd:Q1"), named(TEXT, "Cy", identity="Q1"), tmp_path=tmp_path)
    assert found[:3] == ["T1\tPER 0 6\tAna Bo", "N1\tReference T1 wd:Q1\tAna Bo", "#1\tAnnotatorNotes T1\ta b c"]
    assert len(found) == 4


def test_labels_that_are_no_types_get_one_each_and_are_listed(tmp_path: Path) -> None:
    one = document(
        *[named(TEXT, word, label) for word, label in [("Ana", "人物"), ("Bo", "地名"), ("Cy", "A B"), ("met", "A_B")]]
    )
    report = written("brat", [one], tmp_path / "out")
    assert {key[2]: reason for key, reason in reasons(report).items()} == {
        "人物": "has a label that is no brat type: written as __",
        "地名": "has a label that is no brat type: written as ___2",
        "A B": "has a label that is no brat type: written as A_B_2",
    }
    assert "A_B_2 | A B\n" in (tmp_path / "out/visual.conf").read_text("utf-8")


def test_the_configuration_has_its_four_parts_and_all_labels(tmp_path: Path) -> None:
    written("brat", [document(named(TEXT, "Cy", "cat"))], tmp_path / "out")
    config = (tmp_path / "out/annotation.conf").read_text().splitlines()
    assert [line for line in config if line.startswith("[")] == ["[entities]", "[relations]", "[events]", "[attributes]"]
    assert config[2 : config.index("[relations]") - 1] == [*(label.name for label in LABELS.labels), "cat"]


def test_a_configuration_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "annotation.conf").write_text("[entities]\nmine\n")
    (tmp_path / "other.ann").touch()
    report = written("brat", [document()], tmp_path)
    assert (tmp_path / "annotation.conf").read_text() == "[entities]\nmine\n"
    assert [loss.line for loss in report.warnings] == [
        f"{tmp_path / 'annotation.conf'} is somebody's own and stays as it is; see that it has: PER, ORG, LOC, MISC",
        f"{tmp_path} also holds 1 .ann not of this export, such as other.ann",
    ]


def test_a_text_of_the_same_name_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes(b"\xef\xbb\xbfAna")
    with pytest.raises(FormatError, match=r"news\.txt is there with another text"):
        written("brat", [document()], tmp_path / "news.ann")
    assert os.listdir(tmp_path) == ["news.txt"]


def test_one_pair_holds_one_article(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"one \.ann holds one article, not 2"):
        written("brat", [document(), document(text="x")], tmp_path / "a.ann")


def test_an_article_without_entities_has_an_empty_file(tmp_path: Path) -> None:
    written("brat", [document()], tmp_path / "out")
    assert [path.read_bytes() for path in (tmp_path / "out").glob("*.ann")] == [b""]


def test_line_ends_at_the_edges_are_left_off_and_listed(tmp_path: Path) -> None:
    report = written("brat", [document(entity(0, 4), entity(3, 4, "ORG"), text="Ana\nBo")], tmp_path / "a.ann")
    assert reasons(report) == {
        (0, 4, "PER"): "starts or ends with a line end: written as 0-3",
        (3, 4, "ORG"): "holds nothing but line ends: not written",
    }


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("news/000-introduction", 7),
        ("news/060-relation_annotation", 10),
        ("news/110-note_annotation", 14),
        ("ncbi_disease/PMID-10429004", 23),
        ("litbank/11_alices_adventures_in_wonderland_brat", 75),
    ],
)
def test_files_of_others_are_read(shared: Path, name: str, count: int) -> None:
    (reading,) = read(shared / f"samples/brat/{name}.ann")
    assert len(reading.spans) == count


@pytest.mark.parametrize(
    "line", ["T1\tA B 0 3\tAna", "T1\tPER 0 3\tBob", "T1\tPER 0 9\tAna", "T1\tPER 0 3 Ana", "Ana", "T1\tPER 2 1\t"]
)
def test_a_line_that_brat_would_not_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text("Ana")
    (tmp_path / "a.ann").write_text(f"T2\tPER 0 3\tAna\n{line}\n")
    with pytest.raises(FormatError, match=r"a\.ann, line 2"):
        read(tmp_path / "a.ann")


def test_an_offset_past_all_texts_is_no_line_of_brat(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ana")
    (tmp_path / "a.ann").write_text(f"T1\tPER 0 {'9' * 5000}\tAna\n")
    with pytest.raises(FormatError, match="line 1 is no line of brat standoff"):
        read(tmp_path / "a.ann")


@pytest.mark.parametrize(
    ("name", "notices"),
    [
        ("news/000-introduction", ("left out: 1 attributes of others, 1 events, 2 relations",)),
        ("news/060-relation_annotation", ("left out: 1 equivalences, 1 relations",)),
        ("news/110-note_annotation", ("left out: 2 events, 2 notes on others, 2 relations",)),
        ("ncbi_disease/PMID-10429004", ()),
        ("bioc_pkg/example1", ("left out: 1 attributes of others, 1 equivalences, 1 events, 1 relations",)),
    ],
)
def test_what_is_no_entity_is_counted(shared: Path, name: str, notices: tuple[str, ...]) -> None:
    (reading,) = read(shared / f"samples/brat/{name}.ann")
    assert reading.notices == notices


def test_fragments_of_others_are_linked_and_keep_their_note(shared: Path) -> None:
    (reading,) = read(shared / "samples/brat/bioc_pkg/example1.ann")
    assert [(reading.text[span.start : span.end], span.label, span.group) for span in reading.spans] == [
        ("PPI", "Trigger", ""),
        ("protein", "Protein", "T1"),
        ("1", "Protein", "T1"),
        ("protein 2", "Protein", ""),
    ]
    assert reading.spans[1].note.startswith("this annotation is suspect")


def test_references_and_attributes_are_read(shared: Path) -> None:
    spans = read(shared / "samples/brat/news/000-introduction.ann")[0].spans
    there = {span.extra: (span.identity, span.note) for span in spans if span.extra or span.note}
    assert there == {
        (): ("", "100000000 USD"),
        (("Individual", ""), ("Mention", "Name")): ("", ""),
        (("Individual", ""), ("Mention", "Nominal")): ("Wikipedia:64488", ""),
    }


def test_attributes_that_came_with_an_entity_leave_with_it(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana", extra={"brat": {"Mention": "Name", "Sure": "", "a b": "c"}}), named(TEXT, "Cy"))
    written("brat", [one], tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.ann")
    assert path.read_text("utf-8").splitlines() == ["T1\tPER 0 3\tAna", "A1\tMention T1 Name", "A2\tSure T1", "T2\tPER 55 57\tCy"]
    assert read(path)[0].spans[0].extra == (("Mention", "Name"), ("Sure", ""))
    assert (
        (tmp_path / "out/annotation.conf")
        .read_text()
        .endswith("[attributes]\nMention\tArg:<ENTITY>, Value:Name\nSure\tArg:<ENTITY>\n")
    )


def test_offsets_of_a_browser_are_found_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("🙂 Ana and Bo", "utf-8")
    (tmp_path / "a.ann").write_text("T1\tPER 3 6\tAna\nT2\tPER 3 6;11 13\tAna Bo\nT3\tPER 3 3\t\n", "utf-8")
    (reading,) = read(tmp_path / "a.ann")
    assert [span.key for span in reading.spans] == [(2, 5, "PER"), (2, 5, "PER"), (10, 12, "PER")]
    assert reading.notices == ("offsets count UTF-16", "left out: 1 T of no width")


def test_the_labels_of_a_configuration_are_read(shared: Path, tmp_path: Path) -> None:
    found = labels_of(shared / "samples/brat/news")
    assert [(label.name, label.description) for label in found] == [
        *(("Person", ""), ("Organization", ""), ("GPE", "Geo-political entity"), ("Money", ""))
    ]
    written("brat", [document(named(TEXT, "Cy", "A B"))], tmp_path / "out")
    assert [label.name for label in labels_of(tmp_path / "out")] == [*(label.name for label in LABELS.labels), "A_B"]
    assert labels_of(tmp_path) == ()
