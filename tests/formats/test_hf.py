"""Hugging Face's rows of tokens and tags, as JSON lines and Parquet."""

import json
import sys
from pathlib import Path

import pytest

from annotations.formats.document import FormatError
from annotations.formats.hf import read
from tests.formats.making import LABELS, TEXT, document, named, written


def rows(tmp_path: Path, *found: object) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in found), "utf-8")
    return path


def row(tokens: str, *tags: object, **more: object) -> dict[str, object]:
    return {"tokens": tokens.split(), "ner_tags": list(tags), **more}


def test_a_row_is_a_sentence_with_its_tags_as_text(tmp_path: Path) -> None:
    one = document(named(TEXT, "Ana Bo"), named(TEXT, "Paris", "A B"))
    written("hf", [one], tmp_path / "a.jsonl")
    first, second, third = (json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
    assert first == {
        "id": f"{one.article.uid}-0",
        "doc_id": one.article.uid,
        "tokens": ["Ana", "Bo", "met", "the", "U.N.", "in", "Paris", "."],
        "ner_tags": ["B-PER", "I-PER", "O", "O", "O", "O", "B-A_B", "O"],
    }
    assert (second["tokens"], third["id"]) == (["She", "left", "."], f"{one.article.uid}-2")


def test_the_names_of_all_tags_stand_beside_with_o_first(tmp_path: Path) -> None:
    written("hf", [document(named(TEXT, "Cy", "cat"))], tmp_path / "a.jsonl")
    names = json.loads((tmp_path / "a.labels.json").read_text("utf-8"))
    labels = sorted([*(label.name for label in LABELS.labels), "cat"])
    assert names == ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def test_names_of_somebody_else_stay(tmp_path: Path) -> None:
    (tmp_path / "a.labels.json").write_text('{"colours": ["red"]}')
    report = written("hf", [document()], tmp_path / "a.jsonl")
    assert (tmp_path / "a.labels.json").read_text() == '{"colours": ["red"]}'
    assert "a.labels.json is somebody's own and stays as it is" in report.warnings[-1].line


def test_rows_of_one_document_are_one_and_others_stand_alone(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        row("Ana met", "B-PER", "O", doc_id="d"),
        row("Bo", "B-PER", doc_id="d"),
        row("Cy", "U-LOC", id=4),
        row("Cy", "U-LOC", id=4),
    )
    assert [(one.name, one.text, [span.key for span in one.spans]) for one in read(path)] == [
        ("d", "Ana met\nBo", [(0, 3, "PER"), (8, 10, "PER")]),
        ("4", "Cy", [(0, 2, "LOC")]),
        ("4", "Cy", [(0, 2, "LOC")]),
    ]


@pytest.mark.parametrize(
    "names", [["O", "B-PER", "I-PER"], {"O": 0, "B-PER": 1, "I-PER": 2}, {"0": "O", "1": "B-PER", "2": "I-PER"}]
)
def test_numbers_get_their_names_from_the_file_beside(tmp_path: Path, names: object) -> None:
    (tmp_path / "labels.json").write_text(json.dumps(names))
    assert [span.key for span in read(rows(tmp_path, row("Ana Bo met", 1, 2, 0)))[0].spans] == [(0, 6, "PER")]


def test_tags_that_are_labels_alone_are_read_as_runs(tmp_path: Path) -> None:
    found = read(rows(tmp_path, row("Ana Bo in Paris", "person", "person", "O", "art-other")))
    assert [span.key for span in found[0].spans] == [(0, 6, "person"), (10, 15, "art-other")]


def test_the_scheme_is_found_over_the_whole_file_and_said(tmp_path: Path) -> None:
    found = read(rows(tmp_path, row("Ana Bo", "I-PER", "B-PER"), row("Cy", "I-PER")))
    assert found[0].notices[0] == "tags are IOB1"
    assert [len(one.spans) for one in found] == [2, 1]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"text": "a"}, "line 2 is no row of tokens and tags"),
        (row("a b", "O"), "line 2 has 2 tokens and 1 tags"),
        (row("a", 1), r"line 2: tags are numbers; put labels\.json"),
        ({"tokens": [""], "ner_tags": ["O"]}, "line 2 has a token that is empty"),
        ({"tokens": [3], "ner_tags": ["O"]}, "line 2 has a token that is empty or no text"),
        (row("a", None), "line 2: None is no tag"),
        (row("a b", "PER", "B-PER"), "the tag 'PER' is none of"),
    ],
)
def test_a_row_of_another_form_is_named(tmp_path: Path, one: object, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read(rows(tmp_path, row("x", "O"), one))


def test_a_number_without_a_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('["O"]')
    with pytest.raises(FormatError, match="line 1: 7 is no tag among the 1 that have names"):
        read(rows(tmp_path, row("x", 7)))


def test_parquet_without_pyarrow_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FormatError, match=r"^Parquet needs pyarrow: pip install 'rubricate\[hf\]'"):
        written("hf", [document()], tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    with pytest.raises(FormatError, match="^Parquet needs pyarrow"):
        read(tmp_path / "b.parquet")


def test_parquet_comes_back_with_the_names_of_its_tags(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    one = document(named(TEXT, "Ana Bo"), named(TEXT, "São Paulo", "LOC"))
    report = written("hf", [one, document(text="")], tmp_path / "a.parquet")
    assert (report.written, report.losses) == (2, ())
    first, second = read(tmp_path / "a.parquet")
    assert [first.text[span.start : span.end] for span in first.spans] == ["Ana Bo", "São Paulo"]
    assert (first.name, second.text) == (one.article.uid, "")
    assert not (tmp_path / "a.labels.json").exists()


def test_a_broken_parquet_is_one_line(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(FormatError, match="could not be read as Parquet"):
        read(tmp_path / "a.parquet")
