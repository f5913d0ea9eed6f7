"""brat standoff: a folder of ``NAME.txt`` with the text, ``NAME.ann`` with its entities and ``annotation.conf``; or one pair.

Overlap and fragments of one mention are carried; a span over a line end is written as fragments around it and joined again on
reading. Types are ``[A-Za-z0-9_-]`` alone (brat's own rule); notes and identities of the form ``DB:ID`` are carried too.
The grammar is that of brat's server, which also breaks lines at the other characters of ``str.splitlines``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, pairwise
from pathlib import Path

from annotations.article import Article
from annotations.entity import Entity, Span
from annotations.formats.atomic import publishing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    Fit,
    Plan,
    encodable,
    field_warnings,
    has_surrogate,
    planned,
    reported,
    unsaid_warnings,
)
from annotations.labels import LabelSet

_BREAK = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_PIECE = re.compile(f"[^{_BREAK}]+")
_NOT_IN_A_TYPE = re.compile(r"[^A-Za-z0-9_-]")
_NOT_IN_A_NOTE = re.compile(f"[\t{_BREAK}]+")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_IDENTITY = re.compile(r"[^\s:]+:\S+")
_TEXTBOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_REFERENCE = re.compile(r"N\d+\tReference (T\d+) ([^\s:]+:\S+)(?:\t.*)?")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)")
_OTHER = re.compile(r"(?:[REAM]\d+|#\d+|N\d+|\*)\t\S.*")
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
    types = _types(documents, labels)
    plans = [_plan(document, out.stem if single else _name(document.article), types) for document in documents]
    _require_place(plans, folder)
    with publishing(folder) as beside:
        for plan in plans:
            (beside / f"{plan.name}.txt").write_bytes(plan.text.encode())
            (beside / f"{plan.name}.ann").write_bytes(_annotations(plan).encode())
        readings = [_read_pair(beside / f"{plan.name}.ann") for plan in plans]
        warnings = [loss for plan in plans for loss in unsaid_warnings(plan.document) + field_warnings(plan)]
        if not single:
            warnings += _configure(beside, folder, plans, types)
        return reported("brat", out, plans, readings, warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a folder, by name, or of one ``.ann`` with its ``.txt``: text, entities, notes and references.

    Relations, events and attributes are passed over. Raises FormatError naming the line that brat would not read.
    """
    return [_read_pair(found) for found in (sorted(path.glob("*.ann")) if path.is_dir() else [path])]


def _plan(document: Document, name: str, types: Mapping[str, str]) -> Plan:
    text = document.article.text
    plan = planned(document, lambda entity: _fit(text, entity, types), name=name, text=encodable(text))
    spans = [span for number, mention in enumerate(_mentions(plan), 1) for span in _as_read(mention, f"T{number}")]
    return replace(plan, spans=tuple(sorted(spans, key=lambda span: span.order)))


def _types(documents: Iterable[Document], labels: LabelSet) -> dict[str, str]:
    """The brat type of each label, of the set's in its order, then of others: the label itself where brat can have it."""
    used = {entity.label for document in documents for entity in document.entities if entity.label}
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
    return Written(start, end, label, identity, note, entity.group), ", ".join(reasons)


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
        yield replace(other, group=group, note="", identity="")


def _apart(text: str, before: Written, after: Written) -> bool:
    """Whether more than line ends stand between two fragments; else they would be read as one entity."""
    return before.end < after.start and bool(_PIECE.search(text, before.end, after.start))


def _pieces(text: str, start: int, end: int) -> list[Span]:
    return [found.span() for found in _PIECE.finditer(text, start, end)]


def _annotations(plan: Plan) -> str:
    lines = []
    notes = references = 0
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
    return "".join(lines)


def _name(article: Article) -> str:
    """A file name of plain letters that no other article has: words of the title, then the uid."""
    words = _NOT_IN_A_NAME.sub("-", article.title).strip("-")[:40].rstrip("-")
    return f"{words}-{article.uid}" if words else article.uid


def _require_place(plans: Sequence[Plan], folder: Path) -> None:
    names = Counter(plan.name for plan in plans)
    if twice := next((name for name, times in names.items() if times > 1), ""):
        raise FormatError(f"{folder}: the article {twice} is there twice; give each article once")
    for plan in plans:
        path = folder / f"{plan.name}.txt"
        try:
            same = not path.exists() or path.read_bytes() == plan.text.encode()
        except OSError as error:
            raise FormatError(f"{path} could not be read: {error.strerror}") from error
        if not same:
            raise FormatError(f"{path} is there with another text, and would be lost; choose another name or folder")


def _configure(beside: Path, folder: Path, plans: Sequence[Plan], types: Mapping[str, str]) -> list[Loss]:
    """Write ``annotation.conf`` and ``visual.conf``, unless somebody else's are there; returns a warning for each that is."""
    entities = "".join(f"{kind}\n" for kind in types.values())
    shown = "".join(f"{kind} | {_NOT_IN_A_NOTE.sub(' ', encodable(name)).replace('|', '/')}\n" for name, kind in types.items())
    contents = {
        "annotation.conf": f"{_OURS}\n[entities]\n{entities}\n[relations]\n\n[events]\n\n[attributes]\n",
        "visual.conf": f"{_OURS}\n[labels]\n{shown}\n[drawing]\n",
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
    ours = {f"{plan.name}.ann" for plan in plans}
    if others := sorted(path.name for path in folder.glob("*.ann") if path.name not in ours):
        warnings.append(Loss(None, None, f"{folder} also holds {len(others)} .ann not of this export, such as {others[0]}"))
    return warnings


def _read_pair(path: Path) -> Reading:
    beside = path.with_suffix(".txt")
    try:
        text, content = beside.read_bytes().decode(), path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} and {beside.name} could not be read as UTF-8 text: {error}") from error
    found: dict[str, list[Written]] = {}
    for number, line in enumerate(content.splitlines(), 1):
        where = f"{path}, line {number}"
        if textbound := _TEXTBOUND.fullmatch(line):
            if textbound[1] in found:
                raise FormatError(f"{where}: {textbound[1]} is there twice")
            found[textbound[1]] = _textbound(textbound, text, where)
        elif about := _REFERENCE.fullmatch(line) or _NOTE.fullmatch(line):
            if mention := found.get(about[1]):
                first = mention[0]
                mention[0] = replace(first, identity=about[2]) if line[0] == "N" else replace(first, note=about[2])
        elif not _OTHER.fullmatch(line):
            raise FormatError(f"{where} is no line of brat standoff: {line!r}")
    spans = sorted((span for spans in found.values() for span in spans), key=lambda span: span.order)
    return Reading(path.stem, text, tuple(spans))


def _textbound(line: re.Match[str], text: str, where: str) -> list[Written]:
    """The entities of a ``T`` line: fragments with nothing but line ends between them are one."""
    numbers = [tuple(map(int, pair.split())) for pair in line[3].split(";")]
    pieces = sorted((start, end) for start, end in numbers)
    apart = all(a[1] <= b[0] for a, b in pairwise(pieces))
    words = [text[start:end] for start, end in numbers]
    # Without the blank between fragments as brat wrote them before its version 1.3.
    if not apart or not 0 <= pieces[0][0] < pieces[-1][1] <= len(text) or line[4] not in (" ".join(words), "".join(words)):
        raise FormatError(f"{where}: {line[1]} at {line[3]} is not there in the text")
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if _PIECE.search(text, joined[-1][1], start):
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return [Written(start, end, line[2], group=line[1] if len(joined) > 1 else "") for start, end in joined]
