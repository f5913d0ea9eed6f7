"""Project: the articles of one file and what is known of them. The one way in for every change, the one way out for every view.

A change is durable first, then visible: when ``apply`` returns, it is on disk and synced, but for what is ``saving``
(``when_saved``); when it raises, nothing has changed. Without a path nothing is ever written. A file that does not exist
is made by the first decision, or by an explicit ``keep``.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from annotations.article import Article
from annotations.change import Change
from annotations.entity import Status
from annotations.history import History
from annotations.index import Entities, EntityIndex
from annotations.kept import Kept
from annotations.labels import PRESETS, LabelSet
from annotations.marked import Hand, Marked
from annotations.progress import Progress
from annotations.store import steps
from annotations.store.cache import Cache
from annotations.store.changing import draft_article, draft_change, fitted, show, touched
from annotations.store.content import HISTORY, LABELS, SETTINGS, Row
from annotations.store.draft import Draft
from annotations.store.errors import Locked, NotSaved, NotUnderstood, ProjectError, ReadOnly, Stopped
from annotations.store.schema import LABELS_NUMBER, ArticleRow, check, labels_from, setting_number
from annotations.store.shelf import Held, Shelf, understood
from annotations.store.taking import Refused, called, taken

__all__ = [
    "ArticleRow",
    "Cache",
    "Locked",
    "NotSaved",
    "NotUnderstood",
    "Project",
    "ProjectError",
    "ReadOnly",
    "Stopped",
    "Taken",
]


class Taken(NamedTuple):
    """What undo or redo did: the change as applied and a line that says so, or None and the reason in words."""

    change: Change | None
    said: str


class Project(Kept):
    """One annotator's articles, entities, progress, labels and history, and where they are ``Kept``. Make one with ``open``.

    ``only`` narrows this session to some labels.
    """

    def __init__(self, path: Path | None, hand: Hand, read_only: bool, cache: Cache | None) -> None:
        super().__init__(path, hand.by, read_only)
        self.hand = hand
        self.only: frozenset[str] | None = None
        self.labels: LabelSet = PRESETS["ontonotes"]
        self._cache = cache if path else None
        self._noted: set[str] = set()
        self._pending = Draft(lambda: self._store.content)
        self._shelf = Shelf(lambda: self._store.content, lambda: self._pending, self._store.name, self._told)
        self._steps: History | None = None
        self._listeners: list[Callable[[Change], None]] = []
        self._take_in()

    @classmethod
    def open(
        cls,
        path: Path | None,
        *,
        hand: Hand,
        labels: LabelSet | None = None,
        read_only: bool = False,
        cache: Cache | None = None,
    ) -> "Project":
        """Open a project, or one that will be made at the first decision; takes no lock and waits for nothing.

        ``labels`` are those of a new project; an existing one gets the labels it lacks. What cannot be written is opened
        read-only with a notice. Raises NotUnderstood for a file that is no project of ours; it is left as it is.
        """
        project = cls(path, hand, read_only, cache)
        if labels is not None:
            project._add_labels(labels)
        if not project.exists:
            project._pending.put_labels(project.labels)
            project._pending.put_setting("annotator", hand.by)
        elif (owner := project.setting("annotator", hand.by)) != hand.by:
            project.notices.append(f"{project._store.name} is {owner}'s, you are {hand.by}: one file belongs to one annotator.")
        return project

    @property
    def history_count(self) -> int:
        """Steps that are kept, those taken back among them."""
        return len(self._history())

    def _told(self, words: str) -> None:
        """Take a line for the user, once: who goes through articles several times reads what is damaged as often."""
        if words not in self.notices:
            self.notices.append(words)

    def articles(self) -> list[ArticleRow]:
        """The articles in the file, in order of adding."""
        return list(self._shelf.rows().values())

    def __contains__(self, uid: str) -> bool:
        """Whether there is an article of this uid, stored or added."""
        return uid in self._shelf

    def uids(self) -> list[str]:
        """The uids of the articles in the file, in order of adding; costs no look at them."""
        return self._store.content.order

    def find(self, source: str) -> list[str]:
        """The uids of the articles, stored or added, that came from this source, in order of adding."""
        return self._shelf.from_source(source)

    def add(self, article: Article, *, keep: bool = False) -> str:
        """Add an article and give its uid. One of the same text is the same article with one more source.

        It is stored with its first decision, with ``keep`` now (raising what ``keep`` raises).
        """
        uid = article.uid
        if uid in self._shelf:
            self._add_sources(self._shelf.held(uid), article)
        else:
            self._shelf.put(self._new(article))
        if keep:
            self.keep(uid)
        return uid

    def article(self, uid: str) -> Article:
        """Raises KeyError when there is none of that uid; so do the next four."""
        return self._shelf.held(uid).article

    def entities(self, uid: str) -> Entities:
        return self._shelf.held(uid).index

    def progress(self, uid: str) -> Progress:
        return self._shelf.held(uid).progress

    def marked(self, uid: str) -> Marked:
        """The article with all an edit reads. Its entities follow later changes, its labels and progress do not."""
        held = self._shelf.held(uid)
        return Marked(held.article, held.index, self.labels, held.progress, self.only)

    def glance(self, uid: str, words: str) -> Marked | None:
        """``marked`` of an article whose text has these words, for a look at many: one that is not in memory is not kept
        there, and of one without them no entity is read. None where it does not have them."""
        if not self._shelf.may_have(uid, words):
            return None
        held = self._shelf.glance(uid)
        return Marked(held.article, held.index, self.labels, held.progress, self.only)

    def counts(self, uid: str) -> Mapping[Status, int]:
        """How many entities of each status; of a stored article without reading them."""
        return self._shelf.counts(uid)

    def standing(self, uid: str) -> Progress:
        """How far an article is; ``progress``, but a stored one is not read for it."""
        return self._shelf.standing(uid)

    def let_go(self, uid: str) -> None:
        """Keep an article in memory no more, where all that is known of it was written: for who goes through many."""
        self._shelf.let_go(uid)

    def apply(self, change: Change) -> None:
        """Make a change durable, then visible; it is one step of history.

        Raises a ProjectError, and has changed nothing, when it could not be saved or no longer fits what is there.
        """
        self._ready()
        change = fitted(change, self._shelf, self.labels)
        history = self._history()
        row = steps.step_row(change, history.next_turn, self.hand.by, self.hand.now())
        step = steps.step_from(steps.document_of(row), row)
        dropped = history.to_drop(step.articles)
        draft = self._draft()
        draft_change(draft, change, self._shelf, touched(change), self.hand.now())
        for one in dropped:
            draft.put(HISTORY, one.document, None)
        draft.put(HISTORY, step.document, row)
        self._commit(draft)
        history.done(step, dropped)
        if self._cache and self.path:
            for uid in set(touched(change)) - self._noted:
                self._cache.note_project(self.article(uid).sha256, self.path)
                self._noted.add(uid)
        self._show(change)

    def arrive(self, change: Change) -> None:
        """Show what a suggester found: no step, and not on disk before the next step or ``flush``."""
        change = fitted(change, self._shelf, self.labels)
        stored = [uid for uid in touched(change) if self._shelf.held(uid).place is not None]
        draft = self._draft()
        draft_change(draft, change, self._shelf, stored, self.hand.now())
        self._pending = draft
        for uid in set(touched(change)).difference(stored):
            self._shelf.held(uid).dirty = True
        self._show(change)

    def undo(self, uid: str) -> Taken:
        """Take back the latest step that touched this article. Raises ProjectError like ``apply``."""
        return self._take(uid, forward=False)

    def redo(self, uid: str) -> Taken:
        """Do again what was last taken back in this article. Raises ProjectError like ``apply``."""
        return self._take(uid, forward=True)

    def remember(self, uid: str, **fields: object) -> None:
        """Set ``position``, ``bookmarks`` or ``meter`` of an article's progress; ``flush`` writes it."""
        held = self._shelf.held(uid)
        held.progress, held.dirty = held.progress.changed(**fields), True

    @property
    def last(self) -> str:
        """The uid of the article that was open when this project was left here, empty where that is not known."""
        return self._cache.last(self.path) if self._cache and self.path else ""

    def leave_at(self, uid: str) -> None:
        """Remember, for this user, that this article was open. Not in the project: it is nothing about the article."""
        if self._cache and self.path and self.exists:
            self._cache.note_last(self.path, uid)

    def keep(self, uid: str) -> None:
        """Store an article and all that is known of it now. Raises ProjectError."""
        self._ready()
        held = self._shelf.held(uid)
        draft = self._draft()
        draft_article(draft, held, self._shelf, self.hand.now())
        draft.put_progress(uid, held.progress, held.counts())
        self._commit(draft)

    def setting(self, name: str, default: object = None) -> object:
        """A setting of this project (a JSON value)."""
        row = self._pending.row(SETTINGS, setting_number(name))
        return default if row is None else row.get("value", default)

    def set_setting(self, name: str, value: object) -> None:
        """Set it, durably where there is a file. Raises ProjectError."""
        draft = self._draft()
        draft.put_setting(name, value)
        self._keep(draft)

    def documents(self, table: str) -> list[int]:
        """The ids of what stands in the table memory or rules."""
        drafted = self._pending.rows.get(table, {})
        return [*(one for one in self._store.content.numbers(table) if one not in drafted), *drafted]

    def document(self, table: str, number: int) -> Row | None:
        """A document of the table memory or rules, None where there is none."""
        return self._pending.row(table, number)

    def note(self, table: str, number: int, row: Row | None) -> None:
        """Have a document written, or taken out, by the next step or ``flush``: what can be made again if it is lost."""
        self._pending.put(table, number, row)

    def put(self, table: str, number: int, row: Row | None) -> None:
        """Write a document of the table memory or rules, or take it out, durably where there is a file. Raises ProjectError."""
        draft = self._draft()
        draft.put(table, number, row)
        self._keep(draft)

    def checked(self, uid: str) -> int:
        """How far an article was looked at, in code points; costs no look at the article."""
        return self._shelf.checked(uid)

    def flush(self) -> None:
        """Write what no step wrote: positions, meters, suggestions that arrived; of articles nobody decided on into the
        cache. Does nothing where somebody else has the lock. Raises NotSaved."""
        dirty = [held for held in self._shelf.in_memory() if held.dirty]
        for held in dirty:
            if held.place is not None:
                self._pending.put_progress(held.article.uid, held.progress, held.counts())
            elif self._cache:
                self._cache.save(held.article.sha256, held.progress, held.index)
                held.dirty = False
        if self.exists and self._pending.rows:
            with suppress(Locked, ReadOnly):
                self._ready()
                self._commit(self._pending)
                for held in dirty:
                    held.dirty = False

    def rest(self) -> bool:
        """Use a time when nothing is to do: flush, and write the file anew behind. Whether the file was read again, being
        damaged or another's by now, so that everything must be shown anew. Raises NotSaved, NotUnderstood."""
        before = self.times_read
        if self._store.verify(wait=False):
            self._take_anew()
        elif not self._store.failed:
            self.flush()
            self._store.fold_behind(if_worth=True)
            if self.verified:
                self._history()  # read while nobody waits for it, and not at the first key
        return self.times_read > before

    def close(self) -> None:
        """Flush, wait for the disk, write the file anew with what the journal holds, and let the lock go.

        Raises NotSaved when something could not be saved; the lock is free even so.
        """
        try:
            self.flush()
        finally:
            self._store.close()

    def watch(self, listener: Callable[[Change], None]) -> None:
        """Call this once after each change that became visible, with the change as applied."""
        self._listeners.append(listener)

    def _keep(self, draft: Draft) -> None:
        if self.exists:
            self._ready()
            self._commit(draft)
        else:
            self._pending = draft

    def _history(self) -> History:
        if self._steps is None:
            with understood(self._store.name):
                self._steps = History(steps.step_from(document, row) for document, row in self._store.content.rows(HISTORY))
        return self._steps

    def _take_in(self) -> None:
        """Take what was read from the file."""
        content = self._store.content
        with understood(self._store.name):
            if not self._store.sound:
                check(content)
            if (row := content.row(LABELS, LABELS_NUMBER)) and (labels := labels_from(row)) != self.labels:
                self.labels = labels

    def _add_labels(self, labels: LabelSet) -> None:
        stored = self._store.content.row(LABELS, LABELS_NUMBER) is not None
        wanted = self.labels.adding(labels.labels) if stored else labels
        if wanted != self.labels:
            self.labels = wanted
            self._pending.put_labels(wanted)

    def _take_anew(self) -> None:
        super()._take_anew()
        self._pending, self._steps = self._draft(empty=True), None
        self._shelf.forget_stored()
        self._take_in()

    def _draft(self, empty: bool = False) -> Draft:
        """A draft over what is stored and, unless ``empty``, over what is pending."""
        return Draft(lambda: self._store.content, None if empty else self._pending)

    def _commit(self, draft: Draft) -> None:
        self.unsaved = True
        self._store.commit(draft.rows)
        self.unsaved = False
        if self._store.fold_due:
            self._store.fold_behind()
        self._pending = self._draft(empty=True)
        for uid, place in draft.places.items():
            held = self._shelf.held(uid)
            held.place, held.dirty = place, False
            self._shelf.note(held)
            if self._cache:
                self._cache.forget(held.article.sha256)

    def _new(self, article: Article) -> Held:
        """An article the file does not have, with what the cache has of it."""
        held = Held(article, EntityIndex(article.text), Progress())
        if self._cache:
            for other in self._cache.projects(article.sha256):
                if other != self.path:
                    self.notices.append(f"{called(article)} has decisions in {other}: -p {other} opens them.")
            if cached := self._cache.load(article.sha256):
                held.progress = cached.progress
                for one in cached.entities:
                    if one.end <= len(article.text):
                        held.index.put(one)
        return held

    def _add_sources(self, held: Held, article: Article) -> None:
        sources = tuple(dict.fromkeys([*held.article.sources, *article.sources]))
        if sources != held.article.sources:
            held.article = held.article.changed(sources=sources)
            self._shelf.note_sources(held.article.uid, sources)
            if held.place is not None:
                self._pending.put_article(held.article, held.place)
                self._shelf.note(held)

    def _take(self, uid: str, forward: bool) -> Taken:
        """Redo (``forward``) or undo."""
        self._ready()
        history = self._history()
        step = history.to_redo(uid) if forward else history.to_undo(uid)
        if step is None:
            return Taken(None, f"nothing to {'redo' if forward else 'undo'} in this article")
        try:
            row, change = taken(step, forward, uid, history, self._shelf, self._store.content, self.labels)
        except Refused as refused:
            return Taken(None, str(refused))
        draft = self._draft()
        draft_change(draft, change, self._shelf, touched(change), self.hand.now())
        undone = 0 if forward else history.next_undone
        draft.put(HISTORY, step.document, row | {"undone": undone})
        self._commit(draft)
        history.marked(step, undone)
        self._show(change)
        return Taken(change, change.said)

    def _show(self, change: Change) -> None:
        show(change, self._shelf)
        if change.labels:
            self.labels = change.labels[1]
        for listener in self._listeners:
            listener(change)
