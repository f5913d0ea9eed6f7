"""How a step of history stands in the file: the differences a change made, small and reversible.

A step's row: ``n`` (its turn), verb, said, article (on screen), focus, by, at, ``undone`` (0, or its turn of being
undone), entities, progress and labels. Of an entity that stayed, only the fields that differ are kept, None where one
is at its default; of one that came or went, the whole row.
"""

from collections.abc import Callable, Collection

from annotations.change import Change, EntityChange
from annotations.entity import Entity
from annotations.history import Step
from annotations.progress import Progress
from annotations.store.content import HISTORY, Row, encode
from annotations.store.schema import check_types, entity_from, entity_row, labels_row, number, progress_from, progress_row

_OF_A_STEP = ("state", "checked", "model")
"""The fields of progress that a step changes; position, bookmarks and meter are no steps."""


class Conflict(Exception):
    """A step that does not fit what is there. ``args``: uids of the article and the entity in the way, none for labels."""


def step_row(change: Change, turn: int, by: str, at: str) -> Row:
    """The row of a change as applied."""
    row: Row = {
        "n": turn,
        "verb": change.verb,
        "said": change.said,
        "article": change.article,
        "by": by,
        "at": at,
        "undone": 0,
        "focus": list(change.focus) if change.focus else None,
        "entities": [_entity_difference(one) for one in change.entities],
        "progress": [
            {"article": one.article, "before": before, "after": after}
            for one in change.progress
            for before, after in [_difference(_progress_fields(one.before), _progress_fields(one.after))]
        ],
    }
    if change.labels:
        row["labels"] = [labels_row(labels) for labels in change.labels]
    return row


def document_of(row: Row) -> int:
    """The id of a new step's document."""
    return number(HISTORY, row["n"], encode(row).decode("ascii"))


def step_from(document: int, row: Row) -> Step:
    """What the rules of undo ask of a step. Raises KeyError, TypeError or ValueError for a damaged row."""
    check_types(row)
    if row["focus"] is not None and [type(one) for one in row["focus"]] != [int, int]:
        raise TypeError("the focus of a step is no span")
    entities = frozenset((one["article"], one["uid"]) for one in row["entities"])
    articles = [row["article"], *(one["article"] for one in row["entities"]), *(one["article"] for one in row["progress"])]
    return Step(row["n"], document, tuple(dict.fromkeys(articles)), entities, row["undone"], row["said"] or row["verb"])


def entity_changes(row: Row, forward: bool, entity: Callable[[str, str], Entity | None]) -> tuple[EntityChange, ...]:
    """What doing the step again (``forward``), or taking it back, changes now. ``entity`` gives one by article and uid.

    Raises Conflict when an entity is not as the step left it (or, forward, as it found it).
    """
    source, target = ("before", "after") if forward else ("after", "before")
    changes = []
    for one in row["entities"] if forward else reversed(row["entities"]):
        article, uid = one["article"], one["uid"]
        current = entity(article, uid)
        now = entity_row(current) if current else None
        if not _fits(now, one[source], whole=one[target] is None):
            raise Conflict(article, uid)
        changes.append(EntityChange(article, current, _with_fields(now, one[target])))
    return tuple(changes)


def progress_after(row: Row, forward: bool, article: str, progress: Progress) -> Progress:
    """The progress of an article with what the step did to it done again or taken back, where it still stands."""
    source, target = ("before", "after") if forward else ("after", "before")
    now = progress_row(article, progress, {})
    for one in row["progress"]:
        if one["article"] == article:
            now |= {key: value for key, value in one[target].items() if now.get(key) == one[source].get(key)}
    return progress_from(now)


def labels_of(row: Row, forward: bool) -> tuple[Row, Row] | None:
    """The rows of the label sets before and after the step, or the other way round where it is taken back."""
    found = row.get("labels")
    if not found:
        return None
    return (found[0], found[1]) if forward else (found[1], found[0])


def uses(row: Row | None, labels: Collection[str]) -> bool:
    """Whether a step gave an entity one of these labels."""
    return row is not None and any((one["after"] or {}).get("label") in labels for one in row["entities"])


def _entity_difference(one: EntityChange) -> Row:
    before = entity_row(one.before) if one.before else None
    after = entity_row(one.after) if one.after else None
    if before is not None and after is not None:
        before, after = _difference(before, after)
    return {"article": one.article, "uid": one.uid, "before": before, "after": after}


def _difference(before: Row, after: Row) -> tuple[Row, Row]:
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def _progress_fields(progress: Progress) -> Row:
    row = progress_row("", progress, {})
    return {key: row[key] for key in _OF_A_STEP}


def _fits(now: Row | None, expected: Row | None, whole: bool) -> bool:
    if now is None or expected is None:
        return now is None and expected is None
    return now == expected if whole else all(now.get(key) == value for key, value in expected.items())


def _with_fields(now: Row | None, fields: Row | None) -> Entity | None:
    if fields is None:
        return None
    return entity_from({key: value for key, value in {**(now or {}), **fields}.items() if value is not None})
