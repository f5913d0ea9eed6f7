"""Two branches of one project in a real git repository."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from annotations.article import Article
from annotations.project import Project
from annotations.store.parsing import is_sound
from tests.annotations.making import begun, entity, opened, step
from tests.conftest import make_hand
from tui.cli import cli

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
ARTICLES = [Article(f"Article {number}: Ada saw Oslo. Oslo saw Ada.", title=f"a{number}") for number in range(8)]
DRIVER = "git merge-file --diff3 %A %O %B || rubricate check --mend --driver %A"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a project of eight articles on the branch ``main``, and ``rubricate`` on the PATH."""
    folder, programs = tmp_path / "work", tmp_path / "bin"
    folder.mkdir()
    programs.mkdir()
    program = programs / "rubricate"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tui "$@"\n', "utf-8")
    program.chmod(0o755)
    root = str(Path(__file__).resolve().parents[2])
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", root)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "ada")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@example.org")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    Path(".gitignore").write_text("*.lock\n*.journal\n", "utf-8")
    project = opened(folder / "p.json")
    for article in ARTICLES:
        project.add(article, keep=True)
    project.close()
    commit("begun")
    return folder


class Ran(NamedTuple):
    code: int
    out: list[str]
    err: list[str]


def run(*words: str) -> Ran:
    """A command of ours: how it ended, and its lines."""
    done = CliRunner().invoke(cli, words)
    return Ran(done.exit_code, done.stdout.splitlines(), done.stderr.splitlines())


def git(*words: str, fine: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(["git", *words], capture_output=True, text=True, timeout=60, check=False)
    assert not fine or done.returncode == 0, done
    return done


def commit(said: str) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", said)


def with_driver() -> None:
    git("config", "merge.rubricate.driver", DRIVER)
    Path(".gitattributes").write_text("*.json merge=rubricate\n", "utf-8")
    commit("driver")


def edited(branch: str, numbers: list[int], new: list[Article], label: str = "PERSON", start: int = 11) -> None:
    """Make a branch from where we are, on which these articles get an entity and new ones are added with one."""
    git("checkout", "-q", "-b", branch)
    # Each branch has its own clock, as two people have.
    project = Project.open(Path("p.json"), hand=make_hand(at=f"2026-02-0{len(branch)}T00:00:00Z"))
    for number in numbers:
        uid = ARTICLES[number].uid
        project.apply(begun(step(uid, (None, entity(f"{branch}{number}", start, start + 3, label)))))
    for article in new:
        project.apply(begun(step(project.add(article), (None, entity(f"{branch}new", 0, 3, label)))))
    project.close()
    commit(branch)
    git("checkout", "-q", "main")


def labelled(path: Path) -> dict[str, set[str]]:
    """The uids of the entities by title of the article."""
    project = opened(path, read_only=True)
    assert not project.notices
    return {project.article(uid).title: {one.uid for one in project.entities(uid)} for uid in project.uids()}


NEW = [Article("Ann is new here.", title="ann"), Article("Bob is new here.", title="bob")]
FAR = ([0], [7])
NEAR = ([2, 3], [4, 5])
WOVEN = ([0, 2, 4, 6], [1, 3, 5, 7])


def expected(numbers: tuple[list[int], list[int]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {article.title: set() for article in ARTICLES}
    for branch, side in zip(("one", "other"), numbers, strict=True):
        for number in side:
            found[f"a{number}"].add(f"{branch}{number}")
    return found | {"ann": {"onenew"}, "bob": {"othernew"}}


@pytest.mark.parametrize("numbers", [FAR, NEAR, WOVEN], ids=["far", "near", "woven"])
def test_branches_that_touched_or_added_different_articles_are_mended_into_both(
    repository: Path, numbers: tuple[list[int], list[int]]
) -> None:
    edited("one", numbers[0], NEW[:1])
    edited("other", numbers[1], NEW[1:])
    git("merge", "-q", "one")
    assert git("merge", "-q", "other", fine=False).returncode == 1
    done = run("check", "--mend", "p.json")
    assert (done.code, done.out[0]) == (0, "p.json is mended; as it was it is kept as p.before-mending.json")
    assert labelled(Path("p.json")) == expected(numbers)
    project = opened(Path("p.json"))
    for number in numbers[1]:
        assert project.undo(ARTICLES[number].uid).change
    project.close()
    assert run("check", "p.json").code == 0


def test_an_entity_in_articles_that_are_far_apart_leaves_a_conflict_on_the_last_line_alone(repository: Path) -> None:
    first, last = sorted(ARTICLES, key=lambda one: one.uid)[:: len(ARTICLES) - 1]
    for branch, article in (("one", first), ("other", last)):
        git("checkout", "-q", "-b", branch)
        project = opened(Path("p.json"))
        project.remember(article.uid, position=9)
        project.close()
        commit(branch)
        git("checkout", "-q", "main")
    git("merge", "-q", "one")
    git("merge", "-q", "other", fine=False)
    text = Path("p.json").read_text("ascii")
    if text.count("<<<<<<< ") == 1:  # their documents may be neighbours by chance of their ids
        assert text.split("<<<<<<< ")[1].splitlines()[1].startswith('"_store": ')
    assert run("check", "--mend", "p.json").code == 0
    project = opened(Path("p.json"), read_only=True)
    assert [project.progress(one.uid).position for one in (first, last)] == [9, 9]


@pytest.mark.parametrize("numbers", [FAR, NEAR, WOVEN], ids=["far", "near", "woven"])
def test_as_a_merge_driver_it_merges_without_a_conflict_and_leaves_nothing_behind(
    repository: Path, numbers: tuple[list[int], list[int]]
) -> None:
    with_driver()
    edited("one", numbers[0], NEW[:1])
    edited("other", numbers[1], NEW[1:])
    git("merge", "-q", "one")
    done = git("merge", "-q", "other")
    assert "merged, article by article" in done.stdout
    assert is_sound(Path("p.json").read_bytes())
    assert labelled(Path("p.json")) == expected(numbers)
    assert run("check", "p.json").code == 0
    assert git("status", "--short", "--ignored").stdout.splitlines() == ["!! p.json.lock"]
    assert len(git("log", "--format=%p", "-1").stdout.split()) == 2


def test_the_driver_rebases_too(repository: Path) -> None:
    with_driver()
    edited("one", [0, 1], NEW[:1])
    edited("other", [2, 3], NEW[1:])
    git("checkout", "-q", "other")
    git("rebase", "-q", "one")
    assert labelled(Path("p.json")) == expected(([0, 1], [2, 3]))


@pytest.mark.parametrize("driver", [True, False])
def test_both_sides_changing_the_same_article_is_a_conflict_said_in_words_and_nothing_is_written(
    repository: Path, driver: bool
) -> None:
    if driver:
        with_driver()
    edited("one", [3], [], label="PERSON")
    edited("other", [3], [], label="GPE")
    git("merge", "-q", "one")
    done = git("merge", "-q", "other", fine=False)
    assert done.returncode == 1
    where = f"article {ARTICLES[3].uid}: both sides changed it"
    assert not driver or where in done.stdout + done.stderr
    assert git("status", "--short", "p.json").stdout == "UU p.json\n"
    before = {one: one.read_bytes() for one in repository.iterdir() if one.is_file()}
    asked = run("check", "--mend", "p.json")
    assert asked.code == 1
    assert asked.out[0] == "p.json is as it was, both sides of the merge changed the same:"
    assert any(where in line for line in asked.out)
    assert {one: one.read_bytes() for one in repository.iterdir() if one.is_file()} == before | {repository / "p.json.lock": b""}


def test_an_article_that_one_side_took_an_entity_from_stays_without_it(repository: Path) -> None:
    edited("start", [3], [])
    git("merge", "-q", "start")
    git("checkout", "-q", "-b", "one")
    project = opened(Path("p.json"))
    assert project.undo(ARTICLES[3].uid).change
    project.close()
    commit("one")
    git("checkout", "-q", "main")
    edited("other", [2, 4], NEW[1:])
    git("merge", "-q", "one")
    git("merge", "-q", "other", fine=False)
    assert run("check", "--mend", "p.json").code == 0
    found = labelled(Path("p.json"))
    assert (found["a2"], found["a3"], found["a4"], found["bob"]) == ({"other2"}, set(), {"other4"}, {"othernew"})


def test_the_driver_takes_no_file_that_git_could_not_merge_at_all(repository: Path) -> None:
    before = Path("p.json").read_bytes()
    done = run("check", "--mend", "--driver", "p.json")
    assert done.code == 2
    assert "git left no marks of a merge" in done.err[0]
    assert Path("p.json").read_bytes() == before


def test_an_older_version_checked_out_beside_a_journal_takes_none_of_it_and_keeps_it(repository: Path) -> None:
    edited("one", [1], [])
    git("merge", "-q", "one")
    project = opened(Path("p.json"))
    project.apply(begun(step(ARTICLES[5].uid, (None, entity("late", 11, 14)))))
    journal = Path("p.json.journal").read_bytes()
    project._store._lock.release()  # type: ignore[union-attr]
    git("checkout", "-q", "HEAD~1", "--", "p.json")
    again = opened(Path("p.json"))
    assert labelled(Path("p.json"))["a1"] == set()
    again.apply(begun(step(ARTICLES[6].uid, (None, entity("new", 11, 14)))))
    assert [notice for notice in again.notices if "kept as p.json.journal.orphan-1" in notice]
    again.close()
    assert Path("p.json.journal.orphan-1").read_bytes() == journal
    found = labelled(Path("p.json"))
    assert (found["a1"], found["a5"], found["a6"]) == (set(), set(), {"new"})
