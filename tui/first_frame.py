"""The first frame: the article's text at its place, painted in plain ANSI before anything is imported that can wait.

Pure. It has the column and the rule beside it, no marks and no counts: these come with the reader, and move nothing.
"""

from collections.abc import Sequence

from tui.geometry import ROWS_BELOW, TITLE_ROWS, column, margin, pane_columns
from tui.layout import Layout

Looks = tuple[str, str]
"""SGR parameters of plain text and of the rule beside the article."""


def article_cells(columns: int, rows: int) -> tuple[int, int]:
    """Width and height of the article in a terminal of so many columns and rows."""
    return columns - pane_columns(columns), max(rows - TITLE_ROWS - ROWS_BELOW, 0)


def text_lines(layout: Layout, at: int, height: int) -> list[str]:
    """What is drawn of a text with the line that holds the offset ``at`` at the top."""
    return [layout.shown(line) if line else "" for line in layout.page(at, height)] if height else []


def first_frame(lines: Sequence[str], measure: int, columns: int, rows: int, looks: Looks, title: str = "") -> str:
    """The frame as a text for the terminal: each of its cells written once, by absolute addresses. ``lines`` are what is drawn
    of the article from its top, ``measure`` the width wanted of its column, ``title`` one cell a character."""
    plain, rule = (f"\x1b[0;{one}m" for one in looks)
    width, height = article_cells(columns, rows)
    left = margin(width, column(width, measure))
    bar = f"{rule}│{plain}{' ' * (columns - width - 1)}" if width < columns else ""
    drawn = [plain]
    for y in range(rows):
        drawn.append(f"\x1b[{y + 1};1H")
        if not TITLE_ROWS <= y < TITLE_ROWS + height:
            drawn.append(f" \x1b[1m{title[: columns - 2].ljust(columns - 1)}{plain}" if y == 0 and title else " " * columns)
            continue
        line = lines[y - TITLE_ROWS] if y - TITLE_ROWS < len(lines) else ""
        if line.isascii():
            drawn.append(f"{' ' * left}{line}{' ' * (width - left - len(line))}{bar}")
        else:  # how wide it is need not be known
            drawn.append(f"{' ' * width}{bar}\x1b[{y + 1};{left + 1}H{line}")
    return "".join([*drawn, "\x1b[0m"])
