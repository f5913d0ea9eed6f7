"""Shelf: the articles of a project as values, read from the file on demand and kept while the project is open."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.index import EntityIndex
from annotations.index_by_parts import AT_ONCE, IndexByParts
from annotations.progress import Progress
from annotations.store.content import ARTICLES, PROGRESS, Content
from annotations.store.draft import Draft
from annotations.store.errors import NotUnderstood
from annotations.store.schema import PART, ArticleRow, article_from, article_head, number, parts, progress_from


@dataclass(slots=True)
class Held:
    """One article in memory. ``place`` is its turn of adding, None while the file does not have it; ``dirty`` says that
    something is known of it that ``flush`` has to write."""

    article: Article
    index: EntityIndex
    progress: Progress
    place: int | None = None
    dirty: bool = False

    def counts(self) -> dict[Status, int]:
        """How many entities have each status."""
        return {status: self.index.count(status) for status in Status}

    def row(self) -> ArticleRow:
        """The article without its text."""
        a = self.article
        return ArticleRow(
            a.uid,
            a.title,
            a.sha256,
            a.sources,
            a.media_type,
            a.language,
            a.added,
            len(a.text),
            -1 if self.place is None else self.place,
        )


class Shelf:
    """The articles of one project. ``content`` gives what the file holds, ``pending`` what is drafted over it; ``tell`` takes
    lines for the reader."""

    def __init__(
        self, content: Callable[[], Content], pending: Callable[[], Draft], name: str, tell: Callable[[str], None]
    ) -> None:
        self._content = content
        self._pending = pending
        self.name = name
        self._tell = tell
        self._held: dict[str, Held] = {}
        self._rows: dict[str, ArticleRow] | None = None
        self._by_source: dict[str, dict[str, None]] | None = None
        self._next_place: int | None = None

    def __contains__(self, uid: str) -> bool:
        return uid in self._held or self._content().has(ARTICLES, number(ARTICLES, uid))

    def held(self, uid: str) -> Held:
        """The article with all that is known of it, read when first asked for.

        Raises KeyError when there is none of that uid, NotUnderstood when the file has it but damaged.
        """
        found = self._held.get(uid)
        if found is None:
            found = self._held[uid] = self._read(uid)
        return found

    def glance(self, uid: str) -> Held:
        """``held``, but one that is not in memory is not kept there: for a look at many."""
        return self._held.get(uid) or self._read(uid)

    def may_have(self, uid: str, words: str) -> bool:
        """Whether the text of an article may have these words in it, one after another: False is sure. Costs a look at its
        bytes and, where each of several words is in them, at its text; none at its entities. Raises KeyError when there is
        none of that uid.
        """
        if held := self._held.get(uid):
            return _in_order(words, held.article.text)
        document = self._content().encoded(ARTICLES, number(ARTICLES, uid))
        if document is None:
            raise KeyError(uid)
        if any(json.dumps(word)[1:-1].encode() not in document for word in words.split()):
            return False
        with understood(self.name):
            return " " not in words or _in_order(words, json.loads(document)["text"])

    def put(self, held: Held) -> None:
        """Hold an article that the file does not have."""
        self._held[held.article.uid] = held
        self.note_sources(held.article.uid, held.article.sources)

    def from_source(self, source: str) -> list[str]:
        """The uids of the articles, stored or held, that came from this source, in order of adding."""
        if self._by_source is None:
            self._by_source = {}
            for row in self.rows().values():
                self.note_sources(row.uid, row.sources)
            for uid, held in self._held.items():
                self.note_sources(uid, held.article.sources)
        return list(self._by_source.get(source, ()))

    def note_sources(self, uid: str, sources: Iterable[str]) -> None:
        """An article came from these sources too."""
        if self._by_source is not None:
            for source in sources:
                self._by_source.setdefault(source, {})[uid] = None

    def in_memory(self) -> Iterator[Held]:
        """The articles read or added so far."""
        return iter(self._held.values())

    def forget_stored(self) -> None:
        """Forget what the file now may say otherwise. An article it does not have any more is held as one not yet stored:
        somebody may be reading it."""
        stored = set(self._content().numbers(ARTICLES))
        self._held = {uid: held for uid, held in self._held.items() if number(ARTICLES, uid) not in stored}
        for held in self._held.values():
            held.place = None
        self._rows = self._by_source = self._next_place = None

    def rows(self) -> Mapping[str, ArticleRow]:
        """The stored articles without their texts, by uid, in order of adding."""
        if self._rows is None:
            with understood(self.name):
                rows = sorted(map(self._head, self._content().numbers(ARTICLES)), key=lambda row: (row.place, row.added, row.uid))
            self._rows = {row.uid: row for row in rows}
        return self._rows

    def note(self, held: Held) -> None:
        """A stored article has another row now."""
        if self._rows is not None:
            self._rows[held.article.uid] = held.row()
        if self._next_place is not None and held.place is not None:
            self._next_place = max(self._next_place, held.place + 1)

    def next_place(self) -> int:
        """The turn of the next article to be added: after that of the last one, and no less than there are articles."""
        if self._next_place is None:
            order = self._content().order
            last = number(ARTICLES, order[-1]) if order else 0
            with understood(self.name):
                known = [self._head(last)] if self._content().has(ARTICLES, last) else self.rows().values()
                self._next_place = 1 + max(len(order), *(row.place for row in known), 0)
        return self._next_place

    def counts(self, uid: str) -> dict[Status, int]:
        """How many entities of each status an article has, without reading them where that is not needed."""
        with understood(self.name):
            row = None if uid in self._held else self._content().row(PROGRESS, number(PROGRESS, uid))
            if row and "counts" in row:
                return {status: int(row["counts"].get(status.value, 0)) for status in Status}
        return self.held(uid).counts()

    def standing(self, uid: str) -> Progress:
        """How far an article is, without reading it where that is not needed."""
        if uid not in self._held:
            with understood(self.name):
                if row := self._pending().row(PROGRESS, number(PROGRESS, uid)):
                    return progress_from(row)
        return self.held(uid).progress

    def let_go(self, uid: str) -> None:
        """Keep an article in memory no more, where the file has all of it."""
        held = self._held.get(uid)
        if held is not None and held.place is not None and not held.dirty and not self._pending().rows:
            del self._held[uid]

    def checked(self, uid: str) -> int:
        """How far an article was looked at, without reading it where that is not needed; 0 where that cannot be told."""
        if uid in self._held:
            return self._held[uid].progress.checked
        row = self._pending().row(PROGRESS, number(PROGRESS, uid))
        checked = row.get("checked") if row else 0
        return checked if isinstance(checked, int) else 0

    def _head(self, document: int) -> ArticleRow:
        content = self._content()
        row = content.beginning(ARTICLES, document, "text") or {}
        return article_head(row if "place" in row else content.row(ARTICLES, document) or {})

    def _read(self, uid: str) -> Held:
        pending = self._pending()
        with understood(self.name):
            stored = pending.row(ARTICLES, number(ARTICLES, uid))
        if stored is None:
            raise KeyError(uid)
        with understood(self.name):
            head = article_head(stored)
            article, place = article_from(stored), head.place
            row = pending.row(PROGRESS, number(PROGRESS, uid))
            progress = progress_from(row) if row else Progress()
            known = parts(len(article.text))
            if len(known) <= AT_ONCE or not row or "counts" not in row:
                index = EntityIndex(article.text, (one for part in known for one in self._part(article, uid, part)))
            else:
                counts = {status: int(row["counts"].get(status.value, 0)) for status in Status}
                index = IndexByParts(article.text, known, PART, partial(self._part_told, article, uid), counts)
                article = article.changed(digest=head.sha256)  # that of a long text is taken at its word
            return Held(article, index, progress, place)

    def _part(self, article: Article, uid: str, part: int) -> list[Entity]:
        entities = self._pending().part(uid, part)
        if any(one.end > len(article.text) for one in entities):
            raise ValueError(f"an entity of article {uid} ends after the text")
        return entities

    def _part_told(self, article: Article, uid: str, part: int) -> list[Entity]:
        """A part that is read when others are shown already: where it cannot be, that is told."""
        try:
            with understood(self.name):
                return self._part(article, uid, part)
        except NotUnderstood as error:
            self._tell(str(error))
            return []


def _in_order(words: str, text: str) -> bool:
    return re.search(r"\s+".join(map(re.escape, words.split())), text) is not None


@contextmanager
def understood(name: str) -> Iterator[None]:
    """Turns what reading a damaged document raises into NotUnderstood. ``name`` is the file's."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OSError) as error:
        raise NotUnderstood(
            f"{name} has a document that cannot be read ({error}). Nothing was changed; rubricate check {name}"
        ) from error
