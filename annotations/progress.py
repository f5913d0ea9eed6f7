"""Progress: how far the reader of one article has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from annotations.span import Span


class State(StrEnum):
    """How far an article is: nobody decided anything, someone did, or it was closed with D."""

    NEW = "new"
    READING = "reading"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reader of one article has come. Offsets are code points.

    ``checked``: everything before this offset was looked at. ``position``: the offset of the first
    visible character when the reader left. ``model``: the origin that suggested over this article, or
    ``import:FORMAT`` where its entities were imported; empty when none did. ``meter``: counts of keys, seconds and edits.
    ``read``: the parts that ``read_by``, an origin as in ``model``, has suggested over, in order, while it has not read all.
    """

    state: State = State.NEW
    checked: int = 0
    position: int = 0
    bookmarks: tuple[int, ...] = ()
    model: str = ""
    meter: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    read: tuple[Span, ...] = ()
    read_by: str = ""

    @property
    def imported(self) -> bool:
        """Whether its entities came from a file: no model suggests there unless asked."""
        return self.model.startswith("import:")

    def changed(self, **fields: object) -> "Progress":
        """A copy with these fields changed."""
        return replace(self, **fields)  # type: ignore[arg-type]
