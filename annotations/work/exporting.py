"""Exporting the entities of a project to a file, and what stays behind."""

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from annotations.entity import Status, Via
from annotations.formats.atomic import replacing
from annotations.formats.choosing import Choice
from annotations.formats.choosing import left_out as counted
from annotations.formats.document import Document, FormatError, How, Loss, Offsets, Report, kept_losses
from annotations.formats.label_names import content
from annotations.formats.original import in_original, told_of_stored
from annotations.formats.policies import Boundary, Overlap, Result, first_alone, on_tokens
from annotations.formats.registry import Format, by_suffix, known
from annotations.formats.unheld import lines as unheld_lines
from annotations.labels import LabelSet
from annotations.progress import State
from annotations.project import Project
from annotations.work.errors import WorkError
from annotations.work.leaving import Leaving, leaving
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
    named: bool = True,
    on_progress: Step = lambda _done, _all: None,
) -> Exported:
    """Write the entities of these articles to ``out``, and read them again.

    ``format`` None goes by the suffix of ``out``. ``only`` is ``all``, or ``done`` for the articles that were closed;
    ``vias`` narrows to ways of deciding. The project's own ``only`` narrows the labels. ``strict``: where an entity could not
    be carried exactly, nothing is written; nor where one of the fields in ``require`` (of an entity or article) would not be
    held as it is. ``overlap`` and ``boundary`` say what becomes of entities that the format cannot hold as it usually is;
    ``offsets`` what the file counts, ``original`` code points of what each article was read from, which the file then holds.
    One document is in memory at a time, where the format allows it. ``named``: whether the report names each entity that loses
    a field, or counts them. ``labels_file`` is where the names of the labels are written too, there or not with the file itself.
    Raises WorkError. ``on_progress`` is called with the articles gathered and all of them.
    """
    form = _format(format, out)
    if only not in ("all", "done"):
        raise WorkError(f"only {only!r} is not known: all, or done for the articles that were closed")
    ways = None if vias is None else frozenset(vias)
    choice = Choice(frozenset(statuses), project.only, ways, form.carries.everything)
    documents = leaving(project, uids, choice, "named" if named else "counted")
    seen = _Seen(only)
    stays = counted(seen.passing(uids, documents, on_progress)).lines()
    _refuse_overwriting(project, seen.sources, out)
    if labels_file is not None:
        _refuse_overwriting(project, seen.sources, labels_file)
        _refuse_the_same(form, out, labels_file)
    if not seen.leaving:
        raise WorkError("nothing to export: no article in the project" if not documents else "nothing to export: none is done")
    documents = leaving(project, seen.leaving, choice, "named" if named else "counted")
    documents, lost = _by_policy(documents, form, overlap, boundary)
    writing = _writing(form, documents, project.labels, overlap, offsets)
    try:
        if strict or require:
            _require_exact(form, writing, lost, out, frozenset(require))
        report = writing(out) if labels_file is None else _with_names(form, writing, documents, project.labels, out, labels_file)
    except FormatError as error:
        raise WorkError(str(error)) from error
    except OSError as error:
        raise WorkError(f"{out} could not be written: {error.strerror or error}") from error
    report = replace(report, losses=(*lost, *report.losses))
    if len(seen.leaving) < len(uids):
        stays.append(f"articles not done and so not in the file: {len(uids) - len(seen.leaving)}")
    return Exported(report, tuple(stays))


def left_out(project: Project, uids: Sequence[str]) -> list[str]:
    """What an export of these articles with no more said would leave out, in plain lines."""
    return counted(leaving(project, uids, Choice(labels=project.only), "counted")).lines()


class _Seen:
    """What is known of all documents once each was seen: the sources of their articles, and the uids of those to be written."""

    def __init__(self, only: str) -> None:
        self._only = only
        self.sources: set[str] = set()
        self.leaving: list[str] = []

    def passing(self, uids: Sequence[str], documents: Iterable[Document], on_progress: Step) -> Iterator[Document]:
        """The documents of these articles, each looked at as it passes."""
        for number, (uid, document) in enumerate(zip(uids, documents, strict=True), 1):
            self.sources.update(document.article.sources)
            if self._only == "all" or document.progress.state is State.DONE:
                self.leaving.append(uid)
            on_progress(number, len(uids))
            yield document


def _by_policy(documents: Leaving, form: Format, overlap: Overlap, boundary: Boundary) -> tuple[Leaving, list[Loss]]:
    """The documents as the policies leave them, where the format cannot hold them as they are, and what they lost."""
    policies: list[Callable[[Document], Result]] = []
    if boundary != "split" and form.carries.spans == "tokens":
        policies.append(lambda document: on_tokens(document, boundary))
    if overlap == "first" and form.carries.overlap == "none":
        policies.append(first_alone)
    losses: list[Loss] = []
    for document in documents if policies else ():
        for policy in policies:
            document, lost = policy(document)
            losses += kept_losses(document.kept, lost)

    def left(document: Document) -> Document:
        for policy in policies:
            document = policy(document)[0]
        return document

    return documents.changed(left) if policies else documents, losses


def _writing(
    form: Format, documents: Leaving, labels: LabelSet, overlap: Overlap, offsets: Offsets | Literal["original"]
) -> Callable[[Path], Report]:
    """What writes these documents to a place as they were asked for, once or more often. Raises WorkError."""
    layers = overlap == "layers" and form.carries.overlap == "none"
    if offsets != "original":
        return lambda out: form.write(documents, out, labels, How(layers, offsets))
    if "original" not in form.ways:
        raise WorkError(f"{form.name} is not written against the original text: leave --offsets original out")
    originals = documents.changed(lambda document: in_original(document, original_of(document.article)))
    # Each is made once before the first is written, so that nothing is begun where one has no original.
    deque(originals, maxlen=0)
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


def _refuse_overwriting(project: Project, sources_of_these: Iterable[str], out: Path) -> None:
    """Raise WorkError where the file to write is the project itself or what an article was read from."""
    place = _real(str(out))
    if place is None:
        raise WorkError(f"{str(out)!r} cannot be the name of a file")
    if project.path is not None and place == _real(str(project.path)):
        raise WorkError(f"{out} is the project itself: give another file with -o")
    sources = {source for row in project.articles() for source in row.sources}
    sources.update(sources_of_these)
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
