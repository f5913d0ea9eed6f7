"""Exporting the entities of a project to a file, and what stays behind."""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from annotations.entity import Status, Via
from annotations.formats.atomic import replacing
from annotations.formats.choosing import Choice, chosen
from annotations.formats.choosing import left_out as counted
from annotations.formats.document import Document, FormatError, How, Loss, Offsets, Report
from annotations.formats.label_names import content
from annotations.formats.original import in_original, told_of_stored
from annotations.formats.policies import Boundary, Overlap, first_alone, on_tokens
from annotations.formats.registry import Format, by_suffix, known
from annotations.formats.unheld import lines as unheld_lines
from annotations.labels import LabelSet
from annotations.progress import State
from annotations.project import Project
from annotations.work.errors import WorkError
from annotations.work.originals import original_of

Step = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


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
    strict: bool = False,
    require: Collection[str] = (),
    overlap: Overlap = "longest",
    boundary: Boundary = "split",
    offsets: Offsets | Literal["original"] = "codepoints",
    labels_file: Path | None = None,
    on_progress: Step = lambda _done, _all: None,
) -> Exported:
    """Write the entities of these articles to ``out``, and read them again.

    ``format`` None goes by the suffix of ``out``. ``only`` is ``all``, or ``done`` for the articles that were closed;
    ``vias`` narrows to ways of deciding. The project's own ``only`` narrows the labels. ``strict``: where an entity could not
    be carried exactly, nothing is written; nor where one of the fields in ``require`` (of an entity or article) would not be
    held as it is. ``overlap`` and ``boundary`` say what becomes of entities that the format cannot hold as it usually is;
    ``offsets`` what the file counts, ``original`` code points of what each article was read from, which the file then holds.
    ``labels_file`` is where the names of the labels are written too, and there or not with the file itself.
    Raises WorkError. ``on_progress`` is called with the articles gathered and all of them.
    """
    form = _format(format, out)
    if only not in ("all", "done"):
        raise WorkError(f"only {only!r} is not known: all, or done for the articles that were closed")
    ways = None if vias is None else frozenset(vias)
    documents = _documents(project, uids, Choice(frozenset(statuses), project.only, ways, form.carries.everything), on_progress)
    _refuse_overwriting(project, documents, out)
    if labels_file is not None:
        _refuse_overwriting(project, documents, labels_file)
        _refuse_the_same(form, out, labels_file)
    leaving = [one for one in documents if only == "all" or one.progress.state is State.DONE]
    if not leaving:
        raise WorkError("nothing to export: no article in the project" if not documents else "nothing to export: none is done")
    leaving, lost = _by_policy(leaving, form, overlap, boundary)
    writing = _writing(form, leaving, project.labels, overlap, offsets)
    try:
        if strict or require:
            _require_exact(form, writing, lost, out, frozenset(require))
        report = writing(out) if labels_file is None else _with_names(form, writing, leaving, project.labels, out, labels_file)
    except FormatError as error:
        raise WorkError(str(error)) from error
    except OSError as error:
        raise WorkError(f"{out} could not be written: {error.strerror or error}") from error
    report = replace(report, losses=(*lost, *report.losses))
    lines = counted(documents).lines()
    if len(leaving) < len(documents):
        lines.append(f"articles not done and so not in the file: {len(documents) - len(leaving)}")
    return Exported(report, tuple(lines))


def left_out(project: Project, uids: Sequence[str]) -> list[str]:
    """What an export of these articles with no more said would leave out, in plain lines."""
    return counted(_documents(project, uids, Choice(labels=project.only))).lines()


def _documents(
    project: Project, uids: Sequence[str], choice: Choice, on_progress: Step = lambda _done, _all: None
) -> list[Document]:
    documents = []
    for uid in uids:
        documents.append(chosen(project.article(uid), project.entities(uid), project.progress(uid), choice))
        on_progress(len(documents), len(uids))
    return documents


def _by_policy(
    documents: list[Document], form: Format, overlap: Overlap, boundary: Boundary
) -> tuple[list[Document], list[Loss]]:
    """The documents as the policies leave them, where the format cannot hold them as they are, and what they lost."""
    losses: list[Loss] = []
    for number, document in enumerate(documents):
        if boundary != "split" and form.carries.spans == "tokens":
            document, lost = on_tokens(document, boundary)
            losses += lost
        if overlap == "first" and form.carries.overlap == "none":
            document, lost = first_alone(document)
            losses += lost
        documents[number] = document
    return documents, losses


def _writing(
    form: Format, documents: Sequence[Document], labels: LabelSet, overlap: Overlap, offsets: Offsets | Literal["original"]
) -> Callable[[Path], Report]:
    """What writes these documents to a place as they were asked for, once or more often. Raises WorkError."""
    layers = overlap == "layers" and form.carries.overlap == "none"
    if offsets != "original":
        return lambda out: form.write(documents, out, labels, How(layers, offsets))
    if "original" not in form.ways:
        raise WorkError(f"{form.name} is not written against the original text: leave --offsets original out")
    originals = [in_original(document, original_of(document.article)) for document in documents]
    return lambda out: told_of_stored(form.write(originals, out, labels, How(layers)), documents, originals)


def _with_names(
    form: Format,
    writing: Callable[[Path], Report],
    documents: Sequence[Document],
    labels: LabelSet,
    out: Path,
    labels_file: Path,
) -> Report:
    """Write the file and, where that went well, the names of its labels. Raises FormatError, and then there is neither."""
    content(form.names(labels, documents), labels_file)
    with replacing(labels_file) as beside:
        report = writing(out)
        beside.write_bytes(content(form.names(labels, documents, report.names), labels_file))
    return report


def _refuse_the_same(form: Format, out: Path, labels_file: Path) -> None:
    place = _real(str(labels_file))
    if place == _real(str(out)):
        raise WorkError(f"{labels_file} is the file to write itself: give another one with --labels-file")
    if form.configures and place == _real(str(out.with_name(f"{out.stem}.labels.json"))):
        raise WorkError(f"{labels_file} is what {form.name} writes by itself: leave --labels-file out, or give another one")


def _require_exact(
    form: Format, writing: Callable[[Path], Report], lost: Sequence[Loss], out: Path, fields: frozenset[str]
) -> None:
    """Raise WorkError where the file would not hold each entity and these fields: tried in a place of its own."""
    with TemporaryDirectory(prefix="rubricate-") as folder:
        report = writing(Path(folder) / (out.name or "out"))
    losses = [*lost, *report.losses]
    if losses:
        more = f" and {len(losses) - 1} more" if len(losses) > 1 else ""
        raise WorkError(f"{out} was not written, since {form.name} does not carry all exactly: {losses[0].line}{more}")
    if said := unheld_lines([loss for loss in report.fields if loss.field in fields]):
        raise WorkError(f"{out} was not written as {form.name}: {'; '.join(said)}")


def _format(name: str | None, out: Path) -> Format:
    formats = {one.name: one for one in known().formats.values() if one.writes}
    if name is not None:
        if name not in formats:
            read_only = f"the format {name} is read, not written" if name in known().formats else f"no format {name!r}"
            raise WorkError(f"{read_only}: there are {', '.join(formats)} (rubricate formats tells more)")
        return formats[name]
    names = by_suffix(out, formats)
    if len(names) == 1:
        return formats[names[0]]
    if names:
        raise WorkError(f"{out.suffix} may be {' or '.join(names)}: say which with --format")
    raise WorkError(f"{out.name} does not say its format: give one of {', '.join(formats)} with --format")


def _refuse_overwriting(project: Project, documents: Sequence[Document], out: Path) -> None:
    """Raise WorkError where the file to write is the project itself or what an article was read from."""
    place = _real(str(out))
    if place is None:
        raise WorkError(f"{str(out)!r} cannot be the name of a file")
    if project.path is not None and place == _real(str(project.path)):
        raise WorkError(f"{out} is the project itself: give another file with -o")
    sources = {source for row in project.articles() for source in row.sources}
    sources.update(source for document in documents for source in document.article.sources)
    # A document of a file of several is named after its hash sign, a file in a zip after the zip.
    names = {name for source in sources for name in (source, source.rpartition("#")[0] or source)}
    inside = f"{place}{os.sep}" if os.path.isfile(place) else None
    if any(real == place or (inside and real.startswith(inside)) for real in map(_real, names) if real is not None):
        raise WorkError(f"{out} is what an article was read from: give another file with -o")


def _real(name: str) -> str | None:
    """The path with its links resolved; None for what no file can be called, as a source of a project made elsewhere."""
    try:
        return os.path.realpath(name)
    except (OSError, ValueError):
        return None
