"""export and formats: annotations out into files."""

from dataclasses import fields
from pathlib import Path
from typing import Literal, TypeVar, get_args

import click

from annotations.commands.opening import find_articles, json_option, project_option, reading
from annotations.commands.output import counted, listed, progress, say, say_json, say_table, warn
from annotations.entity import Status, Via
from annotations.formats.document import FieldLoss, Loss, Offsets, Report
from annotations.formats.policies import Boundary, Overlap
from annotations.formats.registry import Format, known
from annotations.formats.unheld import CONTENT, OF_ARTICLES, WORDS
from annotations.formats.unheld import lines as unheld_lines
from annotations.work.errors import WorkError
from annotations.work.exporting import export

E = TypeVar("E", Status, Via)


@click.command("export")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@project_option
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The file, or folder, to write.")
@click.option("--format", "format_name", metavar="FORMAT", help="Its format, where the suffix of -o does not say it.")
@click.option("--only", type=click.Choice(["all", "done"]), default="all", help="All articles, or those that were closed.")
@click.option("--status", "statuses", default="accepted", metavar="A,B", help="The statuses that leave. [accepted]")
@click.option("--via", "vias", metavar="A,B", help="Only what was decided so: one,equal is what was looked at singly.")
@click.option("--only-labels", metavar="A,B", help="Only these labels.")
@click.option("--strict", is_flag=True, help="Write nothing where an entity cannot be carried exactly.")
@click.option(
    "--require",
    metavar="A,B",
    help="--strict, and write nothing either where one of these fields would not be held: all, content, or names as note,score.",
)
@click.option("--quiet", is_flag=True, help="Do not name what could not be carried, and exit 0 all the same.")
@click.option(
    "--overlap",
    type=click.Choice(get_args(Overlap)),
    default="longest",
    help="Which stay, in a format where entities cannot overlap; layers: all, in further columns of tags. [longest]",
)
@click.option(
    "--boundary",
    type=click.Choice(get_args(Boundary)),
    default="split",
    help="In a format of tokens, where an entity's edge is inside one: split it, expand or drop the entity. [split]",
)
@click.option(
    "--offsets",
    type=click.Choice([*get_args(Offsets), "original"]),
    default="codepoints",
    help="What offsets count: code points; UTF-16 units, for JavaScript and doccano's page; or code points of the original "
    "file, with its line ends and byte order mark. [codepoints]",
)
@click.option(
    "--labels-file",
    type=click.Path(path_type=Path),
    help="Write the names of the labels too, used or not: .txt one a line, .json a list, .tsv with what each is called here.",
)
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
    strict: bool,
    require: str | None,
    quiet: bool,
    overlap: Overlap,
    boundary: Boundary,
    offsets: Offsets | Literal["original"],
    labels_file: Path | None,
    as_json: bool,
) -> int:
    """Write the accepted entities to a file, read it again and compare. Says what is not in it.

    Exit code 1 where an entity could not be carried exactly, 2 where nothing was written.
    """
    if (strict or require) and quiet:
        raise WorkError("--strict and --require refuse what --quiet would not say: give one of them")
    required = _fields(require) if require is not None else ()
    asked = _members("--status", statuses, Status)
    ways = _members("--via", vias, Via) if vias is not None else None
    with reading(named) as project:
        if only_labels is not None:
            project.only = frozenset(_words(only_labels))
            if unknown := sorted(project.only - {label.name for label in project.labels.labels}):
                raise WorkError(f"--only-labels: no label {', '.join(unknown)} in the set {project.labels.name}")
        uids = find_articles(project, articles)
        with progress("exporting") as step:
            exported = export(
                *(project, uids, format_name, out),
                only=only,
                statuses=asked,
                vias=ways,
                strict=strict or require is not None,
                require=required,
                overlap=overlap,
                boundary=boundary,
                offsets=offsets,
                labels_file=labels_file,
                named=as_json,
                on_progress=step,
            )
    for line in exported.left_out:
        warn(line)
    report = exported.report
    code = 1 if report.losses and not quiet else 0
    if as_json:
        say_json(_as_json(report, exported.left_out) | {"labels_file": None if labels_file is None else str(labels_file)})
        return code
    if not quiet:
        for line in listed([loss.line for loss in report.losses], "not carried"):
            warn(line)
        for line in listed([warning.line for warning in report.warnings], "note"):
            warn(line)
        for line in unheld_lines(report.fields):
            warn(line)
    written = f"{report.written} {'entity' if report.written == 1 else 'entities'} of {counted(report.documents, 'article')}"
    say(f"{written} in {report.path} ({report.format}), read back and compared")
    if labels_file is not None:
        say(f"the names of the labels in {labels_file}")
    return code


@click.command()
@json_option
def formats(as_json: bool) -> None:
    """The formats: what each carries, whether it is read and written, and the suffixes that mean it."""
    there = known()
    for line in there.broken:
        warn(line)
    if as_json:
        say_json([_row(one) for one in there.formats.values()])
        return
    rows = [
        (one.name, _does(one), " ".join(one.suffixes) or ("a folder" if one.folder else ""), _words_of(one), one.what)
        for one in there.formats.values()
    ]
    say_table(rows, ("format", "", "suffix", "carries", "what"))


def _does(form: Format) -> str:
    return " ".join(word for word, does in (("in", form.reads), ("out", form.writes)) if does)


def _words_of(form: Format) -> str:
    return f"{form.carries.words}; if asked {', '.join(form.ways)}" if form.ways else form.carries.words


def _row(form: Format) -> dict[str, object]:
    carries = form.carries
    return {
        "name": form.name,
        "reads": form.reads,
        "writes": form.writes,
        "folder": form.folder,
        "suffixes": list(form.suffixes),
        "what": form.what,
        "ways": list(form.ways),
        "carries": {field.name: getattr(carries, field.name) for field in fields(carries)},
    }


def _as_json(report: Report, left_out: tuple[str, ...]) -> dict[str, object]:
    return {
        "format": report.format,
        "path": str(report.path),
        "articles": report.documents,
        "entities": report.written,
        "left_out": list(left_out),
        "lost": len(report.losses),
        "changed": sum(loss.written is not None for loss in report.losses),
        "dropped": sum(loss.written is None for loss in report.losses),
        "losses": [loss.line for loss in report.losses],
        "details": [_loss(loss) for loss in report.losses],
        "warnings": [warning.line for warning in report.warnings],
        "not_held": unheld_lines(report.fields),
        "fields": [_field(loss) for loss in report.fields],
    }


def _loss(loss: Loss) -> dict[str, object]:
    entity = loss.entity
    where: dict[str, object] = {"article": loss.article.uid if loss.article else None, "reason": loss.reason}
    if entity is None:
        return where
    row = where | {"entity": entity.uid, "start": entity.start, "end": entity.end, "label": entity.label, "written": None}
    if loss.written is not None:
        row["written"] = dict(zip(("start", "end", "label"), loss.written, strict=True))
    return row


def _field(loss: FieldLoss) -> dict[str, object]:
    row: dict[str, object] = {"article": loss.article.uid, "field": loss.field}
    return row if loss.entities is None else row | {"entities": [entity.uid for entity in loss.entities]}


def _fields(words: str) -> list[str]:
    """The fields that ``--require`` asks for. Raises WorkError for a name that is none."""
    every = [*WORDS, *OF_ARTICLES]
    found: list[str] = []
    for word in _words(words):
        if word not in ("all", "content", *every):
            raise WorkError(f"--require is all, content, or some of {', '.join(every)}: no field {word!r}")
        found += every if word == "all" else CONTENT if word == "content" else [word]
    return found


def _words(words: str) -> list[str]:
    return [word for word in (word.strip() for word in words.split(",")) if word]


def _members(option: str, words: str, kind: type[E]) -> list[E]:
    try:
        return [kind(word) for word in _words(words)]
    except ValueError as error:
        raise WorkError(f"{option} is some of {', '.join(kind)}: {error}") from error
