"""Evaluating: systems that suggest, side by side, against gold. Each is judged only on texts it has not learned from."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Queue
from types import MappingProxyType
from typing import NamedTuple

from annotations.article import Article
from annotations.entity import Proposal
from annotations.index import EntityIndex
from annotations.marked import Marked
from annotations.merging import merge_suggestions
from annotations.progress import Progress
from annotations.review.confusion import Confusion, confusion
from annotations.review.evaluation import Alignment, Evaluation, Labelled, aligned, evaluation
from annotations.suggest.answers import Answer, Failed, Found, Suggester
from annotations.suggest.plan import chunks
from annotations.work.gold import Gold, GoldArticle


class Unread(Exception):
    """A system that does not read an article; the message says why, in words."""


class Proposed(NamedTuple):
    """First proposals for an article, and how many had labels that mean nothing in the gold, by label, and are not there."""

    proposals: Sequence[Proposal]
    dropped: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class System:
    """What suggests: a name, a function from an article to what it proposes first, which may raise Unread, and in words what it
    is. ``learned_from`` are the uids of the articles that it may not be judged on."""

    name: str
    propose: Callable[[Article], Proposed]
    about: Callable[[], str] = str
    learned_from: frozenset[str] = frozenset()


class Asked:
    """What a suggester proposes for articles, waited for, and asked once for each text. ``model`` is what answered last.

    ``meant`` gives for its labels what they mean, None for nothing; those that are not there stay.
    """

    def __init__(self, suggester: Suggester, meant: Mapping[str, str | None]) -> None:
        self._suggester = suggester
        self._meant = meant
        self._answered: dict[str, Proposed | Unread] = {}
        self.model = suggester.model

    def __call__(self, article: Article) -> Proposed:
        """What it proposes. Raises Unread."""
        if article.sha256 not in self._answered:
            self._answered[article.sha256] = self._ask(article)
        answered = self._answered[article.sha256]
        if isinstance(answered, Unread):
            raise answered
        return answered

    def _ask(self, article: Article) -> Proposed | Unread:
        found: list[Proposal] = []
        answers: Queue[Answer] = Queue()
        request = self._suggester.suggest(article, chunks(article, (0, 0)), answers.put)
        try:
            while isinstance(answer := answers.get(), Found):
                found += answer.proposals
        except BaseException:
            self._suggester.cancel(request)
            raise
        if isinstance(answer, Failed):
            return Unread(answer.why)
        self.model = answer.model.removeprefix("model:")
        kept, dropped = [], Counter[str]()
        for one in found:
            label = self._meant.get(one.label, one.label)
            if label is None:
                dropped[one.label] += 1
            else:
                kept.append(one._replace(label=label))
        return Proposed(kept, dropped)


@dataclass
class Judged:
    """What came of one system: its alignment with gold in each article that it read, by place in the gold; how many proposals
    have labels that mean nothing there, by label; why it read others not, and how many; how many it had learned from."""

    system: System
    alignments: dict[int, Alignment] = field(default_factory=dict)
    unmapped: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One system over the articles of a table."""

    name: str
    evaluation: Evaluation
    confusion: Confusion


@dataclass(frozen=True, slots=True)
class Table:
    """Systems that were judged on the same articles."""

    articles: tuple[GoldArticle, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems side by side. The tables: over all articles, those systems that read and may be judged on all; then, where some
    may not, all of those over the articles they have in common."""

    gold: Gold
    judged: tuple[Judged, ...]
    tables: tuple[Table, ...]


def compare(
    gold: Gold, systems: Sequence[System], on_progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Comparison:
    """Let each system propose over the articles of the gold and judge what would enter them: with clean edges, labels mapped,
    without overlap where the label set forbids it. ``on_progress`` is called with articles read and all of them."""
    judged = tuple(Judged(system) for system in systems)
    total = len(systems) * len(gold.articles)
    for place, one in enumerate(gold.articles):
        for number, each in enumerate(judged):
            _judge(each, gold, place, one)
            on_progress(place * len(systems) + number + 1, total)
    return Comparison(gold, judged, tuple(_tables(gold, judged)))


def entering(gold: Gold, article: Article, proposals: Iterable[Proposal]) -> tuple[tuple[Labelled, ...], Mapping[str, int]]:
    """What of these proposals would enter an article that has no entities, and the labels that mean nothing, with counts."""
    merged = merge_suggestions(bare_article(gold, article), proposals, "")
    after = [one.after for one in merged.change.entities if one.after] if merged.change else []
    return tuple((one.start, one.end, one.label) for one in after), merged.unmapped


def bare_article(gold: Gold, article: Article) -> Marked:
    """The article without entities, with the labels of the gold."""
    return Marked(article, EntityIndex(article.text), gold.labels, Progress())


def _judge(judged: Judged, gold: Gold, place: int, one: GoldArticle) -> None:
    if one.article.uid in judged.system.learned_from:
        judged.learned += 1
        return
    try:
        proposals, dropped = judged.system.propose(one.article)
    except Unread as why:
        judged.unread[str(why)] += 1
        return
    found, unmapped = entering(gold, one.article, proposals)
    judged.unmapped.update(dropped)
    judged.unmapped.update(unmapped)
    judged.alignments[place] = aligned(one.entities, found, one.unjudged)


def _tables(gold: Gold, judged: Sequence[Judged]) -> Iterator[Table]:
    able = [one for one in judged if one.alignments]
    whole = [one for one in able if len(one.alignments) == len(gold.articles)]
    if whole:
        yield _table(gold, whole, range(len(gold.articles)))
    if len(whole) < len(able):
        common = set(range(len(gold.articles))).intersection(*(one.alignments for one in able))
        if common:
            yield _table(gold, able, sorted(common))


def _table(gold: Gold, judged: Iterable[Judged], places: Sequence[int]) -> Table:
    rows = []
    for one in judged:
        alignments = [one.alignments[place] for place in places]
        rows.append(Row(one.system.name, evaluation(alignments), confusion(alignments)))
    return Table(tuple(gold.articles[place] for place in places), tuple(rows))
