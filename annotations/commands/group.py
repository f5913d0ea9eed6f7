"""The headless commands as one click group, and how each of them ends: an exit code and, at worst, plain lines."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from annotations import __version__
from annotations.commands.output import warn
from annotations.labels import LabelError
from annotations.project import ProjectError
from annotations.sources.decoding import SourceError
from annotations.work.errors import WorkError

FINE, FINDINGS, BAD = 0, 1, 2
"""Exit codes: fine, findings, bad usage or bad input."""

INTERRUPTED = 130
"""The exit code after Ctrl+C, as shells give it."""

_OURS = (WorkError, ProjectError, SourceError, LabelError)


class PlainGroup(click.Group):
    """A group whose errors are one or two plain lines on standard error, never a traceback.

    A command returns its exit code, None for 0. ``default`` is the command that is meant where the first word is none.
    """

    def __init__(self, *args: Any, default: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.commands, *(name for option in self.get_params(ctx) for name in option.opts)}
        if self.default and (not args or args[0] not in own):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which click would make exit code 1
            _close_output()
            return FINE

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run. Exits with the code, or returns it where ``standalone_mode`` is False."""
        _never_fail_to_encode()

        def run() -> object:
            return super(PlainGroup, self).main(args, prog_name or "rubricate", complete_var, standalone_mode=False, **extra)

        code = exit_code(run)
        if standalone_mode:
            sys.exit(code)
        return code


def exit_code(run: Callable[[], object]) -> int:
    """Run something to its exit code; what goes wrong is said in plain words."""
    try:
        code = run()
        sys.stdout.flush()
    except click.UsageError as error:
        hint = f"{error.ctx.command_path} --help says what it takes" if error.ctx else ""
        warn(error.format_message(), hint)
        return BAD
    except click.ClickException as error:
        warn(error.format_message())
        return BAD
    except _OURS as error:
        warn(str(error))
        return BAD
    except (KeyboardInterrupt, click.Abort):
        warn("interrupted; what was saved before stays saved")
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return FINE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        warn(f"{place}{error.strerror or error}")
        return BAD
    except Exception as error:  # noqa: BLE001 - the last line of defence: a reader never sees a traceback
        warn(f"a defect in Rubricate, please report it: {type(error).__name__}: {error}{_where(error)}")
        return BAD
    return code if isinstance(code, int) else FINE


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})" if trace else ""


def _never_fail_to_encode() -> None:
    """Where the terminal has no Unicode, what it lacks is printed as ``?`` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def _close_output() -> None:
    """Point standard output nowhere: whoever read it has gone, and the interpreter flushes it once more at exit."""
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - lives until exit
    finally:
        os.close(sink)


def headless() -> PlainGroup:
    """A group with the commands that need no screen."""
    from annotations.commands.articles import add, listing, show
    from annotations.commands.checking import check, stats
    from annotations.commands.evaluating import evaluate_command
    from annotations.commands.exporting import export_command, formats
    from annotations.commands.importing import import_command
    from annotations.commands.labelling import labels
    from annotations.commands.learning import learn_command
    from annotations.commands.remembering import memory_command
    from annotations.commands.ruling import rules_command
    from annotations.commands.suggesting import suggest_command

    group = PlainGroup(
        "rubricate",
        help="Read articles in the terminal and correct their named entities with single keystrokes.",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    click.version_option(__version__, prog_name="rubricate")(group)
    for command in (
        add,
        suggest_command,
        learn_command,
        listing,
        show,
        export_command,
        import_command,
        formats,
        labels,
        memory_command,
        rules_command,
        stats,
        check,
        evaluate_command,
    ):
        group.add_command(command)
    return group
