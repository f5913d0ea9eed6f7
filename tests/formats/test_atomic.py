"""Files are there whole or not at all."""

import os
from pathlib import Path

import pytest

from annotations.formats.atomic import publishing, replacing
from annotations.formats.document import FormatError


def test_a_block_that_ends_well_puts_the_file_in_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    out.chmod(0o640)
    with replacing(out) as beside:
        beside.write_text("new")
        assert out.read_text() == "old"
    assert out.read_text() == "new"
    assert out.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out"]


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    with pytest.raises(UnicodeEncodeError), replacing(out) as beside:
        beside.write_text("new\ud800", "utf-8")
    assert out.read_text() == "old"
    assert os.listdir(tmp_path) == ["out"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    with replacing(tmp_path / "link") as beside:
        beside.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_folder_is_no_place_for_a_file_nor_a_file_for_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="is not a file"), replacing(tmp_path):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(FormatError, match="is not a folder"), publishing(tmp_path / "file"):
        pass


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_gets_its_files_and_keeps_the_others(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "folder"
    if there:
        folder.mkdir()
        (folder / "mine").write_text("mine")
    with publishing(folder) as beside:
        (beside / "new").write_text("new")
        assert not (folder / "new").exists()
    assert sorted(os.listdir(folder)) == (["mine", "new"] if there else ["new"])
    assert os.listdir(tmp_path) == ["folder"]


@pytest.mark.parametrize("there", [True, False])
def test_a_block_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "folder"
    if there:
        folder.mkdir()
    with pytest.raises(UnicodeEncodeError), publishing(folder) as beside:
        (beside / "new").write_text("new\ud800", "utf-8")
    assert [str(path) for path in tmp_path.rglob("*")] == ([str(folder)] if there else [])
