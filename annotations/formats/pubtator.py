"""PubTator: ``ID|t|title``, ``ID|a|abstract``, then ``ID start end text type identity`` by tabs, and a blank line.

The text is title, one line end, abstract; offsets are code points over both. The first line of an article is its title; further
line ends and tabs have no place and are written as blanks. Relations (``ID type one other``) are passed over and counted.
An identity that is not known is ``-``: with five columns the package bioc takes a line for a relation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.lines import lines
from annotations.formats.placing import left_out, placed
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    encodable,
    has_surrogate,
    planned,
    reported,
    text_warnings,
    unsaid_warnings,
)
from annotations.labels import LabelSet

_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_UNKNOWN = "-"
_TEXT = re.compile(r"([^|\t]*)\|([ta])\|(.*)")


@dataclass(slots=True)
class _Article:
    """One article of a file while it is read: title and abstract, its spans with their words, what was passed over."""

    name: str
    where: str
    title: str | None = None
    abstract: str | None = None
    found: list[tuple[Written, str | None]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def reading(self) -> Reading:
        text = (self.title or "") if self.abstract is None else f"{self.title or ''}\n{self.abstract}"
        spans, notices = placed(text, self.found, self.where)
        said = (*notices, *(f"{self.where}: {notice}" for notice in left_out(self.counts)))
        return Reading(self.name, text, spans, notices=said)


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write one block of lines a document. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        warnings = write_in_turn(beside, documents, _plan, _block, _warnings, between="\n")
        readings = (article.reading() for article in _articles(beside))
        return reported("pubtator", out, map(_plan, documents), readings, warnings)


def read(path: Path) -> list[Reading]:
    """The articles of such a file. Raises FormatError naming the line that is not of this form."""
    return [article.reading() for article in _articles(path)]


def _articles(path: Path) -> Iterator[_Article]:
    """The articles of a file, each when it is complete; one is held at a time."""
    article: _Article | None = None
    fresh = True
    for number, line in lines(path):
        where = f"{path}, line {number}"
        if not line.strip():
            fresh = True
        elif (text := _TEXT.fullmatch(line)) and (fresh or article is None or not article.found):
            if fresh or article is None or article.name != text[1]:
                if article is not None:
                    yield article
                article = _Article(text[1], where)
            if text[2] == "t":
                article.title = text[3]
            else:
                article.abstract = text[3]
            fresh = False
        elif article is None:
            raise FormatError(f"{where}: no ID|t|title before it: {line[:200]!r}")
        else:
            _row(article, line, where)
    if article is not None:
        yield article


def _plan(document: Document) -> Plan:
    text = encodable(document.article.text)
    first = text.find("\n")
    whole = _BREAKS.sub(" ", text)
    whole = whole if first < 0 else f"{whole[:first]}\n{whole[first + 1 :]}"
    return planned(document, lambda entity: _fit(document.article.text, entity), name=document.article.uid, text=whole)


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    label = _BREAKS.sub(" ", entity.label)
    why = f"has a tab or line end in its label: written as {label}" if label != entity.label else ""
    return Written(*entity.span, label, _identity(_BREAKS.sub(" ", encodable(entity.identity)))), why


def _identity(words: str) -> str:
    return "" if words.strip() == _UNKNOWN else words.strip()


def _warnings(plan: Plan) -> list[Loss]:
    return text_warnings(plan) + unsaid_warnings(plan.document)


def _block(plan: Plan) -> str:
    title, _, abstract = plan.text.partition("\n")
    block = [f"{plan.name}|t|{title}"] + ([f"{plan.name}|a|{abstract}"] if "\n" in plan.text else [])
    for span in plan.spans:
        words = plan.text[span.start : span.end].replace("\n", " ")
        block.append("\t".join([plan.name, str(span.start), str(span.end), words, span.label, span.identity or _UNKNOWN]))
    return "".join(f"{line}\n" for line in block)


def _row(article: _Article, line: str, where: str) -> None:
    columns = line.split("\t")
    if columns[0] != article.name:
        raise FormatError(f"{where}: {columns[0][:80]!r} is not the article {article.name!r} above it")
    if len(columns) >= 5 and _number(columns[1]) and _number(columns[2]) and columns[4]:
        identity = _identity(columns[5]) if len(columns) > 5 else ""
        article.found.append((Written(int(columns[1]), int(columns[2]), columns[4], identity), columns[3]))
    elif len(columns) >= 4 and not _number(columns[1]):
        article.counts["relation"] += 1
    else:
        raise FormatError(f"{where} is not ID, start, end, text, type by tabs: {line[:200]!r}")


def _number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 19
