"""The palette's commands: every one of the table, with its key."""

from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

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
        if command.id.startswith("label-") and (label := self._reader.project.labels.by_digit(command.id[6:])):
            return f"Label {label.name}"
        return command.title

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            title = f"{self._title(command)}  {self._reader.keymap.keys(command.id)}".rstrip()
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), partial(self._reader.perform_by_id, command.id), help=command.help)

    async def discover(self) -> Hits:
        for command in self._commands():
            title = f"{self._title(command)}  {self._reader.keymap.keys(command.id)}".rstrip()
            yield DiscoveryHit(title, partial(self._reader.perform_by_id, command.id), help=command.help)
