"""What leaves in a file and what is said of the rest."""

from annotations.article import Article
from annotations.entity import Entity, Status, Via
from annotations.formats.choosing import Choice, chosen, left_out
from annotations.progress import Progress, State
from tests.formats.making import DONE, TEXT, entity

ARTICLE = Article(TEXT)
ENTITIES = [
    entity(15, 19, "ORG", via=Via.ONE),
    entity(0, 6, via=Via.REST),
    entity(44, 53, "LOC", status=Status.SUGGESTED),
    entity(55, 57, status=Status.UNSURE),
    entity(29, 32, status=Status.REJECTED),
    entity(23, 28, "", status=Status.REJECTED),
]


def spans(entities: tuple[Entity, ...]) -> list[tuple[int, int]]:
    return [each.span for each in entities]


def test_accepted_entities_leave_when_nobody_says_otherwise() -> None:
    document = chosen(ARTICLE, ENTITIES, DONE)
    assert spans(document.entities) == [(0, 6), (15, 19)]
    assert spans(document.left) == [(23, 28), (29, 32), (44, 53), (55, 57)]


def test_labels_statuses_and_ways_of_deciding_narrow_what_leaves() -> None:
    assert spans(chosen(ARTICLE, ENTITIES, DONE, Choice(vias=frozenset({Via.ONE}))).entities) == [(15, 19)]
    assert spans(chosen(ARTICLE, ENTITIES, DONE, Choice(labels=frozenset({"PER"}))).entities) == [(0, 6)]
    assert spans(chosen(ARTICLE, ENTITIES, DONE, Choice(frozenset({Status.UNSURE}))).entities) == [(55, 57)]


def test_a_refusal_of_an_untagged_name_never_leaves() -> None:
    document = chosen(ARTICLE, ENTITIES, DONE, Choice(statuses=frozenset(Status)))
    assert spans(document.left) == [(23, 28)]


def test_what_is_open_or_left_out_of_what_was_asked_is_undecided_and_other_labels_are_not() -> None:
    assert chosen(ARTICLE, ENTITIES, DONE).undecided == ((44, 53), (55, 57))
    assert chosen(ARTICLE, ENTITIES, DONE, Choice(vias=frozenset({Via.ONE}))).undecided == ((0, 6), (44, 53), (55, 57))
    assert chosen(ARTICLE, ENTITIES, DONE, Choice(labels=frozenset({"PER"}))).undecided == ((44, 53), (55, 57))


def test_the_rest_is_counted_in_plain_words() -> None:
    documents = [
        chosen(ARTICLE, ENTITIES, Progress(State.READING, 30), Choice(vias=frozenset({Via.ONE}))),
        chosen(Article("Bo"), [], DONE),
    ]
    assert left_out(documents).lines() == [
        "not in the file: 1 suggestion, 1 unsure, 2 rejected",
        "accepted, but not asked for: 1",
        "1 part not looked at; 1 of 2 articles not done",
    ]


def test_zeros_are_said_too() -> None:
    assert left_out([chosen(ARTICLE, [], DONE)]).lines() == [
        "not in the file: 0 suggestions, 0 unsure, 0 rejected",
        "0 parts not looked at; 0 of 1 article not done",
    ]


def test_an_article_checked_to_its_last_word_but_open_has_no_unchecked_part() -> None:
    counts = left_out([chosen(ARTICLE, [], Progress(State.READING, len(TEXT.rstrip())))])
    assert (counts.unchecked_parts, counts.not_done) == (0, 1)
