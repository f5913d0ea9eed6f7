"""What taking a step back, or doing it again, changes now; and where it may not be done, the reason in one line."""

from annotations.article import Article
from annotations.change import Change, ProgressChange
from annotations.history import History, Step, relabelled
from annotations.labels import LabelError, LabelSet
from annotations.store.content import HISTORY, Content, Row
from annotations.store.schema import labels_from
from annotations.store.shelf import Shelf, understood
from annotations.store.steps import Conflict, entity_changes, labels_of, progress_after, uses

_TITLE = 24
"""Code points of an article's title that a line quotes."""


class Refused(Exception):
    """The step cannot be taken; ``str()`` of it says why in one line."""


def taken(
    step: Step, forward: bool, uid: str, history: History, shelf: Shelf, content: Content, labels: LabelSet
) -> tuple[Row, Change]:
    """The row of a step and the change that does it again (``forward``) or takes it back; ``uid`` is the article on screen.

    Raises Refused where a later step changed the same entity or made use of a label that would go.
    """
    what = step.said.removesuffix(". u undoes")
    said = f"{'done again' if forward else 'undone'}{_elsewhere(step, uid, shelf)}: {what}"
    later = [] if forward else history.later(step)
    with understood(shelf.name):
        row = content.row(HISTORY, step.document) or {}
        try:
            for other in later:
                if both := other.entities & step.entities:
                    raise Conflict(*min(both))
            entities = entity_changes(row, forward, lambda article, one: shelf.held(article).index.get(one))
            relabel = _labels_after(row, forward, later, content, labels)
        except Conflict as conflict:
            raise Refused(
                f"not {'done again' if forward else 'undone'}: {what}; {_in_words(conflict, forward, shelf)}"
            ) from conflict
        # What a later step decided in an article keeps that article's progress.
        kept = {article for other in later for article in other.articles}
        progress = [
            ProgressChange(article, now, progress_after(row, forward, article, now))
            for article in step.articles
            if article in shelf and article not in kept
            for now in [shelf.held(article).progress]
        ]
        change = Change(
            verb=row["verb"],
            article=row["article"],
            entities=entities,
            progress=tuple(one for one in progress if one.before != one.after),
            labels=relabel,
            said=said,
            focus=tuple(row["focus"]) if row["focus"] else None,
        )
    return row, change


def called(article: Article) -> str:
    """What to call an article in a line: its title, else where it came from."""
    return article.title or next(iter(article.sources), article.uid)


def _labels_after(
    row: Row, forward: bool, later: list[Step], content: Content, labels: LabelSet
) -> tuple[LabelSet, LabelSet] | None:
    found = labels_of(row, forward)
    if found is None:
        return None
    try:
        after = relabelled(labels, *map(labels_from, found))
    except LabelError as error:
        raise Conflict from error
    gone = {label.name for label in labels.labels if label.name not in after}
    if gone and any(uses(content.row(HISTORY, other.document), gone) for other in later):
        raise Conflict
    return labels, after


def _elsewhere(step: Step, uid: str, shelf: Shelf) -> str:
    """In which other articles, said first: a narrow row cuts the end."""
    others = [called(shelf.held(other).article) for other in step.articles if other != uid and other in shelf]
    if not others:
        return ""
    names = [name if len(name) <= _TITLE else name[: _TITLE - 1].rstrip() + "…" for name in others[:2]]
    return f", also in {', '.join(names)}" + (f" and {len(others) - 2} more" if len(others) > 2 else "")


def _in_words(conflict: Conflict, forward: bool, shelf: Shelf) -> str:
    what = "a label it added"
    if conflict.args:
        held = shelf.held(conflict.args[0])
        entity = held.index.get(conflict.args[1])
        what = (
            f"{held.article.surface(*entity.span)} in {called(held.article)}"
            if entity
            else f"an entity in {called(held.article)}"
        )
    return f"{what} is not as it was then" if forward else f"a later step changed {what}: undo that first"
