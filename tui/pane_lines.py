"""The lines of the entity pane: what stands on one, and how it is drawn in so many cells. Pure; all text is made safe here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rich.cells import cell_len, set_cell_size

from annotations.entity import Entity, Status
from annotations.labels import LabelSet
from annotations.safe import safe_line
from tui.marks import mark


class Grouping(StrEnum):
    """How the rows are put together, in the order in which ``s`` goes round.

    ``surface``: by label, one row for all mentions of one surface. ``label``: by label, a row for each mention.
    ``text``: a row for each mention in text order, no headers. ``doubt``: by what is left to decide, the least sure first.
    """

    SURFACE = "surface"
    LABEL = "label"
    TEXT = "text"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Summary:
    """Line 0. ``total`` and ``to_review`` count the article, ``listed`` the mentions in the pane (all statuses)."""

    total: int
    to_review: int
    listed: int
    grouping: Grouping
    filtered: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a group: how many mentions it has, in all and of each status that occurs, and how many that is of
    those of the largest group (0 to 1). ``name`` is the label where ``of_label``; empty for refusals without a label."""

    name: str
    of_label: bool
    count: int
    statuses: Mapping[Status, int]
    share: float
    folded: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A row: the entity it stands for and its words. ``of`` mentions in all, of which it is number ``nth`` from 1, 0
    when none of them is in focus. ``label`` is the entity's label where the header does not say it, else empty."""

    entity: Entity
    words: str
    nth: int
    of: int
    label: str


Line = Summary | Header | Item


Role = Literal["text", "dim", "mark", "header", "label"]
Piece = tuple[str, Role]
"""Text and how it looks: ``mark``, ``header`` and ``label`` take the colour of the line's label."""

BAR_FROM = 40
"""Cells of a pane in which headers have a bar."""
_SIGNS = {Status.SUGGESTED: "?", Status.UNSURE: "!", Status.ACCEPTED: "✓", Status.REJECTED: "x"}
_TITLE, _BAR, _LABEL = 12, 10, 8


def label_of(line: Line) -> str:
    """The label whose colour a line takes; empty for plain text."""
    if isinstance(line, Item):
        return line.entity.label
    return line.name if isinstance(line, Header) and line.of_label else ""


def pieces(line: Line, width: int, labels: LabelSet) -> list[Piece]:
    """A line as pieces that take ``width`` cells together, a blank at either end."""
    if isinstance(line, Summary):
        drawn = _summary(line, width - 2)
    elif isinstance(line, Header):
        drawn = _header(line, width - 2, bar=width >= BAR_FROM)
    else:
        drawn = _item(line, width - 2, labels)
    return _filled([(" ", "text"), *drawn], width)


def fitted(text: str, width: int) -> str:
    """The text made safe, cut with an ellipsis where it is wider than ``width`` cells."""
    text = safe_line(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def _filled(drawn: list[Piece], width: int) -> list[Piece]:
    """Pieces cut or filled up with blanks to ``width`` cells."""
    whole: list[Piece] = []
    for text, role in drawn:
        room = width - sum(cell_len(one) for one, _ in whole)
        whole.append((text if cell_len(text) <= room else set_cell_size(text, max(room, 0)), role))
    return [*whole, (" " * (width - sum(cell_len(one) for one, _ in whole)), "text")]


def _summary(line: Summary, width: int) -> list[Piece]:
    """``88, 60 to review   surface``; under a filter ``7 of 88, 60 to review   :org``, or without the 60 for want of room."""
    counts = f"{line.listed} of {line.total}" if line.filtered else str(line.total)
    last = line.filtered or line.grouping
    to_review = f", {line.to_review} to review" if line.to_review else ""
    if cell_len(f"{counts}{to_review}   {last}") <= width or not line.filtered:
        counts += to_review
    return [(counts, "text"), ("   ", "text"), (fitted(last, width - len(counts) - 3), "dim")]


def _header(line: Header, width: int, *, bar: bool) -> list[Piece]:
    """``PERSON 11     9?  2✓``, and where there is room a bar: how many that is of those of the largest group."""
    counts = "".join(f" {f'{line.statuses[status]}{sign}':>3}" for status, sign in _SIGNS.items() if status in line.statuses)
    number = f" {line.count}{' …' if line.folded else ''}"
    room = width - len(counts) - (_BAR + 1 if bar else 0)
    title = fitted(line.name or "not a name", max(room - len(number), 4)) + number
    drawn: list[Piece] = [(title, "header"), (" " * (min(_TITLE, room) - cell_len(title)), "text"), (counts, "text")]
    if bar:
        used = sum(cell_len(text) for text, _ in drawn)
        drawn += [(" " * (width - used - _BAR), "text"), ("█" * max(1, round(line.share * _BAR)), "label")]
    return drawn


def _item(line: Item, width: int, labels: LabelSet) -> list[Piece]:
    """``?? JoongAng Ilbo          2×``, in focus ``?? JoongAng Ilbo 1/2``; the label too where no header says it."""
    known = labels.get(line.label)
    label = fitted(known.short or known.name if known else line.label, _LABEL)
    several = f"{line.of}×" if line.of > 1 and not line.nth else ""
    number = f" {line.nth}/{line.of}" if line.of > 1 and line.nth else ""
    right = " ".join(text for text in (label, several) if text)
    room = width - 3 - cell_len(right) - bool(right)
    words = fitted(line.words, max(room - len(number), 0))
    gap = width - 3 - cell_len(words) - len(number) - cell_len(right)
    end: list[Piece] = [(label, "label"), (" " * bool(label and several), "text"), (several, "dim")]
    sign = mark(line.entity)
    start: list[Piece] = [(sign, "mark"), (" " * (3 - len(sign)), "text"), (words, "text")]
    return [*start, (number, "dim"), (" " * gap, "text"), *end]
