"""Remembering: the memory of a project, taken from its file and kept as its articles are decided on, a little at a time.

What the checked part of an article teaches stands in the table ``memory``, a document for each part of 8,192 code points. A
change that touches such a part marks its document stale in the same step; who remembers learns it again when nothing else is
to do. So what is in the file is never wrong, whatever dies and whenever: what is stale, or missing, is learned from the
article. An undo is a change like any other.
"""

from collections.abc import Generator, Iterator

from annotations.change import Change
from annotations.entity import Status
from annotations.index import ALL
from annotations.marked import Marked
from annotations.project import Project, ProjectError
from annotations.span import Span
from annotations.store.content import MEMORY
from annotations.store.schema import PART, entry_number, lesson_number, lesson_parts
from annotations.suggest.lesson_rows import entry_from, entry_row, lesson_from, lesson_row
from annotations.suggest.lessons import Lesson, learning
from annotations.suggest.memory import PLAIN, Entry, Memory

FEW = 4
"""Parts that are learned while somebody waits."""


class Remembering:
    """``memory`` is what is remembered so far; ``loaded`` whether that is all the file has. ``version`` counts how often it
    became otherwise. With ``on`` False nothing is remembered nor used."""

    def __init__(self, project: Project, on: bool = True) -> None:
        self.project = project
        self.on = on
        self.version = 0
        self._at_work: tuple[tuple[str, int], Generator[None, None, None]] | None = None
        self._begin()
        project.watch(self._changed)

    def _begin(self) -> None:
        self._drop()
        self.memory = Memory()
        self._times_read = self.project.times_read
        self._upto: dict[int, int] = {}
        self._due: dict[tuple[str, int], None] = {}
        self._glimpsed: Marked | None = None
        self._loading = self._load() if self.on else iter(())
        self.loaded = not self.on

    def go_on(self, learning: bool = True) -> bool:
        """Load some, or learn some; of what is due, not without ``learning``. Returns whether anything of that is left to do.

        Until a part is learned what it taught before is not remembered: so what was begun is dropped without ``learning``.
        """
        if self._times_read != self.project.times_read:
            self._begin()
        if not self.loaded:
            if next(self._loading, False) is False:
                self.loaded = True
                self.version += 1
        elif not learning:
            self._drop()
        elif self._due:
            due = next(iter(self._due))
            if self._at_work is None or self._at_work[0] != due:
                self._drop()
                self._at_work = due, self._learn(*due)
            if next(self._at_work[1], self) is self:
                self._at_work = None
                del self._due[due]
        return not self.loaded or (learning and bool(self._due))

    def _drop(self) -> None:
        """Give up the part that is being learned; it stays due."""
        if self._at_work is not None:
            self._at_work[1].close()
            self._at_work = None

    def settle(self) -> None:
        """Load all, and learn all that is to be learned."""
        while self.go_on():
            pass

    def catch_up(self) -> None:
        """Learn what is due where that is little, for who asks what is remembered."""
        begun = list(self._due)[:FEW]
        while self.loaded and any(one in self._due for one in begun) and self.go_on():
            pass

    @property
    def ready(self) -> bool:
        """Whether what the file has is loaded, so that it may be used."""
        return self.loaded and self._times_read == self.project.times_read

    def say(self, surface: str, entry: Entry) -> None:
        """Take what the reader says of a surface, durably. Raises ProjectError."""
        row = None if entry == PLAIN else entry_row(surface, entry)
        self.project.put(MEMORY, entry_number(surface), row)
        self.memory.say(surface, entry)
        self.version += 1

    def forget(self, surface: str) -> None:
        """Forget what was seen and said of a surface; it is learned anew from what is decided later. Raises ProjectError."""
        seen = self.memory.whole(surface)
        self.say(surface, Entry(forgotten=seen) if seen else PLAIN)

    def _load(self) -> Iterator[bool]:
        """Take in what the file has, then note what it lacks; yields now and then."""
        for document in self.project.documents(MEMORY):
            row = self.project.document(MEMORY, document)
            if row is not None and document not in self._upto:
                self._take(document, row)
            yield True
        for uid in self.project.uids():
            checked = self.project.checked(uid)
            for part in lesson_parts(0, checked) if checked else ():
                if self._upto.get(lesson_number(uid, part)) != min(checked, (part + 1) * PART):
                    self._due[uid, part] = None
            yield True

    def _take(self, document: int, row: dict[str, object]) -> None:
        """Take a document in; one that is stale, or cannot be read, is learned again, since what it lacks is due."""
        try:
            if "surface" in row:
                self.memory.say(str(row["surface"]), entry_from(row))
            elif not row.get("stale"):
                self.memory.add(lesson_from(row["known"]))
                upto = row["upto"]
                self._upto[document] = upto if isinstance(upto, int) else -1
        except (KeyError, TypeError, ValueError, AttributeError):
            return

    def _changed(self, change: Change) -> None:
        """After a change: what it touched of checked text is to be learned again."""
        self._glimpsed = None
        if not self.on:
            return
        touched: dict[str, list[Span]] = {}
        for one in change.entities:
            decided = [entity.span for entity in (one.before, one.after) if entity and entity.status is not Status.SUGGESTED]
            if decided:
                touched.setdefault(one.article, []).extend(decided)
        for moved in change.progress:
            if moved.before.checked != moved.after.checked:
                ends = sorted((moved.before.checked, moved.after.checked))
                touched.setdefault(moved.article, []).append((ends[0], ends[1]))
        for uid, spans in touched.items():
            reach = max(self.project.checked(uid), *(m.before.checked for m in change.progress if m.article == uid), 0)
            for part in {part for start, end in spans if start < reach for part in lesson_parts(start, end)}:
                if self._at_work is not None and self._at_work[0] == (uid, part):
                    self._drop()
                self._due[uid, part] = None

    def _learn(self, uid: str, part: int) -> Generator[None, None, None]:
        """Learn what one part of an article teaches, in place of what it taught before, by small steps. Closed amid them, it
        leaves what was taught before."""
        document = lesson_number(uid, part)
        before, upto_before = self._lesson(document), self._upto.pop(document, None)
        if upto_before is not None:
            self.memory.remove(before)
        try:
            yield from self._learn_anew(uid, part, document)
        except GeneratorExit:
            if upto_before is not None:
                self._upto[document] = upto_before
                self.memory.add(before)
            raise

    def _learn_anew(self, uid: str, part: int, document: int) -> Generator[None, None, None]:
        start, upto = part * PART, min(self.project.checked(uid), (part + 1) * PART)
        row = None
        if start < upto:
            try:
                held = self._glimpse(uid)
            except (KeyError, ProjectError):  # another article of the project may be damaged
                return
            entities = held.entities.touching(start, upto, ALL)
            lesson = yield from learning(held.article, entities, upto, self.memory.names, start)
            self.memory.add(lesson)
            self._upto[document] = upto
            row = {"article": uid, "part": part, "upto": upto, "known": lesson_row(lesson)}
        if row is not None or self.project.document(MEMORY, document) is not None:
            self.project.note(MEMORY, document, row)
        self.version += 1

    def _glimpse(self, uid: str) -> Marked:
        """An article that need not be kept in memory for this; the last one is, for its next part."""
        if self._glimpsed is None or self._glimpsed.article.uid != uid:
            self._glimpsed = self.project.glance(uid, "")
        if self._glimpsed is None:
            raise KeyError(uid)
        return self._glimpsed

    def _lesson(self, document: int) -> Lesson:
        """The lesson of a document as it was taken in: a change that makes it stale leaves what is in it."""
        row = self.project.document(MEMORY, document)
        try:
            return lesson_from(row["known"]) if row else Lesson()
        except (KeyError, TypeError, ValueError, AttributeError):
            return Lesson()
