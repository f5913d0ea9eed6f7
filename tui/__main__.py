"""The launcher. Standard library only until it knows what is asked: reading starts without the command line's weight."""

import gc
import sys


def main() -> int:
    """Run ``rubricate``. Returns the exit code: 0 fine, 1 findings, 2 bad usage or bad input."""
    gc.disable()  # nothing of start-up is garbage; tui.settling turns it on again
    from tui.options import plain_options

    options = plain_options(sys.argv[1:])
    if options is None:
        gc.enable()
        from tui.cli import main as command_line

        return command_line()
    from tui.running import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
