"""Marks and looks: each status told apart, with colour and without."""

import pytest
from rich.style import Style

from annotations.entity import Entity, Proposal, Status
from annotations.labels import Family
from tui.marks import FOCUS, URGENCY, look, look_in, mark, most_urgent
from tui.palettes import ANSI, DARK, LIGHT, PALETTES

LOOKS = {**{one.name: look_in(one) for one in PALETTES}, "colourless": look(colour=False)}


def entity(status: Status, **fields: object) -> Entity:
    return Entity("u", 0, 4, "ORG", status, origin="model:m").changed(**fields)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (entity(Status.SUGGESTED), "?"),
        (entity(Status.SUGGESTED, score=0.5), "?"),
        (entity(Status.SUGGESTED, score=0.49), "??"),
        (entity(Status.UNSURE, score=0.1), "!"),
        (entity(Status.ACCEPTED, score=0.1), "✓"),
        (entity(Status.ACCEPTED, origin="import:brat"), "✓"),
        (entity(Status.ACCEPTED, suggested=Proposal(0, 3, "GPE", "model:m")), "~"),
        (entity(Status.ACCEPTED, origin="human"), "*"),
        (entity(Status.REJECTED), "x"),
    ],
)
def test_each_status_has_its_mark(one: Entity, expected: str) -> None:
    assert mark(one) == expected


def test_the_most_urgent_mark_is_the_one_to_look_at_first() -> None:
    assert most_urgent(["✓", "?", "*", "??"]) == "??"
    assert most_urgent(["✓", "?", "!"]) == "!"
    assert most_urgent([]) == ""


@pytest.mark.parametrize("name", LOOKS)
def test_statuses_of_one_label_are_told_apart(name: str) -> None:
    styles = {sign: LOOKS[name].text_style(sign, Family.ORGANISATIONS) for sign in URGENCY if sign != "??"}
    assert len(set(map(str, styles.values()))) == len(styles)


def attributes(style: Style) -> tuple[bool | None, ...]:
    return style.bold, style.dim, style.italic, style.underline, style.strike, style.reverse


def test_without_colour_statuses_are_told_apart_by_attributes_and_from_plain_text() -> None:
    ours = LOOKS["colourless"]
    shown = [ours.text_style(sign, Family.PLACES) for sign in URGENCY if sign != "??"]
    assert all(style.color is None and style.bgcolor is None for style in ours.texts.values())
    assert len({attributes(style) for style in [*shown, Style()]}) == len(shown) + 1


@pytest.mark.parametrize("name", LOOKS)
def test_focus_shows_on_top_of_every_status(name: str) -> None:
    for style in LOOKS[name].texts.values():
        assert not style.reverse
        assert (style + FOCUS).reverse


@pytest.mark.parametrize("name", [one.name for one in PALETTES])
def test_hits_differ_from_each_other_and_from_entities(name: str) -> None:
    ours = LOOKS[name]
    assert len({str(ours.hit), str(ours.current_hit)}) == 2
    assert {ours.hit, ours.current_hit}.isdisjoint(ours.texts.values())


def test_the_same_kind_of_background_is_the_same_look() -> None:
    assert look(True, False, True) is look(True, False, True) is look_in(DARK)
    assert look(False) is look_in(LIGHT)
    assert look(ansi=True) is look_in(ANSI)
