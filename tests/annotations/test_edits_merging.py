import pytest

from annotations.edits import accept, label, merge, move_edge, reject
from annotations.entity import Status
from annotations.index import Trait
from annotations.merging import Merged, merge_suggestions
from tests.annotations.desk import FREE, Desk, proposal

TEXT = "He met “Kim Jong Un,” Kim’s aide and Pompeo in Rome."


@pytest.fixture
def desk() -> Desk:
    return Desk(TEXT)


def arrive(desk: Desk, *found: tuple[str, str], origin: str = "model:sm", held: tuple[int, int] | None = None) -> Merged:
    proposals = [proposal(*desk.span(words), label, origin, 0.5) for words, label in found]
    merged = merge_suggestions(desk.marked, proposals, origin, held)
    if merged.change:
        desk.apply(merged.change)
    return merged


def test_suggestions_enter_with_clean_edges_and_the_labels_of_the_set(desk: Desk) -> None:
    merged = arrive(desk, ("“Kim Jong Un,”", "PER"), ("Rome", "GPE"))
    assert merged.added == 2
    assert desk.shown() == ["suggested PERSON Kim Jong Un", "suggested GPE Rome"]
    first = next(iter(desk.entities))
    assert (first.origin, first.score, first.via, first.by, first.at) == ("model:sm", 0.5, None, "", "")


def test_what_arrives_is_no_decision_and_names_the_model_that_covered_the_article(desk: Desk) -> None:
    arrive(desk, ("Rome", "GPE"))
    assert (desk.progress.state, desk.progress.model) == ("new", "model:sm")


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    arrive(desk, ("Kim’s", "PERSON"), ("Rome", "GPE"))
    merged = arrive(desk, ("Kim’s", "PERSON"), ("Rome", "GPE"))
    assert (merged.change, merged.added) == (None, 0)


def test_labels_that_mean_nothing_in_the_set_are_counted_and_not_stored(desk: Desk) -> None:
    merged = arrive(desk, ("Rome", "XYZ"), ("Pompeo", "XYZ"), ("Kim", "PERSON"))
    assert (merged.added, merged.unmapped) == (1, {"XYZ": 2})


@pytest.mark.parametrize("status", list(Status))
def test_what_is_there_with_any_status_does_not_enter_again(desk: Desk, status: Status) -> None:
    desk.put("Rome", "GPE", status=status, origin="import:brat")
    assert arrive(desk, ("Rome", "GPE")).added == 0


@pytest.mark.parametrize("status", [Status.SUGGESTED, Status.ACCEPTED, Status.UNSURE])
def test_where_overlap_is_forbidden_what_overlaps_stays_out(desk: Desk, status: Status) -> None:
    desk.put("Kim Jong Un", "PERSON", status=status)
    assert arrive(desk, ("Jong", "PERSON")).added == 0


def test_a_rejected_entity_keeps_no_other_span_out(desk: Desk) -> None:
    desk.put("Kim Jong Un", "PERSON", status=Status.REJECTED)
    assert arrive(desk, ("Jong", "PERSON")).added == 1


def test_of_two_that_overlap_each_other_only_the_first_enters(desk: Desk) -> None:
    arrive(desk, ("Jong Un", "PERSON"), ("Kim Jong", "PERSON"))
    assert desk.shown() == ["suggested PERSON Kim Jong"]


def test_where_overlap_is_allowed_they_all_enter_but_none_twice() -> None:
    desk = Desk(TEXT, FREE)
    arrive(desk, ("Jong Un", "PERSON"), ("Kim Jong", "PERSON"), ("Jong Un", "ORG"), ("Jong Un", "PER"))
    assert desk.shown().count("suggested PERSON Jong Un") == 1
    assert len(desk.entities) == 3


def test_a_refused_span_does_not_come_back_from_its_origin_with_any_label(desk: Desk) -> None:
    arrive(desk, ("Rome", "GPE"))
    desk.on("Rome").does(reject)
    assert arrive(desk, ("Rome", "ORG")).added == 0
    assert arrive(desk, ("Rome", "GPE"), origin="model:lg").added == 0
    assert arrive(desk, ("Rome", "ORG"), origin="model:lg").added == 1


def test_what_is_not_a_name_comes_back_from_nobody(desk: Desk) -> None:
    desk.on("Pompeo", offered=True).does(reject)
    assert arrive(desk, ("Pompeo", "PERSON")).added == 0


@pytest.mark.parametrize("overlap", [True, False])
def test_what_a_person_corrected_does_not_come_back_as_it_was(overlap: bool) -> None:
    desk = Desk(TEXT, FREE.allowing_overlap(overlap))
    arrive(desk, ("Kim Jong", "PERSON"), ("Rome", "ORG"))
    desk.on("Kim Jong").does(move_edge, "end", 1)
    desk.on("Rome").does(label, "GPE")
    assert arrive(desk, ("Kim Jong", "PERSON"), ("Rome", "ORG"), origin="model:lg").added == 0
    desk.on("Kim Jong Un").does(reject)
    assert arrive(desk, ("Kim Jong", "PERSON"), origin="model:lg").added == 0


def test_what_was_merged_away_does_not_come_back() -> None:
    desk = Desk(TEXT, FREE)
    arrive(desk, ("Kim", "PERSON"), ("Jong Un", "PERSON"))
    desk.on("Kim").does(merge)
    assert arrive(desk, ("Kim", "PERSON"), ("Jong Un", "PERSON"), origin="model:lg").added == 0


def test_what_overlaps_the_focus_in_use_waits(desk: Desk) -> None:
    merged = arrive(desk, ("Kim Jong Un", "PERSON"), ("Rome", "GPE"), held=desk.span("Jong"))
    assert merged.added == 1
    assert merged.waiting == (proposal(*desk.span("Kim Jong Un"), "PERSON", score=0.5),)
    assert merge_suggestions(desk.marked, merged.waiting, "model:sm").added == 1


def test_proposals_outside_the_text_or_of_marks_alone_do_not_enter(desk: Desk) -> None:
    found = [proposal(-1, 3, "ORG"), proposal(5, 5, "ORG"), proposal(0, len(TEXT) + 1, "ORG"), proposal(*desk.span(" “"), "ORG")]
    assert merge_suggestions(desk.marked, found, "model:sm").added == 0


def test_what_another_model_says_of_the_same_words_is_noted_on_the_suggestion_that_is_there(desk: Desk) -> None:
    arrive(desk, ("Rome", "GPE"), ("Kim Jong Un", "PERSON"), ("Pompeo", "PERSON"))
    merged = arrive(desk, ("Rome", "ORG"), ("Jong Un", "PERSON"), ("Pompeo", "PERSON"), origin="model:md")
    assert merged.added == 0
    assert {one.label: [(o.label, o.origin) for o in one.others] for one in desk.entities if one.label == "GPE"} == {
        "GPE": [("ORG", "model:md")]
    }
    assert [one.contested for one in desk.entities] == [True, False, True]
    assert [len(one.others) for one in desk.entities] == [1, 1, 1]
    assert desk.entities.count(Trait.DISPUTED) == 2


def test_the_same_again_from_another_model_changes_nothing_and_none_is_noted_of_its_own_model(desk: Desk) -> None:
    arrive(desk, ("Rome", "GPE"))
    arrive(desk, ("Rome", "ORG"), origin="model:md")
    assert arrive(desk, ("Rome", "ORG"), origin="model:md").change is None
    arrive(desk, ("Rome", "LOC"))
    assert [(o.label, o.origin) for o in next(iter(desk.entities)).others] == [("ORG", "model:md")]


def test_what_a_person_decided_or_refused_is_noted_nowhere(desk: Desk) -> None:
    arrive(desk, ("Rome", "GPE"), ("Pompeo", "PERSON"))
    desk.on("Rome").does(accept)
    desk.on("Pompeo").does(reject)
    arrive(desk, ("Rome", "ORG"), ("Pompeo", "PERSON"), origin="model:md")
    assert [one.others for one in desk.entities] == [(), ()]


def test_where_overlap_is_allowed_another_models_proposal_is_a_suggestion_of_its_own_and_only_the_same_is_noted() -> None:
    desk = Desk(TEXT, FREE)
    arrive(desk, ("Rome", "GPE"), ("Pompeo", "PERSON"))
    arrive(desk, ("Rome", "ORG"), ("Pompeo", "PERSON"), origin="model:md")
    assert sorted(desk.shown()) == ["suggested GPE Rome", "suggested ORG Rome", "suggested PERSON Pompeo"]
    assert {one.label: len(one.others) for one in desk.entities} == {"PERSON": 1, "GPE": 0, "ORG": 0}
    assert desk.entities.count(Trait.DISPUTED) == 2


@pytest.mark.parametrize("strange", ["also", {"a": 1}, [1], [[1, 2]], [[2, 1, "GPE", "model:md", None]], [["a"] * 5], None])
def test_what_another_program_wrote_under_that_name_is_no_proposal(desk: Desk, strange: object) -> None:
    arrive(desk, ("Rome", "GPE"))
    (rome,) = desk.entities
    assert rome.changed(extra={"also": strange}).others == ()
    assert not rome.changed(extra={"also": strange}).contested
