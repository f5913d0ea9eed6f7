"""One short article with given suggestions, for the tests of keys: written for them. And articles of any text, with entities."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from textual.events import Paste

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity
from annotations.labels import PRESETS
from annotations.project import Project
from tui.driver import Session, fixed_hand

TEXT = """Envoy seeks shelter in Lisbon

Ilse Brandt left Lisbon on Thursday. The Porto paper Diário Novo said Brandt had asked Portugal for shelter, and that the U.N. would be told.

“Brandt is safe,” Tomas Reis, a clerk, said. Diário Novo printed a photograph of Brandt in Lisbon.

Britain and Brandt’s family said nothing. Maria Alves of the Lisbon court will hear her in May 2027, and Diário Novo will be there.
"""

Suggested = tuple[int, int, str, float | None]


def span(words: str, nth: int = 0) -> tuple[int, int]:
    """Where the words stand the nth time, counted from 0."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


SUGGESTIONS: list[Suggested] = [
    (*span("Ilse Brandt"), "PERSON", 0.98),
    (*span("Lisbon", 1), "GPE", 0.95),
    (*span("Thursday"), "DATE", 0.99),
    (*span("Diário Novo"), "PERSON", 0.41),
    (*span("Brandt", 1), "ORG", 0.45),
    (*span("Portugal"), "GPE", 0.9),
    (*span("U.N."), "ORG", 0.8),
    (*span("Tomas Reis"), "PERSON", 0.97),
    (*span("Lisbon", 2), "GPE", 0.7),
]
N = len(SUGGESTIONS)


@contextmanager
def reading(folder: Path, suggestions: list[Suggested] | None = None, text: str = TEXT, **options: Any) -> Iterator[Session]:
    """A session on the article, its suggestions in."""
    source = folder / "envoy.txt"
    if not source.exists():
        source.write_text(text, "utf-8")
    options.setdefault("project", folder / "rubricate.json")
    with Session(source, model=SUGGESTIONS if suggestions is None else suggestions, **options) as session:
        session.wait_for_suggestions()
        yield session


def of(session: Session, words: str, nth: int = 0) -> Entity:
    """The entity on the nth such words."""
    found = [entity for entity in session.entities if entity.span == span(words, nth)]
    assert found, f"no entity on {words!r} {nth}"
    return found[0]


def focused(session: Session) -> str:
    """The text in focus."""
    assert session.focus is not None
    return session.article.text[session.focus[0] : session.focus[1]]


def choose(session: Session, name: str) -> None:
    """Choose from the list of commands by its name, all but the last letter of it pasted."""
    session.press("ctrl+p")
    session.app.post_message(Paste(name[:-1]))
    session.press(name[-1], "enter")


@contextmanager
def late() -> Iterator[None]:
    """As on a machine with other work: between one look of Textual's at the clock and the next some milliseconds pass."""
    looks = count()
    with patch("textual._time.get_time", lambda: monotonic() + next(looks) * 0.002):
        yield


def footer(session: Session) -> str:
    """The last row of the screen."""
    return session.screen_text()[-1]


def stored(folder: Path, *articles: tuple[str, Iterable[Entity]]) -> Path:
    """A project file with these texts and their entities, which may overlap."""
    path = folder / "rubricate.json"
    labels = replace(PRESETS["ontonotes"], overlap=True)
    with closing(Project.open(path, hand=fixed_hand(), labels=labels)) as project:
        for number, (text, entities) in enumerate(articles):
            article = Article(text, f"Article {number}")
            project.add(article, keep=True)
            changes = tuple(EntityChange(article.uid, None, one) for one in entities)
            if changes:
                project.apply(Change("label", article.uid, changes))
    return path
