"""Importing annotation files into a project: one step that can be taken back, after all of it was read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from annotations.article import Article
from annotations.change import UNDOES, Change, EntityChange, ProgressChange
from annotations.entity import Entity, Status
from annotations.formats.anchoring import alike, solid
from annotations.formats.document import FormatError, Offsets, Reading
from annotations.formats.entering import Import, Tally, entering, needs_status, progress_after
from annotations.formats.guessing import guessed
from annotations.formats.registry import Format, known
from annotations.formats.zipped import is_zip, parts, unpacked
from annotations.labels import PRESETS, Label
from annotations.language import guess
from annotations.progress import Progress
from annotations.project import Project
from annotations.sources.text import first_line, source_of
from annotations.work.errors import WorkError

_STATUSES = (None, Status.SUGGESTED, Status.ACCEPTED)


@dataclass(slots=True)
class FromFile:
    """What came of one file. ``failed``: why nothing of it was imported; ``notices``: what was not taken as it stands;
    ``labels``: those of a configuration beside it."""

    path: Path
    format: str = ""
    articles: list[str] = field(default_factory=list)
    new: int = 0
    tally: Tally = field(default_factory=Tally)
    notices: list[str] = field(default_factory=list)
    failed: str = ""
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of all files; ``labels`` are those that the project did not have."""

    files: tuple[FromFile, ...]
    labels: tuple[str, ...]
    changed: bool


Step = Callable[[int, int], None]


def import_files(
    project: Project,
    paths: Sequence[Path],
    format: str | None,
    status: Status | None,
    offsets: Offsets | None = None,
    on_progress: Step = lambda _done, _all: None,
) -> Imported:
    """Import these files, of ``format`` or, where that is None, of what each seems to be, as one step of the project.

    ``status`` says what entities are where a file does not say: suggested, or accepted, which makes their articles done.
    ``offsets`` says what they count where a file has no words to check them by; None for what its format has.
    Nothing of a file that cannot be read is imported, and nothing at all where ``status`` would have to be said. Raises
    WorkError, and what ``Project.apply`` raises. ``on_progress`` is called with the documents entered and all of them.
    """
    if status not in _STATUSES:
        raise WorkError(f"entities are imported as suggested or accepted, not as {status}")
    files, readings = [], []
    for file, found in (each for path in paths for each in _files(path, format, offsets)):
        files.append(file)
        readings.append(found)
        if status is None and any(needs_status(reading) for reading in found):
            raise WorkError(
                f"{file.path}: {file.format} does not say whether its entities are decided: say --as suggested or --as accepted"
            )
    formats, entry = known().formats, _Entry(project)
    total = sum(map(len, readings))
    done = 0
    for file, found in zip(files, readings, strict=True):
        how = Import(file.format, status, project.hand.by, project.hand.now())
        for number, reading in enumerate(found, 1):
            entry.take(file, reading, how, number, exact=formats[file.format].carries.spans == "exact")
            done += 1
            on_progress(done, total)
        entry.configure(file)
    return entry.applied(files)


_Found = tuple[FromFile, list[Reading]]


def _files(path: Path, format: str | None, offsets: Offsets | None) -> Iterator[_Found]:
    """What a file holds; of a zip what each file in it does."""
    if not is_zip(path):
        yield _read(path, format, offsets)
        return
    try:
        with unpacked(path) as folder:
            found, left = parts(folder, known().formats, format)
            if not found:
                raise FormatError(f"{path} holds no file of a format that is known by its name or beginning: say --format")
            inside = [_named_after(path, folder, _read(part, name, offsets)) for part, name in found]
    except FormatError as error:
        yield FromFile(path, format or "", failed=str(error)), []
        return
    if left:
        names = ", ".join(str(one.relative_to(folder)) for one in left[:3])
        inside[0][0].notices.append(f"{path}: {len(left)} files of no format left out: {names}{', ...' if left[3:] else ''}")
    yield from inside


def _read(path: Path, format: str | None, offsets: Offsets | None) -> _Found:
    file = FromFile(path, format or "")
    try:
        form = format_of(path, format)
        file.format = form.name
        found = form.read(path, offsets)
    except FormatError as error:
        file.failed = str(error)
        return file, []
    try:
        file.labels = form.labels(path)
    except FormatError as error:
        file.notices.append(str(error))
    return file, [_meant(one, file.labels) for one in found]


def _meant(reading: Reading, labels: Sequence[Label]) -> Reading:
    """What was read with the labels that a list beside says its names stand for."""
    meant = {name: label.name for label in labels for name in label.sources}
    spans = tuple(replace(span, label=meant.get(span.label, span.label)) for span in reading.spans)
    return replace(reading, spans=spans) if spans != reading.spans else reading


def _named_after(path: Path, folder: Path, found: _Found) -> _Found:
    """What was found in an unpacked zip, by the names that it has there."""
    file, readings = found

    def said(line: str) -> str:
        return line.replace(str(folder), str(path))

    file.path, file.failed = path / file.path.relative_to(folder), said(file.failed)
    file.notices[:] = map(said, file.notices)
    return file, [replace(one, notices=tuple(map(said, one.notices))) for one in readings]


def format_of(path: Path, name: str | None) -> Format:
    """The format of that name, or without one what the file seems to be. Raises WorkError for an unknown name, FormatError."""
    formats = known().formats
    if name is None:
        return _guessed(path, formats)
    if name not in formats:
        raise WorkError(f"no format {name!r}: there are {', '.join(formats)} (rubricate formats tells more)")
    return formats[name]


def _guessed(path: Path, formats: Mapping[str, Format]) -> Format:
    names = guessed(path, formats)
    if len(names) == 1:
        return formats[names[0]]
    seems = f"may be {' or '.join(names)}" if names else "is of no format that is known by its name or beginning"
    raise FormatError(f"{path} {seems}: say which with --format (rubricate formats lists them)")


class _Entry:
    """What files add to a project, gathered article by article and applied at once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._standing = _Standing(project)
        self._before: dict[str, dict[str, Entity]] = {}
        self._now: dict[str, dict[str, Entity]] = {}
        self._progress: dict[str, Progress] = {}
        self._labels = project.labels
        self._untouched = not project.exists and project.labels == PRESETS["ontonotes"]

    def take(self, file: FromFile, reading: Reading, how: Import, number: int, *, exact: bool) -> None:
        """Let one document in. Of a format that is not ``exact`` the white space of its text is not the article's."""
        where = f"{file.path}, {reading.title or reading.name or f'document {number}'}"
        source = f"{source_of(file.path)}#{reading.name or number}"
        article = self._standing.article(reading, source, exact=exact) or _made(reading, source)
        uid = article.uid
        there = self._open(uid, file)
        entities, tally = entering(reading, article, there, how, self._label)
        file.notices += [f"{where}: {notice}" for notice in reading.notices]
        if article.text != reading.text:
            file.notices.append(f"{where}: {_placed(article.text, reading.text, tally)}")
        self._project.add(article)
        there.update((one.uid, one) for one in entities)
        self._progress[uid] = progress_after(self._progress[uid], reading, article, how, tally)
        self._add_labels(reading, entities)
        tally.unplaced = [f"{where}: {line}" for line in tally.unplaced]
        file.tally.add(tally)
        if uid not in file.articles:
            file.articles.append(uid)

    def configure(self, file: FromFile) -> None:
        """Add the labels of a configuration that are not known here, under this or another name."""
        new = [label for label in file.labels if self._labels.mapped(label.name) is None]
        if new:
            self._labels = self._labels.adding(new)
            words = (
                "1 label of the configuration beside it is"
                if len(new) == 1
                else f"{len(new)} labels of the configuration beside it are"
            )
            file.notices.append(f"{file.path}: {words} new here: {', '.join(label.name for label in new)}")

    def applied(self, files: Iterable[FromFile]) -> Imported:
        """Apply all of it as one change."""
        project = self._project
        entities = [
            EntityChange(uid, self._before[uid].get(one.uid), one)
            for uid, now in self._now.items()
            for one in now.values()
            if self._before[uid].get(one.uid) != one
        ]
        progress = [
            ProgressChange(uid, project.progress(uid), after)
            for uid, after in self._progress.items()
            if project.progress(uid) != after
        ]
        old = project.labels
        new = tuple(label.name for label in self._labels.labels if label.name not in old)
        changed = bool(entities or progress or self._labels != old)
        if changed and self._now:
            count, of = len(entities), len(self._now)
            whose = f"{of} article{'' if of == 1 else 's'}"
            said = f"imported {count} {'entity' if count == 1 else 'entities'} of {whose}{UNDOES}"
            labels = (old, self._labels) if self._labels != old else None
            project.apply(Change("import", next(iter(self._now)), tuple(entities), tuple(progress), labels, said))
        return Imported(tuple(files), new, changed)

    def _open(self, uid: str, file: FromFile) -> dict[str, Entity]:
        if uid not in self._now:
            known = uid in self._project
            file.new += not known
            self._before[uid] = {one.uid: one for one in self._project.entities(uid)} if known else {}
            self._now[uid] = dict(self._before[uid])
            self._progress[uid] = self._project.progress(uid) if known else Progress()
        return self._now[uid]

    def _label(self, name: str, status: Status) -> str:
        """What a label of the file is called here: a suggested one what the set maps it to, as a model's; any other itself."""
        return (self._labels.mapped(name) or name) if status is Status.SUGGESTED else name

    def _add_labels(self, reading: Reading, entities: Iterable[Entity]) -> None:
        held = reading.whole.labels if reading.whole else None
        if held and self._untouched:
            self._labels = held
        self._untouched = False
        names = dict.fromkeys(one.label for one in entities if one.label and one.label not in self._labels)
        if names:
            self._labels = self._labels.adding((held and held.get(name)) or Label(name) for name in names)


class _Standing:
    """Which article of a project a document is, also where its text is another version of it."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def article(self, reading: Reading, source: str, *, exact: bool) -> Article | None:
        """The stored article, as coming from ``source``; None where there is none, or several might be meant."""
        uid = self._uid(reading, source, exact=exact)
        sources = reading.whole.article.sources if reading.whole else (source,)
        return None if uid is None else self._project.article(uid).changed(sources=sources)

    def _uid(self, reading: Reading, source: str, *, exact: bool) -> str | None:
        text = reading.text
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        for uid in (Article(text).uid, Article(plain).uid, reading.name):
            if uid in self._project:
                return uid
        found = self._project.find(source) or ([] if exact else self._by_words.get(_digest(text), []))
        if len(found) != 1:
            names = {*self._by_name.get(reading.name, ()), *self._by_name.get(reading.title, ())}
            found = [uid for uid in names if alike(self._project.article(uid).text, text)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        """The articles in the file by title, and by name of what they came from, with and without its suffix."""
        names: dict[str, set[str]] = {}
        for row in self._project.articles():
            paths = [Path(source) for source in row.sources]
            for name in (row.title, *(path.name for path in paths), *(path.stem for path in paths)):
                if name:
                    names.setdefault(name, set()).add(row.uid)
        return names

    @cached_property
    def _by_words(self) -> Mapping[str, list[str]]:
        """The articles in the file by their text without white space."""
        words: dict[str, list[str]] = {}
        for uid in self._project.uids():
            words.setdefault(_digest(self._project.article(uid).text), []).append(uid)
        return words


def _made(reading: Reading, source: str) -> Article:
    """The article of a document that the project lacks: its text as it is, code point for code point."""
    if reading.whole:
        return reading.whole.article
    title = reading.title or first_line(reading.text, markdown=False) or reading.name
    return Article(reading.text, title, (source,), language=reading.language or guess(reading.text))


def _placed(stored: str, text: str, tally: Tally) -> str:
    how = "by counting all but white space" if solid(stored) == solid(text) else "by quote and context"
    placed = tally.entities + tally.there + tally.decided + tally.kept + tally.twice
    words = f"its text is not the one in the project; {placed} placed {how}"
    return f"{words}, {len(tally.unplaced)} not" if tally.unplaced else words


def _digest(text: str) -> str:
    return sha256(solid(text).encode("utf-8", "surrogatepass")).hexdigest()
