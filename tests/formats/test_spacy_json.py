"""spaCy's ways to put documents into JSON."""

import json
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.spacy_json import read
from annotations.progress import Progress, State
from tests.formats.making import document, entity, named, reasons, written


def reading(tmp_path: Path, content: object) -> list[Reading]:
    (tmp_path / "a.json").write_text(json.dumps(content), "utf-8")
    return read(tmp_path / "a.json")


def tags(path: Path) -> list[list[tuple[str, str]]]:
    (row,) = json.loads(path.read_text("utf-8"))
    return [[(token["orth"], token["ner"]) for token in sentence["tokens"]] for sentence in row["paragraphs"][0]["sentences"]]


def test_sentences_hold_tokens_with_their_tags(tmp_path: Path) -> None:
    one = document(named("Ana Bo left.  Cy too.", "Ana Bo"), named("Ana Bo left.  Cy too.", "Cy"), text="Ana Bo left.  Cy too.")
    written("spacy_json", [one], tmp_path / "a.json")
    assert tags(tmp_path / "a.json") == [
        [("Ana", "B-PER"), ("Bo", "L-PER"), ("left", "O"), (".", "O"), (" ", "O")],
        [("Cy", "U-PER"), ("too", "O"), (".", "O")],
    ]
    (row,) = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (row["id"], row["paragraphs"][0]["raw"]) == (one.article.uid, "Ana Bo left.  Cy too.")


def test_what_nobody_looked_at_is_missing(tmp_path: Path) -> None:
    text = "Ana met Bo in Rome."
    undecided = named(text, "Bo", status=Status.SUGGESTED)
    one = document(named(text, "Ana"), text=text, progress=Progress(State.READING, 13), left=(undecided,))
    report = written("spacy_json", [one], tmp_path / "a.json")
    assert [tag for _, tag in tags(tmp_path / "a.json")[0]] == ["U-PER", "O", "-", "O", "-", "-"]
    assert (report.losses, report.warnings, read(tmp_path / "a.json")[0].done) == ((), (), False)


def test_of_entities_that_overlap_the_longest_is_in_the_tags_and_the_tokens_of_the_others_are_missing(tmp_path: Path) -> None:
    report = written("spacy_json", [document(entity(0, 6), entity(4, 10, "ORG"), text="Ana Bo met")], tmp_path / "a.json")
    assert reasons(report) == {(4, 10, "ORG"): "overlaps PER at 0-6: not written"}
    assert tags(tmp_path / "a.json")[0] == [("Ana", "B-PER"), ("Bo", "L-PER"), ("met", "-")]


def test_pairs_hold_offsets_and_all_spans_where_any_overlap(tmp_path: Path) -> None:
    one = document(entity(0, 6), entity(4, 10, "ORG"), text="Ana Bo met")
    report = written("spacy_tuples", [one, document(entity(0, 1), text="x")], tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == [
        ["Ana Bo met", {"entities": [[0, 6, "PER"]], "spans": {"sc": [[0, 6, "PER"], [4, 10, "ORG"]]}}],
        ["x", {"entities": [[0, 1, "PER"]], "spans": {"sc": [[0, 1, "PER"]]}}],
    ]
    assert report.losses == ()
    assert [loss.reason for loss in report.warnings] == ["overlaps PER at 0-6: it stands in spans['sc'], not in entities"]


@pytest.mark.parametrize(
    ("name", "documents", "spans"),
    [("ner-token-per-line-conll2003", 1, 7), ("ner_demo_train", 2, 3), ("spancat_demo_train", 3, 4)],
)
def test_files_of_others_are_read(shared: Path, name: str, documents: int, spans: int) -> None:
    readings = read(shared / f"samples/spacy_json/{name}.json")
    assert (len(readings), sum(len(one.spans) for one in readings)) == (documents, spans)


def test_json_lines_of_pairs_and_what_doc_to_json_gives_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('["Ana", {"entities": [[0, 3, "PER"]], "cats": {"a": 1}}]\n["Bo", {}]\n')
    first, second = read(tmp_path / "a.jsonl")
    assert ([span.key for span in first.spans], second.spans) == ([(0, 3, "PER")], ())
    assert first.notices[0].endswith("line 1: left out: 1 label of the whole text")
    ents = [{"start": 0, "end": 3, "label": "PER", "kb_id": "Q1"}]
    (found,) = reading(tmp_path, {"text": "Ana", "ents": ents, "title": "T", "tokens": []})
    assert (found.title, [(span.key, span.identity) for span in found.spans]) == ("T", [((0, 3, "PER"), "Q1")])


def test_tokens_without_their_text_are_put_together(tmp_path: Path) -> None:
    sentences = [
        {"tokens": [{"orth": "Ana", "ner": "B-PER"}, {"orth": "Bo", "ner": "L-PER", "space": ""}, {"orth": "."}]},
        {"tokens": [{"orth": "Cy", "ner": "U-PER"}]},
    ]
    (found,) = reading(tmp_path, [{"id": 0, "paragraphs": [{"sentences": sentences}, {"raw": "Di", "sentences": []}]}])
    assert (found.text, [span.key for span in found.spans]) == ("Ana Bo.\nCy\n\nDi", [(0, 6, "PER"), (8, 10, "PER")])
    assert "there is no raw text" in found.notices[0]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (3, "record 2 is no document of spaCy"),
        (["a"], "record 2 is no document of spaCy"),
        (["a", {"entities": ["O"]}], "record 2: 'O' is not .start, end, label."),
        (["a", {"entities": [[0, 1, ""]]}], "is not .start, end, label."),
        (["a", {"entities": 3}], "record 2: entities is no list"),
        (["a", {"spans": 3}], "record 2: spans is no object"),
        ({"paragraphs": [3]}, "record 2: a paragraph is no object"),
        ({"paragraphs": [{"sentences": [{"tokens": [{}]}]}]}, "record 2: {} is no token with an orth"),
        ({"paragraphs": [{"sentences": [{"tokens": [{"orth": "a", "ner": "PER"}]}]}]}, "record 2: 'PER' is no tag"),
        ({"paragraphs": [{"raw": "b", "sentences": [{"tokens": [{"orth": "a"}]}]}]}, "record 2: the token 'a' is not where"),
    ],
)
def test_a_record_of_another_form_is_named(tmp_path: Path, one: object, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        reading(tmp_path, [["x", {}], one])
