"""Markdown to show: entities in bold, their label raised after them. Not read as annotations.

``<b>Ana</b><sup>PER</sup>`` inline, which CommonMark takes within words and beside punctuation, where ``**`` fails. What crosses
another entity or a paragraph is in parts; their labels have a number, ``PER3…`` to ``PER…3``. White space is Markdown's: blanks
at the start of a line are not kept. All else of the text is escaped. What was written is parsed again and its words and entities
are found in it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.nested import Part, marked_up, parts
from annotations.formats.planning import (
    NO_LABEL,
    Fit,
    Plan,
    fit_without_blanks,
    planned,
    reported,
    text_warnings,
)
from annotations.formats.xml import NOT_HELD, holdable, holds
from annotations.labels import LabelSet
from annotations.span import Span

_MARKS = re.compile(r"[\\`*_\[\]<>&~|$#!:@]")
_LINE_START = re.compile(r"(^|\n)([ \t]*)(?:([-+=])|(\d+)([.)]))?")
_BREAKS = re.compile("[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_NUMBER = re.compile(r"…?(\d+)…?")


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write one page. Raises FormatError, and then the old file is as it was."""
    plans = [_plan(document) for document in documents]
    with replacing(out) as beside:
        beside.write_bytes(_page(plans, labels).encode())
        warnings = [warning for plan in plans for warning in _warnings(plan)]
        return reported("markdown", out, plans, _found(beside, plans), warnings)


def _plan(document: Document) -> Plan:
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), text=_BREAKS.sub(" ", holdable(text)))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    label = " ".join(entity.label.split())
    if not label or not holds(label):
        return None, f"has a label that {NOT_HELD}"
    if not holds(text[entity.start : entity.end]):
        return None, NOT_HELD
    why = f"has blanks in its label: written as {label}" if label != entity.label else ""
    return fit_without_blanks(text, entity, label, why)


def _warnings(plan: Plan) -> list[Loss]:
    count = len(plan.document.undecided)
    why = f"{count} undecided or left out of what was asked for; the page does not show them"
    return text_warnings(plan) + ([Loss(plan.document.article, None, why)] if count else [])


def _page(plans: Sequence[Plan], labels: LabelSet) -> str:
    counts = Counter(span.label for plan in plans for span in plan.spans)
    order = [label.name for label in labels.labels if counts[label.name]]
    order += sorted(name for name in counts if name not in labels)
    legend = ", ".join(f"{_escaped(name)} {counts[name]}" for name in order)
    return (f"{legend}\n\n" if legend else "") + "\n".join(map(_article, plans))


def _article(plan: Plan) -> str:
    title = " ".join(holdable(plan.document.article.title).split())
    pieces = [f"# {_escaped(title) or 'Article'}\n"]
    if plan.document.unchecked:
        pieces.append(f"> not looked at from the {plan.document.checked:,}th character on\n")
    blocks = _blocks(plan.text)
    marks = parts([(span.start, span.end) for span in plan.spans], blocks)
    at = 0
    for start, end in blocks:
        first = at
        while at < len(marks) and marks[at].start < end:
            at += 1
        body = marked_up(
            *(plan.text, start, end, marks[first:at], lambda _: "<b>"),
            *(lambda part: f"</b><sup>{_label(part, plan.spans[part.span].label)}</sup>", _escaped),
        )
        pieces.append(f"{body}\n")
    return "\n".join(pieces)


def _blocks(text: str) -> list[Span]:
    """The paragraphs, runs of lines that are not blank, without blanks at their edges."""
    found: list[Span] = []
    place, fresh = 0, True
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = place + line.index(words)
            end = start + len(words)
            if fresh:
                found.append((start, end))
            else:
                found[-1] = (found[-1][0], end)
        fresh = not words
        place += len(line) + 1
    return found


def _label(part: Part, label: str) -> str:
    if part.last and not part.number:
        return _escaped(label)
    return f"{_escaped(label)}<i>{'…' if part.number else ''}{part.span + 1}{'' if part.last else '…'}</i>"


def _escaped(text: str) -> str:
    """The text as Markdown has it: a line end is a hard one, and nothing else means anything."""
    marked = _LINE_START.sub(_at_line_start, _MARKS.sub(r"\\\g<0>", text))
    return marked.replace("\n", "\\\n")


def _at_line_start(found: re.Match[str]) -> str:
    """A list, a heading or a rule begins with what is escaped here; blanks at the start of a line would be code."""
    before, blanks, sign, number, dot = found.groups(default="")
    return before + ("" if before else blanks) + (f"\\{sign}" if sign else "") + (f"{number}\\{dot}" if number else "")


@dataclass(slots=True)
class _Article:
    """What the parser finds of one article: its words without white space, and by number where the parts of its entities are,
    counted in such characters, with their labels."""

    solid: list[str] = field(default_factory=list)
    count: int = 0
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def _found(path: Path, plans: Sequence[Plan]) -> list[Reading]:
    """The texts and entities that a parser of CommonMark finds. Raises FormatError where the words are other ones."""
    articles = list(_parsed(path.read_bytes().decode(), path))
    return [_reading(article, plan, path) for article, plan in zip(articles, plans, strict=False)]


def _reading(article: _Article, plan: Plan, path: Path) -> Reading:
    places = [place for place, char in enumerate(plan.text) if not char.isspace()]
    if "".join(article.solid) != "".join(plan.text.split()):
        raise FormatError(f"{path}: {plan.document.article.title} parsed again has other words; nothing was kept")
    spans = []
    for number, pieces in article.places.items():
        start, end = pieces[0][0], max(end for _, end in pieces)
        spans.append(Written(places[start], places[end - 1] + 1, article.labels[number]))
    return Reading("", plan.text, tuple(sorted(spans, key=lambda span: span.order)))


def _parsed(content: str, path: Path) -> Iterator[_Article]:
    from markdown_it import MarkdownIt

    article: _Article | None = None
    quoted = 0
    kind = ""
    for token in MarkdownIt("commonmark").parse(content):
        quoted += token.type.startswith("blockquote") * token.nesting
        if token.type == "heading_open" and token.tag == "h1":
            if article:
                yield article
            article = _Article()
        if token.nesting == 1:
            kind = token.type
        if token.type == "inline" and kind == "paragraph_open" and article and not quoted:
            _take(article, [(child.type, child.content) for child in token.children or ()], path)
        elif token.nesting == 0 and token.type != "inline":
            raise FormatError(f"{path}: parsed again it has a {token.type}; nothing was kept")
    if article:
        yield article


def _take(article: _Article, children: Sequence[tuple[str, str]], path: Path) -> None:
    """Add a paragraph: its words, and its entities as they are closed."""
    open_: list[int] = []
    closed = (0, 0)
    label: list[str] | None = None
    number: list[str] | None = None
    for kind, content in children:
        if kind in ("text", "text_special", "softbreak", "hardbreak"):
            into = label if number is None else number
            if into is not None:
                into.append(content)
            else:
                article.solid.append("".join(content.split()))
                article.count += len(article.solid[-1])
        elif kind != "html_inline":
            raise FormatError(f"{path}: parsed again it has a {kind}; nothing was kept")
        elif content == "<b>":
            open_.append(article.count)
        elif content == "</b>":
            closed = (open_.pop(), article.count)
        elif content == "<sup>":
            label = []
        elif content == "<i>":
            number = []
        elif content == "</sup>":
            part = _NUMBER.fullmatch("".join(number or ()))
            key = part[1] if part else f"whole {len(article.places)}"
            article.places.setdefault(key, []).append(closed)
            article.labels[key] = "".join(label or ())
            label = number = None
