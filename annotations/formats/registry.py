"""The formats by name and by suffix; each one's own file is imported when it is first used.

Another package adds one by an entry point of the group ``rubricate.formats`` that names a ``Format``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, cast

from annotations.formats.document import USUAL, Carries, Document, FormatError, How, Offsets, Reading, Report
from annotations.formats.label_names import Named, labels_beside, names_of
from annotations.labels import Label, LabelSet

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

GROUP = "rubricate.formats"
"""The entry points by which other packages add formats."""
LIMIT = 1 << 30
"""Bytes of a file that are read at most: 1 GiB, some 60 times what 60,000 entities take."""


class _Module(Protocol):
    def write(self, documents: Sequence[Document], out: Path, labels: LabelSet, /) -> Report: ...
    def read(self, path: Path, /) -> list[Reading]: ...


class _Asked(Protocol):
    def write(self, documents: Sequence[Document], out: Path, labels: LabelSet, how: How, /) -> Report: ...
    def read(self, path: Path, offsets: Offsets, /) -> list[Reading]: ...


Way = Literal["layers", "utf16", "original"]
"""What a format may be asked for besides: columns for entities that overlap, offsets in UTF-16 units, or in the original text."""

SPANS = Carries()
TABLE = Carries(fragments=True, notes=True, identities=True, statuses=True, scores=True, annotators=True)
_CLOUD = Carries(statuses=True, scores=True)


@dataclass(frozen=True, slots=True)
class Format:
    """One annotation format: its fixed name, the suffixes that mean it, what it is in a line, the module that has its ``write``
    and ``read`` (of this package, or with dots anywhere), what it carries, which of both there is, and whether it is a
    ``folder`` of files. Where a configuration that stands beside names labels, the module has ``labels_of`` too. ``ways``: what
    its ``write`` can be asked for as a third argument, ``How``; with ``utf16`` its ``read`` takes ``Offsets`` as a second."""

    name: str
    suffixes: tuple[str, ...]
    what: str
    module: str
    carries: Carries = SPANS
    reads: bool = True
    writes: bool = True
    folder: bool = False
    ways: tuple[Way, ...] = ()

    def write(self, documents: Sequence[Document], out: Path, labels: LabelSet, how: How = USUAL) -> Report:
        """Write the documents and read them again. Raises FormatError, and then the old file is as it was; also where the format
        has no such way."""
        if not self.writes:
            raise FormatError(f"the format {self.name} is read, not written: rubricate formats shows which are")
        if how.layers and "layers" not in self.ways:
            raise FormatError(f"{self.name} has one tag for a token and no further columns: give --overlap longest or first")
        if how.offsets == "utf16" and "utf16" not in self.ways:
            raise FormatError(f"{self.name} has its own unit of offsets, or none, and is not written in UTF-16 units")
        module = self._module()
        if how != USUAL:
            asked = cast(_Asked, module)
            return self._guarded(f"{out} could not be written", lambda: asked.write(documents, out, labels, how))
        return self._guarded(f"{out} could not be written", lambda: module.write(documents, out, labels))

    def read(self, path: Path, offsets: Offsets | None = None) -> list[Reading]:
        """The documents of a file or folder. ``offsets``: what the file counts where it does not say so itself, for a format that
        leaves it open. Raises FormatError for what is not of this format, too long, or no file."""
        if not self.reads:
            raise FormatError(f"the format {self.name} is written, not read: rubricate formats shows which are")
        if offsets is not None and "utf16" not in self.ways:
            raise FormatError(f"{path}: files of {self.name} tell what their offsets count: leave --offsets out")
        require_file(path)
        module = self._module()
        if offsets is not None:
            asked = cast(_Asked, module)
            return self._guarded(f"{path} could not be read", lambda: asked.read(path, offsets))
        return self._guarded(f"{path} could not be read", lambda: module.read(path))

    def labels(self, path: Path) -> tuple[Label, ...]:
        """The labels that a configuration beside a file, or in a folder, says there are: the format's own or, where it has none,
        a list of names. Raises FormatError for a configuration that cannot be read."""
        labels_of: Callable[[Path], tuple[Label, ...]] | None = getattr(self._module(), "labels_of", None)
        if labels_of is None:
            return () if self.folder else labels_beside(path)
        return self._guarded(f"the labels beside {path} could not be read", lambda: labels_of(path))

    def names(self, labels: LabelSet, documents: Iterable[Document], written: Iterable[tuple[str, str]] = ()) -> list[Named]:
        """The labels of the set and of these documents with their names in a file of this format. ``written``: those that have
        another there, of a report; a label that nothing is tagged with has the name that its tags would have."""
        used = {entity.label for document in documents for entity in document.entities}
        name_in_file: Callable[[str], str] | None = getattr(self._module(), "name_in_file", None)
        others = {label.name: name_in_file(label.name) for label in labels.labels} if name_in_file else {}
        return names_of(labels, used, others | dict(written))

    @property
    def configures(self) -> bool:
        """Whether it writes or reads a configuration of labels of its own."""
        return hasattr(self._module(), "labels_of")

    def _guarded(self, what: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except RecursionError as error:
            raise FormatError(f"{what} as {self.name}: it is nested too deeply") from error
        except OSError as error:
            raise FormatError(f"{what} as {self.name}: {error.strerror or error}") from error
        except FormatError:
            raise
        except Exception as error:
            if "." not in self.module:
                raise
            raise FormatError(f"{what}: the format {self.name} of {self.module} failed, {_said(error)}") from error

    def _module(self) -> _Module:
        try:
            return cast(_Module, import_module(self.module if "." in self.module else f"annotations.formats.{self.module}"))
        except Exception as error:
            raise FormatError(f"the format {self.name} cannot be used: {self.module}, {_said(error)}") from error


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format(
            *("jsonl", (".jsonl",), "one JSON object a line: id, text, entities [[start, end, label], ...]", "jsonl"),
            ways=("utf16", "original"),
        ),
        Format(
            *("spacy", (".spacy",), "spaCy DocBin, to train with; says what was not looked at", "spacy_docbin"),
            Carries("tokens", identities=True, missing=True),
        ),
        Format(
            *("conll2003", (".conll", ".iob2", ".iob"), "columns of tokens and IOB2 tags, four as in CoNLL-2003", "conll2003"),
            Carries("tokens", "none"),
            ways=("layers",),
        ),
        Format(
            *("bioes", (".bioes", ".iobes"), "the same columns with BIOES (IOBES) tags", "bioes"),
            Carries("tokens", "none"),
            ways=("layers",),
        ),
        Format(
            *("bilou", (".bilou", ".biluo"), "the same columns with BILOU (BILUO) tags", "bilou"),
            Carries("tokens", "none"),
            ways=("layers",),
        ),
        Format(
            *("conllu", (".conllu",), "CoNLL-U: entities in MISC as CorefUD has them, the text exact", "conllu"),
            Carries("tokens", fragments=True, identities=True),
        ),
        Format(
            *("conllup", (".conllup", ".conllp"), "CoNLL-U Plus: a column NER of IOB2 tags, the text exact", "conllup"),
            Carries("tokens", "none"),
            ways=("layers",),
        ),
        Format(
            *("brat", (".ann",), "brat standoff: a folder of .txt and .ann, or one such pair", "brat"),
            Carries(fragments=True, notes=True, identities=True),
            folder=True,
            ways=("original",),
        ),
        Format(
            *("webanno_tsv", (".tsv",), "WebAnno TSV 3.3 for INCEpTION: a folder of .tsv, or one such file", "webanno_tsv"),
            Carries(identities=True),
            folder=True,
        ),
        Format(
            *("uima_cas", (".xmi",), "UIMA CAS: a folder of .xmi with TypeSystem.xml, or one .xmi or .json", "uima_cas"),
            Carries(identities=True),
            folder=True,
            ways=("original",),
        ),
        Format(
            *("gate", (".bdocjs", ".bdoc", ".xml"), "GATE: a folder of .xml, one .xml, or one .bdocjs", "gate"),
            Carries(fragments=True, notes=True, identities=True, statuses=True, scores=True, annotators=True),
            folder=True,
            ways=("original",),
        ),
        Format(
            *(
                "doccano",
                (".doccano.jsonl",),
                "doccano: one JSON object a line: text, label [[start, end, label], ...]",
                "doccano",
            ),
            ways=("utf16", "original"),
        ),
        Format(
            *("prodigy", (".prodigy.jsonl",), "Prodigy tasks, one JSON object a line: text, tokens, spans, answer", "prodigy"),
            Carries("tokens", identities=True, statuses=True, scores=True),
        ),
        Format(
            *(
                "label_studio",
                (".label_studio.json", ".json"),
                "Label Studio tasks, with their labelling configuration",
                "label_studio",
            ),
            Carries(notes=True, statuses=True, scores=True),
        ),
        Format(
            *("hf", (".hf.jsonl", ".parquet"), "Hugging Face rows of tokens and ner_tags; Parquet needs pyarrow", "hf"),
            Carries("tokens", "none"),
        ),
        Format(
            "csv",
            (".csv",),
            "CSV: a table of spans, with the texts in a second one",
            "csv_spans",
            TABLE,
            ways=("utf16", "original"),
        ),
        Format("tsv", (".tsv",), "the same with tabs", "tsv_spans", TABLE, ways=("utf16", "original")),
        Format(
            "spreadsheet",
            (".spreadsheet.csv",),
            "CSV for spreadsheets: none of it is run",
            "spreadsheet_spans",
            TABLE,
            ways=("utf16", "original"),
        ),
        Format(
            *("spacy_json", (".spacy.json", ".json"), "spaCy 2's training JSON; says what was not looked at", "spacy_json"),
            Carries("tokens", "none", missing=True),
        ),
        Format(
            "spacy_tuples", (".tuples.json",), 'pairs [text, {"entities": [[start, end, label]]}] of tutorials', "spacy_tuples"
        ),
        Format(
            *("rubricate", (".rubricate", ".rubricate.jsonl"), "our own: every field, lossless, versioned", "rubricate"),
            Carries(fragments=True, notes=True, identities=True, statuses=True, scores=True, annotators=True, everything=True),
        ),
        Format(
            *("html", (".html", ".htm"), "a page to show: entities marked, a table of them, no script", "html"),
            Carries("inline", "all", True, True, True, True, True, True, True),
            reads=False,
        ),
        Format(
            *("markdown", (".md", ".markdown"), "Markdown to show: entities bold, labels raised", "markdown"),
            Carries("inline", missing=True),
            reads=False,
        ),
        Format(
            *("svg", (".svg",), "a picture to show: entities on tints, labels beneath", "svg"),
            Carries("inline", statuses=True, missing=True),
            reads=False,
        ),
        Format(
            *("tei", (".tei", ".tei.xml", ".xml"), "TEI P5: names in the text as persName, placeName, rs and so on", "tei"),
            Carries("inline", fragments=True, notes=True, identities=True, statuses=True, annotators=True),
        ),
        Format(
            *("w3c_annotation", (".jsonld",), "W3C Web Annotation, JSON-LD, with position and quote", "w3c_annotation"),
            TABLE,
            ways=("original",),
        ),
        Format(
            "bioc", (".bioc", ".bioc.xml", ".bioc.json", ".xml"), "BioC, XML or (.json) JSON", "bioc", TABLE, ways=("original",)
        ),
        Format(
            *("pubtator", (".pubtator",), "PubTator: title and abstract, a line for each entity", "pubtator"),
            Carries(identities=True),
        ),
        Format(
            "pubannotation",
            (".pubannotation",),
            "PubAnnotation JSON: text, denotations",
            "pubannotation",
            TABLE,
            ways=("original",),
        ),
        Format(
            "inline", (), "plain text with [Ana](PER); reads <PER>Ana</PER> and kin too", "inline", Carries("inline", "nested")
        ),
        Format("comprehend", (), "Amazon Comprehend's answers and CSV, as suggestions", "comprehend", _CLOUD, writes=False),
        Format("azure", (), "Azure Language's answers, as suggestions", "azure", _CLOUD, writes=False),
        Format("google", (), "Google Natural Language's answers, as suggestions", "google", _CLOUD, writes=False),
    )
}


@dataclass(frozen=True, slots=True)
class Known:
    """The formats that can be used, by name, and a line for each of another package that cannot."""

    formats: Mapping[str, Format]
    broken: tuple[str, ...] = ()


@cache
def known() -> Known:
    """Our formats, then those of other packages; one that is broken or takes a name that is taken is left out and said."""
    from importlib.metadata import entry_points

    return with_others(entry_points(group=GROUP))


def with_others(points: "Iterable[EntryPoint]") -> Known:
    """Our formats and those that these entry points name."""
    formats, broken = dict(FORMATS), []
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        where = f"the format {point.name} of {point.value}"
        try:
            form = point.load()
        except Exception as error:  # noqa: BLE001 - whatever somebody else's module does when it is imported
            broken.append(f"{where} cannot be used: {_said(error)}")
            continue
        if not isinstance(form, Format):
            broken.append(f"{where} cannot be used: it is no annotations.formats.registry.Format")
        elif form.name in formats:
            broken.append(f"{where} cannot be used: there is a format {form.name} already")
        else:
            formats[form.name] = form
    return Known(formats, tuple(broken))


def by_suffix(path: Path, formats: Mapping[str, Format] = FORMATS) -> list[str]:
    """The names of the formats that the suffix of a path means; several where it is ambiguous, none where it means nothing."""
    name = path.name.lower()
    found = [(len(suffix), form.name) for form in formats.values() for suffix in form.suffixes if name.endswith(suffix)]
    longest = max((length for length, _ in found), default=0)
    return [name for length, name in found if length == longest]


def require_file(path: Path) -> None:
    """Raise FormatError for what is no file or folder (a pipe would never end), and for a file past the limit."""
    try:
        size = path.stat().st_size
        if not path.is_file() and not path.is_dir():
            raise FormatError(f"{path} is neither a file nor a folder: give one that can be read to its end")
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} could not be read: {getattr(error, 'strerror', '') or error}") from error
    if path.is_file() and size > LIMIT:
        raise FormatError(f"{path} has {size >> 20} MiB, more than the {LIMIT >> 20} that are read: split it")


def _said(error: BaseException) -> str:
    """An error of somebody else's in one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
