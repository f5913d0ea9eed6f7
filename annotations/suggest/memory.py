"""Memory: what all lessons of a project teach about names, and what its reader said of single entries."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from annotations.suggest.lessons import NEVER, Lesson, Seen
from annotations.suggest.surfaces import Surfaces

MEMORY = "memory"
"""The origin of what memory made or changed."""
SHARE = 0.8
"""Of what was accepted of a surface, so much has its top label, or memory gives none."""
DENSITY = 0.6
"""Of the places where a surface stands, so many are entities, or memory adds none."""


class Entry(NamedTuple):
    """What a reader said of one surface: ``off`` not to use what is remembered, ``label`` which label it has, ``forgotten``
    what was seen until it was told to forget it."""

    off: bool = False
    label: str = ""
    forgotten: Seen = NEVER


PLAIN = Entry()


class Verdict(StrEnum):
    """What memory says of a suggestion with this surface."""

    NOTHING = "nothing"
    DROP = "drop"
    LABEL = "label"


class Memory:
    """The sum of lessons, by surface. Adding a lesson and taking it out cost what it holds.

    ``names`` are the surfaces that were accepted, whatever is made of them: a text is looked through for those.
    """

    def __init__(self, lessons: Iterable[Lesson] = ()) -> None:
        self._seen: dict[str, Seen] = {}
        self._entries: dict[str, Entry] = {}
        self.names = Surfaces()
        for lesson in lessons:
            self.add(lesson)

    def __len__(self) -> int:
        return len(self._seen.keys() | self._entries.keys())

    def __bool__(self) -> bool:
        return bool(self._seen or self._entries)

    def __iter__(self) -> Iterator[str]:
        """The surfaces that something is known of, in no order."""
        return iter(self._seen.keys() | self._entries.keys())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Memory) and (self._seen, self._entries) == (other._seen, other._entries)

    __hash__ = None  # type: ignore[assignment]

    def add(self, lesson: Lesson) -> None:
        for surface, seen in lesson.seen.items():
            self._put(surface, self._seen.get(surface, NEVER).plus(seen))

    def remove(self, lesson: Lesson) -> None:
        """Take out a lesson that was added before."""
        for surface, seen in lesson.seen.items():
            self._put(surface, self._seen.get(surface, NEVER).plus(seen, -1))

    def say(self, surface: str, entry: Entry) -> None:
        """Take what a reader said of a surface, in place of what he said before."""
        if entry == PLAIN:
            self._entries.pop(surface, None)
        else:
            self._entries[surface] = entry
        self._note(surface)

    def entry(self, surface: str) -> Entry:
        """What a reader said of a surface."""
        return self._entries.get(surface, PLAIN)

    def seen(self, surface: str) -> Seen:
        """What was seen of a surface and not forgotten."""
        seen = self._seen.get(surface, NEVER)
        entry = self._entries.get(surface)
        return seen.plus(entry.forgotten, -1) if entry and entry.forgotten else seen

    def whole(self, surface: str) -> Seen:
        """What was seen of a surface, forgotten or not."""
        return self._seen.get(surface, NEVER)

    def label(self, surface: str) -> str:
        """The label that nearly all of its entities had, or that a reader set; empty where there is none."""
        entry = self._entries.get(surface, PLAIN)
        if entry.off:
            return ""
        if entry.label:
            return entry.label
        labels = self.seen(surface).labels
        if not labels:
            return ""
        top, count = max(labels.items(), key=lambda item: (item[1], item[0]))
        return top if count >= SHARE * sum(labels.values()) else ""

    def verdict(self, surface: str) -> Verdict:
        """Whether a suggestion with this surface is to be dropped (it was refused more often than accepted) or labelled."""
        entry = self._entries.get(surface, PLAIN)
        if entry.off or (not entry.label and surface not in self._seen):
            return Verdict.NOTHING
        seen = self.seen(surface)
        if not entry.label and seen.rejected > seen.accepted:
            return Verdict.DROP
        return Verdict.LABEL if self.label(surface) else Verdict.NOTHING

    def adds(self, surface: str) -> str:
        """The label to suggest a surface with wherever it stands in no entity; empty where memory is not sure enough.

        It has two characters at least, a capital or a digit, nearly always one label, and was mostly an entity.
        """
        if self.verdict(surface) is not Verdict.LABEL:
            return ""
        if self.entry(surface).label:
            return self.entry(surface).label
        seen = self.seen(surface)
        if len(surface) < 2 or not any(char.isdigit() or char != char.lower() for char in surface):
            return ""
        return self.label(surface) if seen.accepted >= DENSITY * (seen.accepted + seen.free) else ""

    def explain(self, surface: str) -> str:
        """In words what is known of a surface: ``ORG 12 times, refused once``; empty where nothing is."""
        entry, seen = self.entry(surface), self.seen(surface)
        said = [f"{entry.label}, set by you"] if entry.label else []
        labels = sorted(seen.labels.items(), key=lambda item: (-item[1], item[0]))
        said += [f"{label} {times(count)}" for label, count in labels]
        said += [f"refused {times(seen.rejected)}"] if seen.rejected else []
        said += [f"untagged {times(seen.free)}"] if seen.free and (labels or said) else []
        shifts = sorted(seen.shifts.items(), key=lambda item: (-item[1], item[0]))
        said += [f"made {shift.surface} {times(count)}" for shift, count in shifts[:2]]
        said += ["switched off"] if entry.off else []
        return ", ".join(said)

    def _put(self, surface: str, seen: Seen) -> None:
        if seen:
            self._seen[surface] = seen
        else:
            self._seen.pop(surface, None)
        self._note(surface)

    def _note(self, surface: str) -> None:
        if self.entry(surface).label or self.whole(surface).labels:
            self.names.add(surface)
        else:
            self.names.remove(surface)


def times(count: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
