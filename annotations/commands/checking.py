"""stats and check: what is in a project, and whether it is sound."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import click

from annotations.commands.opening import hand, json_option, project_option, reading
from annotations.commands.output import counted, say, say_json, say_table
from annotations.entity import Status
from annotations.index import SHOWN
from annotations.marked import Marked
from annotations.meter import Meter, total
from annotations.progress import State
from annotations.project import Project, ProjectError
from annotations.store.content import ANNOTATIONS, ARTICLES, LABELS, MEMORY, PROGRESS, RULES, Content, Row
from annotations.store.mending import NotMerged, journal_findings, mend_file, merge_file
from annotations.store.parsing import parsed, sums_of
from annotations.store.schema import (
    PART,
    article_from,
    entity_from,
    entry_number,
    labels_from,
    lesson_number,
    progress_from,
    rules_number,
)
from annotations.suggest.lesson_rows import entry_from, lesson_from
from annotations.suggest.rules import checked_row
from annotations.work.errors import WorkError
from annotations.work.opening import project_choice

T = TypeVar("T")


class Metered(NamedTuple):
    """What an article took, and how many entities it has that were accepted."""

    uid: str
    title: str
    meter: Meter
    entities: int


@click.command()
@click.option("--meter", "by_article", is_flag=True, help="A line for each article: keys, seconds, edits.")
@project_option
@json_option
def stats(by_article: bool, named: str | None, as_json: bool) -> None:
    """Counts over the project: articles by state, entities by label and status, how they were decided, and what they took.

    Keys, seconds and edits are counted while an article is on the screen, pauses of over 90 seconds as 90; meter = false in
    config.toml, or "Meter on or off" in the list of commands for one project, ends that.
    """
    with reading(named) as project:
        rows = project.articles()
        states = Counter(project.progress(row.uid).state for row in rows)
        entities = [entity for row in rows for entity in project.entities(row.uid)]
        metered = [
            Metered(row.uid, row.title, meter, project.counts(row.uid)[Status.ACCEPTED])
            for row in rows
            if any(meter := Meter.of(project.progress(row.uid).meter))
        ]
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
                "meter": _metered_json(metered),
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
    _say_metered(metered, by_article)


def _metered_json(metered: Sequence[Metered]) -> dict[str, object]:
    whole, entities = total(one.meter for one in metered), sum(one.entities for one in metered)
    return {
        **whole._asdict(),
        "entities": entities,
        "per_article": whole.per(len(metered)),
        "per_entity": whole.per(entities),
        "articles": [{"uid": one.uid, "title": one.title, **one.meter._asdict(), "entities": one.entities} for one in metered],
    }


def _say_metered(metered: Sequence[Metered], by_article: bool) -> None:
    """The line of the meter, where anything was counted, and a table by article where that is wanted."""
    if not metered:
        if by_article:
            say("nothing metered: keys and time are counted while reading, unless meter = false")
        return
    whole, entities = total(one.meter for one in metered), sum(one.entities for one in metered)
    took = f"{whole.keys} keys, {whole.seconds / 60:.1f} minutes, {whole.edits} edits"
    said = f"metered: {took} in {counted(len(metered), 'article')}"
    if each := whole.per(entities):
        said += f"; an entity: {each['keys']:.2f} keys, {each['seconds']:.1f} s, {each['edits']:.2f} edits"
    say(said)
    if by_article:
        table = [(one.meter.keys, round(one.meter.seconds, 1), one.meter.edits, one.entities, one.title) for one in metered]
        say_table(table, ("keys", "seconds", "edits", "accepted", "article"))


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
        data = path.read_bytes()
        found = parsed(data, str(path))
    except ProjectError as error:
        yield str(error)
        return
    if not found.sound:
        yield "checksum: the file was changed by another program, or is damaged"
    broken = list(_broken_rows(found.content))
    yield from broken
    yield from journal_findings(path, sums_of(data))
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
    for number, row in content.rows(MEMORY):
        if _read(_remembered, row) != number:
            yield f"table {MEMORY}, document {number}: a field is damaged, or it stands under another id; it is learned again"
    for number, row in content.rows(RULES):
        if _read(_ruled, row) != number:
            yield f"table {RULES}, document {number}: a rule is damaged, or it is not where it is looked for"


def _remembered(row: Row) -> int:
    """The id that a document of the table memory should have. Raises what reading a damaged one raises."""
    if "surface" in row:
        entry_from(row)
        return entry_number(row["surface"])
    lesson_from(row["known"])
    if not 0 <= row["upto"] - row["part"] * PART <= PART:
        raise ValueError(row["upto"])
    return lesson_number(row["article"], row["part"])


def _ruled(row: Row) -> int:
    for rule in row["rules"]:
        checked_row(rule)
    return rules_number(row["name"])


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
