"""How lessons and entries stand in a file: values to rows (JSON objects) and back. What is nothing is left out of a row."""

from collections.abc import Mapping
from typing import Any

from annotations.suggest.lessons import Lesson, Seen, Shift
from annotations.suggest.memory import Entry

Row = dict[str, Any]


def lesson_row(lesson: Lesson) -> Row:
    """What was seen of each surface, by surface."""
    return {surface: _seen_row(seen) for surface, seen in lesson.seen.items()}


def lesson_from(row: object) -> Lesson:
    """Raises TypeError or ValueError for what is no such row."""
    if not isinstance(row, dict):
        raise TypeError("what was learned is no object")
    return Lesson({surface: _seen_from(seen) for surface, seen in row.items()})


def entry_row(surface: str, entry: Entry) -> Row:
    row: Row = {"surface": surface, "off": entry.off, "label": entry.label, "forgotten": _seen_row(entry.forgotten)}
    return {key: value for key, value in row.items() if value}


def entry_from(row: Mapping[str, Any]) -> Entry:
    """Raises TypeError or ValueError for what is no such row."""
    off, label = row.get("off", False), row.get("label", "")
    if not isinstance(off, bool) or not isinstance(label, str):
        raise TypeError("an entry of memory has a field of another type")
    return Entry(off, label, _seen_from(row.get("forgotten", {})))


def _seen_row(seen: Seen) -> Row:
    shifts = [[shift.start, shift.end, shift.surface, count] for shift, count in seen.shifts.items()]
    row: Row = {"labels": dict(seen.labels), "rejected": seen.rejected, "free": seen.free, "shifts": shifts}
    return {key: value for key, value in row.items() if value}


def _seen_from(row: object) -> Seen:
    if not isinstance(row, dict):
        raise TypeError("what was seen of a surface is no object")
    labels = {_text(label): _count(count) for label, count in row.get("labels", {}).items()}
    shifts = {
        Shift(_whole(start), _whole(end), _text(surface)): _count(count) for start, end, surface, count in row.get("shifts", ())
    }
    return Seen(labels, _count(row.get("rejected", 0), 0), _count(row.get("free", 0), 0), shifts)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{repr(value)[:40]} is no text")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{repr(value)[:40]} is no whole number")
    return value


def _count(value: object, least: int = 1) -> int:
    count = _whole(value)
    if count < least:
        raise ValueError(f"{value} is no count")
    return count
