"""A file written a document after the other, so that one is held at a time."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from annotations.formats.document import Document, Loss, kept_losses

P = TypeVar("P")


def write_in_turn(
    path: Path,
    documents: Iterable[Document],
    plan: Callable[[Document], P],
    content: Callable[[P], str],
    warnings: Callable[[P], Iterable[Loss]],
    *,
    head: str = "",
    between: str = "",
    tail: str = "",
) -> list[Loss]:
    """Write what each planned document has in a file, with what stands at its beginning, between two and at its end. Gives the
    warnings, in the order of the documents."""
    said: list[Loss] = []
    with path.open("wb") as file:
        file.write(head.encode())
        for number, document in enumerate(documents):
            planned = plan(document)
            file.write(f"{between if number else ''}{content(planned)}".encode())
            said += kept_losses(document.kept, warnings(planned))
        file.write(tail.encode())
    return said
