"""The table of spans with tabs between its cells, and beside it ``NAME.docs.tsv`` with the texts; see ``span_tables.py``."""

from collections.abc import Sequence
from pathlib import Path

from annotations.formats.document import USUAL, Document, How, Offsets, Reading, Report
from annotations.formats.span_tables import Kind, read_table, write_table
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, _labels: LabelSet, how: How = USUAL) -> Report:
    """Write both files. Raises FormatError, and then the old ones are as they were."""
    return write_table(Kind("tsv", "\t"), documents, out, how)


def read(path: Path, offsets: Offsets | None = None) -> list[Reading]:
    """The documents of such a table, whatever separates its cells. Raises FormatError naming the line that is none."""
    return read_table(path, offsets)
