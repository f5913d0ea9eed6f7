"""The pictures in screenshots/ are what the app shows today."""

from pathlib import Path

import pytest

from screenshots.make import PICTURES, Picture, picture

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


@pytest.mark.parametrize("one", PICTURES, ids=lambda one: one.name)
def test_the_picture_is_byte_for_byte_what_the_app_shows(one: Picture) -> None:
    assert (FOLDER / f"{one.name}.svg").read_text("utf-8") == picture(one), "run: python -m screenshots.make"


def test_every_picture_of_the_readme_is_there() -> None:
    import re

    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", readme)
    assert len(shown) >= 6
    assert all((FOLDER.parent / name).is_file() for name in shown)
