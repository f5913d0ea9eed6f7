"""export and formats: annotations out into files."""

from pathlib import Path
from typing import TypeVar

import click

from annotations.commands.opening import find_articles, json_option, project_option, reading
from annotations.commands.output import counted, say, say_json, say_table, warn
from annotations.entity import Status, Via
from annotations.formats.document import Report
from annotations.formats.registry import FORMATS
from annotations.work.errors import WorkError
from annotations.work.exporting import export

E = TypeVar("E", Status, Via)
_SHOWN = 20
"""Losses named on the terminal; JSON names all."""


@click.command("export")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@project_option
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The file, or folder, to write.")
@click.option("--format", "format_name", metavar="FORMAT", help="Its format, where the suffix of -o does not say it.")
@click.option("--only", type=click.Choice(["all", "done"]), default="all", help="All articles, or those that were closed.")
@click.option("--status", "statuses", default="accepted", metavar="A,B", help="The statuses that leave. [accepted]")
@click.option("--via", "vias", metavar="A,B", help="Only what was decided so: one,equal is what was looked at singly.")
@click.option("--only-labels", metavar="A,B", help="Only these labels.")
@json_option
def export_command(
    articles: tuple[str, ...],
    named: str | None,
    out: Path,
    format_name: str | None,
    only: str,
    statuses: str,
    vias: str | None,
    only_labels: str | None,
    as_json: bool,
) -> None:
    """Write the accepted entities to a file, read it again and compare. Says what is not in it."""
    asked = _members("--status", statuses, Status)
    ways = _members("--via", vias, Via) if vias is not None else None
    with reading(named) as project:
        if only_labels is not None:
            project.only = frozenset(_words(only_labels))
            if unknown := sorted(project.only - {label.name for label in project.labels.labels}):
                raise WorkError(f"--only-labels: no label {', '.join(unknown)} in the set {project.labels.name}")
        exported = export(project, find_articles(project, articles), format_name, out, only=only, statuses=asked, vias=ways)
    for line in exported.left_out:
        warn(line)
    report = exported.report
    if as_json:
        say_json(_as_json(report, exported.left_out))
        return
    for line in _named([loss.line for loss in report.losses], "not carried"):
        warn(line)
    for line in _named([warning.line for warning in report.warnings], "note"):
        warn(line)
    written = f"{report.written} {'entity' if report.written == 1 else 'entities'} of {counted(report.documents, 'article')}"
    say(f"{written} in {report.path} ({report.format}), read back and compared")


@click.command()
@json_option
def formats(as_json: bool) -> None:
    """The formats that export knows, with their suffixes."""
    if as_json:
        say_json([{"name": one.name, "suffixes": list(one.suffixes), "what": one.what} for one in FORMATS.values()])
        return
    say_table(((one.name, " ".join(one.suffixes), one.what) for one in FORMATS.values()), ("format", "suffix", "what"))


def _named(lines: list[str], kind: str) -> list[str]:
    more = [f"{kind}: {len(lines) - _SHOWN} more (--json names all)"] if len(lines) > _SHOWN else []
    return [f"{kind}: {line}" for line in lines[:_SHOWN]] + more


def _as_json(report: Report, left_out: tuple[str, ...]) -> dict[str, object]:
    return {
        "format": report.format,
        "path": str(report.path),
        "articles": report.documents,
        "entities": report.written,
        "left_out": list(left_out),
        "losses": [loss.line for loss in report.losses],
        "warnings": [warning.line for warning in report.warnings],
    }


def _words(words: str) -> list[str]:
    return [word for word in (word.strip() for word in words.split(",")) if word]


def _members(option: str, words: str, kind: type[E]) -> list[E]:
    try:
        return [kind(word) for word in _words(words)]
    except ValueError as error:
        raise WorkError(f"{option} is some of {', '.join(kind)}: {error}") from error
