"""The text of the one-line rows: title, labels, status, footer. Pure; widths in cells; all text made safe here.

A row is a list of pieces (text, role); the widget knows how a role looks. What does not fit is dropped from the
right of the status row, and shortened in the row of labels; keys are never dropped.
"""

from collections.abc import Sequence
from typing import Literal

from annotations.change import UNDOES
from annotations.entity import CARRIED, HUMAN, Entity, Status, Sureness
from annotations.graphemes import grapheme_around, is_border
from annotations.index import SHOWN
from annotations.labels import LabelSet
from annotations.marked import Focus, Marked
from annotations.progress import Progress
from annotations.safe import safe_line
from annotations.walks import OfEntities, where
from tui.cells import room as cells
from tui.keymap import COMMANDS, Keymap
from tui.marks import mark
from tui.reading import Reading

Role = Literal["text", "dim", "key", "strong", "family"]
Piece = tuple[str, Role, str]
"""Text, how it looks, and for ``family`` the label whose colour it takes."""

WORDS_A_MINUTE = 230


def cut(text: str, width: int) -> str:
    """The text made safe and, where it is wider than ``width`` cells, cut between graphemes, with an ellipsis."""
    whole = text = safe_line(text)
    if cells(text) <= width:
        return text
    if width < 1:
        return ""
    while text and cells(text) > width - 1:
        text = text[: max(len(text) - max((cells(text) - width) // 2, 1), 0)]
    if not is_border(whole, len(text)):
        text = text[: grapheme_around(whole, len(text))[0]]
    return text.rstrip() + "…"


def title_row(reading: Reading, width: int) -> list[Piece]:
    """`` title            1 of 12   34 %   3 min left``."""
    article, page = reading.article, reading.page
    share = min(page.visible_span()[1] / max(len(article.text), 1), 1.0)
    parts = [f"{page.percent} %"]
    if len(reading.uids) > 1:
        parts.insert(0, f"{reading.place + 1} of {len(reading.uids)}")
    if share < 1 and width >= 60:
        parts.append(_time_left(round(article.words * (1 - share) / WORDS_A_MINUTE)))
    if reading.project.progress(reading.uid).state == "done":
        parts.append("done")
    if reading.project.read_only:
        parts.append("read-only")
    right = "   ".join(parts)
    title = cut(article.title or "untitled", width - len(right) - 4)
    gap = width - 2 - cells(title) - len(right)
    return [(f" {title}", "strong", ""), (" " * max(gap, 1), "text", ""), (f"{right} ", "dim", "")]


def _time_left(minutes: int) -> str:
    if minutes < 1:
        return "under 1 min left"
    return f"{minutes} min left" if minutes < 100 else f"{round(minutes / 60)} h left"


def label_row(labels: LabelSet, keymap: Keymap, width: int) -> list[Piece]:
    """`` 1 PERS 2 NORP 3 ORG ...  t other``: too narrow, it shortens labels, never drops keys."""
    keyed = [label for label in labels.labels if label.digit]
    others = len(labels.labels) > len(keyed)
    tail = f"{keymap.key('label')} other" if others else f"{keymap.key('label')} list"
    for longest in (8, 4, 3, 2, 1, 0):
        names = [safe_line(label.short)[:longest] for label in keyed]
        used = sum(len(keymap.key(f"label-{label.digit}")) + cells(name) + 2 for label, name in zip(keyed, names, strict=True))
        if used + len(tail) + 2 <= width or longest == 0:
            break
    pieces: list[Piece] = []
    for label, name in zip(keyed, names, strict=True):
        pieces.append((f" {keymap.key(f'label-{label.digit}')}", "key", ""))
        pieces.append((f" {name}" if name else "", "family", label.name))
    pieces.append(("  ", "text", ""))
    pieces.append((keymap.key("label"), "key", ""))
    pieces.append((tail.removeprefix(keymap.key("label")), "text", ""))
    return pieces


def status_row(reading: Reading, keymap: Keymap, width: int) -> list[Piece]:
    """``mark label  text   3 of 60 to review   1 more   sm 0.41``, dropped from the right as it narrows; after it
    ``saving``, dropped last, while a slow disk has not confirmed what was saved."""
    marked = reading.marked
    entity = reading.entity
    parts: list[Piece]
    if reading.hidden:
        parts = [(_said(" plain reading: z shows the marks", keymap), "dim", "")]
    elif entity is not None:
        parts = _entity_parts(reading, entity, width)
    elif reading.focus is not None:
        words = marked.article.surface(*reading.focus.span)
        parts = [(f"   {cut(words, max(width - 24, 12))}", "text", "")]
        nth_of_walk = _place_in_walk(reading, reading.focus)
        if reading.focus.offered and "untagged" not in nth_of_walk:
            parts.append(("   untagged name", "dim", ""))
        if nth_of_walk:
            parts.append((f"   {nth_of_walk}", "dim", ""))
    else:
        parts = [(f" {_overview(marked)}", "dim", "")]
    if reading.by_character:
        parts.append(("   CHR", "strong", ""))
    if reading.arriving:
        parts.append(("   suggesting", "dim", ""))
    saving: list[Piece] = [("   saving", "strong", "")] if reading.project.saving else []
    room, kept = width - sum(cells(words) for words, _, _ in saving), []
    for piece in parts:
        room -= cells(piece[0])
        if room < 0:
            break
        kept.append(piece)
    return kept + saving


def _place_in_walk(reading: Reading, focus: Focus) -> str:
    """``3 of 60 to review``, as the walk says it; empty where the focus is none of it, or entities are still read."""
    marked = reading.marked
    asked = marked.entities.whole or not isinstance(reading.walk, OfEntities)
    return safe_line(where(reading.walk, marked, focus)) if asked else ""


def _entity_parts(reading: Reading, entity: Entity, width: int) -> list[Piece]:
    marked = reading.marked
    words = marked.article.surface(*entity.span)
    label = entity.label or "not a name"
    parts: list[Piece] = [
        (f" {mark(entity):<2} ", "strong", ""),
        (safe_line(label), "family", entity.label),
        (f"  {cut(words, max(width - cells(label) - 8, 8))}", "text", ""),
    ]
    if entity.status is not Status.SUGGESTED:
        via = f" ({entity.via})" if entity.via and entity.via != "one" else ""
        parts.append((f"   {entity.status}{via}", "dim", ""))
    if nth_of_walk := _place_in_walk(reading, Focus.on(entity)):
        parts.append((f"   {nth_of_walk}", "dim", ""))
    elif to_review := marked.entities.count(Status.SUGGESTED, marked.only):
        parts.append((f"   {to_review} to review", "dim", ""))
    more = marked.entities.alike(words) - (entity.status in SHOWN) if marked.entities.whole else 0
    if more > 0:
        parts.append((f"   {more} more", "dim", ""))
    parts.append((f"   {cut(_origin(entity), 32)}", "dim", ""))
    if others := others_said(entity, marked):
        parts.append((f"   {cut(others, 60)}", "dim", ""))
    if entity.origin == "memory" and entity.suggested is None and reading.explain and (said := reading.explain(words)):
        parts.append((f": {cut(said, 48)}", "dim", ""))
    if entity.note:
        parts.append((f"   note: {cut(entity.note, 40)}", "dim", ""))
    return parts


_ORIGINS = {HUMAN: "you", CARRIED: "carried over"}


def _origin(entity: Entity) -> str:
    proposal = entity.proposal
    origin = _short(proposal.origin)
    label = f" {proposal.label}" if proposal.label != entity.label and entity.suggested is not None else ""
    score = f"{label} {proposal.score:.2f}" if proposal.score is not None else label
    fair = " fair" if entity.sureness is Sureness.FAIR else ""
    return f"{_ORIGINS.get(origin, origin)}{score}{fair}"


def _short(origin: str) -> str:
    """``sm`` for the small model of any language, ``sm learned`` once it has learned here, else the name."""
    name = origin.removeprefix("model:")
    for ending in ("_sm", "_md", "_lg", "_trf"):
        if ending in name:
            return ending[1:] + (" learned" if name.endswith("-learned") else "")
    return name


def others_said(entity: Entity, marked: Marked) -> str:
    """What other models proposed there: ``md too``, ``md says PERSON``, ``md says PERSON Kim Jong Un``; empty where none did."""
    own, said = entity.proposal.origin, []
    for one in entity.others:
        name = _short(one.origin) if _short(one.origin) != _short(own) else one.origin.removeprefix("model:")
        if (one.start, one.end) != entity.span:
            said.append(f"{name} says {one.label} {marked.article.surface(one.start, one.end)}")
        else:
            said.append(f"{name} too" if one.label == entity.label else f"{name} says {one.label}")
    return ", ".join(said)


def _overview(marked: Marked) -> str:
    entities, only = marked.entities, marked.only
    counts = [
        (entities.count(Status.ACCEPTED, only), "accepted"),
        (entities.count(Status.SUGGESTED, only), "to review"),
        (entities.count(Status.UNSURE, only), "unsure"),
        (entities.count(Status.REJECTED, only), "rejected"),
    ]
    said = ", ".join(f"{n} {name}" for n, name in counts if n) or "no entities yet"
    checked = checked_percent(marked.progress, len(marked.article.text))
    return f"{said}{f', checked to {checked} %' if checked else ''}"


def checked_percent(progress: Progress, length: int) -> int:
    """How much of a text was looked at, in percent."""
    return 100 * min(progress.checked, length) // max(length, 1)


SUGGESTION = ("accept", "reject", "labels", "edges", "label-equal", "undo", "next")
RUN = ("labels", "label", "end-longer", "grow", "missed", "undo")
READING = ("page-down", "next", "missed", "search", "done")
PLAIN = ("page-down", "search")
_WORDS = {
    "READING:next": "suggestions",
    "READING:missed": "untagged names",
    "RUN:missed": "next untagged",
}


def footer_row(reading: Reading, keymap: Keymap, width: int) -> list[Piece]:
    """The message if there is one, else the keys that matter for what is focused."""
    if reading.said:
        said = [_said(words, keymap) for words in (reading.said, *filter(None, reading.briefer))]
        words = next((words for words in said if cells(words) <= width - 2), said[-1])
        return [(f" {_message(words, width - 2, _said(UNDOES, keymap))}", "strong", "")]
    kind: str
    ids: tuple[str, ...]
    if reading.hidden:
        kind, ids = "READING", PLAIN
    elif reading.entity is not None:
        kind, ids = "SUGGESTION", SUGGESTION
    elif reading.focus is not None:
        kind, ids = "RUN", RUN
    else:
        kind, ids = "READING", READING
    tail = f"{keymap.key('help')} {keymap.key('quit')}".strip()
    pieces: list[Piece] = []
    used = len(tail) + 2
    for id in ids:
        keys, word = _footer_keys(id, keymap), _footer_word(kind, id, keymap)
        if not keys:
            continue
        used += len(keys) + len(word) + 3
        if used > width:
            break
        pieces += [(f" {keys}", "key", ""), (f" {word} ", "text", "")]
    pieces.append((f" {tail}", "key", ""))
    return pieces


def _said(words: str, keymap: Keymap) -> str:
    """What is said, in the keys of the keymap."""
    if keymap.commands is COMMANDS:
        return words
    from tui.keymaps.wording import in_keys_of

    return in_keys_of(keymap, words)


def _message(words: str, width: int, undoes: str) -> str:
    """The words cut to a width; that it can be undone is kept."""
    if cells(words) <= width or not words.endswith(undoes) or width <= 2 * len(undoes):
        return cut(words, width)
    return cut(words.removesuffix(undoes), width - len(undoes)) + undoes.removeprefix(".")


def _footer_keys(id: str, keymap: Keymap) -> str:
    if id == "labels":
        return "-".join(key for end in "10" if (key := keymap.key(f"label-{end}")))
    if id == "edges":
        edges = ("start-longer", "start-shorter", "end-shorter", "end-longer")
        return " ".join(key for edge in edges if (key := keymap.key(edge)))
    return keymap.key(id)


def _footer_word(kind: str, id: str, keymap: Keymap) -> str:
    if id in ("labels", "edges"):
        return "label" if id == "labels" else "edges"
    return _WORDS.get(f"{kind}:{id}", keymap.by_id(id).footer)


def plain_text(pieces: Sequence[Piece]) -> str:
    """The row as bare text."""
    return "".join(piece[0] for piece in pieces)
