"""The formats by name and by suffix; each one's own file is imported when it is first used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from annotations.formats.document import Document, Reading, Report
from annotations.labels import LabelSet


class _Module(Protocol):
    def write(self, documents: Sequence[Document], out: Path, labels: LabelSet, /) -> Report: ...
    def read(self, path: Path, /) -> list[Reading]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One annotation format: its fixed name, the suffixes that mean it, and what it is in a line."""

    name: str
    suffixes: tuple[str, ...]
    what: str
    module: str

    def write(self, documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
        """Write the documents and read them again. Raises FormatError, and then the old file is as it was."""
        return self._module().write(documents, out, labels)

    def read(self, path: Path) -> list[Reading]:
        """The documents of a file or folder. Raises FormatError for what is not of this format."""
        return self._module().read(path)

    def _module(self) -> _Module:
        return cast(_Module, import_module(f"annotations.formats.{self.module}"))


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("jsonl", (".jsonl",), "one JSON object a line: id, text, entities [[start, end, label], ...]", "jsonl"),
        Format("spacy", (".spacy",), "spaCy DocBin, to train with; says what was not looked at", "spacy_docbin"),
        Format("conll2003", (".conll", ".iob2"), "columns of tokens and IOB2 tags, four as in CoNLL-2003", "conll2003"),
        Format("brat", (".ann",), "brat standoff: a folder of .txt and .ann, or one such pair", "brat"),
    )
}


def by_suffix(path: Path, formats: Mapping[str, Format] = FORMATS) -> list[str]:
    """The names of the formats that the suffix of a path means; several where it is ambiguous, none where it means nothing."""
    return [form.name for form in formats.values() if path.suffix.lower() in form.suffixes]
