"""TEI P5 with names marked in the text: ``persName orgName placeName date time`` for the labels that mean these, else ``rs``.

Written: one ``TEI``, or a ``teiCorpus`` of several; the article stands in ``div[@type='article']`` with ``xml:space="preserve"``,
whose text, blanks between paragraphs included, is the article's to the character. Each entity has its label as ``@type`` and,
since a type is one word, exactly as a category of a taxonomy (``@ana``); its status is one too. What crosses another entity or a
paragraph is split into parts linked by ``@next`` and ``@prev``, as are the fragments of one mention; identity is ``@ref``, who
decided and what proposed it ``@resp``, a coarse ``@cert`` what the score was; notes stand in ``back``.

Read: the files of others too (``tei_text``): the text of ``body``, names as entities.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from pathlib import Path

from annotations.entity import HUMAN, Entity, Status
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.nested import Part, marked_up, parts
from annotations.formats.planning import NO_LABEL, Fit, Plan, planned, reported, text_warnings, unsaid_warnings
from annotations.formats.tei_text import CORPUS, NAMES, readings
from annotations.formats.xml import NOT_HELD, elements, escaped, holdable, holds, value
from annotations.labels import LabelSet
from annotations.span import Span

_ELEMENTS: Mapping[str, str] = {
    **dict.fromkeys(("PER", "PERSON", "person", "persName"), "persName"),
    **dict.fromkeys(("ORG", "organization", "organisation", "corporation", "orgName"), "orgName"),
    **dict.fromkeys(("LOC", "GPE", "FAC", "location", "place", "placeName"), "placeName"),
    **dict.fromkeys(("DATE", "date"), "date"),
    **dict.fromkeys(("TIME", "time"), "time"),
}
_NOT_IN_A_TYPE = re.compile(r"[^\w.-]+")
_POINTER = re.compile(r"[^\s<>\"{}|\\^`\[\]%#]+(?:#[^\s<>\"{}|\\^`\[\]%#]*)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_BLANKS = " \t\n\r"
_SOLID = re.compile(r"[^ \t\n\r]")
_RUN = re.compile(r"[^ \t\n\r](?:[^\n]*[^ \t\n\r])?")


@dataclass(frozen=True, slots=True)
class _Names:
    """The identifiers that entities of one document point to: of labels, and of who proposed or decided."""

    labels: Mapping[str, str]
    agents: Mapping[str, str]


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write one file. Raises FormatError, and then the old file is as it was."""
    head, tail = '<?xml version="1.0" encoding="UTF-8"?>\n', ""
    if len(documents) != 1:
        header = _header(f"{len(documents)} articles", "", "<p>Articles annotated with Rubricate</p>", "")
        head, tail = f'{head}<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">\n{header}', "</teiCorpus>\n"
    numbers = count(1)
    with replacing(out) as beside:
        warnings = write_in_turn(
            *(beside, documents, _plan, lambda plan: _tei(plan, f"d{next(numbers)}", labels, len(documents) == 1), _warnings),
            head=head,
            tail=tail,
        )
        return reported("tei", out, map(_plan, documents), _readings(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a TEI file, each ``TEI`` one; a notice says what of it is not in the text or no entity.

    Raises FormatError naming the line for what is no TEI, and for a document type that declares entities.
    """
    return list(_readings(path))


def _readings(path: Path) -> Iterator[Reading]:
    parts = elements(path, *NAMES, within=CORPUS)
    return (reading for element in parts for reading in readings(element, str(path)))


def _warnings(plan: Plan) -> list[Loss]:
    return unsaid_warnings(plan.document) + text_warnings(plan) + _scores(plan)


def _plan(document: Document) -> Plan:
    text = holdable(document.article.text)
    blocks = _blocks(document, text)
    plan = planned(document, lambda entity: _fit(document.article.text, blocks, entity), name=document.article.uid, text=text)
    return replace(plan, spans=tuple(sorted(_linked(plan), key=lambda span: span.order)))


def _blocks(document: Document, text: str) -> list[Span]:
    """The paragraphs, from the first character that is not a blank to the last; all other such characters are in one too."""
    found: list[Span] = []
    place = 0
    for start, end in [*document.article.paragraphs(), (len(text), len(text))]:
        found += [run.span() for run in _RUN.finditer(text, place, start)]
        inner = text[start:end].strip(_BLANKS)
        if inner:
            first = start + text[start:end].index(inner)
            found.append((first, first + len(inner)))
        place = end
    return found


def _fit(text: str, blocks: Sequence[Span], entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if not holds(entity.label):
        return None, f"has a label that {NOT_HELD}"
    if not holds(text[entity.start : entity.end]):
        return None, NOT_HELD
    start, end = _within(blocks, *entity.span)
    if start >= end:
        return None, "lies between paragraphs, where TEI has no place for it: not written"
    edge = (start, end) != entity.span
    why = f"starts or ends between paragraphs, where TEI has no place for it: written as {start}-{end}" if edge else ""
    identity = entity.identity if _POINTER.fullmatch(entity.identity) and holds(entity.identity) else ""
    origin = "" if entity.origin == HUMAN else holdable(entity.origin)
    cert = _certainty(entity)
    extra = (("cert", cert),) if cert else ()
    by = holdable(entity.by)
    span = Written(
        start, end, entity.label, identity, holdable(entity.note), entity.group, entity.status, None, origin, by, extra
    )
    return span, why


def _within(blocks: Sequence[Span], start: int, end: int) -> Span:
    """The span without what lies outside paragraphs at its edges; empty where nothing is left."""
    place = bisect_right(blocks, (start, len(blocks) and blocks[-1][1])) - 1
    if place < 0 or blocks[place][1] <= start:
        place += 1
        start = blocks[place][0] if place < len(blocks) else end
    last = bisect_right(blocks, (end - 1, blocks[-1][1])) - 1 if blocks else -1
    return start, min(end, blocks[last][1]) if last >= 0 else start


def _certainty(entity: Entity) -> str:
    """``high``, ``medium`` or ``low``: what is unsure is low, a score is put into three; empty where nothing is said."""
    if entity.status is Status.UNSURE:
        return "low"
    if entity.score is None:
        return ""
    return "high" if entity.score >= 0.8 else "medium" if entity.score >= 0.5 else "low"


def _linked(plan: Plan) -> Iterable[Written]:
    """The spans with the names that the fragments of one mention have when read: that of the first."""
    numbers = {span.key: number for number, span in enumerate(plan.spans)}
    groups: dict[tuple[str, str], list[Written]] = {}
    for span in plan.spans:
        groups.setdefault((span.group, span.label), []).append(span)
    for (group, _), spans in groups.items():
        together = group and len(spans) > 1 and all(_apart(plan.text, *two) for two in pairwise(spans))
        name = f"e{numbers[spans[0].key] + 1}" if together else ""
        yield from (replace(span, group=name) for span in spans)


def _apart(text: str, before: Written, after: Written) -> bool:
    """Whether more than blanks stand between two fragments; else they would be read as one entity."""
    return before.end < after.start and bool(_SOLID.search(text, before.end, after.start))


def _tei(plan: Plan, prefix: str, labels: LabelSet, alone: bool) -> str:
    article = plan.document.article
    names = _names(plan, prefix, labels)
    language = (
        f" xml:lang={value(article.language)}" if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", article.language) else ""
    )
    namespace = ' xmlns="http://www.tei-c.org/ns/1.0"' if alone else ""
    uid = f'<idno type="rubricate">{escaped(plan.name)}</idno>'
    header = _header(
        holdable(article.title),
        "".join(
            f'<respStmt xml:id="{agent}"><resp>{role}</resp><name>{escaped(name)}</name></respStmt>\n'
            for agent, role, name in ((agent, *key.split(" ", 1)) for key, agent in names.agents.items())
        ),
        f"<bibl>{uid}</bibl>",
        _taxonomies(names, prefix, labels),
    )
    noted = [(number, span.note) for number, span in enumerate(plan.spans, 1) if span.note]
    notes = "".join(f'<note target="#{prefix}.e{number}">{escaped(note)}</note>' for number, note in noted)
    back = f'<back><div type="notes"><p xml:space="preserve">{notes}</p></div></back>\n' if notes else ""
    return (
        f'<TEI{namespace} xml:id="{prefix}"{language}>\n{header}<text>\n<body>\n'
        f'<div type="article" xml:space="preserve">{_body(plan, names, prefix)}</div>\n</body>\n{back}</text>\n</TEI>\n'
    )


def _names(plan: Plan, prefix: str, labels: LabelSet) -> _Names:
    used = {span.label for span in plan.spans}
    ordered = [label.name for label in labels.labels if holds(label.name)]
    ordered += sorted(used - set(ordered))
    agents = {f"proposed {span.origin}" for span in plan.spans if span.origin}
    agents |= {f"decided {span.by}" for span in plan.spans if span.by}
    return _Names(
        {name: f"{prefix}.label.{number}" for number, name in enumerate(ordered, 1)},
        {name: f"{prefix}.by.{number}" for number, name in enumerate(sorted(agents), 1)},
    )


def _header(title: str, agents: str, source: str, classes: str) -> str:
    encoding = f"<encodingDesc><classDecl>\n{classes}</classDecl></encodingDesc>\n" if classes else ""
    return (
        f"<teiHeader>\n<fileDesc>\n<titleStmt><title>{escaped(title)}</title>{agents}</titleStmt>\n"
        "<publicationStmt><p>Names annotated with Rubricate</p></publicationStmt>\n"
        f"<sourceDesc>{source}</sourceDesc>\n</fileDesc>\n{encoding}</teiHeader>\n"
    )


def _taxonomies(names: _Names, prefix: str, labels: LabelSet) -> str:
    def taxonomy(kind: str, rows: Iterable[tuple[str, str, str]]) -> str:
        categories = "".join(
            f'<category xml:id="{identifier}"><catDesc xml:space="preserve"><term>{escaped(name)}</term>'
            f"{f' {escaped(holdable(what))}' if what else ''}</catDesc></category>\n"
            for identifier, name, what in rows
        )
        return f'<taxonomy xml:id="{prefix}.{kind}">\n{categories}</taxonomy>\n' if categories else ""

    described = {label.name: label.description for label in labels.labels}
    statuses = [(f"{prefix}.status.{status}", str(status), "") for status in Status]
    return taxonomy("labels", [(name, label, described.get(label, "")) for label, name in names.labels.items()]) + taxonomy(
        "statuses", statuses
    )


def _body(plan: Plan, names: _Names, prefix: str) -> str:
    blocks = _blocks(plan.document, plan.text)
    pieces = parts([(span.start, span.end) for span in plan.spans], blocks)
    previous, following = _links(plan, pieces, prefix)

    def opening(part: Part) -> str:
        span = plan.spans[part.span]
        attributes = {"type": _type(span.label), "ref": span.identity}
        attributes["ana"] = f"#{names.labels[span.label]} #{prefix}.status.{span.status}"
        who = [names.agents[key] for key in (f"proposed {span.origin}", f"decided {span.by}") if key in names.agents]
        attributes["resp"] = " ".join(f"#{agent}" for agent in who)
        attributes["cert"] = dict(span.extra).get("cert", "")
        attributes |= {"prev": previous.get(_id(part, prefix), ""), "next": following.get(_id(part, prefix), "")}
        element = _ELEMENTS.get(span.label, "rs")
        said = "".join(f" {name}={value(what)}" for name, what in attributes.items() if what)
        return f'<{element} xml:id="{_id(part, prefix)}"{said}>'

    pages = []
    place = at = 0
    for start, end in blocks:
        first = at
        while at < len(pieces) and pieces[at].start < end:
            at += 1
        inner = marked_up(
            *(plan.text, start, end, pieces[first:at], opening),
            *(lambda part: f"</{_ELEMENTS.get(plan.spans[part.span].label, 'rs')}>", escaped),
        )
        pages += [escaped(plan.text[place:start]), f"<p>{inner}</p>"]
        place = end
    return "".join([*pages, escaped(plan.text[place:])]) if blocks else f"{escaped(plan.text)}<p/>"


def _type(label: str) -> str:
    """The label as an XML name: what cannot stand in one is ``_``."""
    word = _NOT_IN_A_TYPE.sub("_", label)
    return word if word[0] == "_" or word[0].isalpha() else f"_{word}"


def _id(part: Part, prefix: str) -> str:
    return f"{prefix}.e{part.span + 1}" + (f".{part.number + 1}" if part.number else "")


def _links(plan: Plan, pieces: Iterable[Part], prefix: str) -> tuple[dict[str, str], dict[str, str]]:
    """What each part's ``@prev`` and ``@next`` point to: the parts of one entity, and the fragments of one mention, in turn."""
    chains: dict[object, list[Part]] = {}
    for part in sorted(pieces, key=lambda part: (part.start, part.end)):
        group = plan.spans[part.span].group
        chains.setdefault((group, plan.spans[part.span].label) if group else part.span, []).append(part)
    previous: dict[str, str] = {}
    following: dict[str, str] = {}
    for chain in chains.values():
        for one, other in pairwise(chain):
            following[_id(one, prefix)] = f"#{_id(other, prefix)}"
            previous[_id(other, prefix)] = f"#{_id(one, prefix)}"
    return previous, following


def _scores(plan: Plan) -> list[Loss]:
    count = sum(entity.score is not None for entity in plan.document.entities)
    why = f"{count} scores stand as high, medium or low"
    return [Loss(plan.document.article, None, why)] if count else []
