import pytest

from annotations.bulk import accept_all, accept_passed, close_article, reject_all
from annotations.entity import Status, Via
from annotations.progress import State
from tests.annotations.desk import Desk

KOREA = "Korea said. Korea met Korea, “Korea” and Korea’s own. South Korea did not."


@pytest.fixture
def desk() -> Desk:
    return Desk(KOREA)


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
