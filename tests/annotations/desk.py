"""Desk: one article with its entities in memory, to which edits are applied as a project would."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from annotations.article import Article
from annotations.change import Change
from annotations.edits import Edit
from annotations.entity import Entity, Proposal, Status, suggestion_uid
from annotations.index import ALL, EntityIndex
from annotations.labels import PRESETS, LabelSet
from annotations.marked import Focus, Hand, Marked
from annotations.progress import Progress
from annotations.span import Span
from tests.conftest import make_hand

FREE = replace(PRESETS["ontonotes"], overlap=True)
"""OntoNotes' labels where overlap is allowed."""


class Desk:
    """``edits`` are functions of (marked, hand, ...); what they change is applied at once."""

    def __init__(self, text: str, labels: LabelSet = PRESETS["ontonotes"], only: Iterable[str] | None = None) -> None:
        self.article = Article(text)
        self.labels = labels
        self.progress = Progress()
        self.only = frozenset(only) if only is not None else None
        self.entities = EntityIndex(text)
        self.hand: Hand = make_hand()
        self.focus: Focus | None = None

    @property
    def marked(self) -> Marked:
        return Marked(self.article, self.entities, self.labels, self.progress, self.only)

    def span(self, words: str, nth: int = 0) -> Span:
        """Where these words stand for the nth time, from 0."""
        place = -1
        for _ in range(nth + 1):
            place = self.article.text.index(words, place + 1)
        return place, place + len(words)

    def put(self, words: str, label: str, nth: int = 0, *, status: Status = Status.SUGGESTED, **fields: object) -> Entity:
        """An entity of a model on the nth of these words, put there without an edit."""
        start, end = self.span(words, nth)
        origin = str(fields.pop("origin", "model:sm"))
        uid = suggestion_uid(self.article.sha256, start, end, label, origin)
        entity = Entity(uid, start, end, label, status, origin=origin).changed(**fields)
        self.entities.put(entity)
        return entity

    def on(self, words: str, nth: int = 0, *, offered: bool = False) -> "Desk":
        """Focus the nth of these words: the entity on exactly that span, rejected ones too, else the run."""
        span = self.span(words, nth)
        there = self.entities.exactly(*span, ALL)
        self.focus = Focus.on(there[0]) if there and not offered else Focus(*span, offered=offered)
        return self

    def does(self, edit: Callable[..., Edit], *arguments: object, **named: object) -> Edit:
        """Do a single-entity edit on the focus, apply it, and follow its focus."""
        done = edit(self.marked, self.hand, self.focus, *arguments, **named)
        self.focus = done.focus
        return self.applied(done)

    def applied(self, done: Edit) -> Edit:
        if done.change:
            self.apply(done.change)
        return done

    def apply(self, change: Change) -> None:
        for one in change.entities:
            assert self.entities.get(one.uid) == one.before
            if one.after is None:
                self.entities.remove(one.uid)
            else:
                self.entities.put(one.after)
        for moved in change.progress:
            assert self.progress == moved.before
            self.progress = moved.after
        if change.labels:
            assert self.labels == change.labels[0]
            self.labels = change.labels[1]

    def shown(self) -> list[str]:
        """Every entity as ``status LABEL text``, blanks and all, in text order."""
        return [f"{one.status} {one.label} {self.article.text[one.start : one.end]}" for one in self.entities]

    def state(self) -> tuple[dict[str, Entity], Progress, LabelSet]:
        return {one.uid: one for one in self.entities}, self.progress, self.labels


def proposal(start: int, end: int, label: str, origin: str = "model:sm", score: float | None = None) -> Proposal:
    return Proposal(start, end, label, origin, score)
