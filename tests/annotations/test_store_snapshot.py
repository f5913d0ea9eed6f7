"""A long project file: read where it is asked for, verified behind; what others do to it meanwhile is found out."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from annotations.edits import accept
from annotations.entity import Status
from annotations.marked import Focus
from annotations.project import NotUnderstood, Project, ReadOnly
from annotations.store import snapshot
from annotations.store.content import ANNOTATIONS, ARTICLES, Content
from annotations.store.journal import journal_of
from annotations.store.mending import mend_file
from annotations.store.snapshot import Snapshot
from tests.bench.projects import article, write
from tests.conftest import make_hand

ARTICLES_IN_FILE = 40


@pytest.fixture(autouse=True)
def _lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a short file is opened as a long one is."""
    monkeypatch.setattr(snapshot, "EAGER", 1000)


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What is verified behind is not before this is set."""
    begin = Event()
    verify = Snapshot._verify

    def held(self: Snapshot, size: int) -> None:
        begin.wait()
        verify(self, size)

    monkeypatch.setattr(Snapshot, "_verify", held)
    yield begin
    begin.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "p.json"
    write(found, ARTICLES_IN_FILE)
    return found


class Reads:
    """Which parts of files were read, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._real = os.pread
        monkeypatch.setattr(os, "pread", self._pread)

    def _pread(self, descriptor: int, length: int, start: int) -> bytes:
        self.ranges.append((start, length))
        return self._real(descriptor, length, start)

    @property
    def total(self) -> int:
        return sum(length for _, length in self.ranges)


def _descriptors(path: Path) -> int:
    """How many times this process has a file open."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("no /proc here")
    links = (os.readlink(one) for one in folder.iterdir() if one.is_symlink())
    return sum(link.startswith(str(path)) for link in links)


def _damage(path: Path, words: bytes) -> None:
    """Flip a bit in the file where these words stand, in place."""
    with path.open("r+b") as file:
        place = file.read().index(words)
        file.seek(place)
        file.write(bytes([words[0] ^ 0x80]))


def _project(path: Path) -> Project:
    return Project.open(path, hand=make_hand())


def _rest(project: Project) -> None:
    """Rest until the damage is found."""
    for _ in range(1000):
        if project.rest() or any("damaged" in notice for notice in project.notices):
            return
        sleep(0.005)
    raise AssertionError("the damage was not found")


def _accept(project: Project, uid: str) -> str:
    found = project.entities(uid).after(0, [Status.SUGGESTED])
    assert found is not None
    change = accept(project.marked(uid), project.hand, Focus.on(found)).change
    assert change is not None
    project.apply(change)
    return found.uid


def test_opening_reads_the_last_line_and_a_document_is_read_where_it_stands(
    path: Path, behind: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = path.stat().st_size
    reads = Reads(monkeypatch)
    found = Snapshot(path)
    assert [start + length for start, length in reads.ranges] == [size]
    assert reads.total <= 1 << 16
    reads.ranges.clear()
    number = next(found.content.numbers(ARTICLES))
    row = found.content.row(ARTICLES, number)
    assert row is not None
    assert reads.total < len(row["text"]) + 1000
    assert not found.verified
    behind.set()
    assert found.sound
    reads.ranges.clear()
    assert found.content.row(ARTICLES, number) == row
    assert reads.ranges == []


def test_the_project_is_shown_before_anything_but_the_article_shown_is_read(
    path: Path, behind: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch)
    project = _project(path)
    uid = project.uids()[17]
    project.entities(uid)
    assert reads.total < (1 << 16) + 40_000
    touching = [place for place in reads.ranges if place[0] + place[1] < path.stat().st_size]
    assert len(touching) <= 5  # labels, settings, and text, progress and entities of the article


def test_damage_found_behind_is_said_and_what_can_be_read_is_shown_for_reading_only(path: Path, behind: Event) -> None:
    damaged, entities = article(1, 60)
    _damage(path, entities[5].uid.encode("ascii"))
    before = path.read_bytes()
    project = _project(path)
    shown = project.uids()[20]
    project.entities(shown)
    assert project.notices == []
    assert not project.read_only
    assert not project.rest()
    behind.set()
    _rest(project)
    assert project.read_only
    assert any("p.json is damaged: a piece of it is lost" in notice for notice in project.notices)
    assert len(project.entities(shown)) == 60
    assert [one.uid for one in project.entities(damaged.uid)] == [one.uid for one in entities if one.uid != entities[5].uid]
    with pytest.raises(ReadOnly):
        _accept(project, shown)
    assert not project.rest()
    project.close()
    assert path.read_bytes() == before


def test_damage_found_at_the_first_save_refuses_it(path: Path) -> None:
    _damage(path, article(1, 60)[1][5].uid.encode("ascii"))
    project = _project(path)
    with pytest.raises(ReadOnly):
        _accept(project, project.uids()[20])
    assert not journal_of(path).exists()


def test_what_the_journal_holds_stands_over_what_was_salvaged(path: Path) -> None:
    writer = _project(path)
    shown = writer.uids()[20]
    accepted = _accept(writer, shown)
    _damage(path, article(1, 60)[1][5].uid.encode("ascii"))
    reader = Project.open(path, hand=make_hand(), read_only=True)
    _rest(reader)
    one = reader.entities(shown).get(accepted)
    assert one is not None
    assert one.status is Status.ACCEPTED


def test_a_file_replaced_while_it_is_verified_is_read_as_it_was_and_not_written_over(path: Path, behind: Event) -> None:
    project = _project(path)
    uids = project.uids()
    other = path.with_name("other.json")
    write(other, 3)
    theirs = other.read_bytes()
    other.replace(path)
    behind.set()
    assert project._store.verify() is False
    assert len(project.entities(uids[30])) == 60
    assert project.article(uids[30]) == article(31, 60)[0]
    accepted = _accept(project, uids[30])
    assert path.read_bytes() == theirs
    # What was being read when its file went is decided on all the same: it is added to what took the place.
    again = Project.open(path, hand=make_hand(), read_only=True)
    assert len(again.uids()) == 3 + 1
    one = again.entities(uids[30]).get(accepted)
    assert one is not None
    assert one.status is Status.ACCEPTED


def test_a_file_written_over_in_place_while_it_is_verified_is_not_trusted(path: Path, behind: Event) -> None:
    found = Snapshot(path)
    data = path.read_bytes()
    os.utime(path, ns=(0, 0))
    path.write_bytes(data[:-1] + b" ")
    behind.set()
    assert not found.sound


def test_of_a_file_cut_off_while_it_is_verified_the_rest_is_taken(path: Path, behind: Event) -> None:
    found = Snapshot(path)
    os.truncate(path, path.stat().st_size // 2)
    behind.set()
    assert not found.sound
    found.take_damaged()
    assert found.lost
    assert 0 < len(found.content.order) <= ARTICLES_IN_FILE


def test_it_is_known_whether_a_save_would_wait(path: Path, behind: Event) -> None:
    project = _project(path)
    assert not project.verified
    behind.set()
    project.claim()
    assert project.verified
    project.close()
    assert Project.open(None, hand=make_hand()).verified


def test_what_the_disk_does_not_give_costs_the_documents_there(
    path: Path, behind: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, bad = os.pread, path.read_bytes().index(article(1, 60)[0].text[:60].encode("ascii"))

    def pread(descriptor: int, length: int, start: int) -> bytes:
        if start <= bad < start + length:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(descriptor, length, start)

    monkeypatch.setattr(os, "pread", pread)
    project = _project(path)
    with pytest.raises(NotUnderstood, match="cannot be read .*Input/output error"):
        project.article(article(1, 60)[0].uid)
    behind.set()
    _rest(project)
    assert project.read_only
    left = len(project.uids())
    assert ARTICLES_IN_FILE - 3 <= left < ARTICLES_IN_FILE
    for uid in project.uids():
        assert project.article(uid).text


@pytest.mark.parametrize("positioned", [True, False])
def test_documents_are_the_same_from_any_thread_while_the_file_is_verified(
    path: Path, monkeypatch: pytest.MonkeyPatch, positioned: bool
) -> None:
    if not positioned:
        monkeypatch.delattr(os, "pread")
    monkeypatch.setattr(snapshot, "_PIECE", 5000)
    wanted = dict(Snapshot(path).content.documents(ANNOTATIONS))
    wrong: list[object] = []

    def reading(content: Content) -> None:
        try:
            for _ in range(5):
                if dict(content.documents(ANNOTATIONS)) != wanted:
                    wrong.append("other documents")
        except Exception as error:  # noqa: BLE001
            wrong.append(error)

    for _ in range(20):
        found = Snapshot(path)
        threads = [Thread(target=reading, args=(found.content.frozen(),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found.sound
    assert wrong == []


def _refused(path: Path) -> None:
    path.write_bytes(b"[1, 2]" * 1000)
    with pytest.raises(NotUnderstood):
        Snapshot(path)


def _unreadable(path: Path) -> None:
    def fails(*_: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pread", fails)
        with pytest.raises(NotUnderstood, match="could not be read: input/output error"):
            Snapshot(path)


def _damaged(path: Path) -> None:
    _damage(path, b"entities")
    assert not Snapshot(path).sound


def _short(path: Path) -> None:
    write(path, 0)
    assert Snapshot(path).sound


@pytest.mark.parametrize("opening", [_refused, _unreadable, _damaged, _short, lambda path: Snapshot(path).sound])
def test_no_file_stays_open_once_it_is_known_whether_it_is_sound(path: Path, opening: Callable[[Path], object]) -> None:
    opening(path)
    assert _descriptors(path) == 0


def test_a_project_that_is_closed_leaves_no_file_open(path: Path) -> None:
    for _ in range(5):
        project = _project(path)
        _accept(project, project.uids()[3])
        project.close()
    assert _descriptors(path) == 0


def test_a_fold_of_a_file_that_was_opened_lazily_keeps_every_document(path: Path) -> None:
    project = _project(path)
    uids = project.uids()
    accepted = _accept(project, uids[3])
    project.close()
    again = _project(path)
    assert again.uids() == uids
    for turn, uid in enumerate(uids, 1):
        made, entities = article(turn, 60)
        assert again.article(uid) == made
        assert {one.uid for one in again.entities(uid)} == {one.uid for one in entities}
    one = again.entities(uids[3]).get(accepted)
    assert one is not None
    assert one.status is Status.ACCEPTED
    again.close()


@pytest.mark.parametrize("eager", [0, 1 << 30])
def test_an_article_that_is_lost_costs_no_other_before_mending_and_after(
    path: Path, monkeypatch: pytest.MonkeyPatch, eager: int
) -> None:
    monkeypatch.setattr(snapshot, "EAGER", eager)
    gone = article(1, 60)[0]
    _damage(path, gone.text[:60].encode("ascii"))
    project = _project(path)
    _rest(project)
    assert len(project.uids()) == ARTICLES_IN_FILE - 1
    for turn in range(2, ARTICLES_IN_FILE + 1):
        made, entities = article(turn, 60)
        assert project.article(made.uid) == made
        assert len(project.entities(made.uid)) == len(entities)
    project.close()
    assert any("lost" in line for line in mend_file(path, "ada"))
    mended = _project(path)
    assert mended.uids() == [row.uid for row in mended.articles()] == project.uids()
    accepted = _accept(mended, mended.uids()[0])
    assert mended.add(gone, keep=True) == gone.uid
    mended.close()
    again = _project(path)
    one = again.entities(again.uids()[0]).get(accepted)
    assert one is not None
    assert one.status is Status.ACCEPTED
    assert again.uids() == [row.uid for row in again.articles()] == [*project.uids(), gone.uid]
    # What was decided in it went with it, and is in the copy from before.
    assert len(again.entities(gone.uid)) == 0
    assert path.with_name(f"{path.stem}.before-mending{path.suffix}").exists()
    again.close()
