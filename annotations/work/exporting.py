"""Exporting the entities of a project to a file, and what stays behind."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.entity import Status, Via
from annotations.formats.choosing import Choice, chosen
from annotations.formats.choosing import left_out as counted
from annotations.formats.document import Document, FormatError, Report
from annotations.formats.registry import FORMATS, by_suffix
from annotations.progress import State
from annotations.project import Project
from annotations.work.errors import WorkError


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
    place = _real(str(out))
    if place is None:
        raise WorkError(f"{str(out)!r} cannot be the name of a file")
    if project.path is not None and place == _real(str(project.path)):
        raise WorkError(f"{out} is the project itself: give another file with -o")
    sources = {source for row in project.articles() for source in row.sources}
    sources.update(source for document in documents for source in document.article.sources)
    if any(place == _real(source) for source in sources):
        raise WorkError(f"{out} is what an article was read from: give another file with -o")


def _real(name: str) -> str | None:
    """The path with its links resolved; None for what no file can be called, as a source of a project made elsewhere."""
    try:
        return os.path.realpath(name)
    except (OSError, ValueError):
        return None
