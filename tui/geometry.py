"""Geometry: where the parts of the screen stand, in cells. Pure, and light enough for the first frame, which is painted before
anything else is imported and which the reader then takes over without moving a letter."""

TITLE_ROWS, ROWS_BELOW = 1, 3
"""Rows above the article: the title; below it: labels, status, footer."""
PANE_FROM, WIDE_FROM = 100, 140
"""Columns from which the entity pane stands beside the article, and from which it is wide; below, it is an overlay."""
PANE, WIDE_PANE = 31, 41
"""Columns of the entity pane, its rule among them."""
MEASURE, WIDE_MEASURE = 72, 80
"""The usual width of the column: of most scripts, and of those with wide characters, of which that holds 40."""
MARGIN, RIGHT = 3, 1
"""Cells kept free beside the column: on the left for marks, on the right before what stands there."""
_SAMPLE = 4096
_WIDE = (
    ("\u1100", "\u115f"),
    ("\u2e80", "\ua4cf"),
    ("\ua960", "\ua97c"),
    ("\uac00", "\ud7a3"),
    ("\uf900", "\ufaff"),
    ("\uff01", "\uff60"),
)
"""First and last of what is two cells wide in running text."""


def pane_columns(columns: int) -> int:
    """How many columns the pane takes beside the article in a terminal of so many; 0 where it is an overlay."""
    if columns < PANE_FROM:
        return 0
    return WIDE_PANE if columns >= WIDE_FROM else PANE


def usual_measure(text: str) -> int:
    """The usual width of the column for a text, judged by its first 4 Ki code points."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return MEASURE
    wide = sum(sample.count(char) for char in set(sample) if any(first <= char <= last for first, last in _WIDE))
    return WIDE_MEASURE if wide * 3 > len(sample) else MEASURE


def column(width: int, measure: int) -> int:
    """How wide the column is in an article of ``width`` cells, where ``measure`` is wanted."""
    return max(1, min(measure, width - MARGIN - RIGHT))


def margin(width: int, column: int) -> int:
    """How many cells stand left of a column, which is centred."""
    return max(MARGIN, (width - column) // 2)
