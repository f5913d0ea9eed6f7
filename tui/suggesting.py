"""Suggesting: asks the suggester about articles of the session and lets what it finds enter the project.

One article is asked about at a time, the one on the screen; once that is covered, the next one may be, ahead.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from annotations.entity import Proposal
from annotations.progress import State
from annotations.project import Project
from annotations.span import Span
from annotations.suggest.answers import Answer, Done, Failed, Found, Learns, Suggester, learned_by

if TYPE_CHECKING:
    from annotations.covered import Covered
    from annotations.proper import ProperNouns
    from annotations.suggest.models import Wanted
    from annotations.suggest.plan import ReadingOrder
    from annotations.work.improving import Improving

_AT_ONCE = 0.03
"""Seconds in which memory is loaded and an article looked over while it is opened: all of it where it is short."""


@dataclass(eq=False, repr=False)
class _Request:
    """``covered`` is what was read by now. ``first``: nothing came yet, and what another model suggested before is to go when
    something does."""

    uid: str
    order: "ReadingOrder | None" = None
    covered: "Covered | None" = None
    first: bool = False
    added: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)


@dataclass(eq=False, repr=False)
class Suggesting:
    """The requests under way. ``post`` is called with each answer, on the suggester's own thread.

    Of an article that was left before it was covered, its progress says which parts were: who comes back has the rest read.
    ``improving`` is what memory and rules make of what is found, once the first paint is done; ``memory``: whether that is
    used. ``late`` is what was to be said of answers that had to wait for it.
    """

    project: Project
    suggester: Suggester | None
    post: Callable[[Answer], None]
    improving: "Improving | None" = None
    memory: bool = True
    late: list[str] = field(default_factory=list)
    _proper: "dict[str, ProperNouns]" = field(default_factory=dict)
    _under_way: dict[int, _Request] = field(default_factory=dict)
    _waiting: dict[str, list[Proposal]] = field(default_factory=dict)
    _early: list[Answer] = field(default_factory=list)
    _wanted_models: "Wanted | None" = None

    def ask(self, uid: str, visible: Span, *, again: bool = False) -> None:
        """Ask about the article on the screen, its visible part first, unless the model covered it. All others wait."""
        again = self.wants_again(uid) or again
        if self.suggester is not None:
            self._ask_anew(uid, visible, again)
        if self.improving is not None:
            self._look_over(uid, visible)

    def _ask_anew(self, uid: str, visible: Span, again: bool) -> None:
        assert self.suggester is not None
        for number, request in list(self._under_way.items()):
            if request.uid != uid:
                del self._under_way[number]
                self.suggester.cancel(number)
        if self.arriving(uid):
            self.look_at(uid, visible)
        elif again or self._wanted(uid):
            self._ask(uid, visible, again)

    def ahead(self, uid: str) -> None:
        """Ask about an article that is likely to be opened next, unless the model covered it, or another is being read."""
        if self.suggester is not None and not self._under_way and self._wanted(uid):
            position = self.project.progress(uid).position
            self._ask(uid, (position, position), again=False)

    def look_at(self, uid: str, visible: Span) -> None:
        """Let what is visible of an article be read next, where it was not read yet."""
        for request in self._under_way.values():
            order, covered = (request.order, request.covered) if request.uid == uid else (None, None)
            if order and covered and order.visible != visible and not covered.holds(*visible):
                order.look_at(visible)

    def learn(self, learned: Mapping[str, str]) -> None:
        """Let pipelines that learned here, by language, suggest from now on in place of the model they were learned from."""
        self._wanted_models = None
        if isinstance(self.suggester, Learns):
            self.suggester.learned = learned

    def _look_over(self, uid: str, visible: Span) -> None:
        """See that memory and rules look over an article that is turned to: at once where it is short."""
        end = monotonic() + _AT_ONCE
        while monotonic() < end and self.go_on(uid, visible, None):
            pass

    def go_on(self, uid: str, visible: Span, held: Span | None, learning: bool = True) -> bool:
        """Load, learn (with ``learning``) or look over a piece of an article. Returns whether anything is left to do."""
        if self.improving is None:
            from annotations.work.improving import Improving

            self.improving = Improving(self.project, memory=self.memory)
            return True
        improving = self.improving
        left = improving.go_on(learning)
        if not left and self._alone(uid):  # else what the model finds is refined as it comes
            improving.look_over(uid, visible)
        if not left and improving.looking_over(uid):
            improving.look_on(uid, held)
            left = improving.looking_over(uid)
        if self._early and improving.ready:
            self._take_early(held)
        return left

    def _alone(self, uid: str) -> bool:
        """Whether memory and rules are all that is to look at an article now."""
        progress = self.project.progress(uid)
        return not (self.project.read_only or progress.imported or progress.state is State.DONE or self.arriving(uid))

    def _take_early(self, held: Span | None) -> None:
        """Let enter, in their order, the answers that came before all was loaded."""
        early, self._early = self._early, []
        for answer in early:
            if said := self.take(answer, held):
                self.late.append(said)

    def explained(self, words: str) -> str:
        """What is remembered of a text, in words; empty where nothing is, or memory is not loaded."""
        return self.improving.remembering.memory.explain(words) if self.improving is not None else ""

    def proper_nouns(self, uid: str) -> "ProperNouns | None":
        """What a model's tags said of an article in this session."""
        return self._proper.get(uid)

    def leave(self, uid: str) -> None:
        """Look over an article no further: another is opened."""
        if self.improving is not None:
            self.improving.leave(uid)

    def wants_again(self, uid: str) -> bool:
        """Whether a model should read an article again, since memory takes back what it made of its suggestions. Asked once."""
        wanted = self.improving is not None and uid in self.improving.wanting and not self.improving.looking_over(uid)
        if wanted and self.improving is not None:
            self.improving.wanting.discard(uid)
        return wanted

    def arriving(self, uid: str) -> bool:
        """Whether suggestions for this article are still to come."""
        return any(request.uid == uid for request in self._under_way.values())

    def asked_about(self, answer: Answer) -> str:
        """The uid of the article that an answer is about; empty where nobody waits for it any more."""
        request = self._under_way.get(answer.request)
        return request.uid if request else ""

    def take(self, answer: Answer, held: Span | None) -> str:
        """Let an answer enter. ``held`` is a run in focus: what overlaps it waits. Returns what to say, mostly nothing."""
        request = self._under_way.get(answer.request)
        if request is None:
            return ""
        if self.improving is None or not self.improving.ready:
            self._early.append(answer)
            return ""
        self._take_early(held)
        if request.first and not isinstance(answer, Failed):
            from annotations.work.suggesting import take_back

            request.first = False
            take_back(self.project, request.uid, stored=self.suggester is not None and bool(learned_by(self.suggester)))
        if isinstance(answer, Found):
            from annotations.work.suggesting import note_read

            if answer.proper is not None:
                self._note_proper(request.uid, answer.covered, answer.proper)
            self._enter(request, self.improving.refined(request.uid, answer.proposals, answer.covered), held)
            if request.covered is not None:
                for span in answer.covered:
                    request.covered.add(*span)
                note_read(self.project, request.uid, request.covered, answer.model)
            return ""
        del self._under_way[answer.request]
        if isinstance(answer, Failed):
            return answer.why
        from annotations.work.suggesting import cover

        assert isinstance(answer, Done)
        cover(self.project, request.uid, answer.model)
        if request.unmapped:
            kinds = ", ".join(f"{count} {label}" for label, count in request.unmapped.most_common(4))
            left_out = f"{request.added} suggestions; not in this label set and left out: {kinds}"
            return f"{left_out}; {answer.said}" if answer.said else left_out
        return answer.said

    def _note_proper(self, uid: str, tagged: tuple[Span, ...], runs: tuple[Span, ...]) -> None:
        from annotations.proper import ProperNouns

        if uid not in self._proper:
            self._proper[uid] = ProperNouns(self.project.article(uid).text)
        self._proper[uid].add(tagged, runs)

    def focus_moved(self, uid: str, held: Span | None) -> None:
        """Let what waited for the focus enter."""
        if waiting := self._waiting.pop(uid, None):
            self._enter(_Request(uid), waiting, held)

    def _wanted(self, uid: str) -> bool:
        from annotations.work.suggesting import to_suggest

        return to_suggest(self.project, uid, self._models())

    def _models(self) -> "Wanted":
        from annotations.suggest.models import Wanted

        assert self.suggester is not None
        if self._wanted_models is None:
            self._wanted_models = Wanted(self.suggester.model, learned_by(self.suggester))
        return self._wanted_models

    def _ask(self, uid: str, visible: Span, again: bool) -> None:
        from annotations.covered import Covered
        from annotations.suggest.plan import ReadingOrder
        from annotations.work.suggesting import read_before

        assert self.suggester is not None
        article = self.project.article(uid)
        covered = Covered(article.text) if again else read_before(self.project, uid, self._models())
        order = ReadingOrder(article, visible, covered)
        request = _Request(uid, order, covered, first=not (again or covered.runs))
        self._under_way[self.suggester.suggest(article, order, self.post)] = request

    def _enter(self, request: _Request, proposals: tuple[Proposal, ...] | list[Proposal], held: Span | None) -> None:
        from annotations.merging import merge_suggestions

        marked = self.project.marked(request.uid)
        merged = merge_suggestions(marked, proposals, marked.progress.model, held)
        if merged.change is not None:
            self.project.arrive(merged.change)
        if merged.waiting:
            self._waiting.setdefault(request.uid, []).extend(merged.waiting)
        request.added += merged.added
        request.unmapped.update(merged.unmapped)

    def stop(self) -> None:
        if self.suggester is not None:
            self.suggester.stop()
