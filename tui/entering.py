"""Entering: what Enter does with what was typed into the prompt."""

from typing import TYPE_CHECKING

from tui.deciding import noting
from tui.paning import focus_a_row
from tui.performing import perform
from tui.prompting import leave_prompt
from tui.searching import counted
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


async def entered(screen: "ReaderPage", value: str) -> None:
    """Enter: select the hit, keep the filter, write the note, or save the copy."""
    reading = screen.reading
    kind = screen.query_one(Prompt).kind
    lit = screen.lit
    await leave_prompt(screen, kept=True)
    reading.said = ""
    if kind == "note":
        noting(reading, value)
    elif kind == "copy":
        from tui.keeping import copy_to

        copy_to(screen, value)
    elif kind in ("command", "open"):
        from tui.command_line import commanded, opened

        await (commanded(screen, value, perform) if kind == "command" else opened(screen, value))
    elif kind == "chips":
        from tui.leafing import chips_to

        chips_to(screen, value)
    elif kind == "percent":
        from tui.leafing import gone_to

        gone_to(screen, value)
    elif kind == "search" and lit is not None:
        place = list(reading.hits).index(lit) + 1
        reading.take_walk("hits")
        if reading.focus is None and screen.search_from != screen.view.top_offset:
            reading.leave_place(screen.search_from)
        reading.put_focus(reading.on_span(lit))
        reading.say(f"hit {place} of {counted(reading.hits)}: n N to the others, Esc puts them out")
    elif kind == "filter" and screen.pane_active:
        focus_a_row(screen)
    elif kind == "search" and value:
        reading.say(f"not in this article: {value}")
    screen.sync()
