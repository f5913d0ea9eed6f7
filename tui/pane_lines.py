"""The lines of the entity pane: what stands on one, and how it is drawn in so many cells. Pure; all text is made safe here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from annotations.entity import Entity, Status
from annotations.labels import LabelSet
from tui.cells import room as cells
from tui.marks import mark
from tui.rows import cut


class Grouping(StrEnum):
    """How the rows are put together, in the order in which ``s`` goes round.

    ``surface``: by label, one row for all mentions of one surface. ``label``: by label, a row for each mention.
    ``text``: a row for each mention in text order, no headers. ``doubt``: by what is left to decide, the least sure first.
    """

    SURFACE = "surface"
    LABEL = "label"
    TEXT = "text"
    DOUBT = "doubt"


class Summary(NamedTuple):
    """Line 0. ``total`` and ``to_review`` count the article, ``listed`` the mentions in the pane (all statuses), None while
    they are being listed; ``total`` is None where it is not known yet."""

    total: int | None
    to_review: int
    listed: int | None
    grouping: Grouping
    filtered: str


class Header(NamedTuple):
    """The header of a group: how many mentions it has, in all and of each status that occurs, and how many that is of
    those of the largest group (0 to 1). ``name`` is the label where ``of_label``; empty for refusals without a label."""

    name: str
    of_label: bool
    mentions: int
    statuses: Mapping[Status, int]
    share: float
    folded: bool


class Item(NamedTuple):
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


def _filled(drawn: list[Piece], width: int) -> list[Piece]:
    """Pieces cut or filled up with blanks to ``width`` cells."""
    whole: list[Piece] = []
    for text, role in drawn:
        room = width - sum(cell_len(one) for one, _ in whole)
        whole.append((text if cell_len(text) <= room else set_cell_size(text, max(room, 0)), role))
    return [*whole, (" " * (width - sum(cell_len(one) for one, _ in whole)), "text")]


def _summary(line: Summary, width: int) -> list[Piece]:
    """``88, 60 to review   surface``; under a filter ``7 of 88, 60 to review   :org``; for want of room without the 60 there,
    else without the 88. While they are being listed ``88, 60 to review   surface …`` and ``… of 88   :org``."""
    coming = line.listed is None
    total = "…" if line.total is None else str(line.total)
    counts = f"{'…' if coming else line.listed} of {total}" if line.filtered else total
    last = line.filtered or (f"{line.grouping} …" if coming else line.grouping)
    to_review = f"{line.to_review} to review"
    long = f"{counts}, {to_review}" if line.to_review else counts
    short = counts if line.filtered else to_review if line.to_review else counts
    shown = long if cell_len(f"{long}   {last}") <= width else short
    return [(shown, "text"), ("   ", "text"), (cut(last, width - cell_len(shown) - 3), "dim")]


def _header(line: Header, width: int, *, bar: bool) -> list[Piece]:
    """``PERSON 11     9?  2✓``, and where there is room a bar: how many that is of those of the largest group."""
    counts = "".join(f" {f'{line.statuses[status]}{sign}':>3}" for status, sign in _SIGNS.items() if status in line.statuses)
    number = f" {line.mentions}{' …' if line.folded else ''}"
    room = width - len(counts) - (_BAR + 1 if bar else 0)
    title = cut(line.name or "not a name", max(room - len(number), 4)) + number
    drawn: list[Piece] = [(title, "header"), (" " * (min(_TITLE, room) - cell_len(title)), "text"), (counts, "text")]
    if bar:
        used = sum(cell_len(text) for text, _ in drawn)
        drawn += [(" " * (width - used - _BAR), "text"), ("█" * max(1, round(line.share * _BAR)), "label")]
    return drawn


def _item(line: Item, width: int, labels: LabelSet) -> list[Piece]:
    """``?? JoongAng Ilbo          2×``, in focus ``?? JoongAng Ilbo 1/2``; the label too where no header says it."""
    known = labels.get(line.label)
    label = cut(known.short or known.name if known else line.label, _LABEL)
    several = f"{line.of}×" if line.of > 1 and not line.nth else ""
    number = f" {line.nth}/{line.of}" if line.of > 1 and line.nth else ""
    right = " ".join(text for text in (label, several) if text)
    room = width - 3 - cells(right) - bool(right)
    words = cut(line.words, max(room - len(number), 0))
    gap = width - 3 - cells(words) - len(number) - cells(right)
    end: list[Piece] = [(label, "label"), (" " * bool(label and several), "text"), (several, "dim")]
    sign = mark(line.entity)
    start: list[Piece] = [(sign, "mark"), (" " * (3 - len(sign)), "text"), (words, "text")]
    return [*start, (number, "dim"), (" " * gap, "text"), *end]
