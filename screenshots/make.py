"""Makes the pictures of this folder, byte for byte the same each time: ``python -m screenshots.make [FOLDER]``.

The demo article, recorded suggestions, a fixed clock and a throw-away project; no config and no cache is read. The texts of
the folder ``texts`` are our own, but for the first two chapters of Pride and Prejudice (Jane Austen, 1813; public domain, as
Project Gutenberg has it, no. 1342); their suggestions are put there by hand.
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
    """One picture: its name, the size in columns and rows, the keys pressed, the theme, whether there is colour, and the text
    of the folder ``texts`` where it is not the demo article."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]
    theme: str = "dark"
    colour: bool = True
    text: str = ""


PICTURES = (
    Picture("01-reader", (110, 32), ("n", "4", "A", "n", "1", "n", "a", "n", "a", "n")),
    Picture("02-walk", (110, 32), ("n", "4", "n", "1", "n", "a", "n", "a", "n", "x", "n", "n")),
    Picture("03-missed-name", (110, 32), ("m",)),
    Picture("04-all-equal", (110, 32), ("n", "4", "A")),
    Picture("05-help", (110, 32), ("n", "?")),
    Picture("06-80x24", (80, 24), ("n", "4", "A", "n", "1")),
    Picture("07-pane-80x24", (80, 24), ("n", "4", "A", "tab", "down", "down")),
    Picture("08-search", (110, 32), ("/", *"trieste")),
    Picture("09-light", (110, 32), ("n", "4", "A", "n", "1", "n", "a"), "light"),
    Picture("10-done", (110, 32), ("n", "4", "A", "D")),
    Picture("11-high-contrast", (110, 32), ("n", "4", "A", "n", "1", "n", "a"), "contrast"),
    Picture("12-no-colour", (110, 32), ("n", "4", "A", "n", "1", "n", "a"), colour=False),
    Picture("13-wide", (160, 44), ("n", "4", "A", "n", "1", "n", "a", "tab")),
    Picture("14-japanese", (110, 32), ("n", "a", "n", "a", "n", "a", "n", "A"), text="japanese"),
    Picture("15-overlaps", (110, 24), (*("n",) * 13,), text="overlaps"),
    Picture("16-book", (110, 32), (*"%60", "enter", "n", "a", "n"), text="pride_and_prejudice"),
)


def picture(one: Picture) -> str:
    """The picture as SVG, without the links to fonts that a page would fetch."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "rubricate.json"
        text = HERE / "texts" / (one.text or "none")
        labels = text.with_suffix(".toml")
        drawn = Session(
            text.with_suffix(".txt") if one.text else ARTICLE,
            project=project,
            size=one.size,
            model=text.with_suffix(".json") if one.text else HERE / "suggestions.json",
            labels=str(labels) if labels.exists() else None,
            theme=one.theme,
            colour=one.colour,
        )
        with drawn as session:
            session.wait_for_suggestions()
            session.press(*one.keys)
            return _FONT_FACE.sub("", session.svg("Rubricate")).rstrip() + "\n"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for one in PICTURES:
        (folder / f"{one.name}.svg").write_text(picture(one), "utf-8")


if __name__ == "__main__":
    main()
