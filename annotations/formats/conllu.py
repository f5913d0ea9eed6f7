"""CoNLL-U with entities in MISC: ``Entity=(e1-PER`` ... ``e1)`` as CorefUD 1.2 has it, nested, crossing and in parts ``e1[1/2]``.

``# global.Entity`` names the fields between hyphens; ours are ``eid-etype``, and ``eid-identity-etype`` where an entity has an
identity: the type is last, so that a label may hold hyphens. What MISC reserves is percent-encoded. Each mention is an entity of
its own: who corefers with whom is not known. ``NER=B-PER`` is read too, and the text is exact. Syntax stays empty.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.conllu_rows import Doc, Node, head_lines, notices_of, parsed, sentence_lines, text_of
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.planning import (
    NO_LABEL,
    Fit,
    Plan,
    encodable,
    fit_without_blanks,
    has_surrogate,
    planned,
    reported,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.schemes import TAG, runs
from annotations.formats.tokenised import Tokenised, places, tokenised
from annotations.labels import LabelSet

UNTYPED = "ENTITY"
"""The label of a mention whose type the file leaves empty."""
_FIELDS = "eid-etype-head-other"
_BRACKET = re.compile(r"\((?P<open>[^()]+)(?P<lone>\))?|(?P<close>[^()]+)\)")
_PART = re.compile(r"(?P<eid>.*?)(?:\[(?P<part>\d+)/(?P<parts>\d+)\])?")
_RESERVED = re.compile(r"[\s%|=()\x00-\x1f\x7f]")
_RESERVED_BEFORE = re.compile(r"[\s%|=()\x00-\x1f\x7f-]")
_TAGS = ("NER", "NE", "NERTAG", "NAMEDENTITY")
_LAYER = re.compile(rf"(?:{'|'.join(_TAGS)})\d*")
"""A column of tags; with a number the further layers of entities that overlap."""


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write one file of all documents. Raises FormatError, and then the old file is as it was."""
    # Planned are those alone that may have one, since most projects have none.
    about = (document for document in documents if any(entity.identity for entity in document.entities))
    identities = any(span.identity for plan in map(_plan, about) for span in plan.spans)
    with replacing(out) as beside:
        warnings = write_in_turn(
            beside, documents, lambda one: tokenised(_plan(one)), lambda one: "".join(_lines(one, identities)), _warnings
        )
        return reported("conllu", out, map(_plan, documents), readings(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a file of CoNLL-U or CoNLL-U Plus: brackets and tags, in MISC or in a column of their own.

    Raises FormatError naming the line that is not of this form, or has a bracket without its other half.
    """
    return list(readings(path))


def readings(path: Path) -> Iterator[Reading]:
    """``read``, of which one is held at a time."""
    return (_reading(doc, path) for doc in parsed(path))


def _warnings(one: Tokenised) -> list[Loss]:
    return [*unsaid_warnings(one.plan.document), *text_warnings(one.plan), *one.warnings]


def _plan(document: Document) -> Plan:
    text = document.article.text
    plan = planned(document, lambda entity: _fit(text, entity), name=document.article.uid, text=encodable(text))
    groups = Counter((span.group, span.label) for span in plan.spans if span.group)
    firsts: dict[tuple[str, str], tuple[str, str]] = {}
    spans = []
    for number, span in enumerate(plan.spans, 1):
        key = (span.group, span.label)
        if groups[key] > 1:
            group, identity = firsts.setdefault(key, (f"e{number}", span.identity))
            spans.append(replace(span, group=group, identity=identity))
        else:
            spans.append(replace(span, group=""))
    return replace(plan, spans=tuple(spans))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, "has a lone surrogate in its label, which UTF-8 cannot: not written"
    span, why = fit_without_blanks(text, entity, entity.label)
    if span is None:
        return None, why
    return replace(span, group=entity.group, identity="" if has_surrogate(entity.identity) else entity.identity), why


def _lines(one: Tokenised, identities: bool) -> Iterator[str]:
    fields = "eid-identity-etype" if identities else "eid-etype"
    yield from head_lines(one.plan, bool(one.sentences), [f"# global.Entity = {fields}\n"])
    names = _names(one.plan.spans)
    done = 0
    for number, tokens in enumerate(one.sentences):
        opens: list[list[tuple[int, str]]] = [[] for _ in tokens]
        closes: list[list[str]] = [[] for _ in tokens]
        lone: list[list[str]] = [[] for _ in tokens]
        while done < len(names) and one.plan.spans[done].start < tokens[-1][1]:
            name, span = names[done], one.plan.spans[done]
            done += 1
            first, end = places(tokens, span.start, span.end)
            label = _encoded(span.label, _RESERVED)
            about = [name, _encoded(span.identity, _RESERVED_BEFORE), label] if identities else [name, label]
            if end - first == 1:
                lone[first].append(f"({'-'.join(about)})")
            else:
                opens[first].append((first - end, f"({'-'.join(about)}"))
                closes[end - 1].insert(0, f"{name})")
        # What closes comes first: after what opens it would be read as part of it.
        values = [
            "".join([*ending, *(value for _, value in sorted(opening, key=lambda each: each[0])), *alone])
            for ending, opening, alone in zip(closes, opens, lone, strict=True)
        ]
        misc = [[f"Entity={value}"] if value else [] for value in values]
        yield from sentence_lines(one, number, [["_"] * 7 + ["{}"]] * len(tokens), misc)


def _names(spans: Sequence[Written]) -> list[str]:
    """The name of each mention, with its part where it has several."""
    parts = Counter(span.group for span in spans if span.group)
    seen: Counter[str] = Counter()
    names = []
    for number, span in enumerate(spans, 1):
        seen[span.group] += 1
        names.append(f"{span.group}[{seen[span.group]}/{parts[span.group]}]" if span.group else f"e{number}")
    return names


def _encoded(value: str, reserved: re.Pattern[str]) -> str:
    return reserved.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), value)


@dataclass(slots=True)
class _Mentions:
    """The mentions of one document while its brackets are read."""

    fields: list[str]
    found: list[Written] = field(default_factory=list)
    groups: dict[str, Written] = field(default_factory=dict)
    clusters: Counter[str] = field(default_factory=Counter)
    untyped: int = 0
    empty: int = 0

    def opened(self, about: Sequence[str]) -> Written:
        """What an opening bracket says of its mention, yet without a place. Parts take from the first what they do not say."""
        place = _PART.fullmatch(about[0])
        assert place is not None
        eid, part = place["eid"], place["part"]
        said = dict(zip(self.fields, about, strict=False))
        label, identity = unquote(said.get("etype", "")), unquote(said.get("identity", ""))
        first = self.groups.get(eid) if part not in (None, "1") else None
        self.clusters[eid] += first is None
        self.untyped += not label and first is None
        mention = Written(0, 0, label or (first.label if first else UNTYPED), identity or (first.identity if first else ""))
        if part is None or place["parts"] == "1":
            return mention
        if first is None:
            mention = replace(mention, group=eid if self.clusters[eid] == 1 else f"{eid}.{self.clusters[eid]}")
            self.groups[eid] = mention
            return mention
        return replace(mention, group=first.group)

    def closed(self, mention: Written, start: int, end: int) -> None:
        """Take a mention at its place in code points."""
        if start < end:
            self.found.append(replace(mention, start=start, end=end))
        else:
            self.empty += 1


def _reading(doc: Doc, path: Path) -> Reading:
    fields = ["eid" if name == "GRP" else name for name in doc.comments.get("global.Entity", _FIELDS).split("-")]
    mentions = _Mentions(fields)
    tagged = 0
    for nodes in doc.sentences:
        _brackets(nodes, mentions, path)
        tags = _tagged(nodes)
        tagged += len(tags)
        mentions.found += tags
    spans = {span.key: span for span in sorted(mentions.found, key=lambda span: span.order)}
    return Reading(doc.name, text_of(doc), tuple(spans.values()), doc.title, notices=tuple(_notices(doc, mentions, tagged)))


def _notices(doc: Doc, mentions: _Mentions, tagged: int) -> list[str]:
    notices = notices_of(doc)
    chains = [count for count in mentions.clusters.values() if count > 1]
    if chains:
        notices.append(f"coreference left out: {sum(chains)} mentions of {len(chains)} entities")
    if mentions.untyped:
        notices.append(f"mentions without a type: {mentions.untyped}, read as {UNTYPED}")
    if mentions.empty:
        notices.append(f"mentions on empty nodes left out: {mentions.empty}")
    if tagged and len(mentions.found) > tagged:
        notices.append("entities in brackets and in tags: read as one")
    return notices


def _brackets(nodes: Iterable[Node], mentions: _Mentions, path: Path) -> None:
    """Add the mentions of one sentence by their brackets."""
    waiting: dict[str, list[tuple[Written, int, int]]] = {}
    end = 0
    for node in nodes:
        value = node.misc.get("Entity") or node.columns.get("ENTITY", "_")
        end = node.place[1]
        where = f"{path}, line {node.line}"
        if "(" not in value and ")" not in value:
            continue
        if _BRACKET.sub("", value):
            raise FormatError(f"{where}: {value!r} is no bracket of an entity")
        for found in _BRACKET.finditer(value):
            if close := found["close"]:
                # What closes may name the type too, as some corpora have it.
                about = waiting.get(close) or waiting.get(close.split("-")[0])
                if not about:
                    raise FormatError(f"{where}: {close!r} is closed and not open")
                mention, start, _ = about.pop()
                mentions.closed(mention, start, end)
                continue
            fields = found["open"].split("-", len(mentions.fields) - 1)
            mention = mentions.opened(fields)
            if found["lone"]:
                mentions.closed(mention, *node.place)
            else:
                waiting.setdefault(fields[0], []).append((mention, node.place[0], node.line))
    left = [line for about in waiting.values() for _, _, line in about]
    if left:
        raise FormatError(f"{path}, line {min(left)}: a bracket opens and is not closed in its sentence")


def _tagged(nodes: Sequence[Node]) -> list[Written]:
    """The entities of one sentence by its tags, none where it has none."""
    columns = [name for name in nodes[0].columns if _LAYER.fullmatch(name)]
    if not columns and not any(key.upper() in _TAGS for key in {key for node in nodes for key in node.misc}):
        return []
    words = [node for node in nodes if node.place[0] < node.place[1]]
    layers = [[_tag(node.columns[name]) for node in words] for name in columns]
    if not layers:
        layers = [[_tag(next((value for key, value in node.misc.items() if key.upper() in _TAGS), "O")) for node in words]]
    return [Written(words[first].place[0], words[end - 1].place[1], label) for tags in layers for first, end, label in runs(tags)]


def _tag(said: str) -> str:
    if said in ("_", "*", "-", ""):
        return "O"
    return said if TAG.fullmatch(said) else f"I-{said}"
