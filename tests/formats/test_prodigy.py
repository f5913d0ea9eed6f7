"""Prodigy's tasks and what their answers mean."""

import json
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.prodigy import read
from annotations.progress import Progress
from tests.formats.making import TEXT, document, entity, named, reasons, written


def reading(tmp_path: Path, *tasks: object) -> list[Reading]:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(task) for task in tasks), "utf-8")
    return read(path)


def task(answer: str | None = "accept", *spans: tuple[int, int, str], **more: object) -> dict[str, object]:
    rows = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"text": "Ana met Bo.", "spans": rows} | ({"answer": answer} if answer else {}) | more


def test_a_task_has_tokens_and_spans_whose_last_token_is_inclusive(tmp_path: Path) -> None:
    one = document(entity(0, 7), entity(8, 11, "ORG", identity="Q1"), text="Ana  Bo\nCy ")
    written("prodigy", [one], tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8")) == {
        "text": "Ana  Bo\nCy ",
        "tokens": [
            {"text": "Ana", "start": 0, "end": 3, "id": 0, "ws": True},
            {"text": " ", "start": 4, "end": 5, "id": 1, "ws": False},
            {"text": "Bo", "start": 5, "end": 7, "id": 2, "ws": False},
            {"text": "\n", "start": 7, "end": 8, "id": 3, "ws": False},
            {"text": "Cy", "start": 8, "end": 10, "id": 4, "ws": True},
        ],
        "spans": [
            {"start": 0, "end": 7, "label": "PER", "token_start": 0, "token_end": 2},
            {"start": 8, "end": 10, "label": "ORG", "token_start": 4, "token_end": 4, "kb_id": "Q1"},
        ],
        "meta": {"id": one.article.uid, "title": "Ana in Paris"},
        "answer": "accept",
    }


def test_statuses_stand_in_answers_and_come_back(tmp_path: Path) -> None:
    entities = [
        named(TEXT, "Ana"),
        named(TEXT, "Bo", status=Status.REJECTED),
        named(TEXT, "the", status=Status.REJECTED),
        named(TEXT, "Cy", status=Status.SUGGESTED, origin="model:m", score=0.25),
        named(TEXT, "Paris", status=Status.UNSURE),
    ]
    report = written("prodigy", [document(*entities)], tmp_path / "a.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [(row["answer"], len(row["spans"])) for row in rows] == [
        ("accept", 1),
        ("ignore", 1),
        ("ignore", 1),
        ("reject", 1),
        ("reject", 1),
    ]
    (found,) = read(tmp_path / "a.jsonl")
    assert {span.key: span.status for span in found.spans} == {(e.start, e.end, e.label): e.status for e in entities}
    assert {(span.origin, span.score) for span in found.spans if span.status is Status.SUGGESTED} == {("model:m", 0.25)}
    assert (report.losses, report.warnings) == ((), ())


def test_an_article_that_nobody_began_is_no_accepted_task(tmp_path: Path) -> None:
    written("prodigy", [document(progress=Progress())], tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["answer"] == "ignore"
    assert read(tmp_path / "a.jsonl")[0].done is False


def test_an_accepted_text_is_done_but_not_where_one_span_was_asked_about(tmp_path: Path) -> None:
    cases: list[tuple[dict[str, object], bool]] = [({}, True), ({"_is_binary": True}, False), ({"_view_id": "ner"}, False)]
    for more, done in cases:
        assert reading(tmp_path, task("accept", (0, 3, "PER"), **more))[0].done is done
    assert reading(tmp_path, task(None))[0].done is None


def test_blanks_at_the_edges_are_left_off_and_listed(tmp_path: Path) -> None:
    report = written("prodigy", [document(entity(0, 4), entity(3, 4, "ORG"))], tmp_path / "a.jsonl")
    assert reasons(report) == {
        (0, 4, "PER"): "starts or ends with a blank: written as 0-3",
        (3, 4, "ORG"): "holds nothing but blanks: not written",
    }


@pytest.mark.parametrize(
    ("answer", "status"),
    [("accept", Status.ACCEPTED), ("reject", Status.REJECTED), ("ignore", Status.UNSURE), (None, None)],
)
def test_the_answer_is_the_status_of_a_span(tmp_path: Path, answer: str | None, status: Status | None) -> None:
    assert [span.status for span in reading(tmp_path, task(answer, (0, 3, "PER")))[0].spans] == [status]


def test_spans_rejected_together_are_unsure_and_said(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, task("reject", (0, 3, "PER"), (8, 10, "PER")))
    assert {span.status for span in found.spans} == {Status.UNSURE}
    assert "2 unsure: rejected together" in found.notices[0]


def test_tasks_of_one_text_are_one_document(tmp_path: Path) -> None:
    tasks = [
        task("accept", (0, 3, "PER")),
        {"text": "x", "answer": "accept"},
        task("reject", (8, 10, "ORG"), _annotator_id="ada"),
        task("reject", (0, 3, "PER")),
    ]
    first, second = reading(tmp_path, *tasks)
    assert [(span.key, span.status, span.by) for span in first.spans] == [
        ((0, 3, "PER"), Status.UNSURE, ""),
        ((8, 10, "ORG"), Status.REJECTED, "ada"),
    ]
    assert (second.text, second.spans) == ("x", ())


def test_links_chosen_for_one_span_are_its_identity(shared: Path) -> None:
    readings = read(shared / "samples/prodigy/nel_emerson.jsonl")
    assert (len(readings), sum(len(reading.spans) for reading in readings)) == (30, 30)
    first = readings[0].spans[0]
    assert (first.identity, first.origin, first.score, first.status) == ("Q312545", "en_core_web_lg", 1.0, Status.ACCEPTED)
    assert not any(span.identity.startswith("NIL") for reading in readings for span in reading.spans)


def test_what_is_no_entity_is_counted(tmp_path: Path) -> None:
    more = {"relations": [{"head": 0, "child": 1}], "label": "SPORT", "accept": ["a", "b"]}
    one = task("accept", (0, 3, "PER"), (8, 10, "PER"), **more)
    one["spans"].append({"start": 4, "end": 7})  # type: ignore[attr-defined]
    assert reading(tmp_path, one)[0].notices[0].partition(": ")[2] == (
        "left out: 2 choices, 1 span without a label, 1 relation, 1 label of the whole text"
    )


def test_patterns_are_no_annotations(shared: Path) -> None:
    with pytest.raises(FormatError, match="line 1 is a pattern to match with, no annotation"):
        read(shared / "samples/prodigy/patterns_countries-GPE.jsonl")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"image": "a.png"}, "line 2 is no task of Prodigy"),
        ("text", "line 2 is no task of Prodigy"),
        ({"text": "a", "spans": {}}, "line 2: spans is no list"),
        ({"text": "a", "spans": [{"start": 0}]}, "line 2: {'start': 0} has no start, end and label"),
        ({"text": "a", "spans": [3]}, "line 2: 3 is no span"),
        ({"text": "a", "answer": "maybe"}, "line 2: the answer 'maybe' is none of"),
    ],
)
def test_a_record_of_another_form_is_named(tmp_path: Path, one: object, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        reading(tmp_path, task(), one)


def test_spacy_aligns_every_span_of_the_gold_with_its_tokens(shared: Path, tmp_path: Path) -> None:
    from spacy.tokens import Doc
    from spacy.training import offsets_to_biluo_tags
    from spacy.vocab import Vocab

    from annotations.formats.jsonl import read as gold

    found = gold(shared / "samples/ner/wikigold_dev.jsonl")
    documents = [document(*[entity(*span.key) for span in one.spans], text=one.text) for one in found]
    written("prodigy", documents, tmp_path / "a.jsonl")
    for row in map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines()):
        tokens = row["tokens"]
        doc = Doc(Vocab(), words=[token["text"] for token in tokens], spaces=[token["ws"] for token in tokens])
        tags = offsets_to_biluo_tags(doc, [(span["start"], span["end"], span["label"]) for span in row["spans"]])
        assert doc.text == row["text"]
        assert "-" not in tags
        assert sum(tag[:2] in ("B-", "U-") for tag in tags) == len(row["spans"])
