"""Running the reader in a terminal: opens, runs, says in one line where the work is. Errors are plain lines."""

import os
import sys
from typing import TYPE_CHECKING

from annotations.safe import safe_line
from tui.options import ReadOptions

if TYPE_CHECKING:
    from annotations.project import Project


def run(options: ReadOptions) -> int:
    """Read until the reader leaves. Returns the exit code: 0, or 2 when what was asked cannot be opened."""
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from tui.opening import OpeningError, open_reader

    try:
        opened = open_reader(options)
    except OpeningError as error:
        print(f"rubricate: {safe_line(str(error))}", file=sys.stderr)
        return 2
    if not sys.__stdout__ or not sys.__stderr__ or not os.isatty(sys.__stderr__.fileno()) or not _keys_come_from_the_terminal():
        print("rubricate: reading needs a terminal; rubricate show prints an article, rubricate --help the rest", file=sys.stderr)
        return 2
    if os.environ.get("TERM") == "dumb":
        print("rubricate: TERM=dumb is a terminal that cannot show the reader; rubricate show prints an article", file=sys.stderr)
        return 2
    from tui.app import RubricateApp

    app = RubricateApp(
        opened.project,
        opened.uids,
        keymap=opened.keymap,
        suggester=opened.suggester,
        place=opened.place,
        notices=opened.notices,
        theme=theme(),
        tune_garbage=True,
    )
    try:
        app.run(mouse=options.mouse)
    finally:
        app.reader.suggesting.stop()
    return _leave(opened.project) or app.return_code or 0


def _leave(project: "Project") -> int:
    """Close the project and say where the work is, and what went wrong at that. Returns the exit code: 1 where it did."""
    from annotations.project import ProjectError
    from tui.keeping import farewell

    known, code = len(project.notices), 0
    if project.saving:
        print("rubricate: waiting for the disk to confirm what was saved", file=sys.stderr)
    try:
        project.close()
    except ProjectError as error:
        code = 1
        print(f"rubricate: {safe_line(str(error))}", file=sys.stderr)
    for notice in project.notices[known:]:
        print(f"rubricate: {safe_line(notice)}", file=sys.stderr)
    print(safe_line(farewell(project)))
    return code


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


def theme() -> str:
    """The theme to start in: $RUBRICATE_THEME (dark, light, ansi), else dark."""
    chosen = os.environ.get("RUBRICATE_THEME", "dark")
    return f"rubricate-{chosen}" if chosen in ("dark", "light", "ansi") else "rubricate-dark"
