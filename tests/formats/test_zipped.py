"""Zips of annotation files: read as what is in them, and refused whole where they could do harm. rubricate import."""

import json
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from annotations.formats import zipped
from annotations.formats.document import FormatError
from annotations.formats.registry import FORMATS
from tests.formats.making import LABELS, TEXT, document, named, out_of
from tests.formats.test_importing import answer, brief, folder, run

__all__ = ["folder"]

ROW = json.dumps({"id": "d", "text": TEXT, "entities": [[0, 6, "PER"]]}) + "\n"


def zip_of(name: str, *files: tuple[str | ZipInfo, str | bytes]) -> str:
    with ZipFile(name, "w", ZIP_DEFLATED) as out:
        for member, content in files:
            out.writestr(member, content)
    return name


@pytest.mark.parametrize("name", ["brat", "uima_cas", "webanno_tsv", "gate", "doccano", "label_studio", "jsonl", "conllu", "hf"])
def test_a_zip_of_an_export_is_read_as_the_export_itself(name: str, folder: Path) -> None:
    form = FORMATS[name]
    place = folder / "out"
    place.mkdir()
    out = place if form.folder else out_of(name, place)
    form.write([document(named(TEXT, "Ana Bo"), named(TEXT, "Paris", "LOC"))], out, LABELS)
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    zip_of(
        "export.zip", *((f"some/where/{path.relative_to(place)}", path.read_bytes()) for path in files), ("README.md", "hello")
    )
    for path in files:
        path.unlink()
    [file] = answer("import", "export.zip", "--as", "accepted")["files"]
    assert (file["format"], file["failed"], file["entities"]) == (name, "", 2)
    assert file["file"].startswith("export.zip/some/where")
    assert "README.md" in " ".join(file["notices"])
    assert not [notice for notice in file["notices"] if "rubricate-" in notice]
    assert sorted(row[:2] for row in brief()) == [("Ana Bo", "PER"), ("Paris", "LOC")]
    again = answer("import", "export.zip", "--as", "accepted", "--format", name)["files"][0]
    assert (again["entities"], again["new_articles"]) == (0, 0)


def test_several_files_in_a_zip_each_stand_for_themselves_and_a_broken_one_is_named_by_its_place_there() -> None:
    zip_of("a.zip", ("ada.jsonl", ROW), ("bo.jsonl", ROW.replace("Ana", "Bea") + '{"text": 1}\n'))
    result = run("import", "a.zip", "--as", "accepted", code=2)
    assert "rubricate: a.zip/bo.jsonl, line 2 is not {" in result.stderr
    assert "a.zip/ada.jsonl (jsonl): 1 entity in 1 new article" in result.stdout
    assert [row["characters"] for row in answer("list")] == [len(TEXT)]


def test_a_zip_that_was_imported_is_not_written_over() -> None:
    zip_of("a.zip", ("ada.jsonl", ROW))
    run("import", "a.zip", "--as", "accepted")
    assert "is what an article was read from" in run("export", "--format", "jsonl", "-o", "a.zip", code=2).stderr


def _link(name: str) -> ZipInfo:
    link = ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return link


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("../out.jsonl", ROW)], "a name that leads out of its folder"),
        ([("a/../../out.jsonl", ROW)], "a name that leads out of its folder"),
        ([("/etc/out.jsonl", ROW)], "a name that leads out of its folder"),
        ([("C:\\out.jsonl", ROW)], "a name that leads out of its folder"),
        ([("..\\out.jsonl", ROW)], "a name that leads out of its folder"),
        ([("a.jsonl", ROW), (_link("b.jsonl"), "/etc/passwd")], "a link or no file at all"),
        ([("a.jsonl", ROW), ("inner.zip", b"PK\x03\x04rest")], "holds another zip, inner.zip: unpack it first"),
        ([("a.jsonl", ROW), ("inner.dat", b"PK\x05\x06rest")], "holds another zip, inner.dat: unpack it first"),
        pytest.param(
            [("zeros.jsonl", b"\0" * (17 << 20))], "more than 200 times as large unpacked: refused", id="17 MB of zeros"
        ),
        ([("notes.md", "hello")], "holds no file of a format that is known"),
        ([], "holds no file of a format that is known"),
    ],
    ids=str,
)
def test_a_hostile_zip_is_refused_whole_in_words(files: list[Any], said: str, folder: Path, tmp_path: Path) -> None:
    zip_of("a.zip", *files)
    before = sorted(path for path in tmp_path.rglob("*"))
    result = run("import", "a.zip", "--as", "accepted", code=2)
    assert said in result.stderr
    assert "a.zip" in result.stderr
    assert "nothing of it was imported" in result.stderr
    assert sorted(path for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("LIMIT", 100, "when it is unpacked: split it"),
        ("_MOST_FILES", 1, "holds 2 files, more than the 1 that are read: split it"),
        ("_FREE", 10, "times as large"),
    ],
)
def test_a_zip_past_a_limit_is_refused(limit: str, value: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, limit, value)
    zip_of("a.zip", ("a.jsonl", "a" * 100_000), ("b.jsonl", ROW))
    assert said in run("import", "a.zip", "--as", "accepted", code=2).stderr


def test_files_of_a_zip_that_share_their_bytes_are_counted_each(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All entries of the directory point at one file, as in a zip bomb that needs no zip in it."""
    monkeypatch.setattr(zipped, "_FREE", 1000)
    with ZipFile("a.zip", "w", ZIP_DEFLATED) as out:
        out.writestr("a.jsonl", ROW * 20)
        first = out.infolist()[0]
        for number in range(4000):
            again = ZipInfo(f"{number:04d}.jsonl")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, field, getattr(first, field))
            out.filelist.append(again)
    assert "rubricate: a.zip" in (said := run("import", "a.zip", "--as", "accepted", code=2).stderr)
    assert "could not be read as a zip" in said or "times as large" in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"not a zip", b"PK\x03\x04" + b"\xff" * 500])
def test_what_is_no_zip_is_said(content: bytes) -> None:
    Path("a.zip").write_bytes(content)
    assert "rubricate: a.zip" in run("import", "a.zip", "--as", "accepted", code=2).stderr


def test_a_zip_cut_or_changed_anywhere_is_read_or_refused(folder: Path) -> None:
    content = Path(zip_of("whole.zip", ("a.jsonl", ROW), ("b.jsonl", ROW))).read_bytes()
    for place in range(0, len(content), 7):
        for damaged in (content[:place], content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]):
            path = folder / "damaged.zip"
            path.write_bytes(damaged)
            with suppress(FormatError), zipped.unpacked(path) as there:
                zipped.parts(there, FORMATS, "jsonl")
