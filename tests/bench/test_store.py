"""What is measured with: the same project each time, as the reader itself would write it."""

import json
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.project import Project
from annotations.store.parsing import parsed
from tests.bench.projects import article, write
from tests.bench.store import main
from tests.conftest import make_hand


def test_the_same_numbers_give_the_same_file_and_it_is_as_we_would_write_it(tmp_path: Path) -> None:
    one, other = tmp_path / "a.json", tmp_path / "b.json"
    write(one, 5, 40)
    write(other, 5, 40)
    assert one.read_bytes() == other.read_bytes()
    assert parsed(one.read_bytes(), "a.json").sound
    project = Project.open(one, hand=make_hand())
    assert len(project.uids()) == 5
    for uid in project.uids():
        assert len(project.entities(uid)) == 40
        assert project.counts(uid) == {status: project.entities(uid).count(status) for status in Status}
        assert all(project.article(uid).surface(*one.span)[0].isupper() for one in project.entities(uid))


def test_an_article_of_the_usual_size_has_about_four_kilobytes() -> None:
    assert 3_500 < len(article(1, 60)[0].text) < 4_500


def test_the_benchmark_says_of_each_size_whether_the_bar_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--articles", "2,3", "--long", "150", "--rounds", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bench"] == "store"
    held = [row["name"].partition(":")[0] for row in found["rows"] if row["bar"] == 2.0 and row["holds"] is not None]
    assert held == ["2 articles", "3 articles", "one article of 150 entities"]
    assert all(row["value"] >= 0 for row in found["rows"])
