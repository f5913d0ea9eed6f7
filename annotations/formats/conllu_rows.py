"""CoNLL-U and CoNLL-U Plus as rows: columns, comments, white space, ranges and empty nodes; what the formats ``conllu`` and
``conllup`` share.

White space is exact where the file says it: ``SpaceAfter=No``, and UDPipe's ``SpacesAfter``, ``SpacesBefore`` and
``SpacesInToken`` with their escapes (``\\s \\t \\r \\n \\p \\\\``; ``\\uXXXX`` for others is ours). Where it does not, a blank
follows each token and a blank line parts paragraphs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.formats.document import FormatError
from annotations.formats.lines import lines
from annotations.formats.planning import Plan, encodable
from annotations.formats.tokenised import Tokenised
from annotations.span import Span

COLUMNS = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
"""Of plain CoNLL-U."""
_ID = re.compile(r"(?P<first>\d{1,9})(?:(?P<range>-)(?P<last>\d{1,9})|(?P<empty>\.)\d+)?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES = {" ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n"}
_UNESCAPES = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}
_FORMS = ("FORM", "TEXT", "TOKEN", "WORD")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Node:
    """A row: where it stands in the text, its columns by name (upper case) and its MISC by key. A word of a range stands where
    the range does, an empty node between two words has no width."""

    line: int
    place: Span
    columns: Mapping[str, str]
    misc: Mapping[str, str]


@dataclass(slots=True)
class Doc:
    """One document: what its comments say, its text so far, and its sentences of nodes."""

    name: str = ""
    title: str = ""
    text: list[str] = field(default_factory=list)
    length: int = 0
    sentences: list[list[Node]] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    differing: int = 0
    gap: str | None = ""
    paragraph: bool = False

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)

    def close_gap(self) -> None:
        """Put what stands before the next token: what the file says, else a blank, and a blank line before a paragraph."""
        said = self.gap
        if self.paragraph and self.length and not (said or "").strip(" "):
            said = "\n\n"
        self.add(" " if said is None else said)
        self.gap, self.paragraph = "", False


def parsed(path: Path) -> Iterator[Doc]:
    """The documents of a file, each when it is complete, since their nodes take many times the file. Raises FormatError
    naming the line that is not of this form."""
    names: Sequence[str] = COLUMNS
    docs: list[Doc] = []
    fileside: dict[str, str] = {}
    sentence = _Sentence()
    for number, line in lines(path):
        while len(docs) > 1:
            yield docs.pop(0)
        if line.startswith("#") and not sentence.nodes:
            key, equals, value = line[1:].partition("=")
            key, value = key.strip(), value.strip()
            if key == "global.columns":
                names = tuple(name.upper() for name in value.split())
                if not any(form in names for form in _FORMS):
                    raise FormatError(f"{path}, line {number}: there is no column FORM among {value!r}")
            elif key in ("newdoc", "newdoc id"):
                docs.append(Doc(value, comments=dict(fileside)))
            elif not docs and key.startswith("global."):
                fileside[key] = value
            else:
                _comment(docs, fileside, sentence, key, value if equals else "")
        elif not line.strip():
            sentence = _ended(docs, sentence)
        else:
            if not docs:
                docs.append(Doc(comments=dict(fileside)))
            _row(f"{path}, line {number}", number, line.split("\t"), names, docs[-1], sentence)
    _ended(docs, sentence)
    yield from docs


@dataclass(slots=True)
class _Sentence:
    nodes: list[Node] = field(default_factory=list)
    text: str | None = None
    start: int = 0
    range_end: int = 0


def _comment(docs: list[Doc], fileside: dict[str, str], sentence: _Sentence, key: str, value: str) -> None:
    if not docs:
        docs.append(Doc(comments=dict(fileside)))
    doc = docs[-1]
    match key:
        case "text":
            sentence.text = value
        case "newpar" | "newpar id":
            doc.paragraph = True
        case "meta::title" | "title":
            doc.title = value
        case "spaces":
            doc.gap = unescaped(value)
        case _:
            doc.comments[key] = value


def _row(where: str, number: int, cells: Sequence[str], names: Sequence[str], doc: Doc, sentence: _Sentence) -> None:
    if len(cells) != len(names):
        raise FormatError(f"{where}: {len(cells)} columns by tabs, not {len(names)} ({' '.join(names)})")
    columns = dict(zip(names, cells, strict=True))
    found = None
    # Nearly every row has the next number, and there is nothing to see in it.
    if "ID" in columns and (sentence.range_end or columns["ID"] != str(len(sentence.nodes) + 1)):
        found = _ID.fullmatch(columns["ID"])
        if found is None:
            raise FormatError(f"{where}: {columns['ID']!r} is no number of a token, range or empty node")
    form = columns["FORM"] if "FORM" in columns else next(columns[name] for name in _FORMS if name in columns)
    said = columns.get("MISC", "_")
    misc = dict(_pairs(said)) if said != "_" else {}
    if found and found["empty"]:
        sentence.nodes.append(Node(number, (doc.length, doc.length), columns, misc))
        return
    if found and not found["range"] and int(found["first"]) <= sentence.range_end:
        sentence.nodes.append(Node(number, sentence.nodes[-1].place, columns, misc))
        return
    if found and found["range"]:
        sentence.range_end = int(found["last"])
    if not form:
        raise FormatError(f"{where}: the token is empty")
    if "SpacesBefore" in misc:
        doc.gap = (doc.gap or "") + unescaped(misc["SpacesBefore"])
    doc.close_gap()
    start = doc.length
    doc.add(unescaped(misc["SpacesInToken"]) if "SpacesInToken" in misc else form)
    if not sentence.nodes:
        sentence.start = start
    sentence.nodes.append(Node(number, (start, doc.length), columns, misc))
    if "SpacesAfter" in misc:
        doc.gap = unescaped(misc["SpacesAfter"])
    else:
        doc.gap = "" if misc.get("SpaceAfter") == "No" else None


def _ended(docs: list[Doc], sentence: _Sentence) -> _Sentence:
    if sentence.nodes:
        doc = docs[-1]
        doc.sentences.append(sentence.nodes)
        if sentence.text is not None:
            doc.differing += _BLANKS.sub(" ", _tail(doc, sentence.start)).strip() != _BLANKS.sub(" ", sentence.text).strip()
    return _Sentence()


def _tail(doc: Doc, start: int) -> str:
    pieces, place = [], doc.length
    for piece in reversed(doc.text):
        if place <= start:
            break
        pieces.append(piece)
        place -= len(piece)
    return "".join(reversed(pieces))


def text_of(doc: Doc) -> str:
    """The whole text, with what the file says stands at its end."""
    return "".join(doc.text) + (doc.gap or "")


def notices_of(doc: Doc) -> list[str]:
    """What of the text is not as the file has it twice."""
    return [f"{doc.differing} sentences are not what their text line is: read from their words"] if doc.differing else []


def _pairs(misc: str) -> Iterator[tuple[str, str]]:
    for pair in misc.split("|"):
        key, _, value = pair.partition("=")
        yield key, value


def escaped(blanks: str) -> str:
    """White space as SpacesAfter has it."""
    return "".join(_ESCAPES.get(char) or f"\\u{ord(char):04x}" for char in blanks)


def unescaped(value: str) -> str:
    """What an escaped value stands for; an escape that is none stays as it is."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _UNESCAPES.get(found[2], found[0]), value)


def head_lines(plan: Plan, tokens: bool, more: Iterable[str] = ()) -> Iterator[str]:
    """The comments at the start of a document; the white space of one without tokens among them."""
    article = plan.document.article
    yield f"# newdoc id = {plan.name}\n"
    yield from more
    if title := _BLANKS.sub(" ", encodable(article.title)).strip():
        yield f"# meta::title = {title}\n"
    if not tokens:
        yield f"# spaces = {escaped(plan.text)}\n\n"


def sentence_lines(one: Tokenised, number: int, columns: Iterable[Sequence[str]], misc: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a sentence: for each token the columns after FORM as these give them, MISC in the place of ``{}``."""
    text, tokens = one.plan.text, one.sentences[number]
    before = one.sentences[number - 1][-1][1] if number else 0
    following = one.sentences[number + 1][0][0] if number + 1 < len(one.sentences) else len(text)
    last = number + 1 == len(one.sentences)
    if number == 0 or "\n" in text[before : tokens[0][0]]:
        yield "# newpar\n"
    yield f"# sent_id = {one.plan.name}-{number + 1}\n"
    yield f"# text = {_BLANKS.sub(' ', text[tokens[0][0] : tokens[-1][1]])}\n"
    ends = [*(start for start, _ in tokens[1:]), following]
    for place, ((start, end), next_start, cells, said) in enumerate(zip(tokens, ends, columns, misc, strict=True)):
        gap = text[end:next_start]
        entries = list(said)
        if not gap:
            entries.append("SpaceAfter=No")
        elif gap != " " or (last and next_start == following and place == len(tokens) - 1):
            entries.append(f"SpacesAfter={escaped(gap)}")
        if place == 0 and number == 0 and start:
            entries.append(f"SpacesBefore={escaped(text[:start])}")
        filled = [("|".join(entries) or "_") if cell == "{}" else cell for cell in cells]
        yield "\t".join([str(place + 1), text[start:end], *filled]) + "\n"
    yield "\n"
