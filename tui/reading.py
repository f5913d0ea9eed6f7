"""Reading: what the reader of a session is at, without a screen: articles, focus, walk, and what was said last.

Commands (``tui.moving``, ``tui.deciding``) act on it; the screen shows it. It owns no annotation logic: edits come
from ``annotations``, and go to the project through ``do`` alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from annotations.article import Article
from annotations.entity import Entity, Span, Status
from annotations.marked import Focus, Hand, Marked
from annotations.progress import State
from annotations.project import Project, ProjectError
from annotations.walk import place, to_review

if TYPE_CHECKING:
    from annotations.edits import Edit

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
    def go_home(self) -> None: ...
    def go_end(self) -> None: ...
    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None: ...


@dataclass
class Reading:
    """One session over the articles ``uids`` of a project. Mutable; lives as long as the reader's screen.

    ``within`` says which entities the walk keeps to, where the pane shows only some.
    """

    project: Project
    uids: Sequence[str]
    page: Page
    place: int = 0
    focus: Focus | None = None
    trail: list[Focus] = field(default_factory=list)
    said: str = ""
    brief: str = ""
    to_tell: list[str] = field(default_factory=list)
    pending: str = ""
    walk: str = "review"
    hits: Sequence[Span] = ()
    within: Callable[[Entity], bool] | None = None
    last_label: str = ""
    by_character: bool = False
    wanted_cell: int | None = None
    paged: bool = False
    at_end: int = 0
    grown: list[Span] = field(default_factory=list)
    arriving: bool = False
    closed: str = ""
    hidden: bool = False
    show_rejected: bool = False
    _noticed: int = field(init=False)
    _failed: bool = False

    def __post_init__(self) -> None:
        self._noticed = len(self.project.notices)

    @property
    def uid(self) -> str:
        return self.uids[self.place]

    @property
    def marked(self) -> Marked:
        return self.project.marked(self.uid)

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

    def say(self, words: str, brief: str = "") -> None:
        """What the footer row shows until the next key; ``brief`` where the row is too narrow for all the words."""
        self.said, self.brief = words, brief

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
            self.trail.append(old)
            del self.trail[:-200]
        if focus is None or old is None or not (focus.start < old.end and old.start < focus.end):
            self.by_character = False
            self.grown.clear()
        self.focus = focus
        self.paged = False
        self.at_end = 0
        self.wanted_cell = None
        if focus is not None and not self.page.is_visible(focus.span):
            self.page.bring(focus.span)

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
            self.say(f"{words} is off the screen: Backspace goes to it, n or an arrow starts here")
        else:
            return self.focus
        return None

    def edit(self, make: Callable[[Marked, Hand, Focus], "Edit"], *, go_on: bool = False) -> None:
        """Act on the focus with an edit, where there is one to act on."""
        focus = self.usable_focus()
        if focus is not None:
            self.do(make(self.marked, self.hand, focus), go_on=go_on)

    def do(self, edit: "Edit", *, go_on: bool = False) -> bool:
        """Apply an edit: durable first, then shown. Returns whether something was changed."""
        if edit.change is not None:
            try:
                self.project.apply(edit.change)
            except ProjectError as error:
                self.say(str(error))
                return False
            self.closed = ""
        self.say(edit.said)
        if go_on and edit.change is not None:
            self.go_on(edit)
        elif edit.focus is not None:
            self.put_focus(edit.focus, remember=False)
        return edit.change is not None

    def go_on(self, edit: "Edit") -> None:
        """Focus the next of the walk after what was just decided, or stay there and say that none is below."""
        done = edit.focus or self.focus
        found = self.next_of_walk(done, 1)
        if found is not None:
            self.put_focus(found)
            return
        self.put_focus(done, remember=False)
        self.at_end = 1
        self.say(f"{edit.said.removesuffix('. u undoes')}; {self.end_of_walk(done, 1)}")

    def next_of_walk(self, start: Focus | int | None, direction: int) -> Focus | None:
        """The next of the walk after a focus or an offset; None when there is none."""
        at: Focus | int = 0 if start is None else start
        if self.walk == "hits":
            place = at.start if isinstance(at, Focus) else at - (direction > 0)
            ordered = self.hits if direction > 0 else list(reversed(self.hits))
            hit = next((hit for hit in ordered if (hit[0] - place) * direction > 0), None)
            return self.on_span(hit) if hit else None
        found = to_review(self.marked, at, direction)
        while found is not None and self.within is not None:
            entity = self.marked.entity(found)
            if entity is not None and self.within(entity):
                break
            found = to_review(self.marked, found, direction)
        return found

    def on_span(self, span: Span) -> Focus:
        """The focus on exactly this span: the entity there, else the run."""
        exact = self.marked.entities.exactly(*span)
        return Focus.on(exact[0]) if exact else Focus(*span)

    def walk_counts(self, start: Focus | int | None) -> tuple[int, int]:
        """How many of the walk stand before and after a place, the one in focus not counted."""
        offset = start.start if isinstance(start, Focus) else start or 0
        if self.walk == "hits":
            above = sum(1 for hit in self.hits if hit[0] < offset)
            here = isinstance(start, Focus) and any(hit[0] == offset for hit in self.hits)
            return above, len(self.hits) - above - here
        marked = self.marked
        here = isinstance(start, Focus) and place(marked, start)[0] > 0
        order = (offset, -start.end, start.uid or "") if isinstance(start, Focus) else (offset, -(1 << 62), "")
        above = marked.entities.rank(order, Status.SUGGESTED, marked.only)
        return above, marked.entities.count(Status.SUGGESTED, marked.only) - above - here

    def end_of_walk(self, start: Focus | int | None, direction: int) -> str:
        """What is said at the end of the walk."""
        if self.within is not None:
            other = 0 if direction > 0 else len(self.article.text)
            around = "n goes to the first" if direction > 0 else "N goes to the last"
            left = self.next_of_walk(other, direction) is not None
            return f"no more {'below' if direction > 0 else 'above'} in the filter: {around if left else '/ Esc clears it'}"
        above, below = self.walk_counts(start)
        if above + below == 0:
            if self.walk == "hits":
                return "this is the only hit" if self.hits else "no search hits left: w r walks what is to review"
            if place(self.marked, self.focus)[1]:
                return "this is the only one to review"
            return "nothing to review: m untagged names, D done"
        if direction > 0:
            return f"none below, {above} above: n goes to the first"
        return f"none above, {below} below: N goes to the last"

    def show(self, place: int) -> None:
        """Turn to the article at this place of the list."""
        self.place = place
        self.focus = None
        self.trail.clear()
        self.grown.clear()
        self.by_character = self.paged = False
        self.pending = ""
        self.hits = ()
        self.walk = "review"
        self.at_end = 0

    def next_open(self) -> int | None:
        """The place of the next article that is not done, after this one first, then from the start."""
        order = [*range(self.place + 1, len(self.uids)), *range(self.place)]
        return next((n for n in order if self.project.progress(self.uids[n]).state is not State.DONE), None)
