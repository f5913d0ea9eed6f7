"""Walking: choosing what ``n`` and ``N`` walk, by a letter after ``w`` or by name. The walks are ``annotations.walks``'."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from annotations.walks import WAYS
from tui.keymap import printed
from tui.reading import MARKS_HIDDEN

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

WALKS_BY_LETTER = {way.letter: way for way in WAYS}
_CHOICE = "  ".join(f"{way.letter} {way.title}" for way in WAYS)
_LETTERS = " ".join(WALKS_BY_LETTER)
_BRIEFLY = " ".join(f"{way.letter} {way.title.split()[-1][:8]}" for way in WAYS)


async def choose_walk(screen: "ReaderPage") -> None:
    """w: wait for the letter of a walk."""
    screen.reading.pending = "walk"
    screen.reading.say(f"walk: {_CHOICE}  Esc", f"walk: {_BRIEFLY}", f"walk: {_LETTERS}  Esc")


async def walk_chosen(screen: "ReaderPage", key: str) -> bool:
    """The second key of w."""
    if key == "escape":
        screen.reading.say(f"the walk stays: {screen.reading.walk.way.title}")
    elif key in WALKS_BY_LETTER:
        await take_walk(screen, WALKS_BY_LETTER[key].id)
    else:
        said = f"w {printed(key)} is no walk: "
        screen.reading.say(f"{said}{_CHOICE}", f"{said}{_BRIEFLY}", f"{said}{_LETTERS}")
    return True


async def take_walk(screen: "ReaderPage", id: str) -> None:
    """Walk what this kind of walk goes through."""
    if screen.reading.hidden:
        screen.reading.say(MARKS_HIDDEN)
    else:
        screen.reading.take_walk(id)


def _taking(id: str) -> Callable[["ReaderPage"], Awaitable[None]]:
    return partial(take_walk, id=id)


WALKS: Mapping[str, Callable[["ReaderPage"], Awaitable[None]]] = {f"walk-{way.id}": _taking(way.id) for way in WAYS}
"""Command id to what it does, for each walk by its name."""
