"""Formats by name and by suffix."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.formats.registry import FORMATS, by_suffix


@pytest.mark.parametrize(
    ("path", "names"),
    [("a.jsonl", ["jsonl"]), ("a.SPACY", ["spacy"]), ("a.conll", ["conll2003"]), ("a.ann", ["brat"]), ("a", []), ("a.b/c", [])],
)
def test_a_suffix_names_its_format(path: str, names: list[str]) -> None:
    assert by_suffix(Path(path)) == names


def test_an_ambiguous_suffix_names_them_all() -> None:
    formats = {**FORMATS, "doccano": replace(FORMATS["jsonl"], name="doccano")}
    assert by_suffix(Path("a.jsonl"), formats) == ["jsonl", "doccano"]


def test_each_format_can_write_and_read() -> None:
    assert [callable(form.write) and callable(form.read) for form in FORMATS.values()] == [True] * 4


def test_importing_a_format_imports_nothing_heavy() -> None:
    modules = ", ".join(f"annotations.formats.{form.module}" for form in FORMATS.values())
    script = (
        f"import sys, {modules}, annotations.formats.registry; sys.exit(bool({{'spacy', 'click', 'textual'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
