"""ReaderPage: what is on the screen, the article in one pane and its entities in the other; what commands may ask of it.

It shows what a reading says and owns no rule. Keys and the pointer are ``tui.screens.reader``'s.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from annotations.change import Change, EntityChange
from annotations.meter import SETTING as METER
from annotations.project import Project, ProjectError
from annotations.span import Span
from annotations.suggest.answers import Answer, Suggester
from tui.geometry import PANE, PANE_FROM, WIDE_FROM, WIDE_PANE
from tui.keymap import Keymap
from tui.learning import Ended, Learning
from tui.marks import Look
from tui.metering import Metering
from tui.reading import Reading
from tui.rows import footer_row, label_row, status_row, title_row
from tui.seen import with_seen
from tui.settling import Pace
from tui.suggesting import Suggesting
from tui.theme_files import Chosen
from tui.widgets.article import ArticleView
from tui.widgets.entities import EntityPane
from tui.widgets.ground import Ground
from tui.widgets.row import Row

if TYPE_CHECKING:
    from annotations.suggest.learner import Learner

MANY = 50
"""A change of more spans than this repaints what is visible between the first and the last."""
WAITING = "waiting for the disk to confirm what was saved, then it quits; Ctrl+Q again leaves the screen at once"
WAITING_FOR_COPY = "waiting until the copy is written, then it quits; Ctrl+Q again leaves the screen at once"


class Panes(Ground, Horizontal):
    """The panes side by side."""


class ReaderPage(Ground, Screen[None]):
    """Shows the articles ``uids`` of a project, from the one at ``place``. Its pane is filled once the rest is ``painted``."""

    DEFAULT_CSS = f"""
    ReaderPage {{ layers: page over; }}
    ReaderPage #panes {{ height: 1fr; }}
    ReaderPage EntityPane {{ width: {PANE}; display: none; }}
    ReaderPage.-beside EntityPane.-shown {{ display: block; }}
    ReaderPage.-narrow EntityPane.-active {{ display: block; layer: over; dock: right; width: 40; max-width: 100%; }}
    ReaderPage.-wide EntityPane {{ width: {WIDE_PANE}; }}
    ReaderPage #footer.-hidden {{ display: none; }}
    ReaderPage #labels.-hidden {{ display: none; }}
    """
    BINDINGS = []

    class Answered(Message):
        """The suggester answered; sent from its thread."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Saved(Message):
        """A slow disk has confirmed what was saved, or failed to; sent from another thread."""

    class Copied(Message):
        """A copy is written (``well``), or could not be; sent from another thread."""

        def __init__(self, path: Path, well: bool) -> None:
            super().__init__()
            self.path, self.well = path, well

    class Learned(Message):
        """Learning has ended; sent from another thread."""

        def __init__(self, ended: Ended) -> None:
            super().__init__()
            self.ended = ended

    def __init__(
        self,
        project: Project,
        uids: list[str],
        keymap: Keymap,
        suggester: Suggester | None,
        theme: Chosen,
        *,
        place: int = 0,
        notices: tuple[str, ...] = (),
        metering: Metering,
    ) -> None:
        super().__init__()
        self.metering = metering
        metering.on = bool(project.setting(METER, metering.on))
        self.keymap = keymap
        self.theme, self.first_theme = theme, theme.asked
        self.view = ArticleView(id="article")
        self.pace = Pace()
        self.pane = EntityPane(self.pace, id="entities")
        self.reading = Reading(project, uids, self.view, place, to_tell=list(notices))
        self.suggesting = Suggesting(project, suggester, self._post)
        self.learning = Learning(project, self._learned)
        self.reading.explain = self.suggesting.explained
        self.reading.proper_nouns = self.suggesting.proper_nouns
        self.zoom = 0
        self.search_from = 0
        self.lit: Span | None = None
        self.pane_active = self.painted = False
        self.leaving = False
        self.environ: Mapping[str, str] = os.environ
        """Where the programs are looked for that a copied text is handed to."""
        self.copying: asyncio.Task[None] | None = None
        self.times_read = project.times_read
        self.shown = self.reading.marked.entities
        self.title_line, self.labels = Row("title"), Row("labels")
        self.status, self.footer = Row("status"), Row("footer")
        self._labelled: object = None

    @property
    def project(self) -> Project:
        return self.reading.project

    def compose(self) -> ComposeResult:
        self.fit(self.app.size.width)  # before anything is styled, which then is done once
        yield self.title_line
        with Panes(id="panes"):
            yield self.view
            yield self.pane
        yield self.labels
        yield self.status
        yield self.footer

    def _confirmed(self) -> None:
        self.post_message(self.Saved())

    def copied(self, path: Path, well: bool) -> None:
        """Let the reader be told of a copy; called from another thread."""
        self.post_message(self.Copied(path, well))

    def _post(self, answer: Answer) -> None:
        self.post_message(self.Answered(answer))

    def _learned(self, ended: Ended) -> None:
        self.post_message(self.Learned(ended))

    def learn(self, on: bool, model: str, learner: "Learner | None" = None) -> None:
        """Let a copy of the model learn from each article that is closed, or not. ``learner`` stands in for the worker."""
        self.learning.on, self.learning.model, self.learning.learner = on, model, learner

    def learn_from(self, uid: str) -> None:
        """An article was closed: learn from it behind the reading, where that is wanted."""
        if said := self.learning.closed(uid):
            self.reading.tell(said)

    def ask(self, *, again: bool = False) -> None:
        """Ask for suggestions over the article on the screen."""
        reading = self.reading
        self.suggesting.ask(reading.uid, self.view.visible_span(), again=again)
        reading.arriving = self.suggesting.arriving(reading.uid)

    def improve(self, learning: bool) -> bool:
        """Load, learn (with ``learning``) or look over a little more for the suggestions here. Returns whether anything is left
        to do."""
        reading, suggesting = self.reading, self.suggesting
        left = suggesting.go_on(reading.uid, self.view.visible_span(), reading.focus.span if reading.focus else None, learning)
        for said in suggesting.late:
            reading.tell(said)
        suggesting.late.clear()
        if suggesting.wants_again(reading.uid):
            self.ask(again=True)
        if reading.arriving != suggesting.arriving(reading.uid):
            reading.arriving = not reading.arriving
            self.sync()
        return left

    def go_on_improving(self) -> None:
        """Begin what ``improve`` goes on with, for keys to come between."""

    def show_article(self) -> None:
        """Show the article of the reading at the place where it was left."""
        reading = self.reading
        marked = reading.marked
        self.shown = marked.entities
        self.view.show(marked, marked.progress.position)
        self.view.set_hits((), None)
        self.pane_active = False
        self.pane.show(None)
        if self.painted:
            self.fill_pane()
        self.sync()

    @property
    def filling(self) -> bool:
        """Whether entities of the article are still being read or listed."""
        return self.painted and (self.pane.making or not self.reading.marked.entities.whole)

    def fill_pane(self) -> None:
        """List the entities of the article in the pane once all are read, until then their number."""
        if not self.pane.filled and not self.pane.making:
            self.pane.show(self.reading.marked)
            self.pane.set_active(self.pane_active)
            self.pane.set_focus(self.reading.focus)

    def turn_to(self, place: int, said: str = "") -> None:
        """Leave this article and show another of the list. Raises ProjectError when that one cannot be read, and stays."""
        self.project.article(self.reading.uids[place])
        self.leave()
        self.reading.show(place)
        self.show_article()
        self.reading.say(said)
        self.ask()
        self.sync()

    def remember(self) -> None:
        """Note where the reader is and what was counted, for who flushes."""
        reading = self.reading
        self.suggesting.focus_moved(reading.uid, None)
        counted, reading.edits = self.metering.taken(reading.edits), 0
        self.project.remember(reading.uid, position=self.view.top_offset)
        if any(counted):
            self.project.remember(reading.uid, meter=counted.kept(self.project.progress(reading.uid).meter))

    def quit(self) -> None:
        """Leave; once a slow disk has confirmed what was saved, and a copy is written. Asked again meanwhile, leave the screen
        at once."""
        if not self.leaving:
            self.leave()
            if self.project.saving or self.project.copying:
                self.leaving = True
                self.reading.say(WAITING if self.project.saving else WAITING_FOR_COPY)
                self.sync()
                return
        self.app.exit()

    def leave(self) -> None:
        """Remember where the reader was, on the disk."""
        self.suggesting.leave(self.reading.uid)
        self.metering.passed()
        self.remember()
        try:
            if not self.project.failed:
                self.project.flush()
            self.project.leave_at(self.reading.uid)
        except ProjectError as error:
            self.reading.say(str(error))

    @property
    def look(self) -> Look:
        return self.view.look

    @property
    def prompting(self) -> bool:
        """Whether a line is typed in where the footer row stood."""
        return self.footer.has_class("-hidden")

    def sync(self) -> None:
        """Show what the reading says now: focus, rows."""
        reading = self.reading
        if self.times_read != self.project.times_read:
            self.show_anew()
        reading.tell_next()
        self.view.set_focus(reading.focus)
        self.note_seen()
        self.pane.set_focus(reading.focus)
        hints = reading.hints_shown
        self.view.set_hints(hints.shown if hints and hints.what != "row" else ())
        self.pane.set_hints(hints.shown if hints and hints.what == "row" else ())
        held = reading.focus.span if reading.focus and reading.focus.uid is None else None
        self.suggesting.focus_moved(reading.uid, held)
        width, labels, look = self.app.size.width, self.project.labels, self.look
        self.show_title()
        if self._labelled != (labels, width, look):
            self._labelled = labels, width, look
            self.labels.show(label_row(labels, self.keymap, width), labels, look)
        self.status.show(status_row(reading, self.keymap, width), labels, look)
        self.footer.show(footer_row(reading, self.keymap, width), labels, look)
        if reading.focus is not None:
            self.place_cursor()

    def note_seen(self) -> None:
        """Note what of the article is on the screen, unless its marks are hidden or the pane lies over it; a model reads that
        first."""
        if self.reading.arriving:
            self.suggesting.look_at(self.reading.uid, self.view.visible_span())
        if self.view.size.height and not self.reading.hidden and not self.over_the_article:
            self.reading.seen = with_seen(self.reading.seen, self.view.visible_span())

    @property
    def over_the_article(self) -> bool:
        """Whether the pane lies over the article."""
        return self.pane_active and self.has_class("-narrow")

    def show_title(self) -> None:
        """Show how far the article on the screen is."""
        self.title_line.show(title_row(self.reading, self.app.size.width), self.project.labels, self.look)

    def place_cursor(self) -> None:
        """Put the terminal's own cursor on the focus, for screen readers and input methods."""
        if (cell := self.view.screen_cell(self.reading.focus)) is not None:
            self.app.cursor_position = cell

    def fit(self, width: int) -> None:
        """Choose the layout for this many columns."""
        beside = width >= PANE_FROM and self.zoom == 0
        self.set_class(beside, "-beside")
        self.set_class(width < PANE_FROM or self.zoom > 0, "-narrow")
        self.set_class(width >= WIDE_FROM, "-wide")
        self.pane.set_class(beside, "-shown")
        self.pane.set_class(self.pane_active, "-active")
        self.labels.set_class(self.zoom == 2, "-hidden")

    def show_anew(self) -> int:
        """Show the article as it is in the file that was read again; place, focus, filter and folds stay.

        Returns how many entities are others.
        """
        reading = self.reading
        self.times_read = self.project.times_read
        before = {one.uid: one for one in self.shown}
        marked = reading.taken_anew()
        after = {one.uid: one for one in marked.entities}
        changes = tuple(
            EntityChange(reading.uid, before.get(uid), after.get(uid))
            for uid in {**before, **after}
            if before.get(uid) != after.get(uid)
        )
        self.shown = marked.entities
        self.show_change(Change("read again", reading.uid, changes))
        return len(changes)

    def show_change(self, change: Change) -> None:
        """Repaint the lines and rows that a change touched."""
        here = [one for one in change.entities if one.article == self.reading.uid]
        if not here and not change.labels and all(one.article != self.reading.uid for one in change.progress):
            return
        spans = [entity.span for one in here for entity in (one.before, one.after) if entity is not None]
        self.view.marked_changed(self.reading.marked)
        if len(spans) > MANY:
            spans = [(min(start for start, _ in spans), max(end for _, end in spans))]
        for start, end in spans:
            self.view.entities_changed(start, end)
        self.pane.entities_changed(change, self.reading.marked)
