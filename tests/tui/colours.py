"""Colours for tests: how far apart they are, to whom, and those that a picture of the screen is drawn in.

Distance: CIEDE2000 (Sharma, Wu and Dalal 2005). Colour-blind eyes: Machado, Oliveira and Fernandes 2009, full severity, in
linear RGB (inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation).
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Triple = tuple[float, float, float]
EYES: dict[str, tuple[Triple, Triple, Triple]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def seen(colour: str, eyes: str = "normal") -> Triple:
    """A colour ``#rrggbb`` as these eyes see it, in CIE L*a*b* under D65."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    red, green, blue = (min(max(value, 0.0), 1.0) for value in _times(EYES[eyes], linear))
    x, y, z = (_cube_root(value / sum(row)) for value, row in zip(_times(_XYZ, (red, green, blue)), _XYZ, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _parts(colour: str) -> list[float]:
    return [part / 255 for part in bytes.fromhex(colour[1:])]


def _times(matrix: tuple[Triple, Triple, Triple], vector: Iterable[float]) -> list[float]:
    vector = list(vector)
    return [sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix]


def _cube_root(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def distance(one: Triple, other: Triple) -> float:
    """CIEDE2000 of two colours in L*a*b*."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    seventh = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - sqrt(seventh / (seventh + 25**7)))
    c1, c2 = hypot(a1 * stretch, b1), hypot(a2 * stretch, b2)
    h1, h2 = degrees(atan2(b1, a1 * stretch)) % 360, degrees(atan2(b2, a2 * stretch)) % 360
    turn = 0.0 if not c1 * c2 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue))
    t += 0.32 * cos(radians(3 * hue + 6)) - 0.20 * cos(radians(4 * hue - 63))
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue % 360 - 275) / 25) ** 2))))
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh)


def nearest(colours: Iterable[str], eyes: str) -> float:
    """How far apart those two of the colours are that these eyes see least apart."""
    return min(distance(one, other) for one, other in combinations([seen(colour, eyes) for colour in colours], 2))


MARKS = "?!~*✓×"
_CLASS = re.compile(r"\.([\w-]+-r\d+) \{ fill: (#[0-9a-f]{6})")
_GROUND = re.compile(r'<rect fill="(#[0-9a-f]{6})" x="([\d.]+)" y="([\d.]+)"')
_WORDS = re.compile(r'<text class="([\w-]+-r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_DOWN = 18.5
"""From the top of a ground to the line that text stands on, in Rich's pictures."""


def drawn_text(svg: str) -> Iterator[tuple[str, str, str]]:
    """Each piece of text of a picture of the screen, lines and boxes left out, with its colour and that of its ground."""
    inks = dict(_CLASS.findall(svg))
    grounds = {(left, round(float(top) + _DOWN, 1)): colour for colour, left, top in _GROUND.findall(svg)}
    for name, left, down, words in _WORDS.findall(svg):
        text = html.unescape(words).strip("\xa0 \n")
        if any(letter.isalnum() or letter in MARKS for letter in text):
            yield text, inks[name], grounds[left, float(down)]
