"""A writer on TinyDB's own storage, for comparison: 30 articles, to one of which each save adds a span, or takes all away.

It saves one number after another without end, and says each once it is saved."""

import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

from tinydb import TinyDB

ARTICLES = 30
SPANS = 8
"""Spans that an article gets before they are taken away again."""


def spans(number: int) -> dict[int, list[int]]:
    """The spans of each article after so many saves, by the numbers of the saves that added them."""
    found: dict[int, list[int]] = {article: [] for article in range(1, ARTICLES + 1)}
    for article, own in found.items():
        saves = range(article, number + 1, ARTICLES)
        own += saves[len(saves) - len(saves) % (SPANS + 1) :]
    return found


def stored(db: TinyDB) -> dict[int, list[int]]:
    """What ``spans`` gives, from the file."""
    return {article: [] for article in range(1, ARTICLES + 1)} | {
        row.doc_id: [span["start"] for span in row["spans"]] for row in db.table("mine")
    }


def main(path: Path) -> None:
    with TinyDB(path) as db:
        table = db.table("mine")
        if not len(table):
            table.insert_multiple({"text": "Ann met Ben. " * 300, "spans": [], "saved": 0} for _ in range(ARTICLES))
        for number in count(1 + max(row["saved"] for row in table)):
            table.update(_edit(number), doc_ids=[(number - 1) % ARTICLES + 1])
            os.write(1, f"{number}\n".encode())


def _edit(number: int) -> Any:
    def edit(row: Any) -> None:
        if len(row["spans"]) == SPANS:
            row["spans"] = []
        else:
            row["spans"].append({"start": number, "end": number + 3, "label": "PERSON", "status": "accepted", "origin": "human"})
        row["saved"] = number

    return edit


if __name__ == "__main__":
    main(Path(sys.argv[1]))
