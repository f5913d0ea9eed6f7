"""The documents of an export, made anew from the project whenever one is asked for, so that one is in memory at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import overload

from annotations.formats.choosing import Choice, chosen
from annotations.formats.document import Document, Kept
from annotations.project import Project


class Leaving(Sequence[Document]):
    """Documents by the uids of their articles: each time one is asked for, ``make`` makes it."""

    def __init__(self, uids: Sequence[str], make: Callable[[str], Document]) -> None:
        self._uids, self._make = uids, make

    def __len__(self) -> int:
        return len(self._uids)

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> "Leaving": ...
    def __getitem__(self, place: int | slice) -> "Document | Leaving":
        if isinstance(place, slice):
            return Leaving(self._uids[place], self._make)
        return self._make(self._uids[place])

    def __iter__(self) -> Iterator[Document]:
        return map(self._make, self._uids)

    def changed(self, change: Callable[[Document], Document]) -> "Leaving":
        """The same, each changed when it is made."""
        return Leaving(self._uids, lambda uid: change(self._make(uid)))


def leaving(project: Project, uids: Sequence[str], choice: Choice, kept: Kept) -> Leaving:
    """The documents of these articles, which are not kept in memory for it. ``kept``: what reports keep of them."""

    def made(uid: str) -> Document:
        marked = project.glance(uid, "")
        assert marked is not None  # every text has no words in it
        return replace(chosen(marked.article, marked.entities, marked.progress, choice), kept=kept)

    return Leaving(uids, made)
