"""Pointing: what of a text the pointer is on, and what a drag goes over. Pure.

What the pointer is on is a span: a grapheme that can be seen, or an empty span where there is none, beside the text and below
it. So it stays where it is in the text while lines are scrolled and wrapped.
"""

from collections.abc import Sequence

from annotations.span import Span
from tui.layout import Layout


def pointed(layout: Layout, rows: Sequence[Span | None], row: int, cell: int) -> Span | None:
    """What is in a cell of a row, of which each shows a line, or (None) nothing: the grapheme, or an empty span where the
    reader would come to from there, at the start of the line or past its end. Between lines and below the last one it is past
    the end of the line above; None where no line is."""
    if row < len(rows) and (line := rows[row]) is not None:
        return layout.under(line, cell)
    above = next((line for line in reversed(rows[: row + 1]) if line is not None), None)
    if above is None:
        return None
    end = layout.visible_end(above)
    return end, end


def dragged(layout: Layout, pressed: Span, released: Span) -> Span | None:
    """The characters from where the button went down to where it came up, both included, in the order of reading.

    It begins and ends with what can be seen: not with the line feeds and blanks at line ends that the pointer went past.
    None where that is nothing, and within one grapheme, which is a click.
    """
    if pressed == released:
        return None
    start, end = min(pressed[0], released[0]), max(pressed[1], released[1])
    while start < end and start >= layout.visible_end(line := layout.line(start)):
        start = line[1]
    while start < end and end > (seen := layout.visible_end(layout.line(end - 1))):
        end = seen
    return (start, end) if start < end else None
