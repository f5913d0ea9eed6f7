"""From a change to the documents that store it and to the articles in memory; costs what the change touches."""

import json
from collections.abc import Iterable
from dataclasses import fields

from annotations.change import Change, EntityChange, ProgressChange
from annotations.entity import Entity
from annotations.history import relabelled
from annotations.labels import LabelError, LabelSet
from annotations.progress import Progress
from annotations.store.content import encode
from annotations.store.draft import Draft
from annotations.store.errors import NotSaved
from annotations.store.schema import entity_from, entity_row
from annotations.store.shelf import Held, Shelf


def touched(change: Change) -> list[str]:
    """The uids of the articles whose entities or progress change, each once."""
    uids = [one.article for one in change.entities] + [one.article for one in change.progress]
    return list(dict.fromkeys(uids))


def fitted(change: Change, shelf: Shelf, labels: LabelSet) -> Change:
    """The change as it is applied here: entities as they come back from the file; of progress and labels what it changed,
    done to what they are now.

    Raises NotSaved when an entity is not as the change found it, or would end after the text.
    """
    entities = []
    for one in change.entities:
        held = shelf.held(one.article)
        there, *_ = [held.index.near(one.uid, at) for at in _starts(one)]  # both places are read before anything is written
        if there != one.before:
            raise NotSaved("Nothing was changed: the entity has become another meanwhile. Try again.")
        if one.after and one.after.end > len(held.article.text):
            raise NotSaved("Nothing was changed: the entity would end after the text.")
        entities.append(EntityChange(one.article, one.before, _as_stored(one.after)))
    if len({(one.article, one.uid) for one in entities}) < len(entities):
        raise ValueError("a change touches each entity once")
    try:
        relabel = (labels, relabelled(labels, *change.labels)) if change.labels else None
    except LabelError as error:
        raise NotSaved(f"Nothing was changed: {error}.") from error
    progress = {uid: shelf.held(uid).progress for uid in touched(change)}
    for other in change.progress:
        progress[other.article] = progress[other.article].changed(**_differing(other.before, other.after))
    return change._replace(
        entities=tuple(entities),
        progress=tuple(
            ProgressChange(uid, shelf.held(uid).progress, now) for uid, now in progress.items() if now != shelf.held(uid).progress
        ),
        labels=relabel,
    )


def draft_change(draft: Draft, change: Change, shelf: Shelf, uids: Iterable[str], now: str) -> None:
    """Draft what the change does to these articles, and to the labels. Raises NotSaved."""
    after = {one.article: one.after for one in change.progress}
    of_article: dict[str, list[EntityChange]] = {}
    for one in change.entities:
        of_article.setdefault(one.article, []).append(one)
    for uid in uids:
        held = shelf.held(uid)
        counts = held.counts()
        edited = [(one.before, one.after) for one in of_article.get(uid, ())]
        for before, then in edited:
            if before:
                counts[before.status] -= 1
            if then:
                counts[then.status] += 1
        draft_article(draft, held, shelf, now)
        draft.put_entities(uid, edited)
        draft.outdate_lessons(uid, edited)
        draft.put_progress(uid, after.get(uid, held.progress), counts)
    if change.labels:
        draft.put_labels(change.labels[1])


def draft_article(draft: Draft, held: Held, shelf: Shelf, now: str) -> None:
    """Draft the article with all its entities, but not its progress, where the file does not have them. Raises NotSaved."""
    if held.place is not None:
        return
    if not held.article.added:
        held.article = held.article.changed(added=now)
    article = held.article
    try:
        draft.put_article(article, max(shelf.next_place(), draft.next_place))
    except ValueError as error:
        raise NotSaved(f"Not saved: {article.title or article.uid} cannot be stored, {error}.") from error
    draft.put_entities(article.uid, ((None, one) for one in held.index))


def show(change: Change, shelf: Shelf) -> None:
    """Do the change to the articles in memory."""
    for one in change.entities:
        index = shelf.held(one.article).index
        if one.after:
            index.put(one.after)
        elif one.before:
            index.remove(one.before.uid)
    for other in change.progress:
        shelf.held(other.article).progress = other.after


def _starts(one: EntityChange) -> list[int]:
    return [entity.start for entity in (one.before, one.after) if entity is not None]


def _as_stored(entity: Entity | None) -> Entity | None:
    """The entity as it comes back from the file: what is opaque in it goes through JSON once. Raises NotSaved."""
    if entity is None or not entity.extra:
        return entity
    try:
        return entity_from(json.loads(encode(entity_row(entity))))
    except (TypeError, ValueError, RecursionError) as error:
        raise NotSaved(f"Not saved: the entity holds something that a JSON file cannot ({error}).") from error


def _differing(before: Progress, after: Progress) -> dict[str, object]:
    names = (field.name for field in fields(Progress))
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}
