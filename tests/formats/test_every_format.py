"""What holds for every format: what is carried comes back, what is not is listed, and files are whole or not there."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BufferedWriter, FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotations.entity import Status
from annotations.formats.document import Document, FormatError, Reading
from annotations.formats.planning import encodable
from annotations.formats.registry import FORMATS
from annotations.formats.rubricate import _line
from annotations.formats.unheld import lines as unheld_lines
from annotations.progress import Progress, State
from tests.examples import examples
from tests.formats.making import (
    DONE,
    Key,
    any_documents,
    document,
    entity,
    keys,
    lost,
    named,
    out_of,
    reasons,
    tame_documents,
    written,
)
from tests.formats.other_readers import OTHER_READERS
from tests.formats.readers_of_rows import ROW_READERS

TEXT = document().article.text
WRITING = [form.name for form in FORMATS.values() if form.writes]
BOTH = [form.name for form in FORMATS.values() if form.writes and form.reads]
names = pytest.mark.parametrize("name", WRITING)
narrower = pytest.mark.parametrize("name", [name for name in WRITING if not FORMATS[name].carries.everything])
GROUPS = [BOTH[first::4] for first in range(4)]
"""The formats in groups whose property tests share the documents that are drawn: drawing costs more than writing."""
together = pytest.mark.parametrize("group", GROUPS, ids="-".join)


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
    """Places found by counting the characters that are not blank; tags read strictly by the scheme of the file."""
    ends = {".bioes": {"E-", "S-"}, ".bilou": {"L-", "U-"}}.get(out.suffix, set())
    begins, goes_on = {"B-"} | ends & {"S-", "U-"}, {"B-", "I-"} if ends else set()
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
                assert before[:2] not in goes_on
                before = "O"
                continue
            token, _, _, tag = line.split(" ")
            start, end = solid[seen], solid[seen + len(token) - 1] + 1
            seen += len(token)
            if tag[:2] in begins:
                assert before[:2] not in goes_on
                spans.append([start, end, tag[2:]])
            elif tag != "O":
                assert before[2:] == tag[2:]
                assert before[:2] not in ends
                spans[-1][1] = end
            else:
                assert before[:2] not in goes_on
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


READERS = {
    "jsonl": in_jsonl,
    "spacy": in_docbin,
    "conll2003": in_columns,
    "bioes": in_columns,
    "bilou": in_columns,
    "brat": in_brat,
    **ROW_READERS,
    **OTHER_READERS,
}
"""Readers written for the tests alone. What has none is read by its own ``read``."""


def solid(text: str) -> str:
    """What every format keeps of a text: its characters but for white space, and for what it has to replace."""
    return "".join(encodable(text).split())


def is_held(text: str, there: str) -> bool:
    """Whether a text stands in a file, with U+FFFD or a blank for what the file cannot hold."""
    return len(text) == len(there) and all(a in (b, "\ufffd", " ") for a, b in zip(there, text, strict=True))


def found_again(name: str, out: Path, documents: list[Document]) -> list[Counter[Key] | None]:
    """The entities of each document as the format's own import has them, by the place of its characters where the file has no
    white space of its own; None for a document that is not there."""
    readings = FORMATS[name].read(out)
    alike: list[Callable[[str, str], bool]] = [str.__eq__, is_held]
    if FORMATS[name].carries.spans != "exact":
        alike.append(lambda text, there: solid(text) == solid(there))
    pairs: dict[int, Reading] = {}
    for same in alike:  # what is the same exactly first, lest it be taken for another
        for number, one in enumerate(documents):
            reading = next((each for each in readings if same(one.article.text, each.text)), None)
            if number not in pairs and reading is not None:
                readings.remove(reading)
                pairs[number] = reading
    assert readings == []
    return [_keys_of(one, pairs[number]) if number in pairs else None for number, one in enumerate(documents)]


def _keys_of(one: Document, reading: Reading) -> Counter[Key]:
    spans = [(span.start, span.end) for span in reading.spans]
    if not is_held(one.article.text, reading.text):
        theirs = [place for place, char in enumerate(reading.text) if not char.isspace()]
        ours = [place for place, char in enumerate(one.article.text) if not char.isspace()]
        spans = [(ours[theirs.index(start)], ours[theirs.index(end - 1)] + 1) for start, end in spans]
    return Counter((*span, each.label) for span, each in zip(spans, reading.spans, strict=True))


@examples(40, 400)
@pytest.mark.parametrize("group", [list(READERS)[first::4] for first in range(4)], ids="-".join)
def test_the_losses_are_just_the_entities_that_another_reader_does_not_find(group: list[str], examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(documents=any_documents())
    def check(documents: list[Document]) -> None:
        for name in group:
            with TemporaryDirectory() as folder:
                out = out_of(name, Path(folder))
                report = written(name, documents, out)
                found = READERS[name](out, documents)
            expected = [keys(one) - there for one, there in zip(documents, found, strict=True)]
            assert (name, [lost(one, report) for one in documents]) == (name, expected)
            assert (name, report.written) == (name, sum(there.total() for there in found))
            whole = len([loss for loss in report.losses if loss.entity is None])
            assert (name, report.documents) == (name, len(documents) - whole)

    check()


@examples(40, 400)
@together
def test_the_losses_are_just_the_entities_that_an_import_does_not_bring_back(group: list[str], examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(documents=any_documents())
    def check(documents: list[Document]) -> None:
        for name in group:
            with TemporaryDirectory() as folder:
                out = out_of(name, Path(folder))
                report = written(name, documents, out)
                found = found_again(name, out, documents)
            for one, there in zip(documents, found, strict=True):
                assert (name, lost(one, report)) == (name, keys(one) - (there or Counter()))
                # An article that is not in the file is named as a whole.
                named_whole = any(each.article == one.article for each in (*report.losses, *report.warnings))
                assert there is not None or named_whole, name

    check()


@examples(40, 400)
@together
def test_what_a_format_can_carry_comes_back_as_it_was(group: list[str], examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(documents=tame_documents())
    def check(documents: list[Document]) -> None:
        # A dot is more than some formats allow in a label.
        known = [each for each in documents if "." not in "".join(e.label for e in each.entities)]
        for name in group:
            with TemporaryDirectory() as folder:
                out = out_of(name, Path(folder))
                report = written(name, known, out)
                assert (name, report.losses) == (name, ())
                assert (name, report.written) == (name, sum(len(one.entities) for one in known))
                assert (name, found_again(name, out, known)) == (name, [keys(each) for each in known])

    check()


@pytest.mark.parametrize("group", [WRITING[first::4] for first in range(4)], ids="-".join)
@settings(max_examples=20, deadline=None)
@given(documents=any_documents())
def test_a_second_export_is_byte_identical(group: list[str], documents: list[Document]) -> None:
    for name in group:
        with TemporaryDirectory() as folder:
            out = out_of(name, Path(folder))
            first = written(name, documents, out), contents(Path(folder))
            assert (name, (written(name, documents, out), contents(Path(folder)))) == (name, first)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class _Other(BufferedWriter):
    """A file that gets something else than what is written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path, "wb"))

    def write(self, data: bytes) -> int:
        return super().write(bytes(data).replace(b"Cy", b"Di"))


@names
def test_a_file_that_does_not_read_as_meant_is_an_error_and_the_old_one_stays(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = out_of(name, tmp_path)
    written(name, [document()], out)
    before = contents(tmp_path)
    write, opened = Path.write_bytes, Path.open
    if name == "spacy":
        monkeypatch.setattr("annotations.formats.spacy_docbin._BEGIN", 1)
    elif name == "rubricate":
        monkeypatch.setattr("annotations.formats.rubricate._line", lambda row, line=_line: line(row).replace("Cy", "Di"))
    else:
        monkeypatch.setattr(Path, "write_bytes", lambda path, data: write(path, data.replace(b"Cy", b"Di")))
        monkeypatch.setattr(
            Path, "open", lambda path, mode="r", **how: _Other(path) if mode == "wb" else opened(path, mode, **how)
        )
    with pytest.raises(FormatError):
        written(name, [document(named(TEXT, "Ana Bo"), named(TEXT, "Cy"))], out)
    assert contents(tmp_path) == before
    assert list(tmp_path.rglob(".*")) == []


@names
def test_a_place_that_cannot_be_written_is_said_in_a_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="could not be written: No such file or directory; choose another place"):
        written(name, [document()], out_of(name, tmp_path / "absent"))


@narrower
def test_an_entity_without_a_label_never_leaves(name: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 3, ""), entity(4, 6))], out_of(name, tmp_path))
    assert reasons(report) == {(0, 3, ""): "has no label: not written"}
    assert report.written == 1


@narrower
def test_the_same_span_twice_is_written_once_and_listed(name: str, tmp_path: Path) -> None:
    report = written(name, [document(entity(0, 6), entity(0, 6, uid="z"))], out_of(name, tmp_path))
    assert [loss.entity.uid for loss in report.losses if loss.entity] == ["z"]
    assert report.written == 1


@narrower
def test_fields_that_have_no_place_are_named(name: str, tmp_path: Path) -> None:
    one = document(entity(0, 6, group="g", extra={"brat": "R1"}, status=Status.UNSURE))
    said = " ".join(unheld_lines(written(name, [one], out_of(name, tmp_path)).fields))
    carries = FORMATS[name].carries
    assert ("link between fragments (1)" in said) or carries.fragments
    assert "extra field (1)" in said
    assert ("status (1)" in said) != carries.statuses


@pytest.mark.parametrize(
    "name",
    [form.name for form in FORMATS.values() if form.writes and form.reads and not form.carries.missing | form.carries.everything],
)
def test_a_format_that_cannot_say_missing_warns_of_each_article_not_looked_at(name: str, tmp_path: Path) -> None:
    half = document(named(TEXT, "Ana Bo"), progress=Progress(State.READING, 40))
    full = document(named(TEXT, "Ana Bo"), text=TEXT + "x", progress=DONE, left=(entity(15, 19, status=Status.UNSURE),))
    warnings = written(name, [half, full], out_of(name, tmp_path)).warnings
    said = [(loss.article, loss.entity, loss.reason) for loss in warnings if "stand as another" not in loss.reason]
    assert said == [
        (half.article, None, "not looked at from 40 on; the file cannot say so"),
        (full.article, None, "1 undecided or left out of what was asked for; the file cannot tell them from plain text"),
    ]


@names
def test_no_documents_and_an_empty_document_are_no_error(name: str, tmp_path: Path) -> None:
    assert written(name, [], out_of(name, tmp_path)).documents == 0
    report = written(name, [document(text="")], out_of(name, tmp_path))
    # A format whose consumers drop it names it instead.
    named_whole = [loss.entity for loss in report.losses] == [None]
    assert report.losses == () or named_whole
    if name in BOTH:
        there = [reading.text for reading in FORMATS[name].read(out_of(name, tmp_path))]
        assert there == ([] if named_whole else [""])


@names
def test_no_title_or_label_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    place = tmp_path / "a/b"
    place.mkdir(parents=True)
    for title in ("../../out", "/etc/passwd", "..", "a/../../../b", "\0", "C:\\x", "x" * 300):
        one = document(named(TEXT, "Ana Bo", "../../PER"))
        one = replace(one, article=one.article.changed(title=title, text=f"{TEXT}{title}"))
        written(name, [one], out_of(name, place))
        assert [path for path in tmp_path.rglob("*") if place not in (path, *path.parents)] == [place.parent]
        assert not [path for path in place.rglob("*") if path.is_symlink()]
        for path in sorted(place.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
