"""The text and the names of a TEI file, Rubricate's own or anybody's.

The text is that of ``body`` (the ``teiHeader`` is never read for names). Where ``xml:space`` is ``preserve`` it is taken as it
stands. Elsewhere runs of blanks are one blank; paragraphs, lines of verse, headings, list items and the like stand on lines of
their own; ``lb`` is a line end, none with ``@break="no"``; of ``choice`` the first alternative counts; notes, figures and what
was deleted are left out and counted. The guidelines leave this to whoever reads; so it is Rubricate's own rule.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.xml import Element, walk

NAMES = ("TEI", "TEI.2")
"""The elements that are a document."""
CORPUS = "teiCorpus"
_LABELS: Mapping[str, str] = {
    "persName": "PER",
    "orgName": "ORG",
    "placeName": "LOC",
    "geogName": "LOC",
    "date": "DATE",
    "time": "TIME",
    "objectName": "PRODUCT",
    "name": "name",
    "rs": "rs",
}
_BLANKS = re.compile("[ \t\n\r]+")
_TYPED = ("name", "rs")
_LEFT_OUT = {"note", "figure", "fw", "del", "gap", "noteGrp"}
_ONE_OF = {"choice", "app"}
_LINES = {
    *("ab", "argument", "bibl", "byline", "cell", "closer", "dateline", "desc", "div", "div1", "div2", "div3", "docAuthor"),
    *("event", "head", "item", "l", "label", "lg", "list", "listEvent", "listOrg", "listPerson", "listPlace", "location"),
    *("opener", "org", "p", "person", "place", "postscript", "quote", "row", "salute", "signed", "sp", "speaker", "stage"),
    *("table", "trailer"),
}
# ``quote``, ``label``, ``desc``, ``bibl`` and ``stage`` stand within lines too: there they begin none.
_WITHIN = {"quote", "label", "desc", "bibl", "stage"}


@dataclass(slots=True)
class _Name:
    """An element that names something, as it stands in the text. Offsets in code points; ``end`` once it is closed."""

    element: Element
    start: int
    end: int = 0


@dataclass(slots=True)
class _Body:
    """The text of a body while it is walked."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    owed: str = ""
    names: list[_Name] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def on_a_line(self) -> bool:
        """Whether something stands on the line that is being made."""
        return self.length > 0 and self.owed != "\n"

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def collapsed(self, text: str) -> None:
        """Text whose blanks are not kept: a run of them is owed as one until something follows on the same line."""
        words = _BLANKS.sub(" ", text)
        if words.startswith(" "):
            self.owe(" ")
        if inner := words.strip(" "):
            self.pay()
            self.add(inner)
            if words.endswith(" "):
                self.owe(" ")

    def owe(self, blank: str) -> None:
        """A line end outdoes a blank; at the start of the text neither counts."""
        if self.length and (blank == "\n" or not self.owed):
            self.owed = blank

    def pay(self) -> None:
        self.add(self.owed)
        self.owed = ""


def readings(root: Element, where: str) -> list[Reading]:
    """The documents of a ``TEI`` or ``teiCorpus``. Raises FormatError naming the line for what is neither, or has no body."""
    found: list[Element] = []
    todo = [root]
    while todo:
        element = todo.pop()
        if element.name in NAMES:
            found.append(element)
        elif element.name == CORPUS:
            todo += reversed(element.elements)
        elif element.name not in ("teiHeader", "standOff", "facsimile"):
            raise FormatError(f"{where}, line {element.line}: <{element.name}> is no TEI or teiCorpus")
    return [_reading(element, where) for element in found]


def _reading(tei: Element, where: str) -> Reading:
    text = tei.first("text")
    body = text.first("body") if text else None
    if text is None or body is None:
        raise FormatError(f"{where}, line {tei.line}: this TEI has no text with a body")
    header = tei.first("teiHeader") or Element("", {}, 0)
    ours = next((each for each in body.all("div") if each.attributes.get("type") == "article" and _preserves(each)), None)
    uid = _uid(header)
    content = _walked(ours if ours is not None and body.elements == [ours] else body)
    whole = "".join(content.pieces)
    categories, agents = _categories(header), _agents(header)
    notes = {each.attributes.get("target", ""): each.text for each in _all(text.first("back"), "note")}
    spans: list[Written] = []
    empty = 0
    for chain in _chains(content):
        pieces = _joined([name for name in chain if name.start < name.end], whole)
        empty += not pieces
        group = chain[0].element.attributes.get("xml:id", "").rpartition(".")[2] if len(pieces) > 1 else ""
        for start, end, name in pieces:
            note = notes.get(f"#{name.element.attributes.get('xml:id')}", "")
            spans.append(replace(_said(name.element, categories, agents), start=start, end=end, note=note, group=group))
    spans.sort(key=lambda span: span.order)
    notices = [f"left out of the text: {count} {name}" for name, count in sorted(content.left_out.items())]
    if empty:
        notices.append(f"names without words, left out: {empty}")
    title = header.first("fileDesc", "titleStmt", "title")
    return Reading(
        uid if uid is not None else tei.attributes.get("xml:id", ""),
        whole,
        tuple(spans),
        title=(title.text if uid is not None else " ".join(title.text.split())) if title else "",
        language=tei.attributes.get("xml:lang", text.attributes.get("xml:lang", "")),
        notices=tuple(notices),
    )


def _uid(header: Element) -> str | None:
    """The uid of an article that Rubricate wrote; None in files of others."""
    bibl = header.first("fileDesc", "sourceDesc", "bibl")
    found = [each for each in (bibl.all("idno") if bibl else []) if each.attributes.get("type") == "rubricate"]
    return found[0].text if found else None


def _preserves(element: Element) -> bool:
    return element.attributes.get("xml:space") == "preserve"


def _walked(root: Element) -> _Body:
    body = _Body()
    preserve = [False]
    skipped = 0
    open_: list[_Name] = []
    for turn, what in walk(root):
        if isinstance(what, str):
            if skipped:
                continue
            if preserve[-1]:
                body.pay()
                body.add(what)
            else:
                body.collapsed(what)
        elif turn == "open":
            if skipped or what.name in _LEFT_OUT:
                if not skipped:
                    body.left_out[what.name] += 1
                skipped += 1
                continue
            space = what.attributes.get("xml:space")
            preserve.append(preserve[-1] if space is None else space == "preserve")
            if what.name == "lb":
                _line_break(body, what, preserve[-1])
            elif what.name in _ONE_OF:
                for other in what.elements[1:]:
                    body.left_out[other.name] += 1
                what.inside[:] = what.elements[:1]
            elif not preserve[-2] and what.name in _LINES and not (what.name in _WITHIN and body.on_a_line):
                body.owe("\n")
            if what.name in _LABELS:
                open_.append(_Name(what, body.length))
                body.names.append(open_[-1])
        elif skipped:
            skipped -= 1
        else:
            preserve.pop()
            if what.name in _LABELS:
                open_.pop().end = body.length
            if not preserve[-1] and what.name in _LINES - _WITHIN:
                body.owe("\n")
    text = "".join(body.pieces)
    for name in body.names:
        # What was owed where it was opened stands before it; a name has no blanks that the rule made at its edges.
        while name.start < name.end and not _kept(name.element) and text[name.start].isspace():
            name.start += 1
    return body


def _kept(element: Element) -> bool:
    return "ana" in element.attributes and "xml:id" in element.attributes and ".status." in element.attributes["ana"]


def _line_break(body: _Body, element: Element, preserve: bool) -> None:
    if element.attributes.get("break") == "no":
        body.owed = "" if not preserve else body.owed
    elif preserve:
        body.pay()
        body.add("\n")
    else:
        body.owe("\n")


def _chains(body: _Body) -> list[list[_Name]]:
    """The names, those linked by ``@next`` (or by ``@prev`` alone) together in text order; each chain by its first."""
    by_id = {name.element.attributes["xml:id"]: name for name in body.names if "xml:id" in name.element.attributes}
    parent: dict[int, _Name] = {}

    def root(name: _Name) -> _Name:
        while id(name) in parent:
            name = parent[id(name)]
        return name

    for name in body.names:
        for link in ("next", "prev"):
            other = by_id.get(name.element.attributes.get(link, "").removeprefix("#"))
            if other is not None and root(other) is not root(name):
                first, second = sorted((root(name), root(other)), key=lambda each: (each.start, -each.end))
                parent[id(second)] = first
    chains: dict[int, list[_Name]] = {}
    for name in body.names:
        chains.setdefault(id(root(name)), []).append(name)
    return [sorted(chain, key=lambda name: (name.start, name.end)) for chain in chains.values()]


def _joined(chain: list[_Name], text: str) -> list[tuple[int, int, _Name]]:
    """The stretches of a chain: parts with nothing but blanks between them are one."""
    joined: list[tuple[int, int, _Name]] = []
    for name in chain:
        if joined and not text[joined[-1][1] : name.start].strip(" \t\n\r"):
            start, end, first = joined[-1]
            joined[-1] = (start, max(end, name.end), first)
        else:
            joined.append((name.start, name.end, name))
    return joined


def _said(element: Element, categories: Mapping[str, str], agents: Mapping[str, tuple[str, str]]) -> Written:
    """What an element says of the entity it stands for; place, note and group are for others to fill in."""
    got = element.attributes
    pointed = [categories[point] for point in got.get("ana", "").split() if point in categories]
    labels = [name for name in pointed if not name.startswith("status ")]
    statuses = [Status(name[7:]) for name in pointed if name.startswith("status ")]
    who = [agents[point] for point in got.get("resp", "").split() if point in agents]
    label = labels[0][6:] if labels else (got.get("type") if element.name in _TYPED else None) or _LABELS[element.name]
    names = ("cert",) if labels else ("cert", "when", "subtype", *(() if element.name in _TYPED else ("type",)))
    return Written(
        *(0, 1, label),
        identity=got.get("ref", "") or got.get("key", ""),
        status=statuses[0] if statuses else None,
        origin=next((name for role, name in who if role == "proposed"), ""),
        by=next((name for role, name in who if role == "decided"), ""),
        extra=tuple((name, got[name]) for name in names if got.get(name)),
    )


def _categories(header: Element) -> Mapping[str, str]:
    """What ``@ana`` may point to, of the taxonomies that Rubricate writes: ``label NAME`` and ``status NAME``, by pointer."""
    found = {}
    classes = header.first("encodingDesc", "classDecl")
    for taxonomy in classes.all("taxonomy") if classes else []:
        kind = taxonomy.attributes.get("xml:id", "").rpartition(".")[2]
        for category in taxonomy.all("category"):
            term = category.first("catDesc", "term")
            if term is None or (kind != "labels" and (kind != "statuses" or term.text not in list(Status))):
                continue
            found[f"#{category.attributes.get('xml:id', '')}"] = f"{'label' if kind == 'labels' else 'status'} {term.text}"
    return found


def _agents(header: Element) -> Mapping[str, tuple[str, str]]:
    """Who ``@resp`` may point to: role and name, by pointer."""
    statement = header.first("fileDesc", "titleStmt")
    found = {}
    for agent in statement.all("respStmt") if statement else []:
        name = agent.first("name")
        if name is not None:
            found[f"#{agent.attributes.get('xml:id', '')}"] = (agent.words("resp"), name.text)
    return found


def _all(element: Element | None, name: str) -> Iterable[Element]:
    for turn, what in walk(element) if element else ():
        if turn == "open" and isinstance(what, Element) and what.name == name:
            yield what
