"""Makes the pictures of this folder, byte for byte the same each time: ``python -m screenshots.make [FOLDER]``.

The demo article, recorded suggestions, a fixed clock and a throw-away project; no config and no cache is read.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tui.demo import ARTICLE
from tui.driver import Session

HERE = Path(__file__).parent
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the size in columns and rows, the keys pressed, and the theme."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]
    theme: str = "rubricate-dark"


PICTURES = (
    Picture("01-reader", (110, 32), ("n", "4", "A", "n", "1", "n", "a", "n", "a", "n")),
    Picture("02-walk", (110, 32), ("n", "4", "n", "1", "n", "a", "n", "a", "n", "x", "n", "n")),
    Picture("03-missed-name", (110, 32), ("m",)),
    Picture("04-all-equal", (110, 32), ("n", "4", "A")),
    Picture("05-help", (110, 32), ("n", "?")),
    Picture("06-80x24", (80, 24), ("n", "4", "A", "n", "1")),
    Picture("07-pane-80x24", (80, 24), ("n", "4", "A", "tab", "down", "down")),
    Picture("08-search", (110, 32), ("/", *"trieste")),
    Picture("09-light", (110, 32), ("n", "4", "A", "n", "1", "n", "a"), "rubricate-light"),
    Picture("10-done", (110, 32), ("n", "4", "A", "D")),
)


def picture(one: Picture) -> str:
    """The picture as SVG, without the links to fonts that a page would fetch."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "rubricate.json"
        suggestions = HERE / "suggestions.json"
        with Session(ARTICLE, project=project, size=one.size, model=suggestions, theme=one.theme) as session:
            session.wait_for_suggestions()
            session.press(*one.keys)
            return _FONT_FACE.sub("", session.svg("Rubricate")).rstrip() + "\n"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for one in PICTURES:
        (folder / f"{one.name}.svg").write_text(picture(one), "utf-8")


if __name__ == "__main__":
    main()
