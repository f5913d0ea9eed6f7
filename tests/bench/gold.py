"""Gold for the benchmarks: texts with the entities that are right, their label sets, and how far suggestions are from them.

Gold is the ``jsonl`` form: a line each of ``{"id", "text", "entities": [[start, end, label], ...]}``, code points, end exclusive;
or columns of IOB2 as Universal NER has them (https://www.universalner.org), with the text of each sentence in a comment.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from queue import Queue
from random import Random
from typing import NamedTuple

from annotations.article import Article
from annotations.labels import PRESETS
from annotations.names import trimmed
from annotations.suggest.answers import Answer, Failed, Found
from annotations.suggest.client import WorkerSuggester
from annotations.suggest.models import DEFAULT
from annotations.suggest.plan import chunks

Marked = tuple[int, int, str]
"""Start, end and label of one entity."""
Suggestion = tuple[int, int, str, float | None]

RE3D: Mapping[str, str] = {
    "PERSON": "Person",
    "ORG": "Organisation",
    "GPE": "Location",
    "LOC": "Location",
    "FAC": "Location",
    "DATE": "Temporal",
    "TIME": "Temporal",
    "CARDINAL": "Quantity",
    "QUANTITY": "Quantity",
    "PERCENT": "Quantity",
    "MONEY": "Money",
    "NORP": "Nationality",
    "LAW": "DocumentReference",
    "WORK_OF_ART": "DocumentReference",
    "PRODUCT": "MilitaryPlatform",
}
"""What the default model's labels mean in re3d, as far as they mean anything there."""


UNER: Mapping[str, str] = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
"""The same in Universal NER, which annotates these three alone."""
EXCERPTS = 10
"""So many texts of Universal NER make an article: of those of its English PUD there are two or three sentences each."""


class Document(NamedTuple):
    """One text with what is right in it, in text order."""

    id: str
    text: str
    entities: tuple[Marked, ...]


class GoldError(ValueError):
    """Gold that cannot be read; the message says which line and why."""


def read_gold(path: Path) -> list[Document]:
    """The documents of a gold file. Raises GoldError, OSError."""
    if path.suffix == ".iob2":
        return _read_columns(path)
    documents = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row["text"]
            entities = sorted({(int(start), int(end), str(label)) for start, end, label in row["entities"]})
        except (ValueError, TypeError, LookupError) as error:
            raise GoldError(f"{path}, line {number} is no gold: {error}") from error
        if any(not 0 <= start < end <= len(text) for start, end, _ in entities):
            raise GoldError(f"{path}, line {number}: an entity lies outside the text")
        documents.append(Document(str(row.get("id", number)), text, tuple(entities)))
    return documents


def _read_columns(path: Path) -> list[Document]:
    """Articles of so many excerpts, a sentence a line. Raises GoldError, OSError."""
    documents: list[Document] = []
    number = found = 0
    text, entities = "", list[Marked]()
    for block in path.read_text("utf-8").split("\n\n"):
        lines = block.split("\n")
        found += any(line.startswith("# newdoc id") for line in lines)
        if found > EXCERPTS:
            documents.append(Document(str(number), text, tuple(entities)))
            number, found, text, entities = number + 1, 1, "", []
        sentence = next((line[len("# text = ") :] for line in lines if line.startswith("# text = ")), "")
        at = 0
        for word, tag in (line.split("\t")[1:3] for line in lines if line[:1].isdigit()):
            start = sentence.find(word, at)
            if start < 0 or tag[:1] not in "BIO" or (tag[0] == "I" and not entities):
                raise GoldError(f"{path}: {word} {tag} is not of the sentence {sentence[:40]}")
            at = start + len(word)
            if tag[0] == "B":
                entities.append((len(text) + start, len(text) + at, tag[2:]))
            elif tag[0] == "I":
                entities[-1] = (entities[-1][0], len(text) + at, entities[-1][2])
        text += f"{sentence}\n" if sentence else ""
    return [*documents, Document(str(number), text, tuple(entities))] if text else documents


def labels_for(documents: Sequence[Document], mapping: Mapping[str, str] | None, folder: Path) -> str:
    """What ``--labels`` takes for this gold: the preset that has its labels and no mapping is given for, else a file in
    ``folder``, commonest label first. ``mapping``: model label to gold label."""
    counts = Counter(label for one in documents for *_, label in one.entities)
    overlap = any(overlaps(one.entities) for one in documents)
    if mapping is None and not overlap:
        for name, preset in PRESETS.items():
            if all(label in preset for label in counts):
                return name
    known = mapping if mapping is not None else RE3D
    lines = [f"overlap = {str(overlap).lower()}"]
    for label, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        sources = [source for source, meant in known.items() if meant == label]
        lines += ["[[label]]", f"name = {json.dumps(label)}", f"from = {json.dumps(sources)}"]
    file = folder / "labels.toml"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return str(file)


def overlaps(entities: Iterable[Marked]) -> bool:
    """Whether two of these share a character."""
    reach = -1
    for start, end, _ in sorted(entities):
        if start < reach:
            return True
        reach = max(reach, end)
    return False


def suggestions(documents: Sequence[Document], model: str = DEFAULT) -> list[list[Suggestion]]:
    """What the model suggests for each document, through the reader's own worker. Raises GoldError where it fails."""
    suggester = WorkerSuggester(model)
    answers: Queue[Answer] = Queue()
    found: list[list[Suggestion]] = []
    try:
        for document in documents:
            article = Article(document.text)
            suggester.suggest(article, chunks(article, (0, 2000)), answers.put)
            here: list[Suggestion] = []
            while isinstance(answer := answers.get(), Found):
                here += [(one.start, one.end, one.label, one.score) for one in answer.proposals]
            if isinstance(answer, Failed):
                raise GoldError(answer.why)
            found.append(sorted(here))
    finally:
        suggester.stop()
    return found


def f1(pairs: Iterable[tuple[Sequence[Marked], Sequence[Marked]]]) -> float:
    """F1 of suggested against gold, over all (suggested, gold): right is the same span with the same label."""
    right = suggested = wanted = 0
    for found, gold in pairs:
        right += len(set(found) & set(gold))
        suggested += len(found)
        wanted += len(gold)
    return 2 * right / (suggested + wanted) if suggested + wanted else 1.0


def necessary_edits(suggested: Sequence[Marked], gold: Sequence[Marked]) -> int:
    """The fewest edits from suggested to gold: an entity added, deleted, relabelled, or given other edges, is one each."""
    left, missing = set(suggested) - set(gold), set(gold) - set(suggested)
    edits = 0
    for same_span in (True, False):
        for one in sorted(missing):
            near = [other for other in sorted(left) if (_relabelled if same_span else _moved)(other, one)]
            if near:
                left.remove(near[0])
                missing.remove(one)
                edits += 1
    return edits + len(left) + len(missing)


def _relabelled(one: Marked, other: Marked) -> bool:
    return one[:2] == other[:2]


def _moved(one: Marked, other: Marked) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def put_right(suggested: Sequence[Sequence[Marked]], gold: Sequence[Sequence[Marked]], wanted: float) -> list[list[Marked]]:
    """The suggestions with a share of the model's errors, picked by a seed, put right: as many as bring F1 to ``wanted``.

    An error is all that is wrong where gold and suggested entities overlap, put right together, so that the errors left are
    the model's own.
    """
    errors = [(n, error) for n, (found, right) in enumerate(zip(suggested, gold, strict=True)) for error in _errors(found, right)]
    Random(0).shuffle(errors)
    mended = [set(found) for found in suggested]
    for number, (wrong, right) in errors:
        if f1((sorted(found), one) for found, one in zip(mended, gold, strict=True)) >= wanted:
            break
        mended[number] = (mended[number] - set(wrong)) | set(right)
    return [sorted(found) for found in mended]


def _errors(suggested: Sequence[Marked], gold: Sequence[Marked]) -> list[tuple[list[Marked], list[Marked]]]:
    """What is suggested and what is right, wherever these differ: by groups of entities that overlap each other."""
    groups: list[tuple[list[Marked], list[Marked]]] = []
    reach = -1
    for one, side in sorted([(one, 0) for one in suggested] + [(one, 1) for one in gold]):
        if one[0] >= reach or not groups:
            groups.append(([], []))
        groups[-1][side].append(one)
        reach = max(reach, one[1])
    return [group for group in groups if group[0] != group[1]]


def clean(text: str, suggested: Iterable[Suggestion], mapped: Mapping[str, str | None]) -> list[Marked]:
    """Suggestions as they enter an article: trimmed, in the set's own labels, none overlapping an earlier one."""
    found: list[Marked] = []
    for start, end, label, _ in sorted(suggested, key=lambda one: (one[0], -one[1])):
        span, meant = trimmed(text, start, end), mapped.get(label)
        if span and meant and (not found or span[0] >= found[-1][1]):
            found.append((*span, meant))
    return found
