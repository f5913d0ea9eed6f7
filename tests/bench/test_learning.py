"""The benchmark of learning: its reader arrives at the gold, and its edits are those that were agreed on."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.entity import Proposal
from annotations.labels import from_toml
from tests.bench.corrections import corrected, opened
from tests.bench.gold import Document, necessary_edits
from tests.bench.learning import Way, renamed, replayed

LABELS = from_toml('overlap = false\n[[label]]\nname = "A"\n[[label]]\nname = "B"', "two")
TEXT = "Brandt met Neri. Brandt left Vienna; Neri and Brandt came back to Vienna.\n"


def named(words: str, label: str, nth: int = 1) -> tuple[int, int, str]:
    at = -1
    for _ in range(nth):
        at = TEXT.index(words, at + 1)
    return at, at + len(words), label


def gold(*entities: tuple[int, int, str], name: str = "d", text: str = TEXT) -> Document:
    return Document(name, text, tuple(sorted(entities)))


def proposals(*entities: tuple[int, int, str]) -> list[Proposal]:
    return [Proposal(*one, "model:bench") for one in entities]


def edits(document: Document, *suggested: tuple[int, int, str], carried: bool = False) -> int:
    return corrected(document, opened(document, LABELS), proposals(*suggested), carried=carried).edits


def test_an_entity_added_removed_relabelled_or_given_other_edges_is_one_edit_and_both_together_are_two() -> None:
    document = gold(named("Brandt", "A"), named("Vienna", "B"))
    assert edits(document) == 2
    assert edits(document, *document.entities) == 0
    assert edits(document, named("Brandt", "B"), named("Vienna", "B")) == 1
    assert edits(document, named("Brandt", "A"), named("left Vienna", "B")) == 1
    assert edits(document, *document.entities, named("met", "A")) == 1
    assert edits(document, named("Brandt", "A"), named("left Vienna", "A")) == 2


def test_what_is_carried_to_later_equal_texts_costs_nothing_and_where_it_is_wrong_an_edit() -> None:
    every = [named("Brandt", "A", nth) for nth in (1, 2, 3)]
    assert edits(gold(*every), carried=True) == 1
    assert edits(gold(*every)) == 3
    assert edits(gold(*every[:2]), carried=True) == 2


@st.composite
def entities(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Words of the text, none twice, under either label."""
    words = [(0, 6), (11, 15), (17, 23), (29, 35), (37, 41), (46, 52), (66, 72)]
    chosen = draw(st.lists(st.sampled_from(words), unique=True))
    return [(*span, draw(st.sampled_from("AB"))) for span in chosen]


@given(entities(), entities())
def test_the_reader_always_arrives_at_the_gold(wanted: list[tuple[int, int, str]], suggested: list[tuple[int, int, str]]) -> None:
    document = gold(*wanted)
    assert edits(document, *suggested) == necessary_edits(sorted(suggested), document.entities)
    assert edits(document, *suggested, carried=True) <= len(wanted) + len(suggested) + 14


def test_memory_has_what_was_decided_in_the_article_before_and_the_first_one_has_none() -> None:
    documents = [
        gold(named("Brandt", "A"), named("Brandt", "A", 2), named("Brandt", "A", 3), name=str(n), text=TEXT + str(n))
        for n in (1, 2)
    ]
    nothing = [proposals(), proposals()]
    assert [one.edits for one in replayed(documents, LABELS, Way(nothing, False, False))] == [3, 3]
    assert [one.edits for one in replayed(documents, LABELS, Way(nothing, True, False))] == [3, 0]


def test_a_new_label_set_means_nothing_to_any_model() -> None:
    documents, labels = renamed([gold(named("Brandt", "ORG"), named("Vienna", "GPE"))])
    assert [label.name for label in labels.labels] == ["my GPE", "my ORG"]
    assert [label for *_, label in documents[0].entities] == ["my ORG", "my GPE"]
    assert [labels.mapped(label) for label in ("ORG", "GPE")] == [None, None]
