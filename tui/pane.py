"""The entity pane without a screen: its lines, made of the entities of one article under a grouping, a filter and folds.

Line 0 sums up, the others are headers and rows. A row keeps its place while ``holding``, whatever happens to its
entities, until ``regroup``; otherwise each entity goes where it belongs at once. A change costs what it touches: a look-up
and a move of memory in the rows of its group, never a new list of them all.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from annotations.article import surface
from annotations.change import Change
from annotations.entity import Entity, Status
from annotations.index import SHOWN
from annotations.marked import Marked
from tui.marks import URGENCY, doubtful, mark
from tui.pane_lines import Grouping, Header, Item, Line, Summary

DOUBTS = ("doubtful", "to review", "unsure", "decided", "rejected")
"""The groups of ``Grouping.DOUBT``, in their order."""
LONGEST = 200
"""Code points of a surface that a row shows; more fit in no pane."""


_Key = tuple[float, int, int, str]


@dataclass(slots=True, eq=False)
class _Group:
    name: str
    rank: tuple[int, str]
    rows: "list[_Row]" = field(default_factory=list)
    by_words: "dict[str, _Row]" = field(default_factory=dict)
    statuses: Counter[Status] = field(default_factory=Counter)
    size: int = 0


@dataclass(slots=True, eq=False)
class _Row:
    """``mentions`` as they were when they were put here, in order; the row stands where ``first`` does."""

    group: _Group
    words: str
    first: Entity
    mentions: list[Entity]
    neediest: Entity | None = None


class PaneModel:
    """The lines of the pane for one article. ``holding`` (settable): rows keep their place. ``focus`` (settable): the uid
    of the entity in focus, for which its row stands; a row without it stands for the most urgent of its mentions."""

    def __init__(self, marked: Marked, grouping: Grouping = Grouping.SURFACE, show_rejected: bool = False) -> None:
        self.marked = marked
        self.grouping = grouping
        self.filtered = ""
        self.show_rejected = show_rejected
        self.holding = False
        self.focus: str | None = None
        self._folded: set[str] = set()
        self._placed: dict[str, Entity] = {}  # as they were when they were put in their rows
        self._held: dict[str, Entity] = {}  # as they are now, those that would stand elsewhere
        self._unsettled: set[_Row] = set()
        self.rebuild()

    def rebuild(self) -> None:
        """Make all rows anew; those that are held stay where they were put."""
        before, self._placed = self._placed, {}
        self._by_name: dict[str, _Group] = {}
        self._totals: Counter[Status] = Counter()
        self._unsettled.clear()
        for entity in self.marked.entities:
            if self.marked.in_scope(entity):
                self._totals[entity.status] += 1
                if self.lets_in(entity):
                    uid = entity.uid
                    placed = before[uid] if uid in self._held and uid in before else entity
                    row = self._row(placed)
                    row.mentions.append(placed)
                    self._count(entity, row, 1)
                    self._placed[uid] = placed
        for group in self._by_name.values():
            group.rows = list(group.by_words.values())
            if self._held or self.grouping is Grouping.DOUBT:
                for row in group.rows:
                    if len(row.mentions) > 1:
                        row.mentions.sort(key=self._key)
                    row.first = row.mentions[0]
                group.rows.sort(key=self._row_key)
        self._groups = sorted(self._by_name.values(), key=_rank_of)
        self._starts: list[int] | None = None

    # What the lines are

    @property
    def line_count(self) -> int:
        """How many lines there are, the summary among them."""
        return self._lines()[-1]

    def line(self, number: int) -> Line:
        """What stands on a line. Raises IndexError where there is none."""
        if number == 0:
            total = sum(self._totals[status] for status in SHOWN)
            return Summary(total, self._totals[Status.SUGGESTED], len(self._placed), self.grouping, self.filtered)
        group, row = self._locate(number)
        if row is not None:
            return self._item(row)
        largest = max(one.size for one in self._groups)
        statuses = {status: count for status, count in group.statuses.items() if count}
        of_label = self.grouping is not Grouping.DOUBT
        return Header(group.name, of_label, group.size, statuses, group.size / largest, group.name in self._folded)

    def index_of(self, uid: str) -> int | None:
        """The line of an entity, that of the header where its group is folded; None when it is not in the pane."""
        placed = self._placed.get(uid)
        return None if placed is None else self._line_of_row(self._row(placed))

    def index_of_group(self, name: str) -> int | None:
        """The line of a header; None when there is none of that name."""
        group = self._by_name.get(name)
        return None if group is None or not self._headed else self._line_of_group(group)

    def neighbour(self, uid: str, step: int) -> str | None:
        """The next (1) or previous (-1) mention of the same row; None at its end."""
        placed = self._placed.get(uid)
        if placed is None:
            return None
        mentions = self._row(placed).mentions
        place = self._number(mentions, placed) + step
        return mentions[place].uid if 0 <= place < len(mentions) else None

    def suggestions_of_group(self, number: int) -> list[str]:
        """The uids of what is still suggested in the group of a line, in the order of its rows."""
        group, _ = self._locate(number)
        entities = (self._now(placed) for row in group.rows for placed in row.mentions)
        return [entity.uid for entity in entities if entity.status is Status.SUGGESTED]

    def _item(self, row: _Row) -> Item:
        focused = self._placed.get(self.focus) if self.focus else None
        if focused is not None and self._row(focused) is row:
            entity, nth = self._now(focused), self._number(row.mentions, focused) + 1
        else:
            entity, nth = self._neediest(row), 0
        words = surface(self.marked.article.text, entity.start, min(entity.end, entity.start + LONGEST))
        by_label = self.grouping in (Grouping.SURFACE, Grouping.LABEL)
        label = "" if by_label and entity.label == row.group.name else entity.label
        return Item(entity, words, nth, len(row.mentions), label)

    def _neediest(self, row: _Row) -> Entity:
        """The mention that wants a look first, as it is now."""
        if row.neediest is None:
            row.neediest = min(map(self._now, row.mentions), key=lambda entity: URGENCY.index(mark(entity)))
        return row.neediest

    def _number(self, mentions: list[Entity], placed: Entity) -> int:
        return bisect_left(mentions, self._key(placed), key=self._key)

    def _now(self, placed: Entity) -> Entity:
        return self._held.get(placed.uid, placed)

    @property
    def _headed(self) -> bool:
        return self.grouping is not Grouping.TEXT

    def _lines(self) -> list[int]:
        """The line where each group starts, and the number of lines."""
        if self._starts is None:
            sizes = (self._headed + (0 if group.name in self._folded else len(group.rows)) for group in self._groups)
            self._starts = list(accumulate(sizes, initial=1))
        return self._starts

    def _locate(self, number: int) -> tuple[_Group, _Row | None]:
        """The group of a line and its row, None on a header."""
        starts = self._lines()
        if not 0 < number < starts[-1]:
            raise IndexError(f"no row or header on line {number} of {starts[-1]}")
        place = bisect_right(starts, number) - 1
        group, offset = self._groups[place], number - starts[place] - self._headed
        return group, group.rows[offset] if offset >= 0 else None

    def _line_of_group(self, group: _Group) -> int:
        return self._lines()[bisect_left(self._groups, group.rank, key=_rank_of)]

    def _line_of_row(self, row: _Row) -> int:
        first = self._line_of_group(row.group)
        if row.group.name in self._folded:
            return first
        return first + self._headed + self._place_of(row)

    # How they change

    def regroup(self) -> None:
        """Put everything that was held where it belongs now. Costs what was held."""
        for entity in list(self._held.values()):
            if (placed := self._placed.get(entity.uid)) is not None:
                self._remove(placed)
                if self._listed(entity):
                    self._insert(entity)
        self._held.clear()
        for row in list(self._unsettled):
            self._settle(row)
        self._unsettled.clear()

    def group_by(self, grouping: Grouping) -> None:
        """Another grouping: nothing is held or folded."""
        self.grouping = grouping
        self._held.clear()
        self._folded.clear()
        self.rebuild()

    def filter(self, text: str) -> None:
        """Show only a label (``:org``, its beginning), a mark (``?``, doubtful ones too; ``x`` rejected; ...), or surfaces
        that hold the text, in any case; an empty text shows all."""
        self.filtered = text.strip()
        self.rebuild()

    def reject_shown(self, shown: bool) -> None:
        """Whether rejected entities are listed."""
        self.show_rejected = shown
        self.rebuild()

    def fold(self, number: int) -> None:
        """Fold the group of a line, or unfold it; in text order there is nothing to fold."""
        if self._headed:
            self._folded ^= {self._locate(number)[0].name}
            self._starts = None

    def update(self, change: Change, marked: Marked) -> set[int] | None:
        """Take over what a change did to this article. Returns the lines that look different, None when lines moved."""
        labels, self.marked = self.marked.labels, marked
        if labels is not marked.labels:
            self.rebuild()
            return None
        mine = [one for one in change.entities if one.article == marked.article.uid]
        moved = False
        for one in mine:
            for entity, step in ((one.before, -1), (one.after, 1)):
                if entity is not None and marked.in_scope(entity):
                    self._totals[entity.status] += step
            moved |= self._take(one.uid, one.after)
        if moved:
            return None
        lines = {0} if mine else set()
        for one in mine:
            if (placed := self._placed.get(one.uid)) is not None:
                row = self._row(placed)
                lines |= {self._line_of_row(row), self._line_of_group(row.group)}
        return lines

    def _take(self, uid: str, after: Entity | None) -> bool:
        """Take over one entity as it is now, None where it is gone. Returns whether lines moved."""
        placed = self._placed.get(uid)
        if placed is None:
            self._held.pop(uid, None)
            if after is None or not self._listed(after):
                return False
            self._insert(after)
            return True
        belongs = after is not None and self._listed(after)
        if after is not None and (self.holding or (belongs and self._same_place(placed, after))):
            self._change(placed, after, stays=belongs and self._same_place(placed, after))
            return False
        self._remove(placed)
        if after is not None and belongs:
            self._insert(after)
        return True

    def _change(self, placed: Entity, after: Entity, *, stays: bool) -> None:
        """Keep an entity in its row, where it belongs (``stays``) or is held."""
        row = self._row(placed)
        self._count(self._now(placed), row, -1)
        self._count(after, row, 1)
        if stays:
            self._held.pop(after.uid, None)
            row.mentions[self._number(row.mentions, placed)] = self._placed[after.uid] = after
            row.first = after if row.first is placed else row.first
        else:
            self._held[after.uid] = after

    def _insert(self, entity: Entity) -> None:
        row = self._row(entity)
        group = row.group
        if not group.rows:
            insort(self._groups, group, key=_rank_of)
        insort(row.mentions, entity, key=self._key)
        self._count(entity, row, 1)
        self._placed[entity.uid] = entity
        if len(row.mentions) == 1:
            insort(group.rows, row, key=self._row_key)
        elif row.mentions[0] is entity:
            self._unsettle(row)
        self._starts = None

    def _remove(self, placed: Entity) -> None:
        row = self._row(placed)
        group = row.group
        del self._placed[placed.uid]
        del row.mentions[self._number(row.mentions, placed)]
        self._count(self._now(placed), row, -1)
        self._held.pop(placed.uid, None)
        if not row.mentions:
            del group.by_words[row.words]
            del group.rows[self._place_of(row)]
            self._unsettled.discard(row)
            if not group.rows:
                del self._by_name[group.name]
                self._groups.remove(group)
        elif row.first is placed:
            self._unsettle(row)
        self._starts = None

    def _row(self, placed: Entity) -> _Row:
        """The row where an entity is, or is to be put; a new one is not among the rows of its group yet."""
        name, words = self._home(placed)
        group = self._by_name.get(name)
        if group is None:
            group = self._by_name[name] = _Group(name, self._rank(name))
        row = group.by_words.get(words)
        if row is None:
            row = group.by_words[words] = _Row(group, words, placed, [])
        return row

    @staticmethod
    def _count(entity: Entity, row: _Row, step: int) -> None:
        row.group.statuses[entity.status] += step
        row.group.size += step
        row.neediest = None

    def _unsettle(self, row: _Row) -> None:
        """Another mention is the first of its row, which stands where its first mention does."""
        if self.holding:
            self._unsettled.add(row)
        else:
            self._settle(row)

    def _settle(self, row: _Row) -> None:
        rows = row.group.rows
        del rows[self._place_of(row)]
        row.first = row.mentions[0]
        insort(rows, row, key=self._row_key)
        self._starts = None

    def _place_of(self, row: _Row) -> int:
        return bisect_left(row.group.rows, self._row_key(row), key=self._row_key)

    def _row_key(self, row: _Row) -> _Key:
        return self._key(row.first)

    def _key(self, placed: Entity) -> _Key:
        """Where an entity stands among its like: the doubtful first under ``doubt``, then in text order."""
        score = placed.score if self.grouping is Grouping.DOUBT and placed.status is Status.SUGGESTED else None
        return (1.0 if score is None else score, placed.start, -placed.end, placed.uid)

    def _home(self, entity: Entity) -> tuple[str, str]:
        """The name of an entity's group, and the key of its row there."""
        if self.grouping is Grouping.SURFACE:
            return entity.label, surface(self.marked.article.text, entity.start, entity.end)
        if self.grouping is Grouping.LABEL:
            return entity.label, entity.uid
        return "" if self.grouping is Grouping.TEXT else _doubt(entity), entity.uid

    def _same_place(self, placed: Entity, after: Entity) -> bool:
        return self._key(placed) == self._key(after) and self._home(placed) == self._home(after)

    def _rank(self, name: str) -> tuple[int, str]:
        """Where a group stands: labels in the order of the set, others after them by name."""
        if self.grouping is Grouping.DOUBT:
            return DOUBTS.index(name), name
        labels = self.marked.labels.labels
        return next((n for n, label in enumerate(labels) if label.name == name), len(labels) + (not name)), name

    def _listed(self, entity: Entity) -> bool:
        return self.marked.in_scope(entity) and self.lets_in(entity)

    def lets_in(self, entity: Entity) -> bool:
        """Whether the filter lets an entity in; rejected ones only when they are asked for."""
        wanted = self.filtered
        if wanted == "x":
            return entity.status is Status.REJECTED
        if entity.status is Status.REJECTED and not self.show_rejected:
            return False
        if not wanted:
            return True
        if wanted == "?":
            return entity.status is Status.SUGGESTED
        if wanted in URGENCY:
            return mark(entity) == wanted
        if wanted[0] == ":":
            return entity.label.casefold().startswith(wanted[1:].casefold())
        return wanted.casefold() in surface(self.marked.article.text, entity.start, entity.end).casefold()


def _rank_of(group: _Group) -> tuple[int, str]:
    return group.rank


def _doubt(entity: Entity) -> str:
    """The group of ``DOUBTS`` that an entity belongs to."""
    if entity.status is Status.SUGGESTED:
        return "doubtful" if doubtful(entity) else "to review"
    if entity.status is Status.UNSURE:
        return "unsure"
    return "rejected" if entity.status is Status.REJECTED else "decided"
