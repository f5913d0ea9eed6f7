import pytest

from annotations.bulk import accept_all, accept_passed, close_article, label_equal, reject_all, reject_equal
from annotations.edits import label
from annotations.entity import Entity, Status, Via
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


def test_passing_accepts_up_to_the_last_visible_line_and_moves_the_checkpoint(desk: Desk) -> None:
    desk.put("Korea", "GPE")
    desk.put("Korea", "GPE", 1, status=Status.UNSURE)
    desk.put("Korea", "GPE", 2)
    desk.put("South Korea", "GPE")
    done = desk.applied(accept_passed(desk.marked, desk.hand, desk.span("South")[1]))
    percent = 100 * desk.span("South")[1] // len(KOREA)
    assert done.said == f"2 accepted, checked to {percent} %. u undoes"
    assert desk.shown() == ["accepted GPE Korea", "unsure GPE Korea", "accepted GPE Korea", "suggested GPE South Korea"]
    assert {one.via for one in desk.entities if one.status is Status.ACCEPTED} == {Via.PASSED}
    assert (desk.progress.checked, desk.progress.state) == (desk.span("South")[1], State.READING)
    done = desk.applied(accept_passed(desk.marked, desk.hand, len(KOREA) + 9))
    assert done.said == "1 accepted, checked to 100 %. u undoes"
    assert accept_passed(desk.marked, desk.hand, 5).said == "checked to 100 % already"


def test_passing_leaves_what_arrived_behind_the_checkpoint(desk: Desk) -> None:
    desk.applied(accept_passed(desk.marked, desk.hand, 12))
    desk.put("Korea", "GPE")
    desk.applied(accept_passed(desk.marked, desk.hand, 30))
    assert desk.shown() == ["suggested GPE Korea"]


def test_passing_accepts_a_mention_in_parts_with_its_last_part(desk: Desk) -> None:
    desk.put("Korea", "GPE", group="g")
    desk.put("own", "GPE", group="g")
    desk.applied(accept_passed(desk.marked, desk.hand, 20))
    assert desk.shown() == ["suggested GPE Korea", "suggested GPE own"]
    desk.applied(accept_passed(desk.marked, desk.hand, len(KOREA)))
    assert desk.shown() == ["accepted GPE Korea", "accepted GPE own"]


def test_closing_accepts_the_rest_and_undo_takes_all_of_it_back(desk: Desk) -> None:
    desk.put("Korea", "GPE")
    desk.put("Korea", "GPE", 1)
    desk.put("Korea", "GPE", 2, status=Status.UNSURE)
    before = desk.state()
    done = desk.applied(close_article(desk.marked, desk.hand, "accept"))
    assert done.said == "closed: 2 accepted; 1 unsure left. u undoes"
    assert {one.via for one in desk.entities if one.status is Status.ACCEPTED} == {Via.REST}
    assert (desk.progress.state, desk.progress.checked) == (State.DONE, len(KOREA))
    assert close_article(desk.marked, desk.hand, "accept").said == "closed already: nothing is left to review"
    assert done.change
    desk.apply(done.change.reversed())
    assert desk.state() == before


def test_closing_rejects_the_rest_but_never_what_is_out_of_scope() -> None:
    desk = Desk(KOREA, only=["GPE"])
    desk.put("Korea", "GPE")
    desk.put("Korea", "ORG", 1)
    done = desk.applied(close_article(desk.marked, desk.hand, "reject"))
    assert done.said == "closed: 1 rejected; 1 out of scope left. u undoes"
    assert desk.shown() == ["rejected GPE Korea", "suggested ORG Korea"]


def test_an_article_without_suggestions_closes_too(desk: Desk) -> None:
    assert desk.applied(close_article(desk.marked, desk.hand, "accept")).said == "closed: 0 accepted. u undoes"
    assert desk.progress.state is State.DONE


def test_closing_accepts_one_of_two_suggestions_that_overlap_and_none_over_a_settled_entity() -> None:
    desk = Desk("Rodong Sinmun Daily of Kim Jong Un")
    desk.put("Rodong Sinmun", "ORG")
    desk.put("Sinmun Daily", "ORG")
    desk.put("Kim Jong Un", "PERSON", status=Status.ACCEPTED)
    desk.put("Kim", "PERSON")
    done = desk.applied(close_article(desk.marked, desk.hand, "accept"))
    assert done.said == "closed: 1 accepted; 1 rejected, overlapping those; 1 left, overlapping what you settled. u undoes"
    assert desk.shown() == [
        "accepted ORG Rodong Sinmun",
        "rejected ORG Sinmun Daily",
        "accepted PERSON Kim Jong Un",
        "suggested PERSON Kim",
    ]


def test_a_group_of_the_pane_is_accepted_or_rejected_where_it_is_still_suggested(desk: Desk) -> None:
    uids = [desk.put("Korea", "GPE", nth).uid for nth in range(3)]
    decided = desk.put("Korea", "ORG", 3, status=Status.UNSURE)
    done = desk.applied(accept_all(desk.marked, desk.hand, [uids[0], decided.uid, "gone"]))
    assert done.said == "1 accepted: 1 GPE. u undoes"
    done = desk.applied(reject_all(desk.marked, desk.hand, [*uids, decided.uid]))
    assert done.said == "2 rejected: 2 GPE. u undoes"
    assert [one.via for one in desk.entities] == [Via.GROUP, Via.GROUP, Via.GROUP, None]
    assert accept_all(desk.marked, desk.hand, uids).said == "nothing to accept: no suggestion here"
    assert reject_all(desk.marked, desk.hand, uids).said == "nothing to reject: no suggestion here"


def test_a_does_not_start_where_the_focus_itself_cannot_be_accepted() -> None:
    desk = Desk("Kim Jong Un. Kim.")
    desk.put("Kim Jong Un", "PERSON", status=Status.ACCEPTED)
    shorter = desk.put("Kim", "PERSON")
    desk.focus = Focus.on(shorter)
    done = desk.does(label_equal)
    assert (done.change, done.said) == (None, "overlaps PERSON Kim Jong Un: x first, or allow overlap in Ctrl+P")
