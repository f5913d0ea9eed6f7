"""Leafing: the commands that find one's way in an article without reading it, outline, percentage and bookmarks; and those
that lay it out, width and spacing."""

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.walk import stop_at
from tui.keeping import shown
from tui.prompting import open_prompt

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

WIDTH_STEP = 4
NARROWEST, WIDEST = 24, 160
"""Cells that the column may be set to."""


async def outline(screen: "ReaderPage") -> None:
    """O: the headings and bookmarks of the article; Enter goes there."""
    from tui.screens.outline import OutlineScreen, places

    reading = screen.reading
    found = places(reading.marked)
    if not found:
        reading.say("no headings in this article, and no bookmarks: B sets one")
        return

    def chosen(offset: int | None) -> None:
        if offset is not None:
            _go(screen, offset)
        screen.sync()

    await screen.app.push_screen(OutlineScreen(reading.marked, found, screen.view.top_offset, screen.look), chosen)


async def go_to(screen: "ReaderPage") -> None:
    await open_prompt(screen, "percent", "go to %")


def gone_to(screen: "ReaderPage", words: str) -> None:
    """Go to the percentage that was typed."""
    reading = screen.reading
    try:
        percent = float(words.strip().removesuffix("%").replace(",", ".") or "x")
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        reading.say(f"no percentage: {words}" if words.strip() else "no number, no move")
        return
    _go(screen, round(len(reading.article.text) * percent / 100))
    reading.say(f"{percent:g} %: Backspace goes back")


def _go(screen: "ReaderPage", offset: int) -> None:
    """Put the line of an offset at the top; the next move starts there."""
    reading = screen.reading
    reading.leave_place()
    screen.view.to_top(offset)
    reading.paged, reading.at_end = True, 0


async def chips(screen: "ReaderPage") -> None:
    """v: the article with its labels in the text, to read, and with Ctrl+E to keep."""
    from tui.screens.chips import ChipsScreen

    async def left(export: bool | None) -> None:
        if export:
            await open_prompt(screen, "chips", "save this text as", f"{_stem(screen.reading.article.title)}.labels.txt")
        screen.sync()

    reading = screen.reading
    await screen.app.push_screen(ChipsScreen(reading.marked, screen.view.measure, screen.look, screen.view.top_offset), left)


def chips_to(screen: "ReaderPage", name: str) -> None:
    """Write the text with its labels to a file that is not there yet."""
    from tui.screens.chips import with_chips

    reading = screen.reading
    if not name.strip():
        reading.say("no name, nothing written")
        return
    path = Path(name.strip()).expanduser().absolute()
    try:
        with path.open("x", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(with_chips(reading.marked)[0])
    except OSError as error:
        reading.say(f"{shown(path)} could not be written: {error.strerror or error}")
    else:
        reading.say(f"the text with its labels is in {shown(path)}")


def _stem(title: str) -> str:
    """A name for a file after a title."""
    return re.sub(r"[^\w.-]+", "-", title)[:40].strip("-.") or "article"


async def bookmark(screen: "ReaderPage") -> None:
    reading = screen.reading
    at = reading.focus.start if reading.from_focus() and reading.focus else screen.view.top_offset
    marks = reading.marked.progress.bookmarks
    if at in marks:
        kept = tuple(mark for mark in marks if mark != at)
        reading.say("bookmark taken away")
    else:
        kept = tuple(sorted((*marks, at)))
        reading.say(f"bookmark {kept.index(at) + 1} of {len(kept)} set: b goes to the next, O lists them")
    screen.project.remember(reading.uid, bookmarks=kept)


async def next_bookmark(screen: "ReaderPage") -> None:
    reading = screen.reading
    marks = reading.marked.progress.bookmarks
    if not marks:
        reading.say("no bookmark here: B sets one")
        return
    focus = reading.focus if reading.from_focus() else None
    at = focus.start if focus is not None else screen.view.top_offset
    later = ((n, stop_at(reading.marked, mark)) for n, mark in enumerate(marks) if mark > at)
    # One within a name or a word is come to at its start, and is not the next one from there.
    elsewhere = (n for n, stop in later if focus is None or stop is None or stop.span != focus.span)
    place = next(elsewhere, 0)
    reading.put_focus(stop_at(reading.marked, marks[place]))
    reading.say(f"bookmark {place + 1} of {len(marks)}")


async def wider(screen: "ReaderPage") -> None:
    _measure(screen, screen.view.measure + WIDTH_STEP)


async def narrower(screen: "ReaderPage") -> None:
    _measure(screen, screen.view.measure - WIDTH_STEP)


async def usual_width(screen: "ReaderPage") -> None:
    _measure(screen, None)


def _measure(screen: "ReaderPage", wanted: int | None) -> None:
    screen.view.measure = None if wanted is None else max(NARROWEST, min(wanted, WIDEST))
    screen.reading.say(f"column of {screen.view.measure}")


async def spacing(screen: "ReaderPage") -> None:
    screen.view.spacing = 1 - screen.view.spacing
    screen.reading.say("a blank row after each line" if screen.view.spacing else "lines close together")


LEAFING: Mapping[str, Callable[["ReaderPage"], Awaitable[None]]] = {
    "outline": outline,
    "go-to": go_to,
    "chips": chips,
    "bookmark": bookmark,
    "bookmark-next": next_bookmark,
    "wider": wider,
    "narrower": narrower,
    "width": usual_width,
    "spacing": spacing,
}
"""Command id to what it does."""
