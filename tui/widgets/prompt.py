"""Prompt: a line to type in, standing where the footer row stands."""

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from annotations.safe import safe_line


class _SafeInput(Input, inherit_css=True):
    """An input that draws what it holds made safe, code point for code point; its value stays exact."""

    @property
    def _value(self) -> Text:
        return Text(safe_line(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(safe_line(self.value)[:position])


class Prompt(Horizontal):
    """A word and a line to type in. ``kind`` says what the words typed are for: ``search``, ``filter``, ``note``, ``copy``,
    ``chips``, ``percent``, ``command``, ``open``."""

    DEFAULT_CSS = """
    Prompt { height: 1; width: 1fr; }
    Prompt Static { width: auto; text-style: bold; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    Prompt Input:focus { border: none; }
    Prompt Input:ansi > .input--cursor { color: ansi_default; background: ansi_default; text-style: reverse; }
    Prompt Input:nocolor > .input--cursor { text-style: reverse; }
    """

    def __init__(self, kind: str, words: str, value: str = "") -> None:
        super().__init__()
        self.kind = kind
        self._words = words
        self._value = value

    def compose(self) -> ComposeResult:
        yield Static(f" {self._words} ", markup=False)
        yield _SafeInput(self._value, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        line = self.query_one(Input)
        line.cursor_blink = False
        line.focus()

    @property
    def value(self) -> str:
        return self.query_one(Input).value
