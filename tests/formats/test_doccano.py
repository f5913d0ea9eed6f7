"""doccano's JSON lines, of every version."""

import json
from pathlib import Path

import pytest

from annotations.formats.doccano import labels_of, read
from annotations.formats.document import FormatError
from annotations.labels import Family
from tests.formats.making import LABELS, TEXT, document, entity, named, written


def test_a_line_is_as_doccano_exports_it(tmp_path: Path) -> None:
    one = document(named(TEXT, "Cy"), named(TEXT, "Ana Bo", "A B"))
    written("doccano", [one], tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8")) == {
        "id": one.article.uid,
        "text": TEXT,
        "label": [[0, 6, "A B"], [55, 57, "PER"]],
        "Comments": [],
    }


def test_an_article_without_text_is_left_out_and_listed(tmp_path: Path) -> None:
    report = written("doccano", [document(text=""), document()], tmp_path / "a.jsonl")
    assert [loss.reason for loss in report.losses] == ["has no text, and doccano takes no such article: not written"]
    assert (report.documents, len(read(tmp_path / "a.jsonl"))) == (1, 1)


def test_overlap_is_carried_and_said(tmp_path: Path) -> None:
    report = written("doccano", [document(entity(0, 6), entity(0, 3), entity(4, 6), entity(6, 8))], tmp_path / "a.jsonl")
    assert (report.written, report.losses) == (4, ())
    assert "2 overlap others" in " ".join(loss.line for loss in report.warnings)


@pytest.mark.parametrize(
    ("name", "records", "spans", "said"),
    [
        ("import_example", 3, 1, "left out: 1 span of a record without text"),
        ("import_example_overlapping", 1, 1, "left out: 1 repetition of a span"),
        ("import_relation_extraction", 1, 4, "left out: 3 relations"),
        ("import_example_relation_extraction", 1, 4, "left out: 3 relations"),
        ("export_sequence_labeling", 3, 4, ""),
        ("export_relation_extraction", 1, 4, "left out: 3 relations"),
        ("export_intent_detection", 2, 3, "left out: 1 label of the whole text"),
    ],
)
def test_files_of_others_are_read_and_what_is_left_out_is_counted(
    shared: Path, name: str, records: int, spans: int, said: str
) -> None:
    readings = read(shared / f"samples/doccano/{name}.jsonl")
    assert (len(readings), sum(len(reading.spans) for reading in readings)) == (records, spans)
    notices = [notice.partition(": ")[2] for reading in readings for notice in reading.notices]
    assert set(notices) == ({said} if said else set())


def old(tmp_path: Path) -> Path:
    spans = [
        {"label": 3, "start_offset": 0, "end_offset": 3, "user": 1},
        {"label": 5, "start_offset": 4, "end_offset": 6, "user": 2},
    ]
    path = tmp_path / "old.jsonl"
    path.write_text(json.dumps({"id": 7, "text": "Ana Bo", "meta": {}, "annotations": spans}), "utf-8")
    return path


def test_numbers_of_labels_are_looked_up_in_the_file_of_labels(tmp_path: Path) -> None:
    path = old(tmp_path)
    (tmp_path / "label_config.json").write_text('[{"id": 3, "text": "PER"}, {"id": 5, "text": "ORG"}]')
    (reading,) = read(path)
    assert [(span.key, span.by) for span in reading.spans] == [((0, 3, "PER"), "1"), ((4, 6, "ORG"), "2")]
    assert reading.name == "7"
    assert reading.notices == (f"{path}, line 1: annotated by 2 users, taken together",)


def test_numbers_of_labels_without_their_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"line 1: the label is the number 3; put doccano's label_config\.json"):
        read(old(tmp_path))


def test_the_labels_of_version_1_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "Ana", "labels": [[0, 3, "PER"]]}\n\n')
    assert [span.key for span in read(tmp_path / "a.jsonl")[0].spans] == [(0, 3, "PER")]


def test_a_span_outside_the_text_or_of_no_width_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Ana", "label": [[0, 9, "PER"], [1, 1, "PER"], [0, 3, "PER"]]}')
    (reading,) = read(path)
    assert [span.key for span in reading.spans] == [(0, 3, "PER")]
    assert reading.notices == (
        f"{path}, line 1: not in the text where the file says, left out: something at 0-9",
        f"{path}, line 1: left out: 1 span of no width",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "ab", "label": [', "line 2 is not JSON"),
        ("7", "line 2 is no record of doccano"),
        ('{"data": 1}', "line 2 is no record of doccano"),
        ('{"text": 1}', "line 2: text is no text"),
        ('{"text": "ab", "label": 3}', "line 2: label is no list"),
        ('{"text": "ab", "label": [[0, "1", "PER"]]}', r"line 2: \[0, '1', 'PER'\] is not \[start, end, label\]"),
        ('{"text": "ab", "label": [[0, true, "PER"]]}', "is not .start, end, label."),
        ("[" * 100_000, "is nested too deep|is not JSON"),
    ],
)
def test_a_record_of_another_form_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "ab", "label": []}}\n{line}\n', "utf-8")
    with pytest.raises(FormatError, match=said):
        read(path)


def test_the_labels_of_the_set_stand_beside_as_doccano_imports_them(tmp_path: Path) -> None:
    written("doccano", [document(named(TEXT, "Cy", "cat"))], tmp_path / "a.jsonl")
    rows = json.loads((tmp_path / "a.labels.json").read_text("utf-8"))
    assert [row["text"] for row in rows] == [*(label.name for label in LABELS.labels), "cat"]
    letters = [row["suffix_key"] for row in rows if row["suffix_key"]]
    assert len(set(letters)) == len(letters)
    assert [(label.name, label.family) for label in labels_of(tmp_path / "a.jsonl")] == [
        *((label.name, label.family) for label in LABELS.labels),
        ("cat", Family.PEOPLE),
    ]


def test_a_list_of_labels_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "a.labels.json").write_text('["mine"]')
    report = written("doccano", [document()], tmp_path / "a.jsonl")
    assert (tmp_path / "a.labels.json").read_text() == '["mine"]'
    assert "a.labels.json is somebody's own and stays as it is" in report.warnings[-1].line
