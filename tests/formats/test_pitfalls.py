"""The pitfalls of a round trip, one by one, as a table of research has them: what is exact, what is said, what stays behind.

Rows that have tests of their own elsewhere (layers, offsets, label names, statuses, fields, files) are not here again.
"""

from pathlib import Path

import pytest

from annotations.formats.document import Document, Report
from annotations.formats.registry import FORMATS
from tests.formats.making import document, entity, keys, named, out_of, reasons, written
from tests.formats.test_every_format import found_again

STANDOFF = [form.name for form in FORMATS.values() if form.writes and form.reads and form.carries.spans == "exact"]
TAGS = ["conll2003", "bioes", "bilou", "conllup", "hf"]
WRITING = [form.name for form in FORMATS.values() if form.writes]
standoff = pytest.mark.parametrize("name", STANDOFF)
tags = pytest.mark.parametrize("name", TAGS)
TEXT = document().article.text


def said(report: Report, words: str) -> list[str]:
    return [loss.reason for loss in report.warnings if words in loss.reason]


def comes_back(name: str, one: Document, folder: Path) -> Report:
    """The report of a document all of which comes back from a file."""
    report = written(name, [one], out_of(name, folder))
    assert report.losses == ()
    assert found_again(name, out_of(name, folder), [one]) == [keys(one)]
    return report


@standoff
def test_an_edge_inside_a_token_is_exact(name: str, tmp_path: Path) -> None:
    comes_back(name, document(named(TEXT, "na B"), named(TEXT, "ari", "LOC")), tmp_path)


@standoff
def test_overlap_nesting_and_two_labels_of_one_span_are_exact(name: str, tmp_path: Path) -> None:
    comes_back(name, document(entity(0, 6), entity(4, 10), entity(0, 3), entity(0, 6, "ORG")), tmp_path)


@tags
def test_of_two_labels_of_one_span_a_column_holds_the_first(name: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 6, "PER"), entity(0, 6, "ORG"))], out_of(name, tmp_path))
    assert reasons(report) == {(0, 6, "PER"): "overlaps ORG at 0-6: not written"}


@standoff
def test_a_span_over_a_line_end_a_sentence_or_a_paragraph_is_exact(name: str, tmp_path: Path) -> None:
    text = "Ana met Bo. She\nand Cy left.\n\nDi came.\n"
    comes_back(
        name, document(named(text, "Bo. She"), named(text, "She\nand Cy"), named(text, "left.\n\nDi"), text=text), tmp_path
    )


@standoff
def test_a_blank_at_an_edge_is_exact_and_asked_about(name: str, tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo "), named(TEXT, "Paris"))
    report = written(name, [one], out_of(name, tmp_path))
    if report.losses:
        assert reasons(report) == {(0, 7, "PER"): "starts or ends with a blank: written as 0-6"}
        assert name in ("webanno_tsv", "uima_cas", "spacy_tuples")
    else:
        # Our own says nothing of what it holds, being all there is.
        expected = ["starts or ends with a blank, and is written so: trim it?"] * (name != "rubricate")
        assert said(report, "trim it?") == expected
        comes_back(name, one, tmp_path)


@tags
def test_a_blank_at_an_edge_is_trimmed_and_one_alone_stays_behind(name: str, tmp_path: Path) -> None:
    report = written(name, [document(named(TEXT, "Ana Bo "), entity(3, 4, "ORG"))], out_of(name, tmp_path))
    assert reasons(report) == {
        (0, 7, "PER"): "starts or ends with a blank: written as 0-6",
        (3, 4, "ORG"): "holds nothing but blanks: not written",
    }
    assert [loss.written for loss in report.losses] == [(0, 6, "PER"), None]


@tags
@pytest.mark.parametrize("label", ["O", "B-PER", "I-x"])
def test_a_label_that_is_a_tag_stays_behind(name: str, label: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 3, label))], out_of(name, tmp_path))
    assert reasons(report) == {(0, 3, label): f"has a label that reads as a tag, {label!r}: not written"}


@pytest.mark.parametrize("name", [name for name in WRITING if FORMATS[name].reads])
def test_a_hyphen_in_a_label_is_part_of_it(name: str, tmp_path: Path) -> None:
    comes_back(name, document(named(TEXT, "Paris", "creative-work-B")), tmp_path)


@pytest.mark.parametrize("name", ["conll2003", "bioes", "bilou", "conllup", "conllu", "hf", "spacy", "spacy_json"])
@pytest.mark.parametrize("word", ["#", "#text", "-DOCSTART-", "_", "O", "B-PER", "1-2"])
def test_a_token_that_means_something_to_the_format_is_a_token(name: str, word: str, tmp_path: Path) -> None:
    text = f"{word} Ana {word}\n{word}\n"
    comes_back(name, document(named(text, "Ana"), text=text), tmp_path)


@pytest.mark.parametrize("name", ["conll2003", "bioes", "bilou", "conllup", "hf"])
def test_a_document_without_words_has_its_beginning_and_is_said(name: str, tmp_path: Path) -> None:
    report = written(name, [document(text=""), document(named(TEXT, "Ana"))], out_of(name, tmp_path))
    assert said(report, "has no words") == ["has no words: the file has its beginning alone"]
    assert len(FORMATS[name].read(out_of(name, tmp_path))) == 2


@pytest.mark.parametrize("name", [name for name in WRITING if FORMATS[name].reads])
def test_a_document_without_entities_is_written_all_the_same(name: str, tmp_path: Path) -> None:
    report = written(name, [document()], out_of(name, tmp_path))
    assert (report.documents, len(FORMATS[name].read(out_of(name, tmp_path)))) == (1, 1)


@pytest.mark.parametrize("name", WRITING)
def test_no_file_begins_with_a_mark_but_one_for_spreadsheets(name: str, tmp_path: Path) -> None:
    written(name, [document(named(TEXT, "Paris"))], out_of(name, tmp_path))
    marked = [path.name for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes().startswith(b"\xef\xbb\xbf")]
    assert bool(marked) == (name == "spreadsheet")


@pytest.mark.parametrize("name", [name for name in WRITING if FORMATS[name].reads])
def test_text_is_never_normalised(name: str, tmp_path: Path) -> None:
    text = "Ame\u0301lie met Am\u00e9lie and 👩\u200d🚀 Zoe\u0308 in \u1112\u1161\u11ab\u1100\u116e\u11a8.\n"
    one = document(named(text, "Ame\u0301lie"), named(text, "Am\u00e9lie"), named(text, "Zoe\u0308"), text=text)
    comes_back(name, one, tmp_path)
    there = "".join(FORMATS[name].read(out_of(name, tmp_path))[0].text.split())
    assert there == "".join(text.split())


@pytest.mark.parametrize("name", ["tei", "uima_cas", "gate", "bioc"])
def test_what_xml_cannot_hold_stays_behind_with_its_place(name: str, tmp_path: Path) -> None:
    text = "Ana\x0b Bo left."
    one = document(entity(0, 4), named(text, "Bo"), text=text)
    report = written(name, [one], out_of(name, tmp_path))
    assert [loss.line for loss in report.losses] == [
        "Ana in Paris: PER 'Ana\\x0b' at 0-4 holds a character that XML cannot: not written"
    ]
    assert said(report, "the first at 3")


@pytest.mark.parametrize("name", [name for name in STANDOFF if name not in ("jsonl", "rubricate")])
def test_a_lone_surrogate_stays_behind(name: str, tmp_path: Path) -> None:
    text = "Ana\ud800 Bo left."
    report = written(name, [document(entity(0, 4), named(text, "Bo"), text=text)], out_of(name, tmp_path))
    assert list(reasons(report)) == [(0, 4, "PER")]
    assert report.written == 1
