"""The quick look at the command line, held to the command line."""

from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tui.running
from tui.arguments import COMMANDS, demo_article, plain_arguments
from tui.cli import cli
from tui.options import ReadOptions

WORDS = st.sampled_from(
    [
        *("a.txt", "b c.md", "-", "--", "", "x=y", "read", "list", "demo", "wörter"),
        *("-p", "--project", "--project=q.json", "-p=q.json", "-pq.json", "--labels", "--labels=conll", "--only-labels"),
        *("--only-labels= PERSON ,, ORG", "PERSON,ORG", "--model", "none", "--annotator", "ada", "--keymap", "vim"),
        *("--carry", "--no-carry"),
        *("--read-only", "--no-mouse", "--read-only=1", "--help", "-h", "--version", "--json", "-x", "--lab"),
    ]
)


def plain_options(arguments: list[str]) -> ReadOptions | None:
    found = plain_arguments(arguments)
    return None if found is None else ReadOptions(**found)


def by_the_command_line(arguments: list[str]) -> ReadOptions | None:
    """What ``run`` is given for these arguments, None when it is not called."""
    asked: list[ReadOptions] = []

    def run(options: ReadOptions) -> int:
        asked.append(options)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tui.running, "run", run)
        CliRunner().invoke(cli, arguments)
    return asked[0] if asked else None


@given(st.lists(WORDS, max_size=5))
@example(["--model", ""])
@settings(max_examples=100, deadline=None)
def test_where_the_quick_look_answers_it_answers_as_the_command_line(arguments: list[str]) -> None:
    quick = plain_options(arguments)
    if quick is not None:
        assert quick == by_the_command_line(arguments)


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        ([], {}),
        (["a.txt"], {"sources": ("a.txt",)}),
        (["read", "a.txt", "-"], {"sources": ("a.txt", "-")}),
        (["a.txt", "-p", "p.json", "b.txt"], {"sources": ("a.txt", "b.txt"), "project": "p.json"}),
        (["--project=p.json", "--labels", "conll"], {"project": "p.json", "labels": "conll"}),
        (["--only-labels", "PERSON, ORG"], {"only_labels": ("PERSON", "ORG")}),
        (["--model", "none", "--annotator", "ada", "--keymap", "vim"], {"model": "none", "annotator": "ada", "keymap": "vim"}),
        (["--read-only", "--no-mouse"], {"read_only": True, "mouse": False}),
        (["--carry", "a.txt"], {"sources": ("a.txt",), "carry": True}),
        (["--no-carry"], {"carry": False}),
        (["demo"], {"sources": (demo_article(),), "demo": True}),
        (["demo", "-p", "p.json"], {"sources": (demo_article(),), "demo": True, "project": "p.json"}),
    ],
)
def test_plain_invocations_are_known_without_click(arguments: list[str], fields: dict[str, Any]) -> None:
    assert plain_options(arguments) == ReadOptions(**fields) == by_the_command_line(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["--version"],
        ["list"],
        ["demo", "x"],
        ["demo", "--model", "none"],
        ["-p"],
        ["--labels", "-p"],
        ["--nonsense"],
        ["--"],
    ],
)
def test_anything_else_is_left_to_the_command_line(arguments: list[str]) -> None:
    assert plain_options(arguments) is None


def test_the_quick_look_knows_every_command() -> None:
    assert set(cli.commands) == COMMANDS
