"""stats and check: what is in a project, and whether it is sound."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from annotations.commands.opening import hand, json_option, project_option, reading
from annotations.commands.output import counted, say, say_json, say_table
from annotations.entity import Status
from annotations.index import SHOWN
from annotations.marked import Marked
from annotations.progress import State
from annotations.project import Project, ProjectError
from annotations.store.content import ANNOTATIONS, ARTICLES, LABELS, PROGRESS, Content, Row
from annotations.store.mending import NotMerged, journal_findings, mend_file, merge_file
from annotations.store.parsing import parsed
from annotations.store.schema import PART, article_from, entity_from, labels_from, progress_from
from annotations.work.errors import WorkError
from annotations.work.opening import project_choice

T = TypeVar("T")


@click.command()
@project_option
@json_option
def stats(named: str | None, as_json: bool) -> None:
    """Counts over the project: articles by state, entities by label and status, and how they were decided."""
    with reading(named) as project:
        rows = project.articles()
        states = Counter(project.progress(row.uid).state for row in rows)
        entities = [entity for row in rows for entity in project.entities(row.uid)]
    statuses = Counter((entity.label, entity.status) for entity in entities)
    vias = Counter(entity.via.value for entity in entities if entity.via and entity.decided)
    labels = sorted({label for label, _ in statuses})
    if as_json:
        say_json(
            {
                "articles": {state.value: states[state] for state in State},
                "characters": sum(row.characters for row in rows),
                "labels": {label: {status.value: statuses[label, status] for status in Status} for label in labels},
                "via": dict(vias),
            }
        )
        return
    say(f"{counted(len(rows), 'article')}: " + ", ".join(f"{states[state]} {state.value}" for state in State))
    if labels:
        table = [(label or "(no label)", *(statuses[label, status] for status in Status)) for label in labels]
        totals = ("all", *(sum(statuses[label, status] for label in labels) for status in Status))
        say_table([*table, totals], ("label", *(status.value for status in Status)))
    if vias:
        say("decided: " + ", ".join(f"{count} {via}" for via, count in vias.most_common()))


@click.command()
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path))
@click.option("--mend", is_flag=True, help="Write the file anew from what can be read, after a merge or damage.")
@click.option("--driver", is_flag=True, help="With --mend, for git: FILE is git's own, so no lock and nothing kept beside.")
@project_option
@json_option
def check(file: Path | None, mend: bool, driver: bool, named: str | None, as_json: bool) -> int:
    """Look for damage: checksum, journal, texts, offsets, duplicates, labels. Exit code 1 when there is any.

    With --mend the file is written anew from what can be read of it, both sides of a git merge included, and as it was it
    is kept beside. As a git merge driver: git merge-file --diff3 %A %O %B || rubricate check --mend --driver %A
    """
    if driver and not mend:
        raise click.UsageError("--driver goes with --mend.")
    path = file or project_choice(named, ()).path
    if not path.is_file():
        raise WorkError(f"no project {path} here: give one as FILE or with -p FILE")
    done: list[str] = []
    try:
        if mend:
            done = _merge(path) if driver else _mend(path)
        findings = list(_findings(path))
    except NotMerged as error:
        findings = str(error).splitlines()
    sound = not findings
    if as_json:
        say_json({"project": str(path), "sound": sound, "findings": findings, "mended": done})
    else:
        for line in [*done, *findings, *([f"{path} is sound"] if sound and not driver else [])]:
            say(line)
    return 0 if sound or (driver and done) else 1


def _mend(path: Path) -> list[str]:
    """Mend the file where it needs that; what was done, in words."""
    try:
        return mend_file(path, hand().by, _ancestor(path))
    except NotMerged:
        raise
    except ProjectError as error:
        raise WorkError(str(error)) from error


def _merge(path: Path) -> list[str]:
    """Mend what git left of a merge; what was done, in words."""
    merge_file(path)
    return ["rubricate: merged, article by article"]


def _ancestor(path: Path) -> bytes | None:
    """What git has as the common ancestor of a file that it could not merge; None without git or such a merge."""
    command = ["git", "-C", str(path.absolute().parent), "show", f":1:./{path.name}"]
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None


def _findings(path: Path) -> Iterator[str]:
    """One line for each thing wrong. First the file as it stands; where that can be read, what it means with its journal."""
    try:
        found = parsed(path.read_bytes(), str(path))
    except ProjectError as error:
        yield str(error)
        return
    if not found.sound:
        yield "checksum: the file was changed by another program, or is damaged"
    broken = list(_broken_rows(found.content))
    yield from broken
    yield from journal_findings(path, found.sum)
    if broken:
        return
    try:
        project = Project.open(path, hand=hand(), read_only=True)
    except ProjectError as error:
        yield str(error)
        return
    try:
        for uid in project.uids():
            for finding in _within(project.marked(uid)):
                yield f"article {uid}: {finding}"
    finally:
        project.close()


def _broken_rows(content: Content) -> Iterator[str]:
    """The rows of the tables that are not what they should be."""
    lengths: dict[str, int] = {}
    for number, row in content.rows(ARTICLES):
        article = _read(article_from, row)
        if article is None or row.get("sha256") != article.sha256 or row.get("uid") != article.uid:
            yield f"table {ARTICLES}, document {number}: the text is not the one that was annotated, or a field is damaged"
        else:
            lengths[article.uid] = len(article.text)
    for number, row in content.rows(PROGRESS):
        progress = _read(progress_from, row)
        if progress is None or row.get("article") not in lengths:
            yield f"table {PROGRESS}, document {number}: a field is damaged, or it belongs to no article"
        elif not 0 <= progress.checked <= lengths[row["article"]]:
            yield f"article {row['article']}: checked to {progress.checked}, outside its text"
    uids: set[tuple[str, str]] = set()
    for number, row in content.rows(ANNOTATIONS):
        length, entities = lengths.get(str(row.get("article"))), row.get("entities")
        if length is None or not isinstance(entities, list):
            yield f"table {ANNOTATIONS}, document {number}: a field is damaged, or it belongs to no article"
            continue
        for one in entities:
            entity = _read(entity_from, one)
            if entity is None:
                yield f"article {row['article']}: an entity has a damaged field: {str(one)[:80]}"
                continue
            if entity.start // PART != row.get("part"):
                yield f"article {row['article']}: entity {entity.uid} at {entity.start} stands in part {row.get('part')}"
            if (row["article"], entity.uid) in uids:
                yield f"article {row['article']}: entity {entity.uid} is there twice"
            uids.add((row["article"], entity.uid))
            if entity.end > length:
                yield f"article {row['article']}: entity {entity.uid} ends at {entity.end}, its text at {length}"
    for number, row in content.rows(LABELS):
        if _read(labels_from, row) is None:
            yield f"table {LABELS}, document {number}: the label set is damaged"


def _read(reader: Callable[[Row], T], row: Row) -> T | None:
    try:
        return reader(row)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _within(marked: Marked) -> Iterator[str]:
    """What is wrong among the entities of one article: twice the same, labels that are not in the set, forbidden overlap."""
    seen = Counter((*entity.span, entity.label) for entity in marked.entities)
    for (start, end, label), count in seen.items():
        if count > 1:
            yield f"{count} times {label or 'no label'} at {start}-{end}"
    reach = 0
    for entity in marked.entities:
        where = f"entity {entity.uid} {entity.label} at {entity.start}-{entity.end}"
        if entity.label and entity.label not in marked.labels and entity.status in SHOWN:
            yield f"{where}: its label is not in the set {marked.labels.name}"
        if entity.status in SHOWN and not marked.labels.overlap:
            if entity.start < reach:
                yield f"{where}: overlaps another, which the label set forbids"
            reach = max(reach, entity.end)
