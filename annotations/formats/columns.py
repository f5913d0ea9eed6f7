"""Columns of tokens and tags: what CoNLL-2003, UNER, HIPE, LitBank, GermEval and spaCy's ``.iob`` files have in common.

Which column is the token, which are tags, and how columns are parted is found over the whole file: tabs where most rows have one;
a column of running numbers before the token is none; a column of chunks (``B-NP``) is no column of entities. Several
columns of tags are layers of one document. ``# text =`` gives the text of a sentence, ``# newdoc`` begins a document; where there
is no such line the text is the tokens with a blank between them, and a line end between sentences.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.schemes import TAG, runs, scheme_of
from annotations.span import Span

START = "-DOCSTART-"
_CHUNKS = frozenset(["NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP", "PNP"])
_COMMENT = re.compile(r"#\s*([\w.:+-]+(?: id)?)(?:\s*=\s*(.*))?")
_NEW_DOCUMENT = re.compile(r"(?:newdoc(?: id)?|(?:\w+:)?document_id)")
_SOLID = re.compile(r"\S")
_PIECE = re.compile(r"\S+\|(?:O|[BIESLUMW]-\S+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A token, its tags by layer, what stands between it and the next token, and whether a sentence is said to end with it."""

    token: str
    tags: tuple[str, ...]
    identity: str = ""
    after: str = " "
    last: bool = False


@dataclass(slots=True)
class _Sentence:
    rows: list[Row] = field(default_factory=list)
    text: str | None = None


@dataclass(slots=True)
class _Document:
    name: str = ""
    sentences: list[_Sentence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which column is what. ``layers`` are places of columns of tags, by the name their header gives them or their number.

    ``known`` are the cells that were seen in these, and the tag of each, None for what is none: they are few.
    """

    token: int
    layers: dict[int, str]
    identity: int | None = None
    misc: int | None = None
    left: tuple[str, ...] = ()
    known: dict[str, str | None] = field(default_factory=dict)

    def tags(self, columns: Sequence[str]) -> tuple[str, ...] | None:
        """The tags of a row; None where one is not there, or a cell is none."""
        found = []
        for place in self.layers:
            if place >= len(columns):
                return None
            cell = columns[place]
            if cell not in self.known:
                tag = "O" if cell in ("_", "-") else cell
                self.known[cell] = tag if TAG.fullmatch(tag) else None
            if (known := self.known[cell]) is None:
                return None
            found.append(known)
        return tuple(found)


def read_columns(path: Path) -> list[Reading]:
    """The documents of a file. Raises FormatError naming the line that is not of this form."""
    documents, shape = _parsed(path)
    notices = _notices(documents, shape)
    return [_reading(document, notices) for document in documents]


def parsed_rows(path: Path) -> list[list[list[Row]]]:
    """The rows of a file by document and sentence."""
    return [[sentence.rows for sentence in document.sentences] for document in _parsed(path)[0]]


def spans_of(sentences: Sequence[Sequence[Row]], places: Sequence[Span]) -> tuple[Written, ...]:
    """The entities of tagged tokens at these places, of all layers, in text order."""
    found: dict[Written, None] = {}
    base = 0
    for rows in sentences:
        for layer in range(len(rows[0].tags)):
            for first, end, label in runs([row.tags[layer] for row in rows]):
                identity = rows[first].identity if layer == 0 else ""
                found[Written(places[base + first][0], places[base + end - 1][1], label, identity)] = None
        base += len(rows)
    by_key = {span.key: span for span in reversed(found)}
    return tuple(sorted(by_key.values(), key=lambda span: span.order))


def _parsed(path: Path) -> tuple[list[_Document], _Shape]:
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    lines = [line.removesuffix("\r") for line in lines]
    solid = [line for line in lines if line.strip()]
    if solid and all(_PIECE.fullmatch(piece) for piece in solid[0].split()):
        return _slashed(path, lines)
    tabs = sum("\t" in line for line in solid if line[0] != "#") * 2 > sum(line[0] != "#" for line in solid)
    split = [_columns(line, tabs) for line in lines]
    header = next((place for place, columns in enumerate(split) if columns), None)
    named = header is not None and split[header][0] == "TOKEN" and len(split[header]) > 1
    body = [columns for place, columns in enumerate(split) if columns and not (named and place == header)]
    shape = _shape(body, split[header] if named and header is not None else None)
    documents: list[_Document] = []
    sentence = _Sentence()
    for place, columns in enumerate(split):
        if not columns:
            sentence = _Sentence()
        elif named and place == header:
            continue
        elif columns[0] == START:
            documents.append(_Document())
            sentence = _Sentence()
        elif (row := _row(columns, shape)) is not None:
            if not documents:
                documents.append(_Document())
            if not sentence.rows:
                documents[-1].sentences.append(sentence)
            sentence.rows.append(row)
            if row.last:
                sentence = _Sentence()
        elif comment := _COMMENT.match(lines[place]):
            sentence = _commented(comment, documents, sentence)
        elif not lines[place].startswith("#"):
            raise FormatError(f"{path}, line {place + 1}: no token first and tag last (O, B-X, I-X, ...): {lines[place]!r}")
    return documents, shape


def _columns(line: str, tabs: bool) -> list[str]:
    if not tabs:
        return line.split()
    columns = line.split("\t") if line.strip() else []
    while len(columns) > 1 and not columns[-1].strip():
        columns.pop()
    return columns


def _commented(comment: re.Match[str], documents: list[_Document], sentence: _Sentence) -> _Sentence:
    """The sentence that is next after a comment line."""
    name, value = comment[1], (comment[2] or "").strip()
    if _NEW_DOCUMENT.fullmatch(name):
        documents.append(_Document(value))
        return _Sentence()
    if name == "text":
        return _Sentence(text=value)
    return sentence


def _shape(body: Sequence[list[str]], header: list[str] | None) -> _Shape:
    rows = [columns for columns in body if columns[0] != START]
    if header:
        places = {name: place for place, name in enumerate(header)}
        layers: dict[int, str] = {places[name]: name for name in header if name in ("NE-COARSE-LIT", "NE-NESTED")}
        layers = layers or {place: name for name, place in places.items() if name.startswith("NE-")}
        left = tuple(name for name in header if name.startswith("NE") and name != "NEL-LIT" and places[name] not in layers)
        if layers:
            return _Shape(0, layers, places.get("NEL-LIT"), places.get("MISC"), left)
    width = Counter(len(columns) for columns in rows).most_common(1)[0][0] if rows else 2
    full = [columns for columns in rows if len(columns) == width]
    token = int(width > 2 and _numbered(full))
    # Where the columns of part of speech and chunk are there and empty, as they are written here, no other one has chunks.
    unsaid = width > 3 and all(columns[1] == columns[2] == "_" for columns in full)
    layers = {}
    for place in range(token + 1, width):
        cells = {cell: count for cell, count in Counter(columns[place] for columns in full).items() if TAG.fullmatch(cell)}
        labels = {cell.partition("-")[2] for cell in cells} - {""}
        share = sum(cells.values())
        chunks = bool(labels) and labels <= _CHUNKS and place < width - 1 and not unsaid
        if share > 0.5 * len(full) and not chunks:
            layers[place] = str(place + 1)
    return _Shape(token, layers or {width - 1: str(width)})


def _numbered(rows: Sequence[list[str]]) -> bool:
    """Whether the first column counts the tokens of each sentence, and is not made of tokens that are numbers."""
    numbers = [columns[0] if len(columns[0]) < 10 else "" for columns in rows]
    counting = sum(
        after.isascii() and after.isdecimal() and (after == "1" or after == str(int(before) + 1 if before.isdecimal() else 0))
        for before, after in zip(["0", *numbers], numbers, strict=False)
    )
    return bool(rows) and counting > 0.9 * len(rows) and any(columns[1] != "_" for columns in rows)


def _row(columns: list[str], shape: _Shape) -> Row | None:
    """A row of the file, None where a line has no tag at its place: a comment or a mistake."""
    tags = shape.tags(columns)
    if tags is None or not columns[shape.token].strip():
        return None
    if shape.misc is None and shape.identity is None:
        return Row(columns[shape.token], tags)
    misc = columns[shape.misc].split("|") if shape.misc is not None and shape.misc < len(columns) else []
    link = columns[shape.identity] if shape.identity is not None and shape.identity < len(columns) else ""
    last = not {"EndOfSentence", "EndOfParagraph"}.isdisjoint(misc)
    return Row(
        columns[shape.token], tags, "" if link in ("_", "NIL", "O", "-") else link, " "[: "NoSpaceAfter" not in misc], last
    )


def _slashed(path: Path, lines: Sequence[str]) -> tuple[list[_Document], _Shape]:
    """A sentence a line of ``token|tag`` or ``token|part of speech|tag``."""
    parts = Counter(piece.count("|") for line in lines for piece in line.split()).most_common(1)[0][0]
    document = _Document()
    for number, line in enumerate(lines, 1):
        pieces = line.split()
        if not all(_PIECE.fullmatch(piece) for piece in pieces):
            raise FormatError(f"{path}, line {number}: not token|tag or token|part of speech|tag by blanks: {line!r}")
        rows = [Row(token, (tag,)) for token, *_, tag in (piece.rsplit("|", max(parts, 1)) for piece in pieces)]
        if not all(row.token for row in rows):
            raise FormatError(f"{path}, line {number} holds an empty token: {line!r}")
        if rows:
            document.sentences.append(_Sentence(rows))
    return [document], _Shape(0, {0: "tag"})


def _notices(documents: Sequence[_Document], shape: _Shape) -> list[str]:
    sentences = [sentence.rows for document in documents for sentence in document.sentences]
    scheme, broken = scheme_of([row.tags[layer] for row in rows] for rows in sentences for layer in range(len(rows[0].tags)))
    notices = [f"tags are {scheme}"] if scheme else []
    if broken:
        notices.append(f"{broken} tags are not as {scheme} has them: read as the nearest run of tokens")
    if len(shape.layers) > 1:
        notices.append(f"columns {', '.join(shape.layers.values())} are layers of entities: read as one")
    if shape.left:
        notices.append(f"columns left out: {', '.join(shape.left)}")
    return notices


def _reading(document: _Document, notices: Sequence[str]) -> Reading:
    text: list[str] = []
    places: list[Span] = []
    length = 0
    unplaced = 0
    said = any(sentence.text is not None for sentence in document.sentences)
    for sentence in document.sentences:
        if text:
            text.append("\n")
            length += 1
        line, found = _line(sentence)
        unplaced += said and sentence.text != line
        text.append(line)
        places += [(length + start, length + end) for start, end in found]
        length += len(line)
    said_so = list(notices)
    if not said:
        said_so.append("the file has no text: it is the tokens with a blank between them, a line end after each sentence")
    if unplaced:
        said_so.append(f"{unplaced} sentences are not in words what their text line is: read from their words")
    rows = [sentence.rows for sentence in document.sentences]
    return Reading(document.name, "".join(text), spans_of(rows, places), notices=tuple(said_so))


def _line(sentence: _Sentence) -> tuple[str, list[Span]]:
    """The text of a sentence and the places of its tokens in it."""
    if sentence.text is not None and (found := placed((row.token for row in sentence.rows), sentence.text)):
        return sentence.text, found
    text, places = "", []
    for row in sentence.rows:
        places.append((len(text), len(text) + len(row.token)))
        text += row.token + row.after
    return text.removesuffix(" "), places


def placed(tokens: Iterable[str], text: str) -> list[Span] | None:
    """Tokens found one after the other in a text, with nothing but blanks between and around them; else None."""
    places: list[Span] = []
    place = 0
    for token in tokens:
        solid = _SOLID.search(text, place)
        if solid is None or not text.startswith(token, start := solid.start()):
            return None
        place = start + len(token)
        places.append((start, place))
    return None if text[place:].strip() else places


def flat(rows: Iterable[Iterable[Row]]) -> Iterator[Row]:
    return (row for sentence in rows for row in sentence)
