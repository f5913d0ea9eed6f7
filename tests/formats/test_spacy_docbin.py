"""spaCy's DocBin."""

import sys
import zlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.entity import Status
from annotations.formats.document import FormatError
from annotations.formats.registry import FORMATS
from annotations.formats.spacy_docbin import read
from annotations.progress import Progress, State
from tests.formats.hostile import damaged
from tests.formats.hostile import read as read_or_refused
from tests.formats.making import TEXT, document, entity, named, reasons, written


def docs(path: Path) -> list[Any]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    return list(DocBin().from_disk(path).get_docs(Vocab()))


def states(doc: Any) -> list[str]:
    return [token.ent_iob_ or "-" for token in doc]


def test_spans_labels_and_identities_are_there_and_the_rest_is_outside(tmp_path: Path) -> None:
    text = "Ana Bo met Cy"
    written("spacy", [document(named(text, "Ana Bo", "B-x", identity="Q1"), text=text)], tmp_path / "a.spacy")
    (doc,) = docs(tmp_path / "a.spacy")
    assert [(span.text, span.label_, span.kb_id_) for span in doc.ents] == [("Ana Bo", "B-x", "Q1")]
    assert states(doc) == ["B", "I", "O", "O"]
    assert not doc.spans


def test_text_that_nobody_looked_at_is_missing(tmp_path: Path) -> None:
    text = "Ana met Bo and Cy"
    one = document(named(text, "Ana"), named(text, "Cy"), text=text, progress=Progress(State.READING, 9))
    written("spacy", [one], tmp_path / "a.spacy")
    assert states(docs(tmp_path / "a.spacy")[0]) == ["B", "O", "-", "-", "B"]


def test_what_is_undecided_or_cannot_be_among_the_entities_is_missing(tmp_path: Path) -> None:
    text = "Ana met Bo and Cy in St. Ives"
    one = document(
        *[named(text, "met Bo and"), named(text, "and Cy", "ORG")], text=text, left=(named(text, "Ives", status=Status.UNSURE),)
    )
    written("spacy", [one], tmp_path / "a.spacy")
    assert states(docs(tmp_path / "a.spacy")[0]) == ["O", "B", "I", "I", "-", "O", "O", "O", "-"]


def test_overlapping_entities_all_stand_in_the_span_group_of_every_document(tmp_path: Path) -> None:
    one, other = document(named(TEXT, "Ana Bo"), named(TEXT, "Bo", "ORG")), document(entity(0, 3), text="Ana")
    report = written("spacy", [one, other], tmp_path / "a.spacy")
    first, second = docs(tmp_path / "a.spacy")
    assert [span.text for span in first.ents] == ["Ana Bo"]
    assert [(span.text, span.label_) for span in first.spans["sc"]] == [("Ana Bo", "PER"), ("Bo", "ORG")]
    assert [span.text for span in second.spans["sc"]] == ["Ana"]
    assert report.losses == ()
    assert [(loss.entity, loss.reason[:28]) for loss in report.warnings] == [(one.entities[1], "overlaps PER at 0-6: it stan")]


def test_an_entity_inside_a_token_cuts_it_and_is_named(tmp_path: Path) -> None:
    report = written("spacy", [document(entity(1, 2), text="Ana")], tmp_path / "a.spacy")
    assert [token.text for token in docs(tmp_path / "a.spacy")[0]] == ["A", "n", "a"]
    assert [loss.reason for loss in report.warnings] == ["starts or ends inside a token: the token is cut there"]
    assert [span.key for span in read(tmp_path / "a.spacy")[0].spans] == [(1, 2, "PER")]


def test_no_entity_starts_or_ends_with_a_blank(tmp_path: Path) -> None:
    report = written("spacy", [document(entity(0, 5), entity(3, 4), text="Ana \nBo")], tmp_path / "a.spacy")
    assert reasons(report) == {
        (0, 5, "PER"): "starts or ends with a blank: written as 0-3",
        (3, 4, "PER"): "holds nothing but blanks: not written",
    }


@pytest.mark.parametrize("language", ["", "en", "zh", "ja", "qq"])
def test_any_language_is_written_with_or_without_its_package(tmp_path: Path, language: str) -> None:
    one = document(entity(0, 2), text="人物 met Ana")
    changed = type(one)(one.article.changed(language=language), one.entities, one.progress)
    assert written("spacy", [changed], tmp_path / "a.spacy").losses == ()


def test_without_spacy_one_line_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    for call in (lambda: written("spacy", [document()], tmp_path / "a.spacy"), lambda: read(tmp_path / "a.spacy")):
        with pytest.raises(FormatError, match=r"^the format spacy needs spaCy: pip install 'spacy>=3\.8,<3\.9'$"):
            call()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_docbin_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"no")
    with pytest.raises(FormatError, match="could not be read as a spaCy DocBin"):
        read(tmp_path / "a.spacy")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_packed_in_a_docbin_may_be_damaged_too(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out.spacy"
        out.write_bytes(zlib.compress(data.draw(damaged(packed()))))
        read_or_refused("spacy", out)


@cache
def packed() -> bytes:
    """What is packed in a DocBin of entities of which two overlap."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out.spacy"
        written("spacy", [document(named(TEXT, "Ana Bo"), named(TEXT, "Bo met"), named(TEXT, "Paris", "LOC"))], out)
        return zlib.decompress(out.read_bytes())


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.formats.spacy_docbin._LONGEST", 1 << 22)
    (tmp_path / "bomb.spacy").write_bytes(zlib.compress(b"\0" * (1 << 23)))
    with pytest.raises(FormatError, match=r"bomb\.spacy becomes longer than 4 MiB when it is unpacked"):
        FORMATS["spacy"].read(tmp_path / "bomb.spacy")


def test_a_docbin_with_text_that_nobody_looked_at_does_not_close_its_article(tmp_path: Path) -> None:
    half = document(named(TEXT, "Ana Bo"), progress=Progress(State.READING, 40))
    written("spacy", [half, document(named(TEXT, "Cy"), text=TEXT + "x")], tmp_path / "a.spacy")
    assert [reading.done for reading in read(tmp_path / "a.spacy")] == [False, None]
