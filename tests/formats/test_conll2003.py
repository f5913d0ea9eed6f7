"""CoNLL-2003 columns."""

from pathlib import Path

import pytest

from annotations.formats.conll2003 import read
from annotations.formats.document import FormatError
from tests.formats.making import TEXT, document, entity, named, reasons, written


def rows(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")


def test_columns_are_token_blanks_and_tag(tmp_path: Path) -> None:
    text = "Ana Bo left.\nCy stayed."
    written("conll2003", [document(named(text, "Ana Bo"), named(text, "Cy", "A-B"), text=text)], tmp_path / "a.conll")
    assert rows(tmp_path / "a.conll") == [
        "-DOCSTART- -X- O O",
        "",
        *["Ana _ _ B-PER", "Bo _ _ I-PER", "left _ _ O", ". _ _ O", ""],
        *["Cy _ _ B-A-B", "stayed _ _ O", ". _ _ O", "", ""],
    ]


def test_an_entity_that_ends_inside_a_token_cuts_it_and_is_named(tmp_path: Path) -> None:
    one = document(named(TEXT, "Par", "LOC"))
    report = written("conll2003", [one], tmp_path / "a.conll")
    assert {"Par _ _ B-LOC", "is _ _ O"} < set(rows(tmp_path / "a.conll"))
    assert [(loss.entity, loss.reason) for loss in report.warnings] == [
        (one.entities[0], "starts or ends inside a token: the token is cut there")
    ]
    assert report.losses == ()


def test_of_overlapping_entities_the_longest_wins_and_the_rest_is_listed(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo"), named(TEXT, "Bo", "ORG"), named(TEXT, "met the"), named(TEXT, "Bo met the U.N", "MISC"))
    assert reasons(written("conll2003", [one], tmp_path / "a.conll")) == {
        (0, 6, "PER"): "overlaps MISC at 4-18: not written",
        (4, 6, "ORG"): "overlaps MISC at 4-18: not written",
        (7, 14, "PER"): "overlaps MISC at 4-18: not written",
    }


def test_no_sentence_ends_inside_an_entity(tmp_path: Path) -> None:
    text = "Ana met Bo. Cy left. Di stayed.\n\nEd came."
    one = document(named(text, "Bo. Cy"), named(text, "stayed.\n\nEd", "ORG"), text=text)
    report = written("conll2003", [one], tmp_path / "a.conll")
    sentences = (tmp_path / "a.conll").read_text().split("\n\n")[1:]
    assert [sentence.split()[0] for sentence in sentences if sentence.strip()] == ["Ana", "Di"]
    assert [(loss.entity, loss.reason[:30]) for loss in report.warnings] == [
        (each, "crosses the end of a sentence:") for each in one.entities
    ]
    assert report.losses == ()


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("O", "has a label that reads as a tag, 'O': not written"),
        ("B-x", "has a label that reads as a tag, 'B-x': not written"),
        ("A\tB C", "has a blank in its label: written as A_B_C"),
        ("P\ud800", "has a lone surrogate in its label, which UTF-8 cannot: not written"),
    ],
)
def test_a_label_that_columns_cannot_hold_is_listed(tmp_path: Path, label: str, reason: str) -> None:
    assert reasons(written("conll2003", [document(entity(0, 3, label))], tmp_path / "a.conll")) == {(0, 3, label): reason}


def test_blank_edges_are_left_off_and_listed(tmp_path: Path) -> None:
    one = document(entity(3, 7), entity(7, 9, "ORG"), text="Ana Bo  \n")
    assert reasons(written("conll2003", [one], tmp_path / "a.conll")) == {
        (3, 7, "PER"): "starts or ends with a blank: written as 4-6",
        (7, 9, "ORG"): "holds nothing but blanks: not written",
    }


def test_a_text_that_holds_the_mark_of_a_document_stays_one_document(tmp_path: Path) -> None:
    written("conll2003", [document(text="-DOCSTART- -X- O O\n\nx")], tmp_path / "a.conll")
    assert len(read(tmp_path / "a.conll")) == 1


@pytest.mark.parametrize(
    "tags",
    [
        ["I-PER", "I-PER", "B-PER", "O", "I-LOC"],
        ["B-PER", "I-PER", "B-PER", "O", "B-LOC"],
        ["B-PER", "E-PER", "S-PER", "O", "S-LOC"],
        ["B-PER", "L-PER", "U-PER", "O", "U-LOC"],
    ],
)
def test_every_tag_scheme_is_read(tmp_path: Path, tags: list[str]) -> None:
    path = tmp_path / "a.iob2"
    path.write_text("".join(f"{token}\t{tag}\n" for token, tag in zip("abcde", tags, strict=True)))
    (reading,) = read(path)
    assert reading.text == "a b c d e"
    assert [span.key for span in reading.spans] == [(0, 3, "PER"), (4, 5, "PER"), (8, 9, "LOC")]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("spacy_ner-token-per-line-conll2003.iob", 7),
        ("spacy_ner-token-per-line.iob", 7),
        ("spacy_ner-token-per-line-with-pos.iob", 7),
        ("doccano_example.conll", 2),
        ("doccano_labeling.trailing.conll", 2),
    ],
)
def test_files_of_others_are_read(shared: Path, name: str, count: int) -> None:
    assert sum(len(reading.spans) for reading in read(shared / "samples/conll2003" / name)) == count


@pytest.mark.parametrize("line", ["SOCCER", "SOCCER SOCCER", "SOCCER B-"])
def test_a_line_without_a_tag_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.conll").write_text(f"x O\n{line}\n")
    with pytest.raises(FormatError, match="line 2: no token first and tag last"):
        read(tmp_path / "a.conll")
