"""What keys do while the entity pane has them: the same verbs, rows for words, and headers for whole groups."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotations.bulk import accept_all, reject_all
from annotations.marked import Focus
from tui.deciding import DEEDS
from tui.keymap import LABEL_KEYS

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

PaneAct = Callable[["ReaderPage"], None]

UNLISTED = "the entities are still being listed"
"""What is said to keys that need rows before there are any."""


def _follow(screen: "ReaderPage") -> None:
    """The article follows the row."""
    entity = screen.pane.row_entity()
    if entity is not None:
        screen.reading.put_focus(Focus.on(entity))


def _moving(move: PaneAct) -> PaneAct:
    """Moves the cursor, and the article follows; not before there are rows."""

    def act(screen: "ReaderPage") -> None:
        if screen.pane.filled:
            move(screen)
            _follow(screen)
        else:
            screen.reading.say(UNLISTED)

    return act


def _row(step: int) -> PaneAct:
    def move(screen: "ReaderPage") -> None:
        if not screen.pane.move(step):
            screen.reading.say("last row" if step > 0 else "first row")

    return _moving(move)


def _page(direction: int) -> PaneAct:
    def move(screen: "ReaderPage") -> None:
        if not screen.pane.page(direction):
            screen.reading.say("last row" if direction > 0 else "first row")

    return _moving(move)


def _to_end(last: bool) -> PaneAct:
    def move(screen: "ReaderPage") -> None:
        if not (screen.pane.end() if last else screen.pane.home()):
            screen.reading.say("last row" if last else "first row")

    return _moving(move)


def _mention(step: int) -> PaneAct:
    """Left and Right step through the mentions of a row; on a header they fold and unfold."""

    def move(screen: "ReaderPage") -> None:
        if screen.pane.is_header:
            screen.pane.toggle_fold()
        elif not screen.pane.step_mention(step):
            screen.reading.say("the only mention of this row" if step > 0 else "the first mention of this row")

    return _moving(move)


def focus_a_row(screen: "ReaderPage") -> None:
    """Focus the entity nearest below, else above, where what is in focus has no row: keys act on what is lit."""
    reading = screen.reading
    if reading.focus is not None and reading.focus.uid is not None and screen.pane.has_row(reading.focus.uid):
        return
    at = reading.focus.start if reading.focus is not None and reading.from_focus() else screen.view.top_offset
    for direction in (1, -1):
        found = screen.pane.listed_from((at, -(1 << 62), ""), direction)
        if found is not None:
            reading.put_focus(Focus.on(found))
            return


def say_group(screen: "ReaderPage") -> None:
    count = screen.pane.left_in_group()
    if count:
        screen.reading.say(
            f"A accepts its {count} suggestion{'' if count == 1 else 's'}, X rejects {'it' if count == 1 else 'them'}"
        )
    else:
        screen.reading.say("nothing to review in this group")


def _bulk(id: str, edit: Callable[..., object]) -> PaneAct:
    def do(screen: "ReaderPage") -> None:
        reading = screen.reading
        if screen.pane.is_header:
            uids = screen.pane.group_of_row()
            if uids:
                reading.do(edit(reading.marked, reading.hand, uids))  # type: ignore[arg-type]
            else:
                say_group(screen)
        else:
            DEEDS[id](reading)

    return do


def _passed(screen: "ReaderPage") -> None:
    """P acts on what can be seen of the article."""
    if screen.over_the_article:
        screen.reading.say("the pane lies over the article: Tab first, then P")
    else:
        DEEDS["passed"](screen.reading)


PANE_ACTS: Mapping[str, PaneAct] = {
    "down": _row(1),
    "up": _row(-1),
    "page-down": _page(1),
    "page-up": _page(-1),
    "half-page-down": _page(1),
    "half-page-up": _page(-1),
    "word-next": _mention(1),
    "word-previous": _mention(-1),
    "home": _to_end(False),
    "end": _to_end(True),
    "left": _mention(-1),
    "right": _mention(1),
    "passed": _passed,
    "label-equal": _bulk("label-equal", accept_all),
    "reject-equal": _bulk("reject-equal", reject_all),
}
"""Command id to what it does while the pane has the keys; other commands mean what they mean in the article."""

OF_ONE = frozenset(
    {
        *("accept", "reject", "unsure", "label", "label-again", *(f"label-{digit}" for digit in LABEL_KEYS)),
        *("end-longer", "end-shorter", "start-longer", "start-shorter", "characters", "grow", "shrink"),
        *("split", "merge", "note", "label-equal-project"),
    }
)
"""Commands that act on a single entity: on the header of a group there is none, and they say what would act on all."""
