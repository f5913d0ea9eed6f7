"""evaluate: how right systems that suggest are, by an annotation file or by the project's own finished articles."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from annotations.commands.evaluation_tables import say_comparison
from annotations.commands.opening import find_articles, json_option, project_option, reading
from annotations.commands.output import counted, progress, say_json
from annotations.folders import data_folder
from annotations.project import Project
from annotations.review.confusion import Confusion
from annotations.review.evaluation import Evaluation, Scheme, Score, Side
from annotations.suggest.answers import Suggester
from annotations.suggest.trained import Trained
from annotations.work.errors import WorkError
from annotations.work.evaluating import Asked, Comparison, Judged, Proposed, System, Table, compare
from annotations.work.gold import Gold, gold_of_file, gold_of_project
from annotations.work.learned_system import learned_from, learned_system
from annotations.work.leave_one_out import Taught, memory_system, taught_by_gold, taught_by_project

SYSTEMS = ("model", "memory", "learning")
NOTHING = System("nothing", lambda _article: Proposed(()))
"""What memory stands over where there is no model."""


@click.command("evaluate")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--gold", "gold_file", metavar="FILE", type=click.Path(path_type=Path), help="An annotation file that is right.")
@click.option("--format", "format_name", metavar="FORMAT", help="Its format, where it cannot be guessed.")
@click.option(
    *("--map", "mapping"),
    metavar="FILE|PRESET",
    help='What labels mean: JSON {"model\'s": "gold\'s"}, a TOML label set, or a preset.',
)
@click.option("--model", "models", multiple=True, metavar="NAME|PATH|none", help="A model; several side by side.")
@click.option("--with", "wanted", metavar="A,B", help=f"Only these: {', '.join(SYSTEMS)}.")
@project_option
@json_option
def evaluate_command(
    articles: tuple[str, ...],
    gold_file: Path | None,
    format_name: str | None,
    mapping: str | None,
    models: tuple[str, ...],
    wanted: str | None,
    named: str | None,
    as_json: bool,
) -> int:
    """Precision, recall and F1 of what is suggested first: over the finished articles given (by number, id or source), else
    all of the project's, or over an annotation file.

    Right is what was accepted; what was accepted with the rest (D D) is neither right nor wrong, since nobody looked at it.
    strict: same span and label; boundary: same span; type: same label, some overlap; partial: same span, half for overlap.
    Memory never judges an article it learned from: it has learned from all others, of the project, or with --gold and
    without -p of the file. What was learned is judged on articles that it was not trained on; both is memory over it.
    """
    if gold_file and articles:
        raise click.UsageError("give articles of the project, or --gold FILE, not both")
    if format_name and not gold_file:
        raise click.UsageError("--format goes with --gold FILE")
    kinds, names = _kinds(wanted), _models(models)
    with ExitStack() as stack:
        project = stack.enter_context(reading(named)) if named or not gold_file else None
        if gold_file:
            gold = gold_of_file(gold_file, format_name, mapping)
        else:
            assert project is not None
            gold = gold_of_project(project, find_articles(project, articles), mapping)
        systems = stack.enter_context(_systems(gold, project, kinds, names))
        gold = replace(gold, notes=(*gold.notes, *_missing(kinds, systems)))
        with progress("evaluating") as step:
            comparison = compare(gold, systems, step)
    if not comparison.tables:
        raise WorkError(_nothing(comparison))
    if as_json:
        say_json(_as_json(comparison))
    else:
        say_comparison(comparison)
    return 0


def _kinds(wanted: str | None) -> tuple[str, ...]:
    if wanted is None:
        return SYSTEMS
    kinds = tuple(dict.fromkeys(word.strip() for word in wanted.split(",") if word.strip()))
    if not kinds or not set(kinds) <= set(SYSTEMS):
        raise WorkError(f"--with is some of {', '.join(SYSTEMS)}, not {wanted!r}")
    return kinds


def _models(models: Sequence[str]) -> list[str | None]:
    """What --model says, several with commas between too, else $RUBRICATE_MODEL, else one None: the best one installed.
    Nothing where it is ``none``."""
    given = models or (os.environ.get("RUBRICATE_MODEL", ""),)
    names = [name.strip() for words in given for name in ([words] if Path(words).is_dir() else words.split(","))]
    asked: list[str | None] = [*dict.fromkeys(name for name in names if name)]
    return [model for model in asked or [None] if model != "none"]


@contextmanager
def _systems(gold: Gold, project: Project | None, kinds: Sequence[str], models: Sequence[str | None]) -> Iterator[list[System]]:
    """The systems that can be judged: each model, memory over the first of them, what the project learned, and memory over
    that. Raises WorkError where there is none."""
    from annotations.suggest.client import WorkerSuggester

    suggesters: list[Suggester] = []

    def suggester(model: str | None) -> Suggester:
        suggesters.append(WorkerSuggester(model))
        return suggesters[-1]

    try:
        trained = _trained(project)
        of_models = [_model(gold, number, model, suggester(model), trained) for number, model in enumerate(models)]
        systems = list(of_models) if "model" in kinds else []
        memory = _memory(gold, project) if "memory" in kinds else None
        if memory is not None:
            systems.append(memory("memory", of_models[0] if of_models else NOTHING))
        learning = learned_system("learning", gold, trained, suggester) if trained and "learning" in kinds else None
        if learning is not None:
            systems.append(learning)
            if memory is not None:
                systems.append(memory("both", learning))
        if not systems:
            raise WorkError(f"nothing to evaluate: {'; '.join(_missing(kinds, systems)) or '--model none suggests nothing'}")
        yield systems
    finally:
        for one in suggesters:
            one.stop()


def _missing(kinds: Sequence[str], systems: Sequence[System]) -> Iterator[str]:
    """In words, why what was asked for is not among the systems."""
    names = {system.name for system in systems}
    if "memory" in kinds and not names & {"memory", "both"}:
        yield "memory has no other article to learn from"
    if "learning" in kinds and kinds != SYSTEMS and "learning" not in names:
        yield "nothing was learned in the project"


def _trained(project: Project | None) -> Trained | None:
    return Trained(Path(data_folder()), project.path) if project is not None and project.path is not None else None


def _model(gold: Gold, number: int, model: str | None, suggester: Suggester, trained: Trained | None) -> System:
    """A model; one that the project's own learning left may not be judged on what it learned from either."""
    asked = Asked(suggester, gold.meant)
    own = trained is not None and trained.folder.resolve() in Path(model or "").expanduser().resolve().parents
    seen = learned_from(trained) if trained and own else frozenset()
    return System(f"model {number + 1}" if number else "model", asked, lambda: asked.model, seen)


def _memory(gold: Gold, project: Project | None) -> Callable[[str, System], System] | None:
    """What makes memory over a system; None where there is nothing that it may have learned from."""
    texts = {one.article.sha256 for one in gold.articles}
    known = [] if project is None else list(taught_by_project(project))
    count = len(texts) if project is None else len(known)
    if count == 0 or (count == 1 and (project is None or texts == {one.article.sha256 for one in known})):
        return None
    where = "in the file" if project is None else "checked in the project"

    def made(name: str, over: System) -> System:
        taught: Callable[[], Iterator[Taught]] = (lambda: iter(known)) if project else lambda: taught_by_gold(gold, over)
        whose = f"over {over.name}" if over is not NOTHING else "alone"
        about = f"{whose}; for each article learned from the others of the {counted(count, 'article')} {where}"
        return memory_system(name, gold, over, taught, about)

    return made


def _nothing(comparison: Comparison) -> str:
    for judged in comparison.judged:
        for why in judged.unread:
            return why
    return "nothing to evaluate: no system may be judged on an article it has not learned from"


def _as_json(comparison: Comparison) -> dict[str, object]:
    gold = comparison.gold
    return {
        "gold": {
            "name": gold.name,
            "articles": len(gold.articles),
            "entities": gold.count,
            "labels": [label.name for label in gold.labels.labels],
            "label_set": gold.labels.name,
            "notes": list(gold.notes),
        },
        "systems": [_judged(one) for one in comparison.judged],
        "tables": [_table(one) for one in comparison.tables],
    }


def _judged(judged: Judged) -> dict[str, object]:
    return {
        "name": judged.system.name,
        "about": judged.system.about(),
        "articles": len(judged.alignments),
        "learned_from": judged.learned,
        "unread": dict(judged.unread),
        "unmapped": dict(judged.unmapped.most_common()),
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "articles": [one.article.uid for one in table.articles],
        "entities": sum(len(one.entities) for one in table.articles),
        "systems": [
            {"name": row.name, **_evaluation(row.evaluation), "confusion": _confusion(row.confusion)} for row in table.rows
        ],
    }


def _evaluation(evaluation: Evaluation) -> dict[str, object]:
    macro = {scheme: evaluation.macro(scheme) for scheme in Scheme}
    return {
        "apart": evaluation.apart,
        "overall": {scheme.value: _score(evaluation.overall(scheme)) for scheme in Scheme},
        "macro": {scheme.value: one._asdict() if one else None for scheme, one in macro.items()},
        "labels": {
            name: {scheme.value: _score(evaluation.label(name, scheme)) for scheme in Scheme} for name in evaluation.labels
        },
    }


def _score(score: Score) -> dict[str, object]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "possible": score.gold.total,
        "actual": score.found.total,
        "gold": _side(score.gold, "missed"),
        "found": _side(score.found, "spurious"),
    }


def _side(side: Side, alone: str) -> dict[str, int]:
    return {"correct": side.correct, "incorrect": side.incorrect, "partial": side.partial, alone: side.alone}


def _confusion(confusion: Confusion) -> list[dict[str, object]]:
    """A row for each pair of labels; ``found`` null is missed, ``gold`` null spurious."""
    counts = sorted(confusion.counts.items(), key=lambda item: -item[1])
    return [{"gold": cell.gold, "found": cell.found, "count": count} for cell, count in counts]
