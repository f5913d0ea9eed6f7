"""Improving: what the project's memory and rules make of suggestions: of those that arrive, and of those that are there.

The one place where what was found is refined before ``merge_suggestions`` decides what enters. What a model suggested before
something was learned is looked over when its article is opened; there too only what nobody decided changes.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import chain

from annotations.change import Change, EntityChange
from annotations.entity import CARRIED, Entity, Proposal, Status
from annotations.index import OPEN
from annotations.marked import Marked
from annotations.merging import merge_suggestions
from annotations.project import Project
from annotations.span import Span
from annotations.suggest.memory import MEMORY
from annotations.suggest.plan import in_order
from annotations.suggest.refining import refine
from annotations.suggest.rules import ORIGIN, Rules, winning
from annotations.suggest.surfaces import surface_of
from annotations.work.memory_setting import chosen_memory
from annotations.work.remembering import Remembering
from annotations.work.ruling import rule_sets

_ORIGINS = ("model:", ORIGIN)


class Improving:
    """``remembering`` keeps the memory. ``wanting`` are the articles that a model should read again, since what memory made of
    its suggestions there is not remembered any more. ``rules`` are those of the project."""

    def __init__(self, project: Project, *, memory: bool = True) -> None:
        self._project = project
        self.remembering = Remembering(project, memory)
        self.wanting: set[str] = set()
        self.read_rules()
        self._over: dict[str, Iterator[Span]] = {}
        self._looked: dict[str, tuple[int, int]] = {}

    def read_rules(self) -> None:
        """Read the rules of the project, now and when they have changed; they are taken in by ``go_on``."""
        self.rules = Rules(tell=self._project.notices.append)
        self._ruling = chain.from_iterable(map(self.rules.adding, rule_sets(self._project)))
        self._times_read = self._project.times_read
        self._ruled = False
        self._rules_read = getattr(self, "_rules_read", 0) + 1

    @property
    def version(self) -> tuple[int, int]:
        """What is known now: another where anything was learned or ruled since."""
        return self.remembering.version, self._rules_read

    @property
    def ready(self) -> bool:
        """Whether all that is known is loaded, so that what arrives may be refined."""
        return self.remembering.ready and self._ruled

    @property
    def idle(self) -> bool:
        """Whether there is nothing to refine with."""
        return not self.remembering.memory and not self.rules

    def go_on(self, learning: bool = True) -> bool:
        """Load or learn a piece, the latter only with ``learning``. Returns whether anything of that is left to do."""
        if self._times_read != self._project.times_read:
            self.read_rules()
        if not self._ruled:
            self._ruled = next(self._ruling, self) is self
        return self.remembering.go_on(learning) or not self._ruled

    def refined(self, uid: str, proposals: Sequence[Proposal], covered: Sequence[Span]) -> list[Proposal]:
        """What memory and rules make of what was found in these parts of an article."""
        if self.idle:
            return list(proposals)
        self._looked.setdefault(uid, self.version)
        marked = self._project.marked(uid)
        return refine(self.remembering.memory, marked, winning(proposals, self._by_rules(marked, covered)), covered)

    def _by_rules(self, marked: Marked, parts: Sequence[Span]) -> list[Proposal]:
        """What the rules find where nobody refused it; of another label than any in the set it is left for the merge to count."""
        if not self.rules:
            return []
        found = (
            one._replace(label=marked.labels.mapped(one.label) or one.label)
            for part in parts
            for one in self.rules.find(marked.article, part)
        )
        return [one for one in found if not marked.entities.exactly(one.start, one.end, (Status.REJECTED,))]

    def look_over(self, uid: str, visible: Span) -> None:
        """Begin to look over an article, its visible part first, unless that was done with all that is known now."""
        version = self.version
        if self._looked.get(uid) != version and not (self.idle and uid not in self._looked):
            self._looked[uid] = version
            self._over[uid] = in_order(self._project.article(uid), visible)

    def looking_over(self, uid: str) -> bool:
        """Whether the article is still being looked over."""
        return uid in self._over

    def leave(self, uid: str) -> None:
        """Look over an article no further, until it is opened again."""
        if self._over.pop(uid, None) is not None:
            self._looked.pop(uid, None)

    def look_on(self, uid: str, held: Span | None) -> None:
        """Look over the next paragraph of an article; what is in focus, ``held``, stays as it is."""
        part = next(self._over[uid], None)
        if part is None:
            del self._over[uid]
        else:
            self._look_at(self._project.marked(uid), part, held)

    def _look_at(self, marked: Marked, part: Span, held: Span | None) -> None:
        uid = marked.article.uid
        here = [one for one in marked.entities.touching(*part, OPEN) if one.start >= part[0] and _is_suggested(one)]
        kept = [_proposal(one) for one in here if not one.origin.startswith(ORIGIN) and self._stands(marked, one)]
        proposals = winning(kept, self._by_rules(marked, [part]))
        made = refine(self.remembering.memory, marked, proposals, [part], {one.uid for one in here})
        gone = [one for one in here if _proposal(one) not in made and not _touch(one.span, held)]
        known = {_proposal(one) for one in here}
        new = [one for one in made if one not in known and not _touch((one.start, one.end), held)]
        if gone:
            self._project.arrive(Change("look over", uid, tuple(EntityChange(uid, one, None) for one in gone)))
        if new:
            merged = merge_suggestions(self._project.marked(uid), new, marked.progress.model)
            if merged.change is not None:
                self._project.arrive(merged.change)

    def _stands(self, marked: Marked, one: Entity) -> bool:
        """Whether a suggestion still has what it came from."""
        if one.origin != MEMORY:
            return True
        memory = self.remembering.memory
        if memory.label(surface_of(marked.article, one.span)) == one.label:
            return True
        self.wanting.add(marked.article.uid)
        return False


def improving_of(project: Project) -> Improving:
    """What refines suggestions in a project, with all that is known loaded, for who may wait."""
    improving = Improving(project, memory=chosen_memory(os.environ, project)[0])
    while improving.go_on():
        pass
    return improving


def _is_suggested(entity: Entity) -> bool:
    """Whether a model, memory or a rule suggested it, and nobody touched it since."""
    by = entity.origin
    return not entity.group and entity.suggested is None and (by == MEMORY or (by.startswith(_ORIGINS) and by != CARRIED))


def _proposal(one: Entity) -> Proposal:
    return Proposal(one.start, one.end, one.label, one.origin, one.score, one.identity)


def _touch(span: Span, held: Span | None) -> bool:
    return held is not None and span[0] < held[1] and held[0] < span[1]
