"""Hinting: the commands that put hint letters on what is on the screen, and what is typed then."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.index import ALL, SHOWN
from annotations.marked import Focus
from annotations.missed import missed_between
from annotations.names import phrase
from annotations.runs import is_function_word
from annotations.span import Span
from annotations.walk import words_between
from tui.hints import HANDS, LATER, QWERTY, Hands, Hints, hinted, staying, without
from tui.keymap import Keymap, printed
from tui.reading import MARKS_HIDDEN, Reading

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

_ALWAYS = ("ctrl+p", "ctrl+q")
"""Keys that do their ordinary work whatever is being typed."""
_SPARED = ("accept", "reject", "next", "undo", "quit")
"""Commands whose keys letters that stay leave free."""


async def hint_names(screen: "ReaderPage") -> None:
    """f: letters on every name on the screen, tagged or missed; in the pane on every row of an entity."""
    reading = screen.reading
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
    elif screen.pane_active:
        rows = [(line, Focus.on(entity)) for line, entity in screen.pane.visible_rows()]
        _put(screen, "row", rows, "no entity on these rows")
    else:
        _put(screen, "name", names_seen(reading), _NO_NAME)


_NO_NAME = "no name on the screen: F puts letters on words, m goes to the next untagged name"


def names_seen(reading: Reading) -> list[tuple[int, Focus]]:
    """Every name on the screen, tagged or missed, each with where letters stand on it."""
    marked, (start, end) = reading.marked, reading.page.visible_span()
    names = [Focus.on(one) for one in marked.entities.touching(start, end, ALL if reading.show_rejected else SHOWN)]
    names += (Focus(*span, offered=True) for span in missed_between(marked, start, end))
    names.sort(key=lambda focus: (max(start, focus.start), -focus.end))
    return [(max(start, focus.start), focus) for focus in names]


async def hint_stay(screen: "ReaderPage") -> None:
    """g: letters on every name on the screen, which come back after each change and on each page."""
    reading = screen.reading
    if reading.hidden:
        reading.say(MARKS_HIDDEN)
    elif screen.pane_active:
        reading.say("letters stay on the article alone: Tab back to the article, f puts letters on these rows")
    else:
        reading.staying = True
        put_staying(reading, screen.keymap)


def put_staying(reading: Reading, keymap: Keymap) -> None:
    """Put the letters that stay on the names on the screen, and tell of them where nothing else is being said."""
    reading.hints = letters_to_stay(reading, keymap)
    reading.pending = "hint"
    if not reading.said:
        count = len(reading.hints.every)
        words = f"letters on {count} name{'' if count == 1 else 's'}" if count else "no name here to put letters on"
        reading.say(f"{words}: they come back after each change, Esc puts them out", f"{words}  Esc")


def letters_to_stay(reading: Reading, keymap: Keymap) -> Hints:
    """Letters for every name on the screen: the shortest for what is doubtful; the longest for what is decided, what stands
    above the focus, what says again what a name above it says and, on a page turned to, what was on the one before."""
    names = [(_beside(reading, at), focus) for at, focus in names_seen(reading)]
    top = reading.focus.start if reading.focus is not None and reading.from_focus() else 0
    known: set[tuple[str, str]] = set()
    ranks: list[int] = []
    for _, focus in names:
        entity = reading.marked.entity(focus)
        says = reading.article.surface(*focus.span), entity.label if entity else ""
        later = says in known or focus.start < top or (entity is not None and entity.decided)
        later = later or (reading.paged and any(start <= focus.start and focus.end <= end for start, end in reading.seen))
        ranks.append(LATER if later else 0 if entity is not None and entity.doubtful else 1)
        known.add(says)
    return staying(names, ranks, staying_hands(keymap), reading.hints)


def _beside(reading: Reading, at: int) -> int:
    """Where letters that stay stand: on the blank before a name where there is one, so that the name can still be read."""
    first = at > reading.page.line_of(at)[0] and reading.article.text[at - 1] == " "
    return at - 1 if first else at


def staying_hands(keymap: Keymap) -> Hands:
    """The letters that may stay: none that decides, walks or takes back."""
    spared = {key.split(" ")[0] for id in _SPARED for key in keymap.by_id(id).keys}
    return without(HANDS.get(keymap.name, QWERTY), spared)


def come_back(screen: "ReaderPage", id: str, edits: int, place: int, visible: Span) -> None:
    """Put letters that stay on the screen again, where a command changed something, turned the page or the article. The rest is
    of before it: edits made, the article, what was on the screen."""
    reading = screen.reading
    if reading.pending or reading.hidden or screen.pane_active or not reading.staying:
        return
    turned = reading.place != place or (reading.paged and reading.page.visible_span() != visible)
    if turned:
        reading.hints = None
    if turned or letters_return(reading, id, edits):
        put_staying(reading, screen.keymap)


def letters_return(reading: Reading, id: str, edits: int) -> bool:
    """Whether letters that stay come back after this command, for what it changed: not while a focus grows and shrinks, which
    takes letters itself."""
    return reading.edits > edits and id not in ("grow", "shrink")


async def hint_words(screen: "ReaderPage") -> None:
    """F: letters on every word on the screen, the shortest near the focus, after it above all."""
    reading = screen.reading
    words, order = words_seen(reading)
    _put(screen, "word", [(focus.start, focus) for focus in words], "no word on the screen", order)


_ABOVE = 3
"""A word above the focus counts as so many times as far away: who reads goes down."""


def words_seen(reading: Reading) -> tuple[list[Focus], list[int]]:
    """Every word on the screen; and their numbers in the order in which the shortest letters are given out.

    First words at the end of a phrase, which stand for it, then others that are no function words, before what is a part of
    a name and function words; of each kind the nearest to the focus before others, and those after it before those above.
    """
    article = reading.article
    names = [focus.span for _, focus in names_seen(reading)]
    at = reading.focus.start if reading.focus is not None and reading.from_focus() else 0
    words = words_between(article, *reading.page.visible_span())
    small = [is_function_word(article, article.text[slice(*word)].lower()) for word in words]

    def rank(number: int) -> tuple[int, int]:
        start, end = words[number]
        away = start - at if start >= at else _ABOVE * (at - start)
        if small[number] or any(first < end and start < last for first, last in names):
            return 2, away
        after = number + 1
        goes_on = after < len(words) and not small[after] and article.text[end : words[after][0]] == " "
        return int(goes_on), away

    return [reading.on_span(span) for span in words], sorted(range(len(words)), key=rank)


async def hint_typed(screen: "ReaderPage", key: str) -> bool:
    """A key while letters stand on the text: one of them, Backspace for the last one typed, or Esc."""
    reading = screen.reading
    hints, reading.hints = reading.hints, None
    if key in _ALWAYS or hints is None:
        return False
    if hints.stays:
        return _typed_to_staying(screen, hints, key)
    if key == "escape":
        reading.say("hints put out")
        return True
    if key == "backspace":
        _show(screen, hints._replace(typed=hints.typed[:-1]))
        return True
    found = hints.typing(key.lower())
    if found is None:
        _show(screen, hints, f"no letters go on with {printed(key)}: ")
    elif isinstance(found, Hints):
        _show(screen, found)
    else:
        with_shift = hints.what == "word" and key != key.lower()
        reading.put_focus(phrase_at(reading, found.focus) if with_shift else found.focus)
    return True


def phrase_at(reading: Reading, word: Focus) -> Focus:
    """The focus on what a word is a part of."""
    return reading.on_span(phrase(reading.article, word.span, reading.marked.proper))


def _typed_to_staying(screen: "ReaderPage", hints: Hints, key: str) -> bool:
    """A key while letters stay: one of them; what puts them out; any other does its ordinary work."""
    reading, command = screen.reading, screen.keymap.command(key)
    reading.hints = hints._replace(typed="")
    if key == "escape" or (command is not None and command.id == "quit"):
        reading.hints, reading.staying = None, False
        reading.say("letters put out")
        return True
    found = hints._replace(typed=hints.typed[:-1]) if key == "backspace" and hints.typed else hints.typing(key)
    if isinstance(found, Hints):
        _show(screen, found)
    elif found is not None:
        reading.put_focus(found.focus)
    elif hints.typed:
        _show(screen, hints, f"no letters go on with {printed(key)}: ")
    return found is not None or bool(hints.typed)


def _put(
    screen: "ReaderPage", what: str, targets: list[tuple[int, Focus]], none: str, order: Sequence[int] | None = None
) -> None:
    if targets:
        _show(screen, hinted(what, targets, HANDS.get(screen.keymap.name, QWERTY), order))
    else:
        screen.reading.say(none)


def _show(screen: "ReaderPage", hints: Hints, before: str = "") -> None:
    reading = screen.reading
    reading.hints, reading.pending = hints, "hint"
    count, typed = len(hints.left), f", {hints.typed} typed" if hints.typed else ""
    more = ", the last with Shift for its phrase" if hints.what == "word" else ""
    reading.say(f"{before}letters on {count} {hints.what}{'' if count == 1 else 's'}{typed}: type them{more}, Esc leaves")
