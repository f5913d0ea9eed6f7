"""add, list, show: the articles of a project."""

import click

from annotations.commands.opening import annotator_option, find_articles, json_option, project_option, reading, writing
from annotations.commands.output import counted, say, say_json, say_table, say_text, warn
from annotations.entity import Entity, Status
from annotations.labels import label_set
from annotations.project import ArticleRow, Project
from annotations.work.opening import open_articles

MARKS = {Status.SUGGESTED: "?", Status.UNSURE: "!", Status.ACCEPTED: "✓", Status.REJECTED: "x"}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@project_option
@annotator_option
@click.option(
    "--labels", "label_names", metavar="PRESET|FILE", help="The label set of a new project; adds what an old one lacks."
)
@json_option
def add(sources: tuple[str, ...], named: str | None, annotator: str | None, label_names: str | None, as_json: bool) -> None:
    """Put articles into the project: files, folders, URLs, or - for standard input."""
    labels = label_set(label_names) if label_names else None
    with writing(named, sources, annotator=annotator, labels=labels) as project:
        before = {row.uid for row in project.articles()}
        uids, notices = open_articles(project, sources, keep=True)
        for notice in notices:
            warn(notice)
        if as_json:
            say_json({"project": str(project.path), "articles": uids, "new": [uid for uid in uids if uid not in before]})
            return
        new = sum(uid not in before for uid in uids)
        known = f", {len(uids) - new} there already" if new < len(uids) else ""
        say(f"{counted(new, 'article')} added to {project.path}{known}")


@click.command("list")
@project_option
@json_option
def listing(named: str | None, as_json: bool) -> None:
    """The articles of the project, in order, with their numbers."""
    with reading(named) as project:
        rows = project.articles()
        if as_json:
            say_json([_summary(project, row) for row in rows])
            return
        if not rows:
            say(f"no articles in {project.path}")
            return
        table = []
        for n, row in enumerate(rows, 1):
            counts = project.counts(row.uid)
            marked = (counts[status] for status in (Status.SUGGESTED, Status.UNSURE, Status.ACCEPTED))
            table.append((n, row.uid, project.progress(row.uid).state.value, *marked, row.characters, row.title))
        say_table(table, ("n", "id", "state", "?", "!", "✓", "characters", "title"))


@click.command()
@click.argument("article", metavar="ARTICLE")
@project_option
@click.option("--text", "text_only", is_flag=True, help="Only the text.")
@json_option
def show(article: str, named: str | None, text_only: bool, as_json: bool) -> None:
    """An article and its entities. ARTICLE: its number in the list, its id or its source."""
    with reading(named) as project:
        [uid] = find_articles(project, [article])
        stored = project.article(uid)
        if as_json:
            entities = [_entity(one) | {"text": stored.text[one.start : one.end]} for one in project.entities(uid)]
            [row] = [one for one in project.articles() if one.uid == uid]
            say_json(_summary(project, row) | {"text": stored.text, "entities": entities})
            return
        say_text(stored.text.removesuffix("\n"))
        if text_only:
            return
        rows = [
            (one.start, one.end, MARKS[one.status], one.label, one.origin, stored.surface(one.start, one.end))
            for one in project.entities(uid)
        ]
        say()
        if rows:
            say_table(rows, ("start", "end", "", "label", "from", "text"))
        else:
            say("no entities yet")


def _summary(project: Project, row: ArticleRow) -> dict[str, object]:
    progress, counts = project.progress(row.uid), project.counts(row.uid)
    return {
        "id": row.uid,
        "title": row.title,
        "sources": list(row.sources),
        "media_type": row.media_type,
        "language": row.language,
        "added": row.added,
        "characters": row.characters,
        "sha256": row.sha256,
        "state": progress.state.value,
        "checked": progress.checked,
        "model": progress.model,
        "counts": {status.value: counts[status] for status in Status},
    }


def _entity(entity: Entity) -> dict[str, object]:
    return {
        "id": entity.uid,
        "start": entity.start,
        "end": entity.end,
        "label": entity.label,
        "status": entity.status.value,
        "via": entity.via.value if entity.via else None,
        "origin": entity.origin,
        "score": entity.score,
        "others": [one._asdict() for one in entity.others],
        "by": entity.by,
        "at": entity.at,
        "note": entity.note,
    }
