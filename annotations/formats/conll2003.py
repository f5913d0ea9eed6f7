"""CoNLL-2003 columns with IOB2 tags: ``token _ _ tag`` by single blanks, a blank line after each sentence.

Each article starts with ``-DOCSTART- -X- O O``, the one form that spaCy 3.8 takes for the start of a document. Part of speech
and chunk are not known and stand as ``_``. Tokens are those of the article, cut where an entity starts or ends inside one;
sentences are merged where an entity crosses their border. The text between tokens is not in the file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.article import Article
from annotations.entity import Entity, Span
from annotations.formats.atomic import replacing
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written
from annotations.formats.planning import (
    NO_LABEL,
    Fit,
    Plan,
    cut,
    cut_warnings,
    encodable,
    field_warnings,
    fit_without_blanks,
    has_surrogate,
    planned,
    reported,
    unsaid_warnings,
)
from annotations.labels import LabelSet

_START = "-DOCSTART-"
_LOOKS_LIKE_A_TAG = re.compile(r"O$|[BIESLU]-")
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"O|[BIESLU]-.+", re.DOTALL)

Row = tuple[str, str]
"""A token and its tag."""


@dataclass(frozen=True, slots=True)
class _Columns:
    plan: Plan
    sentences: list[list[Row]]
    warnings: list[Loss]


def write(documents: Sequence[Document], out: Path, _labels: LabelSet) -> Report:
    """Write the documents as columns. Raises FormatError, and then the old file is as it was."""
    columns = [_columns(document) for document in documents]
    plans = [one.plan for one in columns]
    with replacing(out) as beside:
        beside.write_bytes("".join(_lines(one.sentences) for one in columns).encode())
        found = _parsed(beside)
        readings = [_placed(sentences, plan, out) for sentences, plan in zip(found, plans, strict=False)]
        return reported("conll2003", out, plans, readings, [warning for one in columns for warning in one.warnings])


def read(path: Path) -> list[Reading]:
    """The documents of a file of columns, token first and tag last, in IOB1, IOB2, BIOES or BILOU.

    Since the file has no text, the text is the tokens with a blank between them and a line end between sentences.
    Raises FormatError naming the line that is not of this form.
    """
    readings = []
    for sentences in _parsed(path):
        places: list[Span] = []
        place = 0
        for token, _ in (row for sentence in sentences for row in sentence):
            places.append((place, place + len(token)))
            place += len(token) + 1
        text = "\n".join(" ".join(token for token, _ in sentence) for sentence in sentences)
        readings.append(Reading("", text, _spans(sentences, places)))
    return readings


def _columns(document: Document) -> _Columns:
    article = document.article
    plan = planned(document, lambda entity: _fit(article.text, entity), text=encodable(article.text), flat=True)
    paragraphs = list(article.paragraphs())
    tokens, cuts = cut((token for paragraph in paragraphs for token in article.tokens(*paragraph)), plan.spans)
    starts = [start for paragraph in paragraphs for start, _ in article.sentences(*paragraph)]
    starts, crossed = _uncut(starts, plan.spans)
    sentences: list[list[Row]] = [[] for _ in range(len(starts) + 1)]
    spans = list(plan.spans)
    begins = [span.start for span in spans]
    for start, end in tokens:
        place = bisect_right(begins, start) - 1
        span = spans[place] if place >= 0 and start < spans[place].end else None
        tag = f"{'B' if span.start == start else 'I'}-{span.label}" if span else "O"
        sentences[bisect_right(starts, start)].append((plan.text[start:end], tag))
    warnings = unsaid_warnings(document) + field_warnings(plan) + cut_warnings(plan, cuts) + _crossing(plan, crossed)
    return _Columns(plan, [sentence for sentence in sentences if sentence], warnings)


def _fit(text: str, entity: Entity) -> Fit:
    label = _BLANKS.sub("_", entity.label)
    if not label:
        return None, NO_LABEL
    if _LOOKS_LIKE_A_TAG.match(label):
        return None, f"has a label that reads as a tag, {entity.label!r}: not written"
    if has_surrogate(label):
        return None, "has a lone surrogate in its label, which UTF-8 cannot: not written"
    why = f"has a blank in its label: written as {label}" if label != entity.label else ""
    return fit_without_blanks(text, entity, label, why)


def _uncut(starts: Iterable[int], spans: Sequence[Written]) -> tuple[list[int], set[Written]]:
    """The sentence starts that stand inside no span, and the spans that had one inside."""
    begins = [span.start for span in spans]
    kept: list[int] = []
    crossed: set[Written] = set()
    for start in starts:
        # The last span that begins before this sentence does.
        place = bisect_right(begins, start - 1) - 1
        if place >= 0 and spans[place].end > start:
            crossed.add(spans[place])
        else:
            kept.append(start)
    return kept, crossed


def _crossing(plan: Plan, crossed: set[Written]) -> list[Loss]:
    keys = {span.key for span in crossed}
    return [
        Loss(plan.document.article, entity, "crosses the end of a sentence: its sentences are written as one")
        for entity in plan.document.entities
        if (entity.start, entity.end, entity.label) in keys
    ]


def _lines(sentences: list[list[Row]]) -> str:
    blocks = ["".join(f"{token} _ _ {tag}\n" for token, tag in sentence) for sentence in sentences]
    return "\n".join([f"{_START} -X- O O\n", *blocks]) + "\n"


def _parsed(path: Path) -> list[list[list[Row]]]:
    """Documents of sentences of rows, by splitting lines and columns."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} could not be read as UTF-8 text: {error}") from error
    documents: list[list[list[Row]]] = []
    sentence: list[Row] = []
    for number, line in enumerate(lines, 1):
        columns = line.split()
        if columns and columns[0] == _START:
            sentence = []
            documents.append([])
        elif not columns:
            sentence = []
        elif len(columns) == 1 or not _TAG.fullmatch(columns[-1]):
            raise FormatError(f"{path}, line {number}: no token first and tag last (O, B-X, I-X, ...): {line!r}")
        else:
            if not documents:
                documents.append([])
            if not sentence:
                documents[-1].append(sentence)
            sentence.append((columns[0], columns[-1]))
    return documents


def _placed(sentences: list[list[Row]], plan: Plan, out: Path) -> Reading:
    """The rows read again, found one after the other in the text: nothing but blanks may stand between them."""
    article: Article = plan.document.article
    places: list[Span] = []
    place = 0
    for token, _ in (row for sentence in sentences for row in sentence):
        start = plan.text.find(token, place)
        if start < 0 or plan.text[place:start].strip():
            break
        place = start + len(token)
        places.append((start, place))
    if plan.text[place:].strip() or len(places) != sum(map(len, sentences)):
        raise FormatError(f"{out}: {article.title or article.uid} read again has other words from {place} on; nothing was kept")
    return Reading("", plan.text, _spans(sentences, places))


def _spans(sentences: list[list[Row]], places: Sequence[Span]) -> tuple[Written, ...]:
    """The entities of tagged tokens at these places; a tag is split at its first hyphen."""
    found: list[Written] = []
    at = iter(places)
    for sentence in sentences:
        # Start, end and label of the entity that the next token may go on with.
        start, end, label = 0, 0, ""
        for _, tag in sentence:
            here = next(at)
            prefix, _, name = tag.partition("-")
            if label and (prefix in "BSUO" or name != label):
                found.append(Written(start, end, label))
                label = ""
            if prefix != "O":
                start, end, label = (start if label else here[0]), here[1], name
            if label and prefix in "SUEL":
                found.append(Written(start, end, label))
                label = ""
        if label:
            found.append(Written(start, end, label))
    return tuple(found)
