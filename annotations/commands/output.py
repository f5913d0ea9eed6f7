"""What commands print: plain lines and tables made safe for a terminal, and JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.cells import cell_len

from annotations.safe import safe, safe_line

_SHOWN = 20
"""Lines of one kind that are shown on the terminal; JSON has them all."""


def say(line: str = "") -> None:
    """A line on standard output, safe for a terminal."""
    click.echo(safe_line(line))


def say_text(text: str) -> None:
    """Text of many lines on standard output, safe for a terminal."""
    click.echo(safe(text))


def warn(line: str, hint: str = "") -> None:
    """A line on standard error that begins with ``rubricate:``, safe for a terminal, and a second one for a hint."""
    click.echo("\n".join(safe_line(one) for one in (f"rubricate: {line}", hint) if one), err=True)


def say_json(value: object) -> None:
    """One JSON value in ASCII on standard output: exact, and safe for a terminal too."""
    click.echo(json.dumps(value, allow_nan=False).replace("\x7f", "\\u007f"))


def say_table(rows: Iterable[Sequence[object]], heads: Sequence[str] = ()) -> None:
    """Rows under their heads in columns as wide as they need, numbers to the right; the last column is not padded."""
    table = [tuple(heads), *map(tuple, rows)] if heads else [tuple(row) for row in rows]
    shown = [[safe_line(str(cell)) for cell in row] for row in table]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row, cells in zip(table, shown, strict=True):
        padded = []
        for value, cell, width in zip(row, cells, widths, strict=True):
            blank = " " * (width - cell_len(cell))
            padded.append(blank + cell if isinstance(value, (int, float)) else cell + blank)
        click.echo("  ".join(padded).rstrip())


def counted(count: int, noun: str) -> str:
    """``1 article``, ``2 articles``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(lines: Sequence[str], kind: str) -> list[str]:
    """The first lines of a kind with its name before them, and how many more there are."""
    more = [f"{kind}: {len(lines) - _SHOWN} more (--json names all)"] if len(lines) > _SHOWN else []
    return [f"{kind}: {line}" for line in lines[:_SHOWN]] + more


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error where that is a terminal; gives what is to be called with how much is done, and of how much.

    Before the first call, and after the last, when a file is read or written whole, the bar goes to and fro.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total if done < total else None)
