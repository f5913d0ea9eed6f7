"""Gold: articles with the entities that are right, from an annotation file or from a project's own finished articles."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.article import Article
from annotations.entity import HUMAN, Entity, Status, Via, suggestion_uid
from annotations.formats.document import FormatError, Reading
from annotations.labels import PRESETS, Label, LabelError, LabelSet, label_set
from annotations.language import guess
from annotations.progress import State
from annotations.project import Project
from annotations.review.evaluation import Labelled
from annotations.span import Span
from annotations.work.errors import WorkError
from annotations.work.importing import format_of

_ENOUGH = 20_000
"""Code points by which the language of a file is guessed."""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One finished article with all that was decided in it, whatever the status."""

    article: Article
    decided: tuple[Entity, ...]

    @property
    def entities(self) -> tuple[Labelled, ...]:
        """What is right: what was accepted, but with the rest, which nobody looked at."""
        return tuple((one.start, one.end, one.label) for one in self.decided if _is_gold(one))

    @property
    def unjudged(self) -> tuple[Span, ...]:
        """Where nobody said whether there is an entity: what was accepted with the rest, unsure, or is only suggested."""
        return tuple(one.span for one in self.decided if one.status is not Status.REJECTED and not _is_gold(one))


@dataclass(frozen=True, slots=True)
class Gold:
    """Articles to judge systems by. ``name`` says where they come from. ``labels`` are those that are compared; ``meant``
    gives, for labels of systems, what they mean among these, None for nothing, before the set is asked. ``notes``: in plain
    words what was left out."""

    name: str
    articles: tuple[GoldArticle, ...]
    labels: LabelSet
    meant: Mapping[str, str | None]
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Gold entities."""
        return sum(len(one.entities) for one in self.articles)


def gold_of_project(project: Project, uids: Sequence[str], mapping: str | None) -> Gold:
    """The finished ones of these articles. ``mapping`` as ``--map``. Raises WorkError where there is nothing to judge by."""
    name = project.path.name if project.path else "the project"
    done = [uid for uid in uids if project.progress(uid).state is State.DONE]
    if not done:
        raise WorkError(
            f"nothing to evaluate: no article of {name} is done (D closes one), of {len(uids)}; "
            "--gold FILE takes an annotation file"
        )
    articles = tuple(GoldArticle(project.article(uid), tuple(project.entities(uid))) for uid in done)
    notes = [f"{_articles(len(uids) - len(done))} not done, left out"] if len(done) < len(uids) else []
    chosen, meant = _mapping(mapping)
    labels = chosen or project.labels
    return _checked(name, articles, labels, meant, notes)


def gold_of_file(path: Path, format: str | None, mapping: str | None) -> Gold:
    """The documents of an annotation file, of ``format`` or of what it seems to be.

    Without ``mapping`` the label set is the one in the file, or the file's labels out of the smallest preset that has them all:
    a label that it never uses is taken for one that nobody annotated. Where no preset has them, those of models are told by
    name, whatever the case. Raises WorkError for what cannot be read, or has no gold.
    """
    try:
        form = format_of(path, format)
        readings = form.read(path)
    except FormatError as error:
        raise WorkError(str(error)) from error
    notes = []
    if unfinished := sum(not _finished(reading) for reading in readings):
        notes.append(f"{unfinished} of {_articles(len(readings))} not annotated to the end, left out")
    language = guess("\n".join(_beginnings(readings)))
    articles = tuple(_of_reading(reading, language) for reading in readings if _finished(reading))
    chosen, meant = _mapping(mapping)
    if chosen is None:
        chosen = next((reading.whole.labels for reading in readings if reading.whole), None)
    names = Counter(label for one in articles for *_, label in one.entities)
    labels = chosen or _labels_for([name for name, _ in names.most_common()])
    if any(_overlap(one.entities) for one in articles):
        labels = labels.allowing_overlap(True)
    return _checked(f"{path.name} ({form.name})", articles, labels, meant, notes)


def _checked(
    name: str, articles: tuple[GoldArticle, ...], labels: LabelSet, meant: Mapping[str, str | None], notes: list[str]
) -> Gold:
    """The gold with its entities in the labels of the set, which gets those it lacks."""
    label_of: Callable[[str], str] = lambda label: labels.mapped(label) or label  # noqa: E731
    articles = tuple(
        replace(one, decided=tuple(entity.changed(label=label_of(entity.label)) for entity in one.decided)) for one in articles
    )
    names = [label for one in articles for *_, label in one.entities] + [label for label in meant.values() if label]
    gold = Gold(name, articles, labels.adding(Label(label) for label in dict.fromkeys(names)), meant)
    statuses = Counter(
        "accepted with the rest" if one.status is Status.ACCEPTED else one.status.value
        for article in articles
        for one in article.decided
        if one.status is not Status.REJECTED and not _is_gold(one)
    )
    notes += [f"{count} {words}: neither gold nor wrong" for words, count in statuses.items()]
    if not gold.count:
        why = f" ({'; '.join(notes)})" if notes else ""
        raise WorkError(f"nothing to evaluate: no accepted entity in {name}{why}")
    return replace(gold, notes=tuple(notes))


def _is_gold(entity: Entity) -> bool:
    return entity.status is Status.ACCEPTED and entity.via is not Via.REST and bool(entity.label)


def _finished(reading: Reading) -> bool:
    return reading.whole.progress.state is State.DONE if reading.whole else reading.done is not False


def _of_reading(reading: Reading, language: str) -> GoldArticle:
    if reading.whole:
        return GoldArticle(reading.whole.article, reading.whole.entities)
    article = Article(reading.text, reading.title or reading.name, language=reading.language or language)
    decided = tuple(
        Entity(
            *(suggestion_uid(article.sha256, span.start, span.end, span.label, HUMAN), span.start, span.end, span.label),
            *(span.status or Status.ACCEPTED, Via.IMPORT),
        )
        for span in reading.spans
        if span.label and 0 <= span.start < span.end <= len(article.text)
    )
    return GoldArticle(article, decided)


def _beginnings(readings: Iterable[Reading]) -> Iterable[str]:
    """Texts of the file, as many as tell its language."""
    length = 0
    for reading in readings:
        if length > _ENOUGH:
            return
        length += len(reading.text)
        yield reading.text


def _labels_for(names: Sequence[str]) -> LabelSet:
    """These labels out of the smallest preset that has them all; else a set of them, each meant by the labels of models that
    are called like it or like what the presets know of it."""
    fitting = [preset for preset in PRESETS.values() if all(name in preset for name in names)]
    if fitting:
        preset = min(fitting, key=lambda preset: len(preset.labels))
        return replace(preset, labels=tuple(label for label in preset.labels if label.name in names))
    called = {name.casefold() for name in names}
    return LabelSet("of the file", tuple(Label(name, sources=_meaning(name, called)) for name in names), overlap=False)


def _meaning(name: str, called: set[str]) -> tuple[str, ...]:
    """The labels of the presets that mean this one, those of its own name first, but for what is another label here."""
    alike = [label for preset in PRESETS.values() for label in preset.labels if label.name.casefold() == name.casefold()]
    own = [label.name for label in alike]
    others = [source for label in alike for source in label.sources if source.casefold() not in called]
    return tuple(dict.fromkeys(own + others))


def _mapping(mapping: str | None) -> tuple[LabelSet | None, Mapping[str, str | None]]:
    """What ``--map`` says: a label set (a preset, or a TOML file), or what labels mean (a JSON file)."""
    if mapping is None:
        return None, {}
    path = Path(mapping)
    if path.suffix != ".json":
        try:
            return label_set(mapping), {}
        except LabelError as error:
            raise WorkError(f"--map: {error}; or a .json file: {{model's label: gold's label}}") from error
    try:
        table = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WorkError(f"--map: {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise WorkError(f"--map: {path} is not JSON: {error}") from error
    if not isinstance(table, dict) or not all(value is None or (isinstance(value, str) and value) for value in table.values()):
        raise WorkError(f'--map: {path} is {{"model\'s label": "gold\'s label"}}, or null for a label that means nothing')
    return None, table


def _overlap(entities: Iterable[Labelled]) -> bool:
    reach = 0
    for start, end, _ in sorted(entities):
        if start < reach:
            return True
        reach = max(reach, end)
    return False


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"
