"""What a finished article teaches, and when what was learned is given up. Pure."""

from itertools import pairwise
from textwrap import fill

from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.entity import Entity, Status, Via
from annotations.labels import PRESETS
from annotations.suggest.examples import PART, Finished, apart, finished, parts, suggested, taught, touches
from annotations.suggest.guard import edits, is_kept, verdict

CONLL = PRESETS["conll"]
KNOWN = ("PERSON", "GPE", "LOC", "ORG", "DATE")
TEXT = "Ilse Brandt of Vienna came on Monday.\n"


def entity(words: str, label: str, status: Status = Status.ACCEPTED, via: Via | None = Via.ONE, **fields: object) -> Entity:
    start = TEXT.index(words)
    return Entity(words, start, start + len(words), label, status, via, **fields)  # type: ignore[arg-type]


def spot(words: str, label: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), label


def test_what_nobody_looked_at_singly_says_nothing_and_what_was_refused_is_no_entity() -> None:
    entities = [
        entity("Ilse Brandt", "PER"),
        entity("Vienna", "LOC", via=Via.REST),
        entity("Monday", "MISC", Status.REJECTED),
        entity("came", "MISC", Status.UNSURE),
        entity("on", "MISC", Status.SUGGESTED, None),
    ]
    found = finished(Article(TEXT), entities)
    assert found.entities == (spot("Ilse Brandt", "PER"),)
    assert [TEXT[start:end] for start, end in found.open] == ["Vienna", "came", "on"]


def test_of_entities_that_overlap_the_longest_is_learned_from_and_fragments_say_nothing() -> None:
    entities = [entity("Brandt of Vienna", "PER"), entity("Ilse Brandt", "PER"), entity("came", "MISC", group="g")]
    found = finished(Article(TEXT), entities)
    assert found.entities == (spot("Brandt of Vienna", "PER"),)
    assert [TEXT[start:end] for start, end in found.open] == ["came"]


def test_a_text_that_was_wrapped_by_hand_is_learned_from_as_it_is_read() -> None:
    text = fill("He met the people of the old town, and among them Ilse Brandt, whom nobody had seen since. " * 20, 72)
    assert "\n" in text
    found = finished(Article(text), [])
    assert len(found.text) == len(text)
    assert found.text == text.replace("\n", " ")


def test_the_users_spans_go_back_in_the_models_labels_and_a_finer_one_it_gave_stays() -> None:
    document = Finished("a", TEXT, (spot("Ilse Brandt", "PER"), spot("Vienna", "LOC")))
    assert taught(document, [], CONLL, KNOWN).entities == (spot("Ilse Brandt", "PERSON"), spot("Vienna", "GPE"))
    agreeing = [spot("of Vienna", "LOC")]
    assert taught(document, agreeing, CONLL, KNOWN).entities == (spot("Ilse Brandt", "PERSON"), spot("Vienna", "LOC"))
    wrong = [spot("Ilse Brandt", "ORG"), spot("Vienna", "PERSON")]
    assert taught(document, wrong, CONLL, KNOWN).entities == (spot("Ilse Brandt", "PERSON"), spot("Vienna", "GPE"))


def test_kinds_that_the_user_does_not_annotate_stay_as_the_model_found_them_unless_they_overlap() -> None:
    document = Finished("a", TEXT, (spot("Vienna", "LOC"),), (spot("came", "")[:2],))
    found = [spot("Monday", "DATE"), spot("Ilse Brandt", "PERSON"), spot("Vienna came", "DATE")]
    learned = taught(document, found, CONLL, KNOWN)
    assert learned.entities == (spot("Vienna", "GPE"), spot("Monday", "DATE"))
    assert learned.open == document.open


def test_a_label_that_no_model_knows_is_taught_as_it_is() -> None:
    labels = CONLL.adding(PRESETS["wnut"].labels[2:3])
    document = Finished("a", TEXT, (spot("Vienna", "corporation"),))
    assert taught(document, [], labels, ("PERSON",)).entities == (spot("Vienna", "corporation"),)


def test_what_a_model_finds_is_judged_as_it_enters_an_article() -> None:
    text = "Neri’s Vienna, Neri’s"
    found = [(0, 6, "PERSON"), (7, 13, "GPE"), (7, 21, "GPE"), (15, 21, "DATE")]
    assert suggested(text, found, CONLL) == [(0, 4, "PER"), (7, 19, "LOC")]


spans = st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from("AB")).map(
    lambda one: (one[0], one[0] + one[1], one[2])
)


@given(st.lists(spans))
def test_what_is_apart_overlaps_nothing_and_all_else_overlaps_something_as_long(given_: list[tuple[int, int, str]]) -> None:
    kept = apart(given_)
    assert kept == sorted(kept)
    assert all(one[1] <= other[0] for one, other in pairwise(kept))
    for one in given_:
        assert one in kept or any(k[0] < one[1] and one[0] < k[1] and k[1] - k[0] >= one[1] - one[0] for k in kept)
    for one in given_:
        assert touches(one[:2], kept)


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=30), st.data())
def test_a_book_is_cut_between_paragraphs_and_loses_no_entity(sizes: list[int], data: st.DataObject) -> None:
    text = "\n\n".join("word " * (size // 5 + 1) for size in sizes)
    starts = data.draw(st.sets(st.integers(0, max(0, len(text) // 5 - 2)), max_size=10))
    entities = tuple((5 * one, 5 * one + 4, "X") for one in sorted(starts) if text[5 * one : 5 * one + 4] == "word")
    document = Finished("a", text, entities, ((0, 4),))
    pieces = list(parts(document))
    assert sum(len(one.entities) for one in pieces) == len(entities)
    assert all(len(one.text) <= PART + 2000 for one in pieces)
    for piece in pieces:
        assert all(piece.text[start:end] == "word" for start, end, _ in piece.entities)


def test_every_fifth_article_is_kept_apart() -> None:
    assert [turn for turn in range(20) if is_kept(turn)] == [4, 9, 14, 19]


def kept(
    names: int, right_before: int, right_after: int
) -> tuple[Finished, list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    gold = tuple((10 * n, 10 * n + 5, "PER") for n in range(names))
    return Finished("a", "x" * 10 * names, gold), list(gold[:right_before]), list(gold[:right_after])


def test_a_fall_of_more_than_two_hundredths_gives_the_model_up_where_it_is_more_than_chance() -> None:
    assert verdict([kept(200, 190, 170)]).fell
    assert not verdict([kept(200, 190, 187)]).fell
    assert not verdict([kept(200, 170, 190)]).fell
    few = verdict([kept(4, 4, 3)])
    assert few.before - few.after > 0.02
    assert not few.fell, "one entity of four says nothing"
    assert verdict([kept(4, 4, 0)]).fell


def test_edits_are_counted_as_a_reader_makes_them() -> None:
    gold = {(0, 5, "PER"), (10, 15, "LOC"), (20, 25, "ORG")}
    assert edits(gold, gold) == 0
    assert edits(set(), gold) == 3
    assert edits({(0, 5, "LOC"), (10, 14, "LOC"), (30, 35, "PER")}, gold) == 4, "relabel, move, add, remove"
    assert edits({(10, 14, "PER")}, {(10, 15, "LOC")}) == 2, "other edges with another label"


def test_what_lies_where_nobody_looked_singly_does_not_count() -> None:
    article, _, _ = kept(3, 3, 3)
    left = article._replace(entities=article.entities[:2], open=(article.entities[2][:2],))
    found = verdict([(left, list(article.entities), list(article.entities[:2]))])
    assert (found.before, found.after, found.entities) == (1.0, 1.0, 2)
