"""Projects to measure with: as many articles and entities as wanted, always the same ones for the same numbers."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from annotations.article import Article
from annotations.entity import Entity, Status, Via, suggestion_uid
from annotations.labels import PRESETS
from annotations.progress import Progress, State
from annotations.store.content import ANNOTATIONS, ARTICLES, LABELS, PROGRESS, SETTINGS, Content, Rows, encode_rows
from annotations.store.schema import (
    LABELS_NUMBER,
    PART,
    article_row,
    entity_row,
    labels_row,
    number,
    progress_row,
    setting_number,
)

SEED = 20_260_102
ENTITIES = 60
"""Entities of an article of the usual size, about 4 KB of text."""
_LABELS = ("PERSON", "ORG", "GPE", "DATE")
_WORDS = [
    "the",
    "of",
    "report",
    "said",
    "that",
    "a",
    "new",
    "minister",
    "had",
    "been",
    "under",
    "pressure",
    "since",
    "last",
    "winter",
    "over",
    "plans",
    "for",
    "older",
    "harbours",
]
_NAMES = [
    "Adaline",
    "Borowski",
    "Castellane",
    "Dunmore",
    "Ekström",
    "Farouk",
    "Gjellerup",
    "Hollis",
    "Ivanova",
    "Jutland",
    "Kestrel",
    "Lindqvist",
    "Møller",
]


def article(seed: int, entities: int) -> tuple[Article, list[Entity]]:
    """An article with so many entities, one about every 66 characters: most suggested, some accepted, a few rejected."""
    random = Random(SEED + seed)
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for _ in range(entities):
        words = " ".join(random.choices(_WORDS, k=10)) + " "
        name = " ".join(random.choices(_NAMES, k=random.randint(1, 2)))
        spans.append((place + len(words), place + len(words) + len(name)))
        after = ".\n\n" if random.random() < 0.1 else ", "
        pieces += words, name, after
        place = spans[-1][1] + len(after)
    made = Article("".join(pieces), f"Article {seed}", (f"{seed:05}.txt",), language="en", added="2026-01-02T03:04:05Z")
    return made, [entity(random, made.sha256, *span) for span in spans]


def entity(random: Random, sha256: str, start: int, end: int) -> Entity:
    """An entity on a span of the text with that digest: suggested, accepted or rejected, at random."""
    label, score = random.choice(_LABELS), round(random.random(), 4)
    made = Entity(
        suggestion_uid(sha256, start, end, label, "model:m"), start, end, label, Status.SUGGESTED, origin="model:m", score=score
    )
    draw = random.random()
    if draw < 0.7:
        return made
    status = Status.ACCEPTED if draw < 0.95 else Status.REJECTED
    return made.changed(status=status, via=Via.ONE, by="ada", at="2026-01-02T03:04:05Z")


def rows(articles: Iterable[tuple[Article, Sequence[Entity]]], model: str = "model:m") -> Iterator[Rows]:
    """The documents of a project, article by article. ``model`` covered them; with none, one has yet to."""
    labels = PRESETS["ontonotes"]
    owner = {"name": "annotator", "value": "ada"}
    yield {LABELS: {LABELS_NUMBER: labels_row(labels)}, SETTINGS: {setting_number("annotator"): owner}}
    for turn, (made, found) in enumerate(articles, 1):
        parts: dict[int, list[Entity]] = {}
        for one in found:
            parts.setdefault(one.start // PART, []).append(one)
        counts = {status: sum(one.status is status for one in found) for status in Status}
        progress = Progress(State.READING, checked=len(made.text) // 2, model=model)
        yield {
            ARTICLES: {number(ARTICLES, made.uid): article_row(made, turn)},
            PROGRESS: {number(PROGRESS, made.uid): progress_row(made.uid, progress, counts)},
            ANNOTATIONS: {
                number(ANNOTATIONS, made.uid, part): {"article": made.uid, "part": part, "entities": list(map(entity_row, some))}
                for part, some in parts.items()
            },
        }


def content(articles: int, entities: int = ENTITIES) -> Content:
    """What the file of such a project holds."""
    return _content(rows(article(turn, entities) for turn in range(1, articles + 1)))


def write(path: Path, articles: int, entities: int = ENTITIES) -> None:
    """Make the file of such a project."""
    _write(path, content(articles, entities))


def write_one(path: Path, made: Article, entities: Sequence[Entity], model: str = "model:m") -> None:
    """Make the file of a project with this article and these entities; see ``rows``."""
    _write(path, _content(rows([(made, entities)], model)))


def _content(found: Iterable[Rows]) -> Content:
    made = Content()
    for some in found:
        made.put(encode_rows(some))
    return made


def _write(path: Path, made: Content) -> None:
    with path.open("wb") as file:
        file.writelines(made.chunks())
