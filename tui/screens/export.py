"""ExportScreen: format, file, what is left out, Enter."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from annotations.formats.registry import known
from annotations.project import Project
from annotations.safe import safe_line
from annotations.work.errors import WorkError
from annotations.work.exporting import export, left_out
from tui.widgets.prompt import Prompt

_MOST = 8
"""Formats that are shown at a time, a quarter of the screen at most: the text stays in sight above them."""


class ExportScreen(ModalScreen[str | None]):
    """Exports the articles of the session; gives the line to show, or None when the reader left."""

    CSS = """
    ExportScreen { align: left bottom; background: transparent; }
    ExportScreen > Vertical { height: auto; width: 100%; background: $surface; padding: 0 1; }
    ExportScreen #formats { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, project: Project, uids: Sequence[str]) -> None:
        super().__init__()
        self._project = project
        self._uids = uids
        # Here, not where it is drawn: what cannot be read is said by whoever opens the screen.
        self._left_out = left_out(project, uids)
        self._formats = {name: form for name, form in known().formats.items() if form.writes}
        self._names = list(self._formats)
        self._chosen = 0
        self._typed = False
        self._warned = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", id="formats", markup=False)
            yield Static("\n".join(safe_line(line) for line in self._left_out), markup=False)
            yield Static(" Up Down format, Enter writes the file, Esc leaves", id="said", markup=False)
            yield Prompt("export", "file", self._default())

    def on_mount(self) -> None:
        self._show()

    def _default(self) -> str:
        stem = self._project.path.stem if self._project.path else "rubricate"
        suffixes = self._formats[self._names[self._chosen]].suffixes
        return f"{stem}{suffixes[0] if suffixes else ''}"

    def _show(self) -> None:
        shown = max(3, min(_MOST, self.app.size.height // 4))
        first = min(max(self._chosen - shown // 2, 0), max(len(self._names) - shown, 0))
        rows = [
            f" {'>' if n == self._chosen else ' '} {name:<14} {self._formats[name].what}"
            for n, name in enumerate(self._names[first : first + shown], first)
        ]
        if len(self._names) > shown:
            rows.append(f"   {self._chosen + 1} of {len(self._names)}")
        self.query_one("#formats", Static).update("\n".join(rows))

    def on_key(self, event: Key) -> None:
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key in ("up", "down"):
            event.stop()
            self._chosen = (self._chosen + (1 if event.key == "down" else -1)) % len(self._names)
            if not self._typed:
                with self.prevent(Input.Changed):
                    self.query_one(Input).value = self._default()
            self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed = event.value != self._default()
        self._warned = ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self._say("type a file name, then Enter")
            return
        try:
            out = Path(event.value.strip()).expanduser()
            there = out.exists()
        except (OSError, ValueError, RuntimeError) as error:
            self._say(f"that cannot be the name of a file: {getattr(error, 'strerror', None) or error}")
            return
        if there and self._warned != event.value:
            self._warned = event.value
            self._say(f"{out.name} is there already: Enter again writes over it")
            return
        try:
            exported = export(self._project, self._uids, self._names[self._chosen], out, named=False)
        except WorkError as error:
            self._say(str(error))
            return
        losses = len(exported.report.losses)
        lost = f", {losses} could not be carried exactly (rubricate export names them)" if losses else ""
        self.dismiss(f"{exported.report.written} entities in {out}, read back and compared{lost}")

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(f" {safe_line(words)}")
