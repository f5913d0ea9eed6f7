"""Reviewing without a screen: opens what was asked, asks on standard output, reads answers from standard input."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from annotations.commands.output import say, warn
from annotations.entity import Via
from annotations.folders import cache_folder, config_folder
from annotations.project import Project, ProjectError
from annotations.safe import safe_line
from annotations.store.cache import Cache
from annotations.suggest.answers import Suggester, learned_by
from annotations.suggest.models import Wanted
from annotations.work.errors import WorkError
from annotations.work.improving import Improving
from annotations.work.memory_setting import chosen_memory
from annotations.work.suggesting import suggest, to_suggest
from tui.config import chosen_carry, read_config
from tui.keeping import farewell
from tui.keymap import KeymapError
from tui.keymaps.choosing import chosen_keymap
from tui.opening import OpeningError, open_reader
from tui.options import ReadOptions
from tui.plain_questions import OneSentence, question_lines, short
from tui.plain_review import PlainReview
from tui.reading import Reading


def review(options: ReadOptions, environ: "dict[str, str]", as_json: bool) -> int:
    """Review until the answers end, the articles are done, or one answers ``q``. Returns the exit code: 0; 1 where saving
    failed, or a line of a script was no answer. Raises WorkError when what was asked cannot be opened, ProjectError when
    another program is writing there."""
    if "-" in options.sources:
        raise WorkError("- is where the answers come from: give the article as a file, or rubricate add - first")
    config = read_config(Path(config_folder()))
    try:
        keymap = chosen_keymap(config, options.keymap, environ.get("RUBRICATE_KEYMAP"))
        opened = open_reader(options, cache=Cache(Path(cache_folder())))
    except (KeymapError, OpeningError) as error:
        raise WorkError(str(error)) from error
    project, known = opened.project, len(opened.project.notices)
    reading = Reading(project, opened.uids, OneSentence(), opened.place, may_walk_untagged=False)
    reading.carry, _ = chosen_carry(options.carry, environ, config)
    code = 0
    try:
        if project.exists and not project.read_only:
            project.claim()
        for notice in (*opened.notices, *keymap.notices):
            warn(notice)
        improving = Improving(project, memory=chosen_memory(environ, project, config.memory)[0])
        asking = PlainReview(reading, keymap.keymap, lambda uid: _suggested(project, opened.suggester, uid, improving))
        _ask_and_answer(asking, as_json)
        code = int(asking.misunderstood > 0 and not sys.stdin.isatty())
        project.leave_at(reading.uid)
    finally:
        if opened.suggester is not None:
            opened.suggester.stop()
        try:
            project.close()
        except ProjectError as error:
            code = 1
            warn(str(error))
        for notice in project.notices[known:]:
            if notice not in opened.notices:
                warn(notice)
    _print([farewell(project)], as_json, "end")
    return code


def _ask_and_answer(asking: PlainReview, as_json: bool) -> None:
    _print(asking.begin(), as_json)
    if not as_json:
        say(short(asking.keymap))
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        reconfigure(errors="replace")
    while not asking.ended:
        asked = asking.question()
        if as_json:
            click.echo(json.dumps({"ask": asked.kind, **{k: v for k, v in asked._asdict().items() if k != "kind"}}))
        else:
            _print(question_lines(asked), as_json)
        line = sys.stdin.readline()
        if not line:
            return
        try:
            _print(asking.answer(line), as_json)
        except ProjectError as error:  # another article of the project may be damaged
            _print([str(error)], as_json)


def _print(lines: Iterable[str], as_json: bool, key: str = "said") -> None:
    for line in lines:
        if as_json:
            click.echo(json.dumps({key: line}))
        else:
            say(line)


def _suggested(project: Project, suggester: Suggester | None, uid: str, improving: Improving) -> str:
    """Let the model suggest over an article, unless one has, or its entities were imported; memory and rules look over it
    too. Returns what went wrong."""
    if project.read_only or any(one.via is Via.IMPORT for one in project.entities(uid)):
        return ""
    improving.remembering.settle()
    asked = suggester is not None and to_suggest(project, uid, Wanted(suggester.model, learned_by(suggester)))
    if not asked:
        improving.look_over(uid, (0, 0))
    while improving.looking_over(uid):
        improving.look_on(uid, None)
    again = uid in improving.wanting
    improving.wanting.discard(uid)
    if suggester is None or not (asked or again):
        return ""
    if sys.stderr.isatty():
        warn("a model is looking for names, which takes some seconds")
    found = suggest(project, uid, suggester, improving=improving)
    if not found.unmapped or found.failed:
        return found.failed
    kinds = ", ".join(f"{count} {safe_line(label)}" for label, count in found.unmapped.most_common(4))  # type: ignore[attr-defined]
    return f"{found.added} suggestions; not in this label set and left out: {kinds}"
