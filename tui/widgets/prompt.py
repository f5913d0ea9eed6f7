"""Prompt: a line to type in, standing where the footer row stands."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class Prompt(Horizontal):
    """A word and a line to type in. ``kind`` says what the words typed are for: ``search``, ``filter``, ``note``."""

    DEFAULT_CSS = """
    Prompt { height: 1; width: 1fr; }
    Prompt Static { width: auto; text-style: bold; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    Prompt Input:focus { border: none; }
    """

    def __init__(self, kind: str, words: str, value: str = "") -> None:
        super().__init__()
        self.kind = kind
        self._words = words
        self._value = value

    def compose(self) -> ComposeResult:
        yield Static(f" {self._words} ", markup=False)
        yield Input(self._value, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        line = self.query_one(Input)
        line.cursor_blink = False
        line.focus()

    @property
    def value(self) -> str:
        return self.query_one(Input).value
