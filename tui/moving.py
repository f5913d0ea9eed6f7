"""The commands that move: each takes the reading, changes where the focus or the page is, and never an annotation."""

from collections.abc import Callable, Iterator, Mapping

from annotations.article import Article
from annotations.graphemes import grapheme_around
from annotations.marked import Focus
from annotations.span import Span
from annotations.walk import into, step, stop_at
from annotations.walks import LOOKED_AT
from tui.reading import Reading


def _start(reading: Reading) -> int:
    return reading.page.visible_span()[0]


def _sideways(reading: Reading, direction: int) -> None:
    if reading.by_character and reading.from_focus():
        _by_grapheme(reading, direction)
        return
    if reading.from_focus():
        found = step(reading.marked, reading.focus, 0, direction)
    else:
        found = stop_at(reading.marked, _start(reading))
    if found is None:
        reading.say("end of the article" if direction > 0 else "start of the article")
    else:
        reading.put_focus(found)


def _by_grapheme(reading: Reading, direction: int) -> None:
    focus = reading.focus
    assert focus is not None
    text = reading.article.text
    at = focus.end if direction > 0 else focus.start - 1
    if not 0 <= at < len(text):
        reading.say("end of the article" if direction > 0 else "start of the article")
        return
    reading.put_focus(Focus(*grapheme_around(text, at)))
    reading.by_character = True


def left(reading: Reading) -> None:
    _sideways(reading, -1)


def right(reading: Reading) -> None:
    _sideways(reading, 1)


def _vertically(reading: Reading, direction: int) -> None:
    if not reading.from_focus():
        _sideways(reading, direction)
        return
    focus = reading.focus
    assert focus is not None
    offset, cell = focus.start, reading.wanted_cell
    while True:
        moved = reading.page.line_move(offset, cell, direction)
        if moved is None:
            reading.say("last line" if direction > 0 else "first line")
            return
        offset, cell = moved
        found = stop_at(reading.marked, offset)
        if found is not None and found.span != focus.span and (found.start - focus.start) * direction > 0:
            reading.put_focus(found)
            reading.wanted_cell = cell
            return


def up(reading: Reading) -> None:
    _vertically(reading, -1)


def down(reading: Reading) -> None:
    _vertically(reading, 1)


def inside(reading: Reading) -> None:
    focus = reading.usable_focus()
    if focus is None:
        return
    found = into(reading.marked, focus)
    if found is None:
        reading.say("nothing inside: one word")
    else:
        reading.put_focus(found)


def back(reading: Reading) -> None:
    if reading.focus is not None and not reading.page.is_visible(reading.focus.span):
        reading.put_focus(reading.focus, remember=False)
        return
    while reading.trail:
        focus = reading.trail.pop()
        if isinstance(focus, int):
            before = reading.page.visible_span()
            reading.page.to_top(focus)
            reading.paged = True
            if reading.page.visible_span() != before:
                return
            continue
        alive = focus.uid is None or reading.marked.entities.get(focus.uid) is not None
        there = focus if alive else Focus(*focus.span)
        if there != reading.focus:
            reading.put_focus(there, remember=False)
            return
    reading.say("no earlier place")


def page_down(reading: Reading) -> None:
    turn(reading, reading.page.page, 1)


def page_up(reading: Reading) -> None:
    turn(reading, reading.page.page, -1)


def turn(reading: Reading, page: Callable[[int], None], direction: int) -> None:
    """Turn the text with ``page``, and say where it would not turn."""
    before = reading.page.visible_span()
    page(direction)
    if reading.page.visible_span() == before:
        end = "end of the article" if direction > 0 else "start of the article"
        reading.say(f"{end}{': D done, ] next article' if direction > 0 else ''}")
    else:
        _paged(reading)


def _paged(reading: Reading) -> None:
    """The next move starts from the top visible line, also that of a walk which had come to its end."""
    reading.paged = True
    reading.at_end = 0


def home(reading: Reading) -> None:
    before = reading.page.visible_span()
    reading.leave_place()
    reading.page.go_home()
    _paged(reading)
    if reading.page.visible_span() == before:
        reading.say("start of the article")


def end(reading: Reading) -> None:
    before = reading.page.visible_span()
    reading.leave_place()
    reading.page.go_end()
    _paged(reading)
    if reading.page.visible_span() == before:
        reading.say("end of the article: D done, ] next article")


def next_paragraph(reading: Reading) -> None:
    article = reading.article
    end = article.paragraph_at(_here(reading))[1]
    _to(reading, next(article.paragraphs(end + 1), None), "last paragraph")


def previous_paragraph(reading: Reading) -> None:
    _back_to(reading, _paragraphs_before(reading.article, _here(reading)), "first paragraph")


def next_sentence(reading: Reading) -> None:
    article, here = reading.article, _here(reading)
    sentences = article.sentences(*article.paragraph_at(here))
    found = next((one for one in sentences if one[0] > here), None)
    if found is None and (paragraph := next(article.paragraphs(article.paragraph_at(here)[1] + 1), None)):
        found = next(article.sentences(*paragraph), None)
    _to(reading, found, "last sentence")


def previous_sentence(reading: Reading) -> None:
    article, here = reading.article, _here(reading)
    sentences = (list(article.sentences(*paragraph)) for paragraph in _paragraphs_before(article, here))
    _back_to(reading, (one for some in sentences for one in reversed(some) if one[0] < here), "first sentence")


def _paragraphs_before(article: Article, offset: int) -> Iterator[Span]:
    """The paragraph that holds an offset, and those before it, backwards."""
    paragraph: Span | None = article.paragraph_at(offset)
    while paragraph is not None:
        yield paragraph
        paragraph = article.paragraph_before(paragraph[0])


def _back_to(reading: Reading, spans: Iterator[Span], none: str) -> None:
    """Go to the first stop of the first of these that is before where the reader is: a quote or a dash is no stop, and what
    begins with one may have its first stop there already."""
    here = _here(reading)
    stops = (stop_at(reading.marked, start) for start, _ in spans)
    found = next((stop for stop in stops if stop is not None and stop.start < here), None)
    if found is None:
        reading.say(none)
    else:
        reading.put_focus(found)


def _here(reading: Reading) -> int:
    """Where a move by paragraph or sentence starts: at the focus, or at the top of the screen."""
    return reading.focus.start if reading.focus is not None and reading.from_focus() else _start(reading)


def _to(reading: Reading, span: Span | None, none: str) -> None:
    found = stop_at(reading.marked, span[0]) if span else None
    if found is None:
        reading.say(none)
    else:
        reading.put_focus(found)


def _walk(reading: Reading, direction: int) -> None:
    if reading.hidden:
        reading.say("marks hidden: z")
        return
    start: Focus | int | None = reading.focus if reading.from_focus() else _start(reading)
    if reading.at_end == direction:
        length = len(reading.article.text)
        start = 0 if direction > 0 else length
    found = reading.next_of_walk(start, direction)
    if isinstance(found, Focus):
        _arrive(reading, found)
    elif found is not None:
        reading.look_from(found, direction)
    elif reading.walk_what_nobody_tagged():
        _walk(reading, direction)
    else:
        _say_end(reading, start, direction)


def _arrive(reading: Reading, found: Focus) -> None:
    """Focus what a walk found; where that is in focus already, say so."""
    there = reading.from_focus() and found == reading.focus
    reading.put_focus(found)
    if there:
        reading.say("the only one of this walk: w chooses another")


def _say_end(reading: Reading, start: Focus | int | None, direction: int, before: str = "") -> None:
    words = f"{before}{reading.end_of_walk(start, direction)}"
    if reading.arriving:
        words = f"suggestions are still arriving; {words}"
    reading.at_end = direction
    reading.say(words)


def next_one(reading: Reading) -> None:
    _walk(reading, 1)


def previous_one(reading: Reading) -> None:
    _walk(reading, -1)


def _missed(reading: Reading, direction: int) -> None:
    if reading.hidden:
        reading.say("marks hidden: z")
        return
    focus = reading.focus
    if focus is not None and reading.from_focus():
        at = focus.end if direction > 0 else focus.start
    else:
        at = _start(reading)
    reading.looking = (at, direction, "")
    look_on(reading)


def look_on(reading: Reading) -> None:
    """Look for a missed name some way on; where none is found so far, ``reading.looking`` says where to go on. Not before all
    entities are in memory: a text may be tagged elsewhere."""
    from annotations.missed import missed_within

    if reading.looking is None:
        return
    if not reading.marked.entities.whole:
        reading.say("looking for untagged names once all entities are read, any key stops")
        return
    at, direction, before = reading.looking
    reading.looking = None
    found = missed_within(reading.marked, at, direction, LOOKED_AT)
    if isinstance(found, Focus):
        reading.say("")
        _arrive(reading, found)
    elif found is not None:
        reading.look_from(found, direction, before)
    elif reading.walk.way.id == "missed":
        _say_end(reading, reading.focus if reading.from_focus() else _start(reading), direction, before)
    else:
        reading.say("no untagged name below" if direction > 0 else "no untagged name above")


def next_missed(reading: Reading) -> None:
    _missed(reading, 1)


def previous_missed(reading: Reading) -> None:
    _missed(reading, -1)


def by_character(reading: Reading) -> None:
    if reading.usable_focus() is None:
        return
    reading.by_character = not reading.by_character
    reading.say("edges and arrows by character" if reading.by_character else "edges and arrows by word")


def grown(reading: Reading) -> None:
    """Grow the focus through the text objects; on an entity this moves its edges."""
    from annotations.edits import resize
    from annotations.names import grow

    focus = reading.usable_focus()
    if focus is None:
        return
    span = grow(reading.article, focus.span, reading.marked.proper)
    if span is None:
        reading.say("nothing larger: the whole paragraph")
        return
    was = [*reading.grown, focus.span]
    if focus.uid is not None:
        if not reading.do(resize(reading.marked, reading.hand, focus, *span)):
            return
    else:
        reading.put_focus(Focus(*span), remember=False)
    reading.grown[:] = was


def shrunk(reading: Reading) -> None:
    """Shrink the focus again, or to the next smaller text object."""
    from annotations.edits import resize
    from annotations.names import shrink

    focus = reading.usable_focus()
    if focus is None:
        return
    was = list(reading.grown)
    span = was.pop() if was else shrink(reading.article, focus.span, proper=reading.marked.proper)
    if span is None or span == focus.span:
        reading.say("nothing smaller: one word")
        return
    if focus.uid is not None:
        if not reading.do(resize(reading.marked, reading.hand, focus, *span)):
            return
    else:
        reading.put_focus(Focus(*span), remember=False)
    reading.grown[:] = was


MOVES: Mapping[str, Callable[[Reading], None]] = {
    "left": left,
    "right": right,
    "up": up,
    "down": down,
    "into": inside,
    "back": back,
    "page-down": page_down,
    "page-up": page_up,
    "home": home,
    "end": end,
    "paragraph-next": next_paragraph,
    "paragraph-previous": previous_paragraph,
    "sentence-next": next_sentence,
    "sentence-previous": previous_sentence,
    "next": next_one,
    "previous": previous_one,
    "missed": next_missed,
    "missed-previous": previous_missed,
    "characters": by_character,
    "grow": grown,
    "shrink": shrunk,
}
"""Command id to what it does."""
