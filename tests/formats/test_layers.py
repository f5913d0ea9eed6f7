"""Entities that overlap in further columns of tags: export --overlap layers, and their way back."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

from annotations.formats.document import Document, FormatError, How
from annotations.formats.jsonl import _fit
from annotations.formats.planning import layered, planned
from annotations.formats.registry import FORMATS
from tests.formats.making import LABELS, any_documents, document, entity, keys, lost, named, out_of, tame_documents
from tests.formats.test_every_format import found_again
from tui.cli import cli

IN_LAYERS = [form.name for form in FORMATS.values() if "layers" in form.ways]
layers = pytest.mark.parametrize("name", IN_LAYERS)
TEXT = "The University of Vienna's press in Vienna.\n"


def nested() -> Document:
    """Three in one another, two that cross, and one span with two labels."""
    return document(
        named(TEXT, "University of Vienna's press", "ORG"),
        named(TEXT, "University of Vienna", "ORG"),
        named(TEXT, "Vienna", "GPE"),
        named(TEXT, "press in Vienna", "MISC"),
        entity(36, 42, "GPE"),
        entity(36, 42, "LOC"),
        text=TEXT,
    )


def test_the_formats_of_columns_have_layers() -> None:
    assert IN_LAYERS == ["conll2003", "bioes", "bilou", "conllup"]


@layers
@settings(max_examples=80, deadline=None)
@given(documents=any_documents())
def test_in_layers_the_losses_are_just_what_does_not_come_back_and_none_is_for_overlap(
    name: str, documents: list[Document]
) -> None:
    with TemporaryDirectory() as folder:
        out = out_of(name, Path(folder))
        report = FORMATS[name].write(documents, out, LABELS, How(layers=True))
        found = found_again(name, out, documents)
    assert [lost(one, report) for one in documents] == [
        keys(one) - (there or Counter()) for one, there in zip(documents, found, strict=True)
    ]
    assert [loss.reason for loss in report.losses if "overlap" in loss.reason] == []
    assert report.written == sum(there.total() for there in found if there)


@layers
@settings(max_examples=40, deadline=None)
@given(documents=tame_documents())
def test_without_overlap_a_file_in_layers_is_the_same_file(name: str, documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        one, other = out_of(name, Path(folder)), out_of(name, Path(folder)).with_name("other")
        FORMATS[name].write(documents, one, LABELS, How(layers=True))
        FORMATS[name].write(documents, other, LABELS)
        assert one.read_bytes() == other.read_bytes()


@given(any_documents())
def test_there_are_as_many_layers_as_entities_over_one_place_and_an_outer_one_comes_first(documents: list[Document]) -> None:
    for one in documents:
        spans = planned(one, _fit).spans
        found = layered(spans)
        assert sorted((span for layer in found for span in layer), key=lambda span: span.order) == list(spans)
        deepest = max((sum(a.start <= b.start < a.end for a in spans) for b in spans), default=0)
        assert len(found) == max(deepest, 1)
        if not any(a.start < b.start < a.end < b.end for a in spans for b in spans):
            place = {span.key: number for number, layer in enumerate(found) for span in layer}
            inside = [(a, b) for a in spans for b in spans if a != b and a.start <= b.start and b.end <= a.end]
            assert all(place[a.key] < place[b.key] for a, b in inside if (a.start, a.end) != (b.start, b.end))


@layers
def test_all_of_nested_crossing_and_equal_spans_come_back(name: str, tmp_path: Path) -> None:
    out = out_of(name, tmp_path)
    report = FORMATS[name].write([nested()], out, LABELS, How(layers=True))
    assert (report.losses, report.written) == ((), 6)
    assert found_again(name, out, [nested()]) == [keys(nested())]


def test_outer_entities_stand_in_the_column_of_plain_files(tmp_path: Path) -> None:
    FORMATS["conll2003"].write([nested()], tmp_path / "out.conll", LABELS, How(layers=True))
    rows = [line.split(" ") for line in (tmp_path / "out.conll").read_text("utf-8").split("\n") if line]
    assert rows[0] == ["-DOCSTART-", "-X-", "O", "O"]
    assert [" ".join((row[0], *row[3:])) for row in rows[1:]] == [
        "The O O O",
        "University B-ORG B-ORG O",
        "of I-ORG I-ORG O",
        "Vienna I-ORG I-ORG B-GPE",
        "'s I-ORG O O",
        "press I-ORG B-MISC O",
        "in O I-MISC O",
        "Vienna B-GPE I-MISC B-LOC",
        ". O O O",
    ]


def test_a_layer_whose_labels_are_called_like_chunks_is_read_as_entities(tmp_path: Path) -> None:
    one = document(entity(0, 6, "NP"), entity(0, 3, "VP"))
    FORMATS["conll2003"].write([one], tmp_path / "out.conll", LABELS, How(layers=True))
    assert found_again("conll2003", tmp_path / "out.conll", [one]) == [keys(one)]


def test_a_format_without_columns_for_them_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="hf has one tag for a token and no further columns: give --overlap longest or first"):
        FORMATS["hf"].write([nested()], tmp_path / "out.hf.jsonl", LABELS, How(layers=True))
    assert list(tmp_path.iterdir()) == []


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


class TestOnTheCommandLine:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("RUBRICATE_PROJECT", "RUBRICATE_ANNOTATOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        spans = [list(key) for key in keys(nested())]
        Path("a.jsonl").write_text(json.dumps({"id": "a", "text": TEXT, "entities": spans}) + "\n", "utf-8")
        run("import", "a.jsonl", "--as", "accepted")

    @pytest.mark.parametrize("file", ["out.conll", "out.bioes", "out.bilou", "out.conllup"])
    def test_nested_entities_leave_in_layers_and_an_import_adds_nothing(self, file: str) -> None:
        assert "2 entities of 1 article" in run("export", "-o", file, code=1).stdout
        said = run("export", "-o", file, "--overlap", "layers", "--strict")
        assert "6 entities of 1 article" in said.stdout
        again = json.loads(run("import", file, "--as", "accepted", "--json").stdout)["files"][0]
        assert (again["entities"], again["there_already"], again["unplaced"]) == (0, 6, [])
        new = run("import", file, "--as", "accepted", "-p", "new.json").stdout
        assert "6 entities in 1 new article" in new

    def test_where_there_are_no_layers_it_says_so_and_writes_nothing(self) -> None:
        said = run("export", "-o", "out.hf.jsonl", "--overlap", "layers", code=2).stderr
        assert said == "rubricate: hf has one tag for a token and no further columns: give --overlap longest or first\n"
        assert not Path("out.hf.jsonl").exists()

    def test_a_format_that_holds_overlap_anyway_holds_it(self) -> None:
        assert "6 entities of 1 article" in run("export", "-o", "out.jsonl", "--overlap", "layers").stdout
