"""Hugging Face: a row a sentence, ``{"id", "doc_id", "tokens", "ner_tags"}``, as JSON lines or, to ``NAME.parquet``, as Parquet.

JSON lines have the IOB2 tags as text, since numbers would lose their names there; ``NAME.labels.json`` beside lists them, ``O``
first, for ``ClassLabel``. Parquet has numbers whose names stand in its schema, where ``datasets`` looks for them; it needs
pyarrow. Rows of one ``doc_id`` that follow each other are one document. The text between tokens is not in the file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

from annotations.formats.atomic import replacing
from annotations.formats.columns import placed
from annotations.formats.conll2003 import flat_plan, tags_of, warnings
from annotations.formats.conll2003 import name_in_file as name_in_file
from annotations.formats.document import Document, FormatError, Loss, Reading, Report, Written, kept_losses
from annotations.formats.in_turn import write_in_turn
from annotations.formats.json_records import line, named, records, whole
from annotations.formats.planning import Plan, compared
from annotations.formats.schemes import TAG, runs, scheme_of
from annotations.formats.tokenised import Tokenised, tokenised
from annotations.labels import Label, LabelSet
from annotations.span import Span

_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner", "labels")
_DOCUMENT = ("doc_id", "document_id")
_MAGIC = b"PAR1"
_NO_TEXT = "the file has no text: it is the tokens with a blank between them, a line end after each sentence"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One row: the name of its document (its own where it says none), tokens and tags; ``alone``: a document of its own."""

    name: str
    tokens: list[str]
    tags: list[str]
    alone: bool


def write(documents: Sequence[Document], out: Path, labels: LabelSet) -> Report:
    """Write JSON lines and the names of the tags beside, or Parquet where ``out`` ends in ``.parquet``.

    Raises FormatError, and then the old file is as it was; also for Parquet where pyarrow is not installed.
    """
    parquet = out.suffix.lower() == ".parquet"
    if parquet:
        _require_pyarrow()
    beside_names = out.with_name(f"{out.stem}.labels.json")
    own = not beside_names.exists() or _tag_names(beside_names)[:1] == ["O"]
    used: set[str] = set()

    def content(one: Tokenised) -> str:
        used.update(span.label for span in one.plan.spans)
        return "".join(map(line, _rows(one)))

    with replacing(out) as beside:
        if parquet:
            # A table is written as a whole.
            tokens = list(map(_tokenised, documents))
            names = _names({span.label for one in tokens for span in one.plan.spans}, labels)
            said = [warning for one in tokens for warning in kept_losses(one.plan.document.kept, warnings(one))]
            _write_parquet([row for one in tokens for row in _rows(one)], names, beside)
        else:
            said = write_in_turn(beside, documents, _tokenised, content, warnings)
            names = _names(used, labels)
        if not parquet and not own:
            said.append(
                Loss(None, None, f"{beside_names} is somebody's own and stays as it is; the tags are: {', '.join(names)}")
            )
        report = compared("hf", out, _pairs(beside, documents, out), said)
        if not parquet and own:
            with replacing(beside_names) as beside_that:
                beside_that.write_bytes((json.dumps(names, ensure_ascii=False, indent=1) + "\n").encode())
        return report


def read(path: Path) -> list[Reading]:
    """The documents of a file of rows, tags in whatever scheme, as text or as numbers whose names are in the file or beside.

    Since the file has no text, the text is the tokens with a blank between them and a line end between rows. Raises FormatError
    naming the row that is not of this form.
    """
    documents = list(_documents(_inside(list(_sentences(path)), path)))
    scheme, broken = scheme_of(sentence.tags for sentences in documents for sentence in sentences)
    notices = [f"tags are {scheme}"] if scheme else []
    if broken:
        notices.append(f"{broken} tags are not as {scheme} has them: read as the nearest run of tokens")
    return [_reading(sentences, (*notices, _NO_TEXT)) for sentences in documents]


def labels_of(path: Path) -> tuple[Label, ...]:
    """The labels whose tags the list beside a file names; none where there is no such list."""
    for beside in _lists_beside(path):
        found = dict.fromkeys(tag[2:] for tag in _tag_names(beside) if TAG.fullmatch(tag) and len(tag) > 2)
        if found:
            return tuple(map(Label, found))
    return ()


def _lists_beside(path: Path) -> tuple[Path, ...]:
    return path.with_name(f"{path.stem}.labels.json"), path.with_name("labels.json")


def _plan(document: Document) -> Plan:
    return flat_plan(document, document.article.uid)


def _tokenised(document: Document) -> Tokenised:
    return tokenised(_plan(document))


def _pairs(beside: Path, documents: Iterable[Document], out: Path) -> Iterator[tuple[Plan | None, Reading | None, str | None]]:
    """What each document was to be, what was read again for it, and the text that an import would have. Of documents more than
    were written, or fewer, it is the number that is looked at."""
    for plan, sentences in zip_longest(map(_plan, documents), _documents(_sentences(beside))):
        if plan is None or sentences is None:
            yield plan, None if sentences is None else Reading("", "", ()), None
        else:
            yield plan, _placed(sentences, plan, out), _text(sentences)


def _rows(one: Tokenised) -> Iterator[Mapping[str, object]]:
    text, name = one.plan.text, one.plan.name
    for number, (tokens, tags) in enumerate(zip(one.sentences, tags_of(one, "IOB2"), strict=True)):
        words = [text[start:end] for start, end in tokens]
        yield {"id": f"{name}-{number}", "doc_id": name, "tokens": words, "ner_tags": tags}
    if not one.sentences:
        yield {"id": f"{name}-0", "doc_id": name, "tokens": [], "ner_tags": []}


def _names(used: set[str], labels: LabelSet) -> list[str]:
    """The tags in the order of their numbers: ``O``, then two for each label of the set or the file, sorted."""
    known = {name_in_file(label.name) for label in labels.labels if not TAG.fullmatch(label.name)}
    return ["O", *(f"{prefix}-{label}" for label in sorted(used | known) for prefix in "BI")]


def _sentences(path: Path) -> Iterator[_Sentence]:
    try:
        with path.open("rb") as file:
            parquet = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise FormatError(f"{path} could not be read: {error.strerror or error}") from error
    rows, names = _read_parquet(path) if parquet else (records(path), [])
    for where, row in rows:
        tokens, tags = _column(row, _TOKENS), _column(row, _TAGS)
        if not isinstance(row, dict) or tokens is None or tags is None:
            raise FormatError(f'{where} is no row of tokens and tags: {{"tokens": [...], "ner_tags": [...]}}')
        if len(tokens) != len(tags):
            raise FormatError(f"{where} has {len(tokens)} tokens and {len(tags)} tags")
        if not all(isinstance(token, str) and token for token in tokens):
            raise FormatError(f"{where} has a token that is empty or no text")
        if not names and any(whole(tag) is not None for tag in tags):
            names = _names_beside(path, where)
        name = named(row, *_DOCUMENT)
        said = [_tag(tag, names, where) for tag in tags]
        yield _Sentence(name or named(row, "id"), [str(token) for token in tokens], said, not name)


def _column(row: object, names: Sequence[str]) -> list[object] | None:
    values = (row.get(name) for name in names) if isinstance(row, dict) else ()
    return next((value for value in values if isinstance(value, list)), None)


def _tag(tag: object, names: Sequence[str], where: str) -> str:
    number = whole(tag)
    if number is not None and 0 <= number < len(names):
        return names[number]
    if isinstance(tag, str) and tag:
        return tag
    raise FormatError(f"{where}: {tag!r} is no tag" + (f" among the {len(names)} that have names" if names else ""))


def _inside(sentences: list[_Sentence], path: Path) -> list[_Sentence]:
    """The same with ``PER`` as ``I-PER``, where a whole file has labels alone for tags."""
    tags = {tag for sentence in sentences for tag in sentence.tags} - {"O"}
    bare = {tag for tag in tags if not TAG.fullmatch(tag)}
    if not bare:
        return sentences
    if bare != tags:
        raise FormatError(f"{path}: the tag {min(bare)!r} is none of O, B-X, I-X, ...")
    return [
        _Sentence(one.name, one.tokens, [tag if tag == "O" else f"I-{tag}" for tag in one.tags], one.alone) for one in sentences
    ]


def _names_beside(path: Path, where: str) -> list[str]:
    for beside in _lists_beside(path):
        if names := _tag_names(beside):
            return names
    raise FormatError(f"{where}: tags are numbers; put labels.json, the list of their names, beside {path.name}")


def _tag_names(path: Path) -> list[str]:
    """The names in a file: a list, or an object of names by number or numbers by name. Empty where there is none."""
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return []
    if isinstance(value, dict):
        by_number = {int(key): name for key, name in value.items() if key.isdecimal() and isinstance(name, str)}
        by_number = by_number or {number: key for key, each in value.items() if (number := whole(each)) is not None}
        value = [by_number.get(number) for number in range(len(by_number))]
    return value if isinstance(value, list) and all(isinstance(name, str) and name for name in value) else []


def _documents(sentences: Iterable[_Sentence]) -> Iterator[list[_Sentence]]:
    for (_, alone), group in groupby(sentences, key=lambda row: (row.name, row.alone)):
        rows = list(group)
        yield from [[row] for row in rows] if alone else [rows]


def _spans(sentences: Sequence[_Sentence], places: Sequence[Span]) -> tuple[Written, ...]:
    found = []
    base = 0
    for sentence in sentences:
        for first, end, label in runs(sentence.tags):
            found.append(Written(places[base + first][0], places[base + end - 1][1], label))
        base += len(sentence.tags)
    return tuple(found)


def _placed(sentences: Sequence[_Sentence], plan: Plan, out: Path) -> Reading:
    """The rows read again, found one after the other in the text: nothing but blanks may stand between them."""
    found = placed((token for sentence in sentences for token in sentence.tokens), plan.text)
    if found is None:
        article = plan.document.article
        raise FormatError(f"{out}: {article.title or article.uid} read again has other words; nothing was kept")
    return Reading(sentences[0].name, plan.text, _spans(sentences, found))


def _reading(sentences: Sequence[_Sentence], notices: tuple[str, ...]) -> Reading:
    places: list[Span] = []
    place = 0
    for token in (token for sentence in sentences for token in sentence.tokens):
        places.append((place, place + len(token)))
        place += len(token) + 1
    return Reading(sentences[0].name, _text(sentences), _spans(sentences, places), notices=notices)


def _text(sentences: Sequence[_Sentence]) -> str:
    """The text of rows: their tokens with a blank between, a line end between rows."""
    return "\n".join(" ".join(sentence.tokens) for sentence in sentences)


def _require_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise FormatError("Parquet needs pyarrow: pip install 'rubricate[hf]', or give a name that ends in .jsonl") from error


def _write_parquet(rows: Sequence[Mapping[str, object]], names: Sequence[str], path: Path) -> None:
    import pyarrow as arrow
    from pyarrow import parquet

    # What datasets keeps under this key; it reads it in all its versions.
    features = {
        **{name: {"dtype": "string", "_type": "Value"} for name in ("id", "doc_id")},
        "tokens": {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"},
        "ner_tags": {"feature": {"names": list(names), "_type": "ClassLabel"}, "_type": "Sequence"},
    }
    text, texts, numbers = arrow.string(), arrow.list_(arrow.string()), arrow.list_(arrow.int64())
    fields = [("id", text), ("doc_id", text), ("tokens", texts), ("ner_tags", numbers)]
    about = {"huggingface": json.dumps({"info": {"features": features}}, ensure_ascii=False)}
    number = {name: place for place, name in enumerate(names)}
    columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name, _ in fields[:3]}
    columns["ner_tags"] = [[number[tag] for tag in row["ner_tags"]] for row in rows]  # type: ignore[attr-defined]
    parquet.write_table(arrow.table(columns, schema=arrow.schema(fields, metadata=about)), path)


def _read_parquet(path: Path) -> tuple[list[tuple[str, object]], list[str]]:
    """The rows, each with its place in words, and the names of the tags where the schema has them."""
    _require_pyarrow()
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
        rows = table.to_pylist()
    except (OSError, arrow.ArrowException) as error:
        raise FormatError(f"{path} could not be read as Parquet: {' '.join(str(error).split())}") from error
    try:
        features = json.loads((table.schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        about = next(features[name] for name in _TAGS if name in features)
        about = about[0] if isinstance(about, list) else about
        names = about["feature"]["names"]
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        names = []
    known = isinstance(names, list) and all(isinstance(name, str) and name for name in names)
    return [(f"{path}, row {number}", row) for number, row in enumerate(rows, 1)], list(names) if known else []
