"""Article: paragraphs, sentences, hard-wrapped lines, identity."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article

WRAPPED = "\n".join(
    [
        "It is a truth universally acknowledged, that a single man in possession",
        "of a good fortune, must be in want of a wife. However little known the",
        "feelings or views of such a man may be on his first entering a neighbourhood,",
        "this truth is so well fixed in the minds of the surrounding families, that",
        "he is considered the rightful property of some one or other of their",
        "daughters. Here ends the first of the two paragraphs that this text is made",
        "of, so that it has enough lines to be known for what it is by its looks.",
        "One more line is wanted here for that, and one is enough to be quite sure.",
        "And this is the last.",
        "",
        "“My dear Mr. Bennet,” said his lady to him one day, “have you heard that",
        "Netherfield Park is let at last?”",
    ]
)


@pytest.fixture
def book(shared: Path) -> Article:
    return Article((shared / "samples/articles/books/1342_pride_and_prejudice.txt").read_text("utf-8-sig"))


def sentences(article: Article) -> list[str]:
    return [article.text[slice(*one)] for paragraph in article.paragraphs() for one in article.sentences(*paragraph)]


def test_the_same_text_is_the_same_article_whatever_its_title() -> None:
    assert Article("Rome").uid == Article("Rome", title="City").uid != Article("rome").uid
    assert Article("\ud800").uid


def test_each_line_is_a_paragraph_and_blank_ones_are_left_out() -> None:
    article = Article("One.\n\nTwo\n \nThree")
    assert [article.text[slice(*p)] for p in article.paragraphs()] == ["One.", "Two", "Three"]
    assert article.paragraph_at(5) == (5, 5)
    assert article.paragraph_at(7) == (6, 9)


def test_lines_broken_by_hand_are_one_paragraph() -> None:
    article = Article(WRAPPED)
    assert article.hard_wrapped
    found = [article.text[slice(*p)] for p in article.paragraphs()]
    assert [text.count("\n") for text in found] == [8, 1]
    assert found[1].startswith("“My dear")


def test_line_ends_within_a_wrapped_paragraph_are_soft_and_others_are_not() -> None:
    article = Article(WRAPPED)
    soft = article.soft_newlines(0, len(WRAPPED))
    assert len(soft) == 9
    assert all(WRAPPED[place] == "\n" and WRAPPED[place + 1] != "\n" and WRAPPED[place - 1] != "\n" for place in soft)
    assert Article("short\nlines").soft_newlines(0, 11) == []


def test_a_book_of_plain_text_is_known_to_be_wrapped(book: Article) -> None:
    assert book.hard_wrapped
    at = book.text.index("It is a truth universally acknowledged")
    paragraph = book.text[slice(*book.paragraph_at(at + 90))]
    assert paragraph.startswith("It is a truth")
    assert paragraph.endswith("in want of a wife.")


def test_an_article_of_long_lines_is_not_taken_for_wrapped(shared: Path) -> None:
    assert not Article((shared / "samples/seed/article.txt").read_text("utf-8")).hard_wrapped


def test_sentences_do_not_end_at_abbreviations() -> None:
    article = Article("Mr. Jo left the U.S. in May. “Why?” he asked. No. 5 is out! U.S. officials agreed. 中国。日本。")
    assert sentences(article) == [
        "Mr. Jo left the U.S. in May.",
        "“Why?” he asked.",
        "No. 5 is out!",
        "U.S. officials agreed.",
        "中国。",
        "日本。",
    ]


def test_sentences_go_over_wrapped_lines() -> None:
    assert sentences(Article(WRAPPED))[0].endswith("\nof a good fortune, must be in want of a wife.")


def test_the_sentence_at_an_offset_is_the_one_around_or_before_it() -> None:
    article = Article("One is.  Two is.")
    assert article.sentence_at(0) == (0, 7)
    assert article.sentence_at(8) == (0, 7)
    assert article.sentence_at(9) == (9, 16)
    assert article.sentence_at(16) == (9, 16)


def test_a_surface_is_one_line() -> None:
    assert Article("Kim \n Jong\tUn").surface(0, 13) == "Kim Jong Un"


def test_a_surface_hides_no_control_as_a_blank() -> None:
    words = "Kim\x0cJong\u2028Un\x85or\x1fso\xa0\u3000it"
    assert Article(words).surface(0, len(words)) == "Kim\x0cJong\u2028Un\x85or\x1fso it"


def test_words_are_counted_by_blanks() -> None:
    assert Article("North Korea’s  top-level\nenvoy").words == 4
    assert Article("").words == 0
    assert Article("国" * 130).words == 101
    assert Article("ก" * 100).words == 21


def test_the_words_of_a_book_are_judged_by_its_first_pages() -> None:
    assert Article("four words a line\n" * 50_000).words == pytest.approx(200_000, rel=0.001)


@given(st.text(alphabet="aB. \n", max_size=60), st.integers(0, 60))
@settings(max_examples=100)
def test_the_paragraph_at_an_offset_holds_it(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    start, end = Article(text).paragraph_at(offset)
    assert 0 <= start <= offset <= end <= len(text)
    assert "\n" not in text[start:end]


@given(st.text(alphabet="aB.!” \n", max_size=60))
@settings(max_examples=100)
def test_sentences_cover_what_is_not_blank(text: str) -> None:
    article = Article(text)
    assert "".join("".join(one.split()) for one in sentences(article)) == "".join(text.split())
