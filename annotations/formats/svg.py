"""A picture to show: the articles in lines of 80 cells, entities on tints of their family's colour, labels beneath. Not read.

SVG without script or anything fetched, light or dark as the viewer is set. Entities that lie over each other have a line each,
and the label stands beneath where an entity ends. Notes, identities and the like are not in it. The picture is parsed again, and
its text and the places of its entities compared.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from unicodedata import category, east_asian_width

from annotations.entity import Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.family_colours import DIM, GROUND, LINES, TEXT, TINTS
from annotations.formats.nested import Part, parts
from annotations.formats.planning import NO_LABEL, Fit, Plan, planned, reported, text_warnings
from annotations.formats.xml import NOT_HELD, Element, escaped, holdable, holds, read_xml, value
from annotations.labels import Family, LabelSet
from annotations.span import Span

_CELLS = 80
_CELL, _LINE, _LANE, _MARGIN = 9, 26, 14, 24
"""Pixels: of a cell across, of a line down, of each line of labels beneath it, around everything."""
_STYLE = """text { font: 15px "DejaVu Sans Mono", "Noto Sans Mono", Menlo, Consolas, monospace; white-space: pre; }
.title, .label { font-weight: bold; }
.said, .label { font-size: 11px; }
.line { stroke-width: 2; }
.suggested.tint, .unsure.tint, .rejected.tint { fill: none; }
.suggested.line, .unsure.line { stroke-dasharray: 5 3; }
.rejected.line { stroke-dasharray: 1 3; }
"""
_SIGNS = {Status.SUGGESTED: "? ", Status.UNSURE: "! ", Status.REJECTED: "x ", Status.ACCEPTED: ""}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of an article: its span, where it stands on the page (its base line), and the parts of entities in it."""

    start: int
    end: int
    y: int
    parts: tuple[Part, ...]


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write one picture. Raises FormatError, and then the old file is as it was."""
    plans = [_plan(document) for document in documents]
    with replacing(out) as beside:
        beside.write_bytes(_picture(plans, labels).encode())
        warnings = [warning for plan in plans for warning in _warnings(plan)]
        return reported("svg", out, plans, _found(beside), warnings)


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
    words = text[entity.start : entity.end]
    if not words.strip("\n"):
        return None, "holds nothing but line ends: not written"
    start = entity.start + len(words) - len(words.lstrip("\n"))
    end = start + len(words.strip("\n"))
    why = f"starts or ends with a line end: written as {start}-{end}" if (start, end) != entity.span else ""
    return Written(start, end, entity.label, status=entity.status), why


def _warnings(plan: Plan) -> list[Loss]:
    count = len(plan.document.undecided)
    why = f"{count} undecided or left out of what was asked for; the picture does not show them"
    return text_warnings(plan) + ([Loss(plan.document.article, None, why)] if count else [])


def _picture(plans: Sequence[Plan], labels: LabelSet) -> str:
    y = _MARGIN
    articles = []
    for plan in plans:
        drawn, y = _article(plan, y, labels)
        articles.append(drawn)
    width = _CELLS * _CELL + 2 * _MARGIN
    counts = Counter(span.label for plan in plans for span in plan.spans)
    title = ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "no entities"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y + _MARGIN}" viewBox="0 0 {width} {y + _MARGIN}" '
        f'role="img">\n<title>{escaped(title)}</title>\n<style>\n{_colours()}{_STYLE}</style>\n'
        f'<rect class="ground" width="100%" height="100%"/>\n{"".join(articles)}</svg>\n'
    )


def _colours() -> str:
    """Style rules without variables, which viewers other than browsers do not know."""

    def scheme(name: str) -> str:
        families = "".join(
            f".{family}.tint {{ fill: {TINTS[name][family]}; }} .{family}.line {{ stroke: {LINES[name][family]}; }}\n"
            for family in Family
        )
        plain = f"text {{ fill: {TEXT[name]}; }} .said {{ fill: {DIM[name]}; }} .ground {{ fill: {GROUND[name]}; }}\n"
        return plain + families

    return f"{scheme('light')}@media (prefers-color-scheme: dark) {{\n{scheme('dark')}}}\n"


def _article(plan: Plan, y: int, labels: LabelSet) -> tuple[str, int]:
    """The article drawn from this height on, and the height after it."""
    article = plan.document.article
    y += _LINE
    pieces = [f'<text class="title" x="{_MARGIN}" y="{y}">{escaped(holdable(article.title))}</text>\n']
    if plan.document.unchecked:
        y += _LINE
        said = f"not looked at from the {plan.document.checked:,}th character on"
        pieces.append(f'<text class="said" x="{_MARGIN}" y="{y}">{said}</text>\n')
    lines = list(_lines(plan.text))
    found = parts([(span.start, span.end) for span in plan.spans], lines)
    for row in _rows(lines, found, y + _LINE // 2):
        pieces += [_drawn(plan, row, labels)]
        y = row.y + _LANE * max((part.inside + 1 for part in row.parts), default=0)
    return f'<g class="article" data-name={value(plan.name)} data-length="{len(plan.text)}">\n{"".join(pieces)}</g>\n', y + _LINE


def _rows(lines: Sequence[Span], found: Sequence[Part], y: int) -> Iterator[_Row]:
    at = 0
    for start, end in lines:
        first = at
        while at < len(found) and found[at].start < end:
            at += 1
        row = _Row(start, end, y + _LINE, tuple(found[first:at]))
        yield row
        y = row.y + _LANE * max((part.inside + 1 for part in row.parts), default=0)


def _drawn(plan: Plan, row: _Row, labels: LabelSet) -> str:
    cells = _columns(plan.text[row.start : row.end])
    pieces = []
    for part in row.parts:
        span = plan.spans[part.span]
        left, right = (_MARGIN + _CELL * cells[place - row.start] for place in (part.start, part.end))
        looks = f"{labels.family(span.label)} {span.status}"
        lane = row.y + 7 + _LANE * part.inside
        about = f'data-entity="{part.span}" data-start="{part.start}" data-end="{part.end}"'
        said = f"{_SIGNS[span.status or Status.ACCEPTED]}{span.label}" if part.last else ""
        pieces.append(
            f"<g {about} data-status={value(str(span.status))} data-label={value(span.label)}>"
            f'<rect class="tint {looks}" x="{left}" y="{row.y - 15}" width="{right - left}" height="20"/>'
            f'<path class="line {looks}" d="M{left} {lane}H{right}"/>'
            f'<text class="label" x="{left}" y="{lane + 11}">{escaped(said)}</text></g>\n'
        )
    words = escaped(plan.text[row.start : row.end])
    length = f' textLength="{_CELL * cells[-1]}" lengthAdjust="spacingAndGlyphs"' if cells[-1] else ""
    text = f'<text class="text" x="{_MARGIN}" y="{row.y}" xml:space="preserve" data-start="{row.start}"{length}>{words}</text>\n'
    return "".join(pieces) + text


def _lines(text: str) -> Iterator[Span]:
    """The lines, wrapped after a blank, or within a word that is longer than a line; empty ones left out. The line ends
    between them are in none."""
    place = 0
    for line in text.split("\n"):
        end = place + len(line)
        start = place
        while start < end:
            stop = _stop(text, start, end)
            yield start, stop
            start = stop
        place = end + 1


def _stop(text: str, start: int, end: int) -> int:
    """Where the line that begins here ends: at most so many cells on, and never before a mark that belongs to what it follows."""
    cells, blank = 0, start
    for place in range(start, end):
        wide = _width(text[place])
        cells += wide
        if cells > _CELLS and wide:
            return blank if blank > start else place
        if text[place].isspace():
            blank = place + 1
    return end


def _width(char: str) -> int:
    """Cells of a character in a font of equal widths: marks and joiners none, wide East Asian ones and emoji two."""
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _columns(line: str) -> list[int]:
    """The cell that each character begins at, and the one after the last."""
    return list(accumulate(map(_width, line), initial=0))


def _found(path: Path) -> list[Reading]:
    """What a parser of XML finds in the picture."""
    return [_reading(group) for group in read_xml(path).all("g") if group.attributes.get("class") == "article"]


def _reading(group: Element) -> Reading:
    got = group.attributes
    pieces: list[str] = []
    length = 0
    places: dict[int, list[Span]] = {}
    said: dict[int, tuple[str, Status]] = {}
    for element in group.elements:
        about = element.attributes
        if element.name == "text" and about.get("class") == "text":
            pieces += ["\n" * (int(about["data-start"]) - length), element.text]
            length = int(about["data-start"]) + len(element.text)
        elif element.name == "g":
            number = int(about["data-entity"])
            places.setdefault(number, []).append((int(about["data-start"]), int(about["data-end"])))
            said[number] = (about["data-label"], Status(about["data-status"]))
    text = "".join([*pieces, "\n" * (int(got["data-length"]) - length)])
    spans = []
    for number, stretches in places.items():
        stretches.sort()
        if any(text[one[1] : other[0]].strip("\n") or one[1] > other[0] for one, other in pairwise(stretches)):
            raise FormatError(f"entity {number} of {got['data-name']} is not one in the picture; nothing was kept")
        label, status = said[number]
        spans.append(Written(stretches[0][0], stretches[-1][1], label, status=status))
    return Reading(got["data-name"], text, tuple(sorted(spans, key=lambda span: span.order)))
