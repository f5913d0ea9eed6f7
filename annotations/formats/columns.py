"""Columns of tokens and tags: what CoNLL-2003, UNER, HIPE, LitBank, GermEval and spaCy's ``.iob`` files have in common.

Which column is the token, which are tags, and how columns are parted is found over the whole file: tabs where most rows have one;
a column of running numbers before the token is none; a column of chunks (``B-NP``) is no column of entities. Several
columns of tags are layers of one document. ``# text =`` gives the text of a sentence, ``# newdoc`` begins a document; where there
is no such line the text is the tokens with a blank between them, and a line end between sentences.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.lines import lines
from annotations.formats.schemes import TAG, Seen, runs
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
    file = opened(path)
    seen = Seen()
    readings = []
    for document in file.documents:
        for rows in (sentence.rows for sentence in document.sentences):
            for layer in range(len(rows[0].tags)):
                seen.add([row.tags[layer] for row in rows])
        readings.append(_reading(document))
    # The scheme is that of the whole file.
    notices = _notices(seen, file.shape)
    return [replace(reading, notices=(*notices, *reading.notices)) for reading in readings]


def parsed_rows(path: Path) -> Iterator[list[list[Row]]]:
    """The rows of a file by document and sentence, a document at a time."""
    for document in opened(path).documents:
        yield [sentence.rows for sentence in document.sentences]


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


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of columns: which column is what, found over all of it, and its documents, one held at a time."""

    shape: _Shape
    documents: Iterator[_Document]


def opened(path: Path) -> Opened:
    """A file, gone through to find its shape and yet to be read. Raises FormatError, as reading its documents does."""
    tabs = solid = 0
    header: int | None = None
    names: list[str] = []
    for number, line in lines(path):
        if not line.strip():
            continue
        if header is None:
            if all(_PIECE.fullmatch(piece) for piece in line.split()):
                return Opened(_Shape(0, {0: "tag"}), _slashed(path))
            header, names = number, [line]
        if line[0] != "#":
            solid += 1
            tabs += "\t" in line
    by_tabs = tabs * 2 > solid
    names = _columns(names[0], by_tabs) if names else []
    named = len(names) > 1 and names[0] == "TOKEN"
    first = (header or 0) if named else 0
    shape = _shape((columns for number, line in lines(path) if number != first and (columns := _columns(line, by_tabs))), names)
    return Opened(shape, _documents(path, shape, by_tabs, first))


def _documents(path: Path, shape: _Shape, tabs: bool, header: int) -> Iterator[_Document]:
    """The documents, each when it is complete. ``header`` is the number of the line that names the columns, 0 for none."""
    document: _Document | None = None
    sentence = _Sentence()
    for number, line in lines(path):
        columns = _columns(line, tabs)
        if not columns:
            sentence = _Sentence()
        elif number == header:
            continue
        elif columns[0] == START:
            if document is not None:
                yield document
            document, sentence = _Document(), _Sentence()
        elif (row := _row(columns, shape)) is not None:
            document = document or _Document()
            if not sentence.rows:
                document.sentences.append(sentence)
            sentence.rows.append(row)
            if row.last:
                sentence = _Sentence()
        elif comment := _COMMENT.match(line):
            name, value = comment[1], (comment[2] or "").strip()
            if _NEW_DOCUMENT.fullmatch(name):
                if document is not None:
                    yield document
                document, sentence = _Document(value), _Sentence()
            elif name == "text":
                sentence = _Sentence(text=value)
        elif not line.startswith("#"):
            raise FormatError(f"{path}, line {number}: no token first and tag last (O, B-X, I-X, ...): {line!r}")
    if document is not None:
        yield document


def _columns(line: str, tabs: bool) -> list[str]:
    if not tabs:
        return line.split()
    columns = line.split("\t") if line.strip() else []
    while len(columns) > 1 and not columns[-1].strip():
        columns.pop()
    return columns


@dataclass(slots=True)
class _Rows:
    """What the rows of one width have in their columns: how many rows, of how many the first column counts on from the one before
    (and is not made of tokens that are numbers), whether part of speech and chunk are empty, and the tags of each column."""

    count: int = 0
    counting: int = 0
    before: str = "0"
    words: bool = False
    unsaid: bool = True
    tags: list[Counter[str]] = field(default_factory=list)

    def add(self, columns: Sequence[str]) -> None:
        """Take one row."""
        self.count += 1
        number = columns[0] if len(columns[0]) < 10 else ""
        if number.isascii() and number.isdecimal():
            self.counting += number in ("1", str(int(self.before) + 1 if self.before.isdecimal() else 0))
        self.before = number
        self.words = self.words or (len(columns) > 1 and columns[1] != "_")
        self.unsaid = self.unsaid and len(columns) > 3 and columns[1] == columns[2] == "_"
        self.tags = self.tags or [Counter() for _ in columns]
        for place, cell in enumerate(columns):
            # Tokens are many; what is a tag has one of these forms.
            if cell == "O" or cell[1:2] == "-":
                self.tags[place][cell] += 1

    @property
    def numbered(self) -> bool:
        """Whether the first column counts the tokens of each sentence."""
        return self.counting > 0.9 * self.count and self.words


def _shape(body: Iterable[list[str]], header: Sequence[str]) -> _Shape:
    if len(header) > 1 and header[0] == "TOKEN":
        places = {name: place for place, name in enumerate(header)}
        layers: dict[int, str] = {places[name]: name for name in header if name in ("NE-COARSE-LIT", "NE-NESTED")}
        layers = layers or {place: name for name, place in places.items() if name.startswith("NE-")}
        left = tuple(name for name in header if name.startswith("NE") and name != "NEL-LIT" and places[name] not in layers)
        if layers:
            return _Shape(0, layers, places.get("NEL-LIT"), places.get("MISC"), left)
    widths: dict[int, _Rows] = {}
    for columns in body:
        if columns[0] != START:
            widths.setdefault(len(columns), _Rows()).add(columns)
    width, rows = max(widths.items(), key=lambda one: one[1].count, default=(2, _Rows()))
    token = int(width > 2 and rows.numbered)
    layers = {}
    for place in range(token + 1, width):
        cells = {cell: count for cell, count in rows.tags[place].items() if TAG.fullmatch(cell)} if rows.tags else {}
        labels = {cell.partition("-")[2] for cell in cells} - {""}
        # Where the columns of part of speech and chunk are there and empty, as they are written here, no other one has chunks.
        chunks = bool(labels) and labels <= _CHUNKS and place < width - 1 and not rows.unsaid
        if sum(cells.values()) > 0.5 * rows.count and not chunks:
            layers[place] = str(place + 1)
    return _Shape(token, layers or {width - 1: str(width)})


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


def _slashed(path: Path) -> Iterator[_Document]:
    """One document, a sentence a line of ``token|tag`` or ``token|part of speech|tag``."""
    parts = Counter(piece.count("|") for _, line in lines(path) for piece in line.split()).most_common(1)[0][0]
    document = _Document()
    for number, line in lines(path):
        pieces = line.split()
        if not all(_PIECE.fullmatch(piece) for piece in pieces):
            raise FormatError(f"{path}, line {number}: not token|tag or token|part of speech|tag by blanks: {line!r}")
        rows = [Row(token, (tag,)) for token, *_, tag in (piece.rsplit("|", max(parts, 1)) for piece in pieces)]
        if not all(row.token for row in rows):
            raise FormatError(f"{path}, line {number} holds an empty token: {line!r}")
        if rows:
            document.sentences.append(_Sentence(rows))
    yield document


def _notices(seen: Seen, shape: _Shape) -> list[str]:
    scheme, broken = seen.scheme()
    notices = [f"tags are {scheme}"] if scheme else []
    if broken:
        notices.append(f"{broken} tags are not as {scheme} has them: read as the nearest run of tokens")
    if len(shape.layers) > 1:
        notices.append(f"columns {', '.join(shape.layers.values())} are layers of entities: read as one")
    if shape.left:
        notices.append(f"columns left out: {', '.join(shape.left)}")
    return notices


def _reading(document: _Document) -> Reading:
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
    said_so = []
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
