"""The commands about memory and rules: what is remembered of a name, all that is, and a rule of a correction made twice."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from annotations.correcting import Correction
from annotations.project import ProjectError
from annotations.suggest.rule_errors import RuleError
from annotations.suggest.rules import OF_HAND
from annotations.suggest.surfaces import surface_of
from annotations.work.ruling import make_rule

if TYPE_CHECKING:
    from annotations.work.improving import Improving
    from tui.screens.page import ReaderPage


def _improving(screen: "ReaderPage") -> "Improving | None":
    """What memory and rules are, loaded; None where memory is off, or nothing is loaded yet, which is said."""
    improving = screen.suggesting.improving
    if improving is None or not improving.ready:
        screen.reading.say("memory is still being loaded: once more in a moment")
        return None
    if not improving.remembering.on:
        screen.reading.say("memory is off: memory = true in config.toml, or rubricate memory use --on")
        return None
    return improving


async def explain(screen: "ReaderPage") -> None:
    """What is remembered of the text in focus."""
    reading = screen.reading
    focus = reading.usable_focus()
    if focus is None or (improving := _improving(screen)) is None:
        return
    words = surface_of(reading.article, focus.span)
    reading.say(f"{words}: {improving.remembering.memory.explain(words) or 'nothing is remembered of it'}")


async def memory(screen: "ReaderPage") -> None:
    """All that is remembered, in a list."""
    from tui.screens.memory import MemoryScreen

    reading = screen.reading
    if (improving := _improving(screen)) is None:
        return
    improving.remembering.catch_up()
    if not improving.remembering.memory:
        reading.say("nothing is remembered yet: it is learned from articles that are done, D, or passed, P")
        return

    def label_of(character: str) -> str:
        command = screen.keymap.command(character)
        found = reading.project.labels.by_digit(command.id[6:]) if command and command.id.startswith("label-") else None
        return found.name if found else ""

    def left(_: None) -> None:
        improving.look_over(reading.uid, screen.view.visible_span())
        screen.sync()
        screen.go_on_improving()

    await screen.app.push_screen(MemoryScreen(improving.remembering, reading.project.labels, label_of), left)


async def rule(screen: "ReaderPage") -> None:
    """Make a rule of the entity in focus, or of the correction that was made twice."""
    reading = screen.reading
    entity = reading.entity
    made = reading.twice
    if entity is not None and entity.label and reading.usable_focus() is not None:
        made = Correction(entity.label, surface_of(reading.article, entity.span))
    if made is None or not made.surface:
        reading.say("no rule made: put the focus on an entity")
        return
    try:
        rules = make_rule(reading.project, made.label, made.surface)
    except (ProjectError, RuleError) as error:
        reading.say(f"no rule made: {error}")
        return
    reading.say(f"rule: {made.label} {made.surface}, one of {len(rules.rows)}; rubricate rules remove {OF_HAND} takes them out")
    if (improving := screen.suggesting.improving) is not None:
        improving.read_rules()
        while improving.go_on():
            pass
        improving.look_over(reading.uid, screen.view.visible_span())
        screen.go_on_improving()


REMEMBERING: Mapping[str, Callable[["ReaderPage"], Awaitable[None]]] = {
    "explain": explain,
    "memory": memory,
    "make-rule": rule,
}
"""Command id to what it does."""
