"""Carry-over: which corrections go to later equal texts, to which, and what is said."""

from annotations.carrying import carry
from annotations.edits import Edit, accept, label, reject, resize, unsure
from annotations.entity import CARRIED, Status, Via
from tests.annotations.desk import FREE, Desk

KOREA = "Korea said. Korea met Korea, “Korea” and Korea’s own. South Korea did not."


def corrected(desk: Desk, edit: object, *arguments: object) -> Edit:
    """Do an edit on the focus with what it carries."""
    done = carry(desk.marked, desk.hand, edit(desk.marked, desk.hand, desk.focus, *arguments))  # type: ignore[operator]
    desk.focus = done.focus
    return desk.applied(done)


def test_a_new_entity_is_suggested_at_later_equal_texts_and_never_before() -> None:
    desk = Desk(KOREA)
    done = corrected(desk.on("Korea", 2), label, "GPE")
    assert done.said == "tagged GPE Korea; carried to 3 later: 3 newly suggested. u undoes"
    assert desk.shown() == ["accepted GPE Korea", *["suggested GPE Korea"] * 3]
    assert [one.origin for one in desk.entities] == ["human", CARRIED, CARRIED, CARRIED]
    assert next(one.start for one in desk.entities) == desk.span("Korea", 2)[0]


def test_another_label_relabels_later_suggestions_and_keeps_what_was_proposed() -> None:
    desk = Desk("Korea. Korea. Korea. Korea.")
    for nth in range(3):
        desk.put("Korea", "ORG", nth)
    done = corrected(desk.on("Korea", 1), label, "GPE")
    assert done.said == "GPE Korea, was ORG; carried to 2 later: 1 relabelled, 1 newly suggested. u undoes"
    assert desk.shown() == ["suggested ORG Korea", "accepted GPE Korea", "suggested GPE Korea", "suggested GPE Korea"]
    assert [one.suggested.label if one.suggested else "" for one in desk.entities] == ["", "ORG", "ORG", ""]


def test_a_rejection_rejects_later_suggestions_of_the_same_text_and_label() -> None:
    desk = Desk("Korea. Korea. Korea. Korea.")
    for nth, name in enumerate(["ORG", "ORG", "ORG", "GPE"]):
        desk.put("Korea", name, nth)
    done = corrected(desk.on("Korea", 1), reject)
    assert done.said == "rejected ORG Korea; carried to 1 later: 1 rejected. u undoes"
    assert [str(one.status) for one in desk.entities] == ["suggested", "rejected", "rejected", "suggested"]
    assert [one.via for one in desk.entities] == [None, Via.ONE, Via.EQUAL, None]


def test_an_edge_moves_later_suggestions_where_the_text_agrees() -> None:
    desk = Desk("Ilse Brandt. Ilse Brandt. Ilse Maier.")
    for nth in range(3):
        desk.put("Ilse", "PERSON", nth)
    done = corrected(desk.on("Ilse"), resize, 0, 11)
    assert done.said == "PERSON Ilse Brandt, was Ilse; carried to 1 later: 1 moved. u undoes"
    assert desk.shown() == ["accepted PERSON Ilse Brandt", "suggested PERSON Ilse Brandt", "suggested PERSON Ilse"]


def test_a_text_that_the_entity_reached_over_before_its_edge_was_moved_waits() -> None:
    desk = Desk("U.N. U.N. U.N.")
    desk.put("U.N. U.N", "ORG")
    done = corrected(desk.on("U.N. U.N"), resize, 0, 4)
    assert done.said == "ORG U.N., was U.N. U.N; carried to 1 later: 1 newly suggested. u undoes"
    assert desk.shown() == ["accepted ORG U.N.", "suggested ORG U.N."]
    assert desk.entities.exactly(*desk.span("U.N.", 2))


def test_an_edge_on_its_way_suggests_nothing_within_a_longer_name() -> None:
    desk = Desk("Kim Jong Un. Kim Jong Il. Kim Jong Un.")
    desk.put("Kim", "PERSON")
    assert corrected(desk.on("Kim"), resize, 0, 8).said == "PERSON Kim Jong, was Kim. u undoes"
    done = corrected(desk, resize, 0, 11)
    assert done.said == "PERSON Kim Jong Un, was Kim Jong; carried to 1 later: 1 newly suggested. u undoes"
    assert desk.shown() == ["accepted PERSON Kim Jong Un", "suggested PERSON Kim Jong Un"]


def test_a_run_over_a_wrong_suggestion_takes_the_place_of_the_same_one_later() -> None:
    desk = Desk("North Korea. North Korea. North Korea.")
    desk.put("North", "ORG", 0)
    desk.put("North", "ORG", 1)
    desk.put("North", "LOC", 2)
    done = corrected(desk.on("North Korea"), label, "GPE")
    assert done.said.endswith("which it overlaps; carried to 1 later: 1 moved. u undoes")
    assert desk.shown()[-2:] == ["suggested GPE North Korea", "suggested LOC North"]


def test_what_was_decided_refused_or_is_part_of_something_longer_is_never_touched() -> None:
    desk = Desk(KOREA)
    desk.put("Korea", "ORG", 1, status=Status.ACCEPTED)
    desk.put("Korea", "ORG", 2, status=Status.UNSURE)
    desk.put("Korea", "GPE", 3, status=Status.REJECTED, via=Via.ONE)
    desk.put("South Korea", "GPE")
    before = desk.state()[0]
    done = corrected(desk.on("Korea"), label, "GPE")
    assert done.said == "tagged GPE Korea; carried to 1 later: 1 newly suggested. u undoes"
    after = desk.state()[0]
    assert {uid: after[uid] for uid in before} == before


def test_a_label_after_a_carried_rejection_may_come_where_another_label_was_rejected_with_it() -> None:
    desk = Desk("Korea. Korea.")
    desk.put("Korea", "ORG", 0)
    desk.put("Korea", "ORG", 1)
    corrected(desk.on("Korea"), reject)
    assert corrected(desk, label, "ORG").said == "brought back ORG Korea. u undoes"
    corrected(desk, reject)
    done = corrected(desk, label, "GPE")
    assert "carried to 1 later: 1 newly suggested" in done.said
    assert desk.entities.exactly(*desk.span("Korea", 1))[0].label == "GPE"


def test_an_acceptance_a_doubt_and_a_mention_in_parts_carry_nothing() -> None:
    desk = Desk(KOREA)
    desk.put("Korea", "GPE")
    assert "carried" not in corrected(desk.on("Korea"), accept).said
    assert "carried" not in corrected(desk, label, "GPE").said
    assert "carried" not in corrected(desk, unsure).said
    desk.put("Korea", "ORG", 1, group="g")
    assert "carried" not in corrected(desk.on("Korea", 1), label, "GPE").said


def test_what_is_out_of_scope_is_not_carried_to() -> None:
    desk = Desk("Korea. Korea. Korea.", only=["GPE"])
    desk.put("Korea", "ORG", 1)
    done = corrected(desk.on("Korea"), label, "GPE")
    assert done.said == "tagged GPE Korea; carried to 1 later: 1 newly suggested. u undoes"


def test_the_correction_and_what_it_carried_are_taken_back_together() -> None:
    desk = Desk(KOREA, FREE)
    desk.put("Korea", "ORG", 1)
    before = desk.state()
    done = corrected(desk.on("Korea"), label, "GPE")
    assert done.change
    desk.apply(done.change.reversed())
    assert desk.state()[0] == before[0]
