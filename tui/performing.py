"""Performing: finds which table does a command, and what a second key does.

A table is imported when one of its commands is first used, so that the first paint and the first move wait for no more
than they need; ``tui.settling`` imports the others once they are done.
"""

from typing import TYPE_CHECKING

from annotations.project import ProjectError
from tui.keymap import LABEL_KEYS, Command
from tui.moving import MOVES

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


async def perform(screen: "ReaderPage", command: Command) -> None:
    """Do what a command of the table says; where the project does not let it, say why."""
    try:
        await _perform(screen, command)
    except ProjectError as error:  # another article of the project may be damaged
        screen.reading.say(str(error))


async def _perform(screen: "ReaderPage", command: Command) -> None:
    reading, id = screen.reading, command.id
    reading.within = screen.pane.lets_in if screen.pane_active and screen.pane.filtered else None
    label = id[6:] if id.startswith("label-") and id[6:] in LABEL_KEYS else ""
    if command.later:
        reading.say(command.later)
    elif id in MOVES and not screen.pane_active:
        MOVES[id](reading)
    else:
        await _perform_rest(screen, id, label)


async def _perform_rest(screen: "ReaderPage", id: str, label: str) -> None:
    from tui.acting import ACTS
    from tui.deciding import DEEDS, label_by_digit
    from tui.paning import OF_ONE, PANE_ACTS, say_group

    reading = screen.reading
    if screen.pane_active and screen.pane.is_header and id in OF_ONE:
        say_group(screen)
    elif screen.pane_active and id in PANE_ACTS:
        PANE_ACTS[id](screen)
    elif id in ACTS:
        await ACTS[id](screen)
    elif id in MOVES:
        MOVES[id](reading)
    elif id in DEEDS:
        DEEDS[id](reading)
        if reading.pending == "":
            screen.view.set_hits(reading.hits, None)
    elif label:
        label_by_digit(reading, label)


async def second_key(screen: "ReaderPage", key: str) -> bool:
    """Give a key to what waits for it. False when nothing did, or the key is to do its ordinary work."""
    pending, screen.reading.pending = screen.reading.pending, ""
    if not pending:
        return False
    from tui.acting import PENDING

    try:
        return await PENDING[pending](screen, key)
    except ProjectError as error:
        screen.reading.say(str(error))
        return True
