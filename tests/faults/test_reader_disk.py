"""The disk is slow, full or failing while somebody reads: what is shown is true, and reading goes on."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, get_ident

import pytest

from annotations.project import Project, ProjectError, Stopped
from annotations.store import disk
from tests.conftest import make_hand
from tests.tui.scene import N, choose, focused, footer, of, reading
from tui.driver import Session
from tui.keeping import farewell


def status(session: Session) -> str:
    return session.screen_text()[-2]


def stored(path: Path) -> dict[str, int]:
    """How many entities of each status the next opening finds."""
    project = Project.open(path, hand=make_hand(), read_only=True)
    return {str(key): n for key, n in project.counts(project.uids()[0]).items() if n}


class SlowDisk:
    """Syncs of journals wait for ``gate``; with ``broken`` they then fail. ``here`` counts those on the reader's own thread,
    which are for leaving alone and do not wait."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.mine, self.real = get_ident(), os.fdatasync
        self.gate, self.begun = Event(), Event()
        self.gate.set()
        self.broken = False
        self.syncs = self.here = 0
        patch.setattr(os, "fdatasync", self.sync)

    def sync(self, descriptor: int) -> None:
        self.syncs += 1
        if get_ident() == self.mine:
            self.here += 1
        else:
            self.begun.set()
            assert self.gate.wait(60)
        if self.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self.real(descriptor)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    slow = SlowDisk(monkeypatch)
    yield slow
    slow.gate.set()


@contextmanager
def failing(folder: Path, **options: object) -> Iterator[Session]:
    """A session at whose end the project cannot be closed as it should."""
    wrong: list[BaseException] = []
    try:
        with reading(folder, **options) as session:
            try:
                yield session
            except BaseException as error:
                wrong.append(error)
                raise
    except ProjectError:
        if wrong:
            raise wrong[0] from None


def test_on_a_slow_disk_an_edit_is_shown_at_once_and_as_saving_until_the_disk_has_it(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        assert "saving" not in status(session)
        slow.gate.clear()
        session.press_unsaved("a")
        assert of(session, "Lisbon", 1).status == "accepted"
        assert status(session).endswith("   saving")
        slow.gate.set()
        session.wait_until(lambda: not session.app.project.saving)
        assert "saving" not in status(session)
        assert slow.here == 0


def test_on_a_slow_disk_the_first_save_of_a_session_is_shown_as_saving_and_keys_go_on(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
    with reading(tmp_path) as session:
        slow.gate.clear()
        session.press("n")
        session.press_unsaved("a")
        assert status(session).endswith("   saving")
        session.press_unsaved("x", "n", "u")
        assert status(session).endswith("   saving")
        assert of(session, "Lisbon", 1).status == "accepted"
        slow.gate.set()
    assert stored(tmp_path / "rubricate.json")["accepted"] == 2


def test_saving_is_the_last_to_go_as_the_status_row_narrows(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path, size=(40, 12)) as session:
        session.press("n", "a")
        slow.gate.clear()
        session.press_unsaved("a")
        assert status(session).endswith("saving")
        session.press_unsaved("z")
        assert status(session).endswith("saving")
        slow.gate.set()


def test_keys_pressed_while_the_disk_is_slow_are_done_in_order_and_all_saved(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        slow.gate.clear()
        session.press_unsaved("3", "a", "x", "a", "u", "x")
        statuses = [str(one.status) for one in session.entities]
        assert statuses[:4] == ["accepted", "accepted", "rejected", "rejected"]
        slow.gate.set()
        session.press("right")
        assert not session.app.project.saving
        found = {str(key): n for key, n in session.app.project.counts(session.app.reader.reading.uid).items() if n}
        assert stored(tmp_path / "rubricate.json") == found


def test_quitting_waits_for_a_slow_disk_and_says_so(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        slow.gate.clear()
        session.press_unsaved("a", "q")
        assert "the disk has yet to confirm: q again waits for it and quits" in footer(session)
        session.press_unsaved("q")
        assert session.running
        assert "waiting for the disk" in footer(session)
        session.press_unsaved("x")
        assert of(session, "Thursday").status == "suggested"
        slow.gate.set()
        session.wait_until(lambda: not session.running)
    assert stored(tmp_path / "rubricate.json")["accepted"] == 2


def test_who_asks_twice_leaves_the_screen_before_the_disk_has_confirmed(tmp_path: Path, slow: SlowDisk) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        slow.gate.clear()
        session.press_unsaved("a", "ctrl+q")
        assert session.running
        session.press_unsaved("ctrl+q")
        assert not session.running
        slow.gate.set()


def test_when_the_disk_fails_behind_the_reader_is_told_and_no_further_edit_is_made(tmp_path: Path, slow: SlowDisk) -> None:
    with failing(tmp_path) as session:
        session.press("n", "a")
        slow.gate.clear()
        slow.broken = True
        session.press_unsaved("a")
        assert "accepted GPE Lisbon" in footer(session)
        slow.gate.set()
        session.wait_until(lambda: session.said.startswith("Perhaps not saved: the disk failed"))
        tried = slow.syncs
        assert "Ctrl+P, Save a copy" in footer(session)
        session.press("n", "a")
        assert footer(session).startswith(" Not saved: the disk failed")
        assert of(session, "Thursday").status == "suggested"
        session.press("n")
        assert focused(session) == "Brandt"
        assert of(session, "Lisbon", 1).status == "accepted"
        session.press("q")
        assert "perhaps not all is saved" in footer(session)
        session.press("escape")
        assert slow.syncs == tried
        project = session.app.project
    assert "perhaps the last change is not in" in farewell(project)


def test_a_disk_that_fails_while_quitting_waits_keeps_the_reader_there_for_a_copy(tmp_path: Path, slow: SlowDisk) -> None:
    with failing(tmp_path) as session:
        session.press("n", "a")
        slow.gate.clear()
        slow.broken = True
        session.press_unsaved("a", "ctrl+q")
        slow.gate.set()
        session.wait_until(lambda: "the disk failed" in session.said)
        assert session.running
        session.press("ctrl+q")
        assert not session.running


def broken(descriptor: int) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def save_copy(session: Session, name: str = "") -> None:
    choose(session, "save a copy")
    if name:
        session.press("end", "ctrl+u", *name)
    session.press("enter")


@pytest.mark.usefixtures("patient")
def test_after_a_failed_sync_what_was_acknowledged_is_shown_and_a_copy_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(tmp_path) as session:
        session.press("n", "a", "a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync", broken)
            session.press("a")
        assert "Perhaps not saved: the disk failed (input/output error)" in footer(session)
        assert of(session, "Thursday").status == "suggested"
        session.press("a")  # the disk would work again, but is not asked
        assert footer(session).startswith(" Not saved: the disk failed")
        session.press("u")
        assert footer(session).startswith(" Not saved: the disk failed")
        assert [str(one.status) for one in session.entities].count("accepted") == 2
        session.rest()
        save_copy(session)
        copy = tmp_path / "rubricate.copy.json"
        assert "all that was saved is in" in footer(session)
        assert stored(copy) == {"accepted": 2, "suggested": N - 2}
        project = session.app.project
    assert f"a copy is in {copy}" in farewell(project)


def test_a_copy_is_offered_a_free_name_and_never_written_over_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with reading(tmp_path) as session:
        session.press("ctrl+p", *"save a copy", "enter")
        assert "nothing is saved yet" in footer(session)
        session.press("n", "a")
        save_copy(session)
        before = (tmp_path / "rubricate.copy.json").read_bytes()
        session.press("a")
        save_copy(session)
        assert (tmp_path / "rubricate.copy.json").read_bytes() == before
        assert stored(tmp_path / "rubricate.copy-2.json")["accepted"] == 2
        save_copy(session, "rubricate.copy.json")
        assert "is there already: give another name" in footer(session)
        save_copy(session, "none/x.json")
        assert "could not be written: there is no folder" in footer(session)
        save_copy(session, " ")
        assert "no name, no copy" in footer(session)
        assert (tmp_path / "rubricate.copy.json").read_bytes() == before


class SlowCopy:
    """Copies wait for ``gate``, after which they are written, or fail with ``broken``."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.gate, self.broken, self.real = Event(), False, disk.write_exclusive
        patch.setattr(disk, "write_exclusive", self.write)

    def write(self, new: Path, chunks: Iterable[bytes], like: Path) -> None:
        assert self.gate.wait(60)
        if self.broken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.real(new, chunks, like)


@pytest.fixture
def slow_copy(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowCopy]:
    slow = SlowCopy(monkeypatch)
    yield slow
    slow.gate.set()


def begin_copy(session: Session) -> None:
    session.press_unsaved("ctrl+p", *"save a copy", "enter", "enter")


def test_keys_go_on_while_a_copy_is_written_and_it_holds_what_was_saved_when_it_was_asked_for(
    tmp_path: Path, slow_copy: SlowCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with reading(tmp_path) as session:
        session.press("n", "a")
        begin_copy(session)
        assert footer(session).strip() == "writing a copy to rubricate.copy.json"
        session.press_unsaved("a", "x")
        assert of(session, "Thursday").status == "rejected"
        begin_copy(session)
        assert "A copy is still being written: once more when it is done." in footer(session)
        session.press_unsaved("n")
        slow_copy.gate.set()
        session.wait_until(lambda: session.said != "")
        assert footer(session).strip() == "all that was saved is in rubricate.copy.json too"
        assert stored(tmp_path / "rubricate.copy.json") == {"accepted": 1, "suggested": N - 1}
        assert stored(tmp_path / "rubricate.json") == {"accepted": 2, "rejected": 1, "suggested": N - 3}


def test_quitting_waits_for_a_copy_and_says_so(tmp_path: Path, slow_copy: SlowCopy) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        begin_copy(session)
        session.press_unsaved("q")
        assert "a copy is being written: q again waits for it and quits" in footer(session)
        session.press_unsaved("q")
        assert session.running
        assert "waiting until the copy is written, then it quits" in footer(session)
        session.press_unsaved("a")
        assert of(session, "Lisbon", 1).status == "suggested"
        slow_copy.gate.set()
        session.wait_until(lambda: not session.running)
    assert stored(tmp_path / "rubricate.copy.json")["accepted"] == 1


def test_a_copy_that_fails_while_quitting_waits_for_it_is_said_and_the_reader_stays(tmp_path: Path, slow_copy: SlowCopy) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        begin_copy(session)
        slow_copy.broken = True
        session.press_unsaved("ctrl+q")
        assert session.running
        slow_copy.gate.set()
        session.wait_until(lambda: "waiting" not in session.said)
        assert "rubricate.copy.json could not be written (no space left on device): give a place on another disk" in footer(
            session
        )
        assert session.running
        session.press("a")
        assert of(session, "Lisbon", 1).status == "accepted"
    assert not (tmp_path / "rubricate.copy.json").exists()


def test_who_asks_twice_leaves_the_screen_and_the_copy_is_written_all_the_same(tmp_path: Path, slow_copy: SlowCopy) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
        begin_copy(session)
        session.press_unsaved("ctrl+q", "ctrl+q")
        assert not session.running
        project = session.app.project
        slow_copy.gate.set()
    assert "a copy is in " in farewell(project)
    assert stored(tmp_path / "rubricate.copy.json")["accepted"] == 1


def test_of_a_file_that_is_still_being_verified_no_copy_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a")
    monkeypatch.setattr(Project, "verified", False)
    with reading(tmp_path, read_only=True) as session:
        save_copy(session)
        assert "rubricate.json is still being verified: once more in a moment" in footer(session)
    assert not (tmp_path / "rubricate.copy.json").exists()


def enospc(of_what: Callable[[str], bool]) -> Callable[[int, bytes], int]:
    """A write that finds no room in the files that ``of_what`` says by name."""
    real, half = os.write, [True]

    def write(descriptor: int, data: bytes) -> int:
        if not of_what(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name):
            return real(descriptor, data)
        half[0] = not half[0]
        if not half[0]:  # a part of it still finds room
            return real(descriptor, data[:7])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return write


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks /proc which file is written")
@pytest.mark.parametrize("saved_before", [0, 1, 3])
def test_on_a_full_disk_the_edit_does_not_happen_and_the_same_key_works_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_before: int
) -> None:
    with reading(tmp_path) as session:
        session.press("n", *["a"] * saved_before)
        names = sorted(name.name for name in tmp_path.iterdir() if name.suffix != ".lock")
        before, at = session.entities, session.focus
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", enospc(lambda name: name.startswith("rubricate.json")))
            for key in ("a", "x", "A", "3"):
                session.press(key)
                assert "Not saved: rubricate.json could not be written (no space left on device)" in footer(session)
                assert session.entities == before
            session.press("n", "space", "home")  # reading goes on
            session.press("n", *["n"] * saved_before)
            session.press("home", *["n"] * (saved_before + 1))
        session.app.reader.reading.put_focus(session.app.reader.reading.on_span(at[:2]) if at else None)
        assert sorted(name.name for name in tmp_path.iterdir() if name.suffix != ".lock") == names
        session.press("a")
        assert "u undoes" in footer(session)
        assert stored(tmp_path / "rubricate.json") == {"accepted": saved_before + 1, "suggested": N - saved_before - 1}


def test_on_a_full_disk_undo_says_so_too_and_undoes_once_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", enospc(lambda name: name.startswith("rubricate.json")))
            session.press("u")
            assert "Not saved: rubricate.json could not be written (no space left" in footer(session)
            assert of(session, "Lisbon", 1).status == "accepted"
        session.press("u")
        assert of(session, "Lisbon", 1).status == "suggested"


def test_where_there_is_no_room_to_write_the_file_anew_all_is_in_the_journal_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "a", "a")
        monkeypatch.setattr(os, "write", enospc(lambda name: name == "rubricate.json.tmp"))
        project = session.app.project
    assert "which belong together" in farewell(project)
    assert "could not be written anew (no space left on device)" in project.notices[-1]
    assert stored(tmp_path / "rubricate.json")["accepted"] == 3


def test_a_session_that_could_save_nothing_says_so_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", enospc(lambda name: name.startswith("rubricate.json")))
    with reading(tmp_path) as session:
        session.press("n", "a")
        project = session.app.project
    assert farewell(project) == "nothing could be saved, nothing was written"


@pytest.mark.usefixtures("patient")
def test_a_stopped_disk_is_an_error_for_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project=tmp_path / "x.json", source=tmp_path / "ann.txt")
    (tmp_path / "ann.txt").write_text("Ann met Ben.\n", "utf-8")
    with session:
        session.press("right", "1", "right", "1")
        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync", broken)
            session.press("right", "1")
        with pytest.raises(Stopped, match="the disk failed"):
            session.app.project.close()
