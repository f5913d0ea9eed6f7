"""A project with hostile words in any of the places where words from outside stand, and a twin of it with harmless ones."""

import re
from dataclasses import dataclass
from pathlib import Path

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status
from annotations.labels import Family, Label, LabelSet
from annotations.marked import Hand
from annotations.project import Project

ATTACK = (
    "\x1b]0;owned\x07 \x1b]52;c;aGVsbG8=\x07 \x1b[2Jk \x9b2J \x9d0;owned\x9c \x07k \x08\x08k \x0bk \x00k \x7fk \x1b[31mred "
    "\u202eesrever\u202c \u2066x\u2069 \x1bP1$tx\x1b\\ \x1b_x\x1b\\ \x1b[?1049l \x85k \u2028k \x1bck \tk "
    "[@click=app.quit]k[/] [b]k"
)
BREAKING = "\nk\rk "
"""What breaks a line, in words that must stay on one."""
HARMLESS = "calm words"
PLACES = ("article", "file name", "label", "note", "project")

_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069].{1,6}", re.DOTALL)
_NEVER = {*map(chr, range(0x80, 0xA0)), *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x7f\x0b\x0c"}


@dataclass(frozen=True)
class Made:
    """A project file, with the files of its articles, and the label that its entities have."""

    project: Path
    sources: tuple[Path, ...]
    label: str


def make(folder: Path, places: frozenset[str]) -> Made:
    """A project in a new folder, two articles in it, with hostile words in these places of ``PLACES``."""

    def words(place: str, start: str, breaking: bool = True) -> str:
        return f"{start}{(BREAKING if breaking else '') + ATTACK if place in places else ' ' + HARMLESS}"

    folder.mkdir()
    name = "na\x1b]0;owned\x07k\u202ek\x9b2J\nk\x7fme" if "file name" in places else "name"
    text = words("article", "Ann", breaking=False)
    texts = (f"{text} met Ben\n\nBen Dov knew {text}\n", f"Second: Ann knew Ben Dov {text}\n")
    label = words("label", "SHIP")
    labels = LabelSet(words("project", "own"), (_label(label, "1", "s"), _label(words("label", "TOWN"), "2", "w")))
    hand = Hand(words("project", "ada"), lambda: "2026-01-02T03:04:05Z", lambda: "h1")
    project = Project.open(folder / f"{name}.json", hand=hand, labels=labels)
    sources = tuple(folder / f"{name}{number}.txt" for number in (1, 2))
    for path, content in zip(sources, texts, strict=True):
        path.write_text(content, "utf-8", newline="")
        project.add(Article(content, words("project", "Title"), (words("project", "from"), str(path.resolve()))), keep=True)
    first, second = (row.uid for row in project.articles())
    place = texts[0].index("Ben")
    for uid, entity in (
        (first, Entity("e1", 0, 3, label, Status.SUGGESTED, origin=words("project", "model:m"), score=0.4)),
        (first, Entity("e2", place, place + 3, label, Status.ACCEPTED, identity=words("note", "Ben D"))),
        (second, Entity("e3", 8, 11, label, Status.SUGGESTED, origin=words("project", "rule:r"))),
    ):
        noted = entity.changed(note=words("note", "look"), by=words("project", "ada"))
        change = EntityChange(uid, None, noted)
        project.apply(Change(words("project", "label"), uid, (change,), said=words("project", "said once")))
    for uid in (first, second):
        entity = next(iter(project.entities(uid)))
        marked = EntityChange(uid, entity, entity.changed(extra={"brat": words("note", "x")}))
        project.apply(Change("note", uid, (marked,), said=words("project", "said lately")))
    project.remember(first, position=0, bookmarks=(0,))
    project.set_setting("last", words("project", "last"))
    project.close()
    return Made(folder / f"{name}.json", sources, label)


def _label(name: str, digit: str, letter: str) -> Label:
    short = name.replace("SHIP", "SH").replace("TOWN", "TN")
    return Label(name, digit, letter, Family.PEOPLE, short, f"what {name} means")


def leaks(output: bytes, harmless: bytes) -> set[str]:
    """The control characters in what was written, with what follows each, that come from the hostile words; and those
    that nothing may ever write."""
    shown, calm = output.decode("utf-8", "replace"), harmless.decode("utf-8", "replace")
    came = {found for found in _ACTING.findall(ATTACK + BREAKING) if found in shown and found not in calm}
    return came | (_NEVER & set(shown))
