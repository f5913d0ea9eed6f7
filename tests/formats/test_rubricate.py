"""Our own JSON lines: every field, there and back."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article, Block
from annotations.entity import Entity, Proposal, Status, Via
from annotations.formats.document import Document, FormatError, Whole
from annotations.formats.rubricate import VERSION, read, write
from annotations.labels import PRESETS, LabelSet
from annotations.progress import Progress, State
from tests.examples import examples
from tests.formats.making import LABELS, any_documents, document, entity

words = st.text(st.sampled_from("ab é人🙂\u2028\x85\ud800\n\0"), max_size=5)
scores = st.none() | st.floats(0, 1)


@st.composite
def wholes(draw: st.DrawFn) -> Document:
    """An article with every field drawn."""
    text = draw(st.text(st.sampled_from("ab é人🙂\u2028\x85\r\n\0"), min_size=1, max_size=20))
    place = st.integers(0, len(text))
    spans = st.tuples(place, place).filter(lambda span: span[0] < span[1])
    entities = tuple(
        Entity(
            f"e{number}",
            *draw(spans),
            draw(words),
            draw(st.sampled_from(list(Status))),
            via=draw(st.none() | st.sampled_from(list(Via))),
            origin=draw(words),
            score=draw(scores),
            note=draw(words),
            identity=draw(words),
            group=draw(words),
            suggested=draw(st.none() | st.builds(Proposal, place, place, words, words, scores)),
            by=draw(words),
            at=draw(words),
            extra=draw(st.dictionaries(words, st.integers() | words | st.lists(words))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    article = Article(
        text,
        title=draw(words),
        sources=tuple(draw(st.lists(words, max_size=2))),
        media_type=draw(words),
        language=draw(words),
        added=draw(words),
        blocks=tuple(draw(st.lists(st.builds(Block, place, place, words), max_size=2))),
        origin_notes=tuple(draw(st.lists(words, max_size=2))),
    )
    meter = st.dictionaries(words, st.integers(0) | st.floats(0, 9))
    read = st.sampled_from([((), ""), (((0, 1),), "model:m 1"), (((0, 1), (3, 9)), "model:m 1, n 2")])
    state = draw(st.sampled_from(list(State)))
    return Document(
        article,
        entities,
        Progress(state, draw(place), draw(place), draw(st.lists(place).map(tuple)), draw(words), draw(meter), *draw(read)),
    )


@examples(80, 800)
def test_every_field_comes_back(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(st.lists(wholes(), max_size=2, unique_by=lambda one: one.article.text), st.sampled_from(list(PRESETS.values())))
    def check(documents: list[Document], labels: LabelSet) -> None:
        with TemporaryDirectory() as folder:
            out = Path(folder) / "out.rubricate"
            report = write(documents, out, labels)
            assert (report.losses, report.warnings) == ((), ())
            back = [reading.whole for reading in read(out)]
            assert back == [Whole(one.article, one.entities, one.progress, labels) for one in documents]

    check()


@given(any_documents())
def test_spans_of_all_statuses_are_read_with_what_is_known_of_them(documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write(documents, out, LABELS)
        for one, reading in zip(documents, read(out), strict=True):
            assert sorted((e.start, e.end, e.label, e.note, e.identity, e.group, e.status) for e in one.entities) == sorted(
                (s.start, s.end, s.label, s.note, s.identity, s.group, s.status or "") for s in reading.spans
            )


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]]


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.rubricate"
    write([document(entity(0, 3))], out, LABELS)
    head, *rest = out.read_text("utf-8").split("\n")
    out.write_text("\n".join([head.replace(f'"rubricate": {VERSION}', f'"rubricate": {VERSION + 1}'), *rest]), "utf-8")
    with pytest.raises(FormatError, match=r"line 1: written by a newer Rubricate \(version 2 of the format, here 1\); update"):
        read(out)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"text": "Ana', '"text": "Eve', "line 2 is not of the format rubricate: its text is not the one that was annotated"),
        ('"end": 3', '"end": 300', "line 2 .*: an entity at 0-300 is not within the 79 code points"),
        ('"status": "accepted"', '"status": "perhaps"', "line 2 .*'perhaps' is not a valid Status"),
        ('"label": "PER"', '"label": 1', "line 2 .*label is 1, no text"),
        ('"sha256"', '"sha"', "line 2 .*'sha256' is missing"),
        ('"overlap": false', '"overlap": 0', "line 1 .*overlap is true or false"),
        ('{"rubricate"', '{"other"', "line 1 is not .*no file of the format rubricate"),
        ('{"id"', '["id"', "line 2 is not JSON"),
    ],
)
def test_what_is_not_of_this_form_is_named_with_its_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    out = tmp_path / "out.rubricate"
    write([document(entity(0, 3))], out, LABELS)
    content = out.read_text("utf-8")
    assert old in content
    out.write_text(content.replace(old, new, 1), "utf-8")
    with pytest.raises(FormatError, match=why):
        read(out)


def test_what_does_not_come_back_the_same_is_not_kept(tmp_path: Path) -> None:
    out = tmp_path / "out.rubricate"
    write([document(entity(0, 3))], out, LABELS)
    before = out.read_bytes()
    pair = document(text="\ud83d\ude00")  # JSON reads the two as one code point
    odd = document(entity(0, 3, score=float("nan")))
    twice = document(entity(0, 3), entity(4, 6).changed(uid=entity(0, 3).uid))
    for one in (pair, odd, twice):
        with pytest.raises(FormatError):
            write([one], out, LABELS)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.rubricate"]


def test_an_empty_file_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(FormatError, match="line 1 is not .*the file is empty"):
        read(tmp_path / "empty")


def test_whether_an_article_is_done_is_read(tmp_path: Path) -> None:
    out = tmp_path / "out.rubricate"
    write([document(), replace(document(text="x"), progress=Progress(State.READING, 1))], out, LABELS)
    assert [reading.done for reading in read(out)] == [True, False]
    assert lines(out)[2]["progress"]["checked"] == 1  # type: ignore[index]
