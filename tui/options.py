"""What was asked of the reader, and a quick look at the command line that knows the plain cases without click."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

COMMANDS = frozenset(
    ("add", "suggest", "list", "show", "export", "formats", "labels", "stats", "check", "read", "demo", "keys", "doctor")
)
"""The words that are commands where they stand first; anything else there is a source to read."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What to read and how, as it was asked; None and empty where nothing was.

    ``project``: the file named with ``-p``. ``labels``: a preset or a file. ``model``: a name, a path, or ``none``.
    ``only_labels``: the labels that panes, walk and bulk keys keep to. ``demo``: the sample article, nothing written.
    """

    sources: tuple[str, ...] = ()
    project: str | None = None
    labels: str | None = None
    only_labels: tuple[str, ...] = ()
    model: str | None = None
    annotator: str | None = None
    keymap: str = "plain"
    read_only: bool = False
    mouse: bool = True
    demo: bool = False


_VALUES = {
    "-p": "project",
    "--project": "project",
    "--labels": "labels",
    "--only-labels": "only_labels",
    "--model": "model",
    "--annotator": "annotator",
    "--keymap": "keymap",
}
_FLAGS: dict[str, dict[str, bool]] = {"--read-only": {"read_only": True}, "--no-mouse": {"mouse": False}}


def plain_options(arguments: Sequence[str]) -> ReadOptions | None:
    """What these arguments (without the program's name) ask to read; None where it takes the whole command line to tell.

    Known are sources and the options of ``read``, in any order, ``read`` first or left out. Where it answers, it answers
    as ``tui.cli`` does.
    """
    left = list(arguments)
    if left and left[0] in COMMANDS:
        if left[0] != "read":
            return None
        del left[0]
    sources: list[str] = []
    found: dict[str, Any] = {}
    while left:
        word = left.pop(0)
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            found |= _FLAGS[word]
        elif name in _VALUES:
            if equals and not name.startswith("--"):
                return None
            if not equals:
                if not left or left[0].startswith("-"):
                    return None
                value = left.pop(0)
            found[_VALUES[name]] = value
        elif word.startswith("-") and word != "-":
            return None
        else:
            sources.append(word)
    if "only_labels" in found:
        found["only_labels"] = label_names(found["only_labels"])
    return ReadOptions(tuple(sources), **found)


def label_names(words: str) -> tuple[str, ...]:
    """The labels of ``A,B``, blanks around them left out."""
    return tuple(name for name in (word.strip() for word in words.split(",")) if name)
