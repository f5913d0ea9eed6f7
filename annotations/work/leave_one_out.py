"""Leave one out: memory judged on an article as if it had learned from all others, and never from that one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import HUMAN, Entity, Proposal, Status, Via, suggestion_uid
from annotations.progress import State
from annotations.project import Project
from annotations.review.evaluation import Labelled, aligned
from annotations.suggest.lessons import Lesson, learn
from annotations.suggest.memory import Memory
from annotations.suggest.plan import chunks
from annotations.suggest.refining import refine
from annotations.suggest.surfaces import Surfaces
from annotations.work.evaluating import Proposed, System, Unread, bare_article, entering
from annotations.work.gold import Gold, GoldArticle


class Taught(NamedTuple):
    """An article, its entities, and how far it was checked, in code points."""

    article: Article
    entities: tuple[Entity, ...]
    upto: int


def memory_system(name: str, gold: Gold, over: System, taught: Callable[[], Iterable[Taught]], about: str) -> System:
    """What memory makes of the proposals of a system, where for each article it has learned from all of ``taught`` but those of
    the same text.

    ``about`` says in words what it learned from. What a person said of single entries of a memory is not used: it may stem from
    the article that is judged.
    """
    others = _Others(taught)

    def refined(article: Article) -> Proposed:
        proposals, dropped = over.propose(article)
        memory = others.memory
        lesson = others.lessons.get(article.sha256)
        if lesson is not None:
            memory.remove(lesson)
        try:
            return Proposed(refine(memory, bare_article(gold, article), proposals, chunks(article, (0, 0))), dropped)
        finally:
            if lesson is not None:
                memory.add(lesson)

    return System(name, refined, lambda: about, over.learned_from)


def taught_by_project(project: Project) -> Iterator[Taught]:
    """What the reader has checked: finished articles whole, others as far as they were looked at."""
    for uid in project.uids():
        article, progress = project.article(uid), project.progress(uid)
        upto = len(article.text) if progress.state is State.DONE else min(progress.checked, len(article.text))
        if upto:
            yield Taught(article, tuple(project.entities(uid)), upto)


def taught_by_gold(gold: Gold, over: System) -> Iterator[Taught]:
    """What a reader would leave who corrects the proposals of a system to the gold, article by article."""
    for one in gold.articles:
        try:
            found, _ = entering(gold, one.article, over.propose(one.article).proposals)
        except Unread:
            found = ()
        yield Taught(one.article, tuple(_corrected(one, found)), len(one.article.text))


def _corrected(one: GoldArticle, found: Iterable[Labelled]) -> Iterator[Entity]:
    """Gold entities accepted, with what was first proposed where that was another span or label; and what was wrong, rejected."""
    origin, unjudged = "model:judged", set(one.unjudged)
    alignment = aligned(one.entities, found, one.unjudged)

    def decided(entity: Labelled, status: Status, origin: str, first: Proposal | None = None) -> Entity:
        uid = suggestion_uid(one.article.sha256, *entity, origin)
        return Entity(uid, *entity, status, Via.ONE, origin, suggested=first)

    for pair in alignment.pairs:
        first = Proposal(*pair.found, origin) if pair.found != pair.gold else None
        yield decided(pair.gold, Status.ACCEPTED, origin, first)
    for entity in alignment.missed:
        yield decided(entity, Status.ACCEPTED, HUMAN)
    for entity in alignment.spurious:
        yield decided(entity, Status.REJECTED, origin)
    yield from (entity for entity in one.decided if entity.span in unjudged)


class _Others:
    """The lessons of articles by the digest of their text, learned when they are first asked for, and all of them together."""

    def __init__(self, taught: Callable[[], Iterable[Taught]]) -> None:
        self._taught = taught

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        articles = {one.article.sha256: one for one in self._taught()}
        first = [learn(one.article, one.entities, one.upto) for one in articles.values()]
        names = Surfaces(surface for lesson in first for surface, seen in lesson.seen.items() if seen.labels)
        # Once more, so that a name which one article teaches is counted where it is none in another.
        return {digest: learn(one.article, one.entities, one.upto, names) for digest, one in articles.items()}

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.lessons.values())
