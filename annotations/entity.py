"""Entity: one named span of an article, how it came to be and how it was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType

HUMAN = "human"
"""The origin of an entity that a person made."""

Span = tuple[int, int]
"""Start and end in code points of the article's text, end exclusive."""


class Status(StrEnum):
    """What has been decided about an entity."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSURE = "unsure"


class Via(StrEnum):
    """How a status came about: looked at singly, or together with others."""

    ONE = "one"
    EQUAL = "equal"
    GROUP = "group"
    PASSED = "passed"
    REST = "rest"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was first proposed, kept once a person changed it. Offsets in code points, end exclusive."""

    start: int
    end: int
    label: str
    origin: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One labelled span. Offsets are code points into the article's text, end exclusive.

    ``origin`` says who or what made it: ``human``, ``model:NAME``, ``memory``, ``rule:NAME`` or
    ``import:FORMAT``. ``score`` is between 0 and 1 where the origin gives one. ``identity`` is a
    canonical name or an id in a knowledge base. ``group`` is shared by the fragments of one
    discontinuous mention. ``at`` is UTC in ISO 8601, whole seconds. ``extra`` holds, per format,
    what an importer could not model. A refusal of a name that nobody had labelled has the empty label.

    Raises ValueError when the span is empty or starts before the text.
    """

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
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an entity needs 0 <= start < end, not {self.start} and {self.end}")

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
    def proposal(self) -> Proposal:
        """What was first proposed: ``suggested`` where a person changed it, else the entity itself."""
        return self.suggested or Proposal(self.start, self.end, self.label, self.origin, self.score)

    def changed(self, **fields: object) -> "Entity":
        """A copy with these fields changed."""
        return replace(self, **fields)  # type: ignore[arg-type]


Order = tuple[int, int, str]
"""The key of text order of an entity: start, minus end, uid."""


def suggestion_uid(sha256: str, start: int, end: int, label: str, origin: str) -> str:
    """The uid of a suggested or imported entity: the same proposal on the same text is the same entity.

    ``sha256`` is the hexadecimal digest of the article's text.
    """
    key = "\0".join((sha256, str(start), str(end), label, origin))
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
