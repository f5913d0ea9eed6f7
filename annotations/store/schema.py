"""How articles, entities, progress and label sets stand in the tables: dataclasses to rows (JSON objects) and back.

A field at its default is left out of an entity's row. Fields this version does not know are kept by ``merged``.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from string import ascii_lowercase
from types import MappingProxyType, NoneType
from typing import NamedTuple

from annotations.article import Article, Block
from annotations.entity import HUMAN, Entity, Proposal, Status, Via
from annotations.labels import DIGITS, Family, Label, LabelSet
from annotations.progress import Progress, State
from annotations.span import Span
from annotations.store.content import ANNOTATIONS, ARTICLES, LABELS, MEMORY, PROGRESS, RULES, SETTINGS, Content, Row

PART = 8192
"""Code points of an article whose entities share one document of the table annotations."""

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class ArticleRow(NamedTuple):
    """An article of the project without its text. ``characters``: its length in code points; ``place``: its turn of adding."""

    uid: str
    title: str
    sha256: str
    sources: tuple[str, ...]
    media_type: str
    language: str
    added: str
    characters: int
    place: int = 0


def number(table: str, *key: object) -> int:
    """The id of a document: 52 bits (what every JSON reader holds exactly) of a hash of its own key."""
    words = "\0".join((table, *map(str, key))).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "big") >> 12


def parts(characters: int) -> range:
    """The parts that a text of so many code points may have."""
    return range(characters // PART + 1)


def merged(old: Row | None, new: Row, known: frozenset[str]) -> Row:
    """The new row with the fields of the old one that this version does not know."""
    return new | {key: value for key, value in (old or {}).items() if key not in known}


def article_row(article: Article, place: int) -> Row:
    """Raises ValueError for a text with a surrogate pair, which JSON would read back as one code point."""
    if _PAIR.search(article.text) or _PAIR.search(article.title):
        raise ValueError("its text has a surrogate pair")
    return {
        "uid": article.uid,
        "place": place,
        "title": article.title,
        "sha256": article.sha256,
        "sources": list(article.sources),
        "media_type": article.media_type,
        "language": article.language,
        "added": article.added,
        "characters": len(article.text),
        "origin_notes": list(article.origin_notes),
        "text": article.text,
        "blocks": [[block.start, block.end, block.kind] for block in article.blocks],
    }


def article_from(row: Row) -> Article:
    check_types(row)
    return Article(
        text=row["text"],
        title=row["title"],
        sources=tuple(row["sources"]),
        media_type=row["media_type"],
        language=row["language"],
        added=row["added"],
        blocks=tuple(Block(start, end, kind) for start, end, kind in row.get("blocks", ())),
        origin_notes=tuple(row.get("origin_notes", ())),
    )


def article_head(row: Row) -> ArticleRow:
    """What the row says of an article without its text."""
    check_types(row)
    return ArticleRow(
        uid=row["uid"],
        title=row["title"],
        sha256=row["sha256"],
        sources=tuple(row["sources"]),
        media_type=row["media_type"],
        language=row["language"],
        added=row["added"],
        characters=row["characters"],
        place=row["place"],
    )


def entity_row(entity: Entity) -> Row:
    row: Row = {
        "uid": entity.uid,
        "start": entity.start,
        "end": entity.end,
        "label": entity.label,
        "status": entity.status.value,
        "via": entity.via.value if entity.via else None,
        "origin": entity.origin,
        "score": entity.score,
        "note": entity.note or None,
        "identity": entity.identity or None,
        "group": entity.group or None,
        "suggested": _proposal_row(entity.suggested) if entity.suggested else None,
        "by": entity.by or None,
        "at": entity.at or None,
        "extra": dict(entity.extra) or None,
    }
    return {key: value for key, value in row.items() if value is not None}


def entity_from(row: Row) -> Entity:
    check_types(row)
    via, suggested = row.get("via"), row.get("suggested")
    return Entity(
        uid=row["uid"],
        start=row["start"],
        end=row["end"],
        label=row["label"],
        status=Status(row["status"]),
        via=Via(via) if via else None,
        origin=row.get("origin", HUMAN),
        score=row.get("score"),
        note=row.get("note", ""),
        identity=row.get("identity", ""),
        group=row.get("group", ""),
        suggested=_proposal_from(suggested) if suggested else None,
        by=row.get("by", ""),
        at=row.get("at", ""),
        extra=MappingProxyType(row.get("extra", {})),
    )


def _proposal_row(proposal: Proposal) -> Row:
    row = {"start": proposal.start, "end": proposal.end, "label": proposal.label, "origin": proposal.origin}
    more = {"score": proposal.score, "identity": proposal.identity or None}
    return row | {key: value for key, value in more.items() if value is not None}


def _proposal_from(row: Row) -> Proposal:
    check_types(row)
    return Proposal(row["start"], row["end"], row["label"], row["origin"], row.get("score"), row.get("identity", ""))


def progress_row(uid: str, progress: Progress, counts: Mapping[Status, int]) -> Row:
    row: Row = {
        "article": uid,
        "state": progress.state.value,
        "checked": progress.checked,
        "position": progress.position,
        "bookmarks": list(progress.bookmarks),
        "model": progress.model,
        "meter": dict(progress.meter),
        "counts": {status.value: count for status, count in counts.items()},
    }
    if progress.read:
        row |= {"read": [list(run) for run in progress.read], "read_by": progress.read_by}
    return row


def _run(run: object) -> Span:
    if not isinstance(run, list) or [type(one) for one in run] != [int, int] or not 0 <= run[0] < run[1]:
        raise TypeError("a part that a model read is no span")
    return run[0], run[1]


def progress_from(row: Row) -> Progress:
    check_types(row)
    return Progress(
        state=State(row["state"]),
        checked=row["checked"],
        position=row["position"],
        bookmarks=tuple(row["bookmarks"]),
        model=row["model"],
        meter=MappingProxyType(row["meter"]),
        read=tuple(map(_run, row.get("read", ()))),
        read_by=row.get("read_by", ""),
    )


def labels_row(labels: LabelSet) -> Row:
    rows = [
        {
            "name": label.name,
            "digit": label.digit,
            "letter": label.letter,
            "family": label.family.value,
            "short": label.short,
            "description": label.description,
            "from": list(label.sources),
        }
        for label in labels.labels
    ]
    return {"name": labels.name, "overlap": labels.overlap, "labels": rows}


def labels_from(row: Row) -> LabelSet:
    """Raises LabelError, a ValueError, for a set that cannot be used."""
    texts = [row["name"], *(one[key] for one in row["labels"] for key in ("name", "short", "description"))]
    sources = [source for one in row["labels"] for source in one["from"]]
    if not all(isinstance(text, str) for text in (*texts, *sources)) or not isinstance(row["overlap"], bool):
        raise TypeError("a label has a field of another type than text")
    labels = (
        Label(
            name=one["name"],
            digit=_key(one["digit"], DIGITS),
            letter=_key(one["letter"], ascii_lowercase),
            family=Family(one["family"]),
            short=one["short"],
            description=one["description"],
            sources=tuple(one["from"]),
        )
        for one in row["labels"]
    )
    return LabelSet(row["name"], tuple(labels), row["overlap"])


def _key(value: object, keys: str) -> str:
    if value == "" or value in [*keys]:
        return str(value)
    raise ValueError(f"a label has the key {repr(value)[:20]}")


_TEXTS = (
    *("uid", "article", "label", "origin", "note", "identity", "group", "by", "at", "text", "title", "sha256"),
    *("media_type", "language", "added", "model", "read_by", "verb", "said"),
)
_NUMBERS = ("start", "end", "part", "characters", "place", "checked", "position")
_TYPES: Mapping[str, tuple[type, ...]] = (
    dict.fromkeys(_TEXTS, (str,))
    | dict.fromkeys(_NUMBERS, (int,))
    | {
        "score": (float, int, NoneType),
        "sources": (list,),
        "origin_notes": (list,),
        "bookmarks": (list,),
        "read": (list,),
        "extra": (dict,),
        "meter": (dict,),
    }
)
_LISTED: Mapping[str, type] = {"sources": str, "origin_notes": str, "bookmarks": int}
ARTICLE_FIELDS = frozenset(article_row(Article(""), 0))
PART_FIELDS = frozenset({"article", "part", "entities"})
ENTITY_FIELDS = frozenset(Entity._fields)
PROGRESS_FIELDS = frozenset(progress_row("", Progress(read=((0, 1),)), {}))
LABELS_FIELDS = frozenset(labels_row(LabelSet("", ())))
SETTING_FIELDS = frozenset({"name", "value"})
LABELS_NUMBER = number(LABELS, "labels")


def setting_number(name: str) -> int:
    return number(SETTINGS, name)


def lesson_number(uid: str, part: int) -> int:
    """The document of the table memory that holds what one part of an article taught."""
    return number(MEMORY, uid, part)


def entry_number(surface: str) -> int:
    """The document of the table memory that holds what the reader said of a surface."""
    return number(MEMORY, "entry", surface)


def rules_number(name: str) -> int:
    return number(RULES, name)


def lesson_parts(start: int, end: int) -> range:
    """The parts that ``text[start:end]`` touches."""
    return range(start // PART, max(start, end - 1) // PART + 1)


def id_of(table: str, row: Row) -> int | None:
    """The id under which a document of one of these tables is looked for, by what it says; None of another table.

    Raises KeyError.
    """
    if table == ARTICLES:
        return number(ARTICLES, row["uid"])
    if table == PROGRESS:
        return number(PROGRESS, row["article"])
    if table == ANNOTATIONS:
        return number(ANNOTATIONS, row["article"], row["part"])
    return LABELS_NUMBER if table == LABELS else None


def check(content: Content) -> None:
    """Read all that is known of a file that was not written as it stands. Raises KeyError, TypeError or ValueError."""
    for table in (ARTICLES, PROGRESS, ANNOTATIONS, LABELS):
        for document, row in content.rows(table):
            if document != id_of(table, row):
                raise ValueError(f"document {document} of table {table} is not where it is looked for")
    lengths: dict[str, int] = {}
    for _, row in content.rows(ARTICLES):
        article, head = article_from(row), article_head(row)
        if (article.sha256, article.uid) != (head.sha256, head.uid):
            raise ValueError(f"the text of article {head.uid} is not the one that was annotated")
        lengths[head.uid] = len(article.text)
    for _, row in content.rows(PROGRESS):
        progress_from(row)
    for _, row in content.rows(ANNOTATIONS):
        check_types(row)
        for one in row["entities"]:
            # Of an article that is lost, what was decided may be left.
            if entity_from(one).end > lengths.get(row["article"], one["end"]):
                raise ValueError(f"an entity of article {row['article']} ends after the text")
    for _, row in content.rows(LABELS):
        labels_from(row)


def check_types(row: object) -> None:
    """Raise TypeError where a field is of another type than is written. What is missing is for others to find."""
    if not isinstance(row, dict):
        raise TypeError(f"a row is {repr(row)[:60]}")
    for key, value in row.items():
        if (types := _TYPES.get(key)) is None:
            continue
        sound = type(value) in types
        if sound and (listed := _LISTED.get(key)):
            sound = all(type(one) is listed for one in value)
        if not sound:
            raise TypeError(f"{key} is {repr(value)[:60]}")
