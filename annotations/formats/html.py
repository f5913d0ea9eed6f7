"""A page to show: the articles with their entities marked, and a table of these. One file, no script, nothing fetched.

The text of the page is the article's, so that what is copied from it is too: labels are drawn by the style sheet. Entities that
cross are cut into parts, each on a line of its own beneath the text. Colours are by family and told apart by colour-blind eyes;
the label stands with each entity. All text is escaped. The page is not read as annotations; what was written is found in it.
"""

from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from annotations.entity import Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.family_colours import variables
from annotations.formats.nested import Part, marked_up, parts
from annotations.formats.planning import NO_LABEL, Fit, Plan, planned, reported, text_warnings
from annotations.formats.xml import NOT_HELD, escaped, holdable, holds, value
from annotations.labels import LabelSet

_COLUMNS = ("label", "text", "status", "identity", "note", "group", "origin", "score", "by")
_STYLE = """:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; background: var(--ground); color: var(--text);
  font: 1.05rem/1.6 Georgia, "Noto Serif", serif; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
mark { color: inherit; background: var(--tint); border-bottom: 2px solid var(--line);
  padding-bottom: calc(var(--depth, 0) * 4px); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
mark[data-label]::after { content: attr(data-label); font: bold .62em/1 sans-serif; vertical-align: .35em; margin: 0 .15em;
  padding: .1em .3em; border: 1px solid var(--line); border-radius: .3em; background: var(--ground); color: var(--text);
  unicode-bidi: isolate; white-space: nowrap; }
.suggested, .unsure { background: none; border-bottom-style: dashed; }
.suggested[data-label]::after { content: "? " attr(data-label); }
.unsure[data-label]::after { content: "! " attr(data-label); }
.rejected { background: none; border-bottom-style: dotted; text-decoration: line-through; }
.rejected[data-label]::after { content: "x " attr(data-label); }
.unchecked { color: var(--dim); }
.legend span { margin-right: .8em; padding: 0 .3em; background: var(--tint); border-bottom: 2px solid var(--line); }
p.said, .legend, details { font: .85rem/1.7 sans-serif; }
table { border-collapse: collapse; margin-top: .5rem; }
td, th { border: 1px solid var(--rule); padding: .15rem .5rem; text-align: left; vertical-align: top; }
td { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
article { border-top: 1px solid var(--rule); padding-bottom: 2rem; }
@media print { body { margin: 0; max-width: none; } mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write one page. Raises FormatError, and then the old file is as it was."""
    plans = [_plan(document) for document in documents]
    with replacing(out) as beside:
        beside.write_bytes(_page(plans, labels).encode())
        warnings = [warning for plan in plans for warning in _warnings(plan)]
        return reported("html", out, plans, _found(beside), warnings)


def _plan(document: Document) -> Plan:
    article = document.article
    return planned(document, lambda entity: _fit(article.text, entity), name=article.uid, text=holdable(article.text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if not holds(entity.label):
        return None, f"has a label that {NOT_HELD}"
    if not holds(text[entity.start : entity.end]):
        return None, NOT_HELD
    identity, note, group, origin, by = map(holdable, (entity.identity, entity.note, entity.group, entity.origin, entity.by))
    return Written(*entity.span, entity.label, identity, note, group, entity.status, entity.score, origin, by), ""


def _warnings(plan: Plan) -> list[Loss]:
    count = len(plan.document.undecided)
    why = f"{count} undecided or left out of what was asked for; the page does not show them"
    return text_warnings(plan) + ([Loss(plan.document.article, None, why)] if count else [])


def _page(plans: Sequence[Plan], labels: LabelSet) -> str:
    titles = [plan.document.article.title for plan in plans]
    title = holdable(titles[0] if len(titles) == 1 and titles[0] else f"{len(plans)} articles")
    counts = Counter(span.label for plan in plans for span in plan.spans)
    order = [label.name for label in labels.labels if counts[label.name]]
    order += sorted(name for name in counts if name not in labels)
    legend = "".join(f'<span class="{labels.family(name)}">{escaped(name)} {counts[name]}</span>' for name in order)
    articles = "".join(_article(plan, labels) for plan in plans)
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="generator" content="rubricate">\n<title>{escaped(title)}</title>\n<style>\n{variables()}{_STYLE}</style>\n'
        f'</head>\n<body>\n<p class="legend">{legend}</p>\n{articles}</body>\n</html>\n'
    )


def _article(plan: Plan, labels: LabelSet) -> str:
    article, checked = plan.document.article, plan.document.checked
    checked = checked if plan.document.unchecked else len(plan.text)
    blocks = [(0, checked), (checked, len(plan.text))] if checked < len(plan.text) else [(0, len(plan.text))]
    pieces = parts([(span.start, span.end) for span in plan.spans], blocks)
    deepest = max((part.inside for part in pieces), default=0)
    looked, rest = [
        marked_up(
            *(plan.text, start, end, [part for part in pieces if start <= part.start < end]),
            *(lambda part: _mark(part, plan.spans[part.span], labels), lambda _: "</mark>", escaped),
        )
        for start, end in (blocks if len(blocks) == 2 else [*blocks, (len(plan.text), len(plan.text))])
    ]
    said = f'<p class="said">not looked at from the {checked:,}th character on: shown dim</p>\n' if rest else ""
    unchecked = f'<span class="unchecked">{rest}</span>' if rest else ""
    language = f" lang={value(holdable(article.language))}" if article.language else ""
    style = f' style="line-height: calc(1.7em + {4 * deepest}px)"' if deepest else ""
    return (
        f"<article data-name={value(plan.name)}{language}>\n<h1>{escaped(holdable(article.title))}</h1>\n{said}"
        f'<div class="text"{style} dir="auto">{looked}{unchecked}</div>\n{_table(plan)}</article>\n'
    )


def _mark(part: Part, span: Written, labels: LabelSet) -> str:
    said = [span.label, str(span.status)] + [what for what in (span.identity, span.note) if what]
    label = f" data-label={value(span.label)}" if part.last else ""
    depth = f' style="--depth: {part.inside}"' if part.inside else ""
    return (
        f'<mark class="{labels.family(span.label)} {span.status}" data-entity="{part.span}"{label}{depth}'
        f" title={value(': '.join(said))}>"
    )


def _table(plan: Plan) -> str:
    rows = [[_cell(plan, span, name) for name in _COLUMNS] for span in plan.spans]
    shown = [column for column, name in enumerate(_COLUMNS) if any(row[column] for row in rows)]
    head = "".join(f"<th>{_COLUMNS[column]}</th>" for column in shown)
    body = "".join(
        "<tr>" + "".join(f'<td class="{_COLUMNS[column]}">{escaped(row[column])}</td>' for column in shown) + "</tr>\n"
        for row in rows
    )
    count = f"{len(rows)} entit{'y' if len(rows) == 1 else 'ies'}"
    return f"<details><summary>{count}</summary>\n<table>\n<tr>{head}</tr>\n{body}</table></details>\n" if rows else ""


def _cell(plan: Plan, span: Written, name: str) -> str:
    if name == "text":
        return plan.text[span.start : span.end]
    what = getattr(span, name)
    return "" if what is None else str(what)


def _found(path: Path) -> list[Reading]:
    """What a parser of HTML finds in the page."""
    page = _Page()
    page.feed(path.read_bytes().decode())
    page.close()
    return [article.reading() for article in page.articles]


class _Article:
    """One article of a page while it is parsed: pieces of its text, where each entity's parts stand, the rows of its table."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text: list[str] = []
        self.length = 0
        self.places: dict[int, list[tuple[int, int]]] = {}
        self.rows: list[dict[str, str]] = []

    def reading(self) -> Reading:
        spans = []
        for number, row in enumerate(self.rows):
            pieces = self.places.get(number, [])
            together = all(one[1] == other[0] for one, other in pairwise(pieces))
            if not pieces or not together:
                raise FormatError(f"entity {number} of {self.name} is not one in the page; nothing was kept")
            label, identity, note, group = (row.get(name, "") for name in ("label", "identity", "note", "group"))
            score = float(row["score"]) if row.get("score") else None
            who = (row.get("origin", ""), row.get("by", ""))
            start, end = pieces[0][0], pieces[-1][1]
            spans.append(Written(start, end, label, identity, note, group, Status(row["status"]), score, *who))
        return Reading(self.name, "".join(self.text), tuple(spans))


class _Page(HTMLParser):
    """The articles of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.articles: list[_Article] = []
        self._in_text = False
        self._cell = ""
        self._open: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if tag == "article":
            self.articles.append(_Article(got["data-name"] or ""))
        elif tag == "div" and got.get("class") == "text":
            self._in_text = True
        elif tag == "mark":
            self._open.append((int(got["data-entity"] or ""), self.articles[-1].length))
        elif tag == "tr" and self.articles:
            self.articles[-1].rows.append({})
        elif tag == "td":
            self._cell = got["class"] or ""
            self.articles[-1].rows[-1][self._cell] = ""
        elif tag == "th":
            self.articles[-1].rows = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._in_text = False
        elif tag == "mark":
            number, start = self._open.pop()
            self.articles[-1].places.setdefault(number, []).append((start, self.articles[-1].length))
        elif tag == "td":
            self._cell = ""

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self.articles[-1].text.append(data)
            self.articles[-1].length += len(data)
        elif self._cell:
            self.articles[-1].rows[-1][self._cell] += data
