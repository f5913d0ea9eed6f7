"""The palette's commands: every one of the table, with its key, and every theme."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from annotations.safe import safe_line
from tui.keymap import Command
from tui.screens.reader import ReaderScreen
from tui.theming import offered

Doing = Callable[[], Awaitable[None]]


class Commands(CommandPalette):
    """The list over the article, which is not dimmed under it; in text that is as legible as the theme."""

    CSS = """
    Commands { background: transparent; }
    Commands SearchIcon { color: $foreground; }
    Commands CommandList > .option-list--option-highlighted { color: $background; background: $foreground; }
    Commands CommandList:ansi > .option-list--option-highlighted { color: ansi_bright_white; background: ansi_blue; }
    Commands CommandList:nocolor > .option-list--option-highlighted { text-style: underline; }
    Commands Input > .input--placeholder { color: $foreground; text-style: dim; }
    Commands Input:ansi > .input--cursor { color: ansi_default; background: ansi_default; text-style: reverse; }
    Commands Input:nocolor > .input--cursor { text-style: reverse; }
    """


class TableCommands(Provider):
    """Every command of the table that is here, by title, with its key; and a row to put on each theme."""

    @property
    def _reader(self) -> ReaderScreen:
        return cast(ReaderScreen, self.screen)

    def _commands(self) -> list[Command]:
        return [command for command in self._reader.keymap.commands if command.id != "palette"]

    def _title(self, command: Command) -> str:
        """What the row of a command says, with its keys."""
        if command.id.startswith("label-") and (label := self._reader.project.labels.by_digit(command.id[6:])):
            words = f"Label {safe_line(label.name)}"
        else:
            words = command.title
        return f"{words}  {self._reader.keymap.keys(command.id)}".rstrip()

    def _rows(self) -> Iterator[tuple[str, Doing, str]]:
        """The words of each row, what it does, and more words on it."""
        for command in self._commands():
            yield self._title(command), partial(self._reader.perform_by_id, command.id), command.help
        for asked in offered(self._reader):
            yield f"Theme {safe_line(asked)}", partial(self._reader.wear_by_name, asked), ""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, doing, more in self._rows():
            score, offsets = matcher.fuzzy_search.match(query, title)
            if score > 0:
                # Content, not text: a label such as [@click=quit] must not be taken for markup.
                shown = Content(title)
                for offset in offsets:
                    shown = shown.stylize(matcher.match_style, offset, offset + 1)
                yield Hit(score, shown, doing, text=title, help=more)

    async def discover(self) -> Hits:
        for title, doing, more in self._rows():
            yield DiscoveryHit(Content(title), doing, text=title, help=more)
