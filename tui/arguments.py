"""A quick look at the command line, that knows the plain cases of reading without click, and without what that needs."""

from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COMMANDS = frozenset(
    (
        "add",
        "suggest",
        "learn",
        "list",
        "show",
        "export",
        "formats",
        "import",
        "labels",
        "stats",
        "check",
        "evaluate",
        "memory",
        "rules",
        "read",
        "review",
        "demo",
        "keys",
        "doctor",
    )
)
"""The words that are commands where they stand first; anything else there is a source to read."""
_VALUES = {
    "-p": "project",
    "--project": "project",
    "--labels": "labels",
    "--only-labels": "only_labels",
    "--model": "model",
    "--annotator": "annotator",
    "--keymap": "keymap",
}
_FLAGS: dict[str, dict[str, object]] = {
    "--read-only": {"read_only": True},
    "--no-mouse": {"mouse": False},
    "--carry": {"carry": True},
    "--no-carry": {"carry": False},
}


def plain_arguments(arguments: Sequence[str]) -> "dict[str, Any] | None":
    """The fields of ``ReadOptions`` that these arguments (without the program's name) ask for; None where it takes the whole
    command line to tell.

    Known are sources and the options of ``read``, in any order, ``read`` first or left out, and ``demo``. Where it answers,
    it answers as ``tui.cli`` does.
    """
    left = list(arguments)
    first = left.pop(0) if left and left[0] in COMMANDS else "read"
    if first not in ("read", "demo"):
        return None
    sources: list[str] = []
    found: dict[str, object] = {}
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
            if name == "--model" and "model" in found:
                value = f"{found['model']},{value}"
            found[_VALUES[name]] = label_names(value) if name == "--only-labels" else value
        elif word.startswith("-") and word != "-":
            return None
        else:
            sources.append(word)
    if found.get("model") == "":  # an empty name asks for none
        del found["model"]
    if first == "demo":
        return None if sources or set(found) - {"project"} else {"sources": (demo_article(),), "demo": True, **found}
    return {"sources": tuple(sources), **found}


def demo_article() -> str:
    """The path of the sample article."""
    return __file__.removesuffix("arguments.py") + "demo/article.txt"


def label_names(words: str) -> tuple[str, ...]:
    """The labels of ``A,B``, blanks around them left out."""
    return tuple(name for name in (word.strip() for word in words.split(",")) if name)
