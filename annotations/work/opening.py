"""Which file is the project, and the articles of the sources named."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from annotations.article import Article
from annotations.project import Project
from annotations.sources.decoding import SourceError
from annotations.sources.opening import STDIN, is_url, name_of, open_source
from annotations.work.errors import WorkError

PROJECT = "rubricate.json"
"""The name of a project that nobody named."""


class ProjectChoice(NamedTuple):
    """Which file is the project, in words why that one, and whether somebody ``named`` it."""

    path: Path
    why: str
    named: bool = False


def project_choice(
    named: str | None, sources: Sequence[str], environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> ProjectChoice:
    """The file that is ``named``, else the one in ``$RUBRICATE_PROJECT``, else ``rubricate.json`` in the current folder, else
    one beside the first source (in it, where it is a folder), else a new one in the current folder.

    ``environ`` and ``folder`` stand in for the environment and the current folder. Nothing is opened or made.
    """
    environ = os.environ if environ is None else environ
    here = (Path() if folder is None else folder) / PROJECT
    if named:
        return ProjectChoice(Path(named), "-p", named=True)
    if variable := environ.get("RUBRICATE_PROJECT"):
        return ProjectChoice(Path(variable), "$RUBRICATE_PROJECT", named=True)
    if here.is_file():
        return ProjectChoice(here, "in this folder")
    if sources and sources[0] != STDIN and not is_url(sources[0]):
        source = Path(sources[0])
        for place in (source, source.parent) if source.is_dir() else (source.parent,):
            if (place / PROJECT).is_file():
                return ProjectChoice(place / PROJECT, f"beside {sources[0]}")
    return ProjectChoice(here, "new, made in this folder at the first decision")


def choose_project(named: str | None, sources: Sequence[str]) -> Path:
    """The path of ``project_choice``."""
    return project_choice(named, sources).path


def open_articles(project: Project, sources: Sequence[str], *, keep: bool = False) -> tuple[list[str], list[str]]:
    """The uids of the articles in these sources, in order, each once, and lines to show; without sources, of all articles.

    Articles that the project lacks are added: with ``keep`` they are written now, else with their first decision. Where a
    source holds another text than it did, or is gone, what is stored stays and is what is opened. Raises WorkError when
    there is nothing to read, ProjectError when it cannot be written.
    """
    if not sources:
        uids = project.uids()
        if not uids:
            raise WorkError("nothing to read yet: give a file, a folder, a URL or - (rubricate demo shows how it works)")
        return uids, []
    found: dict[str, None] = {}
    notices: list[str] = []
    for source in sources:
        try:
            opened = open_source(source)
        except SourceError as error:
            stored = project.find(name_of(source)) if source != STDIN else []
            if not stored:
                raise WorkError(str(error)) from error
            notices.append(f"{error}; the text stored in the project is opened")
            found.update(dict.fromkeys(stored))
            continue
        notices += opened.notices
        for article in opened.articles:
            if stored := _changed(project, article):
                notices.append(f"{article.sources[0]} has changed since it was added; the stored text is opened")
                found.update(dict.fromkeys(stored))
            else:
                found[project.add(article)] = None
    if keep:
        there = set(project.uids())
        for uid in found:
            if uid not in there:
                project.keep(uid)
    return list(found), notices


def _changed(project: Project, article: Article) -> list[str]:
    """The stored articles of a source that holds another text now; none where it has not changed or is new."""
    if article.uid in project:
        return []
    return [uid for source in article.sources for uid in project.find(source)]
