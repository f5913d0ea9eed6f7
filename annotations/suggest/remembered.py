"""What is remembered, in lines for people: of each surface what memory makes of it, and how often it was what."""

from typing import NamedTuple

from annotations.suggest.memory import Memory, Verdict


class Line(NamedTuple):
    """What is remembered of a surface: ``does`` what is made of it, ``said`` how often it was what."""

    surface: str
    does: str
    said: str


def lines_of(memory: Memory) -> list[Line]:
    """What is remembered, those that were seen most often first; of what was only seen untagged nothing is said."""
    said = {surface: memory.explain(surface) for surface in memory}
    order = sorted(said, key=lambda one: (-memory.seen(one).accepted - memory.seen(one).rejected, one))
    return [Line(surface, does(memory, surface), said[surface]) for surface in order if said[surface]]


def does(memory: Memory, surface: str) -> str:
    """What memory makes of a surface: the label it suggests, in brackets where it only relabels what is suggested there;
    ``not a name`` where it drops it; ``off``; or nothing."""
    if memory.entry(surface).off:
        return "off"
    if memory.verdict(surface) is Verdict.DROP:
        return "not a name"
    return memory.adds(surface) or (f"({label})" if (label := memory.label(surface)) else "")
