"""Field by field, what a file does not hold of the entities and articles in it: what an import of it would not bring back.

Spans and labels are losses of their own. What was not said here is not lost, whatever an import would put in its place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotations.article import Article
from annotations.entity import Entity, Status, Via, suggestion_uid
from annotations.formats.document import Document, FieldLoss, Reading, Written
from annotations.formats.entering import Import, Tally, extra_of, origin_of, progress_after
from annotations.progress import Progress

WORDS: Mapping[str, str] = {
    "note": "note",
    "identity": "identity",
    "group": "link between fragments",
    "score": "score",
    "status": "status",
    "extra": "extra field",
    "suggested": "first proposal",
    "origin": "origin",
    "by": "annotator",
    "via": "way of deciding",
    "at": "time",
    "uid": "id",
}
"""The fields of an entity besides its span and label, in words: what it says first, then how it came to be."""
CONTENT = ("note", "identity", "group", "score", "status", "extra")
"""The fields that say something of the entity itself, not of how it came to be."""
OF_ARTICLES: Mapping[str, str] = {
    "text": "white space or characters of the text",
    "title": "title",
    "language": "language",
    "sources": "source",
    "media_type": "media type",
    "added": "time of adding",
    "blocks": "blocks",
    "origin_notes": "notes of its reading",
    "state": "state",
    "checked": "part looked at",
    "position": "place of reading",
    "bookmarks": "bookmarks",
    "model": "model",
    "meter": "meter",
    "read": "parts a model has read",
}
"""The fields of an article and its progress, in words."""
_PLAIN = Article("")


def unheld(
    form: str, document: Document, owners: Mapping[tuple[int, int, str], Entity], reading: Reading, text: str
) -> list[FieldLoss]:
    """The fields of a document and its entities that a file of a format does not hold.

    ``owners`` are the entities that the spans of ``reading`` stand for; ``text`` is what an import would have for its text.
    """
    pairs = [(owners[span.key], span) for span in reading.spans]
    sha256 = document.article.sha256 if reading.text == document.article.text else Article(reading.text).sha256
    lost: dict[str, list[Entity]] = {}
    for entity, span in pairs:
        for field in _differing(form, sha256, entity, span):
            lost.setdefault(field, []).append(entity)
    lost["group"] = list(_unlinked(pairs))
    found = [FieldLoss(document.article, field, tuple(lost[field])) for field in WORDS if lost.get(field)]
    fields = _differing_of_article(form, document, reading, text)
    return found + [FieldLoss(document.article, field) for field in OF_ARTICLES if field in fields]


def lines(fields: Iterable[FieldLoss]) -> list[str]:
    """One line each for what entities say, how they came to be, and what articles say, with how many of them lose it."""
    entities: dict[str, int] = {}
    articles: dict[str, int] = {}
    for loss in fields:
        if loss.entities is None:
            articles[loss.field] = articles.get(loss.field, 0) + 1
        else:
            entities[loss.field] = entities.get(loss.field, 0) + len(loss.entities)
    content = [f"{WORDS[field]} ({entities[field]})" for field in WORDS if field in entities and field in CONTENT]
    history = [f"{WORDS[field]} ({entities[field]})" for field in WORDS if field in entities and field not in CONTENT]
    of_articles = [f"{OF_ARTICLES[field]} ({articles[field]})" for field in OF_ARTICLES if field in articles]
    said = (
        ("the file does not hold, or not as it is: ", content),
        ("nor how entities came to be: " if content else "the file does not hold how entities came to be: ", history),
        ("of articles the file does not hold, or not as it is: ", of_articles),
    )
    return [f"{words}{', '.join(counts)}" for words, counts in said if counts]


def _differing(form: str, sha256: str, entity: Entity, span: Written) -> Iterator[str]:
    if entity.note not in ("", span.note):
        yield "note"
    if entity.identity not in ("", span.identity):
        yield "identity"
    if entity.score is not None and entity.score != span.score:
        yield "score"
    if entity.status is not (span.status or Status.ACCEPTED):
        yield "status"
    if entity.extra and entity.extra != extra_of(span, form):
        yield "extra"
    if entity.suggested is not None:
        yield "suggested"
    origin = origin_of(span, form)
    if entity.origin != origin:
        yield "origin"
    if entity.by not in ("", span.by):
        yield "by"
    if entity.via not in (None, Via.IMPORT):
        yield "via"
    if entity.at:
        yield "at"
    if entity.uid != suggestion_uid(sha256, span.start, span.end, span.label, origin):
        yield "uid"


def _unlinked(pairs: Sequence[tuple[Entity, Written]]) -> Iterator[Entity]:
    """The entities of a group that are not with the same others in the file, of those whose span and label it has."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for entity, span in pairs:
        if span.key == (entity.start, entity.end, entity.label):
            before.setdefault(entity.group, set()).add(entity.uid)
            after.setdefault(span.group, set()).add(entity.uid)
    for entity, span in pairs:
        exact = span.key == (entity.start, entity.end, entity.label)
        if entity.group and (not span.group or (exact and before[entity.group] != after[span.group])):
            yield entity


def _differing_of_article(form: str, document: Document, reading: Reading, text: str) -> set[str]:
    article, progress = document.article, document.progress
    after = progress_after(Progress(), reading, article, Import(form, Status.ACCEPTED, "", ""), Tally())
    checked = len(article.text) if after.checked else 0
    fields = {
        "text": text != article.text,
        "title": article.title not in ("", reading.title),
        "language": article.language not in ("", reading.language),
        "sources": bool(article.sources),
        "media_type": article.media_type != _PLAIN.media_type,
        "added": bool(article.added),
        "blocks": bool(article.blocks),
        "origin_notes": bool(article.origin_notes),
        "state": progress.state is not after.state,
        "checked": document.checked != checked,
        "position": bool(progress.position),
        "bookmarks": bool(progress.bookmarks),
        "model": progress.model not in ("", after.model),
        "meter": bool(progress.meter),
        "read": bool(progress.read),
    }
    return {field for field, lost in fields.items() if lost}
