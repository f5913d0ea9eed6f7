"""The commands of the screen itself: panes, prompts, articles of the list, help, export, leaving; and second keys."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from annotations.entity import Status
from annotations.meter import SETTING as METER
from annotations.progress import State
from tui.asking_along import along_the_project
from tui.copying import copy, copy_sentence
from tui.deciding import closing, going_on, labelling, passing, undoing
from tui.hinting import hint_names, hint_stay, hint_typed, hint_words
from tui.keeping import follow, free_name, shown, what_is_kept
from tui.paning import focus_a_row
from tui.prompting import open_prompt
from tui.theming import next_theme
from tui.walking import WALKS, choose_walk, walk_chosen

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

Act = Callable[["ReaderPage"], Awaitable[None]]


async def enter(screen: "ReaderPage") -> None:
    """Enter: accept and go on; on a run the list of labels; on something decided just go on."""
    reading = screen.reading
    entity = reading.entity
    if screen.pane_active and screen.pane.is_header:
        screen.pane.toggle_fold()
        return
    if reading.usable_focus() is None:
        return
    if entity is None:
        await choose_label(screen)
    elif entity.decided:
        going_on(reading)
    else:
        from tui.deciding import accepting

        accepting(reading)


async def choose_label(screen: "ReaderPage") -> None:
    """t: any label of the set, from a list."""
    from tui.screens.labels import LabelList

    reading = screen.reading
    focus = reading.usable_focus()
    if focus is None:
        return

    def chosen(name: str | None) -> None:
        if name is not None:
            reading.said = ""
            labelling(reading, name)
        screen.sync()

    await screen.app.push_screen(LabelList(screen.project.labels, reading.article.surface(*focus.span), screen.keymap), chosen)


async def search(screen: "ReaderPage") -> None:
    if screen.pane_active:
        await open_prompt(screen, "filter", "filter (text, :org, ?, x)", screen.pane.filtered)
    else:
        screen.lit = None
        await open_prompt(screen, "search", "/")


async def write_note(screen: "ReaderPage") -> None:
    reading = screen.reading
    if reading.usable_focus() is None:
        return
    if reading.entity is None:
        reading.say("no entity here: a label key first, then a note")
        return
    await open_prompt(screen, "note", "note", reading.entity.note)


async def done_chosen(screen: "ReaderPage", key: str) -> bool:
    """The second key of D; any other key drops the question and does its ordinary work."""
    reading = screen.reading
    left = reading.marked.entities.count(Status.SUGGESTED, reading.marked.only)
    if key == "D" or (key == "x" and left):
        if closing(reading, "accept" if key == "D" else "reject"):
            said, closed = reading.said, reading.uid
            next_place = reading.next_open()
            if next_place is None:
                said = said.removesuffix(". u undoes")
                whole, brief = summary(screen)
                reading.say(f"{said}; {whole}", f"{said}; {brief}")
            else:
                screen.turn_to(next_place, said)
            reading.closed = closed
            screen.learn_from(closed)
    elif key == "o":
        next_place = reading.next_open()
        if next_place is None:
            reading.say("left open; no other article of the list is open")
        else:
            screen.turn_to(next_place, "left open")
    else:
        return key == "escape"
    return True


async def passed_chosen(screen: "ReaderPage", key: str) -> bool:
    """P again: pass what was not on the screen too; any other key drops the question and does its ordinary work."""
    if key != "P":
        return key == "escape"
    passing(screen.reading, unseen_too=True)
    return True


async def undo(screen: "ReaderPage") -> None:
    """u: right after D it returns to the article that was closed."""
    reading = screen.reading
    if reading.closed and reading.closed != reading.uid:
        closed = reading.closed
        screen.turn_to(list(reading.uids).index(closed))
    reading.closed = ""
    undoing(reading)


def summary(screen: "ReaderPage") -> tuple[str, str]:
    """What the whole list came to, in words and in few words."""
    reading, project = screen.reading, screen.project
    done = sum(1 for uid in reading.uids if project.progress(uid).state is State.DONE)
    counts = [project.counts(uid) for uid in reading.uids]
    accepted, rejected = (sum(count[status] for count in counts) for status in (Status.ACCEPTED, Status.REJECTED))
    articles = "article" if len(reading.uids) == 1 else "articles"
    key = screen.keymap.key("export")
    finished = f"{done} of {len(reading.uids)} {articles} done"
    return f"{finished}, {accepted} accepted, {rejected} rejected: {key} exports", f"{finished}: {key} exports"


async def article_next(screen: "ReaderPage") -> None:
    _turn(screen, 1)


async def article_previous(screen: "ReaderPage") -> None:
    _turn(screen, -1)


def _turn(screen: "ReaderPage", step: int) -> None:
    reading = screen.reading
    place = reading.place + step
    if len(reading.uids) == 1:
        reading.say("the only article of this list")
    elif not 0 <= place < len(reading.uids):
        reading.say("the last article of the list" if step > 0 else "the first article of the list")
    else:
        screen.turn_to(place)


async def export(screen: "ReaderPage") -> None:
    from tui.screens.export import ExportScreen

    screen.leave()

    def exported(said: str | None) -> None:
        screen.reading.say(said or "nothing exported")
        screen.sync()

    await screen.app.push_screen(ExportScreen(screen.project, list(screen.reading.uids)), exported)


async def other_pane(screen: "ReaderPage") -> None:
    if screen.zoom:
        screen.zoom = 0
        screen.reading.hidden = False
        screen.view.plain = False
    screen.fill_pane()
    screen.pane_active = not screen.pane_active
    screen.pane.set_active(screen.pane_active)
    screen.fit(screen.app.size.width)
    if screen.pane_active:
        focus_a_row(screen)
        screen.reading.say("entities: arrows a row, / filters, s grouping, Tab back to the article")


async def zoom(screen: "ReaderPage") -> None:
    screen.zoom = (screen.zoom + 1) % 3
    if screen.zoom == 1 and not screen.has_class("-beside"):
        screen.zoom = 2
    screen.pane_active = False
    screen.pane.set_active(False)
    screen.reading.hidden = screen.view.plain = screen.zoom == 2
    screen.fit(screen.app.size.width)
    screen.reading.say(("both panes", "the article alone: z plain reading", "")[screen.zoom])


async def grouping(screen: "ReaderPage") -> None:
    screen.pane.cycle_grouping()
    screen.reading.say(f"entities by {screen.pane.grouping}")


async def rejected(screen: "ReaderPage") -> None:
    reading = screen.reading
    reading.show_rejected = not reading.show_rejected
    screen.view.show_rejected = reading.show_rejected
    screen.pane.show_rejected = reading.show_rejected
    count = reading.marked.entities.count(Status.REJECTED)
    reading.say(f"{count} rejected {'shown' if reading.show_rejected else 'hidden'}")


async def show_help(screen: "ReaderPage") -> None:
    from tui.screens.help import Help

    entity = screen.reading.entity
    first = "Decide" if entity is not None else "Edges" if screen.reading.focus is not None else "Move"
    await screen.app.push_screen(Help(screen.keymap, first))


async def palette(screen: "ReaderPage") -> None:
    screen.app.action_command_palette()


async def quit_level(screen: "ReaderPage") -> None:
    """q: one level back; at the article a second q quits."""
    if screen.pane_active:
        await other_pane(screen)
        screen.reading.say("")
    elif screen.zoom:
        screen.zoom = 1
        await zoom(screen)
        await zoom(screen)
    else:
        screen.reading.pending = "quit"
        screen.reading.say(what_is_kept(screen.project))


async def quit_chosen(screen: "ReaderPage", key: str) -> bool:
    if key == "q":
        await quit_now(screen)
        return True
    return key == "escape"


async def quit_now(screen: "ReaderPage") -> None:
    screen.quit()


async def cancel(screen: "ReaderPage") -> None:
    reading = screen.reading
    if screen.pane_active:
        if screen.pane.filtered:
            screen.pane.filter("")
        else:
            await other_pane(screen)
            reading.say("")
    elif reading.hits:
        reading.drop_hits()
        screen.view.set_hits((), None)
        reading.say("search hits put out")
    elif reading.focus is not None:
        reading.put_focus(None)
    else:
        reading.say("nothing to leave: q quits")


async def ask_copy(screen: "ReaderPage") -> None:
    """Ask where to save a copy."""
    project = screen.project
    if project.path is None or not project.exists:
        screen.reading.say("nothing is saved yet, so there is nothing to copy")
        return
    await open_prompt(screen, "copy", "save a copy as", shown(free_name(project.path)))


async def suggest_again(screen: "ReaderPage") -> None:
    if screen.suggesting.suggester is None:
        screen.reading.say("no model: start with --model NAME to have suggestions")
    else:
        screen.reading.say("suggesting again: what was decided or refused stays as it is")
        screen.ask(again=True)


async def meter(screen: "ReaderPage") -> None:
    """Count keys, time and edits in this project from now on, or no more."""
    screen.remember()
    screen.metering.on = not screen.metering.on
    screen.project.set_setting(METER, screen.metering.on)
    if screen.metering.on:
        screen.reading.say("meter on: keys, time and edits are counted in this project; rubricate stats shows them")
    else:
        screen.reading.say("meter off in this project: nothing more is counted, what was stays")


async def learn_on_or_off(screen: "ReaderPage") -> None:
    """Let the model learn from each closed article in this project from now on, or no more."""
    learning = screen.learning
    if not learning.possible:
        screen.reading.say("nothing can be learned here: it takes a project that may be written, and one model")
        return
    learning.on = not learning.on
    screen.project.set_setting("learn", learning.on)
    if learning.on:
        screen.reading.say("learning on: after D a copy of the model learns from the article, behind your reading")
    else:
        screen.reading.say("learning off in this project: what was learned stays in use; rubricate learn --reset forgets it")


ACTS: Mapping[str, Act] = {
    "enter": enter,
    "label": choose_label,
    "search": search,
    "note": write_note,
    "walk": choose_walk,
    "label-equal-project": along_the_project,
    **WALKS,
    "hint": hint_names,
    "hint-stay": hint_stay,
    "hint-words": hint_words,
    "undo": undo,
    "article-next": article_next,
    "article-previous": article_previous,
    "export": export,
    "pane": other_pane,
    "zoom": zoom,
    "grouping": grouping,
    "rejected": rejected,
    "copy": copy,
    "copy-sentence": copy_sentence,
    "help": show_help,
    "palette": palette,
    "quit": quit_level,
    "quit-now": quit_now,
    "cancel": cancel,
    "suggest-again": suggest_again,
    "theme": next_theme,
    "meter": meter,
    "learn": learn_on_or_off,
    "save-copy": ask_copy,
    "follow": follow,
}
"""Command id to what the screen does."""

PENDING: Mapping[str, Callable[["ReaderPage", str], Awaitable[bool]]] = {
    "walk": walk_chosen,
    "hint": hint_typed,
    "done": done_chosen,
    "passed": passed_chosen,
    "quit": quit_chosen,
}
"""What a second key does; False when the key is to do its ordinary work."""
