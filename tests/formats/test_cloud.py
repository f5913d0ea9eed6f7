"""What cloud services answer: suggestions in the right place, whatever they count in, and never more than suggestions."""

import json
import re
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats import azure, comprehend, google
from annotations.formats.document import FormatError, Reading

TEXT = "🙂 Zoë saw Ana\u0301 in Köln."


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def size(text: str, unit: str) -> int:
    return {"UTF8": len(text.encode()), "UTF16": len(text.encode("utf-16-le")) // 2, "UTF32": len(text)}[unit]


def test_comprehend_s_answer_is_read_with_the_text_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    entity = {"Score": 0.5, "Type": "LOCATION", "Text": "Köln", "BeginOffset": 17, "EndOffset": 21}
    (tmp_path / "a.json").write_text(json.dumps({"Entities": [entity]}), "utf-8")
    (reading,) = comprehend.read(tmp_path / "a.json")
    assert words(reading) == [("Köln", "LOCATION")]
    (span,) = reading.spans
    assert (span.status, span.score, span.origin) == (Status.SUGGESTED, 0.5, "comprehend")


def test_comprehend_s_jobs_and_training_files_count_by_line(tmp_path: Path) -> None:
    (tmp_path / "docs.txt").write_text("Ana saw Bo.\nNothing here.\nCy left.\n", "utf-8")
    (tmp_path / "a.csv").write_text("File, Line, Begin Offset, End Offset, Type\ndocs.txt,0,8,10,PERSON\ndocs.txt,2,0,2,PERSON\n")
    rows = [
        {
            "File": "docs.txt",
            "Line": line,
            "Entities": [{"Type": "PERSON", "Text": who, "BeginOffset": start, "EndOffset": start + 2}],
        }
        for line, who, start in ((0, "Bo", 8), (2, "Cy", 0))
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name in ("a.csv", "a.jsonl"):
        readings = comprehend.read(tmp_path / name)
        assert [(reading.name, words(reading)) for reading in readings] == [
            ("docs.txt:0", [("Bo", "PERSON")]),
            ("docs.txt:1", []),
            ("docs.txt:2", [("Cy", "PERSON")]),
        ]
        assert {span.status for reading in readings for span in reading.spans} == {Status.SUGGESTED}


@pytest.mark.parametrize(
    "said", [{}, {"stringIndexType": "Utf16CodeUnit"}, {"parameters": {"stringIndexType": "UnicodeCodePoint"}}]
)
@pytest.mark.parametrize(("offset", "length"), [(10, 3), (10, 4), (11, 4)], ids=["graphemes", "code points", "UTF-16"])
def test_azure_s_offsets_are_checked_by_the_words_whatever_it_says(
    tmp_path: Path, said: dict[str, object], offset: int, length: int
) -> None:
    entity = {
        "text": "Ana\u0301",
        "category": "Person",
        "subcategory": "x",
        "offset": offset,
        "length": length,
        "confidenceScore": 0.9,
    }
    answer = {
        "analysisInput": {"documents": [{"id": "1", "language": "en", "text": TEXT}]},
        "results": {"documents": [{"id": "1", "entities": [entity]}]},
    }
    (tmp_path / "a.json").write_text(json.dumps(answer | said), "utf-8")
    (reading,) = azure.read(tmp_path / "a.json")
    assert words(reading) == [("Ana\u0301", "Person")]
    (span,) = reading.spans
    assert (span.status, span.score, span.extra, reading.language) == (Status.SUGGESTED, 0.9, (("subcategory", "x"),), "en")


@pytest.mark.parametrize("unit", ["UTF8", "UTF16", "UTF32"])
@pytest.mark.parametrize("told", [True, False])
def test_google_s_begins_are_placed_in_each_encoding_told_or_found(tmp_path: Path, unit: str, told: bool) -> None:
    entities = [
        {"name": name, "type": kind, "metadata": {"mid": "/m/1"}, "mentions": [{"text": {"content": name, "beginOffset": begin}, "type": "PROPER", "probability": 0.5}]}
        for name, kind, begin in (
            ("Zoë", "PERSON", size(TEXT[: TEXT.index("Zoë")], unit)),
            ("Köln", "LOCATION", size(TEXT[: TEXT.index("Köln")], unit)),
        )
    ]  # fmt: skip
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.json").write_text(json.dumps({"entities": entities} | ({"encodingType": unit} if told else {})), "utf-8")
    (reading,) = google.read(tmp_path / "a.json")
    assert words(reading) == [("Zoë", "PERSON"), ("Köln", "LOCATION")]
    assert {(span.status, span.identity, span.score) for span in reading.spans} == {(Status.SUGGESTED, "/m/1", 0.5)}


def test_a_begin_that_google_does_not_give_is_found_by_words_that_stand_there_once(tmp_path: Path) -> None:
    entities = [{"type": "PERSON", "mentions": [{"text": {"content": name, "beginOffset": -1}}]} for name in ("Bo", "Ana", "Zed")]
    (tmp_path / "a.json").write_text(json.dumps({"document": {"content": "Ana saw Ana Bo."}, "entities": entities}), "utf-8")
    (reading,) = google.read(tmp_path / "a.json")
    assert words(reading) == [("Bo", "PERSON")]
    assert [notice.rsplit(", ", 2)[1:] for notice in reading.notices] == [
        ["and there 2 times", "left out: 'Ana'"],
        ["and there 0 times", "left out: 'Zed'"],
    ]


def test_words_that_are_not_where_they_should_be_are_named_and_left_out(tmp_path: Path) -> None:
    entity = {"text": "Bob", "category": "Person", "offset": 0, "length": 3}
    (tmp_path / "a.json").write_text(json.dumps({"documents": [{"id": "1", "text": "Ana", "entities": [entity]}]}), "utf-8")
    (reading,) = azure.read(tmp_path / "a.json")
    assert reading.spans == ()
    where = f"{tmp_path / 'a.json'}, line 1, document 1"
    assert reading.notices[-1] == f"{where}: not in the text where the file says, left out: 'Bob' at 0-3"


@pytest.mark.parametrize(
    ("module", "name", "content", "said"),
    [
        (comprehend, "a.json", "{}", "line 1 is not"),
        (comprehend, "a.json", '{"Entities": [{}]}', "an entity without BeginOffset"),
        (comprehend, "a.json", '{"Entities": []}', "does not hold the text it is about: put that beside it as a.txt"),
        (comprehend, "a.csv", "a,b\n", "line 1: no column File"),
        (comprehend, "a.csv", "File,Begin Offset,End Offset,Type\nx,1,b,C\n", "line 2: offsets and line are whole numbers"),
        (comprehend, "a.csv", "File,Line,Begin Offset,End Offset,Type\nb.txt,7,0,1,C\n", "line 2: b.txt has no line 7"),
        (comprehend, "a.csv", "File,Begin Offset,End Offset,Type\n../secret,0,1,C\n", "beside it as secret"),
        (azure, "a.json", '{"documents": []}', "line 1 is not"),
        (azure, "a.json", '{"documents": [{"id": "7", "entities": []}]}', "beside it as 7"),
        (azure, "a.json", '{"documents": [{"text": "x", "entities": [1]}]}', "an entity without category"),
        (google, "a.json", "[1]", "record 1 is not"),
        (google, "a.json", '{"entities": []}\n{"entities": []}', "one answer of several, without its text"),
        (google, "a.json", '{"text": "x", "entities": [{"mentions": [{}]}]}', "a mention without type"),
    ],
)
def test_what_is_not_of_the_form_is_an_error_with_its_place(
    tmp_path: Path, module: type[azure], name: str, content: str, said: str
) -> None:
    (tmp_path / "b.txt").write_text("Ana\n")
    (tmp_path / name).write_text(content)
    with pytest.raises(FormatError, match=re.escape(said)):
        module.read(tmp_path / name)
