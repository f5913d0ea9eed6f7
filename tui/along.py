"""All equal texts along the whole project: what is looked through, and what is done with the places chosen."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotations.edits import quoted
from annotations.entity import Entity, Status
from annotations.equal import Place, equal_places, given_status, other_cases, otherwise_written, sought
from annotations.marked import Marked
from annotations.project import ProjectError

if TYPE_CHECKING:
    from tui.reading import Reading

_CONTEXT = 120
"""Code points on either side of a place that its line may show."""


class Listed(NamedTuple):
    """A place in an article, and the words that its line shows: the article's title, what stands before, there and after."""

    uid: str
    title: str
    place: Place
    before: str
    words: str
    after: str


class Seen(NamedTuple):
    """What one article has: ``open`` places that would become others, reasons why others are left, whether it was readable."""

    open: Sequence[Listed] = ()
    left: Sequence[str] = ()
    unread: bool = False


def look_through(reading: "Reading", entity: Entity) -> Iterator[Seen]:
    """What the texts equal to an entity of this article are in each article of the list and of the project, one a call of
    ``next``, this article first. One that is not in memory is read and let go."""
    words, here = reading.article.surface(*entity.span), reading.uid
    for uid in articles_of(reading):
        try:
            glances = (reading.project.glance(uid, form) for form in (sought(words), *other_cases(words)))
            marked = next((one for one in glances if one is not None), None)
        except (ProjectError, KeyError):
            yield Seen(unread=True)
            continue
        if marked is None:
            yield Seen()
            continue
        but = entity.span if uid == here else None
        places = list(equal_places(marked, reading.hand, words, entity.label, given_status(entity), but))
        left = [place.detail for place in places if place.kind == "left"]
        for other, count in otherwise_written(marked, words, entity.label):
            left += [f"written {quoted(other)}"] * count
        yield Seen([_listed(marked, place) for place in places if place.kind not in ("left", "already")], left)


def articles_of(reading: "Reading") -> list[str]:
    """The article on the screen, those of the list, and those of the project, each once."""
    return list(dict.fromkeys([reading.uid, *reading.uids, *reading.project.uids()]))


def _listed(marked: Marked, place: Place) -> Listed:
    article, (start, end) = marked.article, place.span
    first, last = article.paragraph_at(start)
    return Listed(
        article.uid,
        article.title or next(iter(article.sources), article.uid),
        place,
        " ".join(article.text[max(first, start - _CONTEXT) : start].split())
        + (" " if article.text[start - 1 : start].isspace() else ""),
        article.surface(start, end),
        (" " if article.text[end : end + 1].isspace() else "") + " ".join(article.text[end : min(last, end + _CONTEXT)].split()),
    )


def becomes(place: Place, label: str, status: Status) -> str:
    """What would become of a place, in few words."""
    flagged = "unsure " if status is Status.UNSURE else ""
    if place.kind == "changed":
        return f"{place.detail} to {flagged}{label}"
    if place.kind == "new":
        return f"new {flagged}{label}{', passed' if place.passed else ''}"
    return f"{flagged or 'accept '}{label}"
