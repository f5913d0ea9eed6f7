import pytest

from annotations.edits import accept, add_label, label, note, reject, set_overlap, unsure
from annotations.entity import HUMAN, Proposal, Status, Via
from annotations.labels import Label
from annotations.marked import Focus
from annotations.progress import State
from tests.annotations.desk import FREE, Desk

NEWS = "The newspaper Rodong Sinmun of North Korea said Mr. Kim met Pompeo, Kim’s aide said."


@pytest.fixture
def desk() -> Desk:
    return Desk(NEWS)


@pytest.mark.parametrize("edit", [accept, reject, unsure])
def test_without_a_focus_a_key_says_how_to_get_one(desk: Desk, edit: object) -> None:
    done = desk.does(edit)  # type: ignore[arg-type]
    assert done.change is None
    assert done.said == "nothing focused: n first suggestion, arrows a word"
    assert desk.does(label, "ORG").said == desk.does(note, "who?").said == done.said


def test_a_label_key_makes_an_entity_of_a_run(desk: Desk) -> None:
    done = desk.on("Pompeo").does(label, "PERSON")
    made = desk.entities.get("h1")
    assert made
    assert (made.span, made.label, made.status, made.via, made.origin) == (
        desk.span("Pompeo"),
        "PERSON",
        Status.ACCEPTED,
        Via.ONE,
        HUMAN,
    )
    assert (made.by, made.at) == ("ada", "2026-01-02T03:04:05Z")
    assert done.said == "tagged PERSON Pompeo. u undoes"
    assert done.focus == Focus.on(made)


def test_a_run_is_tagged_without_the_marks_and_blanks_at_its_edges(desk: Desk) -> None:
    desk.on(" Pompeo, ").does(label, "PERSON")
    assert desk.shown() == ["accepted PERSON Pompeo"]


def test_a_run_chosen_by_character_loses_only_blanks(desk: Desk) -> None:
    desk.on(" Kim’s ").does(label, "PERSON", by="character")
    assert desk.shown() == ["accepted PERSON Kim’s"]


def test_a_run_of_marks_alone_is_not_tagged(desk: Desk) -> None:
    done = desk.on(", ").does(label, "PERSON")
    assert (done.change, done.said) == (None, "nothing to label: only blanks and marks")


def test_a_label_that_the_set_does_not_have_is_not_given(desk: Desk) -> None:
    done = desk.on("Pompeo").does(label, "SHIP")
    assert (done.change, done.said) == (None, "no label SHIP in this set: t then / adds one")


def test_the_first_edit_of_an_article_makes_it_one_being_read(desk: Desk) -> None:
    desk.on("Pompeo").does(label, "PERSON")
    assert desk.progress.state is State.READING
    change = desk.on("Rodong Sinmun").does(label, "ORG").change
    assert change
    assert change.progress == ()


def test_a_label_on_a_suggestion_accepts_it_and_keeps_what_was_suggested(desk: Desk) -> None:
    suggestion = desk.put("North Korea", "ORG", score=0.4)
    done = desk.on("North Korea").does(label, "GPE")
    after = desk.entities.get(suggestion.uid)
    assert after
    assert (after.label, after.status, after.via, after.origin) == ("GPE", Status.ACCEPTED, Via.ONE, "model:sm")
    assert after.suggested == Proposal(*suggestion.span, "ORG", "model:sm", 0.4)
    assert done.said == "GPE North Korea, was ORG. u undoes"


def test_the_suggested_label_on_a_suggestion_accepts_it_unchanged(desk: Desk) -> None:
    suggestion = desk.put("North Korea", "GPE")
    assert desk.on("North Korea").does(label, "GPE").said == "accepted GPE North Korea. u undoes"
    after = desk.entities.get(suggestion.uid)
    assert after
    assert after.status is Status.ACCEPTED
    assert after.suggested is None


def test_a_label_changed_back_to_the_suggested_one_is_no_longer_a_change(desk: Desk) -> None:
    suggestion = desk.put("North Korea", "ORG")
    desk.on("North Korea").does(label, "GPE")
    desk.does(label, "ORG")
    after = desk.entities.get(suggestion.uid)
    assert after
    assert (after.label, after.suggested) == ("ORG", None)


def test_the_label_an_accepted_entity_has_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.on("Pompeo").does(label, "PERSON")
    done = desk.does(label, "PERSON")
    assert (done.change, done.said) == (None, "PERSON Pompeo already: nothing changed")


def test_a_label_on_a_run_that_is_a_suggestion_of_that_label_accepts_the_suggestion(desk: Desk) -> None:
    suggestion = desk.put("Pompeo", "PERSON")
    desk.focus = Focus(*suggestion.span)
    assert desk.does(label, "PERSON").focus == Focus.on(suggestion)
    assert desk.shown() == ["accepted PERSON Pompeo"]


def test_a_label_on_a_run_that_overlaps_a_suggestion_rejects_it_in_the_same_step(desk: Desk) -> None:
    desk.put("Rodong", "PERSON")
    done = desk.on("Rodong Sinmun").does(label, "ORG")
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "rejected PERSON Rodong"]
    assert done.said == "tagged ORG Rodong Sinmun; rejected PERSON Rodong, which it overlaps. u undoes"
    assert done.change
    desk.apply(done.change.reversed())
    assert desk.shown() == ["suggested PERSON Rodong"]


def test_several_suggestions_in_the_way_are_counted(desk: Desk) -> None:
    desk.put("Rodong", "PERSON")
    desk.put("Sinmun", "PERSON")
    said = desk.on("Rodong Sinmun").does(label, "ORG").said
    assert said == "tagged ORG Rodong Sinmun; rejected 2 suggestions that it overlaps. u undoes"


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.UNSURE])
def test_a_label_over_a_settled_entity_is_refused(desk: Desk, status: Status) -> None:
    desk.put("Rodong Sinmun", "ORG", status=status)
    done = desk.on("newspaper Rodong").does(label, "PERSON")
    assert done.change is None
    assert done.said == "overlaps ORG Rodong Sinmun: x first, or allow overlap in Ctrl+P"
    assert done.focus == desk.on("newspaper Rodong").focus


def test_a_rejected_entity_is_in_nobodys_way(desk: Desk) -> None:
    desk.put("Rodong Sinmun", "ORG", status=Status.REJECTED)
    assert desk.on("newspaper Rodong").does(label, "PERSON").change


def test_where_overlap_is_allowed_entities_nest() -> None:
    desk = Desk(NEWS, FREE)
    desk.put("Rodong", "PERSON")
    desk.on("Rodong Sinmun").does(label, "ORG")
    desk.on("Sinmun").does(label, "PERSON")
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "suggested PERSON Rodong", "accepted PERSON Sinmun"]


def test_where_overlap_is_allowed_the_same_label_is_not_given_twice_to_one_text() -> None:
    desk = Desk(NEWS, FREE)
    desk.put("North Korea", "GPE", status=Status.ACCEPTED)
    other = desk.put("North Korea", "ORG")
    desk.focus = Focus.on(other)
    done = desk.does(label, "GPE")
    assert (done.change, done.said) == (None, "GPE North Korea is there already: x first")


def test_accepting_changes_the_status_alone(desk: Desk) -> None:
    suggestion = desk.put("Pompeo", "PERSON", score=0.7)
    done = desk.on("Pompeo").does(accept)
    assert desk.entities.get(suggestion.uid) == suggestion.changed(
        status=Status.ACCEPTED, via=Via.ONE, by="ada", at="2026-01-02T03:04:05Z"
    )
    assert done.said == "accepted PERSON Pompeo. u undoes"
    assert desk.does(accept).said == "PERSON Pompeo is accepted already"


@pytest.mark.parametrize("edit", [accept, unsure])
def test_a_run_cannot_be_decided(desk: Desk, edit: object) -> None:
    done = desk.on("Pompeo").does(edit)  # type: ignore[arg-type]
    assert (done.change, done.said) == (None, "no entity here: a label key makes one")


def test_unsure_flags_an_entity_and_accepting_settles_it(desk: Desk) -> None:
    desk.put("Pompeo", "PERSON")
    assert desk.on("Pompeo").does(unsure).said == "unsure PERSON Pompeo. u undoes"
    assert desk.does(unsure).said == "PERSON Pompeo is unsure already: a accepts, x rejects"
    desk.does(accept)
    assert desk.shown() == ["accepted PERSON Pompeo"]


@pytest.mark.parametrize("origin", ["model:sm", "memory", "import:brat"])
def test_a_rejected_proposal_is_kept(desk: Desk, origin: str) -> None:
    desk.put("Pompeo", "ORG", origin=origin)
    done = desk.on("Pompeo").does(reject)
    assert desk.shown() == ["rejected ORG Pompeo"]
    assert done.said == "rejected ORG Pompeo. u undoes"
    assert desk.does(reject).said == "ORG Pompeo is rejected already: a brings it back"


def test_an_accepted_import_is_rejected_and_kept(desk: Desk) -> None:
    desk.put("Pompeo", "ORG", origin="import:brat", status=Status.ACCEPTED, via=Via.IMPORT)
    desk.on("Pompeo").does(reject)
    assert desk.shown() == ["rejected ORG Pompeo"]


def test_rejecting_an_accepted_suggestion_keeps_what_was_suggested(desk: Desk) -> None:
    suggestion = desk.put("North Korea", "ORG")
    desk.on("North Korea").does(label, "GPE")
    desk.does(reject)
    after = desk.entities.get(suggestion.uid)
    assert after
    assert (after.status, after.label) == (Status.REJECTED, "GPE")
    assert after.suggested == suggestion.proposal


def test_what_a_person_made_is_removed_and_leaves_its_run_in_focus(desk: Desk) -> None:
    desk.on("Pompeo").does(label, "PERSON")
    done = desk.does(reject)
    assert desk.shown() == []
    assert done.said == "removed PERSON Pompeo, which you made. u undoes"
    assert done.focus == Focus(*desk.span("Pompeo"))


def test_an_offered_name_that_is_none_is_kept_as_refused(desk: Desk) -> None:
    done = desk.on("Pompeo", offered=True).does(reject)
    (refused,) = desk.entities
    assert (refused.label, refused.status, refused.origin, refused.via) == ("", Status.REJECTED, HUMAN, Via.ONE)
    assert done.said == "not a name: Pompeo. u undoes"


def test_a_refused_name_is_refused_once(desk: Desk) -> None:
    desk.on("Pompeo", offered=True).does(reject)
    done = desk.on("Pompeo, ", offered=True).does(reject)
    assert (done.change, done.said) == (None, "not a name, as you said: a label key makes it an entity")


def test_any_other_run_has_nothing_to_reject(desk: Desk) -> None:
    done = desk.on("Pompeo").does(reject)
    assert (done.change, done.said) == (None, "nothing to reject")


def test_a_suggestion_that_arrived_over_an_offered_name_is_what_gets_rejected(desk: Desk) -> None:
    desk.put("Pompeo", "ORG")
    desk.on("Pompeo", offered=True).does(reject)
    assert desk.shown() == ["rejected ORG Pompeo"]


def test_accepting_brings_a_rejected_entity_back(desk: Desk) -> None:
    desk.put("Pompeo", "PERSON", status=Status.REJECTED)
    assert desk.on("Pompeo").does(accept).said == "brought back PERSON Pompeo. u undoes"
    assert desk.shown() == ["accepted PERSON Pompeo"]


def test_a_rejected_entity_does_not_come_back_over_a_settled_one(desk: Desk) -> None:
    desk.put("Rodong Sinmun", "ORG", status=Status.ACCEPTED)
    desk.put("Rodong", "PERSON", status=Status.REJECTED)
    done = desk.on("Rodong").does(accept)
    assert (done.change, done.said) == (None, "overlaps ORG Rodong Sinmun: x first, or allow overlap in Ctrl+P")


def test_what_is_not_a_name_comes_back_only_with_a_label(desk: Desk) -> None:
    desk.on("Pompeo", offered=True).does(reject)
    for edit in (accept, unsure, reject):
        done = desk.does(edit)
        assert (done.change, done.said) == (None, "not a name, as you said: a label key makes it an entity")
    assert desk.does(label, "PERSON").said == "tagged PERSON Pompeo. u undoes"
    assert desk.shown() == ["accepted PERSON Pompeo"]


def test_a_label_on_the_run_of_a_refused_name_makes_that_refusal_the_entity(desk: Desk) -> None:
    desk.on("Pompeo", offered=True).does(reject)
    desk.focus = Focus(*desk.span("Pompeo"))
    desk.does(label, "PERSON")
    assert desk.shown() == ["accepted PERSON Pompeo"]


def test_a_note_decides_nothing(desk: Desk) -> None:
    suggestion = desk.put("Pompeo", "PERSON")
    done = desk.on("Pompeo").does(note, " the secretary ")
    assert desk.entities.get(suggestion.uid) == suggestion.changed(note="the secretary")
    assert done.said == "note on PERSON Pompeo. u undoes"
    assert desk.does(note, "the secretary").said == "the note is as it was"
    assert desk.does(note, "").said == "note removed from PERSON Pompeo. u undoes"
    assert desk.does(note, " ").said == "no note written"


def test_the_parts_of_one_mention_are_labelled_accepted_and_rejected_together(desk: Desk) -> None:
    desk.put("North", "LOC", group="g")
    desk.put("Kim", "LOC", group="g")
    assert desk.on("Kim").does(accept).said == "accepted LOC North … Kim. u undoes"
    assert desk.shown() == ["accepted LOC North", "accepted LOC Kim"]
    desk.does(label, "GPE")
    assert desk.shown() == ["accepted GPE North", "accepted GPE Kim"]
    desk.does(reject)
    assert desk.shown() == ["rejected GPE North", "rejected GPE Kim"]


def test_a_suggestion_in_the_way_goes_with_all_its_parts(desk: Desk) -> None:
    desk.put("Rodong", "PERSON", group="g")
    desk.put("Kim", "PERSON", group="g")
    desk.on("Rodong Sinmun").does(label, "ORG")
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "rejected PERSON Rodong", "rejected PERSON Kim"]


def test_relabelling_is_not_hindered_by_an_overlap_that_was_there_before(desk: Desk) -> None:
    desk.put("Rodong Sinmun", "ORG", status=Status.ACCEPTED)
    desk.put("Rodong", "PERSON", status=Status.ACCEPTED)
    assert desk.on("Rodong").does(label, "GPE").said == "GPE Rodong, was PERSON. u undoes"


def test_a_long_text_is_shortened_in_the_message() -> None:
    desk = Desk("word " * 40)
    desk.focus = Focus(0, 199)
    assert len(desk.does(label, "ORG").said) < 80


def test_overlap_is_allowed_and_forbidden_as_a_step(desk: Desk) -> None:
    assert desk.applied(set_overlap(desk.marked, desk.hand, True)).said == "overlap allowed. u undoes"
    assert desk.labels.overlap
    assert set_overlap(desk.marked, desk.hand, True).said == "overlap is allowed already"
    done = desk.applied(set_overlap(desk.marked, desk.hand, False))
    assert done.said == "overlap forbidden; what overlaps already stays. u undoes"
    assert done.change
    desk.apply(done.change.reversed())
    assert desk.labels.overlap


def test_a_label_is_added_at_the_end_with_a_key_of_its_own(desk: Desk) -> None:
    done = desk.applied(add_label(desk.marked, desk.hand, Label("VESSEL")))
    assert done.said == f"label VESSEL added: t {desk.labels.labels[-1].letter}. u undoes"
    assert desk.labels.labels[-1].name == "VESSEL"
    assert add_label(desk.marked, desk.hand, Label("VESSEL")).said == "the set has VESSEL already"
    assert add_label(desk.marked, desk.hand, Label("a\nb")).said == "a label needs a name of printable characters"
