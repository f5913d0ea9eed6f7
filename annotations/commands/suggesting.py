"""suggest: let a model suggest over articles, without a screen."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.markup import escape

from annotations.commands.opening import annotator_option, find_articles, json_option, project_option, writing
from annotations.commands.output import counted, say, say_json, warn
from annotations.entity import Via
from annotations.project import Project
from annotations.safe import safe_line
from annotations.work.errors import WorkError
from annotations.work.opening import open_articles
from annotations.work.suggesting import Suggested, suggest


@click.command("suggest")
@click.argument("articles", nargs=-1, metavar="[ARTICLE|SOURCE]...")
@project_option
@annotator_option
@click.option("--model", metavar="NAME|PATH", help="The spaCy model; else $RUBRICATE_MODEL, else the best one installed.")
@json_option
def suggest_command(articles: tuple[str, ...], named: str | None, annotator: str | None, model: str | None, as_json: bool) -> int:
    """Let a model suggest entities: in the articles given (by number, id or source; new ones are added), else in all.

    What was decided or refused stays. Unless they are named, articles with imported entities are left alone.
    """
    model = model or os.environ.get("RUBRICATE_MODEL")
    if model == "none":
        raise WorkError("--model none suggests nothing: give the name or path of a model, or leave it out")
    with writing(named, articles, annotator=annotator) as project:
        uids = _uids(project, articles)
        from annotations.suggest.client import WorkerSuggester

        suggester = WorkerSuggester(model)
        try:
            with _progress() as task:
                results = {uid: suggest(project, uid, suggester, task(project.article(uid).title)) for uid in uids}
        finally:
            suggester.stop()
        return _report(project, results, as_json)


def _uids(project: Project, words: Sequence[str]) -> list[str]:
    if not words:
        rows = project.articles()
        if not rows:
            raise WorkError(f"no articles in {project.path} yet: name a file, a folder or a URL")
        return [row.uid for row in rows if not any(one.via is Via.IMPORT for one in project.entities(row.uid))]
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


def _report(project: Project, results: dict[str, Suggested], as_json: bool) -> int:
    unmapped: Counter[str] = Counter()
    for result in results.values():
        unmapped.update(result.unmapped)
    added = sum(result.added for result in results.values())
    failures = dict.fromkeys(result.failed for result in results.values() if result.failed)
    for why in failures:
        warn(why)
    if as_json:
        say_json(
            {
                "project": str(project.path),
                "articles": {
                    uid: {"added": one.added, "unmapped": dict(one.unmapped), "failed": one.failed}
                    for uid, one in results.items()
                },
            }
        )
    elif added or not failures:
        done = [result for result in results.values() if not result.failed]
        say(f"{counted(added, 'suggestion')} in {counted(len(done), 'article')} of {project.path}")
        if unmapped:
            kinds = ", ".join(f"{count} {label}" for label, count in unmapped.most_common())
            say(f"not in the label set, left out: {kinds}")
    return 2 if failures else 0


@contextmanager
def _progress() -> Iterator[Callable[[str], Callable[[int, int], None] | None]]:
    """Bars on standard error, one an article, where that is a terminal; gives what makes one from a title."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bars:

        def started(title: str) -> Callable[[int, int], None]:
            bar = bars.add_task(escape(safe_line(title[:40])))
            return lambda done, total: bars.update(bar, completed=done, total=total)

        yield started
