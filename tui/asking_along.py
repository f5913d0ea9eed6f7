"""K: asks which of the equal texts of the project are to be alike, and makes them so."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.equal import label_along, why_not
from annotations.marked import Focus, Marked
from annotations.span import Span
from tui.reading import Reading

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


async def along_the_project(screen: "ReaderPage") -> None:
    """List all equal texts of the project with what would become of them, and do what was not left out."""
    from tui.screens.along import AlongScreen, Chosen

    reading = screen.reading
    focus, entity = reading.usable_focus(), reading.entity
    if focus is None:
        return
    if reading.project.read_only:
        reading.say("reading only: nothing can be decided here")
        return
    reason = why_not(reading.marked, reading.hand, focus)
    if reason or entity is None:
        reading.say(reason)
        return

    def done(chosen: Chosen | str | None) -> None:
        if isinstance(chosen, Chosen):
            _do(reading, focus, chosen.places, chosen.left_out)
        else:
            reading.say(chosen or "nothing changed")
        screen.sync()

    await screen.app.push_screen(AlongScreen(reading, entity, screen.look), done)


def _do(reading: Reading, focus: Focus, places: Sequence[tuple[Marked, Sequence[Span]]], left_out: int) -> None:
    reading.do(label_along(reading.marked, reading.hand, focus, places, left_out))
