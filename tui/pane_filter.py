"""What of an article's entities the pane lists."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotations.article import surface
from annotations.entity import Entity, Status
from annotations.index import ALL, OPEN, SHOWN, Entities
from tui.marks import mark
from tui.sorting import in_order

BATCH = 1024
"""How many surfaces are compared with a filter in one go."""
_STATUSES = {
    "??": OPEN,
    "?": OPEN,
    "!": (Status.UNSURE,),
    "~": (Status.ACCEPTED,),
    "*": (Status.ACCEPTED,),
    "✓": (Status.ACCEPTED,),
    "x": (Status.REJECTED,),
}
"""The statuses of what a mark lets in."""


class Found:
    """The surfaces that hold the text of the last filter by text: where a longer text holds that one, they alone are
    compared with it. Good until entities change."""

    def __init__(self) -> None:
        self._text = ""
        self._words: Sequence[str] | None = None

    def among(self, text: str, entities: Entities) -> Iterable[str]:
        """The surfaces that may hold a text (casefolded)."""
        return self._words if self._words is not None and self._text in text else list(entities.surfaces())

    def note(self, text: str, words: Sequence[str]) -> None:
        """All surfaces that hold a text (casefolded)."""
        self._text, self._words = text, words


class Filter(NamedTuple):
    """``text`` says what is listed: a label (``:org``, its beginning), a mark (``?``, doubtful ones too; ``x`` rejected;
    ...), or surfaces that hold the text, in any case; an empty text lets all in. Rejected entities are listed only where
    ``rejected`` or the text asks for them."""

    text: str = ""
    rejected: bool = False

    def lets_in(self, entity: Entity, article: str) -> bool:
        """Whether an entity of this article (its text) is listed."""
        wanted = self.text
        if entity.status is Status.REJECTED and not self.rejected and wanted != "x":
            return False
        if not wanted:
            return True
        if wanted in _STATUSES:
            return entity.status is Status.SUGGESTED if wanted == "?" else mark(entity) == wanted
        if wanted[0] == ":":
            return entity.label.casefold().startswith(wanted[1:].casefold())
        return wanted.casefold() in surface(article, entity.start, entity.end).casefold()

    def candidates(self, entities: Entities, found: Found) -> Iterator[Entity | None]:
        """All that are listed, and maybe others, in text order; None comes among them at least once for each ``BATCH`` of
        surfaces or ``sorting.RUN`` of entities that were only looked at. What changes meanwhile may be left out, come as it is
        then, or come twice. Surfaces are looked for among those ``found`` before, and found for the next filter."""
        wanted = self.text
        statuses = _STATUSES.get(wanted) or (ALL if self.rejected else SHOWN)
        if not wanted or wanted in _STATUSES:
            yield from entities.those(statuses)
        elif wanted[0] == ":":
            start = wanted[1:].casefold()
            yield from entities.those(statuses, [label for label in entities.labels() if label.casefold().startswith(start)])
        else:
            holding, folded = [], wanted.casefold()
            for number, words in enumerate(found.among(folded, entities)):
                if folded in words.casefold():
                    holding.append(words)
                if not number % BATCH:
                    yield None
            found.note(folded, holding)
            uids = (uid for words in holding for uid in list(entities.mentions(words)))
            mentions = (entity for uid in uids if (entity := entities.get(uid)) is not None)
            for entity in in_order(mentions, lambda entity: entity.order):
                yield entity if entity is not None and entity.status in statuses else None


NO_FILTER = Filter()
