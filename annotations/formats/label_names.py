"""A file of the names of labels beside annotations: ``.txt`` one a line, ``.json`` a list (as spaCy's ``read_labels`` takes it),
``.tsv`` a row each with the name in the annotations and, where that is another, what it is here.

Labels that nothing is tagged with stand there too. On import such a file beside is read by the names ``NAME.labels.tsv``,
``.json``, ``.txt`` and ``labels.tsv``, ``.json``, ``.txt``; a list of tags (``O``, ``B-PER``, ...) counts as one of their labels.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotations.formats.document import FormatError
from annotations.formats.planning import has_surrogate
from annotations.formats.schemes import TAG
from annotations.labels import Label, LabelSet

SUFFIXES = (".txt", ".json", ".tsv")
_MOST, _LONGEST = 10_000, 200
"""Names in a list, and characters in one, past which a file beside is taken for something else."""

_LINE = re.compile("[^\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ufeff]+")
"""What a line of a list may be, wherever readers break lines."""

Named = tuple[str, str]
"""The name in the annotations, and the label that it stands for."""


def names_of(labels: LabelSet, used: Iterable[str], written: Mapping[str, str]) -> list[Named]:
    """The labels of the set in its order, then others that are ``used``, sorted; each with its name in the annotations, itself
    unless ``written`` has another. None that UTF-8 cannot hold: these are never written."""
    own = [label.name for label in labels.labels]
    names = [*own, *sorted(set(used) - set(own) - {""})]
    return [(written.get(name, name), name) for name in names if not has_surrogate(name)]


def content(names: Sequence[Named], path: Path) -> bytes:
    """What a file of that name is to hold. Raises FormatError for another suffix, and for a name that cannot be a line."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FormatError(f"{path}: a file of label names is .txt, .json or .tsv")
    once = list(dict.fromkeys(name for name, _ in names))
    if suffix == ".json":
        return (json.dumps(once, ensure_ascii=False, indent=1) + "\n").encode()
    if broken := next((one for named in names for one in named if not _LINE.fullmatch(one)), None):
        raise FormatError(f"{path}: the label {broken!r} is no line of its own: give a name that ends in .json")
    lines = once if suffix == ".txt" else [name if name == label else f"{name}\t{label}" for name, label in names]
    return "".join(f"{line}\n" for line in lines).encode()


def labels_beside(path: Path) -> tuple[Label, ...]:
    """The labels of such a file beside annotations, with the names they have there as their sources; none where there is no
    such file, or it is something else."""
    for name in (f"{path.stem}.labels", "labels"):
        for suffix in (".tsv", ".json", ".txt"):
            beside = path.with_name(f"{name}{suffix}")
            if beside != path and beside.is_file() and (found := _read(beside)):
                return tuple(Label(label, sources=(there,) if there != label else ()) for there, label in found)
    return ()


def _read(path: Path) -> list[Named]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        value = json.loads(text) if path.suffix == ".json" else text.splitlines()
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(value, list) or len(value) > _MOST:
        return []
    if not all(isinstance(one, str) and one.strip() and len(one) <= _LONGEST for one in value):
        return []
    if value and all(TAG.fullmatch(one) for one in value):
        value = [label for label in dict.fromkeys(one.partition("-")[2] for one in value) if label]
    rows = [one.split("\t") for one in value] if path.suffix == ".tsv" else [[one] for one in value]
    if any(len(row) > 2 for row in rows) or len({row[-1] for row in rows}) < len(rows):
        return []
    return [(row[0], row[-1]) for row in rows]
