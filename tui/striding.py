"""The commands that move further than arrows and less than pages: by word whatever arrows do, by line, by half a page."""

from collections.abc import Callable, Mapping

from annotations.marked import Focus
from annotations.walk import step, stop_at
from tui.moving import left, right, turn
from tui.reading import Reading


def next_word(reading: Reading) -> None:
    reading.by_character = False
    right(reading)


def previous_word(reading: Reading) -> None:
    reading.by_character = False
    left(reading)


def line_start(reading: Reading) -> None:
    start, end = _line(reading)
    found = stop_at(reading.marked, start)
    _go(reading, found if found is not None and found.start < end else None, "start")


def line_end(reading: Reading) -> None:
    start, end = _line(reading)
    found = stop_at(reading.marked, max(end - 1, start))
    if found is not None and found.start >= end:
        found = step(reading.marked, found, 0, -1)
    _go(reading, found, "end")


def _line(reading: Reading) -> tuple[int, int]:
    """The line of the focus, or the first on the screen."""
    focus = reading.focus if reading.from_focus() else None
    return reading.page.line_of(focus.start if focus is not None else reading.page.visible_span()[0])


def _go(reading: Reading, found: Focus | None, which: str) -> None:
    if found is None or (reading.focus is not None and found.span == reading.focus.span):
        reading.say(f"{which} of the line")
    else:
        reading.put_focus(found)


def half_page_down(reading: Reading) -> None:
    turn(reading, reading.page.half_page, 1)


def half_page_up(reading: Reading) -> None:
    turn(reading, reading.page.half_page, -1)


STRIDES: Mapping[str, Callable[[Reading], None]] = {
    "word-next": next_word,
    "word-previous": previous_word,
    "line-start": line_start,
    "line-end": line_end,
    "half-page-down": half_page_down,
    "half-page-up": half_page_up,
}
"""Command id to what it does."""
