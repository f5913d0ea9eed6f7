"""Palettes: the colours that all is drawn in, as data, and how well they are read. Pure; known before Textual is imported.

The six families are those of Okabe and Ito (jfly.uni-koeln.de/color) and Paul Tol (personal.sron.nl/~pault) in hue; the
shades were searched for so that text is legible on them (WCAG 2.1, 1.4.3 and 1.4.6) and no two look alike to normal or
colour-blind eyes (CIEDE2000 under Machado, Oliveira and Fernandes 2009). ``tests/tui/test_palettes.py`` computes both.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotations.labels import Family

DIM = 0.66
"""How much of its colour dim text keeps, the rest being its ground: Textual's factor."""


class Pair(NamedTuple):
    """A colour of text and of what it stands on, ``#rrggbb`` or a name of the sixteen; empty: that of plain text."""

    text: str = ""
    ground: str = ""


class Palette(NamedTuple):
    """The colours of one theme. ``labels``, ``suggested`` and ``decided`` have one pair a family, in their order.

    ``least``: the contrast that all text in it has. ``own``: the user's.
    """

    name: str
    dark: bool
    background: str
    text: str
    labels: tuple[Pair, ...]
    suggested: tuple[Pair, ...]
    decided: tuple[Pair, ...]
    hit: Pair
    current_hit: Pair
    least: float = 4.5
    ansi: bool = False
    own: bool = False

    @property
    def theme(self) -> str:
        """What Textual calls it: a word that can be a class of a style sheet, another one for other colours."""
        return f"rubricate-own-{hash(self) & 0xFFFFFFFF:x}" if self.own else f"rubricate-{self.name}"

    @property
    def surface(self) -> str:
        """What stands over the article stands on this."""
        return self.background if self.ansi else mixed(self.text, 0.04, self.background)


def mixed(colour: str, share: float, ground: str) -> str:
    """``share`` of a colour in a ground, both and the result as ``#rrggbb``."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + bytes(round(share * one + (1 - share) * other) for one, other in pairs).hex()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#rrggbb``, 1 to 21, by WCAG 2.1."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 255 for part in bytes.fromhex(colour[1:]))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def coloured_text(colours: Sequence[str]) -> tuple[Pair, ...]:
    """Text in these colours on the background."""
    return tuple(Pair(colour) for colour in colours)


def on_tints(text: str, tints: Sequence[str]) -> tuple[Pair, ...]:
    """Text of one colour on these tints."""
    return tuple(Pair(text, tint) for tint in tints)


_LIGHT_TINTS = ("#b2def9", "#c99ce5", "#48bf9e", "#f0e89b", "#e3a973", "#d1cecb")
_LIGHT_FAINT = ("#d7edfd", "#e5c1f8", "#add8d3", "#e7ffb3", "#edcbae", "#f2e8d9")
_DARK_LABELS = coloured_text(("#66ccee", "#cc79a7", "#009e73", "#f0e442", "#aaaa00", "#dddddd"))
_BRIGHT_LABELS = coloured_text(("#34a8f2", "#cc99a8", "#afffc7", "#eae525", "#9caa5e", "#eff2ff"))
_ON_COLOURS = tuple(
    Pair(*words.split())
    for words in ("black cyan", "bright_white magenta", "black green", "black yellow", "bright_white red", "black white")
)
_UNCOLOURED = coloured_text([""] * len(Family))

DARK = Palette(
    name="dark",
    dark=True,
    background="#1e1e1e",
    text="#e0e0e0",
    labels=_DARK_LABELS,
    suggested=_DARK_LABELS,
    decided=on_tints("#e0e0e0", ("#005d82", "#491853", "#22473b", "#5a573a", "#223408", "#4d5661")),
    hit=Pair("#ffffff", "#6b4e00"),
    current_hit=Pair("#000000", "#ffc83d"),
)
# On white no six colours of text are both legible and told apart, so the families are tints under text of one colour.
LIGHT = Palette(
    name="light",
    dark=False,
    background="#ffffff",
    text="#1a1a1a",
    labels=on_tints("#1a1a1a", _LIGHT_TINTS),
    suggested=on_tints("#1a1a1a", _LIGHT_FAINT),
    decided=on_tints("#1a1a1a", _LIGHT_TINTS),
    hit=Pair("#ffffff", "#8a5a00"),
    current_hit=Pair("#ffffff", "#4a2c00"),
)
CONTRAST = Palette(
    name="contrast",
    dark=True,
    background="#000000",
    text="#ffffff",
    labels=_BRIGHT_LABELS,
    suggested=_BRIGHT_LABELS,
    decided=on_tints("#ffffff", ("#0a354f", "#763d9c", "#0b6262", "#5d5842", "#432d00", "#333530")),
    hit=Pair("#ffffff", "#6b4e00"),
    current_hit=Pair("#000000", "#ffc83d"),
    least=7.0,
)
CONTRAST_LIGHT = Palette(
    name="contrast-light",
    dark=False,
    background="#ffffff",
    text="#000000",
    labels=on_tints("#000000", _LIGHT_TINTS),
    suggested=on_tints("#000000", _LIGHT_FAINT),
    decided=on_tints("#000000", _LIGHT_TINTS),
    hit=Pair("#ffffff", "#7a4800"),
    current_hit=Pair("#ffffff", "#4a2c00"),
    least=7.0,
)
# What the terminal's own sixteen colours are on its own background cannot be known: yellow text is lost on white, and the
# reverse of black on yellow, where the focus is, on black. So the article keeps the terminal's colours, and has attributes;
# the families are grounds of marks and labels, with the text on each that is legible in the usual sixteen.
ANSI = Palette(
    name="ansi",
    dark=True,
    background="default",
    text="default",
    labels=_ON_COLOURS,
    suggested=_UNCOLOURED,
    decided=_UNCOLOURED,
    hit=Pair("bright_white", "blue"),
    current_hit=Pair("black", "bright_white"),
    ansi=True,
)

PALETTES = (DARK, LIGHT, CONTRAST, CONTRAST_LIGHT, ANSI)
"""Ours; the first is the usual one."""


def by_name(name: str) -> Palette | None:
    """Our palette of that name."""
    return next((one for one in PALETTES if one.name == name), None)


def drawn(palette: Palette) -> Iterator[tuple[str, Pair]]:
    """Every pair of colours that text is drawn in, with what it is; reversed text is the same pair."""
    plain = Pair(palette.text, palette.background)
    for where, ground in (("", palette.background), (" on a surface", palette.surface)):
        yield f"text{where}", Pair(palette.text, ground)
        if not palette.ansi:
            yield f"dim text{where}", Pair(mixed(palette.text, DIM, ground), ground)
    for what in ("labels", "suggested", "decided"):
        for family, pair in zip(Family, getattr(palette, what), strict=True):
            yield f"{family} ({what})", Pair(pair.text or plain.text, pair.ground or plain.ground)
    yield "hit", palette.hit
    yield "current-hit", palette.current_hit


def low_contrast(palette: Palette) -> list[tuple[float, str]]:
    """What of a palette of ``#rrggbb`` has less contrast than it should (``least``), the worst first."""
    found = [(contrast(*pair), what) for what, pair in drawn(palette)]
    return sorted((ratio, what) for ratio, what in found if ratio < palette.least)
