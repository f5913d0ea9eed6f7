"""Errors of our own: where the details go, and the lines that are said instead of a traceback."""

import os
import sys
import traceback

from annotations.folders import cache_folder
from annotations.safe import safe_line


def say_crash(error: BaseException | None, details: str = "") -> None:
    """Say that the reader ended by an error of its own, and keep the details (those of ``error`` where there are none)."""
    if error is not None:
        details = details or "".join(traceback.format_exception(error))
    what = f": {type(error).__name__}: {error}" if error is not None else ""
    print(f"rubricate: an error of its own ended it{safe_line(what)}. What was saved is safe.", file=sys.stderr)
    if isinstance(error, ImportError):
        print("rubricate: something it needs is missing or broken: pip install --force-reinstall it again", file=sys.stderr)
        return
    path = os.path.join(cache_folder(), "crash.log")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(details)
    except OSError:
        return
    print(f"rubricate: the details are in {safe_line(path)}: please report them", file=sys.stderr)
