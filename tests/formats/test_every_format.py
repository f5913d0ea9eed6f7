"""What holds for every format: what is carried comes back, what is not is listed, and files are whole or not there."""

import json
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotations.entity import Status
from annotations.formats.document import Document, FormatError
from annotations.formats.registry import FORMATS
from annotations.progress import Progress, State
from tests.formats.making import DONE, Key, any_documents, document, entity, keys, lost, named, reasons, tame_documents, written

TEXT = document().article.text
SUFFIX = {"jsonl": "out.jsonl", "spacy": "out.spacy", "conll2003": "out.conll", "brat": "out"}
names = pytest.mark.parametrize("name", FORMATS)


def in_jsonl(out: Path, documents: list[Document]) -> list[Counter[Key]]:
    rows = [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]]
    assert [row["text"] for row in rows] == [each.article.text for each in documents]
    return [Counter((start, end, label) for start, end, label in row["entities"]) for row in rows]


def in_docbin(out: Path, documents: list[Document]) -> list[Counter[Key]]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    docs = list(DocBin().from_disk(out).get_docs(Vocab()))
    assert len(docs) == len(documents)
    return [
        Counter({(span.start_char, span.end_char, span.label_) for span in (*doc.ents, *doc.spans.get("sc", []))}) for doc in docs
    ]


def in_columns(out: Path, documents: list[Document]) -> list[Counter[Key]]:
    """Places found by counting the characters that are not blank; tags read strictly as IOB2."""
    content = out.read_bytes().decode()
    found = []
    blocks = [block.split("\n") for block in re.split(r"^-DOCSTART- -X- O O\n", content, flags=re.MULTILINE)[1:]]
    assert len(blocks) == len(documents)
    for lines, one in zip(blocks, documents, strict=True):
        solid = [place for place, char in enumerate(one.article.text) if not char.isspace()]
        spans: list[list[object]] = []
        seen, before = 0, "O"
        for line in lines:
            if not line:
                before = "O"
                continue
            token, _, _, tag = line.split(" ")
            start, end = solid[seen], solid[seen + len(token) - 1] + 1
            seen += len(token)
            if tag.startswith("B-"):
                spans.append([start, end, tag[2:]])
            elif tag != "O":
                assert before[2:] == tag[2:]
                spans[-1][1] = end
            before = tag
        assert seen == len(solid)
        found.append(Counter((span[0], span[1], span[2]) for span in spans))
    return found  # type: ignore[return-value]


def in_brat(out: Path, documents: list[Document]) -> list[Counter[Key]]:
    """By the grammar of brat's server; fragments with nothing but line breaks between them joined."""
    by_text = {}
    for path in out.glob("*.ann"):
        text = path.with_suffix(".txt").read_bytes().decode()
        spans: set[Key] = set()
        for line in path.read_bytes().decode().splitlines():
            if not (mention := re.fullmatch(r"T\d+\t([A-Za-z0-9_-]+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)", line)):
                assert re.fullmatch(r"N\d+\tReference T\d+ \S+?:\S+\t.+|#\d+\tAnnotatorNotes T\d+\t.+", line)
                continue
            pieces = [(int(a), int(b)) for a, b in (pair.split(" ") for pair in mention[2].split(";"))]
            assert mention[3] == " ".join(text[a:b] for a, b in pieces)
            start = pieces[0][0]
            for place, (_, end) in enumerate(pieces):
                after = pieces[place + 1][0] if place + 1 < len(pieces) else None
                if after is None or "".join(text[end:after].splitlines()):
                    spans.add((start, end, mention[1]))
                    start = after or 0
        by_text[text] = Counter(spans)
    return [by_text[re.sub("[\ud800-\udfff]", "\ufffd", each.article.text)] for each in documents]


READERS = {"jsonl": in_jsonl, "spacy": in_docbin, "conll2003": in_columns, "brat": in_brat}


@names
@settings(max_examples=100, deadline=None)
@given(documents=any_documents())
def test_the_losses_are_just_the_entities_that_another_reader_does_not_find(name: str, documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / SUFFIX[name]
        report = written(name, documents, out)
        found = READERS[name](out, documents)
        assert [lost(one, report) for one in documents] == [
            keys(one) - there for one, there in zip(documents, found, strict=True)
        ]
        assert report.written == sum(there.total() for there in found)
        assert report.documents == len(documents)


@names
@settings(max_examples=60, deadline=None)
@given(documents=tame_documents())
def test_what_a_format_can_carry_comes_back_as_it_was(name: str, documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / SUFFIX[name]
        known = (
            [each for each in documents if "." not in "".join(e.label for e in each.entities)] if name == "brat" else documents
        )
        report = written(name, known, out)
        assert report.losses == ()
        back = {reading.text: Counter(span.key for span in reading.spans) for reading in FORMATS[name].read(out)}
        assert back == {each.article.text: keys(each) for each in known}


@names
@settings(max_examples=20, deadline=None)
@given(documents=any_documents())
def test_a_second_export_is_byte_identical(name: str, documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / SUFFIX[name]
        first = written(name, documents, out), contents(Path(folder))
        assert (written(name, documents, out), contents(Path(folder))) == first


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@names
def test_a_file_that_does_not_read_as_meant_is_an_error_and_the_old_one_stays(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / SUFFIX[name]
    written(name, [document()], out)
    before = contents(tmp_path)
    write = Path.write_bytes
    if name == "spacy":
        monkeypatch.setattr("annotations.formats.spacy_docbin._BEGIN", 1)
    else:
        monkeypatch.setattr(Path, "write_bytes", lambda path, data: write(path, data.replace(b"PER", b"LOC", 1)))
    with pytest.raises(FormatError, match=r"read again has other|has other entities"):
        written(name, [document(named(TEXT, "Ana Bo"), named(TEXT, "Cy"))], out)
    assert contents(tmp_path) == before
    assert list(tmp_path.rglob(".*")) == []


@names
def test_a_place_that_cannot_be_written_is_said_in_a_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="could not be written: No such file or directory; choose another place"):
        written(name, [document()], tmp_path / "absent" / SUFFIX[name])


@names
def test_an_entity_without_a_label_never_leaves(name: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 3, ""), entity(4, 6))], tmp_path / SUFFIX[name])
    assert reasons(report) == {(0, 3, ""): "has no label: not written"}
    assert report.written == 1


@names
def test_the_same_span_twice_is_written_once_and_listed(name: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 6), entity(0, 6, uid="z"))], tmp_path / SUFFIX[name])
    assert [loss.entity.uid for loss in report.losses if loss.entity] == ["z"]
    assert report.written == 1


@names
def test_fields_that_have_no_place_are_named(name: str, tmp_path: Path) -> None:
    one = document(entity(0, 6, group="g", extra={"brat": "R1"}, status=Status.UNSURE))
    said = " ".join(loss.line for loss in written(name, [one], tmp_path / SUFFIX[name]).warnings)
    assert "link between fragments (1)" in said
    assert "extra field (1)" in said
    assert "status unsure (1)" in said


@pytest.mark.parametrize("name", ["jsonl", "conll2003", "brat"])
def test_a_format_that_cannot_say_missing_warns_of_each_article_not_looked_at(name: str, tmp_path: Path) -> None:
    half = document(named(TEXT, "Ana Bo"), progress=Progress(State.READING, 40))
    full = document(named(TEXT, "Ana Bo"), text=TEXT + "x", progress=DONE, left=(entity(15, 19, status=Status.UNSURE),))
    warnings = written(name, [half, full], tmp_path / SUFFIX[name]).warnings
    assert [(loss.article, loss.entity, loss.reason) for loss in warnings] == [
        (half.article, None, "not looked at from 40 on; the file cannot say so"),
        (full.article, None, "1 undecided or left out of what was asked for; the file cannot tell them from plain text"),
    ]


@names
def test_no_documents_and_an_empty_document_are_no_error(name: str, tmp_path: Path) -> None:
    assert written(name, [], tmp_path / SUFFIX[name]).documents == 0
    assert written(name, [document(text="")], tmp_path / SUFFIX[name]).losses == ()
    assert [reading.text for reading in FORMATS[name].read(tmp_path / SUFFIX[name])] == [""]
