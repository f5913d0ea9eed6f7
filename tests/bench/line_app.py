"""The least that a Textual app on the line API can be: lines, and one reverse cell that the arrow keys move."""

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.events import Key
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

MOVES = {"left": Offset(-1, 0), "right": Offset(1, 0), "up": Offset(0, -1), "down": Offset(0, 1)}


class Lines(Widget):
    """Lines of text, drawn one by one."""

    cell = Offset(0, 0)

    def render_line(self, y: int) -> Strip:
        text = f"line {y} ".ljust(self.size.width, ".")
        if y != self.cell.y:
            return Strip([Segment(text)], len(text))
        x = self.cell.x
        return Strip([Segment(text[:x]), Segment(text[x], Style(reverse=True)), Segment(text[x + 1 :])], len(text))

    def move(self, by: Offset) -> None:
        before, self.cell = self.cell, Offset(*((at + step) % of for at, step, of in zip(self.cell, by, self.size, strict=True)))
        self.refresh(*(Region(0, y, self.size.width, 1) for y in {before.y, self.cell.y}))


class LineApp(App[None]):
    """Shows them."""

    def compose(self) -> ComposeResult:
        yield Lines()

    def on_key(self, event: Key) -> None:
        if event.key in MOVES:
            self.query_one(Lines).move(MOVES[event.key])


if __name__ == "__main__":
    LineApp().run()
