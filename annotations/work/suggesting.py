"""Suggestions over a whole article, waited for; the reader's own way, which does not wait, is in ``tui.suggesting``."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Queue

from annotations.merging import merge_suggestions
from annotations.project import Project
from annotations.suggest.answers import Answer, Failed, Found, Suggester
from annotations.suggest.plan import chunks


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of a run: how many suggestions entered, how many of the model's labels mean nothing in the label set, and,
    where it failed, why in words."""

    added: int
    unmapped: Mapping[str, int]
    failed: str = ""


def suggest(project: Project, uid: str, suggester: Suggester, on_progress: Callable[[int, int], None] | None = None) -> Suggested:
    """Let a model suggest over an article and wait for it. What is found enters as it comes.

    ``on_progress`` is called here, on this thread, with the code points covered so far and all of them.
    """
    article = project.article(uid)
    spans = chunks(article, (0, 0))
    total, covered, added = sum(end - start for start, end in spans), 0, 0
    unmapped: Counter[str] = Counter()
    answers: Queue[Answer] = Queue()
    request = suggester.suggest(article, spans, answers.put)
    try:
        while isinstance(answer := answers.get(), Found):
            model = answer.proposals[0].origin if answer.proposals else project.progress(uid).model
            merged = merge_suggestions(project.marked(uid), answer.proposals, model)
            if merged.change is not None:
                project.arrive(merged.change)
            added += merged.added
            unmapped.update(merged.unmapped)
            covered += sum(end - start for start, end in answer.covered)
            if on_progress is not None:
                on_progress(covered, total)
    except BaseException:
        suggester.cancel(request)
        raise
    if isinstance(answer, Failed):
        return Suggested(added, unmapped, answer.why)
    done = merge_suggestions(project.marked(uid), (), answer.model).change
    if done is not None:
        project.arrive(done)
    return Suggested(added, unmapped)
