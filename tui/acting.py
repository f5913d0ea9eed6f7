"""The commands of the screen itself: panes, prompts, articles of the list, help, export, leaving; and second keys."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from annotations.entity import Status
from annotations.progress import State
from tui.deciding import closing, going_on, labelling, undoing
from tui.keeping import follow, free_name, shown, what_is_kept
from tui.paning import focus_a_row
from tui.prompting import open_prompt

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

Act = Callable[["ReaderPage"], Awaitable[None]]
WIDTH_STEP = 4
USUAL_WIDTH = 72


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

    await screen.app.push_screen(LabelList(screen.project.labels, reading.article.surface(*focus.span)), chosen)


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


async def choose_walk(screen: "ReaderPage") -> None:
    screen.reading.pending = "walk"
    screen.reading.say(screen.keymap.by_id("walk").waits)


async def walk_chosen(screen: "ReaderPage", key: str) -> bool:
    reading = screen.reading
    if key == "r":
        reading.walk, reading.at_end = "review", 0
        reading.say("n and N walk what is to review")
    elif key == "s":
        if reading.hits:
            reading.walk, reading.at_end = "hits", 0
            reading.say(f"n and N walk the {len(reading.hits)} search hits")
        else:
            reading.say("no search hits: / searches")
    elif key == "escape":
        reading.say("")
    elif key in tuple("dmeilx"):
        reading.say("this walk is not here yet: r to review, s search hits")
    else:
        reading.say(f"w {key} is no walk: r to review, s search hits")
    return True


async def done_chosen(screen: "ReaderPage", key: str) -> bool:
    """The second key of D; any other key drops the question and does its ordinary work."""
    reading = screen.reading
    if key in ("D", "x"):
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
    elif key == "o":
        next_place = reading.next_open()
        if next_place is None:
            reading.say("left open; no other article of the list is open")
        else:
            screen.turn_to(next_place, "left open")
    else:
        return key == "escape"
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


async def wider(screen: "ReaderPage") -> None:
    _measure(screen, screen.view.measure + WIDTH_STEP)


async def narrower(screen: "ReaderPage") -> None:
    _measure(screen, screen.view.measure - WIDTH_STEP)


async def usual_width(screen: "ReaderPage") -> None:
    _measure(screen, USUAL_WIDTH)


def _measure(screen: "ReaderPage", wanted: int) -> None:
    screen.view.measure = max(24, min(wanted, 160))
    screen.reading.say(f"column of {screen.view.measure}")


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


async def chips(screen: "ReaderPage") -> None:
    from tui.screens.chips import ChipsScreen

    at = screen.view.top_offset
    await screen.app.push_screen(ChipsScreen(screen.reading.marked, screen.view.measure, screen.look, at))


async def bookmark(screen: "ReaderPage") -> None:
    reading = screen.reading
    at = reading.focus.start if reading.from_focus() and reading.focus else screen.view.top_offset
    marks = reading.marked.progress.bookmarks
    if at in marks:
        kept = tuple(mark for mark in marks if mark != at)
        reading.say("bookmark taken away")
    else:
        kept = tuple(sorted((*marks, at)))
        reading.say(f"bookmark {kept.index(at) + 1} of {len(kept)} set: Ctrl+P next bookmark")
    screen.project.remember(reading.uid, bookmarks=kept)


async def next_bookmark(screen: "ReaderPage") -> None:
    reading = screen.reading
    marks = reading.marked.progress.bookmarks
    if not marks:
        reading.say("no bookmark here: B sets one")
        return
    at = reading.focus.start if reading.focus else screen.view.top_offset
    place = next((n for n, mark in enumerate(marks) if mark > at), 0)
    from annotations.walk import stop_at

    reading.put_focus(stop_at(reading.marked, marks[place]))
    reading.say(f"bookmark {place + 1} of {len(marks)}")


async def copy(screen: "ReaderPage") -> None:
    reading = screen.reading
    if reading.focus is None:
        reading.say("nothing focused: n first suggestion, arrows a word")
        return
    words = reading.article.text[slice(*reading.focus.span)]
    screen.app.copy_to_clipboard(words)
    reading.say(f"copied to the terminal's clipboard, if it allows that: {reading.article.surface(*reading.focus.span)}")


async def copy_sentence(screen: "ReaderPage") -> None:
    reading = screen.reading
    if reading.focus is None:
        reading.say("nothing focused: n first suggestion, arrows a word")
        return
    article = reading.article
    sentence = article.surface(*article.sentence_at(reading.focus.start))
    source = article.sources[0] if article.sources else article.title
    screen.app.copy_to_clipboard(f"{sentence} ({source})")
    reading.say("sentence and source copied to the terminal's clipboard, if it allows that")


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
        reading.hits = ()
        reading.walk = "review"
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
        screen.ask(again=True)


async def next_theme(screen: "ReaderPage") -> None:
    from tui.themes import THEMES

    names = [theme.name for theme in THEMES]
    app = screen.app
    app.theme = names[(names.index(app.theme) + 1) % len(names)] if app.theme in names else names[0]
    screen.reading.say(f"theme {app.theme}")


ACTS: Mapping[str, Act] = {
    "enter": enter,
    "label": choose_label,
    "search": search,
    "note": write_note,
    "walk": choose_walk,
    "undo": undo,
    "article-next": article_next,
    "article-previous": article_previous,
    "export": export,
    "pane": other_pane,
    "zoom": zoom,
    "wider": wider,
    "narrower": narrower,
    "width": usual_width,
    "grouping": grouping,
    "rejected": rejected,
    "chips": chips,
    "bookmark": bookmark,
    "bookmark-next": next_bookmark,
    "copy": copy,
    "copy-sentence": copy_sentence,
    "help": show_help,
    "palette": palette,
    "quit": quit_level,
    "quit-now": quit_now,
    "cancel": cancel,
    "suggest-again": suggest_again,
    "theme": next_theme,
    "save-copy": ask_copy,
    "follow": follow,
}
"""Command id to what the screen does."""

PENDING: Mapping[str, Callable[["ReaderPage", str], Awaitable[bool]]] = {
    "walk": walk_chosen,
    "done": done_chosen,
    "quit": quit_chosen,
}
"""What a second key does; False when the key is to do its ordinary work."""
