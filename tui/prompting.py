"""What is typed into the prompt: a search, a filter of the pane, a note, the name of a copy, a command."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.span import Span
from tui.searching import counted, hits
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage


async def open_prompt(screen: "ReaderPage", kind: str, words: str, value: str = "") -> None:
    """Let the reader type in the place of the footer row."""
    screen.footer.add_class("-hidden")
    await screen.mount(Prompt(kind, words, value))
    screen.search_from = screen.view.top_offset


async def leave_prompt(screen: "ReaderPage", *, kept: bool) -> None:
    """Take the prompt away. ``kept`` False drops what it lit or filtered, and goes back to where the search began."""
    prompt = screen.query_one(Prompt)
    kind = prompt.kind
    await prompt.remove()
    screen.footer.remove_class("-hidden")
    screen.set_focus(None)
    if not kept:
        if kind == "search":
            screen.reading.drop_hits()
            screen.view.set_hits((), None)
            screen.view.to_top(screen.search_from)
        elif kind == "filter":
            screen.pane.filter("")
    screen.sync()


def typed(screen: "ReaderPage", value: str) -> None:
    """Search or filter as the reader types."""
    prompt = screen.query_one(Prompt)
    if prompt.kind == "search":
        reading = screen.reading
        reading.hits = hits(reading.article.text, value, screen.search_from)
        current = _first_from(reading.hits, screen.search_from)
        _light(screen, current)
    elif prompt.kind == "filter":
        screen.pane.filter(value)


def step_hits(screen: "ReaderPage", step: int) -> None:
    """Go to the next or previous hit while the search is being typed."""
    found, lit = screen.reading.hits, screen.lit
    if found and lit is not None:
        _light(screen, found[(found.index(lit) + step) % len(found)])


def _first_from(found: Sequence[Span], offset: int) -> Span | None:
    return next((hit for hit in found if hit[0] >= offset), found[0] if found else None)


def _light(screen: "ReaderPage", current: Span | None) -> None:
    reading = screen.reading
    screen.lit = current
    screen.view.set_hits(reading.hits, current)
    if current is not None and not screen.view.is_visible(current):
        screen.view.bring(current)
    place = list(reading.hits).index(current) + 1 if current is not None else 0
    screen.status.show([(f" hit {place} of {counted(reading.hits)}", "dim", "")], screen.project.labels, screen.look)
