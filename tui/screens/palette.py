"""The palette's commands: every one of the table, with its key."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from annotations.safe import safe_line
from tui.keymap import Command
from tui.screens.reader import ReaderScreen


class TableCommands(Provider):
    """Every command of the table that is here, by title, with its key."""

    @property
    def _reader(self) -> ReaderScreen:
        return cast(ReaderScreen, self.screen)

    def _commands(self) -> list[Command]:
        return [command for command in self._reader.keymap.commands if not command.later and command.id != "palette"]

    def _title(self, command: Command) -> str:
        """What the row of a command says, with its keys."""
        if command.id.startswith("label-") and (label := self._reader.project.labels.by_digit(command.id[6:])):
            words = f"Label {safe_line(label.name)}"
        else:
            words = command.title
        return f"{words}  {self._reader.keymap.keys(command.id)}".rstrip()

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            title = self._title(command)
            score, offsets = matcher.fuzzy_search.match(query, title)
            if score > 0:
                # Content, not text: a label such as [@click=quit] must not be taken for markup.
                shown = Content(title)
                for offset in offsets:
                    shown = shown.stylize(matcher.match_style, offset, offset + 1)
                yield Hit(score, shown, self._doing(command), text=title, help=command.help)

    async def discover(self) -> Hits:
        for command in self._commands():
            title = self._title(command)
            yield DiscoveryHit(Content(title), self._doing(command), text=title, help=command.help)

    def _doing(self, command: Command) -> Callable[[], Awaitable[None]]:
        return partial(self._reader.perform_by_id, command.id)
