"""Marks and looks: how the status of an entity is drawn, in the margin, in the text and in the pane. Pure.

No state rests on colour, italic or double underline alone: each has a mark of its own, and without colour (NO_COLOR)
each has attributes of its own. Colours: six families from Okabe and Ito (jfly.uni-koeln.de/color) and Paul Tol
(personal.sron.nl/~pault), chosen so that they stay apart for colour-blind eyes; within a family the label tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rich.style import Style

from annotations.entity import Entity, Status
from annotations.labels import Family

DOUBTFUL = 0.5
"""A suggestion with a score below this is doubtful."""

URGENCY = ("??", "!", "?", "~", "*", "✓", "x")
"""All marks, the most urgent first: the margin has room for one."""

FOCUS = Style(reverse=True)
"""What is in focus; it comes on top and replaces no mark."""

OUTER = Style(underline=True)
"""What an entity that holds or crosses an inner one adds, over all of its extent."""

DARK, DARK_TEXT = "#1e1e1e", "#e0e0e0"
LIGHT, LIGHT_TEXT = "#ffffff", "#1a1a1a"
_DARK_FAMILIES = dict(zip(Family, ("#66ccee", "#cc79a7", "#009e73", "#f0e442", "#aaaa00", "#dddddd"), strict=True))
_LIGHT_FAMILIES = dict(zip(Family, ("#56b4e9", "#cc79a7", "#009e73", "#f0e442", "#d55e00", "#999999"), strict=True))
_ANSI_FAMILIES = dict(zip(Family, ("cyan", "magenta", "green", "yellow", "bright_red", "default"), strict=True))

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


def doubtful(entity: Entity) -> bool:
    """Whether it is a suggestion that its own origin gives a low score."""
    return entity.status is Status.SUGGESTED and entity.score is not None and entity.score < DOUBTFUL


def mark(entity: Entity) -> str:
    """``?`` suggested, ``??`` suggested and doubtful, ``!`` unsure, ``✓`` accepted, ``~`` changed by a person, ``*`` made by
    a person, ``x`` rejected. One or two cells."""
    if entity.status is Status.SUGGESTED:
        return "??" if doubtful(entity) else "?"
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


@dataclass(frozen=True, eq=False)
class Look:
    """How things look on one kind of background. Styles are added to that of plain text."""

    texts: Mapping[tuple[str, Family], Style]
    families: Mapping[Family, Style]
    hit: Style
    current_hit: Style

    def text_style(self, mark: str, family: Family) -> Style:
        """How the text of an entity with this mark is drawn."""
        return self.texts[mark, family]

    def family_style(self, family: Family) -> Style:
        """How a label is drawn."""
        return self.families[family]

    def mark_style(self, family: Family) -> Style:
        """How a mark is drawn in the margin and in the pane."""
        return self.families[family] + Style(bold=True)


@cache
def look(dark: bool = True, ansi: bool = False, colour: bool = True) -> Look:
    """The look for a dark or light background, for the terminal's own sixteen colours, or without any colour. The same
    arguments give the same object."""
    if not colour:
        return _look({}, {}, {}, _COLOURLESS, Style(reverse=True), Style(reverse=True, bold=True, underline=True))
    text: _Styles
    tint: _Styles
    if ansi:
        text = {family: Style(color=name) for family, name in _ANSI_FAMILIES.items()}
        tint = {f: Style(color="black", bgcolor="white" if name == "default" else name) for f, name in _ANSI_FAMILIES.items()}
        hit, current = Style(color="black", bgcolor="bright_yellow"), Style(color="black", bgcolor="bright_white", bold=True)
        return _look(text, text, tint, _ATTRIBUTES, hit, current)
    if dark:
        text = {family: Style(color=name) for family, name in _DARK_FAMILIES.items()}
        tint = _tints(_DARK_FAMILIES, 0.3, DARK, DARK_TEXT)
        hit, current = Style(color="#ffffff", bgcolor="#6b4e00"), Style(color="#000000", bgcolor="#ffc83d", bold=True)
        return _look(text, text, tint, _ATTRIBUTES, hit, current)
    faint, tint = _tints(_LIGHT_FAMILIES, 0.2, LIGHT, LIGHT_TEXT), _tints(_LIGHT_FAMILIES, 0.4, LIGHT, LIGHT_TEXT)
    hit, current = Style(color="#000000", bgcolor="#ffe08a"), Style(color="#000000", bgcolor="#ffb000", bold=True)
    return _look(tint, faint, tint, _ATTRIBUTES, hit, current)


def mixed(colour: str, share: float, background: str) -> str:
    """``share`` of a colour in a background, both and the result as ``#rrggbb``."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(background[1:]), strict=True)
    return "#" + bytes(round(share * one + (1 - share) * other) for one, other in pairs).hex()


def _tints(families: Mapping[Family, str], share: float, background: str, text: str) -> _Styles:
    return {family: Style(color=text, bgcolor=mixed(colour, share, background)) for family, colour in families.items()}


def _look(families: _Styles, open_: _Styles, tint: _Styles, attributes: Mapping[str, Style], hit: Style, current: Style) -> Look:
    none = Style()
    texts = {}
    for sign, attribute in attributes.items():
        colours = open_ if sign in _UNDERLINED else tint if sign in _TINTED else {}
        for family in Family:
            texts[sign, family] = colours.get(family, none) + attribute
    return Look(texts, {family: families.get(family, none) for family in Family}, hit, current)
