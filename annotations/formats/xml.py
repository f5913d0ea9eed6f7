"""XML in and out: what it can hold, how it is escaped, and reading it without entities, network or limitless depth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Union
from xml.parsers import expat

from annotations.formats.document import FormatError

MOST_BYTES = 512 * 1024 * 1024
DEEPEST = 2000
_PIECE = 1 << 16
NOT_HELD = "holds a character that XML cannot: not written"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_A_VALUE = _IN_TEXT | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_XML = "http://www.w3.org/XML/1998/namespace "


@dataclass(eq=False, slots=True)
class Element:
    """One element: its name without the namespace (``xml:id`` for those of XML itself), attributes, the line it starts on,
    what is in it, text and elements, and the address of its namespace."""

    name: str
    attributes: dict[str, str]
    line: int
    inside: list[Union["Element", str]] = field(default_factory=list)
    space: str = ""

    @property
    def elements(self) -> list["Element"]:
        return [each for each in self.inside if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """All text in it, whatever elements it stands in."""
        return "".join(what for turn, what in walk(self) if turn == "text" and isinstance(what, str))

    def all(self, name: str) -> list["Element"]:
        """Its own elements of that name."""
        return [each for each in self.elements if each.name == name]

    def first(self, *names: str) -> Union["Element", None]:
        """The element on this path of names, the first of each; None where there is none."""
        found: Element | None = self
        for name in names:
            found = next(iter(found.all(name)), None) if found else None
        return found

    def words(self, *names: str) -> str:
        """The text of the element on this path, without blanks around it; empty where there is none."""
        found = self.first(*names)
        return found.text.strip() if found else ""


def holdable(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 cannot hold: control characters, lone surrogates, U+FFFE and kin."""
    return _FORBIDDEN.sub("\ufffd", text)


def holds(text: str) -> bool:
    """Whether XML can hold this text as it is."""
    return _FORBIDDEN.search(text) is None


def escaped(text: str) -> str:
    """The text as it stands between tags. A CR is a reference, since a reader would make it a line end."""
    return re.sub("[&<>\r]", lambda found: _IN_TEXT[found[0]], text)


def value(text: str) -> str:
    """The text as it stands in an attribute, in double quotes."""
    return '"' + re.sub('[&<>\r"\n\t]', lambda found: _IN_A_VALUE[found[0]], text) + '"'


def walk(element: Element) -> Iterator[tuple[Literal["open", "text", "close"], Element | str]]:
    """An element and all in it, in order: opened, text, closed. However deep, it calls nothing again."""
    yield "open", element
    stack = [(element, iter(element.inside))]
    while stack:
        current, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            yield "close", current
        elif isinstance(child, str):
            yield "text", child
        else:
            yield "open", child
            stack.append((child, iter(child.inside)))


def read_xml(path: Path) -> Element:
    """The root element of a file. Nothing is fetched; a document type is passed over, and one that declares entities refused.

    Raises FormatError naming the line for what is not well-formed, refused, deeper than 2,000 elements or over 512 MB.
    """
    *_, root = elements(path)
    return root


def elements(path: Path, name: str = "", *others: str, within: str = "") -> Iterator[Element]:
    """The elements of these names that stand in nothing but elements named ``within``, or are the root: each as soon as it was
    read, and no longer in what it stood in, so that one is held at a time. Last the root, unless it is one of them.

    Raises FormatError as ``read_xml`` does.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FormatError(f"{path} is over {MOST_BYTES // 1024 // 1024} MB: split it")
        with path.open("rb") as file:
            yield from _read(file, str(path), frozenset((name, *others)), within)
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error


def _read(file: BinaryIO, where: str, names: frozenset[str], within: str) -> Iterator[Element]:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # The document type's own file is neither fetched nor taken for read: a reference to what it would declare is an error.
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    root = Element("", {}, 0)
    stack = [root]
    finished: list[Element] = []
    outside = 0  # how many of the stack, from its bottom, are no more than what the elements stand in
    # A file has many elements and few names.
    plain: dict[str, str] = {}
    spaces: dict[str, str] = {}

    def refuse(why: str) -> None:
        raise FormatError(f"{where}, line {parser.CurrentLineNumber}: {why}")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal outside
        if len(stack) > DEEPEST:
            refuse(f"more than {DEEPEST} elements one in the other")
        for key in (name, *attributes):
            if key not in plain:
                plain[key], spaces[key] = _local(key), key.rpartition(" ")[0]
        held = {plain[key]: what for key, what in attributes.items()}
        element = Element(plain[name], held, parser.CurrentLineNumber, space=spaces[name])
        stack[-1].inside.append(element)
        stack.append(element)
        if len(stack) == outside + 2 and element.name == within:
            outside += 1

    def end(_: str) -> None:
        nonlocal outside
        element = stack.pop()
        if len(stack) == outside + 1 and element.name in names:
            finished.append(element)
            if len(stack) > 1:
                stack[-1].inside.pop()
        outside = min(outside, len(stack) - 1)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: stack[-1].inside.append(text)
    parser.EntityDeclHandler = lambda *_: refuse("it declares entities, which are not expanded: resolve them first")
    parser.SkippedEntityHandler = lambda name, _: refuse(f"&{name}; is no entity of XML itself: resolve it first")
    try:
        piece = b" "
        while piece:
            piece = file.read(_PIECE)
            try:
                parser.Parse(piece, not piece)
            except expat.ExpatError as error:
                raise FormatError(
                    f"{where}, line {error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}"
                ) from error
            except (LookupError, ValueError) as error:
                raise FormatError(f"{where}: not in an encoding that can be read: {error}") from error
            yield from finished
            finished.clear()
    finally:
        # Parser and handlers hold each other, and with them all that was read, until somebody looks for such rings.
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.EntityDeclHandler = parser.SkippedEntityHandler = None
    [top] = root.elements
    if top.name not in names:
        yield top


def _local(name: str) -> str:
    return f"xml:{name[len(_XML) :]}" if name.startswith(_XML) else name.rpartition(" ")[2]
