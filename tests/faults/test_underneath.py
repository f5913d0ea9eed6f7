"""What others do to a project's files, odd texts, bad files, other formats, places that cannot be written: nothing is lost."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.article import Article
from annotations.project import NotSaved, NotUnderstood, Project, ReadOnly
from annotations.store.content import FORMAT, digest
from annotations.store.database import Database
from annotations.store.store import Store
from tests.annotations.making import ROME, entity, found, made, opened, step
from tests.conftest import TEMPORARY
from tests.faults.test_kill import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "p.json")


def decide(project: Project, uid: str, start: int = 19) -> None:
    project.apply(step(project.add(ROME), (None, entity(uid, start, start + 4))))


def abandoned(path: Path, uid: str = "late") -> bytes:
    """Leave a decision in the journal, as who was killed; gives the journal's bytes."""
    project = opened(path)
    decide(project, uid)
    project._store._lock.release()  # type: ignore[union-attr]
    return path.with_name("p.json.journal").read_bytes()


def uids(path: Path) -> set[str]:
    return set(found(opened(path, read_only=True), ROME.uid))


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and one.suffix != ".lock"}


def replaced(path: Path) -> None:
    other = made(path.with_name("other.json"))
    project = opened(other)
    decide(project, "theirs", 36)
    project.close()
    os.replace(other, path)


def edited_by_tinydb(path: Path) -> None:
    with TinyDB(path) as plain:
        plain.table("mine").insert({"theirs": True})


@pytest.mark.parametrize("do", [replaced, edited_by_tinydb])
@pytest.mark.parametrize("ended", ["by a decision", "by closing"])
def test_a_file_changed_underneath_is_not_written_over_and_both_versions_are_kept(
    path: Path, do: Callable[[Path], None], ended: str
) -> None:
    project = opened(path)
    decide(project, "ours")
    do(path)
    theirs = path.read_bytes()
    if ended == "by a decision":
        with pytest.raises(NotSaved, match=r"another program has changed p\.json.+What you had is in p\.yours\.json"):
            decide(project, "more", 36)
    project.close()
    assert path.read_bytes() == theirs
    assert uids(path.with_name("p.yours.json")) == {"jo", "ours"}
    assert any("What you had is in p.yours.json." in notice for notice in project.notices)


def test_a_file_that_tinydb_edited_while_closed_is_read_only_until_it_is_mended_and_keeps_the_edit(path: Path) -> None:
    edited_by_tinydb(path)
    theirs = path.read_bytes()
    project = opened(path)
    assert "p.json was changed by another program" in project.notices[0]
    assert found(project, ROME.uid).keys() == {"jo"}
    with pytest.raises(ReadOnly):
        decide(project, "ours")
    project.close()
    assert path.read_bytes() == theirs
    done = subprocess.run(
        [sys.executable, "-m", "tui", "check", "--mend", str(path)], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done
    with TinyDB(path) as plain:
        assert plain.table("mine").all() == [{"theirs": True}]
    again = opened(path)
    decide(again, "ours")
    again.close()
    assert uids(path) == {"jo", "ours"}


def test_an_older_version_put_back_beside_a_journal_takes_none_of_it(path: Path) -> None:
    older = path.read_bytes()
    project = opened(path)
    decide(project, "newer", 36)
    project.close()
    journal = abandoned(path)
    path.write_bytes(older)
    assert uids(path) == {"jo"}
    project = opened(path)
    decide(project, "now")
    assert [notice for notice in project.notices if "kept as p.json.journal.orphan-1" in notice]
    project.close()
    assert files(path.parent)["p.json.journal.orphan-1"] == journal
    assert uids(path) == {"jo", "now"}


def test_a_journal_of_another_project_is_set_aside_and_never_guessed_at(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = opened(tmp_path / "elsewhere" / "p.json")
    decide(other, "first")
    other.close()
    journal = abandoned(tmp_path / "elsewhere" / "p.json", "foreign")
    for number in (1, 2):
        path.with_name("p.json.journal").write_bytes(journal)
        assert uids(path) >= {"jo"}
        assert "foreign" not in uids(path)
        project = opened(path)
        decide(project, f"now{number}")
        project.close()
        assert files(tmp_path)[f"p.json.journal.orphan-{number}"] == journal
    assert uids(path) == {"jo", "now1", "now2"}


def test_a_journal_without_its_file_is_kept_under_another_name_and_a_new_project_is_made(path: Path) -> None:
    journal = abandoned(path)
    path.unlink()
    project = opened(path)
    decide(project, "now")
    assert [notice.split(";")[0] for notice in project.notices] == ["A journal that does not belong to p.json lay beside it"]
    project.close()
    assert uids(path) == {"now"}
    assert files(path.parent) == {"p.json": path.read_bytes(), "p.json.journal.orphan-1": journal}


@pytest.mark.parametrize("bad", [b"", b"\0" * 4096, b"no journal\n", b"\xff\xfe{}\n", b"00000000 {}\n"])
def test_what_is_no_journal_is_kept_under_another_name_and_prevents_nothing(path: Path, bad: bytes) -> None:
    path.with_name("p.json.journal").write_bytes(bad)
    assert uids(path) == {"jo"}
    project = opened(path)
    decide(project, "now")
    project.close()
    assert uids(path) == {"jo", "now"}
    assert not bad or files(path.parent)["p.json.journal.orphan-1"] == bad
    assert not path.with_name("p.json.journal").exists()


def test_a_journal_deleted_while_closed_costs_what_was_in_it_and_nothing_else(path: Path) -> None:
    abandoned(path)
    path.with_name("p.json.journal").unlink()
    project = opened(path)
    decide(project, "now")
    project.close()
    assert uids(path) == {"jo", "now"}


@pytest.mark.parametrize("then", ["decide", "close"])
def test_a_journal_deleted_while_open_costs_nothing(path: Path, then: str) -> None:
    project = opened(path)
    decide(project, "ours")
    path.with_name("p.json.journal").unlink()
    if then == "decide":
        decide(project, "more", 36)
        assert project.notices == ["p.json.journal had been removed; what was in it was written to p.json."]
    project.close()
    assert uids(path) == {"jo", "ours"} | ({"more"} if then == "decide" else set())
    assert set(files(path.parent)) == {"p.json"}


AS_NOBODY = """
import os, sys
from pathlib import Path
from annotations.article import Article
from annotations.store.errors import ReadOnly
from annotations.store.store import Store
import annotations.store.content, annotations.store.file, annotations.store.journal, filelock
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
store = Store(Path(sys.argv[1]), "nobody")
print(store.read_only, len(list(store.content.rows("articles"))), *store.notices, sep="|")
try:
    store.ready()
except ReadOnly as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("what", ["folder", "file", "neither"])
def test_what_may_not_be_written_is_said_at_opening_and_can_be_read(path: Path, what: str) -> None:
    # The folders that pytest made for this user alone: another user must get through them.
    above = [one for one in path.parents if TEMPORARY in one.parents and not one.stat().st_mode & 0o1]
    modes = {one: one.stat().st_mode & 0o7777 for one in above}
    before = files(path.parent)
    try:
        for one in above:
            one.chmod(0o711)
        path.parent.chmod(0o555 if what == "folder" else 0o777)
        path.chmod(0o444 if what == "file" else 0o666)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        path.parent.chmod(0o700)
        for one, mode in modes.items():
            one.chmod(mode)
    if what == "neither":
        assert done.stdout.startswith("False|1\n"), done
        return
    first, second = done.stdout.splitlines()
    assert first == f"True|1|{path} cannot be written: reading only. Give another file with -p to keep decisions.", done
    assert second == "Nothing was changed: p.json is open for reading only."
    assert files(path.parent) == before


def test_media_that_cannot_be_written_are_said_at_opening(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda place, mode, **_: mode & os.W_OK == 0)  # what EROFS answers, root or not
    project = opened(path)
    assert project.read_only
    assert "cannot be written: reading only" in project.notices[0]
    assert found(project, ROME.uid).keys() == {"jo"}


ODD = {
    "a lone surrogate": "a\ud800b \udfff",
    "NUL": "a\0b",
    "line separators": "a\u2028b\u2029c\x85d\x0be",
    "a BOM": "\ufeffa\ufeff",
    "a family": "👩‍👩‍👧‍👦 e\u0301 \U000e0067",
    "JSON": '"}}},\n"_store": {"1": {"format":9}}}\n},\n<<<<<<< HEAD\n',
    "twenty megabytes": "é\n" * (10 << 20),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_an_odd_text_comes_back_code_point_for_code_point(tmp_path: Path, text: str) -> None:
    project = opened(tmp_path / "p.json")
    article = Article(text, title=text[:20], sources=(text[:9],))
    uid = project.add(article, keep=True)
    project.apply(step(uid, (None, entity("e", 0, 2))))
    for one in (opened(tmp_path / "p.json", read_only=True), project):
        assert one.article(uid).text == text
    project.close()
    for _ in range(2):
        project = opened(tmp_path / "p.json")
        assert (project.article(uid).text, project.article(uid).title) == (text, text[:20])
        assert project.notices == []
        project.close()
    with TinyDB(tmp_path / "p.json") as plain:
        assert plain.table("articles").all()[0]["text"] == text


@pytest.mark.parametrize("name", ['a"b', "a\nb", "", "\ud800", "\0", "_store ", "</script>", '"x": {', "é" * 300])
@pytest.mark.parametrize("key", ["", '"\n', "entities", "\u2028"])
def test_odd_names_of_tables_and_keys_come_back(tmp_path: Path, name: str, key: str) -> None:
    row = {key: [{"a": 2**900}, {"a": -(2**900)}], "e": 1e308, "": None}
    with Database(tmp_path / "p.json") as db:
        db.table(name).insert(row)
        db.table(name).insert({"b": 1})
        db.table(name).update({"b": 2}, doc_ids=[2])
        assert Database(tmp_path / "p.json", read_only=True).table(name).all() == [row, {"b": 2}]
    assert Database(tmp_path / "p.json", read_only=True).table(name).all() == [row, {"b": 2}]
    with TinyDB(tmp_path / "p.json") as plain:
        assert plain.table(name).all() == [row, {"b": 2}]


def _bad(path: Path) -> dict[str, bytes]:
    good = made(path.with_name("good.json")).read_bytes()
    row = json.loads(good)
    row["articles"]["one"] = {}
    no_number = json.dumps(row).encode()
    return {
        "empty": b"",
        "blank": b" \n",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
        "UTF-16": good.decode().encode("utf-16"),
        "a BOM": b"\xef\xbb\xbf" + good,
        "an early half": good[:200],
        "a list": b"[1, 2, 3]",
        "a number": b"7",
        "nested deeply": b"[" * 200_000,
        "nested in a table": b'{"_store": {"1": {"format": 2}}, "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
        "an id that is no number": no_number,
        "a huge number": b'{"_store": {"1": {"format": 2, "x": ' + b"9" * 9000 + b"}}}",
        "no format": b'{"_store": {"1": {}}}',
        "an odd format": b'{"_store": {"1": {"format": true}}}',
        "tables that are lists": b'{"_store": {"1": {"format": 2}}, "articles": []}',
    }


BAD = (
    *("empty", "blank", "a picture", "UTF-16", "a BOM", "an early half", "a list", "a number", "nested deeply"),
    *("nested in a table", "an id that is no number", "a huge number", "no format", "an odd format", "tables that are lists"),
)


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_bad_file_is_refused_in_words_or_read_only_and_never_written_over(path: Path, name: str, read_only: bool) -> None:
    bad = path.with_name("bad.json")
    bad.write_bytes(_bad(path)[name])
    before = files(path.parent)
    project = None
    said = ""
    try:
        project = opened(bad, read_only=read_only)
    except NotUnderstood as error:
        said = str(error)
    if project is not None:
        said = project.notices[0]
        with pytest.raises(ReadOnly):
            decide(project, "ours")
        project.close()
    assert "bad.json" in said
    assert files(path.parent) == before


def test_a_key_that_is_there_twice_is_damage_and_not_the_last_one_wins(path: Path) -> None:
    text = path.read_text("ascii")
    twice = text.replace('"labels": {', '"labels": {},\n"labels": {', 1)
    path.write_text(twice, "ascii")
    project = opened(path)
    assert project.read_only
    assert "p.json is damaged" in project.notices[0] or "was changed" in project.notices[0]
    project.close()
    assert path.read_text("ascii") == twice


def resummed(text: str) -> bytes:
    body = re.sub(r'[0-9a-f]{32}"\}\}\}\n$', "", text).encode("ascii")
    return body + digest(body).hex().encode("ascii") + b'"}}}\n'


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("with_journal", [True, False])
def test_a_newer_format_is_refused_and_untouched(path: Path, read_only: bool, with_journal: bool) -> None:
    if with_journal:
        abandoned(path)
    path.write_bytes(resummed(path.read_text("ascii").replace(f'"format":{FORMAT}', f'"format":{FORMAT + 1}')))
    before = files(path.parent)
    for _ in range(2):
        with pytest.raises(NotUnderstood, match=rf"newer Rubricate \(format {FORMAT + 1}; this one knows {FORMAT}\)"):
            opened(path, read_only=read_only)
    with pytest.raises(NotUnderstood):
        Store(path, "ada", read_only)
    assert files(path.parent) == before


def as_format_1(path: Path) -> bytes:
    """The file as format 1 had it: without ``tables``, and without the ids of documents in ``offsets``."""
    body, last = path.read_text("ascii").split('"_store": ')
    row = json.loads(last[:-2])["1"]
    offsets = {uid: [place[:2] for place in places] for uid, places in row["offsets"].items()}
    first = {"format": 1, "offsets": offsets, "sum": "0" * 32}
    return resummed(f'{body}"_store": {{"1": {json.dumps(first, separators=(",", ":"))}}}}}\n')


def test_format_1_is_read_as_it_is_and_written_anew_by_the_first_change_a_copy_kept(path: Path) -> None:
    old = as_format_1(path)
    path.write_bytes(old)
    reader = opened(path, read_only=True)
    assert (found(reader, ROME.uid).keys(), reader.notices) == ({"jo"}, [])
    project = opened(path)
    assert found(project, ROME.uid).keys() == {"jo"}
    project.close()
    assert files(path.parent) == {"p.json": old}
    project = opened(path)
    decide(project, "ours")
    said = "p.json was of an older format and is written anew; as it was it is kept as p.format-1.json."
    assert project.notices == [said]
    project.close()
    assert path.with_name("p.format-1.json").read_bytes() == old
    assert f'"format":{FORMAT}' in path.read_text("ascii")
    assert uids(path) == {"jo", "ours"}
    assert opened(path).undo(ROME.uid).change


def test_format_1_with_a_broken_checksum_is_read_only(path: Path) -> None:
    path.write_bytes(as_format_1(path).replace(b'"Rome"', b'"Roma"'))
    before = files(path.parent)
    project = opened(path)
    assert project.read_only
    with pytest.raises(ReadOnly):
        decide(project, "ours")
    assert files(path.parent) == before
