"""CoNLL-U Plus: ``# global.columns = ID FORM MISC NER``, the last with IOB2 tags. The text is exact; of entities that overlap the
longest stays, or all do in further columns ``NER2``, ``NER3`` and so on."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotations.formats.atomic import replacing
from annotations.formats.conll2003 import depth, flat_plan, layers_of, warnings
from annotations.formats.conll2003 import name_in_file as name_in_file
from annotations.formats.conllu import read as read_conllu
from annotations.formats.conllu import readings
from annotations.formats.conllu_rows import head_lines, sentence_lines
from annotations.formats.document import USUAL, Document, How, Reading, Report
from annotations.formats.in_turn import write_in_turn
from annotations.formats.planning import Plan, reported
from annotations.formats.tokenised import Tokenised, tokenised
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, _labels: LabelSet, how: How = USUAL) -> Report:
    """Write one file of all documents. Raises FormatError, and then the old file is as it was."""

    def plan(document: Document) -> Plan:
        return flat_plan(document, document.article.uid, layers=how.layers)

    columns = depth(map(plan, documents)) if how.layers else 1
    names = ["NER", *(f"NER{number}" for number in range(2, columns + 1))]
    with replacing(out) as beside:
        head = f"# global.columns = ID FORM MISC {' '.join(names)}\n"
        said = write_in_turn(
            *(beside, documents, lambda one: tokenised(plan(one)), lambda one: "".join(_lines(one, columns)), warnings), head=head
        )
        return reported("conllup", out, map(plan, documents), readings(beside), said)


def read(path: Path) -> list[Reading]:
    """The documents of a file of CoNLL-U Plus or CoNLL-U. Raises FormatError naming the line that is not of this form."""
    return read_conllu(path)


def _lines(one: Tokenised, columns: int) -> Iterator[str]:
    yield from head_lines(one.plan, bool(one.sentences))
    for number, layers in enumerate(layers_of(one, "IOB2", columns)):
        cells = [["{}", *tags] for tags in zip(*layers, strict=True)]
        yield from sentence_lines(one, number, cells, [[] for _ in cells])
