"""No key is silent: whatever is focused, every command changes something on the screen or in the file, or says why not."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.tui.scene import choose, reading
from tests.tui.test_focus import long_text
from tui.driver import Session
from tui.keymap import COMMANDS, Command


class Situation(NamedTuple):
    """How a session is opened, and the keys that bring the situation about."""

    keys: tuple[str, ...]
    options: dict[str, Any] = {}


def _long() -> dict[str, Any]:
    return {"text": long_text(), "size": (80, 16)}


SITUATIONS: dict[str, Situation] = {
    "nothing focused": Situation(()),
    "a word": Situation(("right",)),
    "an untagged name": Situation(("m",)),
    "a suggestion": Situation(("n", "n")),
    "an accepted one": Situation(("n", "n", "a", "backspace")),
    "a rejected one": Situation(("n", "n", "x", "backspace")),
    "off the screen": Situation(("n", "end"), _long()),
    "marks hidden": Situation(("n", "z", "z")),
    "read only": Situation(("n",), {"read_only": True}),
    "a row of the pane": Situation(("n", "n", "tab")),
    "a header of the pane": Situation(("tab", "home")),
    "an empty filter of the pane": Situation(("tab", "/", *"zzz", "enter")),
    "hints shown": Situation(("f",)),
    "next to nothing to read": Situation((), {"text": ".\n", "suggestions": []}),
}
EVERYWHERE = ("nothing focused", "marks hidden", "a header of the pane")
"""Where the commands that ask nothing of the focus are tried too."""
LEAVE = ("quit-now",)
KEYED = [one for one in COMMANDS if one.keys and one.id not in LEAVE and one.id not in {f"label-{n}" for n in "2345678"}]
FOCUSED = [one for one in KEYED if one.group in ("Move", "Walk", "Decide", "Edges", "Undo")]
"""Commands that may ask what is focused."""


def afresh(session: Session) -> None:
    """Back to the article with nothing focused and nothing decided."""
    reader = session.app.reader
    while session.app.screen is not reader or reader.query("Prompt") or reader.reading.pending:
        session.press("escape")
    while reader.zoom:
        session.press("z")
    if reader.pane_active and reader.pane.filtered:
        session.press("escape")
    while reader.pane_active:
        session.press("tab")
    for _ in range(session.app.project.history_count):
        session.press("u")
    while reader.reading.hits or reader.reading.focus is not None:
        session.press("escape")
    session.press("home")


def traces(session: Session) -> tuple[object, ...]:
    """What is cheap to compare of what a key may change."""
    reader = session.app.reader
    state = reader.reading
    return (
        *(session.app.screen, bool(reader.query("Prompt")), reader.pane_active, reader.zoom),
        *(state.focus, reader.view.visible_span(), session.entities, session.app.project.progress(state.uid)),
    )


def is_silent(session: Session, situation: Situation, command: Command) -> bool:
    """Whether the key of a command did nothing that can be seen or read."""
    afresh(session)
    session.press(*situation.keys)
    before = traces(session)
    session.press(command.keys[0])
    if session.said or not session.running or traces(session) != before:
        return False
    afresh(session)
    session.press(*situation.keys)
    seen = session.svg()
    session.press(command.keys[0])
    return session.svg() == seen


QUICK = ("nothing focused", "a word", "a suggestion", "read only", "a header of the pane", "hints shown")
"""Situations that are always tried; the others with the slow tests."""


def _tried(*names: str) -> list[Any]:
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in names]


@pytest.mark.parametrize("name", _tried(*SITUATIONS))
def test_every_command_shows_what_it_did_or_says_why_it_did_nothing(tmp_path: Path, name: str) -> None:
    situation = SITUATIONS[name]
    commands = FOCUSED if name not in EVERYWHERE else KEYED
    with reading(tmp_path, **situation.options) as session:
        silent = [f"{command.keys[0]} ({command.id})" for command in commands if is_silent(session, situation, command)]
    assert silent == []


@pytest.mark.parametrize("name", _tried("a suggestion", "marks hidden"))
def test_every_command_that_has_a_name_only_is_no_more_silent(tmp_path: Path, name: str) -> None:
    situation = SITUATIONS[name]
    unkeyed = [one for one in COMMANDS if not one.keys]
    with reading(tmp_path, **situation.options) as session:
        silent = []
        for command in unkeyed:
            afresh(session)
            session.press(*situation.keys)
            before = traces(session)
            choose(session, command.title)
            if not session.said and traces(session) == before:
                silent.append(command.id)
    assert silent == []


@pytest.mark.parametrize("name", ["a suggestion", "an untagged name"])
def test_each_change_of_the_file_is_said_with_how_to_take_it_back(tmp_path: Path, name: str) -> None:
    """Those that go on to the next say nothing more: the next one is in the status row."""
    with reading(tmp_path) as session:
        unsaid = []
        for command in (one for one in FOCUSED if one.id not in ("accept", "enter", "reject", "unsure", "undo", "redo")):
            afresh(session)
            session.press(*SITUATIONS[name].keys)
            steps = session.app.project.history_count
            session.press(command.keys[0])
            if session.app.project.history_count > steps and "u undoes" not in session.said:
                unsaid.append((command.id, session.said))
    assert unsaid == []
