"""Marks, looks and themes: each status told apart, with colour and without, and all of it legible."""

from itertools import combinations

import pytest
from rich.color import Color
from rich.style import Style

from annotations.entity import Entity, Proposal, Status
from annotations.labels import Family
from tui.marks import DARK, FOCUS, LIGHT, URGENCY, look, mark, most_urgent
from tui.themes import THEMES

LOOKS = {"dark": look(True), "light": look(False), "ansi": look(ansi=True), "colourless": look(colour=False)}


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


def rgb(colour: Color | None) -> tuple[int, int, int]:
    assert colour is not None
    assert colour.triplet is not None
    return tuple(colour.triplet)


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """CIE L*a*b* under D65."""
    parts = [value / 255 for value in colour]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    x, y, z = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b, 0.0193 * r + 0.1192 * g
    z = (z + 0.9505 * b) / 1.089
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


@pytest.mark.parametrize(("name", "background"), [("dark", DARK), ("light", LIGHT)])
def test_all_text_of_an_entity_is_legible(name: str, background: str) -> None:
    plain = Style(color="#e0e0e0" if name == "dark" else "#1a1a1a", bgcolor=background)
    ours = LOOKS[name]
    styles = [*ours.texts.values(), *ours.families.values(), ours.hit, ours.current_hit]
    styles += [ours.mark_style(family) for family in Family]
    for style in styles:
        drawn = plain + style
        assert contrast(rgb(drawn.color), rgb(drawn.bgcolor)) >= 4.5, style


@pytest.mark.parametrize("name", ["dark", "light"])
def test_families_are_told_apart_by_colour(name: str) -> None:
    for sign in ("?", "✓"):
        styles = [LOOKS[name].text_style(sign, family) for family in Family]
        shown = [rgb(style.color if name == "dark" and sign == "?" else style.bgcolor) for style in styles]
        assert all(apart(one, other) >= 7 for one, other in combinations(shown, 2))


def test_families_are_told_apart_in_sixteen_colours_without_blue() -> None:
    names = [str(LOOKS["ansi"].family_style(family)) for family in Family]
    assert len(set(names)) == len(Family)
    assert not any("blue" in name for name in names)


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


@pytest.mark.parametrize("name", ["dark", "light", "ansi"])
def test_hits_differ_from_each_other_and_from_entities(name: str) -> None:
    ours = LOOKS[name]
    assert len({str(ours.hit), str(ours.current_hit)}) == 2
    assert {ours.hit, ours.current_hit}.isdisjoint(ours.texts.values())


def test_the_same_kind_of_background_is_the_same_look() -> None:
    assert look(True, False, True) is look(True, False, True)


def test_there_are_three_themes_one_of_them_the_terminals_own() -> None:
    assert [theme.name for theme in THEMES] == ["rubricate-dark", "rubricate-light", "rubricate-ansi"]
    assert [(theme.dark, theme.ansi) for theme in THEMES] == [(True, False), (False, False), (True, True)]


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name)
def test_the_colours_of_a_theme_are_legible_on_its_backgrounds(theme: object) -> None:
    grounds = [getattr(theme, name) for name in ("background", "surface", "panel")]
    for name in ("foreground", "primary", "secondary", "accent", "warning", "error", "success"):
        ours = rgb(Color.parse(getattr(theme, name)))
        assert all(contrast(ours, rgb(Color.parse(ground))) >= 4.5 for ground in grounds), name
