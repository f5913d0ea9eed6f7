"""What is found in pages, pictures and linked data by parsers of others, with nothing of the formats' own."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from annotations.formats.document import Document
from tests.formats.making import Key

Found = list[Counter[Key]]


def _same(one: Document, there: str) -> bool:
    """Whether a text is the article's, but for U+FFFD where a file cannot hold a character."""
    return len(there) == len(one.article.text) and all(a in (b, "\ufffd") for a, b in zip(there, one.article.text, strict=True))


def in_html(out: Path, documents: Sequence[Document]) -> Found:
    """By html5lib: an entity goes from where its first mark begins to where its last one ends."""
    import html5lib

    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(out.read_bytes())
    texts = [element for element in page.iter("div") if element.get("class") == "text"]
    found = []
    for one, element in zip(documents, texts, strict=True):
        assert _same(one, "".join(element.itertext()))
        places: dict[str, list[tuple[int, int]]] = {}
        labels: dict[str, str] = {}
        _walk(element, 0, places, labels)
        found.append(
            Counter((min(a for a, _ in parts), max(b for _, b in parts), labels[name]) for name, parts in places.items())
        )
    return found


def _walk(element: Any, at: int, places: dict[str, list[tuple[int, int]]], labels: dict[str, str]) -> int:
    """Take the marks in an element that begins at an offset; where its own text ends."""
    start, at = at, at + len(element.text or "")
    for child in element:
        at = _walk(child, at, places, labels) + len(child.tail or "")
    if element.tag == "mark":
        places.setdefault(element.get("data-entity"), []).append((start, at))
        if element.get("data-label") is not None:
            labels[element.get("data-entity")] = element.get("data-label")
    return at


def in_svg(out: Path, documents: Sequence[Document]) -> Found:
    """By the parts drawn, and the words drawn under them."""
    articles = [group for group in ElementTree.parse(out).getroot() if group.get("class") == "article"]
    found = []
    for one, group in zip(documents, articles, strict=True):
        words: dict[int, str] = {}
        for line in group:
            if line.get("class") == "text":
                start = int(line.get("data-start", ""))
                words.update(enumerate(line.text or "", start))
        text = one.article.text
        assert all(words.get(place, "\n") in (char, "\ufffd") for place, char in enumerate(text))
        parts: dict[str, list[tuple[int, int]]] = {}
        labels: dict[str, str] = {}
        for each in group:
            if (name := each.get("data-entity")) is not None:
                parts.setdefault(name, []).append((int(each.get("data-start", "")), int(each.get("data-end", ""))))
                labels[name] = each.get("data-label", "")
        found.append(Counter((min(a for a, _ in some), max(b for _, b in some), labels[name]) for name, some in parts.items()))
    return found


def in_bioc(out: Path, documents: Sequence[Document]) -> Found:
    """Each place of an annotation is an entity; its words are those there."""
    found = []
    for one, document in zip(documents, ElementTree.parse(out).getroot().iter("document"), strict=True):
        (passage,) = document.findall("passage")
        text = passage.findtext("text") or ""
        assert _same(one, text)
        keys: Counter[Key] = Counter()
        for each in passage.findall("annotation"):
            places = [(int(at.get("offset", "")), int(at.get("length", ""))) for at in each.findall("location")]
            (label,) = [infon.text or "" for infon in each.findall("infon") if infon.get("key") == "type"]
            assert (each.findtext("text") or "") == " ".join(text[start : start + length] for start, length in places)
            keys.update((start, start + length, label) for start, length in places)
        found.append(keys)
    return found


def in_pubannotation(out: Path, documents: Sequence[Document]) -> Found:
    rows = json.loads(out.read_bytes())
    found = []
    for one, row in zip(documents, rows if isinstance(rows, list) else [rows], strict=True):
        assert _same(one, row["text"])
        keys: Counter[Key] = Counter()
        for each in row["denotations"]:
            spans = each["span"] if isinstance(each["span"], list) else [each["span"]]
            keys.update((span["begin"], span["end"], each["obj"]) for span in spans)
        found.append(keys)
    return found


def in_w3c_annotation(out: Path, documents: Sequence[Document]) -> Found:
    """By position, which has to be the quote's."""
    content = json.loads(out.read_bytes())
    parts = content["dcterms:hasPart"]
    texts = {part["id"]: part["value"] for part in parts}
    keys: dict[str, Counter[Key]] = {part["id"]: Counter() for part in parts}
    for each in content["first"]["items"]:
        (label,) = [body["value"] for body in each["body"] if body["purpose"] == "tagging"]
        for target in each["target"] if isinstance(each["target"], list) else [each["target"]]:
            place, quote = target["selector"]
            assert texts[target["source"]][place["start"] : place["end"]] == quote["exact"]
            keys[target["source"]][place["start"], place["end"], label] += 1
    assert all(_same(one, part["value"]) for one, part in zip(documents, parts, strict=True))
    return [keys[part["id"]] for part in parts]


MARKUP_READERS: Mapping[str, Callable[[Path, list[Document]], Found]] = {
    "html": in_html,
    "svg": in_svg,
    "bioc": in_bioc,
    "pubannotation": in_pubannotation,
    "w3c_annotation": in_w3c_annotation,
}
