"""Learning from the finished articles of a project: which are learned from, and what is done with what came of it.

A language at a time, since a model has one. ``learn_anew`` begins with the model and goes over all of them in order, as the
command does; ``request_after`` goes on after one article, as the reader does behind the reading.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from annotations.article import Article
from annotations.folders import data_folder
from annotations.language import guess
from annotations.progress import State
from annotations.project import Project
from annotations.suggest.examples import Finished, finished
from annotations.suggest.guard import is_kept
from annotations.suggest.learner import Learner
from annotations.suggest.models import ModelError, choose, several
from annotations.suggest.teaching import OnProgress, Outcome, Request
from annotations.suggest.trained import Record, Trained

SETTING = "learn"
"""The project's setting: whether the reader learns after each finished article."""
_REPLAYED, _JUDGING = 8, 20
"""Of a long project the most articles that are read again after one more: to be learned from with it, and to judge by."""


class Planned(NamedTuple):
    """What a learner is asked, and what the record will be, but for the scores and the place. No request where an article is
    kept apart and there is nothing yet to judge."""

    language: str
    record: Record
    request: Request | None


class Learned(NamedTuple):
    """What was learned in one language: what came of it, None where nothing was asked, and the record as it is now."""

    language: str
    record: Record
    outcome: Outcome | None


def trained_of(project: Path, data: Path | None = None) -> Trained:
    """Where the pipelines of a project are; ``data`` stands in for the user's data folder."""
    return Trained(Path(data_folder()) if data is None else data, project)


def in_use(trained: Trained, model: str) -> Mapping[str, str]:
    """The pipelines that stand in for the model, by language: those that were learned from it. ``model`` is what was asked for,
    empty where nothing was; several models do not learn."""
    if len(several(model)) > 1:
        return {}
    found = {}
    for language, folder in trained.in_use().items():
        record = trained.record(language)
        if record is not None and record.base == base_of(model, language):
            found[language] = folder
    return found


def language_of(article: Article) -> str:
    """The language that an article is read in: its own, else a guess, else English."""
    return article.language or guess(article.text) or "en"


def plans(project: Project, uids: Iterable[str], trained: Trained, model: str) -> dict[str, Planned]:
    """What to learn from those of these articles that are finished, from the model on, by language."""
    found: dict[str, list[Finished]] = defaultdict(list)
    for uid in uids:
        if (read := _read(project, uid)) is not None and _says_something(read[1]):
            found[read[0]].append(read[1])
    planned = {}
    for language, articles in found.items():
        new = [one for turn, one in enumerate(articles) if not is_kept(turn)]
        kept = [one for turn, one in enumerate(articles) if is_kept(turn)]
        base = base_of(model, language)
        request = Request(model, language, trained.room(language, base), project.labels, new, (), kept)
        record = Record(base, learned=tuple(one.uid for one in new), kept=tuple(one.uid for one in kept))
        planned[language] = Planned(language, record, request)
    return planned


def request_after(project: Project, uid: str, trained: Trained, model: str) -> Generator[None, None, Planned | None]:
    """What to learn after this article was finished; None where there is nothing. Reads a few earlier ones, one a step.

    Where it has learned before, it goes on from there; where the article is one of those kept apart, it is learned from no
    more, and the model that learned is judged by one more.
    """
    here = _read(project, uid)
    yield
    if here is None or not _says_something(here[1]):
        return None
    language, article = here
    base, record = base_of(model, language), trained.record(language)
    if record is None or record.base != base:
        record = Record(base)
    learned = tuple(one for one in record.learned if one != uid)
    kept = tuple(one for one in record.kept if one != uid)
    keep = uid in record.kept or (uid not in record.learned and is_kept(len(record.learned) + len(record.kept)))
    start = trained.pipeline(language)
    record = record._replace(learned=learned if keep else (*learned, uid), kept=(*kept, uid) if keep else kept)
    if keep and start is None:
        return Planned(language, record, None)
    # The same ones for the same article, whenever it is learned from.
    sample = Random(uid).sample(learned, min(_REPLAYED, len(learned)))
    again: dict[str, Finished] = {}
    for one in (*sample, *kept[-_JUDGING:]):
        if (read := _read(project, one)) is not None and read[0] == language:
            again[one] = read[1]
        yield
    request = Request(
        model,
        language,
        trained.room(language, base),
        project.labels,
        [] if keep else [article],
        [again[one] for one in sample if one in again],
        [again[one] for one in kept[-_JUDGING:] if one in again] + [article] * keep,
        start,
    )
    return Planned(language, record, request)


def learn(planned: Planned, trained: Trained, learner: Learner, on_progress: OnProgress) -> Learned:
    """Learn, and put what came of it in use. Raises LearningError, OSError; then what was in use stays."""
    language, record, request = planned
    if request is None:
        trained.put(language, record)
        return Learned(language, record, None)
    outcome = learner.learn(request, on_progress)
    verdict = outcome.verdict
    record = record._replace(
        base=outcome.base,
        place="" if outcome.path is None else trained.place_of(language, outcome.path),
        before=None if verdict is None else verdict.before,
        after=None if verdict is None else verdict.after,
        used=outcome.used,
    )
    trained.put(language, record)
    return Learned(language, record, outcome)


def said(learned: Learned) -> str:
    """What was learned, in a line."""
    outcome, kept = learned.outcome, len(learned.record.kept)
    if outcome is None:
        return "this article is kept apart: what is learned is judged by it"
    begun, verdict = f"learned from {_counted(outcome.articles)}", outcome.verdict
    if outcome.path is not None and not outcome.used:
        return f"{begun}; it suggests as soon as that saves edits on an article kept apart, every fifth"
    if verdict is None:
        return f"{begun}; none kept apart yet to judge by"
    if outcome.path is None:
        fall = f"F1 fell from {_f1(verdict.before)} to {_f1(verdict.after)} on {kept} kept apart"
        return f"{begun}, but {fall}: back to {outcome.base}"
    return f"{begun}: F1 {_f1(verdict.after)} on {kept} kept apart, before {_f1(verdict.before)}"


def _f1(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def _counted(number: int) -> str:
    return f"{number} article{'' if number == 1 else 's'}"


def base_of(model: str, language: str) -> str:
    """The name of the model asked for, or of the best one for a language; empty where there is none."""
    try:
        return choose(model, language).name
    except ModelError:
        return ""


def _read(project: Project, uid: str) -> tuple[str, Finished] | None:
    """A finished article and its language; None where it is open, or gone."""
    if uid not in project or project.standing(uid).state is not State.DONE:
        return None
    marked = project.glance(uid, "")
    if marked is None:
        return None
    return language_of(marked.article), finished(marked.article, marked.entities)


def _says_something(article: Finished) -> bool:
    """Whether anything in it was decided singly, or it has no entity at all."""
    return bool(article.entities) or not article.open
