"""Session: the real app without a terminal, driven synchronously, for tests, benchmarks and scripts."""

import asyncio
import html
import json
import os
import re
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from textual import events
from textual.keys import key_to_character

from annotations.article import Article
from annotations.entity import Entity, Proposal
from annotations.marked import Hand
from annotations.store.cache import Cache
from annotations.suggest.answers import Suggester
from annotations.suggest.given import GivenSuggester
from annotations.suggest.learner import Learner
from annotations.work.memory_setting import chosen_memory
from tui.app import RubricateApp
from tui.config import chosen_carry, chosen_learn, read_config
from tui.keymaps.choosing import chosen_keymap
from tui.metering import Metering
from tui.opening import open_reader
from tui.options import ReadOptions
from tui.theme_files import chosen_theme

T = TypeVar("T")
Suggestions = Sequence[tuple[int, int, str, float | None]]
FIXED_TIME = "2026-01-02T03:04:05Z"


def fixed_hand(name: str = "reader") -> Hand:
    """A hand with a fixed clock and uids h0001, h0002, ..."""
    numbers = count(1)

    def new_uid() -> str:
        return f"h{next(numbers):04d}"

    return Hand(name, lambda: FIXED_TIME, new_uid)


class Session:
    """The app on ``source`` with a project file, in a terminal of ``size`` (columns, rows) that nobody sees.

    ``model`` is ``none``, a model's name or path for the real worker, a list of suggestions
    ``(start, end, label, score)``, or the path of a JSON file of one, or of a JSONL file for several texts. ``keymap`` is
    what ``--keymap`` would be, ``theme`` what $RUBRICATE_THEME would be, and without ``colour`` it is as under NO_COLOR. Uids
    and clock are fixed; no config of the user
    and no cache of theirs is read; ``config``, a folder, and ``cache`` stand in for them. With ``carry`` corrections are carried
    to later equal texts; with ``learn`` the model learns from each article that is closed, by ``learner`` where one is given.
    What is copied goes to programs that ``environ`` leads to: to none, where it is not given. Use as a context manager.
    """

    def __init__(
        self,
        source: str | Path | Sequence[str | Path] | None = None,
        *,
        project: str | Path | None = None,
        size: tuple[int, int] = (110, 32),
        model: str | Path | Suggestions | None = "none",
        labels: str | None = None,
        keymap: str | Path | None = None,
        only_labels: Sequence[str] = (),
        read_only: bool = False,
        carry: bool | None = None,
        learn: bool | None = None,
        learner: Learner | None = None,
        theme: str | None = None,
        colour: bool = True,
        environ: Mapping[str, str] | None = None,
        cache: Cache | None = None,
        config: Path | None = None,
    ) -> None:
        sources = [source] if isinstance(source, (str, Path)) else list(source or [])
        self._folder = tempfile.TemporaryDirectory(prefix="rubricate-")
        folder = Path(self._folder.name)
        self.project_path = Path(project) if project else folder / "rubricate.json"
        self._options = ReadOptions(
            sources=tuple(str(one) for one in sources),
            project=str(self.project_path),
            labels=labels,
            only_labels=tuple(only_labels),
            model=model if isinstance(model, str) else None,
            read_only=read_only,
            carry=carry,
        )
        self._size, self._colour = size, colour
        self._config = read_config(config or folder / "config")
        self._theme = chosen_theme(self._config, theme)
        self._keymap = chosen_keymap(self._config, None if keymap is None else str(keymap))
        self._now = 0.0
        self._suggester = _given(model)
        self._learn, self._learner = learn, learner
        self._environ = environ or {}
        self._cache = cache or Cache(folder / "cache")
        self.keys_pressed = 0
        self._loop = asyncio.new_event_loop()
        self._asked: asyncio.Queue[tuple[Coroutine[Any, Any, Any], asyncio.Future[Any]] | None] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        opened = open_reader(self._options, hand=fixed_hand(), cache=self._cache, suggester=self._suggester)
        with _colour(self._colour):
            self.app = RubricateApp(
                opened.project,
                opened.uids,
                keymap=self._keymap.keymap,
                suggester=opened.suggester,
                place=opened.place,
                notices=(*opened.notices, *self._keymap.notices),
                theme=self._theme,
                metering=Metering(self._config.meter, lambda: self._now),
            )
        self.app.reader.environ = self._environ
        self.app.reader.reading.carry, _ = chosen_carry(self._options.carry, self._environ, self._config)
        learns, _ = chosen_learn(self._learn, self._environ, opened.project.setting("learn"), self._config)
        self.app.reader.learn(learns, opened.model, self._learner)
        self.app.reader.suggesting.memory, _ = chosen_memory(self._environ, opened.project, self._config.memory)
        ready: asyncio.Future[None] = self._loop.create_future()
        self._running = self._loop.create_task(self._run(ready))
        self._loop.run_until_complete(ready)
        self._do(self._settle())
        self._do(self._finished())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._running is not None
        self._loop.call_soon(self._asked.put_nowait, None)
        try:
            self._loop.run_until_complete(self._running)
        finally:
            self.app.reader.learning.stop()
            self.app.reader.suggesting.stop()
            self.app.project.close()
            self._loop.close()
            self._folder.cleanup()

    async def _run(self, ready: "asyncio.Future[None]") -> None:
        try:
            async with self.app.run_test(size=self._size):
                ready.set_result(None)
                while (asked := await self._asked.get()) is not None:
                    work, answer = asked
                    try:
                        answer.set_result(await work)
                    except Exception as error:  # noqa: BLE001
                        answer.set_exception(error)
        except Exception as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        answer: asyncio.Future[T] = self._loop.create_future()
        self._loop.call_soon(self._asked.put_nowait, (work, answer))
        return self._loop.run_until_complete(answer)

    async def _settle(self) -> None:
        """Wait until no message is queued and no repaint is pending."""
        for _ in range(3):
            for pump in (self.app, self.app.screen, *self.app.screen.walk_children()):
                done = asyncio.Event()
                if not pump.is_running or not pump.call_after_refresh(done.set):
                    continue
                for _ in range(50):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(done.wait(), 0.1)
                        break
                    if not self.running:  # it has left, and repaints nothing any more
                        return
                else:
                    break
            if not self.app.is_running:
                return

    def press(self, *keys: str) -> None:
        """Press keys by Textual's names (``a``, ``A``, ``question_mark`` or ``?``, ``shift+right``, ``ctrl+e``), and wait until
        what they asked for is saved and listed."""
        self.press_unsaved(*keys)
        self._do(self._finished())
        self._do(self._copied())

    def press_unsaved(self, *keys: str) -> None:
        """Press keys without waiting for what they begin: until a slow disk confirmed it, a copy is written."""
        for key in keys:
            self.keys_pressed += 1
            self._do(self._press(key))

    async def _finished(self) -> None:
        """Wait until what keys began and goes on beside them is done: a slow disk, a copy, a long look for a missed name, a long
        list."""
        project, reader = self.app.project, self.app.reader
        while self.running and (
            project.saving
            or project.copying
            or reader.reading.looking is not None
            or reader.filling
            or reader.arrivals
            or self._at_work
        ):
            await asyncio.sleep(0.001)
            await self._settle()

    @property
    def _at_work(self) -> bool:
        """Whether a screen over the article goes on with something a slice at a time."""
        return getattr(self.app.screen, "at_work", None) is not None

    async def _copied(self) -> None:
        if (copying := self.app.reader.copying) is not None and not copying.done():
            await copying
            await self._settle()

    async def _press(self, key: str) -> None:
        character = key if len(key) == 1 else key_to_character(key)
        name = key if len(key) > 1 or key.isalnum() else _name(key)
        self.app.post_message(events.Key(name, character))
        await self._settle()

    def let_pass(self, seconds: float) -> None:
        """Let so much time pass, as the meter counts it."""
        self._now += seconds

    def rest(self) -> None:
        """What a second without a key does."""

        async def rested() -> None:
            self.app.reader.typed, self.app.reader.awake = False, True
            self.app.reader.rest()
            await self._settle()

        self._do(rested())

    def wait_until(self, done: Callable[[], bool], timeout: float = 60) -> None:
        """Let the app go on until something holds. Raises TimeoutError after ``timeout`` seconds."""

        async def held() -> None:
            waited = 0.0
            while not done():
                if waited >= timeout:
                    raise TimeoutError(f"not within {timeout} seconds")
                await asyncio.sleep(0.005)
                waited += 0.005
            await self._settle()

        self._do(held())

    def click(self, column: int, row: int) -> None:
        """Click on a cell of the screen."""
        self.mouse(("down", column, row), ("up", column, row))

    def drag(self, *cells: tuple[int, int]) -> None:
        """Press on the first of these cells (column, row), move over the others, and let go on the last."""
        self.mouse(("down", *cells[0]), *(("move", *cell) for cell in cells[1:]), ("up", *cells[-1]))

    def mouse(self, *steps: tuple[str, int, int]) -> None:
        """What the mouse does, one after the other: ``down``, ``move`` (its button down), ``hover`` (its button up), ``up``,
        ``wheel-down`` or ``wheel-up``, at a column and row of the screen or outside of it."""

        async def done() -> None:
            for kind, column, row in steps:
                button = 1 if kind in ("down", "move", "up") else 0
                self.app.post_message(_MOUSE[kind](None, column, row, 0, 0, button, False, False, False, column, row))
            await self._settle()

        self._do(done())

    def type(self, text: str) -> None:
        """Press the keys that type this text."""
        self.press(*text)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, in cells."""

        async def change() -> None:
            from textual.geometry import Size

            size = Size(columns, rows)
            self.app.post_message(events.Resize(size, size))
            await asyncio.sleep(0.15)
            await self._settle()

        self._do(change())

    def wait_for_suggestions(self, timeout: float = 60) -> None:
        """Wait until the suggestions for the article on the screen are in, those of memory and rules too. Raises TimeoutError
        after ``timeout`` seconds."""

        async def arrived() -> None:
            await self._settle()
            waited = 0.0
            while self.app.reader.reading.arriving or self.app.reader.improves:
                if waited >= timeout:
                    raise TimeoutError(f"suggestions did not arrive within {timeout} seconds")
                await asyncio.sleep(0.01)
                waited += 0.01
            await self._settle()

        self._do(arrived())

    @property
    def running(self) -> bool:
        """Whether the reader has not left yet."""
        return self.app.is_running and self.app.return_code is None

    @property
    def article(self) -> Article:
        """The article on the screen."""
        return self.app.reader.reading.article

    @property
    def entities(self) -> list[Entity]:
        """All entities of the article on the screen, rejected ones too, in text order."""
        return list(self.app.reader.reading.marked.entities)

    @property
    def focus(self) -> tuple[int, int, str | None, str | None] | None:
        """Start, end, label and status of what is focused; label and status None on a run; None without a focus."""
        reading = self.app.reader.reading
        if reading.focus is None:
            return None
        entity = reading.entity
        return (*reading.focus.span, entity.label if entity else None, str(entity.status) if entity else None)

    @property
    def said(self) -> str:
        """The line in the footer row, empty when it shows keys."""
        return self.app.reader.reading.said

    @property
    def lines_drawn(self) -> int:
        """How many lines of the article were drawn so far."""
        return self.app.reader.view.lines_drawn

    def screen_text(self) -> list[str]:
        """The rows of the screen as text, without trailing blanks."""
        return _rows_of(self.svg(), self._size_now()[1])

    def _size_now(self) -> tuple[int, int]:
        return self.app.size.width, self.app.size.height

    def svg(self, title: str = "Rubricate") -> str:
        """The screen as SVG."""

        async def shot() -> str:
            return self.app.export_screenshot(title=title)

        return self._do(shot())


@contextmanager
def _colour(colour: bool) -> Iterator[None]:
    """The environment without NO_COLOR, or with it; as it was afterwards."""
    before = os.environ.pop("NO_COLOR", None)
    if not colour:
        os.environ["NO_COLOR"] = "1"
    try:
        yield
    finally:
        os.environ.pop("NO_COLOR", None)
        if before is not None:
            os.environ["NO_COLOR"] = before


_MOUSE: dict[str, type[events.MouseEvent]] = {
    "down": events.MouseDown,
    "move": events.MouseMove,
    "hover": events.MouseMove,
    "up": events.MouseUp,
    "wheel-down": events.MouseScrollDown,
    "wheel-up": events.MouseScrollUp,
}


def _given(model: object) -> Suggester | None:
    if isinstance(model, Path) and model.suffix == ".jsonl":
        return GivenSuggester.read(model)
    if isinstance(model, Path) and model.suffix == ".json":
        return GivenSuggester([_proposal(*row) for row in json.loads(model.read_text("utf-8"))])
    if isinstance(model, (str, Path)) or model is None:
        return None
    assert isinstance(model, Sequence)
    return GivenSuggester([_proposal(*row) for row in model])


def _proposal(start: int, end: int, label: str, score: float | None = None) -> Proposal:
    return Proposal(start, end, label, "model:given", score)


def _name(character: str) -> str:
    names = {" ": "space", "?": "question_mark", "/": "slash", ".": "full_stop", ";": "semicolon", "<": "less_than_sign"}
    return names.get(character, character)


_CELL = 12.2
_TEXT = re.compile(
    r'<text class="[^"]*-r\d+" x="([\d.]+)" y="[\d.]+" textLength="[\d.]+" clip-path="url\(#[^"]*-line-(\d+)\)">([^<]*)</text>'
)


def _rows_of(svg: str, rows: int) -> list[str]:
    """The text of a screenshot, row by row; wide characters take two cells."""
    from rich.cells import cell_len

    grid: list[str] = [""] * rows
    for x, line, text in _TEXT.findall(svg):
        row = int(line)
        if row >= rows:
            continue
        shown = html.unescape(text).replace("\xa0", " ")
        column = round(float(x) / _CELL)
        grid[row] += " " * (column - cell_len(grid[row])) + shown
    return [row.rstrip() for row in grid]
