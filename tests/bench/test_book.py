"""The long text: the same each time, of the size and with the names asked for."""

import os
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from subprocess import run

import pytest

from annotations.article import Article
from tests.bench import book as module
from tests.bench.book import book, pieces

ROOT = Path(__file__).resolve().parents[2]
_ELSEWHERE = """
from hashlib import sha256
from tests.bench.book import book
found = book(300_000, 5_000, 25)
print(sha256(repr(found).encode()).hexdigest())
"""


def test_another_process_makes_the_same_text() -> None:
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    other = run([sys.executable, "-c", _ELSEWHERE], capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    assert other.stdout.strip() == sha256(repr(book(300_000, 5_000, 25)).encode()).hexdigest()


@pytest.mark.parametrize("there", [True, False])
def test_a_text_has_the_size_the_names_and_the_marks_asked_for_with_the_samples_and_without(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not there:
        monkeypatch.setattr(module, "BOOK", tmp_path / "none.txt")
    for size, names, marks in (4_000, 60, 4), (300_000, 5_000, 25):
        made = book(size, names, marks)
        assert abs(len(made.text.encode()) - size) < 100
        assert (len(made.names), len(made.marks)) == (names, marks)
        assert Article(made.text).hard_wrapped


def test_names_follow_each_other_all_over_the_text_and_each_mark_stands_once() -> None:
    made = book(300_000, 5_000, 25)
    assert all(made.text[start:end].strip() == made.text[start:end] != "" for start, end in made.names)
    assert all(before[1] <= after[0] for before, after in pairwise(made.names))
    tenth = len(made.text) // 10
    assert min(sum(start // tenth == part for start, _ in made.names) for part in range(10)) > 300
    assert [made.text.count(mark) for mark in made.marks] == [1] * 25
    assert sorted(made.marks, key=made.text.index) == list(made.marks)


def test_other_scripts_stand_in_it_unless_they_are_left_out() -> None:
    mixed, plain = book(300_000, 5_000, 5).text, book(300_000, 5_000, 5, scripts=False).text
    for char in "жα月אतก\u200d":
        assert char in mixed
        assert char not in plain


def test_pieces_are_as_many_as_asked_overlap_nowhere_and_leave_the_marks_free() -> None:
    made = book(20_000, 300, 10)
    for number in 1_000, 4_000:
        found = pieces(made.text, number)
        assert len(found) == number
        assert all(before[1] <= after[0] for before, after in pairwise(found))
        assert not {made.text.index(mark) for mark in made.marks} & {start for start, _ in found}
    with pytest.raises(ValueError, match="places for 20,000 entities"):
        pieces(made.text, 20_000)


def test_no_more_marks_than_there_are() -> None:
    with pytest.raises(ValueError, match="2000 marks"):
        book(1_000, 1, 2_000)
