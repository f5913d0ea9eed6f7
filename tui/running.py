"""Running the reader in a terminal: opens, runs, says in one line where the work is. Errors are plain lines."""

import os
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.folders import cache_folder, config_folder
from annotations.safe import safe_line
from tui.config import chosen_carry, chosen_learn, read_config
from tui.keymap import KeymapError
from tui.keymaps.choosing import chosen_keymap
from tui.options import ReadOptions
from tui.theme_files import chosen_theme

if TYPE_CHECKING:
    from tui.app import RubricateApp
    from tui.terminal import RawTerminal


FRAMES = "480"
"""Frames a second at most: Textual makes the next one wait for its turn, and a key is to wait for nothing."""


def run(options: ReadOptions, terminal: "RawTerminal | None" = None) -> int:
    """Read until the reader leaves. ``terminal`` is the one that has the first frame on it.

    Returns the exit code: 0; 2 when what was asked cannot be opened; 1 after an error of our own or where saving failed; 128
    and the number of the signal that ended it.
    """
    try:
        return _run(options, terminal)
    except Exception as error:  # noqa: BLE001
        from tui.crash import say_crash

        if terminal is not None:
            terminal.leave()
        say_crash(error)
        return 1


def _run(options: ReadOptions, terminal: "RawTerminal | None") -> int:
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    from annotations.store.cache import Cache
    from tui.opening import OpeningError, open_reader

    config = read_config(Path(config_folder()))
    try:
        keymap = chosen_keymap(config, options.keymap, os.environ.get("RUBRICATE_KEYMAP"))
        opened = open_reader(options, cache=Cache(Path(cache_folder())))
    except (KeymapError, OpeningError) as error:
        if terminal is not None:
            terminal.leave()
        print(f"rubricate: {safe_line(str(error))}", file=sys.stderr)
        return 2
    if terminal is None and (refused := _refused()):
        print(f"rubricate: {refused}", file=sys.stderr)
        return 2
    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty, it asks for nothing (no-color.org); Textual would take it for set
    theme = chosen_theme(config, os.environ.get("RUBRICATE_THEME"))
    os.environ["TEXTUAL_THEME"] = theme.palette.theme  # read when Textual is imported; one set later costs a second style sheet
    from annotations.work.memory_setting import chosen_memory
    from tui.app import RubricateApp
    from tui.metering import Metering
    from tui.start_file import START, load

    errors = StringIO()
    start = load(START)
    app = RubricateApp(
        opened.project,
        opened.uids,
        keymap=keymap.keymap,
        suggester=opened.suggester,
        place=opened.place,
        notices=(*opened.notices, *keymap.notices),
        theme=theme,
        measure=width if isinstance(width := start.get("measure"), int) else None,
        spacing=int(start.get("spacing") == 1),
        terminal=terminal,
        errors=errors,
        tune_garbage=True,
        metering=Metering(config.meter),
    )
    app.reader.reading.carry, _ = chosen_carry(options.carry, os.environ, config)
    app.reader.learn(chosen_learn(None, os.environ, opened.project.setting("learn"), config)[0], opened.model)
    app.reader.suggesting.memory, _ = chosen_memory(os.environ, opened.project, config.memory)
    _end_when_told(app, terminal)
    try:
        app.run(mouse=options.mouse)
    finally:
        app.reader.learning.stop()
        app.reader.suggesting.stop()
    return _leave(app, options, errors.getvalue())


def _refused() -> str:
    """Why there can be no reader here; empty where there can."""
    if not sys.__stdout__ or not sys.__stderr__ or not os.isatty(sys.__stderr__.fileno()) or not _keys_come_from_the_terminal():
        return "reading needs a terminal; rubricate show prints an article, rubricate --help the rest"
    if os.environ.get("TERM") == "dumb":
        return "TERM=dumb is a terminal that cannot show the reader; rubricate review --plain asks in lines of text"
    return ""


def _end_when_told(app: "RubricateApp", terminal: "RawTerminal | None") -> None:
    """On SIGTERM and SIGHUP quit as ``Ctrl+Q`` does, once there is something to quit."""
    if os.name != "posix":
        return
    from tui.terminal import when_told_to_end

    def told(number: int) -> None:
        if not app.end_as_told(number):
            if terminal is not None:
                terminal.leave()
            os.kill(os.getpid(), number)

    when_told_to_end(told)


def _leave(app: "RubricateApp", options: ReadOptions, crash: str) -> int:
    """Close the project and say where the work is, and what went wrong at that. Returns the exit code. ``crash`` are the
    details of an error of our own that ended the reader."""
    from annotations.project import ProjectError
    from tui.keeping import farewell
    from tui.noting import note_start

    project = app.project
    known, code = len(project.notices), app.return_code or 0
    if crash:
        from tui.crash import say_crash

        say_crash(None, crash)
        code = 1
    if project.saving:
        print("rubricate: waiting for the disk to confirm what was saved", file=sys.stderr)
    if project.copying:
        print("rubricate: waiting until the copy is written", file=sys.stderr)
    try:
        project.close()
    except ProjectError as error:
        code = 1
        print(f"rubricate: {safe_line(str(error))}", file=sys.stderr)
    for notice in project.notices[known:]:
        print(f"rubricate: {safe_line(notice)}", file=sys.stderr)
    print(safe_line(farewell(project)))
    if not crash:
        note_start(app, options)
    return 128 + app.told if app.told else code


def _keys_come_from_the_terminal() -> bool:
    """See that keys are read from the terminal where standard input was the article. False where there is no terminal."""
    if os.isatty(0):
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return False
    os.dup2(terminal, 0)
    os.close(terminal)
    return True
