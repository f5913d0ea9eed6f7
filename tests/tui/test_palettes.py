"""The palettes: how legible text is on what it stands on, and how far apart the families are, to whom."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.labels import Family
from tests.tui.colours import EYES, distance, drawn_text, nearest, seen
from tests.tui.scene import reading
from tests.tui.sixteen import sixteen
from tui.marks import look_in
from tui.palettes import ANSI, CONTRAST, CONTRAST_LIGHT, DARK, LIGHT, PALETTES, Palette, contrast, drawn, low_contrast, mixed

OURS = [one for one in PALETTES if not one.ansi]
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
SCENES = {
    "n a n 4 i n x R n 5 c": "CHR",
    "/ d i á r i o": "hit 1 of 3",
    "shift+home": "/ diário",
    "end": "/ diário",
    "enter tab down s s": "entities by text",
    "escape ? end": "marks: ? suggested",
    "escape n t": "QUANTITY",
    "/ p": "label p",
    "escape escape ctrl+e": "Enter writes the file",
    "escape : down": "Search for commands",
    "t h e m e down": "Theme contrast-light",
    "escape v": "Ilse Brandt [PERSON]",
    "escape n ; n o t e enter D": "D accepts 5",
}
"""Keys that go through every screen, from each to the next, with entities of every status; and words that stand there."""


def by_name(one: Palette) -> str:
    return one.name


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#fa7fed", "#fa7fed", 1)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_distance_is_ciede2000() -> None:
    """Three of the pairs that its authors give for a check."""
    assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert distance((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert distance((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286)) == pytest.approx(0.6377, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
def test_greys_look_the_same_to_all_eyes(eyes: str) -> None:
    for grey in ("#000000", "#808080", "#ffffff"):
        assert distance(seen(grey), seen(grey, eyes)) < 0.1


@given(COLOURS, COLOURS, st.floats(0, 1))
def test_a_mix_lies_between_its_colours(one: str, other: str, share: float) -> None:
    assert mixed(one, 1, other) == one
    assert mixed(one, 0, other) == other
    for low, middle, high in zip(*(bytes.fromhex(colour[1:]) for colour in (one, mixed(one, share, other), other)), strict=True):
        assert min(low, high) <= middle <= max(low, high)


@pytest.mark.parametrize("palette", OURS, ids=by_name)
def test_all_text_has_the_contrast_that_the_theme_promises(palette: Palette) -> None:
    assert palette.least == (7 if palette in (CONTRAST, CONTRAST_LIGHT) else 4.5)
    assert [(what, contrast(*pair)) for what, pair in drawn(palette) if contrast(*pair) < palette.least] == []
    assert low_contrast(palette) == []


@pytest.mark.parametrize("palette", OURS, ids=by_name)
def test_all_that_a_screen_draws_has_the_contrast_that_the_theme_promises(tmp_path: Path, palette: Palette) -> None:
    seen_at_all = set()
    with reading(tmp_path, theme=palette.name) as session:
        for keys, words in SCENES.items():
            session.press(*keys.split())
            assert any(words in row for row in session.screen_text()), keys
            drawn_now = list(drawn_text(session.svg()))
            low = [(words, ink, ground) for words, ink, ground in drawn_now if contrast(ink, ground) < palette.least]
            assert low == [], keys
            seen_at_all |= {(ink, ground) for _, ink, ground in drawn_now}
    assert len(seen_at_all) > 15


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", OURS, ids=by_name)
def test_no_two_families_have_labels_or_tints_of_one_colour_to_any_eyes(palette: Palette, eyes: str) -> None:
    """A distance of 10, as far as from one named colour to the next; coloured text, with less of it on the screen, 15."""
    tints = [pair.ground for pair in palette.decided]
    assert nearest([*tints, palette.background], eyes) >= 10
    labels = [pair.ground or pair.text for pair in palette.labels]
    assert nearest(labels, eyes) >= (15 if palette.dark else 10)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", OURS, ids=by_name)
def test_no_two_families_have_suggestions_of_one_colour_to_any_eyes(palette: Palette, eyes: str) -> None:
    """On white they are the faintest that is drawn, so that what is decided stands out: 8 is what six of them attain."""
    colours = [pair.ground or pair.text for pair in palette.suggested]
    assert nearest(colours if palette.dark else [*colours, palette.background], eyes) >= (15 if palette.dark else 8)


@pytest.mark.parametrize("palette", [LIGHT, CONTRAST_LIGHT], ids=by_name)
def test_on_white_what_is_decided_stands_out_more_than_what_is_suggested(palette: Palette) -> None:
    for faint, strong in zip(palette.suggested, palette.decided, strict=True):
        assert contrast(strong.ground, palette.background) >= 1.1 * contrast(faint.ground, palette.background)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", OURS, ids=by_name)
def test_hits_are_told_from_entities_and_the_current_one_from_the_others(palette: Palette, eyes: str) -> None:
    grounds = {pair.ground or palette.background for pair in (*palette.decided, *palette.suggested)}
    hits = [seen(pair.ground, eyes) for pair in (palette.hit, palette.current_hit)]
    assert min(distance(hit, seen(ground, eyes)) for hit in hits for ground in grounds) >= 10
    assert distance(*hits) >= 10


@pytest.mark.parametrize("terminal", sixteen())
def test_in_the_usual_sixteen_colours_no_text_is_lost_on_its_ground(terminal: str) -> None:
    """What has no colour of its own has the terminal's; the rest, marks and labels and hits, has 3:1, as large text."""
    colours = sixteen()[terminal]
    for what, pair in drawn(ANSI):
        if pair != (ANSI.text, ANSI.background):
            assert contrast(colours[pair.text], colours[pair.ground]) >= 3, what


@pytest.mark.parametrize("terminal", sixteen())
def test_in_the_terminals_own_colours_the_article_has_those_of_the_terminal_and_the_focus_is_their_reverse(terminal: str) -> None:
    colours = sixteen()[terminal]
    assert contrast(colours["text"], colours["background"]) > 3
    for style in look_in(ANSI).texts.values():
        assert style.color is style.bgcolor is None


def test_families_have_six_of_the_terminals_own_colours_which_some_eyes_may_not_tell_apart() -> None:
    assert len({pair.ground for pair in ANSI.labels}) == len(Family)
    solarized = sixteen()["Solarized, dark"]
    assert any(nearest([solarized[pair.ground] for pair in ANSI.labels], eyes) < 10 for eyes in EYES)


@pytest.mark.parametrize(("theme", "colour"), [("ansi", True), ("dark", False)])
def test_where_colours_may_not_tell_families_apart_the_label_is_spelt_beside_each(
    tmp_path: Path, theme: str, colour: bool
) -> None:
    with reading(tmp_path, theme=theme, colour=colour) as session:
        for key, label in (("1", "PERSON"), ("3", "ORG"), ("4", "GPE"), ("6", "DATE"), ("9", "EVENT"), ("7", "CARDINAL")):
            session.press("n", key)
            status = session.screen_text()[-2]
            assert label in status
            assert any(label in row[80:] for row in session.screen_text())


def test_the_dark_themes_are_dark_and_the_light_ones_light() -> None:
    for palette in OURS:
        assert palette.dark == (contrast(palette.background, "#ffffff") > contrast(palette.background, "#000000"))
    assert DARK is PALETTES[0]
    assert len({one.theme for one in PALETTES}) == len(PALETTES)
