"""What the tests of consumers share: documents that show what goes wrong, and a question to another Python."""

import json
import subprocess
from pathlib import Path

import pytest

from annotations.entity import Entity, Status
from annotations.formats.document import Document
from annotations.formats.jsonl import read
from tests.formats.consumers.environments import python_of
from tests.formats.making import TEXT, document, entity, named

EMOJI = "Ana Bo 🙂 met Cy in São Paulo.\n\nCy left with the U.N. — 人物 🙂 Ana."
ODD = "<b>Ana</b> & Bo\r\nmet 🙂 Cy \u2028in e\u0301 人物.  "
RICH = {"score": 0.7, "origin": "model:x", "by": "Ana", "note": "n & <m>", "identity": "http://x.org/y"}


def gold(shared: Path) -> list[Document]:
    """The hundred articles of WikiGold and re3d, and a short one with characters outside the first plane."""
    readings = [reading for name in ("wikigold", "re3d") for reading in read(shared / f"samples/ner/{name}_dev.jsonl")]
    documents = [document(*[entity(*span.key) for span in reading.spans], text=reading.text) for reading in readings]
    return [*documents, document(named(EMOJI, "Ana Bo"), named(EMOJI, "São Paulo", "LOC"), named(EMOJI, "人物"), text=EMOJI)]


def with_an_odd_one(shared: Path) -> list[Document]:
    """The gold, and a document of what has gone wrong in one tool or another: marks, line ends, overlap, odd labels."""
    odd = document(
        *(named(ODD, "<b>Ana</b>"), named(ODD, "Ana", "A B"), named(ODD, "& Bo", "A-B"), named(ODD, "Cy", "O")),
        *(named(ODD, "人物", "人物"), named(ODD, "met 🙂", "NA"), entity(0, 2, "B-x")),
        text=ODD,
    )
    return [*gold(shared), odd]


def with_a_rich_one(shared: Path) -> list[Document]:
    """The gold, and a document of what only markup carries: all fields, crossing, fragments, an entity over paragraphs."""
    rich = document(
        *[Entity("a", 0, 6, "PER", Status.SUGGESTED).changed(**RICH), entity(4, 10, "1 A B"), named(TEXT, "left.\n\nIn", "DATE")],
        *[named(TEXT, "Cy", "TIME", group="g"), named(TEXT, "U.N.", "TIME", group="g")],
    )
    return [*gold(shared), rich]


def texts_and_spans(documents: list[Document]) -> list[list[object]]:
    """What scripts print of a file that holds all: each text with its [start, end, label], sorted."""
    return [[one.article.text, sorted([each.start, each.end, each.label] for each in one.entities)] for one in documents]


def asked(name: str, script: str, *arguments: Path | str) -> object:
    """What a script prints as JSON under the Python of an environment."""
    python = python_of(name)
    if not python.exists():
        pytest.skip(f"no environment {name}: python -m tests.formats.consumers.environments {name}")
    done = subprocess.run([python, "-c", script, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
