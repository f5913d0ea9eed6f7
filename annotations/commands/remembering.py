"""memory: what a project remembers of the names that were decided on, listed, corrected, switched off, exported."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from annotations.commands.opening import annotator_option, json_option, project_option, reading, writing
from annotations.commands.output import counted, say, say_json, say_table
from annotations.project import Project
from annotations.suggest.memory import Memory, Verdict
from annotations.suggest.remembered import Line, lines_of
from annotations.work.errors import WorkError
from annotations.work.remembering import Remembering

_FORMATS = ("patterns", "entity_ruler")


@click.group("memory")
def memory_command() -> None:
    """What is remembered of the names that were decided on, and used in what is suggested later.

    It is learned from what was checked: articles that are done, or up to their checkpoint. RUBRICATE_MEMORY=off, or
    memory = false in config.toml, leaves it out for a time; rubricate memory use --off for this project.
    """


@memory_command.command("list")
@click.argument("words", required=False, default="", metavar="[TEXT]")
@project_option
@json_option
def listing(words: str, named: str | None, as_json: bool) -> None:
    """Every surface that something is remembered of, or those with TEXT in them: what it does, how often it was what."""
    with _remembered(named) as (_, memory):
        lines = [one for one in lines_of(memory) if words.casefold() in one.surface.casefold()]
        if as_json:
            say_json([_as_json(memory, one) for one in lines])
            return
    if not lines:
        say("nothing is remembered yet: it is learned from articles that are done, D, or passed, P")
        return
    say_table(lines, ("text", "suggested as", "was"))


def _as_json(memory: Memory, line: Line) -> dict[str, object]:
    seen, entry = memory.seen(line.surface), memory.entry(line.surface)
    return {
        "surface": line.surface,
        "labels": dict(seen.labels),
        "rejected": seen.rejected,
        "free": seen.free,
        "shifts": [{**shift._asdict(), "count": count} for shift, count in seen.shifts.items()],
        "label": memory.label(line.surface),
        "added": bool(memory.adds(line.surface)),
        "dropped": memory.verdict(line.surface) is Verdict.DROP,
        "set": entry.label,
        "off": entry.off,
        "explained": line.said,
    }


@memory_command.command()
@click.argument("surface")
@project_option
@annotator_option
def off(surface: str, named: str | None, annotator: str | None) -> None:
    """Use what is remembered of SURFACE no more; it is still learned."""
    _switch(surface, named, annotator, off=True)


@memory_command.command()
@click.argument("surface")
@project_option
@annotator_option
def on(surface: str, named: str | None, annotator: str | None) -> None:
    """Use what is remembered of SURFACE again."""
    _switch(surface, named, annotator, off=False)


def _switch(surface: str, named: str | None, annotator: str | None, *, off: bool) -> None:
    with _changing(named, annotator) as remembering:
        if surface not in set(remembering.memory):
            raise WorkError(f"nothing is remembered of {surface!r}: rubricate memory list shows what is, written as it stands")
        remembering.say(surface, remembering.memory.entry(surface)._replace(off=off))
    say(f"{surface}: {'off' if off else 'on'}")


@memory_command.command("set")
@click.argument("surface")
@click.argument("label")
@project_option
@annotator_option
def set_label(surface: str, label: str, named: str | None, annotator: str | None) -> None:
    """Suggest SURFACE as LABEL wherever it stands, whatever it was before; an empty LABEL ends that."""
    words = " ".join(surface.split())
    with _changing(named, annotator) as remembering:
        labels = remembering.project.labels
        if label and label not in labels:
            raise WorkError(f"no label {label!r} in the set {labels.name}: rubricate labels shows them")
        if not words:
            raise WorkError("the text is empty: give the name as it stands in the articles")
        remembering.say(words, remembering.memory.entry(words)._replace(label=label))
        said = remembering.memory.explain(words)
    say(f"{words}: {said or 'nothing is remembered of it'}")


@memory_command.command()
@click.argument("surface")
@project_option
@annotator_option
def forget(surface: str, named: str | None, annotator: str | None) -> None:
    """Forget what was seen of SURFACE so far; it is learned anew from what is decided later."""
    with _changing(named, annotator) as remembering:
        if surface not in set(remembering.memory):
            raise WorkError(f"nothing is remembered of {surface!r}: rubricate memory list shows what is, written as it stands")
        remembering.forget(surface)
    say(f"{surface}: forgotten")


@memory_command.command()
@click.option("--on/--off", "use", default=True, help="Use memory in this project, or leave it out.")
@project_option
@annotator_option
def use(use: bool, named: str | None, annotator: str | None) -> None:
    """Use memory in this project, or with --off leave it out; $RUBRICATE_MEMORY goes before that."""
    with writing(named, annotator=annotator) as project:
        _there(project)
        project.set_setting("memory", use)
    say(f"memory {'on' if use else 'off'} in this project")


@memory_command.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="patterns", help="Prodigy's patterns, or EntityRuler's.")
@click.option("-o", "--output", "out", required=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@project_option
def export(form: str, out: Path, named: str | None) -> None:
    """Write what memory would suggest as patterns, JSON lines, for Prodigy or for spaCy's EntityRuler.

    rubricate rules add takes such a file, and so do prodigy ... --patterns and EntityRuler.from_disk.
    """
    with _remembered(named) as (_, memory):
        lines = patterns(memory, form)
    if out.exists():
        raise WorkError(f"{out} is there already: give another name")
    with out.open("x", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    say(f"{counted(len(lines), 'pattern')} in {out}")


def patterns(memory: Memory, form: str) -> list[str]:
    """The lines of a file of patterns: exact texts with their labels; for EntityRuler the longer ones first."""
    surfaces = [(surface, label) for surface in memory if (label := memory.adds(surface))]
    surfaces.sort(key=lambda one: (-len(one[0]) if form == "entity_ruler" else 0, one))
    return [json.dumps({"label": label, "pattern": surface}, ensure_ascii=False) + "\n" for surface, label in surfaces]


@contextmanager
def _remembered(named: str | None) -> Iterator[tuple[Project, Memory]]:
    with reading(named) as project:
        remembering = Remembering(project)
        remembering.settle()
        yield project, remembering.memory


@contextmanager
def _changing(named: str | None, annotator: str | None) -> Iterator[Remembering]:
    with writing(named, annotator=annotator) as project:
        _there(project)
        remembering = Remembering(project)
        remembering.settle()
        yield remembering


def _there(project: Project) -> None:
    if not project.exists:
        raise WorkError(f"no project {project.path} here: give one with -p FILE")
