"""Reading: what the reader of a session is at, without a screen: articles, focus, walk, and what was said last.

Commands (``tui.moving``, ``tui.deciding``) act on it; the screen shows it. It owns no annotation logic: edits come
from ``annotations``, and go to the project through ``do`` alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from annotations.article import Article
from annotations.change import UNDOES
from annotations.entity import Entity, Status
from annotations.marked import Focus, Hand, Marked
from annotations.progress import State
from annotations.project import Project, ProjectError
from annotations.span import Span
from annotations.walks import REVIEW, Look, OfEntities, Walk, at_end, begun, chosen, on_span

if TYPE_CHECKING:
    from annotations.change import Change
    from annotations.correcting import Correction
    from annotations.edits import Edit
    from annotations.habits import Habit
    from annotations.proper import ProperNouns
    from tui.hints import Hints

NOTHING_FOCUSED = "nothing focused: n first suggestion, arrows a word"
MARKS_HIDDEN = "marks hidden: z"


class Page(Protocol):
    """What reading asks of the article on the screen. Offsets are code points, cells are terminal cells."""

    @property
    def percent(self) -> int: ...
    def visible_span(self) -> Span: ...
    def is_visible(self, span: Span) -> bool: ...
    def bring(self, span: Span) -> None: ...
    def page(self, direction: int) -> None: ...
    def half_page(self, direction: int) -> None: ...
    def line_of(self, offset: int) -> Span: ...
    def to_top(self, offset: int) -> None: ...
    def go_home(self) -> None: ...
    def go_end(self) -> None: ...
    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None: ...


@dataclass(eq=False, repr=False)
class Reading:
    """One session over the articles ``uids`` of a project. Mutable; lives as long as the reader's screen.

    ``trail`` is where the focus was, and (offsets) what was at the top of the screen where nothing was in focus on it.
    ``pending`` is what waits for a second key: a name, and behind a blank what was begun.
    ``looking`` is from where, and in which direction, a missed name is still looked for, and what is said before how far it is.
    ``went_on`` is what was just labelled, where the walk of missed names has gone on from it by that.
    ``hints`` are the letters to jump by, while ``pending`` awaits them; with ``staying`` they come back after each change.
    ``edits`` are the steps made in the article on the screen that its meter does not have yet.
    ``habit`` is how the names that were made are taken, which others are offered like.
    ``seen`` is what of the article was on the screen with its marks.
    ``proper_nouns`` gives, by an article's uid, what a model's tags say of its names.
    ``corrected`` are the entities that each correction was made on, ``twice`` is the last that was made on two; ``explain``
    says what is remembered of a text.
    ``walked_by_itself``: nobody chose the walk, since nothing was suggested; ``may_walk_untagged``: that is allowed.
    ``among`` finds those that the walk keeps to, where the pane shows only some.
    """

    project: Project
    uids: Sequence[str]
    page: Page
    place: int = 0
    focus: Focus | None = None
    trail: "list[Focus | int]" = field(default_factory=list)
    said: str = ""
    briefer: tuple[str, ...] = ()
    to_tell: list[str] = field(default_factory=list)
    pending: str = ""
    walk: Walk = REVIEW
    walked_by_itself: bool = False
    may_walk_untagged: bool = True
    hits: Sequence[Span] = ()
    among: Look | None = None
    last_label: str = ""
    by_character: bool = False
    wanted_cell: int | None = None
    paged: bool = False
    at_end: int = 0
    grown: list[Span] = field(default_factory=list)
    arriving: bool = False
    looking: tuple[int, int, str] | None = None
    hints: "Hints | None" = None
    staying: bool = False
    went_on: Focus | None = None
    closed: str = ""
    edits: int = 0
    habit: "Habit | None" = None
    carry: bool = False
    seen: list[Span] = field(default_factory=list)
    hidden: bool = False
    show_rejected: bool = False
    corrected: "dict[Correction, set[str]]" = field(default_factory=dict)
    twice: "Correction | None" = None
    explain: Callable[[str], str] | None = None
    proper_nouns: "Callable[[str], ProperNouns | None] | None" = None
    _noticed: int = field(init=False)
    _failed: bool = False

    def __post_init__(self) -> None:
        self._noticed = len(self.project.notices)

    @property
    def hints_shown(self) -> "Hints | None":
        """The letters that stand on the screen now."""
        return self.hints if self.pending == "hint" else None

    @property
    def uid(self) -> str:
        return self.uids[self.place]

    @property
    def marked(self) -> Marked:
        marked = self.project.marked(self.uid)
        proper = self.proper_nouns(self.uid) if self.proper_nouns is not None else None
        if proper is not None:
            marked = marked._replace(proper=proper)
        return marked._replace(with_the=True) if self.habit and self.habit.with_the else marked

    @property
    def article(self) -> Article:
        return self.project.article(self.uid)

    @property
    def hand(self) -> Hand:
        return self.project.hand

    @property
    def entity(self) -> Entity | None:
        """The entity in focus."""
        return self.marked.entity(self.focus)

    def say(self, words: str, *briefer: str) -> None:
        """What the footer row shows until the next key; the first of ``briefer`` that has room where the row is too narrow."""
        self.said, self.briefer = words, briefer

    def tell(self, words: str) -> None:
        """Say what no key asked for: now, or where something is being said, after the key that ends that."""
        if self.said:
            self.to_tell.append(words)
        else:
            self.say(words)

    def tell_next(self) -> None:
        """Say what waits to be told and what the project noticed, unless something is being said."""
        self.to_tell += self.project.notices[self._noticed :]
        self._noticed = len(self.project.notices)
        if self.project.failed and not self._failed:
            self._failed = True
            if self.said != self.project.failed:
                self.to_tell.insert(0, self.project.failed)
        if self.to_tell and not self.said:
            self.say(self.to_tell.pop(0))

    def taken_anew(self) -> Marked:
        """Go on in a file that was read again. Articles of the list that it does not have any more are left out."""
        here = self.uid
        self.uids = [uid for uid in self.uids if uid == here or uid in self.project]
        self.place = list(self.uids).index(here)
        marked = self.marked
        if self.focus is not None and self.focus.uid is not None and marked.entities.get(self.focus.uid) is None:
            self.focus = self.on_span(self.focus.span)
        return marked

    def put_focus(self, focus: Focus | None, *, remember: bool = True) -> None:
        """Focus this; bring it on the screen if it is off; the old focus is where Backspace goes."""
        old = self.focus
        if old is not None and remember and (focus is None or old.span != focus.span):
            self._leave(old)
        elif old is None and focus is not None and remember and not self.page.is_visible(focus.span):
            self.leave_place()
        if focus is None or old is None or not (focus.start < old.end and old.start < focus.end):
            self.by_character = False
            self.grown.clear()
        self.focus = focus
        self.went_on = None
        self.paged = False
        self.at_end = 0
        self.wanted_cell = None
        if focus is not None and not self.page.is_visible(focus.span):
            self.page.bring(focus.span)

    def leave_place(self, top: int | None = None) -> None:
        """Remember the top of the screen (``top``, where it was another) for ``Backspace``, unless what is in focus on it is
        to come back to."""
        if self.focus is None or (top is None and not self.page.is_visible(self.focus.span)):
            self._leave(self.page.visible_span()[0] if top is None else top)
        else:
            self._leave(self.focus)

    def _leave(self, place: "Focus | int") -> None:
        if not self.trail or self.trail[-1] != place:
            self.trail.append(place)
        del self.trail[:-200]

    def from_focus(self) -> bool:
        """Whether the next move starts at the focus: not after paging, nor when the focus is off the screen."""
        return self.focus is not None and not self.paged and self.page.is_visible(self.focus.span)

    def usable_focus(self) -> Focus | None:
        """The focus where an edit key may act on it; otherwise says why not."""
        if self.hidden:
            self.say(MARKS_HIDDEN)
        elif self.focus is None:
            self.say(NOTHING_FOCUSED)
        elif not self.page.is_visible(self.focus.span):
            words = self.article.surface(*self.focus.span)
            self.say(
                f"{words} is off the screen: Backspace goes to it, n or an arrow starts here",
                "off the screen: Backspace goes to it, n starts here",
                "off the screen: Backspace goes to it",
            )
        else:
            return self.focus
        return None

    def edit(self, make: Callable[[Marked, Hand, Focus], "Edit"], *, go_on: bool = False) -> None:
        """Act on the focus with an edit, where there is one to act on."""
        focus = self.usable_focus()
        if focus is not None:
            self.do(make(self.marked, self.hand, focus), go_on=go_on)

    def do(self, edit: "Edit", *, go_on: bool = False) -> bool:
        """Apply an edit, with what it carries to later equal texts where that is on: durable first, then shown. Returns
        whether something was changed."""
        if self.carry:
            from annotations.carrying import carry

            edit = carry(self.marked, self.hand, edit)
        if edit.change is not None:
            try:
                self.project.apply(edit.change)
            except ProjectError as error:
                self.say(str(error))
                return False
            self.closed = ""
            self.edits += 1
            edit = self._counted(edit)
            self._learn(edit)
        self.say(edit.said)
        done = edit.focus or self.focus
        if go_on and edit.change is not None and done is not None:
            self.go_on(done, edit.said)
        elif edit.focus is not None:
            self.put_focus(edit.focus, remember=False)
        return edit.change is not None

    def _counted(self, edit: "Edit") -> "Edit":
        """The edit with a word on the rule that a correction made for the second time may become."""
        from annotations.correcting import correction

        found = correction(self.article, edit.change) if edit.change else None
        if found is None:
            return edit
        made, uid = found
        there = self.corrected.setdefault(made, set())
        if uid in there or len(there) > 1:
            return edit
        there.add(uid)
        if len(there) == 1:
            return edit
        self.twice = made
        return replace(edit, said=f"{edit.said.removesuffix(UNDOES)}; twice {made.label}: r makes a rule{UNDOES}")

    def recount(self, change: "Change", *, undone: bool) -> None:
        """Count a correction no more that was taken back (``change`` is what that did), or again that was done again."""
        from annotations.correcting import correction

        found = correction(self.article, change.reversed() if undone else change)
        if found is not None:
            there = self.corrected.setdefault(found[0], set())
            (there.discard if undone else there.add)(found[1])

    def _learn(self, edit: "Edit") -> None:
        """Note what the edges of an entity made or moved tell of how names are taken."""
        change, focus = edit.change, edit.focus
        if change is None or focus is None or change.verb not in ("label", "edge"):
            return
        own = next((one for one in change.entities if one.after is not None and one.after.uid == focus.uid), None)
        if own is not None and own.after is not None and (change.verb == "edge" or own.before is None):
            from annotations.habits import Habit

            self.habit = (self.habit or Habit()).after(self.article, own.after)

    def go_on(self, done: Focus, said: str = "") -> None:
        """Focus the next of the walk after what was just done with, or stay there and say that none is below, after ``said``."""
        found = self.next_of_walk(done, 1)
        if isinstance(found, Focus):
            self.put_focus(found)
            return
        self.put_focus(done, remember=False)
        before = f"{said.removesuffix(UNDOES)}; " if said else ""
        if found is None:
            self.at_end = 1
            self.say(f"{before}{self.end_of_walk(done, 1)}{UNDOES if said.endswith(UNDOES) else ''}")
        else:
            self.look_from(found, 1, before)

    def look_from(self, offset: int, direction: int, before: str = "") -> None:
        """Let the look for a missed name go on from here, and say how far it is, after ``before``."""
        self.looking = (offset, direction, before)
        percent = 100 * offset // max(len(self.article.text), 1)
        self.say(f"{before}looking for untagged names: {percent} %, any key stops")

    def take_walk(self, id: str) -> None:
        """Let ``n`` and ``N`` walk what this kind of walk goes through; where that is nothing, say so and go on as before."""
        found = begun(id, self.marked, self.focus, self.hits)
        if not isinstance(found, str):
            self.walk, self.at_end, self.walked_by_itself = found, 0, False
            found = chosen(found, self.marked)
        self.say(found)

    def walk_what_nobody_tagged(self) -> bool:
        """Let ``n`` and ``N`` walk the untagged names of an article in which nothing is suggested nor decided, until another is
        opened; whether there are any."""
        usual = self.walk is REVIEW and self.among is None and not self.arriving
        if not (usual and self.may_walk_untagged) or any(map(self.marked.entities.count, Status)):
            return False
        self.take_walk("missed")
        self.walked_by_itself = self.walk is not REVIEW
        if self.walked_by_itself:
            self.say(f"nothing is suggested here: {self.said}")
        return self.walked_by_itself

    def drop_hits(self) -> None:
        """Forget what a search found, and the walk of it."""
        self.hits = ()
        if self.walk.way.id == "hits":
            self.walk, self.at_end = REVIEW, 0

    def next_of_walk(self, start: Focus | int | None, direction: int) -> Focus | int | None:
        """The next of the walk after a focus or an offset; None when there is none; an offset to look on from."""
        at = start or 0
        if self.among is not None and isinstance(self.walk, OfEntities):
            return self.walk.next_among(self.marked, at, direction, self.among)
        return self.walk.next(self.marked, at, direction)

    def on_span(self, span: Span) -> Focus:
        """The focus on exactly this span: the entity there, else the run."""
        return on_span(self.marked, span)

    def end_of_walk(self, start: Focus | int | None, direction: int) -> str:
        """What is said at the end of the walk."""
        if self.among is not None:
            other = 0 if direction > 0 else len(self.article.text)
            around = "n goes to the first" if direction > 0 else "N goes to the last"
            left = self.next_of_walk(other, direction) is not None
            return f"no more {'below' if direction > 0 else 'above'} in the filter: {around if left else '/ Esc clears it'}"
        return at_end(self.walk, self.marked, start or 0, direction)

    def show(self, place: int) -> None:
        """Turn to the article at this place of the list."""
        self.place = place
        self.focus = None
        self.trail.clear()
        self.grown.clear()
        self.by_character = self.paged = False
        self.pending = ""
        self.hints = None
        self.hits = ()
        self.walk = REVIEW if self.walked_by_itself else self.walk.elsewhere()
        self.walked_by_itself = False
        self.at_end = 0
        self.seen = []

    def next_open(self) -> int | None:
        """The place of the next article that is not done, after this one first, then from the start."""
        order = [*range(self.place + 1, len(self.uids)), *range(self.place)]
        return next((n for n in order if self.project.standing(self.uids[n]).state is not State.DONE), None)
