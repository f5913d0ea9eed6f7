"""What importing costs."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    "module",
    [
        "annotations",
        "annotations.project",
        "annotations.work",
        "annotations.edits",
        "annotations.suggest.client",
        "annotations.formats.registry",
    ],
)
def test_the_library_imports_no_screen_and_nothing_heavy(module: str) -> None:
    assert not modules_after(f"import {module}") & {"spacy", "click", "textual", "tui", "numpy"}


def test_the_launcher_knows_what_is_asked_before_anything_heavy_is_imported() -> None:
    loaded = modules_after("import tui.__main__, tui.arguments; tui.arguments.plain_arguments(['a.txt', '-p', 'b.json'])")
    assert not loaded & {"spacy", "click", "textual", "rich", "tinydb"}


def test_every_package_is_found_when_it_is_installed() -> None:
    """An editable installation finds folders that an ordinary one leaves out."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert table["tool"]["setuptools"]["packages"]["find"]["include"] == ["annotations*", "tui*"]
    folders = {path.parent for top in ("annotations", "tui") for path in (ROOT / top).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
