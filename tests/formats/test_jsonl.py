"""The gold form: one JSON object a line."""

import json
from pathlib import Path

import pytest

from annotations.formats.document import FormatError
from annotations.formats.jsonl import read
from tests.formats.making import TEXT, document, entity, named, written


def test_a_line_has_id_text_and_entities_in_text_order(tmp_path: Path) -> None:
    one = document(named(TEXT, "Bo"), named(TEXT, "Ana Bo", "ORG"), named(TEXT, "Ana", "B-x"))
    written("jsonl", [one], tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8")) == {
        "id": one.article.uid,
        "text": TEXT,
        "entities": [[0, 6, "ORG"], [0, 3, "B-x"], [4, 6, "PER"]],
    }


def test_no_reader_can_break_a_line_inside_a_text(tmp_path: Path) -> None:
    text = "a\u2028b\x85c\x0bd\x1ce\r\nf"
    written("jsonl", [document(entity(0, 3), text=text)], tmp_path / "a.jsonl")
    assert len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 1
    assert read(tmp_path / "a.jsonl")[0].text == text


def test_a_lone_surrogate_is_carried_and_warned_of(tmp_path: Path) -> None:
    report = written("jsonl", [document(entity(0, 3), text="a\ud800b")], tmp_path / "a.jsonl")
    assert report.losses == ()
    assert [loss.reason[:22] for loss in report.warnings] == ["holds a lone surrogate"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 is not {"),
        ('{"text": 1, "entities": []}', "line 2 is not {"),
        ('{"text": "ab", "entities": [[0, 3, "PER"]]}', "within the 2 code points"),
        ('{"text": "ab", "entities": [[1, 1, "PER"]]}', "is not .start, end, label."),
    ],
)
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "ab", "entities": []}}\n{line}\n', "utf-8")
    with pytest.raises(FormatError, match=said):
        read(path)


def test_the_gold_samples_read_and_come_back_the_same(shared: Path, tmp_path: Path) -> None:
    readings = read(shared / "samples/ner/re3d_dev.jsonl")
    documents = [document(*[entity(*span.key) for span in reading.spans], text=reading.text) for reading in readings]
    report = written("jsonl", documents, tmp_path / "a.jsonl")
    assert (len(documents), report.losses) == (40, ())
    assert [reading.spans for reading in read(tmp_path / "a.jsonl")] == [reading.spans for reading in readings]
