"""Copying: the mention or its sentence to the clipboards, exactly as it stands in the article, and a line that says to which."""

import asyncio
import sys
from shutil import which
from typing import TYPE_CHECKING

from annotations.edits import quoted
from annotations.marked import Focus
from tui.clipboard import MOST, Handed, clipboards, for_terminal, hand_over, size, unseen
from tui.reading import NOTHING_FOCUSED

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


async def copy(screen: "ReaderPage") -> None:
    """y: the text of the focus."""
    article = screen.reading.article
    if (focus := _focus(screen)) is not None:
        _give(screen, article.text[slice(*focus.span)], quoted(article.surface(*focus.span)) or "blanks")


async def copy_sentence(screen: "ReaderPage") -> None:
    """Y: the sentence around the start of the focus, and where the article is from."""
    article = screen.reading.article
    if (focus := _focus(screen)) is not None:
        sentence = article.text[slice(*article.sentence_at(focus.start))]
        source = article.sources[0] if article.sources else article.title
        _give(screen, f"{sentence} ({source})", "sentence and source")


def _focus(screen: "ReaderPage") -> Focus | None:
    if screen.reading.focus is None:
        screen.reading.say(NOTHING_FOCUSED)
    return screen.reading.focus


def _give(screen: "ReaderPage", text: str, what: str) -> None:
    """Ask the terminal to take a text, at once, and hand it to the programs there are, behind: none can hold up a key."""
    asked = for_terminal(text)
    if asked is not None:
        screen.app.copy_to_clipboard(asked)
        screen.reading.say(*line(what, text, True, Handed()))
    else:
        screen.reading.say(f"copying {what}")
    screen.copying = asyncio.create_task(_to_programs(screen, text, what, asked is not None, screen.reading.said, screen.copying))


async def _to_programs(
    screen: "ReaderPage", text: str, what: str, asked: bool, said: str, before: "asyncio.Task[None] | None"
) -> None:
    """Hand the text over after what was copied ``before``, then say who took it, if nothing else was ``said`` since."""
    if before is not None:
        await asyncio.wait([before])
    environ = dict(screen.environ)
    path = environ.get("PATH", "")
    handed = await asyncio.to_thread(
        lambda: hand_over(text, clipboards(environ, lambda name: which(name, path=path), sys.platform), environ)
    )
    if screen.reading.said == said:
        screen.reading.say(*line(what, text, asked, handed))
        screen.sync()


def line(what: str, text: str, asked: bool, handed: Handed) -> tuple[str, str]:
    """What is said of a text that was copied, and the same in few words. ``asked``: whether the terminal was; what it made of
    that is not known."""
    hidden, left = unseen(text), []
    if not asked:
        left.append(f"too long for the terminal ({-(-size(text) // 1000)} kB, it takes {MOST // 1000})")
    if handed.refused:
        left.append(f"{' and '.join(handed.refused)} did not take it")
    if not asked and not handed.took:
        missing = [] if handed.refused else ["there is no clipboard program here"]
        return f"not copied: {', and '.join(left + missing)}", f"not copied: {left[0]}"
    to = ["terminal (OSC 52, if it allows that)"] * asked + list(handed.took)
    named = f"{', '.join(to[:-1])} and {to[-1]}" if len(to) > 1 else to[0]
    few = ", ".join(["OSC 52 if allowed"] * asked + list(handed.took))
    whole = f"copied {what}{f' with {hidden}' if hidden else ''}: {named}"
    return "; ".join([whole, *left]), "; ".join([f"copied: {few}", *([f"with {hidden}"] if hidden else []), *left])
