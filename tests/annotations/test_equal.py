"""All equal texts, within an article and along many: which are taken, which are left, and what is said."""

import pytest

from annotations.edits import label
from annotations.entity import Entity, Status, Via
from annotations.equal import equal_places, label_along, label_equal, reject_equal
from annotations.marked import Focus
from annotations.progress import State
from tests.annotations.desk import FREE, Desk

KOREA = "Korea said. Korea met Korea, “Korea” and Korea’s own. South Korea did not."


@pytest.fixture
def desk() -> Desk:
    return Desk(KOREA)


def test_a_without_a_label_says_what_to_press_first(desk: Desk) -> None:
    assert desk.does(label_equal).said == "nothing focused: n first suggestion, arrows a word"
    assert desk.on("Korea").does(label_equal).said == "no label yet: a label key, then A"


def test_a_changes_suggestions_of_any_label_and_leaves_what_a_person_decided() -> None:
    desk = Desk("Korea. Korea. Korea. Korea. Korea.")
    for nth in range(4):
        desk.put("Korea", "ORG", nth)
    desk.put("Korea", "ORG", 4, status=Status.ACCEPTED, via=Via.ONE)
    desk.on("Korea").does(label, "GPE")
    done = desk.does(label_equal)
    assert done.said == "4 GPE: 3 changed from ORG, 0 newly tagged; 1 left, you made it ORG. u undoes"
    assert desk.shown() == ["accepted GPE Korea"] * 4 + ["accepted ORG Korea"]
    assert [one.via for one in desk.entities] == [Via.ONE, Via.EQUAL, Via.EQUAL, Via.EQUAL, Via.ONE]
    assert [one.suggested is not None for one in desk.entities] == [True, True, True, True, False]
    assert done.focus
    assert done.focus.span == (0, 5)
    assert done.change
    assert len(done.change.entities) == 3


def test_a_tags_untagged_text_as_whole_tokens_with_clean_edges(desk: Desk) -> None:
    desk.on("Korea").does(label, "GPE")
    assert desk.does(label_equal).said == "6 GPE: 0 changed, 5 newly tagged. u undoes"
    assert desk.shown() == ["accepted GPE Korea"] * 6
    assert {one.via for one in desk.entities} == {Via.ONE, Via.EQUAL}


def test_a_again_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.on("Korea").does(label, "GPE")
    desk.does(label_equal)
    done = desk.does(label_equal)
    assert (done.change, done.said) == (None, "6 GPE: 0 changed, 0 newly tagged, 5 accepted already")


def test_a_leaves_what_lies_inside_a_longer_entity_and_what_was_refused(desk: Desk) -> None:
    desk.put("South Korea", "GPE")
    desk.put("Korea", "ORG", 1, status=Status.REJECTED)
    refused = desk.span("Korea", 2)
    desk.entities.put(Entity("r", *refused, "", Status.REJECTED))
    desk.on("Korea").does(label, "GPE")
    said = desk.does(label_equal).said
    assert said == "3 GPE: 0 changed, 2 newly tagged; 2 left, refused; 1 left, inside a longer entity. u undoes"


def test_a_accepts_a_suggestion_in_focus_with_its_equals_and_unsure_ones(desk: Desk) -> None:
    desk.put("Korea", "GPE")
    desk.put("Korea", "GPE", 1)
    desk.put("Korea", "LOC", 2, status=Status.UNSURE)
    done = desk.on("Korea").does(label_equal)
    assert done.said == "6 GPE: 2 accepted, 1 changed from LOC, 3 newly tagged. u undoes"
    assert [one.via for one in desk.entities][:2] == [Via.ONE, Via.EQUAL]


def test_a_on_an_unsure_entity_flags_the_equal_ones(desk: Desk) -> None:
    desk.put("Korea", "GPE", status=Status.UNSURE)
    desk.put("Korea", "GPE", 1)
    desk.put("Korea", "GPE", 2, status=Status.ACCEPTED)
    done = desk.on("Korea").does(label_equal)
    assert done.said == "5 GPE unsure: 1 flagged, 0 changed, 3 newly tagged; 1 left, accepted already. u undoes"


def test_a_on_a_rejected_entity_or_a_fragment_is_not_done(desk: Desk) -> None:
    desk.put("Korea", "GPE", status=Status.REJECTED)
    said = desk.on("Korea").does(label_equal).said
    assert said == "GPE Korea is rejected: a brings it back, X rejects the equal ones"
    desk.put("Korea", "GPE", 1, group="g")
    said = desk.on("Korea", 1).does(label_equal).said
    assert said == "GPE Korea is a mention in parts: A needs one in one piece"


def test_a_leaves_fragments_and_what_is_out_of_scope() -> None:
    desk = Desk(KOREA, only=["GPE"])
    desk.put("Korea", "ORG", 1)
    desk.put("Korea", "GPE", 2, group="g")
    desk.on("Korea").does(label, "GPE")
    said = desk.does(label_equal).said
    assert said == "4 GPE: 0 changed, 3 newly tagged; 1 left, out of scope; 1 left, part of a mention in parts. u undoes"


def test_a_rejects_the_shorter_suggestions_it_overlaps_and_leaves_what_is_settled() -> None:
    desk = Desk("Kim Jong Un. Kim Jong Un. Kim Jong Un.")
    desk.put("Kim", "PERSON", 1)
    desk.put("Jong", "PERSON", 2, status=Status.ACCEPTED)
    desk.on("Kim Jong Un").does(label, "PERSON")
    done = desk.does(label_equal)
    assert done.said == (
        "2 PERSON: 0 changed, 1 newly tagged; 1 overlapping rejected; 1 left, overlaps what you decided. u undoes"
    )
    assert "rejected PERSON Kim" in desk.shown()


def test_a_finds_a_name_across_a_line_end_within_a_paragraph() -> None:
    lines = "This line of the book was broken by hand at a width that all share here\n"
    desk = Desk(lines * 9 + "and it was there that on that day the young officers of the North\nKorea regiment. North Korea.")
    desk.on("North Korea").does(label, "GPE")
    assert desk.does(label_equal).said == "2 GPE: 0 changed, 1 newly tagged. u undoes"


def test_where_overlap_is_allowed_a_keeps_other_entities_on_the_same_text() -> None:
    desk = Desk("Korea. Korea.", FREE)
    desk.put("Korea", "ORG", 1)
    desk.put("Korea", "GPE", 1)
    desk.put("Korea", "GPE")
    desk.on("Korea").does(label_equal)
    assert sorted(desk.shown()) == ["accepted GPE Korea", "accepted GPE Korea", "suggested ORG Korea"]


def test_x_for_all_rejects_only_what_is_still_suggested(desk: Desk) -> None:
    desk.put("Korea", "GPE")
    desk.put("Korea", "ORG", 1)
    desk.put("Korea", "ORG", 2)
    desk.put("Korea", "GPE", 3, status=Status.ACCEPTED)
    done = desk.on("Korea").does(reject_equal)
    assert done.said == "3 Korea rejected: 2 ORG, 1 GPE; 1 left, decided or out of scope. u undoes"
    assert desk.shown().count("accepted GPE Korea") == 1
    assert [one.via for one in desk.entities][:3] == [Via.ONE, Via.EQUAL, Via.EQUAL]


def test_x_for_all_works_from_a_run_and_says_when_there_is_nothing(desk: Desk) -> None:
    assert desk.on("Korea").does(reject_equal).said == "no suggestion of Korea: nothing to reject"
    desk.put("Korea", "ORG", 2)
    assert desk.does(reject_equal).said == "1 Korea rejected: 1 ORG. u undoes"


def test_a_does_not_start_where_the_focus_itself_cannot_be_accepted() -> None:
    desk = Desk("Kim Jong Un. Kim.")
    desk.put("Kim Jong Un", "PERSON", status=Status.ACCEPTED)
    shorter = desk.put("Kim", "PERSON")
    desk.focus = Focus.on(shorter)
    done = desk.does(label_equal)
    assert (done.change, done.said) == (None, "overlaps PERSON Kim Jong Un: x first, or allow overlap in Ctrl+P")


def test_a_says_which_texts_are_left_since_they_are_written_otherwise() -> None:
    desk = Desk("ROME. Rome, Rome’s and rome; ROME and Romeo.")
    desk.on("Rome").does(label, "GPE")
    said = desk.does(label_equal).said
    assert said == "2 GPE: 0 changed, 1 newly tagged; 2 left, written ROME; 1 left, written rome. u undoes"
    desk.put("ROME", "GPE")
    assert "1 left, written ROME" in desk.does(label_equal).said


def test_along_articles_only_the_places_chosen_are_labelled_in_one_step() -> None:
    here, other = Desk(KOREA), Desk("Seoul. Korea, KOREA, Korea and North Korea.")
    other.put("Korea", "ORG")
    here.on("Korea").does(label, "GPE")
    found = [
        (desk.marked, list(equal_places(desk.marked, desk.hand, "Korea", "GPE", Status.ACCEPTED, but)))
        for desk, but in ((here, here.span("Korea")), (other, None))
    ]
    assert [(place.kind, place.detail) for _, places in found for place in places] == [
        *[("new", "")] * 5,
        ("changed", "ORG"),
        *[("new", "")] * 2,
    ]
    chosen = [(found[0][0], [found[0][1][0].span]), (found[1][0], [place.span for place in found[1][1][:2]])]
    done = label_along(here.marked, here.hand, here.focus, chosen, left_out=5)
    assert done.said == "4 GPE in 2 articles: 1 changed from ORG, 2 newly tagged; 5 left out. u undoes"
    assert done.change
    assert done.change.articles == (here.article.uid, other.article.uid)
    assert [one.article for one in done.change.entities] == [here.article.uid, *[other.article.uid] * 2]


def test_along_articles_a_suggestion_in_focus_is_accepted_with_them() -> None:
    here, other = Desk(KOREA), Desk("Korea.")
    here.put("Korea", "GPE")
    here.on("Korea")
    done = label_along(here.marked, here.hand, here.focus, [(other.marked, [(0, 5)])])
    assert done.said == "2 GPE in 2 articles: 1 accepted, 0 changed, 1 newly tagged. u undoes"


def test_what_became_otherwise_since_it_was_listed_is_left() -> None:
    here, other = Desk(KOREA), Desk("Korea.")
    here.on("Korea").does(label, "GPE")
    other.put("Korea", "ORG", status=Status.ACCEPTED, via=Via.ONE)
    done = label_along(here.marked, here.hand, here.focus, [(other.marked, [(0, 5)])])
    assert (done.change, done.said) == (None, "1 GPE: 0 changed, 0 newly tagged; 1 left, you made it ORG")


def test_a_place_that_was_looked_at_and_left_untagged_is_told() -> None:
    other = Desk("Korea. Korea.")
    other.progress = other.progress.changed(state=State.READING, checked=7)
    places = equal_places(other.marked, other.hand, "Korea", "GPE", Status.ACCEPTED)
    assert [place.passed for place in places] == [True, False]
