"""Entities marked in plain text: ``[Ana](PER)``; read also ``<PER>Ana</PER>``, ``[PER Ana]`` and ``Ana/PER``.

Written: brackets and label in parentheses, nested where entities are. A backslash stands before ``\\ [ ] <`` of the text. Of
entities that cross, the longest stay. Where more than one article is written, or the file would read as something else, a line
``[](name)`` stands before each. Read: one way of marking for the whole file, the first of the above that occurs in it. In
``Ana/PER lives/O`` every word has a tag: O, a label, or one with a prefix of IOB2 or BILOU.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.nested import marked_up, parts, planned_nested
from annotations.formats.placing import left_out
from annotations.formats.planning import (
    LONE_SURROGATE,
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    encodable,
    has_surrogate,
    reported,
    text_warnings,
    unsaid_warnings,
)
from annotations.labels import LabelSet

_ESCAPED = re.compile(r"\\([\[\]<>()\\/:#])")
_IN_TEXT = re.compile(r"[\\\[\]<]")
_IN_A_LABEL = re.compile(r"[\\():/#]")
_LONGEST = 200
"""Characters of a label at most, so that no file of brackets takes long."""
_LABEL = re.compile(rf"\(((?:[^)\\]|\\.){{1,{_LONGEST}}})\)", re.DOTALL)
_ADDRESS = re.compile(r"[a-z]+:|/|#|\./", re.IGNORECASE)
_HEADER = re.compile(rf"^\[\]\(((?:[^)\\\n]|\\.){{0,{_LONGEST}}})\)\n", re.MULTILINE)
_TAG = re.compile(r"""<(/?)([^\W\d_][\w.-]*)(?:\s+TYPE\s*=\s*["']([^"']+)["'])?\s*>""", re.IGNORECASE)
_BRACKET = re.compile(r"\[([A-Z][\w-]*)(\s[^\[\]]+)\]")
_TAGGED = re.compile(r"(\S+)/(O|[BIESLU]-[^\s/]+|[A-Z][A-Z_]+)")

Mark = tuple[int, int, str, int, int]
"""An entity marked in a file: where its first and its last sign begin, its label, and how long the two signs are."""


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the texts with their entities marked. Raises FormatError, and then the old file is as it was."""
    alone = len(documents) == 1 and _reads_alone(_plan(documents[0]))

    def plan(document: Document) -> Plan:
        return replace(_plan(document), name="") if alone else _plan(document)

    def content(plan: Plan) -> str:
        return _body(plan) if alone else f"[]({_IN_A_LABEL.sub(_escape, plan.name)})\n{_body(plan)}"

    with replacing(out) as beside:
        warnings = write_in_turn(beside, documents, plan, content, _warnings, between="\n")
        return reported("inline", out, map(plan, documents), read(beside) if alone else _in_turn(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The articles of a file, without the signs that mark entities. Raises FormatError where it is no UTF-8 text."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    return [
        Reading(name, text, spans, notices=tuple(f"{path}: {notice}" for notice in notices))
        for name, text, spans, notices in _articles(content)
    ]


def _in_turn(path: Path) -> Iterator[Reading]:
    """``read``, of which one is held at a time, of a file as it is written here for several articles."""
    name: str | None = None
    body: list[str] = []
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for line in file:
            if head := _HEADER.fullmatch(line):
                if name is not None:
                    yield _headed(path, name, "".join(body)[:-1])
                name, body = head[1], []
            else:
                body.append(line)
    if name is not None:
        yield _headed(path, name, "".join(body))


def _headed(path: Path, name: str, body: str) -> Reading:
    text, spans, notices = _taken_out(body, *_in_brackets(body))
    return Reading(_ESCAPED.sub(r"\1", name), text, spans, notices=tuple(f"{path}: {notice}" for notice in notices))


def _reads_alone(plan: Plan) -> bool:
    return _articles(_body(plan).removeprefix("\ufeff")) == [("", plan.text, plan.spans, [])]


def _warnings(plan: Plan) -> list[Loss]:
    return text_warnings(plan) + unsaid_warnings(plan.document)


def _plan(document: Document) -> Plan:
    article = document.article
    return planned_nested(document, lambda entity: _fit(article.text, entity), name=article.uid, text=encodable(article.text))


def _fit(text: str, entity: Entity) -> Fit:
    if not entity.label:
        return None, NO_LABEL
    if has_surrogate(entity.label):
        return None, SURROGATE_IN_LABEL
    if len(_IN_A_LABEL.sub(_escape, entity.label)) > _LONGEST:
        return None, f"has a label of more than {_LONGEST} characters: not written"
    if has_surrogate(text[entity.start : entity.end]):
        return None, LONE_SURROGATE
    return Written(*entity.span, entity.label), ""


def _body(plan: Plan) -> str:
    whole = len(plan.text)
    pieces = parts([(span.start, span.end) for span in plan.spans], [(0, whole)] if whole else [])
    labels = [_IN_A_LABEL.sub(_escape, span.label) for span in plan.spans]
    return marked_up(
        *(plan.text, 0, whole, pieces, lambda _: "[", lambda part: f"]({labels[part.span]})"),
        lambda text: _IN_TEXT.sub(_escape, text),
    )


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


Article = tuple[str, str, tuple[Written, ...], list[str]]
"""Name, text, entities, notices."""


def _articles(content: str) -> list[Article]:
    if not content:
        return []
    heads = list(_HEADER.finditer(content))
    if not heads or heads[0].start():
        return [("", *_read_marks(content))]
    ends = [head.start() - 1 for head in heads[1:]] + [len(content)]
    return [
        (_ESCAPED.sub(r"\1", head[1]), *_taken_out(body, *_in_brackets(body)))
        for head, body in ((head, content[head.end() : end]) for head, end in zip(heads, ends, strict=True))
    ]


def _read_marks(content: str) -> tuple[str, tuple[Written, ...], list[str]]:
    """Text and entities by the one way of marking that the content has."""
    brackets = _in_brackets(content)
    if brackets[0]:
        return _taken_out(content, *brackets)
    tags = _in_tags(content)
    if tags[0]:
        return _taken_out(content, *tags)
    labelled = [_bracket(found) for found in _BRACKET.finditer(content)]
    if labelled:
        return _taken_out(content, labelled, Counter())
    return _slashed(content) or _taken_out(content, [], Counter())


def _in_brackets(content: str) -> tuple[list[Mark], Counter[str]]:
    """The marks ``[words](label)``. Brackets without a label, and links, are text."""
    marks: list[Mark] = []
    open_: list[int] = []
    place = 0
    for found in re.finditer(r"\\.|\[|\]", content, re.DOTALL):
        if found.start() < place:
            continue
        if found[0] == "[":
            open_.append(found.start())
        elif found[0] == "]" and open_:
            start = open_.pop()
            label = _LABEL.match(content, found.end())
            if label and not _ADDRESS.match(label[1]):
                marks.append((start, found.start(), _ESCAPED.sub(r"\1", label[1]), 1, label.end() - found.start()))
                place = label.end()
    return marks, Counter()


def _bracket(found: re.Match[str]) -> Mark:
    """The mark ``[label words]``: blanks around the words go with the signs."""
    words = found[2]
    end = found.start(2) + len(words.rstrip())
    return found.start(), end, found[1], 1 + len(found[1]) + len(words) - len(words.lstrip()), found.end() - end


def _in_tags(content: str) -> tuple[list[Mark], Counter[str]]:
    """The marks ``<label>words</label>``, also those of MUC: ``<ENAMEX TYPE="label">``. A tag without its other is text."""
    marks: list[Mark] = []
    open_: dict[str, list[re.Match[str]]] = {}
    counts: Counter[str] = Counter()
    for found in _TAG.finditer(content):
        if content[found.start() - 1 : found.start()] == "\\":
            continue
        if not found[1]:
            open_.setdefault(found[2], []).append(found)
        elif same := open_.get(found[2]):
            first = same.pop()
            marks.append((first.start(), found.start(), first[3] or first[2], first.end() - first.start(), len(found[0])))
        else:
            counts["lone tag"] += 1
    counts["lone tag"] += sum(map(len, open_.values()))
    return marks, counts


def _taken_out(content: str, marks: Sequence[Mark], counts: Counter[str]) -> tuple[str, tuple[Written, ...], list[str]]:
    """Text and entities without the signs, escapes resolved."""
    signs = sorted(
        [(start, start + width, number, False) for number, (start, _, _, width, _) in enumerate(marks)]
        + [(end, end + width, number, True) for number, (_, end, _, _, width) in enumerate(marks)]
    )
    pieces: list[str] = []
    length = place = 0
    starts: dict[int, int] = {}
    spans: dict[tuple[int, int, str], Written] = {}
    for at, after, number, closes in signs:
        pieces.append(_ESCAPED.sub(r"\1", content[place:at]))
        length += len(pieces[-1])
        place = after
        if not closes:
            starts[number] = length
        elif starts[number] == length:
            counts["span of no width"] += 1
        else:
            span = Written(starts[number], length, marks[number][2])
            counts["repetition of a span"] += span.key in spans
            spans[span.key] = span
    pieces.append(_ESCAPED.sub(r"\1", content[place:]))
    return "".join(pieces), tuple(sorted(spans.values(), key=lambda span: span.order)), left_out(counts)


def _slashed(content: str) -> tuple[str, tuple[Written, ...], list[str]] | None:
    """Text and entities where every word has a tag after a slash, and one is not O; else None."""
    words = list(re.finditer(r"\S+", content))
    tagged = [_TAGGED.fullmatch(word[0]) for word in words]
    if not all(tagged) or all(found is None or found[2] == "O" for found in tagged):
        return None
    pieces: list[str] = []
    rows: list[tuple[int, int, str, bool]] = []
    length = place = 0
    for word, found in zip(words, tagged, strict=True):
        assert found is not None
        blank = content[place : word.start()]
        pieces += [blank, found[1]]
        start = length + len(blank)
        length = start + len(found[1])
        rows.append((start, length, found[2], "\n" in blank))
        place = word.end()
    pieces.append(content[place:])
    return "".join(pieces), tuple(_runs(rows)), []


def _runs(rows: Sequence[tuple[int, int, str, bool]]) -> Iterator[Written]:
    """The entities of tagged words: start, end, tag, and whether it begins a line."""
    current: Written | None = None
    for start, end, tag, fresh in rows:
        prefix, _, name = tag.partition("-") if re.match("[BIESLU]-", tag) else ("", "", tag)
        if current and (fresh or prefix in ("B", "S", "U") or name != current.label):
            yield current
            current = None
        if tag != "O":
            current = replace(current, end=end) if current else Written(start, end, name)
        if current and prefix in ("E", "L", "S", "U"):
            yield current
            current = None
    if current:
        yield current
