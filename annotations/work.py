"""What the reader and the commands both do: choose a project, open sources, run suggestions over an article, export."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from annotations.article import Article
from annotations.entity import Status, Via
from annotations.formats.choosing import Choice, chosen
from annotations.formats.choosing import left_out as counted
from annotations.formats.document import Document, FormatError, Report
from annotations.formats.registry import FORMATS, by_suffix
from annotations.merging import merge_suggestions
from annotations.progress import State
from annotations.project import Project
from annotations.sources.decoding import SourceError
from annotations.sources.opening import STDIN, name_of, open_source
from annotations.sources.url import is_url
from annotations.suggest.answers import Answer, Failed, Found, Suggester
from annotations.suggest.plan import chunks

PROJECT = "rubricate.json"
"""The name of a project that nobody named."""


class WorkError(Exception):
    """Something asked for cannot be done; the message is one or two plain lines: what, where, what to do."""


@dataclass(frozen=True, slots=True)
class ProjectChoice:
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
        uids = [row.uid for row in project.articles()]
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
        there = {row.uid for row in project.articles()}
        for uid in found:
            if uid not in there:
                project.keep(uid)
    return list(found), notices


def _changed(project: Project, article: Article) -> list[str]:
    """The stored articles of a source that holds another text now; none where it has not changed or is new."""
    stored = [uid for source in article.sources for uid in project.find(source)]
    return [] if article.uid in stored else stored


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of a run: how many suggestions entered, how many of the model's labels mean nothing in the label set, and,
    where it failed, why in words."""

    added: int
    unmapped: Mapping[str, int]
    failed: str = ""


def suggest(project: Project, uid: str, suggester: Suggester, on_progress: Callable[[int, int], None] | None = None) -> Suggested:
    """Let a model suggest over an article and wait for it. What is found enters as it comes.

    ``on_progress`` is called here, on this thread, with the code points covered so far and all of them.
    """
    article = project.article(uid)
    spans = chunks(article, (0, 0))
    total, covered, added = sum(end - start for start, end in spans), 0, 0
    unmapped: Counter[str] = Counter()
    answers: Queue[Answer] = Queue()
    request = suggester.suggest(article, spans, answers.put)
    try:
        while isinstance(answer := answers.get(), Found):
            model = answer.proposals[0].origin if answer.proposals else project.progress(uid).model
            merged = merge_suggestions(project.marked(uid), answer.proposals, model)
            if merged.change is not None:
                project.arrive(merged.change)
            added += merged.added
            unmapped.update(merged.unmapped)
            covered += sum(end - start for start, end in answer.covered)
            if on_progress is not None:
                on_progress(covered, total)
    except BaseException:
        suggester.cancel(request)
        raise
    if isinstance(answer, Failed):
        return Suggested(added, unmapped, answer.why)
    done = merge_suggestions(project.marked(uid), (), answer.model).change
    if done is not None:
        project.arrive(done)
    return Suggested(added, unmapped)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and in plain lines what is not in the file."""

    report: Report
    left_out: tuple[str, ...]


def export(
    project: Project,
    uids: Sequence[str],
    format: str | None,
    out: Path,
    *,
    only: str = "all",
    statuses: Collection[Status] = (Status.ACCEPTED,),
    vias: Collection[Via] | None = None,
) -> Exported:
    """Write the entities of these articles to ``out``, and read them again.

    ``format`` None goes by the suffix of ``out``. ``only`` is ``all``, or ``done`` for the articles that were closed;
    ``vias`` narrows to ways of deciding. The project's own ``only`` narrows the labels. Raises WorkError.
    """
    form = FORMATS.get(format or _format_of(out))
    if form is None:
        raise WorkError(f"no format {format!r}: there are {', '.join(FORMATS)} (rubricate formats tells more)")
    if only not in ("all", "done"):
        raise WorkError(f"only {only!r} is not known: all, or done for the articles that were closed")
    documents = _documents(project, uids, Choice(frozenset(statuses), project.only, None if vias is None else frozenset(vias)))
    _refuse_overwriting(project, documents, out)
    leaving = [one for one in documents if only == "all" or one.progress.state is State.DONE]
    if not leaving:
        raise WorkError("nothing to export: no article in the project" if not documents else "nothing to export: none is done")
    try:
        report = form.write(leaving, out, project.labels)
    except FormatError as error:
        raise WorkError(str(error)) from error
    except OSError as error:
        raise WorkError(f"{out} could not be written: {error.strerror or error}") from error
    lines = counted(documents).lines()
    if len(leaving) < len(documents):
        lines.append(f"articles not done and so not in the file: {len(documents) - len(leaving)}")
    return Exported(report, tuple(lines))


def left_out(project: Project, uids: Sequence[str]) -> list[str]:
    """What an export of these articles with no more said would leave out, in plain lines."""
    return counted(_documents(project, uids, Choice(labels=project.only))).lines()


def _documents(project: Project, uids: Sequence[str], choice: Choice) -> list[Document]:
    return [chosen(project.article(uid), project.entities(uid), project.progress(uid), choice) for uid in uids]


def _format_of(out: Path) -> str:
    names = by_suffix(out)
    if len(names) == 1:
        return names[0]
    if names:
        raise WorkError(f"{out.suffix} may be {' or '.join(names)}: say which with --format")
    raise WorkError(f"{out.name} does not say its format: give one of {', '.join(FORMATS)} with --format")


def _refuse_overwriting(project: Project, documents: Sequence[Document], out: Path) -> None:
    """Raise WorkError where the file to write is the project itself or what an article was read from."""
    place = os.path.realpath(out)
    if project.path is not None and place == os.path.realpath(project.path):
        raise WorkError(f"{out} is the project itself: give another file with -o")
    sources = {source for row in project.articles() for source in row.sources}
    sources.update(source for document in documents for source in document.article.sources)
    if any(place == os.path.realpath(source) for source in sources):
        raise WorkError(f"{out} is what an article was read from: give another file with -o")
