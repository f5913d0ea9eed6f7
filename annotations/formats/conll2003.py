"""CoNLL-2003 columns with IOB2 tags: ``token _ _ tag`` by single blanks, a blank line after each sentence.

Each article starts with ``-DOCSTART- -X- O O``, the one form that spaCy 3.8 takes for the start of a document. Part of speech
and chunk are not known and stand as ``_``. Tokens are those of the article, cut where an entity starts or ends inside one;
sentences are merged where an entity crosses their border. The text between tokens is not in the file. Every scheme and many
other columns are read (``columns.py``); ``bioes`` and ``bilou`` write other schemes. In layers, entities that overlap stand in
further columns of tags, outer ones first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from annotations.entity import Entity
from annotations.formats.atomic import replacing
from annotations.formats.columns import START, Row, flat, parsed_rows, placed, read_columns, spans_of
from annotations.formats.document import USUAL, Document, FormatError, How, Loss, Reading, Report, Written
from annotations.formats.in_turn import write_in_turn
from annotations.formats.planning import (
    NO_LABEL,
    SURROGATE_IN_LABEL,
    Fit,
    Plan,
    compared,
    encodable,
    fit_without_blanks,
    has_surrogate,
    layered,
    planned,
    text_warnings,
    unsaid_warnings,
)
from annotations.formats.schemes import tagged
from annotations.formats.tokenised import Tokenised, places, tokenised
from annotations.labels import LabelSet

_LOOKS_LIKE_A_TAG = re.compile(r"O$|[BIESLU]-")
_BLANKS = re.compile(r"\s+")


def write(documents: Sequence[Document], out: Path, labels: LabelSet, how: How = USUAL) -> Report:
    """Write the documents as columns. Raises FormatError, and then the old file is as it was."""
    return write_columns("conll2003", "IOB2", documents, out, labels, how)


def read(path: Path) -> list[Reading]:
    """The documents of a file of columns, whatever the scheme. Raises FormatError naming the line that is not of this form."""
    return read_columns(path)


def write_columns(form: str, scheme: str, documents: Sequence[Document], out: Path, _labels: LabelSet, how: How) -> Report:
    """Write four columns with the tags of a scheme, for the format of that name; of layers as many more as they take."""

    def plan(document: Document) -> Plan:
        return flat_plan(document, layers=how.layers)

    def pairs() -> Iterator[tuple[Plan, Reading, str]]:
        for sentences, meant in zip_longest(parsed_rows(beside), map(plan, documents)):
            if sentences is None or meant is None:
                raise FormatError(f"{out}: written as {form} and read again it has other articles; nothing was kept")
            text = "\n".join(" ".join(row.token for row in sentence) for sentence in sentences)
            yield meant, _placed(sentences, meant, out), text

    columns = depth(map(plan, documents)) if how.layers else 1
    with replacing(out) as beside:
        said = write_in_turn(
            beside, documents, lambda one: tokenised(plan(one)), lambda one: _lines(one, scheme, columns), warnings
        )
        return compared(form, out, pairs(), said)


def flat_plan(document: Document, name: str = "", *, layers: bool = False) -> Plan:
    """What a file of one tag a token is to hold: the longest of entities that overlap, or all in ``layers``; blanks in labels
    as ``_``."""
    text = document.article.text
    return planned(document, lambda entity: _fit(text, entity), name=name, text=encodable(text), flat=not layers)


def depth(plans: Iterable[Plan]) -> int:
    """How many columns of tags a file of these plans has: one at least."""
    return max((len(layered(plan.spans)) for plan in plans), default=1)


def warnings(one: Tokenised) -> list[Loss]:
    """All that a reader of such a file should know of one document."""
    empty = [] if one.sentences else [Loss(one.plan.document.article, None, "has no words: the file has its beginning alone")]
    return unsaid_warnings(one.plan.document) + text_warnings(one.plan) + one.warnings + empty


def tags_of(one: Tokenised, scheme: str) -> list[list[str]]:
    """The tags of each sentence, where no entities overlap."""
    return _layer(one, scheme, one.plan.spans)


def layers_of(one: Tokenised, scheme: str, columns: int) -> list[list[list[str]]]:
    """For each sentence so many columns of tags: the layers of the plan, and columns without a tag where it has fewer."""
    layers = layered(one.plan.spans)
    layers += [[] for _ in range(columns - len(layers))]
    return [list(each) for each in zip(*(_layer(one, scheme, layer) for layer in layers), strict=True)]


def _layer(one: Tokenised, scheme: str, spans: Sequence[Written]) -> list[list[str]]:
    tags, place = [], 0
    for tokens in one.sentences:
        found = []
        while place < len(spans) and spans[place].start < tokens[-1][1]:
            span = spans[place]
            found.append((*places(tokens, span.start, span.end), span.label))
            place += 1
        tags.append(tagged(scheme, len(tokens), found))
    return tags


def name_in_file(label: str) -> str:
    """What a label is called in a tag: with ``_`` for blanks, at which readers cut it."""
    return _BLANKS.sub("_", label)


def _fit(text: str, entity: Entity) -> Fit:
    label = name_in_file(entity.label)
    if not label:
        return None, NO_LABEL
    if _LOOKS_LIKE_A_TAG.match(label):
        return None, f"has a label that reads as a tag, {entity.label!r}: not written"
    if has_surrogate(label):
        return None, SURROGATE_IN_LABEL
    why = f"has a blank in its label: written as {label}" if label != entity.label else ""
    return fit_without_blanks(text, entity, label, why)


def _lines(one: Tokenised, scheme: str, columns: int) -> str:
    text = one.plan.text
    blocks = [
        "".join(f"{text[start:end]} _ _ {' '.join(tags)}\n" for (start, end), *tags in zip(tokens, *layers, strict=True))
        for tokens, layers in zip(one.sentences, layers_of(one, scheme, columns), strict=True)
    ]
    return "\n".join([f"{START} -X- O O\n", *blocks]) + "\n"


def _placed(sentences: list[list[Row]], plan: Plan, out: Path) -> Reading:
    """The rows read again, found one after the other in the text: nothing but blanks may stand between them."""
    found = placed((row.token for row in flat(sentences)), plan.text)
    if found is None:
        article = plan.document.article
        raise FormatError(f"{out}: {article.title or article.uid} read again has other words; nothing was kept")
    return Reading("", plan.text, spans_of(sentences, found))
