"""LabelList: the labels of the set by letter; a letter commits, ``/`` switches to typing, where Enter commits, and adds what
the set does not have."""

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from annotations.labels import Label, LabelSet
from tui.keymap import ALONE, Keymap, pressed, printed
from tui.rows import cut
from tui.widgets.prompt import Prompt

_NARROWEST = 19
"""Cells of a column of labels."""
_AROUND = 3
"""Rows of the list that are no labels: two for what it is for, one to type in."""


class _Lines(Widget):
    """The labels that fit what was typed, the chosen one reversed; as many as there is room for, from ``top`` on."""

    DEFAULT_CSS = "_Lines { height: auto; width: 1fr; }"

    def __init__(self, labels: LabelSet, keymap: Keymap) -> None:
        super().__init__()
        self.labels, self._keymap = labels, keymap
        self.typed = ""
        self.chosen = 0
        self.top = 0

    def shown(self) -> list[Label]:
        typed = self.typed.strip().casefold()
        fitting = [label for label in self.labels.labels if typed in f"{label.name} {label.description}".casefold()]
        if not typed:
            return fitting
        fitting.sort(key=lambda label: not label.name.casefold().startswith(typed))
        return [*fitting, *self._new()]

    def _new(self) -> list[Label]:
        """The label that what was typed names, where the set has none of that name, whatever its case."""
        name = self.typed.strip()
        known = {label.name.casefold() for label in self.labels.labels}
        return [] if name.casefold() in known or not name.isprintable() else [Label(name, description="added to the set")]

    def _rows(self, count: int) -> int:
        """The rows of so many labels: one each, fewer where the screen has not so many (but for two lines)."""
        return min(count, max(self.app.size.height - 2, 1))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, min(len(self.labels.labels), self.app.size.height - _AROUND))

    @property
    def columns(self) -> int:
        """Side by side where one column has not room for all."""
        needed = -(-len(self.shown()) // max(self.size.height, 1))
        return max(1, min(needed, self.size.width // _NARROWEST))

    @property
    def page(self) -> int:
        """How many labels have room."""
        return self.columns * max(self.size.height, 1)

    def choose(self, chosen: int) -> None:
        """Choose one of those shown, and bring it into view; past the last is the last."""
        self.chosen = max(0, min(len(self.shown()) - 1, chosen))
        self.scroll(max(self.chosen - self.page + 1, min(self.top, self.chosen)))

    def scroll(self, top: int) -> None:
        """Show the labels from this one on."""
        self.top = max(0, min(top, len(self.shown()) - self.page))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        labels, width, columns = self.shown(), self.size.width, self.columns
        room = width // columns
        segments: list[Segment] = []
        for place in range(self.top + y, min(self.top + self.page, len(labels)), self.size.height):
            style = self.rich_style + Style(reverse=self.typed != "" and place == self.chosen)
            label = labels[place]
            key = self._keymap.key(f"label-{label.digit}") if label.digit else ""
            segments.append(Segment(_line(label, key, room, described=columns == 1), style))
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def _line(label: Label, key: str, width: int, *, described: bool) -> str:
    name = f" {label.letter or ' '} {key or ' '}  {cut(label.name, 20)}"
    line = f"{name:<26} {label.description}" if described else name
    return set_cell_size(cut(line, width - 1), width)


class LabelList(ModalScreen[str | None]):
    """Asks for one label; gives its name, which the set may not have yet, or None."""

    CSS = """
    LabelList { align: left bottom; background: transparent; }
    LabelList > Vertical { height: auto; max-height: 100%; width: 64; max-width: 100%; background: $surface; }
    LabelList Static { height: 1; }
    """

    def __init__(self, labels: LabelSet, words: str, keymap: Keymap | None = None) -> None:
        super().__init__()
        self._labels, self._keymap = labels, keymap or Keymap()
        self._words = words

    def compose(self) -> ComposeResult:
        with Vertical():
            width = min(self.app.size.width, 64)
            keys = "its letter, / types, Esc leaves" if width == 64 else "letter, / types, Esc"
            yield Static(f" label for {cut(self._words, width - len(keys) - 14)}: {keys}", id="said", markup=False)
            yield _Lines(self._labels, self._keymap)

    @property
    def _lines(self) -> _Lines:
        return self.query_one(_Lines)

    async def on_key(self, event: Key) -> None:
        typing = self.query(Prompt)
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif typing:
            if event.key in ("up", "down"):
                event.stop()
                self._lines.choose(self._lines.chosen + (1 if event.key == "down" else -1))
                self._say_chosen()
        elif event.key in ("up", "down", "pageup", "pagedown", "space"):
            event.stop()
            page, before = 1 if event.key in ("up", "down") else self._lines.page, self._lines.top
            self._lines.scroll(before + (-page if event.key in ("up", "pageup") else page))
            if self._lines.top == before:
                self._say("no more labels there: the letter or digit before one, / types, Esc leaves")
        elif event.character == "/":
            event.stop()
            event.prevent_default()
            await self.query_one(Vertical).mount(Prompt("label", "label"))
        elif event.key not in ALONE and event.key not in ("ctrl+p", "ctrl+q"):
            event.stop()
            typed = event.character or ""
            label = (self._labels.by_letter(typed) or self._by_key(typed)) if typed.isprintable() and typed else None
            if label is not None:
                self.dismiss(label.name)
            else:
                key = printed(pressed(event.key, event.character))
                self._say(f"no label on {key}: the letter or digit before one, / types, Esc leaves")

    def _by_key(self, key: str) -> Label | None:
        """The label of a key of the row of labels."""
        command = self._keymap.command(key)
        own = command.id.removeprefix("label-") if command is not None else key
        return self._labels.by_digit(own)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._lines.typed = event.value
        self._lines.choose(0)
        self._say_chosen()

    def _say_chosen(self) -> None:
        """Say what Enter does."""
        chosen = self._lines.shown()[self._lines.chosen :][:1]
        for label in chosen:
            gives = f"gives {label.name}" if label.name in self._labels else f"adds the label {label.name}"
            self._say(f"Enter {gives}, Up and Down choose, Esc leaves")

    def on_input_submitted(self) -> None:
        shown = self._lines.shown()
        if self._lines.chosen < len(shown):
            self.dismiss(shown[self._lines.chosen].name)
        else:
            self._say("no label has these words")

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(f" {cut(words, self.app.size.width - 2)}")
