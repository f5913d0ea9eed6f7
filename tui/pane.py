"""The entity pane without a screen: its lines, made of the entities of one article under a grouping, a filter and folds.

Line 0 sums up, the others are headers and rows. A row keeps its place while it is held, whatever happens to its entities;
otherwise each entity goes where it belongs at once. A change costs what it touches: a look-up and a move of memory in the
rows of its group, never a new list of them all. Another grouping or filter is another model, which is made step by step
while this one is shown.
"""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from annotations.article import surface
from annotations.change import Change
from annotations.entity import Entity, Order, Status
from annotations.index import ALL, SHOWN
from annotations.marked import Marked
from tui.by_uid import ByUid
from tui.pane_filter import NO_FILTER, Filter, Found
from tui.pane_lines import Grouping, Header, Item, Line, Summary
from tui.pane_rows import Group, Key, MentionGroup, SurfaceGroup

DOUBTS = ("doubtful", "to review", "unsure", "decided", "rejected")
"""The groups of ``Grouping.DOUBT``, in their order."""
LONGEST = 200
"""Code points of a surface that a row shows; more fit in no pane."""
STEP = 256
"""Entities that are looked at in one step of making a model."""
FEW = 16
"""Entities that are put among others, or taken out, in one step of making a model."""
MANY = 500
"""Entities that are moved one by one; where more are to move, a new model costs less."""


class Shift(NamedTuple):
    """A row came (``by`` 1) or went (-1): what stood on the lines from ``first`` on stands so many lines lower, as it was;
    ``others`` look different, by their numbers now."""

    first: int
    by: int
    others: frozenset[int]


class PaneModel:
    """The lines of the pane for one article, none until it is ``built`` by all steps of ``building``. ``focus`` (settable):
    the uid of the entity in focus, for which its row stands; a row without it stands for the most urgent of its mentions.

    ``kept`` are the entities, by uid, as they were placed where they keep their place in a model of the same grouping;
    ``found`` is what a filter found before.
    """

    def __init__(
        self,
        marked: Marked,
        grouping: Grouping = Grouping.SURFACE,
        filter: Filter = NO_FILTER,
        *,
        holding: bool = False,
        kept: Mapping[str, Entity] | None = None,
        found: Found | None = None,
    ) -> None:
        self.marked = marked
        self.grouping = grouping
        self.filter = filter
        self.focus: str | None = None
        self.built = False
        self._holding = holding
        self._kept = dict(kept or {})
        self._found = found or Found()
        self._key = _by_doubt if grouping is Grouping.DOUBT else _by_place
        self._name = _NAMES.get(grouping, _label)
        self._ranks = {label.name: rank for rank, label in enumerate(marked.labels.labels)}
        self._folded: set[str] = set()
        self._placed = ByUid()  # as they were when they were put in their rows
        self._held: dict[str, Entity] = {}  # as they are now, those that would stand elsewhere
        self._let_in: dict[Status, list[Entity]] = {status: [] for status in Status}  # under a filter alone
        self._by_name: dict[str, Group] = {}
        self._groups: list[Group] = []
        self._starts: list[int] | None = None
        self._before: dict[str, Entity | None] = {}  # what changed since the building began, as it was then
        self._later: deque[Callable[[], object]] = deque()

    # What the lines are

    @property
    def line_count(self) -> int:
        """How many lines there are, the summary among them."""
        return self._lines()[-1]

    def line(self, number: int) -> Line:
        """What stands on a line. Raises IndexError where there is none."""
        if number == 0:
            return self.summary()
        group, row = self._locate(number)
        if row >= 0:
            return self._item(group, row)
        largest = max(one.size for one in self._groups)
        statuses = {status: count for status, count in group.statuses.items() if count}
        of_label = self.grouping is not Grouping.DOUBT
        return Header(group.name, of_label, group.size, statuses, group.size / largest, group.name in self._folded)

    def summary(self) -> Summary:
        """What line 0 says, also while it is being made."""
        total, to_review = self._total(SHOWN), self._total((Status.SUGGESTED,))
        return Summary(total, to_review, len(self._placed) if self.built else None, self.grouping, self.filter.text)

    def index_of(self, uid: str) -> int | None:
        """The line of an entity, that of the header where its group is folded; None when it is not in the pane."""
        placed = self._placed.get(uid)
        return None if placed is None else self._line_of(placed)

    def index_of_group(self, name: str) -> int | None:
        """The line of a header; None when there is none of that name."""
        group = self._by_name.get(name)
        return None if group is None or not self._headed else self._line_of_group(group)

    def neighbour(self, uid: str, step: int) -> str | None:
        """The next (1) or previous (-1) mention of the same row; None at its end."""
        placed = self._placed.get(uid)
        if placed is None:
            return None
        group = self._group(placed)
        mentions, place = group.mentions(group.row_of(placed)), group.number(placed) + step
        return mentions[place].uid if 0 <= place < len(mentions) else None

    def suggestions_of_group(self, number: int) -> list[str]:
        """The uids of what is still suggested in the group of a line, in the order of its rows."""
        group, _ = self._locate(number)
        entities = (group.now(placed) for row in range(group.row_count) for placed in group.mentions(row))
        return [entity.uid for entity in entities if entity.status is Status.SUGGESTED]

    def listed_from(self, order: Order, direction: int, statuses: Iterable[Status] = ALL) -> Entity | None:
        """The next (1) or previous (-1) of these statuses in text order, from a place there, that is let in."""
        entities, only = self.marked.entities, self.marked.only
        if not self.filter.text:
            shown = [status for status in statuses if self.filter.rejected or status in SHOWN]
            return (entities.next if direction > 0 else entities.previous)(order, shown, only)
        found = []
        for listed in (self._let_in[status] for status in statuses):
            place = bisect_right(listed, order, key=_order_of) if direction > 0 else bisect_left(listed, order, key=_order_of) - 1
            found += listed[place : place + 1] if place >= 0 else []
        return (min if direction > 0 else max)(found, key=_order_of, default=None)

    def _item(self, group: Group, row: int) -> Item:
        mentions, nth = group.mentions(row), 0
        focused = self._placed.get(self.focus) if self.focus else None
        if focused is not None and self._group(focused) is group and group.row_of(focused) == row:
            entity, nth = group.now(focused), group.number(focused) + 1
        else:
            entity = group.neediest(row)
        words = surface(self.marked.article.text, entity.start, min(entity.end, entity.start + LONGEST))
        by_label = self.grouping in (Grouping.SURFACE, Grouping.LABEL)
        return Item(entity, words, nth, len(mentions), "" if by_label and entity.label == group.name else entity.label)

    def _total(self, statuses: Iterable[Status]) -> int:
        return sum(self.marked.entities.count(status, self.marked.only) for status in statuses)

    @property
    def _headed(self) -> bool:
        return self.grouping is not Grouping.TEXT

    def _lines(self) -> list[int]:
        """The line where each group starts, and the number of lines."""
        if self._starts is None:
            sizes = (self._headed + (0 if group.name in self._folded else group.row_count) for group in self._groups)
            self._starts = list(accumulate(sizes, initial=1))
        return self._starts

    def _locate(self, number: int) -> tuple[Group, int]:
        """The group of a line and the number of its row there, -1 on a header."""
        starts = self._lines()
        if not 0 < number < starts[-1]:
            raise IndexError(f"no row or header on line {number} of {starts[-1]}")
        place = bisect_right(starts, number) - 1
        return self._groups[place], number - starts[place] - self._headed

    def _line_of_group(self, group: Group) -> int:
        return self._lines()[bisect_left(self._groups, group.rank, key=_rank_of)]

    def _line_of(self, placed: Entity) -> int:
        group = self._group(placed)
        first = self._line_of_group(group)
        return first if group.name in self._folded else first + self._headed + group.row_of(placed)

    # How it is made

    def building(self) -> Iterator[None]:
        """The steps that make it, each of ``STEP`` entities at most or as much; what changes meanwhile comes in the last."""
        every = not self.filter.text and self.marked.only is None
        for number, entity in enumerate(self.filter.candidates(self.marked.entities, self._found), 1):
            if entity is not None and entity.uid not in self._before and (every or self._listed(entity)):
                self._append(entity)
            if entity is None or not number % STEP:
                yield
        if self.grouping is Grouping.DOUBT:
            for group in self._by_name.values():
                yield from group.sort()
        self._groups = sorted(self._by_name.values(), key=_rank_of)
        for number, (uid, entity) in enumerate(list(self._before.items()), 1):
            if entity is not None and uid not in self._placed and self._listed(entity):
                placed = self._kept.get(uid, entity)
                self._insert(entity, placed)
                self._group(placed).settle()  # as if all had come in order, held or not
            if not number % FEW:
                yield
        self._kept = {uid: placed for uid, placed in self._kept.items() if uid not in self._placed}
        while self._later:
            for _ in range(min(FEW, len(self._later))):
                self._later.popleft()()
            yield
        self._before.clear()
        self.built = True

    def _append(self, entity: Entity) -> None:
        """Put an entity behind all others of its group; for later, where its own place is not behind them."""
        uid = entity.uid
        placed = self._kept.get(uid, entity)
        if placed is not entity:
            if self._key(placed) != self._key(entity) and self.grouping is not Grouping.DOUBT:
                self._before[uid] = entity
                return
            self._held[uid] = entity
        self._group(placed).append(placed)
        self._placed[uid] = placed
        if self.filter.text:
            self._let_in[entity.status].append(entity)

    # How it changes

    @property
    def held(self) -> dict[str, Entity]:
        """The entities, by uid, that keep their place though they belong elsewhere by now, as they were placed; those too
        that the filter hides."""
        return self._kept | {uid: self._placed[uid] for uid in self._held}

    @property
    def many_held(self) -> bool:
        """Whether to put all that is held where it belongs costs more than a new model."""
        return len(self._held) > MANY

    def hold(self, on: bool) -> None:
        """Rows keep their place from now on; or (False) all goes where it belongs, which costs what was held."""
        if not self.built:
            self._later.append(partial(self._hold, on))
        else:
            self._hold(on)

    def _hold(self, on: bool) -> None:
        self._holding = on
        if on:
            return
        for uid, entity in list(self._held.items()):
            self._remove(self._placed[uid])
            if self._listed(entity):
                self._insert(entity, entity)
        self._kept.clear()
        for group in self._groups:
            group.settle()

    def fold(self, number: int) -> None:
        """Fold the group of a line, or unfold it; in text order there is nothing to fold."""
        if self._headed:
            self._folded ^= {self._locate(number)[0].name}
            self._starts = None

    def fold_like(self, other: "PaneModel") -> None:
        """Fold the groups that are folded in another model."""
        self._folded = set(other._folded)
        self._starts = None

    def outdated_by(self, change: Change, marked: Marked) -> bool:
        """Whether a change wants a new model: groups stand elsewhere, or more moves than costs less one by one."""
        many = len(change.entities) > MANY and sum(one.article == marked.article.uid for one in change.entities) > MANY
        return marked.labels is not self.marked.labels or (many and not self._holding)

    def update(self, change: Change, marked: Marked) -> set[int] | Shift | None:
        """Take over what a change did to this article. Returns the lines that look different, or how lines moved: None where
        that is not simple."""
        self.marked = marked
        mine = [one for one in change.entities if one.article == marked.article.uid]
        if not self.built:
            for one in mine:
                self._before.setdefault(one.uid, one.before)
                self._later.append(partial(self._take, one.uid, one.after))
            return set()
        if len(mine) == 1:
            count, before = self.line_count, self._place_of_row(mine[0].uid)
            if self._take(mine[0].uid, mine[0].after):
                return _shift(before, self._place_of_row(mine[0].uid), self.line_count - count)
        moved = [self._take(one.uid, one.after) for one in mine] if len(mine) > 1 else []
        if any(moved) or len(mine) > MANY:
            return None
        lines = {0} if mine else set()
        for one in mine:
            if (placed := self._placed.get(one.uid)) is not None:
                lines |= {self._line_of(placed), self._line_of_group(self._group(placed))}
        return lines

    def _place_of_row(self, uid: str) -> tuple[int, int] | None:
        """The lines of the header and of the row of an entity; None where it is not in the pane."""
        placed = self._placed.get(uid)
        return None if placed is None else (self._line_of_group(self._group(placed)), self._line_of(placed))

    def _take(self, uid: str, after: Entity | None) -> bool:
        """Take over one entity as it is now, None where it is gone. Returns whether lines moved."""
        placed = self._placed.get(uid)
        listed = after if after is not None and self._listed(after) else None
        if placed is None:
            self._kept.pop(uid, None)
            if listed is not None:
                self._insert(listed, listed)
            return listed is not None
        stays = listed is not None and self._same_place(placed, listed)
        if after is not None and (self._holding or stays):
            self._change(placed, after, stays=stays)
            return False
        self._remove(placed)
        if listed is not None:
            self._insert(listed, listed)
        return True

    def _change(self, placed: Entity, after: Entity, *, stays: bool) -> None:
        """Keep an entity in its row, where it belongs (``stays``) or is held."""
        group = self._group(placed)
        self._relist(group.now(placed), after)
        group.change(placed, after, stays=stays)
        if stays:
            self._held.pop(after.uid, None)
            self._placed[after.uid] = after
        else:
            self._held[after.uid] = after

    def _insert(self, entity: Entity, placed: Entity) -> None:
        """Put an entity among the others, where ``placed`` belongs."""
        if placed is not entity:
            self._held[entity.uid] = entity
        group = self._group(placed)
        if not group.row_count:
            insort(self._groups, group, key=_rank_of)
        group.insert(placed)
        self._placed[entity.uid] = placed
        self._relist(None, entity)
        self._moved(group)

    def _remove(self, placed: Entity) -> None:
        group = self._group(placed)
        self._relist(group.now(placed), None)
        group.remove(placed)
        del self._placed[placed.uid]
        self._held.pop(placed.uid, None)
        if not group.row_count:
            del self._by_name[group.name]
            self._groups.remove(group)
        self._moved(group)

    def _moved(self, group: Group) -> None:
        if not self._holding:
            group.settle()
        self._starts = None

    def _relist(self, before: Entity | None, after: Entity | None) -> None:
        """Note, under a filter, what it lets in, in text order."""
        if not self.filter.text:
            return
        if before is not None and self._listed(before):
            listed = self._let_in[before.status]
            del listed[bisect_left(listed, before.order, key=_order_of)]
        if after is not None and self._listed(after):
            insort(self._let_in[after.status], after, key=_order_of)

    def _group(self, placed: Entity) -> Group:
        """The group where an entity is, or is to be put; a new one is not among the groups yet."""
        name = self._name(placed)
        group = self._by_name.get(name)
        if group is None:
            rank = self._rank(name)
            if self.grouping is Grouping.SURFACE:
                group = SurfaceGroup(name, rank, self._key, self._held, self.marked.article.text)
            else:
                group = MentionGroup(name, rank, self._key, self._held)
            self._by_name[name] = group
        return group

    def _rank(self, name: str) -> tuple[int, str]:
        """Where a group stands: labels in the order of the set, others after them by name."""
        if self.grouping is Grouping.DOUBT:
            return DOUBTS.index(name), name
        return self._ranks.get(name, len(self._ranks) + (not name)), name

    def _same_place(self, placed: Entity, after: Entity) -> bool:
        return self._key(placed) == self._key(after) and self._name(placed) == self._name(after)

    def _listed(self, entity: Entity) -> bool:
        return self.marked.in_scope(entity) and self.filter.lets_in(entity, self.marked.article.text)


def _shift(before: tuple[int, int] | None, now: tuple[int, int] | None, by: int) -> Shift | None:
    """How lines moved where an entity was placed ``before`` and is ``now``, and there are ``by`` more lines; None where a group
    or more than one row moved."""
    if before is None and now is not None and by == 1:
        return Shift(now[1], 1, frozenset((0, *now)))
    if before is not None and now is None and by == -1:
        return Shift(before[1] + 1, -1, frozenset((0, before[0])))
    return None


def _order_of(entity: Entity) -> Order:
    return entity.order


def _rank_of(group: Group) -> tuple[int, str]:
    return group.rank


def _by_place(placed: Entity) -> Key:
    return (1.0, placed.start, -placed.end, placed.uid)


def _by_doubt(placed: Entity) -> Key:
    """The doubtful first, then in text order."""
    score = placed.score if placed.status is Status.SUGGESTED else None
    return (1.0 if score is None else score, placed.start, -placed.end, placed.uid)


def _label(entity: Entity) -> str:
    return entity.label


def _doubt(entity: Entity) -> str:
    """The group of ``DOUBTS`` that an entity belongs to."""
    if entity.status is Status.SUGGESTED:
        return "doubtful" if entity.doubtful else "to review"
    if entity.status is Status.UNSURE:
        return "unsure"
    return "rejected" if entity.status is Status.REJECTED else "decided"


_NAMES: Mapping[Grouping, Callable[[Entity], str]] = {Grouping.TEXT: lambda _: "", Grouping.DOUBT: _doubt}
"""The name of an entity's group, where that is not its label."""
