"""The command line of the vim layouts (``:w``, ``:q``, ``:e FILE``, or any command by its id), and what it alone can do."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.project import ProjectError
from tui.keeping import what_is_kept
from tui.keymap import Command
from tui.prompting import open_prompt

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

Perform = Callable[["ReaderPage", Command], Awaitable[None]]
"""Does a command of the table."""
_LEAVE = frozenset(("q", "q!", "wq", "wq!", "x", "x!", "qa", "qa!", "wqa", "xa", "quit"))


async def command_line(screen: "ReaderPage") -> None:
    await open_prompt(screen, "command", ":")


async def commanded(screen: "ReaderPage", words: str, perform: Perform) -> None:
    """Do what was typed: ``w``, ``q``, ``wq``, ``e FILE``, ``50%``, or (with ``perform``) a command by its id."""
    name, _, rest = words.strip().partition(" ")
    if name in ("w", "write") and not rest:
        await saved(screen)
    elif name in _LEAVE and not rest:
        screen.quit()
    elif name in ("e", "edit"):
        await (opened(screen, rest.strip()) if rest.strip() else ask_open(screen))
    elif re.fullmatch(r"\d+%", words.strip()):
        from tui.leafing import gone_to

        gone_to(screen, words)
    elif name:
        await _by_id(screen, words.strip(), perform)


async def _by_id(screen: "ReaderPage", id: str, perform: Perform) -> None:
    try:
        command = screen.keymap.by_id(id)
    except KeyError:
        screen.reading.say(f"no command {id}: w q wq e FILE or an id; Ctrl+P lists them all by name")
    else:
        await perform(screen, command)


async def saved(screen: "ReaderPage") -> None:
    """Say that all is on the disk, with the time at which that is so; or why it is not."""
    kept = what_is_kept(screen.project)
    if kept.startswith("all saved"):
        now = datetime.fromisoformat(screen.project.hand.now())
        screen.reading.say(f"saved {now.astimezone():%H:%M}")
    else:
        screen.reading.say(kept.split(": q again")[0])


async def ask_open(screen: "ReaderPage") -> None:
    await open_prompt(screen, "open", "open")


async def opened(screen: "ReaderPage", source: str) -> None:
    """Put a source's articles behind the one on the screen, those that are not in the list, and turn to the first."""
    from annotations.work.errors import WorkError
    from annotations.work.opening import open_articles

    reading = screen.reading
    if not source:
        reading.say("no name, nothing opened")
        return
    try:
        path = Path(source).expanduser()
        if source == "-" or "://" in source or (path.exists() and not path.is_file() and not path.is_dir()):
            reading.say(f"{source} is not opened from here, since keys would wait for it: rubricate {source} opens it")
            return
        found, notices = open_articles(screen.project, [str(path)])
    except (WorkError, ProjectError, OSError, RuntimeError, ValueError) as error:
        reading.say(str(error))
        return
    here = reading.uids
    reading.uids = [*here[: reading.place + 1], *(uid for uid in found if uid not in here), *here[reading.place + 1 :]]
    reading.to_tell += notices
    place = list(reading.uids).index(found[0])
    if place == reading.place:
        reading.say("it is on the screen")
    else:
        screen.turn_to(place)


COMMANDING: Mapping[str, Callable[["ReaderPage"], Awaitable[None]]] = {
    "command-line": command_line,
    "saved": saved,
    "open": ask_open,
}
"""Command id to what it does."""
