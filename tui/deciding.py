"""The commands that decide: each asks ``annotations.edits`` for the edit and hands it to the reading to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from annotations.bulk import accept_passed, close_article
from annotations.change import UNDOES
from annotations.edges import By, Side, Step
from annotations.edits import Edit, accept, label, label_added, merge, move_edge, note, reject, set_overlap, split, unsure
from annotations.entity import Entity, Status
from annotations.equal import label_equal, reject_equal
from annotations.marked import Focus, Hand, Marked
from annotations.missed import missed_names
from annotations.project import ProjectError, Taken
from annotations.span import Span
from tui.reading import MARKS_HIDDEN, Reading
from tui.seen import unseen, with_seen

LOOKED_AT = 50_000
"""Code points in which D counts the untagged names: a book has more than anybody waits for."""


def accepting(reading: Reading) -> None:
    """a: accept and go on; on something accepted just go on."""
    entity = reading.entity
    if entity is not None and entity.status is Status.ACCEPTED and reading.usable_focus():
        going_on(reading)
        return
    reading.edit(accept, go_on=True)


def going_on(reading: Reading) -> None:
    """Go to the next of the walk after the focus."""
    if reading.focus is not None:
        reading.go_on(reading.focus)


def rejecting(reading: Reading) -> None:
    reading.edit(reject, go_on=True)


def doubting(reading: Reading) -> None:
    reading.edit(unsure, go_on=True)


def labelling(reading: Reading, name: str) -> None:
    """Give the focus this label: makes an entity of a run, relabels an entity. A label the set does not have is added to it.

    In the walk of missed names one that was untagged is done with by that: the walk goes on to the next on the screen.
    """
    by: By = "character" if reading.by_character else "token"
    give = label if name in reading.project.labels else label_added
    untagged, edits = reading.focus is not None and reading.focus.uid is None, reading.edits
    reading.edit(lambda marked, hand, focus: give(marked, hand, focus, name, by))
    if reading.entity is not None and reading.entity.label == name:
        reading.last_label = name
    if untagged and reading.edits > edits and reading.walk.way.id == "missed" and reading.focus is not None:
        _on_to_missed(reading, reading.focus)


def _on_to_missed(reading: Reading, done: Focus) -> None:
    """Go on to the next missed name, where that is on the screen: what else is on it may not have been looked at yet."""
    found = reading.next_of_walk(done, 1)
    if isinstance(found, Focus) and reading.page.is_visible(found.span):
        reading.put_focus(found)
        reading.went_on = done
    else:
        reading.say(f"{reading.said.removesuffix(UNDOES)}; no more on this screen{UNDOES}")


def label_by_digit(reading: Reading, digit: str) -> None:
    found = reading.project.labels.by_digit(digit)
    if found is None:
        reading.say(f"no label on {digit}: t lists the labels")
    else:
        labelling(reading, found.name)


def label_again(reading: Reading) -> None:
    if reading.usable_focus() is None:
        return
    if reading.last_label:
        labelling(reading, reading.last_label)
    else:
        reading.say("no label given yet: a label key first")


def noting(reading: Reading, words: str) -> None:
    reading.edit(lambda marked, hand, focus: note(marked, hand, focus, words))


def equal_alike(reading: Reading) -> None:
    """A: right after a label that went on it acts on what was labelled, and stays where it has gone on to."""
    focus, done = reading.usable_focus(), reading.went_on
    if focus is None:
        return
    reading.do(label_equal(reading.marked, reading.hand, done or focus))
    if done is None:
        return
    if reading.marked.entities.touching(*focus.span):
        _on_to_missed(reading, done)
    else:
        reading.put_focus(focus, remember=False)


def equal_rejected(reading: Reading) -> None:
    reading.edit(reject_equal)


def _edge(reading: Reading, side: Side, step: Step) -> None:
    by: By = "character" if reading.by_character else "token"
    reading.edit(lambda marked, hand, focus: move_edge(marked, hand, focus, side, step, by))


def end_longer(reading: Reading) -> None:
    _edge(reading, "end", 1)


def end_shorter(reading: Reading) -> None:
    _edge(reading, "end", -1)


def start_longer(reading: Reading) -> None:
    _edge(reading, "start", -1)


def start_shorter(reading: Reading) -> None:
    _edge(reading, "start", 1)


def splitting(reading: Reading) -> None:
    def made(marked: Marked, hand: Hand, focus: Focus) -> Edit:
        edit = split(marked, hand, _holder(marked, focus), focus.start)
        return edit if edit.change is not None else replace(edit, focus=focus)

    reading.edit(made)


def _holder(marked: Marked, focus: Focus) -> Focus:
    """The entity in focus, or the innermost one around the word that is."""
    if focus.uid is not None:
        return focus
    around = [one for one in marked.entities.touching(*focus.span) if one.start <= focus.start and focus.end <= one.end]
    return Focus.on(min(around, key=lambda one: one.end - one.start)) if around else focus


def merging(reading: Reading) -> None:
    reading.edit(merge)


def passing(reading: Reading, *, unseen_too: bool = False) -> None:
    """P: accept the suggestions from the last checkpoint to the last visible line; where text in between was never on the
    screen, ask first."""
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
        return
    marked, visible = reading.marked, reading.page.visible_span()
    checked = marked.progress.checked
    pieces = list(unseen(marked.article.text, with_seen(reading.seen, visible), checked, visible[1]))
    if pieces and not unseen_too and not reading.project.read_only:
        reading.pending = "passed"
        number = sum(_suggested_in(marked, piece) for piece in pieces)
        percent = 100 * sum(end - start for start, end in pieces) // max(visible[1] - checked, 1)
        reading.say(
            f"{percent or 1} % of what would pass was not on the screen, with {_counted(number)}: P again passes that too",
            f"{percent or 1} % unseen, {_counted(number)} in it: P again passes it",
            f"{percent or 1} % unseen: P again passes it",
        )
        return
    passed = reading.do(accept_passed(marked, reading.hand, visible[1]))
    if passed and reading.arriving:
        reading.say(f"{reading.said.removesuffix(UNDOES)}; what arrives now behind it stays to review{UNDOES}")


def _counted(number: int) -> str:
    return f"{number or 'no'} suggestion{'' if number == 1 else 's'}"


def _suggested_in(marked: Marked, span: Span) -> int:
    """How many suggestions begin in a span."""
    before, after = (marked.entities.rank((at, -(1 << 62), ""), Status.SUGGESTED, marked.only) for at in span)
    return after - before


def asking_done(reading: Reading) -> None:
    """D: changes nothing by itself; says what is left and waits for a second key."""
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
        return
    if reading.arriving:
        reading.say("suggestions are still arriving: D when they are in")
        return
    if reading.project.read_only:
        reading.say("reading only: nothing can be decided or closed here")
        return
    reading.pending = "done"
    reading.say(*done_lines(reading))


def done_lines(reading: Reading) -> tuple[str, str, str]:
    """The line of D, whole, brief and briefer: what is decided, what is left, and what the second key does."""
    marked = reading.marked
    entities, only = marked.entities, marked.only
    left = entities.count(Status.SUGGESTED, only)
    decided = entities.count(Status.ACCEPTED, only) + entities.count(Status.REJECTED, only)
    names, all_of_them = missed_names(marked, LOOKED_AT)
    number = len(names)
    if all_of_them:
        untagged, briefly = f"{number} untagged name{'' if number == 1 else 's'}", f"{number} untagged"
    elif number:
        untagged, briefly = f"over {number} untagged names", f"over {number} untagged"
    else:
        untagged, briefly = "untagged names not counted", "untagged not counted"
    if left:
        choice = f"D accepts the {left} and closes, x rejects {'it' if left == 1 else 'them'} and closes"
    else:
        choice = "D closes"
    keys = f"D accepts {left}, x rejects, o open, Esc" if left else "D closes, o open, Esc"
    return (
        f"{decided} decided, {left} not looked at, {untagged}: {choice}, o leaves it open and goes on, Esc stays",
        f"{decided} decided, {left} left, {briefly}: {keys}",
        f"{left} left: D accepts, x rejects, o, Esc" if left else keys,
    )


def closing(reading: Reading, rest: Literal["accept", "reject"]) -> bool:
    """The second key of D: close the article. Returns whether it was closed."""
    uid = reading.uid
    done = reading.do(close_article(reading.marked, reading.hand, rest))
    if done:
        reading.closed = uid
    return done


def _took(reading: Reading, taken: Taken) -> None:
    reading.say(taken.said)
    change = taken.change
    if change is None:
        return
    here = [one for one in change.entities if one.article == reading.uid]
    if change.focus is not None:  # what was acted on, rather than what went with it
        here = [one for one in here if any(side and side.span == change.focus for side in (one.before, one.after))] or here
    focus = None
    shown = [one.after for one in here if one.after is not None and one.after.status is not Status.REJECTED]
    if shown:
        focus = Focus.on(_nearest(reading, shown))
    elif gone := [entity for one in here if (entity := one.before or one.after) is not None]:
        focus = Focus(*_nearest(reading, gone).span)
    if focus is not None:
        reading.put_focus(focus)


def _nearest(reading: Reading, entities: Sequence[Entity]) -> Entity:
    """Of entities that changed together, one on the screen if there is one, and the nearest to the focus of those."""
    start, end = reading.page.visible_span()
    at = reading.focus.start if reading.focus else start
    seen = [entity for entity in entities if entity.start < end and start < entity.end]
    return min(seen or entities, key=lambda entity: (abs(entity.start - at), entity.order))


def undoing(reading: Reading) -> None:
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
        return
    try:
        taken = reading.project.undo(reading.uid)
    except ProjectError as error:
        reading.say(str(error))
        return
    if taken.change is not None:
        reading.recount(taken.change, undone=True)
    _took(reading, taken)


def redoing(reading: Reading) -> None:
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
        return
    try:
        taken = reading.project.redo(reading.uid)
    except ProjectError as error:
        reading.say(str(error))
        return
    if taken.change is not None:
        reading.recount(taken.change, undone=False)
    _took(reading, taken)


def overlap(reading: Reading) -> None:
    reading.do(set_overlap(reading.marked, reading.hand, not reading.project.labels.overlap))


def carrying(reading: Reading) -> None:
    """Carry corrections to later equal texts from now on, or no more."""
    reading.carry = not reading.carry
    if reading.carry:
        reading.say("carry-over on: a label, an edge or x goes to later equal texts here, as suggestions")
    else:
        reading.say("carry-over off: each correction stays where it is made")


DEEDS: Mapping[str, Callable[[Reading], None]] = {
    "accept": accepting,
    "reject": rejecting,
    "unsure": doubting,
    "label-again": label_again,
    "label-equal": equal_alike,
    "reject-equal": equal_rejected,
    "passed": passing,
    "done": asking_done,
    "end-longer": end_longer,
    "end-shorter": end_shorter,
    "start-longer": start_longer,
    "start-shorter": start_shorter,
    "split": splitting,
    "merge": merging,
    "undo": undoing,
    "redo": redoing,
    "overlap": overlap,
    "carry": carrying,
}
"""Command id to what it does."""
