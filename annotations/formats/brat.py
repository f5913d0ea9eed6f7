"""brat standoff: a folder of ``NAME.txt`` with the text, ``NAME.ann`` with its entities and ``annotation.conf``; or one pair.

Overlap and fragments of one mention are carried; a span over a line end is written as fragments around it and joined again on
reading. Types are ``[A-Za-z0-9_-]`` alone (brat's own rule); notes, identities of the form ``DB:ID`` and attributes that came
with such a file are carried too; relations and events are not, and said. The grammar is that of brat's server, which also breaks
lines at the other characters of ``str.splitlines``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, pairwise
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import publishing
from annotations.formats.brat_conf import COLOURS, annotation_conf, visual_conf
from annotations.formats.brat_conf import labels_of as types_of
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written, kept_losses
from annotations.formats.files import file_name, require_once
from annotations.formats.offsets import CODE_POINTS, Ruler, unit_of
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    Fit,
    Plan,
    compared,
    encodable,
    has_surrogate,
    planned,
    text_warnings,
    unsaid_warnings,
)
from annotations.labels import Label, LabelSet
from annotations.span import Span

_BREAK = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_PIECE = re.compile(f"[^{_BREAK}]+")
_NOT_IN_A_TYPE = re.compile(r"[^A-Za-z0-9_-]")
_NOT_IN_A_NOTE = re.compile(f"[\t{_BREAK}]+")
_IDENTITY = re.compile(r"[^\s:]+:\S+")
_TEXTBOUND = re.compile(r"(T\d+)\t(\S+) (\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)\t(.*)")
_REFERENCE = re.compile(r"N\d+\tReference (?P<of>T\d+) (?P<what>[^\s:]+:\S+)(?:\t.*)?")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (?P<of>T\d+)\t(?P<what>.*)")
_ATTRIBUTE = re.compile(r"[AM]\d+\t(?P<name>\S+) (?P<of>T\d+)(?: (?P<what>\S+))?\s*")
_OTHER = re.compile(r"(?:[REAM]\d+|#\d+|N\d+|\*)\t\S.*")
_KINDS = {
    "R": "relations",
    "E": "events",
    "A": "attributes of others",
    "M": "attributes of others",
    "N": "further references",
    "#": "notes on others",
    "*": "equivalences",
}
_EXTRA = "brat"
_ATTRIBUTE_PART = re.compile(r"[A-Za-z0-9_-]+")
_OURS = "# written by rubricate"


@dataclass(frozen=True, slots=True)
class _Mention:
    """One ``T`` line: its fragments are the pieces of one entity around line ends, or the entities of one group."""

    entities: tuple[Written, ...]

    def pieces(self, text: str) -> list[Span]:
        return [piece for entity in self.entities for piece in _pieces(text, entity.start, entity.end)]


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write a folder, or one pair where ``out`` ends in ``.ann``; other files in the folder stay as they are.

    Raises FormatError, and then the old files are as they were; also where a ``.txt`` of the same name has another text.
    """
    single = out.suffix.lower() == ".ann"
    if single and len(documents) != 1:
        raise FormatError(f"{out}: one .ann holds one article, not {len(documents)}; give the name of a folder")
    folder = out.parent if single else out
    names: list[str] = []
    used: set[str] = set()
    for document in documents:
        names.append(out.stem if single else file_name(document))
        used.update(entity.label for entity in document.entities if entity.label)
    types = _types(used, labels)
    require_once(names, folder)
    for document, name in zip(documents, names, strict=True):
        _require_place(name, encodable(document.article.text), folder)
    warnings: list[Loss] = []
    attributes: dict[str, set[str]] = {}
    with publishing(folder) as beside:

        def pairs() -> Iterator[tuple[Plan, Reading, None]]:
            for document, name in zip(documents, names, strict=True):
                plan = _plan(document, name, types)
                (beside / f"{name}.txt").write_bytes(plan.text.encode())
                (beside / f"{name}.ann").write_bytes(_annotations(plan).encode())
                warnings.extend(kept_losses(document.kept, unsaid_warnings(document) + text_warnings(plan)))
                for attribute, value in (pair for span in plan.spans for pair in span.extra):
                    attributes.setdefault(attribute, set()).add(value)
                yield plan, _read_pair(beside / f"{name}.ann"), None

        report = compared("brat", out, pairs(), ())
        if not single:
            warnings += _configure(beside, folder, names, attributes, types, labels)
        return replace(report, warnings=(*warnings, *report.warnings))


def read(path: Path) -> list[Reading]:
    """The documents of a folder, by name, or of one ``.ann`` with its ``.txt``: text, entities, notes and references.

    What is left out is counted in the notices. Raises FormatError naming the line that brat would not read.
    """
    return [_read_pair(found) for found in (sorted(path.glob("*.ann")) if path.is_dir() else [path])]


def labels_of(path: Path) -> tuple[Label, ...]:
    """The types that the configuration in the folder lets entities have. Raises FormatError where it cannot be read."""
    return types_of(path if path.is_dir() else path.parent)


def _plan(document: Document, name: str, types: Mapping[str, str]) -> Plan:
    text = document.article.text
    plan = planned(document, lambda entity: _fit(text, entity, types), name=name, text=encodable(text))
    spans = [span for number, mention in enumerate(_mentions(plan), 1) for span in _as_read(mention, f"T{number}")]
    return replace(plan, spans=tuple(sorted(spans, key=lambda span: span.order)))


def _types(used: set[str], labels: LabelSet) -> dict[str, str]:
    """The brat type of each label, of the set's in its order, then of others: the label itself where brat can have it."""
    names = [label.name for label in labels.labels] + sorted(name for name in used if name not in labels)
    types = {name: name for name in names if not _NOT_IN_A_TYPE.search(name)}
    taken = set(types)
    for name in names:
        if name not in types:
            plain = _NOT_IN_A_TYPE.sub("_", name)
            types[name] = next(kind for kind in chain([plain], (f"{plain}_{n}" for n in count(2))) if kind not in taken)
            taken.add(types[name])
    return {name: types[name] for name in names}


def _fit(text: str, entity: Entity, types: Mapping[str, str]) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    pieces = _pieces(text, *entity.span)
    if not pieces:
        return None, "holds nothing but line ends: not written"
    start, end = pieces[0][0], pieces[-1][1]
    label = types[entity.label]
    reasons = []
    if (start, end) != entity.span:
        reasons.append(f"starts or ends with a line end: written as {start}-{end}")
    if label != entity.label:
        reasons.append(f"has a label that is no brat type: written as {label}")
    identity = entity.identity if _IDENTITY.fullmatch(entity.identity) and not has_surrogate(entity.identity) else ""
    note = _NOT_IN_A_NOTE.sub(" ", encodable(entity.note))
    return Written(start, end, label, identity, note, entity.group, extra=_attributes(entity)), ", ".join(reasons)


def _attributes(entity: Entity) -> tuple[tuple[str, str], ...]:
    """The attributes that came with an entity from such a file; an empty value is an attribute that has none."""
    held = entity.extra.get(_EXTRA)
    pairs = held.items() if isinstance(held, Mapping) else ()
    return tuple(
        sorted(
            (name, value)
            for name, value in pairs
            if isinstance(name, str) and isinstance(value, str) and all(map(_ATTRIBUTE_PART.fullmatch, (name, value or "_")))
        )
    )


def _mentions(plan: Plan) -> list[_Mention]:
    """The ``T`` lines in text order: a group of one label whose fragments stand apart is one, any other entity is one."""
    groups: dict[tuple[str, str], list[Written]] = {}
    for span in plan.spans:
        groups.setdefault((span.group, span.label), []).append(span)
    mentions = []
    for (group, _), spans in groups.items():
        if group and len(spans) > 1 and all(_apart(plan.text, *two) for two in pairwise(spans)):
            mentions.append(_Mention(tuple(spans)))
        else:
            mentions += [_Mention((span,)) for span in spans]
    return sorted(mentions, key=lambda mention: mention.entities[0].order)


def _as_read(mention: _Mention, number: str) -> Iterator[Written]:
    """The entities of a ``T`` line as they are read again: note and identity stand with the first fragment alone."""
    first, *others = mention.entities
    group = number if others else ""
    yield replace(first, group=group)
    for other in others:
        yield replace(other, group=group, note="", identity="", extra=())


def _apart(text: str, before: Written, after: Written) -> bool:
    """Whether more than line ends stand between two fragments; else they would be read as one entity."""
    return before.end < after.start and bool(_PIECE.search(text, before.end, after.start))


def _pieces(text: str, start: int, end: int) -> list[Span]:
    return [found.span() for found in _PIECE.finditer(text, start, end)]


def _annotations(plan: Plan) -> str:
    lines = []
    notes = references = attributes = 0
    for number, mention in enumerate(_mentions(plan), 1):
        first = mention.entities[0]
        pieces = mention.pieces(plan.text)
        words = " ".join(plan.text[start:end] for start, end in pieces)
        lines.append(f"T{number}\t{first.label} {';'.join(f'{start} {end}' for start, end in pieces)}\t{words}\n")
        if first.identity:
            references += 1
            lines.append(f"N{references}\tReference T{number} {first.identity}\t{words}\n")
        if first.note:
            notes += 1
            lines.append(f"#{notes}\tAnnotatorNotes T{number}\t{first.note}\n")
        for name, value in first.extra:
            attributes += 1
            lines.append(f"A{attributes}\t{' '.join((name, f'T{number}', value)).rstrip()}\n")
    return "".join(lines)


def _require_place(name: str, text: str, folder: Path) -> None:
    path = folder / f"{name}.txt"
    try:
        same = not path.exists() or path.read_bytes() == text.encode()
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror}") from error
    if not same:
        raise FormatError(f"{path} is there with another text, and would be lost; choose another name or folder")


def _configure(
    beside: Path,
    folder: Path,
    names: Sequence[str],
    attributes: Mapping[str, set[str]],
    types: Mapping[str, str],
    labels: LabelSet,
) -> list[Loss]:
    """Write ``annotation.conf`` and ``visual.conf``, unless somebody else's are there; returns a warning for each that is."""
    shown = {kind: _NOT_IN_A_NOTE.sub(" ", encodable(name)).replace("|", "/") for name, kind in types.items()}
    colours = {kind: COLOURS[labels.family(name)] for name, kind in types.items()}
    contents = {
        "annotation.conf": f"{_OURS}\n{annotation_conf(types.values(), attributes)}",
        "visual.conf": f"{_OURS}\n{visual_conf(shown, colours)}",
    }
    warnings = []
    for name, content in contents.items():
        old = folder / name
        if old.exists() and not old.read_bytes().startswith(_OURS.encode()):
            warnings.append(
                Loss(None, None, f"{old} is somebody's own and stays as it is; see that it has: {', '.join(types.values())}")
            )
        else:
            (beside / name).write_bytes(content.encode())
    ours = {f"{name}.ann" for name in names}
    if others := sorted(path.name for path in folder.glob("*.ann") if path.name not in ours):
        warnings.append(Loss(None, None, f"{folder} also holds {len(others)} .ann not of this export, such as {others[0]}"))
    return warnings


def _read_pair(path: Path) -> Reading:
    beside = path.with_suffix(".txt")
    try:
        text, content = beside.read_bytes().decode(), path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} and {beside.name} could not be read as UTF-8 text: {error}") from error
    lines = [(f"{path}, line {number}", line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    textbounds = [found for _, line in lines if (found := _TEXTBOUND.fullmatch(line))]
    whole = [(found[3].split(" "), found[4]) for found in textbounds if ";" not in found[3]]
    # brat's browser counts UTF-16 units where its server counts code points.
    units = unit_of(text, [(int(start), int(end), words) for (start, end), words in whole])
    mentions: dict[str, list[Written]] = {}
    left: Counter[str] = Counter()
    for where, line in lines:
        if textbound := _TEXTBOUND.fullmatch(line):
            if textbound[1] in mentions:
                raise FormatError(f"{where}: {textbound[1]} is there twice")
            mentions[textbound[1]] = _textbound(textbound, text, units.ruler, where)
            left["T of no width"] += not mentions[textbound[1]]
    for where, line in lines:
        if not _TEXTBOUND.fullmatch(line):
            left[_say_of(mentions, line, where)] += 1
    notices = [f"offsets count {units.unit.name}"] if units.unit != CODE_POINTS else []
    if said := ", ".join(f"{count} {name}" for name, count in sorted(left.items()) if name and count):
        notices.append(f"left out: {said}")
    spans = sorted((span for spans in mentions.values() for span in spans), key=lambda span: span.order)
    return Reading(path.stem, text, tuple(spans), notices=tuple(notices))


def _say_of(mentions: dict[str, list[Written]], line: str, where: str) -> str:
    """Put what a line says of a mention with its first fragment; returns the name of what is left out, "" for nothing."""
    kind = _KINDS.get(line[0], "")
    if not kind or not _OTHER.fullmatch(line):
        raise FormatError(f"{where} is no line of brat standoff: {line!r}")
    about = _REFERENCE.fullmatch(line) or _NOTE.fullmatch(line) or _ATTRIBUTE.fullmatch(line)
    if about is None or not mentions.get(about["of"]):
        return kind
    first, *others = mentions[about["of"]]
    match line[0]:
        case "N" if not first.identity:
            first = replace(first, identity=about["what"])
        case "#":
            first = replace(first, note=f"{first.note}; {about['what']}" if first.note else about["what"])
        case "A" | "M":
            first = replace(first, extra=tuple(sorted({**dict(first.extra), about["name"]: about["what"] or ""}.items())))
        case _:
            return kind
    mentions[about["of"]] = [first, *others]
    return ""


def _textbound(line: re.Match[str], text: str, ruler: Ruler, where: str) -> list[Written]:
    """The entities of a ``T`` line: fragments with nothing but line ends between them are one. None for one of no width."""
    spans = [ruler.span(*map(int, pair.split())) for pair in line[3].split(";")]
    numbers = [span for span in spans if span is not None]
    pieces = sorted(numbers)
    apart = all(a[1] <= b[0] for a, b in pairwise(pieces))
    words = [text[start:end] for start, end in numbers]
    # Without the blank between fragments as brat wrote them before its version 1.3.
    if len(numbers) < len(spans) or not apart or line[4] not in (" ".join(words), "".join(words)):
        raise FormatError(f"{where}: {line[1]} at {line[3]} is not there in the text")
    if pieces[0][0] == pieces[-1][1]:
        return []
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if _PIECE.search(text, joined[-1][1], start):
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    joined = [piece for piece in joined if piece[0] < piece[1]]
    return [Written(start, end, line[2], group=line[1] if len(joined) > 1 else "") for start, end in joined]
