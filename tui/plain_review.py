"""Plain review: one sentence and one question at a time in lines of text, answered by lines; for TERM=dumb, braille displays
and scripts.

It is the reader's own reading and commands on a page of one sentence: the same keys, words and store. No control sequence
is written. ``PlainReview`` takes and returns lines; who prints and reads them is ``tui.reviewing``'s.
"""

from collections.abc import Callable, Iterator, Mapping

from annotations.entity import Entity, Status
from annotations.labels import Label
from annotations.progress import State
from annotations.safe import safe_line
from annotations.walks import REVIEW
from tui.deciding import DEEDS, closing, done_lines, going_on, labelling, noting
from tui.keymap import LABEL_KEYS, Command, Keymap, printed
from tui.keymaps.wording import in_keys_of
from tui.moving import MOVES, look_on
from tui.plain_questions import Question, short
from tui.questions import answer, answer_of
from tui.reading import Reading
from tui.rows import others_said

ANSWERS = (
    *("accept", "reject", "unsure", "label", "label-again", "label-equal", "reject-equal", "start-longer", "start-shorter"),
    *("end-shorter", "end-longer", "characters", "grow", "shrink", "merge", "note", "next", "previous", "missed"),
    *("missed-previous", "undo", "redo", "done", "article-next", "article-previous", "overlap", "carry", "help", "quit"),
)
"""The commands that may be asked for here, in the order of the help."""

WORDS: Mapping[str, str] = {
    "right": "accept",
    "yes": "accept",
    "no": "reject",
    "skip": "next",
    "back": "previous",
    "exit": "quit",
    ":q": "quit",
    ":wq": "quit",
    "again": "label-again",
    "all": "label-equal",
    "longer": "end-longer",
    "shorter": "end-shorter",
    **{id.replace("-", " "): id for id in ANSWERS},
}
"""Words that are answers too, and the command each means."""


class PlainReview:
    """A review of the articles of a reading. ``opened`` is called with the uid of each article before its first question:
    it may let suggestions in, and returns a line to say, mostly none."""

    def __init__(self, reading: Reading, keymap: Keymap, opened: Callable[[str], str]) -> None:
        self.reading, self.keymap, self._opened = reading, keymap, opened
        self.ended = False
        self.misunderstood = 0
        self._missed = False
        self._over = ""

    def begin(self) -> Iterator[str]:
        """The lines before the first question."""
        yield from self._open()

    def question(self) -> Question:
        """What is asked now."""
        reading = self.reading
        article, focus, entity = reading.article, reading.focus, reading.entity
        title = article.title or next(iter(article.sources), article.uid)
        if reading.pending == "done":
            return Question("done", article.uid, title, words=in_keys_of(self.keymap, done_lines(reading)[0]))
        if self._over:
            return Question("over", article.uid, title, words=self._over)
        if focus is None or reading.at_end > 0:
            return Question("end", article.uid, title, words=self._end())
        start, end = article.sentence_at(focus.start)[0], article.sentence_at(max(focus.end - 1, focus.start))[1]
        start, end = min(start, focus.start), max(end, focus.end)
        nth, of = REVIEW.place(reading.marked, focus)
        open_one = entity is not None and entity.status is Status.SUGGESTED
        return Question(
            "missed" if entity is None else "suggestion" if open_one else "entity",
            article.uid,
            title,
            nth,
            of if nth else 0,
            entity.label if entity else "",
            article.text[slice(*focus.span)],
            *focus.span,
            str(entity.status) if entity else "",
            entity.proposal.origin if entity else "",
            entity.proposal.score if entity else None,
            article.text[start:end],
            (focus.start - start, focus.end - start),
            self._about(entity),
        )

    def _about(self, entity: Entity | None) -> str:
        if entity is None:
            none, following, back = (self.keymap.key(id) for id in ("reject", "missed", "next"))
            words = f"{none} says that it is none, {following} the next, {back} back to what is to review"
            return f"untagged name: a label makes it an entity, {words}"
        if not entity.label:
            return "not a name, as you said"
        score = f", {entity.proposal.score:.2f}" if entity.proposal.score is not None else ""
        if entity.status is Status.SUGGESTED:
            others = others_said(entity, self.reading.marked)
            return f"{entity.label}, suggested by {entity.origin.removeprefix('model:')}{score}{f'; {others}' if others else ''}"
        return f"{entity.label}, {entity.status}"

    def _end(self) -> str:
        counts = self.reading.marked.entities
        only = self.reading.marked.only
        decided = counts.count(Status.ACCEPTED, only) + counts.count(Status.REJECTED, only)
        left = counts.count(Status.SUGGESTED, only)
        first, missed, done, following, leave = (self.keymap.key(id) for id in ("next", "missed", "done", "article-next", "quit"))
        to_first = f"{first} the first of them, " if left else ""
        keys = f"{to_first}{missed} untagged names, {done} done, {following} next article, {leave} quit"
        return f"{decided} decided, {left} to review. {keys}"

    def answer(self, line: str) -> Iterator[str]:
        """Do what a line asks for. Yields what is to be said, nothing for an empty line, after which the question comes again."""
        words, reading = line.strip(), self.reading
        if not words:
            return
        reading.said = ""
        if reading.pending == "done":
            reading.pending = ""
            yield from self._closed(words)
            return
        command, rest = self._understood(words)
        closed, reading.closed = reading.closed, ""
        self._over = ""
        if command == "undo" and closed and closed != reading.uid:
            yield from self._turn(list(reading.uids).index(closed))
        if command == "quit":
            self.ended = True
        elif command == "help":
            yield from self._help()
        elif command == "label":
            yield from self._label(rest)
        elif command in ("article-next", "article-previous"):
            yield from self._turn(reading.place + (1 if command == "article-next" else -1))
        elif command:
            yield from self._do(command, rest)
        else:
            self.misunderstood += 1
            yield f"{words!r} is no answer here: {short(self.keymap)}"

    def _understood(self, words: str) -> tuple[str, str]:
        """The command that is asked for, and what else was said; none where it is not understood."""
        first, _, rest = words.partition(" ")
        if len(words) > 1 and self._named(words):
            return "label", words
        if known := self._command(first):
            if known.id.startswith("label-") and known.id[6:] in LABEL_KEYS and not rest:
                return "label", known.id[6:]
            if known.id == "quit-now":
                return "quit", ""
            if known.id in ANSWERS and (not rest or known.id in ("label", "note")):
                return known.id, rest
        if first.lower() in ("label", "note") and rest:
            return first.lower(), rest
        return WORDS.get(words.lower(), ""), ""

    def _command(self, typed: str) -> Command | None:
        """The command of a key, or of two typed one behind the other."""
        if len(typed) == 2:
            return self.keymap.after(typed[0]).get(typed[1])
        return self.keymap.command(typed) if len(typed) == 1 else None

    def _named(self, words: str) -> Label | None:
        labels = self.reading.project.labels.labels
        return next((one for one in labels if one.name == words), None) or next(
            (one for one in labels if one.name.lower() == words.lower() and words.lower() not in WORDS), None
        )

    def _label(self, words: str) -> Iterator[str]:
        reading, labels = self.reading, self.reading.project.labels
        found = (labels.by_digit(words) or self._named(words) or labels.by_letter(words)) if words else None
        if found is None:
            ask = f"{self.keymap.key('label')} and a letter, or a name"
            yield f"no label {words}: {self._labels()}" if words else f"{ask}: {self._labels()}"
        elif self._asked():
            labelling(reading, found.name)
            entity = reading.entity
            yield from self._said()
            if entity is not None and entity.label == found.name and entity.status is Status.ACCEPTED:
                yield from self._go_on()
        else:
            yield from self._said()

    def _asked(self) -> bool:
        """Whether the question is about something that an answer can change; at the end of an article nothing is."""
        if self.reading.at_end > 0:
            self.reading.say("nothing is in question here: n goes to what is left, m goes to untagged names, u undoes")
            return False
        return True

    def _do(self, command: str, rest: str) -> Iterator[str]:
        reading = self.reading
        moves = command in ("next", "previous", "missed", "missed-previous", "undo", "redo", "done", "overlap", "carry")
        if not moves and not self._asked():
            yield from self._said()
            return
        if command in ("next", "previous"):
            self._missed = False
            MOVES[command](reading)
        elif command in ("missed", "missed-previous"):
            self._look(command)
        elif command == "note":
            noting(reading, rest)
        elif command == "reject" and self._missed:
            from annotations.edits import reject

            reading.edit(reject)
            yield from self._said()
            self._look("missed")
        elif command == "done":
            DEEDS[command](reading)
            reading.said = reading.said if not reading.pending else ""
        elif command == "label-again":
            DEEDS[command](reading)
            if reading.entity is not None and reading.entity.status is Status.ACCEPTED:
                yield from self._said()
                yield from self._go_on()
        elif command in ("label-equal", "reject-equal"):
            DEEDS[command](reading)
            yield from self._said()
            if reading.entity is not None and reading.entity.status is not Status.SUGGESTED:
                yield from self._go_on()
        else:
            (MOVES.get(command) or DEEDS[command])(reading)
            if command in ("undo", "redo"):
                reading.at_end = 0
        yield from self._said()

    def _look(self, command: str) -> None:
        """Look for a name that nobody tagged, however far away; after the last question from the start of the article."""
        reading = self.reading
        if reading.at_end > 0 and not self._missed:
            reading.put_focus(None, remember=False)
            reading.page.bring((0, 0))
        reading.at_end = 0
        MOVES[command](reading)
        while reading.looking is not None:
            look_on(reading)
        self._missed = reading.focus is not None and reading.focus.offered
        if not self._missed:
            reading.at_end = 1

    def _go_on(self) -> Iterator[str]:
        if self._missed:
            self._look("missed")
        else:
            going_on(self.reading)
        yield from self._said()

    def _closed(self, words: str) -> Iterator[str]:
        """The second answer to D."""
        reading = self.reading
        left = reading.marked.entities.count(Status.SUGGESTED, reading.marked.only)
        said = answer_of(self._command(words)) if len(words) == 2 else answer(self.keymap, words)
        if said == "D" or (said == "x" and left):
            done = closing(reading, "accept" if said == "D" else "reject")
            closed = reading.closed
            yield from self._said()
            if done:
                yield from self._next_open()
                reading.closed = closed
        elif said == "o":
            yield "left open"
            yield from self._next_open()
        elif words not in ("escape", "Esc", "esc"):
            yield from self.answer(words)

    def _next_open(self) -> Iterator[str]:
        reading = self.reading
        place = reading.next_open()
        if place is None:
            done = sum(reading.project.progress(uid).state is State.DONE for uid in reading.uids)
            takes_back, leave = self.keymap.key("undo"), self.keymap.key("quit")
            closed = f", {takes_back} takes the last one back" if reading.closed else ""
            self._over = f"{done} of {len(reading.uids)} done, no other article is open: {leave} quits{closed}"
        else:
            yield from self._turn(place)

    def _turn(self, place: int) -> Iterator[str]:
        reading = self.reading
        if not 0 <= place < len(reading.uids):
            only = len(reading.uids) == 1
            yield "the only article of this list" if only else f"the {'last' if place > 0 else 'first'} article of the list"
            return
        reading.project.article(reading.uids[place])
        reading.show(place)
        yield from self._open()

    def _open(self) -> Iterator[str]:
        reading, self._missed = self.reading, False
        article = reading.article
        if said := self._opened(reading.uid):
            yield safe_line(said)
        reading.page.bring((0, 0))
        MOVES["next"](reading)
        reading.said = ""
        number = reading.marked.entities.count(Status.SUGGESTED, reading.marked.only)
        where = f"{reading.place + 1} of {len(reading.uids)}: " if len(reading.uids) > 1 else ""
        yield safe_line(f"{where}{article.title or article.uid}, {number} to review")

    def _said(self) -> Iterator[str]:
        reading = self.reading
        reading.tell_next()
        while reading.said:
            yield safe_line(in_keys_of(self.keymap, reading.said))
            reading.said = ""
            reading.tell_next()

    def _labels(self) -> str:
        ask, labels = self.keymap.key("label"), self.reading.project.labels.labels
        digits = [self.keymap.key(f"label-{one.digit}") if one.digit else "" for one in labels]
        return ", ".join(f"{digit or f'{ask} {one.letter}'} {one.name}" for digit, one in zip(digits, labels, strict=True))

    def _help(self) -> Iterator[str]:
        yield "an empty line asks again; a word such as accept, reject, skip, undo, quit is an answer too"
        yield f"labels: {safe_line(self._labels())}"
        for id in ANSWERS:
            command = self.keymap.by_id(id)
            keys = " or ".join(printed(key) for key in command.keys if all(len(part) == 1 for part in key.split(" ")))
            yield f"{keys or id}: {command.title}{f'. {command.help}' if command.help else ''}"
