"""What keys do while the entity pane has them: the same verbs, rows for words, and headers for whole groups."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotations.bulk import accept_all, reject_all
from annotations.marked import Focus
from tui.deciding import DEEDS, accepting, rejecting

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

PaneAct = Callable[["ReaderScreen"], None]


def _follow(screen: "ReaderScreen") -> None:
    """The article follows the row."""
    entity = screen.pane.row_entity()
    if entity is not None:
        screen.reading.put_focus(Focus.on(entity))


def _row(step: int) -> PaneAct:
    def move(screen: "ReaderScreen") -> None:
        if not screen.pane.move(step):
            screen.reading.say("last row" if step > 0 else "first row")
        _follow(screen)

    return move


def _page(direction: int) -> PaneAct:
    def move(screen: "ReaderScreen") -> None:
        screen.pane.page(direction)
        _follow(screen)

    return move


def _to_end(last: bool) -> PaneAct:
    def move(screen: "ReaderScreen") -> None:
        if last:
            screen.pane.end()
        else:
            screen.pane.home()
        _follow(screen)

    return move


def _mention(step: int) -> PaneAct:
    """Left and Right step through the mentions of a row; on a header they fold and unfold."""

    def move(screen: "ReaderScreen") -> None:
        if screen.pane.is_header:
            screen.pane.toggle_fold()
        elif not screen.pane.step_mention(step):
            screen.reading.say("the only mention of this row" if step > 0 else "the first mention of this row")
        _follow(screen)

    return move


def say_group(screen: "ReaderScreen") -> None:
    count = len(screen.pane.group_of_row())
    if count:
        screen.reading.say(
            f"A accepts its {count} suggestion{'' if count == 1 else 's'}, X rejects {'it' if count == 1 else 'them'}"
        )
    else:
        screen.reading.say("nothing to review in this group")


def _single(act: Callable[..., None]) -> PaneAct:
    def do(screen: "ReaderScreen") -> None:
        if screen.pane.is_header:
            say_group(screen)
        else:
            act(screen.reading)

    return do


def _bulk(id: str, edit: Callable[..., object]) -> PaneAct:
    def do(screen: "ReaderScreen") -> None:
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


def _enter(screen: "ReaderScreen") -> None:
    if screen.pane.is_header:
        screen.pane.toggle_fold()
    else:
        accepting(screen.reading)


PANE_ACTS: Mapping[str, PaneAct] = {
    "down": _row(1),
    "up": _row(-1),
    "page-down": _page(1),
    "page-up": _page(-1),
    "home": _to_end(False),
    "end": _to_end(True),
    "left": _mention(-1),
    "right": _mention(1),
    "accept": _single(accepting),
    "enter": _enter,
    "reject": _single(rejecting),
    "label-equal": _bulk("label-equal", accept_all),
    "reject-equal": _bulk("reject-equal", reject_all),
}
"""Command id to what it does while the pane has the keys; other commands mean what they mean in the article."""
