"""Marks and looks: how the status of an entity is drawn, in the margin, in the text and in the pane. Pure.

No state rests on colour, italic or double underline alone: each has a mark of its own, and without colour (NO_COLOR)
each has attributes of its own. Colours are those of a palette (``tui.palettes``); within a family the label tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rich.style import Style

from annotations.entity import Entity, Status
from annotations.labels import Family
from tui.palettes import ANSI, DARK, LIGHT, Pair, Palette, mixed

URGENCY = ("??", "!", "?", "~", "*", "✓", "x")
"""All marks, the most urgent first: the margin has room for one."""

PLAIN, BOLD, DIM = Style(), Style(bold=True), Style(dim=True)
"""Made once: Rich takes longer to make a style than to draw with it."""

FOCUS = Style(reverse=True)
"""What is in focus; it comes on top and replaces no mark."""

OUTER = Style(underline=True)
"""What an entity that holds or crosses an inner one adds, over all of its extent."""

STACKED = OUTER + Style(underline2=True)
"""The same where one lies over another; where more than two do, the margin has their number."""

RULE = 0.4
"""The share of the text's colour in that of the rule between the panes."""

_Styles = Mapping[Family, Style]
_UNDERLINED = frozenset({"??", "?", "!"})
_TINTED = frozenset({"✓", "~", "*"})
_ATTRIBUTES = {
    "??": Style(underline=True),
    "?": Style(underline=True),
    "!": Style(underline=True, italic=True),
    "✓": Style(),
    "~": Style(bold=True, underline=True),
    "*": Style(bold=True),
    "x": Style(dim=True, strike=True),
}
_COLOURLESS = _ATTRIBUTES | {"✓": Style(bold=True), "*": Style(bold=True, italic=True)}


def mark(entity: Entity) -> str:
    """``?`` suggested, ``??`` suggested and doubtful, ``!`` unsure, ``✓`` accepted, ``~`` changed by a person, ``*`` made by
    a person, ``x`` rejected. One or two cells."""
    if entity.status is Status.SUGGESTED:
        return "??" if entity.doubtful else "?"
    if entity.status is Status.UNSURE:
        return "!"
    if entity.status is Status.REJECTED:
        return "x"
    if entity.suggested is not None:
        return "~"
    return "*" if entity.made_by_hand else "✓"


def most_urgent(marks: Iterable[str]) -> str:
    """The mark that wants a look first; empty when there is none."""
    return min(marks, key=URGENCY.index, default="")


@dataclass(frozen=True, eq=False, repr=False)
class Look:
    """How things look on one kind of background. Styles are added to that of plain text."""

    texts: Mapping[tuple[str, Family], Style]
    families: Mapping[Family, Style]
    hit: Style
    current_hit: Style
    rule: Style

    def text_style(self, mark: str, family: Family) -> Style:
        """How the text of an entity with this mark is drawn."""
        return self.texts[mark, family]

    def family_style(self, family: Family) -> Style:
        """How a label is drawn."""
        return self.families[family]

    def mark_style(self, family: Family) -> Style:
        """How a mark is drawn in the margin and in the pane."""
        return self.families[family] + BOLD


@cache
def look_in(palette: Palette) -> Look:
    """The look in the colours of a palette. The same palette gives the same object."""
    labels, suggested, decided = map(_styles, (palette.labels, palette.suggested, palette.decided))
    # Not dim: what a hit of a rejected entity stands on is for text in full.
    hit, current = _style(palette.hit) + Style(dim=False), _style(palette.current_hit) + Style(dim=False, bold=True)
    rule = Style(dim=True) if palette.ansi else Style(color=mixed(palette.text, RULE, palette.background))
    return _look(labels, suggested, decided, _COLOURLESS if palette.ansi else _ATTRIBUTES, hit, current, rule)


@cache
def look(dark: bool = True, ansi: bool = False, colour: bool = True) -> Look:
    """The look in our usual palette for a dark or light background, or for the terminal's own sixteen colours; or without any
    colour. The same arguments give the same object."""
    if colour:
        return look_in(ANSI if ansi else DARK if dark else LIGHT)
    hit, current = Style(reverse=True), Style(reverse=True, bold=True, underline=True)
    return _look({}, {}, {}, _COLOURLESS, hit, current, Style(dim=True))


def _styles(pairs: Iterable[Pair]) -> _Styles:
    return dict(zip(Family, map(_style, pairs), strict=True))


def _style(pair: Pair) -> Style:
    return Style(color=pair.text or None, bgcolor=pair.ground or None)


def _look(
    families: _Styles, open_: _Styles, tint: _Styles, attributes: Mapping[str, Style], hit: Style, current: Style, rule: Style
) -> Look:
    none = Style()
    texts = {}
    for sign, attribute in attributes.items():
        colours = open_ if sign in _UNDERLINED else tint if sign in _TINTED else {}
        for family in Family:
            texts[sign, family] = colours.get(family, none) + attribute
    return Look(texts, {family: families.get(family, none) for family in Family}, hit, current, rule)
