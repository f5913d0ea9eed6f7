"""Noting at quit what the first frame of the next time needs to know."""

import os
from typing import TYPE_CHECKING

from annotations.folders import cache_folder
from annotations.project import ProjectError
from tui.first_frame import article_cells, text_lines
from tui.geometry import usual_measure
from tui.launching import layout_of, told_of
from tui.layout import PIECE
from tui.options import ReadOptions
from tui.start_file import START, Asked, asked, files_behind, load, looks_key, place_name, save, stamp

if TYPE_CHECKING:
    from tui.app import RubricateApp

BEHIND = 2 * PIECE
"""Code points of the text that are kept from the place on."""
_KEYS = 8
"""Ways of looking that are kept."""


def note_start(app: "RubricateApp", options: ReadOptions) -> None:
    """Write what the next start with the same options needs, the project being closed."""
    if options.demo:
        return
    start = load(START)
    known = start.get("looks")
    looks = dict(list(known.items())[-_KEYS:]) if isinstance(known, dict) else {}
    if app.looks is not None:
        looks[looks_key()] = list(app.looks)
    view = app.reader.view
    save(START, {"looks": looks, "measure": view.wanted_measure, "spacing": view.spacing})
    what = asked(options.project, options.sources)
    save(place_name(what), _place(app, options, what))


def _place(app: "RubricateApp", options: ReadOptions, what: Asked) -> dict[str, object]:
    """The text around the place where the next start goes on; no text where a frame could not be sure of it."""
    reading, project = app.reader.reading, app.project
    row: dict[str, object] = {"asked": list(what), "stamps": []}
    uid = reading.uids[0] if options.sources else reading.uid
    try:
        article, at = project.article(uid), project.progress(uid).position
    except ProjectError:
        return row
    text, size, view = article.text, (app.size.width, app.size.height), app.reader.view
    usual, spaced, height = usual_measure(text), view.spacing > 0, article_cells(*size)[1]
    measure, (hard_wrapped, gaps) = view.wanted_measure or usual, told_of(text)
    whole = layout_of(text, hard_wrapped, gaps, measure, spaced, size)
    start = whole.begins(at)
    part = text[start : at + BEHIND]
    alone = layout_of(part, hard_wrapped, gaps, measure, spaced, size)
    if text_lines(whole, at, height) != text_lines(alone, at - start, height):
        return row
    cached = os.path.join(cache_folder(), "articles", f"{article.sha256}.json")
    stamps = [stamp(path) for path in (*files_behind(what), cached)]
    told = {"hard_wrapped": hard_wrapped, "gaps": gaps, "usual": usual}
    return row | {"stamps": stamps, "text": part, "at": at - start} | told
