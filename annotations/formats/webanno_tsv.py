"""WebAnno TSV 3.3, as INCEpTION reads and writes it: a folder of ``NAME.tsv``, or one such file.

Offsets count UTF-16 units of the whole text. An entity has a row for each token it covers, and one such as ``1-2.1`` for a part
of a token; ``[n]`` ties its rows together; ``a|b`` are several on one token. Ours stand in the layer of DKPro's NamedEntity, with
``identifier`` and ``value``. The text between sentences is not in the file (readers take a line end, then blanks), so that other
white space stands with the sentence before it. Read are 3.2 and 3.3, whatever span layers there are but those of tokens,
and lines of others that begin with ``#``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.files import Content, alone, files_of, write_files
from annotations.formats.offsets import Ruler, Unit
from annotations.formats.planning import (
    NO_LABEL,
    Fit,
    Plan,
    encodable,
    fit_without_blanks,
    has_surrogate,
    planned,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.tokenised import Tokenised, places, tokenised
from annotations.labels import LabelSet
from annotations.span import Span

SUFFIXES = (".tsv",)
_LAYER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={_LAYER}|identifier|value\n\n"
_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.\d+\s*")
_ROW = re.compile(r"(\d+-\d+)(\.\d+)?\t(\d{1,15})-(\d{1,15})\t([^\t]*)(?:\t(.*))?")
_OF_TOKENS = re.compile(r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?!ner\.)")
_VALUE = re.compile(r"(?:\\.|[^|\\])*", re.DOTALL)
_TIE = re.compile(r"(?P<value>.*)(?<!\\)\[(?P<tie>\d+)\]", re.DOTALL)
_LABELS = ("value", "label", "entity", "category", "type")
_IDENTITIES = ("identifier", "identity")
_RESERVED = re.compile(r"->|[\\\[\]|_;*\t\n\r]")
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_IN_TEXT = re.compile(r"[\\\t\r\f\x08]")
_NAMED_IN_TEXT = {"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\b": "\\b"}
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_UNNAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
_UTF16, _CODE_POINTS = Unit("UTF-16"), Unit()


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write a file for each document into a folder, or one where ``out`` ends in ``.tsv``. Raises FormatError, and then the old
    files are as they were."""
    single = alone(out, SUFFIXES, documents)

    def content(document: Document, name: str) -> Content:
        one = tokenised(_plan(document, name), cutting=False)
        return one.plan, _content(one).encode(), _warnings(one)

    return write_files("webanno_tsv", out, documents, content, _read, suffix="" if single else ".tsv")


def read(path: Path) -> list[Reading]:
    """The documents of a folder, by name, or of one file. Raises FormatError naming the line that is not of this form."""
    return [_read(each) for each in files_of(path, SUFFIXES)]


def _plan(document: Document, name: str) -> Plan:
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), name=name, text=encodable(text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, "has a lone surrogate in its label, which UTF-8 cannot: not written"
    span, why = fit_without_blanks(text, entity, entity.label)
    return (None if span is None else replace(span, identity="" if has_surrogate(entity.identity) else entity.identity)), why


def _warnings(one: Tokenised) -> list[Loss]:
    found = unsaid_warnings(one.plan.document) + text_warnings(one.plan) + one.warnings
    if _led(one) and one.plan.text:
        reason = "starts with white space, which stands as a token: readers of this format know none before the first"
        found.append(Loss(one.plan.document.article, None, reason))
    return found


def _led(one: Tokenised) -> Span | None:
    """The white space at the start of the text, where it has to be a token of its own: readers take it for blanks."""
    end = one.sentences[0][0][0] if one.sentences else len(one.plan.text)
    return (0, end) if one.plan.text[:end].strip(" ") or not one.sentences else None


def _content(one: Tokenised) -> str:
    text, ruler = one.plan.text, Ruler(one.plan.text, _UTF16)
    if not text:
        return _HEAD
    led = _led(one)
    sentences = [[led], *one.sentences] if led and not one.sentences else [list(tokens) for tokens in one.sentences]
    if led and one.sentences:
        sentences[0].insert(0, led)
    cells = _Cells(one.plan.spans, sentences)
    starts = [tokens[0][0] for tokens in sentences]
    blocks = []
    for number, tokens in enumerate(sentences):
        end = tokens[-1][1]
        following = starts[number + 1] if number + 1 < len(starts) else len(text)
        gap = text[end:following]
        # What readers put between two sentences: a line end, then blanks; between the last and the end of the text nothing.
        if gap and (number + 1 == len(starts) or gap != "\n" + " " * (len(gap) - 1)):
            end = following
        shown = "".join(f"#Text={_IN_TEXT.sub(_named_in_text, line)}\n" for line in text[tokens[0][0] : end].split("\n"))
        rows = []
        for place, token in enumerate(tokens, 1):
            units = [(f"{number + 1}-{place}", token), *cells.parts.get(token, {}).items()]
            for part, (name, unit) in enumerate(units):
                shown_name = name if part == 0 else f"{number + 1}-{place}.{part}"
                words = text[slice(*unit)]
                words = _IN_TEXT.sub(_named_in_text, words).replace("\n", "\\n") if token == led else words
                where = f"{ruler.offset(unit[0])}-{ruler.offset(unit[1])}"
                rows.append(f"{shown_name}\t{where}\t{words}\t{cells.of(token, unit if part else None)}\t\n")
        blocks.append(f"\n{shown}{''.join(rows)}")
    return _HEAD + "".join(blocks)


class _Cells:
    """What stands in the two columns of each token, and of each part of a token that an entity covers."""

    def __init__(self, spans: Sequence[Written], sentences: Iterable[Sequence[Span]]) -> None:
        self.parts: dict[Span, dict[str, Span]] = {}
        self._over: dict[tuple[Span, Span | None], list[int]] = {}
        self._spans = spans
        tokens = [token for each in sentences for token in each]
        units: Counter[int] = Counter()
        for number, span in enumerate(spans):
            first, end = places(tokens, span.start, span.end)
            for token in tokens[first:end]:
                part = (max(span.start, token[0]), min(span.end, token[1]))
                key = (token, None if part == token else part)
                if key[1] is not None and part not in self.parts.setdefault(token, {}).values():
                    self.parts[token][str(len(self.parts[token]))] = part
                self._over.setdefault(key, []).append(number)
                units[number] += 1
        stacked = {number for over in self._over.values() if len(over) > 1 for number in over}
        tied = [number for number in range(len(spans)) if units[number] > 1 or number in stacked]
        self._ties = {number: f"[{tie}]" for tie, number in enumerate(tied, 1)}

    def of(self, token: Span, part: Span | None) -> str:
        """The cells of a token, or of a part of it."""
        over = self._over.get((token, part), [])
        if not over:
            return "_\t_"
        identities = (f"{_escaped(self._spans[each].identity) or '*'}{self._ties.get(each, '')}" for each in over)
        labels = (f"{_escaped(self._spans[each].label)}{self._ties.get(each, '')}" for each in over)
        return f"{'|'.join(identities)}\t{'|'.join(labels)}"


def _escaped(value: str) -> str:
    return _RESERVED.sub(lambda found: _NAMED.get(found[0], f"\\{found[0]}"), value)


def _named_in_text(found: re.Match[str]) -> str:
    return _NAMED_IN_TEXT[found[0]]


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _UNNAMED.get(found[2], found[2]), value)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of spans: its type, its features by column, and whether its spans are read."""

    type: str
    columns: dict[int, str]

    @property
    def short(self) -> str:
        return self.type.rpartition(".")[2] or "Span"

    @property
    def taken(self) -> bool:
        return not _OF_TOKENS.match(self.type)


@dataclass(slots=True)
class _Sentence:
    """The text of a sentence as the file has it, and its rows: line, whether a whole token, begin, end, words, cells."""

    lines: list[str] = field(default_factory=list)
    rows: list[tuple[int, bool, int, int, str, list[str]]] = field(default_factory=list)

    def text(self, *, escaped: bool) -> str:
        return "\n".join(_unescaped(line) if escaped else line for line in self.lines)


@dataclass(slots=True)
class _Mention:
    start: int
    end: int
    values: dict[str, str]
    line: int


def _read(path: Path) -> Reading:
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    if not _FORMAT.fullmatch(lines[0]):
        raise FormatError(f"{path}, line 1: no #FORMAT=WebAnno TSV 3.x")
    layers, left, sentences = _parsed(path, [line.removesuffix("\r") for line in lines])
    text, unit, notices = _text(path, sentences)
    ruler = Ruler(text, unit)
    spans: dict[tuple[int, int, str], Written] = {}
    for layer in layers:
        mentions = _mentions(layer, sentences)
        if not layer.taken:
            left[f"spans of {layer.short}"] += len(mentions)
            continue
        for mention in mentions:
            span = ruler.span(mention.start, mention.end)
            if span is None:
                raise FormatError(f"{path}, line {mention.line}: {mention.start}-{mention.end} is no part of the text")
            if span[0] == span[1]:
                left["spans of no width"] += 1
                continue
            one = _written(layer, span, mention.values)
            left["repetitions of a span"] += one.key in spans
            spans.setdefault(one.key, one)
    if said := ", ".join(f"{count} {name}" for name, count in sorted(left.items()) if count):
        notices.append(f"left out: {said}")
    return Reading(path.stem, text, tuple(sorted(spans.values(), key=lambda span: span.order)), notices=tuple(notices))


def _parsed(path: Path, lines: Sequence[str]) -> tuple[list[_Layer], Counter[str], list[_Sentence]]:
    layers: list[_Layer] = []
    left: Counter[str] = Counter()
    sentences: list[_Sentence] = []
    columns = 0
    others: dict[str, range] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("#T_") and not sentences:
            kind, _, declared = line[3:].partition("=")
            type_name, *features = declared.split("|")
            features = features or [""]
            place = range(columns, columns + len(features))
            columns += len(features)
            if kind == "SP":
                layers.append(_Layer(type_name, dict(zip(place, features, strict=True))))
            else:
                others[{"RL": "relations", "CH": "links of chains"}.get(kind, "others")] = place
        elif line.startswith("#Text="):
            if not sentences or sentences[-1].rows:
                sentences.append(_Sentence())
            sentences[-1].lines.append(line[6:])
        elif row := _ROW.fullmatch(line):
            cells = (row[6] or "").split("\t")
            if len(cells) < columns or not sentences:
                raise FormatError(f"{path}, line {number}: {len(cells)} columns of layers, not {columns}, or no #Text before it")
            sentences[-1].rows.append((number, row[2] is None, int(row[3]), int(row[4]), row[5], cells))
            for name, place in others.items():
                cell = cells[place[0]]
                left[name] += len(_stacked(cell)) if cell != "_" else 0
        elif line.strip() and not line.startswith("#"):
            raise FormatError(f"{path}, line {number}: neither #Text nor a row of number, offsets and token: {line!r}")
    return layers, left, sentences


def _text(path: Path, sentences: Sequence[_Sentence]) -> tuple[str, Unit, list[str]]:
    """The text, rebuilt from its sentences and their offsets, and the unit of the offsets: that under which the most tokens are
    where the file says they are; a text whose backslashes were not escaped is one of the ways."""
    best: tuple[int, str, Unit, int] | None = None
    for unit in (_UTF16, _CODE_POINTS):
        for escaped in (True, False):
            text, right, whole = _tried(sentences, unit, escaped=escaped)
            if best is None or right > best[0]:
                best = (right, text, unit, whole)
            if right == whole:
                break
        else:
            continue
        break
    assert best is not None
    right, text, unit, whole = best
    if right < whole:
        ruler = Ruler(text, unit)
        for sentence in sentences:
            for line, token, start, end, words, _ in sentence.rows:
                if token and not _stands(text, ruler, start, end, words):
                    raise FormatError(f"{path}, line {line}: {words!r} at {start}-{end} is not there in the text")
    return text, unit, [f"offsets count {unit.name}"] if unit is not _UTF16 else []


def _tried(sentences: Sequence[_Sentence], unit: Unit, *, escaped: bool) -> tuple[str, int, int]:
    """The text in this unit, how many tokens stand in it as the file says, and of how many."""
    pieces: list[str] = []
    length = 0
    for sentence in sentences:
        start = sentence.rows[0][2] if sentence.rows else length + bool(pieces)
        gap = start - length
        if gap > 0:
            pieces.append((" " if not pieces else "\n") + " " * (gap - 1))
        words = sentence.text(escaped=escaped)
        pieces.append(words)
        length = max(start, length) + Ruler(words, unit).offset(len(words))
    text = "".join(pieces)
    ruler = Ruler(text, unit)
    tokens = [row for sentence in sentences for row in sentence.rows if row[1]]
    return text, sum(_stands(text, ruler, start, end, words) for _, _, start, end, words, _ in tokens), len(tokens)


def _stands(text: str, ruler: Ruler, start: int, end: int, words: str) -> bool:
    span = ruler.span(start, end)
    return span is not None and text[slice(*span)] in (words, _unescaped(words))


def _stacked(cell: str) -> list[str]:
    """The values that stand one on the other in a cell."""
    found, place = [], 0
    while place <= len(cell):
        value = _VALUE.match(cell, place)
        assert value is not None
        end = value.end()
        if end < len(cell) and cell[end] == "\\":
            end = len(cell)
        found.append(cell[place:end])
        place = end + 1
    return found


def _mentions(layer: _Layer, sentences: Iterable[_Sentence]) -> list[_Mention]:
    """The spans of a layer, in units of the file: rows with one tie are one, a value without a tie is one of its row's."""
    tied: dict[str, _Mention] = {}
    found: list[_Mention] = []
    for sentence in sentences:
        for line, _, start, end, _, cells in sentence.rows:
            here: dict[int, _Mention] = {}
            for column, feature in layer.columns.items():
                if cells[column] == "_":
                    continue
                for place, cell in enumerate(_stacked(cells[column])):
                    tie = _TIE.fullmatch(cell)
                    value, name = (tie["value"], tie["tie"]) if tie else (cell, "")
                    mention = tied.get(name) if name else here.get(place)
                    if mention is None:
                        mention = _Mention(start, end, {}, line)
                        found.append(mention)
                    if name:
                        tied[name] = mention
                    here[place] = mention
                    mention.start, mention.end = min(mention.start, start), max(mention.end, end)
                    if value not in ("*", "_") and feature and "." not in feature and not feature.startswith("ROLE_"):
                        mention.values[feature] = _unescaped(value)
    return found


def _written(layer: _Layer, span: Span, values: dict[str, str]) -> Written:
    names = [name for name in _LABELS if name in layer.columns.values()]
    plain = [name for name in layer.columns.values() if name and "." not in name and not name.startswith("ROLE_")]
    of_label = (names or [name for name in plain if name not in _IDENTITIES] or [""])[0]
    identity = next((values[name] for name in _IDENTITIES if values.get(name)), "")
    more = tuple(sorted((name, value) for name, value in values.items() if name not in (of_label, *_IDENTITIES)))
    return Written(*span, values.get(of_label) or layer.short, identity, extra=more)
