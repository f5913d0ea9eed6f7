"""Formats by name and by suffix."""

import os
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from annotations.formats.document import FormatError
from annotations.formats.registry import FORMATS, GROUP, Format, by_suffix, with_others
from annotations.labels import PRESETS


@pytest.mark.parametrize(
    ("path", "name"), [("a.jsonl", "jsonl"), ("a.SPACY", "spacy"), ("a.conll", "conll2003"), ("a.ann", "brat")]
)
def test_a_suffix_names_its_format(path: str, name: str) -> None:
    assert name in by_suffix(Path(path))


@pytest.mark.parametrize("path", ["a", "a.b/c", "jsonl", "a.nothing"])
def test_what_has_no_suffix_that_is_known_names_none(path: str) -> None:
    assert by_suffix(Path(path)) == []


def test_the_longer_suffix_says_more() -> None:
    formats = {**FORMATS, "ours": replace(FORMATS["jsonl"], name="ours", suffixes=(".ours.jsonl",))}
    assert by_suffix(Path("a.ours.jsonl"), formats) == ["ours"]


def test_an_ambiguous_suffix_names_them_all() -> None:
    formats = {"jsonl": FORMATS["jsonl"], "doccano": replace(FORMATS["jsonl"], name="doccano")}
    assert by_suffix(Path("a.jsonl"), formats) == ["jsonl", "doccano"]


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_each_format_has_what_the_table_says(form: Format) -> None:
    module = import_module(f"annotations.formats.{form.module}")
    there = {name for name in ("read", "write") if hasattr(module, name)}
    told = {name for name, does in (("read", form.reads), ("write", form.writes)) if does}
    assert told
    assert told <= there


def test_what_a_format_does_not_do_is_said(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="the format jsonl is written, not read"):
        replace(FORMATS["jsonl"], reads=False).read(tmp_path)
    with pytest.raises(FormatError, match="the format jsonl is read, not written"):
        replace(FORMATS["jsonl"], writes=False).write([], tmp_path / "out", PRESETS["conll"])


def points(folder: Path, **contents: str) -> list[EntryPoint]:
    """Entry points to modules of these contents, each with a name ``FORMAT``."""
    for name, content in contents.items():
        (folder / f"{name}.py").write_text(content)
    return [EntryPoint(name, f"{name}:FORMAT", GROUP) for name in contents]


SHOUT = """
from pathlib import Path
from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.registry import Format

FORMAT = Format("shout", (".shout",), "capitals are entities", "shouting.words", writes=False)
"""
WORDS = """
from annotations.formats.document import Reading, Written

def read(path):
    text = path.read_text("utf-8")
    if not text:
        raise KeyError("no text")
    return [Reading("", text, tuple(Written(text.index(w), text.index(w) + len(w), "X") for w in text.split() if w.isupper()))]
"""


def test_a_format_of_another_package_is_one_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "shouting").mkdir()
    (tmp_path / "shouting/__init__.py").touch()
    (tmp_path / "shouting/words.py").write_text(WORDS)
    (tmp_path / "a.shout").write_text("Ana met BO")
    (tmp_path / "empty.shout").touch()
    there = with_others(points(tmp_path, shout_format=SHOUT))
    assert there.broken == ()
    assert by_suffix(tmp_path / "a.shout", there.formats) == ["shout"]
    [reading] = there.formats["shout"].read(tmp_path / "a.shout")
    assert [span.key for span in reading.spans] == [(8, 10, "X")]
    with pytest.raises(FormatError, match=r"the format shout of shouting\.words failed, KeyError: 'no text'"):
        there.formats["shout"].read(tmp_path / "empty.shout")


def test_a_broken_format_of_another_package_is_one_line_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    contents = {
        "fails": "raise RuntimeError('two\\nlines')",
        "lacks": "import a_package_that_is_not_there",
        "no_format": "FORMAT = 1",
        "taken": "from annotations.formats.registry import FORMATS\nFORMAT = FORMATS['jsonl']",
    }
    there = with_others(points(tmp_path, **contents))
    assert list(there.formats) == list(FORMATS)
    assert there.broken == (
        "the format fails of fails:FORMAT cannot be used: RuntimeError: two lines",
        "the format lacks of lacks:FORMAT cannot be used: ModuleNotFoundError: No module named 'a_package_that_is_not_there'",
        "the format no_format of no_format:FORMAT cannot be used: it is no annotations.formats.registry.Format",
        "the format taken of taken:FORMAT cannot be used: there is a format jsonl already",
    )


@pytest.mark.parametrize("form", [form for form in FORMATS.values() if form.reads], ids=lambda form: form.name)
def test_what_is_no_file_or_too_long_is_not_read(form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_text("long")
    monkeypatch.setattr("annotations.formats.registry.LIMIT", 3)
    for name, why in (("pipe", "neither a file nor a folder"), ("long", "more than"), ("none", "No such file"), ("\0", "null")):
        with pytest.raises(FormatError, match=why):
            form.read(tmp_path / name)


def test_importing_a_format_imports_nothing_heavy() -> None:
    modules = ", ".join(f"annotations.formats.{form.module}" for form in FORMATS.values())
    script = (
        f"import sys, {modules}, annotations.formats.registry; sys.exit(bool({{'spacy', 'click', 'textual'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
