"""The order in which an article is read, and the text a model is given."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.covered import Covered
from annotations.span import Span
from annotations.suggest.plan import CHARACTERS, LONGEST, PARAGRAPHS, Growing, ReadingOrder, chunks, in_order, text_to_read

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


@settings(max_examples=100, deadline=None)
@given(st.lists(lines, max_size=12).map("\n".join), st.data())
def test_wherever_the_reader_looks_meanwhile_each_chunk_comes_once_and_what_is_looked_at_next(
    text: str, data: st.DataObject
) -> None:
    def somewhere() -> Span:
        start = data.draw(st.integers(0, len(text)))
        return start, data.draw(st.integers(start, len(text)))

    article = Article(text)
    everything = sorted(chunks(article, (0, 0)))
    read_before = set(data.draw(st.lists(st.sampled_from(everything), max_size=3))) if everything else set()
    order = ReadingOrder(article, somewhere(), Covered(text, read_before))
    found: list[Span] = []
    for _ in range(data.draw(st.integers(0, 3))):
        visible = somewhere()
        order.look_at(visible)
        left = [one for one in everything if one not in found and one not in read_before]
        looked_at = [one for one in left if one[0] < visible[1] and visible[0] < one[1]]
        for expected in looked_at[: data.draw(st.integers(0, 4))]:
            assert next(order) == expected
            found.append(expected)
    found += order
    assert sorted(found) == [one for one in everything if one not in read_before]


def test_a_book_that_is_read_from_three_places_is_covered_in_as_few_runs_and_going_on_walks_none_of_them() -> None:
    class Counted(Article):
        asked = 0

        def paragraph_at(self, offset: int) -> tuple[int, int]:
            Counted.asked += 1
            return super().paragraph_at(offset)

    article = Counted("a short line\n" * 10_000)
    order = ReadingOrder(article, (0, 10))
    for place in (0, 50_000, 100_000):
        order.look_at((place, place + 10))
        for _ in range(1000):
            next(order)
    assert len(order._given.runs) == 3
    before = Counted.asked
    order.look_at((100_000, 100_010))
    assert next(order)[0] > 100_000
    assert Counted.asked - before < 20


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 160), st.integers(1, 60)), max_size=30))
def test_covered_says_what_was_added_and_nothing_else(added: list[tuple[int, int]]) -> None:
    text = "ab cd  ef\n\n" * 20
    covered, there = Covered(text), [False] * len(text)
    for start, length in added:
        covered.add(start, start + length)
        there[start : start + length] = [True] * length
    for start, end in ((0, len(text)), (7, 40), (30, 31), (119, 120)):
        gaps = list(covered.gaps(start, end))
        missing = {place for place in range(start, end) if not there[place] and not text[place].isspace()}
        assert missing == {place for gap in gaps for place in range(*gap) if not text[place].isspace()}
        assert covered.holds(start, end) == (not missing)
    assert list(covered.runs) == sorted(covered.runs)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, LONGEST), max_size=200))
def test_batches_keep_the_order_lose_nothing_grow_and_stay_small_enough_to_be_cancelled(sizes: list[int]) -> None:
    spans, place = [], 0
    for size in sizes:
        spans.append((place, place + size))
        place += size + 1
    growing, left, batches = Growing(), iter(spans), []
    while batch := growing.next(left):
        batches.append(batch)
    assert [one for batch in batches for one in batch] == spans
    assert all(len(batch) <= min(2**n, PARAGRAPHS) for n, batch in enumerate(batches))
    assert all(sum(end - start for start, end in batch[:-1]) < CHARACTERS for batch in batches)


def test_where_the_text_goes_on_elsewhere_batches_are_small_again() -> None:
    here = [(n * 10, n * 10 + 9) for n in range(20)]
    there = [(90_000 + n * 10, 90_009 + n * 10) for n in range(20)]
    growing, left = Growing(), iter(here + there)
    batches = []
    while batch := growing.next(left):
        batches.append(batch)
    assert [len(batch) for batch in batches] == [1, 2, 4, 8, 5, 1, 2, 4, 8, 5]
    assert batches[5] == there[:1]
