"""What other programs find in the files of tools for annotation: read by hand here, with nothing of the formats' own."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from annotations.formats.document import Document
from tests.formats.making import Key
from tests.formats.readers_of_markup import MARKUP_READERS

Found = list[Counter[Key]]


def plain(text: str) -> str:
    """The text as UTF-8 can hold it."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def lines(out: Path) -> list[Any]:
    return [json.loads(line) for line in out.read_bytes().decode().splitlines()]


def in_doccano(out: Path, documents: Sequence[Document]) -> Found:
    rows = iter(lines(out))
    found = []
    for one in documents:
        row: Any = next(rows) if one.article.text else {"text": "", "label": []}
        assert row["text"] == plain(one.article.text)
        found.append(Counter((start, end, label) for start, end, label in row["label"]))
    assert next(rows, None) is None
    return found


def in_prodigy(out: Path, documents: Sequence[Document]) -> Found:
    """The tokens have to be the text, and each span whole tokens with no blank at an edge."""
    rows = lines(out)
    found = []
    for one in documents:
        spans: Counter[Key] = Counter()
        text = plain(one.article.text)
        while rows and rows[0]["text"] == text:
            row = rows.pop(0)
            tokens = row["tokens"]
            assert "".join(f"{token['text']}{' ' * token['ws']}" for token in tokens) == text
            for span in row["spans"]:
                first, last = tokens[span["token_start"]], tokens[span["token_end"]]
                assert (first["start"], last["end"]) == (span["start"], span["end"])
                words = text[span["start"] : span["end"]]
                assert words == words.strip()
                spans[span["start"], span["end"], span["label"]] += 1
        found.append(spans)
    assert rows == []
    return found


def in_label_studio(out: Path, documents: Sequence[Document]) -> Found:
    """As its converter reads: the labels of results by their own words, and every label in the configuration."""
    tasks = json.loads(out.read_bytes().decode())
    config = ElementTree.fromstring(out.with_name(f"{out.stem}.config.xml").read_bytes())
    known = {label.get("value") for label in config.iter("Label")}
    assert [task["data"]["text"] for task in tasks] == [plain(one.article.text) for one in documents]
    found = []
    for task in tasks:
        results = [result for one in (*task["annotations"], *task["predictions"]) for result in one["result"]]
        assert len({result["id"] for result in results}) == len(results)
        spans: Counter[Key] = Counter()
        for value in (result["value"] for result in results):
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
            assert set(value["labels"]) <= known
            spans[value["start"], value["end"], value["labels"][0]] += 1
        found.append(spans)
    return found


def in_hf(out: Path, documents: Sequence[Document]) -> Found:
    """Places found by counting the characters that are not blank; tags read strictly as IOB2, and all of them named beside."""
    rows = lines(out)
    names = json.loads(out.with_name(f"{out.stem}.labels.json").read_bytes().decode())
    found = []
    for one in documents:
        solid = [place for place, char in enumerate(one.article.text) if not char.isspace()]
        spans: list[list[Any]] = []
        seen = 0
        while rows and rows[0]["doc_id"] == one.article.uid:
            row, before = rows.pop(0), "O"
            assert set(row["ner_tags"]) <= set(names)
            for token, tag in zip(row["tokens"], row["ner_tags"], strict=True):
                start, end = solid[seen], solid[seen + len(token) - 1] + 1
                seen += len(token)
                if tag.startswith("B-"):
                    spans.append([start, end, tag[2:]])
                elif tag != "O":
                    assert before[2:] == tag[2:]
                    spans[-1][1] = end
                before = tag
        assert seen == len(solid)
        found.append(Counter((start, end, label) for start, end, label in spans))
    assert rows == []
    return found


def in_table(out: Path, documents: Sequence[Document]) -> Found:
    """With Python's own reader of CSV; what gets an apostrophe for spreadsheets is named in the row."""
    csv.field_size_limit(1 << 30)

    def rows(path: Path) -> list[dict[str, str]]:
        content = path.read_bytes().decode("utf-8-sig")
        found = list(csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if out.suffix == ".tsv" else ","))
        for row in found:
            for name in row.pop("apostrophes", "").split():
                assert row[name][0] == "'"
                row[name] = row[name][1:]
        return found

    texts = {row["doc_id"]: row["text"] for row in rows(out.with_name(f"{out.stem}.docs{out.suffix}"))}
    assert texts == {one.article.uid: plain(one.article.text) for one in documents}
    spans: dict[str, Counter[Key]] = {uid: Counter() for uid in texts}
    for row in rows(out):
        start, end = int(row["start"]), int(row["end"])
        assert texts[row["doc_id"]][start:end] == row["text"]
        spans[row["doc_id"]][start, end, row["label"]] += 1
    return [spans[one.article.uid] for one in documents]


def in_spacy_json(out: Path, documents: Sequence[Document]) -> Found:
    """Tokens put together with their blanks are the raw text; tags are strict BILUO."""
    rows = json.loads(out.read_bytes().decode())
    found = []
    for row, one in zip(rows, documents, strict=True):
        spans: Counter[Key] = Counter()
        text, start = "", 0
        for paragraph in row["paragraphs"]:
            for token in (token for sentence in paragraph["sentences"] for token in sentence["tokens"]):
                if token["ner"][0] in "BU":
                    start = len(text)
                text += token["orth"]
                if token["ner"][0] in "LU":
                    spans[start, len(text), token["ner"][2:]] += 1
                text += token["space"]
            assert text == paragraph["raw"]
        assert text == plain(one.article.text)
        found.append(spans)
    return found


def in_spacy_tuples(out: Path, documents: Sequence[Document]) -> Found:
    rows = json.loads(out.read_bytes().decode())
    assert [text for text, _ in rows] == [plain(one.article.text) for one in documents]
    return [
        Counter({(*item,) for group in (told["entities"], *told.get("spans", {}).values()) for item in group}) for _, told in rows
    ]


OTHER_READERS: Mapping[str, Callable[[Path, list[Document]], Found]] = {
    "doccano": in_doccano,
    "prodigy": in_prodigy,
    "label_studio": in_label_studio,
    "hf": in_hf,
    "spacy_json": in_spacy_json,
    "spacy_tuples": in_spacy_tuples,
    "csv": in_table,
    "tsv": in_table,
    "spreadsheet": in_table,
    **MARKUP_READERS,
}
