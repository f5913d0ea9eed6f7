"""Performing: finds which table does a command, and what a second key does.

A table is imported when one of its commands is first used, so that the first paint and the first move wait for no more
than they need; ``tui.settling`` imports the others once they are done.
"""

from typing import TYPE_CHECKING

from annotations.project import ProjectError
from tui.keymap import LABEL_KEYS, Command
from tui.moving import MOVES
from tui.questions import QUESTIONS, answer, answer_of

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
    reading.among = screen.pane.listed_from if screen.pane_active and screen.pane.filtered and screen.pane.filled else None
    label = id[6:] if id.startswith("label-") and id[6:] in LABEL_KEYS else ""
    if id in MOVES and not screen.pane_active:
        MOVES[id](reading)
    else:
        await _perform_rest(screen, id, label)


async def _perform_rest(screen: "ReaderPage", id: str, label: str) -> None:
    from tui.acting import ACTS
    from tui.command_line import COMMANDING
    from tui.deciding import DEEDS, label_by_digit
    from tui.leafing import LEAFING
    from tui.paning import OF_ONE, PANE_ACTS, say_group
    from tui.remembering import REMEMBERING
    from tui.striding import STRIDES

    reading = screen.reading
    if screen.pane_active and screen.pane.is_header and id in OF_ONE:
        say_group(screen)
    elif screen.pane_active and id in PANE_ACTS:
        PANE_ACTS[id](screen)
    elif id in ACTS:
        await ACTS[id](screen)
    elif id in LEAFING:
        await LEAFING[id](screen)
    elif id in REMEMBERING:
        await REMEMBERING[id](screen)
    elif id in COMMANDING:
        await COMMANDING[id](screen)
    elif id in MOVES:
        MOVES[id](reading)
    elif id in STRIDES:
        STRIDES[id](reading)
    elif id in DEEDS:
        DEEDS[id](reading)
        if reading.pending == "":
            screen.view.set_hits(reading.hits, None)
    elif label:
        label_by_digit(reading, label)


def first_key(screen: "ReaderPage", key: str) -> bool:
    """Begin what a key that asks for nothing alone begins: two keys, or a number. False where it begins nothing."""
    if not screen.keymap.after(key) and not (screen.keymap.counts and key in LABEL_KEYS):
        return False
    from tui.key_sequences import begin

    begin(screen, key)
    return True


async def second_key(screen: "ReaderPage", key: str) -> bool:
    """Give a key to what waits for it. False when nothing did, or the key is to do its ordinary work."""
    pending, screen.reading.pending = screen.reading.pending, ""
    if not pending:
        return False
    from tui.acting import PENDING
    from tui.key_sequences import SEQUENCES

    waiting, _, begun = pending.partition(" ")
    try:
        if waiting in SEQUENCES:
            return await SEQUENCES[waiting](screen, begun, key, perform)
        if waiting == "answer":
            question, _, first = begun.partition(" ")
            return await _answered(screen, question, first, key)
        if pending in QUESTIONS and screen.keymap.after(key):
            first_key(screen, key)
            screen.reading.pending = f"answer {pending} {key}"
            return True
        return await PENDING[pending](screen, answer(screen.keymap, key) if pending in QUESTIONS else key)
    except ProjectError as error:
        screen.reading.say(str(error))
        return True


async def _answered(screen: "ReaderPage", question: str, first: str, key: str) -> bool:
    """Give a question the second of two keys: an answer where they ask for a command that is one, else they do their ordinary
    work."""
    from tui.acting import PENDING
    from tui.key_sequences import SEQUENCES

    command = screen.keymap.after(first).get(key)
    if command is not None and await PENDING[question](screen, answer_of(command)):
        return True
    return await SEQUENCES["keys"](screen, f"{first} ", key, perform)
