"""Opening: from what was asked on the command line to a project, a list of articles and a suggester."""

import getpass
import os
from typing import NamedTuple

from annotations.folders import data_folder
from annotations.labels import LabelError, LabelSet, label_set
from annotations.marked import Hand
from annotations.project import NotUnderstood, Project, ProjectError
from annotations.store.cache import Cache
from annotations.suggest.answers import Suggester
from annotations.work.errors import WorkError
from annotations.work.opening import open_articles, project_choice
from tui.clock import random_uid, utc_now
from tui.options import ReadOptions


class Opened(NamedTuple):
    """What the reader starts with: the articles' uids in order, the place to start at, lines to show, one after another, and
    the model that was asked for, empty where none was."""

    project: Project
    uids: list[str]
    place: int
    notices: tuple[str, ...]
    suggester: Suggester | None
    model: str = ""


class OpeningError(Exception):
    """What was asked cannot be opened; the message is one or two plain lines."""


def annotator(options: ReadOptions) -> str:
    """The name decisions are signed with: as asked, else from the environment, else the login name."""
    if name := options.annotator or os.environ.get("RUBRICATE_ANNOTATOR"):
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reader"


def open_reader(
    options: ReadOptions, *, hand: Hand | None = None, cache: Cache | None = None, suggester: Suggester | None = None
) -> Opened:
    """Open what the options name. ``suggester`` stands in for the model's worker. Raises OpeningError."""
    hand = hand or Hand(annotator(options), utc_now, random_uid)
    try:
        labels = label_set(options.labels) if options.labels else None
        project = _open_project(options, hand, labels, cache)
        uids, notices = open_articles(project, options.sources)
    except (LabelError, ProjectError, WorkError) as error:
        raise OpeningError(str(error)) from error
    if options.only_labels:
        if unknown := [name for name in options.only_labels if name not in project.labels]:
            raise OpeningError(f"--only-labels: no label {', '.join(unknown)} in the set {project.labels.name}")
        project.only = frozenset(options.only_labels)
    model = options.model or os.environ.get("RUBRICATE_MODEL", "").strip()
    if suggester is None and model != "none" and not project.read_only:
        from annotations.suggest.client import WorkerSuggester

        suggester = WorkerSuggester(model)
        if project.path and os.path.isdir(os.path.join(data_folder(), "learned")):
            from annotations.work.learning import in_use, trained_of

            suggester.learned = in_use(trained_of(project.path), model)
    place = uids.index(project.last) if not options.sources and project.last in uids else 0
    try:
        project.article(uids[place])
    except ProjectError as error:
        raise OpeningError(str(error)) from error
    notices = [*project.notices, *notices]
    if project.read_only:
        notices.append("reading only: no new suggestions")
    elif model == "none" and suggester is None:
        notices.append("no model: memory and rules alone suggest; m goes to untagged names")
    return Opened(project, uids, place, tuple(notices), suggester, model)


def _open_project(options: ReadOptions, hand: Hand, labels: LabelSet | None, cache: Cache | None) -> Project:
    """The project; one without a file for the demo, and to read in where nobody named the file found and it is not ours."""
    if options.demo and not options.project:
        return Project.open(None, hand=hand, labels=labels)
    choice = project_choice(options.project, options.sources)
    try:
        return Project.open(choice.path, hand=hand, labels=labels, read_only=options.read_only, cache=cache)
    except NotUnderstood:
        if choice.named or not options.sources:
            raise
    project = Project.open(None, hand=hand, labels=labels, read_only=True)
    project.notices.append(f"{choice.path} is no project: reading only, -p FILE keeps decisions")
    return project
