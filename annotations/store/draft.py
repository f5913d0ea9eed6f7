"""Draft: the documents one commit will store, prepared over what is stored; nothing is changed until it is committed."""

from collections.abc import Callable, Iterable, Mapping

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.labels import LabelSet
from annotations.progress import Progress
from annotations.store.content import ANNOTATIONS, ARTICLES, LABELS, MEMORY, PROGRESS, SETTINGS, Content, Row
from annotations.store.schema import (
    ARTICLE_FIELDS,
    ENTITY_FIELDS,
    LABELS_FIELDS,
    LABELS_NUMBER,
    PART,
    PART_FIELDS,
    PROGRESS_FIELDS,
    SETTING_FIELDS,
    article_row,
    entity_from,
    entity_row,
    labels_row,
    lesson_number,
    lesson_parts,
    merged,
    number,
    progress_row,
    setting_number,
)

Edited = tuple[Entity | None, Entity | None]
"""An entity before and after; None where it does not exist."""


class Draft:
    """Documents to store, by table and id; ``below`` is an earlier draft that was not committed yet.

    ``places`` are the turns of adding of the articles in it, by uid.
    """

    def __init__(self, content: Callable[[], Content], below: "Draft | None" = None) -> None:
        self._content = content
        self.rows: dict[str, dict[int, Row | None]] = {}
        self.places: dict[str, int] = {}
        if below is not None:
            self.rows = {table: dict(rows) for table, rows in below.rows.items()}

    @property
    def next_place(self) -> int:
        return 1 + max(self.places.values(), default=0)

    def row(self, table: str, document: int) -> Row | None:
        """A document as it will be."""
        drafted = self.rows.get(table, {})
        return drafted[document] if document in drafted else self._content().row(table, document)

    def put(self, table: str, document: int, row: Row | None) -> None:
        self.rows.setdefault(table, {})[document] = row

    def put_article(self, article: Article, place: int) -> None:
        """Raises ValueError for a text that a JSON file cannot hold."""
        document = number(ARTICLES, article.uid)
        self.places[article.uid] = place
        self.put(ARTICLES, document, merged(self.row(ARTICLES, document), article_row(article, place), ARTICLE_FIELDS))

    def put_progress(self, uid: str, progress: Progress, counts: Mapping[Status, int]) -> None:
        document = number(PROGRESS, uid)
        self.put(PROGRESS, document, merged(self.row(PROGRESS, document), progress_row(uid, progress, counts), PROGRESS_FIELDS))

    def put_labels(self, labels: LabelSet) -> None:
        self.put(LABELS, LABELS_NUMBER, merged(self.row(LABELS, LABELS_NUMBER), labels_row(labels), LABELS_FIELDS))

    def put_setting(self, name: str, value: object) -> None:
        document = setting_number(name)
        self.put(SETTINGS, document, merged(self.row(SETTINGS, document), {"name": name, "value": value}, SETTING_FIELDS))

    def put_entities(self, uid: str, edited: Iterable[Edited]) -> None:
        """Change these entities of an article; costs the parts they stand in."""
        by_part: dict[int, list[Edited]] = {}
        for before, after in edited:
            for part in {entity.start // PART for entity in (before, after) if entity is not None}:
                by_part.setdefault(part, []).append((before, after))
        for part, changes in by_part.items():
            document = number(ANNOTATIONS, uid, part)
            self.put(ANNOTATIONS, document, _patched(self.row(ANNOTATIONS, document), uid, part, changes))

    def outdate_lessons(self, uid: str, edited: Iterable[Edited]) -> None:
        """Note, in what these parts of an article taught, that something there became otherwise; costs those parts."""
        decided = (one for pair in edited for one in pair if one is not None and one.status is not Status.SUGGESTED)
        spans = {entity.span for entity in decided}
        for part in sorted({part for span in spans for part in lesson_parts(*span)}):
            document = lesson_number(uid, part)
            drafted = self.rows.get(MEMORY, {})
            row = self.row(MEMORY, document) if document in drafted or self._content().has(MEMORY, document) else None
            if row is not None and not row.get("stale"):
                self.put(MEMORY, document, row | {"stale": True})

    def part(self, uid: str, part: int) -> list[Entity]:
        """The entities of an article that start in one part of it. Raises what ``entity_from`` raises."""
        row = self.row(ANNOTATIONS, number(ANNOTATIONS, uid, part))
        return [entity_from(one) for one in row["entities"]] if row else []


def _patched(old: Row | None, uid: str, part: int, changes: Iterable[Edited]) -> Row | None:
    """The document of one part with these changes, in text order; None when nothing is left in it."""
    rows: dict[str, Row] = {one["uid"]: one for one in old["entities"]} if old else {}
    for before, after in changes:
        was = rows.pop(before.uid, None) if before else None
        if after and after.start // PART == part:
            rows[after.uid] = merged(was, entity_row(after), ENTITY_FIELDS)
    entities = sorted(rows.values(), key=lambda one: (one["start"], -one["end"], one["uid"]))
    new = merged(old, {"article": uid, "part": part, "entities": entities}, PART_FIELDS)
    return new if entities or len(new) > len(PART_FIELDS) else None
