"""Keys that ask for nothing alone: two of them for one command, and numbers that say how often.

Each is begun by a key and waits in ``reading.pending``, with what was begun, as the questions of ``tui.acting`` do; the footer
row shows what for.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from annotations.change import UNDOES
from annotations.entity import Status
from tui.deciding import DEEDS
from tui.keymap import LABEL_KEYS, Command, printed
from tui.moving import MOVES
from tui.striding import STRIDES

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

Perform = Callable[["ReaderPage", Command], Awaitable[None]]
"""Does a command of the table."""
MOST = 1000
"""How often a key is done at most, for a number that came about by a slip."""
REPEATED = frozenset(
    {
        *(id for id in (*MOVES, *STRIDES) if id not in ("into", "home", "end", "characters", "line-start", "line-end")),
        *(id for id in DEEDS if id not in ("label-again", "label-equal", "reject-equal", "passed", "done", "overlap", "split")),
        *("article-next", "article-previous", "bookmark-next", "wider", "narrower"),
    }
)
"""Commands that a number may stand before."""


def begin(screen: "ReaderPage", key: str) -> None:
    """Wait for what may follow a key, and show what."""
    _count(screen, key) if key in LABEL_KEYS else _wait(screen, key)


def _wait(screen: "ReaderPage", key: str, count: str = "") -> None:
    waits = "  ".join(f"{printed(second)} {_small(command.title)}" for second, command in screen.keymap.after(key).items())
    screen.reading.pending = f"keys {key} {count}"
    screen.reading.say(f"{count}{printed(key)}: {waits}", f"{count}{printed(key)}: {_seconds(screen, key)}  Esc")


def _small(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _seconds(screen: "ReaderPage", key: str) -> str:
    return " ".join(map(printed, screen.keymap.after(key)))


async def _second(screen: "ReaderPage", begun: str, key: str, perform: Perform) -> bool:
    """The second of two keys."""
    first, _, count = begun.partition(" ")
    command = screen.keymap.after(first).get(key)
    if command is not None:
        await _do(screen, command, count, perform)
    elif key != "escape":
        named = printed(f"{first} {key}")
        screen.reading.say(f"{named} asks for nothing: {printed(first)} waits for {_seconds(screen, first)}")
    return True


def _count(screen: "ReaderPage", digits: str) -> None:
    if int(digits) > MOST:
        screen.reading.say(f"{digits} is too often: {MOST} at most")
        return
    screen.reading.pending = f"count {digits}"
    screen.reading.say(f"{digits}: then a key that moves or edits  Esc", f"{digits}: then a key  Esc")


async def _counted(screen: "ReaderPage", digits: str, key: str, perform: Perform) -> bool:
    """The key after a number: another digit, the first of two, or what is done so often."""
    if key in LABEL_KEYS:
        _count(screen, digits + key)
    elif screen.keymap.after(key):
        _wait(screen, key, digits)
    elif key != "escape":
        command = screen.keymap.command(key)
        if command is None:
            screen.reading.say(f"{printed(key)} asks for nothing, {digits} times neither")
        else:
            await _do(screen, command, digits, perform)
    return True


async def _do(screen: "ReaderPage", command: Command, count: str, perform: Perform) -> None:
    if command.id != "undo":
        screen.reading.closed = ""
    if not count:
        await perform(screen, command)
    elif command.id == "go-to":
        from tui.leafing import gone_to

        gone_to(screen, count)
    elif command.id in REPEATED:
        await _repeat(screen, command, int(count), perform)
    else:
        screen.reading.say(f"{_small(command.title)} takes no number: {screen.keymap.key(command.id)} alone")


async def _repeat(screen: "ReaderPage", command: Command, times: int, perform: Perform) -> None:
    """Do a command so often, or until it does nothing any more; each edit is a step to undo. What the last one did is said,
    why it went no further, and how many suggestions were rejected on the way."""
    reading, entities = screen.reading, screen.reading.marked.entities
    first, refused = reading.project.history_count, entities.count(Status.REJECTED)
    did, why, done = "", "", 0
    for _ in range(times):
        before = _state(screen)
        reading.said = ""
        await perform(screen, command)
        idle = reading.said.startswith("nothing") if command.id in ("undo", "redo") else _state(screen) == before
        if idle:
            why = reading.said
            break
        did, done = reading.said, done + 1
        if reading.pending or reading.looking is not None:
            break
    steps = reading.project.history_count - first
    if command.id in ("undo", "redo") and done:
        reading.say(did if done == 1 else f"{done} times: {did}")
    if steps < 1 or (steps == 1 and not why):
        return
    parts = [did.removesuffix(UNDOES), why.removesuffix(UNDOES)]
    rejected = entities.count(Status.REJECTED) - refused
    if steps > 1 and rejected > 0 and command.id != "reject":
        parts.append(f"{rejected} suggestion{'' if rejected == 1 else 's'} rejected")
    if steps == 1:
        reading.say(f"{'; '.join(filter(None, parts))}{UNDOES}")
        return
    said = ["; ".join(filter(None, some)) for some in (parts, parts[1:], parts[2:])]
    undoes = f". {steps}{screen.keymap.key('undo')} undoes them"
    reading.say(*(f"{steps} times{f': {words}' if words else ''}{undoes}" for words in said))


def _state(screen: "ReaderPage") -> object:
    """What a command that does something changes some of."""
    reading = screen.reading
    shown = reading.page.visible_span(), screen.view.measure, screen.pane.cursor
    return reading.focus, reading.project.history_count, reading.place, shown


SEQUENCES: Mapping[str, Callable[["ReaderPage", str, str, Perform], Awaitable[bool]]] = {"keys": _second, "count": _counted}
"""What a key does after what was begun, by what does a command; True when it is used up."""
