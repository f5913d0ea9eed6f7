"""Corrections: what a step put right by hand, so that the same done twice may be made a rule."""

from typing import NamedTuple

from annotations.article import Article
from annotations.change import Change
from annotations.entity import Status, Via


class Correction(NamedTuple):
    """This text has this label."""

    label: str
    surface: str


def correction(article: Article, change: Change) -> tuple[Correction, str] | None:
    """What a step of a label or an edge corrected in one place, and the uid of the entity there: one that was missed, had
    another label or other edges. To correct the same entity twice is not to do the same twice.

    None of other steps, of mentions in parts, and of what only confirms a suggestion.
    """
    if change.verb not in ("label", "edge"):
        return None
    for one in change.entities:
        before, after = one.before, one.after
        if after is None or after.status is not Status.ACCEPTED or after.via is not Via.ONE or after.group:
            continue
        if before is not None and before.status is Status.SUGGESTED and (before.span, before.label) == (after.span, after.label):
            return None
        return Correction(after.label, article.surface(*after.span)), after.uid
    return None
