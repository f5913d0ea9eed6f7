"""import: annotation files into a project."""

from pathlib import Path
from typing import get_args

import click

from annotations.commands.opening import annotator_option, json_option, project_option, writing
from annotations.commands.output import counted, listed, progress, say, say_json, warn
from annotations.entity import Status
from annotations.formats.document import Offsets
from annotations.formats.entering import Tally
from annotations.labels import label_set
from annotations.work.importing import FromFile, Imported, import_files

FINE, FINDINGS, BAD = 0, 1, 2


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@project_option
@annotator_option
@click.option("--format", "format_name", metavar="FORMAT", help="Their format, where it cannot be guessed.")
@click.option(
    "--as",
    "status",
    type=click.Choice([Status.SUGGESTED.value, Status.ACCEPTED.value]),
    help="What entities are that the file does not say it of; accepted closes their articles too.",
)
@click.option(
    "--offsets",
    type=click.Choice(get_args(Offsets)),
    help="What the offsets count where a file has no words to check them by, as utf16 of doccano's page.",
)
@click.option(
    "--labels", "label_names", metavar="PRESET|FILE", help="The label set of a new project; adds what an old one lacks."
)
@json_option
def import_command(
    files: tuple[Path, ...],
    named: str | None,
    annotator: str | None,
    format_name: str | None,
    status: str | None,
    offsets: Offsets | None,
    label_names: str | None,
    as_json: bool,
) -> int:
    """Put the articles and entities of annotation files into the project, as one step that u takes back.

    A file adds, and decides what is open; what a person decided here stays. Importing it again adds nothing. Rejected entities
    come in as refused, predictions as suggestions; suggestions are never more than that.
    """
    labels = label_set(label_names) if label_names else None
    with writing(named, [str(file) for file in files], annotator=annotator, labels=labels) as project:
        with progress("importing") as step:
            imported = import_files(project, files, format_name, Status(status) if status else None, offsets, on_progress=step)
        where = str(project.path)
    if as_json:
        say_json({"project": where, "labels_added": list(imported.labels), "files": [_as_json(one) for one in imported.files]})
    else:
        _say(imported, where)
    if any(one.failed for one in imported.files):
        return BAD
    return FINDINGS if any(one.tally.unplaced for one in imported.files) else FINE


def _say(imported: Imported, where: str) -> None:
    for file in imported.files:
        if file.failed:
            warn(f"{file.failed}; nothing of it was imported")
            continue
        for line in listed(file.notices, "note") + listed(file.tally.unplaced, "not placed"):
            warn(line)
        say(f"{file.path} ({file.format}): {', '.join(_parts(file))}")
    if imported.labels:
        say(f"labels added: {', '.join(imported.labels)}")
    say(f"in {where}" if imported.changed else f"nothing new for {where}")


def _parts(file: FromFile) -> list[str]:
    tally = file.tally
    new, old = file.new, len(file.articles) - file.new
    entities = f"{tally.entities} {'entity' if tally.entities == 1 else 'entities'}"
    articles = f"{counted(new, 'new article')}" + (f" and {old} known" if old else "")
    return [f"{entities} in {articles}", *(words.format(count) for words, count in _counts(tally) if count)]


def _counts(tally: Tally) -> list[tuple[str, int]]:
    return [
        ("{} there already", tally.there),
        ("{} that were open here decided", tally.decided),
        ("{} decided otherwise here and left so", tally.kept),
        ("{} twice in the file", tally.twice),
        ("{} without a label left out", tally.unlabelled),
        ("{} not placed", len(tally.unplaced)),
    ]


def _as_json(file: FromFile) -> dict[str, object]:
    tally = file.tally
    return {
        "file": str(file.path),
        "format": file.format,
        "failed": file.failed,
        "articles": file.articles,
        "new_articles": file.new,
        "entities": tally.entities,
        "there_already": tally.there,
        "decided": tally.decided,
        "kept": tally.kept,
        "twice": tally.twice,
        "unlabelled": tally.unlabelled,
        "unplaced": tally.unplaced,
        "notices": file.notices,
    }
