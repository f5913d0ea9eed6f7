"""What the pane lists: a model that is shown and acted on, and maybe one that is being made and will take its place.

A list of a long article takes longer than a key may, so it is made a little at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from annotations.change import Change
from annotations.entity import Entity, Order, Status
from annotations.index import ALL, SHOWN
from annotations.marked import Marked
from tui.pane_lines import Grouping, Summary

if TYPE_CHECKING:
    from tui.pane import PaneModel, Shift
    from tui.pane_filter import Found

AT_ONCE = 16
"""Steps of making a list that are done at once: all of them where there are some thousand entities."""


class Listing:
    """The lists of one article after another. ``shown`` is None until the first one of an article is made, ``coming`` where
    none is being made. ``grouping``, ``filtered`` and ``rejected`` (settable) say what ``begin`` lists; ``holding`` whether
    rows keep their place."""

    def __init__(self) -> None:
        self.marked: Marked | None = None
        self.shown: PaneModel | None = None
        self.coming: PaneModel | None = None
        self.grouping = Grouping.SURFACE
        self.filtered = ""
        self.rejected = False
        self.holding = False
        self._steps: Iterator[None] = iter(())
        self._found: Found | None = None

    def show(self, marked: Marked | None) -> None:
        """List this article from the next ``begin`` on; None drops all lists, the filter and the hold."""
        self.marked, self._found = marked, None
        if marked is None:
            self.shown = self.coming = None
            self.filtered, self.holding = "", False

    def begin(self) -> None:
        """Begin a list, and make it at once where it is short; what was being made is dropped. Where not all entities of the
        article are in memory nothing is begun."""
        marked, shown = self.marked, self.shown
        if marked is None or not marked.entities.whole:
            return
        from tui.pane import PaneModel
        from tui.pane_filter import Filter, Found

        self._found = self._found or Found()
        kept = shown.held if shown is not None and self.holding and shown.grouping is self.grouping else {}
        filter = Filter(self.filtered, self.rejected)
        self.coming = PaneModel(marked, self.grouping, filter, holding=self.holding, kept=kept, found=self._found)
        self._steps = self.coming.building()
        for _ in islice(self._steps, AT_ONCE):
            pass
        self._put_up()

    def go_on(self, enough: Callable[[], bool]) -> None:
        """Make the list further, a step at least, until it is ``enough``."""
        for _ in self._steps:
            if enough():
                break
        self._put_up()

    def _put_up(self) -> None:
        made, shown = self.coming, self.shown
        if made is None or not made.built:
            return
        if shown is not None:
            made.focus = shown.focus
            if shown.grouping is made.grouping:
                made.fold_like(shown)
        self.shown, self.coming, self._steps = made, None, iter(())

    def update(self, change: Change, marked: Marked) -> "set[int] | Shift | None":
        """Take over what a change did, where it wants that in a list that this begins. Returns the lines of the one that was
        shown that look different, or how they moved: None where that is not simple."""
        self.marked, self._found = marked, None
        newest = self.coming or self.shown
        if newest is not None and newest.outdated_by(change, marked):
            self.begin()
            return {0}
        if self.coming is not None:
            self.coming.update(change, marked)
        return {0} if self.shown is None else self.shown.update(change, marked)

    def hold(self, on: bool) -> None:
        """Rows keep their place from now on; or go where they belong, where many do in a list that this begins."""
        self.holding = on
        if not on and self.shown is not None and self.shown.many_held:
            self.begin()
            return
        for model in (self.shown, self.coming):
            if model is not None:
                model.hold(on)

    def summary(self) -> Summary | None:
        """What the first line says: of the list that is being made, where one is; None without an article."""
        model, marked = self.coming or self.shown, self.marked
        if model is not None or marked is None:
            return model.summary() if model is not None else None
        total = sum(map(marked.entities.count, SHOWN)) if marked.only is None else None
        open_ = marked.entities.count(Status.SUGGESTED) if total else 0
        return Summary(total, open_, None, self.grouping, self.filtered)

    def listed_from(self, order: Order, direction: int, statuses: Iterable[Status] = ALL) -> Entity | None:
        """The next (1) or previous (-1) listed entity of these statuses in text order, from a place there."""
        return self.shown.listed_from(order, direction, statuses) if self.shown is not None else None
