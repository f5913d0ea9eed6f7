"""An export holds one article at a time: what it takes does not grow with how many there are."""

import tracemalloc
from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import Document
from annotations.formats.registry import FORMATS
from annotations.marked import Hand
from annotations.project import Project
from annotations.work.exporting import export
from annotations.work.importing import import_files
from tests.formats.making import LABELS, document, named, out_of

FEW, MANY = 20, 60
WHOLE = ("spacy", "w3c_annotation", "html", "markdown", "svg")
"""Formats whose file is one thing that is made, or read again, as a whole."""
IN_TURN = [form.name for form in FORMATS.values() if form.writes and form.name not in WHOLE]
TEXT = f"Ana Bo met Cy.\n{(('wonder' * 12 + ' ') * 3 + 'ends.' + chr(10)) * 20}"
MOST = 2_000_000
"""Bytes that the export of any number of these articles takes at most."""


def article(number: int) -> Document:
    text = f"Report {number}. {TEXT}"
    return document(*(named(text, words) for words in ("Ana Bo", "Cy")), text=text)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Projects with so many articles."""
    folder = tmp_path_factory.mktemp("projects")
    for count in (FEW, MANY):
        source = folder / f"{count}.jsonl"
        FORMATS["jsonl"].write([article(number) for number in range(count)], source, LABELS)
        with_it = opened(folder / f"{count}.json")
        import_files(with_it, [source], "jsonl", Status.ACCEPTED)
        with_it.close()
    return {count: folder / f"{count}.json" for count in (FEW, MANY)}


def opened(path: Path) -> Project:
    return Project.open(path, hand=Hand("Ana", lambda: "2026-01-01T00:00:00Z", lambda: "unused"))


def peak(path: Path, name: str, out: Path, **how: str) -> int:
    """The bytes that the export of all articles of a project took at most."""
    project = opened(path)
    uids = project.uids()
    export(project, uids[:1], name, out, named=False)
    tracemalloc.start()
    exported = export(project, uids, name, out, named=False, **how)  # type: ignore[arg-type]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    project.close()
    assert exported.report.documents == len(uids)
    return most


def growth(places: dict[int, Path], name: str, folder: Path, **how: str) -> float:
    """What each further article takes, in shares of its text alone."""
    few, many = (peak(places[count], name, out_of(name, folder / f"{count}"), **how) for count in (FEW, MANY))
    assert many < MOST
    return (many - few) / (MANY - FEW) / len(TEXT)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for count in (FEW, MANY):
        (tmp_path / f"{count}").mkdir()


@pytest.mark.parametrize("name", IN_TURN)
def test_further_articles_take_less_than_their_texts(name: str, places: dict[int, Path], tmp_path: Path) -> None:
    assert growth(places, name, tmp_path) < 1


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("conll2003", {"overlap": "layers"}),
        ("bioes", {"overlap": "first", "boundary": "expand"}),
        ("jsonl", {"offsets": "utf16"}),
        ("csv", {"offsets": "original"}),
        ("doccano", {"strict": True}),
        ("brat", {"only": "done"}),
    ],
)
def test_so_it_is_however_it_is_asked_for(name: str, how: dict[str, str], places: dict[int, Path], tmp_path: Path) -> None:
    assert growth(places, name, tmp_path, **how) < 1


def test_an_article_that_was_in_memory_stays_there_and_no_other_comes_to_it(places: dict[int, Path], tmp_path: Path) -> None:
    project = opened(places[FEW])
    first = project.uids()[0]
    before = project.entities(first)
    export(project, project.uids(), "jsonl", tmp_path / "a.jsonl")
    assert project.entities(first) is before
    assert [held.article.uid for held in project._shelf.in_memory()] == [first]
    project.close()


def test_a_format_that_holds_all_articles_is_seen_to_do_so(places: dict[int, Path], tmp_path: Path) -> None:
    few, many = (peak(places[count], "html", out_of("html", tmp_path / f"{count}")) for count in (FEW, MANY))
    assert many - few > (MANY - FEW) * len(TEXT)
