"""learn: let the model learn from the finished articles of a project, without a screen."""

import os

import click

from annotations.commands.group import FINDINGS
from annotations.commands.opening import find_articles, json_option, project_option, reading
from annotations.commands.output import progress, say, say_json, warn
from annotations.progress import State
from annotations.project import Project
from annotations.suggest.models import several
from annotations.suggest.teaching import LearningError
from annotations.work.errors import WorkError
from annotations.work.learning import Learned, learn, plans, said, trained_of

_FEW = 50
"""Entities below which F1 says little."""


@click.command("learn")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@project_option
@click.option(
    "--model", metavar="NAME|PATH", help="The spaCy model to begin with; else $RUBRICATE_MODEL, else the best installed."
)
@click.option("--reset", is_flag=True, help="Forget what was learned in this project: the model suggests as it came.")
@json_option
def learn_command(articles: tuple[str, ...], named: str | None, model: str | None, reset: bool, as_json: bool) -> int:
    """Let a copy of the model learn from finished articles (by number, id or source), else from all of the project.

    Every fifth is kept apart to judge by: where it suggests these worse than before, the model stays as it came (exit code
    1). Else it suggests in this project from then on. It is an ordinary spaCy pipeline, in a folder that is named.
    """
    model = model or os.environ.get("RUBRICATE_MODEL") or ""
    if model == "none" or len(several(model)) > 1:
        raise WorkError(f"--model {model} cannot learn: give the name or path of one model, or leave it out")
    with reading(named) as project:
        assert project.path is not None
        if reset:
            return _reset(project, as_json)
        learned = _learned(project, articles, model)
        return _report(project, learned, as_json)


def _learned(project: Project, articles: tuple[str, ...], model: str) -> list[Learned]:
    assert project.path is not None
    uids = find_articles(project, articles)
    if articles:
        for uid in uids:
            if project.standing(uid).state is not State.DONE:
                raise WorkError(f"article {uid} is not finished: D in the reader closes it, then it can be learned from")
    from annotations.suggest.learner import WorkerLearner

    trained = trained_of(project.path)
    planned = plans(project, uids, trained, model)
    if not planned:
        raise WorkError(
            f"nothing to learn from in {project.path}: no article is finished (D in the reader), or nothing was decided singly"
        )
    learner = WorkerLearner()
    try:
        with progress("learning") as told:
            return [learn(one, trained, learner, told) for one in planned.values()]
    except LearningError as error:
        raise WorkError(str(error)) from error
    finally:
        learner.stop()


def _reset(project: Project, as_json: bool) -> int:
    assert project.path is not None
    languages = trained_of(project.path).reset()
    if as_json:
        say_json({"project": str(project.path), "reset": languages})
    elif languages:
        say(f"what was learned in {project.path} is gone: the model suggests as it came")
    else:
        say(f"nothing was learned in {project.path}")
    return 0


def _report(project: Project, learned: list[Learned], as_json: bool) -> int:
    if as_json:
        say_json({"project": str(project.path), "languages": {one.language: _as_json(one) for one in learned}})
    for one in learned:
        assert one.outcome is not None
        if not as_json:
            say(said(one) if len(learned) == 1 else f"{one.language}: {said(one)}")
            if one.outcome.path is not None:
                say(f"{'in use in this project from now on' if one.outcome.used else 'saved'}: {one.outcome.path}")
        if (verdict := one.outcome.verdict) is not None and one.outcome.path is not None and verdict.entities < _FEW:
            warn(f"kept apart are only so few entities that these scores say little: {verdict.entities}")
    return FINDINGS if any(one.outcome and one.outcome.path is None for one in learned) else 0


def _as_json(learned: Learned) -> dict[str, object]:
    outcome = learned.outcome
    assert outcome is not None
    verdict = outcome.verdict
    return {
        "base": outcome.base,
        "model": None if outcome.path is None else str(outcome.path),
        "kind": outcome.kind,
        "in_use": outcome.path is not None and outcome.used,
        "learned": list(learned.record.learned),
        "kept": list(learned.record.kept),
        "before": None if verdict is None else verdict.before,
        "after": None if verdict is None else verdict.after,
        "entities": 0 if verdict is None else verdict.entities,
    }
