"""brat's configuration files: ``annotation.conf`` says which types there are, ``visual.conf`` how they are shown.

Four headings in brackets, ``#`` comments, types one a line; a tab before a type puts it under the one above, ``!`` before it says
that nothing is annotated with it, ``<NAME>=A|B`` is a macro (brat manual, configuration).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from annotations.formats.document import FormatError
from annotations.labels import Family, Label

COLOURS = {
    Family.PEOPLE: "#ffccaa",
    Family.ORGANISATIONS: "#8fb2ff",
    Family.PLACES: "#aaddaa",
    Family.TIME: "#ffee99",
    Family.WORKS: "#ddbbee",
    Family.NUMBERS: "#cccccc",
}
"""The ground on which brat shows a type, light enough for black letters."""
_FAMILIES = {colour: family for family, colour in COLOURS.items()}
_GROUND = re.compile(r"(\S+)\s.*\bbgColor:([^\s,]+)")
_HEADING = re.compile(r"\[(\w+)\]\s*")
_TYPE = re.compile(r"[A-Za-z0-9_-]+")


def annotation_conf(types: Iterable[str], attributes: Mapping[str, Iterable[str]]) -> str:
    """The four parts, with these types and attributes; an attribute whose one value is empty has none."""
    entities = "".join(f"{kind}\n" for kind in types)
    said = "".join(
        f"{name}\tArg:<ENTITY>{f', Value:{chr(124).join(values)}' if (values := sorted(set(held) - {''})) else ''}\n"
        for name, held in sorted(attributes.items())
    )
    return f"[entities]\n{entities}\n[relations]\n\n[events]\n\n[attributes]\n{said}"


def visual_conf(shown: Mapping[str, str], colours: Mapping[str, str]) -> str:
    """The name that each type is shown by, and the colour of its ground."""
    names = "".join(f"{kind} | {name}\n" for kind, name in shown.items())
    drawn = "".join(f"{kind}\tbgColor:{colour}\n" for kind, colour in colours.items())
    return f"[labels]\n{names}\n[drawing]\n{drawn}"


def labels_of(folder: Path) -> tuple[Label, ...]:
    """The types that the configuration of a folder lets entities have, in its order, described by the name they are shown by; of
    the family whose colour they have, where that is one of ours.

    None where there is no ``annotation.conf``. Raises FormatError where a file cannot be read.
    """
    shown = {
        kind.strip(): name.strip() for kind, _, name in (line.partition("|") for line in _part(folder / "visual.conf", "labels"))
    }
    kinds = []
    for line in _part(folder / "annotation.conf", "entities"):
        kind = line.split()[0]
        if _TYPE.fullmatch(kind) and kind not in kinds:
            kinds.append(kind)
    described = {kind: shown.get(kind, "").partition("|")[0].strip() for kind in kinds}
    drawn = {found[1]: found[2] for line in _part(folder / "visual.conf", "drawing") if (found := _GROUND.match(line))}
    families = {kind: _FAMILIES.get(colour.lower(), Family.PEOPLE) for kind, colour in drawn.items()}
    return tuple(
        Label(kind, family=families.get(kind, Family.PEOPLE), description=name if name != kind else "")
        for kind, name in described.items()
    )


def _part(path: Path, wanted: str) -> Iterator[str]:
    """The lines of one part of a file that say something; none where there is no such file."""
    if not path.exists():
        return
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    part = ""
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            part = heading[1]
        elif part == wanted and line.strip() and not line.lstrip().startswith("#"):
            yield line
