"""rules: the user's own patterns, lists of names and regular expressions, which suggest beside a model or without one."""

import re
from pathlib import Path

import click

from annotations.commands.opening import annotator_option, json_option, project_option, reading, writing
from annotations.commands.output import counted, say, say_json, say_table, warn
from annotations.entity import CARRIED
from annotations.project import Project
from annotations.suggest.rule_errors import RuleError
from annotations.suggest.rule_files import read_rules
from annotations.suggest.rules import ORIGIN, Row, RuleSet, checked_row
from annotations.work.errors import WorkError
from annotations.work.ruling import keep_rules, remove_rules, rule_set, rule_sets, with_rows

_NAME = re.compile(r"[\w.-]{1,40}")


@click.group("rules")
def rules_command() -> None:
    """Rules that suggest: patterns of Prodigy or EntityRuler, lists of names, regular expressions. Each file is a set by name."""


@rules_command.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--label", default="", metavar="LABEL", help="The label of names and expressions that have none of their own.")
@click.option("--name", default="", metavar="NAME", help="What the set is called; else the file's name.")
@click.option("--regex", "expressions", multiple=True, metavar="EXPRESSION", help="A regular expression, with --label.")
@project_option
@annotator_option
def add(
    files: tuple[Path, ...], label: str, name: str, expressions: tuple[str, ...], named: str | None, annotator: str | None
) -> None:
    """Take rules in: .jsonl is patterns ({"label", "pattern"} or {"label", "regex"}), .csv and .tsv are name, label, id, any
    other file is one name a line. A set of the same name gets those it lacks.

    Patterns of tokens may ask for what can be told of a token by itself (TEXT, LOWER, SHAPE, IS_TITLE, LIKE_NUM, ... with OP).
    An id is what the entity is identified with.
    """
    try:
        found = [(name or _named(file), read_rules(file, label)) for file in files]
        if expressions:
            found.append((name or "regex", [checked_row({"label": label, "regex": one}) for one in expressions]))
    except RuleError as error:
        raise WorkError(str(error)) from error
    if not found:
        raise click.UsageError("no rules given: a FILE, or --regex EXPRESSION --label LABEL")
    for set_name, _ in found:
        if not _NAME.fullmatch(set_name) or ORIGIN + set_name == CARRIED:
            raise WorkError(f"{set_name!r} is no name for rules: give one of letters, digits, - _ . with --name")
    with writing(named, annotator=annotator) as project:
        if not project.exists:
            raise WorkError(f"no project {project.path} here: make one with rubricate add SOURCE, or give one with -p FILE")
        for set_name, rows in found:
            rules = with_rows(rule_set(project, set_name) or RuleSet(set_name, ()), rows)
            keep_rules(project, rules)
            _warn_of_labels(project, rows)
            say(f"{set_name}: {counted(len(rules.rows), 'rule')}")


def _named(file: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", file.stem)[:40]


def _warn_of_labels(project: Project, rows: list[Row]) -> None:
    unknown = sorted({row["label"] for row in rows if project.labels.mapped(row["label"]) is None})
    if unknown:
        warn(f"not in the label set {project.labels.name}, so these suggest nothing: {', '.join(unknown[:8])}")


@rules_command.command("list")
@project_option
@json_option
def listing(named: str | None, as_json: bool) -> None:
    """The sets of rules, with how many they have of each kind."""
    with reading(named) as project:
        found = rule_sets(project)
    if as_json:
        say_json([{"name": one.name, "off": one.off, "rules": list(one.rows)} for one in found])
    elif not found:
        say("no rules yet: rubricate rules add FILE takes some in")
    else:
        say_table(
            [(one.name, "off" if one.off else "on", *_kinds(one)) for one in found], ("set", "", "texts", "tokens", "regex")
        )


def _kinds(rules: RuleSet) -> tuple[int, int, int]:
    texts = sum(isinstance(row.get("pattern"), str) for row in rules.rows)
    expressions = sum("regex" in row for row in rules.rows)
    return texts, len(rules.rows) - texts - expressions, expressions


@rules_command.command()
@click.argument("name")
@project_option
@annotator_option
def remove(name: str, named: str | None, annotator: str | None) -> None:
    """Take the set NAME out; what it suggested and nobody decided goes when its article is opened."""
    with writing(named, annotator=annotator) as project:
        _found(project, name)
        remove_rules(project, name)
    say(f"{name}: removed")


@rules_command.command()
@click.argument("name")
@project_option
@annotator_option
def off(name: str, named: str | None, annotator: str | None) -> None:
    """Use the set NAME no more; it is kept."""
    _switch(name, named, annotator, off=True)


@rules_command.command()
@click.argument("name")
@project_option
@annotator_option
def on(name: str, named: str | None, annotator: str | None) -> None:
    """Use the set NAME again."""
    _switch(name, named, annotator, off=False)


def _switch(name: str, named: str | None, annotator: str | None, *, off: bool) -> None:
    with writing(named, annotator=annotator) as project:
        keep_rules(project, _found(project, name)._replace(off=off))
    say(f"{name}: {'off' if off else 'on'}")


def _found(project: Project, name: str) -> RuleSet:
    if (rules := rule_set(project, name)) is None:
        raise WorkError(f"no rules {name!r} in {project.path}: rubricate rules list shows them")
    return rules
