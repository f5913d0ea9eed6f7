"""Columns as ``conll2003`` has them, with BILOU tags."""

from collections.abc import Sequence
from pathlib import Path

from annotations.formats.columns import read_columns
from annotations.formats.conll2003 import name_in_file as name_in_file
from annotations.formats.conll2003 import write_columns
from annotations.formats.document import USUAL, Document, How, Reading, Report
from annotations.labels import LabelSet


def write(documents: Sequence[Document], out: Path, labels: LabelSet, how: How = USUAL) -> Report:
    """Write the documents as columns. Raises FormatError, and then the old file is as it was."""
    return write_columns("bilou", "BILOU", documents, out, labels, how)


def read(path: Path) -> list[Reading]:
    """The documents of a file of columns, whatever the scheme. Raises FormatError naming the line that is not of this form."""
    return read_columns(path)
