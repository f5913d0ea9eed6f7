"""The cheapest keys for what is wrong on a screen: a search over the reader's own commands, on a shadow of its state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from annotations.entity import Status
from annotations.names import trimmed, whole_tokens
from annotations.span import Span
from tests.bench.gold import Marked
from tests.bench.shadow import Jump, Shadow

MOVING = (
    *("next", "previous", "missed", "missed-previous", "left", "right", "up", "down"),
    *("paragraph-next", "paragraph-previous"),
)
"""Commands that lead somewhere, in the order in which of equally cheap ones the first is taken."""
LETTERED = ("into", "characters", "grow", "missed")
"""Commands that letters on the screen may stand in the way of."""
EDGES = ("end-longer", "end-shorter", "start-longer", "start-shorter", "grow", "shrink")
_SLACK = 40
"""Code points around what is wrong, within which a focus is still about it."""
_MOST = 700
"""States that are looked at before the best way so far is taken."""


class Policy(NamedTuple):
    """How it plays. ``equal``: uses A and X. ``skipped``: keys that leaving something wrong behind, to come back to, is
    reckoned to cost. ``walk``: where nothing is suggested, it begins with n, which walks the missed names then, so that a label goes on. ``others``: keys that putting one more thing right on the way is reckoned to be worth. ``unseen``: the same
    of an equal text off the screen, of which the status row tells and nobody knows whether the same is right there."""

    equal: bool = True
    walk: bool = True
    unseen: float = 0.5
    skipped: float = 0.75
    others: float = 1.75


@dataclass(frozen=True)
class Group:
    """Entities that overlap each other, shown or right, where these differ. ``hull`` is all of them."""

    hull: Span
    shown: frozenset[Marked]
    right: frozenset[Marked]

    def about(self, span: Span) -> bool:
        return span[0] < self.hull[1] and self.hull[0] < span[1]

    @property
    def kind(self) -> str:
        """What is to be done: one entity added, taken away, given another label or other edges, or several things at once."""
        if not self.shown:
            return "added" if len(self.right) == 1 else "several"
        if not self.right:
            return "taken away" if len(self.shown) == 1 else "several"
        [*shown], [*right] = self.shown, self.right
        if len(shown) > 1 or len(right) > 1:
            return "several"
        return "relabelled" if shown[0][:2] == right[0][:2] else "other edges" if shown[0][2] == right[0][2] else "several"

    def near(self, span: Span) -> bool:
        return self.hull[0] - _SLACK <= span[0] and span[1] <= self.hull[1] + _SLACK


@dataclass(frozen=True)
class Way:
    """Commands, in order, with the state after each, and what they come to."""

    commands: tuple[str, ...]
    states: tuple[Shadow, ...]
    keys: int
    worth: float
    kind: str


def wrong(shown: Iterable[Marked], right: Iterable[Marked]) -> list[Group]:
    """Where what is shown is not what is right, in text order."""
    both = sorted({(*one, "shown") for one in shown} | {(*one, "right") for one in right})
    groups: list[list[tuple[int, int, str, str]]] = []
    reach = -1
    for one in both:
        if one[0] >= reach:
            groups.append([])
        groups[-1].append(one)
        reach = max(reach, one[1])
    found = []
    for group in groups:
        sides = {
            side: frozenset((start, end, label) for start, end, label, where in group if where == side)
            for side in ("shown", "right")
        }
        if sides["shown"] != sides["right"]:
            hull = (min(one[0] for one in group), max(one[1] for one in group))
            found.append(Group(hull, sides["shown"], sides["right"]))
    return found


def cheapest(start: Shadow, groups: Sequence[Group], gold: Sequence[Marked], policy: Policy) -> Way | None:
    """The way that puts one of these right, or more, and takes the fewest keys, reckoned as the policy says."""
    return _Search(start, groups, gold, policy).found()


def _towards(span: Span, group: Group) -> Iterator[str]:
    """The commands that move an edge of a span to where one of what is right has it, or to a larger or smaller piece."""
    if any(span[1] < end for _, end, _ in group.right):
        yield "end-longer"
    if any(end < span[1] for _, end, _ in group.right):
        yield "end-shorter"
    if any(start < span[0] for start, *_ in group.right):
        yield "start-longer"
    if any(span[0] < start for start, *_ in group.right):
        yield "start-shorter"
    yield from ("grow", "shrink")


class _Node(NamedTuple):
    keys: int
    state: Shadow
    commands: tuple[str, ...]
    states: tuple[Shadow, ...]
    group: int | None
    """Which group it has begun with."""


class _Search:
    def __init__(self, start: Shadow, groups: Sequence[Group], gold: Sequence[Marked], policy: Policy) -> None:
        self.start, self.groups, self.policy = start, groups, policy
        self.gold = frozenset(gold)
        self.labels = start.project.labels
        self.text = start.project.article_shown.text
        self.visible = start.reading.page.visible_span()
        self.errors = self._errors(start)
        self.best: Way | None = None
        self.part: Way | None = None
        """What puts at least something of a group right, where all of it would take too long to find."""

    def found(self) -> Way | None:
        order = count()
        queue: list[tuple[float, int, _Node]] = []
        heappush(queue, (0, next(order), _Node(0, self.start, (), (), None)))
        closed: set[object] = set()
        looked = 0
        while queue:
            estimate, _, node = heappop(queue)
            if self.best is not None and (estimate >= self.best.worth or looked > _MOST):
                break
            if looked > (2 if self.part else 10) * _MOST:
                break
            key = (node.group, node.state.key)
            if key in closed:
                continue
            closed.add(key)
            looked += 1
            if node.group is not None:
                if self._resolved(node):
                    self._reckon(node)
                    continue
                self._keep_part(node)
            for command in self._commands(node):
                after = node.state.done(command)
                if after.scrolled and not self._may_scroll(after, command):
                    continue
                changed = after.standing != node.state.standing
                if not changed and after.key == node.state.key:
                    continue
                group = self._group_after(node, command, after, changed)
                if group == -1:
                    continue
                cost = node.keys + self._cost(command)
                made = _Node(cost, after, (*node.commands, command), (*node.states, after), group)
                if (group, after.key) not in closed:
                    heappush(queue, (cost + self._ahead(made), next(order), made))
        return self.best or self.part

    def _cost(self, command: str) -> int:
        if command.startswith("label "):
            label = self.labels.get(command[6:])
            return 1 if label and label.digit else 2
        if isinstance(command, Jump):
            return len(command.letters) + (command.id != "stay")
        return 1

    def _ahead(self, node: _Node) -> int:
        """Keys that are needed at least, after this."""
        focus, entity = node.state.focus, node.state.entity
        if node.group is None:
            return 1 if focus is not None and any(group.about(focus.span) for group in self.groups) else 2
        if self._resolved(node):
            return 0
        right = self.groups[node.group].right
        if entity is not None:
            return min(((entity.span != one[:2]) + (entity.label != one[2]) for one in right), default=1) or 1
        span = trimmed(self.text, *focus.span) if focus and not node.state.reading.by_character else focus and focus.span
        return 1 if not right or any(span == one[:2] for one in right) else 2

    def _may_scroll(self, after: Shadow, command: str) -> bool:
        """Whether a way may end with a command that scrolls: a decision that goes on, when all else here is right."""
        return command in ("reject", "accept") and not self._errors(after)

    def _errors(self, state: Shadow) -> int:
        """What is wrong of what was read so far: on the screen, and above it, where A or X may change what was right."""
        return len(self._wrong_before(self.visible[1], state))

    def _wrong_before(self, offset: int, state: Shadow) -> set[Marked]:
        return {one for one in state.shown() ^ self.gold if one[1] <= offset}

    def _resolved(self, node: _Node) -> bool:
        assert node.group is not None
        group = self.groups[node.group]
        there = {one for one in node.state.shown() if group.about((one[0], one[1]))}
        return there == group.right

    def _group_after(self, node: _Node, command: str, after: Shadow, changed: bool) -> int | None:
        """The group that a way is about after a command: -1 where it leaves the one it has begun with."""
        focus = after.focus
        if node.group is not None:
            group = self.groups[node.group]
            here = {one for one in after.shown() if group.about((one[0], one[1]))}
            if here == group.right:
                return node.group
            return node.group if focus is not None and group.near(focus.span) and not after.scrolled else -1
        if not changed and command not in (*EDGES, "characters"):
            return None
        before = node.state.focus
        assert before is not None
        return next((n for n, group in enumerate(self.groups) if group.about(before.span)), -1)

    def _commands(self, node: _Node) -> Iterator[str]:
        """What may be tried in a state: while letters stand, none that a letter asks for; it may put them out first."""
        up = node.state.letters_up
        if up and not node.commands:
            yield "cancel"
        for command in self._worth_trying(node):
            if not up or not (command in LETTERED or (command.startswith("label ") and self._cost(command) > 1)):
                yield command

    def _worth_trying(self, node: _Node) -> Iterator[str]:
        focus = node.state.focus
        entity = node.state.entity
        if node.group is None:
            walked = ("missed", "missed-previous") if node.state.walks_missed else ()  # n and N go there
            yield from (one for one in MOVING if one not in walked)
            if not node.commands:
                yield from (one for one in node.state.jumps() if any(group.about(one.focus.span) for group in self.groups))
            about = [g for g in self.groups if focus is not None and g.about(focus.span) and node.state.reading.from_focus()]
        else:
            group = self.groups[node.group]
            about = [group] if focus is not None and group.near(focus.span) else []
            if len(group.right) > 1 or len(group.shown) > 1 or "characters" in node.commands:
                yield from ("left", "right", "into")
        if not about or focus is None:
            return
        group = about[0]
        if entity is not None and entity.uid:
            here = (entity.start, entity.end, entity.label)
            if here not in group.right:
                if group.about(focus.span):
                    yield "reject"
                yield from _towards(entity.span, group)
                labels = {label for start, end, label in group.right if start < entity.end and entity.start < end}
                yield from (f"label {label}" for label in sorted(labels) if label != entity.label)
                if len(group.shown) > 1:
                    yield "merge"
                if self.policy.equal and self._equals(node.state):
                    yield "reject-equal"
        else:
            yield from _towards(focus.span, group)
            if len(group.right) > 1:
                yield "split"
            span = focus.span if node.state.reading.by_character else trimmed(self.text, *focus.span)
            yield from (f"label {label}" for start, end, label in sorted(group.right) if (start, end) == span)
        if any(self._uneven(one) for one in group.right) and not node.state.reading.by_character:
            yield "characters"

    def _uneven(self, one: Marked) -> bool:
        """Whether an entity has edges that words do not have."""
        article = self.start.project.article_shown
        return trimmed(self.text, one[0], one[1]) != one[:2] or not whole_tokens(article, one[0], one[1])

    def _equals(self, state: Shadow) -> bool:
        """Whether there are more of the text in focus, as the status row says."""
        entity = state.entity
        if entity is None:
            return False
        return state.project.index.alike(state.project.article_shown.surface(*entity.span)) > 1

    def _reckon(self, node: _Node) -> None:
        """Keep a way that has put a group right, if it is the best so far; with A after it, where that is better."""
        self._keep(node)
        entity = node.state.entity
        accepted = (entity is not None and entity.status is Status.ACCEPTED) or node.state.reading.went_on is not None
        if self.policy.equal and accepted and not node.state.scrolled:
            after = node.state.done("label-equal")
            if after.standing != node.state.standing and not after.scrolled:
                commands, states = (*node.commands, "label-equal"), (*node.states, after)
                self._keep(node._replace(keys=node.keys + 1, state=after, commands=commands, states=states))

    def _keep(self, node: _Node) -> None:
        assert node.group is not None
        if self._wrong_before(self.visible[0], node.state) - self._wrong_before(self.visible[0], self.start):
            return  # what was passed is not come back to
        own = len(self.groups[node.group].shown ^ self.groups[node.group].right)
        others = self.errors - self._errors(node.state) - own
        before = sum(1 for group in self.groups[: node.group] if not self._right_in(node.state, group))
        worth = node.keys + self.policy.skipped * before - self.policy.others * others
        if self.policy.unseen:
            top, bottom = self.visible
            unseen = [one for one in node.state.shown() ^ self.start.shown() if not (top <= one[0] and one[1] <= bottom)]
            worth -= self.policy.unseen * len({one[:2] for one in unseen})
        if self.best is None or worth < self.best.worth:
            self.best = Way(node.commands, node.states, node.keys, worth, self.groups[node.group].kind)

    def _keep_part(self, node: _Node) -> None:
        assert node.group is not None
        group = self.groups[node.group]
        left = len({one for one in node.state.shown() if group.about((one[0], one[1]))} ^ group.right)
        less = len(group.shown ^ group.right) - left
        if less > 0 and (self.part is None or node.keys - 2 * less < self.part.worth):
            self.part = Way(node.commands, node.states, node.keys, node.keys - 2 * less, "part of several")

    def _right_in(self, state: Shadow, group: Group) -> bool:
        return {one for one in state.shown() if group.about((one[0], one[1]))} == group.right
