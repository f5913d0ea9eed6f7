"""What a review without a screen asks: the question, its lines, and the one sentence that it is about."""

from collections.abc import Iterator
from typing import NamedTuple

from annotations.safe import safe_line
from annotations.span import Span
from tui.keymap import Keymap

_SHORT = (
    *(("{} right", "accept"), ("{} not a name", "reject"), ("{} unsure", "unsure")),
    ("{}-{} or a label's name", "label-1", "label-0"),
    ("{} {} {} {} edges", "start-longer", "start-shorter", "end-shorter", "end-longer"),
    *(("{} skip", "next"), ("{} untagged names", "missed"), ("{} undo", "undo"), ("{} help", "help"), ("{} quit", "quit")),
)


def short(keymap: Keymap) -> str:
    """The answers that matter, in one line. One whose commands have no keys is named by its word."""
    return ", ".join(words.format(*(keymap.key(id) or id for id in ids)) for words, *ids in _SHORT)


class Question(NamedTuple):
    """What is asked, for programs. ``kind``: ``suggestion``, ``entity`` (one that is decided), ``missed`` (a name nobody tagged),
    ``end`` (of the article), ``done`` (how to close it) or ``over`` (no other article is open). ``n`` of ``of`` in the walk, 0
    outside of it. Offsets are code points of the article, ``mention`` of the sentence."""

    kind: str
    article: str
    title: str
    n: int = 0
    of: int = 0
    label: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    status: str = ""
    origin: str = ""
    score: float | None = None
    sentence: str = ""
    mention: Span = (0, 0)
    words: str = ""


class OneSentence:
    """The page of a review without a screen: what is asked about is what can be seen."""

    percent = 0

    def __init__(self) -> None:
        self.shown: Span = (0, 0)

    def visible_span(self) -> Span:
        return self.shown

    def is_visible(self, span: Span) -> bool:  # noqa: ARG002 - a question always shows what it is about
        return True

    def bring(self, span: Span) -> None:
        self.shown = span

    def page(self, direction: int) -> None: ...

    def half_page(self, direction: int) -> None: ...

    def line_of(self, offset: int) -> Span:  # noqa: ARG002 - what is shown is one line
        return self.shown

    def to_top(self, offset: int) -> None: ...

    def go_home(self) -> None: ...

    def go_end(self) -> None: ...

    def line_move(self, offset: int, cell: int | None, direction: int) -> tuple[int, int] | None:  # noqa: ARG002
        return None


def question_lines(asked: Question) -> Iterator[str]:
    """A question as people read it: what it is about, then the sentence with the mention in brackets."""
    if asked.kind in ("end", "done", "over"):
        yield safe_line(f"end of {asked.title}: {asked.words}" if asked.kind == "end" else asked.words)
        return
    place = f"{asked.n} of {asked.of}: " if asked.n else ""
    yield safe_line(f"{place}{_one_line(asked.text)}: {asked.words}")
    start, end = asked.mention
    sentence = f"{asked.sentence[:start]}[{asked.sentence[start:end]}]{asked.sentence[end:]}"
    yield safe_line(_one_line(sentence))


def _one_line(words: str) -> str:
    return " ".join(words.split())
