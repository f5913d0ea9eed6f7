"""Suggestions over a whole article, waited for; the reader's own way, which does not wait, is in ``tui.suggesting``."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Queue

from annotations.change import Change, EntityChange, ProgressChange
from annotations.covered import Covered
from annotations.entity import Status, Via
from annotations.language import guess
from annotations.merging import merge_suggestions
from annotations.progress import State
from annotations.project import Project
from annotations.suggest.answers import Answer, Failed, Found, Suggester
from annotations.suggest.models import Wanted, covered_by
from annotations.suggest.plan import in_order
from annotations.work.improving import Improving


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of a run: how many suggestions entered, how many of the model's labels mean nothing in the label set, where it
    failed, why in words, and of several models why one did not read."""

    added: int
    unmapped: Mapping[str, int]
    failed: str = ""
    said: str = ""


def to_suggest(project: Project, uid: str, wanted: Wanted | None, *, named: bool = False) -> bool:
    """Whether an article is to be asked about with these models: not where they have covered it (None: even then); nor, unless
    it was named, where somebody has closed it or imported its entities."""
    progress = project.standing(uid)
    if not named and (progress.imported or progress.state is State.DONE):
        return False
    if wanted is not None and progress.model:
        article = project.article(uid)
        if wanted.cover(progress.model, article.language or guess(article.text)):
            return False
    return named or not _imported(project, uid)


def _imported(project: Project, uid: str) -> bool:
    return any(entity.via is Via.IMPORT for entity in project.entities(uid))


def read_before(project: Project, uid: str, wanted: Wanted) -> Covered:
    """The parts of an article that these models have read and suggested over before, where they did not come to its end."""
    article, progress = project.article(uid), project.progress(uid)
    language = article.language or guess(article.text)
    return Covered(article.text, progress.read if progress.read and wanted.cover(progress.read_by, language) else ())


def note_read(project: Project, uid: str, covered: Covered, model: str) -> None:
    """Note which parts of an article a model has read by now, for who flushes: with what it suggests there."""
    if project.progress(uid).read != covered.runs:
        project.remember(uid, read=covered.runs, read_by=model)


def take_back(project: Project, uid: str, *, stored: bool = False) -> None:
    """Take the suggestions of the models that read an article, or a part, back, where nobody decided on it: others will suggest
    there, as if it were read for the first time. Of an article that is stored they stay, but where ``stored``."""
    progress = project.progress(uid)
    if not (progress.model or progress.read_by).startswith("model:"):
        return
    if uid in project.uids() and not (stored and progress.state is State.NEW):
        return
    suggested = [one for one in project.entities(uid) if one.status is Status.SUGGESTED and one.origin.startswith("model:")]
    changes = tuple(EntityChange(uid, one, None) for one in suggested)
    again = ProgressChange(uid, progress, progress.changed(model="", read=(), read_by=""))
    project.arrive(Change("suggest", uid, changes, (again,), said=f"{len(changes)} suggestions taken back"))


def cover(project: Project, uid: str, model: str) -> None:
    """Note that a model has read all of an article, beside those that did before."""
    before = project.progress(uid)
    after = before.changed(model=covered_by(before.model, model), read=(), read_by="")
    if after != before:
        project.arrive(Change("suggest", uid, (), (ProgressChange(uid, before, after),), said="covered"))


def suggest(
    project: Project,
    uid: str,
    suggester: Suggester,
    on_progress: Callable[[int, int], None] | None = None,
    improving: Improving | None = None,
    wanted: Wanted | None = None,
) -> Suggested:
    """Let a model suggest over an article and wait for it. What is found enters as it comes, as ``improving`` has it.

    What the ``wanted`` models have read of it before is left out; None: nothing is. Interrupted, it is noted what was read.
    ``on_progress`` is called here, on this thread, with the code points covered so far and all of them.
    """
    article = project.article(uid)
    read = read_before(project, uid, wanted) if wanted else Covered(article.text)
    spans = list(in_order(article, (0, 0), read))
    total, covered, added = sum(end - start for start, end in spans), 0, 0
    unmapped: Counter[str] = Counter()
    answers: Queue[Answer] = Queue()
    request = suggester.suggest(article, spans, answers.put)
    try:
        while isinstance(answer := answers.get(), Found):
            marked = project.marked(uid)
            found = improving.refined(uid, answer.proposals, answer.covered) if improving else answer.proposals
            merged = merge_suggestions(marked, found, marked.progress.model)
            if merged.change is not None:
                project.arrive(merged.change)
            added += merged.added
            unmapped.update(merged.unmapped)
            covered += sum(end - start for start, end in answer.covered)
            for span in answer.covered:
                read.add(*span)
            note_read(project, uid, read, answer.model)
            if on_progress is not None:
                on_progress(covered, total)
    except BaseException:
        suggester.cancel(request)
        raise
    if isinstance(answer, Failed):
        return Suggested(added, unmapped, answer.why)
    cover(project, uid, answer.model)
    return Suggested(added, unmapped, said=answer.said)
