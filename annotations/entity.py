"""Entity: one named span of an article, how it came to be and how it was decided."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from annotations.span import Span

HUMAN = "human"
"""The origin of an entity that a person made."""
DOUBTFUL = 0.5
"""A suggestion with a score below this is doubtful."""
SURE = 0.9
"""One with this score or a higher one is sure; between the two it is fair."""

CARRIED = "rule:carry"
"""The origin of a suggestion that a correction of an equal text before it made."""


ALSO = "also"
"""The name in ``extra`` of what other models proposed; see ``Entity.others``."""


class Status(StrEnum):
    """What has been decided about an entity."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSURE = "unsure"


class Sureness(StrEnum):
    """How sure its origin is of a suggestion: the three bands of its score."""

    DOUBTFUL = "doubtful"
    FAIR = "fair"
    SURE = "sure"


class Via(StrEnum):
    """How a status came about: looked at singly, or together with others."""

    ONE = "one"
    EQUAL = "equal"
    GROUP = "group"
    PASSED = "passed"
    REST = "rest"
    IMPORT = "import"


class Proposal(NamedTuple):
    """What was first proposed, kept once a person changed it. Offsets in code points, end exclusive. ``identity`` is what an
    entity made of it is identified with."""

    start: int
    end: int
    label: str
    origin: str
    score: float | None = None
    identity: str = ""


class _Fields(NamedTuple):
    uid: str
    start: int
    end: int
    label: str
    status: Status
    via: Via | None = None
    origin: str = HUMAN
    score: float | None = None
    note: str = ""
    identity: str = ""
    group: str = ""
    suggested: Proposal | None = None
    by: str = ""
    at: str = ""
    extra: Mapping[str, object] = MappingProxyType({})


class Entity(_Fields):
    """One labelled span. Offsets are code points into the article's text, end exclusive.

    ``origin`` says who or what made it: ``human``, ``model:NAME``, ``memory``, ``rule:NAME`` or
    ``import:FORMAT``. ``score`` is between 0 and 1 where the origin gives one. ``identity`` is a
    canonical name or an id in a knowledge base. ``group`` is shared by the fragments of one
    discontinuous mention. ``at`` is UTC in ISO 8601, whole seconds. ``extra`` holds, per format,
    what an importer could not model. A refusal of a name that nobody had labelled has the empty label.

    Raises ValueError when the span is empty or starts before the text.
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # the fields are those of the tuple; only their sense is looked at here

        def __new__(cls, *values: object, **fields: object) -> "Entity":
            made = super().__new__(cls, *values, **fields)
            if not 0 <= made.start < made.end:
                raise ValueError(f"an entity needs 0 <= start < end, not {made.start} and {made.end}")
            return made

    def __hash__(self) -> int:
        return hash((self.uid, self.start, self.end, self.label, self.status))

    @property
    def span(self) -> Span:
        return (self.start, self.end)

    @property
    def order(self) -> "Order":
        """The key of text order: by start, the longer first, then by uid."""
        return (self.start, -self.end, self.uid)

    @property
    def decided(self) -> bool:
        """Whether a person (or a person's import) settled it: accepted or rejected."""
        return self.status in (Status.ACCEPTED, Status.REJECTED)

    @property
    def made_by_hand(self) -> bool:
        """Whether a person made it, rather than decided on a proposal."""
        return self.origin == HUMAN and self.suggested is None

    @property
    def doubtful(self) -> bool:
        """Whether it is a suggestion that its own origin gives a low score."""
        return self.status is Status.SUGGESTED and self.score is not None and self.score < DOUBTFUL

    @property
    def sureness(self) -> Sureness | None:
        """How sure its own origin is of a suggestion, None where it does not say, or something was decided."""
        if self.status is not Status.SUGGESTED or self.score is None:
            return None
        return Sureness.DOUBTFUL if self.doubtful else Sureness.FAIR if self.score < SURE else Sureness.SURE

    @property
    def giver(self) -> str:
        """Who or what says that this label stands on this span: its origin, or ``human`` once a person changed either."""
        return HUMAN if self.suggested is not None and self.status is not Status.REJECTED else self.origin

    @property
    def proposal(self) -> Proposal:
        """What was first proposed: ``suggested`` where a person changed it, else the entity itself."""
        return self.suggested or Proposal(self.start, self.end, self.label, self.origin, self.score)

    @property
    def others(self) -> tuple[Proposal, ...]:
        """What other models proposed for text that it shares: the very same, or another label or other edges."""
        rows = self.extra.get(ALSO)
        return tuple(_also(rows)) if isinstance(rows, list) else ()

    @property
    def contested(self) -> bool:
        """Whether another model proposed another label or other edges."""
        return any((one.start, one.end, one.label) != (self.start, self.end, self.label) for one in self.others)

    def with_others(self, proposals: Iterable[Proposal]) -> "Entity":
        """A copy that has these among its ``others`` too, each origin's proposal once."""
        known = [(*one[:3], one.origin) for one in self.others]
        new = [one for one in proposals if (*one[:3], one.origin) not in known]
        return self.changed(extra={**self.extra, ALSO: [list(one[:5]) for one in (*self.others, *new)]}) if new else self

    def changed(self, **fields: object) -> "Entity":
        """A copy with these fields changed."""
        return Entity(**(self._asdict() | fields))


def _also(rows: list[object]) -> Iterator[Proposal]:
    """The proposals in such a list; what is none is passed over, since other programs may use that name too."""
    for row in rows:
        match row:
            case [int(start), int(end), str(label), str(origin), float() | int() | None as score] if 0 <= start < end:
                yield Proposal(start, end, label, origin, score)


Order = tuple[int, int, str]
"""The key of text order of an entity: start, minus end, uid."""


def suggestion_uid(sha256: str, start: int, end: int, label: str, origin: str) -> str:
    """The uid of a suggested or imported entity: the same proposal on the same text is the same entity.

    ``sha256`` is the hexadecimal digest of the article's text.
    """
    key = "\0".join((sha256, str(start), str(end), label, origin))
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
