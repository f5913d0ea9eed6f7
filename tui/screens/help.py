"""Help: the keys of the command table, those for what is focused first."""

from collections.abc import Callable
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.strip import Strip

from tui.keymap import Command, Keymap, groups
from tui.keymaps.wording import in_keys_of
from tui.widgets.lines import NumberedLines
from tui.widgets.over import OverScreen

_MARKS = "marks: ? suggested  ?? doubtful  ! unsure  ✓ accepted  ~ changed by you  * made by you  x rejected"


def help_lines(keymap: Keymap, first: str, width: int) -> list[tuple[str, bool]]:
    """The lines of the help and whether each is a heading: the group ``first`` first. Widths in cells."""
    table = groups(command for command in keymap.commands if command.keys)
    order = sorted(table, key=lambda group: group != first)
    lines: list[tuple[str, bool]] = []
    for group in order:
        lines.append((f" {group}", True))
        labelled = False
        for command in table[group]:
            if command.id.startswith("label-") and command.id[6:].isdigit():
                if labelled:
                    continue
                labelled = True
                line = f"   {keymap.key('label-1')}-{keymap.key('label-0'):<12} The label of that key"
            else:
                line = _line(command, keymap)
            lines += [(part, False) for part in _wrapped(line, width, 18)]
        lines.append(("", False))
    return [*lines, *((part, False) for part in _wrapped(f" {_MARKS}", width, 1))]


def _wrapped(line: str, width: int, indent: int) -> list[str]:
    return wrap(line, max(width, indent + 12), subsequent_indent=" " * indent, drop_whitespace=True) or [""]


def _line(command: Command, keymap: Keymap) -> str:
    keys, more = keymap.keys(command.id), in_keys_of(keymap, command.help)
    return f"   {keys:<14} {command.title}{f'. {more}' if more else ''}"


class _HelpLines(NumberedLines):
    def __init__(self, keymap: Keymap, first: str) -> None:
        super().__init__()
        self._keymap = keymap
        self._first = first
        self._lines: list[tuple[str, bool]] = []

    def fit(self) -> None:
        self._lines = help_lines(self._keymap, self._first, max(self.size.width, 20))

    def line_count(self) -> int:
        return len(self._lines)

    def draw(self, y: int, width: int) -> Strip:
        text, heading = self._lines[y] if y < len(self._lines) else ("", False)
        style = self.rich_style + Style(bold=heading)
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)


class Help(OverScreen[None]):
    """The keys that work here, over the article."""

    KEYS = "? or Esc leaves; Space and arrows turn the page"
    CSS = "Help _HelpLines { height: 1fr; width: 1fr; }"
    BINDINGS = [
        Binding("escape,q,question_mark,f1", "dismiss", show=False),
        Binding("down,j", "line(1)", show=False),
        Binding("up,k", "line(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "to(0)", show=False),
        Binding("end", "to(100000)", show=False),
    ]

    def __init__(self, keymap: Keymap, first: str) -> None:
        super().__init__()
        self._keymap = keymap
        self._first = first

    def compose(self) -> ComposeResult:
        yield _HelpLines(self._keymap, self._first)
        yield self.foot

    @property
    def _lines(self) -> _HelpLines:
        return self.query_one(_HelpLines)

    def action_line(self, step: int) -> None:
        self._moved(lambda: self._lines.scroll_lines(step))

    def action_page(self, direction: int) -> None:
        self.action_line(direction * max(self._lines.size.height - 2, 1))

    def action_to(self, number: int) -> None:
        self._moved(lambda: self._lines.to_line(number))

    def _moved(self, move: Callable[[], None]) -> None:
        before = self._lines.top
        move()
        if self._lines.top == before:
            self.tell("the end of the help" if before else "the start of the help")
