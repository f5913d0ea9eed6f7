"""Label Studio's tasks and labelling configuration."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotations.entity import Proposal, Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.label_studio import read
from annotations.progress import Progress
from tests.formats.making import LABELS, TEXT, document, entity, named, written


def reading(tmp_path: Path, *tasks: object) -> list[Reading]:
    (tmp_path / "a.json").write_text(json.dumps(tasks), "utf-8")
    return read(tmp_path / "a.json")


def result(start: int, end: int, *labels: str, **more: object) -> dict[str, object]:
    value = {"start": start, "end": end, "text": "Ana met Bo."[start:end], "labels": list(labels)}
    return {"from_name": "label", "to_name": "text", "type": "labels", "value": value} | more


def test_accepted_entities_are_annotations_and_open_ones_predictions(tmp_path: Path) -> None:
    entities = [
        named(TEXT, "Ana", note="a\nb"),
        named(TEXT, "Bo", origin="model:m", suggested=Proposal(0, 6, "PER", "model:m")),
        named(TEXT, "the", status=Status.REJECTED, origin="model:m"),
        named(TEXT, "Cy", status=Status.SUGGESTED, origin="model:m", score=0.25),
        named(TEXT, "Paris", "LOC", status=Status.UNSURE),
    ]
    report = written("label_studio", [document(*entities)], tmp_path / "a.json")
    (task,) = json.loads((tmp_path / "a.json").read_text("utf-8"))
    words = [
        [[result["value"]["text"] for result in one["result"]] for one in task[key]] for key in ("annotations", "predictions")
    ]
    assert words == [[["Ana", "Bo"], ["the"]], [["Paris"], ["Cy"]]]
    assert [one.get("was_cancelled", False) for one in task["annotations"]] == [False, True]
    assert [one.get("model_version") for one in task["predictions"]] == [None, "model:m"]
    assert [one["origin"] for one in task["annotations"][0]["result"]] == ["manual", "prediction-changed"]
    (found,) = read(tmp_path / "a.json")
    assert {span.key: span.status for span in found.spans} == {(e.start, e.end, e.label): e.status for e in entities}
    assert {span.key[0]: span.note for span in found.spans if span.note} == {0: "a\nb"}
    assert {(span.origin, span.score) for span in found.spans if span.status is Status.SUGGESTED} == {("model:m", 0.25)}
    assert (report.losses, report.warnings) == ((), ())


def test_an_article_that_nobody_began_has_no_annotation(tmp_path: Path) -> None:
    written("label_studio", [document(progress=Progress())], tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))[0]["annotations"] == []
    assert read(tmp_path / "a.json")[0].done is False


def test_the_configuration_beside_has_every_label_escaped(tmp_path: Path) -> None:
    written("label_studio", [document(named(TEXT, "Cy", 'a<"&b'))], tmp_path / "a.json")
    view = ElementTree.fromstring((tmp_path / "a.config.xml").read_text("utf-8"))
    assert [tag.get("value") for tag in view.iter("Label")] == [*(label.name for label in LABELS.labels), 'a<"&b']
    labels, text = view
    assert (labels.get("name"), labels.get("toName"), text.get("name"), text.get("value")) == ("label", "text", "text", "$text")


def test_a_configuration_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "a.config.xml").write_text("<View/>")
    report = written("label_studio", [document()], tmp_path / "a.json")
    assert (tmp_path / "a.config.xml").read_text() == "<View/>"
    assert "a.config.xml is somebody's own and stays as it is" in report.warnings[-1].line


def test_a_label_that_xml_cannot_hold_is_not_written(tmp_path: Path) -> None:
    report = written("label_studio", [document(named(TEXT, "Cy", "a\x00"))], tmp_path / "a.json")
    assert "the XML of the configuration cannot hold" in report.losses[0].line


def test_carriage_returns_are_warned_of(tmp_path: Path) -> None:
    report = written("label_studio", [document(entity(0, 3), text="Ana\r\nBo")], tmp_path / "a.json")
    assert ["carriage returns" in loss.reason for loss in report.warnings] == [True]


@pytest.mark.parametrize(
    ("name", "spans", "status", "said"),
    [
        ("named_entity/tasks.json", 1, Status.SUGGESTED, ""),
        ("named_entity/annotations_1.json", 1, Status.ACCEPTED, ""),
        ("relation_extraction/task_legacy_completions.json", 4, Status.ACCEPTED, "left out: 3 relations"),
    ],
)
def test_files_of_others_are_read(shared: Path, name: str, spans: int, status: Status, said: str) -> None:
    (found,) = read(shared / f"samples/label_studio/{name}")
    assert [span.status for span in found.spans] == [status] * spans
    assert [notice.partition(": ")[2] for notice in found.notices] == ([said] if said else [])


def test_json_min_is_read_and_rows_of_one_task_are_one_document(tmp_path: Path) -> None:
    rows = [
        {"id": 3, "text": "Ana met Bo.", "label": [result(0, 3, "PER")["value"]], "annotator": 1, "annotation_id": 7},
        {"id": 3, "text": "Ana met Bo.", "label": [result(8, 10, "PER", "ORG")["value"]], "annotator": {"email": "a@b.c"}},
        {"id": 4, "text": "x", "choice": "yes"},
    ]
    first, second = reading(tmp_path, *rows)
    assert [(span.key, span.by) for span in first.spans] == [
        ((0, 3, "PER"), "1"),
        ((8, 10, "ORG"), "a@b.c"),
        ((8, 10, "PER"), "a@b.c"),
    ]
    assert (first.name, second.name, second.spans) == ("3", "4", ())
    assert (first.done, second.done) == (True, None)


def test_a_decision_outweighs_the_prediction_it_was_made_of(tmp_path: Path) -> None:
    task = {
        "data": {"text": "Ana met Bo."},
        "annotations": [
            {"completed_by": 2, "result": [result(0, 3, "PER")]},
            {"was_cancelled": True, "result": [result(8, 10, "ORG")]},
        ],
        "predictions": [
            {"model_version": "m", "result": [result(0, 3, "PER", score=0.5), result(4, 7, "X")]},
        ],
    }
    (found,) = reading(tmp_path, task)
    assert [(span.key, span.status, span.by, span.origin) for span in found.spans] == [
        ((0, 3, "PER"), Status.ACCEPTED, "2", ""),
        ((4, 7, "X"), Status.SUGGESTED, "", "m"),
        ((8, 10, "ORG"), Status.UNSURE, "", ""),
    ]


def test_what_is_no_entity_is_counted(tmp_path: Path) -> None:
    results = [
        result(0, 3),
        {"type": "choices", "to_name": "text", "value": {"choices": ["a"]}},
        {"type": "relation", "from_id": "a", "to_id": "b", "labels": []},
        {"type": "hypertextlabels", "to_name": "text", "value": {"start": "/p[1]", "end": "/p[1]", "hypertextlabels": ["A"]}},
    ]
    (found,) = reading(tmp_path, {"data": {"text": "Ana met Bo."}, "annotations": [{"result": results}], "drafts": [{}]})
    assert found.notices[0].partition(": ")[2] == (
        "left out: 1 span without a label, 1 result of type choices, 1 result of type hypertextlabels, 1 draft, 1 relation"
    )


def test_the_configuration_says_which_of_the_data_is_the_text(tmp_path: Path) -> None:
    task = {"data": {"title": "x", "body": "Ana met Bo."}, "annotations": [{"result": [result(0, 3, "PER")]}]}
    with pytest.raises(FormatError, match="record 1: which of its data is the text is not said"):
        reading(tmp_path, task)
    (tmp_path / "config.xml").write_text('<View><Text name="text" value="$body"/></View>')
    assert reading(tmp_path, task)[0].text == "Ana met Bo."


def test_a_configuration_with_entities_is_not_opened(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE v [<!ENTITY a "$body">]><View><Text name="text" value="&a;"/></View>'
    (tmp_path / "config.xml").write_text(bomb)
    with pytest.raises(FormatError, match="is not said"):
        reading(tmp_path, {"data": {"title": "x", "body": "y"}})


def test_offsets_in_another_unit_are_found_by_their_words(tmp_path: Path) -> None:
    value = {"start": 3, "end": 6, "text": "Ana", "labels": ["PER"]}
    task = {"data": {"text": "🙂 Ana"}, "annotations": [{"result": [{"type": "labels", "to_name": "text", "value": value}]}]}
    (found,) = reading(tmp_path, task)
    assert [span.key for span in found.spans] == [(2, 5, "PER")]
    assert found.notices[0].endswith("record 1: offsets count UTF-16")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (3, "record 2 is no task of Label Studio"),
        ({"data": 1}, "record 2: data is no object"),
        ({"data": {"text": "a"}, "annotations": 1}, "record 2: annotations is no list"),
        ({"data": {"text": "a"}, "annotations": [1]}, "record 2: annotations holds something that is no object"),
        ({"data": {"text": "a"}, "annotations": [{"result": [1]}]}, "record 2: result holds something that is no object"),
        ({"x": "a", "y": "b"}, "record 2 is no task of Label Studio"),
        ({"text": "a", "label": [{"labels": ["A"], "start": "0"}]}, "has no start and end"),
    ],
)
def test_a_record_of_another_form_is_named(tmp_path: Path, one: object, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        reading(tmp_path, {"data": {"text": "x"}}, one)
