"""Files in the hands of the programs they are for."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotations.formats.document import Document
from annotations.formats.jsonl import read
from tests.formats.making import document, entity, written


@pytest.fixture
def gold(shared: Path) -> list[Document]:
    """The hundred articles of WikiGold and re3d."""
    readings = [reading for name in ("wikigold", "re3d") for reading in read(shared / f"samples/ner/{name}_dev.jsonl")]
    return [document(*[entity(*span.key) for span in reading.spans], text=reading.text) for reading in readings]


def spacy(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_spacy_finds_nothing_wrong_in_a_docbin(gold: list[Document], tmp_path: Path) -> None:
    written("spacy", gold, tmp_path / "train.spacy")
    written("spacy", gold[:8], tmp_path / "dev.spacy")
    spacy("init", "config", "config.cfg", "--lang", "xx", "--pipeline", "ner", cwd=tmp_path)
    paths = ["--paths.train", "train.spacy", "--paths.dev", "dev.spacy"]
    said = spacy("debug", "data", "config.cfg", *paths, cwd=tmp_path)
    assert "No entities consisting of or starting/ending with whitespace" in said
    assert "No entities crossing sentence boundaries" in said


def test_spacy_converts_columns_to_the_same_documents_and_entities(gold: list[Document], tmp_path: Path) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    report = written("conll2003", gold, tmp_path / "a.conll")
    spacy("convert", "a.conll", ".", "-c", "conll", "-n", "1", cwd=tmp_path)
    docs = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab()))
    found = [[("".join(span.text.split()), span.label_) for span in doc.ents] for doc in docs]
    left = {id(loss.entity) for loss in report.losses}
    kept = [[each for each in one.entities if id(each) not in left] for one in gold]
    texts = [one.article.text for one in gold]
    assert found == [
        [("".join(text[each.start : each.end].split()), each.label) for each in entities]
        for text, entities in zip(texts, kept, strict=True)
    ]
