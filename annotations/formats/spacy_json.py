"""spaCy's JSON of version 2, which ``spacy convert -c json`` still reads: paragraphs of sentences of tokens with BILUO tags.

Tokens are those of the article with what stands between them, so that they are the text; cut where an entity starts or ends
inside one. Of entities that overlap the longest is written. Tokens that nobody looked at are missing (``-``), not ``O``. Read are
also pairs ``[text, {"entities": [[start, end, label], ...]}]`` and ``Doc.to_json()`` or displaCy's ``{"text", "ents"}``.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, listed, named, records, whole
from annotations.formats.looked_at import not_looked_at
from annotations.formats.placing import Gathered
from annotations.formats.planning import (
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    encodable,
    fit_without_blanks,
    has_surrogate,
    planned,
    reported,
    text_warnings,
)
from annotations.formats.schemes import TAG, runs, tagged
from annotations.formats.spaced_tokens import spaced_tokens
from annotations.formats.tokenised import tokenised
from annotations.labels import LabelSet
from annotations.span import Span

ALL_SPANS = "sc"
"""The group of spans that spaCy's spancat trains on."""
_FORMS = '{"paragraphs"}, [text, {"entities"}] or {"text", "ents"}'


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph as it was read: its text, the places of its tokens and their tags."""

    text: str
    places: list[Span]
    tags: list[str]


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the documents. Raises FormatError, and then the old file is as it was."""
    with replacing(out) as beside:
        warnings = write_in_turn(
            *(beside, documents, _written, lambda written: line(written[1]).rstrip(), _warnings),
            head="[\n",
            between=",\n",
            tail="\n]\n",
        )
        return reported("spacy_json", out, map(_plan, documents), readings(beside), warnings)


def read(path: Path) -> list[Reading]:
    """The documents of a file in any of spaCy's ways to put them into JSON; paragraphs stand a blank line apart.

    Raises FormatError naming the record that is not of this form.
    """
    return list(readings(path))


def readings(path: Path) -> Iterator[Reading]:
    """``read``, of which one is held at a time."""
    return (_reading(record, where) for where, record in records(path))


def _plan(document: Document) -> Plan:
    return planned_without_blanks(document, flat=True, name=document.article.uid)


def _written(document: Document) -> tuple[Plan, Mapping[str, object], list[Loss]]:
    plan = _plan(document)
    return plan, *_document(plan)


def _warnings(written: tuple[Plan, Mapping[str, object], list[Loss]]) -> list[Loss]:
    plan, _, said = written
    return [*text_warnings(plan), *said]


def planned_without_blanks(document: Document, *, flat: bool, name: str = "") -> Plan:
    """What a file for spaCy is to hold: no entity with a blank at an edge, which it would refuse to train on."""
    text = document.article.text

    def fit(entity: Entity) -> Fit:
        if not entity.label:
            return None, NO_LABEL
        if has_surrogate(entity.label):
            return None, SURROGATE_IN_LABEL
        return fit_without_blanks(text, entity, entity.label)

    return planned(document, fit, name=name, text=encodable(text), flat=flat)


def _document(plan: Plan) -> tuple[Mapping[str, object], list[Loss]]:
    """One document in one paragraph, none where there is no text; and what its reader should know."""
    tokens, _ = spaced_tokens(plan.document.article, plan.spans)
    sentences = tokenised(plan)
    # What stands before the first word of a sentence goes with the one before.
    begins = [words[0][0] for words in sentences.sentences[1:]]
    starts = [token.start for token in tokens]
    found = [(bisect_left(starts, span.start), bisect_left(starts, span.end), span.label) for span in plan.spans]
    tags = tagged("BILOU", len(tokens), found)
    missing = not_looked_at(plan.document, [(token.start, token.end) for token in tokens])
    rows: list[list[object]] = [[] for _ in range(len(begins) + 1)]
    for number, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        rows[bisect_right(begins, token.start)].append(
            {
                "id": number,
                "orth": plan.text[token.start : token.end],
                "space": " " if token.blank else "",
                "ner": "-" if tag == "O" and missing[number] else tag,
            }
        )
    said = [{"tokens": row, "brackets": []} for row in rows]
    paragraphs = [{"raw": plan.text, "sentences": said, "cats": []}] if plan.text else []
    return {"id": plan.name, "paragraphs": paragraphs}, sentences.warnings


def _reading(record: object, where: str) -> Reading:
    if isinstance(record, dict) and "paragraphs" in record:
        return _of_paragraphs(record, listed(record["paragraphs"], where, "paragraphs"), where)
    if isinstance(record, dict) and isinstance(record.get("text"), str) and "ents" in record:
        return _of_offsets(Gathered(record["text"], "", where, named(record, "title")), record["ents"], record)
    if isinstance(record, list) and len(record) == 2 and isinstance(record[0], str) and isinstance(record[1], dict):
        return _of_offsets(Gathered(record[0], "", where), record[1].get("entities"), record[1])
    raise FormatError(f"{where} is no document of spaCy: {_FORMS}")


def _of_offsets(one: Gathered, entities: object, told: Mapping[str, object]) -> Reading:
    """A document with offsets: the spans of its groups and its entities together, each once."""
    groups = told.get("spans") or {}
    if not isinstance(groups, dict):
        raise FormatError(f"{one.where}: spans is no object of groups")
    items = [item for group in (entities, *groups.values()) for item in listed(group, one.where, "entities")]
    one.spans += [(span, None) for span in dict.fromkeys(_span(item, one.where) for item in items)]
    for name, kept in (("label of the whole text", told.get("cats")), ("link", told.get("links"))):
        one.others[name] += len(kept) if isinstance(kept, (dict, list)) else 0
    return one.reading()


def _span(item: object, where: str) -> Written:
    match item:
        case [first, last, str(label), *_]:
            pass
        case {"start": first, "end": last, "label": str(label)}:
            pass
        case _:
            raise FormatError(f"{where}: {item!r} is not [start, end, label]")
    start, end = whole(first), whole(last)
    if start is None or end is None or not label:
        raise FormatError(f"{where}: {item!r} is not [start, end, label]")
    return Written(start, end, label, named(item, "kb_id") if isinstance(item, dict) else "")


def _of_paragraphs(record: dict[str, object], paragraphs: Sequence[object], where: str) -> Reading:
    text = ""
    spans: list[Written] = []
    others: Counter[str] = Counter()
    missing = False
    raw = True
    for item in paragraphs:
        if not isinstance(item, dict):
            raise FormatError(f"{where}: a paragraph is no object")
        one = _paragraph(item, where)
        raw = raw and isinstance(item.get("raw"), str)
        text += "\n\n" if text else ""
        for first, end, label in runs(["O" if tag == "-" else tag for tag in one.tags]):
            spans.append(Written(len(text) + one.places[first][0], len(text) + one.places[end - 1][1], label))
        text += one.text
        missing = missing or "-" in one.tags
        others["label of the whole text"] += len(listed(item.get("cats"), where, "cats"))
    document = Gathered(text, named(record, "id"), where, others=others, done=False if missing else None)
    if not raw:
        document.said.append("there is no raw text: it is the tokens with a blank between them, a line end after each sentence")
    document.spans += [(span, None) for span in spans]
    return document.reading()


def _paragraph(item: dict[str, object], where: str) -> _Paragraph:
    sentences = [list(_tokens(sentence, where)) for sentence in listed(item.get("sentences"), where, "sentences")]
    raw = item.get("raw")
    if not isinstance(raw, str):
        # A blank follows where nothing is said, as in spaCy.
        raw = "\n".join("".join(orth + after for orth, after, _ in sentence).removesuffix(" ") for sentence in sentences)
    places: list[Span] = []
    place = 0
    for orth, _, _ in (token for sentence in sentences for token in sentence):
        start = raw.find(orth, place)
        if start < 0 or raw[place:start].strip():
            raise FormatError(f"{where}: the token {orth!r} is not where it would stand in the raw text")
        place = start + len(orth)
        places.append((start, place))
    return _Paragraph(raw, places, [tag for sentence in sentences for _, _, tag in sentence])


def _tokens(sentence: object, where: str) -> Iterator[tuple[str, str, str]]:
    """The tokens of a sentence, what follows each, and its tag."""
    for token in listed(sentence.get("tokens") if isinstance(sentence, dict) else sentence, where, "tokens"):
        orth = token.get("orth") if isinstance(token, dict) else None
        if not isinstance(token, dict) or not isinstance(orth, str) or not orth:
            raise FormatError(f"{where}: {token!r} is no token with an orth")
        tag = token.get("ner") or "O"
        if not isinstance(tag, str) or not (tag == "-" or TAG.fullmatch(tag)):
            raise FormatError(f"{where}: {tag!r} is no tag: O, -, B-X, I-X, L-X or U-X")
        yield orth, " " if token.get("space", " ") else "", tag
