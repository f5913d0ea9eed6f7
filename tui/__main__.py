"""The launcher: paints the article's text before anything else is imported, then runs the reader or the command line.

Standard library only until the frame is out. Where keys or screen are no terminal there is no frame.
"""

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tui.terminal import RawTerminal


def main() -> int:
    """Run ``rubricate``. Returns the exit code: 0 fine, 1 findings, 2 bad usage or bad input."""
    gc.disable()  # nothing of start-up is garbage; tui.settling turns it on again
    from tui.arguments import plain_arguments

    arguments = plain_arguments(sys.argv[1:])
    if arguments is None:
        gc.enable()
        from tui.cli import main as command_line

        return command_line()
    terminal = _with_first_frame(arguments)
    try:
        from tui.options import ReadOptions
        from tui.running import run

        return run(ReadOptions(**arguments), terminal)
    finally:
        if terminal is not None:
            terminal.leave()


def _with_first_frame(arguments: "Mapping[str, Any]") -> "RawTerminal | None":
    """The terminal with the first frame on it; None where there is none."""
    if os.environ.get("TERM", "dumb") == "dumb" or not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        return None
    try:
        from tui.terminal import RawTerminal
    except ImportError:  # a system without termios
        return None
    from tui.launching import frame_for, terminal_size

    frame = frame_for(arguments, terminal_size())
    if frame is None:
        return None
    terminal = RawTerminal(0, 2)
    terminal.enter(frame)
    return terminal


if __name__ == "__main__":
    sys.exit(main())
