"""Entities marked in plain text, as people type them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from annotations.formats.document import FormatError, Reading
from annotations.formats.inline import read, write
from tests.formats.making import LABELS, TEXT, document, entity, named, reasons


def typed(folder: Path, content: str) -> Reading:
    (folder / "a.txt").write_bytes(content.encode())
    (reading,) = read(folder / "a.txt")
    return reading


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


def test_entities_stand_in_brackets_with_their_label(tmp_path: Path) -> None:
    write([document(named(TEXT, "Ana Bo"), named(TEXT, "Bo", "LAST"), named(TEXT, "Cy", "a (b)"))], tmp_path / "a.txt", LABELS)
    assert (tmp_path / "a.txt").read_text("utf-8") == (
        "[Ana [Bo](LAST)](PER) met the U.N. in Paris. She left.\n\nIn São Paulo, [Cy](a \\(b\\)) waited 🙂 for Ana Bo.\n"
    )


def test_signs_in_the_text_are_text_again(tmp_path: Path) -> None:
    text = "see [1](x) and <PER>a</PER> or C:\\new \\[ [](y)\n"
    assert write([document(entity(4, 7), text=text)], tmp_path / "a.txt", LABELS).losses == ()
    assert (tmp_path / "a.txt").read_text() == ("see [\\[1\\]](PER)(x) and \\<PER>a\\</PER> or C:\\\\new \\\\\\[ \\[\\](y)\n")
    (reading,) = read(tmp_path / "a.txt")
    assert (reading.text, words(reading)) == (text, [("[1]", "PER")])


@pytest.mark.parametrize("text", ["Ana/PER saw/O", "", "\ufeffAna", "plain"])
def test_what_would_read_as_something_else_gets_a_line_of_its_own_before_it(tmp_path: Path, text: str) -> None:
    one = document(text=text)
    write([one], tmp_path / "a.txt", LABELS)
    head = "" if text == "plain" else f"[]({one.article.uid})\n"
    assert (tmp_path / "a.txt").read_text("utf-8") == head + text
    assert [(reading.text, reading.spans) for reading in read(tmp_path / "a.txt")] == [(text, ())]


def test_of_entities_that_cross_the_longest_stays(tmp_path: Path) -> None:
    one = document(entity(0, 6), entity(4, 10, "ORG"), entity(7, 14, "LOC"), entity(15, 19))
    report = write([one], tmp_path / "a.txt", LABELS)
    assert reasons(report) == {(4, 10, "ORG"): "crosses LOC at 7-14: not written"}


def test_several_articles_have_a_line_with_their_name_each(tmp_path: Path) -> None:
    documents = [document(named(TEXT, "Cy")), document(text="x\n")]
    write(documents, tmp_path / "a.txt", LABELS)
    assert [(reading.name, reading.text) for reading in read(tmp_path / "a.txt")] == [
        (one.article.uid, one.article.text) for one in documents
    ]


@pytest.mark.parametrize(
    ("content", "text", "found"),
    [
        (
            "[Ana](PER) saw [the [U.N.](ORG) man](PER).",
            "Ana saw the U.N. man.",
            [("Ana", "PER"), ("the U.N. man", "PER"), ("U.N.", "ORG")],
        ),
        ("[see [Ana](PER)] [a link](http://x.org) [b", "[see Ana] [a link](http://x.org) [b", [("Ana", "PER")]),
        ("<PER>Ana</PER> saw <b>", "Ana saw <b>", [("Ana", "PER")]),
        ('<ENAMEX TYPE="PERSON">Ana</ENAMEX> 1 < 2', "Ana 1 < 2", [("Ana", "PERSON")]),
        ("<A>x <B>y</A> z</B>", "x y z", [("x y", "A"), ("y z", "B")]),
        ("[PER Ana Bo ] left [ORG  U.N.] [note]", "Ana Bo left U.N. [note]", [("Ana Bo", "PER"), ("U.N.", "ORG")]),
        ("Ana/PER Bo/PER saw/O\nCy/PER", "Ana Bo saw\nCy", [("Ana Bo", "PER"), ("Cy", "PER")]),
        ("Ana/B-PER Bo/B-PER 1/2/O Cy/U-PER", "Ana Bo 1/2 Cy", [("Ana", "PER"), ("Bo", "PER"), ("Cy", "PER")]),
        ("and/or we/O", "and/or we/O", []),
    ],
)
def test_each_way_of_marking_is_read(tmp_path: Path, content: str, text: str, found: list[tuple[str, str]]) -> None:
    reading = typed(tmp_path, content)
    assert reading.text == text
    assert Counter(words(reading)) == Counter(found)


def test_what_marks_nothing_is_counted(tmp_path: Path) -> None:
    assert typed(tmp_path, "<PER>Ana</PER> </ORG> <LOC> <X></X>").notices == (
        f"{tmp_path / 'a.txt'}: left out: 2 lone tags, 1 span of no width",
    )


@pytest.mark.parametrize("piece", ["](", "[", "<a>", "[A ", "a/", "\\", "[]("])
def test_a_file_of_nothing_but_signs_is_read_in_one_go(tmp_path: Path, piece: str) -> None:
    assert typed(tmp_path, piece * 20_000).spans == ()


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match=re.escape("could not be read as UTF-8 text")):
        read(tmp_path / "a.txt")
