"""Questions that are answered by the key of a command: how to close an article, whether to pass what was not seen, to quit."""

from tui.keymap import Command, Keymap

QUESTIONS = ("done", "passed", "quit")
_ANSWERS = {"done": "D", "passed": "P", "reject": "x", "quit": "q"}
"""The answers that are the keys of commands, as the plain layout has them."""


def answer_of(command: Command | None) -> str:
    """What the key of a command answers; empty where it is no answer."""
    return _ANSWERS.get(command.id, "") if command is not None else ""


def answer(keymap: Keymap, key: str) -> str:
    """What a key answers, whatever the keymap: the key that asks for that command in the plain layout; empty for one that
    would be an answer there and is none here."""
    command = keymap.command(key)
    if found := answer_of(command):
        return found
    id = next((id for id, said in _ANSWERS.items() if said == key), "")
    return "" if id and (command is not None or keymap.key(id)) else key
