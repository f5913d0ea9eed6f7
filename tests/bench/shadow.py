"""A shadow of the reader: the same commands on a copy of its state, to try keys out before any is pressed.

Nothing of the screen is in it but what stands there: a command that would scroll says so, and is not looked behind.
"""

from bisect import bisect_left
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import cast

from annotations.article import Article
from annotations.change import Change
from annotations.entity import Entity, Status
from annotations.index import SHOWN, EntityIndex
from annotations.labels import LabelSet
from annotations.marked import Focus, Hand, Marked
from annotations.missed import missed_between
from annotations.progress import Progress
from annotations.project import Project
from annotations.span import Span
from tui.deciding import DEEDS, labelling
from tui.driver import FIXED_TIME
from tui.hinting import letters_return, letters_to_stay, phrase_at, words_seen
from tui.hints import QWERTY, codes
from tui.keymap import Keymap
from tui.moving import MOVES
from tui.reading import Page, Reading

Standing = tuple[int, int, str, Status]
"""Start, end, label and status of an entity: what a person sees of it."""


KEYMAP = Keymap()


class Jump(str):
    """A command that puts letters on the screen, with the letters to type, and where they lead; ``stay`` is none, where they
    stand there already."""

    focus: Focus

    def __new__(cls, command: str, focus: Focus) -> "Jump":
        made = super().__new__(cls, command)
        made.focus = focus
        return made

    @property
    def id(self) -> str:
        """The command that puts the letters there."""
        return self.partition(" ")[0]

    @property
    def letters(self) -> str:
        return self.partition(" ")[2]


class SeenPage:
    """The page as it stands on the screen. ``scrolled`` is set once a command would have brought something else there."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._span = page.visible_span()
        self._visible: dict[Span, bool] = {}
        self._moves: dict[tuple[int, int | None, int], tuple[int, int] | None] = {}
        self.percent = page.percent
        self.scrolled = False

    def visible_span(self) -> Span:
        return self._span

    def is_visible(self, span: Span) -> bool:
        if span not in self._visible:
            self._visible[span] = self._page.is_visible(span)
        return self._visible[span]

    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None:
        key = offset, cell, direction
        if key not in self._moves:
            self._moves[key] = self._page.line_move(offset, cell, direction)
        return self._moves[key]

    def line_of(self, offset: int) -> Span:
        return self._page.line_of(offset)

    def bring(self, span: Span) -> None:
        self.scrolled = True

    def page(self, direction: int) -> None:
        self.scrolled = True

    def to_top(self, offset: int) -> None:
        self.scrolled = True

    def go_home(self) -> None:
        self.scrolled = True

    def go_end(self) -> None:
        self.scrolled = True


@dataclass(eq=False)
class ShadowProject:
    """As much of a project as the commands ask for. Every change makes another index, once that is asked for."""

    article_shown: Article
    labels: LabelSet
    held: Mapping[str, Entity]
    progress_now: Progress
    hand: Hand
    missed: dict[tuple[frozenset[Standing], bool], list[Span]] = field(default_factory=dict)
    standing: frozenset[Standing] = frozenset()
    notices: list[str] = field(default_factory=list)
    failed: str = ""
    read_only: bool = False
    _index: EntityIndex | None = None

    @property
    def index(self) -> EntityIndex:
        """The entities as they are in this state."""
        if self._index is None:
            self._index = EntityIndex(self.article_shown.text, self.held.values())
        return self._index

    def marked(self, uid: str) -> Marked:
        return Marked(self.article_shown, self.index, self.labels, self.progress_now, None)

    def article(self, uid: str) -> Article:
        return self.article_shown

    def progress(self, uid: str) -> Progress:
        return self.progress_now

    def apply(self, change: Change) -> None:
        """Hold what the change makes of it; what was held before is another state's still."""
        before = {standing(one.before) for one in change.entities if one.before is not None}
        after = {one.after.uid: one.after for one in change.entities if one.after is not None}
        gone = {one.before.uid for one in change.entities if one.before is not None and one.after is None}
        self.held = {uid: one for uid, one in self.held.items() if uid not in gone} | after
        self.standing = (self.standing - before) | {standing(one) for one in after.values()}
        self._index = None
        for moved in change.progress:
            self.progress_now = moved.after


def standing(entity: Entity) -> Standing:
    """What a person sees of an entity."""
    return (entity.start, entity.end, entity.label, entity.status)


class Shadow:
    """One state of the reader. ``done`` makes another one, and leaves this as it is."""

    __slots__ = ("project", "reading", "scrolled")

    def __init__(self, reading: Reading, scrolled: bool = False) -> None:
        self.reading, self.scrolled = reading, scrolled
        self.project = cast("ShadowProject", reading.project)

    @classmethod
    def of(cls, reading: Reading) -> "Shadow":
        """The state that a reader is in now."""
        marked, numbers = reading.marked, count(1)
        held = {one.uid: one for one in marked.entities}
        hand = Hand(reading.hand.by, lambda: FIXED_TIME, lambda: f"s{next(numbers):06}")
        other = copy(reading)
        project = ShadowProject(marked.article, marked.labels, held, marked.progress, hand)
        project.standing = frozenset(map(standing, held.values()))
        other.project = cast("Project", project)
        other.page = cast("Page", SeenPage(reading.page))
        other.grown, other.trail = list(reading.grown), list(reading.trail)
        return cls(other)

    @property
    def focus(self) -> Focus | None:
        return self.reading.focus

    @property
    def entity(self) -> Entity | None:
        """The entity in focus."""
        focus = self.reading.focus
        return self.project.held.get(focus.uid) if focus and focus.uid else None

    @property
    def standing(self) -> frozenset[Standing]:
        return self.project.standing

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two states apart, as far as the next keys go."""
        reading, focus = self.reading, self.reading.focus
        at = (focus.span, focus.uid is None, focus.offered) if focus else None
        letters = (reading.staying, self.letters_up, reading.marked.with_the, reading.went_on is None)
        return (at, reading.by_character, reading.from_focus(), reading.at_end, reading.walk.way.id, letters, self.standing)

    @property
    def walks_missed(self) -> bool:
        """Whether n and N go through the missed names."""
        return self.reading.walk.way.id == "missed"

    @property
    def letters_up(self) -> bool:
        """Whether letters that stay are on the screen."""
        return self.reading.staying and self.reading.pending == "hint"

    def shown(self) -> set[tuple[int, int, str]]:
        """Start, end and label of what is drawn in the text."""
        return {(start, end, label) for start, end, label, status in self.standing if status in SHOWN}

    def jumps(self) -> "tuple[Jump, ...]":
        """Where the letters lead to that stay on the screen, or that g would put there, and those of F."""
        reading = self.reading
        if self.letters_up and reading.hints is not None:
            stay = [Jump(f"stay {hint.code}", hint.focus) for hint in reading.hints.every]
        else:
            stay = [Jump(f"hint-stay {hint.code}", hint.focus) for hint in letters_to_stay(reading, KEYMAP).every]
        words, order = words_seen(reading)
        given = zip(order, codes(len(words), QWERTY, few_likely=True), strict=True)
        at_words = [Jump(f"hint-words {code}", words[number]) for number, code in given]
        phrases = [Jump(f"{one[:-1]}{one[-1].upper()}", phrase_at(reading, one.focus)) for one in at_words]
        return (*stay, *at_words, *phrases)

    def done(self, command: str) -> "Shadow":
        """The state after a command: its id in the table, or ``label NAME``; ``cancel`` puts out letters that stay."""
        reading = copy(self.reading)
        reading.grown, reading.trail = list(reading.grown), reading.trail[-2:]
        _ = self.project.index  # made once, for all that come after this state
        reading.project = copy(reading.project)
        page = cast("SeenPage", reading.page)
        page.scrolled = False
        edits, reading.pending = reading.edits, ""
        if command.startswith("label "):
            labelling(reading, command[6:])
        elif isinstance(command, Jump):
            reading.put_focus(command.focus)
            reading.staying = reading.staying or command.id == "hint-stay"
        elif command == "cancel":
            reading.staying = False
        elif command in ("missed", "missed-previous") or (command in ("next", "previous") and self.walks_missed):
            _missed(reading, page, 1 if command in ("missed", "next") else -1)
        elif command in MOVES:
            MOVES[command](reading)
        else:
            DEEDS[command](reading)
        if reading.staying and letters_return(reading, command, edits):
            reading.pending = "hint"
        return Shadow(reading, page.scrolled)


def _missed(reading: Reading, page: SeenPage, direction: int) -> None:
    """What m and M do, and n and N in the walk of missed names, from a list of the untagged names on the screen instead of a look each time."""
    project = cast("ShadowProject", reading.project)
    top, bottom = page.visible_span()
    state = project.standing, reading.marked.with_the
    if state not in project.missed:
        project.missed[state] = missed_between(reading.marked, top, bottom)
    found, focus = project.missed[state], reading.focus
    if focus is not None and reading.from_focus():
        at = focus.end if direction > 0 else focus.start
    else:
        at = top
    if direction > 0:
        place = bisect_left(found, (at, -1))
    else:
        place = next((n for n in reversed(range(len(found))) if found[n][1] <= at), -1)
    if 0 <= place < len(found):
        reading.put_focus(Focus(*found[place], offered=True))
    else:
        page.scrolled = True
