"""W3C Web Annotation: places by position and quote, texts in the file or beside it."""

import json
import re
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading
from annotations.formats.w3c_annotation import read, write
from tests.formats.making import LABELS, TEXT, document, named


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def annotated(folder: Path, text: str, *selectors: object, source: str = "http://x.org/page.html") -> Reading:
    """What is read of annotations that select in a text beside the file."""
    (folder / "a.txt").write_bytes(text.encode())
    rows = [
        {"type": "Annotation", "body": {"type": "TextualBody", "purpose": "tagging", "value": "PER"}, "target": each}
        for each in ({"source": source, "selector": selector} for selector in selectors)
    ]
    (folder / "a.jsonld").write_text(json.dumps(rows), "utf-8")
    (reading,) = read(folder / "a.jsonld")
    return reading


def quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def position(start: int, end: int) -> dict[str, object]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def test_each_mention_is_an_annotation_with_position_quote_and_what_is_around_it(tmp_path: Path) -> None:
    write([document(named(TEXT, "Cy", identity="http://x.org/cy"))], tmp_path / "a.jsonld", LABELS)
    collection = json.loads((tmp_path / "a.jsonld").read_text("utf-8"))
    (item,) = collection["first"]["items"]
    assert item["body"] == [
        {"type": "TextualBody", "purpose": "tagging", "value": "PER"},
        {"type": "TextualBody", "purpose": "identifying", "value": "http://x.org/cy"},
    ]
    start = TEXT.index("Cy")
    assert item["target"]["selector"] == [
        {"type": "TextPositionSelector", "start": start, "end": start + 2},
        quote("Cy", TEXT[start - 32 : start], TEXT[start + 2 : start + 34]),
    ]
    assert item["target"]["source"] == collection["dcterms:hasPart"][0]["id"]
    assert collection["dcterms:hasPart"][0]["value"] == TEXT


def test_all_that_is_known_of_an_entity_comes_back(tmp_path: Path) -> None:
    fields = {"status": Status.SUGGESTED, "origin": "model:sm", "by": "Ana", "identity": "Q1", "note": "n", "score": 0.25}
    one = document(named(TEXT, "Cy", "a b", **fields), named(TEXT, "Ana", group="g"), named(TEXT, "the U.N.", group="g"))
    report = write([one], tmp_path / "a.jsonld", LABELS)
    assert report.losses == report.warnings == ()
    (reading,) = read(tmp_path / "a.jsonld")
    first, second, third = reading.spans
    assert third.status is Status.SUGGESTED
    assert (third.label, third.origin, third.by, third.identity, third.note, third.score) == (
        "a b",
        "model:sm",
        "Ana",
        "Q1",
        "n",
        0.25,
    )
    assert first.group == second.group != ""
    assert reading.title == "Ana in Paris"


def test_positions_in_utf_16_are_found_by_the_quotes(tmp_path: Path) -> None:
    reading = annotated(tmp_path, "🙂 Ana saw Bo", [position(3, 6), quote("Ana")], [position(11, 13), quote("Bo")])
    assert words(reading) == [("Ana", "PER"), ("Bo", "PER")]
    assert reading.notices == (f"{tmp_path / 'a.jsonld'}, http://x.org/page.html: offsets count UTF-16",)


def test_a_text_that_has_changed_is_anchored_by_quote_and_context(tmp_path: Path) -> None:
    text = "New first line. Ana saw Ana Bo."
    reading = annotated(tmp_path, text, [position(8, 11), quote("Ana", "saw ", " Bo")], [position(15, 17), quote("Zoë")])
    assert [(span.start, span.end) for span in reading.spans] == [(24, 27)]
    where = f"{tmp_path / 'a.jsonld'}, http://x.org/page.html"
    assert reading.notices == (
        f"{where}: found by the quote, not where the position says: 1",
        f"{where}: not in the text, left out: 'Zoë' at (15, 17)",
    )


def test_a_quote_that_stands_in_several_places_alike_is_left_out_never_guessed(tmp_path: Path) -> None:
    reading = annotated(tmp_path, "Ana, Ana", quote("Ana"))
    assert reading.spans == ()
    assert "left out: 'Ana' at no position" in reading.notices[0]


def test_a_text_is_looked_for_beside_the_file_and_nowhere_else(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("Ana")
    (inner / "link.txt").symlink_to(tmp_path / "secret.txt")
    for source in ("../secret.txt", "file:///etc/passwd", "http://x.org/../secret.txt", "link.txt", "..", "a\x00b", ""):
        row = {"type": "Annotation", "target": {"source": source, "selector": quote("Ana")}}
        (inner / "b.jsonld").write_text(json.dumps(row))
        with pytest.raises(FormatError, match="does not hold the text it is about: put that beside it as "):
            read(inner / "b.jsonld")


@pytest.mark.parametrize(
    ("name", "text", "positions", "quotes"),
    [
        ("anno26", "Well, this is an anotation that has some faults", 0, 1),
        ("anno27", "x" * 1000, 1, 0),
    ],
)
def test_the_files_of_the_test_suite_are_read(
    shared: Path, tmp_path: Path, name: str, text: str, positions: int, quotes: int
) -> None:
    (tmp_path / "a.json").write_bytes((shared / f"samples/w3c_webannotation/correct/{name}.json").read_bytes())
    (tmp_path / "a.txt").write_text(text)
    (reading,) = read(tmp_path / "a.json")
    (span,) = reading.spans
    assert (span.start, span.end) == ((17, 26) if quotes else (412, 795))
    assert positions + quotes == 1


def test_a_position_within_an_element_is_none_of_a_plain_text_and_said(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="1 target within a fragment of its source; nothing in it selects text"):
        read(shared / "samples/w3c_webannotation/correct/anno41-example44.json")


def test_what_selects_within_an_element_is_counted_where_there_is_a_text(shared: Path, tmp_path: Path) -> None:
    samples = shared / "samples/w3c_webannotation/correct"
    rows = [json.loads((samples / f"{name}.json").read_text()) for name in ("anno26", "anno41-example44")]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    (tmp_path / "a.txt").write_text("this is an anotation that has some")
    (reading,) = read(tmp_path / "a.json")
    assert reading.notices[0].endswith("left out: 1 target within a fragment of its source")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "line 1 is not JSON"),
        ('{"a": 1}', "line 1 is no Annotation, AnnotationPage or AnnotationCollection"),
        ('{"type": "Annotation"}', "line 1: an annotation without a target"),
        ('{"type": "Annotation", "target": {"a": 1}}', "line 1: a target without a source"),
    ],
)
def test_what_is_no_annotation_is_an_error_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.jsonld").write_text(content)
    with pytest.raises(FormatError, match=re.escape(said)):
        read(tmp_path / "a.jsonld")


def test_a_file_of_the_test_suite_that_is_no_json_is_an_error(shared: Path) -> None:
    with pytest.raises(FormatError, match="is not JSON"):
        read(shared / "samples/w3c_webannotation/incorrect/anno13.json")


def test_a_quote_within_a_fragment_is_looked_for_and_a_position_there_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Ana left. Bo met Ana in Paris.", "utf-8")
    quote = {"type": "TextQuoteSelector", "exact": "Ana", "prefix": "met ", "suffix": " in Paris"}
    position = {"type": "TextPositionSelector", "start": 0, "end": 3, "refinedBy": quote}
    fragment = {"type": "FragmentSelector", "value": "xpointer(/doc/p[2])", "refinedBy": position}
    row = {"type": "Annotation", "bodyValue": "PER", "target": {"source": "http://a.example/page", "selector": fragment}}
    (tmp_path / "a.jsonld").write_text(json.dumps(row))
    [reading] = read(tmp_path / "a.jsonld")
    assert [span.key for span in reading.spans] == [(17, 20, "PER")]
