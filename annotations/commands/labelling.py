"""labels: the label set of a project, a preset or a file."""

import click

from annotations.commands.opening import json_option, project_option, reading
from annotations.commands.output import say, say_json, say_table
from annotations.labels import PRESETS, LabelSet, label_set
from annotations.work.opening import project_choice


@click.command()
@click.argument("name", required=False, metavar="[PRESET|FILE]")
@project_option
@json_option
def labels(name: str | None, named: str | None, as_json: bool) -> None:
    """The labels with their keys: of PRESET or FILE, else of the project, else of the preset a new project gets."""
    if name:
        shown = label_set(name)
    elif named or project_choice(named, ()).path.exists():
        with reading(named) as project:
            shown = project.labels
    else:
        shown = next(iter(PRESETS.values()))
    if as_json:
        say_json(_as_json(shown))
        return
    say(f"{shown.name}: entities {'may' if shown.overlap else 'may not'} overlap")
    rows = ((one.digit, one.letter, one.name, one.family.value, one.description) for one in shown.labels)
    say_table(rows, ("key", "t +", "label", "family", "means"))
    say(f"presets: {', '.join(PRESETS)}; rubricate labels PRESET shows one, --labels PRESET|FILE uses one")


def _as_json(labels: LabelSet) -> dict[str, object]:
    return {
        "name": labels.name,
        "overlap": labels.overlap,
        "labels": [
            {
                "name": one.name,
                "digit": one.digit,
                "letter": one.letter,
                "family": one.family.value,
                "description": one.description,
                "from": list(one.sources),
            }
            for one in labels.labels
        ],
    }
