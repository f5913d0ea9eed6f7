"""What file and journal keep of a file's place in the system, and that no clock matters."""

import os
import stat
import time
from pathlib import Path

import pytest

from tests.faults.saving import NAME, Saver, survived

JOURNAL = f"{NAME}.journal"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("wanted", [0o600, 0o640, 0o664])
def test_file_and_journal_keep_the_mode_of_the_file_through_saves_folds_and_recovery(tmp_path: Path, wanted: int) -> None:
    saver = Saver(tmp_path)
    saver.save()
    (tmp_path / NAME).chmod(wanted)
    saver.save()
    assert mode(tmp_path / JOURNAL) == wanted
    with saver.folding() as steps:
        for _ in steps:
            saver.save()
    assert mode(tmp_path / NAME) == mode(tmp_path / JOURNAL) == wanted
    saver.die()
    again = Saver(tmp_path, saver.acknowledged)
    again.save()
    again.store.close()
    assert mode(tmp_path / NAME) == wanted


def test_a_new_file_and_its_journal_get_what_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        saver = Saver(tmp_path)
        for _ in range(2):
            saver.save()
    finally:
        os.umask(before)
    assert mode(tmp_path / NAME) == mode(tmp_path / JOURNAL) == 0o640
    saver.store.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a file away")
def test_file_and_journal_keep_the_owner_of_the_file(tmp_path: Path) -> None:
    saver = Saver(tmp_path)
    saver.save()
    os.chown(tmp_path / NAME, 12345, 54321)
    saver.save()
    assert [(tmp_path / JOURNAL).stat().st_uid, (tmp_path / JOURNAL).stat().st_gid] == [12345, 54321]
    saver.store.close()
    assert [(tmp_path / NAME).stat().st_uid, (tmp_path / NAME).stat().st_gid] == [12345, 54321]


def test_a_symbolic_link_stays_one_and_the_journal_lies_beside_the_file_it_names(tmp_path: Path) -> None:
    real, links = tmp_path / "real", tmp_path / "links"
    real.mkdir()
    links.mkdir()
    Saver(real).save()
    (links / NAME).symlink_to(real / NAME)
    saver = Saver(links, 1)
    saver.save()
    saver.save()
    assert (real / JOURNAL).exists()
    saver.fold()
    saver.save()
    saver.store.close()
    assert (links / NAME).is_symlink()
    assert [one.name for one in links.iterdir()] == [NAME]
    assert survived(real, saver.acknowledged, more=0) == saver.acknowledged


@pytest.mark.parametrize("when", [0, 1, 4_000_000_000])
def test_files_from_another_time_and_a_clock_that_goes_backwards_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    saver = Saver(tmp_path)
    clock = iter(range(1_000_000, 0, -10))
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    for _ in range(4):
        saver.save()
        for name in (NAME, JOURNAL):
            if (tmp_path / name).exists():
                os.utime(tmp_path / name, (when, when))
    with saver.folding() as steps:
        for _ in steps:
            for name in (NAME, JOURNAL):
                if (tmp_path / name).exists():
                    os.utime(tmp_path / name, (when, when))
            saver.save()
    saver.die()
    assert saver.store.notices == []
    os.utime(tmp_path / NAME, (when, when))
    assert survived(tmp_path, saver.acknowledged, more=0) == saver.acknowledged
