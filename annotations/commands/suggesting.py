"""suggest: let a model suggest over articles, without a screen."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import click

from annotations.commands.opening import annotator_option, find_articles, json_option, project_option, writing
from annotations.commands.output import counted, progress, say, say_json, warn
from annotations.project import Project
from annotations.suggest.models import Wanted, asked_for
from annotations.work.errors import WorkError
from annotations.work.improving import improving_of
from annotations.work.learning import in_use, trained_of
from annotations.work.opening import open_articles
from annotations.work.suggesting import Suggested, suggest, to_suggest


@click.command("suggest")
@click.argument("articles", nargs=-1, metavar="[ARTICLE|SOURCE]...")
@project_option
@annotator_option
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME|PATH",
    help="The spaCy model; several, to compare them. Else $RUBRICATE_MODEL, else the best one installed.",
)
@click.option("--again", is_flag=True, help="Ask also about articles that this model has suggested over already.")
@json_option
def suggest_command(
    articles: tuple[str, ...], named: str | None, annotator: str | None, models: tuple[str, ...], again: bool, as_json: bool
) -> int:
    """Let a model suggest entities: in the articles given (by number, id or source; new ones are added), else in all.

    What was decided or refused stays. What the model has read is not asked about again, so that a run that was interrupted
    goes on where it was, within an article too. Unless they are named, articles that are closed, or have imported entities,
    are left alone.
    """
    model, _ = asked_for(models, os.environ)
    if model == "none":
        raise WorkError("--model none suggests nothing: give the name or path of a model, or leave it out")
    with writing(named, articles, annotator=annotator) as project:
        learned = in_use(trained_of(project.path), model) if project.path else {}
        uids, wanted = _uids(project, articles), None if again else Wanted(model, learned)
        to_do = [uid for uid in uids if _to_do(project, uid, wanted, bool(articles))]
        from annotations.suggest.client import WorkerSuggester

        suggester, results = WorkerSuggester(model), dict[str, Suggested]()
        suggester.learned = learned
        improving = improving_of(project)
        try:
            with progress("suggesting") as told:
                for uid in to_do:
                    results[uid] = suggest(project, uid, suggester, _of_all(told, len(results), len(to_do)), improving, wanted)
                    project.flush()
                    project.let_go(uid)
        except KeyboardInterrupt:
            warn(f"{len(results)} of {counted(len(to_do), 'article')} suggested over; the same command goes on from there")
            raise
        finally:
            suggester.stop()
        return _report(project, uids, results, as_json)


def _of_all(told: Callable[[int, int], None], done: int, count: int) -> Callable[[int, int], None]:
    """Tells how much of all articles is done, in thousandths of one, from how much of this one is."""
    return lambda part, whole: told(1000 * done + 1000 * part // max(whole, 1), 1000 * count)


def _to_do(project: Project, uid: str, wanted: Wanted | None, named: bool) -> bool:
    found = to_suggest(project, uid, wanted, named=named)
    project.let_go(uid)
    return found


def _uids(project: Project, words: Sequence[str]) -> list[str]:
    if not words:
        uids = project.uids()
        if not uids:
            raise WorkError(f"no articles in {project.path} yet: name a file, a folder or a URL")
        return uids
    found: dict[str, None] = {}
    for word in words:
        try:
            found.update(dict.fromkeys(find_articles(project, [word])))
        except WorkError:
            uids, notices = open_articles(project, [word], keep=True)
            found.update(dict.fromkeys(uids))
            for notice in notices:
                warn(notice)
    return list(found)


def _report(project: Project, uids: Sequence[str], results: Mapping[str, Suggested], as_json: bool) -> int:
    unmapped: Counter[str] = Counter()
    for result in results.values():
        unmapped.update(result.unmapped)
    added = sum(result.added for result in results.values())
    failures = dict.fromkeys(result.failed for result in results.values() if result.failed)
    for why in [*failures, *dict.fromkeys(result.said for result in results.values() if result.said)]:
        warn(why)
    left = [uid for uid in uids if uid not in results]
    already = [uid for uid in left if project.standing(uid).model.startswith("model:")]
    if as_json:
        rows = {uid: {"added": one.added, "unmapped": dict(one.unmapped), "failed": one.failed} for uid, one in results.items()}
        nothing = {"added": 0, "unmapped": {}, "failed": ""}
        say_json(
            {
                "project": str(project.path),
                "articles": {uid: {**rows.get(uid, nothing), "already": uid in already} for uid in uids},
            }
        )
        return 2 if failures else 0
    done = [result for result in results.values() if not result.failed]
    if done or not failures:
        say(f"{counted(added, 'suggestion')} in {counted(len(done), 'article')} of {project.path}")
    if already:
        say(f"{len(already)} already suggested: --again asks once more")
    if len(left) > len(already):
        say(f"{len(left) - len(already)} left alone, closed or with imported entities: name one to have it suggested over")
    if unmapped:
        kinds = ", ".join(f"{count} {label}" for label, count in unmapped.most_common())
        say(f"not in the label set, left out: {kinds}")
    return 2 if failures else 0
