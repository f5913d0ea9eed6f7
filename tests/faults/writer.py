"""A writer to be killed: edits the project named on its command line without end, and says each edit once it is saved.

It writes the file anew after so many edits, by turns behind, while edits go on, and at once."""

import os
import sys
from itertools import count
from pathlib import Path

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status, Via
from annotations.marked import Hand
from annotations.project import Project

PLACES = 40
"""Places in the article where an entity may stand; each edit is of the next one."""
ARTICLE = Article("Ann " * PLACES)
FOLD_EACH = 4
"""Edits from one fold to the next."""
HAND = Hand("ada", lambda: "2026-01-02T03:04:05Z", lambda: "unused")


def edit(project: Project, number: int) -> Change:
    """Edit ``number``, counted from 1: makes the entity of its place, or writes the number into its note."""
    place = number % PLACES
    before = project.entities(ARTICLE.uid).get(f"e{place}")
    made = Entity(f"e{place}", 4 * place, 4 * place + 3, "PERSON", Status.ACCEPTED, Via.ONE)
    after = (before or made).changed(note=str(number))
    return Change("edit", ARTICLE.uid, (EntityChange(ARTICLE.uid, before, after),), said=f"edit {number}")


def notes(project: Project) -> dict[str, str]:
    """What a project has in the article: the note of each entity."""
    return {one.uid: one.note for one in project.entities(ARTICLE.uid)}


def after(number: int) -> dict[str, str]:
    """What ``notes`` gives when all edits up to this one were done."""
    return {f"e{n % PLACES}": str(n) for n in range(max(1, number - PLACES + 1), number + 1)}


def main(path: Path) -> None:
    project = Project.open(path, hand=HAND)
    project.add(ARTICLE)
    done = max(map(int, notes(project).values()), default=0)
    for number in count(done + 1):
        project.apply(edit(project, number))
        os.write(1, f"{number}\n".encode())
        if number % FOLD_EACH == 0:
            if number % (2 * FOLD_EACH):
                project.rest()
            else:
                for _ in project._store.folding():
                    pass


if __name__ == "__main__":
    main(Path(sys.argv[1]))
