"""The oracle: plays the reader key by key until an article is as the gold has it, with the cheapest keys it can find.

It uses what a person can see. Gold judges what stands on the screen; it never tells where to look. A screen is read, what
is wrong on it is put right, the next screen follows; at the end ``D D`` accepts what was seen to be right. For what is wrong
it looks for the cheapest keys among all commands of the reader, on a shadow of it (``tests.bench.shadow``), each of which
keeps to the screen as it stands; then it presses them, and what the reader does must be what the shadow did.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from annotations.entity import Status
from annotations.labels import LabelSet
from annotations.span import Span
from tests.bench.gold import Document, Marked
from tests.bench.shadow import Jump, Shadow
from tests.bench.ways import Group, Policy, Way, cheapest, wrong
from tui.driver import Session
from tui.keymap import Keymap

PAGING = ("page-down", "page-up")
"""Commands that turn pages."""


class Stuck(Exception):
    """The oracle found no keys, or the reader did not do what its shadow did."""


@dataclass
class Played:
    """What playing one article took: keys by command, what was put right by kind and keys for that, screens read, and what
    came of it."""

    keys: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    keys_for: Counter[str] = field(default_factory=Counter)
    screens: int = 1
    suggested: tuple[Marked, ...] = ()
    accepted: tuple[Marked, ...] = ()


class Player:
    """Plays one article that a session shows."""

    def __init__(self, session: Session, document: Document, policy: Policy) -> None:
        self.session, self.gold, self.policy = session, document.entities, policy
        self.keymap = Keymap()
        self.played = Played()
        self.seen: set[Marked] = set()
        self.read_to = 0

    def play(self) -> Played:
        """Play it to the end, ``D D`` included. Raises Stuck."""
        session = self.session
        session.wait_for_suggestions()
        uid = session.app.reader.reading.uid
        self.played.suggested = tuple(
            (one.start, one.end, one.label) for one in session.entities if one.status is Status.SUGGESTED
        )
        if self.policy.walk and not session.entities:
            self._press("next")
        while True:
            self._put_right()
            if self._visible()[1] >= len(session.article.text.rstrip()):
                break
            before = self._visible()
            self._press("page-down")
            self.played.screens += 1
            if self._visible() == before:
                raise Stuck(f"paging leads nowhere at {before}")
        self._press("done")
        self._press("done")
        accepted = [one for one in session.app.project.entities(uid) if one.status is Status.ACCEPTED]
        self.played.accepted = tuple((one.start, one.end, one.label) for one in accepted)
        if unseen := [one for one in self.played.accepted if one not in self.seen]:
            raise Stuck(f"accepted without having been on the screen: {unseen}")
        return self.played

    def _visible(self) -> Span:
        return self.session.app.reader.view.visible_span()

    def _put_right(self) -> None:
        """Put right all that is wrong on the screen."""
        while True:
            top, bottom = self._visible()
            if top > self.read_to:  # a command went further than what was read
                self._press("page-up")
                continue
            self.read_to = max(self.read_to, bottom)
            start = Shadow.of(self.session.app.reader.reading)
            groups = self._wrong_here(start.shown())
            self.seen |= {one for one in start.shown() if self._whole(one)}
            if not groups:
                return
            way = cheapest(start, groups, self.gold, self.policy)
            if way is None:
                raise Stuck(f"no keys found for {groups[0]}")
            self._go(way)

    def _whole(self, one: Marked) -> bool:
        """Whether an entity stands on the screen as a whole."""
        top, bottom = self._visible()
        return top <= one[0] and one[1] <= bottom

    def _wrong_here(self, shown: Iterable[Marked]) -> list[Group]:
        return [group for group in wrong(shown, self.gold) if self._whole((*group.hull, ""))]

    def _go(self, way: Way) -> None:
        for command, state in zip(way.commands, way.states, strict=True):
            self._press(command)
            self._compare(command, state)
        self.played.kinds[way.kind] += 1
        self.played.keys_for[way.kind] += way.keys

    def _compare(self, command: str, state: Shadow) -> None:
        focus = self.session.focus
        expected = state.focus.span if state.focus else None
        if (focus[:2] if focus else None) != expected:
            raise Stuck(f"after {command} the focus is {focus}, in the shadow {state.focus}; {self.session.said}")
        standing = {(one.start, one.end, one.label, one.status) for one in self.session.entities}
        if standing != state.standing:
            raise Stuck(f"after {command} {sorted(standing ^ state.standing)}; {self.session.said}")

    def _press(self, command: str) -> None:
        keys = keys_of(self.keymap, self.session.app.project.labels, command)
        before = self.session.keys_pressed
        self.session.press(*keys)
        self.played.keys[command.partition(" ")[0]] += self.session.keys_pressed - before


def keys_of(keymap: Keymap, labels: LabelSet, command: str) -> list[str]:
    """The keys that ask for a command: a digit for a label that has one, else t and its letter."""
    if isinstance(command, Jump):
        return [*(() if command.id == "stay" else keymap.by_id(command.id).keys[:1]), *command.letters]
    if not command.startswith("label "):
        return [keymap.by_id(command).keys[0]]
    label = labels.get(command[6:])
    assert label is not None
    return [label.digit] if label.digit else [keymap.by_id("label").keys[0], label.letter]
