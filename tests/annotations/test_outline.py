"""Headings: those a source marked, those of Markdown, and those of plain text."""

from pathlib import Path

import pytest

from annotations.article import Article, Block
from annotations.outline import headings, reads_like_one


def words(text: str, **fields: object) -> list[str]:
    article = Article(text).changed(**fields)
    return [article.text[start:end] for start, end, _ in headings(article)]


def test_what_a_source_marked_is_taken_at_its_word() -> None:
    blocks = (Block(0, 5, "title"), Block(7, 12, "paragraph"), Block(14, 18, "heading"))
    article = Article("Title\n\n# One\n\nPart\n\nTWO").changed(blocks=blocks)
    assert [(one.span, one.level) for one in headings(article)] == [((0, 5), 1), ((14, 18), 2)]


def test_markdown_headings_have_their_depth() -> None:
    article = Article("# Top #\ntext # no\n\n### Deep one\n#not one\n")
    assert [(article.text[slice(*one.span)], one.level) for one in headings(article)] == [("Top", 1), ("Deep one", 3)]


def test_lines_that_stand_alone_and_read_like_headings_are_headings_of_plain_text() -> None:
    text = "THE HARBOUR\n\nIt was late.\n\nChapter 2\n\nIt was early.\nCHAPTER in a line\n\n  III.  \n\nNo heading here.\n\nLAST WORDS"
    assert words(text) == ["THE HARBOUR", "Chapter 2", "III.", "LAST WORDS"]


@pytest.mark.parametrize("line", ["Chapter 12", "Chapitre IV", "BOOK THE FIRST", "Teil 2", "XIV", "7.", "SEA AND LAND"])
def test_this_reads_like_a_heading(line: str) -> None:
    assert reads_like_one(line)


@pytest.mark.parametrize("line", ["It was late.", "Chapters are long", "“NO!”", "A,", "- - -", "1234", "日本", "AND THEN,"])
def test_this_does_not(line: str) -> None:
    assert not reads_like_one(line)


def test_a_line_against_another_is_no_heading() -> None:
    assert words("NOT ALONE\nwith this\n\nNOR THIS\n") == ["NOR THIS"]
    assert words("") == []


def test_a_real_book_has_its_chapters(shared: Path) -> None:
    text = (shared / "samples/articles/books/1342_pride_and_prejudice.txt").read_text("utf-8")
    assert words(text) == [f"Chapter {number}" for number in range(1, 62)]
