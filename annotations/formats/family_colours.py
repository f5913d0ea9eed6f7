"""The colours of the six label families on a page or a picture, light and dark: those of the reader's themes.

Text has 4.5:1 at least on each tint, a line 3:1 on the ground; the tints of one scheme are told apart by colour-blind eyes.
"""

from collections.abc import Mapping

from annotations.labels import Family

TEXT = {"light": "#1a1a1a", "dark": "#e0e0e0"}
GROUND = {"light": "#ffffff", "dark": "#1e1e1e"}
DIM = {"light": "#595959", "dark": "#a8a8a8"}
RULE = {"light": "#c8c8c8", "dark": "#555555"}


def _by_family(*colours: str) -> Mapping[Family, str]:
    return dict(zip(Family, colours, strict=True))


TINTS = {
    "light": _by_family("#b2def9", "#c99ce5", "#48bf9e", "#f0e89b", "#e3a973", "#d1cecb"),
    "dark": _by_family("#005d82", "#491853", "#22473b", "#5a573a", "#223408", "#4d5661"),
}
LINES = {
    "light": _by_family("#00689d", "#7a3aa0", "#00694d", "#7d7300", "#8f4e0b", "#5c5854"),
    "dark": _by_family("#66ccee", "#cc79a7", "#009e73", "#f0e442", "#aaaa00", "#dddddd"),
}


def variables() -> str:
    """Style rules: the colours of both schemes as variables, and for each family its own as ``--tint`` and ``--line``."""

    def scheme(name: str) -> str:
        plain = f"--ground: {GROUND[name]}; --text: {TEXT[name]}; --dim: {DIM[name]}; --rule: {RULE[name]};"
        own = "".join(f" --{family}: {TINTS[name][family]}; --{family}-line: {LINES[name][family]};" for family in Family)
        return f":root {{ {plain}{own} }}"

    families = "\n".join(f".{family} {{ --tint: var(--{family}); --line: var(--{family}-line); }}" for family in Family)
    return f"{scheme('light')}\n@media (prefers-color-scheme: dark) {{ {scheme('dark')} }}\n{families}\n"
