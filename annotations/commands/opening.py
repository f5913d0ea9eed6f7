"""Opening a project for a command: the options that say which, whose hand, and finding an article in it."""

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import click

from annotations.commands.output import warn
from annotations.labels import LabelSet
from annotations.marked import Hand
from annotations.project import Project
from annotations.sources.opening import STDIN, name_of
from annotations.work.errors import WorkError
from annotations.work.opening import project_choice

F = TypeVar("F", bound=Callable[..., object])


def project_option(command: F) -> F:
    """``-p/--project FILE``."""
    return click.option(
        "-p", "--project", "named", metavar="FILE", help="The project; else rubricate.json here or beside SOURCE."
    )(command)


def annotator_option(command: F) -> F:
    """``--annotator NAME``."""
    return click.option("--annotator", metavar="NAME", help="Who decides; else $RUBRICATE_ANNOTATOR, else the login name.")(
        command
    )


def json_option(command: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, for programs.")(command)


def annotator_name(option: str | None) -> tuple[str, str]:
    """Who decides, and where the name comes from: the option, else $RUBRICATE_ANNOTATOR, else the login name."""
    if option:
        return option, "--annotator"
    if name := os.environ.get("RUBRICATE_ANNOTATOR"):
        return name, "$RUBRICATE_ANNOTATOR"
    try:
        return getpass.getuser(), "login name"
    except (OSError, KeyError):
        return "reader", "default: no login name"


def hand(option: str | None = None) -> Hand:
    """The hand of this annotator, with the clock of the machine and random uids."""
    return Hand(annotator_name(option)[0], lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), lambda: os.urandom(8).hex())


@contextmanager
def reading(named: str | None) -> Iterator[Project]:
    """The project that exists, without taking its lock. Raises WorkError when there is none."""
    path = project_choice(named, ()).path
    if not path.exists():
        raise WorkError(f"no project {path} here: give one with -p FILE, or make one with rubricate add SOURCE")
    with _closing(Project.open(path, hand=hand(), read_only=True)) as project:
        yield project


@contextmanager
def writing(
    named: str | None, sources: Sequence[str] = (), *, annotator: str | None = None, labels: LabelSet | None = None
) -> Iterator[Project]:
    """The project for changing it, its lock taken; one that is not there is made by what is kept in it. Raises ProjectError."""
    project = Project.open(project_choice(named, sources).path, hand=hand(annotator), labels=labels)
    with _closing(project):
        project.claim()
        yield project


@contextmanager
def _closing(project: Project) -> Iterator[Project]:
    """Says the project's notices as they come, and closes it."""
    said = len(project.notices)
    try:
        for notice in project.notices[:said]:
            warn(notice)
        yield project
    finally:
        for notice in project.notices[said:]:
            warn(notice)
        project.close()


def find_articles(project: Project, words: Sequence[str]) -> list[str]:
    """The uids that these words mean: a number as ``list`` counts, the beginning of a uid, a source or a title; without
    words, of all articles. Raises WorkError for words that mean none, or several."""
    rows = project.articles()
    if not words:
        return [row.uid for row in rows]
    found: dict[str, None] = {}
    for word in words:
        here = project.find(name_of(word)) if word != STDIN else []
        if not here and word.isdecimal() and 1 <= int(word) <= len(rows):
            here = [rows[int(word) - 1].uid]
        if not here and len(word) >= 4:
            here = [row.uid for row in rows if row.uid.startswith(word.lower())]
        if not here:
            here = [row.uid for row in rows if word in (row.title, *row.sources)]
        if not here:
            raise WorkError(f"no article {word!r} in {project.path}: rubricate list shows them; give a number, id or source")
        if len(here) > 1:
            raise WorkError(f"{word!r} is several articles of {project.path}: {', '.join(here)}; give one of these ids")
        found[here[0]] = None
    return list(found)
