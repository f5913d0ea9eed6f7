"""The same writer on TinyDB's own storage, for comparison: saves one number after another, and says each once it is saved."""

import os
import sys
from itertools import count
from pathlib import Path

from tinydb import TinyDB

DOCUMENTS = 30


def main(path: Path) -> None:
    with TinyDB(path) as db:
        table = db.table("mine")
        done = max((row["n"] for row in table), default=0)
        for number in count(done + 1):
            table.upsert(
                {"n": number, "key": number % DOCUMENTS, "text": "Ann " * 250}, lambda row, n=number: row["key"] == n % DOCUMENTS
            )
            os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
