"""Offsets in UTF-16 units, as JavaScript and doccano's page count them: export --offsets utf16, and their way back."""

import csv
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

from annotations.formats.document import Document, FormatError, How
from annotations.formats.registry import FORMATS
from tests.formats.making import LABELS, any_documents, document, entity, keys, lost, named, out_of
from tests.formats.test_every_format import found_again
from tui.cli import cli

IN_UTF16 = [form.name for form in FORMATS.values() if "utf16" in form.ways]
counting = pytest.mark.parametrize("name", IN_UTF16)
TEXT = "🙂🙂 Ana Bo and Ana 🙂 met Ana.\n"
"""Counted in code points, what is meant in UTF-16 units would be other words, or the same ones elsewhere."""


def smiling() -> Document:
    return document(named(TEXT, "Ana Bo"), named(TEXT, "🙂", "MISC"), entity(14, 17), entity(24, 27), text=TEXT)


def as_javascript_slices(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_the_formats_that_leave_the_unit_open_may_be_asked() -> None:
    assert IN_UTF16 == ["jsonl", "doccano", "csv", "tsv", "spreadsheet"]


@counting
def test_what_was_written_is_what_javascript_slices_and_comes_back_in_code_points(name: str, tmp_path: Path) -> None:
    out = out_of(name, tmp_path)
    report = FORMATS[name].write([smiling()], out, LABELS, How(offsets="utf16"))
    assert report.losses == ()
    spans: list[tuple[int, int]]
    if name in ("jsonl", "doccano"):
        row = json.loads(out.read_text("utf-8"))
        text, spans = row["text"], [(start, end) for start, end, _ in row["entities" if name == "jsonl" else "label"]]
    else:
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t" if name == "tsv" else ","))
        text, spans = TEXT, [(int(row["start"]), int(row["end"])) for row in rows]
    words = [as_javascript_slices(text, *span) for span in spans]
    assert words == ["🙂", "Ana Bo", "Ana", "Ana"]
    assert found_again(name, out, [smiling()]) == [keys(smiling())]


@counting
@settings(max_examples=60, deadline=None)
@given(documents=any_documents())
def test_in_utf16_units_the_losses_are_just_what_does_not_come_back(name: str, documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = out_of(name, Path(folder))
        report = FORMATS[name].write(documents, out, LABELS, How(offsets="utf16"))
        usual = FORMATS[name].write(documents, out.with_name("usual" + "".join(out.suffixes)), LABELS)
        found = found_again(name, out, documents)
    assert report.losses == usual.losses
    assert [lost(one, report) for one in documents] == [
        keys(one) - (there or Counter()) for one, there in zip(documents, found, strict=True)
    ]


@pytest.mark.parametrize("name", ["jsonl", "doccano"])
def test_a_file_that_does_not_say_is_read_as_it_is_told(name: str, tmp_path: Path) -> None:
    field = "entities" if name == "jsonl" else "label"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT, field: [[5, 11, "PER"]]}), "utf-8")
    reading = FORMATS[name].read(tmp_path / "a.jsonl", "utf16")[0]
    assert [TEXT[span.start : span.end] for span in reading.spans] == ["Ana Bo"]
    reading = FORMATS[name].read(tmp_path / "a.jsonl")[0]
    assert [TEXT[span.start : span.end] for span in reading.spans] == ["a Bo a"]


@counting
def test_what_a_file_says_of_itself_outweighs_what_one_is_told(name: str, tmp_path: Path) -> None:
    out = out_of(name, tmp_path)
    FORMATS[name].write([smiling()], out, LABELS, How(offsets="utf16"))
    assert FORMATS[name].read(out, "codepoints")[0].spans == FORMATS[name].read(out)[0].spans


def test_an_offset_inside_a_character_is_none_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "🙂 Ana", "entities": [[1, 3, "PER"]], "offsets": "utf16"}), "utf-8")
    with pytest.raises(FormatError, match=r"a\.jsonl, line 1: .* within the 6 UTF-16 of the text"):
        FORMATS["jsonl"].read(tmp_path / "a.jsonl")


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
        spans = [list(key) for key in keys(smiling())]
        Path("a.jsonl").write_text(json.dumps({"id": "a", "text": TEXT, "entities": spans}) + "\n", "utf-8")
        run("import", "a.jsonl", "--as", "accepted")

    @pytest.mark.parametrize("file", ["out.jsonl", "out.doccano.jsonl", "out.csv", "out.tsv", "out.spreadsheet.csv"])
    def test_a_file_in_utf16_units_leaves_and_its_import_adds_nothing(self, file: str) -> None:
        usual = "usual" + "".join(Path(file).suffixes)
        form = ("--format", "tsv") if file == "out.tsv" else ()
        run("export", "-o", usual, *form)
        assert "4 entities of 1 article" in run("export", "-o", file, "--offsets", "utf16", "--strict", *form).stdout
        assert Path(file).read_bytes() != Path(usual).read_bytes()
        again = json.loads(run("import", file, "--as", "accepted", "--json").stdout)["files"][0]
        assert (again["entities"], again["there_already"], again["unplaced"]) == (0, 4, [])
        assert any("offsets count UTF-16" in notice and "no words" not in notice for notice in again["notices"])

    def test_a_format_with_a_unit_of_its_own_says_so_both_ways(self) -> None:
        said = run("export", "-o", "out.prodigy.jsonl", "--offsets", "utf16", code=2).stderr
        assert said == "rubricate: prodigy has its own unit of offsets, or none, and is not written in UTF-16 units\n"
        run("export", "-o", "out.prodigy.jsonl")
        said = run("import", "out.prodigy.jsonl", "--offsets", "utf16", code=2).stderr
        assert "files of prodigy tell what their offsets count: leave --offsets out; nothing of it was imported" in said

    def test_what_doccanos_page_counted_is_imported_when_one_says_so(self) -> None:
        Path("page.jsonl").write_text(json.dumps({"id": 1, "text": TEXT, "label": [[27, 30, "PER"]], "Comments": []}), "utf-8")
        said = run("import", "page.jsonl", "--format", "doccano", "--as", "accepted", "--offsets", "utf16").stdout
        assert "0 entities in 0 new articles and 1 known, 1 there already" in said
