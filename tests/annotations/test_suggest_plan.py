"""The order in which an article is read, and the text a model is given."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.suggest.plan import LONGEST, chunks, in_order, text_to_read

WRAPPED = (
    "It is a truth universally acknowledged, that a single man in\n"
    "possession of a good fortune, must be in want of a wife, and\n"
    "however little known the feelings or views of such a man may\n"
    "be on his first entering a neighbourhood, this truth is well\n"
    "fixed in the minds of the surrounding families.\n"
)
lines = st.one_of(
    st.text(st.sampled_from("ab .\u2028A日。\t"), max_size=30),
    st.integers(1, 3 * LONGEST).map(lambda size: "x" * size),
    st.integers(1, 400).map(lambda count: "One more sentence. " * count),
    st.integers(1, 400).map(lambda count: "words " * count),
    st.just(WRAPPED),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(lines, max_size=12).map("\n".join), st.data())
def test_every_character_that_is_not_blank_is_in_exactly_one_chunk_and_no_chunk_is_too_long(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    visible = (start, data.draw(st.integers(start, len(text))))
    found = chunks(Article(text), visible)
    times = [0] * len(text)
    for begin, end in found:
        assert 0 < end - begin <= LONGEST
        assert text[begin:end].strip()
        for place in range(begin, end):
            times[place] += 1
    assert all(count == 1 or (count == 0 and text[place].isspace()) for place, count in enumerate(times))
    seen = [begin < visible[1] and visible[0] < end for begin, end in found]
    assert seen == sorted(seen, reverse=True)


def test_what_is_visible_comes_first_then_what_follows_then_what_stands_before() -> None:
    article = Article("one\n\ntwo\nthree\nfour\n\nfive")
    assert [article.text[slice(*span)] for span in chunks(article, (6, 12))] == ["two", "three", "four", "five", "one"]


def test_the_visible_part_of_an_endless_paragraph_comes_before_its_start() -> None:
    text = "A sentence of some length. " * 1000
    first, *others = chunks(Article(text), (20_000, 20_010))
    assert first[0] <= 20_000 < 20_010 <= first[1]
    assert others[0][0] > first[1] - 1
    assert others[-1][1] <= first[0]


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    article = Article("A sentence of some length. " * 200)
    assert {article.text[end - 1] for _, end in chunks(article, (0, 0))} == {"."}


def test_the_first_chunk_costs_no_walk_of_the_text() -> None:
    class Counted(Article):
        asked = 0

        def paragraph_at(self, offset: int) -> tuple[int, int]:
            Counted.asked += 1
            return super().paragraph_at(offset)

    article = Counted("a short line\n" * 10_000)
    assert next(in_order(article, (65_000, 65_100))) == (65_000, 65_012)
    assert Counted.asked < 20


def test_line_ends_broken_by_hand_are_read_as_blanks_and_the_offsets_hold() -> None:
    article = Article(WRAPPED * 3)
    (span, *_) = chunks(article, (0, 0))
    text = text_to_read(article, span)
    assert "\n" in article.text[slice(*span)]
    assert text == article.text[slice(*span)].replace("\n", " ")


def test_a_lone_surrogate_is_read_as_a_replacement_character() -> None:
    assert text_to_read(Article("a\ud800b 😀"), (0, 5)) == "a\ufffdb 😀"
