"""An evaluation for people: systems by schemes, labels with bars, and which label was found for which; in 80 columns."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from annotations.commands.output import counted, say
from annotations.labels import LabelSet
from annotations.review.confusion import Confusion
from annotations.review.evaluation import Evaluation, Scheme, Score
from annotations.safe import safe_line
from annotations.work.evaluating import Comparison, Judged, Row, Table

if TYPE_CHECKING:
    from rich.table import Table as Columns

_LABELS = 20
"""Rows of labels that are shown; JSON has them all."""
_NAME, _CELL = 14, 5
"""Cells that a label may take as a row, and as the head of a column."""
_MANY = 5
"""So many systems side by side leave no room for bars."""
_PLAIN = 200
"""Columns where no terminal says how many it has: nothing is cut."""
_EIGHTHS = " ▏▎▍▌▋▊▉"


def say_comparison(comparison: Comparison) -> None:
    """All of it on standard output: with colours in a terminal, plain elsewhere."""
    gold = comparison.gold
    for number, table in enumerate(comparison.tables):
        if number:
            say()
            say("On the articles that all of these may be judged on:")
        entities = sum(len(one.entities) for one in table.articles)
        gist = f"{entities} gold {'entity' if entities == 1 else 'entities'} in {counted(len(table.articles), 'article')}"
        say(f"{gist}: {gold.name}, labels {gold.labels.name}" if not number else gist)
        _show(_systems(table))
        say()
        say("strict, by label" + (f", of {table.rows[0].name}" if len(table.rows) == 1 else ": F1"))
        _show(_labels(table.rows))
        say()
        say(f"gold down, found across, on exactly the same span, of {table.rows[0].name}")
        _show(_matrix(table.rows[0].confusion, gold.labels))
    say()
    said: defaultdict[str, list[str]] = defaultdict(list)
    for judged in comparison.judged:
        for words in _about(judged, len(gold.articles)):
            said[words].append(judged.system.name)
    for words, names in said.items():
        say(f"{', '.join(names)}: {words}")
    for note in gold.notes:
        say(note)


def _about(judged: Judged, articles: int) -> Iterable[str]:
    """What is to be known of a system besides its scores."""
    yield judged.system.about()
    if judged.learned:
        yield f"learned from {judged.learned} of {counted(articles, 'article')}, so not judged on them"
    for why, count in judged.unread.items():
        yield f"{counted(count, 'article')} not read: {why}"
    if judged.unmapped:
        kinds = ", ".join(f"{count} {label}" for label, count in judged.unmapped.most_common())
        yield f"labels that gold has not, left out (--map says what they mean): {kinds}"


def _systems(table: Table) -> "Columns":
    heads = ("", "scheme", "prec", "rec", "F1", "right", "wrong", "partly", "missed", "spurious")
    columns = _columns(heads, names=2)
    for row in table.rows:
        for scheme in Scheme:
            score = row.evaluation.overall(scheme)
            gold = score.gold
            counts = (gold.correct, gold.incorrect, gold.partial, gold.alone, score.found.alone)
            _add(columns, (row.name if scheme is Scheme.STRICT else "", scheme.value, *_ratios(score), *counts))
    return columns


def _labels(rows: Sequence[Row]) -> "Columns":
    """By label: all of one system, or the F1 of several side by side; each with a bar."""
    first = rows[0].evaluation
    shown, more = first.labels[:_LABELS], len(first.labels) - _LABELS
    if len(rows) == 1:
        columns = _columns(("label", "gold", "found", "prec", "rec", "F1", ""))
        for name in shown:
            score = first.label(name, Scheme.STRICT)
            _add(columns, (name, score.gold.total, score.found.total, *_ratios(score), _bar(score.f1, 24)))
        macro = first.macro(Scheme.STRICT)
        if macro:
            _add(columns, ("mean (macro)", "", "", *map(_ratio, macro), _bar(macro.f1, 24)))
    else:
        width = 52 // len(rows) - 8 if len(rows) < _MANY else 0
        columns = _columns(("label", "gold", *(head for row in rows for head in (row.name, ""))))
        for name in shown:
            scores = [row.evaluation.label(name, Scheme.STRICT) for row in rows]
            _add(columns, (name, scores[0].gold.total, *_with_bars([score.f1 for score in scores], width)))
        _add(columns, ("mean (macro)", "", *_with_bars([_macro(row.evaluation) for row in rows], width)))
    if more > 0:
        _add(columns, (f"{more} more (--json)", *[""] * (len(columns.columns) - 1)))
    return columns


def _macro(evaluation: Evaluation) -> float | None:
    macro = evaluation.macro(Scheme.STRICT)
    return macro.f1 if macro else None


def _with_bars(values: Iterable[float | None], width: int) -> list[object]:
    return [cell for value in values for cell in (_ratio(value), _bar(value, width))]


def _matrix(confusion: Confusion, labels: LabelSet) -> "Columns":
    """Gold labels in rows, found ones in columns, as many as there is room for, the others together."""
    both = list(dict.fromkeys([*confusion.gold_labels, *confusion.found_labels]))
    room = (80 - _NAME - 2 * (_CELL + 3)) // (_CELL + 1)
    shown = both if len(both) <= room else both[: room - 1]
    rest = [] if len(both) <= room else ["other"]
    place = {name: name for name in shown}
    counts: Counter[tuple[str, str]] = Counter()
    for cell, count in confusion.counts.items():
        gold = "spurious" if cell.gold is None else place.get(cell.gold, "other")
        counts[gold, "missed" if cell.found is None else place.get(cell.found, "other")] += count
    across = [*shown, *rest]
    columns = _columns(("", *(_short(name, labels) for name in across), "missed"))
    for name in (*across, "spurious"):
        cells = [_count(counts[name, found], name == found) for found in across]
        _add(columns, (name, *cells, _count(counts[name, "missed"]) if name != "spurious" else ""))
    return columns


def _short(name: str, labels: LabelSet) -> str:
    label = labels.get(name)
    return (label.short if label and label.short else name)[:_CELL]


def _count(count: int, right: bool = False) -> object:
    from rich.text import Text

    return Text(str(count) if count else "·", style="bold" if right and count else "" if count else "dim")


def _ratios(score: Score) -> tuple[str, str, str]:
    return _ratio(score.precision), _ratio(score.recall), _ratio(score.f1)


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _bar(value: float | None, width: int) -> object:
    from rich.text import Text

    eighths = round((value or 0.0) * width * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    if not _encodes(bar):
        bar = "#" * round(eighths / 8)
    return Text(bar, style="cyan")


def _encodes(words: str) -> bool:
    try:
        words.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _columns(heads: Sequence[str], names: int = 1) -> "Columns":
    """A table without lines; all columns but the first ``names`` and bars, whose head is empty, have numbers."""
    from rich.table import Table as Columns

    columns = Columns(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for number, head in enumerate(heads):
        text = number < names or not head
        columns.add_column(
            safe_line(head), justify="left" if text else "right", no_wrap=True, max_width=_NAME if number < names else None
        )
    return columns


def _add(columns: "Columns", cells: Iterable[object]) -> None:
    from rich.text import Text

    columns.add_row(*(cell if isinstance(cell, Text) else Text(safe_line(str(cell))) for cell in cells))


def _show(columns: "Columns") -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PLAIN
    with console.capture() as caught:
        console.print(columns)
    for line in caught.get().splitlines():
        click.echo(line.rstrip())
